"""Young's inequality for products.

Claim: an inner product is at most a weighted sum of squares.
Formula: <x, y> <= ||x||^2 / (2 c) + c ||y||^2 / 2 for c > 0.
Used: nearly every proof of a rate that absorbs a cross term.
Guarantee: TIGHT (x = c y).
Reference: Hardy, Littlewood, Polya, Inequalities (1934), theorem 61 with p = 2.
"""

from __future__ import annotations

from typing import Any

from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import Array, Certificate, Inequality, Lemma, Space, Variable, power

_POINT = Variable(shape=("n",), unbounded=True)


def _squares(rules: Any, x: Array, y: Array, c: Array) -> list[list[Any]]:
    """||x - c y||^2 / (2 c)."""
    return [[power(x[i] - c.item() * y[i], 2) / (2 * c.item()) for i in range(len(x))]]


LEMMAS = (
    Lemma(
        name="young",
        title="A product below two squares",
        statement=r"\langle x, y \rangle \le \frac{\|x\|^2}{2 c} + \frac{c}{2} \|y\|^2",
        group="Convexity",
        claim=Inequality(
            lhs=lambda x, y, c: (x * y).sum(),
            rhs=lambda x, y, c: (x * x).sum() / (2 * c.item()) + c.item() * (y * y).sum() / 2,
        ),
        space=Space(
            sizes={"n": (1, 6)},
            variables={"x": _POINT, "y": _POINT, "c": Variable(low=0, high=8, open_low=True, unbounded="above")},
            large={"n": 64},
        ),
        certificate=Certificate(terms=_squares),
        kernel=proofs_beside(__file__),
        reference="Hardy, Littlewood, Polya (1934), theorem 61",
    ),
)
