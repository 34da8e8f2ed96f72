"""Adam on the example of Reddi, Kale and Kumar.

Claim: (false) Adam with beta_1 = 0 leaves the worst point of an online problem; (true) it returns to it every third
round.
Formula: losses C x, -x, -x in turn on [-1, 1], beta_2 = 1/(1 + C^2), steps a/sqrt t: x_1 = x_4 = x_7 = 1, the best
point is -1.
Used: why AMSGrad and other repairs exist.
Guarantee: FALSE; TIGHT for the return. C = 3, rounds 1 to 10, 0 < a <= 9/10.
Reference: Reddi, Kale, Kumar, On the convergence of Adam and beyond (2018), theorem 1 and its proof.
"""

from __future__ import annotations

from fractions import Fraction

from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import (
    Array,
    Grade,
    Identity,
    Inequality,
    Lemma,
    Space,
    Variable,
    as_array,
    clip,
    rationals,
    sqrt,
)

_C = 3
_ROUNDS = 9
_STEP = Space(variables={"a": Variable(low=0, high=Fraction(9, 10), open_low=True)})


def returns(a: Array) -> Array:
    """x_4, x_7 and x_10, from x_1 = 1 and second moment 0."""
    x, moment, found = 1 + 0 * a, 0 * a, []
    decay = Fraction(1, 1 + _C * _C)
    for t in range(1, _ROUNDS + 1):
        slope = _C if t % 3 == 1 else -1
        moment = decay * moment + (1 - decay) * slope * slope
        x = clip(x - a * slope / (sqrt(as_array(t * moment))), -1, 1)
        if t % 3 == 0:
            found.append(as_array(x).item())
    return as_array(found)


LEMMAS = (
    Lemma(
        name="adam-leaves",
        title="Adam leaves the worst point",
        statement=r"x_{3 k + 1} < 1",
        group="Methods",
        hypotheses="C = 3, k = 1, 2, 3; x_1 = 1 has the largest average loss.",
        claim=Inequality(lhs=returns, rhs=lambda a: 1 + 0 * a, strict=True),
        space=_STEP,
        witness=lambda: {"a": rationals("1/2")},
        expected=Grade.REFUTED,
        holds_instead="adam-returns",
        kernel=proofs_beside(__file__),
        reference="Reddi, Kale, Kumar (2018), theorem 1",
        remarks="By hand: v_1 = 81/10, so x_2 = 1 - a/2.85; the next two steps go up by a/sqrt(2 v_2) and a/sqrt(3 "
        "v_3) with v_2 = "
        "1.71, v_3 = 1.071, together more than a/2.85, and are cut off at 1. Per three rounds it loses C - 2, the "
        "point -1 gains it.",
    ),
    Lemma(
        name="adam-returns",
        title="Adam returns to the worst point",
        statement=r"x_{3 k + 1} = 1",
        group="Methods",
        hypotheses="C = 3, k = 1, 2, 3.",
        claim=Identity(lhs=returns, rhs=lambda a: as_array([1 + 0 * a.item()] * 3)),
        space=_STEP,
        kernel=proofs_beside(__file__),
        reference="Reddi, Kale, Kumar (2018), proof of theorem 1",
    ),
)
