"""Thin factors (rows x few columns) of the oracle's products, with one column more.

Sums of rows and their scaling are computed as an extra column of the same matrix product, never as a pass over n x m
numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def append_column(left: Floats, column: Floats | float) -> Floats:
    """[left, column]; twice as fast as np.column_stack."""
    out = np.empty((len(left), left.shape[1] + 1))
    out[:, :-1], out[:, -1] = left, column
    return out


def with_ones(left: Floats, right: Floats) -> Floats:
    """[left right, 1]: a product with it gives the sums of rows beside their means."""
    out = np.empty((len(left), right.shape[1] + 1))
    np.matmul(left, right, out=out[:, :-1])
    out[:, -1] = 1.0
    return out


def divide_by_sums(sums: Floats, out: Floats) -> Floats:
    """1 / alpha (rows), from U [A3, 1] = [alpha E[A3], alpha]; writes E[A3] to `out`."""
    inverse = 1 / sums[:, -1]
    np.multiply(sums[:, :-1], inverse[:, None], out=out)
    return np.asarray(inverse)


def append_negated(values: Floats, level: Floats, inverse: Floats) -> Floats:
    """[values, -level] / alpha (rows x (w+1)): U o (that [V, 1]^T) is F o (values V^T - level 1^T)."""
    out = np.empty((len(values), values.shape[1] + 1))
    np.multiply(values, inverse[:, None], out=out[:, :-1])
    np.multiply(level, -inverse, out=out[:, -1])
    return out


def row_dots(left: Floats, right: Floats) -> Floats:
    """<left_j, right_j> of each row."""
    return np.asarray(np.einsum("jk,jk->j", left, right))
