"""Popoviciu's inequality.

Claim: a variance is at most a quarter of the squared range.
Formula: sum p_i x_i^2 - (sum p_i x_i)^2 <= (max x - min x)^2 / 4.
Used: concentration (Hoeffding's lemma), softmax Jacobians.
Guarantee: TIGHT (half of the mass at each end).
Reference: Popoviciu (1935); Bhatia and Davis (2000), corollary to theorem 1.
"""

from __future__ import annotations

from typing import Any

from proofcheck.theory import Array, Inequality, Lemma, Space, Structure, Variable, maximum, minimum, power

SPACE = Space(
    sizes={"n": (1, 5)},
    variables={"p": Variable(shape=("n",), structure=Structure.SIMPLEX), "x": Variable(shape=("n",))},
    large={"n": 64},
)


def variance(p: Array, x: Array) -> Any:
    """sum p_i x_i^2 - (sum p_i x_i)^2."""
    mean = (p * x).sum()
    return (p * x * x).sum() - mean * mean


LEMMAS = (
    Lemma(
        name="popoviciu",
        title="Variance and range",
        statement=r"\mathrm{Var}_p(x) \le \tfrac14 (\max x - \min x)^2",
        group="Statistics",
        hypotheses="p a probability vector.",
        claim=Inequality(lhs=variance, rhs=lambda p, x: power(maximum(x) - minimum(x), 2) / 4),
        space=SPACE,
        reference="Popoviciu (1935)",
    ),
)
