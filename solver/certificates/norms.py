"""The two norms a certificate can be stated in, and what each needs: dual norm, curvature, reach on a ball.

EUCLIDEAN: ||(dX, dY)||_2. NATURAL: d^T N d = ||A1 dX A2^T||_F^2 + ex ||dX||_F^2 + ||A3 dY||_F^2 + ey ||dY||_F^2 with
N = (G1 (x) G2 + ex I) (+) ((G3 + ey I) (x) I), G_i = A_i^T A_i, ex and ey from the ridge terms of Phi. The scale and
the conditioning of the data drop out of every bound; without ridge it needs full column rank. Distances come back by
||d||_2 <= ||d||_nat / sqrt(lambda_min(N)).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Final, Protocol

import numpy as np

from solver.certificates.rows.sums import stack
from solver.oracle.data import keep_with_problem
from solver.problem import AttentionProblem
from solver.verified.ball import Ball, Floats, ball
from solver.verified.eigenvalues import (
    Dense,
    Whitened,
    shown_positive,
    smallest_eigenvalue_estimate,
    smallest_eigenvalue_lower,
    smallest_gram_eigenvalue_lower,
    spectral_norm_upper,
    whiten,
)
from solver.verified.matrices import block_diagonal, gram, kronecker, outer_energy

_FRACTIONS: Final = (1.0 - 2.0**-10, 0.9, 0.5)  # of the estimated curvature, tried in turn


class Norm(Enum):
    """The norm in which the theorem's hypotheses hold."""

    EUCLIDEAN = "Euclidean norm of (vec X, vec Y)"
    NATURAL = "natural norm, ||A1 dX A2^T||_F and ||A3 dY||_F"


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How far a unit step (xi, ups), xi^2 + ups^2 = 1, moves things; all are upper bounds.

    ||s_j|| <= alpha_j xi (n,), ||S'||_F <= a xi, ||v||_F <= beta ups, |S'_jk| <= score_j (n,), |V'_k| <= value.

    Twin of `proofcheck.recheck.hessian_lipschitz.Reach`, computed apart.
    """

    alpha: Ball
    a: Ball
    beta: Ball
    score: Ball
    value: Ball


class Metric(Protocol):
    """A norm on (dX, dY) with what a certificate needs of it."""

    norm: Norm
    ridge: tuple[float, float]

    @property
    def lower(self) -> float:
        """Lower bound of ||d||^2 / ||d||_2^2."""
        ...

    def length_upper(self, step: Floats) -> float:
        """Upper bound of the norm of [vec dX; vec dY]."""
        ...

    def dual_norm_upper(self, gradient: Ball) -> float:
        """Upper bound of the dual norm of [vec gX; vec gY]."""
        ...

    def curvature_lower(self, hessian: Dense) -> float:
        """mu with d^T H d >= mu ||d||^2, or -inf."""
        ...

    def reach(self) -> Reach:
        """By how much a step of unit length can move scores and values: what M is bounded by."""
        ...


class Euclidean:
    """The Euclidean norm of [vec dX; vec dY], N = I, without a ridge of its own.

    Twin of `proofcheck.recheck.norms.Euclidean`, computed apart.
    """

    norm = Norm.EUCLIDEAN
    lower = 1.0
    ridge = (0.0, 0.0)

    def __init__(self, problem: AttentionProblem) -> None:
        self._problem = problem

    def length_upper(self, step: Floats) -> float:
        """Upper bound of ||d||_2, rounding included."""
        return ball(step).norm_upper()

    def dual_norm_upper(self, gradient: Ball) -> float:
        """Upper bound of ||g||_2, the norm dual to itself."""
        return gradient.norm_upper()

    def curvature_lower(self, hessian: Dense) -> float:
        """Lower bound of the smallest eigenvalue of the Hessian, -inf where none is shown."""
        return smallest_eigenvalue_lower(hessian)

    def reach(self) -> Reach:
        """Row norms and spectral norms of the data."""
        data = self._problem
        norm1, norm2, norm3 = (ball(value) for value in data_norms_upper(data))
        rows1, rows2, rows3 = (row_norms(matrix) for matrix in (data.A1, data.A2, data.A3))
        return Reach(alpha=rows1 * norm2, a=norm1 * norm2, beta=norm3, score=rows1 * peak(rows2), value=peak(rows3))


class Natural:
    """The natural norm with ridge. `lower` is 0 when N > 0 is not shown; every bound is then vacuous.

    Twin of `proofcheck.recheck.norms.Natural`, computed apart.
    """

    norm = Norm.NATURAL

    def __init__(self, problem: AttentionProblem) -> None:
        self._problem = problem
        self._grams = [gram(matrix) for matrix in (problem.A1, problem.A2, problem.A3)]
        n1, n2, n3 = data_norms_upper(problem)
        squares = (ball(n1) * n2) * (ball(n1) * n2), ball(n3) * n3
        ex, Wx = _add_ridge(problem.wx, problem.lx, float(squares[0].upper()))
        ey, Wy = _add_ridge(problem.wy, problem.ly, float(squares[1].upper()))
        self.ridge = (ex, ey)
        self.weights = (Wx, Wy)  # regulariser >= Wx (||A1 dX A2^T||^2 + ex ||dX||^2) + Wy (||A3 dY||^2 + ey ||dY||^2)

    @cached_property
    def lower(self) -> float:
        """min(lambda_min(G1) lambda_min(G2) + ex, lambda_min(G3) + ey)."""
        l1, l2, l3 = map(smallest_gram_eigenvalue_lower, whitened_data(self._problem))
        bounds = (ball(l1) * l2 + self.ridge[0]).lower(), (ball(l3) + self.ridge[1]).lower()
        return max(0.0, float(min(bounds)))

    def length_upper(self, step: Floats) -> float:
        """Upper bound of sqrt(d^T N d), rounding included."""
        data, (X, Y), (ex, ey) = self._problem, split(self._problem, step), self.ridge
        sizes = (ball(data.A3) @ Y).norm_upper(), ball(X).norm_upper(), ball(Y).norm_upper()
        parts = zip(sizes, (1.0, ex, ey), strict=True)
        square = sum((ball(size) * size * weight for size, weight in parts), outer_energy(data.A1, X, data.A2))
        return float(square.sqrt().upper())

    def dual_norm_upper(self, gradient: Ball) -> float:
        """x = sqrt(g^T N^-1 g), from a witness z ~ N^-1 g and its residual.

        x^2 = <z, g> + <g - N z, N^-1 g> <= <z, g> + delta x with delta = ||g - N z||_2 / sqrt(lambda_min(N)).
        """
        if not (self.lower > 0 and np.isfinite(gradient.rad).all()):
            return np.inf
        z = self.apply_inverse(gradient.mid)
        z = z + self.apply_inverse((gradient - self._product(z)).mid)
        delta = ball((gradient - self._product(z)).norm_upper()) / ball(self.lower).sqrt()
        energy = ball(np.maximum((gradient * z).sum().upper(), 0.0))
        return float(((delta + (delta * delta + 4.0 * energy).sqrt()) * 0.5).upper())

    def curvature_lower(self, hessian: Dense) -> float:
        """mu with H - mu N shown positive semidefinite."""
        metric = self._matrix()
        if not (np.isfinite(hessian.enclosure.rad).all() and self.lower > 0):
            return -np.inf
        try:
            estimate = smallest_eigenvalue_estimate(hessian, metric.mid)
        except np.linalg.LinAlgError:
            return -np.inf
        for mu in (estimate * fraction for fraction in _FRACTIONS if estimate > 0):
            if shown_positive(hessian.enclosure - mu * metric):
                return mu
        return -np.inf

    def reach(self) -> Reach:
        """A unit step moves no row of S, no row of V, and no entry, by more than one."""
        ones, one = ball(np.ones(self._problem.n)), ball(1.0)
        return Reach(alpha=ones, a=one, beta=one, score=ones, value=one)

    def _matrix(self) -> Ball:
        G1, G2, G3 = self._grams
        (ex, ey), data = self.ridge, self._problem
        scores = kronecker(G1, G2) + ball(ex) * np.eye(data.p * data.q)
        return block_diagonal(scores, kronecker(G3 + ball(ey) * np.eye(data.r), ball(np.eye(data.k))))

    def _product(self, z: Floats) -> Ball:
        (X, Y), (ex, ey) = split(self._problem, z), self.ridge
        G1, G2, G3 = self._grams
        return stack(G1 @ X @ G2 + ball(ex) * X, G3 @ Y + ball(ey) * Y)

    def apply_inverse(self, right: Floats) -> Floats:
        """N^-1 right in floats, a witness."""
        (X, Y), (ex, ey) = split(self._problem, right), self.ridge
        (d1, U1), (d2, U2), (d3, U3) = self._eigen
        with np.errstate(all="ignore"):
            X = U1 @ ((U1.T @ X @ U2) / (np.outer(d1, d2) + ex)) @ U2.T
            Y = U3 @ ((U3.T @ Y) / (d3[:, None] + ey))
        solution: Floats = np.nan_to_num(np.concatenate([X.ravel(), Y.ravel()]))
        return solution

    @cached_property
    def _eigen(self) -> list[tuple[Floats, Floats]]:
        data = self._problem
        return [_gram_eigenpairs(A) for A in (data.A1, data.A2, data.A3)]


def split(problem: AttentionProblem, vector: Floats) -> tuple[Floats, Floats]:
    """vec X, vec Y as matrices p x q and r x k, row-major."""
    size = problem.p * problem.q
    return vector[:size].reshape(problem.p, problem.q), vector[size:].reshape(problem.r, problem.k)


def _gram_eigenpairs(matrix: Floats) -> tuple[Floats, Floats]:
    """Eigenvalues and eigenvectors of A^T A, a witness; from the singular values, of which small ones keep digits."""
    size = matrix.shape[1]
    try:
        _, singular, rows = np.linalg.svd(np.linalg.qr(matrix, mode="r"))
    except np.linalg.LinAlgError:  # overflow; what is solved with these is zero
        return np.full(size, np.inf), np.eye(size)
    padded = np.zeros(size)
    padded[: len(singular)] = np.maximum(singular, 2.0**-52 * singular[0])
    return padded * padded, rows.T


def _add_ridge(weight: float, ridge: float, square: float) -> tuple[float, Ball]:
    """e and W with weight^2 |Av|^2 + ridge |v|^2 >= W (|Av|^2 + e |v|^2), where square >= ||A||^2.

    e = ridge / weight^2 with W = weight^2; where that exceeds `square`, half of the ridge bounds e |v|^2 >= |Av|^2.
    """
    own = ball(weight) * weight
    if ridge == 0.0 or square == 0.0:
        return 0.0, own
    e = float(np.minimum(np.divide(ridge, own.lower()) if own.lower() > 0 else np.inf, square))
    share = ball(ridge) / e
    return e, ball(float(np.minimum(own.lower(), share.lower()))) if e < square else share * 0.5


def row_norms(matrix: Floats) -> Ball:
    """Upper bounds of the Euclidean norms of the rows, as exact balls."""
    return ball((ball(matrix) * matrix).sum(axis=1).sqrt().upper())


def peak(values: Ball) -> Ball:
    """Upper bound of the largest entry, as an exact ball."""
    return ball(values.upper().max())


@keep_with_problem
def data_norms_upper(problem: AttentionProblem) -> tuple[float, float, float]:
    """Upper bounds of ||A1||_2, ||A2||_2, ||A3||_2; kept with the problem, whose data never change."""
    return (
        spectral_norm_upper(problem.A1),
        spectral_norm_upper(problem.A2),
        spectral_norm_upper(problem.A3),
    )


@keep_with_problem
def whitened_data(problem: AttentionProblem) -> tuple[Whitened | None, Whitened | None, Whitened | None]:
    """A1, A2, A3 with nearly orthonormal columns, None without full column rank; kept with the problem."""
    return whiten(problem.A1), whiten(problem.A2), whiten(problem.A3)
