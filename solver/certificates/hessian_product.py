"""H [vec dX; vec dY] without H, enclosed by bounds of rows: loose against a sliced gradient, narrow against itself.

The Newton step's residual needs a few digits of it (`solver.certificates.newton_step`), so that plain products serve,
whose rounding is bounded by norms. With f = E / T a row of weights, c of C, s = A2 dX^T a and v = A3 dY:

    D = E o (s - <f, s>),  dO = (D V + E v) / T,  L = V c - <c, O>,  K = V dO + v c - <dO, O + c>,
    H_X = 2 (A1^T ((D o L + E o K) A2 / T) + ...),  H_Y = 2 A3^T ((D^T C + E^T dO) / T + ...) + ...

Every array of n x m is E times something off by at most a bound of its row, and E / T sums to one over keys: a sum
over keys of the array times x, over T, is off by the bound times max |x|, besides gamma of what is summed. Sizes of
rows are products of norms; no bound is taken entry by entry. A quarter more than the sums of these covers products of
bounds, each of which is below 2^-9 or makes all infinite, and the rounding of the bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from solver.certificates.enclosure import EnclosedPoint, row_blocks
from solver.certificates.rows.sums import stack
from solver.certificates.rows.threads import in_order
from solver.certificates.rows.weights import CUT_OFF, share_error, unnormalised_weights
from solver.verified.ball import UNIT, Ball, Floats, ball, gamma, lengths, make_ball
from solver.verified.matrices import gram
from solver.verified.products import multiply_alone

_ROOM: Final = 1.25


def hessian_product(at: EnclosedPoint, dX: Floats, dY: Floats) -> Ball:
    """H [vec dX; vec dY] as a ball vector."""
    data, n, m = at.problem, at.problem.n, at.problem.m
    left, dV = ball(data.A1) @ dX, ball(data.A3) @ dY
    tables = _tables(at, dV)
    slope, error, adjoint = np.empty((n, data.q)), np.empty((n, 1)), np.zeros((m, data.k + 1))

    def form(rows: slice) -> Floats:
        slope[rows], error[rows], part = _form_block(tables, rows, left[rows])
        return part

    for part in in_order(form, row_blocks(data)):
        adjoint += part
    with np.errstate(all="ignore"):
        scores = make_ball(slope, error + np.zeros((1, data.q)), 64)
        values = make_ball(adjoint[:, :-1], adjoint[:, -1:] + np.zeros((1, data.k)), n + 64)
    weight, other = (ball(value) * value for value in (data.wx, data.wy))
    hX = ball(data.A1.T) @ (scores + weight * (left @ gram(data.A2))) + ball(data.lx) * dX
    hY = ball(data.A3.T) @ (values + other * dV) + ball(data.ly) * dY
    return stack(hX, hY) * 2.0


@dataclass(frozen=True, kw_only=True)
class _Tables:
    """Right factors, and the largest lengths of their rows: of A2, V, v, and of what V and v are off by."""

    at: EnclosedPoint
    sums: Floats
    outer: Floats
    keys: float
    values: float
    moves: float
    values_error: float
    moves_error: float


def _tables(at: EnclosedPoint, dV: Ball) -> _Tables:
    ones = np.ones((at.problem.m, 1))
    keys, values, moves, value_error, moves_error = (
        float(lengths(part, 1).max()) for part in (at.problem.A2, at.V.mid, dV.mid, at.V.rad, dV.rad)
    )
    return _Tables(
        at=at,
        sums=np.concatenate([dV.mid, ones], axis=1),
        outer=np.ascontiguousarray(np.concatenate([dV.mid, at.V.mid, ones], axis=1).T),
        keys=keys,
        values=values + value_error,
        moves=moves + moves_error,
        values_error=value_error,
        moves_error=moves_error,
    )


def _form_block(tables: _Tables, rows: slice, left: Ball) -> tuple[Floats, Floats, Floats]:
    """Rows of (D o L + E o K) A2 / T, and what they are off by; the values' part and, last, its error."""
    at = tables.at
    O, C = at.rows.O[rows], at.rows.C[rows]  # noqa: E741
    E, own = unnormalised_weights(at.problem, at.left[rows], rows, tables.keys)
    D = multiply_alone(left.mid, at.problem.A2.T)
    sums = multiply_alone(E, tables.sums)
    T = sums[:, -1:]
    D -= np.einsum("ij,ij->i", E, D)[:, None] / T
    D *= E
    dO = (multiply_alone(D, tables.at.V.mid) + sums[:, :-1]) / T
    bounds = _bound(tables, left, (O, C), dO, own)
    levels, turns = _thin(O.mid, C.mid, dO)
    P = multiply_alone(levels, tables.outer[at.problem.k :])
    P *= D
    K = multiply_alone(turns, tables.outer)
    K *= E
    P += K
    part = multiply_alone(E.T, np.concatenate([dO, bounds.values], axis=1) / T)
    part[:, :-1] += multiply_alone(D.T, C.mid / T)
    part[:, -1] += CUT_OFF * bounds.total.sum()
    return multiply_alone(P, at.problem.A2) / T, bounds.scores, part


def _thin(O: Floats, C: Floats, dO: Floats) -> tuple[Floats, Floats]:  # noqa: E741
    """Left factors of L, for [V, 1]^T, and of K, for [v, V, 1]^T."""
    mu, nu = np.einsum("ij,ij->i", C, O), np.einsum("ij,ij->i", dO, O + C)
    return np.concatenate([C, -mu[:, None]], axis=1), np.concatenate([C, dO, -nu[:, None]], axis=1)


@dataclass(frozen=True, kw_only=True)
class _Bounds:
    """Bounds of rows (rows, 1): of the slope's error, and of the values' error and size a unit of weight."""

    scores: Floats
    values: Floats
    total: Floats


def _bound(tables: _Tables, left: Ball, thin: tuple[Ball, Ball], dO: Floats, own: Floats) -> _Bounds:
    """With x >= |s_l - <f, s>|, sizes L and K; `own` is the relative error of weights E, `share` that of E / T."""
    data, (O, C) = tables.at.problem, thin  # noqa: E741
    keys, v, dv = tables.keys, tables.values, tables.moves
    over = gamma(data.m + 16)
    share = share_error(own, data.m)
    step = lengths(left.mid, 1) * keys
    step_error = gamma(data.q) * step + lengths(left.rad, 1) * keys
    x = 2.1 * (step + step_error)
    D = 2.0 * step_error + (share + over) * step + (own + 4.0 * UNIT) * x
    turn = D * v + x * tables.values_error + tables.moves_error + (share + over) * (x * v + dv)
    turn = _ROOM * turn
    c, o, d = (lengths(part, 1) for part in (C.mid, O.mid, dO))
    c_error, o_error = (lengths(part, 1) for part in (C.rad, O.rad))
    d = d * (1.0 + 2.0**-20) + turn
    c, o = c + c_error, o + o_error
    thin_gamma = gamma(2 * data.k + 16)
    reach = v + o + c
    L, K = c * (v + o), d * reach + c * dv
    L_error = thin_gamma * 1.1 * L + c_error * (v + o) + c * (tables.values_error + o_error)
    K_error = thin_gamma * 1.1 * K + turn * reach + d * (tables.values_error + o_error + c_error)
    K_error = K_error + c_error * dv + c * tables.moves_error
    L, K = 1.1 * L, 1.1 * K
    P = D * L + x * L_error + K_error + (own + share + over + 8.0 * UNIT) * (x * L + K)
    total = x * c + d
    values = D * c + x * c_error + turn + (own + share + gamma(data.n + 64) + 8.0 * UNIT) * total
    return _Bounds(scores=_ROOM * keys * P, values=_ROOM * values, total=total)
