"""The scores that the loss curves most, as a low-rank correction of the Kronecker approximation.

Where p and q are not small against n and m, the scores s_jk = a_j^T X b_k whose f_jk are large curve phi a hundred
times more than the regulariser does, which no Kronecker product can follow. Their curvatures are taken to be those of
the Gauss-Newton part 2 J_j J_j^T (`solver.minimise.steps.kronecker`), with the rows f_jk (V_k - O_j) of J_j for the
stiff scores alone. In coordinates w of the approximation, whose R is diagonal, they make of its 2 weight I

  2 weight (I + Z^T L L^T Z),   rows of Z:  z_jk = R (a_j (x) b_k),

L L^T = J J^T / weight, block diagonal over the queries. Scores of one query need their block: each alone would count
|z_jk|^2 f_jk^2 |V_k - O_j|^2 / weight for scores that rise together, which changes no weight. And R needs its table:
(d1 + t1)(d2 + t2) with t1 t2 = lx / weight, instead of d1 d2 + lx / weight, would make Z Z^T an elementwise product of
two Gram matrices, but rates curvatures too low by d1 / t1 + d2 / t2, fifty times on a layer with a key of large norm.
So for keys b and b' the block of Z Z^T is A diag((R o R) (b o b')) A'^T. With Cholesky's C C^T = I + L^T Z Z^T L and
E = C^{-T} (C + I)^{-1},

  T = I - Z^T L E L^T Z   has   T T^T = (I + Z^T L L^T Z)^{-1}

(Potter's square root in a Kalman filter): both are I - Z^T L M L^T Z, M = (C C^T)^{-1} on the right and on the left
E + E^T - E (C C^T - I) E^T, which are equal: multiply by (C + I) C^T from the left and by its transpose from the right.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from solver.minimise.coordinates import DiagonalProblem
from solver.minimise.steps.triangle import Triangle
from solver.oracle.augmented import Floats, row_dots
from solver.oracle.evaluation import Evaluation
from solver.oracle.state import State

Integers: TypeAlias = NDArray[np.intp]
# of each score its |z|^2 times that of its slope, its key, its query, the query's row of A1 (p), its slope (k)
Scores: TypeAlias = tuple[Floats, Integers, Integers, Floats, Floats]

MOST: Final = 2400  # scores: to factor them takes what 15 products do at n = m = 512, p = q = 385, and 46 MB
_STIFF: Final = 1.0  # curvature from which a score counts: it then doubles a curvature
_LARGEST: Final = 1e6  # it is cut off there: C C^T stays positive definite in float64


class StiffScores:
    """T and T^T at a point, on vectors of pq numbers: the identity where no score is stiff.

    `inverse` is R as a p x q table.
    """

    def __init__(self, problem: DiagonalProblem, inverse: Floats, weight: float, at: Evaluation) -> None:
        found = at.states.total(stiff_scores, np.square(inverse), 2 * weight, combine=join)
        keys, key, counts = np.unique(found[1], return_inverse=True, return_counts=True)
        few_first = np.argsort(counts, kind="stable")  # `_gram` scales what comes before
        key = np.argsort(few_first)[key]
        order = np.argsort(key, kind="stable")
        squares, _, rows, A1, slopes = _take(found, order)
        self._inverse, self._left, self._right = inverse, A1, problem.A2[keys[few_first]]
        self._key, self._ends = key[order], np.cumsum(counts[few_first])
        self._scores = _pack(A1, self._key, len(keys))
        self._L = _root(rows, slopes * np.sqrt(np.minimum(1.0, _LARGEST / squares))[:, None])
        adjoint = self._L.T.tocsr()
        model = adjoint @ (adjoint @ self._gram()).T
        model[np.diag_indices(len(model))] += 1
        self._C = Triangle(np.linalg.cholesky(model))

    @cached_property
    def _moved(self) -> Triangle:
        """C + I, which T needs, but not T T^T."""
        C = self._C.table.copy()
        C[np.diag_indices(len(C))] += 1
        return Triangle(C)

    @property
    def multiplications(self) -> int:
        """Those of Z Z^T and of its factorisation, to leading order."""
        size, p, pairs = len(self._left), len(self._inverse), len(self._right) ** 2 // 2
        return size * size * (size + 3 * p) // 6 + pairs * self._inverse.size

    def apply(self, w: Floats) -> Floats:
        """T w."""
        return w - self._back(self._C.solve_transposed(self._moved.solve(self._forward(w))))

    def adjoint(self, w: Floats) -> Floats:
        """T^T w."""
        return w - self._back(self._moved.solve_transposed(self._C.solve(self._forward(w))))

    def square(self, w: Floats) -> Floats:
        """T T^T w, for about the price of one factor."""
        return w - self._back(self._C.solve_transposed(self._C.solve(self._forward(w))))

    def inverse_square(self, w: Floats) -> Floats:
        """(T T^T)^{-1} w = w + Z^T L L^T Z w."""
        return w + self._back(self._forward(w))

    def measure(self, w: Floats) -> float:
        """|T^T w|^2."""
        lost = self._C.solve(self._forward(w))
        return float(w @ w - lost @ lost)

    def _forward(self, w: Floats) -> Floats:
        """L^T Z w, by way of the keys that have stiff scores: these are few."""
        moved = self._right @ (self._inverse * w.reshape(self._inverse.shape)).T
        return np.asarray(self._L.T @ (self._scores @ moved.ravel()))

    def _back(self, u: Floats) -> Floats:
        """Z^T L u."""
        moved = (self._scores.T @ (self._L @ u)).reshape(self._right.shape[0], self._inverse.shape[0])
        return np.asarray((self._inverse * (moved.T @ self._right)).ravel())

    def _gram(self) -> Floats:
        """Z Z^T, key by key: the scores of keys before are scaled, which are few while most keys have few."""
        gram, squares = np.empty((len(self._left), len(self._left))), np.square(self._inverse)
        for key, (begin, end) in enumerate(pairwise([0, *self._ends.tolist()])):
            weights = (self._right[: key + 1] * self._right[key]) @ squares.T
            gram[begin:end, :end] = self._left[begin:end] @ (self._left[:end] * weights[self._key[:end]]).T
            gram[:begin, begin:end] = gram[begin:end, :begin].T
        return gram


def _pack(left: Floats, key: Integers, keys: int) -> scipy.sparse.csr_array:
    """Row s holds row s of `left` (scores x p) in the columns of its key."""
    p = left.shape[1]
    columns = (key[:, None] * p + np.arange(p)).ravel()
    starts = p * np.arange(len(left) + 1)
    return scipy.sparse.csr_array((left.ravel(), columns, starts), shape=(len(left), keys * p))


def _root(rows: Integers, slopes: Floats) -> scipy.sparse.csr_array:
    """L, with L L^T the inner products of the slopes (scores x k) of each query: from QR, for they can be dependent."""
    order = np.argsort(rows, kind="stable")
    queries = np.split(order, np.flatnonzero(np.diff(rows[order])) + 1)
    blocks = [np.asarray(np.linalg.qr(slopes[own].T, mode="r"), dtype=np.float64).T for own in queries]
    return scipy.sparse.csr_array(scipy.sparse.block_diag(blocks, format="csr"))[np.argsort(order)]


def stiff_scores(at: State, squares: Floats, unit: float) -> Scores:
    """Of one share: its stiff scores, at most `MOST`; `squares` is R o R (p x q), `unit` is 2 weight."""
    data = at.problem
    by_row, by_key, lengths = np.square(data.A1) @ squares, np.square(data.A2), row_dots(at.V, at.V)
    farthest = 8 / unit * lengths.max()  # |V_k - O_j|^2 <= 4 max |V|^2
    bounds = farthest * (by_row @ by_key.max(axis=0))
    found: list[Scores] = []
    for rows, U, _ in at.blocks(with_P=False):
        peaks = bounds[rows] * np.square(U.max(axis=1) * at.inverse[rows])
        j = np.flatnonzero(peaks > _STIFF) + rows.start
        O, F = at.O[j], U[j - rows.start] * at.inverse[j, None]  # noqa: E741
        curved = 2 / unit * np.square(F) * (lengths - 2 * (O @ at.V.T) + row_dots(O, O)[:, None])
        curved *= by_row[j] @ by_key.T
        row, key = np.nonzero((curved > _STIFF) & np.isfinite(curved))
        slopes = np.sqrt(2 / unit) * F[row, key, None] * (at.V[key] - O[row])
        found.append(_take_stiffest((curved[row, key], key, j[row], data.A1[j[row]], slopes)))
    return _take_stiffest(_concatenate(found))


def join(one: Scores, other: Scores) -> Scores:
    """The stiffest of two shares, the queries of the second counted on from those of the first."""
    squares, keys, rows, A1, slopes = other
    return _take_stiffest(_concatenate([one, (squares, keys, rows + 1 + one[2].max(initial=-1), A1, slopes)]))


def _concatenate(parts: list[Scores]) -> Scores:
    squares, keys, rows, A1, slopes = (np.concatenate(part) for part in zip(*parts, strict=True))
    return squares, keys, rows, A1, slopes


def _take(found: Scores, order: Integers) -> Scores:
    squares, keys, rows, A1, slopes = found
    return squares[order], keys[order], rows[order], A1[order], slopes[order]


def _take_stiffest(found: Scores) -> Scores:
    return _take(found, np.argsort(-found[0], kind="stable")[:MOST])
