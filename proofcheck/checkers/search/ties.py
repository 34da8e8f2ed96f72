"""Where a strict claim meets equality: the least gap of the sides, then the simple rational points beside it.

Equality refutes `lhs < rhs`, but a search on a grid of dyadic numbers steps past 1/3. The ends of an ascent are rounded
to fractions of small denominators: all entries at once, and one after the other while the rest follows, for equality on
lines and surfaces.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import numpy as np

from proofcheck.checkers.search.optimisers import Sloped, Vector, climb

Exact = list[Fraction]
_DENOMINATORS: Final = (1, 4, 16, 64, 256)
_COARSE: Final = 16  # entries that are rounded while others follow; two of these leave the last within the finest
_EVALUATIONS: Final = 25  # of one ascent
_MOST: Final = 12  # entries that are rounded one after the other


def candidates(gap: Sloped, start: Vector, ends: list[tuple[Fraction, Fraction]]) -> Iterator[Exact]:
    """Exact values, one an entry, near the top of minus the gap from `start` in the unit cube; `ends` of each range.

    `gap` is a function of points of the cube with its gradient, to be maximised.
    """
    top = _top(gap, start, np.ones(len(start), dtype=bool))
    for denominator in _DENOMINATORS:
        yield [_near(t, *range_, denominator) for t, range_ in zip(top.tolist(), ends, strict=True)]
    if not 1 < len(start) <= _MOST:
        return
    for last in (len(start) - 1, 0):
        point = _one_by_one(gap, top, ends, last)
        yield [_near(t, *range_, _DENOMINATORS[-1]) for t, range_ in zip(point.tolist(), ends, strict=True)]


def _one_by_one(gap: Sloped, point: Vector, ends: list[tuple[Fraction, Fraction]], last: int) -> Vector:
    """Round every entry but `last`; those that are not rounded yet climb again."""
    free = np.ones(len(point), dtype=bool)
    for index in (index for index in range(len(point)) if index != last):
        low, high = ends[index]
        point = point.copy()
        point[index] = float((_near(point[index], low, high, _COARSE) - low) / (high - low or 1))
        free[index] = False
        point = _top(gap, point, free)
    return point


def _top(gap: Sloped, start: Vector, free: Vector) -> Vector:
    """The best point that an ascent of the free entries tries."""
    seen: list[tuple[float, Vector]] = []

    def held(part: Vector) -> tuple[float, Vector]:
        point = start.copy()
        point[free] = part
        value, slope = gap(point)
        seen.append((value, point))
        return value, slope[free]

    climb(held, start[free], _EVALUATIONS)
    return max(seen, key=lambda pair: pair[0])[1] if seen else start


def _near(t: float, low: Fraction, high: Fraction, denominator: int) -> Fraction:
    """The fraction of a small denominator next to low + t (high - low), within the range."""
    return min(max((low + Fraction(t) * (high - low)).limit_denominator(denominator), low), high)
