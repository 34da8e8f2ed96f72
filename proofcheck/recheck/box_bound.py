"""A lower bound of phi(U) = min_Y Phi on a box |U - c| <= w, X = L1 U L2^T, in ball arithmetic.

With L L^T = wy^2 A3^T A3 + ly I, T = A3 L^-T and y = L^T Y: Phi = |F T y - B|^2 + |y|^2 + <u, Q u>. For every y0, with
C = F T y0 - B, r = (F T)^T C + y0 and N = I + (F T)^T (F T): phi = Phi(U, y0) - <r, N^-1 r>. At U = c + H take
y0 = y + y1 with y1 = sum_i H_i y1_i. Z = F T moves by E = E1 + E2, E1 = sum_i H_i Z'_i; C moves by L + nl with
L = E1 y + Z y1 and nl = E2 y + E y1; r = r0 + left + A + (Z + E)^T nl with left = E1^T C0 + Z^T L + y1 and
A = E2^T C0 + E^T L. Dropping |nl|^2,

    Phi(U, y0) >= Phi(c, y) + <slope, H> + <H, form H> - 2 |<L, nl>| - 2 |<E2^T C0, y1>| - (E2 y beyond order two),
    |r|_N^-1 <= |r0|_* + |left| + |A|_* + |nl|,    |x|_* = min(|x|, |K^T x| / room),    room = sqrt(1 - e) - eps,

for any y, y1_i = K z_i and K (float64 witnesses) with e >= ||K^T N(c) K - I||, eps >= ||E K||: N >= I and N >= room^2
K^-T K^-1. (a + b)^2 <= 1025 a^2 + (1 + 2^-10) b^2 keeps r0 apart; `rest` shrinks as s^2 at least on boxes s w, s <= 1.

Row j of E [X] beyond its orders none, one and two: with sigma the step's scores, delta >= |sigma - E sigma|, range >=
sigma's, f_t <= e^(t delta) f (Jensen), v >= Var_t(sigma), Delta = min(delta + v, range) >= |sigma - E_t sigma|,

    sd(sigma) sd(X) times (1 + e^delta)/2,    Delta (2 + e^delta)/6,    max(Delta^2, 3 v) (3 + e^delta)/24.

Twin of `solver.global_search.expansion`, computed apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from flint import arb

from proofcheck.arithmetic.functions import Array, balls, elementwise, exp, matmul, maximum
from proofcheck.model.definitions import scores, softmax
from proofcheck.model.derivatives import row_outer
from proofcheck.recheck.blocks import blocks
from proofcheck.recheck.frame import Frame, floats
from proofcheck.recheck.roots import length_upper, root_upper, roots_upper, row_lengths_upper

DEFECT: Final = 1025
_SHARE: Final = 1 + arb(2) ** -10


@dataclass(frozen=True, kw_only=True)
class BoxBound:
    """phi >= value - DEFECT defect^2 + <slope, H> + <H, form H> - rest; at y0 = y, |K^T r| <= thin_defect + thin_shift.

    Twin of `solver.global_search.expansion.Expansion`, computed apart.
    """

    value: arb
    slope: Array
    form: Array
    rest: arb
    defect: arb
    thin_defect: arb
    thin_shift: arb
    room: arb
    K: Array


def bound_box(frame: Frame, u: Array, widths: Array, y: Array | None = None) -> BoxBound:
    """At u (pq,) for the box of half-widths `widths` (pq,), both balls; y (r x k) is chosen where it is not given."""
    p, q, r = frame.queries.shape[1], frame.keys.shape[1], frame.values.shape[1]
    n, B = len(frame.queries), frame.data["B"]
    means = np.concatenate([_means(frame, part, u.reshape(p, q)) for part, _ in blocks(frame.centred, {})])
    parts = np.split(means, np.cumsum([q, q * q, r, q * r, q * q * r]), axis=1)
    a, aa, Z, aT, aaT, TT = parts
    keys, mixed = (aa - row_outer(a, a)).reshape(n, q, q), (aT - row_outer(a, Z)).reshape(n, q, r)
    cross = a[:, :, None, None] * mixed[:, None]
    third = (aaT - row_outer(aa, Z)).reshape(n, q, q, r) - cross - cross.transpose(0, 2, 1, 3)
    chosen, K = _witnesses(floats(Z), floats(B))
    y = chosen if y is None else y
    C = matmul(Z, y) - B
    rows = _Rows(frame, widths, a, keys, (TT - row_outer(Z, Z)).reshape(n, r, r))
    return _assemble(frame, u, widths, _Centre(Z=Z, C=C, y=y, K=K, mixed=mixed, third=third), rows)


def _means(frame: Frame, part: Mapping[str, Any], U: Array) -> Array:
    """The means of the columns under the softmax of each of these queries."""
    return matmul(softmax(scores(part["A1"], part["A2"], U), part.get("mask")), frame.columns)


def _witnesses(Z: Array, B: Array) -> tuple[Array, Array]:
    """y ~ N^-1 Z^T B and K with K K^T ~ N^-1 from float64."""
    K = np.linalg.inv(np.linalg.cholesky(np.eye(Z.shape[1]) + Z.T @ Z)).T
    y = K @ (K.T @ (Z.T @ B))
    return balls(y + K @ (K.T @ (Z.T @ (B - Z @ y) - y))), balls(K)


@dataclass(frozen=True, kw_only=True)
class _Centre:
    """At the centre: Z, C0, y, K, Cov(a, T) (n, q, r) and E[a~ a~ T~] (n, q, q, r)."""

    Z: Array
    C: Array
    y: Array
    K: Array
    mixed: Array
    third: Array


class _Rows:
    """The factors of the remainders of every row, and the spreads they multiply."""

    def __init__(self, frame: Frame, widths: Array, key: Array, keys: Array, values: Array) -> None:
        p, q = frame.queries.shape[1], frame.keys.shape[1]
        steps = matmul(elementwise(frame.queries, abs), widths.reshape(p, q))
        low, high = frame.ends
        deviation = np.vectorize(lambda most, least, e: (most - e).max(e - least).upper(), otypes=[object])(
            high, low, key
        )
        sigma = (steps * roots_upper(np.array([covariance.diagonal() for covariance in keys]))).sum(axis=1)
        delta, span = (steps * deviation).sum(axis=1), (steps * (high - low)).sum(axis=1)
        e = exp(delta)
        least = np.vectorize(lambda x, y, z: x.min(y).min(z), otypes=[object])
        v = least(e * sigma * sigma, delta * delta, span * span / 4)
        Delta = least(delta + v, span, span)
        cubic = np.vectorize(lambda x, y: x.max(y), otypes=[object])(Delta * Delta, 3 * v)
        self.first, self.second = sigma * (1 + e) / 2, sigma * Delta * (2 + e) / 6
        self.third, self._values = sigma * cubic * (3 + e) / 24, values

    def spread(self, X: Array) -> Array:
        """sd(T X) of every row."""
        weight = matmul(X, X.T)
        return roots_upper((self._values * weight).sum(axis=2).sum(axis=1))

    def slopes(self, C: Array, y: Array) -> Array:
        """sd(2 <C_j, T y>)."""
        pulled = matmul(C, y.T)
        return 2 * roots_upper(((self._values * pulled[:, :, None]).sum(axis=1) * pulled).sum(axis=1))


def _assemble(frame: Frame, u: Array, widths: Array, at: _Centre, rows: _Rows) -> BoxBound:
    d, (p, q), Z, C, y, K = len(u), (frame.queries.shape[1], frame.keys.shape[1]), at.Z, at.C, at.y, at.K
    axes = [divmod(i, q) for i in range(p * q)]
    r0 = matmul(Z.T, C) + y
    moved = [frame.queries[:, a][:, None] * at.mixed[:, b] for a, b in axes]
    outputs, J = [matmul(Z1, y) for Z1 in moved], [matmul(Z1.T, C) for Z1 in moved]
    z = [-balls(floats(matmul(K.T, j + matmul(Z.T, o)))) for j, o in zip(J, outputs, strict=True)]
    y1 = [matmul(K, part) for part in z]
    L = [o + matmul(Z, part) for o, part in zip(outputs, y1, strict=True)]
    left = [j + matmul(Z.T, line) + part for j, line, part in zip(J, L, y1, strict=True)]
    second = _second(frame, axes, at)
    pull, pulled = matmul(frame.Q, u[:, None])[:, 0], matmul(C, y.T)
    slope = np.array([2 * (pull[i] + (outputs[i] * C).sum() + (y1[i] * r0).sum()) for i in range(d)])
    form, X2, X3 = frame.Q.copy(), np.empty((d, d), dtype=object), np.empty((d, d), dtype=object)
    curved = (at.third * pulled[:, None, None, :]).sum(axis=3)
    for i, j in np.ndindex(d, d):
        (a, b), (c, e) = axes[i], axes[j]
        form[i, j] += (L[i] * L[j]).sum() + (y1[i] * y1[j]).sum() + (J[i] * y1[j]).sum() + (J[j] * y1[i]).sum()
        form[i, j] += (frame.queries[:, a] * frame.queries[:, c] * curved[:, b, e]).sum()
        X2[i, j] = second[i, j]
        X3[i, j] = second[i, j] + (matmul(moved[i].T, L[j]) + matmul(moved[j].T, L[i])) / 2
    rest, room, shift = _rest(widths, at, rows, (moved, z, L, left), (X2, X3))
    thin = length_upper(matmul(K.T, r0))
    return BoxBound(
        value=(C * C).sum() + (y * y).sum() + (pull * u).sum(),
        slope=slope,
        form=form,
        rest=rest,
        defect=length_upper(r0).min(divide(thin, room)),
        thin_defect=thin,
        thin_shift=shift,
        room=room,
        K=K,
    )


def _second(frame: Frame, axes: list[tuple[int, int]], at: _Centre) -> dict[tuple[int, int], Array]:
    """The quadratic part of E2^T C0 by pairs of directions, each r x k."""
    pairs = {}
    for i, (a, b) in enumerate(axes):
        for j, (c, e) in enumerate(axes):
            weighted = (frame.queries[:, a] * frame.queries[:, c])[:, None] * at.third[:, b, e]
            pairs[i, j] = matmul(weighted.T, at.C) / 2
    return pairs


def _rest(
    widths: Array, at: _Centre, rows: _Rows, lines: tuple[list[Array], ...], curvatures: tuple[Array, Array]
) -> tuple[arb, arb, arb]:
    """`rest`, `room` and `thin_shift`."""
    (moved, z, L, left), K, eye = lines, at.K, balls(np.eye(len(at.K)))
    values, narrow, outputs = (rows.spread(X) for X in (eye, K, at.y))
    reach, C = _Reach(widths), row_lengths_upper(at.C)
    LL = sum(w * row_lengths_upper(x) for w, x in zip(widths, L, strict=True))
    steps = sum((w * _spectral(matmul(x, K)) for w, x in zip(widths, moved, strict=True)), arb(0))
    eps, far = steps + length_upper(rows.second * narrow), reach.single(z)
    nl = length_upper(rows.second * outputs) + eps * far
    along = (LL * (rows.second * outputs + rows.first * narrow * far)).sum()
    wide = reach.pairs(curvatures[1], eye) + (C * rows.third * values + LL * rows.second * values).sum()
    close = reach.pairs(curvatures[1], K) + (C * rows.third * narrow + LL * rows.second * narrow).sum()
    curved = reach.pairs(curvatures[0], K) + (C * rows.third * narrow).sum()
    N = eye + matmul(at.Z.T, at.Z)
    room = ((1 - _row_sums(matmul(matmul(K.T, N), K) - eye)).lower().max(arb(0)).sqrt() - eps).lower()
    whole = wide.upper().min(divide(close, room)) + nl + reach.single(left)
    rest = (rows.third * rows.slopes(at.C, at.y)).sum() + 2 * along + 2 * curved * far + _SHARE * whole * whole
    shift = (C * rows.first * narrow).sum() + 2 * length_upper(rows.first * outputs)
    return rest.upper(), room, shift.upper()


class _Reach:
    """Upper bounds of lengths of sums over directions, on the box."""

    def __init__(self, widths: Array) -> None:
        self._widths = widths

    def single(self, parts: list[Array]) -> arb:
        """|sum_i H_i X_i|."""
        return sum((w * length_upper(x) for w, x in zip(self._widths, parts, strict=True)), arb(0))

    def pairs(self, parts: Array, K: Array) -> arb:
        """|sum_ij H_i H_j K^T X_ij|."""
        w = self._widths
        return sum((w[i] * w[j] * length_upper(matmul(K.T, parts[i, j])) for i, j in np.ndindex(parts.shape)), arb(0))


def divide(value: arb, room: arb) -> arb:
    """An upper bound of a nonnegative value / room, infinite without room."""
    return (value / room).upper() if room > 0 else arb("inf")


def _row_sums(matrix: Array) -> arb:
    """max_i sum_j |M_ij| >= ||M||_2 for symmetric M."""
    largest: arb = maximum([sum((entry.abs_upper() for entry in row), arb(0)) for row in matrix])
    return largest


def _spectral(matrix: Array) -> arb:
    return root_upper(_row_sums(matmul(matrix.T, matrix)))


def least_value(found: BoxBound, widths: Array) -> arb:
    """A lower bound of phi on the box, axis by axis: that of d t^2 - g t for 0 <= t <= 1."""
    total = found.value - DEFECT * found.defect * found.defect - found.rest
    for i, w in enumerate(widths):
        others = sum((abs(found.form[i, j]) * widths[j] for j in range(len(widths)) if j != i), arb(0))
        d, g = ((found.form[i, i] * w - others) * w).lower(), (abs(found.slope[i]) * w).upper()
        total += d - g if 2 * d <= g else -g * g / (4 * d)
    return total.lower()
