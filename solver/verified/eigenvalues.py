"""Rigorous bounds on extreme eigenvalues of symmetric matrices, by the residual of a floating-point Cholesky factor.

For any real sigma and any matrix R, a symmetric A satisfies A = R^T R + sigma I + E with E := A - sigma I - R^T R, so
lambda_min(A) >= sigma - ||E||_2. Where R and sigma come from does not matter: they are witnesses. This holds for
blocked Cholesky too, which leaves the textbook theorem (Rump and Jeannerod, Numer. Math. 126 (2014) 773-819).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import scipy.linalg
from scipy.sparse.linalg import ArpackError, LinearOperator, eigsh

from solver.verified.ball import Ball, Floats, ball, gamma, inflate
from solver.verified.factor import factor

_SHIFT: Final = 2.0**-10  # sigma stays this fraction away from the estimate, so that the factor exists
_POWER_STEPS: Final = 3
_LARGEST_EIGENPROBLEM: Final = 200
_TOLERANCE: Final = 2.0**-13  # of Lanczos, well inside _SHIFT
_SUBSPACE: Final = 10
_BLOCK: Final = 256


@dataclass(frozen=True, eq=False)
class Dense:
    """A symmetric matrix enclosed. The Cholesky factor of its midpoint, a witness, is computed once."""

    enclosure: Ball

    @cached_property
    def factor(self) -> Floats | None:
        """Upper triangular R with R^T R ~ the midpoint; None when the midpoint is not positive definite."""
        return _upper_factor(self.enclosure.mid) if np.isfinite(self.enclosure.rad).all() else None

    def apply_inverse(self, right: Floats) -> Floats:
        """The midpoint's inverse times a vector, in floats; zero without a factor."""
        return np.zeros_like(right) if self.factor is None else _solve(self.factor, right)


def _upper_factor(matrix: Floats) -> Floats | None:
    """Upper triangular R with R^T R ~ the matrix, from its upper triangle."""
    L = factor(matrix.T)
    return None if L is None else L.T


def _solve(factor: Floats, right: Floats) -> Floats:
    # Column-major, as `_upper_factor` leaves it: LAPACK would copy any other.
    return np.asarray(scipy.linalg.cho_solve((factor, False), right, check_finite=False))


def smallest_eigenvalue_lower(matrix: Ball | Dense) -> float:
    """Lower bound of the smallest eigenvalue of every symmetric member of a square matrix; -inf if none is found.

    Such a member is determined by its upper triangle: nothing below the diagonal is read.
    """
    dense = matrix if isinstance(matrix, Dense) else Dense(matrix)
    if not np.isfinite(dense.enclosure.rad).all():
        return -np.inf
    try:
        estimate = smallest_eigenvalue_estimate(dense)
    except np.linalg.LinAlgError:
        return -np.inf
    # Witnesses from here on: a poor sigma or R makes E large, never the bound wrong.
    sigma = estimate - _SHIFT * abs(estimate)
    shifted = dense.enclosure.plus_diagonal(-sigma)
    R = _upper_factor(shifted.mid)
    if R is None:
        return -np.inf
    return float((ball(sigma) - nonnegative_norm_upper(_defect(shifted, R))).lower())


@dataclass(frozen=True, eq=False)
class Whitened:
    """A T for an exact A and a witness T, and a lower bound of the smallest eigenvalue of its Gram matrix."""

    T: Floats
    image: Ball
    lowest: float


def whiten(matrix: Floats) -> Whitened | None:
    """With nearly orthonormal columns A T, so that the bound is near one; None without full column rank."""
    T = _right_inverse(matrix)
    if T is None:
        return None
    image = ball(matrix) @ T
    lowest = smallest_eigenvalue_lower(image.T @ image)
    return Whitened(T, image, lowest) if lowest > 0 else None


def smallest_gram_eigenvalue_lower(white: Whitened | None) -> float:
    """Lower bound of the smallest eigenvalue of A^T A for an exact A (n x p); 0 where it could not be whitened.

    For x = T y: ||A x||^2 >= lambda_min((A T)^T (A T)) ||y||^2 and ||y|| >= ||x|| / ||T||_2, whatever the square
    regular T, a witness. `whiten` makes the bound sharp while A^T A itself is lost in its rounding.
    """
    if white is None:
        return 0.0
    stretch = ball(spectral_norm_upper(white.T))
    bound = float((ball(white.lowest) / stretch / stretch).lower())
    return bound if np.isfinite(bound) else 0.0


def _right_inverse(matrix: Floats) -> Floats | None:
    """T upper triangular with A T ~ orthonormal columns; None without full column rank, or where T overflows."""
    if matrix.shape[0] < matrix.shape[1]:
        return None
    try:
        T = np.linalg.inv(np.linalg.qr(matrix, mode="r"))
    except np.linalg.LinAlgError:
        return None
    return np.triu(T) if np.isfinite(T).all() and T.diagonal().all() else None


def _defect(matrix: Ball, factor: Floats) -> Floats:
    """Upper bounds of |A - R^T R|, by blocks of rows: R is triangular, so that this costs no more than R did."""
    size = len(factor)
    bound = np.empty((size, size))
    for start in range(0, size, _BLOCK):
        stop = min(start + _BLOCK, size)
        rows, columns = slice(start, stop), slice(start, size)
        # R is upper triangular: rows below `stop` of these columns are zero.
        product = ball(factor[:stop, rows].T) @ factor[:stop, columns]
        bound[rows, columns] = (matrix[rows, columns] - product).magnitude()
        bound[stop:, rows] = bound[rows, stop:].T
        # A member is its upper triangle; what BLAS left below the diagonal is not read.
        upper = np.triu(bound[rows, rows])
        bound[rows, rows] = upper + np.triu(upper, 1).T
    return bound


def smallest_eigenvalue_estimate(dense: Dense, metric: Floats | None = None) -> float:
    """The smallest eigenvalue of the midpoint (relative to a positive definite `metric`), not rigorous.

    A large positive definite matrix is factored once and its inverse iterated (Lanczos); eigenvalue solvers cost tens
    of factorisations. Raises LinAlgError.
    """
    matrix, size = dense.enclosure.mid, len(dense.enclosure.mid)
    if size > _LARGEST_EIGENPROBLEM and dense.factor is not None:
        inverse = LinearOperator(matrix.shape, matvec=lambda x: dense.apply_inverse(x.ravel()), dtype=np.float64)
        start = np.cos(np.arange(size))
        try:
            found = eigsh(matrix, 1, metric, sigma=0.0, OPinv=inverse, v0=start, ncv=_SUBSPACE, tol=_TOLERANCE)
            return float(found[0][0])
        except ArpackError:
            pass
    return float(scipy.linalg.eigh(matrix, metric, lower=False, eigvals_only=True, subset_by_index=(0, 0))[0])


def shown_positive(matrix: Ball) -> bool:
    """Whether every symmetric member of a square ball matrix is shown to be positive semidefinite.

    Scaled by powers of two on both sides, which is exact and keeps the sign, so that the diagonal is near one.
    """
    diagonal = matrix.mid.diagonal()
    if not (np.isfinite(matrix.rad).all() and (diagonal > 0).all()):
        return False
    scale = np.exp2(-np.rint(np.log2(diagonal) / 2))
    return smallest_eigenvalue_lower(matrix * scale * scale[:, None]) >= 0


def largest_eigenvalue_upper(matrix: Ball) -> float:
    """Upper bound of the largest eigenvalue of every symmetric member; inf if none is found."""
    return -smallest_eigenvalue_lower(-matrix)


def nonnegative_norm_upper(magnitude: Floats) -> float:
    """Upper bound of ||E||_2 for every symmetric E with |E| <= magnitude.

    ||E||_2 <= rho(magnitude) <= max_i (magnitude x)_i / x_i for every x > 0 (Collatz-Wielandt; Horn and Johnson, Matrix
    Analysis, 2nd ed., theorem 8.1.26); x comes from a few power steps.
    """
    if not np.isfinite(magnitude).all():
        return np.inf
    # Any positive x gives a bound, so that the power steps need no analysis; 2^-20 keeps x positive.
    x = np.ones(len(magnitude))
    for _ in range(_POWER_STEPS):
        y = magnitude @ x
        x = y / y.max() + 2.0**-20
    underflow = len(magnitude) * 2.0**-1050  # of products with magnitudes near TINY, divided by x >= 2^-20
    return float(inflate((magnitude @ x / x).max(), len(magnitude) + 2)) + underflow


def spectral_norm_upper(matrix: Floats) -> float:
    """Upper bound of the spectral norm of an exact matrix: through its smaller Gram matrix, else the Frobenius norm."""
    tall = matrix if matrix.shape[0] >= matrix.shape[1] else matrix.T
    gram = ball(np.ascontiguousarray(tall.T)) @ np.ascontiguousarray(tall)
    largest = max(largest_eigenvalue_upper(gram), 0.0)
    return min(float(ball(largest).sqrt().upper()), ball(matrix).norm_upper())


def spectral_norms_upper(matrices: Floats) -> Floats:
    """Upper bounds of ||A||_2 for a stack of matrices A (rows x a x b), (rows,): ||A||^8 <= ||(A A^T)^2||_F^2.

    At most rank^(1/8) times the norm. With G and H = G G^T as computed, ||A||^2 <= ||G|| + gamma_b ||A||_F^2 and
    ||G||^2 <= ||H||_F + gamma_a ||G||_F^2; the constants are what underflows, of squares and of their sums.
    """
    a, b = matrices.shape[1:]
    with np.errstate(all="ignore"):
        G = matrices @ matrices.transpose(0, 2, 1)
        H = G @ G.transpose(0, 2, 1)
        square, fourth, eighth = (np.einsum("ijk,ijk->i", part, part) for part in (matrices, G, H))
        fourth = inflate(np.sqrt(inflate(eighth, a * a + 2)) + gamma(a + 4) * inflate(fourth, a * a + 2) + 2.0**-500, 4)
        outer = inflate(np.sqrt(fourth) + gamma(b + 4) * inflate(square, a * b + 2) + 2.0**-900, 4)
        return inflate(np.sqrt(outer), 2)
