"""Lemmas S2-threshold, S2-euclidean, S4: when S2's modulus is positive, in which norm it holds, and joined from blocks.

Notation of `curvature`: mu and K are those of S1, lambda is the modulus of S2.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy

from proofcheck.arithmetic.conversion import rationals
from proofcheck.arithmetic.functions import Array, as_array, matmul, minimum, sqrt
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.convexity import exact_terms
from proofcheck.lemmas.claims import Derivation, Inequality, Space, Step, Variable
from proofcheck.lemmas.lemma import Certificate, Lemma

_GROUP = "Strong convexity"


def _threshold_steps() -> Iterator[Step]:
    """w^2 = t + d with t = (mu + sqrt(mu^2 + 4 K^2)) / 2, i.e. K^2 = t (t - mu), t = mu + g."""
    mu, gap, d = sympy.symbols("mu g d", nonnegative=True)
    t = mu + gap
    yield Step(
        label="(w^2 - mu) w^2 >= K^2",
        lhs=(t + d - mu) * (t + d),
        rhs=t * gap,
        terms=(d * (t + gap), d**2),
        reason="w^2 = t + d with d >= 0, t = mu + g and K^2 = t g; strict for d > 0",
    )
    yield Step(
        label="t is the root",
        lhs=mu**2 + 4 * t * gap,
        rhs=(2 * t - mu) ** 2,
        reason="so t = (mu + sqrt(mu^2 + 4 K^2)) / 2, since 2 t - mu = mu + 2 g >= 0",
    )


def _threshold_sides(mu: Array, K: Array, more: Array) -> tuple[Any, Any]:
    """K^2 and (w^2 - mu) w^2 at w^2 = (1 + more) times the threshold."""
    m, k = mu.item(), K.item()
    square = (1 + more.item()) * (m + sqrt(as_array(m * m + 4 * k * k)).item()) / 2
    return k * k, (square - m) * square


S2_THRESHOLD = Lemma(
    name="S2-threshold",
    title="Weights from which S2 applies",
    group=_GROUP,
    statement=r"w_x = w_y = w,\; w^2 > \tfrac12\left(\mu + \sqrt{\mu^2 + 4K^2}\right) \;\Rightarrow\; "
    r"(w^2 - \mu)\,w^2 > K^2",
    claim=natural_coordinates.inequality(_threshold_sides),
    space=Space(
        variables={
            "mu": Variable(low=0, unbounded="above"),
            "K": Variable(low=0, open_low=True, unbounded="above"),
            "more": Variable(low=0, high=1, unbounded="above"),
        }
    ),
    extremes=lambda: [natural_coordinates.instance(mu=1, K=1, more=Fraction(1, 2**30))],
    certificate=Certificate(terms=exact_terms.threshold),
    derivation=Derivation(steps=_threshold_steps, coverage="all mu, K >= 0"),
    requires=("S2",),
    reference="new here",
)


def _smallest_square(A: Array) -> Any:
    """sigma_min(A)^2 for two columns: the smaller eigenvalue of the 2 x 2 Gram matrix."""
    (a, b), (_, c) = matmul(A.T, A)
    return natural_coordinates.smaller_eigenvalue(a, b, c)


def _euclidean_lower(A1: Array, A2: Array, A3: Array, dX: Array, dY: Array) -> Array:
    x, y = _smallest_square(A1) * _smallest_square(A2), _smallest_square(A3)
    return as_array([minimum(as_array([x, y])) * (natural_coordinates.square(dX) + natural_coordinates.square(dY))])


def _natural_square(A1: Array, A2: Array, A3: Array, dX: Array, dY: Array) -> Array:
    return as_array(
        [natural_coordinates.square(matmul(matmul(A1, dX), A2.T)) + natural_coordinates.square(matmul(A3, dY))]
    )


S2_EUCLIDEAN = Lemma(
    name="S2-euclidean",
    title="From the natural to the Euclidean modulus",
    group=_GROUP,
    statement=r"\|h\|_{nat}^2 \ge \min\left(\sigma_{\min}(A_1)^2\,\sigma_{\min}(A_2)^2,\ \sigma_{\min}(A_3)^2\right)"
    r"\,\|h\|_2^2",
    claim=Inequality(lhs=_euclidean_lower, rhs=_natural_square),
    space=Space(
        sizes={"n": (2, 4), "m": (2, 4), "k": (1, 2)},
        variables={
            "A1": Variable(shape=("n", 2), unbounded=True),
            "A2": Variable(shape=("m", 2), unbounded=True),
            "A3": Variable(shape=("m", 2), unbounded=True),
            "dX": Variable(shape=(2, 2), unbounded=True),
            "dY": Variable(shape=(2, "k"), unbounded=True),
        },
    ),
    witness=lambda: {
        "A1": rationals([[1, 0], [0, 2]]),
        "A2": rationals([[1, 0], [0, 3]]),
        "A3": rationals([[2, 0], [0, 2]]),
        "dX": rationals([[1, 0], [0, 0]]),
        "dY": rationals([[0], [Fraction(1, 2**12)]]),
    },
    requires=("I1",),
    remarks="Two columns, where the smallest singular value is a closed form. With S2 it gives the Euclidean modulus "
    "2 lambda times this minimum of Hess Phi.",
    reference="Horn and Johnson, Topics in Matrix Analysis (1991), theorem 4.2.15 (singular values)",
)


def _blocks(a1: Array, a2: Array, a3: Array, u: Array, v: Array, C: Array) -> tuple[Any, Any]:
    """lambda (|u|^2 + |v|^2) and a1 |u|^2 + 2 u^T M v + a3 |v|^2, M = a2 C / ||C||_F, both times ||C||_F."""
    mixed = 2 * a2.item() * matmul(matmul(u[None, :], C), v[:, None]).item()
    size = natural_coordinates.length(C)
    form = (a1.item() * natural_coordinates.square(u) + a3.item() * natural_coordinates.square(v)) * size + mixed
    lam = natural_coordinates.smaller_eigenvalue(a1.item(), a2.item(), a3.item())
    return lam * (natural_coordinates.square(u) + natural_coordinates.square(v)) * size, form


def _block_steps() -> Iterator[Step]:
    d1 = sympy.Symbol("d_1", positive=True)
    a2, u, v, w = sympy.symbols("a_2 u v w", nonnegative=True)
    lam = sympy.Symbol("lambda", real=True)
    a1, a3 = lam + d1, lam + a2**2 / d1
    excess_x, excess_y = sympy.symbols("D_x D_y", nonnegative=True)
    yield Step(
        label="the Hessian's quadratic form",
        lhs=(a1 * u**2 + excess_x) - 2 * (a2 * u * v - w) + (a3 * v**2 + excess_y),
        rhs=lam * (u**2 + v**2),
        terms=(excess_x, excess_y, 2 * w, (d1 * u - a2 * v) ** 2 / d1),
        reason="xx >= a_1 I and yy >= a_3 I leave D_x, D_y >= 0; ||xy|| <= a_2 leaves w >= 0; "
        "a_1 = lambda + d_1, a_3 = lambda + a_2^2/d_1",
    )
    yield Step(
        label="lambda > 0 iff a_1 a_3 > a_2^2",
        lhs=a1 * a3 - a2**2,
        rhs=lam * (lam + d1 + a2**2 / d1),
        reason="the other eigenvalue lambda + d_1 + a_2^2/d_1 exceeds lambda",
    )


S4 = Lemma(
    name="S4",
    title="Joint modulus from blocks",
    group=_GROUP,
    statement=r"xx \succeq a_1 I,\ yy \succeq a_3 I,\ \|xy\| \le a_2 \;\Rightarrow\; \lambda_{\min} \ge "
    r"\tfrac{a_1+a_3}{2} - \sqrt{\left(\tfrac{a_1-a_3}{2}\right)^2 + a_2^2},\quad\text{positive iff } a_1 a_3 > a_2^2",
    hypotheses="a_1 + a_3 > 0 for the sign. The claim: xx = a_1 I, yy = a_3 I, xy = a_2 C / ||C||_F.",
    claim=natural_coordinates.inequality(_blocks),
    space=Space(
        sizes={"p": (1, 3), "q": (1, 3)},
        variables={
            "a1": Variable(unbounded=True),
            "a2": Variable(low=0, unbounded="above"),
            "a3": Variable(unbounded=True),
            "u": Variable(shape=("p",), unbounded=True),
            "v": Variable(shape=("q",), unbounded=True),
            "C": Variable(shape=("p", "q"), unbounded=True),
        },
    ),
    extremes=lambda: [natural_coordinates.instance(a1=2, a2=1, a3=2, u=[1], v=[-1], C=[[1]])],
    derivation=Derivation(steps=_block_steps, coverage="all block sizes"),
    reference="new here",
)


MODULI = (S2_THRESHOLD, S2_EUCLIDEAN, S4)
