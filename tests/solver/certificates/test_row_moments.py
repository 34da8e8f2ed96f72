"""S1-moments: row bounds against ratios in balls that they must not be below, the curvature, and its re-check."""

import json

import numpy as np
import pytest
import scipy.linalg
from flint import arb

from proofcheck.arithmetic.functions import balls, matmul, precision
from proofcheck.model.derivatives import state
from proofcheck.recheck import global_region as exact
from proofcheck.recheck import verify
from proofcheck.recheck.hessian_lipschitz import row_sizes
from solver import AttentionProblem, certify, solve
from solver.certificates.enclosure import enclose
from solver.certificates.global_region import _averaged as averaged
from solver.certificates.global_region import curvature_lower
from solver.certificates.norms import Natural
from solver.certificates.rows import moments as float_moments
from solver.instances import planted
from solver.oracle.data import grams
from solver.verified.eigenvalues import _right_inverse as right_inverse
from solver.verified.eigenvalues import spectral_norms_upper

WEIGHT = 0.15  # S1 shows nothing here
NARROW = 1.0 + 2.0**-20
ROUNDED = 1e-12  # of sums of weights, which are one


def masked(problem):
    mask = np.random.default_rng(3).random((problem.n, problem.m)) < 0.7
    mask[:, 0] = True
    data = (problem.A1, problem.A2, problem.A3, problem.B)
    return AttentionProblem(*data, wx=problem.wx, wy=problem.wy, mask=mask)


def scaled(problem):
    """Columns of very different lengths, as whitening is for."""
    units = np.array([2.0**-18, 2.0**12])
    data = (problem.A1, problem.A2 * units, problem.A3 @ [[1.0, 1.0], [0.0, 2.0**-10]], problem.B)
    return AttentionProblem(*data, wx=problem.wx, wy=problem.wy)


def shifted(spread):
    """Single columns, far from zero beside their spread: what rounds is all that bounds are above the truth by."""

    def change(problem):
        A2, A3 = (1.0 + spread * part[:, :1] for part in (problem.A2, problem.A3))
        return AttentionProblem(problem.A1, A2, A3, problem.B, wx=problem.wx, wy=problem.wy)

    return change


SINGLE = {"shifted": shifted(2.0**-23)}
CASES = {"plain": lambda problem: problem, "masked": masked, "scaled": scaled}


@pytest.fixture(scope="module", params=CASES | SINGLE)
def point(request):
    """A problem, and its point of twice the size of the minimiser's."""
    problem = (CASES | SINGLE)[request.param](planted(40, 36, 2, 2, 2, 2, seed=0, noise=0.1, wx=WEIGHT, wy=WEIGHT))
    solution = solve(problem, tol=1e-8)
    return enclose(problem, 2.0 * solution.X, 2.0 * solution.Y)


def data_of(problem):
    arrays = {name: balls(getattr(problem, name)) for name in ("A1", "A2", "A3", "B")}
    return arrays if problem.mask is None else arrays | {"mask": problem.mask.astype(int)}


def row_ratios(at, data, j):
    """|E_j[s~^2 q]| / |s|^2 and |Cov_j(s, g)| / (|s| |g|) in balls, each in the direction that is worst in floats."""
    f, A2, A3 = at.F[j], data["A2"], data["A3"]
    floats = [np.array([[float(entry.mid()) for entry in row] for row in part]) for part in (A2, A3)]
    q = matmul(at.V, at.C[j][:, None])[:, 0] - (at.C[j] * at.O[j]).sum()
    weights, levels = (np.array([float(entry.mid()) for entry in part]) for part in (f, q))
    moved = [part - weights @ part for part in floats]
    M, K = ((moved[0].T * (weights * w)) @ part for w, part in ((levels, moved[0]), (1.0, moved[1])))
    R = np.linalg.inv(np.linalg.qr(floats[0], mode="r"))
    values, vectors = np.linalg.eigh(R.T @ M @ R)
    u = R @ vectors[:, np.abs(values).argmax()]
    S = np.linalg.inv(np.linalg.qr(floats[1], mode="r"))
    left, _, right = np.linalg.svd(R.T @ K @ S)
    s, steps, turns = (
        matmul(part, balls(direction[:, None]))[:, 0]
        for part, direction in ((A2, u), (A2, R @ left[:, 0]), (A3, S @ right[0]))
    )
    bend = (f * q * (s - (f * s).sum()) * (s - (f * s).sum())).sum() / (s * s).sum()
    cov = (f * (steps - (f * steps).sum()) * turns).sum()
    return abs(bend), abs(cov) / ((steps * steps).sum() * (turns * turns).sum()).sqrt()


def test_row_bounds_are_above_what_is_attained_and_near_it(point):
    problem = point.problem
    with precision(200):
        data = data_of(problem)
        at = state(**data, X=balls(point.X), Y=balls(point.Y))
        for j in range(problem.n):
            for bound, ratio in zip(
                (point.moments.bend[j], point.moments.turn[j]), row_ratios(at, data, j), strict=True
            ):
                assert ratio > 0
                assert ratio <= arb(float(bound))
                assert arb(float(bound)) <= ratio * 2.0**0.125 * NARROW + ROUNDED  # rank 2, by the eighth powers


@pytest.mark.parametrize("stretch", [3.0, 2.0**-6])
def test_row_bounds_hold_whatever_the_witness(point, stretch, monkeypatch):
    """A T of other lengths: the bounds divide it out again."""
    whole = enclose(point.problem, point.X, point.Y).moments
    monkeypatch.setattr("solver.verified.eigenvalues._right_inverse", lambda A: stretch * right_inverse(A))
    other = enclose(point.problem, point.X, point.Y).moments
    assert other.bend == pytest.approx(whole.bend, rel=1e-2)
    assert other.turn == pytest.approx(whole.turn, rel=1e-2)


@pytest.mark.parametrize("kind", CASES)
def test_means_over_rows_are_above_what_is_attained_and_near_it(kind):
    """In the direction e that floats find, s_j is a multiple of <a_j, e>."""
    problem = CASES[kind](planted(40, 36, 3, 2, 2, 2, seed=1, noise=0.1, wx=1.0, wy=1.0))
    t = np.random.default_rng(2).random(40)
    e = scipy.linalg.eigh((problem.A1.T * t) @ problem.A1, problem.A1.T @ problem.A1)[1][:, -1]
    with precision(128):
        A1, rows = balls(problem.A1), balls(t)
        moves = matmul(A1, balls(e[:, None]))[:, 0]
        attained = (rows * moves * moves).sum() / (moves * moves).sum()
        bounds = (arb(float(averaged(problem, t).mid)), exact.averaged(A1, rows))
        for bound in bounds:
            assert attained <= bound
            assert bound <= attained * (1 + 2.0**-8)
            assert bound < arb(float(t.max()))


def test_row_bounds_are_those_of_the_re_checker(point):
    with precision(128):
        data = data_of(point.problem)
        at = state(**data, X=balls(point.X), Y=balls(point.Y))
        other = exact.row_moments([at], data["A2"], data["A3"])
        for name in ("bend", "turn"):
            theirs = np.array([float(entry.mid()) for entry in getattr(other, name)])
            assert theirs == pytest.approx(getattr(point.moments, name), rel=1e-2, abs=1e-12)


@pytest.mark.parametrize("scale", [1.0, 2.0**-60, 2.0**-400, 2.0**60, 0.0])
def test_spectral_norms_are_not_below_what_is_attained(scale):
    """Shapes and ranks of many kinds; Arb has the length of the image of the singular vector that floats find."""
    rng = np.random.default_rng(5)
    for a, b in ((1, 1), (2, 3), (5, 2), (8, 8)):
        whole = scale * rng.normal(size=(6, a, b)) * np.exp2(rng.integers(-8, 9, size=(6, 1, b)))
        whole[0, :, 1:] = 0.0
        for matrix, bound in zip(whole, spectral_norms_upper(whole), strict=True):
            vector = np.linalg.svd(matrix)[2][0]
            with precision(200):
                image, w = matmul(balls(matrix), balls(vector[:, None])), balls(vector)
                attained = (image * image).sum().sqrt() / (w * w).sum().sqrt()
                assert not arb(float(bound)) < attained
                assert arb(float(bound)) <= attained.upper() * min(a, b) ** 0.125 * NARROW + arb(2) ** -120


def test_spectral_norms_of_what_is_not_finite_are_infinite():
    whole = np.array([[[np.nan, 1.0]], [[np.inf, 1.0]], [[1e200, 1.0]]])
    assert (spectral_norms_upper(whole) == np.inf).all()


def smallest(problem, X, Y):
    """The least curvature in the natural norm, in floats."""
    G1, G2, G3 = grams(problem)
    N = scipy.linalg.block_diag(np.kron(G1, G2), np.kron(G3, np.eye(problem.k)))
    return scipy.linalg.eigh(problem.hessian(X, Y), N, eigvals_only=True)[0]


@pytest.mark.parametrize("size", [1.0, 1.2])
@pytest.mark.parametrize("kind", CASES)
def test_curvature_is_below_the_truth_and_that_of_the_re_checker(kind, size, monkeypatch):
    problem = CASES[kind](planted(40, 36, 2, 2, 2, 2, seed=0, noise=0.1, wx=WEIGHT, wy=WEIGHT))
    solution = solve(problem, tol=1e-8)
    X, Y = size * solution.X, size * solution.Y
    bound = curvature_lower(enclose(problem, X, Y), Natural(problem))
    with precision(128):
        data = data_of(problem)
        weights = {name: arb(getattr(problem, name)) for name in ("wx", "wy", "lx", "ly")}
        whole = state(**data, X=balls(X), Y=balls(Y))
        sharp = exact.curvature_lower(row_sizes(whole), [whole], data, weights)
    assert bound <= smallest(problem, X, Y)
    assert bound <= sharp
    assert sharp <= arb(smallest(problem, X, Y)) * (1 + arb(10) ** -9)
    assert bound == pytest.approx(float(sharp.mid()), rel=1e-2, abs=1e-4)
    monkeypatch.setattr("solver.certificates.global_region._curvature_by_moments", lambda *_: -np.inf)
    assert curvature_lower(enclose(problem, X, Y), Natural(problem)) < min(bound, 0.0)


@pytest.mark.parametrize("kind", ["plain", "masked"])
def test_certificates_by_moments_are_confirmed_and_not_more_than_they_say(kind, tmp_path, monkeypatch, resealed):
    path, problem = (
        tmp_path / "c.json",
        CASES[kind](planted(40, 36, 2, 2, 2, 2, seed=0, noise=0.1, wx=WEIGHT, wy=WEIGHT)),
    )
    solution = solve(problem, tol=1e-12)
    monkeypatch.setattr("solver.certificates.certifier.LARGEST_DENSE", 0)
    monkeypatch.setattr("proofcheck.recheck.blocks.LARGEST_DENSE_SIZE", 0)
    certificate = certify(problem, solution)
    assert certificate
    certificate.save(path)
    whole = verify(path)
    assert whole.confirmed
    monkeypatch.setattr("proofcheck.recheck.blocks.BALLS", 7 * problem.m)
    told = []
    assert verify(path, lambda _stage, share: told.append(share)) == whole
    assert told == sorted(told)
    assert any(0.5 < share < 0.85 for share in told)  # the second pass over the rows
    with monkeypatch.context() as patch:
        patch.setattr("proofcheck.recheck.global_region.LARGEST_OUTER", problem.m * 2 * 2 - 1)
        assert "curvature_lower" in [claim.name for claim in verify(path).claims if not claim.holds]
    document = json.loads(path.read_text())
    mu = float.fromhex(document["hypotheses"]["curvature_lower"]) * 1.1
    path.write_text(resealed({**document, "hypotheses": {**document["hypotheses"], "curvature_lower": mu.hex()}}))
    assert "curvature_lower" in [claim.name for claim in verify(path).claims if not claim.holds]


def test_nothing_is_shown_without_full_rank_or_of_too_many_moments(monkeypatch):
    problem = planted(12, 10, 2, 2, 2, 2, seed=0, noise=0.1, wx=1.0, wy=1.0)
    data = (problem.A1, np.column_stack([problem.A2[:, 0], problem.A2[:, 0]]), problem.A3, problem.B)
    deficient = AttentionProblem(*data, wx=1.0, wy=1.0)
    X, Y = np.ones((2, 2)), np.ones((2, 2))
    assert (enclose(deficient, X, Y).moments.turn == np.inf).all()
    assert (enclose(problem, X, Y).moments.turn < np.inf).all()
    monkeypatch.setattr(float_moments, "_WIDEST", 6)
    assert (enclose(problem, X, Y).moments.bend == np.inf).all()
