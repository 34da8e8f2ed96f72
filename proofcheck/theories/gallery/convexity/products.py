"""Products and maxima of convex functions.

Claim: (false) the product of nonnegative convex functions is convex; (true) their maximum is.
Formula: h((x + y)/2) <= (h(x) + h(y))/2 for h = f g; for h = max(f, g).
Used: composing models and losses; disciplined convex programming allows the second, not the first.
Guarantee: FALSE for the product, TIGHT for the maximum. Family: f = ||x - a||^2, g = ||x - b||^2.
Reference: Boyd and Vandenberghe, Convex Optimization (2004), section 3.2.3 and exercise 3.32.
"""

from __future__ import annotations

from typing import Any

from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import Array, Grade, Inequality, Lemma, Space, Variable, maximum, rationals

_POINT = Variable(shape=("n",), unbounded=True)
_SPACE = Space(sizes={"n": (1, 3)}, variables={"x": _POINT, "y": _POINT, "a": _POINT, "b": _POINT}, large={"n": 16})


def _square(x: Array) -> Any:
    return (x * x).sum()


def product(x: Array, a: Array, b: Array) -> Any:
    """||x - a||^2 ||x - b||^2."""
    return _square(x - a) * _square(x - b)


def larger(x: Array, a: Array, b: Array) -> Any:
    """The larger of ||x - a||^2 and ||x - b||^2."""
    return maximum(_square(x - a), _square(x - b)).item()


LEMMAS = (
    Lemma(
        name="convex-product",
        title="Products of convex functions are convex",
        statement=r"(f g)\left(\tfrac{x + y}{2}\right) \le \tfrac12 (f g)(x) + \tfrac12 (f g)(y)",
        group="Convexity",
        claim=Inequality(
            lhs=lambda x, y, a, b: product((x + y) / 2, a, b),
            rhs=lambda x, y, a, b: (product(x, a, b) + product(y, a, b)) / 2,
        ),
        space=_SPACE,
        witness=lambda: {"x": rationals([0]), "y": rationals([2]), "a": rationals([0]), "b": rationals([2])},
        expected=Grade.REFUTED,
        holds_instead="convex-maximum",
        kernel=proofs_beside(__file__),
        reference="Boyd and Vandenberghe (2004), exercise 3.32",
        remarks="By hand: x^2 (x - 2)^2 is 0 at 0 and 2, and 1 between them.",
    ),
    Lemma(
        name="convex-maximum",
        title="Maxima of convex functions are convex",
        statement=r"\max(f, g)\left(\tfrac{x + y}{2}\right) \le \tfrac12 \max(f, g)(x) + \tfrac12 \max(f, g)(y)",
        group="Convexity",
        claim=Inequality(
            lhs=lambda x, y, a, b: larger((x + y) / 2, a, b),
            rhs=lambda x, y, a, b: (larger(x, a, b) + larger(y, a, b)) / 2,
        ),
        space=_SPACE,
        kernel=proofs_beside(__file__),
        reference="Boyd and Vandenberghe (2004), section 3.2.3",
    ),
)

KNOWN_MUTANTS = {
    ("convex-maximum", "larger", "x - a -> -a"): "the larger of a constant and a convex function is convex",
    ("convex-maximum", "larger", "x - a -> x + a"): "the same family: a is any vector",
    ("convex-maximum", "larger", "x - b -> x"): "a member of the family: b = 0",
    ("convex-maximum", "_square", "(x * x).sum() -> maximum(x * x)"): "a maximum of convex functions of one entry",
}
