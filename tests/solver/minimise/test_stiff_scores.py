"""The correction by stiff scores against dense matrices that are built score by score."""

from itertools import pairwise

import numpy as np
import pytest

from solver import solve
from solver.instances import saturated
from solver.minimise.coordinates import coordinates
from solver.minimise.krylov import conjugate_gradients
from solver.minimise.steps.kronecker import KroneckerApproximation
from solver.minimise.steps.preconditioned import Phase
from solver.minimise.steps.selection import greedy_step
from solver.minimise.steps.stiff_scores import StiffScores, join, stiff_scores
from solver.oracle.buffers import Workspace
from solver.oracle.evaluation import evaluate
from solver.oracle.shares import whole
from solver.oracle.variable_projection import project

P, Q = 5, 4
PEAKED = saturated(24, 24, 20, 20, 3, 2, seed=0, scale=0.3, wx=0.1, wy=0.1)


def peaked(lx=0.0, mask=None, wx=0.01, columns=2):
    """Rows of F from uniform to one-hot, in coordinates in which the natural norm is diagonal."""
    given = saturated(9, 7, P, Q, 3, columns, seed=1, scale=1.0, wx=wx, wy=0.5, lx=lx)
    frame = coordinates(type(given)(given.A1, given.A2, given.A3, given.B, wx, 0.5, lx, mask=mask))
    X = 0.5 * np.random.default_rng(2).normal(size=(P, Q))
    return frame.problem, project(frame.problem, frame.to_eigenbases(X, np.zeros((3, columns)))[0])


def table(problem, weight):
    """R, whose square is the inverse of d1 d2^T + lx / weight."""
    d1, d2, _ = problem.spectrum
    return 1 / np.sqrt(np.outer(d1, d2) + problem.lx / weight)


def slopes_of_scores(problem, at, weight):
    """Of every score z (pq) and its slope (k), from F, V and O alone: a curvature is |z|^2 |slope|^2."""
    F, V, R = at.states.value.F, problem.A3 @ at.Y, table(problem, weight)
    O = F @ V  # noqa: E741
    found = {}
    for j in range(problem.n):
        for k in range(problem.m):
            z = (R * np.outer(problem.A1[j], problem.A2[k])).ravel()
            found[j, k] = z, F[j, k] * (V[k] - O[j]) / np.sqrt(weight)
    return found


def curvature(z, slope):
    return (z @ z) * (slope @ slope)


def inverse_of_model(scores):
    """(I + sum over queries of Z^T J J^T Z / weight)^{-1}."""
    H = np.eye(P * Q)
    for query in {j for j, _ in scores}:
        JZ = sum(np.outer(slope, z) for (j, _), (z, slope) in scores.items() if j == query)
        H += JZ.T @ JZ
    return np.linalg.inv(H)


def matrix(apply):
    return np.array([apply(e) for e in np.eye(P * Q)]).T


@pytest.mark.parametrize("lx", [0.0, 0.01])
@pytest.mark.parametrize(("masked", "columns"), [(False, 2), (True, 2), (False, 1)])
def test_T_is_a_root_of_the_inverse_that_all_stiff_scores_make(lx, masked, columns):
    problem, at = peaked(lx, np.tri(9, 7, dtype=bool) if masked else None, columns=columns)
    approximation = KroneckerApproximation(problem, at)
    scores = slopes_of_scores(problem, at, approximation.weight)
    stiff = {place: score for place, score in scores.items() if curvature(*score) > 1}
    assert 3 < len(stiff) < 63
    together = max(sum(j == query for j, _ in stiff) for query in range(9))
    assert together >= 2  # for one column more than their slopes have entries
    correction = approximation.correct(at)
    T = matrix(correction.apply)
    assert np.allclose(T @ T.T, inverse_of_model(stiff), rtol=1e-9, atol=1e-12)
    assert np.allclose(matrix(correction.adjoint), T.T, rtol=1e-12, atol=1e-12)
    assert np.allclose(matrix(correction.square), T @ T.T, rtol=1e-9, atol=1e-12)
    assert np.allclose(matrix(correction.inverse_square) @ T @ T.T, np.eye(P * Q), rtol=1e-9, atol=1e-9)
    w = np.random.default_rng(0).normal(size=P * Q)
    assert correction.measure(w) == pytest.approx(np.square(T.T @ w).sum(), rel=1e-9)


@pytest.mark.parametrize("lx", [0.0, 0.01])
def test_z_is_the_score_in_the_coordinates_of_the_approximation(lx):
    problem, at = peaked(lx)
    approximation = KroneckerApproximation(problem, at)
    w = np.random.default_rng(0).normal(size=P * Q)
    scores = problem.A1 @ approximation.expand(w) @ problem.A2.T
    for (j, k), (z, _) in slopes_of_scores(problem, at, approximation.weight).items():
        assert z @ w == pytest.approx(scores[j, k], rel=1e-9)


def test_a_correction_is_the_identity_where_no_score_is_stiff():
    problem, at = peaked(wx=30.0)
    w = np.random.default_rng(0).normal(size=P * Q)
    correction = KroneckerApproximation(problem, at).correct(at)
    assert np.array_equal(correction.apply(w), w)
    assert np.array_equal(correction.adjoint(w), w)


def test_only_the_stiffest_scores_are_kept(monkeypatch):
    problem, at = peaked()
    approximation = KroneckerApproximation(problem, at)
    monkeypatch.setattr("solver.minimise.steps.stiff_scores.MOST", 3)
    scores = slopes_of_scores(problem, at, approximation.weight)
    kept = sorted(scores, key=lambda place: curvature(*scores[place]))[-3:]
    T = matrix(approximation.correct(at).apply)
    assert np.allclose(T @ T.T, inverse_of_model({place: scores[place] for place in kept}), rtol=1e-9, atol=1e-12)


def test_shares_together_find_what_one_share_finds():
    problem, at = peaked()
    squares = np.square(table(problem, 0.01))
    content = {name: getattr(problem, name) for name in ("A2", "A3", "wx", "wy", "lx", "ly", "singular")}
    parts = [type(problem)(A1=problem.A1[rows], B=problem.B[rows], **content) for rows in (slice(0, 4), slice(4, 9))]
    joined = join(*(stiff_scores(evaluate(part, at.X, at.Y).states.value, squares, 0.02) for part in parts))
    alone = stiff_scores(at.states.value, squares, 0.02)
    for one, other in zip(joined, alone, strict=True):
        if one is not joined[2]:
            assert np.allclose(one, other, rtol=1e-12)
    assert np.array_equal(*(np.equal.outer(rows, rows) for rows in (joined[2], alone[2])))  # the same scores a query


def test_values_far_beyond_the_weights_leave_a_finite_correction():
    problem, at = peaked()
    correction = StiffScores(problem, table(problem, 1e-200), 1e-200, at, Workspace())
    assert np.isfinite(matrix(correction.apply)).all()


def test_a_correction_saves_products_where_scores_are_stiff():
    frame = coordinates(PEAKED)
    found = solve(PEAKED, step="kronecker")
    at = project(frame.problem, frame.to_eigenbases(found.X, found.Y)[0])
    plain = KroneckerApproximation(frame.problem, at)
    g = plain.whiten(np.random.default_rng(0).normal(size=at.X.shape))
    counts = []
    for square in (np.copy, plain.correct(at).square):
        path = conjugate_gradients(
            lambda w: plain.whiten(at.projected_hvp(plain.expand(w))), g, np.inf, 1e-4, 1000, square
        )
        assert not path.negative
        counts.append(path.products)
    assert counts[1] < 0.8 * counts[0]


def test_quasi_newton_renews_its_correction_and_resumes_to_the_same_trace(tmp_path):
    problem, whole_run = PEAKED, solve(PEAKED, step="kronecker")
    quasi = [record.iteration for record in whole_run.trace[2:] if record.products == 0 and record.accepted]
    assert len(quasi) > 45
    for stop in (quasi[10], quasi[24], quasi[44]):
        file = tmp_path / f"run{stop}.npz"
        solve(problem, step="kronecker", checkpoint=file, callback=lambda it, k=stop: it.record.iteration == k)
        assert solve(problem, step="kronecker", checkpoint=file).trace == whole_run.trace


def test_a_correction_is_not_made_again_where_scores_are_about_the_same(monkeypatch):
    made, correct = [], KroneckerApproximation.correct
    monkeypatch.setattr(KroneckerApproximation, "correct", lambda self, at: (made.append(at.X), correct(self, at))[1])
    solve(PEAKED, step="kronecker")
    assert len(made) > 4
    frame, Y = coordinates(PEAKED).problem, np.zeros((3, 2))
    assert all(frame.natural_norm(later - earlier, Y) > 0.3 for earlier, later in pairwise(made))


@pytest.mark.parametrize("stalled", [False, True])
def test_newton_begins_with_a_correction_of_its_own_point(stalled):
    problem, at = peaked()
    kind, near = greedy_step(problem, at, "kronecker", seed=0, shares=whole(problem)), project(problem, 1.001 * at.X)
    kind.restore(kind.state() | {"phase": np.array(Phase.QUASI_NEWTON.value)})
    model = kind.prepare(at)
    assert np.array_equal(kind.state()["corrected_at"], at.X)
    if stalled:
        for _ in range(4):  # one more than a quasi-Newton point may be asked for
            model.propose(1.0)
        kind.update(model, near)
    else:
        assert kind.tighten()
    assert kind.state()["phase"] == Phase.FINAL.value
    kind.prepare(near)
    assert np.array_equal(kind.state()["corrected_at"], near.X)


def test_a_restored_step_corrects_where_the_saved_one_did():
    problem, at = peaked()
    kind, again = (greedy_step(problem, at, "kronecker", seed=0, shares=whole(problem)) for _ in range(2))
    kind.restore(kind.state() | {"phase": np.array(Phase.QUASI_NEWTON.value)})
    kind.prepare(at)
    assert np.array_equal(kind.state()["corrected_at"], at.X)
    again.restore(kind.state())
    other = project(problem, np.zeros((P, Q)))
    assert np.array_equal(kind.prepare(other).propose(1.0).dX, again.prepare(other).propose(1.0).dX)
