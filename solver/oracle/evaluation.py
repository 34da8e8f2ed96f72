"""The float64 oracle: loss, gradient and Hessian-vector product as matrix products, over blocks of rows.

With S = A1 X A2^T, U = exp(S), alpha = U 1, F = U / alpha, V = A3 Y, O = F V = (F A3) Y, C = O - B, mu_j = <c_j, O_j>
and P = F o (C V^T - mu 1^T) (theory I3):  grad_X L = 2 A1^T P A2,  grad_Y L = 2 A3^T F^T C = 2 (F A3)^T C.
Row j of everything needs row j of U alone, so one pass over blocks of rows that fit the cache gives loss and gradient
in four products and nm exponentials. Sums of rows (alpha, mu) and their scaling by 1/alpha are one more column, and a
scaling, of a product's thin factor, never a pass over n x m numbers; the regulariser enters through the Gram matrices.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from solver.oracle import hessian as curvature
from solver.oracle.augmented import Floats, bracket, normalised, row_dots, summing
from solver.oracle.hessian_product import move_along

if TYPE_CHECKING:
    from solver.problem import AttentionProblem

MEMORY: Final = 2**30  # default budget in bytes for what is kept of size n x m
_BLOCK_ENTRIES: Final = 2**18  # of one buffer: 2 MiB, so that a handful stay in the cache
_SHORTEST: Final = 128  # rows; products of fewer are slow, and sums of size m x k over blocks cost as much as they do
_LARGEST: Final = 2**23  # entries of one buffer, 64 MiB, in whatever shape
_SAFE_SCORE: Final = 300.0  # exp(300) times any m is far from overflow, exp(-300) far from underflow


@dataclass(frozen=True, kw_only=True, eq=False)
class Evaluation:
    """Phi at (X, Y): V1 = [V, 1] (m x (k+1)), F A3 (n x r), O and C (n x k), inverse = 1/alpha (n), P A2 (n x q).

    U and P (2 x n x m) are kept when the memory budget allows, and recomputed block by block when it does not.
    """

    problem: AttentionProblem
    X: Floats
    Y: Floats
    V1: Floats
    O: Floats  # noqa: E741 - the theory's name
    C: Floats
    inverse: Floats
    mean3: Floats
    PA2: Floats
    kept: Floats | None

    def __del__(self) -> None:
        if self.kept is not None:
            self.problem.storage.give("kept", self.kept)

    @property
    def V(self) -> Floats:
        """A3 Y (m x k), a view."""
        return self.V1[:, :-1]

    @cached_property
    def loss(self) -> float:
        """L = ||C||_F^2."""
        return float(np.vdot(self.C, self.C))

    @cached_property
    def objective(self) -> float:
        """Phi = L + <X, R_X> + <Y, R_Y>, with (R_X, R_Y) half the regulariser's gradient."""
        RX, RY = self.regulariser(self.X, self.Y)
        return self.loss + float(np.vdot(self.X, RX) + np.vdot(self.Y, RY))

    @cached_property
    def gradient(self) -> tuple[Floats, Floats]:
        """(grad_X Phi, grad_Y Phi)."""
        data = self.problem
        RX, RY = self.regulariser(self.X, self.Y)
        RX += data.A1.T @ self.PA2
        RY += self.mean3.T @ self.C
        RX *= 2
        RY *= 2
        return RX, RY

    @cached_property
    def gradient_norm(self) -> float:
        """Euclidean norm of the gradient."""
        gX, gY = self.gradient
        return float(np.hypot(np.linalg.norm(gX), np.linalg.norm(gY)))

    @property
    def F(self) -> Floats:
        """The softmax matrix (n x m), assembled anew."""
        return np.concatenate([U * self.inverse[rows, None] for rows, U, _ in self.blocks(with_P=False)])

    @cached_property
    def mean2(self) -> Floats:
        """F A2 (n x q), row j the mean of the rows of A2 under f_j."""
        means = np.empty((self.problem.n, self.problem.q))
        for rows, U, _ in self.blocks(with_P=False):
            np.matmul(U, self.problem.A2, out=means[rows])
        means *= self.inverse[:, None]
        return means

    def hvp(self, dX: Floats, dY: Floats) -> tuple[Floats, Floats]:
        """Hessian of Phi times (dX, dY), in four to six products of size n m; see `solver.oracle.hessian_product`."""
        data, move, dC = self.problem, move_along(self, dX), self.mean3 @ dY
        move.turn(dY)
        dPA2, room = np.empty((data.n, data.q)), data.storage.take("product", (2, *block_shape(data.n, data.m)))
        for rows, U, P in self.blocks():
            s, E = room[:, : len(U)]
            np.multiply(U, move.scores(rows, s), out=E)
            dC[rows] += move.first(rows, E)
            np.matmul(move.second(rows, s, (U, P, E), dC[rows]), data.A2, out=dPA2[rows])
        data.storage.give("product", room)
        RX, RY = self.regulariser(dX, dY)
        return 2 * (data.A1.T @ dPA2 + RX), 2 * (move.pulled + self.mean3.T @ dC + RY)

    def hessian(self) -> Floats:
        """Dense Hessian, row-major [vec X; vec Y] (theory I4)."""
        return curvature.hessian(self)

    def blocks(self, *, with_P: bool = True, length: int | None = None) -> Iterator[tuple[slice, Floats, Floats]]:
        """Blocks of rows with U and P there; without `with_P`, P is only meaningful when kept.

        Where both are kept a block has `length` rows, for callers whose own work decides on them.
        """
        if self.kept is not None:
            for rows in row_blocks(self.problem.n, self.problem.m, length):
                yield rows, self.kept[0, rows], self.kept[1, rows]
            return
        weights = Weights(self.problem, self.X)
        for rows in row_blocks(self.problem.n, self.problem.m):
            U = weights.exponentials(rows)
            P = weights.P(rows, U, self.V1, self.C[rows], self.O[rows], self.inverse[rows]) if with_P else U
            yield rows, U, P

    def regulariser(self, X: Floats, Y: Floats) -> tuple[Floats, Floats]:
        """Half the gradient of the regulariser, linear in its argument."""
        data = self.problem
        RX, RY = data.natural(X, Y)
        RX *= data.wx**2
        RY *= data.wy**2
        RX += data.lx * X
        RY += data.ly * Y
        return RX, RY


class Weights:
    """U and P of one block of rows at a time, in buffers that are reused unless whole matrices are given."""

    def __init__(self, problem: AttentionProblem, X: Floats, whole: Floats | None = None) -> None:
        self._A2, self._left = problem.A2, problem.A1 @ X
        self._longest = _SAFE_SCORE / problem.longest2 if problem.longest2 else np.inf
        self._whole = whole
        rows = 0 if whole is not None else row_blocks(problem.n, problem.m)[0].stop
        self._buffers = np.empty((2, rows, problem.m))

    def exponentials(self, rows: slice) -> Floats:
        """exp(S), of S less its row maximum where the scores may be large."""
        U = self._target(0, rows)
        left = self._left[rows]
        np.matmul(left, self._A2.T, out=U)
        if np.vdot(left, left) > self._longest**2 and row_dots(left, left).max() > self._longest**2:
            U -= U.max(axis=1, keepdims=True)
        return np.exp(U, out=U)

    def P(self, rows: slice, U: Floats, V1: Floats, C: Floats, O: Floats, inverse: Floats) -> Floats:  # noqa: E741
        """F o (C V^T - mu 1^T), mu_j = <c_j, O_j>."""
        P = self._target(1, rows)
        np.matmul(bracket(C, row_dots(C, O), inverse), V1.T, out=P)
        P *= U
        return P

    def _target(self, which: int, rows: slice) -> Floats:
        if self._whole is not None:
            return self._whole[which, rows]
        return self._buffers[which, : rows.stop - rows.start]


def evaluate(problem: AttentionProblem, X: Floats, Y: Floats, *, memory: int = MEMORY) -> Evaluation:
    """Loss and gradient in one pass; U and P are kept if they fit `memory` bytes."""
    n, r, k = problem.n, problem.r, problem.k
    kept, V1 = storage(problem, memory), summing(problem.A3, Y)
    weights = Weights(problem, X, kept)
    mean3, O, C = np.empty((n, r)), np.empty((n, k)), np.empty((n, k))  # noqa: E741
    inverse, PA2 = np.empty(n), np.empty((n, problem.q))
    for rows in row_blocks(n, problem.m):
        U = weights.exponentials(rows)
        inverse[rows] = normalised(U @ problem.summing3, out=mean3[rows])
        np.matmul(mean3[rows], Y, out=O[rows])
        np.subtract(O[rows], problem.B[rows], out=C[rows])
        np.matmul(weights.P(rows, U, V1, C[rows], O[rows], inverse[rows]), problem.A2, out=PA2[rows])
    return Evaluation(problem=problem, X=X, Y=Y, V1=V1, O=O, C=C, inverse=inverse, mean3=mean3, PA2=PA2, kept=kept)


def storage(problem: AttentionProblem, memory: int) -> Floats | None:
    """Room for U and P when both fit `memory` bytes."""
    return problem.storage.take("kept", (2, problem.n, problem.m)) if 16 * problem.n * problem.m <= memory else None


def row_blocks(n: int, m: int, length: int | None = None) -> list[slice]:
    """Slices of one length (the last may be shorter): `length`, else what stays in the cache of n x m."""
    step = length or block_shape(n, m)[0]
    return [slice(start, min(start + step, n)) for start in range(0, n, step)]


def block_shape(n: int, m: int) -> tuple[int, int]:
    """Of the largest block."""
    return min(n, max(_BLOCK_ENTRIES // m, min(_SHORTEST, _LARGEST // m), 1)), m
