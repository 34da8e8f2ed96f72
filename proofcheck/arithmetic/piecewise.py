"""Piecewise functions of numbers that an arithmetic may know only up to an enclosure: no branch is taken on faith.

Where an enclosure leaves the condition open, the value is an enclosure of both branches. Derivatives by Taylor
arithmetic are those of the branch where one branch certainly applies, and KinkError otherwise.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from proofcheck.arithmetic.comparison import choose
from proofcheck.arithmetic.functions import Array, as_array, as_element_type, maximum, minimum
from proofcheck.arithmetic.own_arrays import overridable


@overridable
def absolute(values: Any) -> Array:
    """Elementwise |x| in the array's arithmetic."""
    array = as_array(values)
    result: Array = as_array(abs(array))
    return as_element_type(result) if result.dtype == object else result


@overridable
def clip(values: Any, low: Any, high: Any) -> Array:
    """Elementwise min(max(x, low), high); `low` and `high` broadcast. Raises ValueError where shapes do not."""
    result: Array = minimum(maximum(values, low), high)
    return result


@overridable
def where(condition: Any, a: Any, b: Any) -> Array:
    """Elementwise a where condition >= 0 and b where condition < 0; the three broadcast.

    `condition` is the number whose sign decides, not a comparison: where(x - 1, a, b) is a for x >= 1. Balls whose sign
    is open give the smallest ball around both values. Raises TypeError for a condition of truth values.
    """
    triple = [as_array(value) for value in (condition, a, b)]
    if all(array.dtype.kind == "f" for array in triple):
        return np.where(np.isnan(triple[0]), triple[0], np.where(triple[0] >= 0, triple[1], triple[2]))
    arrays = np.broadcast_arrays(*(array.astype(object, copy=False) for array in triple))
    chosen = [choose(c, x, y) for c, x, y in zip(*(array.flat for array in arrays), strict=True)]
    out = np.empty(len(chosen), dtype=object)
    out[:] = chosen
    return as_element_type(out.reshape(arrays[0].shape))
