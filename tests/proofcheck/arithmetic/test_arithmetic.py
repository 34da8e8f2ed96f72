"""Exchangeable arithmetic: the same definition in every element type, and Taylor arithmetic against closed forms."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy
from flint import arb

from proofcheck.arithmetic.conversion import Arithmetic, convert, rationals
from proofcheck.arithmetic.directional import directional_derivatives
from proofcheck.arithmetic.functions import balls, exp, matmul, maximum, minimum, norm, power, precision, sqrt
from proofcheck.arithmetic.taylor import Jet
from proofcheck.model import definitions, derivatives

RNG = np.random.default_rng(0)
SHAPES = {"A1": (3, 2), "A2": (4, 2), "A3": (4, 1), "B": (3, 2), "X": (2, 2), "Y": (1, 2)}
DATA = {name: rationals(RNG.integers(-64, 65, shape) / 64) for name, shape in SHAPES.items()}


def loss_in(arithmetic):
    with precision(200):
        return definitions.loss(**{name: convert(value, arithmetic) for name, value in DATA.items()})


def test_one_definition_agrees_over_all_arithmetics():
    enclosed = loss_in(Arithmetic.BALL)
    with precision(200):
        assert enclosed.rad() < arb(2) ** -180
        assert abs(enclosed - arb(mpmath.nstr(loss_in(Arithmetic.MPF), 58))) < arb(10) ** -50
        assert abs(enclosed - arb(str(sympy.N(loss_in(Arithmetic.SYMBOLIC), 60)))) < arb(10) ** -50
    assert float(enclosed) == pytest.approx(loss_in(Arithmetic.FLOAT), rel=1e-14)


def test_rationals_refuse_transcendental_functions_instead_of_rounding():
    with pytest.raises(TypeError, match="exp of Fraction"):
        exp(DATA["X"])
    with pytest.raises(TypeError, match="sqrt of Fraction"):
        sqrt(DATA["X"])


def test_conversion_is_exact_for_doubles_and_encloses_other_fractions():
    third, quarter = convert(rationals([Fraction(1, 3), Fraction(1, 4)]), Arithmetic.BALL)
    assert third.rad() > 0
    assert quarter.rad() == 0
    assert rationals([0.1])[0] == Fraction(0.1) != Fraction(1, 10)
    assert rationals(["-7/3"])[0] == Fraction(-7, 3)


def test_ball_products_go_through_matrices_and_enclose_the_exact_product():
    left, right = DATA["A1"], DATA["X"]
    exact = convert(matmul(left, right), Arithmetic.BALL)
    product = matmul(convert(left, Arithmetic.BALL), convert(right, Arithmetic.BALL))
    assert all(p.contains(e) for p, e in zip(product.flat, exact.flat, strict=True))


def test_extrema_and_norm_of_balls_are_rigorous():
    wide = np.array([arb(1, 0.5), arb(1.25)], dtype=object)
    assert maximum(wide).contains(1.5)
    assert minimum(wide).contains(0.5)
    assert norm(balls(np.array([3.0, 4.0]))).contains(5)
    assert norm(arb(-2)).contains(2)


@pytest.mark.parametrize("shape", [(1,), (5,), (2, 3)])
def test_extrema_of_floats_are_those_of_their_list(shape):
    values = np.random.default_rng(1).normal(size=shape)
    for pick, expected in ((maximum, max), (minimum, min)):
        found = pick(values)
        assert type(found) is float
        assert found == expected(values.ravel().tolist()) == pick(values.ravel().tolist())
        assert np.isnan(pick(np.array([1.0, np.nan, 2.0])))
        with pytest.raises(ValueError, match="empty array does not exist"):
            pick(np.empty(0))


def test_power_of_a_ball_around_zero_stays_finite():
    assert power(arb(0, 1e-3), 2).is_finite()
    assert power(arb(-2), 3) == -8


def test_precision_is_scoped_even_when_the_block_raises():
    before = (arb(1).exp().rad(), mpmath.mp.prec)

    def fail():
        with precision(500):
            assert mpmath.mp.prec == 500
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (arb(1).exp().rad(), mpmath.mp.prec) == before


def closed_form(x, exponential, root):
    return exponential(x) / (1 + x * x) + root(x)


@pytest.mark.parametrize("arithmetic", [Arithmetic.BALL, Arithmetic.MPF, Arithmetic.SYMBOLIC])
def test_directional_derivatives_of_a_closed_form(arithmetic):
    """At x = 1 along 2, against sympy's diff of the formula."""
    x = sympy.Symbol("x")
    formula = closed_form(x, sympy.exp, sympy.sqrt)
    with precision(200):
        point, direction = {"x": convert(rationals([1]), arithmetic)}, {"x": convert(rationals([2]), arithmetic)}
        found = directional_derivatives(lambda z: closed_form(z["x"], exp, sqrt), point, direction, 3)
        for k, derivative in enumerate(found):
            expected = arb(str(sympy.N(sympy.diff(formula, x, k).subs(x, 1) * 2**k, 50)))
            assert abs(as_ball(derivative[0]) - expected) < arb(10) ** -35


def as_ball(value):
    if isinstance(value, arb):
        return value
    return arb(str(sympy.N(value, 50)) if isinstance(value, sympy.Basic) else mpmath.nstr(value, 50))


def test_jets_are_exact_over_rationals():
    """1 / (1 - t) = 1 + t + t^2 + ..., and (1 + t)^3."""
    one, t = Fraction(1), Jet((Fraction(0), Fraction(1), Fraction(0), Fraction(0)))
    assert (one / (1 - t)).coefficients == (1, 1, 1, 1)
    assert ((t + 1) ** 3).coefficients == (1, 3, 3, 1)
    assert (2 * t - t - t).coefficients == (0, 0, 0, 0)


def test_float_gradient_and_hessian_formulas_stay_native():
    arrays = {name: convert(value, Arithmetic.FLOAT) for name, value in DATA.items()}
    weights = {"wx": 0.5, "wy": 0.25, "lx": 0.125, "ly": 0.0}
    assert derivatives.hessian(**arrays, **weights).dtype == np.float64
    assert derivatives.gradient(**arrays, **weights)[0].dtype == np.float64
