"""What changed between two reports, and which changes are regressions.

A change is a regression when
- a lemma, solve or reference set was as expected and no longer is,
- a verdict is weaker, in the order PROVED > CERTIFIED > ARGUED > SUPPORTED > UNDECIDED > BROKEN > REFUTED, or is about
  a part of the claim where it was about all of it,
- a lemma, solve or reference set is no longer in the report,
- a lemma has fewer decided instances than before, by more than the tolerance (a share of the old number),
- its smallest relative margin fell by more than the tolerance (a share of the old one's size) and by more than 1e-9,
- a refuted lemma lost its counterexample.

Changes of sharpness, statements, spaces, premises and sizes of solves are listed, never as regressions: a tighter bound
shows a smaller margin too, and a solve may stop elsewhere. Margins are minima over instances, so compare runs of one
profile and seed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Final, Literal, TypeAlias, TypeVar

from proofcheck.lemmas.evidence import BY_STRENGTH, Grade
from proofcheck.report.consistency import succeeded
from proofcheck.report.entries import Document, LemmaEntry, RecheckEntry, ReferenceSetEntry, SolveEntry
from proofcheck.report.phrases import describe_part
from proofcheck.report.quantities import count_decided, smallest_margin

TOLERANCE: Final = 0.1
_NOISE: Final = 1e-9  # margins below this size are rounding, not room
_ORDER: Final = ("REFUTED", "BROKEN", *(grade.name for grade in reversed(BY_STRENGTH)))
_STATED: Final[tuple[Literal["statement", "hypotheses", "expected", "space"], ...]] = (
    *("statement", "hypotheses", "expected"),
    "space",
)
_SIZES: Final[tuple[Literal["radius_upper", "objective_gap_upper"], ...]] = ("radius_upper", "objective_gap_upper")

Value: TypeAlias = str | int | float | None
Entry = TypeVar("Entry", LemmaEntry, SolveEntry, ReferenceSetEntry)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change: `subject` is a lemma or solve by name, `aspect` what of it changed; None where there was nothing."""

    kind: str
    subject: str
    aspect: str
    old: Value
    new: Value
    regression: bool = False


@dataclass(frozen=True, kw_only=True)
class Difference:
    """All changes, in the order of the new report, removals last."""

    changes: tuple[Change, ...]
    tolerance: float

    @property
    def regressions(self) -> tuple[Change, ...]:
        """The changes that make `proofcheck diff` exit with 1."""
        return tuple(change for change in self.changes if change.regression)

    def document(self) -> dict[str, object]:
        """The difference as JSON types."""
        changes = [asdict(change) for change in self.changes]
        return {"tolerance": self.tolerance, "regressions": len(self.regressions), "changes": changes}


def compare_documents(old: Document, new: Document, *, tolerance: float = TOLERANCE) -> Difference:
    """All changes from `old` to `new`, both validated; `tolerance` is the share of a number that counts as noise."""
    lemmas, solves = partial(_compare_lemmas, tolerance=tolerance), partial(_compare_solves, tolerance=tolerance)
    changes = [
        *_compare_runs(old, new),
        *_compare_entries("lemma", old["lemmas"], new["lemmas"], _read_grade, lemmas),
        *_compare_entries("solve", old["solves"], new["solves"], _read_outcome, solves),
        *_compare_entries("reference set", old["reference_sets"], new["reference_sets"], _read_state, _compare_sets),
    ]
    return Difference(changes=tuple(changes), tolerance=tolerance)


def _compare_runs(old: Document, new: Document) -> Iterator[Change]:
    """Changes that make two runs hard to compare: another theory, profile or seed."""
    for aspect, before, after in (
        ("theory", old["theory"]["name"], new["theory"]["name"]),
        ("profile", old["run"]["profile"], new["run"]["profile"]),
        ("seed", old["run"]["seed"], new["run"]["seed"]),
    ):
        if before != after:
            yield Change(kind="run", subject="run", aspect=aspect, old=before, new=after)


def _compare_entries(
    kind: str,
    old: Sequence[Entry],
    new: Sequence[Entry],
    describe: Callable[[Entry], str],
    compare: Callable[[Entry, Entry], Iterator[Change]],
) -> Iterator[Change]:
    """Additions, what `compare` yields for entries of one name, then removals; `describe` is the state of an entry."""
    before, after = ({entry["name"]: entry for entry in entries} for entries in (old, new))
    for name, entry in after.items():
        if name not in before:
            yield Change(kind=kind, subject=name, aspect="added", old=None, new=describe(entry))
        else:
            yield from compare(before[name], entry)
    for name in (name for name in before if name not in after):
        yield Change(kind=kind, subject=name, aspect="removed", old=describe(before[name]), new=None, regression=True)


def _read_grade(lemma: LemmaEntry) -> str:
    return lemma["verdict"]["grade"]


def _read_outcome(solve: SolveEntry) -> str:
    return solve["certificate"]["outcome"]


def _read_state(item: ReferenceSetEntry | RecheckEntry) -> str:
    return "confirmed" if item["confirmed"] else "not confirmed"


def _compare_sets(old: ReferenceSetEntry, new: ReferenceSetEntry) -> Iterator[Change]:
    if old["confirmed"] != new["confirmed"]:
        worse = not new["confirmed"]
        yield Change(
            kind="reference set",
            subject=new["name"],
            aspect="outcome",
            old=_read_state(old),
            new=_read_state(new),
            regression=worse,
        )


def _compare_statements(old: LemmaEntry, new: LemmaEntry) -> Iterator[tuple[str, Value, Value]]:
    """Changed statements: in words, in premises, or by the digest of the claim where both documents look for one."""
    for key in _STATED:
        if old[key] != new[key]:
            yield key, old[key], new[key]
    if old["requires"] != new["requires"]:
        yield "requires", ", ".join(old["requires"]), ", ".join(new["requires"])
    was, now = old["generated"], new["generated"]
    if was and now and was["digest"] != now["digest"]:
        yield "meaning of the claim", was["digest"] or "not traced", now["digest"] or "not traced"


def _compare_lemmas(old: LemmaEntry, new: LemmaEntry, tolerance: float) -> Iterator[Change]:
    name, before, after = new["name"], old["verdict"]["grade"], new["verdict"]["grade"]

    def change(aspect: str, was: Value, now: Value, *, worse: bool = False) -> Change:
        return Change(kind="lemma", subject=name, aspect=aspect, old=was, new=now, regression=worse)

    for aspect, was, now in _compare_statements(old, new):
        yield change(aspect, was, now)
    if before != after:
        yield change("verdict", before, after, worse=_ORDER.index(after) < _ORDER.index(before))
    parts = describe_part(old), describe_part(new)
    if before == after and parts[0] != parts[1]:
        yield change("covers", parts[0] or "all of the claim", parts[1] or "all of the claim", worse=not parts[0])
    if old["as_expected"] != new["as_expected"]:
        yield change("as expected", old["as_expected"], new["as_expected"], worse=not new["as_expected"])
    many, more = count_decided(old), count_decided(new)
    if many != more:
        yield change("decided", many, more, worse=more < (1 - tolerance) * many)
    low, lower = smallest_margin(old), smallest_margin(new)
    if not _is_close(low, lower, tolerance):
        # the margin of a refuted lemma is that of its counterexample: a smaller one refutes more clearly
        yield change("margin", low, lower, worse=after != Grade.REFUTED.name and _has_fallen(low, lower))
    if old["sharpness"]["summary"] != new["sharpness"]["summary"]:
        yield change("sharpness", old["sharpness"]["summary"], new["sharpness"]["summary"])
    counterexamples = [any(item["counterexample"] for item in lemma["evidence"]) for lemma in (old, new)]
    if after == Grade.REFUTED.name and counterexamples == [True, False]:
        yield change("counterexample", "present", None, worse=True)


def _is_close(old: float | None, new: float | None, tolerance: float) -> bool:
    if old is None or new is None:
        return old is new
    return abs(new - old) <= max(tolerance * abs(old), _NOISE)


def _has_fallen(old: float | None, new: float | None) -> bool:
    """Whether a margin that is not close to the old one fell; one that is no longer measured fell too."""
    return old is not None and (new is None or new < old)


def _compare_solves(old: SolveEntry, new: SolveEntry, tolerance: float) -> Iterator[Change]:
    name = new["name"]
    if succeeded(old) != succeeded(new):
        states = [f"{s['status']}, {s['certificate']['outcome']}, {_read_state(s['recheck'])}" for s in (old, new)]
        worse = succeeded(old)
        yield Change(kind="solve", subject=name, aspect="outcome", old=states[0], new=states[1], regression=worse)
    if old["certificate"]["scope"] != new["certificate"]["scope"]:
        scopes = old["certificate"]["scope"], new["certificate"]["scope"]
        worse = scopes == ("GLOBAL", "LOCAL") and succeeded(old)
        yield Change(kind="solve", subject=name, aspect="scope", old=scopes[0], new=scopes[1], regression=worse)
    for size in _SIZES:
        was, now = old["certificate"][size], new["certificate"][size]
        if not _is_similar(was, now, tolerance):
            yield Change(kind="solve", subject=name, aspect=size, old=was, new=now)


def _is_similar(old: float | None, new: float | None, tolerance: float) -> bool:
    """Sizes that range over many powers of ten: equal up to the tolerance as a share."""
    if old is None or new is None:
        return old is new
    return math.isclose(old, new, rel_tol=tolerance)
