"""A search worth its words: false constants are refuted whatever the seed, attained ones come out tight."""

from fractions import Fraction

import numpy as np
import pytest

from proofcheck.checkers import CHECKERS, Profile, Settings
from proofcheck.checkers.search.gradient import independent
from proofcheck.checkers.search.optimisers import climb
from proofcheck.engine.runner import run
from proofcheck.lemmas.claims import Inequality, Space, Variable
from proofcheck.lemmas.evidence import Grade, Outcome, sharpness_words
from proofcheck.lemmas.lemma import Lemma, Theory
from proofcheck.theory import absolute, cos, exp, expm1, log, log1p, maximum, pi, power, sin, sqrt, tanh, where


def pair(most):
    return Space(sizes={"n": (1, most)}, variables={"x": Variable(shape=("n",)), "y": Variable(shape=("n",))})


def softmax(x):
    return exp(x) / exp(x).sum()


def distance(x, y):
    return ((softmax(x) - softmax(y)) * (softmax(x) - softmax(y))).sum()


def curvature(x, y):
    """The Hessian of log-sum-exp at x, twice along y."""
    return (softmax(x) * y * y).sum() - (softmax(x) * y).sum() * (softmax(x) * y).sum()


def square(v):
    return (v * v).sum()


FALSE = {
    "smooth 0.49": Inequality(lhs=curvature, rhs=lambda x, y: 49 * square(y) / 100),
    "gradient 0.49": Inequality(lhs=distance, rhs=lambda x, y: 49 * 49 * square(x - y) / 10**4),
}


@pytest.mark.parametrize("case", FALSE)
def test_a_constant_two_percent_below_the_best_is_refuted_whatever_the_seed_and_name(case):
    """1/2 is best; it is attained by two of ten keys alone, so by hardly any random instance."""
    found = []
    for seed in range(20):
        lemma = Lemma(name=f"{case} {seed}", title="", statement="", claim=FALSE[case], space=pair(10))
        found.append(CHECKERS["adversary"].check(lemma, Settings(seed=seed)).outcome)
    assert found.count(Outcome.FAILS) >= 19


def test_an_attained_constant_is_tight():
    """The README's `half`: attained in the limit y -> x at two equal entries."""
    claim = Inequality(lhs=distance, rhs=lambda x, y: square(x - y) / 4)
    lemma = Lemma(name="half", title="", statement="", claim=claim, space=pair(4))
    verdict = run(Theory(name="t", title="", lemmas=(lemma,)), Settings())[0].verdict
    assert verdict.grade is Grade.SUPPORTED
    assert sharpness_words(verdict.sharpness, verdict.effort) == "TIGHT"


def test_a_factor_says_how_far_was_searched():
    claim = Inequality(lhs=distance, rhs=lambda x, y: square(x - y))
    lemma = Lemma(name="loose", title="", statement="", claim=claim, space=pair(4))
    verdict = run(Theory(name="t", title="", lemmas=(lemma,)), Settings())[0].verdict
    words = sharpness_words(verdict.sharpness, verdict.effort)
    count = sum(item.evaluations for item in verdict.evidence)
    assert count > 300
    assert words == f"factor 4.01, best of {count:,} evaluations, n <= 4"


FUNCTIONS = {
    "sum": lambda v: v.sum(),
    "products": lambda v: (v * v[::-1] - v * 3 + 2 * v).sum(),
    "quotients": lambda v: (1 / (v + 3) + v / 7 + v / (v * v + 1)).sum(),
    "powers": lambda v: power(v, 3).sum() + (v**2).sum(),
    "exp": lambda v: exp(v).sum(),
    "sqrt": lambda v: sqrt(v + 5).sum(),
    "negation and order": lambda v: -abs(v).max() + min(v.tolist()),
    "elementary": lambda v: (log(v + 2) + log1p(v * v) + expm1(v) + sin(v) + cos(v) * tanh(v)).sum(),
    "constants and pieces": lambda v: (where(v, v * pi, -v) + maximum(v, 0 * v) + Fraction(1, 3) * absolute(v)).sum(),
    "matrix": lambda v: v @ np.outer(v, v) @ v,
    "numpy scalars": lambda v: np.float64(2) * v[0] + v[1] - np.float64(3) * v[2] + np.float64(1) / (v[0] + 4),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_gradients_are_those_of_differences(name):
    function, at, h = FUNCTIONS[name], np.array([0.3, -0.7, 1.1]), 1e-6
    found = function(independent(at, 0, 3))
    expected = [(function(at + h * e) - function(at - h * e)) / (2 * h) for e in np.eye(3)]
    assert np.isclose(found.value, function(at))
    assert np.allclose(found.slope, expected, rtol=1e-5, atol=1e-6)


def test_climbing_follows_gradients_to_the_top_of_a_ridge():
    """-(x - 2 y)^2 - (x - 0.8)^2 / 100 has its top at (0.8, 0.4)."""
    seen = []

    def ridge(point):
        x, y = point
        seen.append(point)
        return -((x - 2 * y) ** 2) - (x - 0.8) ** 2 / 100, np.array(
            [-2 * (x - 2 * y) - (x - 0.8) / 50, 4 * (x - 2 * y)]
        )

    climb(ridge, np.array([0.1, 0.9]), 60)
    assert np.allclose(seen[-1], [0.8, 0.4], atol=1e-4)
    assert all(((point >= 0) & (point <= 1)).all() for point in seen)


@pytest.mark.parametrize("profile", Profile)
def test_searches_repeat_themselves(profile):
    lemma = Lemma(name="L", title="", statement="", claim=FALSE["smooth 0.49"], space=pair(3))
    part = Settings(profile=profile, part=(1, 60) if profile is Profile.THOROUGH else (0, 1))
    assert CHECKERS["adversary"].check(lemma, part) == CHECKERS["adversary"].check(lemma, part)
