"""Coordinates of the search, in which the data are nearly orthonormal; witnesses, and what they enclose.

X = L1 U L2^T for square L1, L2, and y = L^T Y with L L^T = wy^2 A3^T A3 + ly I. Then

    S = (A1 L1) U (A2 L2)^T,    V = T y with T = A3 L^-T,    Phi = |F T y - B|^2 + |y|^2 + <u, Q u>,   u = vec U,

with Q = wx^2 G1 (x) G2 + lx H1 (x) H2, G_i = (A_i L_i)^T (A_i L_i), H_i = L_i^T L_i. L1 and L2 are floats: any will do
for which Q is shown positive definite, as L1 (x) L2 is then injective, so that every X is some U. Where Phi <= c,
|u|^2 <= c / lambda_min(Q).

T is enclosed from a float M ~ L^-T and e >= ||G - I||_2, G = M^T (wy^2 A3^T A3 + ly I) M, where e < 1/2: one such L is
L^T = G^(1/2) M^-1, and ||G^(-1/2) - I||_2 <= e, because |t^(-1/2) - 1| <= |t - 1| for t >= 1/2. So T = A3 M (I + D)
with ||D||_2 <= e.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from solver.problem import AttentionProblem
from solver.verified.ball import Ball, Floats, ball
from solver.verified.eigenvalues import smallest_eigenvalue_lower
from solver.verified.matrices import gram, kronecker

_CUT: Final = 1e-8  # of the largest: smaller singular values are taken for this one in a frame, which is a witness


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A1 L1 (n x p), A2 L2 (m x q) less the means of its columns, T (m x r), L^-T, L L^T (r x r), Q (pq x pq).

    `modulus` is below lambda_min(Q). Means of columns shift the scores of a row alike, which the softmax does not see.
    """

    problem: AttentionProblem
    L1: Floats
    L2: Floats
    queries: Ball
    keys: Ball
    values: Ball
    back: Ball
    regulariser: Ball
    Q: Ball
    modulus: float

    @property
    def size(self) -> int:
        """p q, the number of unknowns of the search."""
        return self.problem.p * self.problem.q

    def from_scores(self, X: Floats) -> Ball:
        """u (p q,) with L1 U L2^T = X.

        With P, R ~ the inverses, P L1 = I + D and R L2 = I + D': P X R^T = (I + D) U (I + D')^T, so that U differs from
        it by at most (d + d' + d d') / ((1 - d)(1 - d')) of its length, d >= |D|.
        """
        P, R = (np.asarray(np.linalg.inv(L), dtype=np.float64) for L in (self.L1, self.L2))
        near = (ball(P) @ X) @ R.T
        d1, d2 = (ball(float(identity_gap(ball(a) @ b))) for a, b in ((P, self.L1), (R, self.L2)))
        if not max(d1.mid, d2.mid) < 0.5:
            return Ball(near.mid.ravel(), np.full(near.mid.size, np.inf))
        gap = (d1 + d2 + d1 * d2) / ((1.0 - d1) * (1.0 - d2)) * near.norm_upper()
        return Ball(near.mid.ravel(), (ball(near.rad.ravel()) + gap).upper())

    def to_scores(self, u: Floats) -> Floats:
        """X = L1 U L2^T (p x q) in floats."""
        return self.L1 @ u.reshape(self.problem.p, self.problem.q) @ self.L2.T

    def to_values(self, Y: Floats) -> Ball:
        """y = L^T Y = L^-1 (wy^2 A3^T A3 + ly I) Y, r x k."""
        return self.back.T @ (self.regulariser @ Y)


def make_frame(problem: AttentionProblem) -> Frame | None:
    """Witnesses and their enclosures; None where the regulariser is not shown to bound X and Y."""
    L1, L2 = _orthonormalise(problem)
    queries, keys = ball(problem.A1) @ L1, ball(problem.A2) @ L2
    Q = (ball(problem.wx) * problem.wx) * kronecker(queries.T @ queries, keys.T @ keys)
    Q = Q + ball(problem.lx) * kronecker(gram(L1), gram(L2))
    regulariser = (ball(problem.wy) * problem.wy) * gram(problem.A3) + ball(problem.ly) * np.eye(problem.r)
    modulus, factored = smallest_eigenvalue_lower(Q), _factor_values(problem, regulariser)
    if factored is None or not modulus > 0:
        return None
    values, back = factored
    keys = keys - keys.mid.mean(axis=0)
    parts = {"queries": queries, "keys": keys, "values": values, "back": back, "regulariser": regulariser}
    return Frame(problem=problem, L1=L1, L2=L2, Q=Q, modulus=modulus, **parts)


def _orthonormalise(problem: AttentionProblem) -> tuple[Floats, Floats]:
    """L1 and L2 for which A_i L_i has nearly orthogonal columns, and Q a diagonal of nearly one size.

    Along a direction that the data hardly see the ridge sets the scale: it counts as a singular value of
    sqrt(lx) / (wx ||A||), A the other factor.
    """
    found = []
    largest = [float(np.linalg.norm(matrix, 2)) for matrix in (problem.A1, problem.A2)]
    for matrix, other in zip((problem.A1, problem.A2), reversed(largest), strict=True):
        _, singular, rows = np.linalg.svd(matrix, full_matrices=True)
        padded = np.zeros(matrix.shape[1])
        padded[: len(singular)] = singular
        scale = problem.wx * other
        sizes = np.hypot(padded, np.sqrt(problem.lx) / scale) if scale > 0 else np.ones_like(padded)
        sizes = np.maximum(sizes, _CUT * sizes.max() + 2.0**-500)
        found.append(np.asarray(rows.T * (np.sqrt(len(matrix)) / sizes)))
    return found[0], found[1]


def _factor_values(problem: AttentionProblem, regulariser: Ball) -> tuple[Ball, Ball] | None:
    """T and L^-T; None where L is not shown to exist."""
    try:
        M = np.linalg.inv(np.linalg.cholesky(regulariser.mid)).T
    except np.linalg.LinAlgError:
        return None
    defect = identity_defect(M.T @ regulariser @ M)
    if not defect < 0.5:
        return None
    return _spread(ball(problem.A3) @ M, defect), _spread(ball(M), defect)


def identity_defect(matrix: Ball) -> Floats:
    """Upper bounds of ||G - I||_2 for symmetric balls G (..., r, r), by sums of rows."""
    rows = (matrix - np.eye(matrix.shape[-1])).magnitude()
    return np.asarray(ball(rows).sum(axis=-1).upper().max(axis=-1))


def identity_gap(matrix: Ball) -> float:
    """Upper bound of ||A - I||_F."""
    return (matrix - np.eye(len(matrix.mid))).norm_upper()


def _spread(matrix: Ball, defect: Floats) -> Ball:
    """A + A D for every D with |D| <= defect."""
    reach = (ball(matrix.magnitude()).sum(axis=1) * float(defect)).upper()
    return Ball(matrix.mid, (ball(matrix.rad) + reach[:, None]).upper())
