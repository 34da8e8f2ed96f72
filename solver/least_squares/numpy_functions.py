"""Numpy's functions on arrays of expansions: those that rearrange entries, sums and means; others are refused.

A function that rearranges is applied to the positions of the entries, and the entries are taken from there, so that
every form of its arguments means what it means for an array of numbers.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Final, Protocol

import numpy as np

from solver.least_squares.errors import UnsupportedError
from solver.least_squares.values import plain_array

_OF_ONE: Final = (
    *(np.reshape, np.ravel, np.transpose, np.swapaxes, np.moveaxis, np.rollaxis, np.squeeze, np.expand_dims),
    *(np.broadcast_to, np.repeat, np.tile, np.flip, np.fliplr, np.flipud, np.roll, np.rot90, np.take, np.delete),
    *(np.atleast_1d, np.atleast_2d, np.atleast_3d, np.diagonal, np.split, np.array_split, np.copy),
)
_OF_SEVERAL: Final = (np.concatenate, np.stack, np.vstack, np.hstack, np.dstack, np.column_stack)
_NEVER: Final = ("out", "dtype", "casting", "where", "initial", "mode", "order", "subok", "like")
_UNSET: Final = inspect.signature(np.sum).parameters["keepdims"].default


class Entries(Protocol):
    """What the functions need of an array of expansions."""

    @property
    def size(self) -> int:
        """Number of entries, over all axes."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the entries, without the axes of derivatives."""

    def sum(self, axis: Any = None, *, keepdims: bool = False) -> Any:
        """Sum over `axis` (None: over all), the axis kept with one entry for `keepdims`."""

    def rearrange(self, function: Callable[[Any], Any]) -> Any:
        """The entries at the positions that `function` makes of the array of all positions."""

    def lift(self, other: Any) -> Any:
        """A constant among the entries."""

    def join(self, others: list[Any]) -> Any:
        """The entries of these and of the others in one row."""


def apply(function: Any, arguments: tuple[Any, ...], options: dict[str, Any], kind: type[Any]) -> Any:
    """`function` of numpy of arguments with arrays of type `kind` among them. Raises UnsupportedError."""
    name = getattr(function, "__name__", str(function))
    unusable = [option for option in options if option in _NEVER]
    if unusable:
        raise UnsupportedError(f"np.{name}(..., {unusable[0]}=) is not supported on parameters; leave the option out")
    if function in (np.sum, np.mean) and arguments and isinstance(arguments[0], kind):
        return _sum_or_mean(arguments[0], function is np.mean, *arguments[1:], **options)
    if function is np.where and len(arguments) == 3 and not options:
        return _where(kind, *arguments)
    if function in _OF_SEVERAL and arguments and any(isinstance(part, kind) for part in arguments[0]):
        return _join(function, kind, list(arguments[0]), *arguments[1:], **options)
    if function in _OF_ONE and arguments and isinstance(arguments[0], kind):
        return _rearrange(function, arguments[0], *arguments[1:], **options)
    raise UnsupportedError(
        f"np.{name} is not supported on parameters; use + - * / **, np.sum, np.mean, np.where(mask, a, b), np.stack, "
        "np.concatenate, or functions that rearrange entries"
    )


def _sum_or_mean(entries: Any, mean: bool, axis: Any = None, *further: Any, keepdims: Any = False) -> Any:  # noqa: FBT001
    if further:
        raise UnsupportedError("np.sum and np.mean of parameters: only `axis` and `keepdims` are supported, by name")
    total = entries.sum(axis=axis, keepdims=keepdims is not _UNSET and bool(keepdims))
    return total / (entries.size // max(total.size, 1)) if mean else total


def _rearrange(function: Any, entries: Entries, *arguments: Any, **options: Any) -> Any:
    def places(start: int) -> Any:
        return function(start + np.arange(entries.size).reshape(entries.shape), *arguments, **options)

    found = _positions(function.__name__, places, entries.size)
    if isinstance(found, list | tuple):
        return [_take(entries, part) for part in found]
    return _take(entries, found)


def _positions(name: str, places: Callable[[int], Any], size: int) -> Any:
    """What `places` makes of positions counted from 0, every entry of which is one: counted from `size` it is moved.

    Raises UnsupportedError for a function that computes with them, or puts other numbers beside them.
    """
    found, moved = places(0), places(size)
    parts = zip(_as_list(found), _as_list(moved), strict=True)
    if not all(np.array_equal(one + size, other) for one, other in parts):
        raise UnsupportedError(f"np.{name} of parameters: give it one array, and no array to write into")
    return found


def _as_list(found: Any) -> list[Any]:
    return list(found) if isinstance(found, list | tuple) else [found]


def _take(entries: Entries, positions: Any) -> Any:
    return entries.rearrange(lambda _: positions)


def _join(function: Any, kind: type[Any], parts: list[Any], *arguments: Any, **options: Any) -> Any:
    """`function` of the positions of all parts in one row of entries; constants among them are lifted."""
    like = next(part for part in parts if isinstance(part, kind))
    lifted = [like.lift(part) for part in parts]
    starts = np.cumsum([0, *(part.size for part in lifted)])

    def places(first: int) -> Any:
        each = zip(starts, lifted, strict=False)
        positions = [first + start + np.arange(part.size).reshape(part.shape) for start, part in each]
        return function(positions, *arguments, **options)

    return _take(lifted[0].join(lifted[1:]), _positions(function.__name__, places, int(starts[-1])))


def _where(kind: type[Any], mask: Any, a: Any, b: Any) -> Any:
    if isinstance(mask, kind) or plain_array(mask).dtype != bool:
        raise UnsupportedError("np.where(condition, a, b): the condition must be an array of bools, without parameters")
    like = a if isinstance(a, kind) else b
    first, second = like.lift(a), like.lift(b)
    positions = np.arange(first.size).reshape(first.shape), first.size + np.arange(second.size).reshape(second.shape)
    return _take(first.join([second]), np.where(mask, *positions))
