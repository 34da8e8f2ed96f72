"""How much the loss curves phi at a point: its mean over the scores, and bounds of it (theory S1, S5).

Evaluated in float64: guides for the steps, not proofs.
"""

from __future__ import annotations

import numpy as np

from solver.oracle.augmented import append_column, row_dots
from solver.oracle.evaluation import Evaluation
from solver.oracle.masks import allowed_keys
from solver.oracle.state import State


def mean_curvature(at: Evaluation) -> float:
    """sum_j ||J_j||_F^2 / (nm), with ||J_j||_F^2 = sum_k f_jk^2 |V_k - O_j|^2."""
    (total,) = at.states.total(spread_sum)
    return float(max(total, 0.0) / (at.problem.n * at.problem.m))


def spread_sum(at: State) -> tuple[float]:
    """sum_j ||J_j||_F^2 over the rows of one share."""
    values = append_column(at.V1, row_dots(at.V, at.V))
    total = 0.0
    for rows, U, _ in at.blocks(with_P=False):
        moments = (U * U) @ values * at.inverse[rows, None] ** 2
        O = at.O[rows]  # noqa: E741
        norms = moments[:, -1] - 2 * row_dots(moments[:, :-2], O)
        total += float(np.sum(norms + moments[:, -2] * row_dots(O, O)))
    return (total,)


def loss_curvature(at: Evaluation) -> tuple[float, float]:
    """(lower, upper) with lower ||.||_nat^2 <= D^2 (phi - regulariser) / 2 <= upper ||.||_nat^2 (theory S1, S5).

    With phi_j = min(1/2, max f_j) and Var_{f_j}(s) <= phi_j ||s||^2:  -phi_j m_j <= B_j <= phi_j (m_j' + tr Cov_j(V)),
    m_j, m_j' the largest of -+<c_j, V_k - O_j>. Projecting Y out subtracts at most K^2 / wy^2, where
    K^2 = sum phi_j^2 |c_j|^2.
    """
    lower, upper, coupling = at.states.total(row_bounds, combine=combine_bounds)
    square = at.problem.wy * at.problem.wy  # zero for a tiny weight, too
    return (-lower - coupling / square if square else -np.inf), upper


def row_bounds(at: State) -> tuple[float, float, float]:
    """Of one share: the largest phi_j m_j and phi_j (m_j' + tr Cov_j(V)) of its rows, and its part of K^2."""
    squares = row_dots(at.V, at.V)
    lower = upper = coupling = 0.0
    for rows, U, _ in at.blocks(with_P=False):
        C, O, inverse = at.C[rows], at.O[rows], at.inverse[rows]  # noqa: E741
        peak = np.minimum(0.5, U.max(axis=1) * inverse)
        W = append_column(C, -row_dots(C, O)) @ at.V1.T
        if (allowed := allowed_keys(at.problem, rows)) is not None:
            allowed.clear(W)  # the mean of W under f is 0: a zero is neither its least nor its largest allowed value
        spread = (U @ squares) * inverse - row_dots(O, O)
        lower = max(lower, float((peak * -W.min(axis=1)).max()))
        upper = max(upper, float((peak * (np.maximum(W.max(axis=1), 0.0) + spread)).max()))
        coupling += float(np.sum(peak**2 * row_dots(C, C)))
    return lower, upper, coupling


def combine_bounds(left: tuple[float, float, float], right: tuple[float, float, float]) -> tuple[float, float, float]:
    """Of two shares together."""
    return max(left[0], right[0]), max(left[1], right[1]), left[2] + right[2]


def spectral_error(at: Evaluation, weight: float) -> float | None:
    """e0 with (1 - e0) H <= 2 weight (G1 (x) G2) + 2 lx I <= (1 + e0) H for the Hessian H of phi at the point.

    None when the bounds leave open whether H is positive. Evaluated in float64: a guide, not a proof.
    """
    own = at.problem.wx * at.problem.wx
    lower, upper = (own + bound for bound in loss_curvature(at))
    return max(1 - weight / max(upper, weight), weight / lower - 1) if lower > 0 else None
