"""Lipschitz constant of the Hessian on a ball around a point (theory B7), in ball arithmetic.

Along a line let s_j be row j of A1 dX A2^T and v = A3 dY. For a unit step (xi, ups), xi^2 + ups^2 = 1, the norm gives
x_j = ||s_j|| <= alpha_j xi, sum_j x_j^2 <= (a xi)^2, b = ||v||_F <= beta ups (`Reach`). By I5, B2 and B3, row by row,

    |O'| <= sqrt(phi) tau x + |f| b,   |O''| <= phi omega x^2 + 2 phi x b,
    |O'''| <= 2 sqrt(phi) tau x^3 + 3 sqrt(2) phi x^2 b,   |Phi'''| <= sum_j 6 |O'| |O''| + 2 |c| |O'''|,

with phi = min(1/2, max f), tau^2 >= ||Cov(V)||_2, omega = max_k |V_k - O_j|. Moving by rho changes the scores of row j
by at most delta_j = score_j rho, so that f' <= f e^{2 delta_j}, and the rows of V by at most eps = value rho. The third
derivative's norm is attained on the diagonal (B3-diagonal).

With a mask, row j is that of a query with its allowed keys alone: omega is over these, f_j is zero at the others, and
what `Reach` bounds runs over all keys, which is no less.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np
from flint import arb

from proofcheck.arithmetic.functions import Array, elementwise, exp, matmul, maximum, minimum, sqrt
from proofcheck.model.derivatives import State
from proofcheck.recheck.eigenvalues import largest_eigenvalue_upper
from proofcheck.recheck.roots import length_upper, root_upper, roots_upper, row_lengths_upper

_ARCS = 512


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Upper bounds of what a unit step moves: rows of S (alpha (n,), a), V (beta), entries (score (n,), value).

    Twin of `solver.certificates.norms.Reach`, computed apart.
    """

    alpha: Array
    a: arb
    beta: arb
    score: Array
    value: arb


def euclidean_reach(A1: Array, A2: Array, A3: Array) -> Reach:
    """Row norms and spectral norms of the data."""
    norm2, norm3 = spectral_norm(A2), spectral_norm(A3)
    rows1 = row_lengths_upper(A1)
    return Reach(
        alpha=rows1 * norm2,
        a=spectral_norm(A1) * norm2,
        beta=norm3,
        score=rows1 * maximum(row_lengths_upper(A2)),
        value=maximum(row_lengths_upper(A3)),
    )


def natural_reach(rows: int) -> Reach:
    """A unit step in the natural norm moves no row of S or V, and no entry, by more than one."""
    ones = elementwise(np.ones(rows), arb)
    return Reach(alpha=ones, a=arb(1), beta=arb(1), score=ones, value=arb(1))


@dataclass(frozen=True, kw_only=True)
class RowSizes:
    """Of each row j at the point, shape (n,): max f, |f|, tau, omega, |c| from above, and max_k <c, O - V_k>."""

    peak: Array
    weight_norm: Array
    tau: Array
    omega: Array
    residual: Array
    drop: Array


def row_sizes(at: State) -> RowSizes:
    """The sizes of the rows of a state, each a function of its row alone."""
    distance = _squared_distances(at)
    return RowSizes(
        peak=_row_maxima(at, at.F),
        weight_norm=row_lengths_upper(at.F),
        tau=roots_upper((at.F * distance).sum(axis=1)),
        omega=roots_upper(_row_maxima(at, distance)),
        residual=row_lengths_upper(at.C),
        drop=_row_maxima(at, (at.C * at.O).sum(axis=1)[:, None] - matmul(at.C, at.V.T)),
    )


@dataclass(frozen=True, kw_only=True)
class RowBounds:
    """Upper bounds for each row j on the ball around the point, each of shape (n,).

    Twin of `solver.certificates.hessian_lipschitz.RowBounds`, computed apart.
    """

    phi: Array
    weight_norm: Array
    tau: Array
    omega: Array
    residual: Array


def row_bounds(rows: RowSizes, reach: Reach, rho: arb) -> RowBounds:
    """The row quantities of the module docstring, valid on the ball of radius `rho`."""
    eps = reach.value * rho
    growth = exp(2 * rho * reach.score)
    tau = rows.tau
    # O' - O = sum f' (V' - V) + sum (f' - f)(V - O), |f' - f| <= (growth - 1) f and E|V - O| <= tau.
    shift = eps + (growth - 1) * tau
    return RowBounds(
        phi=_cap(growth * rows.peak, arb(1) / 2),
        weight_norm=_cap(growth * rows.weight_norm, arb(1)),
        # E'|V' - O'|^2 <= E'|V' - O|^2, since the mean is the nearest point, and f' <= growth f.
        tau=sqrt(growth) * (tau + eps),
        omega=rows.omega + eps + shift,
        residual=rows.residual + shift,
    )


def hessian_lipschitz(sizes: RowSizes, reach: Reach, rho: arb) -> arb:
    """Ball whose upper end bounds the Lipschitz constant of the Hessian of Phi within `rho`, in the norm of `reach`."""
    rows = row_bounds(sizes, reach, rho)
    alpha, a, beta, root = reach.alpha, reach.a, reach.beta, sqrt(rows.phi)
    cubic = 6 * rows.phi * root * rows.tau * rows.omega + 4 * rows.residual * root * rows.tau
    mixed = 12 * rows.phi * root * rows.tau + 6 * rows.weight_norm * rows.phi * rows.omega
    mixed = mixed + (6 * arb(2).sqrt()) * rows.residual * rows.phi
    linear = 12 * rows.weight_norm * rows.phi
    # sum_j c_j x_j^3 <= max_j(c_j x_j) sum_j x_j^2, or term by term; both hold, the smaller is taken.
    K3 = minimum([maximum(cubic * alpha) * a * a, (cubic * alpha * alpha * alpha).sum()])
    K2 = minimum([maximum(mixed) * a * a, (mixed * alpha * alpha).sum()]) * beta
    # Cauchy-Schwarz for the first: sum_j c_j x_j <= |c| (sum_j x_j^2)^(1/2).
    K1 = minimum([length_upper(linear) * a, (linear * alpha).sum()]) * beta * beta
    return cubic_form_maximum(K3, K2, K1)


def cubic_form_maximum(K3: arb, K2: arb, K1: arb) -> arb:
    """Upper bound of K3 xi^3 + K2 xi^2 ups + K1 xi ups^2 on the unit circle, by arcs that bound xi and ups."""
    bounds = []
    for i in range(_ARCS):
        near, far = arb(i) / _ARCS, arb(i + 1) / _ARCS
        # On the arc near <= ups <= far: xi at its start and ups at its end bound both from above.
        xi = (1 - near * near).sqrt()
        bounds.append(((K3 * xi + K2 * far) * xi + K1 * far * far) * xi)
    largest: arb = maximum(bounds)
    return largest


def spectral_norm(matrix: Array) -> arb:
    """Upper bound of the spectral norm: the smaller of the Gram matrix's bound and the Frobenius norm."""
    tall = matrix if matrix.shape[0] >= matrix.shape[1] else matrix.T
    bound: arb = root_upper(largest_eigenvalue_upper(matmul(tall.T, tall))).min(length_upper(matrix))
    return bound


def _squared_distances(at: State) -> Array:
    """|V_k - O_j|^2 (n x m); cancellation only widens the balls."""
    squares = (at.V * at.V).sum(axis=1)[None, :] + (at.O * at.O).sum(axis=1)[:, None]
    distances: Array = squares - 2 * matmul(at.O, at.V.T)
    return distances


def _row_maxima(at: State, values: Array) -> Array:
    """The largest of the values (n x m) of each query's allowed keys, (n,)."""
    allowed = np.ones(values.shape, dtype=bool) if at.mask is None else at.mask == 1
    return np.array([reduce(arb.max, row[keys]) for row, keys in zip(values, allowed, strict=True)], dtype=object)


def _cap(values: Array, cap: arb) -> Array:
    return elementwise(values, lambda value: value.min(cap))
