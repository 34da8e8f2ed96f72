"""Lemmas B6 and B7: Lipschitz constants of c, of the gradient and of the Hessian, composed by the bound calculus.

Each right-hand side is `symbolic.bounds.row_bound` or `output_bound`, evaluated: a polynomial in x_j = ||s_j|| and
b = ||v||_F whose coefficients are phi_j, tau_j, omega_j, |f_j| and |c_j|. `solver.lipschitz` and
`attention.local_bounds` carry the same coefficients; a test compares them.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import exp, log10
from typing import Any, Final

import numpy as np
import sympy

from proofcheck.arithmetic import Array, as_array, elementwise, matmul, maximum, minimum, rationals, sqrt
from proofcheck.arithmetic import exp as exponential
from proofcheck.attention import definitions, lines
from proofcheck.attention.derivatives import gradient
from proofcheck.attention.lines import Line
from proofcheck.attention.rules import sharp_peak
from proofcheck.lemma import Derivation, Instance, Lemma, Space, Variable
from proofcheck.symbolic import bounds

_GROUP = "Lipschitz constants"
_SPACE = lines.natural_space()
Rows = dict[Any, Any]


def row_quantities(at: Line) -> Rows:
    """phi, tau, omega, |f| and |c| of every row, by the calculus' symbols."""
    return {
        bounds.PHI: lines.peaks(at.F),
        bounds.TAU: lines.spreads(at),
        bounds.OMEGA: lines.rowwise(lines.distances(at), maximum),
        bounds.WEIGHT: lines.row_lengths(at.F),
        bounds.RESIDUAL: lines.row_lengths(at.C),
    }


def _least(left: Array, right: Array) -> Array:
    pairs = np.broadcast_arrays(as_array(left), as_array(right))
    return as_array([minimum(as_array(list(pair))) for pair in zip(*pairs, strict=True)])


def evaluated(bound: Any, rows: Mapping[Any, Any]) -> dict[tuple[int, int], Array]:
    """{(power of x, power of b): coefficient of each row (n,)} of a composed bound."""
    return {powers: bounds.compiled(value, rows, sqrt, _least) for powers, value in bounds.coefficients(bound).items()}


def total(bound: Any, rows: Mapping[Any, Any], s: Array, v: Array) -> Any:
    """The bound summed over rows at x_j = ||s_j||, b = ||v||_F."""
    x, b = lines.row_lengths(s), lines.length(v)
    parts = []
    for (i, j), coefficient in evaluated(bound, rows).items():
        value = coefficient
        for factor in [x] * i + [b] * j:
            value = value * factor
        parts.append(value.sum())
    return sum(parts[1:], parts[0])


def _output_sides(**z: Array) -> tuple[Array, Array]:
    at = lines.line(**z)
    coefficients = evaluated(bounds.output_bound(), row_quantities(at))
    bound = coefficients[1, 0] * lines.row_lengths(z["s"]) + coefficients[0, 1] * lines.length(z["v"])
    return lines.row_lengths(at.first), bound


def _derivative_sides(order: int, rules: tuple[bounds.Rule, ...]) -> Any:
    def sides(**z: Array) -> tuple[Any, Any]:
        at = lines.line(**z)
        bound = bounds.row_bound(order, rules)
        return abs(lines.loss_derivatives(at)[order - 1]), total(bound, row_quantities(at), z["s"], z["v"])

    return sides


def _composition(order: int) -> Derivation:
    return Derivation(
        steps=lambda: bounds.steps(order), coverage="all n, m, p, q, r, k: composed from the rules it requires"
    )


_PREMISES: Final = ("I5-cumulants", "B1-mean", "B2-covariance", "B3-third")

OUTPUT = Lemma(
    name="B6-output",
    title="Lipschitz constant of c",
    group=_GROUP,
    statement=rf"|c_j'| \le {sympy.latex(bounds.output_bound())}",
    hypotheses="Row j: x = ||s_j||, b = ||A3 dY||_F; F = |f_j|; tau^2 = E|V - O|^2; phi as in B2.",
    claim=lines.inequality(_output_sides),
    space=_SPACE,
    derivation=Derivation(steps=bounds.output_steps, coverage="all n, m, p, q, r, k: composed from the rules"),
    requires=("I5-cumulants", "B1-mean", "B2-covariance"),
)

GRADIENT = Lemma(
    name="B6-gradient",
    title="Lipschitz constant of the gradient, at a point",
    group=_GROUP,
    statement=rf"|D^2 L[h^2]| \le \sum_j {sympy.latex(bounds.row_bound(2))}",
    hypotheses="Row j: x = ||s_j||, b = ||A3 dY||_F, C = |c_j|, F = |f_j|, omega = max_k |V_k - O_j|.",
    claim=lines.inequality(_derivative_sides(2, bounds.RULES)),
    space=_SPACE,
    derivation=_composition(2),
    requires=_PREMISES,
)

HESSIAN = Lemma(
    name="B7",
    title="Lipschitz constant of the Hessian, at a point",
    group=_GROUP,
    statement=rf"|D^3 L[h^3]| \le \sum_j {sympy.latex(bounds.row_bound(3))}",
    hypotheses="As in B6-gradient. The regulariser is quadratic and drops out.",
    claim=lines.inequality(_derivative_sides(3, bounds.RULES)),
    space=_SPACE,
    derivation=_composition(3),
    requires=(*_PREMISES, "B3-fourth"),
    remarks="The coefficients that the solver's certificate uses (`solver.lipschitz`), composed here from the rules.",
)

HESSIAN_SHARP = Lemma(
    name="B7-sharp",
    title="Lipschitz constant of the Hessian, sharper mixed term",
    group=_GROUP,
    statement=rf"|D^3 L[h^3]| \le \sum_j {sympy.latex(bounds.row_bound(3, bounds.SHARP_RULES))}",
    hypotheses="As in B7.",
    claim=lines.inequality(_derivative_sides(3, bounds.SHARP_RULES)),
    space=_SPACE,
    requires=(*_PREMISES, "B3-fourth", "B3-polar"),
    remarks="Where phi > 1/(3 sqrt 3) = 0.19 the residual's part of the mixed term is smaller than in B7, by a factor "
    "of up to 2.6. B3-polar rests on a cited theorem, so this composition is not counted as proved.",
)


def _one_hot_sides(**z: Array) -> tuple[Any, Any]:
    at = lines.line(**z)
    rows = row_quantities(at) | {bounds.PHI: lines.rowwise(at.F, sharp_peak)}
    return abs(lines.loss_derivatives(at)[2]), total(bounds.row_bound(3), rows, z["s"], z["v"])


HESSIAN_ONE_HOT = Lemma(
    name="B7-one-hot",
    title="Lipschitz constant of the Hessian under nearly one-hot weights",
    group=_GROUP,
    statement=r"\text{B7 with } \varphi_j = \min\left(\max_k f_k,\ 2\max_k f_k(1-f_k)\right)",
    hypotheses="As in B7.",
    claim=lines.inequality(_one_hot_sides),
    space=lines.natural_space(S=Variable(shape=("n", "m"), low=-12, high=12)),
    derivation=_composition(3),
    requires=(*_PREMISES, "B3-fourth", "B2-one-hot"),
    remarks="The rules use phi only through Var(s) <= phi ||s||^2 and Var(v) <= phi ||v||^2, so the composition "
    "stands.",
)


# On a ball around a point


def grown(rows: Rows, delta: Array, eps: Any) -> Rows:
    """The quantities where scores of row j move by at most delta_j and rows of V by at most eps.

    f' <= f e^(2 delta), |O' - O| <= eps + (e^(2 delta) - 1) tau, tau' <= e^delta (tau + eps).
    """
    growth = exponential(2 * delta)
    shift = eps + (growth - 1) * rows[bounds.TAU]
    half, one = (growth * 0 + 1) / 2, growth * 0 + 1
    return {
        bounds.PHI: _least(growth * rows[bounds.PHI], half),
        bounds.TAU: sqrt(growth) * (rows[bounds.TAU] + eps),
        bounds.OMEGA: rows[bounds.OMEGA] + eps + shift,
        bounds.WEIGHT: _least(growth * rows[bounds.WEIGHT], one),
        bounds.RESIDUAL: rows[bounds.RESIDUAL] + shift,
    }


def _magnitudes(moves: Array) -> Array:
    return lines.rowwise(moves, lambda row: maximum(elementwise(row, abs)))


def _ball_rows(S: Array, V: Array, B: Array, dS: Array, dV: Array) -> tuple[Rows, Rows]:
    """(bounds at the moved point, its true quantities)."""
    near = row_quantities(lines.line(S, V, B, dS, dV))
    moved = lines.line(S + dS, V + dV, B, dS, dV)
    eps = maximum(lines.row_lengths(dV))
    return grown(near, _magnitudes(dS), eps), row_quantities(moved)


def _growth_sides(**z: Array) -> tuple[Array, Array]:
    bound, true = _ball_rows(**z)
    return lines.stacked(*(true[name] for name in bounds.ROW_SYMBOLS)), lines.stacked(
        *(bound[name] for name in bounds.ROW_SYMBOLS)
    )


_MOVES = {
    "S": Variable(shape=("n", "m")),
    "V": Variable(shape=("m", "k")),
    "B": Variable(shape=("n", "k")),
    "dS": Variable(shape=("n", "m"), low=-1, high=1),
    "dV": Variable(shape=("m", "k"), low=-1, high=1),
}


def _growing_weight() -> Instance:
    """A key of weight 0.1 gains e^2: O moves by more than tau."""
    row = {"S": [[0, Fraction(-9, 4)]], "V": [[1], [-1]], "B": [[Fraction(13, 16)]], "dS": [[-1, 1]], "dV": [[0], [0]]}
    return {name: rationals(value) for name, value in row.items()}


GROWTH = Lemma(
    name="B7-growth",
    title="Row quantities on a ball",
    group=_GROUP,
    statement=r"f' \le f e^{2\delta},\; |O'-O| \le \varepsilon + (e^{2\delta}-1)\tau,\; \tau' \le e^{\delta}(\tau + "
    r"\varepsilon),\; \omega' \le \omega + 2\varepsilon + (e^{2\delta}-1)\tau",
    hypotheses="|S'_jk - S_jk| <= delta_j, |V'_k - V_k| <= eps; phi, |f|, |c| accordingly.",
    claim=lines.inequality(_growth_sides),
    space=Space(sizes=lines.SIZES, variables=_MOVES),
    witness=_growing_weight,
    requires=("B1",),
)


def _local_sides(S: Array, V: Array, B: Array, dS: Array, dV: Array, s: Array, v: Array) -> tuple[Any, Any]:
    bound, _ = _ball_rows(S, V, B, dS, dV)
    at = lines.line(S + dS, V + dV, B, s, v)
    return abs(lines.loss_derivatives(at)[2]), total(bounds.row_bound(3), bound, s, v)


LOCAL = Lemma(
    name="B7-local",
    title="Lipschitz constant of the Hessian on a ball",
    group=_GROUP,
    statement=r"|D^3 L(z')[h^3]| \le \sum_j (\ldots)\ \text{of B7 with the quantities of B7-growth at } z,\quad "
    r"\|z' - z\| \le \rho",
    claim=lines.inequality(_local_sides),
    space=Space(sizes=lines.SIZES, variables=_MOVES | {name: lines.NATURAL[name] for name in ("s", "v")}),
    requires=("B7", "B7-growth"),
)


# On a set: ||A3 Y||_F <= rho2, any X


def set_quantities(rho2: Any, targets: Array) -> Rows:
    """Suprema over {||V||_F <= rho2}: phi = 1/2, |f| = 1, tau = rho2/sqrt 2, omega = sqrt 2 rho2, C = |B_j| + rho2."""
    one = rho2 * 0 + 1
    root = sqrt(as_array(2 * one)).item()
    ones = targets * 0 + 1
    return {
        bounds.PHI: ones / 2,
        bounds.TAU: ones * (rho2 / root),
        bounds.OMEGA: ones * (rho2 * root),
        bounds.WEIGHT: ones,
        bounds.RESIDUAL: targets + rho2,
    }


def _set_sides(**z: Array) -> tuple[Array, Array]:
    at = lines.line(**z)
    rows = set_quantities(lines.length(z["V"]), lines.row_lengths(z["B"]))
    _, second, third = lines.loss_derivatives(at)
    bound = [total(bounds.row_bound(order), rows, z["s"], z["v"]) for order in (2, 3)]
    return as_array([abs(second), abs(third)]), as_array(bound)


def _far_target(score: Fraction | int, V: int, v: int) -> Instance:
    """One row, two keys with opposite values and directions, a large residual: O'' counts alone."""
    row = {"S": [[score, 0]], "V": [[V], [-V]], "B": [[256]], "s": [[1, -1]], "v": [[v], [-v]]}
    return {name: rationals(value) for name, value in row.items()}


SET = Lemma(
    name="B6",
    title="Lipschitz constants on a set",
    group=_GROUP,
    statement=r"\|A_3 Y\|_F \le \rho_2 \;\Rightarrow\; \text{B6-gradient, B7 with } \varphi = \tfrac12,\ F = 1,\ "
    r"\tau = \rho_2/\sqrt2,\ \omega = \sqrt2\,\rho_2,\ C = |B_j| + \rho_2",
    hypotheses="No bound on X is needed. On {||Y||_F <= R_y}: rho_2 = ||A3|| R_y.",
    claim=lines.inequality(_set_sides),
    space=_SPACE,
    witness=lambda: _far_target(0, V=0, v=1),
    extremes=lambda: [_far_target(Fraction(21577, 16384), V=2, v=0)],
    requires=("B6-gradient", "B7", "B2", "B1-mean"),
    measures=lambda: classical_factors(),
    remarks="tau^2 <= phi ||V||_F^2 (B2 for each column), |V_k - O_j| <= |e_k - f_j| ||V||_F.",
)


def gradient_constant(rows: Rows, alpha: Any, beta: Any) -> Any:
    """Euclidean Lipschitz constant of grad L: ||A1 dX A2^T||_F <= alpha ||dX||_F, ||A3 dY||_F <= beta ||dY||_F."""
    found = evaluated(bounds.row_bound(2), rows)
    scores, values = maximum(found[2, 0]) * alpha * alpha, found[0, 2].sum() * beta * beta
    mixed = lines.length(found[1, 1]) * alpha * beta / 2
    return lines.larger_eigenvalue(scores, mixed, values)


_TWO_POINTS = Space(
    sizes={"n": (1, 3), "m": (2, 3), "k": (1, 2)},
    variables={
        "A1": Variable(shape=("n", 2)),
        "A2": Variable(shape=("m", 2)),
        "A3": Variable(shape=("m", 2)),
        "B": Variable(shape=("n", "k"), unbounded=True),
        **{name: Variable(shape=(2, 2)) for name in ("X", "X2")},
        **{name: Variable(shape=(2, "k")) for name in ("Y", "Y2")},
    },
)


def _spectral(A: Array) -> Any:
    (a, b), (_, c) = matmul(A.T, A)
    return sqrt(as_array(lines.larger_eigenvalue(a, b, c))).item()


def _gradient_sides(**z: Array) -> tuple[Any, Any]:
    data = {name: z[name] for name in ("A1", "A2", "A3", "B")}
    none = dict.fromkeys(("wx", "wy", "lx", "ly"), z["X"][0, 0] * 0)
    ends = [gradient(**data, X=z[x], Y=z[y], **none) for x, y in (("X", "Y"), ("X2", "Y2"))]
    change = lines.stacked(ends[0][0] - ends[1][0], ends[0][1] - ends[1][1])
    beta = _spectral(z["A3"])
    radius = maximum(as_array([lines.length(z["Y"]), lines.length(z["Y2"])]))
    rows = set_quantities(beta * radius, lines.row_lengths(z["B"]))
    constant = gradient_constant(rows, _spectral(z["A1"]) * _spectral(z["A2"]), beta)
    return lines.length(change), constant * lines.length(lines.stacked(z["X"] - z["X2"], z["Y"] - z["Y2"]))


def _opposite_points() -> Instance:
    """Small opposite points, two opposite keys, a large target: the mixed term of G, in alpha beta, is attained."""
    step, opposite = Fraction(1, 2**10), [[2, 0], [-2, 0]]
    data = {"A1": [[1, 0]], "A2": opposite, "A3": opposite, "B": [[256]]}
    points = {f"{name}{tail}": sign * step for name in "XY" for tail, sign in (("", 1), ("2", -1))}
    shaped = {name: [[x, 0], [0, 0]] if name[0] == "X" else [[x], [0]] for name, x in points.items()}
    return {name: rationals(value) for name, value in (data | shaped).items()}


EUCLIDEAN = Lemma(
    name="B6-euclidean",
    title="The gradient is Lipschitz in the Euclidean norm",
    group=_GROUP,
    statement=r"\|\nabla L(z) - \nabla L(z')\|_2 \le G\,\|z - z'\|_2,\quad G = \lambda_{\max}\begin{pmatrix} "
    r"\kappa_{20}\alpha^2 & \kappa_{11}\alpha\beta/2 \\ \kappa_{11}\alpha\beta/2 & \kappa_{02}\beta^2\end{pmatrix}",
    hypotheses="||Y||_F, ||Y'||_F <= R_y; alpha = ||A1|| ||A2||, beta = ||A3||; kappa_20, kappa_11, kappa_02 are the "
    "coefficients of B6-gradient at the suprema of B6: maximum, root of the sum of squares and sum over rows.",
    claim=lines.inequality(_gradient_sides),
    space=_TWO_POINTS,
    witness=_opposite_points,
    requires=("B6",),
)


def _output_change(**z: Array) -> tuple[Any, Any]:
    data = {name: z[name] for name in ("A1", "A2", "A3", "B")}
    change = definitions.residual(**data, X=z["X"], Y=z["Y"]) - definitions.residual(**data, X=z["X2"], Y=z["Y2"])
    beta = _spectral(z["A3"])
    radius = maximum(as_array([lines.length(z["Y"]), lines.length(z["Y2"])]))
    rows = set_quantities(beta * radius, lines.row_lengths(z["B"]))
    found = evaluated(bounds.output_bound(), rows)
    alpha = _spectral(z["A1"]) * _spectral(z["A2"])
    moved = maximum(found[1, 0]) * alpha * lines.length(z["X"] - z["X2"])
    return lines.length(change), moved + lines.length(found[0, 1]) * beta * lines.length(z["Y"] - z["Y2"])


def _nearly_tied() -> Instance:
    """One row, two opposite keys whose scores differ by 2^-29, opposite values: equality as the difference vanishes."""
    step = Fraction(1, 2**30)
    data = {"A1": [[1, 0]], "A2": [[1, 0], [-1, 0]], "A3": [[2, 0], [-2, 0]], "B": [[0]]}
    points = {"X": [[step, 0], [0, 0]], "X2": [[-step, 0], [0, 0]], "Y": [[2], [0]], "Y2": [[2], [0]]}
    return {name: rationals(value) for name, value in (data | points).items()}


OUTPUT_EUCLIDEAN = Lemma(
    name="B6-c",
    title="c is Lipschitz in the Euclidean norm",
    group=_GROUP,
    statement=r"\|c(z) - c(z')\|_F \le \tfrac12\|A_1\|\|A_2\|\|A_3\|R_y\,\|X - X'\|_F + "
    r"\sqrt{n}\,\|A_3\|\,\|Y - Y'\|_F",
    hypotheses="||Y||_F, ||Y'||_F <= R_y.",
    claim=lines.inequality(_output_change),
    space=_TWO_POINTS,
    witness=_nearly_tied,
    requires=("B6-output",),
)


# The classical forms beside ours


def classical_rules(R: float, Rf: float, rho2: float) -> tuple[bounds.Rule, ...]:
    """The same atoms bounded through R_f (B5) alone: f' <= R_f, f'' <= 3 R R_f, f''' <= 9 R^2 R_f + 2 R R_f^2.

    By the product rule on f' = f o a - f <f, a> with ||a|| <= R, as that line of work composes them.
    """
    first, second = Rf, 3 * R * Rf
    third = 9 * R * R * Rf + 2 * R * Rf * Rf
    sizes = {(1, "V"): first * rho2, (2, "V"): second * rho2, (3, "V"): third * rho2, (1, "v"): first, (2, "v"): second}
    composed = [
        bounds.Rule(
            atom=bounds.kappa(a, values),
            bound=sympy.Float(size) * bounds.X**a * (bounds.Y if values == "v" else 1),
            lemma="B5",
            reason="product rule and R_f",
        )
        for (a, values), size in sizes.items()
    ]
    return (*bounds.RULES[:2], *composed)


def _largest(bound: Any, values: Mapping[Any, float], x: float) -> float:
    """The coefficient of the pure power of x at x = ||A_j|| = R: what a unit step in X can do."""
    order = max(i for i, _ in bounds.coefficients(bound))
    return float(bounds.coefficients(bound)[order, 0].subs(values)) * x**order


def classical_factors() -> dict[str, str]:
    """log10 of classical over ours for c, gradient and Hessian, at ||A_j||, ||x||, ||A3||, ||Y||, |B_j| <= R."""
    found = {}
    for n, d, R in ((64, 4, 1.0), (1024, 64, 4.0)):
        Rf = n ** (-0.5) * exp(5 * R * R)
        ours = {bounds.PHI: 0.5, bounds.TAU: R * R / 2**0.5, bounds.OMEGA: 2**0.5 * R * R, bounds.WEIGHT: 1.0}
        values = ours | {bounds.RESIDUAL: R + R * R}
        classical = classical_rules(R, Rf, R * R)
        pairs = {
            "c": (bounds.output_bound(), bounds.output_bound(classical)),
            "gradient": (bounds.row_bound(2), bounds.row_bound(2, classical)),
            "Hessian": (bounds.row_bound(3), bounds.row_bound(3, classical)),
        }
        for name, (sharp, loose) in pairs.items():
            lost = log10(_largest(loose, values, 1.0)) - log10(_largest(sharp, values, R))
            label = f"orders of magnitude the classical form loses, {name}, at (n, d, R) = ({n}, {d}, {R:g})"
            found[label] = f"{lost:.1f}"
    return found


LIPSCHITZ = (OUTPUT, OUTPUT_EUCLIDEAN, GRADIENT, SET, EUCLIDEAN, HESSIAN, HESSIAN_SHARP, HESSIAN_ONE_HOT, GROWTH, LOCAL)
