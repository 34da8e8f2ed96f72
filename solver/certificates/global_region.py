"""Curvature without a Hessian, at a point and on a region (theory S1-S3), in the natural norm, for any size.

S1. For a step with rows s_j of dS = A1 dX A2^T, v = A3 dY, x_j = ||s_j||, a = ||dS||_F, b = ||v||_F, theory I5 gives
1/2 D^2 L = sum_j |O'_j|^2 + E_j[s~^2 q~] + 2 E_j[s~ <c_j, v~>] with q = V c_j. Dropping the squares and using
Var_j(s) <= phi_j x_j^2 (B2), q~ >= -m_j, Cov_j(s, <c_j, v>) <= phi_j x_j |c_j| b:

    1/2 D^2 Phi >= (Wx - max_j phi_j m_j) a^2 - 2 K a b + Wy b^2,    K^2 = sum_j phi_j^2 |c_j|^2,

with Wx = wx^2 + lx / (||A1||^2 ||A2||^2) and Wy = wy^2 + ly / ||A3||^2, because ||dS|| <= ||A1|| ||A2|| ||dX||.

S1-moments. With row bounds |Cov_j(s, <c_j, v>)| <= k_j x_j |A3 dY c_j| and E_j[s~^2 q~] >= -t_j x_j^2, of which S1's
k_j = phi_j and t_j = phi_j m_j are one choice and `solver.certificates.rows.moments` another, Cauchy-Schwarz gives

    |sum_j Cov_j(s, <c_j, v>)| <= a ||A3 dY C^T diag(k)||_F <= ||diag(k) C||_2 a b,
    sum_j t_j x_j^2 = ||diag(t)^(1/2) A1 dX A2^T||_F^2 <= T a^2,  T = lambda_max of Z^T diag(t) Z relative to Z^T Z,

for any Z with the range of A1: no more than the largest t, and near a mean of them where rows are many.

S3. Every global minimiser w is stationary and Phi(w) <= Phi_0, the value at any point. With a = ||S||_F, b = ||V||_F,
c = ||C||_F at w: c^2 + Wx a^2 + Wy b^2 <= Phi_0. Multiplying grad_Y = 0 by Y: Wy b^2 <= -<C, O>, and with O = C + B,
c^2 + Wy b^2 <= -<C, B>, so c <= ||B||; <B - O, O> <= ||B||^2/4 gives b <= ||B|| / (2 sqrt Wy); ||O|| <= nu b gives
b <= c nu / Wy, where nu^2 = n f >= ||F||_1 ||F||_inf >= ||F||_2^2 and f >= max F. Multiplying grad_X = 0 by X:
Wx a^2 <= -<P, S> = -sum_j Cov_j(q, s) <= sum_j phi_j |c_j| b x_j, so a <= phi c b / Wx. Each bound sharpens the next:
repeat. For ||s|| <= a, Jensen and Cauchy-Schwarz give max f <= 1 / (1 + (m - 1) exp(-a sqrt(m / (m - 1)))).

With a mask, m_j, the means and covariances of row j run over its allowed keys; lengths of rows over all, which is no
less. m is then the number of allowed keys of the row, f is the largest bound of a row (of fewest keys, as it falls with
m), and nu^2 = sum_j f_j >= ||F||_1, row by row.

On the region {||S||_F <= a, ||V||_F <= b}, which is convex: |O_j| <= sqrt(f) b, |V_k - O_j| <= sqrt(1 + f) b. If S1 is
positive there, Phi is convex on every segment between a certified minimiser and a global one, hence both are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from solver.certificates.enclosure import EnclosedPoint, objective
from solver.certificates.norms import Natural, data_norms_upper, row_norms, whitened_data
from solver.oracle.data import keep_with_problem
from solver.problem import AttentionProblem
from solver.verified.ball import Ball, Floats, ball
from solver.verified.eigenvalues import largest_eigenvalue_upper, spectral_norm_upper
from solver.verified.exponential import exp

_ROUNDS: Final = 200
_PROGRESS: Final = 1.0 - 2.0**-10
_MOST_COUNTS: Final = 32  # different numbers of keys; a causal mask has as many as queries, and there are 200 rounds


@dataclass(frozen=True, kw_only=True)
class Region:
    """Every global minimiser has ||A1 X A2^T||_F <= scores and ||A3 Y||_F <= values; D^2 Phi >= curvature_lower there.

    `curvature_lower` is in the natural norm; without positive curvature nothing follows.

    Twin of `proofcheck.recheck.global_region.Region`, computed apart.
    """

    scores: float
    values: float
    curvature_lower: float


NOWHERE: Final = Region(scores=np.inf, values=np.inf, curvature_lower=-np.inf)  # bounds nothing, claims nothing


def curvature_lower(at: EnclosedPoint, natural: Natural) -> float:
    """mu with D^2 Phi[d, d] >= mu ||d||_nat^2 at the point, by S1 or, where it shows nothing, S1-moments; may be <= 0.

    The natural norm's own weights serve: the loss terms grow when a^2 and b^2 are replaced by the larger squares there.
    """
    phi = np.minimum(at.rows.weight, 0.5)
    length = (at.rows.C * at.rows.C).sum(axis=1).sqrt()
    loss = (ball(phi) * np.maximum(at.rows.fall, 0.0)).upper()
    weighted = ball(phi) * length
    mu = _modulus(*natural.weights, ball(loss.max()), (weighted * weighted).sum().sqrt())
    return mu if mu > 0 else max(mu, _curvature_by_moments(at, natural, loss, phi))


def _curvature_by_moments(at: EnclosedPoint, natural: Natural, loss: Floats, phi: Floats) -> float:
    """S1-moments, from the row bounds of S1 where those of moments are no smaller."""
    mixed = ball(np.minimum(phi, at.moments.turn))[:, None] * at.rows.C
    if not np.isfinite(mixed.rad).all():
        return -np.inf
    norm = ball(spectral_norm_upper(mixed.mid)) + ball(mixed.rad).norm_upper()
    return _modulus(*natural.weights, _averaged(at.problem, np.minimum(loss, at.moments.bend)), norm)


def _averaged(problem: AttentionProblem, values: Floats) -> Ball:
    """Upper bound of sum_j t_j ||s_j||^2 / sum_j ||s_j||^2: the largest t or, with A1's range, a mean."""
    (white, _, _), largest = whitened_data(problem), ball(values.max())
    if white is None:
        return largest
    weighted = white.image * values[:, None]
    mean = ball(largest_eigenvalue_upper(white.image.T @ weighted)) / white.lowest
    return ball(np.minimum(largest.mid, mean.upper()))


def region(at: EnclosedPoint) -> Region:
    """The region of S3 for the sublevel set of the point, and the curvature on it."""
    problem, (Wx, Wy) = at.problem, effective_weights(at.problem)
    if not (Wx.lower() > 0 and Wy.lower() > 0):
        return NOWHERE
    a, b = _minimiser_bounds(problem, objective(at), Wx, Wy)
    phi, f, nu = _softmax_bounds(problem, a)
    rows, total = row_norms(problem.B) + f.sqrt() * b, ball(ball(problem.B).norm_upper()) + nu * b
    loss = phi * rows.upper().max() * (1.0 + f).sqrt() * b
    curvature = _modulus(Wx, Wy, loss, phi * total)
    return Region(scores=a, values=b, curvature_lower=curvature) if np.isfinite([a, b, curvature]).all() else NOWHERE


def effective_weights(problem: AttentionProblem) -> tuple[Ball, Ball]:
    """Wx and Wy, which turn the ridge into natural-norm regularisation."""
    n1, n2, n3 = (ball(value) for value in data_norms_upper(problem))
    Wx = ball(problem.wx) * problem.wx + _quotient(problem.lx, n1 * n1 * n2 * n2)
    return Wx, ball(problem.wy) * problem.wy + _quotient(problem.ly, n3 * n3)


def _quotient(ridge: float, square: Ball) -> Ball:
    return ball(ridge) / square if ridge > 0 and square.lower() > 0 else ball(0.0)


def _minimiser_bounds(problem: AttentionProblem, value: Ball, Wx: Ball, Wy: Ball) -> tuple[float, float]:
    target = ball(problem.B).norm_upper()
    a, b = (float((value / weight).sqrt().upper()) for weight in (Wx, Wy))
    b = min(b, float((target / (2.0 * Wy.sqrt())).upper()))
    c = min(target, float(value.sqrt().upper()))
    for _ in range(_ROUNDS):
        phi, _, nu = _softmax_bounds(problem, a)
        last, b = (a, b), min(b, float((c * nu / Wy).upper()))
        a = min(a, float((phi * c * b / Wx).upper()))
        if a >= _PROGRESS * last[0] and b >= _PROGRESS * last[1]:
            break
    return a, b


def _softmax_bounds(problem: AttentionProblem, a: float) -> tuple[Ball, Ball, Ball]:
    """phi, f >= max F and nu >= ||F||_2 for ||S||_F <= a."""
    keys, rows = key_counts(problem)
    reach = ball(a) * (ball(keys) / np.maximum(keys - 1.0, 1.0)).sqrt()
    peaks = np.minimum((1.0 / (1.0 + (keys - 1.0) * exp(-reach))).upper(), 1.0)
    f = peaks.max()
    return ball(np.minimum(f, 0.5)), ball(f), (ball(rows) * peaks).sum().sqrt()


@keep_with_problem
def key_counts(problem: AttentionProblem) -> tuple[Floats, Floats]:
    """The different numbers of keys that a query may see, and how many queries see so many.

    Many numbers are rounded down, to four bits: with fewer keys the largest weight has a larger bound.
    """
    if problem.mask is None:
        return np.array([float(problem.m)]), np.array([float(problem.n)])
    keys, rows = np.unique(problem.mask.sum(axis=1).astype(np.float64), return_counts=True)
    if len(keys) > _MOST_COUNTS:
        share, exponent = np.frexp(keys)
        keys, which = np.unique(np.ldexp(np.floor(share * 16.0), exponent - 4), return_inverse=True)
        rows = np.bincount(which, weights=rows)
    return keys, rows.astype(np.float64)


def _modulus(Wx: Ball, Wy: Ball, loss: Ball, mixed: Ball) -> float:
    """2 lambda_min [[Wx - loss, -mixed], [-mixed, Wy]] = 2 det / lambda_max when the determinant is positive."""
    s, t = Wx - loss, Wy
    determinant, half = s * t - mixed * mixed, (s - t) * 0.5
    root = (half * half + mixed * mixed).sqrt()
    if s.lower() > 0 and determinant.lower() > 0:
        return float((2.0 * determinant / ((s + t) * 0.5 + root)).lower())
    return float((s + t - 2.0 * root).lower())
