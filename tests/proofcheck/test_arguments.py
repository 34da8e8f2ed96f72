"""A written derivation is never a proof: swapped, or beside a false claim, it shows ARGUED at most."""

from dataclasses import replace

import pytest
import sympy

from proofcheck.arithmetic.functions import as_array, exp
from proofcheck.attention.theory import ATTENTION
from proofcheck.checkers import Settings, symbolic
from proofcheck.engine.runner import examine
from proofcheck.lemmas.claims import Derivation, Inequality, Space, Step, Variable
from proofcheck.lemmas.evidence import Grade, Outcome, derive_verdict
from proofcheck.lemmas.lemma import Lemma

DERIVED = [lemma for lemma in ATTENTION.lemmas if lemma.derivation is not None]
X, Y = sympy.symbols("x y", real=True)
D, E = sympy.symbols("d e", nonnegative=True)
ZERO = sympy.Integer(0)


def grade(lemma):
    """The verdict on the lemma alone, its premises taken as proved."""
    premises = dict.fromkeys(lemma.requires, Grade.PROVED)
    return derive_verdict(lemma.name, examine(lemma, Settings()).evidence, premises).grade


def argue(*steps, **more):
    return Lemma(name="L", title="", statement="", derivation=Derivation(steps=lambda: steps, coverage="all n"), **more)


@pytest.mark.slow
@pytest.mark.parametrize("shift", [1, len(DERIVED) // 2])
def test_no_lemma_is_proved_by_the_derivation_of_another(shift):
    for place, lemma in enumerate(DERIVED):
        other = DERIVED[(place + shift) % len(DERIVED)]
        swapped = replace(lemma, derivation=other.derivation)
        uses = {name for step in other.derivation.steps() for name in step.uses}
        if not uses <= set(lemma.requires):
            with pytest.raises(symbolic.PremiseError):
                symbolic.check(swapped, Settings())
            continue
        assert symbolic.check(swapped, Settings()).outcome in (Outcome.ARGUED, Outcome.UNDECIDED)


def softmax_square(x):
    f = exp(as_array(x))
    return (f * f).sum() / (f.sum() * f.sum())


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Step(label="x^2 >= 0", lhs=X**2, rhs=ZERO, terms=(X**2,)), Grade.SUPPORTED),
        (Step(label="square", lhs=(X + 1) ** 2, rhs=X**2 + 2 * X + 1), Grade.ARGUED),
    ],
)
def test_a_claim_that_is_false_beyond_the_sampled_sizes_is_not_proved(step, expected):
    """|f|^2 >= 1/64 holds for n <= 64 entries and fails from 65 on; it is sampled for n <= 6."""
    space = Space(sizes={"n": (1, 6)}, variables={"x": Variable(shape=("n",))})
    claim = Inequality(lhs=lambda x: 1 + 0 * x.sum(), rhs=lambda x: 64 * softmax_square(x))
    assert grade(argue(step, claim=claim, space=space)) is expected


@pytest.mark.parametrize(
    ("step", "tautology"),
    [
        (Step(label="0 = 0", lhs=ZERO, rhs=ZERO), True),
        (Step(label="x = x", lhs=X * Y + 1, rhs=1 + Y * X), True),
        (Step(label="b >= b - D", lhs=X, rhs=X - D, terms=(D,)), True),
        (Step(label="b + D + E >= b", lhs=X + D + E, rhs=X, terms=(D, E)), True),
        (Step(label="b + D >= b", lhs=X + D * E, rhs=X, terms=(D * E,)), True),
        (Step(label="D >= 0", lhs=D, rhs=ZERO, terms=(D,)), True),
        (Step(label="b >= b", lhs=X, rhs=X, terms=()), True),
        (Step(label="square", lhs=(X + Y) ** 2, rhs=X**2 + 2 * X * Y + Y**2), False),
        (Step(label="means", lhs=X**2 + Y**2, rhs=2 * X * Y, terms=((X - Y) ** 2,)), False),
        (Step(label="products", lhs=(X + D) ** 2, rhs=X**2 + 2 * X * D, terms=(D**2,)), False),
    ],
)
def test_a_step_that_cannot_fail_counts_for_nothing(step, tautology):
    evidence = symbolic.check(argue(step), Settings())
    assert [item.tautology for item in evidence.steps] == [tautology]
    assert evidence.decided == (not tautology)
    assert evidence.outcome is (Outcome.UNDECIDED if tautology else Outcome.ARGUED)
    assert grade(argue(step)) is (Grade.UNDECIDED if tautology else Grade.ARGUED)


def test_tautologies_beside_a_step_that_can_fail_are_not_counted():
    steps = [Step(label=f"{i}", lhs=X, rhs=X) for i in range(4)]
    evidence = symbolic.check(argue(*steps, Step(label="s", lhs=(X + 1) ** 2, rhs=X**2 + 2 * X + 1)), Settings())
    assert (evidence.outcome, evidence.attempted, evidence.decided) == (Outcome.ARGUED, 5, 1)


def test_an_argument_rests_on_the_premises_of_its_lemma():
    lemma = argue(Step(label="s", lhs=(X + 1) ** 2, rhs=X**2 + 2 * X + 1), requires=("p",))
    evidence = symbolic.check(lemma, Settings())
    assert evidence.premises == ("p",)
    assert derive_verdict("L", [evidence], {"p": Grade.SUPPORTED}).grade is Grade.SUPPORTED
