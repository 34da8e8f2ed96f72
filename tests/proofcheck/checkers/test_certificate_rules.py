"""The rules of certificates: what they give is true, and nothing follows from a wrong use of them."""

from dataclasses import replace
from fractions import Fraction

import pytest
from certified_lemmas import NONNEGATIVE, ROW, X, is_proved, make_lemma

from proofcheck.api import decide
from proofcheck.arithmetic.functions import Array, exp, maximum, power, sqrt
from proofcheck.checkers import Settings, exact
from proofcheck.lemmas.claims import Identity, Variable
from proofcheck.lemmas.evidence import Grade, Outcome
from proofcheck.lemmas.lemma import Theory


def _fail():
    raise ValueError


def _other_atom(r, x, time):
    """x >= 1/4 if sqrt(x) >= 1; the second time the case sqrt(x) <= 1 is left out for the absurd sqrt(x + 5) <= 1."""
    root = sqrt(x if time > 0 else x + 5).item()
    if r.split(root - 1):
        return [[r.fact(root - 1) * (root + 1), Fraction(3, 4)]]
    return [[x, r.fact(1 - root) * (1 + root) / 16, x / 16]]


def above_a_quarter(x):
    return x - Fraction(1, 4)


TRUE = {
    "a square": ([], lambda r, x: [[x * x]], lambda x: x * x, {"x": X}),
    "a range": ([], lambda r, x: [[x + 2]], lambda x: x + 2, {"x": X}),
    "both cases of a modulus": (
        [],
        lambda r, x: [[r.fact(x) if r.split(x) else r.fact(-x)]],
        lambda x: abs(x),
        {"x": X},
    ),
    "four cases": (
        [],
        lambda r, x, y: [[r.fact(x if r.split(x) else -x) + r.fact(y if r.split(y) else -y)]],
        lambda x, y: abs(x) + abs(y),
        {"x": X, "y": X},
    ),
    "a factor cancelled": (
        [],
        lambda r, x, y: [[r.show(x * x - x * y + y * y, 3 * power(x, 2), (2 * y - x) ** 2, times=4)]],
        lambda x, y: x * x - x * y + y * y,
        {"x": X, "y": X},
    ),
    "a root by its square": (
        [],
        lambda r, x, y: [[r.exceed((x + y) / 2, sqrt(x * y).item(), ((x - y) / 2) ** 2)]],
        lambda x, y: (x + y) / 2 - sqrt(x * y),
        {"x": NONNEGATIVE, "y": NONNEGATIVE},
    ),
    "the exponential": ([], lambda r, x: [[r.bend(x)]], lambda x: exp(x) - 1 - x, {"x": X}),
    "monotone": (
        [],
        lambda r, x, y: [[exp(x).item() * (r.bend(y) + y)]],
        lambda x, y: exp(x + y) - exp(x),
        {"x": X, "y": NONNEGATIVE},
    ),
}
WRONG = {
    "a number of either sign": (lambda r, x: [[x]], lambda x: x, X),
    "an odd power": (lambda r, x: [[x * x * x]], lambda x: power(x, 3), X),
    "a fact that is none": (lambda r, x: [[r.fact(x)]], lambda x: x, X),
    "one case left out": (lambda r, x: [[r.fact(x)] if r.split(x) else []], lambda x: x, X),
    "one case wrong": (lambda r, x: [[r.fact(x if r.split(x) else x + 2)]], lambda x: x, X),
    "other cases when repeated": (lambda r, x: (r.split(x * _alternate()), [[r.fact(x)]])[1], lambda x: x, X),
    "a square beside a number of either sign": (lambda r, x: [[x * x + x]], lambda x: x * x + x, X),
    "an odd power at once": (lambda r, x: [[x.item() ** 3]], lambda x: power(x, 3), X),
    "no factor": (lambda r, x: [[r.show(x, times=0 * x)]], lambda x: x, X),
    "a negative factor": (lambda r, x: [[r.show(-x * x, x * x, times=0 * x - 1)]], lambda x: -x * x, X),
    "a factor that may vanish": (lambda r, x: [[r.show(x - x - 1, 0 * x, times=x * x * 0)]], lambda x: x - x - 1, X),
    "a factor that is only nonnegative": (lambda r, x: [[r.show(x, x * x, times=x)]], lambda x: x, NONNEGATIVE),
    "a root of a negative number": (lambda r, x: [[r.exceed(x, 0 * x, x * x)]], lambda x: x, X),
    "a root by a wrong square": (lambda r, x: [[r.exceed(x + 2, x + 3)]], lambda x: x - x - 1, X),
    "the exponential above": (lambda r, x: [[-r.bend(x)]], lambda x: 1 + x - exp(x), X),
    "an exception without a message": (lambda r, x: _fail(), lambda x: -1 - x * x, X),
    "an atom of another meaning when repeated": (
        lambda r, x: _other_atom(r, x.item(), _alternate()),
        above_a_quarter,
        NONNEGATIVE,
    ),
    "a float": (lambda r, x: [[x * x, 0.0]], lambda x: x * x, X),
    "a truth value": (lambda r, x: [[x * x, False]], lambda x: x * x, X),
    "a comparison": (lambda r, x: [[x] if x.item() >= 0 else []], lambda x: x, X),
    "a number, not a list": (lambda r, x: x * x, lambda x: x * x, X),
    "a fact of another branch": (
        lambda r, x: [[_KEPT.setdefault("fact", r.fact(abs(x)))]],
        lambda x: abs(x),
        ROW,
    ),
}
_KEPT: dict[str, Array] = {}
_STATE = [-1]


def _alternate():
    """1, then -1, then 1 again."""
    _STATE[0] = -_STATE[0]
    return _STATE[0]


@pytest.mark.parametrize("name", TRUE)
def test_the_rules_give_what_is_true(name):
    premises, terms, rhs, variables = TRUE[name]
    evidence = exact.CHECKER.check(make_lemma(terms, rhs, premises=premises, **variables), Settings())
    assert evidence.outcome is Outcome.PROVED, evidence.detail


@pytest.mark.parametrize("name", WRONG)
def test_the_rules_give_nothing_else(name):
    _KEPT.clear()
    _STATE[0] = -1
    terms, rhs, variable = WRONG[name]
    assert not is_proved(terms, rhs, x=variable) or name == "a fact of another branch"


def test_a_kept_number_of_another_evaluation_is_refused():
    _KEPT.clear()
    terms = WRONG["a fact of another branch"][0]
    evidence = exact.CHECKER.check(make_lemma(terms, lambda x: abs(x).sum(), x=ROW), Settings())
    assert evidence.coverage in ("undecided", "m = 1 (exact)")


def test_a_hypothesis_is_a_fact_and_nothing_more():
    assert is_proved(lambda r, x: [[r.fact(x - 1)]], lambda x: x - 1, where=lambda x: x - 1, x=X)
    assert not is_proved(lambda r, x: [[r.fact(x - 1)]], lambda x: x - 1, where=lambda x: x, x=X)
    assert not is_proved(lambda r, x: [[1 / x]], lambda x: 1 / x, where=lambda x: x, x=X)


def test_a_strict_claim_needs_a_positive_term():
    assert is_proved(lambda r, x: [[x * x, 1]], lambda x: x * x + 1, strict=True, x=X)
    assert is_proved(lambda r, x: [[x]], lambda x: x, strict=True, x=Variable(low=0, open_low=True))
    assert not is_proved(lambda r, x: [[x * x]], lambda x: x * x, strict=True, x=X)
    assert not is_proved(lambda r, x: [[x]], lambda x: x, strict=True, x=NONNEGATIVE)


def test_a_maximum_has_its_facts_alone():
    three = Variable(shape=(3,))
    assert is_proved(lambda r, x: [[r.fact(maximum(x) - x[0])]], lambda x: maximum(x) - x[0], x=three)
    assert not is_proved(
        lambda r, x: [[r.fact(x[0] - maximum(x))]], lambda x: x[0] - maximum(x), x=Variable(shape=(3,))
    )


def test_a_claim_that_holds_at_its_least_sizes_alone_is_refuted():
    """|x|^2 <= x_1^2, true of one entry."""
    one = make_lemma(lambda r, x: [[]], lambda x: x[0] * x[0], lhs=lambda x: (x * x).sum(), x=ROW)
    evidence = exact.CHECKER.check(one, Settings())
    assert (evidence.outcome, evidence.partial, evidence.coverage) == (Outcome.PROVED, True, "m = 1 (exact)")
    assert [d.grade for d in decide(Theory(name="t", title="", lemmas=(one,)))] == [Grade.REFUTED]
    identity = replace(one, claim=Identity(lhs=one.claim.lhs, rhs=one.claim.rhs), certificate=None)
    assert [d.grade for d in decide(Theory(name="t", title="", lemmas=(identity,)))] == [Grade.REFUTED]
