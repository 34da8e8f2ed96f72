r"""Softmax regression: minimise L(x) = ||f(x) - b||^2 with f(x) = exp(Ax) / <exp(Ax), 1>, A (m x d), b (m), x (d).

Var s <= phi ||s||^2 with phi = min(1/2, max f), and max s - min s <= sqrt 2 ||s||. From the derivatives along a line in
`softmax_loss`, and in its notation, hence, all for L/2:

    curvature  E[c~ s~^2] >= -phi max_k (E[c] - c_k)_+ ||s||^2 >= -||s||^2 for b in [0, 1]^m with sum 1 (phi <= 1/2,
               E[c] <= 1, -c_k <= 1), and <= 1/4 + 1 times ||s||^2 from above (||f'|| <= ||s||/2);
    jerk       |<f', f''>| <= ||s||/2 ||s||^2, since ||f''|| <= E|s~^2 - Var s| <= 2 Var s; and s~^2 - 3 Var s lies
               within +/- range(s)^2, so |E[c~ (s~^2 - 3 Var s) s~]| <= 2 ||s||^2 sd(c) sd(s) <= sqrt 2 ||s||^3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from proofcheck.theories import softmax_certificates
from proofcheck.theories.known_mutants import SOFTMAX
from proofcheck.theories.softmax_loss import derivative_along, gradient, hessian, on_simplex, prediction, scores, square
from proofcheck.theory import (
    Array,
    Cost,
    Derivation,
    Domain,
    Grade,
    Identity,
    Inequality,
    Instance,
    Lemma,
    Space,
    Step,
    Theory,
    Variable,
    as_array,
    matmul,
    maximum,
    minimum,
    power,
    rationals,
)

_SIZES = {"m": (1, 4), "d": (1, 3)}
_LARGE = {"m": 64, "d": 8}
_ROWS = {"A": Variable(shape=("m", "d")), "x": Variable(shape=("d",))}
_TARGET = {"b": Variable(shape=("m",), low=0, high=1)}
_LINE = {"d": Variable(shape=("d",))}
_POINT = Space(sizes=_SIZES, variables=_ROWS | _TARGET | _LINE, large=_LARGE)
_PAIR = Space(sizes=_SIZES, variables=_ROWS | {"y": Variable(shape=("d",))}, large=_LARGE)


def _quadratic(H: Array, d: Array) -> Any:
    return matmul(matmul(d[None, :], H), d[:, None])[0, 0]


# Symbolic proofs at A = I: scores log(u), so that everything is rational in u; A enters linearly through s = A d.


def _symbols(name: str, size: int, *, positive: bool = False) -> Array:
    assumptions = {"positive": True} if positive else {"real": True}
    return as_array([sympy.Symbol(f"{name}_{k}", **assumptions) for k in range(size)])


def _line_steps(order: int, formula: Callable[[Array, Array, Array, Array], Any]) -> Callable[[], Iterator[Step]]:
    def steps() -> Iterator[Step]:
        for m in (2, 3):  # with one key nothing depends on x
            u, b, d = _symbols("u", m, positive=True), _symbols("b", m), _symbols("d", m)
            one = np.array([[sympy.Integer(i == j) for j in range(m)] for i in range(m)], dtype=object)
            x = as_array([sympy.log(entry) for entry in u])
            lhs = derivative_along(one, x, b, d, order)
            yield Step(label=f"derivative {order} along d, m={m}", lhs=lhs, rhs=formula(one, x, b, d))

    return steps


def _gradient_along(A: Array, x: Array, b: Array, d: Array) -> Any:
    return (gradient(A, x, b) * d).sum()


def _hessian_along(A: Array, x: Array, b: Array, d: Array) -> Any:
    return _quadratic(hessian(A, x, b), d)


_COVERAGE = "2 <= m <= 3, symbolic entries, every A and d by linearity of x -> Ax"

GRADIENT = Lemma(
    name="gradient",
    title="Gradient",
    statement=r"\nabla L = 2 A^\top (f \circ c - \langle f, c\rangle f), \quad c = f - b",
    group="Derivatives",
    claim=Identity(lhs=lambda A, x, b, d: derivative_along(A, x, b, d, 1), rhs=_gradient_along),
    space=_POINT,
    derivation=Derivation(steps=_line_steps(1, _gradient_along), coverage=_COVERAGE),
)

HESSIAN = Lemma(
    name="hessian",
    title="Hessian",
    statement=r"\nabla^2 L = 2 A^\top B A,\quad B = \mathrm{diag}(g - \langle f,c\rangle f) - g f^\top - f g^\top "
    r"+ (\|f\|^2 + 2\langle f,c\rangle) f f^\top,\quad g = f \circ f + f \circ c",
    group="Derivatives",
    claim=Identity(lhs=lambda A, x, b, d: derivative_along(A, x, b, d, 2), rhs=_hessian_along),
    space=_POINT,
    derivation=Derivation(steps=_line_steps(2, _hessian_along), coverage=_COVERAGE),
    requires=("gradient",),
)


# Curvature


def _drop(f: Array, c: Array) -> Any:
    """phi max_k (E[c] - c_k)_+ ; the maximum is never negative, E[c] being a mean of the c_k."""
    half = f.sum() / f.sum() / 2
    return minimum(as_array([half, maximum(f)])) * ((f * c).sum() - minimum(c))


def _curvature_floor(A: Array, x: Array, b: Array, d: Array) -> Any:
    """||f'||^2 - phi max_k (E[c] - c_k)_+ ||s||^2, which L''/2 is not below."""
    f, s = prediction(A, x), scores(A, d)
    return square(f * (s - (f * s).sum())) - _drop(f, f - b) * square(s)


def _flat_target() -> Instance:
    """m = 2, f near (0.15, 0.85), b = e_1: -L''/2 is 0.24 ||s||^2 there."""
    return {
        "A": rationals([[1], [-1]]),
        "x": rationals([Fraction(-7, 8)]),
        "b": rationals([1, 0]),
        "d": rationals([1]),
    }


CONVEX = Lemma(
    name="convex",
    title="The loss alone is convex",
    statement=r"\langle d, \nabla^2 L(x)\, d\rangle \ge 0",
    group="Convexity",
    hypotheses="b >= 0. Planted: it is false.",
    claim=Inequality(
        lhs=lambda A, x, b, d: -derivative_along(A, x, b, d, 2),
        rhs=lambda A, x, b, d: square(d) - square(d),
    ),
    space=_POINT,
    witness=_flat_target,
    requires=("hessian",),
    expected=Grade.REFUTED,
    holds_instead="curvature",
)

CURVATURE = Lemma(
    name="curvature",
    title="Curvature of the loss from below",
    statement=r"\tfrac12 \langle d, \nabla^2 L(x)\, d\rangle \ge \|f'\|^2 - "
    r"\varphi \max_k (\langle f, c\rangle - c_k)_+ \|A d\|^2, \quad \varphi = \min(\tfrac12, \max f)",
    group="Convexity",
    hypotheses="Any b.",
    claim=Inequality(lhs=_curvature_floor, rhs=lambda A, x, b, d: derivative_along(A, x, b, d, 2) / 2),
    space=_POINT,
    certificate=softmax_certificates.CURVATURE,
    requires=("hessian",),
    remarks="E[c~ s~^2] >= -max(E[c] - c)_+ Var(s), and Var(s) <= phi ||s||^2.",
)


def _spread_target(A: Array, x: Array, b: Array, d: Array, w: Array) -> Any:
    """2 ell ||d||^2 with ell ||d||^2 = (w^2 - 1) ||A d||^2, the smallest that w allows."""
    return 2 * (w.item() * w.item() - 1) * square(scores(A, d))


def _regularised_curvature(A: Array, x: Array, b: Array, d: Array, w: Array) -> Any:
    """Second derivative of L + w^2 ||A x||^2 along d, for b moved onto the simplex."""
    return derivative_along(A, x, on_simplex(b), d, 2) + 2 * w.item() * w.item() * square(scores(A, d))


_WEIGHTED = {**_POINT.variables, "w": Variable(low=1, high=3)}
REGULARISED = Lemma(
    name="regularised",
    title="Convexity by regularisation",
    statement=r"w^2 \ge 1 + \ell / \sigma_{\min}(A)^2 \;\Rightarrow\; "
    r"\nabla^2 (L + w^2 \|A x\|^2) \succeq 2 (w^2 - 1) A^\top A \succeq 2 \ell I",
    group="Convexity",
    hypotheses="b >= 0 with sum 1 (the drawn b is moved there).",
    claim=Inequality(lhs=_spread_target, rhs=_regularised_curvature),
    space=Space(sizes=_SIZES, variables=_WEIGHTED, large=_LARGE),
    certificate=softmax_certificates.REGULARISED,
    requires=("curvature",),
    remarks="The classical form asks w^2 >= 4 + ell / sigma_min^2; 1 is enough.",
)

UPPER = Lemma(
    name="smooth",
    title="Smoothness of the loss",
    statement=r"\langle d, \nabla^2 L(x)\, d\rangle \le \tfrac52 \|A d\|^2",
    group="Convexity",
    hypotheses="b >= 0 with sum 1 (the drawn b is moved there).",
    claim=Inequality(
        lhs=lambda A, x, b, d: derivative_along(A, x, on_simplex(b), d, 2),
        rhs=lambda A, x, b, d: 5 * square(scores(A, d)) / 2,
    ),
    space=_POINT,
    certificate=softmax_certificates.SMOOTH,
    requires=("hessian",),
    remarks="||f'|| <= ||s||/2 and E[c~ s~^2] <= Var(s) max(c - E[c]) <= ||s||^2.",
)


# Lipschitz constants; both sides squared, ||A||_F for ||A||_2


def _frobenius(A: Array) -> Any:
    return square(A.ravel())


_APART = Space(
    sizes={"m": (2, 2), "d": (1, 1)},
    variables={
        "A": Variable(shape=("m", "d"), low=Fraction(1, 2), high=1),
        "x": Variable(shape=("d",), low=1, high=2),
        "y": Variable(shape=("d",), low=-2, high=-1),
    },
)

LIPSCHITZ = Lemma(
    name="lipschitz",
    title="The prediction is Lipschitz",
    statement=r"\|f(x) - f(y)\|_2 \le \tfrac12 \|A\|_F \|x - y\|_2",
    group="Lipschitz",
    claim=Inequality(
        lhs=lambda A, x, y: square(prediction(A, x) - prediction(A, y)),
        rhs=lambda A, x, y: _frobenius(A) * square(x - y) / 4,
    ),
    space=_PAIR,
    domain=Domain(space=_APART),
)

GRADIENT_LIPSCHITZ = Lemma(
    name="gradient-lipschitz",
    title="The gradient is Lipschitz",
    statement=r"\|\nabla L(x) - \nabla L(y)\|_2 \le \tfrac52 \|A\|_F^2\, \|x - y\|_2",
    group="Lipschitz",
    hypotheses="b >= 0 with sum 1 (the drawn b is moved there).",
    claim=Inequality(
        lhs=lambda A, x, y, b: square(gradient(A, x, on_simplex(b)) - gradient(A, y, on_simplex(b))),
        rhs=lambda A, x, y, b: 25 * power(_frobenius(A), 2) * square(x - y) / 4,
    ),
    space=Space(sizes=_SIZES, variables={**_PAIR.variables, **_TARGET}, large=_LARGE),
    requires=("smooth", "curvature"),
    remarks="-2 A^T A <= Hess L <= 5/2 A^T A on the segment from x to y.",
)

HESSIAN_LIPSCHITZ = Lemma(
    name="hessian-lipschitz",
    title="The Hessian is Lipschitz",
    statement=r"|L'''(x)[d, d, d]| \le 6 \|A d\|_2^3, \text{ hence } "
    r"\|\nabla^2 L(x) - \nabla^2 L(y)\|_2 \le 6 \|A\|_2^3\, \|x - y\|_2",
    group="Lipschitz",
    hypotheses="b >= 0 with sum 1 (the drawn b is moved there).",
    claim=Inequality(
        lhs=lambda A, x, b, d: power(derivative_along(A, x, on_simplex(b), d, 3), 2),
        rhs=lambda A, x, b, d: 36 * power(square(scores(A, d)), 3),
    ),
    space=_POINT,
    requires=("hessian",),
    remarks="The derivation gives 3 + 2 sqrt 2 < 6. A symmetric trilinear form has its norm on the diagonal.",
)

COST = Lemma(
    name="gradient-cost",
    title="Cost of the gradient",
    statement=r"2 m d + 3 m + d \text{ multiplications for } \nabla L",
    group="Cost",
    cost=Cost(
        compute=gradient,
        space=Space(sizes={"m": (1, 12), "d": (1, 8)}, variables=_ROWS | _TARGET),
        formula=lambda m, d: 2 * m * d + 3 * m + d,
    ),
    remarks="A x and A^T w take m d each; f c twice and <f, c> f, m each; the factor 2, d.",
)

THEORY = Theory(
    name="softmax-regression",
    title="Softmax regression",
    lemmas=(
        *(GRADIENT, HESSIAN, CONVEX, CURVATURE, REGULARISED),
        *(UPPER, LIPSCHITZ, GRADIENT_LIPSCHITZ, HESSIAN_LIPSCHITZ, COST),
    ),
    reference="The problem: Deng, Li, Song, Attention scheme inspired softmax regression, arXiv 2304.10411",
    known_mutants=SOFTMAX,
)
