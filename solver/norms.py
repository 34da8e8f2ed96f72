"""The two norms a certificate can be stated in, and what each needs: dual norm, curvature, reach on a ball.

EUCLIDEAN: ||(dX, dY)||_2. NATURAL: ||(dX, dY)||_nat^2 = ||A1 dX A2^T||_F^2 + ||A3 dY||_F^2 = d^T N d with
N = (G1 (x) G2) (+) (G3 (x) I) and G_i = A_i^T A_i. In the natural norm the scale and the
conditioning of the data drop out of every bound; it needs full column rank. Distances come back by
||d||_2 <= ||d||_nat / sqrt(lambda_min(N)).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Final, Protocol

import numpy as np

from solver.enclosure import block_diagonal, gram, kronecker
from solver.problem import AttentionProblem
from solver.rounding import Ball, Floats, ball
from solver.spectrum import (
    nonnegative_norm_upper,
    shown_positive,
    smallest_eigenvalue_estimate,
    smallest_eigenvalue_lower,
    spectral_norm_upper,
)

_FRACTIONS: Final = (1.0 - 2.0**-10, 0.9, 0.5)  # of the estimated curvature, tried in turn


class Norm(Enum):
    """The norm in which the theorem's hypotheses hold."""

    EUCLIDEAN = "Euclidean norm of (vec X, vec Y)"
    NATURAL = "natural norm, ||A1 dX A2^T||_F and ||A3 dY||_F"


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How far a unit step (xi, ups), xi^2 + ups^2 = 1, moves things; all are upper bounds.

    ||s_j|| <= alpha_j xi (n,), ||S'||_F <= a xi, ||v||_F <= beta ups, |S'_jk| <= score_j (n,), |V'_k| <= value.
    """

    alpha: Ball
    a: Ball
    beta: Ball
    score: Ball
    value: Ball


class Metric(Protocol):
    """A norm on (dX, dY) with what a certificate needs of it."""

    norm: Norm

    @property
    def lower(self) -> float:
        """Lower bound of ||d||^2 / ||d||_2^2."""
        ...

    def dual_norm_upper(self, gradient: Ball) -> float:
        """Upper bound of the dual norm of [vec gX; vec gY]."""
        ...

    def curvature_lower(self, hessian: Ball) -> float:
        """mu with d^T H d >= mu ||d||^2, or -inf."""
        ...

    def reach(self) -> Reach:
        """What a unit step moves."""
        ...


class Euclidean:
    """The Euclidean norm."""

    norm = Norm.EUCLIDEAN
    lower = 1.0

    def __init__(self, problem: AttentionProblem) -> None:
        self._problem = problem

    def dual_norm_upper(self, gradient: Ball) -> float:
        """||g||_2."""
        return gradient.norm_upper()

    def curvature_lower(self, hessian: Ball) -> float:
        """The smallest eigenvalue."""
        return smallest_eigenvalue_lower(hessian)

    def reach(self) -> Reach:
        """Row norms and spectral norms of the data."""
        data = self._problem
        norm1, norm2, norm3 = (ball(spectral_norm_upper(matrix)) for matrix in (data.A1, data.A2, data.A3))
        rows1, rows2, rows3 = (row_norms(matrix) for matrix in (data.A1, data.A2, data.A3))
        return Reach(alpha=rows1 * norm2, a=norm1 * norm2, beta=norm3, score=rows1 * peak(rows2), value=peak(rows3))


class Natural:
    """The natural norm. `lower` is 0 when full column rank is not shown; every bound is then vacuous.

    Witnesses W_i = U_i D_i^-1/2 with eps_i >= ||W_i^T G_i W_i - I|| give G_i^-1 <= W_i W_i^T / (1 - eps_i).
    """

    norm = Norm.NATURAL

    def __init__(self, problem: AttentionProblem) -> None:
        self._problem = problem
        self._grams = [gram(matrix) for matrix in (problem.A1, problem.A2, problem.A3)]

    @cached_property
    def lower(self) -> float:
        """min(lambda_min(G1) lambda_min(G2), lambda_min(G3))."""
        l1, l2, l3 = (max(smallest_eigenvalue_lower(G), 0.0) for G in self._grams)
        return min(float((ball(l1) * l2).lower()), l3) if min(l1, l2, l3) > 0 else 0.0

    def dual_norm_upper(self, gradient: Ball) -> float:
        """sqrt(||W1^T gX W2||^2 / ((1 - eps1)(1 - eps2)) + ||W3^T gY||^2 / (1 - eps3))."""
        data = self._problem
        (W1, e1), (W2, e2), (W3, e3) = (_inverse_root(G) for G in self._grams)
        gX, gY = gradient[: data.p * data.q], gradient[data.p * data.q :]
        X = (W1.T @ gX.reshape(data.p, data.q) @ W2).norm_upper()
        Y = (W3.T @ gY.reshape(data.r, data.k)).norm_upper()
        square = ball(X) * X / ((1.0 - e1) * (1.0 - e2)) + ball(Y) * Y / (1.0 - e3)
        return float(square.sqrt().upper())

    def curvature_lower(self, hessian: Ball) -> float:
        """mu with H - mu N shown positive semidefinite."""
        metric = block_diagonal(
            kronecker(self._grams[0], self._grams[1]), kronecker(self._grams[2], ball(np.eye(self._problem.k)))
        )
        if not (np.isfinite(hessian.rad).all() and self.lower > 0):
            return -np.inf
        try:
            symmetric = (hessian.mid + hessian.mid.T) / 2
            estimate = smallest_eigenvalue_estimate(symmetric, metric.mid)
        except np.linalg.LinAlgError:
            return -np.inf
        for mu in (estimate * fraction for fraction in _FRACTIONS if estimate > 0):
            if shown_positive(hessian - mu * metric):
                return mu
        return -np.inf

    def reach(self) -> Reach:
        """A unit step moves no row of S, no row of V, and no entry, by more than one."""
        ones, one = ball(np.ones(self._problem.n)), ball(1.0)
        return Reach(alpha=ones, a=one, beta=one, score=ones, value=one)


def row_norms(matrix: Floats) -> Ball:
    """Upper bounds of the Euclidean norms of the rows, as exact balls."""
    return ball((ball(matrix) * matrix).sum(axis=1).sqrt().upper())


def peak(values: Ball) -> Ball:
    """Upper bound of the largest entry, as an exact ball."""
    return ball(values.upper().max())


def _inverse_root(G: Ball) -> tuple[Ball, Ball]:
    """A witness W ~ G^-1/2 and eps >= ||W^T G W - I||, as an exact ball; eps = inf when it is useless."""
    eigenvalues, vectors = np.linalg.eigh(G.mid)
    if not eigenvalues[0] > 0:
        return ball(np.zeros_like(G.mid)), ball(np.inf)
    W = ball(vectors / np.sqrt(eigenvalues))
    defect = nonnegative_norm_upper((W.T @ G @ W - np.eye(len(eigenvalues))).magnitude())
    return W, ball(defect if defect < 0.5 else np.inf)
