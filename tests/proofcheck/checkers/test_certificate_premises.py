"""Premises in certificates: used where their hypotheses hold, with no more word than they have."""

from dataclasses import replace

import pytest
from certified_lemmas import ROW, X, find_outcome, is_proved, make_lemma

from proofcheck.api import decide
from proofcheck.arithmetic.functions import as_array
from proofcheck.checkers import Settings, exact
from proofcheck.lemmas.claims import Domain, Identity, Inequality, Space, TheoryError, Variable
from proofcheck.lemmas.evidence import Grade, Outcome, derive_verdict
from proofcheck.lemmas.lemma import Certificate, Lemma, Theory
from proofcheck.lemmas.structures import Structure


def make_premise(rhs, terms=lambda r, **z: [[]], **options):
    return make_lemma(terms, rhs, name="P", **options)


def test_a_premise_is_used_inside_its_hypotheses_alone():
    """P: x <= 1 for 0 <= x <= 1; at x^2 / 4 for |x| <= 2 that is known, at x not, at x + 3 it is false."""
    unit = make_premise(lambda x: 1 - x, lambda r, x: [[1 - x]], x=Variable(low=0, high=1))
    for argument, holds in (
        (lambda x: x * x / 4, True),
        (lambda x: x, False),
        (lambda x: x + 3, False),
        (lambda x: -x * x / 4, False),
    ):
        used = make_lemma(
            lambda r, x, a=argument: [[r.slack("P", x=a(x))]], lambda x, a=argument: 1 - a(x), premises=[unit], x=X
        )
        assert (find_outcome(used) is Outcome.PROVED) is holds


OUTSIDE = {
    "where": ({"x": X, "where": lambda x: x}, lambda x: x),
    "an open end": ({"x": Variable(low=0, high=4, open_low=True)}, lambda x: x * x),
    "the end of a half-line": ({"x": Variable(low=0, unbounded="above")}, lambda x: x),
    "the open end of a half-line": ({"x": Variable(low=0, open_low=True, unbounded="above")}, lambda x: x * x),
    "integers": ({"x": Variable(low=-4, high=4, denominator=1)}, lambda x: x),
    "a structure": (
        {"x": Variable(shape=(2,), structure=Structure.SPHERE)},
        lambda x: as_array([x.item(), 0 * x.item()]),
    ),
    "weights": (
        {"x": Variable(shape=(2,), structure=Structure.SIMPLEX)},
        lambda x: as_array([x.item() * x.item() / 4, x.item() * 0]),
    ),
    "a symmetric matrix": (
        {"x": Variable(shape=(2, 2), structure=Structure.SYMMETRIC)},
        lambda x: as_array([[x.item(), x.item()], [0 * x.item(), x.item()]]),
    ),
    "a shape": ({"x": Variable(shape=(3,))}, lambda x: as_array([x.item(), x.item()])),
    "a least size": ({"x": Variable(shape=("m",))}, lambda x: as_array([x.item()])),
    "a number of dimensions": ({"x": ROW}, lambda x: x),
}
INSIDE = {
    "where": ({"x": X, "where": lambda x: x}, lambda x: x * x / 2),
    "an open end": ({"x": Variable(low=0, high=5, open_low=True)}, lambda x: x * x + 1),
    "integers": ({"x": Variable(low=-4, high=4, denominator=1)}, lambda x: as_array(3)),
    "weights": (
        {"x": Variable(shape=(2,), structure=Structure.SIMPLEX)},
        lambda x: as_array([x.item() * x.item() / 4, 1 - x.item() * x.item() / 4]),
    ),
    "a symmetric matrix": (
        {"x": Variable(shape=(2, 2), structure=Structure.SYMMETRIC)},
        lambda x: as_array([[x.item(), x.item()], [x.item(), x.item()]]),
    ),
    "unbounded": ({"x": Variable(unbounded=True)}, lambda x: 100 * x),
    "a half-line": ({"x": Variable(low=0, unbounded="above")}, lambda x: 100 * x * x),
    "an open half-line": ({"x": Variable(low=0, open_low=True, unbounded="above")}, lambda x: 100 * x * x + 1),
}


def rest_on(variables, argument, least=1):
    where = variables.get("where")
    given = make_lemma(
        lambda r, x: [[0 * x.flat[0] + 1]], lambda x: 0 * x.flat[0] + 1, name="P", where=where, x=variables["x"]
    )
    if least > 1:
        given = replace(given, space=replace(given.space, sizes={"m": (least, 3)}))
    return make_lemma(lambda r, x: [[r.slack("P", x=argument(x))]], lambda x: 0 * x + 1, premises=[given], x=X)


@pytest.mark.parametrize("name", OUTSIDE)
def test_each_hypothesis_of_a_premise_is_checked(name):
    least = 2 if name == "a least size" else 1
    evidence = exact.CHECKER.check(rest_on(*OUTSIDE[name], least), Settings())
    assert evidence.outcome is Outcome.UNDECIDED, evidence


@pytest.mark.parametrize("name", INSIDE)
def test_each_hypothesis_of_a_premise_can_hold(name):
    evidence = exact.CHECKER.check(rest_on(*INSIDE[name]), Settings())
    assert evidence.outcome is Outcome.PROVED, evidence.detail
    assert evidence.premises == ("P",)


def test_a_strict_premise_gives_a_positive_number():
    given = make_premise(lambda x: x * x + 1, lambda r, x: [[x * x, 1]], strict=True, x=X)
    assert is_proved(lambda r, x: [[r.slack("P", x=x)]], lambda x: x * x + 1, strict=True, premises=[given], x=X)
    weak = replace(given, claim=replace(given.claim, strict=False))
    assert not is_proved(lambda r, x: [[r.slack("P", x=x)]], lambda x: x * x + 1, strict=True, premises=[weak], x=X)


def test_only_declared_premises_are_used():
    assert not is_proved(lambda r, x: [[r.slack("P", x=x)]], lambda x: x * x, x=X)


def test_a_verdict_is_capped_by_the_premise_and_its_sizes():
    """P is decided for two entries of its three; what rests on it is decided at as many."""
    given = make_lemma(lambda r, x: [[x[0] * x[0]]] if len(x) < 2 else [[]], lambda x: x[0] * x[0], name="P", x=ROW)
    used = make_lemma(lambda r, x: [[r.slack("P", x=x)]], lambda x: x[0] * x[0], premises=[given], x=ROW)
    evidence = exact.CHECKER.check(used, Settings())
    assert evidence.coverage == "m = 1 (exact)"
    assert "its premise P is not decided there" in evidence.detail
    for grade in (Grade.PROVED, Grade.SUPPORTED):
        assert derive_verdict("L", [evidence], {"P": grade}).grade is grade
    assert derive_verdict("L", [evidence], {"P": Grade.REFUTED}).grade is Grade.BROKEN


def make_vectors(low, high):
    return Space(sizes={"n": (low, high)}, variables={"x": Variable(shape=("n",), low=0, high=1)})


@pytest.mark.slow
@pytest.mark.parametrize("boxed", [False, True], ids=["supported", "certified on a box"])
@pytest.mark.parametrize("sizes", [(65, 65), (4, 4), (3, 3)])
def test_a_premise_that_nothing_proves_lends_no_word_to_other_points(boxed, sizes):
    """n <= 64 is sampled for n <= 3 and, in one case, certified at n = 2; where the user lives no sample is drawn."""
    claim = Inequality(lhs=lambda x: x.shape[0] + 0 * x.sum(), rhs=lambda x: 64 + 0 * x.sum())
    domain = Domain(space=make_vectors(2, 2)) if boxed else None
    given = Lemma(name="P", title="", statement="", space=make_vectors(1, 3), claim=claim, domain=domain)
    used = Lemma(
        name="L",
        title="",
        statement="",
        space=make_vectors(*sizes),
        claim=replace(claim, where=lambda x: -(3 * x[0] - 1) * (3 * x[0] - 1)),
        certificate=Certificate(terms=lambda r, x: [[r.slack("P", x=x)]], premises=(given,)),
        requires=("P",),
    )
    grades = [d.grade for d in decide(Theory(name="t", title="", lemmas=(given, used)))]
    inside = sizes == (3, 3) and not boxed
    assert grades == [Grade.CERTIFIED if boxed else Grade.SUPPORTED, Grade.SUPPORTED if inside else Grade.UNDECIDED]


def test_a_premise_whose_proof_rests_on_an_unproved_one_at_these_sizes_is_not_proved_there():
    """P is proved at m = 1 by itself and at m = 2 by R, which nothing proves: its grade says nothing of m = 2."""
    leaf = replace(make_premise(lambda x: x * x, x=X), certificate=None, name="R")
    given = replace(
        make_lemma(
            lambda r, x: [[x[0] * x[0] if x.shape[0] == 1 else r.slack("R", x=x[0])]],
            lambda x: x[0] * x[0],
            premises=[leaf],
            x=ROW,
        ),
        name="P",
    )
    used = make_lemma(
        lambda r, x: [[r.slack("P", x=as_array([x[0], x[0]]))]], lambda x: x[0] * x[0], premises=[given], x=ROW
    )
    assert find_outcome(given) is Outcome.PROVED
    assert find_outcome(used) is Outcome.UNDECIDED


def test_a_premise_without_proof_caps():
    given = replace(make_premise(lambda x: x * x, x=X), certificate=None)
    used = make_lemma(lambda r, x: [[r.slack("P", x=x)]], lambda x: x * x, premises=[given], x=X)
    theory = Theory(name="t", title="", lemmas=(given, used))
    assert [d.grade for d in decide(theory)] == [Grade.SUPPORTED, Grade.SUPPORTED]


def test_what_does_not_fit_together_is_refused():
    given = make_premise(lambda x: x * x, lambda r, x: [[x * x]], x=X)
    used = make_lemma(lambda r, x: [[r.slack("P", x=x)]], lambda x: x * x, premises=[given], x=X)
    with pytest.raises(TheoryError, match="no lemma that it requires"):
        replace(used, requires=())
    with pytest.raises(TheoryError, match="an identity needs none"):
        replace(given, claim=Identity(lhs=lambda x: x, rhs=lambda x: x))
    other = replace(given, claim=replace(given.claim, rhs=lambda x: x * x - 1), certificate=None)
    with pytest.raises(TheoryError, match="rests on another 'P'"):
        Theory(name="t", title="", lemmas=(other, used))
