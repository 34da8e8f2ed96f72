"""Lemmas B6: Lipschitz constants on {||A3 Y||_F <= rho_2}, any X, and the classical exponential forms beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import exp, log10
from typing import Any

import sympy

from proofcheck.arithmetic import Array, as_array, matmul, maximum, sqrt
from proofcheck.attention import definitions, lines, sharpness
from proofcheck.attention.derivatives import gradient
from proofcheck.attention.lipschitz import evaluated, gradient_constant, set_quantities, total
from proofcheck.lemma import Derivation, Instance, Lemma, Space, Step, Variable
from proofcheck.symbolic import bounds
from proofcheck.symbolic.monotone import growth_steps

_GROUP = "Lipschitz constants"
_SPACE = lines.natural_space()


def _set_sides(**z: Array) -> tuple[Array, Array]:
    at = lines.line(**z)
    rows = set_quantities(lines.length(z["V"]), lines.row_lengths(z["B"]))
    _, second, third = lines.loss_derivatives(at)
    bound = [total(bounds.row_bound(order), rows, z["s"], z["v"]) for order in (2, 3)]
    return as_array([abs(second), abs(third)]), as_array(bound)


def _supremum_steps() -> Iterator[Step]:
    """b = ||V||_F <= rho; each quantity of a row against its value at rho, then the bounds, term by term."""
    phi, length, target = sympy.symbols("varphi b B", nonnegative=True)
    gap, less, other = sympy.symbols("D_1 D_2 d", nonnegative=True)
    yield Step(
        label="rho_2^2/2 >= tau^2",
        lhs=(phi + gap) * (length + other) ** 2,
        rhs=phi * length**2 - less,
        terms=(gap * (length + other) ** 2, phi * (2 * length * other + other**2), less),
        reason="B2 for each column of V: tau^2 = phi b^2 - D_2; 1/2 = phi + D_1, rho_2 = b + d",
    )
    yield Step(
        label="2 rho_2^2 >= omega^2",
        lhs=2 * (length + other) ** 2,
        rhs=(2 - gap) * length**2 - less,
        terms=(2 * other * (2 * length + other), gap * length**2, less),
        reason="|V_k - O_j| <= |e_k - f_j| b, |e_k - f_j|^2 = 2 - D_1 (B3-third)",
    )
    yield Step(
        label="|B_j| + rho_2 >= |c_j|",
        lhs=target + (length + other),
        rhs=target + (1 - gap) * length - less,
        terms=(other, gap * length, less),
        reason="|O_j| <= |f_j| b (B1-mean), |f_j| = 1 - D_1 (B1), triangle inequality",
    )
    for order in (2, 3):
        yield from growth_steps(bounds.row_bound(order), "the quantities at the point are at most their suprema")


_TINY = Fraction(1, 2**24)


def _far_target(score: Fraction | int, V: Fraction | int, v: Fraction | int) -> Instance:
    """One row, two keys with opposite values and directions, a residual large beside them: O'' counts alone."""
    return lines.instance(S=[[score, 0]], V=[[V], [-V]], B=[[2]], s=[[1, -1]], v=[[v], [-v]])


SET = Lemma(
    name="B6",
    title="Lipschitz constants on a set",
    group=_GROUP,
    statement=r"\|A_3 Y\|_F \le \rho_2 \;\Rightarrow\; \text{B6-gradient, B7 with } \varphi = \tfrac12,\ F = 1,\ "
    r"\tau = \rho_2/\sqrt2,\ \omega = \sqrt2\,\rho_2,\ C = |B_j| + \rho_2",
    hypotheses="No bound on X is needed. On {||Y||_F <= R_y}: rho_2 = ||A3|| R_y.",
    claim=lines.inequality(_set_sides, parts=("gradient", "Hessian")),
    space=_SPACE,
    witness=lambda: _far_target(0, V=0, v=_TINY),
    extremes=lambda: [_far_target(Fraction(21577, 16384), V=_TINY, v=0)],
    derivation=Derivation(steps=_supremum_steps, coverage="all n, m, p, q, r, k"),
    requires=("B6-gradient", "B7", "B1", "B2", "B1-mean", "B3-third"),
    measures=lambda: classical_factors() | sharpness.factors(),
    remarks="tau^2 <= phi ||V||_F^2 (B2 for each column), |V_k - O_j| <= |e_k - f_j| ||V||_F.",
)


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


def _euclidean_steps() -> Iterator[Step]:
    """From |D^2 L[h^2]|, row by row, to ||grad L(z) - grad L(z')||."""
    hh, gg = sympy.symbols("h2 g2", nonnegative=True)
    hg = sympy.Symbol("hg", real=True)
    G, first, second = sympy.symbols("G D_1 D_2", nonnegative=True)
    yield Step(
        label="G (|h|^2 + |g|^2)/2 >= D^2 L[h, g]",
        lhs=G * (hh + gg) / 2,
        rhs=((G * (hh + 2 * hg + gg) - first) - (second - G * (hh - 2 * hg + gg))) / 4,
        terms=(first / 4, second / 4),
        reason="D[h, g] = (D[(h + g)^2] - D[(h - g)^2])/4, |D[k^2]| <= G |k|^2; for |h| = |g| = 1 the left side is G",
    )
    a, b, low, rows = sympy.symbols("a b d_20 D_11", nonnegative=True)
    k20, k11, k02 = sympy.symbols("kappa_20 kappa_11 kappa_02", nonnegative=True)
    yield Step(
        label="sum over rows",
        lhs=k20 * a**2 + k11 * a * b + k02 * b**2,
        rhs=(k20 * a**2 - low) + (k11 * a - rows) * b + k02 * b**2,
        terms=(low, rows * b),
        reason="sum_j x_j^2 = a^2; kappa_20 the largest coefficient leaves d_20; sum_j k_j x_j = kappa_11 a - D_11 "
        "(Cauchy-Schwarz over rows, as in S1)",
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
    t, rest, distance = sympy.symbols("t R r", nonnegative=True)
    yield Step(
        label="G r >= <u, grad L(z) - grad L(z')>",
        lhs=G * distance,
        rhs=sympy.integrate(G * distance, (t, 0, 1)) - rest,
        terms=(rest,),
        reason="fundamental theorem of calculus on the segment, which stays in the ball ||Y||_F <= R_y",
    )


def _opposite_points() -> Instance:
    """Small opposite points, two opposite keys, a large target: the mixed term of G, in alpha beta, is attained."""
    step, opposite = Fraction(1, 2**10), [[2, 0], [-2, 0]]
    data = lines.instance(A1=[[1, 0]], A2=opposite, A3=opposite, B=[[256]])
    ends = {"X": [[step, 0], [0, 0]], "X2": [[-step, 0], [0, 0]], "Y": [[step], [0]], "Y2": [[-step], [0]]}
    return data | lines.instance(**ends)


def _apart_in_scores() -> Instance:
    """Two keys whose third moment is the largest, a large target; only X moves: the score term, in alpha^2."""
    centre, step = Fraction(21577, 131072), Fraction(1, 2**10)
    data = lines.instance(
        A1=[[2, 0]], A2=[[2, 0], [-2, 0]], A3=[[1, 0], [-1, 0]], B=[[256]], Y=[[1], [0]], Y2=[[1], [0]]
    )
    return data | lines.instance(X=[[centre + step, 0], [0, 0]], X2=[[centre - step, 0], [0, 0]])


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
    extremes=lambda: [_apart_in_scores()],
    derivation=Derivation(
        steps=_euclidean_steps, coverage="all n, m, p, q, r, k; by the fundamental theorem of calculus"
    ),
    requires=("B6", "B2-cauchy"),
)


def _values_moved() -> Instance:
    """Scores so far apart that the weights are nearly one-hot; only Y moves."""
    data = lines.instance(A1=[[2, 0]], A2=[[2, 0], [-2, 0]], A3=[[1, 0], [0, 0]], B=[[0]])
    still = [[2, 0], [0, 0]]
    return data | lines.instance(X=still, X2=still, Y=[[1], [0]], Y2=[[0], [0]])


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


def _output_steps() -> Iterator[Step]:
    yield from growth_steps(bounds.output_bound(), "phi = 1/2, tau = rho_2/sqrt 2 and F = 1 are suprema (B6)")
    rho, a, b, root, rest, gap = sympy.symbols("rho_2 a b r D_1 D_2", nonnegative=True)
    yield Step(
        label="(rho_2 a/2 + sqrt(n) b)^2 >= sum_j (rho_2 x_j/2 + b)^2",
        lhs=(rho * a / 2 + root * b) ** 2,
        rhs=rho**2 * a**2 / 4 + rho * b * (root * a - gap) + root**2 * b**2,
        terms=(rho * b * gap,),
        reason="r^2 = n, sum_j x_j^2 = a^2, sum_j x_j = r a - D_2 (Cauchy-Schwarz over rows)",
    )
    t, length = sympy.symbols("t L", nonnegative=True)
    yield Step(
        label="L >= <u, c(z) - c(z')>",
        lhs=length,
        rhs=sympy.integrate(length, (t, 0, 1)) - rest,
        terms=(rest,),
        reason="fundamental theorem of calculus on the segment; a <= ||A1|| ||A2|| ||X - X'||, b <= ||A3|| ||Y - Y'||",
    )


def _nearly_tied() -> Instance:
    """One row, two opposite keys whose scores differ by 2^-29, opposite values: equality as the difference vanishes."""
    step = Fraction(1, 2**30)
    data = lines.instance(A1=[[1, 0]], A2=[[1, 0], [-1, 0]], A3=[[2, 0], [-2, 0]], B=[[0]])
    return data | lines.instance(X=[[step, 0], [0, 0]], X2=[[-step, 0], [0, 0]], Y=[[2], [0]], Y2=[[2], [0]])


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
    extremes=lambda: [_values_moved()],
    derivation=Derivation(steps=_output_steps, coverage="all n, m, p, q, r, k; by the fundamental theorem of calculus"),
    requires=("B6-output", "B6", "B2-cauchy"),
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


SETS = (SET, EUCLIDEAN, OUTPUT_EUCLIDEAN)
