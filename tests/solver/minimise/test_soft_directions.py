"""Soft directions against dense eigenpairs, and what they save."""

import numpy as np
import pytest

from solver import ArchiveError, solve
from solver.instances import saturated
from solver.minimise.krylov import conjugate_gradients
from solver.minimise.soft_directions import MOST, NONE, SoftDirections, Solve

SIZE = 30
PEAKED = saturated(24, 24, 20, 20, 3, 2, seed=0, scale=0.3, wx=0.1, wy=0.1)


def system(seed=0, lowest=(1e-3, 2e-3, 1e-2)):
    """H whose spectrum in M's coordinates is `lowest` and numbers around 1; M^-1."""
    rng = np.random.default_rng(seed)
    basis = np.linalg.qr(rng.normal(size=(SIZE, SIZE)))[0]
    values = np.concatenate([lowest, np.linspace(0.8, 1.5, SIZE - len(lowest))])
    root = rng.normal(size=(SIZE, SIZE)) + 8 * np.eye(SIZE)  # M^-1 = root root^T
    inverse = np.linalg.inv(root)
    return inverse.T @ (basis * values) @ basis.T @ inverse, root @ root.T, root @ basis[:, : len(lowest)], values


def run(H, preconditioner, g, tolerance=1e-10, solve=None):
    solve = solve or Solve()
    path = conjugate_gradients(lambda w: H @ w, g, np.inf, tolerance, 200, lambda r: preconditioner @ r, solve.observe)
    return path, solve


def test_they_are_the_lowest_eigenpairs_in_the_preconditioner_s_metric():
    H, preconditioner, vectors, values = system()
    _, found = run(H, preconditioner, np.random.default_rng(1).normal(size=SIZE))
    soft = found.renew(NONE)
    assert len(soft.gains) == 3
    level = values[3:].mean()
    assert np.allclose(1 / (soft.gains + 1), values[:3] / level, rtol=0.1)
    for row, vector in zip(soft.rows, vectors.T, strict=True):
        assert np.allclose(row * np.sign(row @ vector), vector, atol=1e-4)


def test_lifted_they_cost_no_products_any_more():
    H, preconditioner, _, _ = system()
    rng = np.random.default_rng(2)
    _, found = run(H, preconditioner, rng.normal(size=SIZE))
    soft, g = found.renew(NONE), rng.normal(size=SIZE)
    lifted = preconditioner + np.array([soft.lift(e) for e in np.eye(SIZE)]).T
    before, after = (run(H, one, g)[0].products for one in (preconditioner, lifted))
    assert after < 0.6 * before
    spectrum = np.linalg.eigvals(lifted @ H).real
    assert 0.5 < spectrum.min() < spectrum.max() < 2


def test_nearly_flat_directions_are_lifted_ten_thousandfold_at_most():
    H, preconditioner, _, _ = system(lowest=(1e-9, 1e-2))
    rng = np.random.default_rng(7)
    soft = run(H, preconditioner, rng.normal(size=SIZE))[1].renew(NONE)
    assert soft.gains.max() == 1e4
    lifted, g = preconditioner + np.array([soft.lift(e) for e in np.eye(SIZE)]).T, rng.normal(size=SIZE)
    w = run(H, lifted, g, 1e-10)[0].cut(np.inf).w
    assert np.linalg.norm(H @ w + g) < 1e-6 * np.linalg.norm(g)


def test_stale_directions_leave_the_preconditioner_positive_definite():
    _, preconditioner, _, _ = system()
    soft = SoftDirections(np.random.default_rng(3).normal(size=(7, SIZE)), np.geomspace(1, 1e6, 7))
    lifted = preconditioner + np.array([soft.lift(e) for e in np.eye(SIZE)]).T
    assert np.allclose(lifted, lifted.T)
    assert np.linalg.eigvalsh(lifted).min() > 0.99 * np.linalg.eigvalsh(preconditioner).min()


@pytest.mark.parametrize("limit", [1, 7])
def test_a_short_solve_tells_nothing(limit):
    H, preconditioner, _, _ = system()
    found, g = Solve(), np.random.default_rng(4).normal(size=SIZE)
    conjugate_gradients(lambda w: H @ w, g, np.inf, 0.0, limit, lambda r: preconditioner @ r, found.observe)
    assert not len(found.renew(NONE).gains)
    assert found.renew(NONE).lift(g).tolist() == [0.0] * SIZE
    known = SoftDirections(np.ones((1, SIZE)), np.ones(1))
    assert found.renew(known) is known


@pytest.mark.parametrize(("gain", "kept"), [(1.0, 3), (200.0, 0)])
def test_what_is_soft_no_longer_serves_until_a_solve_shows_it(gain, kept):
    """Three directions that curve as much as all others, lifted all the same."""
    H, preconditioner, vectors, _ = system(lowest=(1.0, 1.1, 1.2))
    known = SoftDirections(vectors.T, np.full(3, gain))
    lifted = preconditioner + np.array([known.lift(e) for e in np.eye(SIZE)]).T
    renewed = run(H, lifted, np.random.default_rng(8).normal(size=SIZE))[1].renew(known)
    assert sum(any(np.array_equal(row, one) for one in known.rows) for row in renewed.rows) == kept


def test_an_even_spectrum_has_none():
    H, preconditioner, _, _ = system(lowest=())
    assert not len(run(H, preconditioner, np.random.default_rng(5).normal(size=SIZE))[1].renew(NONE).gains)


def test_those_that_gain_most_are_kept():
    rng = np.random.default_rng(6)
    one, other = (SoftDirections(rng.normal(size=(25, 3)), rng.uniform(1, 9, size=25)) for _ in range(2))
    joined = one.join(other)
    gains = np.concatenate([one.gains, other.gains])
    assert sorted(joined.gains) == sorted(gains)[-MOST:]
    places = [gains.tolist().index(gain) for gain in joined.gains]
    assert places == sorted(places)
    assert np.array_equal(joined.rows, np.concatenate([one.rows, other.rows])[places])
    assert one.join(NONE) is one
    assert NONE.join(one) is one


def test_newton_resumes_to_the_same_trace_with_the_correction_and_the_directions_it_had(tmp_path, monkeypatch):
    monkeypatch.setattr("solver.minimise.steps.preconditioned._REPAID", 1e6)  # so that it is kept
    whole_run = solve(PEAKED, step="kronecker")
    last = [record.iteration for record in whole_run.trace if record.products >= 8 and record.accepted]
    assert len(last) >= 3
    found = []
    for stop in last[:-1]:
        file = tmp_path / f"run{stop}.npz"
        solve(PEAKED, step="kronecker", checkpoint=file, callback=lambda it, k=stop: it.record.iteration == k)
        with np.load(file) as saved:
            assert saved["state_corrected_at"].shape == (20, 20)
            assert not np.array_equal(saved["state_corrected_at"], saved["X"])
            found.append(len(saved["state_gains"]))
        assert solve(PEAKED, step="kronecker", checkpoint=file).trace == whole_run.trace
    assert max(found) >= 3


@pytest.mark.parametrize("name", ["soft", "gains", "pairs", "products", "along", "corrected_at"])
def test_a_checkpoint_with_tables_of_another_shape_is_refused(tmp_path, name):
    file = tmp_path / "run.npz"
    solve(PEAKED, step="kronecker", checkpoint=file, max_iterations=30)
    with np.load(file) as saved:
        arrays = dict(saved)
    shapes = {"pairs": (3, 2, 7), "gains": (3,), "along": (3,)}
    arrays[f"state_{name}"] = np.ones(shapes.get(name, (3, 7)))
    np.savez(file, **arrays)
    with pytest.raises(ArchiveError, match="not a checkpoint of this run"):
        solve(PEAKED, step="kronecker", checkpoint=file)
