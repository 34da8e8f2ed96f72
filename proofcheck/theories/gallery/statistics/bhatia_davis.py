"""The inequality of Bhatia and Davis.

Claim: a variance is at most the product of the mean's distances to both ends.
Formula: Var_p(x) <= (max x - m)(m - min x), m = sum p_i x_i.
Used: sharper than Popoviciu away from the middle; bounds for third cumulants.
Guarantee: TIGHT (all mass at the ends).
Reference: Bhatia and Davis, A better bound on the variance (2000), theorem 1.
"""

from __future__ import annotations

from typing import Any

from proofcheck.theories.gallery.statistics.popoviciu import SPACE, variance
from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import Array, Certificate, Inequality, Lemma, maximum, minimum


def ends(p: Array, x: Array) -> Any:
    """(max x - m)(m - min x)."""
    mean = (p * x).sum()
    return (maximum(x) - mean) * (mean - minimum(x))


def weighted(rules: Any, p: Array, x: Array) -> list[Any]:
    """The difference is sum p_i (max x - x_i)(x_i - min x)."""
    top, low = maximum(x), minimum(x)
    return [rules.fact(p[i]) * rules.fact(top - x[i]) * rules.fact(x[i] - low) for i in range(len(x))]


LEMMAS = (
    Lemma(
        name="bhatia-davis",
        title="Variance and mean",
        statement=r"\mathrm{Var}_p(x) \le (\max x - m)(m - \min x)",
        group="Statistics",
        hypotheses="p a probability vector, m its mean of x.",
        claim=Inequality(lhs=variance, rhs=ends),
        space=SPACE,
        certificate=Certificate(terms=lambda rules, p, x: [weighted(rules, p, x)]),
        kernel=proofs_beside(__file__),
        reference="Bhatia and Davis (2000), theorem 1",
    ),
)
