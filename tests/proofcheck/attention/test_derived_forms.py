"""What the derivations derive is what the claims compute: compared in exact rationals, for softmax rows that are given.

A claim that evaluates a derived expression itself (I5-objective, B6, B7) needs no test here.
"""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from flint import arb

from proofcheck.arithmetic.functions import power
from proofcheck.attention.calculus import loss_atoms, moments
from proofcheck.attention.certificates import newton_kantorovich
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.common.natural_coordinates import Line
from proofcheck.attention.convexity import spectral_sandwich
from proofcheck.attention.derivatives import moment_form
from proofcheck.attention.theory import ATTENTION

ORDERS = (1, 2, 3)


def draw(seed):
    """Two rows of rational weights over three keys, two columns of values: S is not asked for, as softmax is given."""
    rng = np.random.default_rng(seed)

    def table(rows, columns, low=-6):
        numbers = [Fraction(int(x), 4) for x in rng.integers(low, 7, rows * columns)]
        return np.array(numbers, dtype=object).reshape(rows, columns)

    F = table(2, 3, low=1)
    F = F / F.sum(axis=1)[:, None]
    V, B, s, v = table(3, 2), table(2, 2), table(2, 3), table(3, 2)
    centred = s - (F * s).sum(axis=1)[:, None]
    variance = (F * power(centred, 2)).sum(axis=1)
    return Line(F=F, V=V, O=F @ V, C=F @ V - B, s=s, v=v, centred=centred, variance=variance)


def evaluate(expression, at):
    """A polynomial in raw moments, one number for each row and column."""
    return moments.evaluate(expression, moment_form._moment_values(at, expression))


POINTS = pytest.mark.parametrize("at", [draw(seed) for seed in range(4)], ids=range(4))


@POINTS
@pytest.mark.parametrize("order", ORDERS)
def test_the_derivatives_of_the_output_are_the_forms_of_the_claims(at, order):
    derived = evaluate(moments.derivatives(moments.output(), order)[order], at)
    assert (derived == (at.first, at.second, at.third)[order - 1]).all()


@POINTS
def test_the_cumulants_of_the_claim_are_those_of_the_recursion(at, monkeypatch):
    monkeypatch.setattr(natural_coordinates, "line", lambda *_: at)
    claimed = moment_form._cumulants(at.V, at.V, at.V, at.V, at.V)
    derived = [evaluate(moments.cumulant(order, 1), at).ravel() for order in ORDERS]
    assert (claimed == np.concatenate(derived)).all()


@POINTS
@pytest.mark.parametrize("order", ORDERS)
def test_the_derivatives_of_the_loss_in_atoms_are_those_of_the_claims(at, order):
    expression = loss_atoms.loss_derivative(order)
    values = {
        loss_atoms.kappa(a, name): evaluate(moments.cumulant(a, *exponents), at)
        for a in range(order + 1)
        for name, exponents in (("V", (1, 0)), ("v", (0, 1)))
    }
    derived = moments.evaluate(expression, values | {loss_atoms.C_ATOM: at.C}).sum()
    assert derived == natural_coordinates.loss_derivatives(at)[order - 1]


@POINTS
def test_the_form_of_the_spectral_sandwich_is_the_derived_one(at):
    still = replace(at, v=at.v - at.v)
    (step,) = ATTENTION["S5"].derivation.steps()
    for side in (step.lhs, step.rhs):
        assert evaluate(side, still).sum() == spectral_sandwich._score_form(still)


@pytest.mark.parametrize(("g", "mu", "M"), [(1, 3, 4), (2, 5, 6), (1, 9, 40)])
def test_the_radius_of_the_certificate_is_the_root_of_the_derivation(g, mu, M):
    r = newton_kantorovich._radius(arb(g), arb(mu), arb(M))
    assert abs(mu * r - M * r * r / 2 - g) < 1e-12
    assert mu - M * r > 0
    root, slope = ATTENTION["C1-root"].derivation.steps()
    w = (1 - 2 * Fraction(M * g, mu * mu)) ** 0.5
    at = {"mu": mu, "M": M, "t": 1 / w - 1}
    values = {symbol: at[symbol.name] for symbol in root.lhs.free_symbols}
    assert float(root.rhs.subs(values)) == pytest.approx(g)
    assert float(slope.lhs.subs(values)) == pytest.approx(float(mu - M * r))
