"""Certificates found by machine for claims with exp, sqrt, |x| and max: textbook inequalities, and what is none."""

from dataclasses import replace
from fractions import Fraction

import pytest

from proofcheck.arithmetic.functions import exp, maximum, minimum, power, sqrt
from proofcheck.arithmetic.piecewise import absolute
from proofcheck.checkers import Settings, exact
from proofcheck.checkers.sums_of_squares import find_certificate
from proofcheck.checkers.sums_of_squares.finding import read_certificate
from proofcheck.lemmas.claims import Inequality, Space, Variable
from proofcheck.lemmas.evidence import Outcome
from proofcheck.lemmas.lemma import Lemma

REAL, POSITIVE = Variable(unbounded=True), Variable(low=0, unbounded="above")


def lemma_of(lhs, rhs, variable, names="xy"):
    space = Space(variables=dict.fromkeys(names, variable))
    return Lemma(name="L", title="", statement="", claim=Inequality(lhs=lhs, rhs=rhs), space=space)


def huber(x):
    """x^2 / 2 for |x| <= 1, |x| - 1/2 else."""
    inner = minimum(absolute(x), 1)
    return inner * (absolute(x) - inner / 2)


def share(x, y):
    return exp(x) / (exp(x) + exp(y))


TRUE = {
    "the triangle": lemma_of(lambda x, y: absolute(x + y), lambda x, y: absolute(x) + absolute(y), REAL),
    "the reverse triangle": lemma_of(
        lambda x, y: absolute(absolute(x) - absolute(y)), lambda x, y: absolute(x - y), REAL
    ),
    "geometric and arithmetic mean": lemma_of(lambda x, y: sqrt(x * y), lambda x, y: (x + y) / 2, POSITIVE),
    "a maximum and moduli": lemma_of(lambda x, y: maximum(x, y), lambda x, y: absolute(x) + absolute(y), REAL),
    "norms in the plane": lemma_of(lambda x, y: sqrt(x * x + y * y), lambda x, y: absolute(x) + absolute(y), REAL),
    "the greater norm": lemma_of(
        lambda x, y: maximum(absolute(x), absolute(y)), lambda x, y: sqrt(x * x + y * y), REAL
    ),
    "an entry of softmax": lemma_of(
        lambda x, y: share(x, y) * (1 - share(x, y)), lambda x, y: 0 * x + Fraction(1, 4), REAL
    ),
    "the root of a sum": lemma_of(lambda x, y: sqrt(x + y), lambda x, y: sqrt(x) + sqrt(y), POSITIVE),
    "the tangent of exp": lemma_of(lambda x: 1 + x, lambda x: exp(x), REAL, "x"),
    "means of exponentials": lemma_of(lambda x, y: 2 * exp((x + y) / 2), lambda x, y: exp(x) + exp(y), REAL),
    "squares of moduli": lemma_of(lambda x, y: power(absolute(x) - absolute(y), 2), lambda x, y: power(x - y, 2), REAL),
    "Huber below the parabola": lemma_of(lambda x: huber(x), lambda x: x * x / 2, REAL, "x"),
    "Huber below the modulus": lemma_of(lambda x: huber(x), lambda x: absolute(x), REAL, "x"),
    "Huber above the shifted modulus": lemma_of(lambda x: absolute(x) - Fraction(1, 2), huber, REAL, "x"),
    "the hyperbolic cosine": lemma_of(lambda x: 0 * x + 2, lambda x: exp(x) + exp(-x), REAL, "x"),
    "a root below its tangent": lemma_of(lambda x: sqrt(1 + x), lambda x: 1 + x / 2, POSITIVE, "x"),
    "a modulus below a root": lemma_of(lambda x: absolute(x), lambda x: sqrt(1 + x * x), REAL, "x"),
    "the positive part": lemma_of(lambda x: maximum(x, 0 * x) * 2, lambda x: absolute(x) + x, REAL, "x"),
}
OF_SIZES = {
    "the triangle of many": (lambda x: absolute(x.sum()), lambda x: absolute(x).sum()),
    "norms": (lambda x: sqrt((x * x).sum()), lambda x: absolute(x).sum()),
    "the mean below the maximum": (lambda x: x.sum(), lambda x: x.shape[0] * maximum(x)),
    "a sum of exponentials": (lambda x: x.shape[0] + x.sum(), lambda x: exp(x).sum()),
    "the mean of weights": (lambda x: 1 - exp(x)[0] / exp(x).sum(), lambda x: x.shape[0] - 1 + 0 * x[0]),
}
FALSE = {
    "the triangle turned": lemma_of(lambda x, y: absolute(x) + absolute(y), lambda x, y: absolute(x + y), REAL),
    "means turned": lemma_of(lambda x, y: (x + y) / 2, lambda x, y: sqrt(x * y), POSITIVE),
    "a tangent too steep": lemma_of(lambda x: 1 + 2 * x, lambda x: exp(x), REAL, "x"),
    "a share above a fifth": lemma_of(lambda x, y: 5 * share(x, y) * (1 - share(x, y)), lambda x, y: 0 * x + 1, REAL),
    "a maximum of signed numbers": lemma_of(lambda x, y: maximum(x, y), lambda x, y: absolute(x + y), REAL),
    "a root of a difference": lemma_of(lambda x, y: sqrt(x) + sqrt(y), lambda x, y: sqrt(x + y), POSITIVE),
    "by little": lemma_of(lambda x: (2 + Fraction(1, 2**20)) * exp(x), lambda x: exp(2 * x) + 1, REAL, "x"),
}
NOT_SHOWN = {  # true, and beyond 1 + t <= exp(t) at the exponents of the claim
    "the second Taylor polynomial": lemma_of(lambda x: 1 + x + x * x / 2, lambda x: exp(x), POSITIVE, "x"),
}


@pytest.mark.parametrize("name", TRUE)
def test_textbook_inequalities_with_atoms_are_proved(name):
    pytest.importorskip("clarabel")
    found = find_certificate(TRUE[name])
    assert found.certificate, found.reason
    given = replace(TRUE[name], certificate=read_certificate(found.certificate))
    evidence = exact.CHECKER.check(given, Settings())
    assert (evidence.outcome, evidence.coverage) == (Outcome.PROVED, "as claimed (exact)"), evidence.detail


@pytest.mark.parametrize("name", OF_SIZES)
def test_claims_of_several_sizes_are_proved(name):
    pytest.importorskip("clarabel")
    lhs, rhs = OF_SIZES[name]
    space = Space(sizes={"n": (1, 3)}, variables={"x": Variable(shape=("n",), unbounded=True)})
    lemma = Lemma(name="L", title="", statement="", claim=Inequality(lhs=lhs, rhs=rhs), space=space)
    found = find_certificate(lemma)
    assert found.certificate, found.reason
    given = replace(lemma, certificate=read_certificate(found.certificate))
    assert exact.CHECKER.check(given, Settings()).coverage == "n <= 3 (exact)"


@pytest.mark.slow
@pytest.mark.parametrize("name", [*FALSE, *NOT_SHOWN])
def test_nothing_is_found_for_what_is_false_or_out_of_reach(name):
    pytest.importorskip("clarabel")
    found = find_certificate((FALSE | NOT_SHOWN)[name])
    assert not found.certificate
    assert found.reason.startswith("no certificate found (degree")


@pytest.mark.slow
@pytest.mark.parametrize("name", TRUE)
def test_what_is_found_shows_nothing_stronger(name):
    """The certificate of a claim is refused for the claim whose right side is smaller by a part in 2^60."""
    pytest.importorskip("clarabel")
    lemma = TRUE[name]
    rhs = lemma.claim.rhs
    lower = replace(lemma.claim, rhs=lambda **z: rhs(**z) - Fraction(1, 2**60))
    given = replace(lemma, claim=lower, certificate=read_certificate(find_certificate(lemma).certificate))
    assert exact.CHECKER.check(given, Settings()).outcome is Outcome.UNDECIDED
