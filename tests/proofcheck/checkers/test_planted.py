"""Planted falsehoods must die with an exact counterexample; truths, tight ones included, must live."""

from fractions import Fraction

import flint
import pytest
import sympy
from flint import arb

from proofcheck.arithmetic.conversion import Arithmetic, convert, rationals
from proofcheck.arithmetic.functions import as_array, exp, matmul, power, precision, sqrt
from proofcheck.attention.derivatives import formulas
from proofcheck.checkers import Settings, exact, rigorous, symbolic
from proofcheck.checkers import property as property_checker
from proofcheck.engine.runner import examine
from proofcheck.lemmas.claims import Derivation, Identity, Inequality, Space, Step, Variable
from proofcheck.lemmas.evidence import Grade, Outcome, derive_verdict
from proofcheck.lemmas.lemma import Lemma
from proofcheck.model import definitions, derivatives
from proofcheck.theories import elementary_functions

PAIR = Space(sizes={"m": (1, 3)}, variables={"x": Variable(shape=("m",)), "y": Variable(shape=("m",))})
ONE = Space(variables={"x": Variable(low=-8, high=8)})
POSITIVE = Space(variables={"x": Variable(low=Fraction(1, 4), high=8)})
Q = Fraction


def softmax(x):
    return definitions.softmax(x[None, :])[0]


def squares(v):
    return (v * v).sum()


def scale(value, numerator, denominator):
    """value * numerator / denominator, exact in every arithmetic."""
    return value * numerator / denominator


FALSE = {
    "factor": Inequality(lhs=lambda x, y: squares(softmax(x) - softmax(y)), rhs=lambda x, y: squares(x - y) / 9),
    "sign": Inequality(lhs=lambda x, y: -squares(x + y), rhs=lambda x, y: -squares(x) - squares(y)),
    "constant": Inequality(lhs=lambda x, y: (x * y).sum(), rhs=lambda x, y: scale(squares(x) + squares(y), 31, 64)),
    "exponent": Inequality(lhs=lambda x, y: squares(x), rhs=lambda x, y: abs(x).sum()),
    "dropped term": Inequality(lhs=lambda x, y: squares(x + y), rhs=lambda x, y: squares(x) + squares(y)),
    "one part in 2^40": Identity(
        lhs=lambda x, y: exp(x) * exp(y), rhs=lambda x, y: scale(exp(x + y), 2**40 + 1, 2**40)
    ),
}
FINE = Identity(lhs=lambda x, y: exp(x) * exp(y), rhs=lambda x, y: scale(exp(x + y), 2**400 + 1, 2**400))
CORNERS = {
    "false only above 7": Inequality(lhs=lambda x: x, rhs=lambda x: x - x + 7),
    "false only near the end": Inequality(lhs=lambda x: -power(x - 8, 2), rhs=lambda x: scale(x - x - 1, 1, 2**13)),
}
TRUE = {
    "tight: AM-GM": Inequality(lhs=lambda x, y: (x * y).sum(), rhs=lambda x, y: (squares(x) + squares(y)) / 2),
    "softmax sums to one": Identity(lhs=lambda x, y: softmax(x).sum(), rhs=lambda x, y: softmax(y).sum()),
    "true by less than float64 sees": Inequality(
        lhs=lambda x, y: exp(x), rhs=lambda x, y: scale(exp(x), 2**70 + 1, 2**70)
    ),
}


def lemma(claim, space=PAIR, **more):
    return Lemma(name="L", title="planted", statement="", claim=claim, space=space, **more)


@pytest.mark.parametrize("checker", [rigorous, property_checker])
@pytest.mark.parametrize("name", FALSE)
def test_falsehoods_are_refuted_with_a_counterexample_that_fails_again(name, checker):
    evidence = checker.check(lemma(FALSE[name]), Settings())
    assert evidence.outcome is Outcome.FAILS
    refails(FALSE[name], evidence.counterexample)


def test_identities_are_compared_to_more_than_a_hundred_digits():
    """Wrong by one part in 2^400."""
    evidence = rigorous.check(lemma(FINE), Settings())
    assert evidence.outcome is Outcome.FAILS


@pytest.mark.parametrize("name", CORNERS)
def test_falsehoods_in_a_corner_are_found_by_the_checkers_together(name):
    work = examine(lemma(CORNERS[name], ONE), Settings())
    assert derive_verdict("L", work.evidence, {}).grade is Grade.REFUTED


def refails(claim, found):
    """The printed data alone, evaluated here in balls, violate the claim."""
    with precision(512):
        values = {name: convert(rationals(value), Arithmetic.BALL) for name, value in found.data.items()}
        slack = as_array(as_array(claim.rhs(**values)) - as_array(claim.lhs(**values))).ravel()
        wrong = [not entry.contains(0) for entry in slack] if isinstance(claim, Identity) else [e < 0 for e in slack]
        assert any(wrong)


@pytest.mark.slow
@pytest.mark.parametrize("name", TRUE)
def test_truths_live(name):
    work = examine(lemma(TRUE[name]), Settings())
    decided = Grade.PROVED if isinstance(TRUE[name], Identity) else Grade.SUPPORTED
    assert derive_verdict("L", work.evidence, {}).grade is decided


def test_a_claim_that_float64_violates_by_rounding_is_not_refuted():
    """(x + 2^60) - 2^60 = x: false in float64, true in exact arithmetic."""
    claim = Identity(lhs=lambda x: (x + 2**60) - 2**60, rhs=lambda x: x)
    x = convert(rationals(Q(1, 64)), Arithmetic.FLOAT)
    assert claim.lhs(x) != claim.rhs(x)
    assert rigorous.check(lemma(claim, ONE), Settings()).outcome is Outcome.HOLDS


def test_shrinking_gives_a_small_exact_counterexample():
    found = property_checker.check(lemma(FALSE["exponent"]), Settings()).counterexample
    assert found.exact
    assert len(found.data["x"]) == 1
    assert abs(Q(found.data["x"][0])) <= 2


def wrong_by(name, error):
    """`getattr` for the dispatch of exp and sqrt: balls get a factor 1 + error(precision), without its radius.

    The method is asked whose it is: a question for the type of a number is refused where sides are examined.
    """

    def lookup(element, method):
        right = getattr(element, method)
        if right.__qualname__ == f"arb.{name}":
            return lambda: right() * (1 + error(flint.ctx.prec))
        return right

    return lookup


WRONG = {
    "tenth digit": lambda _bits: arb(10) ** -10,
    "sixtieth digit": lambda _bits: arb(10) ** -60,
    "last digits, whatever the precision": lambda bits: arb(2) ** (6 - bits),
}


@pytest.mark.parametrize("function", [exp, sqrt])
@pytest.mark.parametrize("error", WRONG)
def test_an_unsound_arithmetic_is_noticed_by_the_second_opinion(monkeypatch, function, error):
    """With a ball exp or sqrt that is wrong or too narrow, mpmath disagrees: BROKEN, not decided."""
    claimed = lemma(Inequality(lhs=lambda x: function(x), rhs=lambda x: function(x) + 1), POSITIVE)
    assert rigorous.check(claimed, Settings()).outcome is Outcome.HOLDS
    monkeypatch.setattr(
        "proofcheck.arithmetic.functions.getattr", wrong_by(function.__name__, WRONG[error]), raising=False
    )
    found = rigorous.check(claimed, Settings())
    assert found.outcome is Outcome.ERROR
    assert "second opinion: balls say" in found.detail


@pytest.mark.parametrize("name", ["exp", "sqrt"])
@pytest.mark.parametrize("sign", [1, -1])
def test_an_unsound_arithmetic_is_refuted_by_the_lemmas_about_it(monkeypatch, name, sign):
    """Without mpmath and other balls: Taylor sums and squares contradict a function wrong in its thirtieth digit."""
    for opinion in ("second_opinion", "inconsistency"):
        monkeypatch.setattr(rigorous, opinion, lambda _claim, _instance: "")
    wrong = wrong_by(name, lambda _bits: sign * arb(10) ** -30)
    monkeypatch.setattr("proofcheck.arithmetic.functions.getattr", wrong, raising=False)
    about = [claimed for claimed in elementary_functions.THEORY.lemmas if claimed.name.startswith(name)]
    assert Outcome.FAILS in {rigorous.check(claimed, Settings()).outcome for claimed in about}


WRONG_P = {
    "sign of the mean": lambda at: at.F * (matmul(at.C, at.V.T) + (at.C * at.O).sum(axis=1)[:, None]),
    "C for O in the mean": lambda at: at.F * (matmul(at.C, at.V.T) - (at.C * at.C).sum(axis=1)[:, None]),
    "mean dropped": lambda at: at.F * matmul(at.C, at.V.T),
}


def outcomes(claimed, *checkers):
    return [checker.check(claimed, Settings()).outcome for checker in checkers]


def plant_state(name):
    right = derivatives.state

    def wrong(*arrays):
        at = right(*arrays)
        return derivatives.State(S=at.S, F=at.F, V=at.V, O=at.O, C=at.C, P=WRONG_P[name](at), mask=at.mask)

    return wrong


@pytest.mark.parametrize("name", WRONG_P)
def test_a_wrong_gradient_formula_is_noticed(name, monkeypatch):
    monkeypatch.setattr(derivatives, "state", plant_state(name))
    assert outcomes(formulas.I3, exact.CHECKER, rigorous) == [Outcome.UNDECIDED, Outcome.FAILS]


@pytest.mark.slow
def test_a_wrong_gradient_formula_is_found_and_shrunk_by_hypothesis(monkeypatch):
    monkeypatch.setattr(derivatives, "state", plant_state("mean dropped"))
    assert outcomes(formulas.I3, property_checker) == [Outcome.FAILS]


def test_a_wrong_hessian_block_is_noticed(monkeypatch):
    right = derivatives._xy_block
    monkeypatch.setattr(derivatives, "_xy_block", lambda *arguments: -right(*arguments))
    assert outcomes(formulas.I4, rigorous) == [Outcome.FAILS]
    assert "m = 1" in exact.CHECKER.check(formulas.I4, Settings()).coverage  # where softmax is constant


def test_the_identities_look_at_the_definition(monkeypatch):
    """A definition with a planted factor 2 contradicts the formulas."""
    original = definitions.loss
    monkeypatch.setattr(definitions, "loss", lambda *arrays, **named: 2 * original(*arrays, **named))
    assert outcomes(formulas.I3, exact.CHECKER, rigorous) == [Outcome.UNDECIDED, Outcome.FAILS]


def steps(*given):
    return lemma(None, None, derivation=Derivation(steps=lambda: given, coverage="test"))


def test_false_steps_are_errors_and_unproved_signs_stay_undecided():
    x, zero = sympy.Symbol("x", real=True), sympy.Integer(0)
    verdicts = {
        Outcome.ARGUED: steps(Step(label="square", lhs=(x + 1) ** 2, rhs=x**2 + 2 * x + 1)),
        Outcome.ERROR: steps(Step(label="wrong", lhs=x**2, rhs=x**2 + 1)),
        Outcome.UNDECIDED: steps(Step(label="x >= 0?", lhs=x, rhs=zero, terms=(x,))),
    }
    for outcome, claimed in verdicts.items():
        assert symbolic.check(claimed, Settings()).outcome is outcome
    assert symbolic.check(steps(), Settings()).outcome is Outcome.ERROR
