"""What changed between two reports, and which changes are regressions.

A change is a regression when
- a lemma, solve or reference set was as expected and no longer is,
- a verdict is weaker, in the order PROVED > CERTIFIED > ARGUED > SUPPORTED > UNDECIDED > BROKEN > REFUTED,
- a lemma, solve or reference set is no longer in the report,
- a lemma has fewer decided instances than before, by more than the tolerance (a share of the old number),
- its smallest relative margin fell by more than the tolerance (a share of the old one's size) and by more than 1e-9,
- a refuted lemma lost its counterexample.

Changes of sharpness, statements and sizes of solves are listed, never as regressions: a tighter bound shows a smaller
margin too, and a solve may stop elsewhere. Margins are minima over instances, so compare runs of one profile and seed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from proofcheck.lemmas.evidence import BY_STRENGTH, Grade
from proofcheck.report.document import Document, succeeded
from proofcheck.report.quantities import count_decided, smallest_margin

TOLERANCE: Final = 0.1
_NOISE: Final = 1e-9  # margins below this size are rounding, not room
_ORDER: Final = ("REFUTED", "BROKEN", *(grade.name for grade in reversed(BY_STRENGTH)))
_SIZES: Final = ("radius_upper", "objective_gap_upper")


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change: `subject` is a lemma or solve by name, `aspect` what of it changed; None where there was nothing."""

    kind: str
    subject: str
    aspect: str
    old: Any
    new: Any
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

    def document(self) -> dict[str, Any]:
        """The difference as JSON types."""
        changes = [asdict(change) for change in self.changes]
        return {"tolerance": self.tolerance, "regressions": len(self.regressions), "changes": changes}


def compare_documents(old: Document, new: Document, *, tolerance: float = TOLERANCE) -> Difference:
    """All changes from `old` to `new`, both validated; `tolerance` is the share of a number that counts as noise."""
    changes = [
        *_compare_runs(old, new),
        *_compare_entries("lemma", old["lemmas"], new["lemmas"], tolerance),
        *_compare_entries("solve", old["solves"], new["solves"], tolerance),
        *_compare_entries("reference set", old["reference_sets"], new["reference_sets"], tolerance),
    ]
    return Difference(changes=tuple(changes), tolerance=tolerance)


def _compare_runs(old: Document, new: Document) -> Iterator[Change]:
    """Changes that make two runs hard to compare: another theory, profile or seed."""
    for aspect, before, after in (
        ("theory", old["theory"]["name"], new["theory"]["name"]),
        *((key, old["run"][key], new["run"][key]) for key in ("profile", "seed")),
    ):
        if before != after:
            yield Change(kind="run", subject="run", aspect=aspect, old=before, new=after)


def _compare_entries(kind: str, old: list[Document], new: list[Document], tolerance: float) -> Iterator[Change]:
    before, after = ({entry["name"]: entry for entry in entries} for entries in (old, new))
    for name, entry in after.items():
        if name not in before:
            yield Change(kind=kind, subject=name, aspect="added", old=None, new=_describe_state(kind, entry))
        elif kind == "lemma":
            yield from _compare_lemmas(before[name], entry, tolerance)
        elif kind == "solve":
            yield from _compare_solves(before[name], entry, tolerance)
        elif before[name]["confirmed"] != entry["confirmed"]:
            was, now = _describe_state(kind, before[name]), _describe_state(kind, entry)
            yield Change(kind=kind, subject=name, aspect="outcome", old=was, new=now, regression=not entry["confirmed"])
    for name in (name for name in before if name not in after):
        state = _describe_state(kind, before[name])
        yield Change(kind=kind, subject=name, aspect="removed", old=state, new=None, regression=True)


def _describe_state(kind: str, entry: Document) -> str:
    if kind == "reference set":
        return "confirmed" if entry["confirmed"] else "not confirmed"
    return str(entry["verdict"]["grade"] if kind == "lemma" else entry["certificate"]["outcome"])


def _compare_statements(old: Document, new: Document) -> Iterator[tuple[str, Any, Any]]:
    """Changed statements: in words, or by the digest of the claim where both documents have one."""
    for key in ("statement", "hypotheses", "expected"):
        if old[key] != new[key]:
            yield key, old[key], new[key]
    was, now = ((lemma.get("generated") or {}).get("digest") for lemma in (old, new))
    if was and now and was != now:
        yield "meaning of the claim", was, now


def _compare_lemmas(old: Document, new: Document, tolerance: float) -> Iterator[Change]:
    name, before, after = new["name"], old["verdict"]["grade"], new["verdict"]["grade"]

    def change(aspect: str, was: Any, now: Any, *, worse: bool = False) -> Change:
        return Change(kind="lemma", subject=name, aspect=aspect, old=was, new=now, regression=worse)

    for aspect, was, now in _compare_statements(old, new):
        yield change(aspect, was, now)
    if before != after:
        yield change("verdict", before, after, worse=_ORDER.index(after) < _ORDER.index(before))
    if old["as_expected"] != new["as_expected"]:
        yield change("as expected", old["as_expected"], new["as_expected"], worse=not new["as_expected"])
    if count_decided(old) != count_decided(new):
        yield change(
            "decided",
            count_decided(old),
            count_decided(new),
            worse=count_decided(new) < (1 - tolerance) * count_decided(old),
        )
    was, now = smallest_margin(old), smallest_margin(new)
    if not _is_close(was, now, tolerance):
        yield change("margin", was, now, worse=after != Grade.REFUTED.name and _has_fallen(was, now))
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


def _compare_solves(old: Document, new: Document, tolerance: float) -> Iterator[Change]:
    name = new["name"]
    if succeeded(old) != succeeded(new):
        states = [f"{s['status']}, {s['certificate']['outcome']}, {_describe_recheck(s)}" for s in (old, new)]
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


def _describe_recheck(solve: Document) -> str:
    return "confirmed" if solve["recheck"]["confirmed"] else "not confirmed"


def _is_similar(old: float | None, new: float | None, tolerance: float) -> bool:
    """Sizes that range over many powers of ten: equal up to the tolerance as a share."""
    if old is None or new is None:
        return old is new
    return math.isclose(old, new, rel_tol=tolerance)
