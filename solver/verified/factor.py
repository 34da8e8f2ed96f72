"""Cholesky factors in plain floats: witnesses, whose residual is what anything rests on."""

from __future__ import annotations

import numpy as np

from solver.verified.ball import Floats


def factor(matrix: Floats) -> Floats | None:
    """Lower triangular L with L L^T ~ a symmetric matrix, of which the lower triangle is read.

    None where the factorisation breaks down: the matrix is not (numerically) positive definite, or not finite.
    """
    try:
        L = np.asarray(np.linalg.cholesky(matrix))
    except np.linalg.LinAlgError:
        return None
    return L if np.isfinite(L[-1, -1]) else None
