"""Run a theory: dependency order, premises respected, worker processes, the same results whatever their number."""

from __future__ import annotations

import fnmatch
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import active_children, get_context

from proofcheck.checkers import CHECKERS, Settings
from proofcheck.evidence import Evidence, Grade, Outcome, Verdict, derive_verdict
from proofcheck.lemma import Lemma, Theory, TheoryError
from proofcheck.loading import load_theory

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True)
class Result:
    """A lemma with its verdict; `as_expected`: the grade is the one declared, or neither REFUTED nor BROKEN."""

    lemma: Lemma
    verdict: Verdict
    as_expected: bool
    measures: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Work:
    """What a worker sends back about one lemma: plain data."""

    name: str
    evidence: tuple[Evidence, ...]
    measures: Mapping[str, str]


class Interrupted(KeyboardInterrupt):
    """A run stopped from the keyboard; `results` are the lemmas decided by then, with all their premises."""

    def __init__(self, results: Sequence[Result], total: int) -> None:
        super().__init__(f"interrupted; {len(results)} of {total} lemmas are decided")
        self.results = list(results)


def selected(theory: Theory, pattern: str) -> tuple[Lemma, ...]:
    """Lemmas whose name matches the glob, and all their premises. Raises TheoryError when nothing matches."""
    wanted = {lemma.name for lemma in theory.lemmas if fnmatch.fnmatchcase(lemma.name, pattern)}
    if not wanted:
        known = ", ".join(lemma.name for lemma in theory.lemmas)
        raise TheoryError(f"no lemma matches {pattern!r}; the theory {theory.name!r} has {known}")
    for lemma in reversed(theory.ordered()):
        if lemma.name in wanted:
            wanted.update(lemma.requires)
    return tuple(lemma for lemma in theory.ordered() if lemma.name in wanted)


def run(
    reference: str,
    settings: Settings,
    *,
    jobs: int = 1,
    select: str = "*",
    on_progress: Progress = lambda _name, _done, _total: None,
) -> list[Result]:
    """Decide the selected lemmas of the theory that `reference` names, premises first.

    `on_progress(name, done, total)` is called after each lemma. Raises LoadError and TheoryError, and on a
    KeyboardInterrupt `Interrupted`, which keeps what is done.
    """
    theory = load_theory(reference)
    lemmas = selected(theory, select)
    done: dict[str, Work] = {}
    try:
        for work in _works(reference, lemmas, settings, jobs):
            done[work.name] = work
            on_progress(work.name, len(done), len(lemmas))
    except KeyboardInterrupt:
        raise Interrupted(_results(lemmas, done), len(lemmas)) from None
    return _results(lemmas, done)


def examine(lemma: Lemma, settings: Settings) -> Work:
    """All checkers on one lemma; what raises becomes an ERROR of that checker, for this lemma alone."""
    evidence = [found for name in CHECKERS if (found := _examined(name, lemma, settings)) is not None]
    measures: Mapping[str, str] = {}
    try:
        measures = dict(lemma.measures()) if lemma.measures else {}
    except Exception as error:  # noqa: BLE001 - user code
        evidence.append(_failure("measures", lemma, settings, f"{type(error).__name__}: {error}"))
    return Work(name=lemma.name, evidence=tuple(evidence), measures=measures)


def _examined(checker: str, lemma: Lemma, settings: Settings) -> Evidence | None:
    try:
        return CHECKERS[checker](lemma, settings)
    except Exception as error:  # noqa: BLE001 - definitions are user code and may raise anything
        return _failure(checker, lemma, settings, f"{type(error).__name__}: {error}")


def _failure(checker: str, lemma: Lemma, settings: Settings, detail: str) -> Evidence:
    command = settings.command_for(lemma.name)
    return Evidence(checker=checker, outcome=Outcome.ERROR, coverage="none", detail=detail, command=command)


def _works(reference: str, lemmas: Sequence[Lemma], settings: Settings, jobs: int) -> Iterator[Work]:
    if jobs == 1:
        yield from (examine(lemma, settings) for lemma in lemmas)
        return
    lost = []
    with _workers(min(jobs, len(lemmas))) as pool:
        futures = {pool.submit(examine_by_name, reference, lemma.name, settings): lemma for lemma in lemmas}
        for future in as_completed(futures):
            work = _received(future, futures[future], settings)
            if work is None:
                lost.append(futures[future])
            else:
                yield work
    for lemma in lost:
        yield _alone(reference, lemma, settings)


def _received(future: Future[Work], lemma: Lemma, settings: Settings) -> Work | None:
    """What a worker sent; an ERROR when it cannot travel between processes; None when the worker ended."""
    try:
        return future.result()
    except BrokenProcessPool:
        return None
    except Exception as error:  # noqa: BLE001 - pickling raises many types
        failure = _failure("engine", lemma, settings, f"no result from the worker: {type(error).__name__}: {error}")
        return Work(name=lemma.name, evidence=(failure,), measures={})


def _alone(reference: str, lemma: Lemma, settings: Settings) -> Work:
    """One worker that ends takes the whole pool with it; in a pool of its own, only the lemma that ended it is lost."""
    with _workers(1) as pool:
        work = _received(pool.submit(examine_by_name, reference, lemma.name, settings), lemma, settings)
    failure = _failure("engine", lemma, settings, "the worker process ended; run this lemma alone to see why")
    return work or Work(name=lemma.name, evidence=(failure,), measures={})


@contextmanager
def _workers(jobs: int) -> Iterator[Executor]:
    """Worker processes that end at once when the block is left by an exception, instead of finishing their lemma."""
    others = set(active_children())
    pool = ProcessPoolExecutor(max_workers=jobs, mp_context=get_context("spawn"), initializer=_end_on_interrupt)
    try:
        yield pool
    except BaseException:
        for worker in set(active_children()) - others:
            worker.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _end_on_interrupt() -> None:
    """Ctrl-C reaches the whole process group: a worker ends without a traceback, the engine reports."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def examine_by_name(reference: str, name: str, settings: Settings) -> Work:
    """What a worker process runs: theories hold functions, which do not travel, so it loads its own."""
    return examine(load_theory(reference)[name], settings)


def _results(lemmas: Sequence[Lemma], done: Mapping[str, Work]) -> list[Result]:
    grades: dict[str, Grade] = {}
    results = []
    for lemma in lemmas:
        if lemma.name not in done or not grades.keys() >= set(lemma.requires):
            continue
        premises = {name: grades[name] for name in lemma.requires}
        verdict = derive_verdict(lemma.name, done[lemma.name].evidence, premises)
        grades[lemma.name] = verdict.grade
        expected = verdict.grade is lemma.expected if lemma.expected else verdict.grade not in _UNWELCOME
        measures = done[lemma.name].measures
        results.append(Result(lemma=lemma, verdict=verdict, as_expected=expected, measures=measures))
    return results


_UNWELCOME = (Grade.REFUTED, Grade.BROKEN)
