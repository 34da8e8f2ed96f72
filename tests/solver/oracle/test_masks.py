"""The oracle with a mask against the definitions without one, each query with its allowed keys alone; and its steps."""

from dataclasses import replace

import numpy as np
import pytest
from masked import KINDS, error, gathered, mask, masked, midpoints, point

from proofcheck.arithmetic.functions import balls, matmul, precision
from solver import Status, solve
from solver.instances import causal, random_instance
from solver.minimise.coordinates import coordinates
from solver.minimise.steps.curvature import loss_curvature
from solver.minimise.steps.selection import step_names
from solver.oracle.buffers import Workspace
from solver.oracle.evaluation import evaluate
from solver.oracle.masks import allowed_keys
from solver.oracle.shares import whole
from solver.oracle.variable_projection import project


def vector(parts):
    return np.concatenate([np.asarray(part).ravel() for part in parts])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rows", [1, 2**18])
@pytest.mark.parametrize("memory", [0, 2**30])
def test_every_derivative_is_that_of_each_query_with_its_allowed_keys(kind, rows, memory, monkeypatch):
    monkeypatch.setattr("solver.oracle.state._BLOCK_ENTRIES", rows)
    monkeypatch.setattr("solver.oracle.state._SHORTEST", 2)
    for seed in range(4):
        problem = masked(kind, seed)
        (X, Y), (dX, dY) = point(problem, seed), point(problem, seed + 50)
        at = problem.evaluate(X, Y, memory=memory)
        with precision(128):
            value, slope, curvature = gathered(problem, X, Y)
            assert error(at.objective, [value]) < 1e-14
            assert error(vector(at.gradient), slope) < 1e-13
            assert error(at.hessian(), curvature) < 1e-13
            product = matmul(curvature, balls(vector((dX, dY)))[:, None])
            assert error(vector(at.hvp(dX, dY)), product) < 1e-13
        assert (at.states.value.F[~problem.mask] == 0).all()
        assert np.allclose(at.states.value.F.sum(axis=1), 1, rtol=1e-14)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("memory", [0, 2**30])
def test_the_projected_product_is_the_schur_complement(kind, memory):
    problem = masked(kind)
    X, dX = point(problem)[0], point(problem, 1)[0]
    at = project(problem, X, whole(problem, Workspace(memory)))
    assert np.linalg.norm(at.gradient[1]) <= 1e-12 * np.linalg.norm(at.gradient[0])
    with precision(128):
        H = midpoints(gathered(problem, X, at.Y)[2]).reshape(10, 10)
    schur = H[:6, :6] - H[:6, 6:] @ np.linalg.solve(H[6:, 6:], H[6:, :6])
    assert np.allclose(at.projected_hvp(dX).ravel(), schur @ dX.ravel(), rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_finite_differences_of_value_and_gradient(kind):
    problem = masked(kind)
    (X, Y), (dX, dY) = point(problem), point(problem, 1)
    step = 1e-5
    ahead, behind = ((X + sign * step * dX, Y + sign * step * dY) for sign in (1, -1))
    slope = (problem.objective(*ahead) - problem.objective(*behind)) / (2 * step)
    assert slope == pytest.approx(vector(problem.gradient(X, Y)) @ vector((dX, dY)), rel=1e-8)
    change = (vector(problem.gradient(*ahead)) - vector(problem.gradient(*behind))) / (2 * step)
    assert np.allclose(change, vector(problem.hvp(X, Y, dX, dY)), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [600.0, 1e4])
def test_scores_of_keys_that_are_not_allowed_do_not_matter_however_large(kind, size):
    """The largest score of a row is at a key that is not allowed: with it as the shift the others would vanish."""
    problem = masked(kind)
    X, Y = point(problem)
    X, S = size * X, size * problem.A1 @ X @ problem.A2.T
    if kind == "random":
        assert (S.max(axis=1) - S.max(axis=1, where=problem.mask, initial=-np.inf)).max() > 700
    F = problem.evaluate(X, Y).states.value.F
    for j, keys in enumerate(problem.mask):
        weights = np.exp(S[j, keys] - S[j, keys].max())
        assert np.allclose(F[j, keys], weights / weights.sum(), rtol=1e-9 * size, atol=1e-300)
        assert (F[j, ~keys] == 0).all()


def test_blocks_of_rows_know_which_keys_are_left_to_decide():
    problem = causal(6, 2, 2, 2, 1, seed=0)
    found = [allowed_keys(problem, slice(start, start + 2)) for start in (0, 2, 4)]
    assert [(keys.first, keys.last) for keys in found] == [(1, 2), (3, 4), (5, 6)]
    assert [keys.between.tolist() for keys in found] == [[[False], [True]]] * 3
    bare = random_instance(3, 4, 2, 2, 2, 1, seed=0)
    holed = replace(bare, mask=np.array([[1, 1, 1, 1], [1, 0, 0, 1], [0, 1, 0, 0]], dtype=bool))
    assert allowed_keys(bare, slice(0, 3)) is allowed_keys(holed, slice(0, 1)) is None
    assert [(k.first, k.last) for k in (allowed_keys(holed, slice(1, 2)), allowed_keys(holed, slice(1, 3)))] == [
        (1, 4),
        (0, 4),
    ]
    padded = replace(bare, mask=np.tile([True, True, False, False], (3, 1)))
    assert (allowed_keys(padded, slice(0, 3)).first, allowed_keys(padded, slice(0, 3)).last) == (2, 2)


@pytest.mark.parametrize("kind", ["random", "causal", "padding", "one row"])
@pytest.mark.parametrize("step", step_names())
def test_every_step_ends_at_a_stationary_point_of_the_masked_objective(kind, step):
    problem = masked(kind, sizes=(12, 9, 2, 3, 2, 2))
    solution = solve(problem, step=step, tol=1e-11)
    assert solution.status is Status.CONVERGED
    with precision(128):
        _, slope, curvature = gathered(problem, solution.X, solution.Y)
    H = midpoints(curvature).reshape(10, 10)
    assert np.linalg.norm(midpoints(slope)) < 1e-9
    assert np.linalg.eigvalsh(H)[0] > 0


@pytest.mark.parametrize("kind", KINDS)
def test_the_bounds_of_the_losss_curvature_are_those_of_the_allowed_keys(kind):
    """Against the same problem whose other keys have the values of the outputs: they then bound nothing."""
    problem = coordinates(masked(kind, sizes=(7, 5, 2, 2, 5, 2))).problem
    X, Y = point(problem)
    at = evaluate(problem, X, Y)
    lower, upper, F, state = 0.0, 0.0, at.states.value.F, at.states.value
    for j, keys in enumerate(problem.mask):
        f, V, c = F[j, keys], state.V[keys], state.C[j]
        gap = (V - f @ V) @ c
        peak = min(0.5, f.max())
        lower = max(lower, peak * -gap.min())
        upper = max(upper, peak * (max(gap.max(), 0.0) + f @ ((V - f @ V) ** 2).sum(axis=1)))
    coupling = sum((min(0.5, f.max()) ** 2) * (c @ c) for f, c in zip(F, state.C, strict=True))
    assert loss_curvature(at) == pytest.approx((-lower - coupling / problem.wy**2, upper), rel=1e-10, abs=1e-12)


def test_the_masks_of_these_tests_are_masks():
    for kind in KINDS:
        allowed = mask(kind, 6, 5, 0)
        assert allowed.any(axis=1).all()
        assert not allowed.all()
