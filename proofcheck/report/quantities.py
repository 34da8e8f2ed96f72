"""Quantities that every format shows of a report's entries: margins, tightness, factors, counts, instances."""

from __future__ import annotations

import math
import re
from typing import Literal

from flint import arb

from proofcheck.report.entries import Document, LemmaEntry


def group_lemmas(document: Document) -> dict[str, list[LemmaEntry]]:
    """The lemmas by group, both in the order of the document; those without a group are under `Lemmas`."""
    groups: dict[str, list[LemmaEntry]] = {}
    for lemma in document["lemmas"]:
        groups.setdefault(lemma["group"] or "Lemmas", []).append(lemma)
    return groups


def slug(name: str) -> str:
    """An anchor or file name for a lemma or solve; different names give different slugs."""
    return re.sub(r"[^A-Za-z0-9.-]", lambda match: f"_{ord(match[0]):x}_", name)


def _collect(lemma: LemmaEntry, key: Literal["margin_lower", "tightness"]) -> list[float]:
    return [value for item in lemma["evidence"] if (value := item[key]) is not None]


def _measure_counterexamples(lemma: LemmaEntry) -> list[tuple[float, float]]:
    """Relative margin and lhs / rhs (infinite where rhs <= 0) of every counterexample: checkers measure passes only."""
    found = [item["counterexample"] for item in lemma["evidence"] if item["counterexample"]]
    sides = [
        (_parse_midpoint(entry["lhs"]), _parse_midpoint(entry["rhs"]), _parse_midpoint(entry["slack"]))
        for entry in found
    ]
    sized = [(a, b, s / max(abs(a), abs(b), key=float)) for a, b, s in sides]
    return [(float(m), float(a / b) if b > 0 else math.inf) for a, b, m in sized if m.is_finite()]


def _parse_midpoint(text: str) -> arb:
    """The value of `p/q`, of a decimal, or the midpoint of `[midpoint +/- radius]`; 0 for `[+/- radius]`.

    A ball, because a side may lie far beyond the doubles.
    """
    numerator, _, denominator = text.strip("[]").partition("+/-")[0].strip().partition("/")
    return (arb(numerator or 0) / arb(denominator or 1)).mid()


def smallest_margin(lemma: LemmaEntry) -> float | None:
    """Smallest relative margin seen by any checker; None where none was measured."""
    return min(
        [*_collect(lemma, "margin_lower"), *(margin for margin, _ in _measure_counterexamples(lemma))], default=None
    )


def tightness(lemma: LemmaEntry) -> float | None:
    """Largest lhs / rhs seen by any checker; 1 is attained, more refutes; None where none was measured."""
    seen = max([*_collect(lemma, "tightness"), *(ratio for _, ratio in _measure_counterexamples(lemma))], default=None)
    return None if seen == math.inf else seen


def factor_left(lemma: LemmaEntry) -> float | None:
    """The factor left in the loosest inequality, infinite where its sides have no common sign; None: unmeasured."""
    factors = [part["factor_upper"] for part in lemma["sharpness"]["parts"]]
    return max((math.inf if factor is None else factor for factor in factors), default=None)


def count_decided(lemma: LemmaEntry) -> int:
    """Instances and steps decided over all checkers."""
    return sum(item["decided"] for item in lemma["evidence"])


def margins(lemma: LemmaEntry) -> list[float]:
    """All relative margins recorded for the lemma, those of counterexamples among them, ascending."""
    recorded = [margin for item in lemma["evidence"] for margin in item["margins"] if margin is not None]
    return sorted([*recorded, *(margin for margin, _ in _measure_counterexamples(lemma))])
