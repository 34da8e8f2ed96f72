"""What a reader should see first: false claims beside what holds instead, surprises, open questions, loose bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from proofcheck.report.document import Document, succeeded
from proofcheck.report.numbers import tightness

_LOOSE: Final = 0.5  # largest lhs / rhs seen below which a bound counts as loose
_MOST_LOOSE: Final = 5
_OPEN: Final = ("UNDECIDED", "BROKEN")


@dataclass(frozen=True, kw_only=True)
class Refuted:
    """A refuted lemma, its counterexample, and the corrected lemma when the theory names one that was run."""

    lemma: Document
    counterexample: Document | None
    instead: Document | None


@dataclass(frozen=True, kw_only=True)
class Findings:
    """The findings of one report; lemmas and solves are entries of the document.

    `bounds`: the lemmas with a measured lhs / rhs, loosest first; `loose` its first few below one half; `attained`:
    lhs / rhs reached 1 in double precision on some instance. `open`: undecided, and not unexpected.
    """

    refuted: tuple[Refuted, ...]
    unexpected: tuple[Document, ...]
    open: tuple[Document, ...]
    unsolved: tuple[Document, ...]
    bounds: tuple[Document, ...]
    loose: tuple[Document, ...]
    attained: tuple[Document, ...]


def findings(document: Document) -> Findings:
    """Sort the entries of a document by what they say."""
    lemmas = document["lemmas"]
    bounds = [(tightness(lemma) or 0.0, lemma) for lemma in lemmas if _is_bound(lemma)]
    ranked = sorted(bounds, key=lambda bound: bound[0])
    return Findings(
        refuted=tuple(_refuted(lemma, document) for lemma in lemmas if lemma["verdict"]["grade"] == "REFUTED"),
        unexpected=tuple(lemma for lemma in lemmas if not lemma["as_expected"]),
        open=tuple(lemma for lemma in lemmas if lemma["as_expected"] and lemma["verdict"]["grade"] in _OPEN),
        unsolved=tuple(solve for solve in document["solves"] if not succeeded(solve)),
        bounds=tuple(lemma for _, lemma in ranked),
        loose=tuple(lemma for share, lemma in ranked[:_MOST_LOOSE] if share < _LOOSE),
        attained=tuple(lemma for share, lemma in bounds if share >= 1.0),
    )


def _is_bound(lemma: Document) -> bool:
    return tightness(lemma) is not None and lemma["verdict"]["grade"] not in ("REFUTED", "BROKEN")


def _refuted(lemma: Document, document: Document) -> Refuted:
    found: list[Any] = [item["counterexample"] for item in lemma["evidence"] if item["counterexample"]]
    instead = [other for other in document["lemmas"] if other["name"] == lemma["holds_instead"]]
    return Refuted(lemma=lemma, counterexample=found[0] if found else None, instead=instead[0] if instead else None)
