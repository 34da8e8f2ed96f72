"""Ranges of rational numbers, ends open or infinite, and the range of a term over them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Final

End = tuple[Any, bool]  # a rational or infinite number, and whether it is never attained
Range = tuple[End, End]
EVERYWHERE: Final[Range] = ((-math.inf, True), (math.inf, True))


def range_of_term(coefficient: Fraction, powers: Iterable[tuple[Range, int]]) -> Range:
    """A range of coefficient * prod x^e for x in ranges."""
    found: Range = (coefficient, False), (coefficient, False)
    for factor, exponent in powers:
        found = _hull([_product(a, b) for a in found for b in _power(factor, exponent)])
    return found


def _hull(ends: list[End]) -> Range:
    return min(ends), max(ends, key=lambda end: (end[0], not end[1]))


def _power(factor: Range, exponent: int) -> Range:
    ends = [(value**exponent, is_open) for value, is_open in factor]
    crosses = exponent % 2 == 0 and factor[0][0] < 0 < factor[1][0]
    return _hull([*ends, (Fraction(0), False)] if crosses else ends)


def _product(a: End, b: End) -> End:
    """Zero times infinity is zero, the end of products of finite numbers; it is attained where a factor attains it."""
    if a[0] == 0 or b[0] == 0:
        return Fraction(0), a != (0, False) and b != (0, False)
    if math.inf in (abs(a[0]), abs(b[0])):
        return math.inf if (a[0] > 0) == (b[0] > 0) else -math.inf, True
    return a[0] * b[0], a[1] or b[1]
