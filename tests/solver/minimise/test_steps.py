"""Approximations of the Hessian: their bounds against dense eigenvalues, the sketches against explicit ones."""

import numpy as np
import pytest
import scipy.linalg

from solver import AttentionProblem, Status, iterate, solve
from solver.instances import planted, random_instance
from solver.minimise.coordinates import coordinates
from solver.minimise.steps.curvature import loss_curvature, mean_curvature, spectral_error
from solver.minimise.steps.kronecker import KroneckerApproximation
from solver.minimise.steps.lbfgs import QuasiModel
from solver.minimise.steps.selection import greedy_step
from solver.minimise.steps.sketched import SketchedApproximation, distortion, tensor_sketch, tensor_srht
from solver.oracle.shares import whole
from solver.oracle.variable_projection import project

SIZES = (40, 30, 4, 3, 5, 2)


def schur(problem, X, Y):
    H, size = problem.hessian(X, Y), X.size
    return H[:size, :size] - H[:size, size:] @ np.linalg.solve(H[size:, size:], H[size:, :size])


def diagonal(wx=1.0, lx=0.0, seed=0):
    return coordinates(random_instance(*SIZES, seed=seed, wx=wx, wy=0.8, lx=lx, ly=0.1)).problem


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("spread", [0.0, 0.3, 3.0])
def test_loss_curvature_encloses_the_spectrum(seed, spread):
    problem = diagonal(seed=seed)
    at = project(problem, spread * np.random.default_rng(seed).normal(size=(4, 3)))
    scale = problem.scales[0].ravel()
    regulariser = problem.wx**2 * np.diag(scale**2)
    values = np.linalg.eigvalsh((schur(problem, at.X, at.Y) / 2 - regulariser) / scale / scale[:, None])
    lower, upper = loss_curvature(at)
    assert lower <= values[0] + 1e-10
    assert values[-1] <= upper + 1e-10


def test_loss_curvature_counts_the_coupling_with_Y():
    """V = 0 and f uniform: H_xx has no loss part, all negative curvature comes from projecting Y out."""
    column = np.array([[1.0], [-1.0]])
    problem = coordinates(AttentionProblem([[1.0]], column, column, [[3.0]], wx=0.0, wy=0.5, lx=1.0)).problem
    at = project(problem, np.zeros((1, 1)))
    value = (schur(problem, at.X, at.Y).item() / 2 - problem.lx) / problem.scales[0].item() ** 2
    assert value < -1
    assert loss_curvature(at)[0] <= value


def test_loss_curvature_counts_the_gauss_newton_part():
    """At an interpolating point c = 0: the whole loss curvature is J_j J_j^T."""
    rng = np.random.default_rng(3)
    problem = planted(30, 8, 3, 2, 2, 2, seed=3, wx=0.0, wy=1e-5, lx=1.0)
    frame = coordinates(problem)
    truth = frame.to_eigenbases(rng.normal(size=(3, 2)) / np.sqrt(6), rng.normal(size=(2, 2)))
    at = project(frame.problem, truth[0])
    scale = frame.problem.scales[0].ravel()
    loss_part = schur(frame.problem, at.X, at.Y) / 2 - np.eye(6)
    value = np.linalg.eigvalsh(loss_part / scale / scale[:, None])[-1]
    assert value > 1e3 * at.loss
    assert value <= loss_curvature(at)[1]


@pytest.mark.parametrize("lx", [0.0, 0.5])
def test_spectral_error_bounds_the_kronecker_approximation(lx):
    problem = diagonal(wx=3.0, lx=lx)
    at = project(problem, np.zeros((4, 3)))
    approximation = KroneckerApproximation(problem, at)
    error = spectral_error(at, approximation.weight)
    dense = 2 * (approximation.weight * np.diag(problem.scales[0].ravel() ** 2) + lx * np.eye(12))
    ratios = scipy.linalg.eigh(dense, schur(problem, at.X, at.Y), eigvals_only=True)
    assert error is not None
    assert max(abs(ratios - 1)) <= error < 0.5


def test_spectral_error_is_unknown_where_the_hessian_is_indefinite():
    problem = diagonal(wx=1e-3)
    at = project(problem, np.random.default_rng(0).normal(size=(4, 3)))
    assert np.linalg.eigvalsh(schur(problem, at.X, at.Y))[0] < 0
    assert spectral_error(at, problem.wx**2) is None


def test_mean_curvature_is_the_mean_of_the_gauss_newton_part():
    problem = diagonal()
    at = project(problem, np.random.default_rng(1).normal(size=(4, 3)))
    S = problem.A1 @ at.X @ problem.A2.T
    F = scipy.special.softmax(S, axis=1)
    V = problem.A3 @ at.Y
    J = [np.diag(f) @ (V - f @ V) for f in F]
    assert mean_curvature(at) == pytest.approx(sum(np.sum(j * j) for j in J) / S.size, rel=1e-12)


@pytest.mark.parametrize("make", ["kronecker", "srht", "tensorsketch"])
def test_whiten_and_expand_are_factors_of_the_inverse(make):
    problem = diagonal(lx=0.2)
    at = project(problem, np.zeros((4, 3)))
    one = KroneckerApproximation(problem, at) if make == "kronecker" else SketchedApproximation(problem, at, make, 0)
    R = np.array([one.expand(e).ravel() for e in np.eye(12)]).T
    g = np.random.default_rng(0).normal(size=(4, 3))
    assert np.allclose(R.T @ g.ravel(), one.whiten(g))
    approximate = 2 * one.weight * np.linalg.inv(R @ R.T)
    scale = problem.scales[0].ravel()
    gram, ridge = np.diag(scale**2), 2 * problem.lx * np.eye(12)
    error = 0.0 if make == "kronecker" else one.distortion
    ratios = scipy.linalg.eigh(approximate - ridge, 2 * one.weight * gram, eigvals_only=True)
    assert max(abs(ratios - 1)) == pytest.approx(error, abs=1e-8)
    assert error < 1


def test_tensor_srht_rows_are_rows_of_the_mixed_kronecker_product():
    """With H the orthogonal Walsh-Hadamard matrix and the signs redrawn from the same seed."""
    rng = np.random.default_rng(5)
    A1, A2 = rng.normal(size=(6, 2)), rng.normal(size=(4, 3))
    sketch = tensor_srht(A1, A2, 7, np.random.default_rng(9))
    again = np.random.default_rng(9)
    signs1 = again.choice((-1.0, 1.0), size=(6, 1))
    signs2 = again.choice((-1.0, 1.0), size=(4, 1))
    H1, H2 = scipy.linalg.hadamard(8) / np.sqrt(8), scipy.linalg.hadamard(4) / 2
    mixed = np.kron(H1[:, :6] @ (signs1 * A1), H2 @ (signs2 * A2))
    i, j = again.integers(8, size=7), again.integers(4, size=7)
    assert np.allclose(sketch, mixed[4 * i + j] * np.sqrt(32 / 7))


def test_tensor_sketch_is_a_count_sketch_of_the_kronecker_product():
    """Row (i, j) of A1 (x) A2 goes to bucket h1(i) + h2(j) modulo the rows, with sign e1(i) e2(j)."""
    rng = np.random.default_rng(5)
    A1, A2, rows = rng.normal(size=(6, 2)), rng.normal(size=(4, 3)), 8
    sketch = tensor_sketch(A1, A2, rows, np.random.default_rng(9))
    again = np.random.default_rng(9)
    h1 = again.integers(rows, size=6)
    e1 = again.choice((-1.0, 1.0), size=(6, 1))
    h2 = again.integers(rows, size=4)
    e2 = again.choice((-1.0, 1.0), size=(4, 1))
    explicit = np.zeros((rows, 6))
    for i in range(6):
        for j in range(4):
            explicit[(h1[i] + h2[j]) % rows] += e1[i, 0] * e2[j, 0] * np.kron(A1[i], A2[j])
    assert np.allclose(sketch, explicit)


@pytest.mark.parametrize("sketch", [tensor_srht, tensor_sketch])
def test_sketches_are_unbiased_and_sharpen_with_rows(sketch):
    problem = diagonal()
    scale = problem.scales[0].ravel()

    def error(rows, seed):
        SA = sketch(problem.A1, problem.A2, rows, np.random.default_rng(seed))
        return distortion(SA.T @ SA, scale)

    few, many = (np.median([error(rows, seed) for seed in range(9)]) for rows in (100, 1600))
    assert many < few / 2.5
    mean = np.mean(
        [(lambda S: S.T @ S)(sketch(problem.A1, problem.A2, 50, np.random.default_rng(s))) for s in range(400)], 0
    )
    assert distortion(mean, scale) < 0.25


@pytest.mark.parametrize("d", [2, 4, 8, 16])
def test_strongly_regularised_iteration_counts_do_not_grow_with_n_or_d(d):
    solution = solve(planted(8 * d, 8 * d, d, d, d, d, seed=0, wx=1.0, wy=1.0), step="kronecker")
    assert solution.step.error_bound < 0.5
    assert solution.iterations <= 4
    assert sum(record.products for record in solution.trace) <= 12


def test_a_seed_repeats_a_sketch_and_another_draws_another():
    problem = planted(30, 30, 3, 3, 3, 2, seed=0)
    paths = [
        [it.record.objective for it, _ in zip(iterate(problem, step="sketched", seed=s), range(4), strict=False)]
        for s in (0, 0, 1)
    ]
    assert paths[0] == paths[1] != paths[2]


def test_the_projected_model_is_the_schur_complement():
    problem = diagonal(lx=0.2)
    at = project(problem, np.random.default_rng(0).normal(size=(4, 3)))
    model = greedy_step(problem, at, "projected", seed=0, shares=whole(problem)).prepare(at)
    scale = problem.scales[0].ravel()
    assert np.allclose(model.H, schur(problem, at.X, at.Y) / scale / scale[:, None], rtol=1e-11, atol=1e-11)
    assert np.allclose(model.g, at.gradient[0].ravel() / scale)
    assert model.propose(1.0).dY is None


def test_sharpening_ends_quasi_newton_then_lowers_the_residual_of_the_inner_solve():
    problem = coordinates(random_instance(40, 30, 6, 6, 4, 2, seed=0, wx=0.3, wy=0.8, ly=0.1)).problem
    at = project(problem, np.zeros((6, 6)))
    kind = greedy_step(problem, at, "kronecker", seed=0, shares=whole(problem))
    kind.restore(kind.state() | {"phase": np.array("quasi")})
    assert isinstance(kind.prepare(at), QuasiModel)
    residuals = []
    while kind.tighten():
        model = kind.prepare(at)
        w = model.propose(1e9)
        residuals.append(np.linalg.norm(at.gradient[0] + at.projected_hvp(w.dX)) / np.linalg.norm(at.gradient[0]))
    assert residuals[0] > 1e-2
    assert residuals[-1] < 1e-7
    assert len(residuals) <= 5


@pytest.mark.parametrize("tol", [1e-6, 1e-4])
def test_the_last_inner_solve_is_as_exact_as_the_tolerance_asks(tol):
    problem = random_instance(40, 30, 6, 6, 4, 2, seed=0, wx=0.3 if tol < 1e-5 else 1.0, wy=0.8, ly=0.1)
    solution = solve(problem, step="kronecker", tol=tol)
    endless = [it.record for it in iterate(problem, step="kronecker")]
    assert solution.status is Status.CONVERGED
    assert solution.gradient_norm <= tol * (1 + solution.trace[0].gradient_norm)
    last = solution.iterations
    assert endless[last].gradient_norm < solution.trace[last].gradient_norm
    assert endless[last].products > solution.trace[last].products
    assert endless[:last] == list(solution.trace[:last])
    assert endless == list(solve(problem, step="kronecker", tol=0.0).trace)


def test_a_step_that_gained_nothing_ends_the_sparing_of_the_last_inner_solve():
    problem = coordinates(random_instance(40, 30, 6, 6, 4, 2, seed=0, wx=1.0, wy=0.8, ly=0.1)).problem
    at, forcing = project(problem, np.zeros((6, 6))), {}
    for target, sharpened in ((0.0, False), (1.0, False), (1.0, True)):
        kind = greedy_step(problem, at, "kronecker", seed=0, shares=whole(problem), target=target)
        model = kind.prepare(at)
        reached = kind.evaluate(at, model.propose(1e9))
        if sharpened:
            kind.tighten()
        kind.update(model, reached)
        forcing[target, sharpened] = kind.state()["forcing"][0]
    assert forcing[1.0, False] == 0.1
    assert forcing[1.0, True] < forcing[0.0, False] < 0.01


def test_an_exact_saddle_point_is_left_along_its_negative_curvature():
    rng = np.random.default_rng(0)
    A = rng.normal(size=(40, 3))
    A = np.column_stack([A - A.mean(axis=0), np.ones(40)])
    S = A @ rng.normal(size=(4, 4)) @ A.T
    B = scipy.special.softmax(S, axis=1) @ A @ rng.normal(size=(4, 2))
    problem = coordinates(AttentionProblem(A, A, A, B, wx=0.01, wy=0.01)).problem
    at = project(problem, np.zeros((4, 4)))
    at.__dict__["gradient"] = (np.zeros((4, 4)), np.zeros((4, 2)))  # to the last bit, which rounding spoils
    kind = greedy_step(problem, at, "kronecker", seed=0, shares=whole(problem))
    model, newton = kind.prepare(at), kind.state()
    kind.restore(newton | {"phase": np.array("quasi")})
    assert not kind.prepare(at).convex  # quasi-Newton asks a Newton model, too
    assert not model.convex
    proposal = model.propose(0.5)
    assert proposal.norm == pytest.approx(0.5)
    assert project(problem, at.X + proposal.dX).objective < at.objective
