"""Exact constants: pi, e and what is computed from them and from integers and fractions, kept as an expression.

A constant takes the arithmetic of the number that it meets: `pi / 4 * x` is a ball beside balls, at the precision in
force, a sympy expression beside sympy expressions. It has no floating-point value of its own.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import mpmath
import numpy as np
import sympy
from flint import arb, fmpq

from proofcheck.arithmetic.refusals import branch_methods


def rational(value: str | int | Fraction) -> Fraction:
    """The exact number that is written: `rational("0.1")` is 1/10. Raises TypeError for a float."""
    if isinstance(value, bool) or not isinstance(value, str | int | Fraction):
        raise TypeError(
            f"rational({value!r}): a {type(value).__name__} is not the decimal it prints as; "
            f'give its digits as text, rational("{value}"), or Fraction(p, q)'
        )
    return Fraction(value)


@dataclass(frozen=True)
class Leaves:
    """What an arithmetic needs to evaluate a constant: fractions, pi, e, and functions by name."""

    fraction: Callable[[Fraction], Any]
    pi: Callable[[], Any]
    e: Callable[[], Any]
    apply: Callable[[str, Any], Any]


def ball(value: Fraction | float | int) -> arb:
    """The narrowest ball around an exact value (a double is taken as the exact double)."""
    if isinstance(value, Fraction):
        return arb(fmpq(value.numerator, value.denominator))
    return arb(value)


SYMPY_FUNCTIONS: Final[dict[str, Callable[[Any], Any]]] = {
    **{name: getattr(sympy, name) for name in ("exp", "log", "sqrt", "sin", "cos", "tanh")},
    "log1p": lambda x: sympy.log(1 + x),
    "expm1": lambda x: sympy.exp(x) - 1,
}


def _call_method(name: str, value: Any) -> Any:
    return getattr(value, name)()


LEAVES: dict[type, Leaves] = {
    arb: Leaves(fraction=ball, pi=arb.pi, e=arb.const_e, apply=_call_method),
    mpmath.mpf: Leaves(
        fraction=lambda value: mpmath.mpf(value.numerator) / value.denominator,
        pi=lambda: +mpmath.pi,
        e=lambda: +mpmath.e,
        apply=lambda name, value: getattr(mpmath, name)(value),
    ),
    sympy.Basic: Leaves(
        fraction=lambda value: sympy.Rational(value.numerator, value.denominator),
        pi=lambda: sympy.pi,
        e=lambda: sympy.E,
        apply=lambda name, value: SYMPY_FUNCTIONS[name](value),
    ),
    float: Leaves(
        fraction=float,
        pi=lambda: math.pi,
        e=lambda: math.e,
        apply=lambda name, value: float(getattr(np, name)(value)),
    ),
}
"""By element type; other modules add theirs. A subtype (np.float64, sympy's classes) counts as its type."""

_EXACT: Final = (int, Fraction)


def leaves_of(value: Any) -> Leaves | None:
    """The leaves of the arithmetic of a number; None for exact rationals, constants and what is no number."""
    found = LEAVES.get(type(value))
    if found is None and not isinstance(value, (*_EXACT, Constant)):
        found = next((leaves for kind, leaves in LEAVES.items() if isinstance(value, kind)), None)
    return found


def _binary(operation: Callable[[Any, Any], Any], *, swapped: bool = False) -> Callable[[Constant, Any], Any]:
    def apply(self: Constant, other: Any) -> Any:
        if isinstance(other, (*_EXACT, Constant)) and not isinstance(other, bool):
            pair = (other, self) if swapped else (self, other)
            return Constant(operation, pair)
        like = leaves_of(other)
        if like is None:
            return NotImplemented
        mine = self.value_in(like)
        return operation(other, mine) if swapped else operation(mine, other)

    return apply


@dataclass(frozen=True, eq=False)
class Constant:
    """An operation or function on constants and exact rationals; `pi` and `e` have no operands."""

    operation: Callable[..., Any] | str
    operands: tuple[Any, ...] = ()

    __hash__ = None  # type: ignore[assignment]
    __add__, __radd__ = _binary(operator.add), _binary(operator.add, swapped=True)
    __sub__, __rsub__ = _binary(operator.sub), _binary(operator.sub, swapped=True)
    __mul__, __rmul__ = _binary(operator.mul), _binary(operator.mul, swapped=True)
    __truediv__, __rtruediv__ = _binary(operator.truediv), _binary(operator.truediv, swapped=True)

    def __pow__(self, exponent: int) -> Constant:
        """Integer powers. Raises TypeError for others."""
        return Constant(operator.pow, (self, operator.index(exponent)))

    def __neg__(self) -> Constant:
        return Constant(operator.neg, (self,))

    def __pos__(self) -> Constant:
        return self

    def __abs__(self) -> Constant:
        return Constant(operator.abs, (self,))

    def value_in(self, leaves: Leaves) -> Any:
        """The constant in another arithmetic, at the precision in force."""
        if self.operation == "pi":
            return leaves.pi()
        if self.operation == "e":
            return leaves.e()
        if self.operation is operator.pow:  # the exponent stays an integer
            return _operand(self.operands[0], leaves) ** self.operands[1]
        values = [_operand(operand, leaves) for operand in self.operands]
        if isinstance(self.operation, str):
            return leaves.apply(self.operation, *values)
        return self.operation(*values)


def _operand(value: Any, leaves: Leaves) -> Any:
    return value.value_in(leaves) if isinstance(value, Constant) else leaves.fraction(Fraction(value))


for _name, _method in branch_methods().items():
    setattr(Constant, _name, _method)

pi: Final = Constant("pi")
e: Final = Constant("e")
