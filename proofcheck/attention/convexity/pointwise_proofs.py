"""Derivations of the curvature bounds S1 and S1-upper in the notation of the bound calculus.

1/2 L'' = |c'|^2 + <c, c''>: the square stays, one-sided rules take the rest, Lagrange's identity sums over rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from proofcheck.attention.calculus import moments
from proofcheck.attention.calculus.bound_rules import PHI, RESIDUAL, TAU, WEIGHT, X, Y, derivative_steps
from proofcheck.lemmas.claims import Step


def curvature_steps() -> Iterator[Step]:
    """S1: 1/2 D^2 Phi >= (wx^2 - mu) a^2 - 2 K a b + wy^2 b^2. Squares stay, one-sided rules take the rest."""
    yield from derivative_steps(2)
    phi, m, x, b, c = PHI, sympy.Symbol("m", nonnegative=True), X, Y, RESIDUAL
    rest, gap, other, defect = sympy.symbols("D_1 D_2 D_4 D_3", nonnegative=True)
    yield Step(
        label="<c, k(s,s,V)> >= -phi m x^2",
        lhs=-(m * (phi * x**2 - gap) - rest),
        rhs=-phi * m * x**2,
        terms=(m * gap, rest),
        reason="w = <c, O - V_k> <= m: E[s~^2 w] = m Var(s) - D_1 (B2-one-sided), Var(s) = phi x^2 - D_2 (B2)",
        uses=(
            "B2-one-sided",
            "B2",
        ),
    )
    variance = sympy.Symbol("v_g", nonnegative=True)
    yield Step(
        label="(phi C x b)^2 >= <c, k(s,v)>^2",
        lhs=phi * x**2 * (variance + other),
        rhs=(phi * x**2 - gap) * variance - defect,
        terms=(phi * x**2 * other, gap * variance, defect),
        reason=f"g = <c, v>: Cov(s, g)^2 = Var(s) Var(g) - D_3 (B2-cauchy), Var(g) = v_g = phi {c}^2 b^2 - D_4 (B2)",
        uses=(
            "B2-cauchy",
            "B2",
        ),
    )
    yield from _row_sums(b)


def upper_curvature_steps() -> Iterator[Step]:
    """S1-upper: 1/2 L'' <= nu a^2 + 2 N a b + ||F||_F^2 b^2, row by row and then summed."""
    yield from derivative_steps(2)
    x, b, phi, tau, F, C = X, Y, PHI, TAU, WEIGHT, RESIDUAL
    t1, t2, rest, gap = sympy.symbols("t_1 t_2 D_1 D_2", nonnegative=True)
    first, second = sympy.sqrt(phi) * tau * x, F * b
    yield Step(
        label="(sqrt(phi) tau x + F b)^2 >= |c'|^2",
        lhs=(first + second) ** 2,
        rhs=(first / (1 + t1) + second / (1 + t2)) ** 2,
        terms=(
            phi * tau**2 * x**2 * (2 * t1 + t1**2) / (1 + t1) ** 2,
            F**2 * b**2 * (2 * t2 + t2**2) / (1 + t2) ** 2,
            2 * first * second * (t1 + t2 + t1 * t2) / ((1 + t1) * (1 + t2)),
        ),
        reason="|k(s,V)| = sqrt(phi) tau x/(1 + t_1) (B2-covariance), |k(v)| = F b/(1 + t_2) (B1-mean)",
        uses=(
            "B2-covariance",
            "B1-mean",
        ),
    )
    M = sympy.Symbol("M", nonnegative=True)
    yield Step(
        label="phi M x^2 >= <c, k(s,s,V)>",
        lhs=phi * M * x**2,
        rhs=M * (phi * x**2 - gap) - rest,
        terms=(M * gap, rest),
        reason="B2-one-sided with w = <c, V_k - O> <= M and B2: Var(s) = phi x^2 - D_2",
        uses=(
            "B2-one-sided",
            "B2",
        ),
    )
    yield Step(
        label="2 phi C x b >= 2 <c, k(s,v)>",
        lhs=2 * phi * C * x * b,
        rhs=2 * C * phi * x * b / (1 + t1),
        terms=(2 * C * phi * x * b * t1 / (1 + t1),),
        reason="B2-covariance",
        uses=("B2-covariance",),
    )
    yield from _row_sums(b)


def _row_sums(b: Any) -> Iterator[Step]:
    """Lagrange's identity for any number of rows, by two independent copies of a row."""
    k, x, k2, x2 = sympy.symbols("kappa x kappa' x'", real=True)
    pairs = moments.independent_mean((k * x2 - k2 * x) ** 2, {k: k, x: x}, {k2: k, x2: x}) / 2
    Ekk, Exx, Ekx = (moments.mean(content) for content in (k**2, x**2, k * x))
    yield Step(
        label="(sum_j kappa_j x_j)^2 <= K^2 a^2",
        lhs=pairs,
        rhs=Ekk * Exx - Ekx**2,
        reason="E sums over rows, kappa_j = phi_j C_j: half the sum of (kappa_j x_l - kappa_l x_j)^2, which is >= 0",
    )
    a, K, mu, first, skew, mixed = sympy.symbols("a K mu G N P", nonnegative=True)
    wx, wy = sympy.symbols("w_x w_y", nonnegative=True)
    yield Step(
        label="together (from below; from above alike, with F^2 summed over rows)",
        lhs=first + (skew - mu * a**2) + (mixed - 2 * K * a * b) + wx**2 * a**2 + wy**2 * b**2,
        rhs=(wx**2 - mu) * a**2 - 2 * K * a * b + wy**2 * b**2,
        terms=(first, skew, mixed),
        reason="1/2 L'' = |c'|^2 + <c, k(s,s,V)> + 2 <c, k(s,v)> summed over rows, G = sum |c'|^2; "
        "the rows leave N and P above -mu a^2 and -2 K a b",
    )
