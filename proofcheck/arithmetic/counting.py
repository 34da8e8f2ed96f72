"""An element type that counts: scalar operations of a definition or an algorithm, whatever the data.

A `Counted` carries a float64 value, so that comparisons and extrema work, and a shared `Tally`. Every product,
quotient, sum and function value with a `Counted` operand is one operation; products with constants count too. numpy's
matrix product of object arrays forms every scalar product: k multiplications and k - 1 additions for k terms.

What would compute beside the tally is refused: a number turned into a float (`float(x)`, `x.astype(float)`,
`math.exp(x)`), and a pickled copy, whose tally would be another one. A comparison is free but recorded, since a path
that depends on one may cost another number of operations for other data.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, NoReturn

import numpy as np

from proofcheck.arithmetic.constants import LEAVES, Constant
from proofcheck.arithmetic.functions import ELEMENTARY, Array, elementwise
from proofcheck.arithmetic.refusals import ConversionError, refuse

_REMEDY: Final = (
    "compute with the numbers as they are given, with operators, numpy and the functions of proofcheck.theory"
)


@dataclass
class Tally:
    """Numbers of operations counted so far, by kind; all numbers of one computation share it.

    `comparisons`: how often a path may have depended on the data.
    """

    multiplications: int = 0
    divisions: int = 0
    additions: int = 0
    functions: int = 0
    comparisons: int = 0


def _binary(kind: str, operation: Callable[[Any, Any], Any], *, swapped: bool = False) -> Callable[[Counted, Any], Any]:
    """A binary method that counts one operation of its kind; arrays are left to numpy, entry by entry."""

    def apply(self: Counted, other: Any) -> Any:
        value = _value(other)
        if value is None:
            return NotImplemented
        setattr(self._tally, kind, getattr(self._tally, kind) + 1)
        return Counted(float(operation(value, self._value) if swapped else operation(self._value, value)), self._tally)

    return apply


def _comparison(operation: Callable[[Any, Any], Any]) -> Callable[[Counted, Any], Any]:
    def apply(self: Counted, other: Any) -> Any:
        value = _value(other)
        if value is None:
            return NotImplemented
        self._tally.comparisons += 1
        return bool(operation(self._value, value))

    return apply


def _function(name: str) -> Callable[[Counted], Counted]:
    def apply(self: Counted) -> Counted:
        self._tally.functions += 1
        return Counted(float(getattr(math, name)(self._value)), self._tally)

    apply.__name__, apply.__doc__ = name, "One function value."
    return apply


class Counted:
    """A number that counts the operations on it in its tally; comparisons and extrema are by value and free."""

    __slots__ = ("_tally", "_value")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: float, tally: Tally) -> None:
        self._value, self._tally = value, tally

    __add__, __radd__ = _binary("additions", operator.add), _binary("additions", operator.add, swapped=True)
    __sub__, __rsub__ = _binary("additions", operator.sub), _binary("additions", operator.sub, swapped=True)
    __mul__, __rmul__ = _binary("multiplications", operator.mul), _binary("multiplications", operator.mul, swapped=True)
    __truediv__, __rtruediv__ = (
        _binary("divisions", operator.truediv),
        _binary("divisions", operator.truediv, swapped=True),
    )
    __lt__, __le__ = _comparison(operator.lt), _comparison(operator.le)
    __gt__, __ge__ = _comparison(operator.gt), _comparison(operator.ge)
    __eq__, __ne__ = _comparison(operator.eq), _comparison(operator.ne)

    def __pow__(self, exponent: int) -> Counted:
        """exponent - 1 multiplications. Raises ValueError for exponents that are no integer or below 1."""
        if not isinstance(exponent, int | np.integer) or exponent < 1:
            raise ValueError(
                f"exponent={exponent!r}: only whole powers of at least 1 have a count; write a division or a function"
            )
        self._tally.multiplications += int(exponent) - 1
        return Counted(self._value ** int(exponent), self._tally)

    def __neg__(self) -> Counted:
        return Counted(-self._value, self._tally)

    def __pos__(self) -> Counted:
        return self

    def __abs__(self) -> Counted:
        return Counted(abs(self._value), self._tally)

    def __bool__(self) -> bool:
        self._tally.comparisons += 1
        return bool(self._value)

    def __float__(self) -> NoReturn:
        refuse(ConversionError, "a number whose operations are counted is turned into a float", _REMEDY)

    def __copy__(self) -> Counted:
        return self

    def __deepcopy__(self, _memo: object) -> Counted:
        return self

    def __reduce_ex__(self, _protocol: object) -> NoReturn:
        refuse(ConversionError, "a number whose operations are counted is pickled: the copy's would not be", _REMEDY)

    def max(self, other: Any) -> Counted:
        """The larger number, at no cost: a comparison is no operation that is counted."""
        return Counted(max(self._value, _require_number(other)), self._tally)

    def min(self, other: Any) -> Counted:
        """The smaller number, at no cost: a comparison is no operation that is counted."""
        return Counted(min(self._value, _require_number(other)), self._tally)

    def select(self, a: Any, b: Any) -> Any:
        """a where this number is nonnegative, else b."""
        return a if self._value >= 0 else b


for _name in ELEMENTARY:
    setattr(Counted, _name, _function(_name))


def _require_number(other: Any) -> float:
    value = _value(other)
    if value is None:
        raise TypeError(f"{other!r} ({type(other).__name__}) is no number")
    return value


def _value(other: Any) -> float | None:
    """An operand's value; None for what is not a number."""
    if isinstance(other, Counted):
        return other._value
    if isinstance(other, Constant):
        return float(other.value_in(LEAVES[float]))
    return float(other) if isinstance(other, int | float | Fraction | np.integer | np.floating) else None


def as_counted(values: Array, tally: Tally) -> Array:
    """An array of numbers as counting elements (same shape)."""
    return elementwise(values, lambda value: Counted(float(value), tally))


def as_floats(values: Array) -> Array:
    """The values of counting elements as float64, for those who compare them; a computation goes on without them."""
    return np.array([_require_number(value) for value in values.flat]).reshape(values.shape)
