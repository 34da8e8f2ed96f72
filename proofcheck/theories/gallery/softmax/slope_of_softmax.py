"""The slope of softmax.

Claim: (false) it is below 1/2 everywhere; (true) from three classes on it is.
Formula: ||J(x) d||_2 < ||d||_2 / 2 for d other than 0, J = diag(p) - p p^T, p = softmax(x).
Used: strict contraction of softmax layers and of fixed points of attention.
Guarantee: FALSE: attained with two classes of equal weight, in every l_p. With three, TIGHT in the limit.
Reference: Nair, Softmax is 1/2-Lipschitz: A tight bound across all l_p norms (arXiv 2510.23012v1), abstract.
"""

from __future__ import annotations

from typing import Any

from proofcheck.theories.gallery.softmax.log_sum_exp import POINT, softmax
from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import Array, Grade, Inequality, Lemma, Source, Space, Variable, rationals


def slope(x: Array, d: Array) -> Any:
    """||J d||^2."""
    p = softmax(x)
    image = p * (d - (p * d).sum())
    return (image * image).sum()


def _from(least: int) -> Space:
    return Space(
        sizes={"n": (least, 5)}, variables={"x": POINT, "d": Variable(shape=("n",), unbounded=True)}, large={"n": 32}
    )


LEMMAS = (
    Lemma(
        name="softmax-slope-strict",
        title="The slope of softmax is below 1/2",
        statement=r"\|J(x)\, d\|_2 < \tfrac12 \|d\|_2 \quad (d \ne 0)",
        group="Softmax",
        hypotheses="Any number of classes from two on; ||d|| >= 1. Both sides squared.",
        claim=Inequality(
            lhs=slope,
            rhs=lambda x, d: (d * d).sum() / 4,
            where=lambda x, d: (d * d).sum() - 1,
            strict=True,
        ),
        space=_from(2),
        witness=lambda: {"x": rationals([0, 0]), "d": rationals([1, -1])},
        expected=Grade.REFUTED,
        holds_instead="softmax-slope-three",
        kernel=proofs_beside(__file__),
        source=Source(
            paper="P. Nair, Softmax is 1/2-Lipschitz: A tight bound across all l_p norms",
            number="abstract",
            page="1",
            version="arXiv 2510.23012v1 (the abstract alone was read)",
        ),
        remarks="The abstract says it for p strictly between 1 and infinity; decided here for p = 2. By hand: two "
        "classes, x = 0, "
        "d = (1, -1): J d = d/2, so 1/2 is attained in every l_p. The abstract's main claim, the constant 1/2, is "
        "lemma B4 of the "
        "attention theory for p = 2.",
    ),
    Lemma(
        name="softmax-slope-three",
        title="The slope of softmax from three classes on",
        statement=r"\|J(x)\, d\|_2 < \tfrac12 \|d\|_2 \quad (n \ge 3,\ d \ne 0)",
        group="Softmax",
        hypotheses="||d|| >= 1. Both sides squared.",
        claim=Inequality(
            lhs=slope,
            rhs=lambda x, d: (d * d).sum() / 4,
            where=lambda x, d: (d * d).sum() - 1,
            strict=True,
        ),
        space=_from(3),
        kernel=proofs_beside(__file__),
        reference="new here: 1/2 needs two classes of weight 1/2, and every weight of a softmax is positive",
    ),
)

KNOWN_MUTANTS = {
    ("softmax-slope-three", "slope", "image * image -> image"): "the entries of J d add up to 0",
    ("softmax-slope-three", "LEMMAS", "d * d -> d"): "sum d_i >= 1 leaves d other than 0, which is all that is needed",
}
