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
P, Q = sympy.symbols("p q", positive=True)
K = sympy.Symbol("k", integer=True)
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
        assert symbolic.check(swapped, Settings()).outcome is Outcome.ARGUED


def softmax_square(x):
    f = exp(as_array(x))
    return (f * f).sum() / (f.sum() * f.sum())


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Step(label="x^2 >= 0", lhs=X**2, rhs=ZERO, terms=(X**2,)), Grade.BROKEN),
        (Step(label="square", lhs=(X + 1) ** 2, rhs=X**2 + 2 * X + 1), Grade.ARGUED),
    ],
)
def test_a_claim_that_is_false_beyond_the_sampled_sizes_is_not_proved(step, expected):
    """|f|^2 >= 1/64 holds for n <= 64 entries and fails from 65 on; it is sampled for n <= 6."""
    space = Space(sizes={"n": (1, 6)}, variables={"x": Variable(shape=("n",))})
    claim = Inequality(lhs=lambda x: 1 + 0 * x.sum(), rhs=lambda x: 64 * softmax_square(x))
    assert grade(argue(step, claim=claim, space=space)) is expected


NOTHING = (
    Step(label="0 = 0", lhs=ZERO, rhs=ZERO),
    Step(label="x = x", lhs=X * Y + 1, rhs=1 + Y * X),
    Step(label="b >= b - D", lhs=X, rhs=X - D, terms=(D,)),
    Step(label="b + D + E >= b", lhs=X + D + E, rhs=X, terms=(D, E)),
    Step(label="b + D >= b", lhs=X + D * E, rhs=X, terms=(D * E,)),
    Step(label="D >= 0", lhs=D, rhs=ZERO, terms=(D,)),
    Step(label="b >= b", lhs=X, rhs=X, terms=()),
    Step(label="p >= p/(1 + D)", lhs=P, rhs=P / (1 + D), terms=(P * D / (1 + D),)),
    Step(
        label="p q >= p q/(1 + D)^2",
        lhs=P * Q,
        rhs=P * Q / (1 + D) ** 2,
        terms=(P * Q * (2 * D + D**2) / (1 + D) ** 2,),
    ),
    Step(label="(p + D)(q + E) >= p q", lhs=(P + D) * (Q + E), rhs=P * Q, terms=(P * E, D * Q, D * E)),
    Step(label="p q >= q (p - D) - E", lhs=P * Q, rhs=Q * (P - D) - E, terms=(Q * D, E)),
)
SOMETHING = (
    Step(label="square", lhs=(X + Y) ** 2, rhs=X**2 + 2 * X * Y + Y**2),
    Step(label="means", lhs=X**2 + Y**2, rhs=2 * X * Y, terms=((X - Y) ** 2,)),
    Step(label="products", lhs=(X + D) ** 2, rhs=X**2 + 2 * X * D, terms=(D**2,)),
    Step(label="completed square", lhs=X**2 / 4, rhs=X * Y - Y**2 - D, terms=((Y - X / 2) ** 2, D)),
    Step(label="contraction", lhs=sympy.Integer(1), rhs=((1 - D) / (1 + D)) ** 2, terms=(4 * D / (1 + D) ** 2,)),
    Step(label="an integral", lhs=sympy.Integral((1 - D) * X, (D, 0, 1)), rhs=X / 2),
    Step(label="a derivative", lhs=sympy.Derivative(X**2 * Y, X), rhs=2 * X * Y),
    Step(label="a sum", lhs=sympy.Sum(K**2, (K, 1, 4)), rhs=sympy.Integer(30)),
)


@pytest.mark.parametrize("step", NOTHING, ids=lambda step: step.label)
def test_a_step_that_shows_nothing_counts_for_nothing_and_alone_is_an_error(step):
    evidence = symbolic.check(argue(step), Settings())
    assert [(item.holds, item.tautology) for item in evidence.steps] == [(True, True)]
    assert (evidence.outcome, evidence.decided) == (Outcome.ERROR, 0)
    assert repr(step.label) in evidence.detail
    assert "leave the derivation out" in evidence.detail
    assert grade(argue(step)) is Grade.BROKEN


@pytest.mark.parametrize("step", SOMETHING, ids=lambda step: step.label)
def test_a_step_that_shows_something_is_counted(step):
    evidence = symbolic.check(argue(step), Settings())
    assert [item.tautology for item in evidence.steps] == [False]
    assert (evidence.outcome, evidence.decided) == (Outcome.ARGUED, 1)
    assert grade(argue(step)) is Grade.ARGUED


@pytest.mark.parametrize(
    "step",
    [
        Step(label="an integral", lhs=sympy.Integral((1 - D) * X, (D, 0, 1)), rhs=X / 3),
        Step(label="a derivative", lhs=sympy.Derivative(X**2 * Y, X), rhs=X * Y),
        Step(label="a sum", lhs=sympy.Sum(K**2, (K, 1, 4)), rhs=sympy.Integer(29)),
        Step(label="slack", lhs=P, rhs=P + D, terms=(-D,)),
        Step(label="other slack", lhs=P, rhs=P - D, terms=(2 * D,)),
    ],
    ids=lambda step: step.label,
)
def test_a_false_step_is_never_an_argument(step):
    assert symbolic.check(argue(step), Settings()).outcome in (Outcome.ERROR, Outcome.UNDECIDED)


def test_steps_that_show_nothing_beside_one_that_does_are_not_counted():
    evidence = symbolic.check(argue(*NOTHING, SOMETHING[0]), Settings())
    assert (evidence.outcome, evidence.attempted) == (Outcome.ARGUED, len(NOTHING) + 1)
    assert evidence.decided == 1


def test_an_argument_rests_on_the_premises_of_its_lemma():
    lemma = argue(Step(label="s", lhs=(X + 1) ** 2, rhs=X**2 + 2 * X + 1), requires=("p",))
    evidence = symbolic.check(lemma, Settings())
    assert evidence.premises == ("p",)
    assert derive_verdict("L", [evidence], {"p": Grade.SUPPORTED}).grade is Grade.SUPPORTED
