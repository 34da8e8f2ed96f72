"""The longest step of gradient descent.

Claim: (false) every step up to and including 2/L decreases a smooth convex function strictly; (true) each below 2/L
does.
Formula: f(x - h grad f(x)) < f(x) for grad f(x) other than 0.
Used: step-size rules; learning rates at the edge of stability.
Guarantee: FALSE at h = 2/L (f = L/2 ||x||^2, x -> -x); TIGHT for h <= 2/L without strictness.
Reference: Nesterov, Introductory Lectures on Convex Optimization (2004), theorem 2.1.14.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofcheck.theories.gallery.convexity.descent_lemma import gram, times, trace, value
from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import Array, Grade, Inequality, Lemma, Space, Variable, as_array, rationals

_SPACE = Space(
    sizes={"n": (1, 3)},
    variables={
        "T": Variable(shape=("n", "n"), unbounded=True),
        "x": Variable(shape=("n",), unbounded=True),
        "h": Variable(low=0, high=Fraction(1, 4), open_low=True, unbounded="above"),
    },
    large={"n": 8},
)


def _before(T: Array, x: Array, h: Array) -> Any:
    """f(x) = <x, H x>/2, H = T T^T."""
    return value(gram(T), x)


def _after(T: Array, x: Array, h: Array) -> Any:
    """f after a step of h."""
    H = gram(T)
    return value(H, x - h.item() * times(H, x))


def _allowed(T: Array, x: Array, h: Array) -> Any:
    """2 - h L, L = trace H."""
    return 2 - h.item() * trace(gram(T))


def _steep(T: Array, x: Array, h: Array) -> Any:
    """|grad f(x)|^2 - 1."""
    slope = times(gram(T), x)
    return (slope * slope).sum() - 1


LEMMAS = (
    Lemma(
        name="step-two-strictly",
        title="A step up to 2/L decreases strictly",
        statement=r"f(x - h \nabla f(x)) < f(x) \quad (0 < h \le 2/L,\ \nabla f(x) \ne 0)",
        group="Methods",
        hypotheses="f = <x, H x>/2, H = T T^T (every positive semidefinite matrix), L = trace H, |grad f(x)| >= 1.",
        claim=Inequality(
            lhs=_after,
            rhs=_before,
            where=lambda T, x, h: as_array([_allowed(T, x, h), _steep(T, x, h)]),
            strict=True,
        ),
        space=_SPACE,
        witness=lambda: {"T": rationals([[1]]), "x": rationals([1]), "h": rationals(2)},
        expected=Grade.REFUTED,
        holds_instead="step-two",
        kernel=proofs_beside(__file__),
        reference="a common slip; Nesterov (2004), theorem 2.1.14 has h < 2/L",
        remarks="By hand: f = x^2/2, h = 2: x = 1 goes to -1.",
    ),
    Lemma(
        name="step-two",
        title="A step up to 2/L does not increase",
        statement=r"f(x - h \nabla f(x)) \le f(x) \quad (0 < h \le 2/L)",
        group="Methods",
        hypotheses="f = <x, H x>/2, H = T T^T (every positive semidefinite matrix), L = trace H.",
        claim=Inequality(lhs=_after, rhs=_before, where=_allowed),
        space=_SPACE,
        extremes=lambda: [{"T": rationals([[1]]), "x": rationals([1]), "h": rationals(2)}],
        kernel=proofs_beside(__file__),
        reference="Nesterov (2004), theorem 2.1.14",
    ),
)

KNOWN_MUTANTS = {
    (
        "step-two",
        "value",
        f"(x * times(H, x)).sum() / 2 -> (x * times(H, x)).sum() / {divisor}",
    ): "both sides times a number: the step stays that of H"
    for divisor in (1, 3)
}
