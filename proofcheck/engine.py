"""Run a theory: dependency order, premises respected, worker processes, the same results whatever their number."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context

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

    `on_progress(name, done, total)` is called after each lemma. A KeyboardInterrupt keeps what is done. Raises
    LoadError and TheoryError.
    """
    theory = load_theory(reference)
    lemmas = selected(theory, select)
    done: dict[str, Work] = {}
    try:
        for work in _works(reference, lemmas, settings, jobs):
            done[work.name] = work
            on_progress(work.name, len(done), len(lemmas))
    except KeyboardInterrupt:
        on_progress("interrupted", len(done), len(lemmas))
    return _results([lemma for lemma in lemmas if lemma.name in done], done)


def examine(lemma: Lemma, settings: Settings) -> Work:
    """All checkers on one lemma; what raises becomes an ERROR of that checker, for this lemma alone."""
    evidence = [found for name in CHECKERS if (found := _examined(name, lemma, settings)) is not None]
    return Work(name=lemma.name, evidence=tuple(evidence), measures=dict(lemma.measures()) if lemma.measures else {})


def _examined(checker: str, lemma: Lemma, settings: Settings) -> Evidence | None:
    try:
        return CHECKERS[checker](lemma, settings)
    except Exception as error:  # noqa: BLE001 - definitions are user code and may raise anything
        text = f"{type(error).__name__}: {error}"
        command = settings.command_for(lemma.name)
        return Evidence(checker=checker, outcome=Outcome.ERROR, coverage="none", detail=text, command=command)


def _works(reference: str, lemmas: Sequence[Lemma], settings: Settings, jobs: int) -> Iterator[Work]:
    if jobs == 1:
        yield from (examine(lemma, settings) for lemma in lemmas)
        return
    with ProcessPoolExecutor(max_workers=jobs, mp_context=get_context("spawn")) as pool:
        futures = _submitted(pool, reference, lemmas, settings)
        try:
            for future in as_completed(futures):
                yield future.result()
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _submitted(pool: Executor, reference: str, lemmas: Sequence[Lemma], settings: Settings) -> list[Future[Work]]:
    return [pool.submit(examine_by_name, reference, lemma.name, settings) for lemma in lemmas]


def examine_by_name(reference: str, name: str, settings: Settings) -> Work:
    """What a worker process runs: theories hold functions, which do not travel, so it loads its own."""
    return examine(load_theory(reference)[name], settings)


def _results(lemmas: Sequence[Lemma], done: Mapping[str, Work]) -> list[Result]:
    grades: dict[str, Grade] = {}
    results = []
    for lemma in lemmas:
        premises = {name: grades.get(name) for name in lemma.requires}
        verdict = derive_verdict(lemma.name, done[lemma.name].evidence, premises)
        grades[lemma.name] = verdict.grade
        expected = verdict.grade is lemma.expected if lemma.expected else verdict.grade not in _UNWELCOME
        measures = done[lemma.name].measures
        results.append(Result(lemma=lemma, verdict=verdict, as_expected=expected, measures=measures))
    return results


_UNWELCOME = (Grade.REFUTED, Grade.BROKEN)
