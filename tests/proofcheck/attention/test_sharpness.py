"""Sharpness: the best instance of each inequality, its label earned by a rigorous evaluation there."""

from fractions import Fraction

import pytest
from flint import arb

from proofcheck.arithmetic.conversion import ball, rationals
from proofcheck.arithmetic.functions import as_array, exp, precision
from proofcheck.checkers import Settings, rate, rigorous
from proofcheck.checkers.instances.sharpness import share_lower, sharpest
from proofcheck.engine.runner import examine
from proofcheck.lemmas.claims import Inequality, Observation, Rate, Space, TheoryError, Variable
from proofcheck.lemmas.evidence import Evidence, Grade, Label, Outcome, Sharpness, derive_verdict, sharpness_words
from proofcheck.lemmas.evidence import sharpest as best_of
from proofcheck.lemmas.lemma import Lemma

SPACE = Space(variables={"x": Variable(low=1, high=2)})


def lemma(lhs, rhs, parts=(), **more):
    claim = Inequality(lhs=lhs, rhs=rhs, parts=parts)
    return Lemma(name="T", title="", statement="", claim=claim, space=SPACE, **more)


def find(share, part=""):
    return Sharpness(part=part, share_lower=share, lhs="", rhs="", data={}, checker="rigorous")


def test_the_label_is_earned_by_the_best_instance():
    loose = rigorous.check(lemma(lambda x: x, lambda x: 3 * x), Settings()).sharpness[0]
    assert loose.label is Label.FACTOR
    assert 3 <= loose.factor_upper < 3.001
    tight = rigorous.check(lemma(lambda x: x, lambda x: x), Settings()).sharpness[0]
    assert tight.label is Label.TIGHT
    assert tight.share_lower == 1


def test_a_limiting_family_is_evaluated_in_balls_and_data_is_exact():
    family = lemma(
        lambda x: x, lambda x: exp(x), extremes=lambda: [{"x": rationals(Fraction(2**k + 1, 2**k))} for k in (1, 2)]
    )  # x / e^x is largest at 1: the samples win over the family
    best = rigorous.check(family, Settings()).sharpness[0]
    with precision(256):
        x = ball(Fraction(best.data["x"]))
        assert best.share_lower <= x / x.exp()
        assert best.share_lower > (1 - arb(2) ** -50) * x / x.exp()


def test_an_extreme_between_the_samples_counts():
    near = {"x": rationals(1 + Fraction(1, 2**30))}
    claim = lemma(lambda x: x * (2 - x), lambda x: x - x + 1, extremes=lambda: [near])
    best = rigorous.check(claim, Settings(seed=4)).sharpness[0]
    assert best.label is Label.TIGHT


def test_each_inequality_of_a_claim_has_its_own_label():
    pair = lemma(
        lambda x: as_array([x.item()] * 2), lambda x: as_array([x.item(), 2 * x.item()]), parts=("first", "second")
    )
    work = examine(pair, Settings())
    shares = {item.part: item for item in best_of(work.evidence)}
    assert shares["first"].label is Label.TIGHT
    assert shares["second"].label is Label.FACTOR
    assert sharpness_words(best_of(work.evidence)) == "factor 2.01; 1 of 2 TIGHT"


def test_parts_that_do_not_divide_the_entries_are_refused():
    with pytest.raises(TheoryError, match="2 entries for parts"):
        Inequality(lhs=None, rhs=None, parts=("a", "b", "c")).blocks([1, 2])


@pytest.mark.parametrize(
    ("lhs", "rhs", "share"), [(1, 2, 0.5), (-4, -1, 0.25), (-1, 1, -1.0), (0, 3, 0.0), (0, 0, None)]
)
def test_shares_of_any_sign(lhs, rhs, share):
    value = share_lower(Fraction(lhs), Fraction(rhs))
    assert value == share
    assert value is None or value <= share


def test_a_wide_ball_earns_nothing():
    assert share_lower(arb(1), arb(1, 0.5)) < 0.6


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ((), ""),
        ((1.0,), "TIGHT"),
        ((1 - 0.9e-6,), "TIGHT"),
        ((1 - 2e-6,), "factor 1.01"),
        ((0.5, 1.0), "factor 2.01; 1 of 2 TIGHT"),
        ((0.0,), "open"),
    ],
)
def test_words(shares, words):
    assert sharpness_words([find(share, str(i)) for i, share in enumerate(shares)]) == words


def test_false_claims_have_no_sharpness():
    evidence = Evidence(checker="rigorous", outcome=Outcome.FAILS, coverage="", sharpness=(find(1.0),))
    verdict = derive_verdict("T", [evidence], {})
    assert verdict.grade is Grade.REFUTED
    assert verdict.sharpness == ()
    assert rigorous.check(lemma(lambda x: 2 * x, lambda x: x), Settings()).sharpness == ()
    assert sharpest("rigorous", None, []) == ()


def test_runs_keep_their_sharpest_observation():
    def observe(rng, runs):
        yield Observation(label="far", lhs=arb(1), rhs=arb(4))
        yield Observation(label="near", lhs=arb(3), rhs=arb(4), data={"seed": 1})
        yield Observation(label="far again", lhs=arb(1), rhs=arb(4))

    runs = Lemma(name="T", title="", statement="", rate=Rate(observe=observe, coverage="three"))
    best = rate.check(runs, Settings()).sharpness
    assert [(item.share_lower, item.data["observation"]) for item in best] == [(0.75, "near")]
