"""What became of a mutant: refuted, not a claim, or alive, and if alive why.

A mutant is false when a checker refutes it with an exact counterexample (a changed proof: when it is not a proof any
more). One that lives must be true, and the reason is looked for: both sides equal the original's on every instance; or
the original implies it, its left side being smaller and its right side larger on every instance; or the bound is loose
and stays a bound; or the table of `proofcheck.mutants.reasons` gives the argument. Any other is a survivor: a miss.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

import mpmath
import numpy as np

from proofcheck.arithmetic import Arithmetic, Array, precision
from proofcheck.budget import BudgetExceededError, limit
from proofcheck.checkers import CHECKERS, NEEDS, Settings
from proofcheck.checkers.decide import evaluate
from proofcheck.checkers.instances import sample
from proofcheck.evidence import Evidence, Outcome
from proofcheck.lemma import Inequality, Instance, Lemma
from proofcheck.mutants.plant import Mutant, planted
from proofcheck.mutants.reasons import REASONS

_LOOSE: Final = 0.98  # a changed bound is called loose when the worst case found stays below this share of it
_COMPARED: Final = 200
_SAME: Final = 1e-25  # of a side's size; the comparison works with 128 bits
_SECONDS: Final = 40
_BITS: Final = 128
_ATTACKS: Final = ("symbolic", "rigorous", "adversary", "property", "rate", "cost")


class Fate(Enum):
    """What became of a mutant."""

    REFUTED = "false, and refuted"
    UNPROVED = "a changed proof that is no longer accepted"
    UNUSABLE = "no claim any more: it raises, or nothing about it can be decided"
    EQUIVALENT = "both sides equal the original's on every instance"
    IMPLIED = "implied by the original: smaller left side, larger right side on every instance"
    LOOSE = "still true: the original is not tight there"
    EXPLAINED = "still true, for the reason given"
    SURVIVED = "not refuted and not explained"


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """A mutant's label, kind and fate, and the reason in words."""

    label: str
    kind: str
    fate: Fate
    reason: str


def judge(mutant: Mutant, original: Lemma, settings: Settings) -> Judgement:
    """Attack a mutant with every checker until one refutes it; explain it otherwise."""
    fate, reason = _judged(mutant, original, settings)
    return Judgement(label=mutant.label, kind=mutant.kind, fate=fate, reason=reason)


def _judged(mutant: Mutant, original: Lemma, settings: Settings) -> tuple[Fate, str]:
    try:
        lemma = planted(mutant)
    except Exception as error:  # noqa: BLE001 - a changed source may raise anything
        return Fate.UNUSABLE, f"{type(error).__name__}: {error}"
    evidence: list[Evidence] = []
    for name in _attacks(lemma):
        try:
            with limit(_SECONDS):
                found = CHECKERS[name](lemma, settings)
        except BudgetExceededError:
            return Fate.UNUSABLE, f"{name} did not end within {_SECONDS} s"
        except Exception as error:  # noqa: BLE001
            return Fate.UNUSABLE, f"{type(error).__name__}: {error}"
        if found is not None and found.outcome is Outcome.FAILS and found.counterexample is not None:
            return Fate.REFUTED, f"{name}: slack {found.counterexample.slack}"
        if found is not None:
            evidence.append(found)
        if name == "rigorous" and (fate := _compared(lemma, original)) is not None:
            return fate, fate.value  # the longer searches could only repeat what the original's already found
    return _proof(evidence) if lemma.claim is None and lemma.derivation else _alive(mutant, lemma, evidence)


def _attacks(lemma: Lemma) -> list[str]:
    """A claim's own derivation is not changed with it, so it says nothing about the mutant."""
    return [name for name in _ATTACKS if NEEDS[name](lemma) and not (name in ("symbolic", "rate") and lemma.claim)]


def _proof(evidence: Sequence[Evidence]) -> tuple[Fate, str]:
    if all(item.outcome is Outcome.PROVED for item in evidence):
        return Fate.EXPLAINED, "another true statement: every changed step is still an exact zero or nonnegative form"
    return Fate.UNPROVED, evidence[0].detail


def _alive(mutant: Mutant, lemma: Lemma, evidence: Sequence[Evidence]) -> tuple[Fate, str]:
    if any(item.outcome is Outcome.ERROR for item in evidence):
        return Fate.UNUSABLE, next(item.detail for item in evidence if item.outcome is Outcome.ERROR)
    if not any(item.decided for item in evidence):
        return Fate.UNUSABLE, "nothing about it can be decided"
    if lemma.cost is not None and lemma.claim is None:
        return Fate.EQUIVALENT, "the count is the same at every size"
    known = REASONS.get((mutant.function, mutant.change))
    if known is not None:
        return Fate.EXPLAINED, known
    worst = max((item.tightness for item in evidence if item.tightness is not None), default=None)
    if worst is not None and worst < _LOOSE:
        return Fate.LOOSE, f"the largest lhs/rhs found is {worst:.3g}"
    return Fate.SURVIVED, f"the largest lhs/rhs found is {worst}"


def _compared(lemma: Lemma, original: Lemma) -> Fate | None:
    """EQUIVALENT or IMPLIED, by comparing the sides in balls on instances that no checker has drawn."""
    if lemma.claim is None or original.claim is None or lemma.space is None:
        return None
    rng = np.random.default_rng(len(lemma.name))
    instances = [sample(lemma.space, rng) for _ in range(_COMPARED)]
    if lemma.witness is not None:
        instances.append(lemma.witness())
    moved = [change for instance in instances for change in _moved(lemma, original, instance)]
    if not moved:
        return None
    if all(abs(change) < _SAME for change in moved):
        return None if _hypotheses_differ(lemma, original) else Fate.EQUIVALENT
    if isinstance(lemma.claim, Inequality) and all(change > -_SAME for change in moved):
        return None if _hypotheses_differ(lemma, original) else Fate.IMPLIED
    return None


def _hypotheses_differ(lemma: Lemma, original: Lemma) -> bool:
    """Whether the conditions may have changed, when equal sides say nothing: none is left where there was one."""
    before, after = (getattr(claim, "where", None) for claim in (original.claim, lemma.claim))
    return before is not None and (after is None or after.__code__.co_code != before.__code__.co_code)


def _moved(lemma: Lemma, original: Lemma, instance: Instance) -> list[float]:
    """How far each side moved in the direction that keeps an inequality true, relative to its size, entry by entry.

    Nothing where the original has no value; NaN, which supports no conclusion, where the mutant has none.
    """
    before, after = (_evaluated(side, instance) for side in (original, lemma))
    if before is None or after is None:
        return [] if before is None else [math.nan]
    found = []
    with precision(_BITS):
        for sign, old, new in zip((-1, 1), before, after, strict=True):
            for a, b in zip(*np.broadcast_arrays(old, new), strict=True):
                change = (b - a) / (max(abs(a), abs(b)) or 1)
                found.append(math.nan if isinstance(change, mpmath.mpc) else sign * float(change))
    return found


def _evaluated(lemma: Lemma, instance: Instance) -> tuple[Array, Array] | None:
    try:
        with precision(_BITS):
            return None if lemma.claim is None else evaluate(lemma.claim, instance, Arithmetic.MPF)
    except (ZeroDivisionError, TypeError):
        return None
