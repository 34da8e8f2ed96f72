"""Rates: what runs yield decides only as balls, once, the same again, and in a number that says something."""

import numpy as np
import pytest
from flint import arb

from proofcheck.arithmetic.functions import precision
from proofcheck.checkers import Profile, Settings, rate
from proofcheck.lemmas.claims import Observation, Rate, TheoryError
from proofcheck.lemmas.evidence import Grade, Outcome, derive_verdict
from proofcheck.lemmas.lemma import Lemma

GROWING = 12
CI = Settings()


def check_with(observe, *, settings=CI, **more):
    return rate.check(Lemma(name="L", title="", rate=Rate(observe=observe, coverage="every run", **more)), settings)


def yielding(*pairs, label="k = {}"):
    made = [Observation(label=label.format(i), lhs=arb(a), rhs=arb(b)) for i, (a, b) in enumerate(pairs)]
    return lambda rng, runs: iter(made)


def add_tenths(count):
    total = 0.0
    for _ in range(count):
        total += 0.1
    return total


ROUNDED = {
    "a truth that doubles refute": (add_tenths(3), 0.3),
    "a falsehood that doubles support": (add_tenths(10), np.nextafter(1.0, 2)),
    "one unit in the last place": (float(np.nextafter(1 / 3, 1)), 1 / 3),
    "large": (add_tenths(3) * 2.0**500, 0.3 * 2.0**500),
    "negative": (-0.3, -add_tenths(3)),
}


@pytest.mark.parametrize("name", ROUNDED)
def test_doubles_that_differ_by_rounding_decide_nothing(name):
    found = check_with(yielding(*[ROUNDED[name]] * 20, label="run {}"))
    assert found.outcome is Outcome.ERROR
    assert found.counterexample is None
    for words in ("run 0", "is a double without a radius", "arb"):
        assert words in found.detail


def test_exact_sides_decide_although_they_are_doubles():
    halves = [(2.0**-k, 2.0**-k) for k in range(20)]
    assert check_with(yielding(*halves)).outcome is Outcome.HOLDS
    assert check_with(yielding(*halves, (0.5, 0.25))).outcome is Outcome.FAILS
    with precision(256):
        close = arb(1) + arb(2) ** -100
    assert check_with(yielding(*halves, (close, 1))).outcome is Outcome.FAILS  # more bits than a double has


@pytest.mark.parametrize("side", ["lhs", "rhs"])
@pytest.mark.parametrize(("value", "words"), [("nan", "NaN"), ("inf", "infinite"), ("-inf", "infinite")])
def test_a_side_without_a_value_is_named(side, value, words):
    sides = {"lhs": arb(0), "rhs": arb(1), side: arb(value)}
    made = [Observation(label=f"k = {k}", **(sides if k == 7 else {"lhs": arb(k), "rhs": arb(20)})) for k in range(20)]
    found = check_with(lambda rng, runs: iter(made))
    assert (found.outcome, found.decided) == (Outcome.HOLDS, 19)
    assert found.detail == f"1 undecided, the first of them 'k = 7', where {side} is {words}"


@pytest.mark.parametrize(
    ("pairs", "thin"),
    [
        ([(k, k + 1) for k in range(GROWING)], ""),
        ([(k, k + 1) for k in range(GROWING - 1)], "11 observations were decided, fewer than 12"),
        ([(0, 1)], "1 observation was decided, fewer than 12"),
        ([(k, k + 1) for k in range(20)] + [(k, arb(k, 1)) for k in range(21)], "21 of 41 observations are undecided"),
    ],
)
def test_few_decided_observations_are_thin(pairs, thin):
    found = check_with(yielding(*pairs))
    assert found.outcome is Outcome.HOLDS
    assert found.thin.startswith(thin)
    assert bool(found.thin) == bool(thin)
    verdict = derive_verdict("L", [found], {})
    assert (verdict.grade, "THIN: " in verdict.reason) == (Grade.SUPPORTED, bool(thin))


def test_an_observation_counts_once():
    found = check_with(yielding(*[(1, 2)] * 500, label="the same"))
    assert (found.attempted, found.decided) == (1, 1)
    assert "499 repeated" in found.detail
    assert found.thin


def stateful():
    calls = []

    def observe(rng, runs):
        for k in range(runs):
            calls.append(k)
            yield Observation(label=f"k = {k}", lhs=arb(1) / len(calls), rhs=arb(2))

    return observe


def own_generator(rng, runs):
    for k in range(runs):
        yield Observation(label=f"k = {k}", lhs=arb(np.random.default_rng().random()) / 3, rhs=arb(2))


def longer_each_time():
    calls = []

    def observe(rng, runs):
        calls.append(1)
        for k in range(runs):
            yield Observation(label=f"k = {k + len(calls)}", lhs=arb(k), rhs=arb(runs))

    return observe


@pytest.mark.parametrize("observe", [stateful(), own_generator, longer_each_time()])
def test_runs_that_do_not_repeat_are_an_error(observe):
    found = check_with(observe)
    assert found.outcome is Outcome.ERROR
    assert "draw from `rng` alone" in found.detail


@pytest.mark.parametrize("yielded", [1, None, (arb(1), arb(2)), "k = 1"])
def test_what_is_no_observation_is_named(yielded):
    with pytest.raises(TheoryError, match=r"test_rate_runs\.py, line \d+: .*give Observation"):
        check_with(lambda rng, runs: iter([yielded]))


def test_runs_that_are_no_iterator_are_named():
    with pytest.raises(TheoryError, match=r"test_rate_runs\.py, line \d+: .*yield Observation"):
        check_with(lambda rng, runs: None)


@pytest.mark.parametrize(
    "wrong",
    [{"coverage": ""}, {"coverage": 3}, {"observe": 3}, *({"precision_bits": b} for b in (-5, 1, True, 64.0, "x"))],
)
def test_a_rate_of_wrong_parts_is_refused(wrong):
    name = next(iter(wrong))
    with pytest.raises(TheoryError, match=name):
        Rate(**{"observe": own_generator, "coverage": "every run"} | wrong)


def test_the_verdict_line_says_whose_words_the_coverage_is():
    found = check_with(yielding(*[(k, k + 1) for k in range(GROWING)]))
    assert (
        derive_verdict("L", [found], {}).reason == "12 observations of runs, as their author describes them: every run"
    )


def test_a_refutation_counts_the_observation_that_refutes():
    found = check_with(yielding((2, 1)))
    assert found.coverage.startswith("1 observation of runs")


def test_later_parts_of_a_campaign_are_not_thin_because_they_are_short():
    late = Settings(profile=Profile.THOROUGH, part=(1, 10_000))
    assert not check_with(yielding((0, 1)), settings=late).thin
