"""Large products block by block of rows, so that what is made of a block stays in the cache.

Assumptions as in `solver.verified.ball`: a BLAS product is the sum of the exact or FMA-contracted products of its
entries, in some order. Radii of large products are bounded by norms of rows and columns (Cauchy-Schwarz).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from solver.verified.ball import (
    LARGE_PRODUCT,
    TINY,
    Ball,
    Floats,
    Operand,
    ball,
    gamma,
    inflate,
    lengths,
    make_ball,
    norm_spread,
)

_ALONE: Final = 2**19  # multiplications; OpenBLAS takes a thread for each 2^18, hence one for fewer than this


def unset_ball(rows: int, columns: int) -> Ball:
    """A matrix whose entries `put` is to set."""
    return Ball(np.empty((rows, columns)), np.empty((rows, columns)))


@dataclass(frozen=True, eq=False)
class RightFactor:
    """The right factor (k x m) of products with many blocks of rows, `rows` altogether.

    Norms of its columns, which bound the radii where such products are large, are taken once.
    """

    enclosure: Ball
    rows: int

    __array_ufunc__ = None  # ndarray @ RightFactor must reach __rmatmul__

    @cached_property
    def _columns(self) -> tuple[Floats, Floats] | None:
        """Norms of the columns of midpoints and of radii, each 1 x m; None where no product is large."""
        if self.rows * self.enclosure.mid.size <= LARGE_PRODUCT:
            return None
        return lengths(self.enclosure.mid, 0), lengths(self.enclosure.rad, 0)

    def __rmatmul__(self, left: Operand) -> Ball:
        a = ball(left)
        if self._columns is None:
            return a @ self.enclosure
        with np.errstate(all="ignore"):
            return make_ball(
                multiply_alone(a.mid, self.enclosure.mid), norm_spread(a, *self._columns), a.mid.shape[1] + 16
            )


def right_factor(value: Operand, rows: int) -> RightFactor:
    """The matrix, or ball of matrices, that `rows` rows altogether are multiplied with."""
    return RightFactor(ball(value), rows)


class ProductSum:
    """The sum of a^T b over blocks of rows, `rows` altogether: one product whose rows come one block after the other.

    BLAS sums a block, then blocks are added: one of the orders of summation that gamma allows. A large one is bounded
    by norms of columns of all blocks (Cauchy-Schwarz), a small one block by block.
    """

    def __init__(self, shape: tuple[int, int], rows: int) -> None:
        self._large = rows * shape[0] * shape[1] > LARGE_PRODUCT
        self._rows = 0
        self._total = ball(np.zeros(shape))
        self._parts: tuple[list[Floats], ...] = ([], [], [], [])

    def add(self, a: Ball, b: Ball) -> None:
        """Add a^T b for blocks a (rows x m) and b (rows x k)."""
        self._rows += len(a.mid)
        if not self._large:
            self._total = self._total + a.T @ b
            return
        with np.errstate(all="ignore"):
            self._total.mid[...] += a.mid.T @ b.mid
            for part, values in zip(self._parts, (a.mid, a.rad, b.mid, b.rad), strict=True):
                part.append(lengths(values, 0))

    def total(self) -> Ball:
        """The sum so far."""
        if not self._large:
            return self._total
        k = self._rows
        with np.errstate(invalid="ignore", over="ignore"):
            a, a_radii, b, b_radii = (lengths(np.concatenate(part), 0) for part in self._parts)
            spread = a.T * (b_radii + gamma(k) * b + k * TINY) + a_radii.T * (b + b_radii) + k * TINY
            # A length is that of lengths of blocks: 2 k roundings at most, and the few of each `_lengths`.
            return make_ball(self._total.mid.copy(), spread, 2 * k + 32)


def multiply_alone(a: Floats, b: Floats, out: Floats | None = None) -> Floats:
    """a @ b in pieces so small that BLAS forms each in the calling thread; into `out` where it is given.

    Thousands of products that take some ten microseconds each gain little from a second thread, and where another
    process has its processor each of them waits for a time slice. The longest of the three dimensions is cut; pieces
    along the inner one are added, which is one more order of summation.
    """
    (rows, k), columns = a.shape, b.shape[1]
    product = np.empty((rows, columns)) if out is None else out
    longest = max(rows, k, columns)
    step = max(1, (_ALONE - 1) // max(1, rows * k * columns // max(1, longest)))
    parts = [slice(start, start + step) for start in range(0, longest, step)] or [slice(0, 0)]
    if longest == k:
        np.matmul(a[:, parts[0]], b[parts[0]], out=product)
        for part in parts[1:]:
            product += a[:, part] @ b[part]
        return product
    for part in parts:
        if longest == columns:
            np.matmul(a, b[:, part], out=product[:, part])
        else:
            np.matmul(a[part], b, out=product[part])
    return product


def sum_products_upper(left: Floats, right: Floats) -> Floats:
    """Upper bounds of sum_l left_jl right_jl of every row j of two matrices of nonnegative numbers, (n,)."""
    k = left.shape[1]
    return inflate(np.einsum("ij,ij->i", left, right) + k * TINY, k + 3)
