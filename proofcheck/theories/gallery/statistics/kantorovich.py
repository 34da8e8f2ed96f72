"""Kantorovich's inequality.

Claim: the product of the quadratic forms of a positive definite matrix and of its inverse is bounded by its condition.
Formula: <x, H x> <x, H^-1 x> <= (a + b)^2 / (4 a b) ||x||^4, a and b the extreme eigenvalues of H.
Used: steepest descent with exact line search contracts by ((b - a)/(b + a))^2.
Guarantee: TIGHT (equal weight on both extreme eigenvectors). H diagonal, as an orthogonal change of x makes it.
Reference: Kantorovich (1948); Luenberger and Ye, Linear and Nonlinear Programming (2008), section 8.2.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofcheck.theory import Array, Inequality, Lemma, Space, Variable, maximum, minimum, power


def _bound(h: Array, x: Array) -> Any:
    a, b = minimum(h), maximum(h)
    return power(a + b, 2) * power((x * x).sum(), 2) / (4 * a * b)


LEMMAS = (
    Lemma(
        name="kantorovich",
        title="Kantorovich's inequality",
        statement=r"\langle x, H x \rangle \langle x, H^{-1} x \rangle \le \frac{(a + b)^2}{4 a b} \|x\|^4",
        group="Statistics",
        hypotheses="H = diag(h), 0 < a <= h_i <= b.",
        claim=Inequality(lhs=lambda h, x: (h * x * x).sum() * (x * x / h).sum(), rhs=_bound),
        space=Space(
            sizes={"n": (1, 5)},
            variables={"h": Variable(shape=("n",), low=Fraction(1, 4), high=8), "x": Variable(shape=("n",))},
            large={"n": 32},
        ),
        reference="Kantorovich (1948)",
    ),
)
