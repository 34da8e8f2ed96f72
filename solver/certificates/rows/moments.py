"""Second moments of the data under each row's weights: how much of a score's step meets the residual at most.

For s_j = A2 u_j with u_j = dX^T a_j, v = A3 dY and q_jk = <c_j, V_k - O_j>, the terms of D^2 L that may be negative are

    E_j[s~^2 q] = u_j^T M_j u_j, M_j = E_j[q a2~ a2~^T],    Cov_j(s, <c_j, v>) = u_j^T K_j dY c_j, K_j = Cov_j(a2, a3).

With Z = A T of nearly orthonormal columns (T a witness) u = T y has ||A u||^2 >= lowest ||y||^2, so that

    |E_j[s~^2 q]| <= bend_j ||s_j||^2,    |Cov_j(s, <c_j, v>)| <= turn_j ||s_j|| ||A3 dY c_j||,

with bend_j = ||T2^T M_j T2||_2 / lowest2 and turn_j = ||T2^T K_j T3||_2 / sqrt(lowest2 lowest3). Bounds by the largest
weight (theory B2) take every key for aligned with the step; of many keys few are. Rows_bounds in Coq is this.

Rounding. A row z of Z is off by eps at most and no longer than zeta; f is off by `share` in sum, and with `over` for
what products round, delta = (share + over) zeta + eps bounds the error of a mean. A product of two means is off by
delta2 zeta3 + zeta2 delta3 + delta2 delta3, each delta below 2.1 zeta, a moment by (share + over) zeta2 zeta3 + eps2
zeta3 + zeta2 eps3: together below five times (share + over) zeta2 zeta3 + eps2 zeta3 + zeta2 eps3. For M_j, with levels
below `size` and off by `error`, psi = (share + over) (size + error) + error takes the place of share + over: below
20 (psi zeta^2 + size eps zeta).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from solver.certificates.rows.weights import share_error, unnormalised_weights
from solver.problem import AttentionProblem
from solver.verified.ball import Ball, Floats, ball, gamma, inflate, lengths
from solver.verified.eigenvalues import Whitened, spectral_norms_upper
from solver.verified.matrices import pair_index

_WIDEST: Final = 8192  # moments of a row; 64 features and values have 6,176
_BLOCK_ENTRIES: Final = 2**22  # of weights
_ROWS: Final = 512  # of a block: many rows share the work on a tile of products of columns
_TILE_ENTRIES: Final = 2**21  # of products of columns, which are formed again for each block
_UNDERFLOW: Final = 2.0**-500


@dataclass(frozen=True, kw_only=True)
class RowMoments:
    """Upper bounds of every row, (n,): `bend` and `turn`; infinite where nothing is shown."""

    bend: Floats
    turn: Floats


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The point, row by row: A1 X (n x q), O and C (n x k), V (m x k)."""

    left: Ball
    O: Ball  # noqa: E741 - the theory's name
    C: Ball
    V: Ball


def row_moments(problem: AttentionProblem, at: Rows, white2: Whitened | None, white3: Whitened | None) -> RowMoments:
    """The bounds of all rows; infinite for data without full column rank, or with too many moments to form.

    `white2` and `white3` are A2 and A3 with nearly orthonormal columns.
    """
    nothing = np.full(problem.n, np.inf)
    width = problem.q * problem.r + problem.q * (problem.q + 1) // 2
    if white2 is None or white3 is None or width > _WIDEST:
        return RowMoments(bend=nothing, turn=nothing)
    tables = _Tables(problem, at, white2, white3)
    bounds = np.concatenate([tables.bounds(rows) for rows in _blocks(problem)], axis=1)
    low2, low3 = ball(white2.lowest), ball(white3.lowest)
    return RowMoments(bend=(ball(bounds[0]) / low2).upper(), turn=(ball(bounds[1]) / (low2 * low3).sqrt()).upper())


def _blocks(problem: AttentionProblem) -> Iterator[slice]:
    step = min(_ROWS, max(64, _BLOCK_ENTRIES // problem.m))
    return (slice(start, min(start + step, problem.n)) for start in range(0, problem.n, step))


class _Tables:
    """What all blocks share; lengths of rows at most, with their radii, and the radii."""

    def __init__(self, problem: AttentionProblem, at: Rows, white2: Whitened, white3: Whitened) -> None:
        self.problem, self.at = problem, at
        self.Z2, self.Z3 = white2.image.mid, white3.image.mid
        self.columns = np.concatenate([self.Z2, self.Z3, np.ones((problem.m, 1))], axis=1)
        self.pairs = np.triu_indices(problem.q)
        self.index = pair_index(problem.q).ravel()
        self.keys = float(inflate(lengths(problem.A2, 1).max(), problem.q + 8))
        (self.zeta2, self.eps2), (self.zeta3, self.eps3), (self.value, self.value_error) = (
            _longest(part) for part in (white2.image, white3.image, at.V)
        )

    def bounds(self, rows: slice) -> Floats:
        """Of ||T2^T M_j T2||_2 and ||T2^T K_j T3||_2, (2 x rows)."""
        data, at = self.problem, self.at
        E, own = unnormalised_weights(data, at.left[rows], rows, self.keys)
        share = (share_error(own, data.m) + gamma(data.m + 64))[:, 0]
        L, size, error = self._levels(rows)
        psi = share * (size + error) + error
        M, K = self._moments(E, L)
        bend_error = 20.0 * (psi * self.zeta2 * self.zeta2 + size * self.eps2 * self.zeta2)
        turn_error = 5.0 * (share * self.zeta2 * self.zeta3 + self.eps2 * self.zeta3 + self.zeta2 * self.eps3)
        found = np.stack([spectral_norms_upper(M) + bend_error, spectral_norms_upper(K) + turn_error])
        return inflate(found + _UNDERFLOW, 16)

    def _levels(self, rows: slice) -> tuple[Floats, Floats, Floats]:
        """C V^T - <c, O> of some rows, bounds (rows,) of its size and of its error."""
        O, C = self.at.O[rows], self.at.C[rows]  # noqa: E741
        L = C.mid @ self.at.V.mid.T
        L -= np.einsum("ij,ij->i", C.mid, O.mid)[:, None]
        c_error, o_error = (lengths(part.rad, 1)[:, 0] for part in (C, O))
        c, o = lengths(C.mid, 1)[:, 0] + c_error, lengths(O.mid, 1)[:, 0] + o_error
        k = self.problem.k
        size = inflate(c * (self.value + o), k + 16)
        error = gamma(2 * k + 16) * size + c_error * (self.value + o) + c * (self.value_error + o_error)
        return L, size, inflate(error, 2 * k + 32)

    def _moments(self, E: Floats, L: Floats) -> tuple[Floats, Floats]:
        """T2^T M_j T2 (rows x q x q) and T2^T K_j T3 (rows x q x r), as far as floats have them."""
        (a, b), q, r = self.pairs, self.problem.q, self.problem.r
        sums, L = E @ self.columns, np.multiply(E, L, out=L)
        total = sums[:, -1:]
        mean2, mean3, first = sums[:, :q] / total, sums[:, q:-1] / total, (L @ self.Z2) / total
        bends, turns = np.zeros((len(E), len(a))), np.zeros((len(E), q * r))
        step = max(1, _TILE_ENTRIES // (len(a) + q * r))
        for start in range(0, self.problem.m, step):
            keys = slice(start, start + step)
            Z2, Z3 = self.Z2[keys], self.Z3[keys]
            bends += L[:, keys] @ (Z2.take(a, axis=1) * Z2.take(b, axis=1))
            turns += E[:, keys] @ (Z2[:, :, None] * Z3[:, None, :]).reshape(len(Z2), q * r)
        bends /= total
        turns /= total
        M, K = bends.take(self.index, axis=1).reshape(-1, q, q), turns.reshape(-1, q, r)
        cross = first[:, :, None] * mean2[:, None, :]
        M -= cross
        M -= cross.transpose(0, 2, 1)
        K -= mean2[:, :, None] * mean3[:, None, :]
        return M, K


def _longest(rows: Ball) -> tuple[float, float]:
    """Upper bounds of the length of the longest row, radius included, and of the longest row of radii."""
    length, radius = (float(inflate(lengths(part, 1).max(), part.shape[1] + 8)) for part in (rows.mid, rows.rad))
    return float(inflate(length + radius, 1)), radius
