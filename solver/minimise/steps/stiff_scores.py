"""The scores that the loss curves most, as a low-rank correction of the Kronecker approximation.

Where p and q are not small against n and m, a few scores s_jk = a_j^T X b_k whose f_jk are large curve phi a hundred
times more than the regulariser does, which no Kronecker product can follow. Their curvatures are taken to be those of
the Gauss-Newton part 2 J_j J_j^T (`solver.minimise.steps.kronecker`), D_jk = 2 f_jk^2 |V_k - O_j|^2, each score alone.
In coordinates w of the approximation they make of its 2 weight I

  2 weight (I + Z^T Z),   rows of Z:  z = sqrt(D_jk / (2 weight)) (a_j / c1) (x) (b_k / c2),

c1^2 = d1 + t1 and c2^2 = d2 + t2 with t1 t2 = lx / weight: the ridge is counted, and z remains a Kronecker product, so
that Z Z^T is an elementwise product of two Gram matrices. With Cholesky's C C^T = I + Z Z^T and
E = C^{-T} (C + I)^{-1},

  T = I - Z^T E Z   has   T T^T = (I + Z^T Z)^{-1}

(Potter's square root in a Kalman filter): both are I - Z^T M Z, M = (C C^T)^{-1} on the right and on the left
E + E^T - E (C C^T - I) E^T, which are equal: multiply by (C + I) C^T from the left and by its transpose from the right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from solver.minimise.coordinates import DiagonalProblem
from solver.minimise.steps.protocols import Approximation, Correction
from solver.oracle.augmented import Floats, row_dots
from solver.oracle.evaluation import Evaluation
from solver.oracle.state import State

Integers: TypeAlias = NDArray[np.intp]
Scores: TypeAlias = tuple[Floats, Integers, Floats]

MOST: Final = 600  # scores: their factorisation then costs what two products do at n = m = 512, p = q = 385
_STIFF: Final = 1.0  # |z|^2 from which a score counts: it then doubles a curvature
_LARGEST: Final = 1e6  # |z|^2 is cut off there: I + Z Z^T stays positive definite in float64
_ROUNDING: Final = 1e-12  # of the largest eigenvalue of a Gram matrix


class StiffScores:
    """T and T^T at a point, on vectors of pq numbers: the identity where no score is stiff."""

    def __init__(self, problem: DiagonalProblem, weight: float, at: Evaluation) -> None:
        scale1, scale2 = inverse_scales(problem, weight)
        squares, keys, A1 = at.states.total(
            stiff_scores, np.square(scale1), np.square(scale2), 2 * weight, combine=join
        )
        order = _stiffest(squares)
        order = order[np.argsort(keys[order], kind="stable")]
        self._shape = problem.p, problem.q
        own, self._first, self._key = np.unique(keys[order], return_index=True, return_inverse=True)
        self._left, self._right = A1[order] * scale1, problem.A2[own] * scale2
        lengths = row_dots(self._left, self._left) * row_dots(self._right, self._right)[self._key]
        self._left *= np.sqrt(np.minimum(squares[order], _LARGEST) / lengths)[:, None]
        self._E = _factor((self._left @ self._left.T) * (self._right @ self._right.T)[np.ix_(self._key, self._key)])

    def apply(self, w: Floats) -> Floats:
        """T w."""
        return w - self._back(self._E @ self._forward(w)) if len(self._E) else w

    def adjoint(self, w: Floats) -> Floats:
        """T^T w."""
        return w - self._back(self._E.T @ self._forward(w)) if len(self._E) else w

    def _forward(self, w: Floats) -> Floats:
        """Z w, by way of the keys that have stiff scores: these are few."""
        return row_dots(self._left, (self._right @ w.reshape(self._shape).T)[self._key])

    def _back(self, u: Floats) -> Floats:
        """Z^T u."""
        sums = np.add.reduceat(self._left * u[:, None], self._first, axis=0)
        return np.asarray((sums.T @ self._right).ravel())


@dataclass(frozen=True, eq=False)
class Corrected:
    """R T for an approximation's R: ||w|| then counts the change of a stiff score as the loss does."""

    approximation: Approximation
    correction: Correction

    def whiten(self, gX: Floats) -> Floats:
        """T^T R^T gX, from a p x q table to a vector of pq numbers."""
        return self.correction.adjoint(self.approximation.whiten(gX))

    def expand(self, w: Floats) -> Floats:
        """R T w, from a vector of pq numbers to a p x q table."""
        return self.approximation.expand(self.correction.apply(w))


def inverse_scales(problem: DiagonalProblem, weight: float) -> tuple[Floats, Floats]:
    """1 / c1 (p) and 1 / c2 (q), zero where an eigenvalue is rounding."""
    d1, d2, _ = problem.spectrum
    ridge = np.float64(problem.lx / weight)
    t1 = np.sqrt(ridge * d1.max() / d2.max())
    t2 = ridge / t1 if ridge > 0 else ridge
    return _inverse_scale(d1, t1), _inverse_scale(d2, t2)


def _inverse_scale(eigenvalues: Floats, shift: np.float64) -> Floats:
    kept = eigenvalues > _ROUNDING * eigenvalues.max()
    return np.where(kept, 1 / np.sqrt(eigenvalues + shift), 0.0)


def _factor(gram: Floats) -> Floats:
    """E."""
    one = np.eye(len(gram))
    C = np.linalg.cholesky(gram + one)
    return np.asarray(np.linalg.inv((C + one) @ C.T))


def stiff_scores(at: State, squares1: Floats, squares2: Floats, unit: float) -> Scores:
    """Of one share: |z|^2 of its stiff scores, at most `MOST`, their keys, and their rows of A1.

    `squares1` is 1 / c1^2 (p), `squares2` is 1 / c2^2 (q), `unit` is 2 weight.
    """
    data = at.problem
    by_row = 2 / unit * (np.square(data.A1) @ squares1)
    by_key, lengths = np.square(data.A2) @ squares2, row_dots(at.V, at.V)
    farthest = 4 * lengths.max() * by_key.max()  # |V_k - O_j|^2 <= 4 max |V|^2
    found: list[Scores] = []
    for rows, U, _ in at.blocks(with_P=False):
        peaks = by_row[rows] * np.square(U.max(axis=1) * at.inverse[rows])
        j = np.flatnonzero(peaks * farthest > _STIFF) + rows.start
        O = at.O[j]  # noqa: E741
        squares = np.square(U[j - rows.start] * at.inverse[j, None])
        squares *= lengths - 2 * (O @ at.V.T) + row_dots(O, O)[:, None]
        squares *= by_row[j, None] * by_key
        row, key = np.nonzero((squares > _STIFF) & np.isfinite(squares))
        best = _stiffest(squares[row, key])
        row, key = row[best], key[best]
        found.append((squares[row, key], key, data.A1[j[row]]))
    squares, keys, A1 = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return squares, keys, A1


def join(one: Scores, other: Scores) -> Scores:
    """The stiffest of two shares."""
    squares, keys, A1 = (np.concatenate(pair) for pair in zip(one, other, strict=True))
    best = _stiffest(squares)
    return squares[best], keys[best], A1[best]


def _stiffest(squares: Floats) -> Integers:
    return np.argsort(-squares, kind="stable")[:MOST]
