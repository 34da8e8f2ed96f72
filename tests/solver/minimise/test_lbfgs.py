"""The quasi-Newton step as matrix products against the plain two-loop recursion."""

from types import SimpleNamespace

import numpy as np
import pytest

from solver.minimise.steps.lbfgs import Pairs, QuasiModel
from solver.minimise.steps.protocols import Uncorrected

SIZE = 31  # odd: rows begin at every alignment
WEIGHT = 0.7


class Scaled(Uncorrected):
    """T = diag(1, 2, ..), so that the initial matrix is no multiple of the identity."""

    def square(self, w):
        """T T^T w."""
        return w * np.arange(1.0, w.size + 1) ** 2

    def measure(self, w):
        """|T^T w|^2."""
        return float(w @ self.square(w))


def random_pairs(count, seed=0, size=SIZE):
    """Steps and changes of the gradient of a quadratic with eigenvalues from 1 to 1000."""
    rng = np.random.default_rng(seed)
    rotation = np.linalg.qr(rng.normal(size=(size, size)))[0]
    steps = rng.normal(size=(count, size))
    return list(zip(steps, steps @ (rotation * np.geomspace(1, 1000, size)) @ rotation.T, strict=True))


def step(pairs, g, correction):
    approximation = SimpleNamespace(weight=WEIGHT, whiten=lambda w: w, expand=lambda w: w)
    at = SimpleNamespace(gradient=(g, None))
    return QuasiModel(at, approximation, correction, pairs.current(), None).propose(np.inf).dX


def two_loops(kept, g, correction):
    """Nocedal and Wright, algorithm 7.4, on (s, y) oldest first."""
    q, coefficients, size = -g, [], 1 / (2 * WEIGHT)
    for s, y in reversed(kept):
        coefficients.append(s @ q / (s @ y))
        q = q - coefficients[-1] * y
    if kept:
        s, y = kept[-1]
        size = s @ y / correction.measure(y)
    z = size * correction.square(q)
    for (s, y), a in zip(kept, reversed(coefficients), strict=True):
        z = z + (a - y @ z / (s @ y)) * s
    return z


def filled(given, last):
    """Pairs of steps that end where the gradient is `last`."""
    pairs, now = Pairs(), last - sum(y for _, y in given)
    for s, y in given:
        pairs.follow(s, now, now + y)
        now = now + y
    return pairs


def kept(pairs):
    """As a list of (s, y)."""
    return list(pairs.state()["pairs"])


@pytest.mark.parametrize("correction", [Uncorrected(), Scaled()])
@pytest.mark.parametrize("count", [0, 1, 2, 19, 20, 21, 39, 40, 41, 59, 61, 62, 103])
def test_the_step_is_that_of_the_two_loop_recursion(count, correction):
    given, g = random_pairs(count), np.random.default_rng(1).normal(size=SIZE)
    pairs = filled(given, g)
    assert len(kept(pairs)) == min(count, 20)
    expected = two_loops(given[-20:], g, correction)
    assert np.linalg.norm(step(pairs, g, correction) - expected) <= 1e-10 * np.linalg.norm(expected)


@pytest.mark.parametrize("size", [1, 31, 1000])
def test_pairs_of_a_checkpoint_repeat_every_digit_wherever_they_lie(size):
    given, now = random_pairs(90, size=size), np.random.default_rng(1).normal(size=size)
    saved = Pairs()
    for s, y in given:
        before, now = now, now + y
        restored = Pairs()
        restored.restore(**saved.state())
        for pairs in (saved, restored):
            pairs.follow(s, before, now)
        assert np.array_equal(step(saved, now, Scaled()), step(restored, now, Scaled()))
        assert all(
            np.array_equal(*both) for both in zip(saved.state().values(), restored.state().values(), strict=True)
        )


def test_a_table_is_in_order_of_age_and_empty_at_first():
    given = random_pairs(47)
    table = np.array(kept(filled(given, np.zeros(SIZE))))
    assert np.array_equal(table[:, 0], np.array(given[-20:])[:, 0])
    assert np.allclose(table, given[-20:], rtol=1e-9)  # a change is a difference of two gradients
    assert Pairs().state()["pairs"].shape == (0, 2, 0)


def test_a_step_that_makes_no_pair_is_followed_too():
    given, g = random_pairs(5), np.random.default_rng(1).normal(size=SIZE)
    pairs, s = filled(given, g), given[0][0]
    pairs.follow(s, g, g - s)
    assert np.allclose(kept(pairs), given, rtol=1e-9)
    assert np.allclose(pairs.current().along, pairs.current().S @ (g - s), rtol=1e-12)


def test_pairs_without_curvature_are_left_out():
    s = np.eye(3)[0]
    refused = [
        (s, -s),
        (s, np.eye(3)[1]),
        (s, 0 * s),
        (0 * s, s),
        (1e-200 * s, 1e-200 * s),
        (s, s + 1e9 * np.eye(3)[2]),
    ]
    assert len(kept(filled(refused, np.zeros(3)))) == 0
    assert len(kept(filled([*refused, (s, s)], np.zeros(3)))) == 1
