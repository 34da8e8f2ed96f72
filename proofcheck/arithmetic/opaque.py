"""Numbers that cannot leave their arithmetic: what a claim does with them shows whether it rounds on the way.

A side of a claim that passes a ball through `float`, `int`, `math` or its midpoint goes on with a double whose error
nobody knows, and the result looks like a ball again. `Sealed` numbers take part in the operations of a claim and
raise SealError where a double would come out, so one evaluation of a side shows it. The one way out is `guess`, for
what is verified afterwards. Code that a side runs for balls alone (`isinstance(x, arb)`) is not seen. Values are
mpmath floats, and approximate: they only steer comparisons and extrema.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any, NoReturn

import mpmath
import numpy as np

from proofcheck.arithmetic.functions import Array, as_array, elementwise


class SealError(ValueError):
    """A side of a claim turns numbers of the given arithmetic into floats, integers or midpoints."""


def _open(value: Any) -> Any:
    if isinstance(value, Sealed):
        return value.value
    return mpmath.mpf(value.numerator) / value.denominator if isinstance(value, Fraction) else value


def _binary(operation: Callable[[Any, Any], Any], *, swapped: bool = False) -> Callable[[Sealed, Any], Any]:
    def apply(self: Sealed, other: Any) -> Any:
        if not isinstance(other, _PLAIN):
            return NotImplemented
        left, right = (_open(other), self.value) if swapped else (self.value, _open(other))
        return Sealed(operation(left, right))

    return apply


def _comparison(operation: Callable[[Any, Any], Any]) -> Callable[[Sealed, Any], Any]:
    def apply(self: Sealed, other: Any) -> Any:
        return bool(operation(self.value, _open(other))) if isinstance(other, _PLAIN) else NotImplemented

    return apply


def _leaving(way: str) -> Callable[..., NoReturn]:
    def refuse(*_: Any) -> NoReturn:
        raise SealError(
            f"a side takes `{way}` of the numbers it is given, which rounds them by an unknown amount; stay with "
            "+ - * / and the functions of proofcheck.theory, or take `guess` for a witness that is verified afterwards"
        )

    return refuse


class Sealed:
    """A number that refuses to become a float."""

    __slots__ = ("value",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: Any) -> None:
        self.value = value

    __add__, __radd__ = _binary(operator.add), _binary(operator.add, swapped=True)
    __sub__, __rsub__ = _binary(operator.sub), _binary(operator.sub, swapped=True)
    __mul__, __rmul__ = _binary(operator.mul), _binary(operator.mul, swapped=True)
    __truediv__, __rtruediv__ = _binary(operator.truediv), _binary(operator.truediv, swapped=True)
    __pow__, __rpow__ = _binary(operator.pow), _binary(operator.pow, swapped=True)
    __lt__, __le__ = _comparison(operator.lt), _comparison(operator.le)
    __gt__, __ge__ = _comparison(operator.gt), _comparison(operator.ge)
    __eq__, __ne__ = _comparison(operator.eq), _comparison(operator.ne)

    def __neg__(self) -> Sealed:
        return Sealed(-self.value)

    def __pos__(self) -> Sealed:
        return self

    def __abs__(self) -> Sealed:
        return Sealed(abs(self.value))

    def __bool__(self) -> bool:
        return bool(self.value)

    def exp(self) -> Sealed:
        """e^x."""
        return Sealed(mpmath.exp(self.value))

    def sqrt(self) -> Sealed:
        """The square root, 0 below zero: there rounding has made a small number negative."""
        return Sealed(mpmath.sqrt(max(self.value, 0)))

    __float__, __int__, __complex__ = _leaving("float"), _leaving("int"), _leaving("complex")
    __round__, __trunc__ = _leaving("round"), _leaving("math.trunc")
    __floor__, __ceil__ = _leaving("math.floor"), _leaving("math.ceil")
    __floordiv__ = __mod__ = __divmod__ = _leaving("// or %")
    mid, rad, lower, upper = _leaving("mid"), _leaving("rad"), _leaving("lower"), _leaving("upper")


_PLAIN = (Sealed, int, float, Fraction, np.number, mpmath.mpf)  # what stands beside a sealed number


def sealed(values: Array) -> Array:
    """An array of `Fraction` as sealed numbers, read-only (same shape)."""
    array = elementwise(values, lambda value: Sealed(_open(value)))
    array.flags.writeable = False
    return array


def guess(values: Any) -> Array:
    """Float64 estimates of numbers of any arithmetic (same shape), for a witness that is verified afterwards.

    The double is near the number and nothing more: a claim may use it to choose what it then shows in its own
    arithmetic, an approximate inverse or eigenvector say, and must never rest on it.
    """
    array = as_array(values)
    return np.array([float(_open(value)) for value in array.flat], dtype=np.float64).reshape(array.shape)
