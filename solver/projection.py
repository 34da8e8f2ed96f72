"""Variable projection: phi(X) = min_Y Phi(X, Y), its gradient and Hessian-vector product (theory I6).

For fixed X the best Y is a ridge solution, N Y = (F A3)^T B with N = (F A3)^T (F A3) + wy^2 A3^T A3 + ly I. There
grad phi = grad_X Phi, and the Hessian of phi is the Schur complement H_xx - H_xy H_yy^{-1} H_yx, H_yy = 2 N (x) I:
along dX the optimal Y moves by dY = -N^{-1} (H_yx dX) / 2, and the product is the X part of H (dX, dY).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.linalg

from solver.oracle import MEMORY, Evaluation, Floats, Move, Weights, row_blocks, storage
from solver.problem import AttentionProblem

_NULL: Final = 1e-14  # eigenvalues of N below this fraction of the largest are taken for zero


@dataclass(frozen=True, kw_only=True, eq=False)
class Normal:
    """N = W diag(1/inverse) W^T, solved by its eigenvectors: least-norm where N is singular."""

    vectors: Floats
    inverse: Floats

    def solve(self, right: Floats) -> Floats:
        """N^+ right, r x k."""
        return np.asarray(self.vectors @ (self.inverse[:, None] * (self.vectors.T @ right)))


@dataclass(frozen=True, kw_only=True, eq=False)
class Projected:
    """phi at X: the evaluation of Phi at (X, Y(X)) and N there."""

    at: Evaluation
    normal: Normal

    def hvp(self, dX: Floats) -> Floats:
        """Hessian of phi times dX, p x q: seven products, six when s~ fits beside U and P."""
        at, data = self.at, self.at.problem
        move, scores = Move(at, dX), []
        dC, EtC = np.empty((data.n, data.k)), np.zeros((data.m, data.k))
        for rows, U, _ in at.blocks(with_P=False):
            s = move.scores(rows)
            dC[rows] = move.first(rows, U * s, EtC)
            scores.append(s if at.kept else None)
        dY = -self.normal.solve(data.A3.T @ EtC + at.mean3.T @ dC)
        dC += at.mean3 @ dY
        right, dPA2 = move.right(at.V, data.A3 @ dY), np.empty((data.n, data.q))
        for (rows, U, P), known in zip(at.blocks(), scores, strict=True):
            s = move.scores(rows) if known is None else known
            np.matmul(move.second(rows, s, (U, P, np.empty_like(s)), dC[rows], right), data.A2, out=dPA2[rows])
        G1, G2, _ = data.grams
        return np.asarray(2 * (data.A1.T @ dPA2 + data.wx**2 * (G1 @ dX @ G2) + data.lx * dX))


def project(problem: AttentionProblem, X: Floats, *, memory: int = MEMORY) -> Projected:
    """Evaluate at (X, Y(X)): F A3 gives N, Y, O and C; then P. Four products, or five if U must be made twice."""
    n, k = problem.n, problem.k
    kept = storage(problem, memory)
    inverse, mean3 = _forward(problem, X, kept)
    normal = _normal(problem, mean3)
    Y = normal.solve(mean3.T @ problem.B)
    V, O = problem.A3 @ Y, mean3 @ Y  # noqa: E741
    C, PA2, weights = O - problem.B, np.empty((n, problem.q)), Weights(problem, X, V, kept)
    for rows in row_blocks(n, problem.m):
        U = kept[0][rows] if kept else weights.exponentials(rows)
        np.matmul(weights.P(rows, U, C[rows], O[rows], inverse[rows]), problem.A2, out=PA2[rows])
    pulled = mean3.T @ C
    at = Evaluation(problem=problem, X=X, Y=Y, V=V, O=O, C=C, inverse=inverse, PA2=PA2, pulled=pulled, kept=kept)
    at.__dict__["mean3"] = mean3  # a cached property, known already
    return Projected(at=at, normal=normal)


def _forward(
    problem: AttentionProblem, X: Floats, kept: tuple[Floats, Floats] | None
) -> tuple[Floats, Floats]:
    """1 / alpha (n) and F A3 (n x r)."""
    weights = Weights(problem, X, np.zeros((problem.m, 0)), kept)
    inverse, mean3 = np.empty(problem.n), np.empty((problem.n, problem.r))
    for rows in row_blocks(problem.n, problem.m):
        U = weights.exponentials(rows)
        inverse[rows] = 1 / U.sum(axis=1)
        np.matmul(U, problem.A3, out=mean3[rows])
    mean3 *= inverse[:, None]
    return inverse, mean3


def _normal(problem: AttentionProblem, mean3: Floats) -> Normal:
    N = mean3.T @ mean3 + problem.wy**2 * problem.grams[2]
    N[np.diag_indices(problem.r)] += problem.ly
    values, vectors = scipy.linalg.eigh(N)
    large = values > _NULL * max(values[-1], 0.0)
    return Normal(vectors=vectors, inverse=np.where(large, 1 / np.where(large, values, 1.0), 0.0))
