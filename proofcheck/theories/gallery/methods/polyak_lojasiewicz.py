"""The condition of Polyak and Lojasiewicz.

Claim: x^2 + 3 sin^2 x satisfies it with constant 1/32; (false) a function that satisfies it is convex.
Formula: f'(x)^2 / 2 >= (f(x) - f*) / 32; f((x + y)/2) <= (f(x) + f(y))/2.
Used: linear rates without convexity, overparametrised models.
Guarantee: UPPER; FALSE for convexity. One function of one variable, as in the reference.
Reference: Karimi, Nutini, Schmidt, Linear convergence under the Polyak-Lojasiewicz condition (2016), section 2.2.
"""

from __future__ import annotations

from fractions import Fraction

from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import Array, Domain, Grade, Inequality, Lemma, Space, Variable, power, rationals, sin

_LINE = Space(variables={"x": Variable(low=-16, high=16, unbounded=True)})
_AWAY = Space(variables={"x": Variable(low=Fraction(1, 16), high=16)})


def value(x: Array) -> Array:
    """x^2 + 3 sin^2 x."""
    total: Array = x * x + 3 * power(sin(x), 2)
    return total


LEMMAS = (
    Lemma(
        name="polyak-lojasiewicz",
        title="A function that is not convex and satisfies the condition",
        statement=r"\tfrac1{32} (f(x) - f^*) \le \tfrac12 f'(x)^2, \quad f = x^2 + 3 \sin^2 x",
        group="Methods",
        claim=Inequality(
            lhs=lambda x: value(x) / 32,
            rhs=lambda x: power(2 * x + 3 * sin(2 * x), 2) / 2,
        ),
        space=_LINE,
        domain=Domain(space=_AWAY),
        kernel=proofs_beside(__file__),
        reference="Karimi, Nutini, Schmidt (2016), section 2.2",
        remarks="f* = 0 at x = 0. The box 1/16 <= x <= 16 keeps away from 0, where both sides vanish.",
    ),
    Lemma(
        name="lojasiewicz-convex",
        title="The condition implies convexity",
        statement=r"f\left(\tfrac{x + y}{2}\right) \le \tfrac12 f(x) + \tfrac12 f(y), \quad f = x^2 + 3 \sin^2 x",
        group="Methods",
        claim=Inequality(lhs=lambda x, y: value((x + y) / 2), rhs=lambda x, y: (value(x) + value(y)) / 2),
        space=Space(variables={name: Variable(low=-16, high=16, unbounded=True) for name in ("x", "y")}),
        witness=lambda: {"x": rationals(1), "y": rationals(2)},
        expected=Grade.REFUTED,
        holds_instead="polyak-lojasiewicz",
        kernel=proofs_beside(__file__),
        reference="Karimi, Nutini, Schmidt (2016), section 2.2",
        remarks="By hand: f(1) = 3.124, f(2) = 6.480, with mean 4.802, and f(3/2) = 5.235; f'' = 2 + 6 cos 2x < 0 "
        "there.",
    ),
)

KNOWN_MUTANTS = {
    (
        "polyak-lojasiewicz",
        "LEMMAS",
        "3 * sin(2 * x) -> sin(2 * x)",
    ): "|2 x + sin 2 x| >= 3 |x| / 2, as sin z >= -0.22 z, and f <= 4 x^2",
    (
        "polyak-lojasiewicz",
        "LEMMAS",
        "power(2 * x + 3 * sin(2 * x), 2) / 2 -> power(2 * x + 3 * sin(2 * x), 2) / 3",
    ): "|2 x + 3 sin 2 x| >= 0.68 |x|, as sin z >= -0.22 z, and f <= 4 x^2",
    (
        "polyak-lojasiewicz",
        "LEMMAS",
        "3 * sin(2 * x) -> 2 * sin(2 * x)",
    ): "|2 x + 2 sin 2 x| >= 1.12 |x|, as sin z >= -0.22 z, and f <= 4 x^2",
}
