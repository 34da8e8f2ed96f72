"""The descent lemma.

Claim: a function with L-Lipschitz gradient lies below its tangent parabola of curvature L.
Formula: f(y) <= f(x) + <grad f(x), y - x> + L/2 ||y - x||^2.
Used: step size 1/L of gradient descent, proximal gradient, majorisation.
Guarantee: TIGHT (f = L/2 ||x||^2). Family here: f(x) = <x, H x>/2 with H positive semidefinite, L = trace H >= ||H||.
Reference: Nesterov, Introductory Lectures on Convex Optimization (2004), lemma 1.2.3.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import Array, Certificate, Inequality, Lemma, Space, Variable, identity, matmul, power

SPACE = Space(
    sizes={"n": (1, 4)},
    variables={
        "T": Variable(shape=("n", "n"), unbounded=True),
        "x": Variable(shape=("n",), unbounded=True),
        "y": Variable(shape=("n",), unbounded=True),
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


def gram(T: Array) -> Array:
    """T T^T: every positive semidefinite matrix is one."""
    return matmul(T, T.T)


def lagrange(T: Array, v: Array) -> list[Any]:
    """||T||_F^2 ||v||^2 - ||T v||^2 as the squares of (t_ij v_k - t_ik v_j)."""
    pairs = list(combinations(range(len(v)), 2))
    return [power(row[j] * v[k] - row[k] * v[j], 2) for row in T for j, k in pairs]


def _parabola(T: Array, x: Array, y: Array) -> Any:
    H = gram(T)
    return value(H, x) + (times(H, x) * (y - x)).sum() + trace(H) * ((y - x) * (y - x)).sum() / 2


LEMMAS = (
    Lemma(
        name="descent-lemma",
        title="Below the tangent parabola",
        statement=r"f(y) \le f(x) + \langle \nabla f(x), y - x \rangle + \tfrac{L}{2} \|y - x\|^2",
        group="Convexity",
        hypotheses="f(x) = <x, H x>/2, H = T T^T (every positive semidefinite matrix), L = trace H.",
        claim=Inequality(lhs=lambda T, x, y: value(gram(T), y), rhs=_parabola),
        space=SPACE,
        certificate=Certificate(terms=lambda rules, T, x, y: [[term / 2 for term in lagrange(T.T, y - x)]]),
        kernel=proofs_beside(__file__),
        reference="Nesterov (2004), lemma 1.2.3",
    ),
)
