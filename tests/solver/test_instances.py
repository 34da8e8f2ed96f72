"""Named instances: shapes, what they promise, and the shipped arrays."""

import numpy as np
import pytest

from solver import InputError
from solver.instances import full_layer, ill_conditioned, planted, random_instance, real_layer, saturated


def test_planted_has_loss_zero_at_the_truth_without_noise():
    rng = np.random.default_rng(3)
    problem = planted(9, 8, 3, 2, 2, 2, seed=3)
    X, Y = rng.normal(size=(3, 2)) / np.sqrt(6), rng.normal(size=(2, 2))
    assert problem.loss(X, Y) < 1e-24


def test_ill_conditioned_has_the_condition_asked_for():
    assert np.linalg.cond(ill_conditioned(20, 15, 4, 3, 3, 2, seed=0, condition=1e5).A1) == pytest.approx(1e5, rel=1e-6)


def test_saturated_is_nearly_one_hot():
    problem = saturated(30, 20, 3, 3, 3, 2, seed=0)
    rng = np.random.default_rng(0)
    F = problem.evaluate(30 * rng.normal(size=(3, 3)), rng.normal(size=(3, 2))).states.value.F
    assert F.max(axis=1).mean() > 0.9


@pytest.mark.parametrize(("layer", "head"), [(2, 0), (0, 2), (0, 11)])
def test_the_full_layer_is_a_head_of_softmax_attention(layer, head):
    problem = full_layer(layer, head)
    assert (problem.n, problem.p, problem.q, problem.r, problem.k) == (512, 385, 385, 385, 32)
    assert problem.p * problem.q == 148_225
    assert (problem.A1[:, -1] == 1).all()


def test_the_narrow_and_the_full_layer_are_the_same_head():
    assert np.array_equal(real_layer().B, full_layer(2, 0).B)
    centred = full_layer(2, 0).A1[:, :-1] - full_layer(2, 0).A1[:, :-1].mean(axis=0)
    energy = np.linalg.svd(centred, compute_uv=False)[:15] ** 2
    assert np.allclose((real_layer().A1[:, :-1] ** 2).sum(axis=0), energy, rtol=1e-5)


def test_a_head_that_is_not_shipped_is_named():
    with pytest.raises(InputError, match="layer=1, head=0"):
        full_layer(1, 0)


@pytest.mark.parametrize(("name", "value"), [("n", 8.5), ("k", True), ("m", 0), ("seed", 1.5), ("seed", -1)])
@pytest.mark.parametrize("make", [random_instance, planted, ill_conditioned, saturated])
def test_sizes_and_seeds_that_are_no_whole_numbers_are_refused_by_name(make, name, value):
    with pytest.raises(InputError, match=rf"^{name}={value}: a s\w+ "):
        make(**{**dict.fromkeys("nmpqrk", 2), "seed": 0, name: value})
