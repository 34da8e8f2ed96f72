"""Reading, joining and reordering symbolic arrays: nothing is computed, only places are renamed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from proofcheck.statements.errors import NotTraceableError
from proofcheck.statements.symbolic.axes import UNIT, Axis, Chain, Fixed, Grid, Place, axis_length, chain, grid
from proofcheck.statements.symbolic.lengths import Length, Size, same
from proofcheck.statements.symbolic.operations import Table, Tabular

Places = tuple[Place, ...]


def shape(array: Tabular) -> tuple[Any, ...]:
    """The lengths of the axes: integers, and polynomials in sizes."""
    return tuple(axis_length(axis) for axis in array.axes)


def transpose(array: Tabular, order: Sequence[Any]) -> Table:
    """Axes in the given order, or reversed."""
    if len(order) == 1 and isinstance(order[0], tuple | list):
        order = order[0]
    axes = tuple(order) or tuple(range(len(array.axes)))[::-1]
    if sorted(axes) != list(range(len(array.axes))):
        raise NotTraceableError(f"transpose{axes} of an array with {len(array.axes)} axes")

    def entries(places: Places) -> Any:
        return array.entries(tuple(places[axes.index(i)] for i in range(len(array.axes))))

    return Table(tuple(array.axes[i] for i in axes), entries)


def reshape(array: Tabular, lengths: Sequence[Any]) -> Table:
    """Consecutive axes joined, in row-major order, so that the lengths are as given; -1 takes what is left."""
    atoms = [atom for axis in array.axes for atom in _atoms(axis)]
    groups = _groups(atoms, list(lengths))
    if groups is None:
        raise NotTraceableError(f"reshape of {shape(array)} to {tuple(lengths)}")
    joined = [grid(group) for group in groups]

    def entries(places: Places) -> Any:
        found = [p for (_, split), place in zip(joined, places, strict=True) for p in split(place)]
        return array.entries(tuple(_rebuilt(axis, found) for axis in array.axes))

    return Table(tuple(axis for axis, _ in joined), entries)


def _atoms(axis: Axis) -> tuple[Axis, ...]:
    """The factors that a reshape may regroup."""
    if axis == UNIT:
        return ()
    return axis.factors if isinstance(axis, Grid) else (axis,)


def _rebuilt(axis: Axis, atoms: list[Place]) -> Place:
    """The place in an axis from the places in its factors, which are taken off the list."""
    if axis == UNIT:
        return 0
    if isinstance(axis, Grid):
        return tuple(atoms.pop(0) for _ in axis.factors)
    return atoms.pop(0)


def _groups(atoms: list[Axis], shape: list[Any]) -> list[list[Axis]] | None:
    """Consecutive atoms whose product of lengths is each wanted length."""
    if not shape:
        return None if atoms else []
    for count in range(len(atoms) + 1):
        wanted, product = shape[0], _product(atoms[:count])
        if (isinstance(wanted, int) and wanted == -1) or same(product, wanted):
            rest = _groups(atoms[count:], shape[1:])
            if rest is not None:
                return [atoms[:count], *rest]
    return None


def _product(axes: Sequence[Axis]) -> Length | int:
    product: Length | int = 1
    for axis in axes:
        product = product * axis_length(axis)
    return product


def take(array: Tabular, key: Any) -> Table:
    """Basic indexing: None, integers, `:` along any axis, other slices along fixed axes."""
    keys = key if isinstance(key, tuple) else (key,)
    if Ellipsis in [k for k in keys if k is Ellipsis]:
        raise NotTraceableError("an ellipsis in an index")
    if sum(k is not None for k in keys) > len(array.axes):
        raise NotTraceableError(f"{len(keys)} indices into an array with {len(array.axes)} axes")
    keys = (*keys, *[slice(None)] * (len(array.axes) - sum(k is not None for k in keys)))
    remaining = iter(array.axes)
    readers = [_new_axis() if k is None else _reader(next(remaining), k) for k in keys]

    def entries(places: Places) -> Any:
        given = iter(places)
        found = [read(next(given) if axis is not None else None) for axis, read in readers]
        return array.entries(tuple(place for place, k in zip(found, keys, strict=True) if k is not None))

    return Table(tuple(axis for axis, _ in readers if axis is not None), entries)


Reader = tuple[Axis | None, Callable[[Place], Place]]


def _new_axis() -> Reader:
    return UNIT, lambda place: place


def _reader(axis: Axis, key: Any) -> Reader:
    """The axis that is left (None for an integer) and the place in the old axis of a place in it."""
    if isinstance(key, slice):
        if key == slice(None):
            return axis, lambda place: place
        if isinstance(axis, Fixed):
            chosen = range(axis.length)[key]
            return Fixed(len(chosen)), lambda place: chosen[place]
        raise NotTraceableError(f"the slice {key.start}:{key.stop}:{key.step} of an axis of length {axis_length(axis)}")
    if isinstance(key, int | np.integer) and not isinstance(key, bool):
        place = _constant_place(axis, int(key))
        return None, lambda _: place
    raise NotTraceableError(f"an index of type {type(key).__name__}")


def _constant_place(axis: Axis, key: int) -> Place:
    """The place number `key`; of a size only the places that every one of its values has."""
    if isinstance(axis, Fixed):
        if not -axis.length <= key < axis.length:
            raise NotTraceableError(f"index {key} of an axis of length {axis.length}")
        return key % axis.length
    if isinstance(axis, Size) and 0 <= key < axis.least:
        return key
    if isinstance(axis, Grid) and key == 0:
        return tuple(_constant_place(factor, 0) for factor in axis.factors)
    if isinstance(axis, Chain) and key >= 0:
        for number, part in enumerate(axis.parts):
            if part != UNIT:
                break
            if number == key:
                return number, 0
    raise NotTraceableError(f"index {key} of an axis of length {axis_length(axis)}")


def concatenate(arrays: Sequence[Tabular], axis: int) -> Table:
    """Arrays one after the other along an axis that all have."""
    arrays = tuple(arrays)
    first = arrays[0]
    if not -len(first.axes) <= axis < len(first.axes):
        raise NotTraceableError(f"concatenation along axis {axis} of arrays of shape {shape(first)}")
    axis %= len(first.axes)
    for array in arrays:
        if array.axes[:axis] != first.axes[:axis] or array.axes[axis + 1 :] != first.axes[axis + 1 :]:
            raise NotTraceableError(f"concatenation of arrays of shapes {shape(first)} and {shape(array)}")
    joined, locate = chain([array.axes[axis] for array in arrays])

    def entries(places: Places) -> Any:
        number, place = locate(places[axis])
        return arrays[number].entries((*places[:axis], place, *places[axis + 1 :]))

    return Table((*first.axes[:axis], joined, *first.axes[axis + 1 :]), entries)


def stack(arrays: Sequence[Tabular], axis: int) -> Table:
    """Arrays of one shape along a new axis."""
    if not arrays:
        raise NotTraceableError("an empty list as an array")
    ndim = len(arrays[0].axes) + 1
    if not -ndim <= axis < ndim:
        raise NotTraceableError(f"stack along axis {axis} of arrays of shape {shape(arrays[0])}")
    axis %= ndim
    return concatenate([take(array, (*[slice(None)] * axis, None)) for array in arrays], axis)


def block(rows: Sequence[Sequence[Tabular]]) -> Table:
    """A matrix of matrices, as numpy.block."""
    if any(len(x.axes) != 2 for row in rows for x in row):
        raise NotTraceableError("numpy.block of anything but rows of matrices")
    return concatenate([concatenate(row, 1) for row in rows], 0)
