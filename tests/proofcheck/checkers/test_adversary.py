"""The adversary: worst cases that sampling misses, tightness, hypotheses, and no refutation by float64 noise."""

from fractions import Fraction

import numpy as np
import pytest

from proofcheck.arithmetic.functions import power
from proofcheck.checkers import Settings
from proofcheck.checkers.search import adversary
from proofcheck.checkers.search.optimisers import Best, cma_es, compass
from proofcheck.lemmas.claims import Inequality, Space, Variable
from proofcheck.lemmas.evidence import Outcome
from proofcheck.lemmas.lemma import Lemma

Q = Fraction
ONE = Space(variables={"x": Variable(low=-8, high=8)})
PAIR = Space(sizes={"m": (2, 3)}, variables={"x": Variable(shape=("m",)), "y": Variable(shape=("m",))})


def square(v):
    return (v * v).sum()


def check_with(lhs, rhs, space=ONE, **more):
    claim = Inequality(lhs=lhs, rhs=rhs, **more)
    return adversary.check(Lemma(name="L", title="", statement="", claim=claim, space=space), Settings())


def test_a_violation_in_a_narrow_valley_is_found():
    """2 - (x - 1/3)^2 <= 2 - 2^-20 is false only within 2^-10 of 1/3, where the sampling grid of 1/64 has no point."""
    found = check_with(lambda x: 2 - power(x - (0 * x + 1) / 3, 2), lambda x: 0 * x + 2 - (0 * x + 1) / 2**20)
    assert found.outcome is Outcome.FAILS
    assert abs(Q(found.counterexample.data["x"]) - Q(1, 3)) < Q(1, 2**10)


def test_the_counterexample_fails_again_and_lies_in_the_range():
    found = check_with(lambda x: x, lambda x: 0 * x + 7).counterexample
    assert 7 < Q(found.data["x"]) <= 8


def test_tightness_of_a_sharp_constant_is_attained():
    found = check_with(lambda x, y: (x * y).sum(), lambda x, y: (square(x) + square(y)) / 2, PAIR)
    assert found.outcome is Outcome.HOLDS
    assert found.tightness > 1 - 1e-6
    assert 0 <= found.margin_lower < 1e-6


def test_hypotheses_are_respected():
    """x <= 1 holds where 1 - x >= 0, and nowhere else up to 8."""
    found = check_with(lambda x: x, lambda x: 0 * x + 1, where=lambda x: 1 - x)
    assert found.outcome is Outcome.HOLDS
    assert found.tightness > 0.999


def test_float64_noise_does_not_refute():
    """(x + 2^60) - 2^60 <= x: equality that float64 breaks in both directions."""
    found = check_with(lambda x: (x + 2**60) - 2**60, lambda x: x)
    assert found.outcome is not Outcome.FAILS


def test_integers_stay_integers():
    """x (x - 1) >= 0 holds for integers and fails at 1/2."""
    whole = Space(variables={"x": Variable(low=-8, high=8, denominator=1)})
    assert check_with(lambda x: x - x, lambda x: x * (x - 1), whole).outcome is Outcome.HOLDS
    assert check_with(lambda x: x - x, lambda x: x * (x - 1)).outcome is Outcome.FAILS


def test_a_claim_that_float64_cannot_evaluate_is_left_alone():
    found = check_with(lambda x: x.item().nothing_like_that, lambda x: x)
    assert found.outcome is Outcome.UNDECIDED
    assert "float64 cannot evaluate" in found.detail


@pytest.mark.parametrize("search", ["cma", "compass"])
def test_searches_climb(search):
    """The peak of a turned, badly scaled quadratic in six dimensions."""
    rng = np.random.default_rng(0)
    turn, _ = np.linalg.qr(rng.normal(size=(6, 6)))
    target = rng.uniform(0.2, 0.8, 6)

    def hill(point):
        return -float((np.logspace(0, 3, 6) * (turn @ (point - target)) ** 2).sum())

    start = Best(point=np.full(6, 0.5), value=hill(np.full(6, 0.5)))
    best = cma_es(hill, start.point, 6000, rng) if search == "cma" else compass(hill, start, 6000)
    assert best.value == hill(best.point)
    assert best.value > start.value / (1e8 if search == "cma" else 10)
