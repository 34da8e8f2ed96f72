"""The domain checker certifies only when every box is settled, refutes rigorously, and says what is left."""

from fractions import Fraction

import pytest

from proofcheck.arithmetic.functions import exp, maximum
from proofcheck.checkers import Settings, domain
from proofcheck.checkers.domain import _Search
from proofcheck.checkers.instances.evaluation import ClaimError
from proofcheck.lemmas.claims import Domain, Identity, Inequality, Space, TheoryError, Variable
from proofcheck.lemmas.evidence import Outcome
from proofcheck.lemmas.lemma import Lemma
from proofcheck.theory import derivatives

Q = Fraction


def box(low, high, **more):
    return Domain(space=Space(variables={"x": Variable(low=low, high=high)}), **more)


def lemma(lhs, rhs, region, **more):
    claim = Inequality(lhs=lhs, rhs=rhs, **more)
    space = Space(variables={"x": Variable(low=-8, high=8)})
    return Lemma(name="L", title="", statement="", claim=claim, space=space, domain=region)


def square_distance(x, point):
    away = x - (0 * x + point.numerator) / point.denominator
    return away * away


def check_with(*parts, **more):
    return domain.check(lemma(*parts, **more), Settings())


def test_a_strict_inequality_is_certified_on_its_box():
    found = check_with(lambda x: x * (1 - x), lambda x: (0 * x + 26) / 100, box(-2, 2))
    assert found.outcome is Outcome.CERTIFIED
    assert found.decided > 1
    assert "none left" in found.detail


@pytest.mark.parametrize("peak", [Q(1, 3), Q(-2, 1), Q(2, 1)])
def test_a_violation_of_one_part_in_a_thousand_prevents_certification(peak):
    """1 - (x - peak)^2 <= 0.999, at interior points and at both ends of the box."""
    claimed = lemma(lambda x: 1 - square_distance(x, peak), lambda x: (0 * x + 999) / 1000, box(-2, 2, boxes=3000))
    found = domain.check(claimed, Settings())
    assert found.outcome is Outcome.FAILS
    assert abs(Q(found.counterexample.data["x"]) - peak) < Q(1, 10)


def test_touching_sides_leave_boxes_and_say_so():
    found = check_with(lambda x: 2 * x, lambda x: x * x + 1, box(0, 3, boxes=200))
    assert found.outcome is Outcome.UNDECIDED
    assert "left" in found.detail
    assert 0 < found.decided < found.attempted


def test_boxes_outside_the_hypotheses_are_settled():
    found = check_with(lambda x: x, lambda x: 0 * x + 2, box(0, 3), where=lambda x: 3 - 2 * x)
    assert found.outcome is Outcome.CERTIFIED


def test_maxima_are_decided_without_derivatives():
    found = check_with(lambda x: maximum([x.item(), -x.item()]), lambda x: exp(x * x), box(-2, 2))
    assert found.outcome is Outcome.CERTIFIED


def test_claims_that_differentiate_are_enclosed_with_nested_derivatives():
    """d/dx exp(-x^2) = -2 x exp(-x^2) <= 0.8578, whose maximum is sqrt(2/e) = 0.85776..."""

    def slope(x):
        return derivatives(lambda z: exp(-z["x"] * z["x"]), {"x": x}, {"x": 0 * x + 1}, 1)[1]

    assert check_with(slope, lambda x: (0 * x + 8578) / 10000, box(-2, 2)).outcome is Outcome.CERTIFIED
    assert check_with(slope, lambda x: (0 * x + 8577) / 10000, box(-2, 2)).outcome is Outcome.FAILS


def test_the_mean_value_form_settles_what_the_natural_one_cannot(monkeypatch):
    """x - x^2 + x^3 - ... with every power written out: dependence makes the natural enclosure wide."""
    parts = (lambda x: x - x * x + x * x * x - x * x * x * x, lambda x: (0 * x + 4) / 10, box(0, 1))
    with_slopes = check_with(*parts).attempted
    monkeypatch.setattr(_Search, "_slopes", lambda self, values: None)
    assert with_slopes < check_with(*parts).attempted


def test_a_box_on_which_the_hypotheses_hold_nowhere_certifies_nothing():
    found = check_with(lambda x: x + 1, lambda x: x, box(0, 3), where=lambda x: -x * x - 1)
    assert found.outcome is Outcome.UNDECIDED
    assert "nothing is certified" in found.detail


def test_sides_without_entries_certify_nothing():
    with pytest.raises(ClaimError, match="empty arrays"):
        check_with(lambda x: x[None][:0], lambda x: x[None][:0], box(0, 3))


def test_a_domain_must_fit_its_claim():
    with pytest.raises(TheoryError, match="needs an inequality"):
        Lemma(
            name="L",
            title="",
            statement="",
            claim=Identity(lhs=abs, rhs=abs),
            space=box(0, 1).space,
            domain=box(0, 1),
        )
    other = Domain(space=Space(variables={"y": Variable()}))
    with pytest.raises(TheoryError, match="variables differ"):
        lemma(abs, abs, other)
    wide = Domain(space=Space(sizes={"m": (1, 2)}, variables={"x": Variable()}))
    with pytest.raises(TheoryError, match="size m open"):
        lemma(abs, abs, wide)


def test_an_empty_box_is_refused():
    with pytest.raises(TheoryError, match="low=1 above high=0: no number lies there"):
        box(1, 0)
