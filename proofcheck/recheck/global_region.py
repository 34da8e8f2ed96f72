"""Curvature without a Hessian, at a point and on the region of all global minimisers (theory S1-S3).

S1, with phi_j = min(1/2, max f_j), m_j = max_k (<c_j, O_j> - <c_j, V_k>)_+, K^2 = sum phi_j^2 |c_j|^2:

    1/2 D^2 Phi[d, d] >= (Wx - max_j phi_j m_j) a^2 - 2 K a b + Wy b^2,   a = ||A1 dX A2^T||_F, b = ||A3 dY||_F,

for any Wx, Wy with regulariser >= Wx a^2 + Wy b^2; in the natural norm with ridge, a^2 and b^2 are its larger squares
and Wx = min(wx^2, lx / ex), or lx / (2 ex) where ex >= (||A1|| ||A2||)^2, and so on.

S1-moments. With row bounds |Cov_j(s, <c_j, v>)| <= k_j ||s_j|| |A3 dY c_j| and E_j[s~^2 q~] >= -t_j ||s_j||^2, of which
k_j = phi_j and t_j = phi_j m_j are one choice, K = ||diag(k) C||_2 serves and, for the
maximum of phi_j m_j, the largest eigenvalue of Z^T diag(t) Z relative to Z^T Z for any Z with the range of A1:
by Cauchy-Schwarz |sum_j Cov_j(s, <c_j, v>)| <= a ||A3 dY C^T diag(k)||_F, and sum_j t_j ||s_j||^2 is
||diag(t)^(1/2) A1 dX A2^T||_F^2. Second moments give another choice, where of many keys few are aligned with a step:
with s_j = A2 u, u = dX^T a_j, q_jk = <c_j, V_k - O_j>, K_j = Cov_j(a2, a3) and M_j = E_j[q a2~ a2~^T],

    E_j[s~^2 q] = u^T M_j u,    Cov_j(s, <c_j, v>) = u^T K_j dY c_j,

and for any square T with (A T)^T (A T) >= l > 0, a witness, u = T y has ||A u||^2 >= l ||y||^2: t_j is the norm of
T2^T M_j T2 / l2, k_j that of T2^T K_j T3 / sqrt(l2 l3). In Coq, with a mask too: Rows_curvature, Rows_bounds and
Rows_weights of `proofcheck/kernel/coq/statements/RowCurvature.v`.

C3, with Wx = wx^2 + lx / (||A1|| ||A2||)^2, Wy = wy^2 + ly / ||A3||^2: a global minimiser w is stationary and has
Phi(w) <= Phi(z) =: Phi_0; its equations times X and Y give, for a = ||S||_F, b = ||V||_F, c = ||C||_F at w,

    Wx a^2, Wy b^2, c^2 <= Phi_0,   c <= ||B||,   b <= ||B|| / (2 sqrt Wy),   b <= c nu / Wy,   a <= phi c b / Wx,

where max F <= f = 1 / (1 + (m - 1) exp(-a sqrt(m / (m - 1)))), phi = min(1/2, f) and ||F||_2 <= nu = sqrt(n f). These
hold together, so each may use the others. On {||S||_F <= a, ||V||_F <= b}: |c_j| <= |B_j| + sqrt(f) b, ||C||_F <=
||B|| + nu b and m_j <= |c_j| sqrt(1 + f) b.

With a mask, maxima, means and covariances of row j run over its allowed keys, lengths of rows over all, which is no
less; m is the number of allowed keys of a row, f the largest bound of a row, and nu^2 = sum_j f_j >= ||F||_1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from flint import arb

from proofcheck.arithmetic.functions import Array, balls, matmul, maximum
from proofcheck.model.derivatives import State, row_outer
from proofcheck.recheck.eigenvalues import largest_eigenvalue_upper, smallest_eigenvalue_lower
from proofcheck.recheck.hessian_lipschitz import RowSizes, spectral_norm
from proofcheck.recheck.roots import length_upper, root_upper, row_lengths_upper

_ROUNDS = 200
_WIDEST = 8192  # moments of a row
LARGEST_OUTER: Final = 2**26  # balls in products of the columns of all keys
_HALF = arb(1) / 2
_LEAST = arb(2) ** -400  # of an upper bound of a norm that may be zero: any larger number bounds it too
ZERO = arb(0)


@dataclass(frozen=True, kw_only=True)
class Region:
    """Upper bounds of ||S||_F and ||V||_F at every global minimiser, and a lower bound of the curvature within them.

    Twin of `solver.certificates.global_region.Region`, computed apart.
    """

    scores: arb
    values: arb
    curvature_lower: arb


def curvature_lower(
    rows: RowSizes,
    states: Iterable[State],
    data: Mapping[str, Array],
    weights: Mapping[str, Any],
    ridge: tuple[arb, arb] = (ZERO, ZERO),
) -> arb:
    """mu with D^2 Phi[d, d] >= mu ||d||_nat^2 in the natural norm with ridge, by S1 or else S1-moments; may be <= 0.

    `states` are those of blocks of rows, in turn: asked for only where S1 shows nothing.
    """
    phi = np.array([peak.min(_HALF) for peak in rows.peak], dtype=object)
    loss = np.array([f * drop.max(ZERO) for f, drop in zip(phi, rows.drop, strict=True)], dtype=object)
    shares = _norm_weights(data, weights, ridge)
    mu = _modulus(*shares, maximum(loss), length_upper(phi * rows.residual))
    moments = None if mu > 0 else row_moments(states, data["A2"], data["A3"])
    if moments is None:
        return mu
    t, k = _smaller(loss, moments.bend), _smaller(phi, moments.turn)
    shown = _modulus(*shares, averaged(data["A1"], t), spectral_norm(k[:, None] * moments.C))
    return shown if shown > mu else mu


def _smaller(left: Array, right: Array) -> Array:
    return np.array([a.min(b) for a, b in zip(left, right, strict=True)], dtype=object)


@dataclass(frozen=True, kw_only=True)
class RowMoments:
    """Upper bounds (n,) of |E_j[s~^2 q]| / ||s_j||^2 and |Cov_j(s, <c_j, v>)| / (||s_j|| ||A3 dY c_j||); C (n x k)."""

    bend: Array
    turn: Array
    C: Array


def row_moments(states: Iterable[State], A2: Array, A3: Array) -> RowMoments | None:
    """Of all rows, from the states of their blocks in turn.

    None where the data have no full column rank, or the moments of a row or of all keys are too many.
    """
    (Z2, low2), (Z3, low3) = _whiten(A2), _whiten(A3)
    q, r = Z2.shape[1], Z3.shape[1]
    if not (low2 > 0 and low3 > 0) or q * (q + r) > _WIDEST or len(A2) * q * max(q, r) > LARGEST_OUTER:
        return None
    bends, turns, residuals = zip(*((*_norms(at, Z2, Z3), at.C) for at in states), strict=True)
    root = (low2 * low3).sqrt()
    return RowMoments(bend=np.concatenate(bends) / low2, turn=np.concatenate(turns) / root, C=np.concatenate(residuals))


def _norms(at: State, Z2: Array, Z3: Array) -> tuple[Array, Array]:
    """Of T2^T M_j T2 and T2^T K_j T3 for each row j of a block."""
    mean2, mean3, first = matmul(at.F, Z2), matmul(at.F, Z3), matmul(at.P, Z2)
    M = matmul(at.P, row_outer(Z2, Z2)) - row_outer(first, mean2) - row_outer(mean2, first)
    K = matmul(at.F, row_outer(Z2, Z3)) - row_outer(mean2, mean3)
    q, r = Z2.shape[1], Z3.shape[1]
    return _norms_upper(M.reshape(-1, q, q)), _norms_upper(K.reshape(-1, q, r))


def averaged(A1: Array, values: Array) -> arb:
    """Upper bound of sum_j t_j ||s_j||^2 / sum_j ||s_j||^2 for s_j = A2 dX^T a_j: a mean, or the largest t."""
    (Z, low), largest = _whiten(A1), maximum(values)
    mean: arb = largest_eigenvalue_upper(matmul(Z.T, values[:, None] * Z)) / low if low > 0 else largest
    return mean.min(largest)


def _whiten(A: Array) -> tuple[Array, arb]:
    """A T with nearly orthonormal columns and a lower bound of its Gram matrix's smallest eigenvalue, 0 if none."""
    middle = np.array([[float(entry.mid()) for entry in row] for row in A])
    R: Array = np.asarray(np.linalg.qr(middle, mode="r"))
    if R.shape[0] < R.shape[1] or not (np.isfinite(R).all() and R.diagonal().all()):
        return A, arb(0)
    T = np.linalg.solve(R, np.eye(len(R)))
    Z = matmul(A, balls(T)) if np.isfinite(T).all() else A
    return Z, smallest_eigenvalue_lower(matmul(Z.T, Z))


def _norms_upper(matrices: Array) -> Array:
    """Of the spectral norm of each matrix: ||A||^4 <= ||(A A^T)^2||_F."""
    squares = (matmul(matrix, matrix.T) for matrix in matrices)
    return np.array([root_upper(root_upper(length_upper(matmul(G, G)))) for G in squares], dtype=object)


def region(data: Mapping[str, Any], weights: Mapping[str, Any], value: arb) -> Region:
    """The region of C3 for a value of Phi at some point; its curvature is minus infinity without regularisation."""
    Wx, Wy = effective_weights(data, weights)
    if not (Wx > 0 and Wy > 0):
        return Region(scores=arb("inf"), values=arb("inf"), curvature_lower=arb("-inf"))
    target = length_upper(data["B"])
    a, b = _minimiser_bounds(_key_counts(data), target, value, Wx, Wy)
    return Region(scores=a, values=b, curvature_lower=regional_curvature(data, weights, a, b))


def regional_curvature(data: Mapping[str, Any], weights: Mapping[str, Any], scores: arb, values: arb) -> arb:
    """mu with D^2 Phi[d, d] >= mu (||A1 dX A2^T||^2 + ||A3 dY||^2) on {||S||_F <= scores, ||V||_F <= values}."""
    Wx, Wy = effective_weights(data, weights)
    phi, f, nu = _softmax_bounds(_key_counts(data), scores)
    loss = phi * (maximum(row_lengths_upper(data["B"])) + f.sqrt() * values) * (1 + f).sqrt() * values
    return _modulus(Wx, Wy, loss, phi * (length_upper(data["B"]) + nu * values))


def _norm_weights(data: Mapping[str, Array], weights: Mapping[str, Any], ridge: tuple[arb, arb]) -> tuple[arb, arb]:
    """Wx and Wy with regulariser >= Wx (||A1 dX A2^T||^2 + ex ||dX||^2) + Wy (||A3 dY||^2 + ey ||dY||^2)."""
    n1, n2, n3 = (spectral_norm(data[name]) for name in ("A1", "A2", "A3"))
    scores = _norm_weight(weights["wx"], weights["lx"], ridge[0], n1 * n1 * n2 * n2)
    return scores, _norm_weight(weights["wy"], weights["ly"], ridge[1], n3 * n3)


def _norm_weight(weight: arb, penalty: arb, e: arb, square: arb) -> arb:
    if not e > 0:
        return weight * weight
    share = penalty / e
    bound: arb = (weight * weight).min(share)
    return bound.max(share / 2) if e >= square else bound


def effective_weights(data: Mapping[str, Array], weights: Mapping[str, Any]) -> tuple[arb, arb]:
    """Wx, Wy with Wx a^2 + Wy b^2 at most the regulariser: the ridge adds its share by the data's norms."""
    n1, n2, n3 = (spectral_norm(data[name]) for name in ("A1", "A2", "A3"))
    scores, values = (n1 * n1 * n2 * n2).upper().max(_LEAST), (n3 * n3).upper().max(_LEAST)
    Wx = weights["wx"] * weights["wx"] + weights["lx"] / scores
    return Wx, weights["wy"] * weights["wy"] + weights["ly"] / values


def _key_counts(data: Mapping[str, Array]) -> dict[int, int]:
    """How many queries may see so many keys, by the number of keys."""
    n, m = len(data["A1"]), len(data["A2"])
    return {m: n} if "mask" not in data else dict(Counter(data["mask"].sum(axis=1).tolist()))


def _minimiser_bounds(counts: dict[int, int], target: arb, value: Any, Wx: arb, Wy: arb) -> tuple[arb, arb]:
    a = root_upper(value / Wx)
    b = root_upper(value / Wy).min(target / (2 * Wy.sqrt())).upper()
    c = root_upper(value).min(target).upper()
    for _ in range(_ROUNDS):
        phi, _, nu = _softmax_bounds(counts, a)
        b = b.min(c * nu / Wy).upper()
        a = a.min(phi * c * b / Wx).upper()
    return a, b


def _softmax_bounds(counts: dict[int, int], a: arb) -> tuple[arb, arb, arb]:
    """phi, max F and ||F||_2, as exact upper bounds, for ||S||_F <= a."""
    peaks = {m: _peak(m, a) for m in counts}
    f = maximum(list(peaks.values()))
    return f.min(_HALF), f, sum((n * peaks[m] for m, n in counts.items()), ZERO).sqrt().upper()


def _peak(m: int, a: arb) -> arb:
    """An exact upper bound of max f for a row of m keys with ||s|| <= a."""
    reach = a * (arb(m) / max(m - 1, 1)).sqrt()
    bound: arb = (1 / (1 + (m - 1) * (-reach).exp())).upper()
    return bound


def _modulus(Wx: arb, Wy: arb, loss: arb, mixed: arb) -> arb:
    """Lower bound of twice the smaller eigenvalue of [[Wx - loss, -mixed], [-mixed, Wy]].

    The eigenvalue is det / larger eigenvalue, which serves where det > 0; else low - t with low the smaller diagonal
    entry, d >= 0 the difference of both and t = mixed^2 / (d/2 + sqrt(d^2/4 + mixed^2)) <= mixed: no cancellation
    between entries of different sizes.
    """
    s, half = Wx - loss, (Wx - loss - Wy) / 2
    if s * Wy > mixed * mixed and s > 0:
        return 2 * (s * Wy - mixed * mixed) / ((s + Wy) / 2 + root_upper(half * half + mixed * mixed))
    low, gap = s.min(Wy), arb(half.abs_lower())
    reach = gap + (gap * gap + mixed * mixed).lower().max(ZERO).sqrt()
    return 2 * (low - (mixed * mixed / reach).min(mixed) if reach > 0 else low - mixed)
