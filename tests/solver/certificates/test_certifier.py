"""Certificates: never too small, inconclusive where they must be, lossless on disk."""

import numpy as np
import pytest

from proofcheck.arithmetic.functions import balls, norm, precision
from proofcheck.attention.common.reference_minimiser import exact_problem, minimiser
from proofcheck.model.definitions import objective
from solver import ArchiveError, AttentionProblem, Certificate, InputError, Outcome, certify, solve
from solver.certificates.enclosure import enclose, hessian
from solver.certificates.hessian_lipschitz import cubic_form_upper, hessian_lipschitz_upper
from solver.certificates.norms import Euclidean, Natural, Norm
from solver.certificates.rows.gradient import gradient
from solver.instances import ill_conditioned, planted, random_instance, real_layer, saturated
from solver.oracle.data import grams
from solver.verified.ball import ball

SIZES = (12, 10, 3, 3, 2, 2)


def small_layer(columns=3, rows=96, values=2):
    layer = real_layer()
    A, B = np.delete(layer.A1, slice(columns, -1), axis=1)[:rows], layer.B[:rows, :values]
    return AttentionProblem(A, A, A, B)


INSTANCES = [
    *(random_instance(*SIZES, seed=seed) for seed in range(8)),
    *(planted(*SIZES, seed=seed, noise=0.1) for seed in range(6)),
    *(ill_conditioned(*SIZES, seed=seed, condition=1e3, lx=1e-3, ly=1e-3) for seed in range(3)),
    *(saturated(*SIZES, seed=seed) for seed in range(3)),
    *(random_instance(2, 2, 3, 3, 3, 2, seed=seed, lx=0.1, ly=0.1) for seed in range(2)),
    small_layer(),
    small_layer(columns=5, values=1),
]


@pytest.fixture(scope="module")
def solved():
    return [(problem, solve(problem, tol=1e-10)) for problem in INSTANCES]


def reference(problem, z):
    exact = exact_problem(problem)
    return exact, minimiser(exact, z, 50)


@pytest.mark.slow
def test_radius_and_gap_bound_the_true_errors_on_every_certified_instance(solved, record_property):
    ratios = []
    for problem, solution in solved:
        certificate = certify(problem, solution.X, solution.Y)
        if certificate.outcome is Outcome.INCONCLUSIVE:
            continue
        z = np.concatenate([solution.X.ravel(), solution.Y.ravel()])
        with precision(256):
            exact, best = reference(problem, z)
            distance = norm(balls(z) - best)
            gap = value(exact, balls(z)) - value(exact, best)
            assert distance <= certificate.radius_upper
            assert gap <= certificate.objective_gap_upper
            assert gap >= 0
            ratios.append(float(certificate.radius_upper / distance))
    record_property("radius over true error", ratios)
    assert len(ratios) >= 20


def value(exact, z):
    return objective(**exact.arrays, **exact.split(z), **exact.weights)


def test_every_quantity_bounds_what_arb_computes(solved):
    for problem, solution in solved[::4]:
        certificate = certify(problem, solution.X, solution.Y)
        z = balls(np.concatenate([solution.X.ravel(), solution.Y.ravel()]))
        with precision(128):
            exact = exact_problem(problem)
            assert norm(exact.gradient(z)) <= certificate.gradient_norm_upper
            at = enclose(problem, solution.X, solution.Y)
            is_contained(gradient(problem, solution.X, solution.Y), exact.gradient(z))
            is_contained(hessian(at), exact.hessian(z))
        eigenvalues = np.linalg.eigvalsh(problem.hessian(solution.X, solution.Y))
        assert 0.99 * eigenvalues[0] - 1e-9 <= certificate.curvature_lower <= eigenvalues[0] * (1 + 1e-9)


def is_contained(enclosure, exact):
    centre, radius = balls(enclosure.mid), balls(enclosure.rad)
    assert all(abs(a - c) <= r for a, c, r in zip(exact.flat, centre.flat, radius.flat, strict=True))
    assert (enclosure.rad <= 1e-11 * (1 + np.abs(enclosure.mid).max())).all()


@pytest.mark.parametrize(("norm_kind", "rho"), [(Euclidean, 0.01), (Natural, 0.2)])
def test_lipschitz_constant_bounds_differences_of_hessians(norm_kind, rho):
    """On a ball of visible size, against Hessian differences measured in the same norm."""
    problem = random_instance(*SIZES, seed=1)
    rng = np.random.default_rng(0)
    X, Y = 0.3 * rng.normal(size=(3, 3)), rng.normal(size=(2, 2))
    metric = norm_kind(problem)
    bound = hessian_lipschitz_upper(enclose(problem, X, Y), metric.reach(), rho)
    G1, G2, G3 = grams(problem)
    N = np.block([[np.kron(G1, G2), np.zeros((9, 4))], [np.zeros((4, 9)), np.kron(G3, np.eye(2))]])
    root = np.linalg.inv(np.linalg.cholesky(N)) if norm_kind is Natural else np.eye(13)
    worst = 0.0
    for _ in range(300):
        ends = []
        for _ in range(2):
            w = rng.normal(size=13)
            d = root.T @ (w / np.linalg.norm(w) * rng.uniform(0, rho))
            ends.append((d, problem.hessian(X + d[:9].reshape(3, 3), Y + d[9:].reshape(2, 2))))
        (d0, H0), (d1, H1) = ends
        distance = np.linalg.norm(np.linalg.solve(root.T, d1 - d0))
        worst = max(worst, np.linalg.norm(root @ (H1 - H0) @ root.T, 2) / distance)
    assert worst <= bound
    assert bound <= 2000 * worst


def test_cubic_form_bound_against_a_fine_grid():
    angle = np.linspace(0, np.pi / 2, 20001)
    xi, ups = np.cos(angle), np.sin(angle)
    for K3, K2, K1 in [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (1.0, 5.0, 2.0)]:
        true = (K3 * xi**3 + K2 * xi**2 * ups + K1 * xi * ups**2).max()
        bound = cubic_form_upper(ball(K3), ball(K2), ball(K1))
        assert true <= bound <= 1.01 * true


@pytest.mark.slow
def test_points_off_the_minimiser_are_bounded_or_refused():
    """Moved by 1e-1 .. 1e-16: whenever a certificate comes out, its radius covers the true distance."""
    problem = random_instance(*SIZES, seed=2)
    solution = solve(problem, tol=1e-12)
    z = np.concatenate([solution.X.ravel(), solution.Y.ravel()])
    rng = np.random.default_rng(0)
    outcomes = set()
    with precision(256):
        _, best = reference(problem, z)
        for exponent in np.linspace(-16, -1, 46):
            move = rng.normal(size=z.size)
            point = z + move / np.linalg.norm(move) * 10.0**exponent
            certificate = certify(problem, point[:9].reshape(3, 3), point[9:].reshape(2, 2))
            outcomes.add(certificate.outcome)
            if certificate.outcome is Outcome.CERTIFIED:
                assert norm(balls(point) - best) <= certificate.radius_upper
    assert outcomes == set(Outcome)


def test_saddles_flat_directions_and_overflow_are_inconclusive_with_a_reason():
    layer = small_layer()
    saddle = solve(layer, callback=lambda _: True)
    assert "curvature" in certify(layer, saddle.X, saddle.Y).reason
    singular = AttentionProblem(np.ones((3, 2)), np.ones((3, 2)), np.ones((3, 2)), np.eye(3))
    flat = certify(singular, np.zeros((2, 2)), np.zeros((2, 3)))
    assert flat.outcome is Outcome.INCONCLUSIVE
    assert flat.radius_upper == flat.objective_gap_upper == np.inf
    huge = certify(random_instance(3, 3, 2, 2, 2, 2, seed=0), 1e200 * np.ones((2, 2)), 1e200 * np.ones((2, 2)))
    assert huge.outcome is Outcome.INCONCLUSIVE
    assert "overflows at this scale" in huge.reason


def test_wrong_shapes_and_values_are_refused():
    problem = random_instance(*SIZES, seed=2)
    with pytest.raises(InputError, match=r"X.shape"):
        certify(problem, np.zeros((2, 2)), np.zeros((2, 2)))
    with pytest.raises(InputError, match=r"Y\[0,0\]=nan"):
        certify(problem, np.zeros((3, 3)), np.full((2, 2), np.nan))


def test_the_natural_norm_serves_badly_scaled_data():
    base = random_instance(*SIZES, seed=3)
    problem = AttentionProblem(1e3 * base.A1, 1e3 * base.A2, base.A3, base.B)
    solution = solve(problem)
    assert certify(problem, solution.X, solution.Y).hypotheses.norm is Norm.NATURAL


def test_save_and_load_are_lossless(tmp_path, solved):
    problem, solution = solved[0]
    certificate = certify(problem, solution.X, solution.Y)
    certificate.save(tmp_path / "c.json")
    loaded = Certificate.load(tmp_path / "c.json")
    loaded.save(tmp_path / "again.json")
    assert (tmp_path / "c.json").read_bytes() == (tmp_path / "again.json").read_bytes()
    assert loaded.problem.digest == problem.digest
    assert np.array_equal(loaded.X, solution.X)


def test_changed_and_truncated_files_are_refused(tmp_path, solved):
    problem, solution = solved[0]
    path = tmp_path / "c.json"
    certify(problem, solution.X, solution.Y).save(path)
    text = path.read_text()
    for broken in (text[:-5], text.replace("LOCAL", "GLOBAL"), text + " ", "{}", "", "[1]"):
        path.write_text(broken)
        with pytest.raises(ArchiveError):
            Certificate.load(path)


def large(weight):
    """640 unknowns: more than are worth a dense Hessian where S1 does without."""
    problem = random_instance(40, 30, 16, 20, 16, 20, seed=0, wx=weight, wy=weight)
    return problem, solve(problem, tol=1e-10)


def test_no_hessian_is_formed_where_s1_gives_a_sharp_radius(monkeypatch):
    problem, solution = large(3.0)
    found = certify(problem, solution.X, solution.Y)
    monkeypatch.setattr("solver.certificates.certifier.global_region.curvature_lower", lambda at, natural: -1.0)
    dense = certify(problem, solution.X, solution.Y)
    assert (found.hypotheses.norm, dense.hypotheses.norm) == (Norm.NATURAL, Norm.EUCLIDEAN)
    assert found.curvature_lower <= dense.curvature_lower
    assert found.radius_upper == pytest.approx(dense.radius_upper, rel=0.1)


def test_a_negative_bound_by_s1_is_not_stated_in_the_euclidean_norm(monkeypatch):
    """mu ||d||_nat^2 with mu < 0 is not bounded by mu lambda_min(N) ||d||^2."""
    monkeypatch.setattr("solver.certificates.certifier.LARGEST_DENSE", 0)
    problem = random_instance(*SIZES, seed=0, wx=0.01, wy=0.01)
    solution = solve(problem, tol=1e-10)
    found = certify(problem, solution.X, solution.Y)
    assert found.outcome is Outcome.INCONCLUSIVE
    assert found.hypotheses.curvature_lower < 0
    assert found.curvature_lower == -np.inf


@pytest.mark.slow
@pytest.mark.parametrize("ridge", [0.0, 1.0, 1e10, 1e100])
@pytest.mark.parametrize("weight", [1.0, 1e3, 1e10])
@pytest.mark.parametrize("offset", [0.0, 5e-324, 1e-320, 1e-315, 1e-300, 1e-150])
def test_the_radius_lies_in_the_theorems_ball_down_to_the_denormals(offset, weight, ridge):
    """Exact interpolation, B = 0: the minimiser is 0, and rounding up may not lift r above rho."""
    rng = np.random.default_rng(0)
    arrays = [rng.normal(size=shape) for shape in ((6, 2), (5, 2), (5, 2))]
    problem = AttentionProblem(*arrays, np.zeros((6, 1)), wx=weight, wy=weight, lx=ridge, ly=ridge)
    found = certify(problem, np.full((2, 2), offset), np.zeros((2, 1)))
    assert found
    assert 0 < found.hypotheses.radius_upper <= found.hypotheses.ball_radius
    assert found.radius_upper >= 2 * offset  # the true distance


ZERO = {
    "A1": {"A1": np.zeros((6, 2)), "lx": 1.0},
    "A2": {"A2": np.zeros((5, 2)), "lx": 1.0},
    "A3": {"A3": np.zeros((5, 2)), "ly": 1.0},
    "all": {"A1": np.zeros((6, 2)), "A2": np.zeros((5, 2)), "A3": np.zeros((5, 2)), "lx": 1.0, "ly": 1.0},
}


@pytest.mark.parametrize("name", ZERO)
def test_zero_matrices_with_a_ridge_are_certified(name):
    rng = np.random.default_rng(0)
    content = {key: rng.normal(size=size) for key, size in (("A1", (6, 2)), ("A2", (5, 2)), ("A3", (5, 2)))}
    problem = AttentionProblem(**({"B": rng.normal(size=(6, 1)), "wx": 1.0, "wy": 1.0} | content | ZERO[name]))
    assert certify(problem, solve(problem, tol=1e-14))


@pytest.mark.parametrize("condition", [1e3, 1e5, 3e7])
def test_gram_conditions_to_1e15_are_certified_with_a_ridge(condition):
    problem = ill_conditioned(20, 18, 4, 3, 3, 2, seed=0, condition=condition, wx=1.0, wy=1.0, lx=1e-3, ly=1e-3)
    found = certify(problem, solve(problem, tol=1e-14))
    assert found
    assert found.radius_upper < 1e-12


@pytest.mark.parametrize("words", [False, True])
@pytest.mark.parametrize("digits", [None, 5])
def test_progress_names_stages_and_its_share_never_falls(digits, words, monkeypatch):
    problem, told = random_instance(64, 64, 2, 2, 2, 2, seed=0), []
    if words:  # as where the pass over the rows leaves the gradient too wide
        monkeypatch.setattr("solver.certificates.certifier._NARROW", 0.0)
    found = certify(
        problem, solve(problem), digits=digits, on_progress=lambda stage, share: told.append((stage, share))
    )
    assert found.outcome is Outcome.CERTIFIED
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert len({stage for stage, _ in told}) == 3 + words + (digits is not None)
    assert ("the gradient in double words" in dict(told)) == words
    assert 0 == shares[0] < shares[-1] <= 1
    assert (shares[-1] < 1) == (told[-1][0] == "bounds on all minimisers" or digits is not None)


def test_progress_runs_through_the_rows_of_the_gradient():
    problem, told = random_instance(600, 500, 2, 2, 2, 2, seed=0), []
    gradient(problem, np.zeros((2, 2)), np.zeros((2, 2)), told.append)
    assert told == sorted(told)
    assert len(told) == 5  # blocks of 2^16 entries
    assert told[-1] == 1.0


def test_overflow_is_blamed_on_the_scale():
    problem = random_instance(4, 4, 2, 2, 2, 2, seed=0)
    for point in ((np.full((2, 2), 1e200), np.zeros((2, 2))), (np.zeros((2, 2)), np.full((2, 2), 1e200))):
        found = certify(problem, *point)
        assert not found
        assert "float64 overflows at this scale" in found.reason
        assert "rank" not in found.reason
