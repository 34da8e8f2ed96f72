"""Curvature by S1 and the region of C3: below the truth, near it where theory says so, equal to the ball version."""

import numpy as np
import pytest
import scipy.linalg
from flint import arb

from proofcheck.arithmetic.functions import balls, precision
from proofcheck.model import definitions
from proofcheck.model.derivatives import state
from proofcheck.recheck import global_region as exact
from proofcheck.recheck.hessian_lipschitz import row_sizes
from solver import AttentionProblem, Outcome, Scope, certify, solve
from solver.certificates.enclosure import enclose, hessian, objective
from solver.certificates.global_region import curvature_lower, effective_weights, region
from solver.certificates.hessian_product import hessian_product
from solver.certificates.newton_step import newton_step
from solver.certificates.norms import Natural
from solver.certificates.rows.gradient import gradient
from solver.instances import planted, random_instance
from solver.oracle.data import grams
from solver.verified.eigenvalues import Dense

SIZES = (9, 7, 3, 2, 2, 3)
SHAPES = ((3, 2), (2, 3))
CASES = {
    "weights": {"wx": 2.5, "wy": 2.0},
    "ridge": {"lx": 40.0, "ly": 30.0},
    "both": {"wx": 0.7, "wy": 1.5, "lx": 3.0, "ly": 1.0},
    "weak": {"wx": 0.1, "wy": 0.1},
}


def at(problem, scale, seed):
    rng = np.random.default_rng(seed)
    return enclose(problem, *(scale * rng.normal(size=shape) for shape in SHAPES))


def natural(problem):
    """The matrix of the natural norm with ridge."""
    (G1, G2, G3), (ex, ey) = grams(problem), Natural(problem).ridge
    scores = np.kron(G1, G2) + ex * np.eye(problem.p * problem.q)
    return scipy.linalg.block_diag(scores, np.kron(G3 + ey * np.eye(problem.r), np.eye(problem.k)))


@pytest.mark.parametrize("weights", CASES.values(), ids=CASES)
def test_s1_is_below_the_smallest_eigenvalue_in_the_natural_norm(weights):
    for seed in range(30):
        problem = random_instance(*SIZES, seed=seed, **weights)
        point = at(problem, 10.0 ** (seed % 4 - 3), seed)
        H = problem.hessian(point.X, point.Y)
        true = scipy.linalg.eigh(H, natural(problem), eigvals_only=True)[0]
        bound = curvature_lower(point, Natural(problem))
        assert bound <= true * (1 + 1e-9) + 1e-9
        assert bound >= -1e4


def test_s1_attains_the_regularisation_where_the_data_say_nothing():
    """B = 0 and Y = 0: every term of the loss vanishes but its squares, which one direction avoids."""
    problem = random_instance(*SIZES, seed=1, wx=2.0, wy=1.5)
    silent = AttentionProblem(problem.A1, problem.A2, problem.A3, np.zeros((9, 3)), wx=2.0, wy=2.0)
    bound = curvature_lower(enclose(silent, np.zeros((3, 2)), np.zeros((2, 3))), Natural(silent))
    true = scipy.linalg.eigh(silent.hessian(np.zeros((3, 2)), np.zeros((2, 3))), natural(silent), eigvals_only=True)[0]
    assert bound == pytest.approx(8.0, rel=1e-9)
    assert bound <= true == pytest.approx(8.0, rel=1e-9)


@pytest.mark.parametrize("weights", CASES.values(), ids=CASES)
def test_every_minimiser_found_from_anywhere_lies_in_the_region(weights):
    problem = planted(*SIZES, seed=3, noise=0.3, **weights)
    best = solve(problem, tol=1e-12)
    area = region(enclose(problem, best.X, best.Y))
    assert area.scores**2 * problem.wx**2 <= best.objective * (1 + 1e-12)  # no larger than the sublevel set's region
    assert area.values**2 * problem.wy**2 <= best.objective * (1 + 1e-12)
    rng = np.random.default_rng(0)
    for _ in range(20):
        found = solve(problem, *(3 * rng.normal(size=shape) for shape in SHAPES), tol=1e-10)
        if found.objective <= best.objective * (1 + 1e-12):
            assert np.linalg.norm(problem.A1 @ found.X @ problem.A2.T) <= area.scores
            assert np.linalg.norm(problem.A3 @ found.Y) <= area.values


def test_the_curvature_on_the_region_holds_at_random_points_of_it():
    problem = random_instance(*SIZES, seed=2, wx=2.5, wy=2.0)
    solution = solve(problem, tol=1e-12)
    area = region(enclose(problem, solution.X, solution.Y))
    assert area.curvature_lower > 0
    rng = np.random.default_rng(1)
    for _ in range(200):
        X, Y = (rng.normal(size=shape) for shape in SHAPES)
        X *= rng.uniform(0, 1) * area.scores / np.linalg.norm(problem.A1 @ X @ problem.A2.T)
        Y *= rng.uniform(0, 1) * area.values / np.linalg.norm(problem.A3 @ Y)
        lowest = scipy.linalg.eigh(problem.hessian(X, Y), natural(problem), eigvals_only=True)[0]
        assert lowest >= area.curvature_lower


@pytest.mark.parametrize("weights", CASES.values(), ids=CASES)
def test_float_and_ball_versions_agree(weights):
    """Written twice, in verified float64 and in Arb: the float bound is the weaker one, and hardly."""
    problem = random_instance(*SIZES, seed=5, **weights)
    point = at(problem, 0.1, 5)
    with precision(128):
        data = {name: balls(getattr(problem, name)) for name in ("A1", "A2", "A3", "B")}
        place = {"X": balls(point.X), "Y": balls(point.Y)}
        ridge = tuple(arb(e) for e in Natural(problem).ridge)
        exact_weights = {name: arb(getattr(problem, name)) for name in ("wx", "wy", "lx", "ly")}
        whole, area = state(**data, **place), region(point)
        sharp = exact.curvature_lower(row_sizes(whole), [whole], data, exact_weights, ridge)
        other = exact.region(data, exact_weights, definitions.objective(**data, **place, **exact_weights))
        assert curvature_lower(point, Natural(problem)) <= sharp
        assert curvature_lower(point, Natural(problem)) == pytest.approx(float(sharp.mid()), rel=1e-2)
        assert area.scores >= other.scores
        assert area.scores == pytest.approx(float(other.scores.mid()), rel=1e-2)
        assert area.values == pytest.approx(float(other.values.mid()), rel=1e-2)
        assert area.curvature_lower <= other.curvature_lower


def test_global_scope_needs_convexity_on_the_region_and_regularisation():
    strong = random_instance(*SIZES, seed=2, wx=2.5, wy=2.0)
    weak = random_instance(*SIZES, seed=2, wx=0.1, wy=0.1)
    bare = planted(*SIZES, seed=2, noise=0.1, wx=0.0, wy=0.0)
    scopes = []
    for problem in (strong, weak, bare):
        solution = solve(problem, tol=1e-12)
        certificate = certify(problem, solution.X, solution.Y)
        scopes.append((certificate.outcome, certificate.scope))
    assert scopes[0] == (Outcome.CERTIFIED, Scope.GLOBAL)
    assert [scope for _, scope in scopes[1:]] == [Scope.LOCAL] * 2
    assert not any(float(weight.lower()) > 0 for weight in effective_weights(bare))


def test_without_a_dense_hessian_the_radius_is_nearly_the_same(monkeypatch):
    problem = random_instance(40, 30, 6, 5, 4, 3, seed=2, wx=4.0, wy=4.0)
    solution = solve(problem, tol=1e-12)
    dense = certify(problem, solution.X, solution.Y)
    monkeypatch.setattr("solver.certificates.certifier.LARGEST_DENSE", 0)
    free = certify(problem, solution.X, solution.Y)
    assert free.outcome is Outcome.CERTIFIED
    assert free.radius_upper == pytest.approx(dense.radius_upper, rel=1e-2)
    assert free.curvature_lower <= dense.curvature_lower


def test_enclosed_objective_and_hessian_product_contain_the_ball_values():
    problem = random_instance(*SIZES, seed=7, wx=0.3, wy=0.2, lx=0.1, ly=0.4)
    point, rng = at(problem, 0.5, 7), np.random.default_rng(7)
    dX, dY = (rng.normal(size=shape) for shape in SHAPES)
    product = hessian_product(point, dX, dY)
    dense = hessian(point) @ np.concatenate([dX.ravel(), dY.ravel()])
    assert (np.abs(product.mid - dense.mid) <= product.rad + dense.rad).all()
    assert (product.rad <= 2.0**-32 * np.abs(dense.mid).max()).all()  # a Newton step's residual needs no more
    value = objective(point)
    assert abs(float(value.mid) - problem.objective(point.X, point.Y)) <= float(value.rad) + 1e-12
    assert float(value.rad) <= 1e-12 * float(value.mid)


def test_the_newton_step_leaves_next_to_nothing_of_the_gradient():
    problem = random_instance(*SIZES, seed=8, wx=0.5, wy=0.5)
    solution = solve(problem, tol=1e-6)
    point = enclose(problem, solution.X, solution.Y)
    slope = gradient(problem, solution.X, solution.Y)
    norm = Natural(problem)
    for curvature in (Dense(hessian(point)), 1e-4, 0.0, 1e-2, 1.0):
        step = newton_step(point, norm, slope, curvature)
        assert step.decrease_upper > 0
        if isinstance(curvature, Dense) or curvature <= 1e-4:
            assert step.residual.norm_upper() <= 1e-5 * slope.norm_upper()
        if not isinstance(curvature, Dense) and curvature > 0:  # what it leaves adds a sixty-fourth to the distance
            share = norm.dual_norm_upper(step.residual) / (curvature * np.sqrt(norm.lower))
            assert share <= 1.01 * 2.0**-6 * step.length_upper
