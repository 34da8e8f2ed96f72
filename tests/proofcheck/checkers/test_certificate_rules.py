"""The rules of certificates: what they give is true, and nothing follows from a wrong use of them."""

from dataclasses import replace

import pytest

from proofcheck.api import decide
from proofcheck.arithmetic.functions import Array, as_array, exp, maximum, power, sqrt
from proofcheck.checkers import Settings, exact
from proofcheck.lemmas.claims import Domain, Identity, Inequality, Space, TheoryError, Variable
from proofcheck.lemmas.evidence import Grade, Outcome, derive_verdict
from proofcheck.lemmas.lemma import Certificate, Lemma, Theory
from proofcheck.lemmas.structures import Structure


def outcome(lemma):
    return exact.CHECKER.check(lemma, Settings()).outcome


def lemma_of(terms, rhs, *, name="L", lhs=lambda **z: 0, premises=(), where=None, strict=False, **variables):
    sizes = {"m": (1, 2)} if any("m" in v.shape for v in variables.values()) else {}
    return Lemma(
        name=name,
        title="",
        statement="",
        claim=Inequality(lhs=lhs, rhs=rhs, where=where, strict=strict),
        space=Space(sizes=sizes, variables=variables),
        certificate=Certificate(terms=terms, premises=tuple(premises)),
        requires=tuple(p.name for p in premises),
    )


X, NONNEGATIVE, ROW = Variable(), Variable(low=0), Variable(shape=("m",))


def proved(*args, **options):
    return outcome(lemma_of(*args, **options)) is Outcome.PROVED


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
    evidence = exact.CHECKER.check(lemma_of(terms, rhs, premises=premises, **variables), Settings())
    assert evidence.outcome is Outcome.PROVED, evidence.detail


@pytest.mark.parametrize("name", WRONG)
def test_the_rules_give_nothing_else(name):
    _KEPT.clear()
    terms, rhs, variable = WRONG[name]
    assert not proved(terms, rhs, x=variable) or name == "a fact of another branch"


def test_a_kept_number_of_another_evaluation_is_refused():
    _KEPT.clear()
    terms = WRONG["a fact of another branch"][0]
    evidence = exact.CHECKER.check(lemma_of(terms, lambda x: abs(x).sum(), x=ROW), Settings())
    assert evidence.coverage in ("undecided", "m = 1 (exact)")


def test_a_hypothesis_is_a_fact_and_nothing_more():
    assert proved(lambda r, x: [[r.fact(x - 1)]], lambda x: x - 1, where=lambda x: x - 1, x=X)
    assert not proved(lambda r, x: [[r.fact(x - 1)]], lambda x: x - 1, where=lambda x: x, x=X)
    assert not proved(lambda r, x: [[1 / x]], lambda x: 1 / x, where=lambda x: x, x=X)


def test_a_strict_claim_needs_a_positive_term():
    assert proved(lambda r, x: [[x * x, 1]], lambda x: x * x + 1, strict=True, x=X)
    assert proved(lambda r, x: [[x]], lambda x: x, strict=True, x=Variable(low=0, open_low=True))
    assert not proved(lambda r, x: [[x * x]], lambda x: x * x, strict=True, x=X)
    assert not proved(lambda r, x: [[x]], lambda x: x, strict=True, x=NONNEGATIVE)


# premises


def premise(rhs, terms=lambda r, **z: [[]], **options):
    return lemma_of(terms, rhs, name="P", **options)


def test_a_premise_is_used_inside_its_hypotheses_alone():
    """P: x <= 1 for 0 <= x <= 1; at x^2 / 4 for |x| <= 2 that is known, at x not, at x + 3 it is false."""
    unit = premise(lambda x: 1 - x, lambda r, x: [[1 - x]], x=Variable(low=0, high=1))
    for argument, holds in (
        (lambda x: x * x / 4, True),
        (lambda x: x, False),
        (lambda x: x + 3, False),
        (lambda x: -x * x / 4, False),
    ):
        used = lemma_of(
            lambda r, x, a=argument: [[r.slack("P", x=a(x))]], lambda x, a=argument: 1 - a(x), premises=[unit], x=X
        )
        assert (outcome(used) is Outcome.PROVED) is holds


OUTSIDE = {
    "where": ({"x": X, "where": lambda x: x}, lambda x: x),
    "an open end": ({"x": Variable(low=0, high=4, open_low=True)}, lambda x: x * x),
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
}


def resting_on(variables, argument, least=1):
    where = variables.get("where")
    given = lemma_of(
        lambda r, x: [[0 * x.flat[0] + 1]], lambda x: 0 * x.flat[0] + 1, name="P", where=where, x=variables["x"]
    )
    if least > 1:
        given = replace(given, space=replace(given.space, sizes={"m": (least, 3)}))
    return lemma_of(lambda r, x: [[r.slack("P", x=argument(x))]], lambda x: 0 * x + 1, premises=[given], x=X)


@pytest.mark.parametrize("name", OUTSIDE)
def test_each_hypothesis_of_a_premise_is_checked(name):
    least = 2 if name == "a least size" else 1
    evidence = exact.CHECKER.check(resting_on(*OUTSIDE[name], least), Settings())
    assert evidence.outcome is Outcome.UNDECIDED, evidence


@pytest.mark.parametrize("name", INSIDE)
def test_each_hypothesis_of_a_premise_can_hold(name):
    evidence = exact.CHECKER.check(resting_on(*INSIDE[name]), Settings())
    assert evidence.outcome is Outcome.PROVED, evidence.detail
    assert evidence.premises == ("P",)


def test_a_strict_premise_gives_a_positive_number():
    given = premise(lambda x: x * x + 1, lambda r, x: [[x * x, 1]], strict=True, x=X)
    assert proved(lambda r, x: [[r.slack("P", x=x)]], lambda x: x * x + 1, strict=True, premises=[given], x=X)
    weak = replace(given, claim=replace(given.claim, strict=False))
    assert not proved(lambda r, x: [[r.slack("P", x=x)]], lambda x: x * x + 1, strict=True, premises=[weak], x=X)


def test_only_declared_premises_are_used():
    assert not proved(lambda r, x: [[r.slack("P", x=x)]], lambda x: x * x, x=X)


def test_a_verdict_is_capped_by_the_premise_and_its_sizes():
    """P is decided for two entries of its three; what rests on it is decided at as many."""
    given = lemma_of(lambda r, x: [[x[0] * x[0]]] if len(x) < 2 else [[]], lambda x: x[0] * x[0], name="P", x=ROW)
    used = lemma_of(lambda r, x: [[r.slack("P", x=x)]], lambda x: x[0] * x[0], premises=[given], x=ROW)
    evidence = exact.CHECKER.check(used, Settings())
    assert evidence.coverage == "m = 1 (exact)"
    assert "its premise P is not decided there" in evidence.detail
    for grade in (Grade.PROVED, Grade.SUPPORTED):
        assert derive_verdict("L", [evidence], {"P": grade}).grade is grade
    assert derive_verdict("L", [evidence], {"P": Grade.REFUTED}).grade is Grade.BROKEN


def vectors(low, high):
    return Space(sizes={"n": (low, high)}, variables={"x": Variable(shape=("n",), low=0, high=1)})


@pytest.mark.parametrize("boxed", [False, True], ids=["supported", "certified on a box"])
@pytest.mark.parametrize("sizes", [(65, 65), (4, 4), (3, 3)])
def test_a_premise_that_nothing_proves_lends_no_word_to_other_points(boxed, sizes):
    """n <= 64 is sampled for n <= 3 and, in one case, certified at n = 2; where the user lives no sample is drawn."""
    claim = Inequality(lhs=lambda x: x.shape[0] + 0 * x.sum(), rhs=lambda x: 64 + 0 * x.sum())
    domain = Domain(space=vectors(2, 2)) if boxed else None
    given = Lemma(name="P", title="", statement="", space=vectors(1, 3), claim=claim, domain=domain)
    used = Lemma(
        name="L",
        title="",
        statement="",
        space=vectors(*sizes),
        claim=replace(claim, where=lambda x: -(3 * x[0] - 1) * (3 * x[0] - 1)),
        certificate=Certificate(terms=lambda r, x: [[r.slack("P", x=x)]], premises=(given,)),
        requires=("P",),
    )
    grades = [d.grade for d in decide(Theory(name="t", title="", lemmas=(given, used)))]
    inside = sizes == (3, 3) and not boxed
    assert grades == [Grade.CERTIFIED if boxed else Grade.SUPPORTED, Grade.SUPPORTED if inside else Grade.UNDECIDED]


def test_a_premise_whose_proof_rests_on_an_unproved_one_at_these_sizes_is_not_proved_there():
    """P is proved at m = 1 by itself and at m = 2 by R, which nothing proves: its grade says nothing of m = 2."""
    leaf = replace(premise(lambda x: x * x, x=X), certificate=None, name="R")
    given = replace(
        lemma_of(
            lambda r, x: [[x[0] * x[0] if x.shape[0] == 1 else r.slack("R", x=x[0])]],
            lambda x: x[0] * x[0],
            premises=[leaf],
            x=ROW,
        ),
        name="P",
    )
    used = lemma_of(
        lambda r, x: [[r.slack("P", x=as_array([x[0], x[0]]))]], lambda x: x[0] * x[0], premises=[given], x=ROW
    )
    assert outcome(given) is Outcome.PROVED
    assert outcome(used) is Outcome.UNDECIDED


def test_a_premise_without_proof_caps():
    given = replace(premise(lambda x: x * x, x=X), certificate=None)
    used = lemma_of(lambda r, x: [[r.slack("P", x=x)]], lambda x: x * x, premises=[given], x=X)
    theory = Theory(name="t", title="", lemmas=(given, used))
    assert [d.grade for d in decide(theory)] == [Grade.SUPPORTED, Grade.SUPPORTED]


def test_what_does_not_fit_together_is_refused():
    given = premise(lambda x: x * x, lambda r, x: [[x * x]], x=X)
    used = lemma_of(lambda r, x: [[r.slack("P", x=x)]], lambda x: x * x, premises=[given], x=X)
    with pytest.raises(TheoryError, match="no lemma that it requires"):
        replace(used, requires=())
    with pytest.raises(TheoryError, match="an identity needs none"):
        replace(given, claim=Identity(lhs=lambda x: x, rhs=lambda x: x))
    other = replace(given, claim=replace(given.claim, rhs=lambda x: x * x - 1), certificate=None)
    with pytest.raises(TheoryError, match="rests on another 'P'"):
        Theory(name="t", title="", lemmas=(other, used))


def test_a_maximum_has_its_facts_alone():
    rhs = lambda x: maximum(x) - x[0]  # noqa: E731
    assert proved(lambda r, x: [[r.fact(maximum(x) - x[0])]], rhs, x=Variable(shape=(3,)))
    assert not proved(lambda r, x: [[r.fact(x[0] - maximum(x))]], lambda x: x[0] - maximum(x), x=Variable(shape=(3,)))


def test_a_claim_that_holds_at_its_least_sizes_alone_is_refuted():
    """|x|^2 <= x_1^2, true of one entry."""
    one = lemma_of(lambda r, x: [[]], lambda x: x[0] * x[0], lhs=lambda x: (x * x).sum(), x=ROW)
    evidence = exact.CHECKER.check(one, Settings())
    assert (evidence.outcome, evidence.partial, evidence.coverage) == (Outcome.PROVED, True, "m = 1 (exact)")
    assert [d.grade for d in decide(Theory(name="t", title="", lemmas=(one,)))] == [Grade.REFUTED]
    identity = replace(one, claim=Identity(lhs=one.claim.lhs, rhs=one.claim.rhs), certificate=None)
    assert [d.grade for d in decide(Theory(name="t", title="", lemmas=(identity,)))] == [Grade.REFUTED]
