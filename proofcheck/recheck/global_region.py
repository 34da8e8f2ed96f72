"""Curvature without a Hessian, at a point and on the region of all global minimisers (theory S1-S3).

S1, with phi_j = min(1/2, max f_j), m_j = max_k (<c_j, O_j> - <c_j, V_k>)_+, K^2 = sum phi_j^2 |c_j|^2:

    1/2 D^2 Phi[d, d] >= (Wx - max_j phi_j m_j) a^2 - 2 K a b + Wy b^2,   a = ||A1 dX A2^T||_F, b = ||A3 dY||_F,

for any Wx, Wy with regulariser >= Wx a^2 + Wy b^2; in the natural norm with ridge, a^2 and b^2 are its larger squares
and Wx = min(wx^2, lx / ex), or lx / (2 ex) where ex >= (||A1|| ||A2||)^2, and so on.

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
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flint import arb

from proofcheck.arithmetic.functions import Array, maximum
from proofcheck.recheck.hessian_lipschitz import RowSizes, spectral_norm
from proofcheck.recheck.roots import length_upper, root_upper, row_lengths_upper

_ROUNDS = 200
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
    rows: RowSizes, data: Mapping[str, Array], weights: Mapping[str, Any], ridge: tuple[arb, arb] = (ZERO, ZERO)
) -> arb:
    """mu with D^2 Phi[d, d] >= mu ||d||_nat^2 at the point, in the natural norm with ridge (S1)."""
    phi = [peak.min(_HALF) for peak in rows.peak]
    loss = maximum([f * drop.max(ZERO) for f, drop in zip(phi, rows.drop, strict=True)])
    mixed = length_upper([f * length for f, length in zip(phi, rows.residual, strict=True)])
    return _modulus(*_norm_weights(data, weights, ridge), loss, mixed)


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
