"""Every instance passes one gate, and evidence that says little says so: the borders of a space, kind by kind."""

from fractions import Fraction
from math import prod

import hypothesis
import numpy as np
import pytest

from proofcheck.arithmetic.conversion import rationals
from proofcheck.arithmetic.functions import exp, sqrt
from proofcheck.checkers import Settings, domain, rigorous
from proofcheck.checkers import property as property_checker
from proofcheck.checkers.instances.decision import Finding, decide
from proofcheck.checkers.instances.membership import violation
from proofcheck.checkers.instances.sampling import draw, grid
from proofcheck.checkers.search import adversary
from proofcheck.engine.runner import examine, run
from proofcheck.lemmas.claims import Domain, Inequality, Space, TheoryError, Variable
from proofcheck.lemmas.evidence import Grade, Outcome
from proofcheck.lemmas.lemma import Certificate, Lemma, Theory
from proofcheck.lemmas.structures import Structure

Q = Fraction
FALSE = Inequality(lhs=lambda x: x + 1, rhs=lambda x: x)


def lemma(claim, space, **parts):
    return Lemma(name="L", title="", statement="", claim=claim, space=space, **parts)


def line(**fields):
    return Space(variables={"x": Variable(**fields)})


BORDERS = {
    "closed low": ({"low": 0, "high": 1}, 0, True),
    "below low": ({"low": 0, "high": 1}, Q(-1, 10**9), False),
    "open low": ({"low": 0, "high": 1, "open_low": True}, 0, False),
    "above open low": ({"low": 0, "high": 1, "open_low": True}, Q(1, 10**9), True),
    "closed high": ({"low": 0, "high": 1}, 1, True),
    "above high": ({"low": 0, "high": 1}, Q(10**9 + 1, 10**9), False),
    "open high": ({"low": 0, "high": 1, "open_high": True}, 1, False),
    "integer": ({"denominator": 1}, 1, True),
    "half an integer": ({"denominator": 1}, Q(1, 2), False),
    "off the grid": ({"denominator": 2}, Q(1, 3), True),
    "unbounded": ({"unbounded": True}, 10**9, True),
    "below an unbounded range": ({"unbounded": True}, -(10**9), True),
    "above a half-line": ({"low": 0, "unbounded": "above"}, 10**9, True),
    "the end of a half-line": ({"low": 0, "unbounded": "above"}, 0, True),
    "below a half-line": ({"low": 0, "unbounded": "above"}, Q(-1, 10**9), False),
    "the open end of a half-line": ({"low": 0, "open_low": True, "unbounded": "above"}, 0, False),
    "unbounded integer": ({"unbounded": True, "denominator": 1}, Q(1, 2), False),
    "another shape": ({}, [1], False),
}


@pytest.mark.parametrize("case", BORDERS)
def test_an_instance_decides_exactly_when_it_belongs_to_the_space(case):
    fields, value, inside = BORDERS[case]
    instance = {"x": rationals(value)}
    assert (violation(line(**fields), instance) == "") is inside
    assert decide(FALSE, line(**fields), instance).finding is (Finding.FAILS if inside else Finding.OUTSIDE)


def test_sizes_below_the_least_and_strange_variables_are_outside():
    space = Space(sizes={"n": (2, 3)}, variables={"x": Variable(shape=("n",)), "y": Variable(shape=("n",))})
    pair = {"x": rationals([1, 2]), "y": rationals([1, 2])}
    assert violation(space, pair) == ""
    assert "below the least, 2" in violation(space, {"x": rationals([1]), "y": rationals([1])})
    assert "shape" in violation(space, pair | {"y": rationals([1, 2, 2])})
    assert "its variables are x" in violation(space, {"x": pair["x"]})
    assert violation(space, {name: rationals([0] * 9) for name in "xy"}) == ""  # sampled sizes end, claims do not


@pytest.mark.parametrize("value", ["below", "", None, 1, 0, "ABOVE"])
def test_unbounded_is_true_false_or_above(value):
    with pytest.raises(TheoryError, match=r"give True, False, or 'above'"):
        Variable(unbounded=value)


def test_a_box_may_leave_the_samples_of_a_half_line_but_not_the_half_line():
    claim, half = Inequality(lhs=lambda x: 0 * x, rhs=lambda x: x + 1), line(low=0, high=1, unbounded="above")
    far = lemma(claim, half, domain=Domain(space=line(low=0, high=100)))
    assert domain.check(far, Settings()).outcome is Outcome.CERTIFIED
    with pytest.raises(TheoryError, match="outside"):
        lemma(claim, half, domain=Domain(space=line(low=-1, high=1)))


@pytest.mark.parametrize(
    ("fields", "ends"),
    [({}, (0, 4)), ({"open_low": True}, (1, 4)), ({"open_high": True}, (0, 3))],
)
def test_samples_leave_open_ends_out(fields, ends):
    variable = Variable(low=0, high=1, denominator=4, **fields)
    assert grid(variable) == ends
    assert grid(Variable(low=Q(1, 3), high=Q(2, 3), denominator=4, **fields)) == (2, 2)


def test_no_checker_refutes_outside_the_space():
    """x (x - 1) >= 0 holds for all integers and fails at 1/2: a box, a search, a shrinker or a witness may meet it."""
    claim, whole = Inequality(lhs=lambda x: 0 * x, rhs=lambda x: x * (x - 1)), line(low=-8, high=8, denominator=1)
    box = Domain(space=line(low=-1, high=2), boxes=300)
    found = examine(lemma(claim, whole, domain=box), Settings()).evidence
    assert {item.checker for item in found} >= {"rigorous", "property", "adversary", "domain"}
    assert Outcome.FAILS not in {item.outcome for item in found}
    witness = examine(lemma(claim, whole, witness=lambda: {"x": rationals(Q(1, 2))}), Settings()).evidence[0]
    assert (witness.outcome, witness.counterexample) == (Outcome.ERROR, None)
    assert "not an integer" in witness.detail


def test_the_domain_refutes_at_integers():
    claim, whole = Inequality(lhs=lambda x: x, rhs=lambda x: x * 0 + 2), line(low=0, high=8, denominator=1)
    found = domain.check(lemma(claim, whole, domain=Domain(space=line(low=0, high=5))), Settings())
    assert found.outcome is Outcome.FAILS
    assert Q(found.counterexample.data["x"]).denominator == 1


@pytest.mark.parametrize("open_end", ["open_low", "open_high"])
def test_a_claim_that_fails_at_an_open_end_alone_is_not_refuted(open_end):
    """1 <= 10^40 x^2 + 1 - 10^-9 is false at zero, and nowhere else that a checker gets."""
    low, high = (0, 1) if open_end == "open_low" else (-1, 0)
    claim = Inequality(lhs=lambda x: 0 * x + 1, rhs=lambda x: x * x * 10**40 + 1 - (0 * x + 1) / 10**9)
    held = examine(lemma(claim, line(low=low, high=high, **{open_end: True})), Settings()).evidence
    failed = examine(lemma(claim, line(low=low, high=high)), Settings()).evidence
    assert Outcome.FAILS not in {item.outcome for item in held}
    assert Outcome.FAILS in {item.outcome for item in failed}


def test_given_instances_are_counted_apart_and_made_exact():
    claim = Inequality(lhs=lambda x: x, rhs=lambda x: x + 1)
    given = {"witness": lambda: {"x": np.array(0.5)}, "extremes": lambda: [{"x": np.array(1)}, {"x": rationals(2)}]}
    found = rigorous.check(lemma(claim, line(), **given), Settings())
    assert (found.decided, found.given, found.attempted) == (160, 3, 160)
    assert found.coverage == "160 sampled instances and 3 given"


def test_a_given_instance_outside_is_an_error_though_the_claim_holds_there():
    """The space is [0, 2]; a witness at 4 shows nothing about it."""
    claim = Inequality(lhs=lambda x: x, rhs=lambda x: x + 1)
    found = rigorous.check(lemma(claim, line(low=0, high=2), witness=lambda: {"x": rationals(4)}), Settings())
    assert found.outcome is Outcome.ERROR
    assert "entry 4, which is not in [0, 2]" in found.detail


def graded(claim, space, **parts):
    return run(Theory(name="t", title="t", lemmas=(lemma(claim, space, **parts),)), Settings())[0]


NEVER = Inequality(lhs=lambda x: x + 1, rhs=lambda x: x, where=lambda x: -x * x - 1)
RARELY = Inequality(lhs=lambda x: x, rhs=lambda x: x, where=lambda x: -x * x * x * x)  # at zero alone
THIN = {
    "a hypothesis that never holds": (NEVER, line(denominator=63), Grade.UNDECIDED, "hold on none of 640 draws"),
    "one that rarely holds": (RARELY, line(denominator=2**20, low=1, high=3), Grade.UNDECIDED, "hold on none of"),
}


@pytest.mark.parametrize("case", THIN)
def test_thin_evidence_is_in_the_verdict_and_not_as_expected_unless_declared(case):
    claim, space, grade, words = THIN[case]
    found = graded(claim, space)
    assert found.verdict.grade is grade
    assert words in found.verdict.reason
    assert not found.as_expected
    assert graded(claim, space, thin="the regime is rare by design").as_expected
    assert graded(claim, space, expected=Grade.UNDECIDED).as_expected


@pytest.mark.parametrize("meets", [{}, {"witness": lambda: {"x": rationals(5)}}])
def test_a_theorem_about_no_known_instance_is_not_as_expected(meets):
    claim = Inequality(lhs=lambda x: 0 * x, rhs=lambda x: x, where=lambda x: x - 4)
    proof = Certificate(terms=lambda rules, x: [[x - 4, 4]])
    found = graded(claim, line(unbounded=True), certificate=proof, **meets)
    assert found.verdict.grade is Grade.PROVED
    assert found.as_expected is ("THIN: the hypotheses hold on none of" not in found.verdict.reason) is bool(meets)
    assert graded(claim, line(unbounded=True), certificate=proof, thin="by design").as_expected


def test_few_decided_instances_are_thin():
    """Ties in balls everywhere but at zero, which is no part of the space."""
    claim = Inequality(lhs=lambda x: exp(x) * exp(-x) + 0 * x, rhs=lambda x: 1 + 0 * x)
    found = graded(claim, line(low=1))
    assert "0 of 640 drawn instances were decided, fewer than 30" in found.verdict.reason
    assert not found.as_expected


def test_ample_evidence_is_not_thin():
    found = graded(Inequality(lhs=lambda x: x, rhs=lambda x: x + 1), line())
    assert "THIN" not in found.verdict.reason
    assert found.as_expected


UNDEFINED = {
    "a root of a negative number": lambda x: sqrt(x),
    "a division by zero": lambda x: 1 / (x - x),
    "a quotient of exponentials": lambda x: 1 / (exp(x) - exp(x)),
}


@pytest.mark.parametrize("case", UNDEFINED)
def test_a_side_without_a_value_is_an_error_with_the_instance(case):
    found = graded(Inequality(lhs=UNDEFINED[case], rhs=lambda x: x * 0 + 10), line())
    assert found.verdict.grade is Grade.BROKEN
    assert "a side has no value: lhs " in found.verdict.reason


def test_what_the_hypotheses_exclude_may_be_undefined():
    claim = Inequality(lhs=lambda x: sqrt(x), rhs=lambda x: x * 0 + 2, where=lambda x: 64 * x - 1)
    assert graded(claim, line()).verdict.grade is Grade.SUPPORTED


def test_a_root_of_what_balls_only_know_to_be_small_is_a_tie():
    """sqrt((e^x - e^x)^2) = 0: the ball holds negative numbers, mpmath finds zero."""
    claim = Inequality(lhs=lambda x: sqrt((exp(x) - exp(x)) * exp(x)), rhs=lambda x: x * 0 + 1)
    assert decide(claim, line(), {"x": rationals(1)}).finding is not Finding.UNDEFINED


STRUCTURED = [(structure, shape) for structure in Structure for shape in (("n", "n"),) if structure.is_square] + [
    (structure, shape) for structure in Structure for shape in (("n",), ("n", "m")) if not structure.is_square
]
SPACES = {
    f"{structure.name} {len(shape)}": Space(
        sizes={"n": (1, 3), "m": (1, 3)}, variables={"x": Variable(shape=shape, structure=structure, denominator=4)}
    )
    for structure, shape in STRUCTURED
}


@pytest.mark.parametrize("case", SPACES)
def test_structured_samples_are_members_and_vary(case):
    space, rng = SPACES[case], np.random.default_rng(0)
    seen = [draw(space, {"n": n, "m": m}, rng) for n in (1, 2, 3) for m in (1, 2) for _ in range(30)]
    assert all(violation(space, one) == "" for one in seen)
    assert len({str(one["x"]) for one in seen}) > 20


@pytest.mark.parametrize("case", SPACES)
def test_structured_examples_of_hypothesis_are_members(case):
    test = hypothesis.given(property_checker.strategy(SPACES[case]))(
        lambda one: seen.append(violation(SPACES[case], one))
    )
    seen = []
    hypothesis.settings(max_examples=40, database=None, deadline=None)(test)()
    assert set(seen) == {""}


NOT_MEMBERS = {
    Structure.SIMPLEX: [[Q(1, 2), Q(1, 3)], [2, -1], [0, 0]],
    Structure.SPHERE: [[1, 1], [Q(1, 2), Q(1, 2)], [0, 0]],
    Structure.ORTHOGONAL: [[[1, 1], [0, 1]], [[2, 0], [0, Q(1, 2)]], [[0, 0], [0, 0]]],
    Structure.SYMMETRIC: [[[1, 2], [1, 1]]],
    Structure.SEMIDEFINITE: [[[1, 2], [2, 1]], [[0, 1], [1, 0]], [[-1, 0], [0, 0]], [[1, 1], [0, 1]], [[0, 1], [1, 5]]],
    Structure.DEFINITE: [[[1, 1], [1, 1]], [[0, 0], [0, 0]], [[1, 2], [2, 1]], [[1, 0], [1, 1]]],
    Structure.SORTED: [[1, 0], [2, 1]],
}


@pytest.mark.parametrize("structure", Structure)
def test_other_arrays_are_told_apart(structure):
    shape = ("n", "n") if structure.is_square else ("n",)
    space = Space(sizes={"n": (1, 3)}, variables={"x": Variable(shape=shape, structure=structure)})
    for array in NOT_MEMBERS[structure]:
        assert structure.value in violation(space, {"x": rationals(array)}), array


def test_every_corner_and_both_determinants_are_built():
    n = 3
    at = [rationals(np.reshape(values, (n, n))) for values in np.random.default_rng(0).integers(-2, 3, (40, n * n))]
    turned = [Structure.ORTHOGONAL.build(t) for t in at]
    signs = {round(np.linalg.det(np.array(q, dtype=float))) for q in turned}
    assert signs == {-1, 1}
    poles = {tuple(Structure.SPHERE.build(rationals([0, last]))) for last in (-1, 1)}
    assert poles == {(Q(0), Q(1)), (Q(0), Q(-1))}
    assert tuple(Structure.SIMPLEX.build(rationals([0, 2, 0]))) == (0, 1, 0)
    assert {prod(Structure.SPHERE.build(rationals([v]))) for v in (-1, 1)} == {-1, 1}


def test_claims_about_structures_are_decided_by_every_checker():
    """A probability vector's square sums to at most 1, attained by a unit vector, and to at least 1/n."""
    simplex = Space(sizes={"n": (1, 4)}, variables={"x": Variable(shape=("n",), structure=Structure.SIMPLEX)})
    true = Inequality(lhs=lambda x: (x * x).sum(), rhs=lambda x: x.sum())
    found = examine(lemma(true, simplex), Settings()).evidence
    assert {item.outcome for item in found} == {Outcome.HOLDS}
    assert max(item.tightness for item in found) == 1
    false = Inequality(lhs=lambda x: (x * x).sum() * 4, rhs=lambda x: x.sum())
    refuted = adversary.check(lemma(false, simplex), Settings())
    assert refuted.outcome is Outcome.FAILS
    assert sum(map(Q, refuted.counterexample.data["x"])) == 1


def test_a_domain_lies_in_the_space_of_its_claim():
    claim = Inequality(lhs=lambda x: x, rhs=lambda x: x + 1)
    with pytest.raises(TheoryError, match=r"x in \[0, 3\], outside \[-2, 2\]; shrink it"):
        lemma(claim, line(), domain=Domain(space=line(low=0, high=3)))
    simplex = Space(variables={"x": Variable(shape=(2,), structure=Structure.SIMPLEX)})
    with pytest.raises(TheoryError, match="has a structure, which no box is"):
        lemma(claim, simplex, domain=Domain(space=Space(variables={"x": Variable(shape=(2,))})))
