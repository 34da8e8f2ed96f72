"""Certificates of problems with masks: every enclosure holds what each query with its allowed keys alone says."""

import re
from dataclasses import replace

import numpy as np
import pytest
import scipy.linalg
from flint import arb
from judge import Judge, outcome
from masked import KINDS, gathered, mask, masked, point

from proofcheck.arithmetic.directional import directional_derivatives
from proofcheck.arithmetic.functions import balls, elementwise, matmul, precision
from proofcheck.attention.common.reference_minimiser import exact_problem
from proofcheck.model.definitions import objective
from proofcheck.model.derivatives import state
from proofcheck.recheck import global_region, verify
from proofcheck.recheck.hessian_lipschitz import euclidean_reach, row_sizes
from proofcheck.recheck.hessian_lipschitz import row_bounds as exact_row_bounds
from solver import AttentionProblem, Certificate, certify, solve
from solver.certificates import enclosure
from solver.certificates.enclosure import enclose
from solver.certificates.global_region import curvature_lower, key_counts, region
from solver.certificates.hessian_lipschitz import cubic_coefficients, row_bounds
from solver.certificates.hessian_product import hessian_product
from solver.certificates.norms import Euclidean, Natural
from solver.certificates.rows.gradient import gradient
from solver.instances import causal, random_instance

RIDGED = {"wx": 0.0, "wy": 0.0, "lx": 0.5, "ly": 0.5}
STRONG = {"wx": 2.5, "wy": 2.0}


def holds(ball, exact):
    """Every exact number within the radius of its midpoint."""
    off = balls(ball.mid).ravel() - np.asarray(exact, dtype=object).ravel()
    return all(abs(d) <= arb(r) for d, r in zip(off, ball.rad.ravel().tolist(), strict=True))


def flat(X, Y):
    return np.concatenate([X.ravel(), Y.ravel()])


@pytest.fixture(params=["whole", "in blocks"])
def large(request, monkeypatch):
    """Small problems in one block, or as large ones are: row by row, radii of products from norms."""
    if request.param == "in blocks":
        monkeypatch.setattr("solver.certificates.enclosure._BLOCK_ENTRIES", 1)
        monkeypatch.setattr("solver.certificates.enclosure._SHORTEST", 2)
        monkeypatch.setattr("solver.verified.products.LARGE_PRODUCT", 0)
    return request.param


@pytest.mark.slow
@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("block", [1, 2**16])  # entries: a row at a time, all at once
def test_enclosures_hold_the_values_of_the_allowed_keys_and_are_narrow(kind, block, monkeypatch):
    monkeypatch.setattr("solver.certificates.rows.gradient._BLOCK_ENTRIES", block)
    for seed in range(4):
        problem = masked(kind, seed)
        (X, Y), (dX, dY) = point(problem, seed), point(problem, seed + 50)
        at = enclose(problem, X, Y)
        with precision(256):
            value, slope, curvature = gathered(problem, X, Y)
            assert holds(enclosure.objective(at), [value])
            assert holds(at.rows.gradient, slope)
            assert holds(gradient(problem, X, Y), slope)
            assert holds(enclosure.hessian(at), curvature)
            assert holds(hessian_product(at, dX, dY), matmul(curvature, balls(flat(dX, dY))[:, None]))
        size = np.abs(gradient(problem, X, Y).mid).max()
        assert at.rows.gradient.rad.max() < 1e-12 * size
        assert gradient(problem, X, Y).rad.max() <= 2.0**-52 * size
        weights = at.weights(at.scores(slice(None)), slice(None))
        assert (weights.mid[~problem.mask] == 0).all()
        assert (weights.rad[~problem.mask] == 0).all()


def test_a_key_that_is_not_allowed_cannot_widen_an_enclosure_by_its_score():
    """Its score is larger by thousands: exp of it alone would overflow, and as a shift it would leave nothing."""
    base = random_instance(3, 4, 1, 1, 1, 1, seed=0, wx=0.0)
    problem = replace(base, A2=[[1.0], [1.5], [2.0], [-5e4]], mask=np.tile([True, True, True, False], (3, 1)))
    problem = replace(problem, A1=[[1.0], [-1.0], [0.5]])
    X, Y = np.array([[1.0]]), np.array([[0.7]])
    at = enclose(problem, X, Y)
    assert np.isfinite(at.weights(at.scores(slice(None)), slice(None)).rad).all()
    assert gradient(problem, X, Y).rad.max() < 1e-15
    with precision(256):
        assert holds(gradient(problem, X, Y), gathered(problem, X, Y)[1])


def in_ball(problem, at, rho, seed):
    """The point moved by less than rho in the natural norm."""
    dX, dY = point(problem, seed + 900)
    size = rho * 0.999 / problem.natural_norm(dX, dY)
    return at.X + size * dX, at.Y + size * dY


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("norm", [Euclidean, Natural])
def test_the_third_derivative_is_bounded(kind, norm):
    worst = 0.0
    for seed in range(12):
        problem = masked(kind, seed)
        (X, Y), (dX, dY) = point(problem, seed), point(problem, seed + 50)
        K3, K2, K1 = cubic_coefficients(enclose(problem, X, Y), norm(problem).reach(), 0.0)
        natural = (np.linalg.norm(problem.A1 @ dX @ problem.A2.T), np.linalg.norm(problem.A3 @ dY))
        xi, ups = natural if norm is Natural else (np.linalg.norm(dX), np.linalg.norm(dY))
        bound = float((K3 * xi**3 + K2 * xi**2 * ups + K1 * xi * ups**2).upper()) * (1 + 1e-12)
        actual = third_derivative(problem, X, Y, dX, dY)
        assert actual <= arb(bound)
        worst = max(worst, float(actual / arb(bound)))
    assert worst > 1e-3 or kind == "single"  # of a query with one key nothing moves with the scores


def third_derivative(problem, X, Y, dX, dY):
    """From the gathered objective, by Taylor arithmetic over balls."""
    with precision(128):
        line = {"X": balls(dX), "Y": balls(dY)}
        exact, at = exact_problem(replace(problem, mask=None)), {"X": balls(X), "Y": balls(Y)}

        def curve(z):
            total = 0
            for j in range(problem.n):
                keys = np.flatnonzero(problem.mask[j])
                A1, A2, A3, B = (exact.arrays[name] for name in ("A1", "A2", "A3", "B"))
                off = state(A1[[j]], A2[keys], A3[keys], B[[j]], z["X"], z["Y"]).C
                total = total + (off * off).sum()
            return total

        return abs(directional_derivatives(curve, at, line, 3)[3].item())


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rho", [0.0, 0.05])
def test_row_bounds_are_those_of_the_allowed_keys_and_hold_on_the_ball(kind, rho):
    problem = masked(kind)
    at = enclose(problem, *point(problem))
    found = row_bounds(at, Natural(problem).reach(), rho)
    for seed in range(30):
        X, Y = in_ball(problem, at, rho, seed) if rho else (at.X, at.Y)
        F, V = problem.evaluate(X, Y).states.value.F, problem.A3 @ Y
        for j, keys in enumerate(problem.mask):
            gap = np.linalg.norm(V[keys] - F[j] @ V, axis=1)
            exact = {
                "phi": min(0.5, F[j].max()),
                "weight_norm": np.linalg.norm(F[j]),
                "tau": np.sqrt(F[j, keys] @ gap**2),
                "omega": gap.max(),
                "residual": np.linalg.norm(F[j] @ V - problem.B[j]),
            }
            for name, value in exact.items():
                bound = float(getattr(found, name).mid[j])
                assert value <= bound * (1 + 1e-12) + 1e-7  # tau and omega are roots of differences that cancel
                if not rho:
                    assert bound <= value * (1 + 1e-6) + 1e-6


@pytest.mark.parametrize("kind", KINDS)
def test_float_and_ball_versions_agree(kind):
    """Written twice, in verified float64 and in Arb: the float bound is the weaker one, and hardly."""
    problem = masked(kind, **STRONG)
    at = enclose(problem, *point(problem, size=0.1))
    with precision(128):
        exact = exact_problem(problem)
        place = {"X": balls(at.X), "Y": balls(at.Y)}
        whole = state(**exact.arrays, **place)
        sizes = row_sizes(whole)
        sharp = global_region.curvature_lower(sizes, [whole], exact.arrays, exact.weights)
        assert curvature_lower(at, Natural(problem)) == pytest.approx(float(sharp.mid()), rel=1e-6)
        value = objective(**exact.arrays, **place, **exact.weights)
        other, area = global_region.region(exact.arrays, exact.weights, value), region(at)
        for name in ("scores", "values"):
            assert getattr(area, name) >= getattr(other, name)
            assert getattr(area, name) == pytest.approx(float(getattr(other, name).mid()), rel=1e-3)
        assert area.curvature_lower <= other.curvature_lower
        rows = exact_row_bounds(sizes, euclidean_reach(*(exact.arrays[name] for name in ("A1", "A2", "A3"))), arb(0.01))
        ours = row_bounds(at, Euclidean(problem).reach(), 0.01)
        for name in ("phi", "weight_norm", "tau", "omega", "residual"):
            theirs = elementwise(getattr(rows, name), lambda value: float(value.mid())).astype(float)
            assert np.allclose(getattr(ours, name).mid, theirs, rtol=1e-6, atol=1e-6)


def test_keys_that_no_query_sees_leave_the_certificate_of_the_others():
    """With ridge alone such keys enter nothing: row bounds, radius and digits are those without them."""
    few = random_instance(7, 4, 2, 2, 2, 2, seed=3, **RIDGED)
    rng = np.random.default_rng(0)
    more = replace(
        few,
        A2=np.vstack([few.A2, 1e-3 * rng.normal(size=(2, 2))]),
        A3=np.vstack([few.A3, 1e-3 * rng.normal(size=(2, 2))]),
        mask=np.tile([True] * 4 + [False] * 2, (7, 1)),
    )
    solution = solve(few, tol=1e-12)
    first, second = (certify(problem, solution, digits=20) for problem in (few, more))
    assert first
    assert second
    assert second.curvature_lower == pytest.approx(first.curvature_lower, rel=1e-9)
    assert second.gradient_norm_upper == pytest.approx(first.gradient_norm_upper, rel=1e-6)
    assert second.hessian_lipschitz_upper == pytest.approx(first.hessian_lipschitz_upper, rel=1e-4)  # by the reach
    assert second.radius_upper == pytest.approx(first.radius_upper, rel=1e-4)
    assert abs(first.enclosure.X - second.enclosure.X).max() <= first.enclosure.radius + second.enclosure.radius


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_certificates_are_true_and_confirmed(kind, tmp_path):
    """Against verified minimisers and exact values, then by the re-checker; digits included."""
    for seed in range(3):
        problem = masked(kind, seed, wx=0.7, wy=0.7)
        solution = solve(problem, tol=1e-12)
        certificate = certify(problem, solution, digits=30)
        assert certificate
        assert certificate.enclosure is not None
        result = outcome(certificate, Judge(problem, seed))
        assert result == (("unresolved", "region.scores") if kind == "single" else ("true", ""))  # there X* = 0
        certificate.save(tmp_path / "c.json")
        assert [claim.name for claim in verify(tmp_path / "c.json").claims if not claim.holds] == []
        again = Certificate.load(tmp_path / "c.json")
        assert np.array_equal(again.problem.mask, problem.mask)
        assert not certify(replace(problem, mask=~mask("single", 6, 5, seed)), solution)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_strongly_regularised_problem_has_a_global_minimiser_that_other_starts_do_not_undercut(kind, tmp_path):
    problem = masked(kind, **STRONG)
    certificate = certify(problem, solve(problem, tol=1e-12))
    assert certificate.scope.name == "GLOBAL"
    certificate.save(tmp_path / "c.json")
    assert verify(tmp_path / "c.json").confirmed
    area, rng = certificate.region, np.random.default_rng(0)
    blocks = np.kron(problem.A1.T @ problem.A1, problem.A2.T @ problem.A2), problem.A3.T @ problem.A3
    N = scipy.linalg.block_diag(blocks[0], np.kron(blocks[1], np.eye(problem.k)))
    for seed in range(40):
        X, Y = point(problem, seed)
        X *= rng.uniform(0, 1) * area.scores / np.linalg.norm(problem.A1 @ X @ problem.A2.T)
        Y *= rng.uniform(0, 1) * area.values / np.linalg.norm(problem.A3 @ Y)
        assert scipy.linalg.eigh(problem.hessian(X, Y), N, eigvals_only=True)[0] >= area.curvature_lower
        other = solve(problem, *point(problem, seed, 3.0), tol=1e-10)
        assert np.linalg.norm(problem.A1 @ other.X @ problem.A2.T) <= area.scores
        assert np.linalg.norm(problem.A3 @ other.Y) <= area.values


def test_a_region_counts_the_allowed_keys_of_each_query():
    """One query of two keys among queries of many: the largest weight on the region is bounded by the two alone."""
    n, m = 4, 400
    rng = np.random.default_rng(1)
    data = (rng.normal(size=(n, 2)), rng.normal(size=(m, 2)), rng.normal(size=(m, 2)), rng.normal(size=(n, 1)))
    few = np.ones((n, m), dtype=bool)
    few[0, 2:] = False
    whole, part = (AttentionProblem(*data, wx=3.0, wy=3.0, mask=allowed) for allowed in (None, few))
    X, Y = np.zeros((2, 2)), np.zeros((2, 1))
    assert region(enclose(part, X, Y)).curvature_lower < region(enclose(whole, X, Y)).curvature_lower


def test_many_numbers_of_keys_are_rounded_down_and_the_region_hardly_grows():
    problem = causal(150, 1, 1, 1, 1, seed=0, wx=1.5, wy=1.5)
    counts, rows = key_counts(problem)
    exact = np.arange(1, 151)
    rounded = np.repeat(counts, rows.astype(int))
    assert len(counts) < 60
    assert rows.sum() == 150
    assert (rounded <= exact).all()
    assert (rounded > exact * 7 / 8).all()
    X, Y = np.zeros((1, 1)), np.zeros((1, 1))
    with precision(128):
        data = exact_problem(problem)
        value = objective(**data.arrays, X=balls(X), Y=balls(Y), **data.weights)
        sharp = global_region.region(data.arrays, data.weights, value)
        found = region(enclose(problem, X, Y))
        assert sharp.scores <= found.scores <= 1.05 * sharp.scores
        assert sharp.values <= found.values <= 1.05 * sharp.values
        assert found.curvature_lower <= sharp.curvature_lower


def test_the_certificate_says_that_there_is_a_mask():
    problem = masked(**STRONG)
    shown = re.sub(r"\s+", " ", str(certify(problem, solve(problem, tol=1e-12))))
    assert f"mask allows {problem.mask.sum()} of 30" in shown
