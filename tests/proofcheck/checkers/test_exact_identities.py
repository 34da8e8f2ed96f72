"""Identities decided exactly: all of the catalogue, no perturbed one; what lies on a border stays undecided."""

import importlib
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from proofcheck.arithmetic.functions import as_array, exp, identity, matmul, maximum, power, sqrt
from proofcheck.arithmetic.opaque import guess
from proofcheck.arithmetic.piecewise import absolute
from proofcheck.arithmetic.refusals import RefusalError
from proofcheck.attention.theory import ATTENTION
from proofcheck.checkers import Settings, checkers_of, exact, rigorous
from proofcheck.checkers.exact.growth import grow
from proofcheck.checkers.exact.sizes import describe
from proofcheck.lemmas.claims import Identity, Space, Variable
from proofcheck.lemmas.evidence import Grade, Outcome, derive_verdict
from proofcheck.lemmas.lemma import Lemma
from proofcheck.lemmas.structures import Structure
from proofcheck.mutants.locate import find_home
from proofcheck.mutants.mutate import list_mutants, plant
from proofcheck.theories import elementary_functions, softmax_regression

THEORIES = (ATTENTION, softmax_regression.THEORY, elementary_functions.THEORY)
IDENTITIES = {lemma.name: lemma for theory in THEORIES for lemma in theory.lemmas if isinstance(lemma.claim, Identity)}
QUICK = Settings(part=(0, 16))


def lemma_of(claim, **variables):
    sizes = {"m": (1, 3)} if any("m" in variable.shape for variable in variables.values()) else {}
    return Lemma(name="L", title="", statement="", claim=claim, space=Space(sizes=sizes, variables=variables))


def find(lhs, rhs, **variables):
    return exact.CHECKER.check(lemma_of(Identity(lhs=lhs, rhs=rhs), **variables), Settings())


def small(lemma):
    """The lemma at one choice of sizes: two rows and two keys, one of all else."""
    sizes = {name: (2, 2) if name in ("n", "m") else (low, low) for name, (low, _) in lemma.space.sizes.items()}
    return replace(lemma, space=replace(lemma.space, sizes=sizes, large={}))


# the catalogue


@pytest.mark.parametrize("name", IDENTITIES)
def test_every_identity_of_the_catalogue_is_decided(name):
    lemma = small(IDENTITIES[name])
    evidence = exact.CHECKER.check(lemma, Settings())
    assert evidence.outcome is Outcome.PROVED, evidence.detail
    assert evidence.premises == ()


def test_the_coverage_is_computed():
    evidence = exact.CHECKER.check(ATTENTION["I5"], Settings())
    assert (evidence.coverage, evidence.decided) == ("n, k <= 2, m <= 4 (exact)", 16)
    assert exact.CHECKER.check(ATTENTION["I1"], Settings()).coverage == "n, m <= 3, p, q <= 2 (exact)"


PERTURBED = {
    "doubled": lambda sides, z: 2 * sides,
    "one more": lambda sides, z: sides + 1,
    "a variable more": lambda sides, z: sides + next(iter(z.values())).ravel()[0],
    "negated": lambda sides, z: -sides,
    "one part in 2^60": lambda sides, z: sides * (2**60 + 1) / 2**60,
    "one entry": lambda sides, z: np.concatenate([sides[:1] + 1, sides[1:]]),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", IDENTITIES)
@pytest.mark.parametrize("change", PERTURBED)
def test_no_perturbed_identity_is(name, change):
    lemma = small(IDENTITIES[name])

    def rhs(**z):
        return PERTURBED[change](as_array(lemma.claim.rhs(**z)).ravel(), z)

    claim = Identity(lhs=lambda **z: as_array(lemma.claim.lhs(**z)).ravel(), rhs=rhs)
    evidence = exact.CHECKER.check(replace(lemma, claim=claim), Settings())
    assert evidence.outcome is Outcome.UNDECIDED
    assert "the sides are not shown to be equal" in evidence.detail


@pytest.mark.slow
@pytest.mark.parametrize("name", IDENTITIES)
def test_mutants_that_are_false_are_not_proved(name):
    """Of the mutants that change the claim, those that an instance refutes."""
    lemma = IDENTITIES[name]
    theory = next(theory for theory in THEORIES if lemma in theory.lemmas)
    top = importlib.import_module(
        "proofcheck.attention.theory" if theory is ATTENTION else f"proofcheck.theories.{theory.name.replace('-', '_')}"
    )
    listed = list_mutants(lemma, find_home(lemma, top))
    judged = {"refuted": 0, "proved": 0}
    for mutant in listed[:: max(1, len(listed) // 6)]:
        try:
            changed = small(plant(mutant))
            proved = exact.CHECKER.check(changed, Settings()).outcome is Outcome.PROVED
            refuted = rigorous.check(changed, QUICK).outcome is Outcome.FAILS
        except Exception:  # noqa: S112, BLE001 - a changed source may raise anything
            continue
        assert not (proved and refuted), mutant.label
        judged["refuted"] += refuted
        judged["proved"] += proved
    assert sum(judged.values()) > 0


# how it counts


def test_the_grade_is_proved_and_both_coverages_are_said():
    lemma = small(IDENTITIES["gradient"])
    evidence = [checker.check(lemma, QUICK) for checker in checkers_of(lemma)]
    verdict = derive_verdict(lemma.name, evidence, {})
    assert verdict.grade is Grade.PROVED
    other = replace(evidence[0], checker="kernel", coverage="every m, d >= 1 (Coq 8.16.1)")
    both = derive_verdict(lemma.name, [other, *evidence], {})
    assert "Coq" in both.reason
    assert "m = 2, d = 1 (exact)" in both.reason


def test_a_box_grows_while_all_its_choices_are_decided():
    space = Space(
        sizes={"n": (1, 4), "m": (2, 3), "idle": (1, 9)},
        variables={"a": Variable(shape=("n", "m"))},
    )
    asked = []

    def decide(sizes):
        asked.append(sizes)
        return "" if sizes["n"] <= 2 or sizes["m"] == 2 else "too large"

    growth = grow(space, decide)
    assert growth.box == {"n": (1, 2), "m": (2, 3)}
    assert describe(growth.box) == "n <= 2, 2 <= m <= 3"
    assert growth.reasons == {"n = 3": "too large"}
    assert all("idle" not in sizes for sizes in asked)
    assert grow(space, lambda sizes: "no").box is None


def test_more_work_than_the_limit_is_no_decision():
    claim = Identity(lhs=lambda x: power(1 + x.sum(), 60), rhs=lambda x: power(1 + x.sum(), 60))
    evidence = exact.CHECKER.check(lemma_of(claim, x=Variable(shape=("m",))), Settings())
    assert evidence.outcome is Outcome.PROVED
    assert evidence.coverage.startswith("m ")
    assert "more work than the limit allows" in evidence.detail


# borders


UNDECIDED = {
    "0 / 0 at one point": (lambda x: x / x, lambda x: x - x + 1, Variable()),
    "a pole at a closed end": (lambda x: x / x, lambda x: x - x + 1, Variable(low=0)),
    "an unbounded variable has no range": (lambda x: x / x, lambda x: x - x + 1, Variable(low=1, unbounded=True)),
    "a half-line has no upper end": (
        lambda x: absolute(2 - x),
        lambda x: 2 - x,
        Variable(low=0, unbounded="above"),
    ),
    "the end of a half-line": (lambda x: x / x, lambda x: x - x + 1, Variable(low=0, unbounded="above")),
    "a root is not negative": (lambda x: sqrt(x * x), lambda x: x, Variable()),
    "a root of what may be negative": (lambda x: sqrt(x) * sqrt(x), lambda x: x, Variable()),
    "an even power forgets a sign": (lambda x: absolute(power(x, 3)), lambda x: power(x, 3), Variable()),
    "a maximum has two arguments": (lambda x: maximum([x.item(), -x.item()]), lambda x: x, Variable()),
    "integers are not told from numbers": (
        lambda x: x * (x - 1) * (x + 1),
        lambda x: x - x,
        Variable(low=-1, high=1, denominator=1),
    ),
    "true on the grid alone": (
        lambda x: x * (x - Fraction(1, 64)),
        lambda x: x - x,
        Variable(low=0, high=Fraction(1, 64)),
    ),
    "a guess": (lambda x: x - x + guess(x).item().is_integer(), lambda x: x - x, Variable()),
    "a float": (lambda x: 0.5, lambda x: 0.5, Variable()),
    "a function without an atom": (lambda x: absolute(x) * 0 + np.tanh(0.0), lambda x: 0 * x, Variable()),
}
DECIDED = {
    "an open end": (lambda x: x / x, lambda x: x - x + 1, Variable(low=0, open_low=True)),
    "a half-line": (lambda x: absolute(x + 1), lambda x: x + 1, Variable(low=-1, unbounded="above")),
    "an open half-line": (lambda x: x / x, lambda x: x - x + 1, Variable(low=0, open_low=True, unbounded="above")),
    "a negative range": (lambda x: x / x, lambda x: x - x + 1, Variable(low=-2, high=0, open_high=True)),
    "a root in a nonnegative range": (lambda x: sqrt(x * x), lambda x: x, Variable(low=0)),
    "a modulus in a range": (lambda x: absolute(x), lambda x: -x, Variable(low=-2, high=0)),
}


@pytest.mark.parametrize("name", UNDECIDED)
def test_borders_are_not_crossed(name):
    lhs, rhs, variable = UNDECIDED[name]
    with suppress(RefusalError, TypeError):  # the side is no claim for any checker
        assert find(lhs, rhs, x=variable).outcome is Outcome.UNDECIDED


@pytest.mark.parametrize("name", DECIDED)
def test_what_ranges_allow_is_decided(name):
    lhs, rhs, variable = DECIDED[name]
    evidence = find(lhs, rhs, x=variable)
    assert evidence.outcome is Outcome.PROVED, evidence.detail
    assert evidence.coverage == "as claimed (exact)"


def test_a_side_that_branches_is_refused():
    with pytest.raises(RefusalError):
        find(lambda x: x if x.item() > 0 else x + 0, lambda x: x, x=Variable())


SQUARE, ROW = ("m", "m"), ("m",)
OF_STRUCTURE = {
    "weights sum to one": (Structure.SIMPLEX, ROW, lambda x: x.sum(), lambda x: x[0] * 0 + 1, True),
    "weights may vanish": (Structure.SIMPLEX, ROW, lambda x: x / x, lambda x: x - x + 1, False),
    "weights are not uniform": (Structure.SIMPLEX, ROW, lambda x: x * x.shape[0], lambda x: x - x + 1, False),
    "either sign": (Structure.SPHERE, ROW, lambda x: sqrt(x * x), lambda x: x, False),
    "symmetric": (Structure.SYMMETRIC, SQUARE, lambda x: x, lambda x: x.T, True),
    "a symmetric square": (Structure.SYMMETRIC, SQUARE, lambda x: matmul(x, x), lambda x: matmul(x, x).T, True),
    "semidefinite, so symmetric": (Structure.SEMIDEFINITE, SQUARE, lambda x: x, lambda x: x.T, True),
    "definite, so symmetric": (Structure.DEFINITE, SQUARE, lambda x: x, lambda x: x.T, True),
    "orthogonal and not symmetric": (Structure.ORTHOGONAL, SQUARE, lambda x: x, lambda x: x.T, False),
    "not every matrix is": (None, SQUARE, lambda x: x, lambda x: x.T, False),
    "semidefinite is not zero": (Structure.SEMIDEFINITE, SQUARE, lambda x: x, lambda x: x - x, False),
    "definite may be small": (Structure.DEFINITE, SQUARE, lambda x: x, lambda x: x - x, False),
    "in no other order": (Structure.SORTED, ROW, lambda x: absolute(x[0] - x[-1]), lambda x: x[0] - x[-1], False),
}


@pytest.mark.parametrize("name", OF_STRUCTURE)
def test_structures_give_what_defines_them_and_no_more(name):
    structure, shape, lhs, rhs, holds = OF_STRUCTURE[name]
    lemma = lemma_of(Identity(lhs=lhs, rhs=rhs), x=Variable(shape=shape, structure=structure))
    lemma = replace(lemma, space=replace(lemma.space, sizes={"m": (2, 3)}))
    evidence = exact.CHECKER.check(lemma, Settings())
    assert (evidence.outcome is Outcome.PROVED) is holds, evidence.detail


@pytest.mark.parametrize("times", [1, 3])
def test_a_side_may_be_a_multiple_of_the_identity_matrix(times):
    """Sherman and Morrison: the inverse of I + u v^T."""

    def product(u, v):
        one, outer = identity(u.shape[0]), u[:, None] * v
        return times * matmul(one + outer, one - outer / (1 + (u * v).sum()))

    vectors = {name: Variable(shape=ROW, low=0) for name in "uv"}
    assert find(product, lambda u, v: times * identity(u.shape[0]), **vectors).outcome is Outcome.PROVED
    other = find(product, lambda u, v: (times + 1) * identity(u.shape[0]), **vectors)
    assert other.outcome is Outcome.UNDECIDED


@pytest.mark.parametrize("made", [lambda i: i.dot(i), lambda i: i.astype(np.int8), lambda i: i @ i])
def test_a_side_of_other_integers_of_fixed_width_is_refused(made):
    with pytest.raises(RefusalError, match="fixed width"):
        find(lambda x: x - x, lambda x: made(identity(x.shape[0])), x=Variable(shape=SQUARE))


def test_ranges_of_parameters_are_not_those_of_entries():
    """An orthogonal matrix has parameters in [1, 2]; its entries may vanish."""
    variable = Variable(shape=SQUARE, low=1, high=2, structure=Structure.ORTHOGONAL)
    assert find(lambda x: x / x, lambda x: x - x + 1, x=variable).outcome is Outcome.UNDECIDED


def test_a_side_that_keeps_numbers_of_an_earlier_evaluation_is_not_decided():
    kept = []

    def lhs(x):
        kept.append(x)
        return kept[0] if len(kept) > 2 else exp(x) - exp(x) + x

    evidence = find(lhs, lambda x: x, x=Variable(shape=ROW))
    assert evidence.coverage in ("undecided", "m = 1 (exact)")
