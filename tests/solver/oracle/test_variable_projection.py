"""phi(X) = min_Y Phi: its gradient and product against the dense Hessian of Phi, blocked or not, singular or not."""

import numpy as np
import pytest

from solver import AttentionProblem
from solver.instances import random_instance
from solver.oracle.buffers import Workspace
from solver.oracle.shares import whole
from solver.oracle.variable_projection import project

SIZES = (70, 50, 4, 3, 5, 2)
WEIGHTS = {"wx": 0.1, "wy": 0.2, "lx": 0.01, "ly": 0.3}


def problem_and_point(seed=0, k=2):
    rng = np.random.default_rng(seed)
    return random_instance(*SIZES[:5], k, seed=seed, **WEIGHTS), rng.normal(size=(4, 3)), rng.normal(size=(4, 3))


def test_Y_is_stationary_and_better_than_its_neighbours():
    problem, X, _ = problem_and_point()
    at = project(problem, X)
    assert np.linalg.norm(at.gradient[1]) <= 1e-12 * np.linalg.norm(at.gradient[0])
    rng = np.random.default_rng(1)
    assert all(problem.objective(X, at.Y + 1e-2 * rng.normal(size=at.Y.shape)) > at.objective for _ in range(10))


def test_the_evaluation_is_that_of_phi_at_the_projected_point():
    problem, X, _ = problem_and_point()
    at = project(problem, X)
    direct = problem.evaluate(X, at.Y)
    assert at.objective == pytest.approx(direct.objective, rel=1e-14)
    assert np.allclose(at.gradient[0], direct.gradient[0], rtol=1e-12, atol=1e-12)
    assert np.allclose(at.states.value.mean2, direct.states.value.mean2, rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("memory", [0, 2**30])
@pytest.mark.parametrize("k", [2, 3])  # through values, through keys
def test_the_product_is_the_schur_complement(memory, k, monkeypatch):
    monkeypatch.setattr("solver.oracle.state._BLOCK_ENTRIES", 1)
    monkeypatch.setattr("solver.oracle.state._SHORTEST", 32)
    problem, X, dX = problem_and_point(k=k)
    at = project(problem, X, whole(problem, Workspace(memory)))
    H, size = problem.hessian(X, at.Y), dX.size
    schur = H[:size, :size] - H[:size, size:] @ np.linalg.solve(H[size:, size:], H[size:, :size])
    expected = (schur @ dX.ravel()).reshape(dX.shape)
    assert np.linalg.norm(at.projected_hvp(dX) - expected) <= 1e-12 * np.linalg.norm(expected)
    assert (at.states.value.lease.array is None) == (memory == 0)


def test_singular_normal_equations_give_the_least_norm_values():
    A3 = np.column_stack([np.arange(6.0), np.arange(6.0)])
    rng = np.random.default_rng(0)
    problem = AttentionProblem(rng.normal(size=(5, 2)), rng.normal(size=(6, 2)), A3, rng.normal(size=(5, 1)), wy=0.0)
    Y = project(problem, np.zeros((2, 2))).Y
    assert np.allclose(Y[0], Y[1], rtol=1e-8)
    assert np.linalg.norm(problem.gradient(np.zeros((2, 2)), Y)[1]) < 1e-10


def test_a_trial_point_that_is_not_finite_has_no_value_and_raises_nothing():
    problem = random_instance(6, 5, 2, 2, 2, 1, seed=0)
    with np.errstate(all="ignore"):
        at = project(problem, np.full((2, 2), np.nan))
    assert np.isnan(at.objective)
