"""The float64 oracle: loss, gradient, Hessian-vector product and structured Hessian as matrix products.

With S = A1 X A2^T, F = softmax rows, V = A3 Y, O = F V, C = O - B, mu_j = <c_j, O_j> and
P = F o (C V^T - mu 1^T) (theory I3):  grad_X L = 2 A1^T P A2,  grad_Y L = 2 A3^T F^T C.
The regulariser enters through the Gram matrices, which costs nothing in n or m.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from solver.problem import AttentionProblem

Floats: TypeAlias = NDArray[np.float64]

_BLOCK_ENTRIES: Final = 2**22  # largest temporary of the mixed Hessian block, in numbers


@dataclass(frozen=True, kw_only=True, eq=False)
class Evaluation:
    """Phi at (X, Y): F (n x m), V (m x k), O and C (n x k); derivatives are computed from these when asked for."""

    problem: AttentionProblem
    X: Floats
    Y: Floats
    F: Floats
    V: Floats
    O: Floats  # noqa: E741 - the theory's name
    C: Floats

    @cached_property
    def loss(self) -> float:
        """L = ||C||_F^2."""
        return float(np.vdot(self.C, self.C))

    @cached_property
    def objective(self) -> float:
        """Phi = L + <X, R_X> + <Y, R_Y>, with (R_X, R_Y) half the regulariser's gradient."""
        RX, RY = self._regulariser(self.X, self.Y)
        return self.loss + float(np.vdot(self.X, RX) + np.vdot(self.Y, RY))

    @cached_property
    def P(self) -> Floats:
        """F o (C V^T - mu 1^T), n x m."""
        P = self.C @ self.V.T
        P -= np.einsum("jk,jk->j", self.C, self.O)[:, None]
        P *= self.F
        return P

    @cached_property
    def gradient(self) -> tuple[Floats, Floats]:
        """(grad_X Phi, grad_Y Phi)."""
        data = self.problem
        RX, RY = self._regulariser(self.X, self.Y)
        return 2 * (data.A1.T @ (self.P @ data.A2) + RX), 2 * (data.A3.T @ (self.F.T @ self.C) + RY)

    @cached_property
    def gradient_norm(self) -> float:
        """Euclidean norm of the gradient."""
        gX, gY = self.gradient
        return float(np.hypot(np.linalg.norm(gX), np.linalg.norm(gY)))

    def hvp(self, dX: Floats, dY: Floats) -> tuple[Floats, Floats]:
        """Hessian of Phi times (dX, dY)."""
        data = self.problem
        dF = (data.A1 @ dX) @ data.A2.T
        dF -= np.einsum("jk,jk->j", self.F, dF)[:, None]
        dF *= self.F
        dV = data.A3 @ dY
        dC = dF @ self.V + self.F @ dV
        mu = np.einsum("jk,jk->j", self.C, self.O)
        dmu = np.einsum("jk,jk->j", dC, self.O + self.C)
        dP = dF * (self.C @ self.V.T - mu[:, None]) + self.F * (dC @ self.V.T + self.C @ dV.T - dmu[:, None])
        RX, RY = self._regulariser(dX, dY)
        return 2 * (data.A1.T @ (dP @ data.A2) + RX), 2 * (data.A3.T @ (dF.T @ self.C + self.F.T @ dC) + RY)

    def hessian(self) -> Floats:
        """Dense Hessian, row-major [vec X; vec Y] (theory I4).

        xx = sum_j (a_j a_j^T) (x) M_j,  xy[(p,q),(l,i)] = sum_j a_jp (G_j[q,i] E_j[a3]_l + K_j[q,l] c_ji),
        yy = (F A3)^T (F A3) (x) I, with G_j = Cov_j(a2, V) and K_j = Cov_j(a2, a3).
        """
        data, size = self.problem, self.problem.p * self.problem.q
        G1, G2, G3 = data.grams
        mean2, mean3 = self.F @ data.A2, self.F @ data.A3
        G = (self.F @ row_outer(data.A2, self.V) - row_outer(mean2, self.O)).reshape(data.n, data.q, data.k)
        H = np.empty((data.size, data.size))
        H[:size, :size] = self._xx_block(mean2, G) + data.wx**2 * np.kron(G1, G2)
        H[size:, size:] = np.kron(mean3.T @ mean3 + data.wy**2 * G3, np.eye(data.k))
        H[:size, size:] = self._xy_block(mean2, mean3, G)
        H[size:, :size] = H[:size, size:].T
        H[np.diag_indices(size)] += data.lx
        H[np.arange(size, data.size), np.arange(size, data.size)] += data.ly
        return H + H.T

    def _xx_block(self, mean2: Floats, G: Floats) -> Floats:
        data = self.problem
        p, q = data.p, data.q
        cross = ((self.P @ data.A2)[:, :, None] * mean2[:, None, :]).reshape(-1, q, q)
        M = (self.P @ row_outer(data.A2, data.A2)).reshape(-1, q, q)
        M -= cross
        M -= cross.transpose(0, 2, 1)
        M += G @ G.transpose(0, 2, 1)
        blocks = row_outer(data.A1, data.A1).T @ M.reshape(-1, q * q)
        return blocks.reshape(p, p, q, q).transpose(0, 2, 1, 3).reshape(p * q, p * q)

    def _xy_block(self, mean2: Floats, mean3: Floats, G: Floats) -> Floats:
        data = self.problem
        K = (self.F @ row_outer(data.A2, data.A3) - row_outer(mean2, mean3)).reshape(data.n, data.q, data.r)
        width = max(1, _BLOCK_ENTRIES // (data.n * data.r * data.k))
        block = np.empty((data.p, data.q, data.r * data.k))
        for start in range(0, data.q, width):
            part = slice(start, start + width)
            mixed = G[:, part, None, :] * mean3[:, None, :, None] + K[:, part, :, None] * self.C[:, None, None, :]
            block[:, part] = (data.A1.T @ mixed.reshape(data.n, -1)).reshape(data.p, -1, data.r * data.k)
        return block.reshape(data.p * data.q, -1)

    def _regulariser(self, X: Floats, Y: Floats) -> tuple[Floats, Floats]:
        """Half the gradient of the regulariser, linear in its argument."""
        data = self.problem
        G1, G2, G3 = data.grams
        return data.wx**2 * (G1 @ X @ G2) + data.lx * X, data.wy**2 * (G3 @ Y) + data.ly * Y


def evaluate(problem: AttentionProblem, X: Floats, Y: Floats) -> Evaluation:
    """Forward pass: scores, softmax (shifted by the row maximum), values, residual."""
    F = (problem.A1 @ X) @ problem.A2.T
    F -= F.max(axis=1, keepdims=True)
    np.exp(F, out=F)
    F /= F.sum(axis=1, keepdims=True)
    V = problem.A3 @ Y
    O = F @ V  # noqa: E741
    return Evaluation(problem=problem, X=X, Y=Y, F=F, V=V, O=O, C=O - problem.B)


def row_outer(left: Floats, right: Floats) -> Floats:
    """Row-wise outer products: (m x a), (m x b) -> (m x ab)."""
    return (left[:, :, None] * right[:, None, :]).reshape(len(left), -1)
