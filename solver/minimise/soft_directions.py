"""The directions in which phi curves least, as one Newton solve finds them, for the preconditioner of the next.

Where residuals nearly cancel the regulariser a few curvatures lie a hundred times below all others, and every solve
would spend most of its products on them again. Conjugate gradients tridiagonalise what they solve with (Lanczos): of
M^{-1} H, with z = M^{-1} r for the residuals r, the vectors (-1)^i z_i / sqrt(r_i^T z_i) are orthonormal in M, and H is
there

  t_ii = 1 / a_i + b_i / a_{i-1},   t_{i,i+1} = sqrt(b_{i+1}) / a_i

with the steps a_i and b_i = r_i^T z_i / r_{i-1}^T z_{i-1}.

Its lowest eigenpairs (s_i, u_i), lifted to the level s of the others, make

  M^{-1} + U diag(s / s_i - 1) U^T

(a limited-memory preconditioner of Ritz vectors: Gratton, Sartenaer, Tshimanga, SIAM J. Optim. 21 (2011) 912-935), with
no gain above `_LIFTED`. It is positive definite whatever the vectors are, since only s_i < s / 2 are lifted. At a point
where they are soft no longer they make curvatures far above all others, which cost products too: the solve that meets
these is the last that they serve.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from solver.oracle.augmented import Floats

MOST: Final = 40  # vectors of a solve that are kept, and directions: the room of the quasi-Newton pairs
_FEWEST: Final = 8  # products of a solve, below which its Ritz values tell nothing
_SOFT: Final = 0.5  # of the middle Ritz value
_STALE: Final = 10.0  # middle Ritz values, beyond which the largest is that of directions that are soft no longer
_LIFTED: Final = 1e4  # gains beyond it are cut off: residuals in the metric that they make would tell nothing of others


class Solve:
    """What conjugate gradients tell of each direction, as long as there is room."""

    def __init__(self) -> None:
        self._vectors = np.empty((0, 0))
        self._curvatures: list[float] = []
        self._squares: list[float] = []

    def observe(self, z: Floats, square: float, curvature: float) -> None:
        """z = M^{-1} r, r^T z and d^T H d."""
        seen = len(self._squares)
        if seen == 0:
            self._vectors = np.empty((MOST, z.size))
        if seen < MOST:
            np.divide(z, np.sqrt(square), out=self._vectors[seen])
            self._curvatures.append(curvature)
            self._squares.append(square)

    def renew(self, known: SoftDirections) -> SoftDirections:
        """Of those known, which preconditioned it, and the lowest Ritz pairs that it found; of a short solve none."""
        if len(self._squares) < _FEWEST:
            return known
        values, vectors = np.linalg.eigh(self._tridiagonal())
        level = float(np.median(values))
        soft = (values > 0) & (values < _SOFT * level)
        combinations = vectors[:, soft] * ((-1.0) ** np.arange(len(values)))[:, None]
        gains = np.minimum(level / values[soft] - 1, _LIFTED)
        found = SoftDirections(combinations.T @ self._vectors[: len(values)], gains)
        return found if values[-1] > _STALE * level else known.join(found)

    def _tridiagonal(self) -> Floats:
        squares = np.array(self._squares)
        inverse, growth = np.array(self._curvatures) / squares, squares[1:] / squares[:-1]
        diagonal, beside = inverse.copy(), np.sqrt(growth) * inverse[:-1]
        diagonal[1:] += growth * inverse[:-1]
        return np.asarray(np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1))


@dataclass(frozen=True, eq=False)
class SoftDirections:
    """Rows of U (number x pq) and s / s_i - 1. Raises ValueError where these are not as many."""

    rows: Floats
    gains: Floats

    def __post_init__(self) -> None:
        if len(self.rows) != len(self.gains):
            raise ValueError(f"{len(self.rows)} soft directions have {len(self.gains)} gains")

    def lift(self, r: Floats) -> Floats:
        """U diag(s / s_i - 1) U^T r."""
        return np.asarray((self.gains * (self.rows @ r)) @ self.rows) if len(self.gains) else np.zeros_like(r)

    def join(self, found: SoftDirections) -> SoftDirections:
        """With those that were found on top of these; where there is no room for all, those that gain most."""
        if not (len(self.gains) and len(found.gains)):
            return found if len(found.gains) else self
        gains, known = np.concatenate([self.gains, found.gains]), len(self.gains)
        kept = np.sort(np.argsort(-gains, kind="stable")[:MOST])
        rows = np.concatenate([self.rows[kept[kept < known]], found.rows[kept[kept >= known] - known]])
        return SoftDirections(rows, gains[kept])


NONE: Final = SoftDirections(np.empty((0, 0)), np.empty(0))
