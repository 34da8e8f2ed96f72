"""Lemmas B4 and B5: the Lipschitz constant of a softmax row, and its classical exponential form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import exp as float_exp
from math import log10
from typing import Any

import sympy

from proofcheck.arithmetic.conversion import rationals
from proofcheck.arithmetic.functions import Array, as_array, exp, matmul, maximum, minimum, power, sqrt
from proofcheck.lemmas.claims import Derivation, Domain, Inequality, Instance, Space, Step, Variable
from proofcheck.lemmas.lemma import Lemma
from proofcheck.model.definitions import softmax

_GROUP = "Bounds"


def _weights(x: Array) -> Array:
    f: Array = softmax(x[None, :])[0]
    return f


def _distance(x: Array, y: Array) -> Any:
    return power(_weights(x) - _weights(y), 2).sum()


def _scores(A: Array, x: Array) -> Array:
    product: Array = matmul(A, x[:, None])[:, 0]
    return product


def _spectral_square(A: Array) -> Any:
    """||A||_2^2 for two columns: the larger eigenvalue of the 2 x 2 Gram matrix."""
    (a, b), (_, c) = matmul(A.T, A)
    return (a + c) / 2 + sqrt(as_array(power((a - c) / 2, 2) + b * b)).item()


# B4


def _nearly_equal_scores() -> Instance:
    return {"x": rationals([Fraction(1, 2**12), -Fraction(1, 2**12)]), "y": rationals([0, 0])}


_APART = Space(
    sizes={"m": (2, 2)},
    variables={"x": Variable(shape=("m",), low=1, high=4), "y": Variable(shape=("m",), low=-4, high=-1)},
)

B4 = Lemma(
    name="B4",
    title="Softmax is 1/2-Lipschitz",
    group=_GROUP,
    statement=r"\|\mathrm{softmax}(x) - \mathrm{softmax}(y)\|_2 \le \tfrac12 \|x - y\|_2",
    claim=Inequality(lhs=_distance, rhs=lambda x, y: power(x - y, 2).sum() / 4),
    space=Space(
        sizes={"m": (1, 5)},
        variables={name: Variable(shape=("m",), low=-4, high=4, unbounded=True) for name in ("x", "y")},
        large={"m": 64},
    ),
    domain=Domain(space=_APART),
    witness=_nearly_equal_scores,
    requires=("B2-jacobian", "I5"),
    remarks="Both sides squared. Tight in the limit x -> y at f = (1/2, 1/2): no factor of n, no exponential. "
    "Whether it is strict at every point, as has been printed: proofcheck.theories.papers.softmax_lipschitz.theory.",
    reference="P. Nair, Softmax is 1/2-Lipschitz: A tight bound across all l_p norms, arXiv 2510.23012, for every l_p",
)

_TWO_COLUMNS = Space(
    sizes={"m": (1, 4)},
    variables={
        "A": Variable(shape=("m", 2), low=-1, high=1, unbounded=True),
        "x": Variable(shape=(2,), unbounded=True),
        "y": Variable(shape=(2,), unbounded=True),
    },
)


B4_ROW = Lemma(
    name="B4-row",
    title="A softmax row is ||A_j||/2-Lipschitz",
    group=_GROUP,
    statement=r"\|f_j(x) - f_j(y)\|_2 \le \tfrac12 \|A_j\|_2\, \|x - y\|_2",
    claim=Inequality(
        lhs=lambda A, x, y: _distance(_scores(A, x), _scores(A, y)),
        rhs=lambda A, x, y: _spectral_square(A) * power(x - y, 2).sum() / 4,
    ),
    space=_TWO_COLUMNS,
    extremes=lambda: [
        {"A": rationals([[1, 0], [-1, 0]]), "x": rationals([Fraction(1, 2**12), 0]), "y": rationals([0, 0])}
    ],
    requires=("B4",),
    remarks="Both sides squared; two columns, where the spectral norm is a closed form.",
    reference="new here: corollary of B4",
)


# B5


def _classical_constant(A: Array, x: Array, y: Array) -> Any:
    """R_f^2 with the smallest R and the largest beta that the hypotheses allow."""
    squared = maximum(as_array([_spectral_square(A), (x * x).sum(), (y * y).sum()]))
    beta = minimum(as_array([exp(_scores(A, x)).sum(), exp(_scores(A, y)).sum()]))
    return A.shape[0] ** 3 * exp(as_array(6 * squared)).item() / power(beta, 4)


def _classical_steps() -> Iterator[Step]:
    """u, w: exponentials at x and y; a, g: their sums; e^(R^2) bounds every exponential."""
    u, w = sympy.symbols("u_k w_k", real=True)
    a, g = sympy.symbols("a g", positive=True)
    yield Step(
        label="f(x) - f(y), entry by entry",
        lhs=u / a - w / g,
        rhs=(u * (g - a) + a * (u - w)) / (a * g),
        reason="f = u / a at x, w / g at y",
    )
    R = sympy.Symbol("R", nonnegative=True)
    gap, growth = sympy.symbols("h D", nonnegative=True)
    root2 = sympy.sqrt(2)
    yield Step(
        label="sqrt(n) e^(R^2) >= 2 R",
        lhs=(root2 + gap) * (1 + R**2 + growth),
        rhs=2 * R,
        terms=(root2 * (1 - R) ** 2, (2 * root2 - 2) * R, root2 * growth, gap * (1 + R**2 + growth)),
        reason="n >= 2: sqrt n = sqrt 2 + h, e^(R^2) = 1 + R^2 + D; hence n^(3/2) E^3 >= 2 n E^2 R. For n = 1, f = 1",
    )


def _lost_orders() -> Mapping[str, str]:
    """log10 of R_f / (R/2) with the guaranteed beta = n exp(-R^2)."""
    sizes = ((64, 4, 1.0), (1024, 64, 4.0))
    lost = {
        f"orders of magnitude lost against B4 at (n, d, R) = ({n}, {d}, {R:g})": -0.5 * log10(n)
        + 5 * R * R * log10(float_exp(1.0))
        - log10(R / 2)
        for n, d, R in sizes
    }
    return {label: f"{value:.1f}" for label, value in lost.items()}


B5 = Lemma(
    name="B5",
    title="Classical Lipschitz constant of a softmax row",
    group=_GROUP,
    statement=r"\|f(x) - f(y)\|_2 \le R_f \|x - y\|_2,\quad R_f = \beta^{-2} n^{3/2} e^{3R^2}",
    hypotheses="||A_j||, ||x||, ||y|| <= R and alpha >= beta at both points; n keys.",
    claim=Inequality(
        lhs=lambda A, x, y: _distance(_scores(A, x), _scores(A, y)),
        rhs=lambda A, x, y: _classical_constant(A, x, y) * power(x - y, 2).sum(),
    ),
    space=_TWO_COLUMNS,
    extremes=lambda: [
        {"A": rationals([[a, 0], [-a, 0]]), "x": rationals([Fraction(1, 2**12), 0]), "y": rationals([0, 0])}
        for a in (Fraction(k, 64) for k in (17, 18, 19))
    ],
    derivation=Derivation(steps=_classical_steps, coverage="every n and d, every R and beta"),
    requires=("B2-cauchy",),
    measures=_lost_orders,
    remarks="Both sides squared, with the smallest R and the largest beta allowed. It holds, and says little: B4 "
    "replaces it by ||A_j||/2. Even with the largest beta that alpha <= n exp(R^2) allows, R_f >= n^{-1/2} exp(R^2).",
    reference="classical form of this line of work (theory, B5)",
)

SOFTMAX = (B4, B4_ROW, B5)
