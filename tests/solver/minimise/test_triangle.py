"""Factors and solves by blocks against LAPACK's."""

import numpy as np
import pytest
import scipy.linalg

from solver.minimise.steps.triangle import factor


@pytest.mark.parametrize("added", [0, 1])
@pytest.mark.parametrize("size", [0, 1, 127, 128, 300])
def test_blocks_factor_and_solve_as_the_whole_does(size, added):
    rng = np.random.default_rng(size)
    Z = rng.normal(size=(size, size + 3))
    A = Z @ Z.T + np.eye(size)
    right = rng.normal(size=size)
    C, given = np.linalg.cholesky(A), right.copy()
    triangle = factor(np.tril(A) + np.triu(np.full_like(A, np.nan), 128))  # what is far above is not read
    C, triangle = (C + np.eye(size), triangle.add_identity()) if added else (C, triangle)
    for solve, transposed in ((triangle.solve, 0), (triangle.solve_transposed, 1)):
        expected = scipy.linalg.solve_triangular(C, right, trans=transposed, lower=True) if size else right
        assert np.allclose(solve(right), expected, rtol=1e-11, atol=1e-13)
    assert np.array_equal(right, given)


def test_what_is_not_positive_definite_has_no_factor():
    A = np.eye(300)
    A[299, 299] = -1.0
    with pytest.raises(np.linalg.LinAlgError):
        factor(A)
