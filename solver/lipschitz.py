"""Lipschitz constant of the Hessian of Phi on a ball around a point (theory B7).

Derivation. Along a line, s_j = row j of A1 dX A2^T, v = A3 dY, xi = ||dX||_F, ups = ||dY||_F, xi^2 + ups^2 = 1;
b = ||v||_F <= ||A3|| ups and x_j = ||s_j|| <= alpha_j xi with alpha_j = |A1_j| ||A2||, while
sum_j x_j^2 <= (||A1|| ||A2|| xi)^2. By theory I5, with tilde for centring under f_j,

XX
    O'   = E[s~ V~] + E[v]                                  |O'|   <= sqrt(phi) tau x + |f| b
    O''  = E[s~^2 V~] + 2 E[s~ v~]                          |O''|  <= phi omega x^2 + 2 phi x b
    O''' = E[s~^3 V~] - 3 E[s~^2] E[s~ V~] + 3 E[s~^2 v~]   |O'''| <= 2 sqrt(phi) tau x^3 + 3 sqrt(2) phi x^2 b

where phi = min(1/2, max f), Var(s) <= phi x^2 (B2), tau^2 >= ||Cov(V)||_2, omega = max_k |V_k - O|,
Var<u,v> <= phi b^2, |v~_k| <= |e_k - f| b <= sqrt(2) b, and E[s~^3 g~] - 3 E[s~^2] E[s~ g~] = E[s~ g~ (s~^2 - 3 Var s)]
with |s~^2 - 3 Var s| <= range(s)^2 <= 2 x^2 (Popoviciu). Since the regulariser is quadratic and L = sum_j |c_j|^2,

    |Phi'''| <= sum_j 6 |O'| |O''| + 2 |c| |O'''| <= K3 xi^3 + K2 xi^2 ups + K1 xi ups^2.

A symmetric trilinear form has its norm on the diagonal (Banach), so the maximum over the unit circle bounds the
operator norm of the third derivative, hence the Lipschitz constant of the Hessian on a convex set where it holds.

On the ball of radius rho: |S'_jk - S_jk| <= delta_j := |A1_j| max_k |A2_k| rho, hence f' <= f e^{2 delta_j};
|V'_k - V_k| <= eps := max_k |A3_k| rho; |O' - O| <= eps + (e^{2 delta_j} - 1) tau_j; tau' <= e^{delta_j} (tau_j + eps).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.enclosure import EnclosedPoint
from solver.rounding import Ball, Floats, ball, exp
from solver.spectrum import spectral_norm_upper

_ARCS = 512


@dataclass(frozen=True, kw_only=True)
class RowBounds:
    """Upper bounds per row j, each of shape (n,): phi, |f_j|, tau, omega, |c_j|."""

    phi: Ball
    weight_norm: Ball
    tau: Ball
    omega: Ball
    residual: Ball


def row_bounds(at: EnclosedPoint, rho: float) -> RowBounds:
    """The row quantities of the derivation, valid on the ball of radius `rho` around the point."""
    distance = _squared_distances(at)
    growth = exp(2.0 * _score_change(at, rho))
    tau = _exact_upper((at.F * distance).sum(axis=1).sqrt())
    eps = _peak(_row_norms(at.problem.A3)) * rho
    shift = eps + (growth - 1.0) * tau
    peak = growth * at.F.upper().max(axis=1)
    return RowBounds(
        phi=_capped(peak, 0.5),
        weight_norm=_capped(growth * _exact_upper((at.F * at.F).sum(axis=1).sqrt()), 1.0),
        tau=_exact_upper(growth.sqrt() * (tau + eps)),
        omega=_exact_upper(ball(distance.upper().max(axis=1)).sqrt() + eps + shift),
        residual=_exact_upper((at.C * at.C).sum(axis=1).sqrt() + shift),
    )


def hessian_lipschitz_upper(at: EnclosedPoint, rho: float) -> float:
    """Upper bound of the Euclidean Lipschitz constant of the Hessian of Phi on the ball of radius `rho` at the point.

    Source: the derivation above. Infinite when the ball is so large that the bounds overflow.
    """
    rows, data = row_bounds(at, rho), at.problem
    norm1, norm2, norm3 = (spectral_norm_upper(matrix) for matrix in (data.A1, data.A2, data.A3))
    alpha, a, root = _row_norms(data.A1) * norm2, ball(norm1) * norm2, rows.phi.sqrt()
    cubic = 6.0 * rows.phi * root * rows.tau * rows.omega + 4.0 * rows.residual * root * rows.tau
    mixed = 12.0 * rows.phi * root * rows.tau + 6.0 * rows.weight_norm * rows.phi * rows.omega
    mixed = mixed + 6.0 * ball(2.0).sqrt() * rows.residual * rows.phi
    linear = 12.0 * rows.weight_norm * rows.phi
    K3 = _smaller(_peak(cubic * alpha) * a * a, (cubic * alpha * alpha * alpha).sum())
    K2 = _smaller(_peak(mixed) * a * a, (mixed * alpha * alpha).sum()) * norm3
    K1 = _smaller((linear * linear).sum().sqrt() * a, (linear * alpha).sum()) * norm3 * norm3
    return cubic_form_upper(K3, K2, K1)


def cubic_form_upper(K3: Ball, K2: Ball, K1: Ball) -> float:
    """Upper bound of K3 xi^3 + K2 xi^2 ups + K1 xi ups^2 on the unit circle, by arcs that bound xi and ups."""
    ups = ball(np.arange(_ARCS + 1) / _ARCS)
    xi = (1.0 - ups[:-1] * ups[:-1]).sqrt()
    far = ups[1:]
    return float((K3 * xi * xi * xi + K2 * xi * xi * far + K1 * xi * far * far).upper().max())


def _squared_distances(at: EnclosedPoint) -> Ball:
    """|V_k - O_j|^2 (n x m), about a common centre so that a large mean of V does not cancel."""
    centre = at.V.mid.mean(axis=0)
    V, O = at.V - centre, at.O - centre  # noqa: E741
    return (V * V).sum(axis=1)[None, :] + (O * O).sum(axis=1)[:, None] - 2.0 * (O @ V.T)


def _score_change(at: EnclosedPoint, rho: float) -> Ball:
    return _row_norms(at.problem.A1) * _peak(_row_norms(at.problem.A2)) * rho


def _row_norms(matrix: Floats) -> Ball:
    return ball((ball(matrix) * matrix).sum(axis=1).sqrt().upper())


def _exact_upper(value: Ball) -> Ball:
    return ball(value.upper())


def _capped(value: Ball, cap: float) -> Ball:
    return ball(np.minimum(value.upper(), cap))


def _peak(values: Ball) -> Ball:
    return ball(values.upper().max())


def _smaller(left: Ball, right: Ball) -> Ball:
    return ball(np.minimum(left.upper(), right.upper()))
