"""One definition, many arithmetics.

A mathematical definition is written once over numpy arrays; the arithmetic is the element type: float64 (native
dtype), and in object arrays `Fraction`, sympy expressions, `mpmath.mpf`, `flint.arb` (balls: rigorous enclosures) or
`proofcheck.arithmetic.taylor.Jet` (truncated Taylor series over any of these). Addition, multiplication and division
come from the elements; only what numpy cannot forward (elementary functions, products of ball matrices, extrema) is
dispatched here. Of an int or a Fraction alone, the elementary functions give an exact `Constant`. Conversions between
arithmetics, which the re-checker does not need, are in `proofcheck.arithmetic.conversion`.

An element type of its own (Taylor series, guarded balls, opaque and counting numbers) has the operators and, as methods
without arguments, the elementary functions of `ELEMENTARY`; `max(other)` and `min(other)`; and `select(a, b)`: a where
the number is nonnegative, b elsewhere (`proofcheck.arithmetic.piecewise`).

An array type that is not numpy's answers these functions itself (`proofcheck.arithmetic.own_arrays`).

`mpmath.iv` is deliberately absent: its exp is unsound (mpmath issue 1181).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from fractions import Fraction
from functools import reduce
from typing import Any, Final

import flint
import mpmath
import numpy as np
import sympy
from flint import arb, arb_mat

from proofcheck.arithmetic.comparison import EXTREMA, choose
from proofcheck.arithmetic.constants import SYMPY_FUNCTIONS, Constant
from proofcheck.arithmetic.own_arrays import overridable
from proofcheck.arithmetic.refusals import NotRationalError
from proofcheck.arithmetic.small_integers import unit_matrix

Array = np.ndarray[Any, Any]
_RATIONAL: ContextVar[bool] = ContextVar("rational", default=False)
ELEMENTARY: Final = ("exp", "log", "sqrt", "log1p", "expm1", "sin", "cos", "tanh")


@contextmanager
def rationals_only() -> Iterator[None]:
    """Within the block, elementary functions raise TypeError for numbers too, so that only rationals result."""
    token = _RATIONAL.set(True)
    try:
        yield
    finally:
        _RATIONAL.reset(token)


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
    return np.fromiter(map(arb, values.ravel().tolist()), dtype=object, count=values.size).reshape(values.shape)


def _element(values: Array) -> Any:
    return values.flat[0] if values.size else None


@overridable
def elementwise(values: Array, function: Callable[[Any], Any]) -> Array:
    """`function` applied to each entry, as an object array of the same shape."""
    flat = np.fromiter(map(function, values.flat), dtype=object, count=values.size)
    return as_element_type(flat.reshape(values.shape))


def as_element_type(array: Array) -> Array:
    """An object array as the array type that its elements ask for (`array_type`), else as it is."""
    kind = type(_element(array))
    return array.view(kind.array_type) if hasattr(kind, "array_type") else array


@overridable
def rowwise(function: Callable[..., Any], *arrays: Array) -> Array:
    """`function` of the rows (entries of vectors) with one index of all arrays, its values along a new first axis."""
    return as_array([function(*rows) for rows in zip(*arrays, strict=True)])


@overridable
def identity(size: int) -> Array:
    """The identity matrix of that size, in integers."""
    return unit_matrix(size)


@overridable
def as_array(value: Any) -> Array:
    """`value` as an array; a scalar that numpy does not know becomes a 0-d object array."""
    kind: type[Any] = type(value)  # opaque numbers mind `isinstance`
    if issubclass(kind, np.ndarray):
        return np.asanyarray(value)
    if issubclass(kind, list | tuple):
        value = [entry[()] if issubclass(type(entry), np.ndarray) and entry.ndim == 0 else entry for entry in value]
    if issubclass(kind, list | tuple | float | int | np.generic):
        return as_element_type(np.asarray(value))
    out = np.empty((), dtype=object)
    out[()] = value
    return as_element_type(out)


def _dispatch(name: str, values: Any) -> Array:
    if isinstance(values, int | Fraction | Constant) and not isinstance(values, bool):
        if _RATIONAL.get():
            raise NotRationalError(f"{name}({values}) is not rational")
        return as_array(Constant(name, (values,)))
    array = as_array(values)
    if array.dtype != object:
        result: Array = getattr(np, name)(array)
        return result
    function = _function(name, _element(array))
    return elementwise(array, function)


def _function(name: str, element: Any) -> Callable[[Any], Any]:
    """The elementary function `name` for elements like this one; arrays may mix an arithmetic with exact numbers."""
    if isinstance(element, int | Fraction | Constant) or element is None:
        raise NotRationalError(
            f"{name} of {type(element).__name__} elements is not exact: convert to balls or sympy first"
        )
    if isinstance(element, mpmath.mpf):
        found: Callable[[Any], Any] = getattr(mpmath, name)  # complex off its domain, as an opinion may be
        return found
    if isinstance(element, sympy.Basic):
        return lambda x: _require_real(name, SYMPY_FUNCTIONS[name](x))
    if isinstance(element, float):
        return lambda x: float(getattr(np, name)(np.float64(x)))
    if hasattr(element, name):
        return lambda x: getattr(x, name)()
    raise NotRationalError(
        f"{name} of {type(element).__name__} elements is not defined: convert to balls or sympy first"
    )


def _require_real(name: str, value: Any) -> Any:
    """`value`, unless the function left the real numbers (sympy goes on with complex ones)."""
    if value.is_number and value.is_real is False:
        raise ValueError(f"{name} takes the value {value}: its argument lies outside its domain in the real numbers")
    return value


@overridable
def exp(values: Any) -> Array:
    """Elementwise exponential in the array's arithmetic. Raises TypeError for rationals, ValueError off its domain."""
    return _dispatch("exp", values)


@overridable
def log(values: Any) -> Array:
    """Elementwise natural logarithm. Raises TypeError for rationals, ValueError off its domain."""
    return _dispatch("log", values)


@overridable
def log1p(values: Any) -> Array:
    """Elementwise log(1 + x) in the array's arithmetic. Raises TypeError for rationals, ValueError off its domain."""
    return _dispatch("log1p", values)


@overridable
def expm1(values: Any) -> Array:
    """Elementwise exp(x) - 1 in the array's arithmetic. Raises TypeError for rationals, ValueError off its domain."""
    return _dispatch("expm1", values)


@overridable
def sin(values: Any) -> Array:
    """Elementwise sine (radians). Raises TypeError for rationals, ValueError off its domain."""
    return _dispatch("sin", values)


@overridable
def cos(values: Any) -> Array:
    """Elementwise cosine (radians). Raises TypeError for rationals, ValueError off its domain."""
    return _dispatch("cos", values)


@overridable
def tanh(values: Any) -> Array:
    """Elementwise hyperbolic tangent. Raises TypeError for rationals, ValueError off its domain."""
    return _dispatch("tanh", values)


@overridable
def sqrt(values: Any) -> Array:
    """Elementwise square root in the array's arithmetic. Raises TypeError for rationals, ValueError off its domain."""
    return _dispatch("sqrt", values)


def power(values: Any, exponent: int) -> Any:
    """values^exponent by multiplication: `arb ** 2` is NaN for a ball around zero (it goes through the logarithm).

    x^0 = 1 and x^-k = 1 / x^k. Raises TypeError for an exponent that is no integer.
    """
    try:
        count = operator.index(exponent)
    except TypeError:
        raise TypeError(f"power(x, {exponent!r}): give an integer, or write exp(log(x) * exponent)") from None
    if count < 0:
        return 1 / power(values, -count)
    if count == 0:
        return 0 * values + 1
    result = values
    for _ in range(count - 1):
        result = result * values
    return result


@overridable
def matmul(left: Array, right: Array) -> Array:
    """Matrix product of 2-d arrays; ball matrices go through flint's `arb_mat`."""
    if left.size and right.size and type(_element(left)) is arb and type(_element(right)) is arb:
        product = arb_mat(left.tolist()) * arb_mat(right.tolist())
        return np.fromiter(product.entries(), dtype=object).reshape(left.shape[0], right.shape[1])
    result: Array = left @ right
    return result


@overridable
def maximum(values: Any, *others: Any) -> Any:
    """Largest element; with several arguments, elementwise largest of them (for balls: the enclosure of the maximum).

    Raises ValueError for an empty array.
    """
    return _extremum("max", values, others)


@overridable
def minimum(values: Any, *others: Any) -> Any:
    """Smallest element; with several arguments, elementwise smallest of them (for balls: the enclosure of the minimum).

    Raises ValueError for an empty array.
    """
    return _extremum("min", values, others)


@overridable
def at_least(values: Any, bound: Any) -> Array:
    """1 where an entry is at least `bound`, otherwise 0 (for balls that do not tell: the ball around [0, 1])."""
    return elementwise(as_array(values), lambda value: choose(value - bound, 1, 0))


def _extremum(name: str, values: Any, others: tuple[Any, ...]) -> Any:
    if others:
        given = [as_array(value) for value in (values, *others)]
        if all(array.dtype.kind in "fiu" for array in given) and any(array.dtype.kind == "f" for array in given):
            return reduce({"max": np.maximum, "min": np.minimum}[name], given)
        arrays = np.broadcast_arrays(*(array.astype(object, copy=False) for array in given))
        picked = [reduce(EXTREMA[name], entries) for entries in zip(*(array.flat for array in arrays), strict=True)]
        return as_element_type(np.fromiter(picked, dtype=object).reshape(arrays[0].shape))
    if type(values) is np.ndarray and values.dtype == np.float64 and values.size:
        return float(getattr(values, name)())
    flat = np.asarray(values, dtype=object).ravel().tolist()
    if not flat:
        raise ValueError(f"{name}imum of an empty array does not exist; give at least one entry")
    return reduce(EXTREMA[name], flat)


@overridable
def norm(values: Any) -> Any:
    """Euclidean (Frobenius) norm of an array in its arithmetic. Raises TypeError and ValueError as `sqrt` does."""
    array = as_array(values).ravel()
    return sqrt((array * array).sum()).item()
