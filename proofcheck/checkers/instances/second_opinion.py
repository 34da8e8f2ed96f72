"""Whether the sides of a claim give the same values at an instance however they are asked.

In mpmath, which promises no error bound, so that it decides nothing, but shares no code with Arb, so that it notices
what is wrong there; in the other arithmetics that decide instances; and once more, after another instance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from fractions import Fraction
from typing import Any, Final

import mpmath
import numpy as np
from flint import arb

from proofcheck.arithmetic.conversion import Arithmetic, as_fraction, ball
from proofcheck.arithmetic.functions import Array, elementwise, precision, rationals_only
from proofcheck.checkers.instances.conduct import examine_sides
from proofcheck.checkers.instances.evaluation import convert_instance, evaluate, side_at
from proofcheck.lemmas.claims import Claim, Instance

_FIRST_BITS: Final = 64  # of the balls of the ladder's first rung
_DIGITS: Final = 100
_DECIDING: Final = (Arithmetic.GUARDED, Arithmetic.BALL, Arithmetic.RATIONAL)
_VALUELESS: Final = (ValueError, TypeError, AttributeError, ArithmeticError, LookupError)


def second_opinion(claim: Claim, instance: Instance, digits: int = _DIGITS) -> str | None:
    """Compare both sides in balls with mpmath at `digits` digits: a sentence when they disagree, "" when they agree.

    None when mpmath cannot evaluate a side, which then has no second opinion. Balls are taken at the ladder's first
    precision, where most instances are decided and a missing radius shows, and at that of mpmath, where a wrong digit
    does. mpmath promises no error bound: they disagree when its value is certainly more than 10^(20 - digits) of the
    size away from the ball.
    """
    bits = int(digits * 3.33) + 8
    try:
        with precision(bits):
            approximate = _flatten(evaluate(claim, instance, Arithmetic.MPF))
        for used in (_FIRST_BITS, bits):
            with precision(used):
                enclosed = _flatten(evaluate(claim, instance, Arithmetic.BALL))
            with precision(bits):
                for value, opinion in zip(enclosed, approximate, strict=True):
                    if not _agrees(value, opinion, digits):
                        return f"balls say {value.str(20)} at {used} bits, mpmath says {mpmath.nstr(opinion, 20)}"
    except (TypeError, ZeroDivisionError):
        return None
    return ""


def _flatten(sides: tuple[Array, Array]) -> list[Any]:
    return [value for side in sides for value in side]


def _agrees(value: Any, opinion: Any, digits: int) -> bool:
    if not isinstance(value, arb) or not value.is_finite():
        return True
    slack = (1 + abs(value)) * arb(10) ** (20 - digits)
    other = arb(mpmath.nstr(opinion, digits)) if isinstance(opinion, mpmath.mpf) else ball(as_fraction(opinion))
    return not bool(abs(value - other) > slack)


def unsteadiness(claim: Claim, instance: Instance) -> str:
    """How the sides contradict themselves from one time to the next, in one arithmetic; "" where they do not."""
    return _contradiction(claim, instance, _DECIDING[:1])


def inconsistency(claim: Claim, instance: Instance) -> str:
    """How the sides contradict themselves, from one time or arithmetic to the next; "" where they do not.

    A function of its arguments does not. One that keeps a state, draws numbers or asks for the type of its arguments
    may. What a `guess` chooses may differ between arithmetics.
    """
    kinds = _DECIDING[:1] if examine_sides(claim, instance).guess else _DECIDING
    return _contradiction(claim, instance, kinds)


def _contradiction(claim: Claim, instance: Instance, kinds: Sequence[Arithmetic]) -> str:
    with precision(_FIRST_BITS):
        for name, side in (("rhs", claim.rhs), ("lhs", claim.lhs)):  # the second without the first before it
            first = _alone(side, instance, _DECIDING[0])
            for other in (claim.lhs, claim.rhs):
                _alone(other, _moved(instance), _DECIDING[0])
            for arithmetic in kinds:
                if not _may_equal(first, _alone(side, instance, arithmetic)):
                    again = f"in {arithmetic.value}" if arithmetic is not _DECIDING[0] else "after another instance"
                    return f"{name} has another value {again}; give a function of the numbers alone, without a state"
    return ""


def _moved(instance: Instance) -> Instance:
    return {name: elementwise(value, lambda entry: entry + Fraction(1, 7)) for name, value in instance.items()}


def _alone(side: Callable[..., Any], instance: Instance, arithmetic: Arithmetic) -> list[Any] | None:
    """What one side returns; None where it has no value."""
    try:
        with rationals_only() if arithmetic is Arithmetic.RATIONAL else nullcontext():
            return list(side_at(side, convert_instance(instance, arithmetic), arithmetic).flat)
    except _VALUELESS:
        return None


def _may_equal(first: list[Any] | None, second: list[Any] | None) -> bool:
    if first is None or second is None:
        return True
    return len(first) == len(second) and all(map(_overlap, first, second))


def _overlap(a: Any, b: Any) -> bool:
    """Whether two numbers may be the same; floats and constants are not compared."""
    pair = [ball(as_fraction(v)) if isinstance(v, int | Fraction | np.integer) else v for v in (a, b)]
    if not all(isinstance(value, arb) and value.is_finite() for value in pair):
        return True
    return bool(pair[0].overlaps(pair[1]))


def undefined_part(claim: Claim, instance: Instance) -> str:
    """`entry 2 of 3 of lhs is NaN` where mpmath finds no real value either; "" where it does or has no opinion.

    Balls give NaN near a tie too, for the root of a ball around zero.
    """
    with precision(int(_DIGITS * 3.33)):
        for name, side in (("lhs", claim.lhs), ("rhs", claim.rhs)):
            try:
                values = side_at(side, convert_instance(instance, Arithmetic.MPF), Arithmetic.MPF).ravel().tolist()
            except ZeroDivisionError:
                return f"{_first_entry(name, _balls_of(side, instance), _is_nan)} divides by zero"
            except (TypeError, ValueError, AttributeError):
                return ""  # mpmath has no opinion
            if not all(map(_is_real, values)):
                return f"{_first_entry(name, values, lambda value: not _is_real(value))} is {_describe(values)}"
    return ""


def _first_entry(name: str, values: Sequence[Any], strange: Callable[[Any], bool]) -> str:
    """`entry 2 of 3 of lhs`, counted row by row; `lhs` for the only one, or where no entry is strange by itself."""
    index = next((index for index, value in enumerate(values) if strange(value)), None)
    return name if index is None or len(values) == 1 else f"entry {index + 1} of {len(values)} of {name}"


def _balls_of(side: Callable[..., Any], instance: Instance) -> list[Any]:
    return _alone(side, instance, Arithmetic.GUARDED) or []


def _is_nan(value: Any) -> bool:
    return isinstance(value, arb) and bool(value.is_nan())


def _describe(values: Sequence[Any]) -> str:
    """What the first value that is no real number is."""
    value = next(value for value in values if not _is_real(value))
    if not mpmath.isfinite(value):
        return "NaN" if mpmath.isnan(value) else "infinite"
    return f"the complex number {mpmath.nstr(value, 6)}, a root or a logarithm of a negative number"


def _is_real(value: Any) -> bool:
    """Whether a value is a number and real, up to rounding noise in a root of what should be zero."""
    if not isinstance(value, mpmath.mpf | mpmath.mpc):
        return True
    return bool(mpmath.isfinite(value)) and abs(mpmath.im(value)) <= mpmath.mpf(10) ** (-_DIGITS // 4)
