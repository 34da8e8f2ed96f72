"""The larger and the smaller of two numbers of any arithmetic, and one of two by the sign of a third."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

import numpy as np
import sympy
from flint import arb

from proofcheck.arithmetic.constants import Constant, leaves_of
from proofcheck.arithmetic.refusals import NotRationalError


def as_operand(value: Any, like: Any) -> Any:
    """An exact number in the arithmetic of `like`, where that is another one; any other value as it is."""
    if isinstance(value, int | Fraction | Constant) and (leaves := leaves_of(like)) is not None:
        return value.value_in(leaves) if isinstance(value, Constant) else leaves.fraction(Fraction(value))
    return value


def _pairwise(name: str) -> Callable[[Any, Any], Any]:
    symbolic = {"max": sympy.Max, "min": sympy.Min}[name]
    in_order = {"max": operator.ge, "min": operator.le}[name]

    def pick(a: Any, b: Any) -> Any:
        if type(a) is arb and type(b) is arb:
            return getattr(a, name)(b)
        if hasattr(a, name) and not isinstance(a, np.generic):
            return getattr(a, name)(as_operand(b, a))
        if hasattr(b, name) and not isinstance(b, np.generic):
            return getattr(b, name)(as_operand(a, b))
        a, b = as_operand(a, b), as_operand(b, a)
        if isinstance(a, sympy.Basic) or isinstance(b, sympy.Basic):
            return symbolic(a, b)
        if isinstance(a, Constant) or isinstance(b, Constant):
            raise NotRationalError(f"the {name}imum of an exact constant and a rational needs balls: convert first")
        if a != a or b != b:  # NaN, of which no order is known
            return a if a != a else b
        return a if in_order(a, b) else b

    return pick


EXTREMA: Final = {"max": _pairwise("max"), "min": _pairwise("min")}


def choose(condition: Any, a: Any, b: Any) -> Any:
    """a where condition >= 0, b where condition < 0, the hull of both where that is open.

    Raises TypeError for a truth value.
    """
    if isinstance(condition, bool | np.bool_):
        raise TypeError(
            f"where({condition}, ...): a truth value has forgotten by how much it holds; give the number whose sign "
            "decides, where(x - 1, a, b) for `a if x >= 1 else b`"
        )
    if hasattr(condition, "select"):
        return condition.select(a, b)
    if isinstance(condition, sympy.Basic):
        return sympy.Piecewise((a, condition >= 0), (b, True))
    if isinstance(condition, Constant):
        raise NotRationalError("where: the sign of an exact constant is not decided here; take the branch that applies")
    if isinstance(condition, arb):
        return a if condition >= 0 else b if condition < 0 else hull(a, b)
    if condition != condition:  # NaN
        return condition
    return a if condition >= 0 else b


def hull(a: Any, b: Any) -> Any:
    """The smallest number of an arithmetic of enclosures that contains a and b; NaN where one of them is."""
    if hasattr(a, "hull"):
        return a.hull(b)
    if hasattr(b, "hull"):
        return b.hull(a)
    first, second = as_operand(a, arb(0)), as_operand(b, arb(0))
    return first + second if first.is_nan() or second.is_nan() else first.union(second)
