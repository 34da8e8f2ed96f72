"""Lemmas B6-euclidean and B6-c: gradient and residual are Lipschitz in the Euclidean norm of (X, Y).

B6 along the segment between two points with ||Y||_F, ||Y'||_F <= R_y; a <= ||A1|| ||A2|| ||dX|| and b <= ||A3|| ||dY||.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy

from proofcheck.arithmetic.functions import Array, as_array, matmul, maximum, sqrt
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.lipschitz import bound_rules
from proofcheck.attention.lipschitz.natural_norm import evaluate_coefficients, gradient_constant, set_quantities
from proofcheck.lemmas.claims import Derivation, Instance, Space, Step, Variable
from proofcheck.lemmas.lemma import Lemma
from proofcheck.model import definitions
from proofcheck.model.derivatives import gradient

_GROUP = "Lipschitz constants"


_TWO_POINTS = Space(
    sizes={"n": (1, 3), "m": (2, 3), "k": (1, 2)},
    variables={
        "A1": Variable(shape=("n", 2), unbounded=True),
        "A2": Variable(shape=("m", 2), unbounded=True),
        "A3": Variable(shape=("m", 2), unbounded=True),
        "B": Variable(shape=("n", "k"), unbounded=True),
        **{name: Variable(shape=(2, 2), unbounded=True) for name in ("X", "X2")},
        **{name: Variable(shape=(2, "k"), unbounded=True) for name in ("Y", "Y2")},
    },
)


def _spectral(A: Array) -> Any:
    (a, b), (_, c) = matmul(A.T, A)
    return sqrt(as_array(natural_coordinates.larger_eigenvalue(a, b, c))).item()


def _gradient_sides(**z: Array) -> tuple[Any, Any]:
    data = {name: z[name] for name in ("A1", "A2", "A3", "B")}
    none = dict.fromkeys(("wx", "wy", "lx", "ly"), z["X"][0, 0] * 0)
    ends = [gradient(**data, X=z[x], Y=z[y], **none) for x, y in (("X", "Y"), ("X2", "Y2"))]
    change = natural_coordinates.stack_flat(ends[0][0] - ends[1][0], ends[0][1] - ends[1][1])
    beta = _spectral(z["A3"])
    radius = maximum(as_array([natural_coordinates.length(z["Y"]), natural_coordinates.length(z["Y2"])]))
    rows = set_quantities(beta * radius, natural_coordinates.row_lengths(z["B"]))
    constant = gradient_constant(rows, _spectral(z["A1"]) * _spectral(z["A2"]), beta)
    return natural_coordinates.length(change), constant * natural_coordinates.length(
        natural_coordinates.stack_flat(z["X"] - z["X2"], z["Y"] - z["Y2"])
    )


def _euclidean_steps() -> Iterator[Step]:
    """From |D^2 L[h^2]|, row by row, to ||grad L(z) - grad L(z')||."""
    hh, gg = sympy.symbols("h2 g2", nonnegative=True)
    hg = sympy.Symbol("hg", real=True)
    G = sympy.Symbol("G", nonnegative=True)
    yield Step(
        label="G (|h|^2 + |g|^2)/2, at least D^2 L[h, g]",
        lhs=(G * (hh + 2 * hg + gg) + G * (hh - 2 * hg + gg)) / 4,
        rhs=G * (hh + gg) / 2,
        reason="D[h, g] = (D[(h + g)^2] - D[(h - g)^2])/4, |D[k^2]| <= G |k|^2; for |h| = |g| = 1 the right side is G",
    )
    d1 = sympy.Symbol("d_1", positive=True)
    K, P, x, y = sympy.symbols("K P x y", nonnegative=True)
    top = P + d1
    yield Step(
        label="G (x^2 + y^2) >= P x^2 + 2 K x y + Q y^2",
        lhs=top * (x**2 + y**2),
        rhs=P * x**2 + 2 * K * x * y + (top - K**2 / d1) * y**2,
        terms=((d1 * x - K * y) ** 2 / d1,),
        reason="G = P + d_1 = Q + K^2/d_1 is the larger eigenvalue; a <= alpha x, b <= beta y, P = kappa_20 alpha^2, "
        "2 K = kappa_11 alpha beta, Q = kappa_02 beta^2",
    )


def _opposite_points() -> Instance:
    """Small opposite points, two opposite keys, a large target: the mixed term of G, in alpha beta, is attained."""
    step, opposite = Fraction(1, 2**10), [[2, 0], [-2, 0]]
    data = natural_coordinates.instance(A1=[[1, 0]], A2=opposite, A3=opposite, B=[[256]])
    ends = {"X": [[step, 0], [0, 0]], "X2": [[-step, 0], [0, 0]], "Y": [[step], [0]], "Y2": [[-step], [0]]}
    return data | natural_coordinates.instance(**ends)


def _score_term_extreme() -> Instance:
    """Two keys whose third moment is the largest, a large target; only X moves: the score term, in alpha^2."""
    centre, step = Fraction(21577, 131072), Fraction(1, 2**10)
    data = natural_coordinates.instance(
        A1=[[2, 0]], A2=[[2, 0], [-2, 0]], A3=[[1, 0], [-1, 0]], B=[[256]], Y=[[1], [0]], Y2=[[1], [0]]
    )
    return data | natural_coordinates.instance(X=[[centre + step, 0], [0, 0]], X2=[[centre - step, 0], [0, 0]])


EUCLIDEAN = Lemma(
    name="B6-euclidean",
    title="The gradient is Lipschitz in the Euclidean norm",
    group=_GROUP,
    statement=r"\|\nabla L(z) - \nabla L(z')\|_2 \le G\,\|z - z'\|_2,\quad G = \lambda_{\max}\begin{pmatrix} "
    r"\kappa_{20}\alpha^2 & \kappa_{11}\alpha\beta/2 \\ \kappa_{11}\alpha\beta/2 & \kappa_{02}\beta^2\end{pmatrix}",
    hypotheses="||Y||_F, ||Y'||_F <= R_y; alpha = ||A1|| ||A2||, beta = ||A3||; kappa_20, kappa_11, kappa_02 are the "
    "coefficients of B6-gradient at the suprema of B6: maximum, root of the sum of squares and sum over rows.",
    claim=natural_coordinates.inequality(_gradient_sides),
    space=_TWO_POINTS,
    witness=_opposite_points,
    extremes=lambda: [_score_term_extreme()],
    derivation=Derivation(
        steps=_euclidean_steps, coverage="all n, m, p, q, r, k; by the fundamental theorem of calculus"
    ),
    requires=("B6", "B2-cauchy"),
    reference="new here",
)


def _value_term_extreme() -> Instance:
    """Scores so far apart that the weights are nearly one-hot; only Y moves."""
    data = natural_coordinates.instance(A1=[[2, 0]], A2=[[2, 0], [-2, 0]], A3=[[1, 0], [0, 0]], B=[[0]])
    still = [[2, 0], [0, 0]]
    return data | natural_coordinates.instance(X=still, X2=still, Y=[[1], [0]], Y2=[[0], [0]])


def _output_change(**z: Array) -> tuple[Any, Any]:
    data = {name: z[name] for name in ("A1", "A2", "A3", "B")}
    change = definitions.residual(**data, X=z["X"], Y=z["Y"]) - definitions.residual(**data, X=z["X2"], Y=z["Y2"])
    beta = _spectral(z["A3"])
    radius = maximum(as_array([natural_coordinates.length(z["Y"]), natural_coordinates.length(z["Y2"])]))
    rows = set_quantities(beta * radius, natural_coordinates.row_lengths(z["B"]))
    found = evaluate_coefficients(bound_rules.output_bound(), rows)
    alpha = _spectral(z["A1"]) * _spectral(z["A2"])
    moved = maximum(found[1, 0]) * alpha * natural_coordinates.length(z["X"] - z["X2"])
    return natural_coordinates.length(change), moved + natural_coordinates.length(
        found[0, 1]
    ) * beta * natural_coordinates.length(z["Y"] - z["Y2"])


def _output_steps() -> Iterator[Step]:
    rho, a, b, root, gap = sympy.symbols("rho_2 a b r D_2", nonnegative=True)
    yield Step(
        label="(rho_2 a/2 + sqrt(n) b)^2 >= sum_j (rho_2 x_j/2 + b)^2",
        lhs=(rho * a / 2 + root * b) ** 2,
        rhs=rho**2 * a**2 / 4 + rho * b * (root * a - gap) + root**2 * b**2,
        terms=(rho * b * gap,),
        reason="r^2 = n, sum_j x_j^2 = a^2, sum_j x_j = r a - D_2 (Cauchy-Schwarz over rows)",
    )


def _nearly_tied_keys() -> Instance:
    """One row, two opposite keys whose scores differ by 2^-29, opposite values: equality as the difference vanishes."""
    step = Fraction(1, 2**30)
    data = natural_coordinates.instance(A1=[[1, 0]], A2=[[1, 0], [-1, 0]], A3=[[2, 0], [-2, 0]], B=[[0]])
    return data | natural_coordinates.instance(
        X=[[step, 0], [0, 0]], X2=[[-step, 0], [0, 0]], Y=[[2], [0]], Y2=[[2], [0]]
    )


OUTPUT_EUCLIDEAN = Lemma(
    name="B6-c",
    title="c is Lipschitz in the Euclidean norm",
    group=_GROUP,
    statement=r"\|c(z) - c(z')\|_F \le \tfrac12\|A_1\|\|A_2\|\|A_3\|R_y\,\|X - X'\|_F + "
    r"\sqrt{n}\,\|A_3\|\,\|Y - Y'\|_F",
    hypotheses="||Y||_F, ||Y'||_F <= R_y.",
    claim=natural_coordinates.inequality(_output_change),
    space=_TWO_POINTS,
    witness=_nearly_tied_keys,
    extremes=lambda: [_value_term_extreme()],
    derivation=Derivation(steps=_output_steps, coverage="all n, m, p, q, r, k; by the fundamental theorem of calculus"),
    requires=("B6-output", "B6", "B2-cauchy"),
    reference="new here",
)


EUCLIDEAN_LIPSCHITZ = (EUCLIDEAN, OUTPUT_EUCLIDEAN)
