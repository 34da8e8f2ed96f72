"""Derivations of the certificate's theorems C1 and C2, for every dimension: Kantorovich's argument in steps.

g >= |grad Phi(z)|, mu <= lambda_min(Hess Phi(z)), Hess Phi M-Lipschitz near z, h = M g / mu^2 < 1/2 and r the smaller
root of mu r - M r^2 / 2 = g. What is nonnegative by a hypothesis is a symbol; what it stands for is in the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sympy

from proofcheck.arithmetic.functions import as_array
from proofcheck.lemmas.claims import Step


def root_steps() -> Iterator[Step]:
    """g, r and the slope at r in terms of mu, M and w = sqrt(1 - 2h), 0 < w <= 1: g = mu^2 (1 - w^2) / (2 M)."""
    mu, M = sympy.symbols("mu M", positive=True)
    t = sympy.Symbol("t", nonnegative=True)
    w = 1 / (1 + t)
    g = mu**2 * (1 - w**2) / (2 * M)
    r = 2 * g / (mu * (1 + w))
    yield Step(label="r is a root: mu r - M r^2/2 = g", lhs=mu * r - M * r**2 / 2, rhs=g)
    yield Step(label="the slope there is mu w > 0", lhs=mu - M * r, rhs=sympy.Integer(0), terms=(mu * w,))


def outward_steps() -> Iterator[Step]:
    """h = w - z, x = |h| = r: the gradient at w has no component inwards."""
    g, mu, M, x, t = sympy.symbols("g mu M x t", nonnegative=True)
    yield Step(
        label="x (mu x - M x^2/2 - g), at most <grad Phi(w), h>",
        lhs=sympy.Integral((mu - M * t * x) * x**2, (t, 0, 1)) - g * x,
        rhs=x * (mu * x - M * x**2 / 2 - g),
        reason="fundamental theorem of calculus: <grad(w), h> = <grad(z), h> + int h^T Hess(z + t h) h dt, where "
        "<grad(z), h> >= -g x and Hess(z + t h) >= (mu - M t x) I; at x = r it is >= 0 (C1-root)",
        uses=("C1-root",),
    )


def uniqueness_steps() -> Iterator[Step]:
    """a in the ball of radius r, N = |a - z*|^2, s = mu - M r > 0."""
    slope = sympy.Symbol("s", positive=True)
    size, t = sympy.symbols("N t", nonnegative=True)
    yield Step(
        label="(mu - M r)/2 |a - z*|^2, at most Phi(a) - Phi(z*)",
        lhs=sympy.Integral((1 - t) * slope * size, (t, 0, 1)),
        rhs=slope * size / 2,
        reason="Taylor's formula with integral remainder at the stationary z*, on the segment, which lies in the ball, "
        "where Hess >= (mu - M r) I and mu - M r > 0 (C1-root); from another stationary point a the same holds with z* "
        "and a exchanged, hence N = 0",
        uses=("C1-root",),
    )


def taylor_steps() -> Iterator[Step]:
    """x = |z* - z| <= r, h = z* - z."""
    g, mu, M, x, t = sympy.symbols("g mu M x t", nonnegative=True)
    yield Step(
        label="g x - mu x^2/2 + M x^3/6, at least Phi(z) - Phi(z*)",
        lhs=g * x - sympy.Integral((1 - t) * (mu - M * t * x) * x**2, (t, 0, 1)),
        rhs=g * x - mu * x**2 / 2 + M * x**3 / 6,
        reason="Taylor's formula with integral remainder at z: Phi(z*) - Phi(z) = <grad(z), h> + int (1 - t) h^T "
        "Hess(z + t h) h dt, Hess(z + t h) >= (mu - M t x) I; then C2-form",
        uses=("C2-form",),
    )


def gap_steps(sides: Callable[..., tuple[Any, Any]]) -> Iterator[Step]:
    """C2-form from its own two sides at symbols: for 0 <= t <= r both are on one side of g t - s t^2/2."""
    g, M, t, d = sympy.symbols("g M t d", nonnegative=True)
    s = sympy.Symbol("s", positive=True)
    gap, bound = sides(*map(as_array, (g, s, M, t, d)))
    between = g * t - s * t**2 / 2
    yield Step(label="M t^3 <= M r t^2", lhs=between, rhs=gap, terms=(M * d * t**2 / 6,), reason="r = t + d")
    yield Step(label="completing the square", lhs=bound, rhs=between, terms=((g - s * t) ** 2 / (2 * s),))
