"""Truncated Taylor series over any element type, and directional derivatives by them.

A `Jet` holds c_0..c_K of c_0 + c_1 t + ... + c_K t^K. Over balls its coefficients are rigorous enclosures, so the
derivatives of a definition come from the definition alone, without a derivative formula that could be wrong.
Reference for the recurrences: Griewank and Walther, Evaluating Derivatives, 2nd ed., section 13.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from math import factorial
from typing import Any, Final

import mpmath
import numpy as np
import sympy

from proofcheck.arithmetic.functions import Array, as_array, elementwise, exp, overridable, sqrt

_LEVELS: Final = count(1)


@dataclass(frozen=True)
class Jet:
    """Taylor coefficients, constant first; both operands of an operation have the same length or are scalars.

    Differentiations nest: each has its own `level`, later ones higher, and a jet of a lower level is a scalar to one of
    a higher level. An array as the right operand is left to numpy, which takes it entry by entry.
    """

    coefficients: tuple[Any, ...]
    level: int = 0

    def __add__(self, other: Any) -> Jet:
        if isinstance(other, np.ndarray):
            return NotImplemented
        a, b, level = self._aligned(other)
        return Jet(tuple(x + y for x, y in zip(a, b, strict=True)), level)

    def __sub__(self, other: Any) -> Jet:
        if isinstance(other, np.ndarray):
            return NotImplemented
        a, b, level = self._aligned(other)
        return Jet(tuple(x - y for x, y in zip(a, b, strict=True)), level)

    def __mul__(self, other: Any) -> Jet:
        if isinstance(other, np.ndarray):
            return NotImplemented
        a, b, level = self._aligned(other)
        return Jet(tuple(_convolution(a, b, k) for k in range(len(b))), level)

    def __truediv__(self, other: Any) -> Jet:
        if isinstance(other, np.ndarray):
            return NotImplemented
        a, b, level = self._aligned(other)
        quotient: list[Any] = []
        for k, x in enumerate(a):
            known = sum(q * b[k - i] for i, q in enumerate(quotient))
            quotient.append((x - known) / b[0])
        return Jet(tuple(quotient), level)

    def __neg__(self) -> Jet:
        return self._with(-a for a in self.coefficients)

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other: Any) -> Jet:
        return self._with(self._lift(other)) - self

    def __rtruediv__(self, other: Any) -> Jet:
        return self._with(self._lift(other)) / self

    def __pow__(self, power: int) -> Jet:
        result = self._with(self._lift(1))
        for _ in range(power):
            result = result * self
        return result

    def exp(self) -> Jet:
        """exp: k e_k = sum_{i=1..k} i a_i e_{k-i}."""
        e = [exp(self.coefficients[0]).item()]
        for k in range(1, len(self.coefficients)):
            e.append(sum(i * self.coefficients[i] * e[k - i] for i in range(1, k + 1)) / k)
        return self._with(e)

    def sqrt(self) -> Jet:
        """sqrt: 2 s_0 s_k = a_k - sum_{i=1..k-1} s_i s_{k-i}; needs a nonzero constant term."""
        s = [sqrt(self.coefficients[0]).item()]
        for k in range(1, len(self.coefficients)):
            known = sum(s[i] * s[k - i] for i in range(1, k))
            s.append((self.coefficients[k] - known) / (2 * s[0]))
        return self._with(s)

    def coefficient(self, k: int, level: int) -> Any:
        """The k-th coefficient in the variable of `level`, of which a jet of another level is constant."""
        return self.coefficients[k] if self.level == level else _constant(self, k)

    def _with(self, coefficients: Iterable[Any]) -> Jet:
        return Jet(tuple(coefficients), self.level)

    def _aligned(self, other: Any) -> tuple[tuple[Any, ...], tuple[Any, ...], int]:
        """Coefficients of both operands in the variable of the higher level."""
        if isinstance(other, Jet) and other.level > self.level:
            return other._lift(self), other.coefficients, other.level
        return self.coefficients, self._lift(other), self.level

    def _lift(self, other: Any) -> tuple[Any, ...]:
        if isinstance(other, Jet) and other.level == self.level:
            return other.coefficients
        zero = 0 * self.coefficients[0]  # exact even for a wide ball, where c - c is not
        return (zero + other, *(zero for _ in self.coefficients[1:]))


def _constant(value: Any, k: int) -> Any:
    return value if k == 0 else 0 * value


def _convolution(a: tuple[Any, ...], b: tuple[Any, ...], k: int) -> Any:
    return sum(a[i] * b[k - i] for i in range(1, k + 1)) + a[0] * b[k]


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
    stay fixed. `function` returns a scalar or an array; the derivatives are arrays of its shape.
    """
    element = next(iter(point.values())).flat[0]
    if isinstance(element, sympy.Basic):
        return _symbolic(function, point, direction, order)
    if isinstance(element, mpmath.mpf):
        return _numerical(function, point, direction, order)
    return _taylor(function, point, direction, order)


def _taylor(function: Any, point: Mapping[str, Array], direction: Mapping[str, Array], order: int) -> list[Array]:
    level = next(_LEVELS)
    lines = {name: _line(value, direction.get(name), order, level) for name, value in point.items()}
    curve = as_array(function(lines))

    def coefficient(entry: Any, k: int) -> Any:
        return entry.coefficient(k, level) if isinstance(entry, Jet) else _constant(entry, k)

    def derivative(k: int) -> Array:
        return elementwise(curve, lambda entry: coefficient(entry, k) * factorial(k))

    return [derivative(k) for k in range(order + 1)]


def _line(value: Array, slope: Array | None, order: int, level: int) -> Array:
    zero = 0 * value.flat[0]
    jets = np.empty(value.shape, dtype=object)
    for index in np.ndindex(value.shape):
        first = zero if slope is None else as_array(slope)[index]
        jets[index] = Jet((value[index], first, *(zero for _ in range(order - 1)))[: order + 1], level)
    return jets


def _moved(point: Mapping[str, Array], direction: Mapping[str, Array], t: Any) -> dict[str, Array]:
    return {name: value + t * direction[name] if name in direction else value for name, value in point.items()}


def _symbolic(function: Any, point: Mapping[str, Array], direction: Mapping[str, Array], order: int) -> list[Array]:
    t = sympy.Symbol("t", real=True)
    curve = as_array(function(_moved(point, direction, t)))

    def derivative(k: int) -> Array:
        return elementwise(curve, lambda entry: sympy.diff(entry, t, k).subs(t, 0))

    return [derivative(k) for k in range(order + 1)]


def _numerical(function: Any, point: Mapping[str, Array], direction: Mapping[str, Array], order: int) -> list[Array]:
    def derivative(index: tuple[int, ...], k: int) -> Any:
        return mpmath.diff(lambda t: as_array(function(_moved(point, direction, t)))[index], 0, k)

    shape = as_array(function(dict(point))).shape
    derivatives = [np.empty(shape, dtype=object) for _ in range(order + 1)]
    for index in np.ndindex(shape):
        for k in range(order + 1):
            derivatives[k][index] = derivative(index, k)
    return derivatives
