"""A solve's words and digits on data of any condition: what is returned is what the status says of it."""

import mpmath as mp
import numpy as np
import pytest
from definition import definition

from solver import Status, solve
from solver.instances import ill_conditioned, random_instance
from solver.minimise.coordinates import coordinates
from solver.minimise.steps.registry import STEPS

CONDITIONS = [1e2, 1e4, 1e6, 1e8]
WEIGHTS = [1.0, 0.1, 0.01]


def drawn(condition, weight, seed=1):
    return ill_conditioned(14, 12, 3, 3, 3, 2, seed=seed, wx=weight, wy=weight, condition=condition)


def target(solution):
    return 1e-8 * (1 + solution.trace[0].gradient_norm)


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("step", STEPS)
def test_converged_is_said_of_the_point_that_is_returned(step, condition, weight):
    solution = solve(drawn(condition, weight), step=step)
    assert (solution.status is Status.CONVERGED) <= (solution.gradient_norm <= target(solution))
    assert solution.trace[-1].gradient_norm <= target(solution)
    if condition * condition / weight < 1e10:
        assert solution.status is Status.CONVERGED


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_objective_is_that_of_the_definition(condition, weight):
    """Scores are sums of numbers up to |X|, and have no more digits than its rounding leaves them."""
    problem = drawn(condition, weight)
    solution = solve(problem)
    with mp.workdps(50):
        z = [mp.mpf(float(v)) for v in (*solution.X.ravel(), *solution.Y.ravel())]
        exact = float(definition(problem, z))
    lost = 1e-15 * max(1.0, float(np.abs(solution.X).max() * np.abs(problem.A1).max() * np.abs(problem.A2).max()))
    assert 0 <= solution.objective == pytest.approx(exact, rel=lost)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_eigenbases_keep_the_digits_of_small_singular_values(condition):
    problem = drawn(condition, 1.0)
    for matrix, eigenvalues in zip(
        (problem.A1, problem.A2, problem.A3), coordinates(problem).problem.spectrum, strict=True
    ):
        with mp.workdps(60):
            A = mp.matrix(matrix.tolist())
            exact = np.array([float(value) for value in mp.eigsy(A.T * A, eigvals_only=True)])
        assert eigenvalues == pytest.approx(np.sort(exact), rel=1e-14 * condition, abs=0)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_natural_norm_is_that_of_the_scores(condition):
    problem = drawn(condition, 1.0)
    X = np.outer(np.linalg.svd(problem.A1)[2][-1], np.linalg.svd(problem.A2)[2][-1])  # the scores are smallest there
    with mp.workdps(60):
        A1, A2, exact_X = (mp.matrix(matrix.tolist()) for matrix in (problem.A1, problem.A2, X))
        exact = float(mp.norm(A1 * exact_X * A2.T))
    assert problem.natural_norm(X, np.zeros((3, 2))) == pytest.approx(exact, rel=1e-15 * condition**2 + 1e-13)
    assert problem.natural_norm(X, np.zeros((3, 2))) >= 0


@pytest.mark.parametrize("seed", range(10))
def test_a_start_that_rounding_alone_makes_lower_is_left_for_a_converged_point(seed):
    problem = random_instance(24, 20, 4, 3, 3, 2, seed=0)
    near, rng = solve(problem), np.random.default_rng(seed)
    start = near.X + 1e-9 * rng.normal(size=(4, 3)), near.Y + 1e-9 * rng.normal(size=(3, 2))
    solution = solve(problem, *start, tol=1e-10)
    assert solution.status is Status.CONVERGED
    assert solution.gradient_norm <= 1e-10 * (1 + solution.trace[0].gradient_norm)


def test_the_path_is_the_same_in_any_units_of_the_columns():
    """Singular values are units of the coordinates: what depends on them is rounding alone."""
    traces = [solve(drawn(condition, 0.1), step="kronecker").trace for condition in (1e3, 1e4, 1e5)]
    assert len({len(trace) for trace in traces}) == 1
    for records in zip(*traces, strict=True):
        objectives = [record.objective for record in records]
        assert objectives == pytest.approx([objectives[0]] * 3, rel=1e-6)
