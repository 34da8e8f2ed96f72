"""Balls for the sides of claims: no comparison, no way out to floats, and exact fractions beside them.

`flint.arb` compares balls that overlap as False, and does not know Python's fractions. A `GuardedBall` is an `arb`
with both repaired; it is slower by a factor of about three, so that claims are decided in it only where they need it
and over boxes, where a comparison would decide for all points at once.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

import numpy as np
from flint import arb

from proofcheck.arithmetic.constants import LEAVES, Leaves, ball
from proofcheck.arithmetic.functions import ELEMENTARY, power
from proofcheck.arithmetic.refusals import BRANCH_REMEDY, InexactOperandError, branch_methods, refuse

_EXACT: Final = (int, Fraction)


def check_exact_operand(other: Any) -> None:
    """Raise InexactOperandError for floats, fixed-width integers and truth values (scalars or arrays of them)."""
    if type(other) is int:
        return
    if isinstance(other, bool | np.bool_):
        refuse(InexactOperandError, f"the truth value {other} is used as a number", BRANCH_REMEDY)
    if isinstance(other, float | np.floating):
        refuse(
            InexactOperandError,
            f"{other!r} is a float, which stands for a decimal only approximately, beside an exact number",
            f'write rational("{float(other)!r}") or a quotient as Fraction(3, 10), and pi, e, sqrt(2), exp(1) of '
            "proofcheck.theory; "
            "rationals(...) takes doubles as exact numbers",
        )
    if isinstance(other, Fraction) and not type(other.numerator) is type(other.denominator) is int:
        check_exact_operand(other.numerator)
        check_exact_operand(other.denominator)
    if isinstance(other, np.integer):
        refuse(
            InexactOperandError,
            f"{other!r} has fixed width: a product of such integers wraps around in silence",
            "give a Python int: range, math.prod, math.factorial, or arrays with dtype=object",
        )
    if isinstance(other, np.ndarray) and other.dtype != object and other.size:
        check_exact_operand(other.flat[0])


def _as_ball(value: Any) -> Any:
    """An operand as a ball; None for what is not one. Raises InexactOperandError."""
    if type(value) is GuardedBall:
        return value.ball
    check_exact_operand(value)
    if isinstance(value, _EXACT):
        return ball(value)
    return value if isinstance(value, arb) else None


def _binary(operation: Callable[[Any, Any], Any], *, swapped: bool = False) -> Callable[[GuardedBall, Any], Any]:
    def apply(self: GuardedBall, other: Any) -> Any:
        operand = _as_ball(other)
        if operand is None:
            return NotImplemented
        return GuardedBall(operation(operand, self.ball) if swapped else operation(self.ball, operand))

    return apply


def _function(name: str) -> Callable[[GuardedBall], GuardedBall]:
    def apply(self: GuardedBall) -> GuardedBall:
        return GuardedBall(getattr(self.ball, name)())

    apply.__name__, apply.__doc__ = name, f"{name} of the ball."
    return apply


class GuardedBall:
    """A ball without comparisons; int, Fraction, exact constants and balls may stand beside it."""

    __slots__ = ("ball",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: arb) -> None:
        self.ball = value

    __add__, __radd__ = _binary(operator.add), _binary(operator.add, swapped=True)
    __sub__, __rsub__ = _binary(operator.sub), _binary(operator.sub, swapped=True)
    __mul__, __rmul__ = _binary(operator.mul), _binary(operator.mul, swapped=True)
    __truediv__, __rtruediv__ = _binary(operator.truediv), _binary(operator.truediv, swapped=True)
    __rpow__ = _binary(operator.pow, swapped=True)

    def __pow__(self, exponent: Any) -> Any:
        """Integer powers by multiplication, any other by the logarithm (NaN where the ball holds a number <= 0)."""
        operand = _as_ball(exponent)
        if operand is None:
            return NotImplemented
        if isinstance(exponent, _EXACT) and exponent == int(exponent):
            return GuardedBall(power(self.ball, int(exponent)))
        return GuardedBall(self.ball**operand)

    def __neg__(self) -> GuardedBall:
        return GuardedBall(-self.ball)

    def __pos__(self) -> GuardedBall:
        return self

    def __abs__(self) -> GuardedBall:
        return GuardedBall(abs(self.ball))

    def max(self, other: Any) -> GuardedBall:
        """The enclosure of the larger number."""
        return GuardedBall(self.ball.max(_require_ball(other)))

    def min(self, other: Any) -> GuardedBall:
        """The enclosure of the smaller number."""
        return GuardedBall(self.ball.min(_require_ball(other)))

    def hull(self, other: Any) -> Any:
        """The smallest ball around both; NaN if one is."""
        if hasattr(other, "coefficients"):
            return other.hull(self)
        operand = _require_ball(other)
        if self.ball.is_nan() or operand.is_nan():
            return GuardedBall(self.ball + operand)
        return GuardedBall(self.ball.union(operand))

    def select(self, a: Any, b: Any) -> Any:
        """a where this number is nonnegative, b where it is negative, the hull of both where that is open."""
        if self.ball >= 0:
            return a
        if self.ball < 0:
            return b
        return a.hull(b) if hasattr(a, "hull") else GuardedBall(_require_ball(a)).hull(b)

    def sign(self) -> int | None:
        """1, -1 or 0 where it is certain, else None."""
        return 1 if self.ball > 0 else -1 if self.ball < 0 else 0 if self.ball == 0 else None

    def __repr__(self) -> str:
        return f"GuardedBall({self.ball})"


def _require_ball(value: Any) -> arb:
    operand: arb | None = _as_ball(value)
    if operand is None:
        raise TypeError(f"{value!r} ({type(value).__name__}) is no ball, int or Fraction")
    return operand


for _name, _method in (branch_methods() | {name: _function(name) for name in ELEMENTARY}).items():
    setattr(GuardedBall, _name, _method)

LEAVES[GuardedBall] = Leaves(
    fraction=lambda value: GuardedBall(ball(value)),
    pi=lambda: GuardedBall(arb.pi()),
    e=lambda: GuardedBall(arb.const_e()),
    apply=lambda name, value: getattr(value, name)(),
)
