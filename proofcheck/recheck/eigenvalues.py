"""Rigorous eigenvalue bounds of symmetric ball matrices by the residual of a witness.

For symmetric A and any R: A = s I + R R^T + E, so lambda_min(A) >= s - ||E||_2. The factor R comes from float64
Cholesky and is only a witness; E is enclosed in ball arithmetic and ||E||_2 <= max_i sum_j |E_ij|. Where float64 is too
coarse for a witness (a condition beyond 1e11), small matrices are eliminated in ball arithmetic instead: a symmetric
matrix is positive definite exactly when all pivots are positive.
"""

from __future__ import annotations

import numpy as np
from flint import arb

from proofcheck.arithmetic.functions import Array, balls, matmul

_SHIFT = 2.0**-16
_LARGEST_ELIMINATED = 64  # rows; elimination in balls costs n^3 / 3 products one by one
_LARGEST_BISECTED = 24  # rows; a bisection eliminates some thirty times
_STEP, _STEPS = 2.0**-4, 28  # down to 2^-112 of the smallest diagonal entry, which 128 bits can still tell from zero
_HALVINGS = 18  # of four bits: a relative 2^-16
_COARSE = 2.0**-26  # of the largest diagonal entry: below, float64 knows the least eigenvalue to a few digits only


def exceeds(matrix: Array, sigma: float) -> bool:
    """Whether every symmetric member of a ball matrix has smallest eigenvalue > sigma; False means "not shown".

    A - sigma I is scaled by powers of two on both sides, which keeps definiteness, so that its diagonal is near one.
    """
    eye = np.eye(len(matrix))
    shifted = matrix - arb(sigma) * balls(eye)
    diagonal = _midpoints(shifted).diagonal()
    if not (np.isfinite(diagonal).all() and (diagonal > 0).all()):
        return False
    scale = np.exp2(-np.rint(np.log2(diagonal) / 2))
    scaled = shifted * balls(np.outer(scale, scale))
    return _positive_definite(scaled, eye) or (len(matrix) <= _LARGEST_ELIMINATED and _pivots_positive(scaled))


def _positive_definite(matrix: Array, eye: Array) -> bool:
    midpoint = _midpoints(matrix)
    if not np.isfinite(midpoint).all():
        return False
    # Half the least eigenvalue for the factor, half left to pay for the residual's norm.
    margin = float(np.linalg.eigvalsh(midpoint)[0]) / 2
    if not margin > 0:
        return False
    try:
        factor = balls(np.linalg.cholesky(midpoint - margin * eye))
    except np.linalg.LinAlgError:
        return False
    residual = matrix - arb(margin) * balls(eye) - matmul(factor, factor.T)
    # A = margin I + R R^T + E is positive definite once ||E|| < margin, whatever R is; NaN says no.
    return bool(_norm_upper(residual) < arb(margin))


def _pivots_positive(matrix: Array) -> bool:
    """Whether elimination without exchanges meets positive pivots only, for every symmetric member."""
    rest = matrix
    while len(rest):
        pivot = rest[0, 0]
        if not pivot > 0:
            return False
        # The Schur complement of every member: symmetric again, and positive definite if the member is.
        rest = rest[1:, 1:] - rest[1:, :1] * (rest[:1, 1:] / pivot)
    return True


def largest_eigenvalue_upper(matrix: Array) -> arb:
    """Upper bound (an exact ball) of the largest eigenvalue of every symmetric member; the row-sum norm as fallback."""
    midpoint = _midpoints(matrix)
    row_sum = _norm_upper(matrix)
    if not np.isfinite(midpoint).all():
        return row_sum
    # A guess, confirmed by `exceeds` or dropped for the row sums, which need no guess.
    estimate = float(np.linalg.eigvalsh(midpoint)[-1])
    bound = estimate + _SHIFT * abs(estimate)
    return arb(bound) if exceeds(-matrix, -bound) else row_sum


def smallest_eigenvalue_lower(matrix: Array) -> arb:
    """Lower bound (an exact ball) of the smallest eigenvalue of every symmetric member; 0 when no more is shown."""
    midpoint = _midpoints(matrix)
    if not np.isfinite(midpoint).all():
        return arb(0)
    bound = float(np.linalg.eigvalsh(midpoint)[0]) * (1 - _SHIFT)
    shown = bound > 0 and exceeds(matrix, bound)
    if bound < _COARSE * midpoint.diagonal().max() and len(matrix) <= _LARGEST_BISECTED:
        return _bisect(matrix, midpoint)
    return arb(bound) if shown else arb(0)


def _bisect(matrix: Array, midpoint: Array) -> arb:
    """The largest sigma shown by `exceeds`, to a relative 2^-16; the smallest diagonal entry is not below the least."""
    low = float(midpoint.diagonal().min())
    for _ in range(_STEPS):
        low *= _STEP
        if low > 0 and exceeds(matrix, low):
            break
    else:
        return arb(0)
    high = low / _STEP
    for _ in range(_HALVINGS):
        middle = float(np.sqrt(low) * np.sqrt(high))
        low, high = (middle, high) if exceeds(matrix, middle) else (low, middle)
    return arb(low)


def _midpoints(matrix: Array) -> Array:
    values: Array = np.array([[float(entry.mid()) for entry in row] for row in matrix])
    return (values + values.T) / 2


def _norm_upper(matrix: Array) -> arb:
    """max_i sum_j |E_ij|, which bounds ||E||_2 for symmetric E."""
    largest = arb(0)
    for row in matrix:
        largest = largest.max(sum((entry.abs_upper() for entry in row), arb(0)).upper())
    return largest
