"""The loop on easy, saturated, ill-conditioned and degenerate problems."""

from itertools import pairwise

import numpy as np
import pytest

from solver import AttentionProblem, InputError, Status, iterate, solve
from solver.instances import ill_conditioned, planted, random_instance, real_layer, saturated
from solver.minimise.steps.exact import trust_region_step
from solver.minimise.steps.registry import STEPS

SIZES = (24, 20, 4, 3, 3, 2)
RIDGE = {"lx": 0.1, "ly": 0.1}
CASES = {
    "random": random_instance(*SIZES, seed=0),
    "planted": planted(*SIZES, seed=0, noise=0.1),
    "saturated": saturated(*SIZES, seed=0),
    "ill-conditioned": ill_conditioned(*SIZES, seed=0, condition=1e4),
    "one of each": random_instance(1, 1, 1, 1, 1, 1, seed=0),
    "n < d with ridge": random_instance(2, 2, 4, 4, 4, 2, seed=0, **RIDGE),
    "rank-deficient with ridge": AttentionProblem(*(np.ones((s, 2)) for s in (5, 4, 4)), np.eye(5)[:, :2], **RIDGE),
    "ridge only": random_instance(*SIZES, seed=1, wx=0.0, wy=0.0, **RIDGE),
    "n < d": random_instance(3, 3, 4, 4, 4, 2, seed=0, lx=1e-3, ly=1e-3),
    "vanishing weights": random_instance(*SIZES, seed=1, wx=1e-6, wy=1e-6, lx=1e-6, ly=1e-6),
    "tiny weights": random_instance(*SIZES, seed=1, wx=1e-3, wy=1e-3),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("name", CASES)
def test_converges_to_a_second_order_point_and_never_goes_up(name, step):
    problem = CASES[name]
    solution = solve(problem, step=step)
    objectives = [record.objective for record in solution.trace]
    assert solution.status is Status.CONVERGED
    assert solution.gradient_norm <= 1e-8 * (1 + solution.trace[0].gradient_norm)
    assert all(later <= earlier * (1 + 1e-13) for earlier, later in pairwise(objectives))
    eigenvalues = np.linalg.eigvalsh(problem.hessian(solution.X, solution.Y))
    assert eigenvalues[0] >= -1e-9 * eigenvalues[-1]


@pytest.mark.parametrize("name", CASES)
def test_dense_steps_after_quasi_newton_ones_converge_too(name, monkeypatch):
    """The mixture that `auto` picks for larger problems, forced upon small ones."""
    monkeypatch.setattr("solver.minimise.steps.selection._MIXED", 0)
    monkeypatch.setattr("solver.minimise.steps.selection._WELL_CONDITIONED", 0)
    problem = CASES[name]
    solution = solve(problem)
    assert "quasi-Newton while the region binds" in solution.step.reason
    assert solution.status is Status.CONVERGED
    eigenvalues = np.linalg.eigvalsh(problem.hessian(solution.X, solution.Y))
    assert eigenvalues[0] >= -1e-9 * eigenvalues[-1]
    assert any(record.shift > 0 for record in solution.trace[:-1]) or solution.iterations < 5


@pytest.mark.parametrize("seed", [1, 6])
def test_a_region_that_rounding_has_shrunk_does_not_hold_sharper_steps(seed):
    """Quasi-Newton steps can end in rejections here, short of the tolerance."""
    problem = random_instance(*SIZES, seed=seed, wx=1e-6, wy=1e-6, lx=1e-6, ly=1e-6)
    assert solve(problem, step="kronecker").status is Status.CONVERGED


@pytest.mark.parametrize("scale", [1e-3, 1e3])
def test_scales_of_the_data(scale):
    base = CASES["random"]
    problem = AttentionProblem(scale * base.A1, base.A2 / scale, scale * base.A3, base.B)
    reference = solve(base)
    solution = solve(problem)
    assert solution.objective == pytest.approx(reference.objective, rel=1e-9)


@pytest.mark.parametrize("step", ["exact", "projected", "kronecker"])
def test_leaves_a_saddle_point(step):
    """With centred columns beside a column of ones the default start X = 0 is a stationary point, and a saddle."""
    rng = np.random.default_rng(0)
    A = rng.normal(size=(40, 3))
    A = np.column_stack([A - A.mean(axis=0), np.ones(40)])
    truth = plant_outputs(A, rng)
    problem = AttentionProblem(A, A, A, truth, wx=0.01, wy=0.01)
    solution = solve(problem, step=step)
    assert solution.trace[0].gradient_norm < 1e-8
    assert solution.objective < 0.9 * solution.trace[0].objective
    assert np.linalg.eigvalsh(problem.hessian(solution.X, solution.Y))[0] > 0


def plant_outputs(A, rng):
    S = A @ rng.normal(size=(4, 4)) @ A.T
    F = np.exp(S - S.max(axis=1, keepdims=True))
    return F / F.sum(axis=1, keepdims=True) @ A @ rng.normal(size=(4, 2))


def test_a_start_with_negative_curvature_is_left_downhill():
    problem = CASES["planted"]
    rng = np.random.default_rng(5)
    for _ in range(20):
        X0, Y0 = 3 * rng.normal(size=(4, 3)), 3 * rng.normal(size=(3, 2))
        if np.linalg.eigvalsh(problem.hessian(X0, Y0))[0] < 0:
            break
    else:
        pytest.fail("no indefinite start was drawn")
    solution = solve(problem, X0, Y0)
    assert solution.status is Status.CONVERGED
    assert solution.objective < problem.objective(X0, Y0)


def test_zero_tolerance_ends_at_rounding_level():
    solution = solve(CASES["random"], tol=0.0)
    assert solution.status is Status.STAGNATED
    assert solution.gradient_norm < 1e-11 * solution.trace[0].gradient_norm + 1e-11


def test_iteration_limit_callback_and_interrupt():
    problem = CASES["random"]
    assert solve(problem, max_iterations=1).status is Status.ITERATION_LIMIT
    stopped = solve(problem, callback=lambda it: it.record.iteration == 2)
    assert stopped.status is Status.STOPPED_BY_CALLBACK
    assert stopped.iterations == 2

    def interrupt(it):
        if it.record.iteration == 3:
            raise KeyboardInterrupt

    interrupted = solve(problem, callback=interrupt)
    assert interrupted.status is Status.INTERRUPTED
    assert interrupted.objective <= problem.objective(np.zeros((4, 3)), np.zeros((3, 2)))


def test_what_a_callback_writes_to_an_iterate_is_not_returned():
    problem, kept = CASES["random"], []
    plain = solve(problem)
    written = solve(problem, callback=lambda it: (it.X.fill(7.0), it.Y.fill(7.0), kept.append(it))[2])
    assert written.status is Status.CONVERGED
    assert all(np.array_equal(a, b) for a, b in ((written.X, plain.X), (written.Y, plain.Y)))
    assert not any(np.shares_memory(it.X, written.X) for it in kept)


def test_solve_and_iterate_take_the_same_path():
    problem = CASES["random"]
    solution = solve(problem)
    records = [it.record for it, _ in zip(iterate(problem), solution.trace, strict=False)]
    assert tuple(records) == solution.trace


@pytest.mark.parametrize("step", ["auto", "exact", "projected", "kronecker", "sketched"])
@pytest.mark.parametrize("stop", [0, 1, 3, 9, 25])
def test_a_resumed_run_has_the_same_trace(step, stop, tmp_path, monkeypatch):
    monkeypatch.setattr("solver.minimise.steps.selection._MIXED", 0)
    problem, file = CASES["tiny weights"], tmp_path / "run.npz"
    whole = solve(problem, step=step)
    part = solve(problem, step=step, checkpoint=file, callback=lambda it: it.record.iteration == stop)
    assert part.iterations == min(stop, whole.iterations)
    resumed = solve(problem, step=step, checkpoint=file)
    assert resumed.trace == whole.trace
    assert np.array_equal(resumed.X, whole.X)
    assert np.array_equal(resumed.Y, whole.Y)
    assert resumed.status is whole.status


def test_a_run_interrupted_between_rejections_resumes_to_the_same_trace(tmp_path):
    problem, file = CASES["random"], tmp_path / "run.npz"
    whole = solve(problem, step="kronecker")
    rejected = next(record.iteration for record in whole.trace if not record.accepted)

    def interrupt(it):
        if it.record.iteration == rejected:
            raise KeyboardInterrupt

    assert solve(problem, step="kronecker", checkpoint=file, callback=interrupt).status is Status.INTERRUPTED
    assert solve(problem, step="kronecker", checkpoint=file).trace == whole.trace


def test_a_run_resumed_where_its_steps_were_sharpened_has_the_same_trace(tmp_path):
    """The quasi-Newton phase ends at rounding level here, far from the tolerance of 1e-12."""
    problem = ill_conditioned(*SIZES, seed=0, condition=1e6)
    whole = solve(problem, step="kronecker", tol=1e-12)
    failures = [record.iteration for record in whole.trace if not record.accepted][-4:]
    assert len(failures) == 4
    for stop in failures:
        file = tmp_path / f"run{stop}.npz"
        solve(
            problem, step="kronecker", tol=1e-12, checkpoint=file, callback=lambda it, k=stop: it.record.iteration == k
        )
        assert solve(problem, step="kronecker", tol=1e-12, checkpoint=file).trace == whole.trace


def test_a_checkpoint_of_something_else_is_refused_and_kept(tmp_path):
    file = tmp_path / "run.npz"
    solve(CASES["random"], checkpoint=file, max_iterations=2)
    content = file.read_bytes()
    for other, options in (("planted", {}), ("random", {"seed": 1}), ("random", {"X0": np.ones((4, 3))})):
        with pytest.raises(InputError, match=r"checkpoint=.*run\.npz"):
            solve(CASES[other], checkpoint=file, **options)
    assert file.read_bytes() == content


@pytest.mark.parametrize("step", ["exact", "projected", "kronecker"])
def test_never_returns_worse_than_given(step):
    problem = CASES["planted"]
    found = solve(problem, tol=0.0)
    again = solve(problem, found.X, found.Y, step=step, tol=0.0)
    assert again.objective <= found.objective
    stopped = solve(problem, found.X, found.Y, step=step, callback=lambda it: True)
    assert np.array_equal(stopped.X, found.X)
    assert np.array_equal(stopped.Y, found.Y)


def test_a_given_X_alone_starts_with_its_ridge_solution():
    problem = CASES["planted"]
    X0 = np.random.default_rng(0).normal(size=(4, 3))
    solution = solve(problem, X0, callback=lambda it: True)
    assert np.array_equal(solution.X, X0)
    assert np.linalg.norm(problem.gradient(X0, solution.Y)[1]) < 1e-9


def test_restarts_return_the_lowest_converged_point():
    problem = CASES["random"]
    alone = solve(problem)
    best = solve(problem, restarts=5)
    assert best.objective < alone.objective
    assert best.restart > 0
    assert best.status is Status.CONVERGED
    assert solve(problem, restarts=5).objective == best.objective


@pytest.mark.parametrize(
    "options",
    [{"tol": -1.0}, {"tol": np.nan}, {"max_iterations": 0}, {"step": "magic"}, {"restarts": -1}, {"memory": -1}],
)
def test_bad_options_are_refused(options):
    with pytest.raises(InputError, match=next(iter(options))):
        solve(CASES["random"], **options)


@pytest.mark.parametrize("seed", range(30))
def test_trust_region_step_satisfies_the_optimality_conditions(seed):
    """(H + lambda I) w = -g, H + lambda I >= 0, ||w|| <= radius, complementarity: Conn, Gould, Toint, theorem 7.2.1."""
    rng = np.random.default_rng(seed)
    H = rng.normal(size=(6, 6))
    H = H + H.T + (seed % 3) * 4 * np.eye(6)
    g = rng.normal(size=6) * 10.0 ** rng.integers(-3, 3)
    radius = 10.0 ** rng.uniform(-2, 2)
    w, shift = trust_region_step(H, g, radius)
    assert np.linalg.norm(w) <= radius * (1 + 1e-12)
    assert np.linalg.eigvalsh(H)[0] + shift >= -1e-9
    if shift > 0:
        assert np.linalg.norm(w) >= 0.89 * radius
    else:
        assert np.allclose(H @ w, -g, atol=1e-9 * np.linalg.norm(g))


def test_hard_case_moves_along_the_lowest_eigenvector():
    H, g = np.diag([-1.0, 2.0, 3.0]), np.array([0.0, 1.0, 0.0])
    w, _ = trust_region_step(H, g, 2.0)
    assert np.linalg.norm(w) == pytest.approx(2.0, rel=0.12)
    assert g @ w + 0.5 * w @ H @ w < -1.9


def test_real_layer_at_small_size():
    layer = real_layer()
    A, B = np.delete(layer.A1, slice(3, -1), axis=1)[:96], layer.B[:96, :2]
    solution = solve(AttentionProblem(A, A, A, B))
    assert solution.status is Status.CONVERGED


@pytest.mark.parametrize("step", ["exact", "projected", "kronecker", "sketched"])
def test_a_start_that_is_a_minimiser_is_returned_at_once(step):
    problem = random_instance(12, 10, 3, 2, 3, 2, seed=1, wx=0.3, wy=0.3)
    found = solve(problem, tol=1e-10)
    again = solve(problem, found.X, found.Y, step=step)
    assert (again.status, again.iterations) == (Status.CONVERGED, 0)
    assert np.array_equal(again.X, found.X)


@pytest.mark.parametrize("step", [name for name in STEPS if name != "exact"])
@pytest.mark.parametrize("how", ["warn", "raise"])
def test_a_start_whose_best_values_overflow_is_refused(step, how):
    """Steps that solve for Y begin at the best Y, of order 1e263 here, though the Y that is given is of order one."""
    A3 = 1e-159 * np.array([[-3.76, 4.07, -5.62], [-5.37, 2.52, 7.1], [-2.32, 11.3, 6.18]])
    A2 = np.array([[-1.908, -1.334, 1.811], [-0.25, -0.142, -0.263], [0.346, -0.822, 3.512]])
    data = AttentionProblem([[-23.5], [-30.9], [75.0]], A2, A3, 1.776e104 * np.array([[-1.0], [1], [1]]), wx=37.5, wy=0)
    X, Y = np.full((1, 3), 1e-7), np.ones((3, 1))
    with (
        np.errstate(all=how),
        pytest.raises(InputError, match="at the start: float64 overflows at this scale of data"),
    ):
        solve(data, X, Y, step=step, max_iterations=8)
    assert np.isfinite(solve(data, X, Y, step="exact", max_iterations=8).objective)
