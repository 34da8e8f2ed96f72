"""A counterexample as data: the claim's own functions refute it again from the arrays, without the text."""

from fractions import Fraction

import numpy as np
import pytest

from proofcheck import decide
from proofcheck.report.counterexamples import FailingInstance
from proofcheck.theory import Grade, Inequality, Lemma, Space, Theory, Variable, exp

SPACE = Space(sizes={"n": (2, 3)}, variables={"A": Variable(shape=("n", 2)), "t": Variable(low=1)})
SIDES = {"lhs": lambda A, t: A.sum() + t * t + 100, "rhs": lambda A, t: A.sum() * 2 + t}


def make_theory(**sides):
    claim = Inequality(**{**SIDES, **sides})
    lemma = Lemma(name="wrong", title="t", statement="a \\ge b", space=SPACE, claim=claim, expected=Grade.REFUTED)
    return Theory(name="t", title="t", lemmas=(lemma,))


def test_the_claim_fails_again_on_the_arrays():
    found = decide(make_theory())["wrong"].counterexample
    A, t = found.data["A"], found.data["t"]
    assert A.shape[1:] == (2,)
    assert t.shape == ()
    assert all(isinstance(entry, Fraction) for entry in [*A.flat, t.item()])
    for side in ("lhs", "rhs"):
        low, high = getattr(found, side)
        assert low <= SIDES[side](A, t.item()) <= high
    assert found.slack[1] < 0
    assert found.failing_entry == ""
    assert str(found).endswith(f"slack = {found.entry['slack']}")
    assert str(found).index("rhs, left in the statement") < str(found).index("lhs, right in the statement")


def test_enclosed_sides_are_bounds_around_the_true_value():
    found = decide(make_theory(lhs=lambda A, t: exp(t) + 100))["wrong"].counterexample
    assert not found.exact
    low, high = found.lhs
    assert low < high
    assert float(low) <= np.exp(float(found.data["t"].item())) + 100 <= float(high) + 1e-9
    assert found.slack[0] <= found.rhs[1] - found.lhs[0]


ENTRY = {"data": {"z": ["0x1.8p+1", "accepted"]}, "lhs": "2/3", "rhs": "[+/- 1.5e-3]", "slack": "-1", "exact": False}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lhs", (Fraction(2, 3), Fraction(2, 3))),
        ("rhs", (Fraction(-3, 2000), Fraction(3, 2000))),
        ("slack", (Fraction(-1), Fraction(-1))),
    ],
)
def test_every_form_of_a_side_is_read(name, value):
    assert getattr(FailingInstance(entry=ENTRY, statement=""), name) == value


def test_words_stay_words_and_a_notebook_gets_the_text_escaped():
    found = FailingInstance(entry=ENTRY, statement="")
    assert found.data["z"].tolist() == [3, "accepted"]
    assert len(repr(found)) <= 80
    hostile = FailingInstance(entry={**ENTRY, "data": {"<b>": "1"}}, statement="")
    assert "&lt;b&gt; = 1" in hostile._repr_html_()
