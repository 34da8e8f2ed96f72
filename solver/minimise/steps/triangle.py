"""Solves with a lower triangular matrix as products of its blocks with a vector.

A triangular solve of scipy is as fast with one thread of BLAS. With more it is not: scipy and numpy each bring threads
of their own, and a change between the two costs more than a solve.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from solver.oracle.augmented import Floats

_BLOCK: Final = 256


class Triangle:
    """A lower triangular C (size x size), its `table`; the diagonal blocks are inverted once."""

    def __init__(self, C: Floats) -> None:
        self.table = C
        self._blocks = [slice(begin, begin + _BLOCK) for begin in range(0, len(C), _BLOCK)]
        self._inverses = [np.linalg.inv(C[block, block]) for block in self._blocks]

    def solve(self, right: Floats) -> Floats:
        """C^{-1} right, for a vector."""
        x = right.copy()
        for block, inverse in zip(self._blocks, self._inverses, strict=True):
            x[block] = inverse @ (x[block] - self.table[block, : block.start] @ x[: block.start])
        return x

    def solve_transposed(self, right: Floats) -> Floats:
        """C^{-T} right, for a vector."""
        x = right.copy()
        for block, inverse in zip(reversed(self._blocks), reversed(self._inverses), strict=True):
            x[block] = inverse.T @ (x[block] - x[block.stop :] @ self.table[block.stop :, block])
        return x
