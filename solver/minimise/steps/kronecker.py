"""The Kronecker step (theory R5): 2 (wx^2 + tau) (A1^T A1) (x) (A2^T A2) + 2 lx I as the Hessian of phi.

Two small eigendecompositions diagonalise it once and for all (`solver.minimise.coordinates`); applying its inverse
costs O(pq). No d^{2 omega}: an inner iteration is one exact Hessian-vector product.

tau stands for the loss's own curvature, its mean over the scores: sum_j ||J_j||_F^2 / (nm), where J_j J_j^T with
J_j = diag(f_j)(V - 1 O_j^T) is the positive part of theory I4's B_j. It matters only where the weights nearly vanish.
"""

from __future__ import annotations

import numpy as np

from solver.minimise.coordinates import DiagonalProblem
from solver.oracle.augmented import Floats, beside, row_dots
from solver.oracle.evaluation import Evaluation


class KroneckerApproximation:
    """R = diag(1 / sqrt(d1 d2^T + lx / weight)), weight = wx^2 + tau."""

    def __init__(self, problem: DiagonalProblem, at: Evaluation) -> None:
        self.weight = float(problem.wx**2 + mean_curvature(at)) or 1.0
        self._shape = problem.p, problem.q
        self._inverse = 1 / np.sqrt(problem.scales[0] ** 2 + problem.lx / self.weight)

    def whiten(self, gX: Floats) -> Floats:
        """R^T gX."""
        return (gX * self._inverse).ravel()

    def expand(self, w: Floats) -> Floats:
        """R w."""
        return w.reshape(self._shape) * self._inverse


def mean_curvature(at: Evaluation) -> float:
    """sum_j ||J_j||_F^2 / (nm), with ||J_j||_F^2 = sum_k f_jk^2 |V_k - O_j|^2."""
    values = beside(at.V1, row_dots(at.V, at.V))
    total = 0.0
    for rows, U, _ in at.blocks(with_P=False):
        moments = (U * U) @ values * at.inverse[rows, None] ** 2
        O = at.O[rows]  # noqa: E741
        norms = moments[:, -1] - 2 * row_dots(moments[:, :-2], O)
        total += float(np.sum(norms + moments[:, -2] * row_dots(O, O)))
    return float(max(total, 0.0) / (at.problem.n * at.problem.m))


def loss_curvature(at: Evaluation) -> tuple[float, float]:
    """(lower, upper) with lower ||.||_nat^2 <= D^2 (phi - regulariser) / 2 <= upper ||.||_nat^2 (theory S1, S5).

    With phi_j = min(1/2, max f_j) and Var_{f_j}(s) <= phi_j ||s||^2:  -phi_j m_j <= B_j <= phi_j (m_j' + tr Cov_j(V)),
    m_j, m_j' the largest of -+<c_j, V_k - O_j>. Projecting Y out subtracts at most K^2 / wy^2, where
    K^2 = sum phi_j^2 |c_j|^2.
    """
    data = at.problem
    squares = row_dots(at.V, at.V)
    lower = upper = coupling = 0.0
    for rows, U, _ in at.blocks(with_P=False):
        C, O, inverse = at.C[rows], at.O[rows], at.inverse[rows]  # noqa: E741
        peak = np.minimum(0.5, U.max(axis=1) * inverse)
        W = beside(C, -row_dots(C, O)) @ at.V1.T
        spread = (U @ squares) * inverse - row_dots(O, O)
        lower = max(lower, float((peak * -W.min(axis=1)).max()))
        upper = max(upper, float((peak * (np.maximum(W.max(axis=1), 0.0) + spread)).max()))
        coupling += float(np.sum(peak**2 * row_dots(C, C)))
    return (-lower - coupling / data.wy**2 if data.wy else -np.inf), upper


def spectral_error(at: Evaluation, weight: float) -> float | None:
    """e0 with (1 - e0) H <= 2 weight (G1 (x) G2) + 2 lx I <= (1 + e0) H for the Hessian H of phi at the point.

    None when the bounds leave open whether H is positive. Evaluated in float64: a guide, not a proof.
    """
    lower, upper = (at.problem.wx**2 + bound for bound in loss_curvature(at))
    return max(1 - weight / max(upper, weight), weight / lower - 1) if lower > 0 else None
