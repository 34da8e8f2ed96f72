"""The float64 oracle: loss, gradient and Hessian-vector product as matrix products, over blocks of rows.

With the names of `solver.oracle.state`:  grad_X L = 2 A1^T P A2,  grad_Y L = 2 A3^T F^T C = 2 (F A3)^T C (theory I3).
One pass over blocks of rows that fit the cache gives loss and gradient in four products and nm exponentials. Sums of
rows (alpha, mu) and their scaling by 1/alpha are one more column, and a scaling, of a product's thin factor, never a
pass over n x m numbers; the regulariser enters through triangular factors of the data. What is summed over rows comes
from the shares of `solver.oracle.shares`, what is made of the sums is made here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from solver.oracle.augmented import Floats, divide_by_sums, with_ones
from solver.oracle.data import AttentionData, summing3
from solver.oracle.hessian import assemble, hessian_sums
from solver.oracle.hessian_product import product_sums
from solver.oracle.shares import Share, Shares, whole
from solver.oracle.state import State, Weights, release, row_blocks


@dataclass(frozen=True, kw_only=True, eq=False)
class Evaluation:
    """Phi at X (p x q) and Y (r x k): value, gradient, Hessian and its products from one state of each share."""

    problem: AttentionData
    X: Floats
    Y: Floats
    states: Shares[State]

    @cached_property
    def _first_order(self) -> tuple[float, Floats, Floats]:
        return self.states.total(first_order_sums)

    @property
    def loss(self) -> float:
        """L = ||C||_F^2, the sum of squared residuals without the regulariser."""
        return self._first_order[0]

    @cached_property
    def objective(self) -> float:
        """Phi, a sum of squares also in float64: where X is large <X, G1 X G2> would cancel to anything."""
        data, (square_x, square_y) = self.problem, self.problem.natural_squares(self.X, self.Y)
        by_norm = data.wx * data.wx * square_x + data.wy * data.wy * square_y
        ridge = float(np.vdot(self.X, data.lx * self.X) + np.vdot(self.Y, data.ly * self.Y))
        return self.loss + by_norm + ridge

    @cached_property
    def gradient(self) -> tuple[Floats, Floats]:
        """(grad_X Phi (p x q), grad_Y Phi (r x k))."""
        (RX, RY), (_, LX, LY) = regulariser(self.problem, self.X, self.Y), self._first_order
        return 2 * (RX + LX), 2 * (RY + LY)

    @cached_property
    def gradient_norm(self) -> float:
        """Euclidean norm of the gradient."""
        gX, gY = self.gradient
        return float(np.hypot(np.linalg.norm(gX), np.linalg.norm(gY)))

    def hvp(self, dX: Floats, dY: Floats) -> tuple[Floats, Floats]:
        """Hessian of Phi times (dX, dY), in four to six products of size n m; see `solver.oracle.hessian_product`."""
        LX, LY = self.states.total(product_sums, dX, dY)
        RX, RY = regulariser(self.problem, dX, dY)
        return 2 * (LX + RX), 2 * (LY + RY)

    def hessian(self) -> Floats:
        """Dense Hessian, row-major [vec X; vec Y] (theory I4)."""
        return assemble(self.problem, self.states.total(hessian_sums))

    def release(self) -> None:
        """Give the room for U and P back; what is asked for afterwards computes them again."""
        self.states.total(release)


def regulariser(data: AttentionData, X: Floats, Y: Floats) -> tuple[Floats, Floats]:
    """Half the gradient of the regulariser, linear in its argument."""
    RX, RY = data.natural(X, Y)
    RX *= data.wx * data.wx
    RY *= data.wy * data.wy
    RX += data.lx * X
    RY += data.ly * Y
    return RX, RY


def first_order_sums(at: State) -> tuple[float, Floats, Floats]:
    """Of one share: L, and half its gradient (p x q and r x k)."""
    return float(np.vdot(at.C, at.C)), at.problem.A1.T @ at.PA2, at.mean3.T @ at.C


def evaluate(problem: AttentionData, X: Floats, Y: Floats, shares: Shares[Share] | None = None) -> Evaluation:
    """Loss and gradient at X (p x q) and Y (r x k) in one pass over the rows of `shares`, by default all here."""
    states = (shares or whole(problem)).map(evaluate_rows, X, Y)
    return Evaluation(problem=problem, X=X, Y=Y, states=states)


def evaluate_rows(share: Share, X: Floats, Y: Floats) -> State:
    """One share's state at (X, Y); U and P are kept if they fit the workspace's budget."""
    problem, lease = share.problem, share.workspace.lease(share.problem.n, share.problem.m)
    n, r, k = problem.n, problem.r, problem.k
    V1, summing, weights = with_ones(problem.A3, Y), summing3(problem), Weights(problem, X, lease)
    mean3, O, C = np.empty((n, r)), np.empty((n, k)), np.empty((n, k))  # noqa: E741
    inverse, PA2 = np.empty(n), np.empty((n, problem.q))
    for rows in row_blocks(n, problem.m):
        U, keys = weights.exponentials(rows), weights.seen(rows)
        inverse[rows] = divide_by_sums(U[:, keys] @ summing[keys], out=mean3[rows])
        np.matmul(mean3[rows], Y, out=O[rows])
        np.subtract(O[rows], problem.B[rows], out=C[rows])
        P = weights.P(rows, U, V1, C[rows], O[rows], inverse[rows])
        np.matmul(P[:, keys], problem.A2[keys], out=PA2[rows])
    found: dict[str, Any] = {"V1": V1, "O": O, "C": C, "inverse": inverse, "mean3": mean3, "PA2": PA2}
    return State(problem=problem, X=X, Y=Y, lease=lease, workspace=share.workspace, **found)
