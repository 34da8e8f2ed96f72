"""The longest step of gradient descent.

Claim: (false) every step up to and including 2/L decreases a smooth convex function strictly; (true) each below 2/L
does.
Formula: f(x - h grad f(x)) < f(x) for grad f(x) other than 0.
Used: step-size rules; learning rates at the edge of stability.
Guarantee: FALSE at h = 2/L (f = L/2 ||x||^2, x -> -x); TIGHT for h <= 2/L without strictness.
Reference: Nesterov, Introductory Lectures on Convex Optimization (2004), theorem 2.1.14.
"""

from __future__ import annotations

from typing import Any

from proofcheck.theories.gallery.convexity.descent_lemma import times, trace, value
from proofcheck.theory import Array, Grade, Inequality, Lemma, Space, Structure, Variable, rationals

_SPACE = Space(
    sizes={"n": (1, 3)},
    variables={
        "H": Variable(shape=("n", "n"), structure=Structure.DEFINITE),
        "x": Variable(shape=("n",)),
        "h": Variable(low=0, high=2, open_low=True),
    },
    large={"n": 8},
)


def _after(H: Array, x: Array, h: Array) -> Any:
    """f after a step of h / L with L = trace H."""
    return value(H, x - h.item() * times(H, x) / trace(H))


LEMMAS = (
    Lemma(
        name="step-two-strictly",
        title="A step up to 2/L decreases strictly",
        statement=r"f(x - h \nabla f(x)) < f(x) \quad (0 < h \le 2/L)",
        group="Methods",
        hypotheses="f = <x, H x>/2 with H positive definite, L = trace H, ||x|| >= 1.",
        claim=Inequality(
            lhs=_after, rhs=lambda H, x, h: value(H, x), where=lambda H, x, h: (x * x).sum() - 1, strict=True
        ),
        space=_SPACE,
        witness=lambda: {"H": rationals([[1]]), "x": rationals([1]), "h": rationals(2)},
        expected=Grade.REFUTED,
        holds_instead="step-two",
        reference="a common slip; Nesterov (2004), theorem 2.1.14 has h < 2/L",
        remarks="By hand: f = x^2/2, h = 2: x = 1 goes to -1.",
    ),
    Lemma(
        name="step-two",
        title="A step up to 2/L does not increase",
        statement=r"f(x - h \nabla f(x)) \le f(x) \quad (0 < h \le 2/L)",
        group="Methods",
        hypotheses="f = <x, H x>/2 with H positive definite, L = trace H.",
        claim=Inequality(lhs=_after, rhs=lambda H, x, h: value(H, x)),
        space=_SPACE,
        reference="Nesterov (2004), theorem 2.1.14",
    ),
)

KNOWN_MUTANTS = {
    (
        "step-two",
        "value",
        "(x * times(H, x)).sum() / 2 -> (x * times(H, x)).sum()",
    ): "f = <x, H x> has twice the gradient that the step uses: a step up to 1/L of its own",
}
