"""Float64 numbers with their gradient: Taylor series of order one in all variables at once, for the search alone.

One evaluation of a side with such numbers gives its derivatives along every coordinate. They steer and decide nothing,
so comparisons look at the values and a kink gets the slope of one of its sides.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from proofcheck.arithmetic.constants import LEAVES, Leaves

Vector = np.ndarray[Any, np.dtype[np.float64]]


class Dual:
    """A float and its gradient in all variables of a search, by forward differentiation."""

    __slots__ = ("slope", "value")
    __hash__ = None  # type: ignore[assignment]
    __array_priority__ = 1000  # a numpy scalar on the left leaves the operation to this class

    def __init__(self, value: float, slope: Any) -> None:
        self.value, self.slope = value, slope

    def __add__(self, other: Any) -> Any:
        if not isinstance(other, _OPERANDS):
            return _entrywise(np.add, other, self)
        if isinstance(other, Dual):
            return Dual(self.value + other.value, self.slope + other.slope)
        return Dual(self.value + float(other), self.slope)

    def __mul__(self, other: Any) -> Any:
        if not isinstance(other, _OPERANDS):
            return _entrywise(np.multiply, other, self)
        if isinstance(other, Dual):
            return Dual(self.value * other.value, self.slope * other.value + other.slope * self.value)
        return Dual(self.value * float(other), self.slope * float(other))

    def __truediv__(self, other: Any) -> Any:
        if isinstance(other, Dual):
            ratio = _quotient(self.value, other.value)
            return Dual(ratio, (self.slope - ratio * other.slope) * _quotient(1.0, other.value))
        if isinstance(other, _PLAIN):
            return self * _quotient(1.0, float(_value(other)))
        return _entrywise(lambda array, own: own / array, other, self)

    __radd__, __rmul__ = __add__, __mul__

    def __sub__(self, other: Any) -> Any:
        return self + (-other) if isinstance(other, (*_OPERANDS, np.ndarray)) else NotImplemented

    def __rsub__(self, other: Any) -> Any:
        return -self + other if isinstance(other, (*_OPERANDS, np.ndarray)) else NotImplemented

    def __rtruediv__(self, other: Any) -> Any:
        if isinstance(other, _OPERANDS):
            return Dual(float(_value(other)), 0.0) / self
        return _entrywise(np.divide, other, self)

    def __neg__(self) -> Dual:
        return Dual(-self.value, -self.slope)

    def __pos__(self) -> Dual:
        return self

    def __abs__(self) -> Dual:
        return -self if self.value < 0 else self

    def __pow__(self, exponent: Any) -> Dual:
        power = float(exponent)
        return self._with(lambda v: v**power, lambda v, _: power * v ** (power - 1) if power else 0.0)

    def __lt__(self, other: Any) -> bool:
        return bool(self.value < _value(other))

    def __le__(self, other: Any) -> bool:
        return bool(self.value <= _value(other))

    def __gt__(self, other: Any) -> bool:
        return bool(self.value > _value(other))

    def __ge__(self, other: Any) -> bool:
        return bool(self.value >= _value(other))

    def __eq__(self, other: object) -> bool:
        return bool(self.value == _value(other))

    def exp(self) -> Dual:
        """e^x, with the slope e^x."""
        return self._with(math.exp, lambda _, y: y)

    def sqrt(self) -> Dual:
        """The square root, with the slope 1 / (2 sqrt x)."""
        return self._with(math.sqrt, lambda _, y: _quotient(0.5, y))

    def log(self) -> Dual:
        """The natural logarithm, with the slope 1/x."""
        return self._with(math.log, lambda x, _: 1 / x)

    def log1p(self) -> Dual:
        """log(1 + x), with the slope 1 / (1 + x)."""
        return self._with(math.log1p, lambda x, _: 1 / (1 + x))

    def expm1(self) -> Dual:
        """e^x - 1, with the slope e^x."""
        return self._with(math.expm1, lambda _, y: y + 1)

    def sin(self) -> Dual:
        """The sine, with the slope cos x."""
        return self._with(math.sin, lambda x, _: math.cos(x))

    def cos(self) -> Dual:
        """The cosine, with the slope -sin x."""
        return self._with(math.cos, lambda x, _: -math.sin(x))

    def tanh(self) -> Dual:
        """The hyperbolic tangent, with the slope 1 - tanh^2 x."""
        return self._with(math.tanh, lambda _, y: 1 - y * y)

    def _with(self, function: Callable[[float], float], slope: Callable[[float, float], float]) -> Dual:
        found = function(self.value)
        return Dual(found, self.slope * slope(self.value, found))


_PLAIN = (int, float, Fraction, np.number)
_OPERANDS = (Dual, *_PLAIN)  # exact constants take over themselves
LEAVES[Dual] = Leaves(
    fraction=lambda value: Dual(float(value), 0.0),
    pi=lambda: Dual(math.pi, 0.0),
    e=lambda: Dual(math.e, 0.0),
    apply=lambda name, value: getattr(value, name)(),
)


def _entrywise(operation: Callable[[Any, Any], Any], array: Any, own: Dual) -> Any:
    """An array leaves its operation to the higher priority of this class, which gives it back, boxed."""
    if not isinstance(array, np.ndarray):
        return NotImplemented
    box = np.empty((), dtype=object)
    box[()] = own
    return operation(array, box)


def _value(other: Any) -> Any:
    return other.value if isinstance(other, Dual) else other


def _quotient(a: float, b: float) -> float:
    return a / b if b else math.nan


def independent_variables(values: Vector, offset: int, total: int) -> np.ndarray[Any, Any]:
    """An array of independent variables, the first of which is number `offset` of `total` (same shape as `values`)."""
    out = np.empty(values.size, dtype=object)
    for index, value in enumerate(values.ravel().tolist()):
        slope = np.zeros(total)
        slope[offset + index] = 1.0
        out[index] = Dual(value, slope)
    return out.reshape(values.shape)
