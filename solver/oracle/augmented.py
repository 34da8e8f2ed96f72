"""Thin factors (rows x few columns) of the oracle's products: sums and scalings of rows ride along as a last column."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def beside(left: Floats, column: Floats | float) -> Floats:
    """[left, column]; twice as fast as np.column_stack."""
    out = np.empty((len(left), left.shape[1] + 1))
    out[:, :-1], out[:, -1] = left, column
    return out


def summing(left: Floats, right: Floats) -> Floats:
    """[left right, 1]: a product with it sums rows beside their means."""
    out = np.empty((len(left), right.shape[1] + 1))
    np.matmul(left, right, out=out[:, :-1])
    out[:, -1] = 1.0
    return out


def normalised(sums: Floats, out: Floats) -> Floats:
    """1 / alpha (rows), from U [A3, 1] = [alpha E[A3], alpha]; writes E[A3]."""
    inverse = 1 / sums[:, -1]
    np.multiply(sums[:, :-1], inverse[:, None], out=out)
    return np.asarray(inverse)


def bracket(values: Floats, level: Floats, inverse: Floats) -> Floats:
    """[values, -level] / alpha (rows x (w+1)): U o (that [V, 1]^T) is F o (values V^T - level 1^T)."""
    out = np.empty((len(values), values.shape[1] + 1))
    np.multiply(values, inverse[:, None], out=out[:, :-1])
    np.multiply(level, -inverse, out=out[:, -1])
    return out


def row_dots(left: Floats, right: Floats) -> Floats:
    """<left_j, right_j> of each row."""
    return np.asarray(np.einsum("jk,jk->j", left, right))
