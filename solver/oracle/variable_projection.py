"""Variable projection: phi(X) = min_Y Phi(X, Y), its gradient and Hessian-vector product (theory I6).

For fixed X the best Y is a ridge solution, N Y = (F A3)^T B with N = (F A3)^T (F A3) + wy^2 A3^T A3 + ly I. There
grad phi = grad_X Phi, and the Hessian of phi is the Schur complement H_xx - H_xy H_yy^{-1} H_yx, H_yy = 2 N (x) I:
along dX the optimal Y moves by dY = -N^{-1} (H_yx dX) / 2, and the product is the X part of H (dX, dY).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.linalg

from solver.oracle.augmented import Floats, divide_by_sums, with_ones
from solver.oracle.buffers import Workspace
from solver.oracle.data import AttentionData, grams, summing3
from solver.oracle.evaluation import Evaluation
from solver.oracle.hessian_product import directional_derivative
from solver.oracle.state import Weights, block_shape, row_blocks

_NULL: Final = 1e-14  # eigenvalues of N below this fraction of the largest are taken for zero


class Normal:
    """N = (F A3)^T (F A3) + wy^2 A3^T A3 + ly I, factored: Cholesky, or the pseudo-inverse where N is singular."""

    def __init__(self, problem: AttentionData, mean3: Floats) -> None:
        N = mean3.T @ mean3 + problem.wy * problem.wy * grams(problem)[2]
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
        data, workspace, direction = self.problem, self.workspace, directional_derivative(self, dX)
        whole, block = self.lease.array is not None, block_shape(self.problem.n, self.problem.m)
        dC, dPA2 = np.empty((data.n, data.k)), np.empty((data.n, data.q))
        scores, room = workspace.take("scores", (data.n, data.m) if whole else block), workspace.take("room", block)
        for rows, U, _ in self.blocks(with_P=False):
            s = direction.scores(rows, scores[rows] if whole else scores[: len(U)])
            dC[rows] = direction.first(rows, np.multiply(U, s, out=room[: len(U)]))
        # H_yx dX = 2 (adjoint + (F A3)^T dC): Y follows X along dY = -N^-1 (H_yx dX) / 2
        dY = -self.normal.solve(direction.adjoint + self.mean3.T @ dC)
        dC += self.mean3 @ dY
        direction.set_value_direction(dY)
        for rows, U, P in self.blocks():
            s = scores[rows] if whole else direction.scores(rows, scores[: len(U)])
            np.matmul(direction.second(rows, s, (U, P, room[: len(U)]), dC[rows]), data.A2, out=dPA2[rows])
        workspace.give("scores", scores)
        workspace.give("room", room)
        return 2 * (data.A1.T @ dPA2 + self.regulariser(dX, dY)[0])


def project(problem: AttentionData, X: Floats, workspace: Workspace | None = None) -> Projected:
    """Evaluate at (X, Y(X)): F A3 gives N, Y, O and C; then P. Four products, or five if U must be made twice."""
    workspace = workspace or Workspace()
    lease = workspace.lease(problem.n, problem.m)
    weights = Weights(problem, X, lease.array)
    inverse, mean3 = _forward(problem, weights)
    normal = Normal(problem, mean3)
    Y = normal.solve(mean3.T @ problem.B)
    V1, O = with_ones(problem.A3, Y), mean3 @ Y  # noqa: E741
    C, PA2 = O - problem.B, np.empty((problem.n, problem.q))
    for rows in row_blocks(problem.n, problem.m):
        U = weights.exponentials(rows) if lease.array is None else lease.array[0, rows]
        P, keys = weights.P(rows, U, V1, C[rows], O[rows], inverse[rows]), weights.seen(rows)
        np.matmul(P[:, keys], problem.A2[keys], out=PA2[rows])
    found = {"V1": V1, "O": O, "C": C, "inverse": inverse, "mean3": mean3, "PA2": PA2}
    return Projected(problem=problem, X=X, Y=Y, lease=lease, workspace=workspace, normal=normal, **found)


def _forward(problem: AttentionData, weights: Weights) -> tuple[Floats, Floats]:
    """1 / alpha (n) and F A3 (n x r)."""
    inverse, mean3 = np.empty(problem.n), np.empty((problem.n, problem.r))
    for rows in row_blocks(problem.n, problem.m):
        U, keys = weights.exponentials(rows), weights.seen(rows)
        inverse[rows] = divide_by_sums(U[:, keys] @ summing3(problem)[keys], out=mean3[rows])
    return inverse, mean3
