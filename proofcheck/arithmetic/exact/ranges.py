"""Ranges of rational numbers, ends open or infinite, and a lower bound of a term over them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class Bounds:
    """A generator's range, an end infinite where there is none; `low_open`, `high_open`: without that end."""

    low: Any = -math.inf
    high: Any = math.inf
    low_open: bool = False
    high_open: bool = False

    @property
    def nonzero(self) -> bool:
        """Whether zero lies outside."""
        return self.low > 0 or self.high < 0 or (self.low == 0 and self.low_open) or (self.high == 0 and self.high_open)


def least_of_term(factors: list[tuple[Bounds, int]], coefficient: Fraction) -> tuple[Any, bool]:
    """A lower bound of coefficient * prod x^e over the ranges of the x, and whether it is never attained."""
    low = high = coefficient
    for bounds, exponent in factors:
        ends = [_times(a, b) for a in (low, high) for b in _power(bounds, exponent)]
        low, high = min(ends), max(ends)
    if low == 0 and all(bounds.nonzero for bounds, _ in factors):
        return low, True
    one = factors[0][0] if len(factors) == 1 and factors[0][1] == 1 else None
    return low, one is not None and (one.low_open if coefficient > 0 else one.high_open)


def _times(a: Any, b: Any) -> Any:
    """A product of ends of ranges: zero times infinity is zero, the end of products of finite numbers."""
    if a == 0 or b == 0:
        return Fraction(0)
    if math.inf in (abs(a), abs(b)):
        return math.inf if (a > 0) == (b > 0) else -math.inf
    return a * b


def _power(bounds: Bounds, exponent: int) -> tuple[Any, Any]:
    ends = [_repeated(end, exponent) for end in (bounds.low, bounds.high)]
    inside = exponent % 2 == 0 and bounds.low < 0 < bounds.high
    return (Fraction(0) if inside else min(ends)), max(ends)


def _repeated(value: Any, exponent: int) -> Any:
    result: Any = Fraction(1)
    for _ in range(exponent):
        result = _times(result, value)
    return result
