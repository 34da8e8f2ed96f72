"""The default start X = 0 as a saddle is left along one direction, whatever rounding says; no other start is moved."""

import numpy as np
import pytest

from solver import AttentionProblem, Status, solve
from solver.instances import planted, real_layer
from solver.minimise import saddle
from solver.minimise.coordinates import coordinates
from solver.minimise.run import Options, Run
from solver.oracle.variable_projection import project


def saddle_problem(order=slice(None), keys=slice(None), weight=0.01):
    """Centred columns beside a column of ones: grad phi(0) = 0. Rows and keys in another order round otherwise."""
    rng = np.random.default_rng(0)
    A = rng.normal(size=(40, 3))
    A = np.column_stack([A - A.mean(axis=0), np.ones(40)])
    S = A @ rng.normal(size=(4, 4)) @ A.T
    F = np.exp(S - S.max(axis=1, keepdims=True))
    B = F / F.sum(axis=1, keepdims=True) @ A @ rng.normal(size=(4, 2))
    return AttentionProblem(A[order], A[keys], A[keys], B[order], wx=weight, wy=weight)


def orders(count, size):
    rng = np.random.default_rng(1)
    return [(rng.permutation(size), rng.permutation(size)) for _ in range(count)]


@pytest.mark.parametrize("step", ["exact", "projected", "kronecker"])
def test_the_same_minimum_is_found_however_sums_are_rounded(step):
    first = solve(saddle_problem(), step=step, tol=1e-10)
    assert first.objective < 0.9 * first.trace[0].objective
    for order, keys in orders(4, 40):
        other = solve(saddle_problem(order, keys), step=step, tol=1e-10)
        assert other.objective == pytest.approx(first.objective, rel=1e-10)
        assert np.allclose(other.X, first.X, atol=1e-6 * np.abs(first.X).max())


def test_the_real_layer_leaves_its_saddle_alike():
    """Its lowest eigenvalue is fifteenfold: an eigenvector of LAPACK's, or a long Lanczos run, is rounding's choice."""
    base, starts = real_layer(), []
    for order, keys in [(slice(None), slice(None)), *orders(2, 512)]:
        problem = AttentionProblem(base.A1[order], base.A2[keys], base.A3[keys], base.B[order], wx=0.1, wy=0.1)
        frame = coordinates(problem)
        at = project(frame.problem, np.zeros((16, 16)))
        assert saddle.stationary(at)
        found = saddle.leave(frame, at, 5.0)
        assert found.objective < at.objective
        starts.append(frame.from_eigenbases(found.X, found.Y)[0])
    assert np.allclose(starts[1:], starts[0], atol=1e-9 * np.abs(starts[0]).max())
    assert np.vdot(starts[0], np.random.default_rng(0).normal(size=(16, 16))) > 0


def test_a_start_with_a_gradient_and_a_given_start_stay_where_they_are():
    problem = planted(30, 20, 3, 3, 2, 2, seed=0, noise=0.1, wx=0.1, wy=0.1)
    assert not saddle.stationary(project(coordinates(problem).problem, np.zeros((3, 3))))
    given = Run(saddle_problem(), np.zeros((4, 4)), None, Options())
    assert (given._first_point.at.X == 0).all()
    assert (Run(saddle_problem(), None, None, Options())._first_point.at.X != 0).any()


def test_a_stationary_start_that_is_a_minimum_is_no_saddle():
    problem = saddle_problem(weight=10.0)
    found = solve(problem)
    assert (found.status, found.iterations) == (Status.CONVERGED, 0)
    frame = coordinates(problem)
    assert saddle.leave(frame, project(frame.problem, np.zeros((4, 4))), 1.0) is None


def test_a_run_that_was_saved_goes_on_from_beside_the_saddle(tmp_path):
    file = tmp_path / "run.npz"
    whole = solve(saddle_problem(), tol=1e-10)
    solve(saddle_problem(), tol=1e-10, max_iterations=3, checkpoint=file)
    rest = solve(saddle_problem(), tol=1e-10, checkpoint=file)
    assert rest.trace == whole.trace
