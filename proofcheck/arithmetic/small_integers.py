"""Fixed-width integer arrays that have not wrapped around: identity matrices, and their sums and products.

Beside floats they are ordinary integer arrays, which an object array would not be; beside exact numbers they are the
only fixed-width integers that are taken.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

_LIMIT: Final = 2**31  # sums and products of two smaller numbers fit 64 bits
_CLOSED: Final = (np.add, np.subtract, np.multiply, np.negative)


class SmallIntegers(np.ndarray[Any, Any]):
    """Integers below 2^31 in absolute value; sums and products stay so or become ordinary arrays."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        if any(_decides(value) for value in inputs):
            return NotImplemented
        plain = [value.view(np.ndarray) if isinstance(value, SmallIntegers) else value for value in inputs]
        result = getattr(ufunc, method)(*plain, **options)
        closed = ufunc in _CLOSED and method == "__call__" and not options and all(map(_is_small, plain))
        return result.view(SmallIntegers) if closed and _is_small(result) and isinstance(result, np.ndarray) else result


def _decides(value: Any) -> bool:
    """Whether another type has an opinion."""
    override = getattr(type(value), "__array_ufunc__", None)
    return override not in (None, np.ndarray.__array_ufunc__, SmallIntegers.__array_ufunc__)


def _is_small(value: Any) -> bool:
    if isinstance(value, int):
        return abs(value) < _LIMIT
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    return kind == "i" and bool(np.all((value < _LIMIT) & (value > -_LIMIT)))


def unit_matrix(size: int) -> SmallIntegers:
    """The identity matrix (size x size)."""
    return np.eye(size, dtype=np.int64).view(SmallIntegers)
