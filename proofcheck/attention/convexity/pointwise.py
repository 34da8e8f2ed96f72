"""Lemmas S1, S1-upper, S2: how convex Phi is at a point.

With a = ||A1 dX A2^T||_F, b = ||A3 dY||_F, mu = max_j phi_j m_j and K^2 = sum_j phi_j^2 |c_j|^2, theory I5 gives

    1/2 D^2 L = sum_j |O_j'|^2 + <c_j, E[s~^2 V~]> + 2 <c_j, E[s~ v~]> >= -mu a^2 - 2 K a b.

All claims are stated in natural coordinates, hence for every A1, A2, A3.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

import numpy as np
import sympy

from proofcheck.arithmetic.functions import Array, maximum, sqrt
from proofcheck.attention.calculus.loss_atoms import derivative_steps
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.common.natural_coordinates import Line
from proofcheck.attention.convexity import exact_terms
from proofcheck.lemmas.claims import Derivation, Inequality, Instance, Step, Variable
from proofcheck.lemmas.lemma import Certificate, Lemma

_GROUP = "Strong convexity"
_WEIGHTS = {name: Variable(low=0, high=4, unbounded="above") for name in ("wx", "wy")}
_SPACE = natural_coordinates.natural_space(**_WEIGHTS)


def curvature_loss(at: Line) -> tuple[Any, Any]:
    """mu = max_j phi_j m_j and K = sqrt(sum_j phi_j^2 |c_j|^2)."""
    phi = natural_coordinates.peaks(at.F)
    mu = maximum(phi * natural_coordinates.drops(at))
    return mu, natural_coordinates.length(phi * natural_coordinates.row_lengths(at.C))


def _form(S: Array, V: Array, B: Array, s: Array, v: Array, wx: Array, wy: Array) -> Any:
    at = natural_coordinates.line(S, V, B, s, v)
    mu, K = curvature_loss(at)
    a2, b2 = natural_coordinates.square(s), natural_coordinates.square(v)
    cross = natural_coordinates.length(s) * natural_coordinates.length(v)
    return (wx.item() * wx.item() - mu) * a2 - 2 * K * cross + wy.item() * wy.item() * b2


def _half_curvature(S: Array, V: Array, B: Array, s: Array, v: Array, wx: Array, wy: Array) -> Any:
    return natural_coordinates.half_curvature(natural_coordinates.line(S, V, B, s, v), wx.item(), wy.item())


def _skewed_weights() -> Instance:
    """Three keys, weights near 0.42, 0.42 and 0.16, a residual large beside the values: the score term is attained."""
    tiny = Fraction(1, 2**14)
    three = natural_coordinates.instance(
        S=[[1, 1, 0]], V=[[0], [0], [tiny**2]], B=[[-2]], s=[[1, -1, tiny]], v=[[0]] * 3
    )
    return three | _UNWEIGHTED


_UNWEIGHTED = natural_coordinates.instance(wx=0, wy=0)


def mixed_term_extreme(target: int, step: Fraction | int = 1) -> Instance:
    """One row of two nearly equal keys, no values, a residual, s along v: the mixed term is attained."""
    scores = [[Fraction(1, 2**14), 0]]
    return natural_coordinates.instance(S=scores, V=[[0], [0]], B=[[target]], s=[[1, -1]], v=[[step], [-step]])


def _two_columns() -> Instance:
    """`mixed_term_extreme` with the same second column: lengths of residuals are Euclidean."""
    one = mixed_term_extreme(2)
    return one | _UNWEIGHTED | {name: np.concatenate([one[name], one[name]], axis=1) for name in ("V", "B", "v")}


# 1/2 L'' = |c'|^2 + <c, c''>: S1 drops the square and bounds the rest by one-sided rules, S1-upper bounds both.
_HALF_CURVATURE: Final = Derivation(
    steps=lambda: derivative_steps(2), coverage="all n, m, p, q, r, k: the second derivative"
)

S1 = Lemma(
    name="S1",
    title="A quadratic form below the curvature",
    group=_GROUP,
    statement=r"\tfrac12 D^2\Phi[(dX,dY)^2] \ge (w_x^2 - \mu)\,a^2 - 2 K a b + w_y^2 b^2,\quad "
    r"\mu = \max_j \varphi_j m_j,\; K^2 = \sum_j \varphi_j^2 \|c_j\|^2",
    hypotheses="a = ||A1 dX A2^T||_F, b = ||A3 dY||_F, m_j = max_k (<c_j, O_j> - <c_j, V_k>)_+. Ridge terms add "
    "lx ||dX||^2 + ly ||dY||^2.",
    claim=Inequality(lhs=_form, rhs=_half_curvature),
    space=_SPACE,
    witness=_skewed_weights,
    extremes=lambda: [mixed_term_extreme(2) | _UNWEIGHTED, _two_columns()],
    certificate=Certificate(terms=exact_terms.quadratic_form),
    derivation=_HALF_CURVATURE,
    requires=("I5", "I5-cumulants", "B2", "B2-cauchy", "B2-covariance", "B2-one-sided"),
    reference="new here",
)


def curvature_gain(at: Line) -> tuple[Any, Any, Any]:
    """nu = max_j phi_j (tau_j^2 + M_j), N = sqrt(sum_j (|f_j| sqrt(phi_j) tau_j + phi_j |c_j|)^2), sum_j |f_j|^2."""
    phi, tau, F = (
        natural_coordinates.peaks(at.F),
        natural_coordinates.spreads(at),
        natural_coordinates.row_lengths(at.F),
    )
    rise = maximum(phi * (tau * tau + natural_coordinates.rises(at)))
    return (
        rise,
        natural_coordinates.length(F * sqrt(phi) * tau + phi * natural_coordinates.row_lengths(at.C)),
        natural_coordinates.square(F),
    )


def _upper_form(S: Array, V: Array, B: Array, s: Array, v: Array, wx: Array, wy: Array) -> Any:
    rise, mixed, values = curvature_gain(natural_coordinates.line(S, V, B, s, v))
    a2, b2, cross = (
        natural_coordinates.square(s),
        natural_coordinates.square(v),
        natural_coordinates.length(s) * natural_coordinates.length(v),
    )
    return (wx.item() * wx.item() + rise) * a2 + 2 * mixed * cross + (wy.item() * wy.item() + values) * b2


def _level() -> Instance:
    """Three equal keys, two of them with the value 1 and opposite scores, a large residual: the rise is attained."""
    row = natural_coordinates.instance(S=[[0, 0, 0]], V=[[1], [1], [0]], B=[[-256]], s=[[1, -1, 0]], v=[[0]] * 3)
    return row | _UNWEIGHTED


S1_UPPER = Lemma(
    name="S1-upper",
    title="A quadratic form above the curvature",
    group=_GROUP,
    statement=r"\tfrac12 D^2\Phi[(dX,dY)^2] \le (w_x^2 + \nu)\,a^2 + 2 N a b + \left(w_y^2 + \|F\|_F^2\right) "
    r"b^2,\quad "
    r"\nu = \max_j \varphi_j(\tau_j^2 + M_j),\; N^2 = \sum_j (\|f_j\|\sqrt{\varphi_j}\,\tau_j + \varphi_j\|c_j\|)^2",
    hypotheses="M_j = max_k (<c_j, V_k> - <c_j, O_j>)_+, tau_j^2 = E_j|V - O_j|^2; lx = ly = 0.",
    claim=Inequality(lhs=_half_curvature, rhs=_upper_form),
    space=_SPACE,
    witness=lambda: mixed_term_extreme(-2, Fraction(1, 2**22)) | _UNWEIGHTED,
    extremes=lambda: [_level()],
    derivation=_HALF_CURVATURE,
    requires=("I5", "I5-cumulants", "B1-mean", "B2", "B2-covariance", "B2-one-sided"),
    reference="new here",
)


def modulus(mu: Any, K: Any, wx: Any, wy: Any) -> Any:
    """Smaller eigenvalue of [[wx^2 - mu, -K], [-K, wy^2]]."""
    return natural_coordinates.smaller_eigenvalue(wx * wx - mu, K, wy * wy)


def _modulus_side(S: Array, V: Array, B: Array, s: Array, v: Array, wx: Array, wy: Array) -> Any:
    mu, K = curvature_loss(natural_coordinates.line(S, V, B, s, v))
    return modulus(mu, K, wx.item(), wy.item()) * (natural_coordinates.square(s) + natural_coordinates.square(v))


def _eigenvalue_steps() -> Iterator[Step]:
    """With d1 = P - lambda > 0 and Q - lambda = K^2 / d1 the form minus lambda is a square."""
    d1 = sympy.Symbol("d_1", positive=True)
    K, a, b = sympy.symbols("K a b", nonnegative=True)
    lam = sympy.Symbol("lambda", real=True)
    P, Q = lam + d1, lam + K**2 / d1
    yield Step(
        label="the form is at least lambda (a^2 + b^2)",
        lhs=P * a**2 - 2 * K * a * b + Q * b**2,
        rhs=lam * (a**2 + b**2),
        terms=((d1 * a - K * b) ** 2 / d1,),
        reason="P = lambda + d_1 and Q = lambda + K^2/d_1 solve (P - lambda)(Q - lambda) = K^2",
    )
    yield Step(
        label="lambda is the smaller eigenvalue",
        lhs=((P - Q) / 2) ** 2 + K**2,
        rhs=((P + Q) / 2 - lam) ** 2,
        reason="(P + Q)/2 - lambda = (d_1 + K^2/d_1)/2 > 0 is the root in the formula for lambda",
    )
    yield Step(
        label="its sign",
        lhs=P * Q - K**2,
        rhs=lam * (P + Q - lam),
        reason="the other eigenvalue is P + Q - lambda >= lambda: lambda > 0 iff P > 0 and P Q > K^2",
    )


S2 = Lemma(
    name="S2",
    title="Strong convexity at a point",
    group=_GROUP,
    statement=r"\tfrac12 D^2\Phi[h^2] \ge \lambda\,\|h\|_{nat}^2,\quad \lambda = \tfrac{P+Q}{2} - "
    r"\sqrt{\left(\tfrac{P-Q}{2}\right)^2 + K^2},\; P = w_x^2 - \mu,\; Q = w_y^2",
    hypotheses="mu and K as in S1; lambda > 0 if and only if P > 0 and P Q > K^2.",
    claim=Inequality(lhs=_modulus_side, rhs=_half_curvature),
    space=_SPACE,
    witness=lambda: mixed_term_extreme(2) | _UNWEIGHTED,
    extremes=lambda: [_two_columns(), _skewed_weights()],
    derivation=Derivation(steps=_eigenvalue_steps, coverage="all P, Q, K, a, b, so all sizes by S1"),
    requires=("S1",),
    reference="new here",
)


CURVATURE = (S1, S1_UPPER, S2)
