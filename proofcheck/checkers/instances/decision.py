"""Decide one instance of a claim rigorously: exact rationals where they suffice, else balls on a precision ladder."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from typing import Any, Final

import numpy as np
from flint import arb

from proofcheck.arithmetic.constants import Constant
from proofcheck.arithmetic.conversion import Arithmetic, as_fraction, ball
from proofcheck.arithmetic.functions import Array, as_array, precision, rationals_only
from proofcheck.checkers.instances.conduct import examine_sides
from proofcheck.checkers.instances.evaluation import ClaimError, evaluate, evaluate_hypothesis
from proofcheck.checkers.instances.membership import violation
from proofcheck.checkers.instances.second_opinion import undefined_part
from proofcheck.lemmas.claims import Claim, Identity, Inequality, Instance, Space
from proofcheck.lemmas.evidence import Counterexample

LADDER: Final = (64, 128, 256, 512, 1024)
_DIGITS: Final = 12
_LONGEST: Final = 200  # characters of an instance in a message


class InexactError(ClaimError):
    """A side that is a float: it was rounded by an unknown amount, so nothing follows from it."""


# Exact constants refuse to be rationals; balls turn a division by zero into an undecided NaN.
_IRRATIONAL: Final = (TypeError, ZeroDivisionError, InexactError)


class Finding(Enum):
    """What one instance says about a claim: holds, fails, or why it decides nothing."""

    HOLDS = "decided: the claim holds here"
    FAILS = "decided: the claim is false here"
    UNDECIDED = "no precision of the ladder separates the sides"
    EXCLUDED = "the hypothesis does not hold or is not decided here"
    OUTSIDE = "the instance does not belong to the space, so it says nothing about the claim"
    UNDEFINED = "a side has no value here: a division by zero, or a root or logarithm of a negative number"


@dataclass(frozen=True, kw_only=True)
class InstanceDecision:
    """Finding, relative margin (rhs - lhs) / max(|lhs|, |rhs|) rounded down, lhs / rhs, bits used (0: exact).

    `margins`: the smallest margin in each part of an inequality; `instance`: where. `sides`: lhs, rhs and slack of
    the entry that fails, `entry`: which one of several. `width`, for identities: the widest enclosure of a
    difference, relative to 1 + the sides' size; zero where exact. `valueless`: undecided because a side is NaN.
    `note`: why it is outside, or where undefined.
    """

    finding: Finding
    instance: Instance
    margin: float | None = None
    margins: tuple[float | None, ...] = ()
    tightness: float | None = None
    width: float | None = None
    bits: int = 0
    sides: tuple[str, ...] | None = None
    entry: str = ""
    valueless: bool = False
    note: str = ""


def decide(claim: Claim, space: Space, instance: Instance, ladder: tuple[int, ...] = LADDER) -> InstanceDecision:
    """Settle `claim` on exact data of `space`; what lies outside of it decides nothing.

    Raises ClaimError when the sides cannot be compared, and RefusalError when they compare their numbers or mix them
    with inexact ones.
    """
    outside = violation(space, instance)
    if outside:
        return InstanceDecision(finding=Finding.OUTSIDE, instance=instance, note=outside)
    found = _settle(claim, instance, ladder)
    part = undefined_part(claim, instance) if found.valueless and ladder[-1] == LADDER[-1] else ""
    if part:
        note = f"a side has no value: {part} at {instance_text(instance)}"
        return replace(found, finding=Finding.UNDEFINED, note=note)
    return found


def _settle(claim: Claim, instance: Instance, ladder: tuple[int, ...]) -> InstanceDecision:
    if examine_sides(claim, instance).rational:
        with suppress(*_IRRATIONAL), rationals_only():
            return _attempt(claim, instance, Arithmetic.RATIONAL, 0)
    decision = InstanceDecision(finding=Finding.UNDECIDED, instance=instance)
    for bits in ladder:
        with precision(bits):
            decision = _attempt(claim, instance, Arithmetic.BALL, bits)
        if decision.finding in (Finding.HOLDS, Finding.FAILS):
            break
    return decision


def counterexample(claim: Claim, space: Space, instance: Instance, ladder: tuple[int, ...]) -> Counterexample | None:
    """The instance as a counterexample, or None when it does not fail rigorously on `ladder`."""
    decision = decide(claim, space, instance, ladder)
    if decision.finding is not Finding.FAILS or decision.sides is None:
        return None
    lhs, rhs, slack = decision.sides
    data = {name: exact_text(value) for name, value in instance.items()}
    return Counterexample(data=data, lhs=lhs, rhs=rhs, slack=slack, exact=decision.bits == 0, entry=decision.entry)


def instance_text(instance: Instance) -> str:
    """`x = 1/2, y = ['1', '2']`, as far as one line of a message goes."""
    text = ", ".join(f"{name} = {exact_text(value)}" for name, value in instance.items())
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."


def exact_text(values: Array) -> Any:
    """Nested lists of `p/q`, the form in which a report stores an exact instance."""
    return str(values.item()) if values.ndim == 0 else [exact_text(row) for row in map(as_array, values)]


def _attempt(claim: Claim, instance: Instance, arithmetic: Arithmetic, bits: int) -> InstanceDecision:
    if isinstance(claim, Inequality) and claim.where is not None:
        conditions = evaluate_hypothesis(claim, instance, arithmetic)
        if not all(_is(entry >= 0) for entry in (_number(value, arithmetic) for value in conditions)):
            return InstanceDecision(finding=Finding.EXCLUDED, instance=instance, bits=bits)
    pairs = _pairs(claim, instance, arithmetic)
    if isinstance(claim, Identity):
        found = _identity(pairs, instance, bits)
    else:
        found = _inequality(claim, pairs, instance, bits)
    if found.finding is Finding.UNDECIDED and any(isinstance(v, arb) and v.is_nan() for pair in pairs for v in pair):
        return replace(found, valueless=True)
    return found


def _pairs(claim: Claim, instance: Instance, arithmetic: Arithmetic) -> list[tuple[Any, Any]]:
    lhs, rhs = evaluate(claim, instance, arithmetic)
    return [(_number(a, arithmetic), _number(b, arithmetic)) for a, b in zip(lhs, rhs, strict=True)]


def evaluate_pairs(claim: Claim, instance: Instance, bits: int) -> list[tuple[Any, Any]]:
    """The pairs (lhs, rhs) at an exact instance: fractions where rationals suffice, else balls of `bits` bits."""
    if examine_sides(claim, instance).rational:
        with suppress(*_IRRATIONAL), rationals_only():
            return _pairs(claim, instance, Arithmetic.RATIONAL)
    with precision(bits):
        return _pairs(claim, instance, Arithmetic.BALL)


def _number(value: Any, arithmetic: Arithmetic) -> Any:
    """A Fraction or an arb, as `arithmetic` says; exact constants are converted. Raises ClaimError."""
    if isinstance(value, Constant):
        raise InexactError("an exact constant that is not rational needs balls")
    if isinstance(value, arb):
        if arithmetic is not Arithmetic.RATIONAL:
            return value
        raise InexactError(f"{value} is a ball among rationals; its radius would count as exact")
    if isinstance(value, Fraction | int | np.integer) and not isinstance(value, bool):
        return as_fraction(value) if arithmetic is Arithmetic.RATIONAL else ball(as_fraction(value))
    if isinstance(value, float | np.floating):
        raise InexactError(
            f"{value!r} is a float, rounded by an unknown amount; return the given numbers, int, Fraction"
        )
    raise ClaimError(f"{value!r} ({type(value).__name__}) is not a number; return numbers of the given arithmetic")


def _finite(value: Any) -> bool:
    """An infinite bound says nothing, nor does a side that overflows."""
    return not isinstance(value, arb) or bool(value.is_finite())


def _is(comparison: Any) -> bool:
    """A three-valued comparison: True only when certain."""
    return bool(comparison)


def _inequality(claim: Inequality, pairs: list[tuple[Any, Any]], instance: Instance, bits: int) -> InstanceDecision:
    sides = [(a, b, b - a) for a, b in pairs]
    failing = next((i for i, (_, _, slack) in enumerate(sides) if _is(claim.fails(slack)) and _finite(slack)), None)
    held = all(_is(claim.holds(slack)) and _finite(slack) for _, _, slack in sides)
    relative = [_relative(*triple) for triple in sides]
    measured = [found for found in relative if found is not None]
    blocks = claim.blocks(relative)
    return InstanceDecision(
        finding=Finding.FAILS if failing is not None else Finding.HOLDS if held else Finding.UNDECIDED,
        instance=instance,
        margin=min((low for low, _ in measured), default=None),
        margins=tuple(min((found[0] for found in block if found), default=None) for block in blocks),
        tightness=max((ratio for _, ratio in measured), default=None),
        bits=bits,
        sides=None if failing is None else tuple(map(_text, sides[failing])),
        entry="" if failing is None else _which(failing, pairs),
    )


def _relative(lhs: Any, rhs: Any, slack: Any) -> tuple[float, float] | None:
    """(margin rounded down, lhs / rhs), or None where both sides vanish or are not finite."""
    with precision(64):
        lhs, rhs, slack = (value if isinstance(value, arb) else ball(value) for value in (lhs, rhs, slack))
        scale = abs(lhs).max(abs(rhs))
        if not (scale > 0 and scale.is_finite()):
            return None
        ratio = float((lhs / rhs).mid()) if rhs > 0 else 0.0
        return float_lower(slack / scale), ratio


def float_lower(value: arb) -> float:
    """The largest double that is certainly <= `value`, or the one below it."""
    low = value.lower()
    nearest = float(low)
    return nearest if arb(nearest) <= low else float(np.nextafter(nearest, -np.inf))


def _identity(pairs: list[tuple[Any, Any]], instance: Instance, bits: int) -> InstanceDecision:
    """Balls agree when every difference contains zero within 2^-(bits/2) of the sides' size; rationals when equal."""
    for index, (a, b) in enumerate(pairs):
        if _is(-abs(a - b) < 0):
            sides = tuple(map(_text, (a, b, -abs(a - b))))
            entry = _which(index, pairs)
            return InstanceDecision(finding=Finding.FAILS, instance=instance, bits=bits, sides=sides, entry=entry)
    if bits == 0:
        return InstanceDecision(finding=Finding.HOLDS, instance=instance, width=0.0)
    widths = [(a - b).rad() / (1 + abs(a).max(abs(b))).upper() for a, b in pairs]
    if not all(_is(width < arb(2) ** (-bits // 2)) for width in widths):
        return InstanceDecision(finding=Finding.UNDECIDED, instance=instance, bits=bits)
    widest = max(float(width.upper()) for width in widths)
    return InstanceDecision(finding=Finding.HOLDS, instance=instance, width=widest, bits=bits)


def _which(index: int, pairs: list[tuple[Any, Any]]) -> str:
    """`2 of 3`; "" for the only one."""
    return f"{index + 1} of {len(pairs)}" if len(pairs) > 1 else ""


def _text(value: Any) -> str:
    return value.str(_DIGITS) if isinstance(value, arb) else str(value)
