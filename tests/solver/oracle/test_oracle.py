"""Gradient, Hessian-vector product and Hessian against 50-digit differentiation of the definition."""

import pickle
import tracemalloc

import mpmath as mp
import numpy as np
import pytest
from definition import definition

from solver.instances import random_instance
from solver.oracle.evaluation import evaluate
from solver.oracle.shares import whole
from solver.oracle.state import block_shape, row_blocks

SIZES = [(1, 1, 1, 1, 1, 1), (3, 4, 2, 1, 2, 3), (4, 2, 1, 3, 2, 1), (2, 5, 2, 2, 3, 2)]
WEIGHTS = {"wx": 0.5, "wy": 0.25, "lx": 0.125, "ly": 0.0625}


def derivatives(problem, z, step):
    """Gradient and Hessian by central differences with 50-digit results: step 1e-25 at 110 digits."""

    def f(*moves):
        moved = list(z)
        for index, amount in moves:
            moved[index] += amount
        return definition(problem, moved)

    size = len(z)
    gradient = [(f((a, step)) - f((a, -step))) / (2 * step) for a in range(size)]
    hessian = [
        [
            (f((a, step), (b, step)) - f((a, step), (b, -step)) - f((a, -step), (b, step)) + f((a, -step), (b, -step)))
            / (4 * step**2)
            for b in range(size)
        ]
        for a in range(size)
    ]
    return np.array(gradient, dtype=float), np.array(hessian, dtype=float)


@pytest.mark.parametrize("sizes", SIZES)
def test_derivatives_match_high_precision_differentiation_of_the_definition(sizes):
    problem = random_instance(*sizes, seed=3, **WEIGHTS)
    rng = np.random.default_rng(4)
    z, h = rng.normal(size=(2, problem.size))
    size = problem.p * problem.q

    def split(v):
        return v[:size].reshape(problem.p, -1), v[size:].reshape(problem.r, -1)

    with mp.workdps(110):
        exact = [mp.mpf(v) for v in z.tolist()]
        gradient, hessian = derivatives(problem, exact, mp.mpf(10) ** -25)
        value = float(definition(problem, exact))
    X, Y = split(z)
    flat = lambda pair: np.concatenate([part.ravel() for part in pair])  # noqa: E731
    assert problem.objective(X, Y) == pytest.approx(value, rel=1e-14)
    assert np.linalg.norm(flat(problem.gradient(X, Y)) - gradient) <= 1e-14 * np.linalg.norm(gradient)
    assert np.linalg.norm(problem.hessian(X, Y) - hessian) <= 1e-14 * np.linalg.norm(hessian)
    product = flat(problem.hvp(X, Y, *split(h)))
    assert np.linalg.norm(product - hessian @ h) <= 1e-13 * np.linalg.norm(hessian @ h)


@pytest.fixture
def blocked(monkeypatch):
    """Blocks of 32 rows: 70 rows make three."""
    monkeypatch.setattr("solver.oracle.state._BLOCK_ENTRIES", 1)
    monkeypatch.setattr("solver.oracle.state._SHORTEST", 32)
    monkeypatch.setattr("solver.oracle.hessian._MOMENTS", 1)


def everything(at, dX, dY):
    return [at.objective, *at.gradient, at.states.value.mean2, at.states.value.mean3, *at.hvp(dX, dY), at.hessian()]


@pytest.mark.parametrize("r", [3, 5])  # through keys, through values
@pytest.mark.parametrize("scale", [1.0, 300.0])
def test_blocks_and_the_memory_budget_do_not_change_results(scale, r, monkeypatch):
    problem = random_instance(70, 40, 2, 5, r, 2, seed=0, **WEIGHTS)
    rng = np.random.default_rng(0)
    X, dX, Y, dY = scale * rng.normal(size=(2, 5)), rng.normal(size=(2, 5)), *rng.normal(size=(2, r, 2))
    whole = everything(problem.evaluate(X, Y), dX, dY)
    monkeypatch.setattr("solver.oracle.state._BLOCK_ENTRIES", 1)
    monkeypatch.setattr("solver.oracle.state._SHORTEST", 32)
    monkeypatch.setattr("solver.oracle.hessian._MOMENTS", 48 * 25)  # 48 rows: max(p, q, r, k) = 5
    assert (len(row_blocks(70, 40)), len(row_blocks(70, 40, 48))) == (3, 2)
    for memory in (0, 2**30):
        at = problem.evaluate(X, Y, memory=memory)
        assert (at.states.value.lease.array is None) == (memory == 0)
        for found, expected in zip(everything(at, dX, dY), whole, strict=True):
            assert np.allclose(found, expected, rtol=1e-12, atol=1e-13 * np.abs(expected).max())


@pytest.mark.usefixtures("blocked")
@pytest.mark.parametrize("memory", [0, 2**30])
@pytest.mark.parametrize(("r", "k"), [(2, 3), (4, 2), (5, 2)])
def test_the_hessian_and_the_product_agree_over_blocks(r, k, memory):
    problem = random_instance(70, 40, 3, 2, r, k, seed=1, **WEIGHTS)
    rng = np.random.default_rng(1)
    X, Y, z = rng.normal(size=(3, 2)), rng.normal(size=(r, k)), rng.normal(size=6 + r * k)
    at = problem.evaluate(X, Y, memory=memory)
    product = np.concatenate([part.ravel() for part in at.hvp(z[:6].reshape(3, 2), z[6:].reshape(r, k))])
    H = at.hessian()
    assert np.array_equal(H, H.T)
    assert np.linalg.norm(H @ z - product) <= 1e-13 * np.linalg.norm(product)


@pytest.mark.parametrize("m", [1, 4000, 65536, 10**6, 10**8])
def test_a_block_of_rows_has_a_bound_whatever_the_number_of_keys(m):
    rows = block_shape(10**6, m)[0]
    assert 1 <= rows <= max(2**23 // m, 1)
    assert block_shape(3, m)[0] <= 3


def test_nothing_of_size_n_times_m_is_kept_without_memory():
    """n = m = 3000: U alone takes 72 MB; the pass stays below 20 MB, six blocks of 128 rows."""
    problem = random_instance(3000, 3000, 2, 2, 2, 2, seed=0)
    X, Y = np.ones((2, 2)) / 9, np.ones((2, 2))
    tracemalloc.start()
    at = problem.evaluate(X, Y, memory=0)
    at.hvp(X, Y)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20e6


def test_large_scores_do_not_overflow():
    problem = random_instance(4, 4, 2, 2, 2, 2, seed=0)
    assert np.isfinite(problem.objective(1e6 * np.ones((2, 2)), np.ones((2, 2))))


def test_a_released_evaluation_leaves_its_room_to_the_next_and_stays_right():
    problem = random_instance(70, 40, 2, 5, 3, 2, seed=0, **WEIGHTS)
    rng = np.random.default_rng(0)
    X, dX, Y, dY = rng.normal(size=(2, 5)), rng.normal(size=(2, 5)), *rng.normal(size=(2, 3, 2))
    shares = whole(problem)
    first = evaluate(problem, X, Y, shares)
    expected = first.hvp(dX, dY)
    room = first.states.value.lease.array.ctypes.data
    second = evaluate(problem, 2 * X, Y, shares)
    assert second.states.value.lease.array.ctypes.data != room
    assert all(np.array_equal(*pair) for pair in zip(first.hvp(dX, dY), expected, strict=True))
    first.release()
    first.release()
    third = evaluate(problem, 3 * X, Y, shares)
    assert third.states.value.lease.array.ctypes.data == room
    for found, before in zip(first.hvp(dX, dY), expected, strict=True):  # from U and P made again
        assert np.allclose(found, before, rtol=1e-13, atol=1e-13)
    assert np.allclose(first.states.value.F.sum(axis=1), 1.0)
    assert len(pickle.dumps(problem)) < room_size(problem)


def room_size(problem):
    return 16 * problem.n * problem.m


def test_a_wide_factor_keeps_the_blocks_of_the_hessian_short():
    """Row-wise products of A1 are p^2 / 2 wide: all rows at once would take 2000 x 40 x 41 / 2 numbers."""
    problem = random_instance(2000, 4, 40, 1, 1, 1, seed=2, **WEIGHTS)
    at = problem.evaluate(np.zeros((40, 1)), np.zeros((1, 1)))
    tracemalloc.start()
    at.hessian()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 3 * 2**19 < 8 * 2000 * 820
