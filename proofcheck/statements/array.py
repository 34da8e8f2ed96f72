"""Arrays of symbolic shape: what the sides of a claim compute with when they are traced.

An array is its axes and the term at each place. Whatever numpy form is not handled here exactly raises
NotTraceableError: conversion to numpy, truth values and comparisons, loops over an axis whose length is a size,
assignment to entries, powers that are not natural numbers. Constants are exact: a float is the rational that it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any, NoReturn

import numpy as np

from proofcheck.arithmetic.functions import OwnArray
from proofcheck.statements import indexing, terms
from proofcheck.statements.axes import UNIT, Axis, Fixed, Place, axis_length, generic_tuples, indices, skeleton
from proofcheck.statements.dispatch import answer
from proofcheck.statements.errors import NotTraceableError
from proofcheck.statements.lengths import Length
from proofcheck.statements.terms import Apply, Definition, Number, Position, Term

Entries = Callable[[tuple[Place, ...]], Term]


class SymbolicArray(OwnArray):
    """An array of terms; `entries(places)` is the term at a place of every axis."""

    __slots__ = ("axes", "entries")

    def __init__(self, axes: Sequence[Axis], entries: Entries) -> None:
        self.axes, self.entries = tuple(axes), entries

    # what numpy code asks of an array

    @property
    def shape(self) -> tuple[Any, ...]:
        """Integers, and polynomials in sizes."""
        return tuple(axis_length(axis) for axis in self.axes)

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.axes)

    @property
    def size(self) -> Any:
        """The number of entries."""
        return reduce(lambda x, y: x * y, self.shape, 1)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Objects, as for every arithmetic that is not float64."""
        return np.dtype(object)

    @property
    def flat(self) -> FirstEntry:
        """The first entry alone."""
        return FirstEntry(self)

    @property
    def T(self) -> SymbolicArray:
        """The axes in reverse order."""
        return self.transpose()

    def item(self) -> SymbolicArray:
        """The only entry, as an array without axes."""
        if any(axis != UNIT for axis in self.axes):
            raise NotTraceableError(f"item() of an array of shape {self.shape}")
        return self.reshape(())

    def copy(self) -> SymbolicArray:
        """The array itself: entries cannot be assigned."""
        return self

    def transpose(self, *order: Any) -> SymbolicArray:
        """Axes in another order."""
        return indexing.transpose(self, order)

    def reshape(self, *shape: Any) -> SymbolicArray:
        """Axes joined in row-major order."""
        return indexing.reshape(self, shape[0] if len(shape) == 1 and isinstance(shape[0], tuple | list) else shape)

    def ravel(self) -> SymbolicArray:
        """All axes joined."""
        return self.reshape(-1)

    flatten = ravel

    def __getitem__(self, key: Any) -> SymbolicArray:
        return indexing.take(self, key)

    def __iter__(self) -> Iterator[SymbolicArray]:
        if not self.axes or not isinstance(self.axes[0], Fixed):
            length = self.shape[0] if self.axes else "nothing"
            raise NotTraceableError(
                f"a loop over an axis of length {length}: it may carry a value from one row to the next; write "
                "rowwise(function, values), .sum(axis=0) or another operation on the whole array"
            )
        return (self[i] for i in range(self.axes[0].length))

    def __len__(self) -> int:
        if self.axes and isinstance(self.axes[0], Fixed):
            return self.axes[0].length
        raise NotTraceableError("len() of an axis whose length is a size: write .shape[0]")

    # what a symbolic number cannot do

    def _refuse(self, *_: Any) -> NoReturn:
        raise NotTraceableError("a branch or comparison on values, or their conversion to float, int or numpy")

    __bool__ = __float__ = __int__ = __complex__ = __index__ = __round__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = __array__ = tolist = _refuse
    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> NoReturn:
        self._refuse(other)

    def __ne__(self, other: object) -> NoReturn:
        self._refuse(other)

    def _refuse_in_place(self, _: Any) -> NoReturn:
        raise NotTraceableError("an operation in place (+=, ...): other names of the array would see it change")

    __iadd__ = __isub__ = __imul__ = __itruediv__ = __imatmul__ = __ipow__ = _refuse_in_place

    def __setitem__(self, key: Any, value: Any) -> NoReturn:
        raise NotTraceableError("assignment to entries: build the array from expressions, identity(n) among them")

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotTraceableError(f"the attribute .{name} of an array")

    # arithmetic

    def __add__(self, other: Any) -> SymbolicArray:
        return elementwise("add", self, other)

    def __radd__(self, other: Any) -> SymbolicArray:
        return elementwise("add", other, self)

    def __sub__(self, other: Any) -> SymbolicArray:
        return elementwise("subtract", self, other)

    def __rsub__(self, other: Any) -> SymbolicArray:
        return elementwise("subtract", other, self)

    def __mul__(self, other: Any) -> SymbolicArray:
        return elementwise("multiply", self, other)

    def __rmul__(self, other: Any) -> SymbolicArray:
        return elementwise("multiply", other, self)

    def __truediv__(self, other: Any) -> SymbolicArray:
        return elementwise("divide", self, other)

    def __rtruediv__(self, other: Any) -> SymbolicArray:
        return elementwise("divide", other, self)

    def __neg__(self) -> SymbolicArray:
        return elementwise("negate", self)

    def __pos__(self) -> SymbolicArray:
        return self

    def __abs__(self) -> SymbolicArray:
        return elementwise("abs", self)

    def __pow__(self, exponent: Any) -> SymbolicArray:
        if not isinstance(exponent, int | np.integer) or exponent < 0:
            raise NotTraceableError(f"the power {exponent!r}: only natural numbers are exact in every arithmetic")
        return reduce(elementwise_product, [self] * int(exponent), lift(1)) if exponent else lift(1) + 0 * self

    def __matmul__(self, other: Any) -> SymbolicArray:
        return matmul(self, lift(other))

    def __rmatmul__(self, other: Any) -> SymbolicArray:
        return matmul(lift(other), self)

    def sum(self, axis: int | None = None) -> SymbolicArray:
        """The sum along an axis or of all entries."""
        return reduced("sum", self, axis)

    def max(self, axis: int | None = None) -> SymbolicArray:
        """The maximum along an axis or of all entries."""
        return reduced("maximum", self, axis)

    def min(self, axis: int | None = None) -> SymbolicArray:
        """The minimum along an axis or of all entries."""
        return reduced("minimum", self, axis)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        if method != "__call__" or options or ufunc.__name__ not in _UFUNCS:
            raise NotTraceableError(f"numpy.{ufunc.__name__}" + (f".{method}" if method != "__call__" else ""))
        return _UFUNCS[ufunc.__name__](*map(lift, inputs))

    def __array_function__(self, function: Any, _: Any, arguments: Any, options: Any) -> Any:
        return self.__arithmetic__("numpy." + function.__name__, arguments, options)

    def __arithmetic__(self, name: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        return answer(name, arguments, options)


class FirstEntry:
    """`array.flat`, of which only `[0]` means the same for every size."""

    def __init__(self, array: SymbolicArray) -> None:
        self._array = array

    def __getitem__(self, index: int) -> SymbolicArray:
        if index != 0:
            raise NotTraceableError(f".flat[{index}] of an array of symbolic shape")
        return self._array[(0,) * self._array.ndim]

    def __iter__(self) -> NoReturn:
        raise NotTraceableError("a loop over .flat")


def lift(value: Any) -> SymbolicArray:
    """A number, a length, a numpy array of exact numbers or a nested list as a symbolic array."""
    if isinstance(value, SymbolicArray):
        return value
    if isinstance(value, Length):
        return _constant(value.term())
    if isinstance(value, bool | np.bool_):
        raise NotTraceableError("a truth value as a number")
    if isinstance(value, np.integer | np.floating):
        return lift(value.item())
    if isinstance(value, int | float | Fraction):
        return _constant(Number(Fraction(value)))
    if isinstance(value, np.ndarray | list | tuple):
        return (
            indexing.stack([lift(x) for x in (value.tolist() if isinstance(value, np.ndarray) else value)], 0)
            if (not isinstance(value, np.ndarray) or value.ndim)
            else lift(value.item())
        )
    raise NotTraceableError(f"a number of type {type(value).__name__}")


def _constant(term: Term) -> SymbolicArray:
    return SymbolicArray((), lambda _: term)


def materialised(axes: Sequence[Axis], body: Entries) -> SymbolicArray:
    """An array whose entries are definitions: one for each kind of place, made when it is first asked for."""
    axes = tuple(axes)
    known: dict[Any, tuple[tuple[Position, ...], Term]] = {}

    def entries(places: tuple[Place, ...]) -> Term:
        key = tuple(skeleton(axis, place) for axis, place in zip(axes, places, strict=True))
        if key not in known:
            known.update(_kind(axes, key, body))
        positions, term = known[key]
        found = tuple(i for axis, place in zip(axes, places, strict=True) for i in indices(axis, place))
        return terms.substitute(term, dict(zip(positions, found, strict=True)))

    return SymbolicArray(axes, entries)


def _kind(axes: tuple[Axis, ...], key: Any, body: Entries) -> dict[Any, tuple[tuple[Position, ...], Term]]:
    for places, positions in generic_tuples(axes):
        if tuple(skeleton(axis, place) for axis, place in zip(axes, places, strict=True)) == key:
            return {key: (positions, defined(body(places), positions))}
    raise NotTraceableError(f"no place of kind {key}")


def defined(term: Term, positions: tuple[Position, ...]) -> Term:
    """The term as a definition applied to its free variables; what is no longer than that stays itself.

    Parameters come first, then the positions of loops around the array, then those of its own axes.
    """
    if not isinstance(term, terms.Operation | terms.Fold | terms.Derivative):
        return term
    free = terms.free_variables(term)
    around = sorted((v for v in free if v not in positions), key=lambda v: isinstance(v, Position))
    variables = (*around, *(position for position in positions if position in free))
    return Apply(Definition(variables, term), variables)


def broadcast(function: Callable[..., Term], *arrays: SymbolicArray) -> SymbolicArray:
    """`function` of the entries at each place, with numpy's rules for shapes."""
    ndim = max(array.ndim for array in arrays)
    padded = [(UNIT,) * (ndim - array.ndim) + array.axes for array in arrays]
    axes = [_common(axes) for axes in zip(*padded, strict=True)]

    def body(places: tuple[Place, ...]) -> Term:
        return function(
            *(
                array.entries(
                    tuple(
                        0 if axis == UNIT else place
                        for axis, place in zip(array.axes, places[ndim - array.ndim :], strict=True)
                    )
                )
                for array in arrays
            )
        )

    return materialised(axes, body)


def _common(axes: tuple[Axis, ...]) -> Axis:
    different = {axis for axis in axes if axis != UNIT}
    if len(different) > 1:
        raise NotTraceableError(f"shapes that do not match: {' and '.join(str(axis_length(a)) for a in different)}")
    return different.pop() if different else UNIT


def elementwise(name: str, *operands: Any) -> SymbolicArray:
    """An operation of terms on arrays."""
    return broadcast(lambda *values: terms.operation(name, *values), *map(lift, operands))


def elementwise_product(left: SymbolicArray, right: SymbolicArray) -> SymbolicArray:
    """Entry times entry."""
    return elementwise("multiply", left, right)


_OF_TWO = {"sum": "add", "maximum": "maximum", "minimum": "minimum"}


def folded(name: str, axes: Sequence[Axis], body: Entries) -> Term:
    """The fold of the body over all places of the axes: binders over sizes, written out over fixed places."""
    found = []
    for places, positions in generic_tuples(axes):
        term = body(places)
        for position in reversed(positions):
            term = terms.fold(name, position, term)
        found.append(term)
    return reduce(lambda x, y: terms.operation(_OF_TWO[name], x, y), found)


def reduced(name: str, array: SymbolicArray, axis: int | None) -> SymbolicArray:
    """A fold along one axis or all."""
    if axis is None:
        return materialised((), lambda _: folded(name, array.axes, array.entries))
    if not -array.ndim <= axis < array.ndim:
        raise NotTraceableError(f"axis {axis} of an array with {array.ndim} axes")
    axis %= array.ndim
    kept = array.axes[:axis] + array.axes[axis + 1 :]
    return materialised(
        kept,
        lambda places: folded(
            name, [array.axes[axis]], lambda inner: array.entries((*places[:axis], *inner, *places[axis:]))
        ),
    )


def matmul(left: SymbolicArray, right: SymbolicArray) -> SymbolicArray:
    """The product of two matrices."""
    if left.ndim != 2 or right.ndim != 2 or left.axes[1] != right.axes[0]:
        raise NotTraceableError(f"the product of arrays of shapes {left.shape} and {right.shape}")

    def body(places: tuple[Place, ...]) -> Term:
        i, j = places
        return folded(
            "sum",
            [right.axes[0]],
            lambda k: terms.operation("multiply", left.entries((i, *k)), right.entries((*k, j))),
        )

    return materialised((left.axes[0], right.axes[1]), body)


_UFUNCS: dict[str, Callable[..., SymbolicArray]] = {
    "add": lambda x, y: elementwise("add", x, y),
    "subtract": lambda x, y: elementwise("subtract", x, y),
    "multiply": lambda x, y: elementwise("multiply", x, y),
    "divide": lambda x, y: elementwise("divide", x, y),
    "matmul": matmul,
    "exp": lambda x: elementwise("exp", x),
    "sqrt": lambda x: elementwise("sqrt", x),
    "negative": lambda x: elementwise("negate", x),
    "absolute": lambda x: elementwise("abs", x),
}
