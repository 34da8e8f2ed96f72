"""Solves by blocks against scipy's."""

import numpy as np
import pytest
import scipy.linalg

from solver.minimise.steps.triangle import Triangle


@pytest.mark.parametrize("size", [0, 1, 255, 256, 600])
def test_blocks_solve_as_the_whole_triangle_does(size):
    rng = np.random.default_rng(size)
    C = np.tril(rng.normal(size=(size, size)) / max(size, 1)) + np.eye(size)
    right = rng.normal(size=size)
    triangle, given = Triangle(C), right.copy()
    for solve, transposed in ((triangle.solve, 0), (triangle.solve_transposed, 1)):
        expected = scipy.linalg.solve_triangular(C, right, trans=transposed, lower=True) if size else right
        assert np.allclose(solve(right), expected, rtol=1e-11, atol=1e-13)
    assert np.array_equal(right, given)
