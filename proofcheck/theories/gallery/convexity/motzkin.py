"""Motzkin's polynomial.

Claim: it is nonnegative on the plane, though no sum of squares of polynomials; (false) with 4 for 3 it still is.
Formula: x^4 y^2 + x^2 y^4 + 1 >= 3 x^2 y^2.
Used: the example that separates nonnegativity from sums of squares in polynomial optimisation.
Guarantee: TIGHT (x^2 = y^2 = 1); FALSE with 4.
Reference: Motzkin, The arithmetic-geometric inequality (1967), p. 217; Reznick (2000), section 2.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import Array, Certificate, Domain, Grade, Inequality, Lemma, Space, Variable, power, rationals

_SPACE = Space(variables={name: Variable(low=-4, high=4, unbounded=True) for name in ("x", "y")})
_AWAY = Space(variables={"x": Variable(low=-4, high=4), "y": Variable(low=2, high=4)})


def left(x: Array, y: Array) -> Array:
    """x^4 y^2 + x^2 y^4 + 1."""
    total: Array = power(x, 4) * power(y, 2) + power(x, 2) * power(y, 4) + 1
    return total


def _artin(rules: Any, x: Array, y: Array) -> list[list[Any]]:
    """The difference times x^2 + y^2 + 1 is a sum of squares, though it is none itself."""
    a, b = x.item(), y.item()
    squares = [
        power(a * a * b - b, 2),
        power(a * b * b - a, 2),
        power(a * a * b * b - 1, 2),
        Fraction(1, 4) * power(a * b * b * b - a * a * a * b, 2),
        Fraction(3, 4) * power(a * b * b * b + a * a * a * b - 2 * a * b, 2),
    ]
    gap = left(a, b) - 3 * power(a * b, 2)
    return [[rules.show(gap, *squares, times=a * a + b * b + 1)]]


LEMMAS = (
    Lemma(
        name="motzkin",
        title="Nonnegative and no sum of squares",
        statement=r"3 x^2 y^2 \le x^4 y^2 + x^2 y^4 + 1",
        group="Convexity",
        hypotheses="The box keeps away from the four zeros.",
        claim=Inequality(lhs=lambda x, y: 3 * power(x * y, 2), rhs=left),
        space=_SPACE,
        domain=Domain(space=_AWAY),
        certificate=Certificate(terms=_artin),
        kernel=proofs_beside(__file__),
        reference="Motzkin (1967), p. 217",
        remarks="The mean of three numbers, x^4 y^2, x^2 y^4 and 1, is at least their geometric mean x^2 y^2.",
    ),
    Lemma(
        name="motzkin-four",
        title="The same with 4",
        statement=r"4 x^2 y^2 \le x^4 y^2 + x^2 y^4 + 1",
        group="Convexity",
        claim=Inequality(lhs=lambda x, y: 4 * power(x * y, 2), rhs=left),
        space=_SPACE,
        witness=lambda: {"x": rationals(1), "y": rationals(1)},
        expected=Grade.REFUTED,
        holds_instead="motzkin",
        kernel=proofs_beside(__file__),
        reference="planted",
        remarks="By hand: x = y = 1 gives 4 and 3.",
    ),
)
