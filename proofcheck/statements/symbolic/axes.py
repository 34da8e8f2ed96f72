"""Axes of symbolic arrays, their places, and how axes are joined and split.

An axis is a fixed number of places, a size, a chain of axes one after the other (a concatenation), or a grid of axes
in row-major order (a flattened product). The place of a fixed axis is an integer, of a size an index, of a chain the
number of the part and the place in it, of a grid the tuple of places. `chain` and `grid` return the axis in a normal
form, so that equal axes are equal values, and the function that finds the place in the parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from proofcheck.statements.symbolic.lengths import Length, Size, size_length
from proofcheck.statements.terms import Position, fresh


@dataclass(frozen=True, slots=True)
class Fixed:
    """An axis of `length` places 0, 1, ...: a number, not a size."""

    length: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Parts one after the other, not all of them fixed; each is one place, a size or a grid."""

    parts: tuple[Axis, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Factors in row-major order, at least two, the first a size."""

    factors: tuple[Axis, ...]


Axis = Fixed | Size | Chain | Grid
Place = Any  # int | Index | tuple[int, Place] | tuple[Place, ...]
UNIT = Fixed(1)


def axis_length(axis: Axis) -> Length | int:
    """The number of places of an axis, an integer or a polynomial in sizes."""
    match axis:
        case Fixed(count):
            return count
        case Size():
            return size_length(axis)
        case Chain(parts):
            return reduce(lambda x, y: x + y, (axis_length(part) for part in parts))
        case Grid(factors):
            return reduce(lambda x, y: x * y, (axis_length(factor) for factor in factors))


def generic_places(axis: Axis) -> Iterator[tuple[Place, tuple[Position, ...]]]:
    """Places that stand for all places of the axis, in order, each with the positions that it binds."""
    match axis:
        case Fixed(count):
            for i in range(count):
                yield i, ()
        case Size(name):
            position = Position(fresh("i"), name)
            yield position, (position,)
        case Chain(parts):
            for number, part in enumerate(parts):
                for place, positions in generic_places(part):
                    yield (number, place), positions
        case Grid(factors):
            yield from _generic_tuples(factors)


def _generic_tuples(axes: Sequence[Axis]) -> Iterator[tuple[tuple[Place, ...], tuple[Position, ...]]]:
    if not axes:
        yield (), ()
        return
    for place, positions in generic_places(axes[0]):
        for rest, more in _generic_tuples(axes[1:]):
            yield (place, *rest), (*positions, *more)


def generic_tuples(axes: Sequence[Axis]) -> Iterator[tuple[tuple[Place, ...], tuple[Position, ...]]]:
    """`generic_places` of several axes at once, the last axis fastest."""
    return _generic_tuples(axes)


def indices(axis: Axis, place: Place) -> tuple[Any, ...]:
    """The indices into sizes that a place holds, in order."""
    match axis:
        case Fixed():
            return ()
        case Size():
            return (place,)
        case Chain(parts):
            return indices(parts[place[0]], place[1])
        case Grid(factors):
            return tuple(i for factor, p in zip(factors, place, strict=True) for i in indices(factor, p))


def skeleton(axis: Axis, place: Place) -> Any:
    """A place without its indices into sizes: which of the `generic_places` it belongs to."""
    match axis:
        case Fixed():
            return place
        case Size():
            return None
        case Chain(parts):
            return place[0], skeleton(parts[place[0]], place[1])
        case Grid(factors):
            return tuple(skeleton(factor, p) for factor, p in zip(factors, place, strict=True))


Locate = Callable[[Place], tuple[int, Place]]
Split = Callable[[Place], tuple[Place, ...]]


def parts_of(axis: Axis) -> list[tuple[Axis, Callable[[Place], Place]]]:
    """The axis as consecutive single places, sizes and grids, each with the place in the axis of a place in it."""
    match axis:
        case Fixed(count):
            return [(UNIT, _constant(i)) for i in range(count)]
        case Chain(parts):
            return [(part, _prefix_number(i)) for i, part in enumerate(parts)]
        case _:
            return [(axis, lambda place: place)]


def _constant(number: int) -> Callable[[Place], Place]:
    return lambda _: number


def _prefix_number(number: int) -> Callable[[Place], Place]:
    return lambda place: (number, place)


def chain(axes: Sequence[Axis]) -> tuple[Axis, Locate]:
    """The axes one after the other; locate(place) = (number of the axis, place in it)."""
    pieces = [(number, part, inject) for number, axis in enumerate(axes) for part, inject in parts_of(axis)]
    if all(part == UNIT for _, part, _ in pieces):
        return Fixed(len(pieces)), lambda place: (pieces[place][0], pieces[place][2](0))
    if len(pieces) == 1:
        return pieces[0][1], lambda place: (pieces[0][0], pieces[0][2](place))

    def locate(place: Place) -> tuple[int, Place]:
        number, _, inject = pieces[place[0]]
        return number, inject(place[1])

    return Chain(tuple(part for _, part, _ in pieces)), locate


def grid(axes: Sequence[Axis]) -> tuple[Axis, Split]:
    """The axes as one axis in row-major order; split(place) = the places in each."""
    if not axes:
        return UNIT, lambda _: ()
    first, rest = axes[0], axes[1:]
    match first:
        case Fixed(1):
            axis, split = grid(rest)
            return axis, lambda place: (0, *split(place))
        case Fixed() | Chain():
            return _distribute(first, rest)
        case Grid(factors):
            axis, split = grid([*factors, *rest])
            return axis, lambda place: _regroup(split(place), len(factors))
        case _:
            return _prepend_size(first, rest)


def _regroup(places: tuple[Place, ...], count: int) -> tuple[Place, ...]:
    return places[:count], *places[count:]


def _distribute(first: Axis, rest: Sequence[Axis]) -> tuple[Axis, Split]:
    """(a + b) x c = a x c + b x c, which in row-major order are consecutive."""
    parts = parts_of(first)
    grids = [grid([part, *rest]) for part, _ in parts]
    axis, locate = chain([joined for joined, _ in grids])

    def split(place: Place) -> tuple[Place, ...]:
        number, inner = locate(place)
        head, *tail = grids[number][1](inner)
        return parts[number][1](head), *tail

    return axis, split


def _prepend_size(first: Size, rest: Sequence[Axis]) -> tuple[Axis, Split]:
    axis, split = grid(rest)
    if axis == UNIT:
        return first, lambda place: (place, *split(0))
    if isinstance(axis, Grid):
        return Grid((first, *axis.factors)), lambda place: (place[0], *split(place[1:]))
    return Grid((first, axis)), lambda place: (place[0], *split(place[1]))
