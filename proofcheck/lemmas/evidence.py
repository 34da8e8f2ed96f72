"""Evidence, counterexamples and verdicts; the one table that derives a verdict from evidence.

Verdicts are one-sided: sampling never lifts above SUPPORTED, a written derivation never above ARGUED, "not shown" is
never "false", and only a counterexample whose slack is enclosed strictly below zero, or a theorem, refutes. Evidence
that rests on premises is never stronger than the weakest of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from proofcheck.lemmas.coverage import describe_limits
from proofcheck.typeset.numbers import upward

TIGHT: Final = 1 - 1e-6  # share of a bound from which it counts as attained


class Grade(Enum):
    """What a verdict says; the value is the message."""

    PROVED = "proved: the machine linked the proof to the claim itself, for the sizes its coverage states"
    FORMAL = "a theorem checked by Coq, of the statement in Coq that is shown; no machine links it to a Python claim"
    CERTIFIED = "certified on every point of the stated domain by ball arithmetic"
    ARGUED = "the algebra of a written argument was checked; that it is about the claim is its author's word"
    SUPPORTED = "held on every instance that was decided rigorously; not a proof"
    REFUTED = "false: an exact counterexample was confirmed rigorously, or a theorem says so"
    UNDECIDED = "nothing was decided either way"
    BROKEN = "a premise is missing, refuted or broken, or a checker failed"


class Outcome(Enum):
    """What one checker found; each value is the sentence that reports print."""

    PROVED = "the claim itself was proved by machine"
    FORMAL = "a statement written by hand in Coq was proved there"
    CERTIFIED = "decided on the whole domain"
    ARGUED = "every step of a written derivation reduced to an exact zero or a nonnegative form"
    HOLDS = "held on every instance decided"
    FAILS = "a counterexample was confirmed rigorously, or the negation is a theorem"
    UNDECIDED = "no instance could be decided"
    STALE = "recorded evidence about something that has changed since; none"
    ERROR = "the checker could not do its work"


@dataclass(frozen=True, kw_only=True)
class Counterexample:
    """Exact data on which a claim is false.

    `data` maps each variable to nested lists of exact rationals written `p/q`; `lhs`, `rhs` and `slack` (rhs - lhs) are
    decimal enclosures `[midpoint +/- radius]` or exact rationals, the slack strictly below zero. `entry`: which one of
    several fails (`2 of 3`, row by row).
    """

    data: Mapping[str, object]
    lhs: str
    rhs: str
    slack: str
    exact: bool
    entry: str = ""


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
        """Whether the bound is attained, attained up to a known factor, or no share is shown."""
        if self.share_lower <= 0:
            return Label.OPEN
        return Label.TIGHT if self.share_lower >= TIGHT else Label.FACTOR

    @property
    def factor_upper(self) -> float | None:
        """The factor left, rounded up; None where the sides have no common sign."""
        return math.nextafter(1 / self.share_lower, math.inf) if self.share_lower > 0 else None


@dataclass(frozen=True, kw_only=True)
class DerivationStep:
    """One step of a derivation as the report prints it: `lhs relation rhs` in LaTeX, and how it was established.

    `tautology`: its sides are one expression, up to slack letters. It shows nothing, so it counts as no evidence.
    """

    label: str
    latex: str
    reason: str
    holds: bool
    tautology: bool = False


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A theorem of a proof kernel: name, file and line; `origin` and text of its statement; what it assumes.

    `machine`: it is computed with primitive machine numbers. `stale`: what has changed since, empty when nothing has.
    """

    theorem: str
    file: str
    line: int
    origin: str
    statement: str
    assumptions: tuple[str, ...]
    machine: bool
    prover: str
    stale: str = ""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What one checker did and found.

    `margin_lower`: smallest (rhs - lhs) / max(|lhs|, |rhs|) seen, rounded down. `tightness`: largest lhs / rhs seen (1
    is attained), a measurement. `premises`: the lemmas it rests on.
    `proofs`: the theorems behind it. `partial`: it is about some of the claim's sizes alone, so that a
    counterexample at others does not contradict it.
    `margins`: relative margins of the decided instances, for the histogram. `decided` of
    `attempted` instances were settled rigorously, besides `given` ones that the lemma names; `thin`: why they are too
    few to say much. Ties that no precision separates stay undecided. `drawn`: where numbers were drawn of variables
    that the claim does not bound (`x on [-8, 8]`). `evaluations`: float64 evaluations of a search, over the sizes
    `searched` (`n <= 10, k <= 2`). `sharpness`: the best instance of each inequality of the claim.
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
    given: int = 0
    drawn: str = ""
    evaluations: int = 0
    searched: str = ""
    thin: str = ""
    precision_bits: int | None = None
    command: str = ""
    steps: tuple[DerivationStep, ...] = ()
    counterexample: Counterexample | None = None
    sharpness: tuple[Sharpness, ...] = ()
    premises: tuple[str, ...] = ()
    proofs: tuple[Proof, ...] = ()
    partial: bool = False


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

    @property
    def effort(self) -> str:
        """How far the best instances were looked for: `best of 2,400 evaluations, n <= 10`; "" without a search."""
        count = sum(item.evaluations for item in self.evidence)
        sizes = next((f", {item.searched}" for item in self.evidence if item.searched), "")
        return f"best of {count:,} evaluations{sizes}" if count else ""

    @property
    def thin(self) -> str:
        """Why the instances behind it are too few; "" when they are enough, or nothing rests on them.

        What is proved rests on none, but if no instance at all is known to meet the hypotheses it may be about nothing.
        """
        if self.grade in _WITHOUT_INSTANCES:
            met = any(item.outcome is Outcome.HOLDS for item in self.evidence)
            return "" if met else next((item.thin for item in self.evidence if item.thin.startswith(UNMET)), "")
        if self.grade not in (Grade.ARGUED, Grade.SUPPORTED, Grade.UNDECIDED):
            return ""
        return next((item.thin for item in self.evidence if item.thin), "")


def sharpest(evidence: Sequence[Evidence]) -> tuple[Sharpness, ...]:
    """The best instance of each inequality, parts in the order of the claim."""
    best: dict[str, Sharpness] = {}
    for found in (entry for item in evidence for entry in item.sharpness):
        known = best.get(found.part)
        if known is None or found.share_lower > known.share_lower:
            best[found.part] = found
    return tuple(best.values())


def sharpness_words(found: Sequence[Sharpness], effort: str = "") -> str:
    """`TIGHT`, or the factor left of the loosest inequality (rounded up) and how many are tight; empty for none.

    `effort`: how far was searched, beside every factor.
    """
    if not found:
        return ""
    tight = sum(item.label is Label.TIGHT for item in found)
    if tight == len(found):
        return Label.TIGHT.name
    factors = [item.factor_upper for item in found]
    known = [factor for factor in factors if factor is not None]
    worst = "open" if len(known) < len(found) else f"factor {upward(max(known))}"
    worst = f"{worst}, {effort}" if effort else worst
    return f"{worst}; {tight} of {len(found)} TIGHT" if tight else worst


UNMET: Final = "the hypotheses hold on none of"  # how evidence without any instance begins to say so
_WITHOUT_INSTANCES: Final = (Grade.PROVED, Grade.FORMAL, Grade.CERTIFIED)
UNUSABLE: Final = (Grade.REFUTED, Grade.BROKEN)
SHOWN: Final = {
    Outcome.PROVED: Grade.PROVED,
    Outcome.FORMAL: Grade.FORMAL,
    Outcome.CERTIFIED: Grade.CERTIFIED,
    Outcome.ARGUED: Grade.ARGUED,
    Outcome.HOLDS: Grade.SUPPORTED,
    Outcome.UNDECIDED: Grade.UNDECIDED,
    Outcome.STALE: Grade.UNDECIDED,
}
BY_STRENGTH: Final = tuple(dict.fromkeys(SHOWN.values()))


def derive_verdict(lemma: str, evidence: Sequence[Evidence], premises: Mapping[str, Grade | None]) -> Verdict:
    """The table: broken premises first, then failed checkers, contradictions, refutations, and the strongest evidence.

    `premises` maps each required lemma to its grade, or None when the theory has no such lemma. Evidence that rests on
    some of them shows no more than the weakest.
    """
    grade, reason = _derive(evidence, premises)
    verdict = Verdict(lemma=lemma, grade=grade, reason=reason, evidence=tuple(evidence))
    return replace(verdict, reason=f"{reason}; THIN: {verdict.thin}") if verdict.thin else verdict


def _derive(evidence: Sequence[Evidence], premises: Mapping[str, Grade | None]) -> tuple[Grade, str]:
    usable: dict[str, Grade] = {}
    for name in dict.fromkeys([*premises, *(name for item in evidence for name in item.premises)]):
        grade = premises.get(name)
        if grade is None or grade in UNUSABLE:
            return Grade.BROKEN, f"premise {name} is {'missing' if grade is None else grade.name}"
        usable[name] = grade
    for item in evidence:
        if item.outcome is Outcome.ERROR:
            return Grade.BROKEN, f"checker {item.checker}: {item.detail}"
    outcomes = {item.outcome for item in evidence}
    if Outcome.FAILS in outcomes:
        whole = {item.outcome for item in evidence if not item.partial}
        if whole & {Outcome.PROVED, Outcome.FORMAL, Outcome.CERTIFIED}:
            return Grade.BROKEN, "one checker proves what another refutes; one of them is wrong"
        return Grade.REFUTED, "; ".join(item.coverage for item in evidence if item.outcome is Outcome.FAILS)
    grade, words = _choose_strongest([_grade_supported(item, usable) for item in evidence])
    drawn = next((item.drawn for item in evidence if item.drawn), "") if grade is Grade.SUPPORTED else ""
    return grade, "; ".join(filter(None, (words, describe_limits(drawn))))


def _grade_supported(item: Evidence, premises: Mapping[str, Grade]) -> tuple[Grade, str]:
    """The grade that one record supports, lowered to that of its weakest premise, which is named."""
    own = SHOWN[item.outcome]
    weakest = max(item.premises, key=lambda name: BY_STRENGTH.index(premises[name]), default=None)
    if weakest is None or BY_STRENGTH.index(premises[weakest]) <= BY_STRENGTH.index(own):
        return own, item.coverage
    return premises[weakest], f"{item.coverage}; rests on {weakest}, which is {premises[weakest].name}"


def _choose_strongest(shown: Sequence[tuple[Grade, str]]) -> tuple[Grade, str]:
    best = min((grade for grade, _ in shown), key=BY_STRENGTH.index, default=Grade.UNDECIDED)
    if best is Grade.UNDECIDED:
        return best, "no checker decided anything"
    return best, "; ".join(words for grade, words in shown if grade is best)
