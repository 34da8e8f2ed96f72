"""Input from outside as float64, without losing anything in silence: what would be rounded or stripped is refused."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from solver.verified.ball import Floats

Booleans: TypeAlias = NDArray[np.bool_]

_LARGEST: Final = 2.0**500  # beyond, sums of squares of entries may overflow float64


class InputError(ValueError):
    """Input that cannot be used; the message names the value, the rule and the remedy."""


def read_matrix(name: str, value: Any) -> Floats:
    """A matrix with at least one row and one column, as a float64 copy that cannot be made writeable.

    Raises InputError, by name, for masks, units, other kinds of number, numbers that float64 would round, entries that
    are not finite, and other shapes.
    """
    _refuse_stripping(name, value)
    try:
        with np.errstate(all="ignore"):
            source = np.asarray(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise InputError(f"{name}: not a rectangular array of numbers: {error}") from error
    if source.dtype.kind not in "iuf" or source.dtype.itemsize > 8:
        raise InputError(f"{name}.dtype={source.dtype}: real numbers that float64 holds are needed; convert {name}")
    if source.ndim != 2 or source.size == 0:
        raise InputError(f"{name}.shape={source.shape}: a matrix with at least one row and one column is needed")
    matrix = np.array(source, dtype=np.float64, order="C")
    _refuse_rounding(name, value, source, matrix)
    if not np.isfinite(matrix).all():
        row, column = np.argwhere(~np.isfinite(matrix))[0]
        raise InputError(f"{name}[{row},{column}]={matrix[row, column]}: every entry must be finite; clean the data")
    return frozen_copy(matrix)


def read_vector(name: str, value: Any) -> Floats:
    """At least one finite number, as float64. Raises InputError, by name, as `read_matrix` does."""
    try:
        if not isinstance(value, list | tuple | np.ndarray):
            raise InputError(f"a {type(value).__name__}")
        vector: Floats = read_matrix(name, [value])[0]
    except InputError as error:
        raise InputError(f"{name}={value!r}: a vector of at least one finite number is needed ({error})") from error
    return vector


def read_mask(value: Any, n: int, m: int) -> Booleans | None:
    """The allowed keys of each query, n x m, as a copy that cannot be made writeable; None where all are allowed.

    "causal" allows query j the keys 0..j and needs n = m: for other sizes it is ambiguous which queries and keys stand
    at one place. Raises InputError for anything else but an n x m matrix of truth values with an allowed key in each
    row.
    """
    allowed = _causal(value, n, m) if isinstance(value, str) else _truth_values(value, n, m)
    if not allowed.any(axis=1).all():
        row = int(np.argmin(allowed.any(axis=1)))
        raise InputError(f"mask[{row}]: no key is allowed; allow each query at least one key, or drop the query")
    return None if allowed.all() else np.frombuffer(allowed.tobytes(), dtype=np.bool_).reshape(n, m)


def _causal(value: str, n: int, m: int) -> Booleans:
    if value != "causal":
        raise InputError(f"mask={value!r}: 'causal' or an n x m matrix of truth values is needed")
    if n != m:
        raise InputError(
            f"mask='causal': needs as many queries as keys, not n={n} and m={m}; pass np.tri({n}, {m}, dtype=bool) "
            f"where both start at one place, np.tri({n}, {m}, {m - n}, dtype=bool) where they end at one"
        )
    return np.tri(n, dtype=np.bool_)


def _truth_values(value: Any, n: int, m: int) -> Booleans:
    _refuse_stripping("mask", value)
    try:
        source = np.asarray(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise InputError(f"mask: not a rectangular array of truth values: {error}") from error
    if source.dtype != np.bool_:
        raise InputError(f"mask.dtype={source.dtype}: truth values are needed, True for an allowed key; use mask == 1")
    if source.shape != (n, m):
        raise InputError(f"mask.shape={source.shape}: a row a query and a column a key are needed, {(n, m)}")
    return np.not_equal(np.ascontiguousarray(source).view(np.uint8), 0)  # a file may spell True otherwise than by 1


def frozen_copy(matrix: Floats) -> Floats:
    """A read-only copy, of which numpy makes no writeable one in place: its memory is a bytes object."""
    return np.frombuffer(matrix.tobytes(), dtype=np.float64).reshape(matrix.shape)


def read_weight(name: str, value: Any) -> float:
    """A finite number >= 0. Raises InputError."""
    weight = read_number(name, value, "a weight")
    if not weight >= 0:
        raise InputError(f"{name}={weight}: a weight must be finite and >= 0")
    return weight


def read_number(name: str, value: Any, what: str) -> float:
    """A finite real number that float64 holds. Raises InputError for text, truth values, units and rounded numbers."""
    found = value.item() if isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.itemsize <= 8 else value
    if isinstance(found, bool | np.bool_) or not isinstance(found, int | float | np.integer | np.floating):
        raise InputError(f"{name}={value!r}: {what} is one real number; pass a float")
    try:
        number = float(found)
    except OverflowError as error:
        raise InputError(f"{name}={value!r}: {what} must be finite in float64") from error
    if not np.isfinite(number):
        raise InputError(f"{name}={number}: {what} must be finite")
    if number != found:
        raise InputError(f"{name}={value!r}: float64 would round it; pass float({name}) to accept the rounded number")
    return number


def read_whole(name: str, value: Any, least: int, what: str) -> int:
    """A whole number >= `least`. Raises InputError for anything else, 2.0 and True included."""
    try:
        if isinstance(value, bool | np.bool_):
            raise TypeError
        number = operator.index(value)
    except TypeError as error:
        raise InputError(f"{name}={value!r}: {what} is a whole number; pass an int") from error
    if number < least:
        raise InputError(f"{name}={number}: {what} must be >= {least}")
    return number


def check_scale(name: str, matrix: Floats) -> None:
    """Raise InputError where sums of squares of entries may overflow float64."""
    largest = float(np.abs(matrix).max())
    if largest > _LARGEST:
        raise InputError(
            f"{name}: an entry of size {largest:.3g}: products of such numbers overflow float64; scale {name} so that "
            f"its entries are at most {_LARGEST:.0e}"
        )


def _refuse_stripping(name: str, value: Any) -> None:
    """Masks and units that numpy drops when it makes a plain array, in lists too."""
    for entry in _leaves(value):
        if isinstance(entry, np.ma.MaskedArray) and np.ma.getmaskarray(entry).any():
            raise InputError(f"{name}: a masked entry would lose its mask; fill or drop masked entries first")
        for unit in ("units", "unit"):
            if hasattr(type(entry), unit) or unit in getattr(entry, "__dict__", ()):
                raise InputError(f"{name}: {unit}={getattr(entry, unit)} would be dropped; pass plain numbers")


def _refuse_rounding(name: str, value: Any, source: Any, matrix: Floats) -> None:
    """Integers beyond 2^53, in an array of integers or in lists beside floats, and long doubles in lists."""
    if source.dtype.kind in "iu" and np.abs(matrix).max() >= 2.0**53:
        pairs = zip(source.ravel().tolist(), matrix.ravel().tolist(), strict=True)
        exact = all(a == int(b) for a, b in pairs)
    else:
        exact = not isinstance(value, list | tuple) or all(map(_fits_float64, _leaves(value)))
    if not exact:
        raise InputError(f"{name}: an integer beyond 2^53 is not exact in float64; scale {name} first")


def _fits_float64(entry: Any) -> bool:
    """Whether float64 holds every number of a leaf; arrays of at most 8 bytes a number that are not integers do."""
    if isinstance(entry, np.ndarray):
        return entry.dtype.kind not in "iu" or all(int(float(number)) == number for number in entry.ravel().tolist())
    return not isinstance(entry, int | np.integer) or int(float(entry)) == int(entry)


def _leaves(value: Any, depth: int = 2) -> Iterator[Any]:
    """What is no list, down to the entries of lists of rows."""
    if isinstance(value, list | tuple) and depth > 0:
        for entry in value:
            yield from _leaves(entry, depth - 1)
    else:
        yield value
