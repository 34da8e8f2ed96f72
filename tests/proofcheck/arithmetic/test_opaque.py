"""A claim that turns its numbers into floats is BROKEN, whichever way it takes; one that stays, or guesses, is not."""

import math
from fractions import Fraction

import numpy as np
import pytest

from proofcheck.arithmetic.conversion import Arithmetic, convert, rationals
from proofcheck.arithmetic.opaque import Opaque, guess, opaque
from proofcheck.arithmetic.refusals import ConversionError
from proofcheck.checkers import Settings, rigorous
from proofcheck.checkers.instances.conduct import examine_sides
from proofcheck.checkers.instances.sampling import sample
from proofcheck.engine.runner import examine
from proofcheck.lemmas.evidence import Grade, Outcome, derive_verdict
from proofcheck.lemmas.loading import list_shipped_theories, load_theory
from proofcheck.theory import Identity, Inequality, Lemma, Space, Variable, derivatives, exp, maximum, sqrt

SPACE = Space(sizes={"m": (1, 3)}, variables={"x": Variable(shape=("m",), low=1, high=2)})


def lemma(rhs, lhs=lambda x: x.sum(), **more):
    claim = Inequality(lhs=lhs, rhs=rhs, **more)
    return Lemma(name="L", title="", statement="", claim=claim, space=SPACE)


LEAVING = {
    "float": lemma(lambda x: exp(x).sum() + float(x[0])),
    "math": lemma(lambda x: exp(x).sum() * math.exp(x[0])),
    "an array of floats": lemma(lambda x: exp(x).sum() + x.astype(float).sum()),
    "numpy's scalar": lemma(lambda x: exp(x).sum() + np.float64(x[0])),
    "int": lemma(lambda x: exp(x).sum() + int(x[0])),
    "complex": lemma(lambda x: exp(x).sum() + abs(complex(x[0]))),
    "round": lemma(lambda x: exp(x).sum() + round(x[0])),
    "floor": lemma(lambda x: exp(x).sum() + math.floor(x[0])),
    "midpoint": lemma(lambda x: exp(x).sum() + x[0].mid()),
    "left side": lemma(lambda x: exp(x).sum() + 9, lhs=lambda x: exp(x).sum() / float(x[0])),
    "hypothesis": lemma(lambda x: exp(x).sum(), where=lambda x: exp(x).sum() - float(x[0])),
}


@pytest.mark.parametrize("name", LEAVING)
def test_a_claim_that_leaves_its_arithmetic_is_broken_and_told_so(name):
    evidence = rigorous.check(LEAVING[name], Settings())
    assert evidence.outcome is Outcome.ERROR
    assert "rounds them by an unknown amount; stay with + - * /" in evidence.detail
    assert "`guess`" in evidence.detail
    assert "test_opaque.py, line " in evidence.detail
    assert derive_verdict("L", [evidence], {}).grade is Grade.BROKEN


def verify_at(x):
    """A bound on the root of a sum by one step from a float64 estimate: Young's inequality makes it one."""
    estimate = rationals(guess(sqrt(x.sum()))).item()
    return (x.sum() / estimate + estimate) / 2


STAYING = {
    "guess": lemma(verify_at, lhs=lambda x: sqrt(x.sum())),
    "constants": lemma(lambda x: Fraction(1, 2) * exp(x).sum() + 2 * x.sum() + 1),
    "functions": lemma(lambda x: (exp(x) + abs(sqrt(x))).sum() + maximum(x) ** 2),
    "derivative": lemma(lambda x: derivatives(lambda z: exp(3 * z["x"]).sum(), {"x": x}, {"x": x}, 1)[1]),
}


@pytest.mark.parametrize("name", STAYING)
def test_a_claim_that_stays_in_its_arithmetic_keeps_its_verdict(name):
    work = examine(STAYING[name], Settings())
    assert derive_verdict("L", work.evidence, {}).grade is Grade.SUPPORTED, work.evidence
    examine_sides(STAYING[name].claim, {"x": rationals([1, 2])})


CLAIMS = [
    (reference, claimed.name)
    for reference in list_shipped_theories()
    for claimed in load_theory(reference).lemmas
    if claimed.claim
]


@pytest.mark.parametrize(("reference", "name"), CLAIMS)
def test_every_shipped_claim_is_really_evaluated_with_opaque_numbers(reference, name):
    """Otherwise `examine_sides` would find nothing because a side raises something else."""
    claimed, rng = load_theory(reference)[name], np.random.default_rng(0)
    values = {key: opaque(value) for key, value in sample(claimed.space, rng).items()}
    sides = [claimed.claim.lhs(**values), claimed.claim.rhs(**values)]
    if not isinstance(claimed.claim, Identity) and claimed.claim.where is not None:
        claimed.claim.where(**values)
    assert any(isinstance(entry, Opaque) for side in sides for entry in np.asarray(side, dtype=object).flat)


@pytest.mark.parametrize("arithmetic", Arithmetic)
def test_a_guess_is_near_the_number_in_every_arithmetic(arithmetic):
    numbers = rationals([[1, Fraction(1, 3)], [-7, 10**20]])
    found = guess(convert(numbers, arithmetic))
    assert found.dtype == np.float64
    assert np.allclose(found, [[1, 1 / 3], [-7, 1e20]], rtol=1e-15)
    assert np.array_equal(found, guess(opaque(numbers, valued=True)))


def test_opaque_numbers_calculate_and_refuse():
    x = opaque(rationals(Fraction(3, 2)), valued=True).item()
    found = [(v.value if isinstance(v, Opaque) else v) for v in (x + 1, 1 - x, 3 / x, x * x, x**2, -x, abs(-x), +x)]
    assert found == [2.5, -0.5, 2, 2.25, 2.25, -1.5, 1.5, 1.5]
    with pytest.raises(ConversionError, match="`float`"):
        float(x)
    with pytest.raises(ConversionError, match="`// or %`"):
        x % 1
