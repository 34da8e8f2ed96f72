"""Coordinates in which the natural norm and the regulariser are diagonal.

With G_i = A_i^T A_i = U_i D_i U_i^T and X = U1 X' U2^T, Y = U3 Y', the problem keeps its form with A_i U_i for A_i, and
(G1 (x) G2), a pq x pq matrix, becomes the p x q table d1 d2^T. U_i are orthogonal: Euclidean norms of points and of
gradients are the same in both coordinates. U_i and the roots of D_i are those of the singular value decomposition of
A_i's triangular factor: for a condition of 1e8 the eigenvalues of G_i would be rounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from solver.oracle.augmented import Floats
from solver.oracle.data import keep_with_problem, roots
from solver.problem import AttentionProblem

_FLOOR: Final = 1e-26  # of squared scales: squares of singular values below it are rounding errors of the largest


@dataclass(init=False, eq=False, repr=False)
class DiagonalProblem(AttentionProblem):
    """A problem whose Gram matrices are diagonal; `singular` holds the roots of these (p, q and r numbers >= 0)."""

    singular: tuple[Floats, Floats, Floats]

    def __init__(self, *, singular: tuple[Floats, Floats, Floats], **content: Any) -> None:
        super().__init__(**content)
        vars(self)["singular"] = singular

    @property
    def spectrum(self) -> tuple[Floats, Floats, Floats]:
        """The diagonals."""
        return _spectrum(self)

    def natural(self, dX: Floats, dY: Floats) -> tuple[Floats, Floats]:
        """(D1 dX D2, D3 dY), elementwise."""
        d1, d2, d3 = self.spectrum
        return d1[:, None] * dX * d2, d3[:, None] * dY

    def natural_squares(self, dX: Floats, dY: Floats) -> tuple[float, float]:
        """(||A1 dX A2^T||_F^2, ||A3 dY||_F^2): scaled before they are squared, since A1 may be 1e-200 and dX 1e200."""
        s1, s2, s3 = self.singular
        SX, SY = s1[:, None] * dX * s2, s3[:, None] * dY
        return float(np.vdot(SX, SX)), float(np.vdot(SY, SY))

    @property
    def scales(self) -> tuple[Floats, Floats]:
        """Square roots of the natural norm's diagonal, p x q and r x 1, floored at a fraction of the largest.

        The floor keeps coordinates in the null space of rank-deficient data, where a ridge alone makes Phi quadratic.
        """
        d1, d2, d3 = self.spectrum
        return _floored_root(d1[:, None] * d2), _floored_root(d3[:, None])


@keep_with_problem
def _spectrum(problem: DiagonalProblem) -> tuple[Floats, Floats, Floats]:
    s1, s2, s3 = map(np.square, problem.singular)
    return s1, s2, s3


@dataclass(frozen=True, kw_only=True, eq=False)
class Coordinates:
    """Eigenbases U1 (p x p), U2 (q x q), U3 (r x r) and the problem in them."""

    U1: Floats
    U2: Floats
    U3: Floats
    problem: DiagonalProblem

    def to_eigenbases(self, X: Floats, Y: Floats) -> tuple[Floats, Floats]:
        """A point of the given problem in the eigenbases."""
        return self.U1.T @ X @ self.U2, self.U3.T @ Y

    def from_eigenbases(self, X: Floats, Y: Floats) -> tuple[Floats, Floats]:
        """A point in the eigenbases as one of the given problem, inverse of `to_eigenbases`."""
        return self.U1 @ X @ self.U2.T, self.U3 @ Y


def coordinates(problem: AttentionProblem) -> Coordinates:
    """Two (or three) small singular value decompositions, O(p^3 + q^3 + r^3), once a problem."""
    (s1, U1), (s2, U2), (s3, U3) = (_eigenbasis(root) for root in roots(problem))
    moved = {"A1": problem.A1 @ U1, "A2": problem.A2 @ U2, "A3": problem.A3 @ U3, "B": problem.B}
    weights = {name: getattr(problem, name) for name in ("wx", "wy", "lx", "ly")}
    diagonal = DiagonalProblem(**moved, **weights, mask=problem.mask, singular=(s1, s2, s3))
    return Coordinates(U1=U1, U2=U2, U3=U3, problem=diagonal)


def _eigenbasis(root: Floats) -> tuple[Floats, Floats]:
    """Singular values, lowest first, zeros for columns beyond its rows; eigenvectors of root^T root as columns."""
    _, positive, transposed = np.linalg.svd(root)
    singular = np.zeros(root.shape[1])
    singular[: len(positive)] = positive
    return singular[::-1], transposed[::-1].T


def _floored_root(eigenvalues: Floats) -> Floats:
    largest = eigenvalues.max()
    if not _FLOOR * largest >= np.finfo(np.float64).tiny:  # zero, or so small that the floor would underflow
        return np.ones_like(eigenvalues)
    return np.asarray(np.sqrt(np.maximum(eigenvalues, _FLOOR * largest)))
