"""Values of expansions, float64 or balls: constants read in, functions applied entry by entry, domains checked."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

import numpy as np
from flint import arb, fmpq
from numpy.typing import NDArray

from solver.least_squares.errors import NotSmoothError, UnsupportedError

Values = NDArray[Any]
_BALL_NAMES: Final = {"arctan": "atan"}
_DOUBLE: Final = 8  # bytes; a number of more has no exact double


def as_values(entry: Any) -> Values:
    """Arrays as they are; what numpy returns in place of a 0-d array as one again."""
    if isinstance(entry, np.ndarray):
        return entry
    value = np.empty((), dtype=object if isinstance(entry, arb) else np.float64)
    value[()] = entry
    return value


def plain_array(other: Any) -> Values:
    """A number, a list or an array of numpy as an array. Raises UnsupportedError for what this would change.

    Masks, units and the products of np.matrix are lost on the way.
    """
    if (isinstance(other, np.ndarray) and type(other) is not np.ndarray) or hasattr(type(other), "unit"):
        raise UnsupportedError(
            f"a {type(other).__name__} beside parameters: its mask, unit or way to multiply would be lost; give "
            "np.asarray of it, without masked entries"
        )
    return np.asarray(other)


def read_constant(array: Values, *, balls: bool) -> Values:
    """Numbers that are no expansions, as balls or in float64. Raises UnsupportedError for what is not exact."""
    if array.dtype.kind not in "biufO" or array.dtype.itemsize > _DOUBLE:
        raise UnsupportedError(f"{array!r} beside parameters: give ints, float64, Fraction, or arrays of them")
    return apply_each(exact_ball if balls else _float, array, balls=balls)


def exact_ball(entry: Any) -> arb:
    """A number as a ball. Raises UnsupportedError for what is no int, float, Fraction or ball."""
    if isinstance(entry, arb):
        return entry
    number = _exact(entry)
    return arb(number) if isinstance(number, float) else arb(fmpq(number.numerator, number.denominator))


def _float(entry: Any) -> float:
    return float(_exact(entry))


def _exact(entry: Any) -> int | float | Fraction:
    if isinstance(entry, Fraction):
        return entry
    if not isinstance(entry, int | float | np.integer | np.floating) or isinstance(entry, np.longdouble):
        raise UnsupportedError(f"{entry!r} ({type(entry).__name__}) beside parameters is no int, float or Fraction")
    return int(entry) if isinstance(entry, int | np.integer) else float(entry)


def zero_like(values: Values) -> Any:
    """0 as a ball or as a float, as the values are."""
    return arb(0) if values.dtype == object else 0.0


def whole_number(exponent: Any) -> int | None:
    """An exponent that is an integer, whatever its type, as an int; None for any other."""
    if isinstance(exponent, np.ndarray) and exponent.ndim == 0:
        exponent = exponent.item()
    if isinstance(exponent, int | np.integer):
        return int(exponent)
    if isinstance(exponent, Fraction):
        return exponent.numerator if exponent.denominator == 1 else None
    return int(exponent) if isinstance(exponent, float | np.floating) and exponent.is_integer() else None


def with_axis(values: Any) -> Values:
    """Values of shape s as s + (1,), to multiply gradients by."""
    return as_values(values)[..., None]


def outer(left: Values, right: Values) -> Values:
    """Outer products along the last axes: s + (p,) twice gives s + (p, p)."""
    product: Values = left[..., :, None] * right[..., None, :]
    return product


def require(what: str, values: Values, holds: Callable[[Any], bool], rule: str) -> None:
    """Raise NotSmoothError unless every ball certainly obeys the rule; floats go on with numpy's NaN and infinities."""
    if values.dtype != object:
        return
    bad = next((value for value in values.ravel() if not holds(value)), None)
    if bad is not None:
        raise NotSmoothError(f"{what} {bad}, which is not certainly {rule}")


def apply_named(name: str, values: Values) -> Values:
    """The function that numpy calls `name`, entry by entry: numpy's own, or python-flint's on balls."""
    if values.dtype == object:
        return apply_each(lambda entry: getattr(entry, _BALL_NAMES.get(name, name))(), values, balls=True)
    result: Values = getattr(np, name)(values)
    return result


def apply_each(function: Callable[[Any], Any], values: Values, *, balls: bool) -> Values:
    """`function` entry by entry, as an array of balls or of floats; of none, too."""
    out = np.empty(values.size, dtype=object if balls else np.float64)
    out[:] = [function(entry) for entry in values.ravel().tolist()]
    return out.reshape(values.shape)
