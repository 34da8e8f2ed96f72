"""Lipschitz constant of the Hessian on a ball around a point (theory B7), in ball arithmetic.

Along a line let s_j be row j of A1 dX A2^T, v = A3 dY, xi = ||dX||_F, ups = ||dY||_F, xi^2 + ups^2 = 1,
x_j = ||s_j|| <= alpha_j xi with alpha_j = |A1_j| ||A2||, b = ||v||_F <= ||A3|| ups. By I5, B2 and B3, row by row,

    |O'| <= sqrt(phi) tau x + |f| b,   |O''| <= phi omega x^2 + 2 phi x b,
    |O'''| <= 2 sqrt(phi) tau x^3 + 3 sqrt(2) phi x^2 b,   |Phi'''| <= sum_j 6 |O'| |O''| + 2 |c| |O'''|,

with phi = min(1/2, max f), tau^2 >= ||Cov(V)||_2, omega = max_k |V_k - O_j|. Moving by at most rho changes scores of
row j by at most delta_j = |A1_j| max_k |A2_k| rho, so that f' <= f e^{2 delta_j}, and the rows of V by at most
eps = max_k |A3_k| rho. The third derivative's norm is attained on the diagonal (Banach).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from flint import arb

from proofcheck.arithmetic import Array, elementwise, exp, matmul, maximum, minimum, norm, sqrt
from proofcheck.attention.derivatives import State, state
from proofcheck.eigenvalues import largest_eigenvalue_upper

_ARCS = 512


@dataclass(frozen=True, kw_only=True)
class RowBounds:
    """Upper bounds for each row j on the ball around the point, each of shape (n,)."""

    phi: Array
    weight_norm: Array
    tau: Array
    omega: Array
    residual: Array


def row_bounds(at: State, A1: Array, A2: Array, A3: Array, rho: arb) -> RowBounds:
    """The row quantities of the module docstring, valid on the ball of radius `rho`."""
    delta = row_norms(A1) * (maximum(row_norms(A2)) * rho)
    eps = maximum(row_norms(A3)) * rho
    growth = exp(2 * delta)
    distance = _squared_distances(at)
    tau = sqrt((at.F * distance).sum(axis=1))
    shift = eps + (growth - 1) * tau
    weight_norm = growth * row_norms(at.F)
    return RowBounds(
        phi=_capped(growth * _row_maxima(at.F), arb(1) / 2),
        weight_norm=_capped(weight_norm, arb(1)),
        tau=sqrt(growth) * (tau + eps),
        omega=sqrt(_row_maxima(distance)) + eps + shift,
        residual=row_norms(at.C) + shift,
    )


def hessian_lipschitz(A1: Array, A2: Array, A3: Array, B: Array, X: Array, Y: Array, *, rho: arb) -> arb:
    """Ball whose upper end bounds the Euclidean Lipschitz constant of the Hessian of Phi within `rho` of (X, Y)."""
    rows = row_bounds(state(A1, A2, A3, B, X, Y), A1, A2, A3, rho)
    norm2, norm3 = spectral_norm(A2), spectral_norm(A3)
    a, alpha, root = spectral_norm(A1) * norm2, row_norms(A1) * norm2, sqrt(rows.phi)
    cubic = 6 * rows.phi * root * rows.tau * rows.omega + 4 * rows.residual * root * rows.tau
    mixed = 12 * rows.phi * root * rows.tau + 6 * rows.weight_norm * rows.phi * rows.omega
    mixed = mixed + (6 * arb(2).sqrt()) * rows.residual * rows.phi
    linear = 12 * rows.weight_norm * rows.phi
    K3 = minimum([maximum(cubic * alpha) * a * a, (cubic * alpha * alpha * alpha).sum()])
    K2 = minimum([maximum(mixed) * a * a, (mixed * alpha * alpha).sum()]) * norm3
    K1 = minimum([sqrt((linear * linear).sum()).item() * a, (linear * alpha).sum()]) * norm3 * norm3
    return cubic_form_maximum(K3, K2, K1)


def cubic_form_maximum(K3: arb, K2: arb, K1: arb) -> arb:
    """Upper bound of K3 xi^3 + K2 xi^2 ups + K1 xi ups^2 on the unit circle, by arcs that bound xi and ups."""
    bounds = []
    for i in range(_ARCS):
        near, far = arb(i) / _ARCS, arb(i + 1) / _ARCS
        xi = (1 - near * near).sqrt()
        bounds.append(((K3 * xi + K2 * far) * xi + K1 * far * far) * xi)
    largest: arb = maximum(bounds)
    return largest


def spectral_norm(matrix: Array) -> arb:
    """Upper bound of the spectral norm: the smaller of the Gram matrix's bound and the Frobenius norm."""
    tall = matrix if matrix.shape[0] >= matrix.shape[1] else matrix.T
    bound: arb = largest_eigenvalue_upper(matmul(tall.T, tall)).sqrt().min(norm(matrix))
    return bound


def row_norms(matrix: Array) -> Array:
    """Euclidean norm of each row."""
    return sqrt((matrix * matrix).sum(axis=1))


def _squared_distances(at: State) -> Array:
    """|V_k - O_j|^2 (n x m); cancellation only widens the balls."""
    squares = (at.V * at.V).sum(axis=1)[None, :] + (at.O * at.O).sum(axis=1)[:, None]
    distances: Array = squares - 2 * matmul(at.O, at.V.T)
    return elementwise(distances, lambda entry: entry.nonnegative_part())


def _row_maxima(matrix: Array) -> Array:
    return np.array([maximum(row) for row in matrix], dtype=object)


def _capped(values: Array, cap: arb) -> Array:
    return elementwise(values, lambda value: value.min(cap))
