"""Variable projection: phi(X) = min_Y Phi(X, Y), its gradient and Hessian-vector product (theory I6).

For fixed X the best Y is a ridge solution, N Y = (F A3)^T B with N = (F A3)^T (F A3) + wy^2 A3^T A3 + ly I. There
grad phi = grad_X Phi, and the Hessian of phi is the Schur complement H_xx - H_xy H_yy^{-1} H_yx, H_yy = 2 N (x) I:
along dX the optimal Y moves by dY = -N^{-1} (H_yx dX) / 2, and the product is the X part of H (dX, dY).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import scipy.linalg

from solver.oracle.augmented import Floats, normalised, summing
from solver.oracle.evaluation import MEMORY, Evaluation, Weights, block_shape, row_blocks, storage
from solver.oracle.hessian_product import move_along

if TYPE_CHECKING:
    from solver.problem import AttentionProblem

_NULL: Final = 1e-14  # eigenvalues of N below this fraction of the largest are taken for zero


class Normal:
    """N = (F A3)^T (F A3) + wy^2 A3^T A3 + ly I, factored: Cholesky, or the pseudo-inverse where N is singular."""

    def __init__(self, problem: AttentionProblem, mean3: Floats) -> None:
        N = mean3.T @ mean3 + problem.wy**2 * problem.grams[2]
        N[np.diag_indices(problem.r)] += problem.ly
        self._N = N
        self._apply = _inverse(N)

    def solve(self, right: Floats) -> Floats:
        """N^+ right (r x k), refined once."""
        Y = self._apply(right)
        return Y + self._apply(right - self._N @ Y)


def _inverse(N: Floats) -> Callable[[Floats], Floats]:
    """Of a trial point that is not finite nothing is known: NaN, which the search rejects."""
    if not np.isfinite(N).all():
        return lambda right: np.full_like(right, np.nan)
    try:  # by numpy and as products: scipy has BLAS threads of its own, and a change between the two costs 2 ms
        factor = np.linalg.inv(np.linalg.cholesky(N))
    except np.linalg.LinAlgError:
        pseudo = np.asarray(scipy.linalg.pinvh(N, rtol=_NULL))
        return lambda right: pseudo @ right
    return lambda right: np.asarray(factor.T @ (factor @ right))


@dataclass(frozen=True, kw_only=True, eq=False)
class Projected(Evaluation):
    """phi at X: the evaluation of Phi at (X, Y(X)), and N there."""

    normal: Normal

    def projected_hvp(self, dX: Floats) -> Floats:
        """Hessian of phi times dX, p x q, in four to six products, one more when s~ does not fit beside U and P."""
        data, move, block = self.problem, move_along(self, dX), block_shape(self.problem.n, self.problem.m)
        dC, dPA2 = np.empty((data.n, data.k)), np.empty((data.n, data.q))
        scores = data.storage.take("scores", block if self.kept is None else (data.n, data.m))
        room = data.storage.take("room", block)
        for rows, U, _ in self.blocks(with_P=False):
            s = move.scores(rows, scores[: len(U)] if self.kept is None else scores[rows])
            dC[rows] = move.first(rows, np.multiply(U, s, out=room[: len(U)]))
        dY = -self.normal.solve(move.pulled + self.mean3.T @ dC)
        dC += self.mean3 @ dY
        move.turn(dY)
        for rows, U, P in self.blocks():
            s = move.scores(rows, scores[: len(U)]) if self.kept is None else scores[rows]
            np.matmul(move.second(rows, s, (U, P, room[: len(U)]), dC[rows]), data.A2, out=dPA2[rows])
        data.storage.give("scores", scores)
        data.storage.give("room", room)
        return 2 * (data.A1.T @ dPA2 + self.regulariser(dX, dY)[0])


def project(problem: AttentionProblem, X: Floats, *, memory: int = MEMORY) -> Projected:
    """Evaluate at (X, Y(X)): F A3 gives N, Y, O and C; then P. Four products, or five if U must be made twice."""
    n, kept = problem.n, storage(problem, memory)
    weights = Weights(problem, X, kept)
    inverse, mean3 = _forward(problem, weights)
    normal = Normal(problem, mean3)
    Y = normal.solve(mean3.T @ problem.B)
    V1, O = summing(problem.A3, Y), mean3 @ Y  # noqa: E741
    C, PA2 = O - problem.B, np.empty((n, problem.q))
    for rows in row_blocks(n, problem.m):
        U = weights.exponentials(rows) if kept is None else kept[0, rows]
        np.matmul(weights.P(rows, U, V1, C[rows], O[rows], inverse[rows]), problem.A2, out=PA2[rows])
    found = {"V1": V1, "O": O, "C": C, "inverse": inverse, "mean3": mean3, "PA2": PA2}
    return Projected(problem=problem, X=X, Y=Y, kept=kept, normal=normal, **found)


def _forward(problem: AttentionProblem, weights: Weights) -> tuple[Floats, Floats]:
    """1 / alpha (n) and F A3 (n x r)."""
    inverse, mean3 = np.empty(problem.n), np.empty((problem.n, problem.r))
    for rows in row_blocks(problem.n, problem.m):
        U = weights.exponentials(rows)
        inverse[rows] = normalised(U @ problem.summing3, out=mean3[rows])
    return inverse, mean3
