"""One definition, many arithmetics.

A mathematical definition is written once over numpy arrays; the arithmetic is the element type: float64 (native
dtype), and in object arrays `Fraction`, sympy expressions, `mpmath.mpf`, `flint.arb` (balls: rigorous enclosures) or
`proofcheck.arithmetic.taylor.Jet` (truncated Taylor series over any of these). Addition, multiplication and division
come from the elements; only what numpy cannot forward (exp, sqrt, products of ball matrices, extrema) is dispatched
here. Conversions between arithmetics, which the re-checker does not need, are in `proofcheck.arithmetic.conversion`.

An array type that is not numpy's (`OwnArray`) answers these functions itself, as numpy's `__array_function__` lets it.

`mpmath.iv` is deliberately absent: its exp is unsound (mpmath issue 1181).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import flint
import mpmath
import numpy as np
import sympy
from flint import arb, arb_mat

Array = np.ndarray[Any, Any]
_Arguments = ParamSpec("_Arguments")
_Value = TypeVar("_Value")


class OwnArray(ABC):
    """An array type with an arithmetic of its own, for claims on shapes that are not numbers."""

    __slots__ = ()

    @abstractmethod
    def __arithmetic__(self, name: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """The function `name` of `proofcheck.arithmetic` at arguments among which this array is."""


class OwnLength(ABC):
    """A length of an `OwnArray` that is not a number; it answers `identity`."""

    __slots__ = ()

    @abstractmethod
    def __arithmetic__(self, name: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """As `OwnArray.__arithmetic__`."""


def overridable(function: Callable[_Arguments, _Value]) -> Callable[_Arguments, _Value]:
    """`function`, unless an argument, or an entry of a list or mapping among them, is an `OwnArray` that answers."""

    @wraps(function)
    def call(*arguments: _Arguments.args, **options: _Arguments.kwargs) -> _Value:
        owner = _owner(arguments)
        if owner is None:
            return function(*arguments, **options)
        answer: _Value = owner.__arithmetic__(function.__name__, arguments, options)
        return answer

    return call


def _owner(values: Any) -> OwnArray | OwnLength | None:
    for value in values:
        if isinstance(value, OwnArray | OwnLength):
            return value
        if isinstance(value, list | tuple | dict):
            found = _owner(value.values() if isinstance(value, dict) else value)
            if found is not None:
                return found
    return None


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Scope the working precision of flint and mpmath, both global to the process, to `bits` bits."""
    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        with mpmath.workprec(bits):
            yield
    finally:
        flint.ctx.prec = before


def balls(values: Array) -> Array:
    """A float64 array as exact balls (object array of the same shape)."""
    flat = np.empty(values.size, dtype=object)
    flat[:] = [arb(v) for v in values.ravel().tolist()]
    return flat.reshape(values.shape)


def _element(values: Array) -> Any:
    return values.flat[0] if values.size else None


@overridable
def elementwise(values: Array, function: Callable[[Any], Any]) -> Array:
    """`function` applied to each entry, as an object array of the same shape."""
    out = np.empty(values.shape, dtype=object)
    for index in np.ndindex(values.shape):
        out[index] = function(values[index])
    return out


@overridable
def rowwise(function: Callable[..., Any], *arrays: Array) -> Array:
    """`function` of the rows (entries of vectors) with one index of all arrays, its values along a new first axis."""
    return as_array([function(*rows) for rows in zip(*arrays, strict=True)])


@overridable
def identity(size: int) -> Array:
    """The identity matrix of that size, in integers."""
    return np.eye(size, dtype=int)


@overridable
def as_array(value: Any) -> Array:
    """`value` as an array; a scalar that numpy does not know becomes a 0-d object array."""
    if isinstance(value, np.ndarray | list | tuple | float | int | np.generic):
        return np.asarray(value)
    out = np.empty((), dtype=object)
    out[()] = value
    return out


def _dispatch(name: str, values: Any) -> Array:
    array = as_array(values)
    if array.dtype != object:
        result: Array = getattr(np, name)(array)
        return result
    element = _element(array)
    if isinstance(element, mpmath.mpf):
        return elementwise(array, getattr(mpmath, name))
    if isinstance(element, sympy.Basic):
        return elementwise(array, getattr(sympy, name))
    if hasattr(element, name):
        return elementwise(array, lambda x: getattr(x, name)())
    raise TypeError(f"{name} of {type(element).__name__} elements is not exact: convert to balls or sympy first")


@overridable
def exp(values: Any) -> Array:
    """Elementwise exponential in the array's arithmetic; raises TypeError for rationals."""
    return _dispatch("exp", values)


@overridable
def sqrt(values: Any) -> Array:
    """Elementwise square root in the array's arithmetic; raises TypeError for rationals."""
    return _dispatch("sqrt", values)


def power(values: Any, exponent: int) -> Any:
    """values^exponent by multiplication: `arb ** 2` is NaN for a ball around zero (it goes through the logarithm)."""
    result = values
    for _ in range(exponent - 1):
        result = result * values
    return result


@overridable
def matmul(left: Array, right: Array) -> Array:
    """Matrix product of 2-d arrays; ball matrices go through flint's `arb_mat`."""
    if left.size and right.size and isinstance(_element(left), arb) and isinstance(_element(right), arb):
        product = arb_mat(left.tolist()) * arb_mat(right.tolist())
        flat = np.empty(left.shape[0] * right.shape[1], dtype=object)
        flat[:] = product.entries()
        return flat.reshape(left.shape[0], right.shape[1])
    result: Array = left @ right
    return result


@overridable
def maximum(values: Any) -> Any:
    """Largest element (for balls: the enclosure of the maximum)."""
    return _extremum(values, "max", sympy.Max, max)


@overridable
def minimum(values: Any) -> Any:
    """Smallest element (for balls: the enclosure of the minimum)."""
    return _extremum(values, "min", sympy.Min, min)


@overridable
def at_least(values: Any, bound: Any) -> Array:
    """1 where an entry is at least `bound`, otherwise 0 (for balls that do not tell: the ball around [0, 1])."""
    return elementwise(as_array(values), lambda value: _indicator(value - bound))


def _indicator(value: Any) -> Any:
    if isinstance(value, arb):
        return arb(1) if value >= 0 else arb(0) if value < 0 else arb(0.5, 0.5)
    return int(bool(value >= 0))


def _extremum(values: Any, method: str, symbolic: Any, plain: Callable[..., Any]) -> Any:
    flat = np.asarray(values, dtype=object).ravel().tolist()
    if any(isinstance(v, arb) for v in flat):
        result = arb(flat[0])
        for value in flat[1:]:
            result = getattr(result, method)(arb(value))
        return result
    if any(isinstance(v, sympy.Basic) for v in flat):
        return symbolic(*flat)
    return plain(flat)


@overridable
def norm(values: Any) -> Any:
    """Euclidean (Frobenius) norm of an array in its arithmetic."""
    array = as_array(values).ravel()
    return sqrt((array * array).sum()).item()
