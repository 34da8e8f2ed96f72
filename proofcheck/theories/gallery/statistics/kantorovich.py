"""Kantorovich's inequality.

Claim: the product of the quadratic forms of a positive definite matrix and of its inverse is bounded by its condition.
Formula: <x, H x> <x, H^-1 x> <= (a + b)^2 / (4 a b) ||x||^4, a and b the extreme eigenvalues of H.
Used: steepest descent with exact line search contracts by ((b - a)/(b + a))^2.
Guarantee: TIGHT (equal weight on both extreme eigenvectors). H diagonal, as an orthogonal change of x makes it.
Reference: Kantorovich (1948); Luenberger and Ye, Linear and Nonlinear Programming (2008), section 8.2.
"""

from __future__ import annotations

from typing import Any

from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import Array, Certificate, Inequality, Lemma, Space, Variable, maximum, minimum, power


def _scaled(h: Array, x: Array) -> Any:
    """4 a b <x, H x> <x, H^-1 x>."""
    return 4 * minimum(h) * maximum(h) * (h * x * x).sum() * (x * x / h).sum()


def _bound(h: Array, x: Array) -> Any:
    """(a + b)^2 ||x||^4."""
    return power(minimum(h) + maximum(h), 2) * power((x * x).sum(), 2)


def _terms(rules: Any, h: Array, x: Array) -> list[list[Any]]:
    """4 <x, H x> sum x_i^2 (b - h_i)(h_i - a)/h_i, and ((a + b) ||x||^2 - 2 <x, H x>)^2."""
    a, b = minimum(h), maximum(h)
    form, length = (h * (x * x)).sum(), (x * x).sum()
    inside = [4 * form * power(x[i], 2) * rules.fact(b - h[i]) * rules.fact(h[i] - a) / h[i] for i in range(len(h))]
    return [[*inside, power((a + b) * length - 2 * form, 2)]]


LEMMAS = (
    Lemma(
        name="kantorovich",
        title="Kantorovich's inequality",
        statement=r"\langle x, H x \rangle \langle x, H^{-1} x \rangle \le \frac{(a + b)^2}{4 a b} \|x\|^4",
        group="Statistics",
        hypotheses="H = diag(h), 0 < a <= h_i <= b. Both sides times 4 a b.",
        claim=Inequality(lhs=_scaled, rhs=_bound),
        space=Space(
            sizes={"n": (1, 5)},
            variables={
                "h": Variable(shape=("n",), low=0, high=8, open_low=True, unbounded="above"),
                "x": Variable(shape=("n",), unbounded=True),
            },
            large={"n": 32},
        ),
        certificate=Certificate(terms=_terms),
        kernel=proofs_beside(__file__),
        reference="Kantorovich (1948)",
    ),
)
