"""Evidence, counterexamples and verdicts; the one table that derives a verdict from evidence.

Verdicts are one-sided: sampling never lifts above SUPPORTED, "not shown" is never "false", and only a counterexample
whose slack is enclosed strictly below zero refutes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from proofcheck.typeset.numbers import upward

TIGHT: Final = 1 - 1e-6  # share of a bound from which it counts as attained


class Grade(Enum):
    """What a verdict says; the value is the message."""

    PROVED = "proved symbolically, for the sizes its coverage states"
    CERTIFIED = "certified on every point of the stated domain by ball arithmetic"
    SUPPORTED = "held on every instance that was decided rigorously; not a proof"
    REFUTED = "false: an exact counterexample was confirmed rigorously"
    UNDECIDED = "nothing was decided either way"
    BROKEN = "a premise is missing, refuted or broken, or a checker failed"


class Outcome(Enum):
    """What one checker found."""

    PROVED = "every step of the derivation reduced to an exact zero or a nonnegative form"
    CERTIFIED = "decided on the whole domain"
    HOLDS = "held on every instance decided"
    FAILS = "a counterexample was confirmed rigorously"
    UNDECIDED = "no instance could be decided"
    ERROR = "the checker could not do its work"


@dataclass(frozen=True, kw_only=True)
class Counterexample:
    """Exact data on which a claim is false.

    `data` maps each variable to nested lists of exact rationals written `p/q`; `lhs`, `rhs` and `slack` (rhs - lhs) are
    decimal enclosures `[midpoint +/- radius]` or exact rationals, the slack strictly below zero.
    """

    data: Mapping[str, object]
    lhs: str
    rhs: str
    slack: str
    exact: bool


class Label(Enum):
    """How sharp an inequality is; the value is the message."""

    TIGHT = "an instance, or a family in its limit, attains the bound to 1e-6"
    FACTOR = "no instance found comes closer than this factor"
    OPEN = "no instance found compares sides of one sign"


@dataclass(frozen=True, kw_only=True)
class Sharpness:
    """The instance that comes closest to equality in one inequality of a claim, evaluated in balls or exactly.

    `share_lower`: 1 - (rhs - lhs) / max(|lhs|, |rhs|), rounded down: lhs / rhs where both are positive. `part` names
    the inequality where a claim has several. `lhs`, `rhs`, `data` as in `Counterexample`.
    """

    part: str
    share_lower: float
    lhs: str
    rhs: str
    data: Mapping[str, object]
    checker: str

    @property
    def label(self) -> Label:
        """What the share says."""
        if self.share_lower <= 0:
            return Label.OPEN
        return Label.TIGHT if self.share_lower >= TIGHT else Label.FACTOR

    @property
    def factor_upper(self) -> float | None:
        """The factor left, rounded up; None where the sides have no common sign."""
        return math.nextafter(1 / self.share_lower, math.inf) if self.share_lower > 0 else None


@dataclass(frozen=True, kw_only=True)
class DerivationStep:
    """One step of a symbolic proof as the report prints it: `lhs relation rhs` in LaTeX, and how it was established."""

    label: str
    latex: str
    reason: str
    holds: bool


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What one checker did and found.

    `margin_lower`: smallest (rhs - lhs) / max(|lhs|, |rhs|) seen, rounded down. `tightness`: largest lhs / rhs seen (1
    is attained), a measurement. `margins`: relative margins of the decided instances, for the histogram. `decided` of
    `attempted` instances were settled rigorously; ties that no precision separates stay undecided. `sharpness`: the
    best instance of each inequality of the claim.
    """

    checker: str
    outcome: Outcome
    coverage: str
    detail: str = ""
    attempted: int = 0
    decided: int = 0
    margin_lower: float | None = None
    tightness: float | None = None
    margins: tuple[float, ...] = ()
    seed: int | None = None
    precision_bits: int | None = None
    command: str = ""
    steps: tuple[DerivationStep, ...] = ()
    counterexample: Counterexample | None = None
    sharpness: tuple[Sharpness, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The grade of a lemma, why, and all evidence behind it."""

    lemma: str
    grade: Grade
    reason: str
    evidence: tuple[Evidence, ...]

    @property
    def sharpness(self) -> tuple[Sharpness, ...]:
        """The best instance of each inequality that any checker found; none of a claim that is false."""
        return () if self.grade is Grade.REFUTED else sharpest(self.evidence)


def sharpest(evidence: Sequence[Evidence]) -> tuple[Sharpness, ...]:
    """The best instance of each inequality, parts in the order of the claim."""
    best: dict[str, Sharpness] = {}
    for found in (entry for item in evidence for entry in item.sharpness):
        known = best.get(found.part)
        if known is None or found.share_lower > known.share_lower:
            best[found.part] = found
    return tuple(best.values())


def sharpness_words(found: Sequence[Sharpness]) -> str:
    """`TIGHT`, or the factor left of the loosest inequality (rounded up) and how many are tight; empty for none."""
    if not found:
        return ""
    tight = sum(item.label is Label.TIGHT for item in found)
    if tight == len(found):
        return Label.TIGHT.name
    factors = [item.factor_upper for item in found]
    known = [factor for factor in factors if factor is not None]
    worst = "open" if len(known) < len(found) else f"factor {upward(max(known))}"
    return f"{worst}; {tight} of {len(found)} TIGHT" if tight else worst


_UNUSABLE = (Grade.REFUTED, Grade.BROKEN)
_BY_STRENGTH = (
    (Outcome.FAILS, Grade.REFUTED),
    (Outcome.PROVED, Grade.PROVED),
    (Outcome.CERTIFIED, Grade.CERTIFIED),
    (Outcome.HOLDS, Grade.SUPPORTED),
)


def derive_verdict(lemma: str, evidence: Sequence[Evidence], premises: Mapping[str, Grade | None]) -> Verdict:
    """The table: broken premises first, then failed checkers, contradictions, and the strongest outcome.

    `premises` maps each required lemma to its grade, or None when the theory has no such lemma.
    """
    grade, reason = _derive(evidence, premises)
    return Verdict(lemma=lemma, grade=grade, reason=reason, evidence=tuple(evidence))


def _derive(evidence: Sequence[Evidence], premises: Mapping[str, Grade | None]) -> tuple[Grade, str]:
    for name, grade in premises.items():
        if grade is None or grade in _UNUSABLE:
            return Grade.BROKEN, f"premise {name} is {'missing' if grade is None else grade.name}"
    for item in evidence:
        if item.outcome is Outcome.ERROR:
            return Grade.BROKEN, f"checker {item.checker}: {item.detail}"
    outcomes = {item.outcome for item in evidence}
    if Outcome.FAILS in outcomes and (Outcome.PROVED in outcomes or Outcome.CERTIFIED in outcomes):
        return Grade.BROKEN, "one checker proves what another refutes; one of them is wrong"
    for outcome, grade in _BY_STRENGTH:
        if outcome in outcomes:
            return grade, "; ".join(item.coverage for item in evidence if item.outcome is outcome)
    return Grade.UNDECIDED, "no checker decided anything"
