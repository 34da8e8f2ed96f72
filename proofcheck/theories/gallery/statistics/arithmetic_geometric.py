"""The arithmetic and the geometric mean, with the remainder.

Claim: their difference lies between the variance over twice the largest and over twice the smallest number.
Formula: Var_p(x) / (2 max x) <= sum p_i x_i - prod x_i^p_i <= Var_p(x) / (2 min x).
Used: quantitative forms of Jensen's inequality.
Guarantee: TIGHT in the limit of nearly equal numbers.
Reference: Cartwright and Field, A refinement of the arithmetic mean-geometric mean inequality (1978), theorem.
"""

from __future__ import annotations

from typing import Any

from proofcheck.theories.gallery.statistics.popoviciu import variance
from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import (
    Array,
    Inequality,
    Lemma,
    Space,
    Structure,
    Variable,
    as_array,
    exp,
    log,
    maximum,
    minimum,
)


def gap(p: Array, x: Array) -> Any:
    """The arithmetic mean minus the geometric one."""
    return (p * x).sum() - exp(as_array((p * log(x)).sum())).item()


LEMMAS = (
    Lemma(
        name="arithmetic-geometric",
        title="Two means and a variance",
        statement=r"\frac{\mathrm{Var}_p(x)}{2 \max x} \le \sum_i p_i x_i - \prod_i x_i^{p_i} "
        r"\le \frac{\mathrm{Var}_p(x)}{2 \min x}",
        group="Statistics",
        hypotheses="p a probability vector, x > 0.",
        claim=Inequality(
            lhs=lambda p, x: as_array([variance(p, x) / (2 * maximum(x)), gap(p, x)]),
            rhs=lambda p, x: as_array([gap(p, x), variance(p, x) / (2 * minimum(x))]),
            parts=("below", "above"),
        ),
        space=Space(
            sizes={"n": (1, 4)},
            variables={
                "p": Variable(shape=("n",), structure=Structure.SIMPLEX),
                "x": Variable(shape=("n",), low=0, high=4, open_low=True, unbounded="above"),
            },
            large={"n": 32},
        ),
        kernel=proofs_beside(__file__),
        reference="Cartwright and Field (1978)",
    ),
)
