"""The descent lemma.

Claim: a function with L-Lipschitz gradient lies below its tangent parabola of curvature L.
Formula: f(y) <= f(x) + <grad f(x), y - x> + L/2 ||y - x||^2.
Used: step size 1/L of gradient descent, proximal gradient, majorisation.
Guarantee: TIGHT (f = L/2 ||x||^2). Family here: f(x) = <x, H x>/2 with H positive semidefinite, L = trace H >= ||H||.
Reference: Nesterov, Introductory Lectures on Convex Optimization (2004), lemma 1.2.3.
"""

from __future__ import annotations

from typing import Any

from proofcheck.theory import Array, Inequality, Lemma, Space, Structure, Variable, identity, matmul

SPACE = Space(
    sizes={"n": (1, 4)},
    variables={
        "H": Variable(shape=("n", "n"), structure=Structure.SEMIDEFINITE),
        "x": Variable(shape=("n",)),
        "y": Variable(shape=("n",)),
    },
    large={"n": 12},
)


def times(H: Array, x: Array) -> Array:
    """H x."""
    column: Array = matmul(H, x[:, None])[:, 0]
    return column


def value(H: Array, x: Array) -> Any:
    """<x, H x> / 2."""
    return (x * times(H, x)).sum() / 2


def trace(H: Array) -> Any:
    """The sum of the eigenvalues, which the largest does not exceed."""
    return (H * identity(H.shape[0])).sum()


def _parabola(H: Array, x: Array, y: Array) -> Any:
    return value(H, x) + (times(H, x) * (y - x)).sum() + trace(H) * ((y - x) * (y - x)).sum() / 2


LEMMAS = (
    Lemma(
        name="descent-lemma",
        title="Below the tangent parabola",
        statement=r"f(y) \le f(x) + \langle \nabla f(x), y - x \rangle + \tfrac{L}{2} \|y - x\|^2",
        group="Convexity",
        hypotheses="f(x) = <x, H x>/2, H positive semidefinite, L = trace H.",
        claim=Inequality(lhs=lambda H, x, y: value(H, y), rhs=_parabola),
        space=SPACE,
        reference="Nesterov (2004), lemma 1.2.3",
    ),
)
