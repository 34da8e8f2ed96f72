"""Values of expansions, float64 or balls: constants read in, functions applied entry by entry, domains checked."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

import numpy as np
from flint import arb, fmpq
from numpy.typing import NDArray

from solver.least_squares.errors import NotSmoothError

Values = NDArray[Any]
_BALL_NAMES: Final = {"arctan": "atan"}


def as_values(entry: Any) -> Values:
    """Arrays as they are; what numpy returns in place of a 0-d array as one again."""
    if isinstance(entry, np.ndarray):
        return entry
    value = np.empty((), dtype=object if isinstance(entry, arb) else np.float64)
    value[()] = entry
    return value


def read_constant(other: Any, *, balls: bool) -> Values:
    """A number or array that is no expansion, as balls or in float64. Raises TypeError for what is not exact."""
    array = np.asarray(other)
    if isinstance(other, np.ma.MaskedArray) or array.dtype.kind not in "biufO" or array.dtype == np.longdouble:
        raise TypeError(f"{other!r} beside parameters: give ints, float64, Fraction, or arrays of them without a mask")
    if array.dtype == object or balls:
        return _each(array, exact_ball if balls else _float)
    return array.astype(np.float64)


def exact_ball(entry: Any) -> arb:
    """A number as a ball. Raises TypeError for what is no int, float, Fraction or ball."""
    if isinstance(entry, Fraction):
        return arb(fmpq(entry.numerator, entry.denominator))
    if not isinstance(entry, int | float | np.integer | np.floating | arb):
        raise TypeError(f"{entry!r} ({type(entry).__name__}) beside parameters is no int, float or Fraction")
    return entry if isinstance(entry, arb) else arb(int(entry) if isinstance(entry, int | np.integer) else float(entry))


def _float(entry: Any) -> float:
    if not isinstance(entry, int | float | np.integer | np.floating | Fraction):
        raise TypeError(f"{entry!r} ({type(entry).__name__}) beside parameters is no int, float or Fraction")
    return float(entry)


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
        return _each(values, lambda entry: getattr(entry, _BALL_NAMES.get(name, name))())
    result: Values = getattr(np, name)(values)
    return result


def _each(values: Values, function: Callable[[Any], Any]) -> Values:
    results = [function(entry) for entry in values.ravel().tolist()]
    out = np.empty(len(results), dtype=object if results and isinstance(results[0], arb) else np.float64)
    out[:] = results
    return out.reshape(values.shape)
