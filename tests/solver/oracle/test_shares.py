"""What shares are asked to compute may run again, on the same value or on a copy of it, and gives the same bits."""

import pickle

import numpy as np
import pytest

from solver.instances import random_instance
from solver.minimise.steps import curvature
from solver.oracle import evaluation, hessian, hessian_product, shares, state, variable_projection
from solver.oracle.buffers import Workspace

MEMORIES = [0, 2**30]
BY_KEYS, BY_VALUES = (70, 40, 3, 2, 2, 3), (70, 40, 3, 2, 5, 2)  # r <= 2k or not


@pytest.fixture(autouse=True)
def blocked(monkeypatch):
    """Blocks of 32 rows, of 48 in the Hessian where U and P are kept: 70 rows make three, or two."""
    monkeypatch.setattr("solver.oracle.state._BLOCK_ENTRIES", 1)
    monkeypatch.setattr("solver.oracle.state._SHORTEST", 32)
    monkeypatch.setattr("solver.oracle.hessian._MOMENTS", 48 * 25)


def share(sizes, memory):
    return shares.Share(problem=random_instance(*sizes, seed=0, wx=0.5, wy=0.5), workspace=Workspace(memory))


def tables(sizes):
    """X, dX, Y, dY."""
    _, _, p, q, r, k = sizes
    rng = np.random.default_rng(1)
    return rng.normal(size=(p, q)), rng.normal(size=(p, q)), rng.normal(size=(r, k)), rng.normal(size=(r, k))


def copied(value):
    return pickle.loads(pickle.dumps(value))  # noqa: S301


def same(left, right):
    return all(np.array_equal(a, b) for a, b in zip(left, right, strict=True))


@pytest.mark.parametrize("memory", MEMORIES)
@pytest.mark.parametrize("sizes", [BY_KEYS, BY_VALUES])
def test_sums_of_a_state_are_the_same_again_and_of_a_copy(sizes, memory):
    X, dX, Y, dY = tables(sizes)
    at = evaluation.evaluate_rows(share(sizes, memory), X, Y)
    before = copied(at)
    for compute, arguments in (
        (evaluation.first_order_sums, ()),
        (hessian.hessian_sums, ()),
        (hessian_product.product_sums, (dX, dY)),
        (curvature.spread_sum, ()),
        (curvature.row_bounds, ()),
    ):
        first = compute(at, *arguments)
        assert same(first, compute(at, *arguments)), compute
        assert same(first, compute(before, *arguments)), compute
        assert same(first, compute(copied(at), *arguments)), compute


@pytest.mark.parametrize("memory", MEMORIES)
@pytest.mark.parametrize("sizes", [BY_KEYS, BY_VALUES])
def test_passes_of_a_projection_and_of_its_product_are_the_same_again_and_of_a_copy(sizes, memory):
    X, dX, Y, dY = tables(sizes)
    averages = variable_projection.average(share(sizes, memory), X)
    at = variable_projection.complete(averages, Y)
    for other in (averages, copied(averages)):
        assert same(variable_projection.normal_sums(averages), variable_projection.normal_sums(other))
        assert same(
            evaluation.first_order_sums(at), evaluation.first_order_sums(variable_projection.complete(other, Y))
        )
    moved = variable_projection.move(at, dX)
    before = copied(moved)
    expected = variable_projection.mixed_product(moved), variable_projection.follow(moved, dY)
    for other in (moved, before, copied(moved), variable_projection.move(at, dX)):
        assert same(variable_projection.mixed_product(other), expected[0])
        assert same(variable_projection.follow(other, dY), expected[1])
    assert same(variable_projection.follow(moved, 2 * dY), variable_projection.follow(before, 2 * dY))


def test_a_copy_keeps_what_is_kept_and_leaves_buffers_behind():
    """The Hessian's blocks are longer where U and P are kept: a copy without them would round otherwise."""
    X, dX, Y, _ = tables(BY_KEYS)
    at = evaluation.evaluate_rows(share(BY_KEYS, 2**30), X, Y)
    assert np.array_equal(copied(at).lease.array, at.lease.array)
    moved = variable_projection.move(at, dX)
    assert len(pickle.dumps(moved)) < len(pickle.dumps(at)) + 8 * 70 * 40 / 2
    assert state.release(at) == ()
    assert at.lease.array is None
    weights = state.Weights(at.problem, X)
    weights.exponentials(slice(0, 32))
    assert len(pickle.dumps(weights)) < len(pickle.dumps(at.problem)) + 8 * 32 * 40
