"""Instances of a space: exact rationals from a seeded generator, in regimes that sampling alone would miss."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from proofcheck.arithmetic import Array, elementwise
from proofcheck.lemma import Instance, Space, Variable

Sizes = dict[str, int]


def sample(space: Space, rng: np.random.Generator) -> Instance:
    """One instance: sizes uniform in their ranges, every variable in its own regime."""
    sizes = {name: int(rng.integers(low, high + 1)) for name, (low, high) in space.sizes.items()}
    regimes: list[Callable[[Variable, tuple[int, ...], np.random.Generator], Array]] = [
        _generic,
        _small,
        _extreme,
        _tied,
    ]
    weights = (0.55, 0.15, 0.15, 0.15)
    return {
        name: regimes[int(rng.choice(len(regimes), p=weights))](variable, shape_of(variable, sizes), rng)
        for name, variable in space.variables.items()
    }


def _regime(rng: np.random.Generator) -> Callable[[Variable, tuple[int, ...], np.random.Generator], Array]:
    return (_generic, _small, _extreme, _tied)[int(rng.choice(4, p=(0.55, 0.15, 0.15, 0.15)))]


def shape_of(variable: Variable, sizes: Sizes) -> tuple[int, ...]:
    """The shape with size names replaced."""
    return tuple(size if isinstance(size, int) else sizes[size] for size in variable.shape)


def grid(variable: Variable) -> tuple[int, int]:
    """Smallest and largest numerator over the variable's denominator."""
    low, high = Fraction(variable.low) * variable.denominator, Fraction(variable.high) * variable.denominator
    return -int(-low // 1), int(high // 1)


def rational(variable: Variable, numerators: Array) -> Array:
    """Numerators over the variable's denominator, as exact rationals."""
    return elementwise(np.asarray(numerators, dtype=object), lambda v: Fraction(int(v), variable.denominator))


def _generic(variable: Variable, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    low, high = grid(variable)
    return rational(variable, rng.integers(low, high, size=shape, endpoint=True))


def _small(variable: Variable, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """The few grid points around zero, or around the end nearest to it."""
    low, high = grid(variable)
    centre = min(max(0, low), high)
    return rational(variable, rng.integers(max(low, centre - 2), min(high, centre + 2), size=shape, endpoint=True))


def _extreme(variable: Variable, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    return rational(variable, rng.choice(np.array(grid(variable)), size=shape))


def _tied(variable: Variable, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Equal rows (equal entries for vectors)."""
    values = _generic(variable, shape, rng)
    if shape:
        values[:] = values[0]
    return values
