"""A Cholesky factor and its solves as products of blocks, in memory as they lie there.

Solves of scipy are as fast with one thread of BLAS. With more they are not: scipy and numpy each bring threads of their
own, and a change between the two costs more than a solve. LAPACK's Cholesky by numpy takes twice the time of this one.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from solver.oracle.augmented import Floats

_BLOCK: Final = 128


class Triangle:
    """A lower triangular C (size x size) in `table`, whose blocks above those of the diagonal are not read.

    `inverses` are those of the diagonal blocks.
    """

    def __init__(self, table: Floats, inverses: list[Floats]) -> None:
        self._table, self._inverses = table, inverses
        self._blocks = _blocks(len(table))

    def solve(self, right: Floats) -> Floats:
        """C^{-1} right, for a vector."""
        x = right.copy()
        for block, inverse in zip(self._blocks, self._inverses, strict=True):
            x[block] = inverse @ (x[block] - self._table[block, : block.start] @ x[: block.start])
        return x

    def solve_transposed(self, right: Floats) -> Floats:
        """C^{-T} right, for a vector."""
        x = right.copy()
        for block, inverse in zip(reversed(self._blocks), reversed(self._inverses), strict=True):
            x[block] = inverse.T @ x[block]
            x[: block.start] -= x[block] @ self._table[block, : block.start]
        return x

    def add_identity(self) -> Triangle:
        """C + I."""
        table = self._table.copy()
        table[np.diag_indices(len(table))] += 1
        return Triangle(table, [_invert(table[block, block]) for block in self._blocks])


def factor(A: Floats) -> Triangle:
    """Cholesky's C with C C^T = A (size x size, symmetric), in A's place, block column by block column.

    Raises numpy.linalg.LinAlgError where A is not positive definite in float64.
    """
    inverses = []
    for block in _blocks(len(A)):
        column = A[block.start :, block]
        column -= A[block.start :, : block.start] @ A[block, : block.start].T
        A[block, block] = np.linalg.cholesky(A[block, block])
        inverses.append(_invert(A[block, block]))
        A[block.stop :, block] = A[block.stop :, block] @ inverses[-1].T
    return Triangle(A, inverses)


def _invert(C: Floats) -> Floats:
    return np.asarray(np.linalg.inv(C), dtype=np.float64)


def _blocks(size: int) -> list[slice]:
    return [slice(begin, min(begin + _BLOCK, size)) for begin in range(0, size, _BLOCK)]
