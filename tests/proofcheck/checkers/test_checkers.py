"""Checkers: instances inside their space, decisions that never believe a float, evidence that counts truly."""

import shlex
from fractions import Fraction

import hypothesis
import numpy as np
import pytest
import sympy
from flint import arb

from proofcheck.arithmetic.conversion import rationals
from proofcheck.arithmetic.functions import as_array, exp, precision
from proofcheck.arithmetic.refusals import InexactOperandError
from proofcheck.checkers import Profile, Settings, rate, rigorous, symbolic
from proofcheck.checkers import property as property_checker
from proofcheck.checkers.instances.decision import Finding, decide, float_lower
from proofcheck.checkers.instances.evaluation import ClaimError
from proofcheck.checkers.instances.membership import violation
from proofcheck.checkers.instances.sampling import sample
from proofcheck.checkers.instances.second_opinion import second_opinion
from proofcheck.engine.runner import examine
from proofcheck.lemmas.claims import (
    Derivation,
    Identity,
    Inequality,
    Observation,
    Rate,
    Space,
    Step,
    TheoryError,
    Variable,
)
from proofcheck.lemmas.evidence import Outcome
from proofcheck.lemmas.lemma import Lemma

Q = Fraction
AT = {"x": rationals([1, 2])}
HERE = Space(variables={"x": Variable(shape=(2,))})
NARROW = Space(
    sizes={"m": (1, 3)},
    variables={
        "x": Variable(shape=("m", 2), low=Q(1, 3), high=Q(5, 2), denominator=8),
        "big": Variable(low=10**30, high=10**30 + 3, denominator=1),
    },
)
LINE = Space(variables={"x": Variable(shape=(1,))})


def below(lhs, rhs, **more):
    return Inequality(lhs=lhs, rhs=rhs, **more)


def lemma(**parts):
    return Lemma(name="L", title="", statement="", **parts)


def inside(instance):
    entries = instance["x"].ravel()
    small = all(Q(1, 3) <= v <= Q(5, 2) and (8 * v).denominator == 1 for v in entries)
    return small and 10**30 <= instance["big"].item() <= 10**30 + 3


def test_samples_lie_in_their_space_and_cover_ends_ties_and_integers_beyond_64_bits():
    rng = np.random.default_rng(0)
    drawn = [sample(NARROW, rng) for _ in range(300)]
    assert all(map(inside, drawn))
    assert {v for one in drawn for v in one["x"].ravel()} >= {Q(3, 8), Q(5, 2)}
    assert {one["big"].item() - 10**30 for one in drawn} == {0, 1, 2, 3}
    assert any(len(one["x"]) > 1 and (one["x"] == one["x"][0]).all() for one in drawn)


def test_hypothesis_examples_lie_in_their_space_and_have_tied_rows():
    seen = []
    test = hypothesis.given(property_checker.strategy(NARROW))(lambda one: seen.append(one))
    test()
    assert all(map(inside, seen))
    assert any(len(one["x"]) > 1 and (one["x"] == one["x"][0]).all() and len(set(one["x"][0])) > 1 for one in seen)


def test_a_space_without_instances_is_an_error_that_says_why():
    between = Space(variables={"x": Variable(low=Q(1, 3), high=Q(1, 2), denominator=1)})
    work = examine(lemma(claim=below(abs, abs), space=between), Settings())
    assert {item.outcome for item in work.evidence} == {Outcome.ERROR}
    assert all("no instance exists" in item.detail for item in work.evidence)


DECISIONS = {
    "exact tie holds": (below(lambda x: x, lambda x: x), Finding.HOLDS),
    "tie of balls is undecided": (below(lambda x: exp(x) * exp(-x), lambda x: 1), Finding.UNDECIDED),
    "constant beside balls": (below(lambda x: exp(x), lambda x: 8), Finding.HOLDS),
    "fraction beside balls": (below(lambda x: exp(x), lambda x: Q(15, 2)), Finding.HOLDS),
    "one entry fails": (below(lambda x: exp(x), lambda x: 7), Finding.FAILS),
    "needs more than 64 bits": (below(lambda x: exp(x), lambda x: exp(x) * (2**90 + 1) / 2**90), Finding.HOLDS),
    "hypothesis fails": (below(lambda x: x + 1, lambda x: x, where=lambda x: x - 2), Finding.EXCLUDED),
    "division by zero": (below(lambda x: 1 / (x - x), lambda x: x), Finding.UNDEFINED),
    "an exact double": (below(lambda x: rationals(0.1).item() * x, lambda x: x / 10), Finding.FAILS),
    "identity of balls": (Identity(lhs=lambda x: exp(x) * exp(x), rhs=lambda x: exp(2 * x)), Finding.HOLDS),
    "identity fails beside a NaN": (
        Identity(lhs=lambda x: np.concatenate([exp(x) / (x - x), exp(x)]), rhs=lambda x: np.concatenate([x, x])),
        Finding.FAILS,
    ),
}


@pytest.mark.parametrize("name", DECISIONS)
def test_decisions(name):
    claim, finding = DECISIONS[name]
    assert decide(claim, HERE, AT).finding is finding


INCOMPARABLE = {
    "not a number": lambda x: [len(x) > 0] * len(x),
    "shape": lambda x: rationals([1, 2, 3]),
    "empty": lambda x: x[:0, None],
}


@pytest.mark.parametrize("message", INCOMPARABLE)
def test_sides_that_cannot_be_compared_are_refused(message):
    with pytest.raises(ClaimError, match=message):
        decide(below(INCOMPARABLE[message], lambda x: exp(x) * 0), HERE, AT)


ROUNDED = {
    "floats": below(lambda x: np.array([0.5 for v in x]), lambda x: x),
    "infinite bound": below(lambda x: x, lambda x: as_array([arb("inf"), arb("inf")])),
    "balls that overlap": Identity(lhs=lambda x: arb(0, 1e10), rhs=lambda x: arb(1, 1e10)),
    "balls without an order": below(lambda x: arb(0, 1), lambda x: arb(0.5, 1)),
}


@pytest.mark.parametrize("name", ROUNDED)
def test_rounded_constants_are_refused(name):
    with pytest.raises(InexactOperandError, match=r"test_checkers\.py, line \d+.*is a rounded number"):
        decide(ROUNDED[name], HERE, AT)


def test_a_side_that_writes_into_its_arguments_is_refused():
    """Written in place, the left side would change what the right side is given: x <= x for any claim."""

    def overwriting(x):
        x[:] = 0
        return x

    work = examine(lemma(claim=below(overwriting, lambda x: -x * x), space=LINE), Settings())
    assert {item.outcome for item in work.evidence if item.checker != "adversary"} == {Outcome.ERROR}
    assert "read-only" in work.evidence[0].detail


def test_a_witness_outside_its_space_refutes_nothing():
    """x <= 2 is true on [-2, 2]."""
    claim = below(lambda x: x, lambda x: 0 * x + 2)
    strangers = {
        "entry 3": lambda: {"x": rationals([3])},
        "the shape": lambda: {"x": rationals([[3]])},
        "its variables are x, y; give x": lambda: {"x": rationals([3]), "y": rationals(1)},
    }
    given = [{"witness": made} for made in strangers.values()] + [{"extremes": lambda: [strangers["entry 3"]()]}]
    for message, instances in zip([*strangers, "entry 3"], given, strict=True):
        found = examine(lemma(claim=claim, space=LINE, **instances), Settings()).evidence[0]
        assert found.outcome is Outcome.ERROR
        assert found.counterexample is None
        assert message in found.detail


def test_instances_outside_their_space_are_told_apart():
    inner = {"x": rationals([[1, 2]]), "big": rationals(10**30)}
    assert violation(NARROW, inner) == ""
    assert "entry 1/2" in violation(NARROW, inner | {"big": rationals(Q(1, 2))})
    assert "variables are x;" in violation(NARROW, {"x": inner["x"]})
    assert "not an integer" in violation(NARROW, inner | {"big": rationals(10**30 + Q(1, 2))})
    free = Space(variables={"x": Variable(unbounded=True)})
    assert violation(free, {"x": rationals(10**6)}) == ""
    assert "shape (1, 3)" in violation(NARROW, inner | {"x": rationals([[1, 2, 2]])})


def test_a_hypothesis_that_never_holds_supports_nothing():
    claim = below(lambda x: x + 1, lambda x: x, where=lambda x: -x * x - 1)
    work = examine(lemma(claim=claim, space=LINE), Settings())
    assert {item.outcome for item in work.evidence} == {Outcome.UNDECIDED}
    assert {item.decided for item in work.evidence} == {0}


def test_margins_are_rounded_down():
    with precision(200):
        low, two_thirds = float_lower(arb(1) / 3), float_lower(arb(2) / 3 - 1)
    assert Q(low) < Q(1, 3) < Q(float(np.nextafter(low, 1)))
    assert Q(two_thirds) < -Q(1, 3) < Q(float(np.nextafter(two_thirds, 1)))
    assert float_lower(arb(0.25)) == 0.25
    assert decide(below(lambda x: x + 1, lambda x: x), HERE, AT).margin == -0.5


def test_the_second_opinion_accepts_exact_constants():
    assert second_opinion(below(lambda x: exp(x), lambda x: Q(1, 2)), AT) == ""


def test_a_simplified_counterexample_stays_in_the_space():
    """x > 1/3 is false everywhere; rounding to 0 would leave the range and the claim's hypotheses."""
    space = Space(variables={"x": Variable(low=Q(3, 8), high=2)})
    found = rigorous.check(lemma(claim=below(lambda x: x, lambda x: x - 1), space=space), Settings()).counterexample
    assert Q(3, 8) <= Q(found.data["x"]) <= 2


def observe_runs(*pairs):
    made = [Observation(label=str(i), lhs=arb(a), rhs=arb(b)) for i, (a, b) in enumerate(pairs)]
    return lemma(rate=Rate(observe=lambda rng, runs: iter(made), coverage="planted"))


@pytest.mark.parametrize(
    ("pairs", "outcome", "decided", "detail"),
    [
        ([(1, 2), (2, 2)], Outcome.HOLDS, 2, "0 undecided"),
        ([(1, 2), ("1 +/- 0.5", 1)], Outcome.HOLDS, 1, "1 undecided"),
        ([("nan", 1)], Outcome.UNDECIDED, 0, "1 undecided"),
        ([(1, "inf")], Outcome.UNDECIDED, 0, "1 undecided"),
        ([(1, 2), (2, 1)], Outcome.FAILS, 2, "0 undecided"),
        ([], Outcome.ERROR, 0, "yielded no observation"),
    ],
)
def test_rates_count_what_was_decided(pairs, outcome, decided, detail):
    evidence = rate.check(observe_runs(*pairs), Settings())
    assert (evidence.outcome, evidence.decided) == (outcome, decided)
    assert detail in evidence.detail


def test_observations_are_balls():
    with pytest.raises(TheoryError, match="float and arb; give balls"):
        Observation(label="o", lhs=0.1, rhs=arb(1))


X = sympy.Symbol("x", real=True)


@pytest.mark.parametrize(
    "step",
    [
        Step(label="rounded", lhs=X * sympy.Float(0.1), rhs=X * sympy.Float(0.1)),
        Step(label="a truth value", lhs=True, rhs=True),
        Step(label="an equation", lhs=sympy.Eq(X, X + 1), rhs=sympy.Eq(X, X + 1)),
        Step(label="no number", lhs=sympy.nan, rhs=sympy.nan),
        Step(label="infinite", lhs=sympy.zoo, rhs=sympy.zoo),
        Step(label="float term", lhs=X * X, rhs=sympy.Integer(0), terms=(X * X * sympy.Float(1),)),
    ],
)
def test_steps_that_are_not_exact_prove_nothing(step):
    claimed = lemma(derivation=Derivation(steps=lambda: [step], coverage=""))
    work = examine(claimed, Settings())
    assert [item.outcome for item in work.evidence] == [Outcome.ERROR]
    assert "not an exact expression" in work.evidence[0].detail


def test_a_step_about_integers_is_not_called_false_at_a_fraction():
    n = sympy.Symbol("n", integer=True)
    step = Step(label="sin(pi n) / pi + floor", lhs=sympy.floor(n + sympy.Rational(1, 2), evaluate=False), rhs=n)
    claimed = lemma(derivation=Derivation(steps=lambda: [step], coverage=""))
    assert symbolic.check(claimed, Settings()).outcome is not Outcome.ERROR


def test_the_command_repeats_one_lemma_whatever_its_name():
    command = Settings(profile=Profile.THOROUGH, seed=7).command_for("a b[1]*")
    assert shlex.split(command) == [
        *("proofcheck", "run", "--select", "a b[[]1][*]", "--profile", "thorough", "--seed", "7")
    ]


@pytest.mark.parametrize(("requires", "message"), [((), "uses B1, which `requires` lacks"), (("B1",), "")])
def test_a_step_rests_only_on_what_its_lemma_requires(requires, message):
    """Were B1 to fall, a lemma that does not require it would stand."""
    step = Step(label="square", lhs=(X + 1) ** 2, rhs=4 * X, terms=((X - 1) ** 2,), reason="by B1", uses=("B1",))
    claimed = lemma(derivation=Derivation(steps=lambda: [step], coverage=""), requires=requires)
    (found,) = examine(claimed, Settings()).evidence
    assert (found.outcome is Outcome.ERROR) == bool(message)
    assert message in found.detail
