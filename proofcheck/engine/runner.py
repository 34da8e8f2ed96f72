"""Run a theory: premises respected, any executor, a journal to resume from; the same results on any of them."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from proofcheck.checkers import Settings
from proofcheck.engine.cache import Journal
from proofcheck.engine.cache_keys import LemmaKey, lemma_keys, task_key
from proofcheck.engine.executors import run_on_executor
from proofcheck.engine.generated import Generated
from proofcheck.engine.tasks import (
    STATEMENT,
    Assignment,
    LemmaWork,
    Task,
    TaskReport,
    assemble_work,
    balance,
    list_lemma_tasks,
    perform,
    plan_tasks,
)
from proofcheck.engine.workers import Workers, start_workers
from proofcheck.lemmas.claims import TheoryError
from proofcheck.lemmas.evidence import Grade, Verdict, derive_verdict
from proofcheck.lemmas.lemma import Lemma, Theory
from proofcheck.lemmas.loading import load_theory
from proofcheck.lemmas.names import unknown_lemma

Progress = Callable[[str, int, int], None]
Reports = dict[str, list[TaskReport]]


@dataclass(frozen=True, kw_only=True)
class Result:
    """A lemma with its verdict, what it measured, and its claim as a statement.

    `as_expected`: the grade is the one declared, or neither REFUTED nor BROKEN; and no evidence is thin in silence.
    """

    lemma: Lemma
    verdict: Verdict
    as_expected: bool
    measures: Mapping[str, str]
    generated: Generated | None


class Interrupted(KeyboardInterrupt):
    """A run stopped from the keyboard; `results` are the lemmas decided by then, with all their premises."""

    def __init__(self, results: Sequence[Result], total: int) -> None:
        super().__init__(f"interrupted; {len(results)} of {total} lemmas are decided")
        self.results, self.total = list(results), total


def select_lemmas(theory: Theory, *patterns: str) -> tuple[Lemma, ...]:
    """Lemmas whose name matches a glob, and all their premises. Raises TheoryError for a glob that nothing matches."""
    names, wanted = [lemma.name for lemma in theory.lemmas], set[str]()
    for pattern in patterns:
        matching = {name for name in names if fnmatch.fnmatchcase(name, pattern)}
        if not matching:
            known = unknown_lemma(pattern, names, f"theory {theory.name!r}")
            raise TheoryError(f"no lemma matches {pattern!r}: {known}")
        wanted |= matching
    for lemma in reversed(theory.ordered()):
        if lemma.name in wanted:
            wanted.update(lemma.requires)
    return tuple(lemma for lemma in theory.ordered() if lemma.name in wanted)


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """How a run is carried out; only a budget that is exceeded changes what comes out.

    Tasks run in this process, in `jobs` processes, or on `executor`, whose workers must be able to load the theory.
    `budget`: seconds for one checker on one lemma (or one part of it); None: no limit. `journal`: a file that finished
    tasks are added to as they come, and taken from when their lemma and code are unchanged.
    """

    jobs: int = 1
    executor: Executor | None = None
    budget: float | None = None
    journal: Path | None = None


def run(
    reference: str | Theory,
    settings: Settings,
    *,
    select: str | Sequence[str] = "*",
    options: RunOptions = RunOptions(),
    on_progress: Progress = lambda _name, _done, _total: None,
    on_note: Callable[[str], object] = lambda _text: None,
    on_load: Callable[[Theory], object] = lambda _theory: None,
) -> list[Result]:
    """Decide the selected lemmas of the theory that `reference` names, or is; results with premises first.

    `select`: a glob of names, or several, which add up.

    A Theory holds functions, which do not travel: it is decided in this process. `on_progress(lemma, done, total)`
    counts tasks. `on_note(text)` is told which lemmas are not kept for the journal, since something that they use
    cannot be followed, `on_load(theory)` what is decided. Raises LoadError, TheoryError and JournalError, and on a
    KeyboardInterrupt `Interrupted`, which keeps what is done.
    """
    with _start_workers(reference, options) as workers:
        theory = _resolve_theory(reference, options)
        on_load(theory)
        lemmas = select_lemmas(theory, *([select] if isinstance(select, str) else select))
        tasks, kept = plan_tasks(lemmas, settings), _EarlierReports(options.journal, lemmas, settings, on_note)
        reports: Reports = {lemma.name: [] for lemma in lemmas}
        try:
            found = _perform_tasks(reference, theory, tasks, kept, settings, options, workers)
            for done, report in enumerate(found, 1):
                reports[report.task.lemma].append(report)
                on_progress(report.task.lemma, done, len(tasks))
        except KeyboardInterrupt:
            raise Interrupted(derive_results(lemmas, _assemble_works(lemmas, reports, settings)), len(lemmas)) from None
    return derive_results(lemmas, _assemble_works(lemmas, reports, settings))


def _start_workers(reference: str | Theory, options: RunOptions) -> AbstractContextManager[Workers | None]:
    """The processes that `jobs` asks for, which load the theory while this one does."""
    elsewhere = isinstance(reference, Theory) or options.executor is not None or options.jobs == 1
    return nullcontext() if elsewhere else start_workers(options.jobs, str(reference))


def _resolve_theory(reference: str | Theory, options: RunOptions) -> Theory:
    if isinstance(reference, str):
        return load_theory(reference)
    if options.jobs != 1 or options.executor is not None:
        raise TheoryError(
            f"theory {reference.name!r}: only a file or module can be loaded elsewhere; name it, or jobs=1"
        )
    return reference


class _EarlierReports:
    """The journal of earlier runs, by the content of their lemmas; empty and not written without a path."""

    def __init__(
        self, path: Path | None, lemmas: Sequence[Lemma], settings: Settings, on_note: Callable[[str], object]
    ) -> None:
        self._journal = None if path is None else Journal(path)
        self._settings = settings
        self._keys: dict[str, LemmaKey] = {} if path is None else lemma_keys(lemmas)
        for name, key in self._keys.items():
            if key.unknown:
                on_note(f"{name} is decided anew and not kept for --resume: {key.unknown}")

    def get(self, task: Task) -> TaskReport | None:
        return self._journal.get(self._key(task)) if self._journal is not None and self._keeps(task) else None

    def put(self, report: TaskReport) -> None:
        """Failures of a checker are not kept: their cause may lie outside the theory."""
        if self._journal is not None and not report.failed and self._keeps(report.task):
            self._journal.put(self._key(report.task), report)

    def _key(self, task: Task) -> str:
        return task_key(self._keys[task.lemma].digest, task, self._settings)

    def _keeps(self, task: Task) -> bool:
        return not self._keys[task.lemma].unknown


def _perform_tasks(
    reference: str | Theory,
    theory: Theory,
    tasks: Sequence[Task],
    kept: _EarlierReports,
    settings: Settings,
    options: RunOptions,
    workers: Workers | None,
) -> Iterator[TaskReport]:
    """Reports of all tasks: first those in the journal, then new ones in the order of completion."""
    left = []
    for task in tasks:
        known = kept.get(task)
        if known is None:
            left.append(task)
        else:
            yield known
    for report in _perform_anew(reference, theory, left, settings, options, workers):
        kept.put(report)
        yield report


def _perform_anew(
    reference: str | Theory,
    theory: Theory,
    tasks: Sequence[Task],
    settings: Settings,
    options: RunOptions,
    workers: Workers | None,
) -> Iterator[TaskReport]:
    """Reports in the order of completion: from here, worker processes or an executor."""
    budget, kept = options.budget, options.journal is not None
    if not isinstance(reference, Theory):
        assignment = Assignment(reference=reference, settings=settings, budget=budget, kept=kept)
        if workers is not None:
            return workers.perform(assignment, balance(tasks))
        if options.executor is not None:
            there = replace(assignment, reference=_make_absolute(reference))
            return run_on_executor(options.executor, there, balance(tasks))
    return (perform(theory[task.lemma], task, settings, budget, kept=kept) for task in tasks)


def _make_absolute(reference: str) -> str:
    """An absolute path for a file: workers of an executor may have another working directory."""
    return str(Path(reference).resolve()) if reference.endswith(".py") else reference


def examine(lemma: Lemma, settings: Settings) -> LemmaWork:
    """All checkers on one lemma, here; what raises becomes an ERROR of that checker, for this lemma alone."""
    tasks = [task for task in list_lemma_tasks(lemma, settings) if task.checker != STATEMENT]
    return assemble_work(lemma, [perform(lemma, task, settings) for task in tasks])


def _assemble_works(lemmas: Sequence[Lemma], reports: Reports, settings: Settings) -> dict[str, LemmaWork]:
    """The lemmas with at least the first part of every checker done; in a whole run, all of them."""
    works = {}
    for lemma in lemmas:
        first = {task for task in list_lemma_tasks(lemma, settings) if task.part == 0}
        if first <= {report.task for report in reports[lemma.name]}:
            works[lemma.name] = assemble_work(lemma, reports[lemma.name])
    return works


def derive_results(lemmas: Sequence[Lemma], done: Mapping[str, LemmaWork]) -> list[Result]:
    """Results of the lemmas that are done with all their premises; `lemmas` has premises first."""
    grades: dict[str, Grade] = {}
    results = []
    for lemma in lemmas:
        if lemma.name not in done or not grades.keys() >= set(lemma.requires):
            continue
        premises = {name: grades[name] for name in lemma.requires}
        verdict = derive_verdict(lemma.name, done[lemma.name].evidence, premises)
        grades[lemma.name] = verdict.grade
        results.append(
            Result(
                lemma=lemma,
                verdict=verdict,
                as_expected=_is_expected(lemma, verdict),
                measures=done[lemma.name].measures,
                generated=done[lemma.name].generated,
            )
        )
    return results


def _is_expected(lemma: Lemma, verdict: Verdict) -> bool:
    """The declared grade, or an acceptable one where none is declared; and no thin evidence unless that is declared."""
    if verdict.thin and not lemma.thin and lemma.expected is not Grade.UNDECIDED:
        return False
    return verdict.grade is lemma.expected if lemma.expected else verdict.grade not in _NOT_EXPECTED_BY_DEFAULT


_NOT_EXPECTED_BY_DEFAULT = (Grade.REFUTED, Grade.BROKEN)
