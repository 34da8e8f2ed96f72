"""Gradient descent on smooth convex functions.

Claim: k steps of size 1/L leave at most L ||x_0 - x*||^2 / (4 k + 2); (false) at most L ||x_0 - x*||^2 / (4 k + 3).
Formula: f(x_k) - f* <= L ||x_0 - x*||^2 / (4 k + 2).
Used: the reference rate for first-order methods.
Guarantee: TIGHT: attained by Huber's functions, the family here, with L = 1 and threshold c = x_0/(2 k + 1). FALSE
with 4 k + 3.
Reference: Drori and Teboulle, Performance of first-order methods (2014), theorems 3.1 and 3.2.
"""

from __future__ import annotations

from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import Array, Grade, Inequality, Instance, Lemma, Space, Variable, as_array, clip, rationals

_STEPS = 5
_SPACE = Space(
    variables={
        "x": Variable(low=-8, high=8, unbounded=True),
        "c": Variable(low=0, high=4, open_low=True, unbounded="above"),
    }
)


def huber(x: Array, c: Array) -> Array:
    """x^2/2 for |x| <= c, else c |x| - c^2/2; its derivative is x clipped to [-c, c]."""
    z = clip(x, -c, c)
    value: Array = z * x - z * z / 2
    return value


def values(x: Array, c: Array) -> Array:
    """f(x_1), .., f(x_5)."""
    found = []
    for _ in range(_STEPS):
        x = x - clip(x, -c, c)
        found.append(huber(x, c))
    return as_array(found)


def _worst(k: int) -> Instance:
    return {"x": rationals(2 * k + 1), "c": rationals(1)}


LEMMAS = (
    Lemma(
        name="gradient-descent",
        title="Gradient descent, step 1/L",
        statement=r"f(x_k) - f^* \le \frac{L \|x_0 - x^*\|^2}{4 k + 2}",
        group="Methods",
        hypotheses="f Huber's function with threshold c, L = 1, k = 1 .. 5.",
        claim=Inequality(
            lhs=values,
            rhs=lambda x, c: as_array([x * x / (4 * k + 2) for k in range(1, _STEPS + 1)]),
            parts=tuple(f"k = {k}" for k in range(1, _STEPS + 1)),
        ),
        space=_SPACE,
        extremes=lambda: [_worst(k) for k in range(1, _STEPS + 1)],
        kernel=proofs_beside(__file__),
        reference="Drori and Teboulle (2014), theorem 3.1",
    ),
    Lemma(
        name="gradient-descent-faster",
        title="Gradient descent, with 4 k + 3",
        statement=r"f(x_k) - f^* \le \frac{L \|x_0 - x^*\|^2}{4 k + 3}",
        group="Methods",
        hypotheses="As for gradient-descent.",
        claim=Inequality(
            lhs=values,
            rhs=lambda x, c: as_array([x * x / (4 * k + 3) for k in range(1, _STEPS + 1)]),
        ),
        space=_SPACE,
        witness=lambda: _worst(1),
        expected=Grade.REFUTED,
        holds_instead="gradient-descent",
        kernel=proofs_beside(__file__),
        reference="planted; Drori and Teboulle (2014), theorem 3.2",
        remarks="By hand: x_0 = 3, c = 1: x_1 = 2, f(x_1) = 2 - 1/2 = 3/2, and 9/7 < 3/2 = 9/6.",
    ),
)
