"""Fixed-width integer arrays that have not wrapped around: identity matrices, and their sums and products.

Beside floats they are ordinary integer arrays, which an object array would not be; beside exact numbers they are the
only fixed-width integers that are taken. numpy keeps the type for whatever it makes of them (`.dot`, `.astype`,
copies), so the type says nothing: an array counts as unwrapped when its numbers are 64 bits wide and lie in memory that
nobody can write, where only those are put that were checked as they were made. Views (`M.T`, `M[0]`) lie there too.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from proofcheck.arithmetic.refusals import InexactOperandError, refuse

_LIMIT: Final = 2**31  # sums and products of two smaller numbers fit 64 bits
_WIDE: Final = np.dtype(np.int64)
_CLOSED: Final = (np.add, np.subtract, np.multiply, np.negative)


class SmallIntegers(np.ndarray[Any, Any]):
    """Integers below 2^31 in absolute value; sums and products stay so or become ordinary arrays; entries are ints."""

    def __getitem__(self, index: Any) -> Any:
        entry = super().__getitem__(index)
        return int(entry) if isinstance(entry, np.integer) and is_unwrapped(self) else entry

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        if any(_decides(value) for value in inputs):
            return NotImplemented
        if any(isinstance(value, SmallIntegers) for value in options.get("out") or ()):
            refuse(InexactOperandError, "an identity matrix is changed in place", "write M = M + N instead of M += N")
        plain = [value.view(np.ndarray) if isinstance(value, SmallIntegers) else value for value in inputs]
        result = getattr(ufunc, method)(*plain, **options)
        if ufunc in _CLOSED and method == "__call__" and not options and all(map(_is_small, inputs)):
            return _freeze(result) if _is_below_limit(result) else result
        return result


def _decides(value: Any) -> bool:
    """Whether another type has an opinion."""
    override = getattr(type(value), "__array_ufunc__", None)
    return override not in (None, np.ndarray.__array_ufunc__, SmallIntegers.__array_ufunc__)


def is_unwrapped(value: Any) -> bool:
    """Whether it is `identity(n)`, or a sum or product of those that was checked as it was made, or a view of one."""
    if not isinstance(value, SmallIntegers) or value.dtype != _WIDE:
        return False
    base = value.base
    while isinstance(base, np.ndarray):
        base = base.base
    return isinstance(base, bytes)


def _is_small(value: Any) -> bool:
    return abs(value) < _LIMIT if type(value) is int else is_unwrapped(value) and _is_below_limit(value)


def _is_below_limit(array: Any) -> bool:
    return bool(np.all((array < _LIMIT) & (array > -_LIMIT)))


def _freeze(array: Any) -> SmallIntegers:
    """A copy in memory that cannot be made writable."""
    return np.frombuffer(array.astype(_WIDE).tobytes(), dtype=_WIDE).reshape(np.shape(array)).view(SmallIntegers)


def small_integers(array: Any) -> Any:
    """Integers that numpy has counted, such as positions, as unwrapped ones if they are small; else as they are."""
    return _freeze(array) if array.dtype == _WIDE and _is_below_limit(array) else array


def unit_matrix(size: int) -> SmallIntegers:
    """The identity matrix (size x size)."""
    return _freeze(np.eye(size, dtype=_WIDE))
