"""Popoviciu's inequality.

Claim: a variance is at most a quarter of the squared range.
Formula: sum p_i x_i^2 - (sum p_i x_i)^2 <= (max x - min x)^2 / 4.
Used: concentration (Hoeffding's lemma), softmax Jacobians.
Guarantee: TIGHT (half of the mass at each end).
Reference: Popoviciu (1935); Bhatia and Davis (2000), corollary to theorem 1.
"""

from __future__ import annotations

from typing import Any

from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import Array, Certificate, Inequality, Lemma, Space, Structure, Variable, maximum, minimum, power

SPACE = Space(
    sizes={"n": (1, 5)},
    variables={"p": Variable(shape=("n",), structure=Structure.SIMPLEX), "x": Variable(shape=("n",), unbounded=True)},
    large={"n": 64},
)


def variance(p: Array, x: Array) -> Any:
    """sum p_i x_i^2 - (sum p_i x_i)^2."""
    mean = (p * x).sum()
    return (p * x * x).sum() - mean * mean


def _terms(rules: Any, p: Array, x: Array) -> list[list[Any]]:
    """sum p_i (max x - x_i)(x_i - min x) and the squared distance of the mean from the middle."""
    top, low = maximum(x), minimum(x)
    inside = [rules.fact(p[i]) * rules.fact(top - x[i]) * rules.fact(x[i] - low) for i in range(len(x))]
    return [[*inside, power((top + low) / 2 - (p * x).sum(), 2)]]


LEMMAS = (
    Lemma(
        name="popoviciu",
        title="Variance and range",
        statement=r"\mathrm{Var}_p(x) \le \tfrac14 (\max x - \min x)^2",
        group="Statistics",
        hypotheses="p a probability vector.",
        claim=Inequality(lhs=variance, rhs=lambda p, x: power(maximum(x) - minimum(x), 2) / 4),
        space=SPACE,
        certificate=Certificate(terms=_terms),
        kernel=proofs_beside(__file__),
        reference="Popoviciu (1935)",
    ),
)
