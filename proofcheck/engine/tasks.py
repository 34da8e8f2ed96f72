"""The unit of work: one part of one checker on one lemma; tasks and their reports are plain data that pickles."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from proofcheck.arithmetic.functions import precision
from proofcheck.checkers import CHECKERS, Method, Settings, checkers_of
from proofcheck.checkers.instances.summary import HISTOGRAM
from proofcheck.engine.generated import Generated, trace_claim
from proofcheck.engine.reads import record_reads
from proofcheck.engine.time_limit import BudgetExceededError, limit
from proofcheck.lemmas.coverage import covered_noun, describe_coverage, plural
from proofcheck.lemmas.evidence import Evidence, Outcome, sharpest
from proofcheck.lemmas.lemma import Lemma, Theory
from proofcheck.lemmas.loading import load_theory
from proofcheck.lemmas.raising import describe_exception
from proofcheck.statements import trace_once

MEASURES: Final = "measures"
STATEMENT: Final = "statement"  # a task, and what checkers of the traced claim read
_DOUBLE_BITS: Final = 53
_WEIGHTS: Final = {MEASURES: 10, STATEMENT: 0}  # some measurements take seconds
_ALONE: Final = threading.Lock()  # flint's precision is global to the process: one task at a time in each


@dataclass(frozen=True, kw_only=True)
class Task:
    """Part `part` of the work of `checker` on the lemma named `lemma`."""

    lemma: str
    checker: str
    part: int = 0


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """What the tasks of a run share, as it travels to workers: the theory by name, and the seconds for each task.

    `kept`: whether reports go into a journal, and so name the files that were read.
    """

    reference: str
    settings: Settings
    budget: float | None
    kept: bool


@dataclass(frozen=True, kw_only=True)
class TaskReport:
    """The result of a task: evidence of a checker, measurements, or the claim as a statement.

    `files`: data files that it read, with digests, where the report is to be kept.
    """

    task: Task
    evidence: Evidence | None = None
    measures: Mapping[str, str] | None = None
    generated: Generated | None = None
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        """Whether the checker could not do its work, or time ended the tracing."""
        unfinished = self.generated is not None and self.generated.unfinished
        return unfinished or (self.evidence is not None and self.evidence.outcome is Outcome.ERROR)


@dataclass(frozen=True, kw_only=True)
class LemmaWork:
    """The evidence of all checkers on one lemma, what its `measures` returned, and its claim traced; plain data."""

    name: str
    evidence: tuple[Evidence, ...]
    measures: Mapping[str, str]
    generated: Generated | None = None


def plan_tasks(lemmas: Sequence[Lemma], settings: Settings) -> list[Task]:
    """All tasks in the order in which partial results say most.

    The first part of every checker on every lemma, then the parts that count instances, then those that search.
    """
    tasks = [task for lemma in lemmas for task in list_lemma_tasks(lemma, settings)]
    return sorted(tasks, key=_urgency)


def _urgency(task: Task) -> tuple[bool, int]:
    searches = task.checker in CHECKERS and CHECKERS[task.checker].method is Method.SEARCH
    return task.part > 0 and searches, task.part


def balance(tasks: Sequence[Task]) -> list[Task]:
    """Order equally urgent tasks by what tends to take longest, so that the last workers finish together."""
    return sorted(tasks, key=lambda task: (_urgency(task), -_weight(task)))


def _weight(task: Task) -> int:
    return _WEIGHTS[task.checker] if task.checker in _WEIGHTS else CHECKERS[task.checker].weight


def list_lemma_tasks(lemma: Lemma, settings: Settings) -> list[Task]:
    """The tasks of one lemma, in the order in which its evidence is listed."""
    checkers = checkers_of(lemma)
    found = [(checker.name, len(checker.shares(settings))) for checker in checkers]
    tasks = [Task(lemma=lemma.name, checker=name, part=i) for name, parts in found for i in range(parts)]
    traced = any(checker.reads == STATEMENT for checker in checkers)  # see `perform`
    further = [(STATEMENT, None if traced else lemma.claim), (MEASURES, lemma.measures)]
    return tasks + [Task(lemma=lemma.name, checker=name) for name, given in further if given is not None]


def perform(
    lemma: Lemma, task: Task, settings: Settings, budget: float | None = None, *, kept: bool = False
) -> TaskReport:
    """Do one task; what raises or exceeds `budget` seconds becomes an ERROR of that checker, for this lemma alone.

    What reads the statement judges the claim as it is traced now: its report has the statement of that tracing.
    `kept`: the report names the files that were read. Seeing them slows all that looks at frames, as watching does.
    """
    reads = record_reads() if kept else nullcontext(dict[str, str]())
    with _ALONE, precision(_DOUBLE_BITS), reads as files, trace_once():
        report = _perform_or_fail(lemma, task, settings, budget)
        if lemma.claim is not None and task.checker in CHECKERS and CHECKERS[task.checker].reads == STATEMENT:
            traced = _perform_or_fail(lemma, replace(task, checker=STATEMENT), settings, budget)
            report = replace(report, generated=traced.generated, evidence=traced.evidence or report.evidence)
    return replace(report, files=files)


def _perform_or_fail(lemma: Lemma, task: Task, settings: Settings, budget: float | None) -> TaskReport:
    try:
        with limit(None if task.checker == STATEMENT else budget):  # tracing has a limit of its own
            return _perform(lemma, task, settings, budget)
    except BudgetExceededError:
        detail = f"exceeded its budget of {budget:g} s; raise --budget if it should take that long"
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - user code may raise anything, sys.exit and pytest.skip as well
        detail = describe_exception(error)
    return report_failure(task, settings, detail)


def _perform(lemma: Lemma, task: Task, settings: Settings, budget: float | None) -> TaskReport:
    if task.checker == STATEMENT:
        return TaskReport(task=task, generated=trace_claim(lemma, budget))
    if task.checker == MEASURES:
        return TaskReport(task=task, measures=dict(lemma.measures()) if lemma.measures else {})
    checker = CHECKERS[task.checker]
    return TaskReport(task=task, evidence=checker.check(lemma, checker.shares(settings)[task.part]))


def report_failure(task: Task, settings: Settings, detail: str) -> TaskReport:
    """An ERROR in the place of the task's evidence."""
    command = settings.command_for(task.lemma)
    evidence = Evidence(checker=task.checker, outcome=Outcome.ERROR, coverage="none", detail=detail, command=command)
    return TaskReport(task=task, evidence=evidence)


def perform_by_name(assignment: Assignment, task: Task) -> TaskReport:
    """What a worker process runs: theories hold functions, which do not travel, so it loads its own."""
    lemma = load_once(assignment.reference)[task.lemma]  # before the clock starts: loading is no lemma's work
    return perform(lemma, task, assignment.settings, assignment.budget, kept=assignment.kept)


_THEORIES: dict[tuple[str, int], Theory] = {}


def load_once(reference: str) -> Theory:
    """The theory, loaded once a process; a file again when it has changed."""
    stamp = Path(reference).stat().st_mtime_ns if reference.endswith(".py") else 0
    if (reference, stamp) not in _THEORIES:
        _THEORIES[reference, stamp] = load_theory(reference)
    return _THEORIES[reference, stamp]


def assemble_work(lemma: Lemma, reports: Sequence[TaskReport]) -> LemmaWork:
    """The work on one lemma from its reports: evidence by checker in the usual order, parts merged."""
    ordered = sorted(reports, key=lambda report: report.task.part)
    evidence = []
    for checker in (*CHECKERS, STATEMENT, MEASURES):
        parts = [r.evidence for r in ordered if r.task.checker == checker and r.evidence is not None]
        if parts:
            evidence.append(merge_parts(parts))
    measures = next((report.measures for report in ordered if report.measures is not None), {})
    generated = next((report.generated for report in ordered if report.generated is not None), None)
    return LemmaWork(name=lemma.name, evidence=tuple(evidence), measures=measures, generated=generated)


def merge_parts(parts: Sequence[Evidence]) -> Evidence:
    """One record of a checker's parts, up to the first that fails or breaks: later ones would not have been run."""
    stop = next((i for i, part in enumerate(parts) if part.outcome in (Outcome.FAILS, Outcome.ERROR)), len(parts) - 1)
    used = parts[: stop + 1]
    if len(used) == 1:
        return used[0]
    last, decided = used[-1], sum(part.decided for part in used)
    given = sum(part.given for part in used)
    noun = covered_noun(last.coverage, last.given)
    margins = [part.margin_lower for part in used if part.margin_lower is not None]
    ratios = [part.tightness for part in used if part.tightness is not None]
    bits = [part.precision_bits for part in used if part.precision_bits is not None]
    return replace(
        last,
        outcome=_join_outcomes(used),
        coverage=describe_coverage(decided, noun, given),
        detail=last.detail if last.outcome in (Outcome.FAILS, Outcome.ERROR) else _count_undecided(used),
        attempted=sum(part.attempted for part in used),
        decided=decided,
        given=given,
        evaluations=sum(part.evaluations for part in used),
        thin=last.thin if all(part.thin for part in used) else "",
        margin_lower=min(margins, default=None),
        tightness=max(ratios, default=None),
        margins=tuple(margin for part in used for margin in part.margins)[:HISTOGRAM],
        precision_bits=max(bits, default=None),
        sharpness=() if last.outcome is Outcome.FAILS else sharpest(used),
    )


def _join_outcomes(parts: Sequence[Evidence]) -> Outcome:
    last = parts[-1].outcome
    if last in (Outcome.FAILS, Outcome.ERROR):
        return last
    return Outcome.HOLDS if any(part.outcome is Outcome.HOLDS for part in parts) else Outcome.UNDECIDED


def _count_undecided(parts: Sequence[Evidence]) -> str:
    undecided = sum(part.attempted - part.decided for part in parts)
    return f"{plural(len(parts), 'part')}; {plural(undecided, 'tie')} undecided or outside the hypotheses"
