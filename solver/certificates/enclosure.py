"""Phi, its Hessian and Hessian-vector products enclosed in verified float64, by the matrix formulas of theory I4.

Same formulas as `solver.oracle.evaluation`, in the arithmetic of `solver.verified.ball`: every product rounds, every
radius says by how much. Nothing here is shared with the float64 oracle, so that a mistake in one shows against the
other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from solver.certificates.norms import whitened_data
from solver.certificates.rows.moments import RowMoments, Rows, row_moments
from solver.certificates.rows.sliced_pass import sum_rows
from solver.certificates.rows.sums import RowSums, stack
from solver.problem import AttentionProblem
from solver.verified.ball import UNIT, Ball, Floats, ball, inflate
from solver.verified.exponential import row_maxima, softmax
from solver.verified.matrices import assemble, gram, kronecker, outer_energy, pair_index
from solver.verified.products import (
    ProductSum,
    RightFactor,
    right_factor,
    sum_products_upper,
    unset_ball,
)

_BLOCK_ENTRIES: Final = 2**16
_ROUNDINGS: Final = 8  # `inflate` then adds 20 u
_SHORTEST: Final = 64  # rows; in shorter blocks a product costs mostly what its right factor does


@dataclass(frozen=True, kw_only=True)
class EnclosedPoint:
    """The evaluation at (X, Y): V (m x k), A1 X (n x q), and row sums; scores and weights by blocks of rows.

    Arrays of n x m are made again for each block where they are needed: to store them costs more than that.
    """

    problem: AttentionProblem
    X: Floats
    Y: Floats
    V: Ball
    left: Ball
    on_share: Callable[[float], object]

    @cached_property
    def keys(self) -> RightFactor:
        """A2^T, as the right factor of all scores."""
        return right_factor(self.problem.A2.T, self.problem.n)

    @cached_property
    def outer_values(self) -> tuple[RightFactor, RightFactor]:
        """V and V^T, as right factors."""
        return right_factor(self.V, self.problem.n), right_factor(self.V.T, self.problem.n)

    def scores(self, rows: slice) -> Ball:
        """S of some rows."""
        return self.left[rows] @ self.keys

    def weights(self, scores: Ball, rows: slice) -> Ball:
        """F of some rows: P = F o level."""
        return softmax(scores, allowed_keys(self.problem, rows))

    def level(self, C: Ball, O: Ball) -> Ball:  # noqa: E741
        """C V^T - mu 1^T with mu_j = <c_j, O_j>, of some rows."""
        return C @ self.outer_values[1] - (C * O).sum(axis=1)[:, None]

    @cached_property
    def rows(self) -> RowSums:
        """Outputs, residuals, gradient and the bounds of every row in one pass, in slices where they are possible."""
        return sum_rows(self.problem, self.X, self.Y, self.on_share) or _sum_rows(self)

    @cached_property
    def moments(self) -> RowMoments:
        """Bounds of each row's second moments, in a pass of their own."""
        _, white2, white3 = whitened_data(self.problem)
        return row_moments(self.problem, Rows(left=self.left, O=self.rows.O, C=self.rows.C, V=self.V), white2, white3)


def enclose(
    problem: AttentionProblem, X: Floats, Y: Floats, on_share: Callable[[float], object] = lambda _share: None
) -> EnclosedPoint:
    """Evaluate at (X, Y); `on_share` is told the share of the rows that is done, where it is asked for them."""
    V, left = ball(problem.A3) @ Y, ball(problem.A1) @ X
    return EnclosedPoint(problem=problem, X=X, Y=Y, V=V, left=left, on_share=on_share)


def row_blocks(problem: AttentionProblem) -> Iterator[slice]:
    """Rows whose arrays stay in the cache from one operation to the next; all in turn."""
    step = max(_SHORTEST, _BLOCK_ENTRIES // problem.m)
    return (slice(start, start + step) for start in range(0, problem.n, step))


def allowed_keys(problem: AttentionProblem, rows: slice) -> NDArray[np.bool_] | None:
    """The mask of some rows; None where every key is allowed."""
    return None if problem.mask is None else problem.mask[rows]


def _sum_rows(at: EnclosedPoint) -> RowSums:
    data, n, weight = at.problem, at.problem.n, _square(at.problem.wx)
    O, C, slope = unset_ball(n, data.k), unset_ball(n, data.k), unset_ball(n, data.q)  # noqa: E741
    pull, keys2, bounds = ProductSum((data.m, data.k), n), right_factor(data.A2, n), np.empty((5, n))
    distances, square, finite = _Distances(at), gram(data.A2), True
    for rows in row_blocks(data):
        S = at.scores(rows)
        F = at.weights(S, rows)
        O.put(rows, F @ at.outer_values[0])
        C.put(rows, O[rows] - data.B[rows])
        level, allowed = at.level(C[rows], O[rows]), allowed_keys(data, rows)
        P = F * level
        slope.put(rows, P @ keys2 + weight * (at.left[rows] @ square))  # S A2 = A1 X (A2^T A2)
        pull.add(F, C[rows])
        finite = finite and bool(np.isfinite(S.rad).all() and np.isfinite(P.rad).all())
        upper, squares = F.upper(), distances.upper(O[rows])
        bounds[0, rows] = upper.max(axis=1)
        bounds[1, rows] = np.sqrt(sum_products_upper(upper, upper))
        bounds[2, rows] = row_maxima((-level).upper(), allowed)
        bounds[3, rows] = sum_products_upper(upper, squares)
        bounds[4, rows] = row_maxima(squares, allowed)
    bounds[1] = inflate(bounds[1], 1)
    named = dict(zip(("weight", "weight_norm", "fall", "spread", "distance"), bounds, strict=True))
    gradient = _gradient(at, slope, pull.total())
    return RowSums(O=O, C=C, gradient=gradient, finite=finite, **named)


def _gradient(at: EnclosedPoint, slope: Ball, pull: Ball) -> Ball:
    """From (P + wx^2 S) A2 (n x q) and F^T C (m x k)."""
    data = at.problem
    gX = ball(data.A1.T) @ slope + ball(data.lx) * at.X
    gY = ball(data.A3.T) @ (pull + _square(data.wy) * at.V) + ball(data.ly) * at.Y
    return stack(gX, gY) * 2.0


class _Distances:
    """|V_l - O_j|^2 about a common centre, so that a large mean of V does not cancel."""

    def __init__(self, at: EnclosedPoint) -> None:
        self._centre = at.V.mid.mean(axis=0)
        V = at.V - self._centre
        self._squares = inflate((V * V).sum(axis=1).upper(), _ROUNDINGS)
        self._values = right_factor(V.T, at.problem.n)

    def upper(self, outputs: Ball) -> Floats:
        """Upper bounds for some rows of O, (rows x m).

        Because 2 |<O, V>| <= |O|^2 + |V|^2, the four roundings below are at most 8 u (|O|^2 + |V|^2) and 16 u of the
        radius: added beforehand.
        """
        O = outputs - self._centre  # noqa: E741
        lengths, products = inflate((O * O).sum(axis=1).upper(), _ROUNDINGS), O @ self._values
        bounds: Floats = self._squares + lengths[:, None]
        bounds -= 2.0 * products.mid
        bounds += (2.0 + 64.0 * UNIT) * products.rad
        return bounds


def objective(at: EnclosedPoint) -> Ball:
    """An enclosure of Phi at the point, rounding included."""
    data = at.problem
    scores = _square(data.wx) * outer_energy(data.A1, at.X, data.A2) + ball(data.lx) * _energy(ball(at.X))
    return _energy(at.rows.C) + scores + _square(data.wy) * _energy(at.V) + ball(data.ly) * _energy(ball(at.Y))


def hessian(at: EnclosedPoint) -> Ball:
    """Dense Hessian, (pq + rk) square, row-major [vec X; vec Y]; its ball is symmetric.

    K_j = Cov_j(a2, a3) (q x r) and G_j = Cov_j(a2, V) = K_j Y, because V = A3 Y.
    """
    data = at.problem
    pairs2 = _pairs(data.A2)
    mean2, mean3, moment, mean, pairs = _moments(at, data.A2, data.A3, _row_outer(ball(data.A2), ball(data.A3)), pairs2)
    K = moment - _row_outer(mean2, mean3)
    G = (K.reshape(data.n * data.q, data.r) @ at.Y).reshape(data.n, data.q, data.k)
    xx = _xx_block(at, mean2, G, mean, pairs) + _square(data.wx) * kronecker(gram(data.A1), gram(data.A2))
    yy = kronecker(mean3.T @ mean3 + _square(data.wy) * gram(data.A3), ball(np.eye(data.k)))
    xx, yy, xy = xx.plus_diagonal(data.lx), yy.plus_diagonal(data.ly), _xy_block(at, mean3, K, G)
    return assemble(xx.double(), xy.double(), yy.double())


def _moments(at: EnclosedPoint, A2: Floats, A3: Floats, outer: Ball, pairs: Ball) -> tuple[Ball, ...]:
    """F A2, F A3, F outer, P A2 and P pairs."""
    n = at.problem.n
    factors = [right_factor(factor, n) for factor in (A2, A3, outer, A2, pairs)]
    wholes = tuple(unset_ball(n, factor.shape[1]) for factor in (A2, A3, outer, A2, pairs))
    for rows in row_blocks(at.problem):
        F = at.weights(at.scores(rows), rows)
        P = F * at.level(at.rows.C[rows], at.rows.O[rows])
        for whole, factor, left in zip(wholes, factors, (F, F, F, P, P), strict=True):
            whole.put(rows, left @ factor)
    return wholes


def _xx_block(at: EnclosedPoint, mean2: Ball, G: Ball, mean: Ball, pairs: Ball) -> Ball:
    """sum_j (a_j a_j^T) (x) M_j; M_j = A2^T diag(p_j) A2 - cross - cross^T + G_j G_j^T.

    Both factors are symmetric: products run over pairs a <= b of their indices. `mean` and `pairs` are P A2 and the
    first part of M.
    """
    data = at.problem
    p, q = data.p, data.q
    a, b = np.triu_indices(q)
    M = pairs - mean[:, a] * mean2[:, b] - mean[:, b] * mean2[:, a]
    M = M + (G @ G.transpose(0, 2, 1))[:, a, b]
    blocks = _pairs(data.A1).T @ M
    return blocks[pair_index(p)[:, None, :, None], pair_index(q)[None, :, None, :]].reshape(p * q, p * q)


def _pairs(matrix: Floats) -> Ball:
    """Products of columns a <= b, (rows x d (d + 1) / 2)."""
    a, b = np.triu_indices(matrix.shape[1])
    return ball(matrix[:, a]) * matrix[:, b]


def _xy_block(at: EnclosedPoint, mean3: Ball, K: Ball, G: Ball) -> Ball:
    """sum_j a_jp (G_j[q,i] E_j[a3]_l + K_j[q,l] c_ji), from (n x pr)^T (n x qk) and (n x pk)^T (n x qr)."""
    data = at.problem
    p, q, r, k = data.p, data.q, data.r, data.k
    first = _row_outer(ball(data.A1), mean3).T @ G.reshape(data.n, q * k)
    second = _row_outer(ball(data.A1), at.rows.C).T @ K
    both = first.reshape(p, r, q, k).transpose(0, 2, 1, 3) + second.reshape(p, k, q, r).transpose(0, 2, 3, 1)
    return both.reshape(p * q, r * k)


def _row_outer(left: Ball, right: Ball) -> Ball:
    return (left[:, :, None] * right[:, None, :]).reshape(len(left.mid), -1)


def _square(weight: float) -> Ball:
    return ball(weight) * weight


def _energy(matrix: Ball) -> Ball:
    return (matrix * matrix).sum()
