"""Arrays of symbolic shape: what the sides of a claim compute with when they are traced.

An array is its axes and the term at each place. Whatever numpy form is not handled here exactly raises
NotTraceableError: conversion to numpy, truth values and comparisons, loops over an axis whose length is a size,
assignment to entries, powers that are not natural numbers. Constants are exact: a float is the rational that it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import partial, reduce
from typing import Any, NoReturn

import numpy as np

from proofcheck.arithmetic.constants import LEAVES, Constant, Leaves
from proofcheck.arithmetic.own_arrays import OwnArray
from proofcheck.statements import rewriting
from proofcheck.statements.errors import NotTraceableError
from proofcheck.statements.symbolic import indexing, operations
from proofcheck.statements.symbolic.axes import UNIT, Axis, Fixed
from proofcheck.statements.symbolic.dispatch import answer
from proofcheck.statements.symbolic.lengths import Length
from proofcheck.statements.symbolic.operations import Entries
from proofcheck.statements.terms import ELEMENTARY, ONE, Number, Operation, Term


class SymbolicArray(OwnArray):
    """An array of terms; `entries(places)` is the term at a place of every axis."""

    __slots__ = ("axes", "entries")

    def __init__(self, axes: Sequence[Axis], entries: Entries) -> None:
        self.axes, self.entries = tuple(axes), entries

    # what numpy code asks of an array

    @property
    def shape(self) -> tuple[Any, ...]:
        """Integers, and polynomials in sizes."""
        return indexing.shape(self)

    @property
    def ndim(self) -> int:
        """The number of axes, a Python integer: no size is undecided here."""
        return len(self.axes)

    @property
    def size(self) -> Any:
        """The number of entries, a polynomial in the sizes."""
        return reduce(lambda x, y: x * y, self.shape, 1)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Objects, as for every arithmetic that is not float64."""
        return np.dtype(object)

    @property
    def flat(self) -> FirstEntry:
        """The first entry, which code asks for its type; no loop over entries is traced."""
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
        """Axes in another order, given as for numpy's `transpose`."""
        return SymbolicArray(*indexing.transpose(self, order))

    def reshape(self, *shape: Any) -> SymbolicArray:
        """Axes joined in row-major order."""
        lengths = shape[0] if len(shape) == 1 and isinstance(shape[0], tuple | list) else shape
        return SymbolicArray(*indexing.reshape(self, lengths))

    def ravel(self) -> SymbolicArray:
        """All axes joined into one, in row-major order."""
        return self.reshape(-1)

    flatten = ravel

    def __getitem__(self, key: Any) -> SymbolicArray:
        return SymbolicArray(*indexing.take(self, key))

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
        return reduce(lambda x, y: x * y, [self] * int(exponent), lift(1)) if exponent else lift(1) + 0 * self

    def __matmul__(self, other: Any) -> SymbolicArray:
        return matmul(self, lift(other))

    def __rmatmul__(self, other: Any) -> SymbolicArray:
        return matmul(lift(other), self)

    def sum(self, axis: int | None = None) -> SymbolicArray:
        """The sum along an axis or of all entries."""
        return reduce_axes("sum", self, axis)

    def max(self, axis: int | None = None) -> SymbolicArray:
        """The maximum along an axis or of all entries."""
        return reduce_axes("maximum", self, axis)

    def min(self, axis: int | None = None) -> SymbolicArray:
        """The minimum along an axis or of all entries."""
        return reduce_axes("minimum", self, axis)

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
    if isinstance(value, Constant):
        return lift(value.value_in(LEAVES[SymbolicArray]))
    if isinstance(value, int | float | Fraction):
        return _constant(Number(Fraction(value)))
    if isinstance(value, np.ndarray) and not value.ndim:
        return lift(value.item())
    if isinstance(value, np.ndarray | list | tuple):
        return SymbolicArray(*indexing.stack(lift_all(value), 0))
    raise NotTraceableError(f"a number of type {type(value).__name__}")


def lift_all(values: Iterable[Any]) -> list[SymbolicArray]:
    """`lift` of each."""
    return [lift(value) for value in values]


def _constant(term: Term) -> SymbolicArray:
    return SymbolicArray((), lambda _: term)


def materialise(axes: Sequence[Axis], body: Entries) -> SymbolicArray:
    """An array whose entries are definitions."""
    return SymbolicArray(*operations.materialise(axes, body))


def elementwise(name: str, *operands: Any) -> SymbolicArray:
    """An operation of terms on arrays, with numpy's rules for shapes."""
    return SymbolicArray(
        *operations.broadcast(lambda *values: rewriting.operation(name, *values), *map(lift, operands))
    )


def reduce_axes(name: str, array: SymbolicArray, axis: int | None) -> SymbolicArray:
    """A fold along one axis or all."""
    return SymbolicArray(*operations.reduce_axes(name, array, axis))


def matmul(left: SymbolicArray, right: SymbolicArray) -> SymbolicArray:
    """The product of two matrices."""
    return SymbolicArray(*operations.matmul(left, right))


_UFUNCS: dict[str, Callable[..., SymbolicArray]] = {
    "add": lambda x, y: elementwise("add", x, y),
    "subtract": lambda x, y: elementwise("subtract", x, y),
    "multiply": lambda x, y: elementwise("multiply", x, y),
    "divide": lambda x, y: elementwise("divide", x, y),
    "matmul": matmul,
    **{name: partial(elementwise, name) for name in ELEMENTARY},
    "negative": lambda x: elementwise("negate", x),
    "absolute": lambda x: elementwise("abs", x),
}
LEAVES[SymbolicArray] = Leaves(
    fraction=lift,
    pi=lambda: _constant(Operation("pi", ())),
    e=lambda: _constant(Operation("exp", (ONE,))),
    apply=lambda name, value: answer(name, (value,), {}),
)
