"""Instances of a space: exact rationals from a seeded generator, in regimes that sampling alone would miss."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import ceil, floor, prod
from typing import Final

import numpy as np

from proofcheck.arithmetic.functions import Array, as_array, elementwise
from proofcheck.lemmas.claims import Instance, Space, Variable
from proofcheck.lemmas.structures import Structure

Sizes = dict[str, int]
_UNBOUNDED: Final = (Structure.SEMIDEFINITE, Structure.DEFINITE)


def sample(space: Space, rng: np.random.Generator, large_share: float = 0.0) -> Instance:
    """One instance: sizes uniform in their ranges (large ones with probability `large_share`), regimes by variable."""
    large = space.large if large_share and rng.random() < large_share else {}
    return draw(space, {name: _size(space, name, large, rng) for name in space.sizes}, rng)


def _size(space: Space, name: str, large: Mapping[str, int], rng: np.random.Generator) -> int:
    low, high = space.sizes[name]
    return int(rng.integers(low, max(high, large.get(name, high)) + 1))


def draw(space: Space, sizes: Sizes, rng: np.random.Generator) -> Instance:
    """One instance of the given sizes, every variable in its own regime."""
    return build(space, draw_parameters(space, sizes, rng))


def build(space: Space, parameters: Instance) -> Instance:
    """The instance that rational parameters stand for: themselves, but for variables with a structure."""
    return {
        name: values if (structure := space.variables[name].structure) is None else structure.build(values)
        for name, values in parameters.items()
    }


def draw_parameters(space: Space, sizes: Sizes, rng: np.random.Generator) -> Instance:
    """What `build` makes an instance of, every variable in its own regime."""
    return {
        name: _REGIMES[bisect(_CUMULATIVE, rng.random())](variable, shape_of(variable, sizes), rng)
        for name, variable in space.variables.items()
    }


def describe_drawn(space: Space) -> str:
    """`x on [-8, 8], y on [0, 2]`: where numbers are drawn of variables that the claim does not bound; "" without any.

    A semidefinite matrix is made of parameters, and only these are drawn from the range.
    """
    free = [(name, v) for name, v in space.variables.items() if _is_free(v)]
    return ", ".join(f"{name} {'' if v.bounds_entries else 'from parameters '}on {v.interval()}" for name, v in free)


def _is_free(variable: Variable) -> bool:
    """Whether the claim is about numbers beyond any bound: of a set that is compact it is not."""
    return None in variable.ends if variable.bounds_entries else variable.structure in _UNBOUNDED


def shape_of(variable: Variable, sizes: Sizes) -> tuple[int, ...]:
    """The shape with size names replaced."""
    return tuple(size if isinstance(size, int) else sizes[size] for size in variable.shape)


def grid(variable: Variable) -> tuple[int, int]:
    """Smallest and largest numerator over the variable's denominator; open ends are left out."""
    low, high = Fraction(variable.low) * variable.denominator, Fraction(variable.high) * variable.denominator
    least = floor(low) + 1 if variable.open_low else ceil(low)
    return least, ceil(high) - 1 if variable.open_high else floor(high)


def rational(variable: Variable, numerators: Array) -> Array:
    """Numerators over the variable's denominator, as exact rationals."""
    return elementwise(as_array(numerators), lambda v: Fraction(int(v), variable.denominator))


def _draw_generic(variable: Variable, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    return rational(variable, _integers(*grid(variable), shape, rng))


def _integers(low: int, high: int, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Integers in [low, high] of any size; beyond 64 bits by reducing 64 surplus bits (bias below 2^-64)."""
    if low >= -(2**63) and high < 2**63:
        return rng.integers(low, high, size=shape, endpoint=True)
    length, span = (high - low).bit_length() // 8 + 9, high - low + 1
    draws = [low + int.from_bytes(rng.bytes(length)) % span for _ in range(prod(shape))]
    return np.array(draws, dtype=object).reshape(shape)


def _zero(variable: Variable, shape: tuple[int, ...], rng: np.random.Generator) -> Array:  # noqa: ARG001 - one shape
    """All entries zero, or the grid point nearest to it."""
    return rational(variable, np.full(shape, _nearest_zero(variable), dtype=object))


def _nearest_zero(variable: Variable) -> int:
    low, high = grid(variable)
    return min(max(0, low), high)


def _draw_small(variable: Variable, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """The few grid points around zero, or around the end nearest to it."""
    low, high = grid(variable)
    centre = _nearest_zero(variable)
    return rational(variable, _integers(max(low, centre - 2), min(high, centre + 2), shape, rng))


def _extreme(variable: Variable, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Every entry at one end of its range."""
    return rational(variable, rng.choice(np.array(grid(variable), dtype=object), size=shape))


def _draw_tied(variable: Variable, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Equal rows (equal entries for vectors)."""
    values = _draw_generic(variable, shape, rng)
    if shape:
        values[:] = values[0]
    return values


_REGIMES: Final[tuple[Callable[[Variable, tuple[int, ...], np.random.Generator], Array], ...]] = (
    _draw_generic,
    _draw_small,
    _extreme,
    _draw_tied,
    _zero,
)
_CUMULATIVE: Final = np.cumsum((0.5, 0.15, 0.15, 0.15, 0.05)).tolist()  # of their probabilities; `rng.choice` is slow
