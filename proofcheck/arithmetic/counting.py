"""An element type that counts: scalar operations of a definition or an algorithm, whatever the data.

A `Counted` carries a float64 value, so that comparisons and extrema work, and a shared `Tally`. Every product,
quotient, sum and function value with a `Counted` operand is one operation; products with constants count too. numpy's
matrix product of object arrays forms every scalar product: k multiplications and k - 1 additions for k terms.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from proofcheck.arithmetic.functions import Array, elementwise


@dataclass
class Tally:
    """Operations so far."""

    multiplications: int = 0
    divisions: int = 0
    additions: int = 0
    functions: int = 0


class Counted:
    """A number that counts the operations on it in its tally."""

    __slots__ = ("tally", "value")

    def __init__(self, value: float, tally: Tally) -> None:
        self.value, self.tally = value, tally

    def __add__(self, other: Any) -> Counted:
        if isinstance(other, np.ndarray):
            return NotImplemented
        self.tally.additions += 1
        return Counted(self.value + _value(other), self.tally)

    def __sub__(self, other: Any) -> Counted:
        if isinstance(other, np.ndarray):
            return NotImplemented
        self.tally.additions += 1
        return Counted(self.value - _value(other), self.tally)

    def __rsub__(self, other: Any) -> Counted:
        self.tally.additions += 1
        return Counted(_value(other) - self.value, self.tally)

    def __mul__(self, other: Any) -> Counted:
        if isinstance(other, np.ndarray):
            return NotImplemented
        self.tally.multiplications += 1
        return Counted(self.value * _value(other), self.tally)

    def __truediv__(self, other: Any) -> Counted:
        if isinstance(other, np.ndarray):
            return NotImplemented
        self.tally.divisions += 1
        return Counted(self.value / _value(other), self.tally)

    def __rtruediv__(self, other: Any) -> Counted:
        self.tally.divisions += 1
        return Counted(_value(other) / self.value, self.tally)

    __radd__ = __add__
    __rmul__ = __mul__

    def __pow__(self, exponent: int) -> Counted:
        """exponent - 1 multiplications."""
        if exponent < 1:
            raise ValueError(f"exponent={exponent}: only powers of at least 1 have a count; write a division instead")
        self.tally.multiplications += exponent - 1
        return Counted(self.value**exponent, self.tally)

    def __neg__(self) -> Counted:
        return Counted(-self.value, self.tally)

    def __abs__(self) -> Counted:
        return Counted(abs(self.value), self.tally)

    def __lt__(self, other: Any) -> bool:
        return bool(self.value < _value(other))

    def __gt__(self, other: Any) -> bool:
        return bool(self.value > _value(other))

    def __float__(self) -> float:
        return self.value

    def exp(self) -> Counted:
        """One function value."""
        self.tally.functions += 1
        return Counted(math.exp(self.value), self.tally)

    def sqrt(self) -> Counted:
        """One function value."""
        self.tally.functions += 1
        return Counted(math.sqrt(self.value), self.tally)


def _value(other: Any) -> float:
    return other.value if isinstance(other, Counted) else float(other)


def counted(values: Array, tally: Tally) -> Array:
    """An array of numbers as counting elements (same shape)."""
    return elementwise(values, lambda value: Counted(float(value), tally))
