"""Pinsker's inequality.

Claim: the divergence of two distributions is at least half of their squared distance; (false) at least the whole of it.
Formula: ||p - q||_1^2 / 2 <= sum p_i log(p_i / q_i).
Used: mirror descent with entropy (strong convexity in l1), lower bounds, policy optimisation.
Guarantee: TIGHT in the limit p -> q for two outcomes; FALSE with constant 1. Distributions are softmax(x), softmax(y).
Reference: Cover and Thomas, Elements of Information Theory (2006), lemma 11.6.1.
"""

from __future__ import annotations

from typing import Any

from proofcheck.theories.gallery.softmax.log_sum_exp import lse, softmax
from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import Array, Grade, Inequality, Lemma, Space, Variable, absolute, power, rationals

_SPACE = Space(
    sizes={"n": (2, 4)},
    variables={name: Variable(shape=("n",), unbounded=True) for name in ("x", "y")},
    large={"n": 64},
)


def divergence(x: Array, y: Array) -> Any:
    """Kullback and Leibler's, of softmax(x) from softmax(y)."""
    return (softmax(x) * (x - y)).sum() - lse(x) + lse(y)


def distance(x: Array, y: Array) -> Any:
    """||softmax(x) - softmax(y)||_1."""
    return absolute(softmax(x) - softmax(y)).sum()


LEMMAS = (
    Lemma(
        name="pinsker",
        title="Divergence and total variation",
        statement=r"\tfrac12 \|p - q\|_1^2 \le \mathrm{KL}(p, q)",
        group="Statistics",
        claim=Inequality(lhs=lambda x, y: power(distance(x, y), 2) / 2, rhs=divergence),
        space=_SPACE,
        kernel=proofs_beside(__file__),
        reference="Cover and Thomas (2006), lemma 11.6.1",
    ),
    Lemma(
        name="pinsker-one",
        title="The same without the half",
        statement=r"\|p - q\|_1^2 \le \mathrm{KL}(p, q)",
        group="Statistics",
        claim=Inequality(lhs=lambda x, y: power(distance(x, y), 2), rhs=divergence),
        space=_SPACE,
        witness=lambda: {"x": rationals([0, 0]), "y": rationals([1, 0])},
        expected=Grade.REFUTED,
        holds_instead="pinsker",
        kernel=proofs_beside(__file__),
        reference="planted",
        remarks="By hand: p = (1, 1)/2, q = (e, 1)/(1 + e): KL = log((1 + e)/(2 sqrt e)) = 0.1201, ||p - q||_1 = (e - "
        "1)/(e + 1) = "
        "0.4621, whose square is 0.2136.",
    ),
)
