"""What the oracle asks of a problem, and the tables that it derives from the data, once for each problem."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar

import numpy as np

from solver.oracle.augmented import Floats, append_column, row_dots
from solver.validation import Booleans

T = TypeVar("T")


class AttentionData(Protocol):
    """Data A1 (n x p), A2 (m x q), A3 (m x r), B (n x k), weights and allowed keys, none of which can change."""

    A1: Floats
    A2: Floats
    A3: Floats
    B: Floats
    wx: float
    wy: float
    lx: float
    ly: float
    mask: Booleans | None  # n x m; None where every query may see every key

    @property
    def n(self) -> int:
        """Number of queries, rows of A1 and B."""
        ...

    @property
    def m(self) -> int:
        """Number of keys, rows of A2 and A3."""
        ...

    @property
    def p(self) -> int:
        """Columns of A1, which are the rows of X."""
        ...

    @property
    def q(self) -> int:
        """Columns of A2, which are the columns of X."""
        ...

    @property
    def r(self) -> int:
        """Columns of A3, which are the rows of Y."""
        ...

    @property
    def k(self) -> int:
        """Columns of B, which are the columns of Y."""
        ...

    def natural(self, dX: Floats, dY: Floats) -> tuple[Floats, Floats]:
        """The natural norm's operator, (G1 dX G2 (p x q), G3 dY (r x k))."""
        ...

    def natural_squares(self, dX: Floats, dY: Floats) -> tuple[float, float]:
        """(||A1 dX A2^T||_F^2, ||A3 dY||_F^2), whose sum is the natural norm's square."""
        ...

    def remember(self, compute: Callable[[Any], T]) -> T:
        """compute(self), evaluated once: nothing that it depends on changes."""
        ...


def keep_with_problem(compute: Callable[[Any], T]) -> Callable[[Any], T]:
    """A function of the data alone, evaluated once for each problem and kept with it."""

    @wraps(compute)
    def remembered(data: AttentionData) -> T:
        return data.remember(compute)

    return remembered


@keep_with_problem
def grams(data: AttentionData) -> tuple[Floats, Floats, Floats]:
    """A1^T A1 (p x p), A2^T A2 (q x q), A3^T A3 (r x r)."""
    return data.A1.T @ data.A1, data.A2.T @ data.A2, data.A3.T @ data.A3


@keep_with_problem
def roots(data: AttentionData) -> tuple[Floats, Floats, Floats]:
    """Upper triangular R_i with R_i^T R_i = A_i^T A_i, from A_i itself.

    A small singular value of A_i keeps digits here that its square has lost in the Gram matrix.
    """
    R1, R2, R3 = (np.asarray(np.linalg.qr(matrix, mode="r")) for matrix in (data.A1, data.A2, data.A3))
    return R1, R2, R3


@keep_with_problem
def centring2(data: AttentionData) -> Floats:
    """[A2, 1] (m x (q+1)): a column -<f_j, s_j> beside a row of scores centres them within the product."""
    return append_column(data.A2, 1.0)


@keep_with_problem
def summing3(data: AttentionData) -> Floats:
    """[A3, 1] (m x (r+1)): a product with it gives the sums of rows beside their means."""
    return append_column(data.A3, 1.0)


@keep_with_problem
def longest2(data: AttentionData) -> float:
    """Length of A2's longest row: no score exceeds it times that of a row of A1 X."""
    return float(np.sqrt(row_dots(data.A2, data.A2).max()))
