"""Rigorous eigenvalue bounds of symmetric ball matrices by the residual of a witness.

For symmetric A and any R: A = sigma I + R^T R + E, so lambda_min(A) >= sigma - ||E||_2. The factor R comes from float64
Cholesky and is only a witness; E is enclosed in ball arithmetic and ||E||_2 <= max_i (|E| x)_i / x_i for x > 0
(Collatz-Wielandt).
"""

from __future__ import annotations

import numpy as np
from flint import arb

from proofcheck.arithmetic import Array, balls, matmul

_SHIFT = 2.0**-16


def exceeds(matrix: Array, sigma: float) -> bool:
    """Whether every symmetric member of a ball matrix has smallest eigenvalue > sigma; False means "not shown"."""
    midpoint = _midpoints(matrix)
    if not np.isfinite(midpoint).all():
        return False
    gap = float(np.linalg.eigvalsh(midpoint)[0]) - sigma
    if not gap > 0:
        return False
    eye = np.eye(len(midpoint))
    try:
        factor = balls(np.linalg.cholesky(midpoint - (sigma + gap / 2) * eye))
    except np.linalg.LinAlgError:
        return False
    margin = arb(gap) / 2
    residual = matrix - (arb(sigma) + margin) * balls(eye) - matmul(factor, factor.T)
    return bool(_norm_upper(residual) < margin)


def largest_eigenvalue_upper(matrix: Array) -> arb:
    """Upper bound (an exact ball) of the largest eigenvalue of every symmetric member; the row-sum norm as fallback."""
    midpoint = _midpoints(matrix)
    row_sum = _norm_upper(matrix)
    if not np.isfinite(midpoint).all():
        return row_sum
    estimate = float(np.linalg.eigvalsh(midpoint)[-1])
    bound = estimate + _SHIFT * abs(estimate)
    return arb(bound) if exceeds(-matrix, -bound) else row_sum


def smallest_eigenvalue_lower(matrix: Array) -> arb:
    """Lower bound (an exact ball) of the smallest eigenvalue of every symmetric member; 0 when no more is shown."""
    midpoint = _midpoints(matrix)
    if not np.isfinite(midpoint).all():
        return arb(0)
    bound = float(np.linalg.eigvalsh(midpoint)[0]) * (1 - _SHIFT)
    return arb(bound) if bound > 0 and exceeds(matrix, bound) else arb(0)


def _midpoints(matrix: Array) -> Array:
    values: Array = np.array([[float(entry.mid()) for entry in row] for row in matrix])
    return (values + values.T) / 2


def _norm_upper(matrix: Array) -> arb:
    """||E||_2 <= max_i sum_j |E_ij|: Collatz-Wielandt with x = 1."""
    largest = arb(0)
    for row in matrix:
        largest = largest.max(sum((entry.abs_upper() for entry in row), arb(0)).upper())
    return largest
