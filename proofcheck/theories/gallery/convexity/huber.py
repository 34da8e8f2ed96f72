"""Huber's function as a smooth approximation of the absolute value.

Claim: it lies below |x| by at most half of its threshold.
Formula: |x| - c/2 <= h_c(x) <= |x|, h_c(x) = x^2 / (2 c) for |x| <= c, else |x| - c/2.
Used: smoothing of nonsmooth losses (Nesterov's smoothing), robust regression.
Guarantee: TIGHT on both sides (x = 0; |x| >= c).
Reference: Nesterov, Smooth minimization of non-smooth functions (2005), section 4.2.
"""

from __future__ import annotations

from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import Array, Inequality, Lemma, Space, Variable, absolute, as_array, clip

_SPACE = Space(
    sizes={"n": (1, 4)},
    variables={
        "x": Variable(shape=("n",), low=-4, high=4, unbounded=True),
        "c": Variable(low=0, high=2, open_low=True, unbounded="above"),
    },
    large={"n": 64},
)


def huber(x: Array, c: Array) -> Array:
    """h_c entry by entry: with z = x clipped to [-c, c], (z x - z^2/2) / c."""
    z = clip(x, -c, c)
    h: Array = (z * x - z * z / 2) / c
    return h


LEMMAS = (
    Lemma(
        name="huber",
        title="Huber's function and the absolute value",
        statement=r"|x_i| - \tfrac{c}{2} \le h_c(x_i) \le |x_i|",
        group="Convexity",
        claim=Inequality(
            lhs=lambda x, c: as_array([absolute(x) - c / 2, huber(x, c)]),
            rhs=lambda x, c: as_array([huber(x, c), absolute(x)]),
            parts=("below", "above"),
        ),
        space=_SPACE,
        kernel=proofs_beside(__file__),
        reference="Nesterov (2005), section 4.2",
    ),
)

KNOWN_MUTANTS = {
    (
        "huber",
        "huber",
        "z * x - z * z / 2 -> z * x",
    ): "x^2 / c up to c and |x| beyond: |x| - c/2 <= x^2 / c, as (|x| - c/2)^2 + c^2/4 >= 0",
    (
        "huber",
        "huber",
        "z * z / 2 -> z * z / 3",
    ): "2 x^2 / (3 c) up to c, |x| - c/3 beyond: 2 x^2 / 3 - c |x| + c^2 / 2 >= 0, its discriminant is negative",
}
