"""Second-order expansions against sympy, in floats and in balls, with constants of every kind on every side."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from flint import arb

from proofcheck.arithmetic.functions import precision
from solver.least_squares.residual import variables
from solver.least_squares.taylor import Taylor

POINT = (Fraction(3, 4), Fraction(5, 3))
DATA = np.array([Fraction(1, 3), Fraction(7, 10), Fraction(2)], dtype=object)
MODELS = {
    "sum": lambda f, a, b, x: 2 + a + x - b - 1,
    "product": lambda f, a, b, x: 3 * a * x * b * Fraction(1, 7),
    "quotient": lambda f, a, b, x: x / (a + x) - a / b / 3,
    "squares": lambda f, a, b, x: (a - x) ** 2 + b**3 * a**0 + x**2,
    "negative power": lambda f, a, b, x: (a + x) ** (-2),
    "real power": lambda f, a, b, x: (a + x) ** (-1 / b),
    "power of a constant": lambda f, a, b, x: a * x**b,
    "exp and log": lambda f, a, b, x: f.exp(-a * x) * f.log(b + x),
    "sqrt": lambda f, a, b, x: 1 / f.sqrt(1 + 2 * b * x) - a,
    "waves": lambda f, a, b, x: f.sin(a * x) * f.cos(x / b),
    "arctan": lambda f, a, b, x: f.arctan(a / (x - b)),
}


class Symbolic:
    exp, log, sqrt, sin, cos, arctan = sympy.exp, sympy.log, sympy.sqrt, sympy.sin, sympy.cos, sympy.atan


def exact(model, constant):
    """Value, first and second derivatives at the point by sympy, to 60 digits."""
    a, b = sympy.symbols("a b", positive=True)
    expression = sympy.sympify(model(Symbolic, a, b, sympy.Rational(constant.numerator, constant.denominator)))
    at = {s: sympy.Rational(v.numerator, v.denominator) for s, v in zip((a, b), POINT, strict=True)}
    orders = [[], [a], [b], [a, a], [a, b], [b, b]]
    return [(sympy.diff(expression, *order) if order else expression).subs(at).evalf(60) for order in orders]


def flat(found, i):
    value, gradient, hessian = found.parts()
    return [value[i], *gradient[i], *(hessian[i][j] for j in ((0, 0), (0, 1), (1, 1)))]


@pytest.mark.parametrize("name", MODELS)
def test_derivatives_equal_those_of_sympy(name):
    floats = MODELS[name](np, *variables([float(v) for v in POINT]), DATA)
    with precision(200):
        balls = MODELS[name](np, *variables([arb(v.numerator) / v.denominator for v in POINT]), DATA)
        for i, constant in enumerate(DATA):
            for true, approximate, enclosure in zip(
                exact(MODELS[name], constant), flat(floats, i), flat(balls, i), strict=True
            ):
                assert approximate == pytest.approx(float(true), rel=1e-12, abs=1e-12)
                distance = abs(arb(str(true)) - enclosure)
                assert not distance > arb(10) ** -50
                assert isinstance(enclosure, int) or enclosure.rad() < arb(10) ** -50


def test_balls_contain_the_derivatives_at_all_their_points():
    def model(a, b):
        return np.exp(a * DATA) / (b + a * a)

    with precision(100):
        wide = model(*variables([arb(0.5, 0.25), arb(2, 0.5)]))
        for a, b in [(0.25, 1.5), (0.75, 2.5), (0.3, 2.2), (0.5, 2.0)]:
            inner = model(*variables([arb(a), arb(b)]))
            for outer, point in zip(wide.parts(), inner.parts(), strict=True):
                assert all(o.contains(p) for o, p in zip(outer.flat, point.flat, strict=True))


def test_numpy_functions_that_are_not_supported_are_refused():
    a, _ = variables([1.0, 2.0])
    with pytest.raises(TypeError):
        np.tan(a)
    with pytest.raises(TypeError):
        np.add.reduce(Taylor(np.ones(3), np.zeros((3, 2)), np.zeros((3, 2, 2))))
