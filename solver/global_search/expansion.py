"""A lower bound of phi(U) = min_y Phi on a box of scores' unknowns: a quadratic and what it may miss.

For every y0, with C = F T y0 - B, r = (F T)^T C + y0 (half the slope of Phi in y) and N = I + (F T)^T (F T),

    phi = Phi(U, y0) - <r, N^-1 r>                                                        (Phi is quadratic in y).

Around a centre, U = c + H, |H_i| <= w_i: Z = F T moves by E = E1 + E2, E1 = sum_i H_i Z'_i linear in H, row j of Z'_i
Cov_j(s_i, T), and E1 + E' its part up to the second order, E' half of E_j[s~^2 T~]. Take y0 = y + y1 with y1 =
sum_i H_i y1_i linear in H; y and y1_i are nearly such that r = 0 to the first order. Then C = C0 + L + nl with
L = E1 y + Z y1 linear and nl = E2 y + E y1, and

    |C|^2 + |y0|^2 >= |C0|^2 + |y|^2 + 2 <C0, E1 y> + 2 <r0, y1> + |L|^2 + |y1|^2 + 2 <E1^T C0, y1> + 2 <C0, E2 y>
                      - 2 |<L, nl>| - 2 |<E2^T C0, y1>|,
    r = r0 + (E1^T C0 + Z^T L + y1) + A + (Z + E)^T nl,    A = E2^T C0 + E^T L,

with r0 = Z^T C0 + y. In the norm of N^-1 at U: |(Z + E)^T nl| <= |nl|, and |A| is at most its Frobenius norm (N >= I),
and at most |K^T A| / room, room = sqrt(1 - e) - eps, for any K with ||K^T N(c) K - I|| <= e and ||E K|| <= eps, because
||[Z + E; I] u|| >= ||[Z; I] u|| - ||E u|| >= room ||K^-1 u||. What rows of E move by beyond their second order is
bounded in `solver.global_search.remainders`. The bound is

    phi >= value - DEFECT |r0|_*^2 + <slope, H> + <H, form H> - rest,

with |r0|_* = min(|r0|, |K^T r0| / room), where `rest` shrinks at least as s^2 on the box of half-widths s w, s <= 1:
(a + b)^2 <= 1025 a^2 + (1 + 2^-10) b^2 keeps r0 apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from solver.global_search.frame import Frame, identity_defect
from solver.global_search.moments import Moments, Sampler
from solver.global_search.remainders import RowRemainders, lengths, row_remainders
from solver.verified.ball import Ball, Floats, ball

DEFECT: Final = 1025.0
_SHARE: Final = 1.0 + 2.0**-10


@dataclass(frozen=True, kw_only=True)
class Place:
    """Points u (b x p q), and where they are known better than the moments tell: y, d Phi / du and r0 there."""

    u: Ball
    y: Ball | None = None
    slope: Ball | None = None
    r0: Ball | None = None


@dataclass(frozen=True, kw_only=True)
class Expansion:
    """The quantities of the module docstring at b places: `value` (b,), `slope` (b, d), `form` (b, d, d), `rest` (b,).

    `defect` bounds |r0|_*. At y0 = y, K^T r is at most `thin_defect` + `thin_shift` (which shrinks at least as s does)
    in length; `room` and K (b x r x r) are those of the docstring.
    """

    value: Ball
    slope: Ball
    form: Ball
    rest: Floats
    defect: Floats
    thin_defect: Floats
    thin_shift: Floats
    room: Floats
    K: Floats


@dataclass(frozen=True, kw_only=True)
class _Linear:
    """At the places y, K (floats), C0, r0; along direction i (b x d x ...) Z', Z' y, J = Z'^T C0, y1 = K z, L.

    `left` is what the first order leaves of r, `spare` bounds ||K^T N K - I||.
    """

    y: Ball
    K: Floats
    spare: Floats
    C: Ball
    r0: Ball
    moved: Ball
    moved_values: Ball
    J: Ball
    z: Floats
    y1: Ball
    L: Ball
    left: Ball

    @property
    def turned(self) -> Ball:
        """K^T."""
        return ball(np.swapaxes(self.K, 1, 2))


@np.errstate(all="ignore")
def expand(sampler: Sampler, place: Place, widths: Floats) -> Expansion:
    """At b places for boxes of half-widths `widths` (b x p q)."""
    frame, at = sampler.frame, sampler.moments(place.u)
    linear = _linearise(frame, at, place)
    rows = row_remainders(sampler, at, widths, linear.y, linear.K, linear.C)
    pull = place.u @ frame.Q
    slope = place.slope or (pull + _inner(linear.moved_values, linear.C)) * 2.0
    room, rest = _rest(frame, at, linear, rows, widths)
    wide, thin = (_square(part).sqrt().upper() for part in (linear.r0, linear.turned @ linear.r0))
    # K^T (E^T C0 + (Z + E)^T E y) is what K^T r moves by where y stays; ||(Z + E) K|| <= sqrt(1 + e) + eps <= 2.
    shift = (lengths(linear.C, 1) * rows.first_narrow).sum(axis=1) + root_sum(rows.first_outputs) * 2.0
    return Expansion(
        value=_square(linear.C) + _square(linear.y) + (pull * place.u).sum(axis=1),
        slope=slope + _inner(linear.y1, linear.r0) * 2.0,
        form=_form(frame, at, linear),
        rest=rest,
        defect=np.minimum(wide, divide(ball(thin), room)),
        thin_defect=thin,
        thin_shift=shift.upper(),
        room=room,
        K=linear.K,
    )


def _linearise(frame: Frame, at: Moments, place: Place) -> _Linear:
    problem, d, B = frame.problem, frame.size, frame.problem.B
    Z, Zt, count = at.value, at.value.transpose(0, 2, 1), len(at.value.mid)
    witness, K = _witnesses(Z.mid, B)
    y = place.y or ball(witness)
    N = Zt @ Z + np.eye(problem.r)
    C = Z @ y - B
    queries, mixed = frame.queries.T[None, :, None, :, None], at.mixed.transpose(0, 2, 1, 3)[:, None]
    moved = (queries * mixed).reshape(count, d, problem.n, problem.r)
    moved_values, J = moved @ y[:, None], moved.transpose(0, 1, 3, 2) @ C[:, None]
    turned = np.swapaxes(K, 1, 2)[:, None]
    z = -turned @ (J + Zt[:, None] @ moved_values).mid
    y1 = ball(K)[:, None] @ z
    L = moved_values + Z[:, None] @ y1
    return _Linear(
        y=y,
        K=K,
        spare=identity_defect(ball(np.swapaxes(K, 1, 2)) @ N @ K),
        C=C,
        r0=place.r0 or Zt @ C + y,
        moved=moved,
        moved_values=moved_values,
        J=J,
        z=z,
        y1=y1,
        L=L,
        left=J + Zt[:, None] @ L + y1,
    )


def _witnesses(Z: Floats, B: Floats) -> tuple[Floats, Floats]:
    """y ~ N^-1 Z^T B and K with K K^T ~ N^-1, in floats."""
    eye = np.eye(Z.shape[2])
    N = eye + np.swapaxes(Z, 1, 2) @ Z
    N = np.where(np.isfinite(N).all(axis=(1, 2), keepdims=True), N, eye)
    K = np.swapaxes(np.linalg.inv(np.linalg.cholesky(N)), 1, 2)
    y = K @ (np.swapaxes(K, 1, 2) @ (np.swapaxes(Z, 1, 2) @ B))
    # Once again: N may be ill-conditioned, and the defect is squared into the bound.
    y = y + K @ (np.swapaxes(K, 1, 2) @ (np.swapaxes(Z, 1, 2) @ (B - Z @ y) - y))
    return np.nan_to_num(y), np.nan_to_num(K)


def _form(frame: Frame, at: Moments, linear: _Linear) -> Ball:
    """Q + <L, L> + <y1, y1> + 2 <J, y1> + <C0, E_j[s~^2 V~]>, symmetric in the directions."""
    cross = _gram(linear.J, linear.y1)
    quadratic = _gram(linear.L, linear.L) + _gram(linear.y1, linear.y1) + cross + cross.transpose(0, 2, 1)
    pulled = linear.C @ linear.y.transpose(0, 2, 1)
    curved = (at.third * pulled[:, :, None, None, :]).sum(axis=4)
    return frame.Q + quadratic + _over_queries(frame, curved[..., None])[..., 0]


def _over_queries(frame: Frame, values: Ball) -> Ball:
    """sum_j a_ju a_jv values_j (b, n, q, q, c) as (b, d, d, c), for a_j the rows of A1 L1 and directions (u, .)."""
    problem = frame.problem
    p, q, count, c = problem.p, problem.q, len(values.mid), values.shape[4]
    pairs = (frame.queries[:, :, None] * frame.queries[:, None, :]).reshape(problem.n, p * p)
    summed = values.reshape(count, problem.n, q * q * c).transpose(0, 2, 1) @ pairs
    return summed.reshape(count, q, q, c, p, p).transpose(0, 4, 1, 5, 2, 3).reshape(count, p * q, p * q, c)


def _rest(frame: Frame, at: Moments, linear: _Linear, rows: RowRemainders, widths: Floats) -> tuple[Floats, Floats]:
    """The room, and upper bounds of what the quadratic misses."""
    far = ball(widths)
    C, L = lengths(linear.C, 1), (lengths(linear.L, 2) * far[:, :, None]).sum(axis=1)
    z, lost, eps = _reach(ball(linear.z), widths), _reach(linear.left, widths), _moves(linear, rows, widths)
    nl = root_sum(rows.second_outputs) + eps * z
    along = (L * (rows.second_outputs + rows.first_narrow * z[:, None])).sum(axis=1)
    second, slopes = _curvatures(frame, at, linear)
    K = linear.turned[:, None, None]
    wide = _reach2(second + slopes, widths) + (C * rows.third_values + L * rows.second_values).sum(axis=1)
    thin = _reach2(K @ (second + slopes), widths) + (C * rows.third_narrow + L * rows.second_narrow).sum(axis=1)
    curved = _reach2(K @ second, widths) + (C * rows.third_narrow).sum(axis=1)
    room = (ball(np.maximum(1.0 - linear.spare, 0.0) * (1.0 - 2.0**-50)).sqrt() - eps).lower()
    whole = ball(np.minimum(wide.upper(), divide(thin, room))) + nl + lost
    rest = rows.third_slopes.sum(axis=1) + along * 2.0 + curved * z * 2.0 + whole * whole * _SHARE
    return room, rest.upper()


def _moves(linear: _Linear, rows: RowRemainders, widths: Floats) -> Ball:
    """eps >= ||E K||."""
    return (_spectral(linear.moved @ linear.K[:, None]) * widths).sum(axis=1) + root_sum(rows.second_narrow)


def divide(values: Ball, room: Floats) -> Floats:
    """Upper bounds of nonnegative values / room, infinite where there is no room."""
    return np.where(room > 0, (values / np.where(room > 0, room, 1.0)).upper(), np.inf)


def _curvatures(frame: Frame, at: Moments, linear: _Linear) -> tuple[Ball, Ball]:
    """The quadratic parts of E2^T C0 and of E^T L, by pairs of directions, (b, d, d, r, k)."""
    problem, (count, d) = frame.problem, linear.moved.shape[:2]
    values = at.third[..., None] * linear.C[:, :, None, None, None, :]
    shape = (count, problem.n, problem.q, problem.q, problem.r * problem.k)
    second = _over_queries(frame, values.reshape(*shape)) * 0.5
    slopes = linear.moved.transpose(0, 1, 3, 2)[:, :, None] @ linear.L[:, None]
    return second.reshape(count, d, d, problem.r, problem.k), slopes


def _reach(parts: Ball, widths: Floats) -> Ball:
    """sum_i w_i |X_i| for X (b, d, ., .), as exact upper bounds (b,)."""
    sizes = (parts * parts).sum(axis=3).sum(axis=2).sqrt()
    return ball((ball(sizes.upper()) * widths).sum(axis=1).upper())


def _reach2(parts: Ball, widths: Floats) -> Ball:
    """sum_ij w_i w_j |X_ij| for X (b, d, d, ., .) made symmetric in i and j, as exact upper bounds (b,)."""
    even = (parts + parts.transpose(0, 2, 1, 3, 4)) * 0.5
    sizes = ball((even * even).sum(axis=4).sum(axis=3).sqrt().upper())
    far = ball(widths)
    return ball((sizes * far[:, :, None] * far[:, None, :]).sum(axis=2).sum(axis=1).upper())


def _spectral(matrices: Ball) -> Ball:
    """Upper bounds of ||X||_2 for X (b, d, n, r): the largest row sum of |X^T X|."""
    squares = ball((matrices.transpose(0, 1, 3, 2) @ matrices).magnitude()).sum(axis=3).upper()
    return ball(ball(squares.max(axis=2)).sqrt().upper())


def root_sum(rows: Ball) -> Ball:
    """Upper bounds of the length of all rows together, from theirs (b, n)."""
    return ball((rows * rows).sum(axis=1).sqrt().upper())


def _square(parts: Ball) -> Ball:
    return (parts * parts).sum(axis=2).sum(axis=1)


def _inner(directions: Ball, other: Ball) -> Ball:
    """<X_i, Y> for X (b, d, ., .) and Y (b, ., .)."""
    return (directions * other[:, None]).sum(axis=3).sum(axis=2)


def _gram(left: Ball, right: Ball) -> Ball:
    """<X_i, Y_j> for X and Y (b, d, ., .)."""
    count, d = left.shape[:2]
    return left.reshape(count, d, -1) @ right.reshape(count, d, -1).transpose(0, 2, 1)
