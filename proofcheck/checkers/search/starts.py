"""Where a search starts: structured points, at which bounds tend to be attained, before random ones.

Extremal instances of inequalities are rarely generic: zeros, equal entries, one entry that stands out, two of opposite
signs, ends of the range, and pairs of arguments that nearly coincide, where Lipschitz constants are approached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Final

import numpy as np

from proofcheck.checkers.instances.sampling import Sizes, draw_parameters
from proofcheck.checkers.search.optimisers import Vector
from proofcheck.lemmas.claims import Space, Variable

Pattern = Callable[[int], Vector]
_NEAR: Final = (1.0, 2.0**-4, 2.0**-11)  # how far arguments of one shape differ; the square of the last is below 1e-6
_SHAPES: Final = 6  # pairs of a base and a direction at each distance


def _one_hot_pattern(count: int) -> Vector:
    return np.eye(1, count).ravel()


def _opposite_pattern(count: int) -> Vector:
    """(1, -1, 0, ..., 0)."""
    return _one_hot_pattern(count) - np.roll(_one_hot_pattern(count), 1) * (count > 1)


def _alternating(count: int) -> Vector:
    return np.where(np.arange(count) % 2 == 0, 1.0, -1.0)


_PATTERNS: Final[tuple[Pattern, ...]] = (
    lambda count: np.zeros(count),
    lambda count: np.ones(count),
    lambda count: -np.ones(count),
    _one_hot_pattern,
    lambda count: -_one_hot_pattern(count),
    _opposite_pattern,
    lambda count: np.ones(count) - 2 * _one_hot_pattern(count),
    _alternating,
)
"""Multiples of the end of a range, from -1 to 1."""


def structured_points(space: Space, shapes: dict[str, tuple[int, ...]], rng: np.random.Generator) -> Iterator[Vector]:
    """Points of the unit cube of all entries: every pattern for all variables, then near pairs in random patterns."""
    counts = {name: int(np.prod(shape, dtype=int)) for name, shape in shapes.items()}
    for pattern in _PATTERNS:
        yield _point(space, {name: pattern(count) for name, count in counts.items()})
    for distance in _NEAR:
        for index in range(_SHAPES):
            base = _PATTERNS[0] if index == 0 else _choose(rng)
            yield _point(space, _nearby_points(counts, base, distance, index, rng))


def _choose(rng: np.random.Generator) -> Pattern:
    return _PATTERNS[int(rng.integers(len(_PATTERNS)))]


def _nearby_points(
    counts: dict[str, int], base: Pattern, distance: float, index: int, rng: np.random.Generator
) -> dict[str, Vector]:
    """Every other variable of one size is moved from the base along a pattern."""
    moved = {}
    for number, (name, count) in enumerate(counts.items()):
        along = _opposite_pattern if index == 0 else _choose(rng)
        moved[name] = base(count) / 2 + (distance * along(count) if number % 2 else 0.0)
    return moved


def _point(space: Space, multiples: dict[str, Vector]) -> Vector:
    parts = [_fractions(space.variables[name], values) for name, values in multiples.items()]
    return np.clip(np.concatenate(parts), 0.0, 1.0) if parts else np.zeros(0)


def _fractions(variable: Variable, multiples: Vector) -> Vector:
    """Where a multiple of the range's larger end lies between its ends."""
    low, high = float(variable.low), float(variable.high)
    span = high - low or 1.0
    return (multiples * max(abs(low), abs(high)) - low) / span


def draw_point(space: Space, sizes: Sizes, rng: np.random.Generator) -> Vector:
    """A random instance as a point of the unit cube."""
    instance, parts = draw_parameters(space, sizes, rng), []
    for name, variable in space.variables.items():
        low, span = Fraction(variable.low), Fraction(variable.high) - Fraction(variable.low) or Fraction(1)
        parts += [float((value - low) / span) for value in instance[name].ravel()]
    return np.array(parts, dtype=np.float64)
