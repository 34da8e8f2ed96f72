"""Directional derivatives of a definition, in every arithmetic, from the definition alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import combinations, count
from math import factorial
from typing import Any, Final

import mpmath
import numpy as np
import sympy

from proofcheck.arithmetic.functions import Array, as_array, elementwise
from proofcheck.arithmetic.own_arrays import overridable
from proofcheck.arithmetic.refusals import KinkError, user_place
from proofcheck.arithmetic.taylor import Jet, constant_coefficient

_LEVELS: Final = count(1)


@overridable
def directional_derivatives(
    function: Callable[[dict[str, Array]], Any],
    point: Mapping[str, Array],
    direction: Mapping[str, Array],
    order: int,
) -> list[Array]:
    """Derivatives 0..`order` at t = 0 of t -> function(point + t * direction), from the definition of `function` alone.

    Balls, rationals and floats: Taylor arithmetic (over balls: rigorous). Sympy: symbolic differentiation. `mpf`:
    numerical differentiation at raised precision (approximate, independent of `Jet`). Names missing in `direction`
    stay fixed. `function` returns a scalar or an array; the derivatives are arrays of its shape. Raises
    KinkError where a piecewise function may have a kink.
    """
    element = next(iter(point.values())).flat[0]
    if isinstance(element, sympy.Basic):
        return _symbolic(function, point, direction, order)
    if isinstance(element, mpmath.mpf):
        return _numerical(function, point, direction, order)
    return _taylor(function, point, direction, order)


def _taylor(function: Any, point: Mapping[str, Array], direction: Mapping[str, Array], order: int) -> list[Array]:
    # A level of its own, so that a derivative within `function` does not mix its series with this one.
    level = next(_LEVELS)
    lines = {name: _line(value, direction.get(name), order, level) for name, value in point.items()}
    curve = as_array(function(lines))

    def coefficient(entry: Any, k: int) -> Any:
        return entry.coefficient(k, level) if isinstance(entry, Jet) else constant_coefficient(entry, k)

    def derivative(k: int) -> Array:
        # c_k = f^(k)(0) / k!
        return elementwise(curve, lambda entry: coefficient(entry, k) * factorial(k))

    return [derivative(k) for k in range(order + 1)]


def _line(value: Array, slope: Array | None, order: int, level: int) -> Array:
    jets = np.empty(value.shape, dtype=object)
    for index in np.ndindex(value.shape):
        start = _exact(value[index])
        zero = 0 * start
        first = zero if slope is None else zero + _exact(as_array(slope)[index])
        jets[index] = Jet((start, first, *(zero for _ in range(order - 1)))[: order + 1], level)
    return jets


def _exact(value: Any) -> Any:
    """Integers as fractions: a quotient of two Python integers is a float."""
    return Fraction(int(value)) if isinstance(value, int | np.integer) else value


def _move(point: Mapping[str, Array], direction: Mapping[str, Array], t: Any) -> dict[str, Array]:
    return {name: value + t * direction[name] if name in direction else value for name, value in point.items()}


def _symbolic(function: Any, point: Mapping[str, Array], direction: Mapping[str, Array], order: int) -> list[Array]:
    t = sympy.Symbol("t", real=True)
    curve = as_array(function(_move(point, direction, t)))
    for entry in curve.flat if order else ():
        _check_kinks(sympy.sympify(entry), t)

    def derivative(k: int) -> Array:
        return elementwise(curve, lambda entry: sympy.diff(entry, t, k).subs(t, 0))

    return [derivative(k) for k in range(order + 1)]


def _check_kinks(expression: Any, t: Any) -> None:
    """Raise KinkError unless the arguments of all piecewise functions in the expression are nonzero at t = 0."""
    arguments = [node.args[0] for node in expression.atoms(sympy.Abs)]
    arguments += [a - b for node in expression.atoms(sympy.Max, sympy.Min) for a, b in combinations(node.args, 2)]
    arguments += [condition.lhs - condition.rhs for condition in expression.atoms(sympy.core.relational.Relational)]
    for argument in arguments:
        if argument.has(t) and argument.subs(t, 0).is_zero is not False:
            raise KinkError(f"{user_place()}: a piecewise function of {argument} may have a kink at {t} = 0")


def _numerical(function: Any, point: Mapping[str, Array], direction: Mapping[str, Array], order: int) -> list[Array]:
    def derivative(index: tuple[int, ...], k: int) -> Any:
        return mpmath.diff(lambda t: as_array(function(_move(point, direction, t)))[index], 0, k)

    if order:
        _taylor(function, point, direction, order)  # for its KinkError: differences across a kink say nothing
    shape = as_array(function(dict(point))).shape
    derivatives = [np.empty(shape, dtype=object) for _ in range(order + 1)]
    for index in np.ndindex(shape):
        for k in range(order + 1):
            derivatives[k][index] = derivative(index, k)
    return derivatives
