"""Decide one instance of a claim rigorously: exact rationals where they suffice, else balls on a precision ladder."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any, Final

import mpmath
import numpy as np
from flint import arb

from proofcheck.arithmetic import Arithmetic, Array, as_array, ball, convert, precision
from proofcheck.evidence import Counterexample
from proofcheck.lemma import Identity, Inequality, Instance

LADDER: Final = (64, 128, 256, 512, 1024)
_DIGITS: Final = 12


class ClaimError(ValueError):
    """A claim whose sides cannot be compared: shapes differ, or values are not numbers."""


class Finding(Enum):
    """What one instance says."""

    HOLDS = "decided: the claim holds here"
    FAILS = "decided: the claim is false here"
    UNDECIDED = "no precision of the ladder separates the sides"
    EXCLUDED = "the hypothesis does not hold or is not decided here"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What was found on one instance.

    Inequalities: relative margin (rhs - lhs) / max(|lhs|, |rhs|) rounded down, and lhs / rhs. Identities: the largest
    relative width of a difference, zero where exact. bits: precision used, 0 when exact. sides: lhs, rhs, slack.
    """

    finding: Finding
    margin: float | None = None
    tightness: float | None = None
    width: float | None = None
    bits: int = 0
    sides: tuple[str, str, str] = ("", "", "")


def decide(claim: Inequality | Identity, instance: Instance, ladder: tuple[int, ...] = LADDER) -> Decision:
    """Settle `claim` on exact data. Raises ClaimError when its sides cannot be compared."""
    try:
        return _attempt(claim, instance, Arithmetic.RATIONAL, 0)
    except TypeError:  # exp and sqrt refuse rationals
        pass
    decision = Decision(finding=Finding.UNDECIDED)
    for bits in ladder:
        with precision(bits):
            decision = _attempt(claim, instance, Arithmetic.BALL, bits)
        if decision.finding in (Finding.HOLDS, Finding.FAILS):
            break
    return decision


def evaluate(claim: Inequality | Identity, instance: Instance, arithmetic: Arithmetic) -> tuple[Array, Array]:
    """Both sides, flat and of one length, in one arithmetic at the precision in force."""
    values = {name: convert(value, arithmetic) for name, value in instance.items()}
    lhs, rhs = (as_array(side(**values)) for side in (claim.lhs, claim.rhs))
    try:
        lhs, rhs = np.broadcast_arrays(lhs, rhs)
    except ValueError as error:
        raise ClaimError(
            f"lhs has shape {lhs.shape} and rhs {rhs.shape}; return the same shape on both sides"
        ) from error
    return lhs.ravel(), rhs.ravel()


def counterexample(claim: Inequality | Identity, instance: Instance, ladder: tuple[int, ...]) -> Counterexample | None:
    """The instance as a counterexample, or None when it does not fail rigorously on `ladder`."""
    decision = decide(claim, instance, ladder)
    if decision.finding is not Finding.FAILS:
        return None
    lhs, rhs, slack = decision.sides
    data = {name: exact_text(value) for name, value in instance.items()}
    return Counterexample(data=data, lhs=lhs, rhs=rhs, slack=slack, exact=decision.bits == 0)


def exact_text(values: Array) -> Any:
    """Nested lists of `p/q`."""
    return str(values.item()) if values.ndim == 0 else [exact_text(row) for row in map(as_array, values)]


def _attempt(claim: Inequality | Identity, instance: Instance, arithmetic: Arithmetic, bits: int) -> Decision:
    if isinstance(claim, Inequality) and claim.where is not None:
        values = {name: convert(value, arithmetic) for name, value in instance.items()}
        if not all(_is(entry >= 0) for entry in map(_number, as_array(claim.where(**values)).ravel())):
            return Decision(finding=Finding.EXCLUDED, bits=bits)
    lhs, rhs = evaluate(claim, instance, arithmetic)
    pairs = [(_number(a), _number(b)) for a, b in zip(lhs, rhs, strict=True)]
    return _identity(pairs, bits) if isinstance(claim, Identity) else _inequality(pairs, bits)


def _number(value: Any) -> Any:
    """A Fraction or an arb; raises ClaimError for anything else."""
    if isinstance(value, arb | Fraction):
        return value
    if isinstance(value, int | float | np.integer | np.floating) and np.isfinite(value):
        return ball(value) if isinstance(value, float) else Fraction(int(value))
    raise ClaimError(
        f"{value!r} ({type(value).__name__}) is not a finite number; return numbers of the given arithmetic"
    )


def _is(comparison: Any) -> bool:
    """A three-valued comparison: True only when certain."""
    return bool(comparison)


def _inequality(pairs: list[tuple[Any, Any]], bits: int) -> Decision:
    slacks = [b - a for a, b in pairs]
    for (a, b), slack in zip(pairs, slacks, strict=True):
        if _is(slack < 0):
            return Decision(finding=Finding.FAILS, bits=bits, sides=(_text(a), _text(b), _text(slack)))
    finding = Finding.HOLDS if all(_is(slack >= 0) for slack in slacks) else Finding.UNDECIDED
    measured = [m for m in (_relative(a, b, s) for (a, b), s in zip(pairs, slacks, strict=True)) if m is not None]
    margin = min((low for low, _ in measured), default=None)
    return Decision(finding=finding, margin=margin, tightness=max((t for _, t in measured), default=None), bits=bits)


def _relative(lhs: Any, rhs: Any, slack: Any) -> tuple[float, float] | None:
    """(margin rounded down, lhs / rhs), or None where both sides vanish or are not finite."""
    with precision(64):
        lhs, rhs, slack = (value if isinstance(value, arb) else ball(value) for value in (lhs, rhs, slack))
        scale = abs(lhs).max(abs(rhs))
        if not (scale > 0 and scale.is_finite()):
            return None
        ratio = float((lhs / rhs).mid()) if rhs > 0 else 0.0
        return float((slack / scale).lower()), ratio


def _identity(pairs: list[tuple[Any, Any]], bits: int) -> Decision:
    """Balls agree when every difference contains zero within 2^-(bits/2) of the sides' size; rationals when equal."""
    worst = 0.0
    for a, b in pairs:
        difference = a - b
        if _is(difference < 0) or _is(difference > 0):
            return Decision(finding=Finding.FAILS, bits=bits, sides=(_text(a), _text(b), _text(-abs(difference))))
        if isinstance(difference, arb):
            size = (1 + abs(a).max(abs(b))).upper()
            if not difference.is_finite() or not difference.rad() / size < arb(2) ** (-bits // 2):
                return Decision(finding=Finding.UNDECIDED, bits=bits)
            worst = max(worst, float((difference.rad() / size).upper()))
    return Decision(finding=Finding.HOLDS, width=worst, bits=bits)


def _text(value: Any) -> str:
    return value.str(_DIGITS) if isinstance(value, arb) else str(value)


def second_opinion(claim: Inequality | Identity, instance: Instance, digits: int = 50) -> str | None:
    """Compare both sides in balls with mpmath at `digits` digits; a sentence when they disagree, else None.

    mpmath promises no error bound: the ball is widened by 10^(20 - digits) of its size before the comparison.
    """
    bits = int(digits * 3.33) + 8
    try:
        with precision(bits):
            enclosed = [v for side in evaluate(claim, instance, Arithmetic.BALL) for v in side]
            approximate = [v for side in evaluate(claim, instance, Arithmetic.MPF) for v in side]
            for value, opinion in zip(enclosed, approximate, strict=True):
                if not _agrees(value, opinion, digits):
                    return f"balls say {_text(value)}, mpmath says {mpmath.nstr(opinion, _DIGITS)}"
    except (TypeError, ZeroDivisionError):
        return None  # a side that mpmath cannot evaluate has no second opinion
    return None


def _agrees(value: Any, opinion: Any, digits: int) -> bool:
    if not isinstance(value, arb) or not value.is_finite():
        return True
    slack = (1 + abs(value)) * arb(10) ** (20 - digits)
    return bool(abs(value - arb(mpmath.nstr(opinion, digits))) <= value.rad() + slack)
