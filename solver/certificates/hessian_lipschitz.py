"""Lipschitz constant of the Hessian of Phi on a ball around a point (theory B7).

Derivation. Along a line, s_j = row j of A1 dX A2^T and v = A3 dY. For a unit step (xi, ups), xi^2 + ups^2 = 1, the
norm gives x_j = ||s_j|| <= alpha_j xi, sum_j x_j^2 <= (a xi)^2 and b = ||v||_F <= beta ups
(`solver.certificates.norms.Reach`). By theory I5, with tilde for centring under f_j,

    O'   = E[s~ V~] + E[v]                                  |O'|   <= sqrt(phi) tau x + |f| b
    O''  = E[s~^2 V~] + 2 E[s~ v~]                          |O''|  <= phi omega x^2 + 2 phi x b
    O''' = E[s~^3 V~] - 3 E[s~^2] E[s~ V~] + 3 E[s~^2 v~]   |O'''| <= 2 sqrt(phi) tau x^3 + 3 sqrt(2) phi x^2 b

where phi = min(1/2, max f), Var(s) <= phi x^2 (B2), tau^2 >= ||Cov(V)||_2, omega = max_k |V_k - O|,
Var<u,v> <= phi b^2, |v~_k| <= |e_k - f| b <= sqrt(2) b, and
E[s~^3 g~] - 3 E[s~^2] E[s~ g~] = E[s~ g~ (s~^2 - 3 Var s)] with |s~^2 - 3 Var s| <= range(s)^2 <= 2 x^2 (Popoviciu).
Since the regulariser is quadratic and L = sum_j |c_j|^2,

    |Phi'''| <= sum_j 6 |O'| |O''| + 2 |c| |O'''| <= K3 xi^3 + K2 xi^2 ups + K1 xi ups^2.

A symmetric trilinear form has its norm on the diagonal (Banach), so the maximum over the unit circle bounds the
operator norm of the third derivative, hence the Lipschitz constant of the Hessian on a convex set where it holds.

On the ball of radius rho the scores of row j change by at most delta_j = score_j rho, hence f' <= f e^{2 delta_j},
and the rows of V by at most eps = value rho; |O' - O| <= eps + (e^{2 delta_j} - 1) tau_j, and
tau' <= e^{delta_j} (tau_j + eps).

With a mask, row j is that of a query with the allowed keys alone: f_j is zero at the others, omega is over allowed k,
and ||s_j||, b and the entries of S' and V' that `Reach` bounds run over all keys, which is no less.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.certificates.enclosure import EnclosedPoint
from solver.certificates.norms import Reach, peak
from solver.verified.ball import Ball, ball
from solver.verified.exponential import exp

_ARCS = 512


@dataclass(frozen=True, kw_only=True)
class RowBounds:
    """Upper bounds per row j, each of shape (n,): phi, |f_j|, tau, omega, |c_j|.

    Twin of `proofcheck.recheck.hessian_lipschitz.RowBounds`, computed apart.
    """

    phi: Ball
    weight_norm: Ball
    tau: Ball
    omega: Ball
    residual: Ball


def row_bounds(at: EnclosedPoint, reach: Reach, rho: float) -> RowBounds:
    """The row quantities of the derivation, valid on the ball of radius `rho` around the point."""
    growth = exp(2.0 * rho * reach.score)
    tau = _exact_upper(ball(at.rows.spread).sqrt())
    eps = reach.value * rho
    shift = eps + (growth - 1.0) * tau
    largest = growth * at.rows.weight
    return RowBounds(
        phi=_cap(largest, 0.5),
        weight_norm=_cap(growth * at.rows.weight_norm, 1.0),
        tau=_exact_upper(growth.sqrt() * (tau + eps)),
        omega=_exact_upper(ball(at.rows.distance).sqrt() + eps + shift),
        residual=_exact_upper((at.rows.C * at.rows.C).sum(axis=1).sqrt() + shift),
    )


def hessian_lipschitz_upper(at: EnclosedPoint, reach: Reach, rho: float) -> float:
    """Upper bound of the Lipschitz constant of the Hessian of Phi on the ball of radius `rho`, in the norm of `reach`.

    Source: the derivation above. Infinite when the ball is so large that the bounds overflow.
    """
    return cubic_form_upper(*cubic_coefficients(at, reach, rho))


def cubic_coefficients(at: EnclosedPoint, reach: Reach, rho: float) -> tuple[Ball, Ball, Ball]:
    """K3, K2, K1 of the bound |Phi'''| <= K3 xi^3 + K2 xi^2 ups + K1 xi ups^2 on the ball of radius `rho`."""
    rows = row_bounds(at, reach, rho)
    alpha, a, beta, root = reach.alpha, reach.a, reach.beta, rows.phi.sqrt()
    cubic = 6.0 * rows.phi * root * rows.tau * rows.omega + 4.0 * rows.residual * root * rows.tau
    mixed = 12.0 * rows.phi * root * rows.tau + 6.0 * rows.weight_norm * rows.phi * rows.omega
    mixed = mixed + 6.0 * ball(2.0).sqrt() * rows.residual * rows.phi
    linear = 12.0 * rows.weight_norm * rows.phi
    K3 = _minimum(peak(cubic * alpha) * a * a, (cubic * alpha * alpha * alpha).sum())
    K2 = _minimum(peak(mixed) * a * a, (mixed * alpha * alpha).sum()) * beta
    K1 = _minimum((linear * linear).sum().sqrt() * a, (linear * alpha).sum()) * beta * beta
    return K3, K2, K1


def cubic_form_upper(K3: Ball, K2: Ball, K1: Ball) -> float:
    """Upper bound of K3 xi^3 + K2 xi^2 ups + K1 xi ups^2 on the unit circle, by arcs that bound xi and ups."""
    ups = ball(np.arange(_ARCS + 1) / _ARCS)
    xi = (1.0 - ups[:-1] * ups[:-1]).sqrt()
    far = ups[1:]
    return float((K3 * xi * xi * xi + K2 * xi * xi * far + K1 * xi * far * far).upper().max())


def _exact_upper(value: Ball) -> Ball:
    return ball(value.upper())


def _cap(value: Ball, cap: float) -> Ball:
    return ball(np.minimum(value.upper(), cap))


def _minimum(left: Ball, right: Ball) -> Ball:
    return ball(np.minimum(left.upper(), right.upper()))
