"""The float64 oracle: loss, gradient and Hessian-vector product as matrix products, over blocks of rows.

With the names of `solver.oracle.state`:  grad_X L = 2 A1^T P A2,  grad_Y L = 2 A3^T F^T C = 2 (F A3)^T C (theory I3).
One pass over blocks of rows that fit the cache gives loss and gradient in four products and nm exponentials. Sums of
rows (alpha, mu) and their scaling by 1/alpha are one more column, and a scaling, of a product's thin factor, never a
pass over n x m numbers; the regulariser enters through the Gram matrices.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from solver.oracle.augmented import Floats, divide_by_sums, with_ones
from solver.oracle.buffers import Workspace
from solver.oracle.data import AttentionData, summing3
from solver.oracle.hessian import hessian
from solver.oracle.hessian_product import hessian_product
from solver.oracle.state import State, Weights, row_blocks


class Evaluation(State):
    """Phi at (X, Y): value, gradient, Hessian and its products from one state."""

    @cached_property
    def loss(self) -> float:
        """L = ||C||_F^2, the sum of squared residuals without the regulariser."""
        return float(np.vdot(self.C, self.C))

    @cached_property
    def objective(self) -> float:
        """Phi = L + <X, R_X> + <Y, R_Y>, with (R_X, R_Y) half the regulariser's gradient."""
        RX, RY = self.regulariser(self.X, self.Y)
        return self.loss + float(np.vdot(self.X, RX) + np.vdot(self.Y, RY))

    @cached_property
    def gradient(self) -> tuple[Floats, Floats]:
        """(grad_X Phi (p x q), grad_Y Phi (r x k))."""
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

    def hvp(self, dX: Floats, dY: Floats) -> tuple[Floats, Floats]:
        """Hessian of Phi times (dX, dY), in four to six products of size n m; see `solver.oracle.hessian_product`."""
        return hessian_product(self, dX, dY)

    def hessian(self) -> Floats:
        """Dense Hessian, row-major [vec X; vec Y] (theory I4)."""
        return hessian(self)


def evaluate(problem: AttentionData, X: Floats, Y: Floats, workspace: Workspace | None = None) -> Evaluation:
    """Loss and gradient at X (p x q) and Y (r x k) in one pass; U and P are kept if they fit the workspace's budget."""
    workspace = workspace or Workspace()
    n, r, k = problem.n, problem.r, problem.k
    lease, V1, summing = workspace.lease(n, problem.m), with_ones(problem.A3, Y), summing3(problem)
    weights = Weights(problem, X, lease.array)
    mean3, O, C = np.empty((n, r)), np.empty((n, k)), np.empty((n, k))  # noqa: E741
    inverse, PA2 = np.empty(n), np.empty((n, problem.q))
    for rows in row_blocks(n, problem.m):
        U, keys = weights.exponentials(rows), weights.seen(rows)
        inverse[rows] = divide_by_sums(U[:, keys] @ summing[keys], out=mean3[rows])
        np.matmul(mean3[rows], Y, out=O[rows])
        np.subtract(O[rows], problem.B[rows], out=C[rows])
        P = weights.P(rows, U, V1, C[rows], O[rows], inverse[rows])
        np.matmul(P[:, keys], problem.A2[keys], out=PA2[rows])
    found = {"V1": V1, "O": O, "C": C, "inverse": inverse, "mean3": mean3, "PA2": PA2}
    return Evaluation(problem=problem, X=X, Y=Y, lease=lease, workspace=workspace, **found)
