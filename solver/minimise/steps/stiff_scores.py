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
from solver.minimise.steps.triangle import Triangle, factor
from solver.oracle.augmented import Floats, row_dots
from solver.oracle.buffers import Workspace
from solver.oracle.evaluation import Evaluation
from solver.oracle.state import State

Integers: TypeAlias = NDArray[np.intp]
# of each score its |z|^2 times that of its slope, its key, its query, the query's row of A1 (p), its slope (k)
Scores: TypeAlias = tuple[Floats, Integers, Integers, Floats, Floats]

MOST: Final = 2400  # scores: to factor them takes what 15 products do at n = m = 512, p = q = 385, and 92 MB
_ROWS: Final = 128  # of the model at a time, so that what belongs to them stays in the cache
_STIFF: Final = 1.0  # curvature from which a score counts: it then doubles a curvature
_LARGEST: Final = 1e6  # it is cut off there: C C^T stays positive definite in float64


class StiffScores:
    """T and T^T at a point, on vectors of pq numbers: the identity where no score is stiff.

    `inverse` is R as a p x q table; `workspace` lends the room for Z Z^T.
    """

    def __init__(
        self, problem: DiagonalProblem, inverse: Floats, weight: float, at: Evaluation, workspace: Workspace
    ) -> None:
        found = at.states.total(stiff_scores, np.square(inverse), 2 * weight, combine=join)
        keys, key, counts = np.unique(found[1], return_inverse=True, return_counts=True)
        few_first = np.argsort(counts, kind="stable")  # `_gram` scales what comes before
        key = np.argsort(few_first)[key]
        order = np.argsort(key, kind="stable")
        squares, _, rows, A1, slopes = _take(found, order)
        self._inverse, self._left, self._right = inverse, A1, problem.A2[keys[few_first]]
        ends = np.cumsum(counts[few_first]).tolist()
        self._key, self._own = key[order], [slice(*ends) for ends in pairwise([0, *ends])]
        self._L = _root(rows, slopes * np.sqrt(np.minimum(1.0, _LARGEST / squares))[:, None])
        self._C = factor(self._model(workspace))

    @cached_property
    def _moved(self) -> Triangle:
        """C + I, which T needs, but not T T^T."""
        return self._C.add_identity()

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
        moved, scores = self._right @ (self._inverse * w.reshape(self._inverse.shape)).T, np.empty(len(self._left))
        for own, values in zip(self._own, moved, strict=True):
            np.matmul(self._left[own], values, out=scores[own])
        return np.asarray(self._L.T @ scores)

    def _back(self, u: Floats) -> Floats:
        """Z^T L u."""
        scores, moved = self._L @ u, np.empty((len(self._right), len(self._inverse)))
        for own, values in zip(self._own, moved, strict=True):
            np.matmul(scores[own], self._left[own], out=values)
        return np.asarray((self._inverse * (moved.T @ self._right)).ravel())

    def _model(self, workspace: Workspace) -> Floats:
        """I + L^T Z Z^T L up to its diagonal and a little beyond: what lies above is not set."""
        size, room = len(self._left), workspace.take("gram", (MOST * MOST,))  # of one shape: pages are dear
        gram, adjoint = room[: size * size].reshape(size, size), self._L.T.tocsr()
        self._write_gram(gram)
        model = np.empty((adjoint.shape[0], adjoint.shape[0]))
        for begin in range(0, len(model), _ROWS):
            rows = slice(begin, begin + _ROWS)
            model[begin:, rows] = adjoint[begin:] @ (adjoint[rows] @ gram).T
        model[np.diag_indices(len(model))] += 1
        workspace.give("gram", room)
        return model

    def _write_gram(self, gram: Floats) -> None:
        """Z Z^T, key by key: the scores of keys before are scaled, which are few while most keys have few."""
        left, right, squares = self._left, self._right, np.square(self._inverse)
        room = np.empty_like(left)
        for key, own in enumerate(self._own):
            weights = (right[: key + 1] * right[key]) @ squares.T
            scaled = np.take(weights, self._key[: own.stop], axis=0, out=room[: own.stop], mode="clip")
            scaled *= left[: own.stop]
            np.matmul(left[own], scaled.T, out=gram[own, : own.stop])
            gram[: own.start, own] = gram[own, : own.start].T


def _root(rows: Integers, slopes: Floats) -> scipy.sparse.csr_array:
    """L, with L L^T the inner products of the slopes (scores x k) of each query: from QR, for they can be dependent.

    Queries with as many scores are factored together; the order of L's columns is theirs.
    """
    order = np.argsort(rows, kind="stable")
    _, starts, counts = np.unique(rows[order], return_index=True, return_counts=True)
    none, width = np.empty(0, dtype=np.intp), 0
    entries: list[tuple[Integers, Integers, Floats]] = [(none, none, np.empty(0))]
    for count in np.unique(counts):
        own = order[starts[counts == count, None] + np.arange(count)]  # queries x count
        root = np.swapaxes(np.linalg.qr(np.swapaxes(slopes[own], 1, 2), mode="r"), 1, 2)
        columns = width + np.arange(root[:, 0].size).reshape(len(root), 1, -1)
        width += columns.size
        index, place = np.broadcast_arrays(own[:, :, None], columns)
        entries.append((index.ravel(), place.ravel(), root.ravel()))
    index, place, values = (np.concatenate(part) for part in zip(*entries, strict=True))
    return scipy.sparse.csr_array((values, (index, place)), shape=(len(rows), width))


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
