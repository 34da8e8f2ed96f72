"""Every term of the third-derivative bound and every row bound, against what they bound."""

from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from flint import arb

from proofcheck.arithmetic.directional import directional_derivatives
from proofcheck.arithmetic.functions import balls, precision
from proofcheck.attention.common.reference_minimiser import exact_problem
from proofcheck.model.definitions import objective
from solver import AttentionProblem
from solver.certificates.enclosure import enclose
from solver.certificates.hessian_lipschitz import cubic_coefficients, row_bounds
from solver.certificates.norms import Euclidean, Natural
from solver.instances import random_instance, saturated

SIZES = (5, 4, 2, 2, 2, 2)


def with_target(factor, seed):
    base = random_instance(*SIZES, seed=seed)
    return AttentionProblem(base.A1, base.A2, base.A3, factor * base.B)


def third_derivative(problem, X, Y, dX, dY):
    """From the definition alone: Taylor arithmetic over balls."""
    with precision(128):
        exact = exact_problem(problem)
        point, line = {"X": balls(X), "Y": balls(Y)}, {"X": balls(dX), "Y": balls(dY)}
        curve = directional_derivatives(lambda z: objective(**exact.arrays, **z, **exact.weights), point, line, 3)
        return abs(curve[3].item())


def lengths(problem, kind, dX, dY):
    if kind is Euclidean:
        return np.linalg.norm(dX), np.linalg.norm(dY)
    return np.linalg.norm(problem.A1 @ dX @ problem.A2.T), np.linalg.norm(problem.A3 @ dY)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [Euclidean, Natural])
@pytest.mark.parametrize("share", [1.0, 0.5, 1e-3], ids=["cubic term", "mixed term", "linear term"])
@pytest.mark.parametrize("target", [1.0, 300.0], ids=["small residual", "large residual"])
def test_the_bound_holds_term_by_term(kind, share, target):
    """Directions in which one power of xi dominates; the ball is the point itself (rho = 0)."""
    rng = np.random.default_rng(7)
    worst = 0.0
    for seed in range(40):
        problem = with_target(target, seed)
        X, Y = rng.normal(size=(2, 2)) * rng.uniform(0, 1), rng.normal(size=(2, 2)) * rng.uniform(0, 1)
        dX, dY = share * rng.normal(size=(2, 2)), (1 - share) * rng.normal(size=(2, 2))
        K3, K2, K1 = cubic_coefficients(enclose(problem, X, Y), kind(problem).reach(), 0.0)
        xi, ups = lengths(problem, kind, dX, dY)
        bound = float((K3 * xi**3 + K2 * xi**2 * ups + K1 * xi * ups**2).upper()) * (1 + 1e-12)
        actual = third_derivative(problem, X, Y, dX, dY)
        assert actual <= arb(bound)
        worst = max(worst, float(actual / arb(bound)))
    assert worst > 1e-3


def midpoints(problem, X, Y):
    """F, V, O, C in float64."""
    at = enclose(problem, X, Y)
    F, rows = at.weights(at.scores(slice(None)), slice(None)), at.rows
    return SimpleNamespace(F=F.mid, V=at.V.mid, O=rows.O.mid, C=rows.C.mid)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [Euclidean, Natural])
def test_row_bounds_hold_on_the_whole_ball(kind):
    """Points on the sphere, steered to raise the largest weight, against the bounds for the ball."""
    rng = np.random.default_rng(3)
    for seed in range(5):
        problem, rho = random_instance(*SIZES, seed=seed), 0.5
        X, Y = 0.3 * rng.normal(size=(2, 2)), rng.normal(size=(2, 2))
        rows = row_bounds(enclose(problem, X, Y), kind(problem).reach(), rho)
        for _ in range(200):
            dX, dY = rng.normal(size=(2, 2)), rng.normal(size=(2, 2)) * rng.choice([0.0, 1.0])
            scale = rho / np.hypot(*lengths(problem, kind, dX, dY))
            at = midpoints(problem, X + scale * dX, Y + scale * dY)
            spread = np.linalg.norm(at.V[None] - at.O[:, None], axis=2)
            found = {
                "phi": np.minimum(0.5, at.F.max(axis=1)),
                "weight_norm": np.linalg.norm(at.F, axis=1),
                "tau": np.sqrt((at.F * spread**2).sum(axis=1)),
                "omega": spread.max(axis=1),
                "residual": np.linalg.norm(at.C, axis=1),
            }
            for name, values in found.items():
                assert (values <= getattr(rows, name).mid * (1 + 1e-12)).all(), name


@pytest.mark.parametrize("kind", [Euclidean, Natural])
def test_softmax_weights_that_grow_with_the_ball(kind):
    """One query, keys with opposite scores: the largest weight grows like e^(2 delta), which `growth` must allow."""
    A1, A2, A3 = np.ones((1, 1)), np.array([[1.0], [-1.0], [-1.0], [-1.0]]), np.eye(4)
    problem = AttentionProblem(A1, A2, A3, np.zeros((1, 1)))
    X, Y, rho = np.array([[-1.0]]), np.array([[5.0], [0.0], [0.0], [0.0]]), 0.5
    rows = row_bounds(enclose(problem, X, Y), kind(problem).reach(), rho)
    reached = rho if kind is Euclidean else rho / 2
    at = midpoints(problem, X + reached, Y)
    assert at.F[0, 0] > 1.5 * midpoints(problem, X, Y).F[0, 0]
    assert np.sqrt((at.F * (at.V.T - at.O) ** 2).sum()) <= rows.tau.mid[0]
    assert abs(at.C[0, 0]) <= rows.residual.mid[0]


@pytest.mark.parametrize("make", [random_instance, saturated])
@pytest.mark.parametrize("spread", [0.0, 2.0**-40, 1.0])
def test_distances_of_values_are_bounded_by_exact_ones_and_narrowly(make, spread):
    """Exact rationals at the midpoints; values that nearly agree cancel."""
    for seed in range(5):
        bare, rng = make(4, 5, 2, 2, 1, 2, seed=seed), np.random.default_rng(seed)
        problem = replace(bare, A3=1.0 + spread * bare.A3)
        at = enclose(problem, rng.normal(size=(2, 2)), rng.normal(size=(1, 2)))
        V, outputs = (np.array([[Fraction(v) for v in row] for row in part.mid.tolist()]) for part in (at.V, at.rows.O))
        for j, bound in enumerate(at.rows.distance.tolist()):
            exact = max(sum((v - o) ** 2 for v, o in zip(row, outputs[j], strict=True)) for row in V)
            assert exact <= Fraction(bound) <= exact * Fraction(1 + 1e-12) + Fraction(1e-20)
