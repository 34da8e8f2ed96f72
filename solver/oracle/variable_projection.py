"""Variable projection: phi(X) = min_Y Phi(X, Y), its gradient and Hessian-vector product (theory I6).

For fixed X the best Y is a ridge solution, N Y = (F A3)^T B with N = (F A3)^T (F A3) + wy^2 A3^T A3 + ly I. There
grad phi = grad_X Phi, and the Hessian of phi is the Schur complement H_xx - H_xy H_yy^{-1} H_yx, H_yy = 2 N (x) I:
along dX the optimal Y moves by dY = -N^{-1} (H_yx dX) / 2, and the product is the X part of H (dX, dY).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import scipy.linalg

from solver.oracle.augmented import Floats, divide_by_sums, with_ones
from solver.oracle.buffers import Lease
from solver.oracle.data import AttentionData, grams, summing3
from solver.oracle.evaluation import Evaluation, regulariser
from solver.oracle.hessian_product import DirectionalDerivative, directional_derivative
from solver.oracle.shares import Share, Shares, whole
from solver.oracle.state import State, Weights, block_shape, row_blocks

_NULL: Final = 1e-14  # eigenvalues of N below this fraction of the largest are taken for zero
_SMALL: Final = 64  # columns, below which halving costs more than it saves


class Normal:
    """N = (F A3)^T (F A3) + wy^2 A3^T A3 + ly I, factored: Cholesky, or the pseudo-inverse where N is singular."""

    def __init__(self, problem: AttentionData, moments3: Floats) -> None:
        N = moments3 + problem.wy * problem.wy * grams(problem)[2]
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
        factor = _invert_lower(np.asarray(np.linalg.cholesky(N), dtype=np.float64))
    except np.linalg.LinAlgError:
        pseudo = np.asarray(scipy.linalg.pinvh(N, rtol=_NULL))
        return lambda right: pseudo @ right
    return lambda right: np.asarray(factor.T @ (factor @ right))


def _invert_lower(L: Floats) -> Floats:
    """L^{-1} by halves: for 385 columns a fifth of the time that an inverse of a full matrix takes."""
    if len(L) <= _SMALL:
        return np.asarray(np.linalg.inv(L), dtype=np.float64)
    half = len(L) // 2
    upper, lower, out = _invert_lower(L[:half, :half]), _invert_lower(L[half:, half:]), np.zeros_like(L)
    out[:half, :half], out[half:, half:] = upper, lower
    out[half:, :half] = -lower @ (L[half:, :half] @ upper)
    return out


@dataclass(frozen=True, kw_only=True, eq=False)
class Projected(Evaluation):
    """phi at X: the evaluation of Phi at (X, Y(X)), and N there."""

    normal: Normal

    def projected_hvp(self, dX: Floats) -> Floats:
        """Hessian of phi times dX, p x q, in four to six products, one more when s~ does not fit beside U and P."""
        moved = self.states.map(move, dX)
        # H_yx dX = 2 (adjoint + (F A3)^T dC): Y follows X along dY = -N^-1 (H_yx dX) / 2
        dY = -self.normal.solve(moved.total(mixed_product)[0])
        return 2 * (moved.total(follow, dY)[0] + regulariser(self.problem, dX, dY)[0])


class Moved:
    """One share's first pass along dX: dC where Y stays (n x k), and s~ (n x m) where U and P are kept.

    The second pass overwrites s~, and makes it anew where it is not there: it gives the same when it runs again.
    """

    def __init__(self, at: State, direction: DirectionalDerivative, dC: Floats, scores: Floats | None) -> None:
        self.at, self.direction, self.dC = at, direction, dC
        self._scores = scores

    def take_scores(self) -> Floats | None:
        """The only use of s~."""
        scores, self._scores = self._scores, None
        return scores

    def __getstate__(self) -> dict[str, Any]:
        """A copy on another machine makes s~ again."""
        return vars(self) | {"_scores": None}


def move(at: State, dX: Floats) -> Moved:
    """The first pass along dX (p x q), of one share."""
    data, workspace, direction = at.problem, at.workspace, directional_derivative(at, dX)
    whole, block = at.lease.array is not None, block_shape(data.n, data.m)
    dC, room = np.empty((data.n, data.k)), workspace.take("room", block)
    scores = workspace.take("scores", (data.n, data.m) if whole else block)
    for rows, U, _ in at.blocks(with_P=False):
        s = direction.scores(rows, scores[rows] if whole else scores[: len(U)])
        dC[rows] = direction.first(rows, np.multiply(U, s, out=room[: len(U)]))
    workspace.give("room", room)
    if not whole:
        workspace.give("scores", scores)
    return Moved(at, direction, dC, scores if whole else None)


def mixed_product(moved: Moved) -> tuple[Floats]:
    """Half of H_yx dX (r x k), of one share."""
    return (moved.direction.adjoint + moved.at.mean3.T @ moved.dC,)


def follow(moved: Moved, dY: Floats) -> tuple[Floats]:
    """The second pass, of one share: half the X part of the Hessian of L times (dX, dY)."""
    at, direction, kept = moved.at, moved.direction, moved.take_scores()
    data, workspace, block = at.problem, at.workspace, block_shape(at.problem.n, at.problem.m)
    dC, dPA2, room = moved.dC + at.mean3 @ dY, np.empty((data.n, data.q)), workspace.take("room", block)
    scores = workspace.take("scores", block) if kept is None else kept
    direction.set_value_direction(dY)
    for rows, U, P in at.blocks():
        s = direction.scores(rows, scores[: len(U)]) if kept is None else scores[rows]
        np.matmul(direction.second(rows, s, (U, P, room[: len(U)]), dC[rows]), data.A2, out=dPA2[rows])
    workspace.give("scores", scores)
    workspace.give("room", room)
    return (data.A1.T @ dPA2,)


def project(problem: AttentionData, X: Floats, shares: Shares[Share] | None = None) -> Projected:
    """Evaluate at (X, Y(X)): F A3 gives N, Y, O and C; then P. Four products, or five if U must be made twice."""
    forward = (shares or whole(problem)).map(average, X)
    moments3, right = forward.total(normal_sums)
    normal = Normal(problem, moments3)
    Y = normal.solve(right)
    return Projected(problem=problem, X=X, Y=Y, states=forward.map(complete, Y), normal=normal)


@dataclass(frozen=True, kw_only=True, eq=False)
class Averages:
    """One share's 1 / alpha (n) and F A3 (n x r), which do not need Y."""

    share: Share
    X: Floats
    lease: Lease
    weights: Weights
    inverse: Floats
    mean3: Floats


def average(share: Share, X: Floats) -> Averages:
    """The first pass of a projection, of one share; U is kept if U and P fit the workspace's budget."""
    problem, lease = share.problem, share.workspace.lease(share.problem.n, share.problem.m)
    weights, inverse, mean3 = Weights(problem, X, lease), np.empty(problem.n), np.empty((problem.n, problem.r))
    for rows in row_blocks(problem.n, problem.m):
        U, keys = weights.exponentials(rows), weights.seen(rows)
        inverse[rows] = divide_by_sums(U[:, keys] @ summing3(problem)[keys], out=mean3[rows])
    return Averages(share=share, X=X, lease=lease, weights=weights, inverse=inverse, mean3=mean3)


def normal_sums(forward: Averages) -> tuple[Floats, Floats]:
    """(F A3)^T F A3 (r x r) and (F A3)^T B (r x k), of one share."""
    return forward.mean3.T @ forward.mean3, forward.mean3.T @ forward.share.problem.B


def complete(forward: Averages, Y: Floats) -> State:
    """The second pass of a projection: one share's state at (X, Y)."""
    problem, lease, weights = forward.share.problem, forward.lease, forward.weights
    inverse, mean3 = forward.inverse, forward.mean3
    V1, O = with_ones(problem.A3, Y), mean3 @ Y  # noqa: E741
    C, PA2 = O - problem.B, np.empty((problem.n, problem.q))
    for rows in row_blocks(problem.n, problem.m):
        U = weights.exponentials(rows) if lease.array is None else lease.array[0, rows]
        P, keys = weights.P(rows, U, V1, C[rows], O[rows], inverse[rows]), weights.seen(rows)
        np.matmul(P[:, keys], problem.A2[keys], out=PA2[rows])
    found: dict[str, Any] = {"V1": V1, "O": O, "C": C, "inverse": inverse, "mean3": mean3, "PA2": PA2}
    return State(problem=problem, X=forward.X, Y=Y, lease=lease, workspace=forward.share.workspace, **found)
