"""Chebyshev's sum inequality.

Claim: the mean of products is at least the product of means, for sequences in the same order; (false) for all
sequences.
Formula: sum x_i y_i / n >= (sum x_i / n)(sum y_i / n).
Used: correlation inequalities, rearrangement arguments.
Guarantee: TIGHT (a constant sequence); FALSE without the order.
Reference: Hardy, Littlewood, Polya, Inequalities (1934), theorem 43.
"""

from __future__ import annotations

from typing import Any

from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import Array, Grade, Inequality, Lemma, Space, Variable, rationals

_ANY = Variable(shape=("n",), unbounded=True)


def product_of_sums(x: Array, y: Array) -> Any:
    """(sum x)(sum y)."""
    return x.sum() * y.sum()


def sum_of_products(x: Array, y: Array) -> Any:
    """n times the sum of x_i y_i."""
    return x.shape[0] * (x * y).sum()


def similarly_ordered(x: Array, y: Array) -> Any:
    """(x_i - x_j)(y_i - y_j) for all i, j: none is negative."""
    return (x[:, None] - x[None, :]) * (y[:, None] - y[None, :])


LEMMAS = (
    Lemma(
        name="chebyshev-sum",
        title="Sequences in the same order",
        statement=r"\left( \tfrac1n \sum_i x_i \right) \left( \tfrac1n \sum_i y_i \right) \le \tfrac1n \sum_i x_i y_i",
        group="Statistics",
        hypotheses="x and y similarly ordered: (x_i - x_j)(y_i - y_j) >= 0 for all i, j.",
        claim=Inequality(lhs=product_of_sums, rhs=sum_of_products, where=similarly_ordered),
        space=Space(sizes={"n": (1, 4)}, variables={"x": _ANY, "y": _ANY}),
        kernel=proofs_beside(__file__),
        reference="Hardy, Littlewood, Polya (1934), theorem 43",
    ),
    Lemma(
        name="chebyshev-sum-unordered",
        title="All sequences",
        statement=r"\left( \tfrac1n \sum_i x_i \right) \left( \tfrac1n \sum_i y_i \right) \le \tfrac1n \sum_i x_i y_i",
        group="Statistics",
        claim=Inequality(lhs=product_of_sums, rhs=sum_of_products),
        space=Space(sizes={"n": (1, 6)}, variables={"x": _ANY, "y": _ANY}),
        witness=lambda: {"x": rationals([0, 1]), "y": rationals([1, 0])},
        expected=Grade.REFUTED,
        holds_instead="chebyshev-sum",
        kernel=proofs_beside(__file__),
        reference="planted",
        remarks="By hand: x = (0, 1), y = (1, 0): 1/4 and 0.",
    ),
)

KNOWN_MUTANTS = {
    (
        "chebyshev-sum",
        "similarly_ordered",
        "(x[:, None] - x[None, :]) * (y[:, None] - y[None, :]) -> x[:, None] - x[None, :]",
    ): "x_i >= x_j for all i, j: all x_i are equal, and so are the sides",
    (
        "chebyshev-sum",
        "similarly_ordered",
        "x[:, None] - x[None, :] -> x[:, None]",
    ): "rhs - lhs is the sum of x_i (y_i - y_j) over all i, j",
    (
        "chebyshev-sum",
        "similarly_ordered",
        "y[:, None] - y[None, :] -> y[:, None]",
    ): "rhs - lhs is the sum of y_i (x_i - x_j) over all i, j",
}
