"""Coordinates in which natural norm and regulariser are diagonal."""

from dataclasses import replace

import numpy as np
import pytest

from solver import AttentionProblem, InputError, solve
from solver.instances import random_instance
from solver.minimise.coordinates import coordinates
from solver.oracle.data import grams


def test_phi_gradient_norm_and_natural_norm_are_the_same_in_both():
    problem = random_instance(20, 15, 4, 3, 5, 2, seed=0, wx=0.3, wy=0.2, lx=0.1, ly=0.05)
    frame = coordinates(problem)
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(4, 3)), rng.normal(size=(5, 2))
    inner = frame.to_eigenbases(X, Y)
    assert frame.problem.objective(*inner) == pytest.approx(problem.objective(X, Y), rel=1e-13)
    gradient = frame.from_eigenbases(*frame.problem.gradient(*inner))
    for found, expected in zip(gradient, problem.gradient(X, Y), strict=True):
        assert np.allclose(found, expected, rtol=1e-12, atol=1e-12)
    assert frame.problem.natural_norm(*inner) == pytest.approx(problem.natural_norm(X, Y), rel=1e-13)
    back = frame.from_eigenbases(*inner)
    assert np.allclose(back[0], X)
    assert np.allclose(back[1], Y)


@pytest.mark.parametrize("exponent", [0, 100, 150, 163, 200, 300])
def test_phi_is_the_same_in_both_where_squares_of_the_data_underflow(exponent):
    bare = random_instance(6, 5, 3, 2, 3, 2, seed=0)
    problem = replace(bare, A1=bare.A1 * 10.0**-exponent, A3=bare.A3 * 10.0**-exponent)
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(3, 2)) * 10.0**exponent, rng.normal(size=(3, 2)) * 10.0**exponent
    frame = coordinates(problem)
    expected = bare.objective(X * 10.0**-exponent, Y * 10.0**-exponent)
    assert problem.objective(X, Y) == pytest.approx(expected, rel=1e-12)
    assert frame.problem.objective(*frame.to_eigenbases(X, Y)) == pytest.approx(expected, rel=1e-12)


def test_a_start_at_which_phi_overflows_is_refused_however_small_the_data():
    problem = AttentionProblem([[6e-163]], 1e75 * np.eye(3), [[2.0], [1.0], [0.5]], [[0.7]])
    with pytest.raises(InputError, match="overflows"):
        solve(problem, np.array([[3e301, -2e301, 1e301]]), np.array([[1.0]]))


def test_gram_matrices_are_diagonal():
    problem = coordinates(random_instance(20, 15, 4, 3, 5, 2, seed=0)).problem
    for gram, values in zip(grams(problem), problem.spectrum, strict=True):
        assert np.allclose(gram, np.diag(values), atol=1e-12 * values.max())


def test_scales_are_floored_for_rank_deficient_data():
    ones = np.ones((6, 2))
    scale_x, scale_y = coordinates(AttentionProblem(ones, ones, ones, ones, lx=1.0, ly=1.0)).problem.scales
    assert scale_x.min() == pytest.approx(1e-13 * scale_x.max())
    assert scale_y.min() > 0
