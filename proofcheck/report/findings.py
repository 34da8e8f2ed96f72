"""What a reader should see first: false claims beside what holds instead, surprises, open questions, loose bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from proofcheck.report.consistency import succeeded
from proofcheck.report.entries import CounterexampleEntry, Document, LemmaEntry, SolveEntry
from proofcheck.report.quantities import factor_left

_NEAR: Final = 1.05  # factor left up to which a bound counts as nearly attained
_LOOSE: Final = 2.0  # factor left from which a bound counts as loose
_MOST_LOOSE: Final = 5
_OPEN: Final = ("UNDECIDED", "BROKEN")


@dataclass(frozen=True, kw_only=True)
class Refutation:
    """A refuted lemma, its counterexample, and the corrected lemma when the theory names one that was run."""

    lemma: LemmaEntry
    counterexample: CounterexampleEntry | None
    instead: LemmaEntry | None


@dataclass(frozen=True, kw_only=True)
class Findings:
    """The findings of one report; lemmas and solves are entries of the document.

    By measured sharpness: `tight`: every inequality of the lemma is attained; `near`: within a factor 1.05; `bounds`:
    the others, loosest first, and `loose` the first few of them that are no internal checks; `incomparable`: no
    instance found compares sides of one sign. `open`: undecided, and not unexpected.
    """

    refuted: tuple[Refutation, ...]
    unexpected: tuple[LemmaEntry, ...]
    open: tuple[LemmaEntry, ...]
    unsolved: tuple[SolveEntry, ...]
    tight: tuple[LemmaEntry, ...]
    near: tuple[LemmaEntry, ...]
    bounds: tuple[LemmaEntry, ...]
    loose: tuple[LemmaEntry, ...]
    incomparable: tuple[LemmaEntry, ...]


def collect_findings(document: Document) -> Findings:
    """Sort the entries of a document into what a reader should see first."""
    lemmas = document["lemmas"]
    measured = [(factor, lemma) for lemma in lemmas if (factor := factor_left(lemma)) is not None]
    slack = [(factor, lemma) for factor, lemma in measured if not _is_tight(lemma)]
    ranked = sorted(((f, lemma) for f, lemma in slack if _NEAR < f < math.inf), key=lambda bound: -bound[0])
    bounds = [(factor, lemma) for factor, lemma in ranked if not lemma.get("internal")]
    return Findings(
        refuted=tuple(
            _describe_refutation(lemma, document) for lemma in lemmas if lemma["verdict"]["grade"] == "REFUTED"
        ),
        unexpected=tuple(lemma for lemma in lemmas if not lemma["as_expected"]),
        open=tuple(lemma for lemma in lemmas if lemma["as_expected"] and lemma["verdict"]["grade"] in _OPEN),
        unsolved=tuple(solve for solve in document["solves"] if not succeeded(solve)),
        tight=tuple(lemma for _, lemma in measured if _is_tight(lemma)),
        near=tuple(lemma for factor, lemma in slack if factor <= _NEAR),
        bounds=tuple(lemma for _, lemma in ranked),
        loose=tuple(lemma for factor, lemma in bounds[:_MOST_LOOSE] if factor > _LOOSE),
        incomparable=tuple(lemma for factor, lemma in slack if factor == math.inf),
    )


def _is_tight(lemma: LemmaEntry) -> bool:
    return all(part["label"] == "TIGHT" for part in lemma["sharpness"]["parts"])


def _describe_refutation(lemma: LemmaEntry, document: Document) -> Refutation:
    found = [item["counterexample"] for item in lemma["evidence"] if item["counterexample"]]
    instead = [other for other in document["lemmas"] if other["name"] == lemma["holds_instead"]]
    return Refutation(lemma=lemma, counterexample=found[0] if found else None, instead=instead[0] if instead else None)
