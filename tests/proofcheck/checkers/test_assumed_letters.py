"""Written arguments: what their letters are taken to be is said, is one thing, and hides no step that shows nothing."""

import pytest
import sympy

from proofcheck.checkers import Settings, symbolic
from proofcheck.lemmas.claims import Derivation, Step
from proofcheck.lemmas.evidence import Outcome, derive_verdict
from proofcheck.lemmas.lemma import Lemma

x, n = sympy.symbols("x n")
p, D = sympy.Symbol("x", positive=True), sympy.Symbol("D", nonnegative=True)
d, c = sympy.Function("d", nonnegative=True), sympy.Function("c", positive=True)
SQUARE = Step(label="square", lhs=(x + 1) ** 2, rhs=x**2 + 2 * x + 1)


def check(*steps):
    derivation = Derivation(steps=lambda: steps, coverage="every x")
    return symbolic.check(Lemma(name="L", title="", derivation=derivation), Settings())


@pytest.mark.parametrize(
    ("letter", "said"),
    [
        (sympy.Symbol("t", positive=True), "positive: t"),
        (sympy.Symbol("t", nonnegative=True), "nonnegative: t"),
        (sympy.Symbol("t", negative=True), "negative: t"),
        (sympy.Symbol("t", nonpositive=True), "nonpositive: t"),
        (sympy.Symbol("t", integer=True), "integer: t"),
        (sympy.Symbol("t", integer=True, positive=True), "integer: t; positive: t"),
        (sympy.Symbol("t", nonzero=True), "nonzero: t"),
        (d(n), "nonnegative: d(n)"),
        (sympy.Indexed(sympy.IndexedBase("a", positive=True), n), "positive: a"),
        (sympy.Symbol("t", real=True), ""),
        (sympy.Symbol("t"), ""),
    ],
)
def test_what_a_letter_is_declared_to_be_stands_in_the_verdict_line(letter, said):
    found = check(Step(label="s", lhs=(letter + 1) ** 2, rhs=letter**2 + 2 * letter + 1))
    assert found.outcome is Outcome.ARGUED
    words = f"as its author states: every x; letters taken as {said}" if said else "as its author states: every x"
    assert derive_verdict("L", [found], {}).reason == words


def test_one_name_is_one_letter():
    """In the second step x is any number, in the first one it is positive: the first says nothing about the second."""
    found = check(Step(label="cube", lhs=(p + 1) ** 2, rhs=p**2 + 1, terms=(2 * p,)), SQUARE)
    assert found.outcome is Outcome.ERROR
    assert "x is declared in two ways: as positive, and without a sign" in found.detail


def test_dummies_of_one_name_are_several_letters():
    one, other = sympy.Dummy("x", positive=True), sympy.Dummy("x")
    steps = [Step(label=str(i), lhs=(y + 1) ** 2, rhs=y**2 + 2 * y + 1) for i, y in enumerate((one, other))]
    assert check(*steps).outcome is Outcome.ARGUED


IDLE = {
    "a function": Step(label="s", lhs=D, rhs=D / (1 + d(n)), terms=(D * d(n) / (1 + d(n)),)),
    "a positive function": Step(label="s", lhs=D, rhs=D / (1 + c(n)), terms=(D * c(n) / (1 + c(n)),)),
    "an entry": Step(
        label="s",
        lhs=D,
        rhs=D / (1 + sympy.Indexed(sympy.IndexedBase("a", nonnegative=True), n)),
        terms=(D * (a := sympy.Indexed(sympy.IndexedBase("a", nonnegative=True), n)) / (1 + a),),
    ),
}


@pytest.mark.parametrize("name", IDLE)
def test_slack_shows_nothing_whatever_it_is_written_as(name):
    found = check(IDLE[name])
    assert found.outcome is Outcome.ERROR
    assert "no step shows anything" in found.detail


@pytest.mark.parametrize(
    "step",
    [
        Step(label="imaginary", lhs=(i := sympy.Symbol("i", imaginary=True)) ** 2 + sympy.Abs(i) ** 2, rhs=0 * i),
        Step(
            label="irrational", lhs=sympy.sign(sympy.floor(r := sympy.Symbol("r", irrational=True)) - r), rhs=-1 + 0 * r
        ),
        Step(label="even", lhs=sympy.cos(sympy.pi * (e := sympy.Symbol("e", even=True)) / 2) ** 2, rhs=1 + 0 * e),
        Step(label="prime", lhs=sympy.floor((q := sympy.Symbol("q", prime=True)) + sympy.Rational(1, 2)), rhs=q),
    ],
)
def test_a_step_is_not_false_at_a_point_that_its_letters_are_not(step):
    assert "is false" not in check(step).detail


@pytest.mark.parametrize(
    "side",
    [
        sympy.Integral(1 / x, (x, -1, 1)),
        sympy.Integral(1 / x**2, (x, -1, 1)),
        sympy.Sum(n, (n, 1, sympy.oo)),
        sympy.Integral(x, (x, 0, sympy.oo)),
    ],
)
def test_what_has_no_finite_value_is_named(side):
    with pytest.raises(
        symbolic.InexactStepError, match=r"step 's': .* no floats and no infinities|step 's': .*no finite"
    ):
        check(Step(label="s", lhs=side, rhs=sympy.Integer(0)))
