"""Lemmas S1, S2, S4, S5: how convex Phi is at a point.

With a = ||A1 dX A2^T||_F, b = ||A3 dY||_F, mu = max_j phi_j m_j and K^2 = sum_j phi_j^2 |c_j|^2, theory I5 gives

    1/2 D^2 L = sum_j |O_j'|^2 + <c_j, E[s~^2 V~]> + 2 <c_j, E[s~ v~]> >= -mu a^2 - 2 K a b.

All claims are stated in natural coordinates (`lines`), hence for every A1, A2, A3.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from proofcheck.arithmetic import Array, as_array, matmul, maximum, minimum, sqrt
from proofcheck.attention import lines
from proofcheck.attention.lines import Line
from proofcheck.conversion import rationals
from proofcheck.lemma import Derivation, Inequality, Instance, Lemma, Space, Step, Variable
from proofcheck.symbolic import bounds, moments

_GROUP = "Strong convexity"
_WEIGHTS = {"wx": Variable(low=0, high=4), "wy": Variable(low=0, high=4)}
_SPACE = lines.natural_space(**_WEIGHTS)


def curvature_loss(at: Line) -> tuple[Any, Any]:
    """mu = max_j phi_j m_j and K = sqrt(sum_j phi_j^2 |c_j|^2)."""
    phi = lines.peaks(at.F)
    mu = maximum(phi * lines.drops(at))
    return mu, lines.length(phi * lines.row_lengths(at.C))


def _form(S: Array, V: Array, B: Array, s: Array, v: Array, wx: Array, wy: Array) -> Any:
    at = lines.line(S, V, B, s, v)
    mu, K = curvature_loss(at)
    a2, b2 = lines.square(s), lines.square(v)
    cross = lines.length(s) * lines.length(v)
    return (wx.item() * wx.item() - mu) * a2 - 2 * K * cross + wy.item() * wy.item() * b2


def _half_curvature(S: Array, V: Array, B: Array, s: Array, v: Array, wx: Array, wy: Array) -> Any:
    return lines.half_curvature(lines.line(S, V, B, s, v), wx.item(), wy.item())


def _skewed() -> Instance:
    """Three keys, weights near 0.42, 0.42 and 0.16, a residual large beside the values: the score term is attained."""
    tiny = Fraction(1, 2**14)
    three = lines.instance(S=[[1, 1, 0]], V=[[0], [0], [tiny**2]], B=[[-2]], s=[[1, -1, tiny]], v=[[0]] * 3)
    return three | _UNWEIGHTED


_UNWEIGHTED = lines.instance(wx=0, wy=0)


def crossed(target: int, step: Fraction | int = 1) -> Instance:
    """One row of two nearly equal keys, no values, a residual, s along v: the mixed term is attained."""
    scores = [[Fraction(1, 2**14), 0]]
    return lines.instance(S=scores, V=[[0], [0]], B=[[target]], s=[[1, -1]], v=[[step], [-step]])


def _two_columns() -> Instance:
    """`crossed` with the same second column: lengths of residuals are Euclidean."""
    one = crossed(2)
    return one | _UNWEIGHTED | {name: np.concatenate([one[name], one[name]], axis=1) for name in ("V", "B", "v")}


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
    witness=_skewed,
    extremes=lambda: [crossed(2) | _UNWEIGHTED, _two_columns()],
    derivation=Derivation(
        steps=bounds.curvature_steps, coverage="all n, m, p, q, r, k: composed from the rules of the bound calculus"
    ),
    requires=("I5", "B2", "B2-cauchy", "B2-covariance", "B2-one-sided"),
)


def curvature_gain(at: Line) -> tuple[Any, Any, Any]:
    """nu = max_j phi_j (tau_j^2 + M_j), N = sqrt(sum_j (|f_j| sqrt(phi_j) tau_j + phi_j |c_j|)^2), sum_j |f_j|^2."""
    phi, tau, F = lines.peaks(at.F), lines.spreads(at), lines.row_lengths(at.F)
    rise = maximum(phi * (tau * tau + lines.rises(at)))
    return rise, lines.length(F * sqrt(phi) * tau + phi * lines.row_lengths(at.C)), lines.square(F)


def _upper_form(S: Array, V: Array, B: Array, s: Array, v: Array, wx: Array, wy: Array) -> Any:
    rise, mixed, values = curvature_gain(lines.line(S, V, B, s, v))
    a2, b2, cross = lines.square(s), lines.square(v), lines.length(s) * lines.length(v)
    return (wx.item() * wx.item() + rise) * a2 + 2 * mixed * cross + (wy.item() * wy.item() + values) * b2


def _level() -> Instance:
    """Three equal keys, two of them with the value 1 and opposite scores, a large residual: the rise is attained."""
    row = lines.instance(S=[[0, 0, 0]], V=[[1], [1], [0]], B=[[-256]], s=[[1, -1, 0]], v=[[0]] * 3)
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
    witness=lambda: crossed(-2, Fraction(1, 2**22)) | _UNWEIGHTED,
    extremes=lambda: [_level()],
    derivation=Derivation(
        steps=bounds.upper_curvature_steps,
        coverage="all n, m, p, q, r, k: composed from the rules of the bound calculus",
    ),
    requires=("I5", "B1-mean", "B2", "B2-covariance", "B2-one-sided"),
)


def modulus(mu: Any, K: Any, wx: Any, wy: Any) -> Any:
    """Smaller eigenvalue of [[wx^2 - mu, -K], [-K, wy^2]]."""
    return lines.smaller_eigenvalue(wx * wx - mu, K, wy * wy)


def _modulus_side(S: Array, V: Array, B: Array, s: Array, v: Array, wx: Array, wy: Array) -> Any:
    mu, K = curvature_loss(lines.line(S, V, B, s, v))
    return modulus(mu, K, wx.item(), wy.item()) * (lines.square(s) + lines.square(v))


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
    witness=lambda: crossed(2) | _UNWEIGHTED,
    extremes=lambda: [_two_columns(), _skewed()],
    derivation=Derivation(steps=_eigenvalue_steps, coverage="all P, Q, K, a, b, so all sizes by S1"),
    requires=("S1",),
)


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
    claim=lines.inequality(_threshold_sides),
    space=Space(variables={"mu": Variable(low=0), "K": Variable(low=Fraction(1, 64)), "more": Variable(low=0, high=1)}),
    extremes=lambda: [lines.instance(mu=1, K=1, more=Fraction(1, 2**30))],
    derivation=Derivation(steps=_threshold_steps, coverage="all mu, K >= 0"),
    requires=("S2",),
)


def _smallest_square(A: Array) -> Any:
    """sigma_min(A)^2 for two columns: the smaller eigenvalue of the 2 x 2 Gram matrix."""
    (a, b), (_, c) = matmul(A.T, A)
    return lines.smaller_eigenvalue(a, b, c)


def _euclidean_lower(A1: Array, A2: Array, A3: Array, dX: Array, dY: Array) -> Array:
    x, y = _smallest_square(A1) * _smallest_square(A2), _smallest_square(A3)
    return as_array([minimum(as_array([x, y])) * (lines.square(dX) + lines.square(dY))])


def _natural_square(A1: Array, A2: Array, A3: Array, dX: Array, dY: Array) -> Array:
    return as_array([lines.square(matmul(matmul(A1, dX), A2.T)) + lines.square(matmul(A3, dY))])


def _euclidean_steps() -> Iterator[Step]:
    x, y, first, second, third, s1, s2, s3 = sympy.symbols("X2 Y2 D_1 D_2 D_3 s_1 s_2 s_3", nonnegative=True)
    low, more = sympy.symbols("s g", nonnegative=True)
    yield Step(
        label="||A1 X A2^T||^2 >= s_1 s_2 ||X||^2",
        lhs=s1 * (s2 * x + second) + first,
        rhs=s1 * s2 * x,
        terms=(s1 * second, first),
        reason="s_i = sigma_min(A_i)^2: ||X A2^T||^2 = s_2 ||X||^2 + D_2, ||A1 M||^2 = s_1 ||M||^2 + D_1",
    )
    yield Step(
        label="the smaller factor serves both blocks",
        lhs=(low + more) * x + low * y + third,
        rhs=low * (x + y),
        terms=(more * x, third),
        reason=f"s = min(s_1 s_2, {s3}), the other one s + g; ||A3 Y||^2 = s_3 ||Y||^2 + D_3",
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
            "dX": Variable(shape=(2, 2)),
            "dY": Variable(shape=(2, "k")),
        },
    ),
    witness=lambda: {
        "A1": rationals([[1, 0], [0, 2]]),
        "A2": rationals([[1, 0], [0, 3]]),
        "A3": rationals([[2, 0], [0, 2]]),
        "dX": rationals([[1, 0], [0, 0]]),
        "dY": rationals([[0], [Fraction(1, 2**12)]]),
    },
    derivation=Derivation(steps=_euclidean_steps, coverage="all sizes"),
    requires=("I1",),
    remarks="Two columns, where the smallest singular value is a closed form. With S2 it gives the Euclidean modulus "
    "2 lambda times this minimum of Hess Phi.",
)


def _blocks(a1: Array, a2: Array, a3: Array, u: Array, v: Array, C: Array) -> tuple[Any, Any]:
    """lambda (|u|^2 + |v|^2) and a1 |u|^2 + 2 u^T M v + a3 |v|^2, M = a2 C / ||C||_F, both times ||C||_F."""
    mixed = 2 * a2.item() * matmul(matmul(u[None, :], C), v[:, None]).item()
    size = lines.length(C)
    form = (a1.item() * lines.square(u) + a3.item() * lines.square(v)) * size + mixed
    lam = lines.smaller_eigenvalue(a1.item(), a2.item(), a3.item())
    return lam * (lines.square(u) + lines.square(v)) * size, form


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
    claim=lines.inequality(_blocks),
    space=Space(
        sizes={"p": (1, 3), "q": (1, 3)},
        variables={
            "a1": Variable(),
            "a2": Variable(low=0),
            "a3": Variable(),
            "u": Variable(shape=("p",)),
            "v": Variable(shape=("q",)),
            "C": Variable(shape=("p", "q")),
        },
    ),
    extremes=lambda: [lines.instance(a1=2, a2=1, a3=2, u=[1], v=[-1], C=[[1]])],
    derivation=Derivation(steps=_block_steps, coverage="all block sizes"),
)


def _spectral_shares(at: Line) -> tuple[Any, Any]:
    """t_+ wx^2 = max_j phi_j (tau_j^2 + M_j) and t_- wx^2 = max_j phi_j m_j; the larger is at least max_j |B_j|."""
    phi, tau = lines.peaks(at.F), lines.spreads(at)
    return maximum(phi * (tau * tau + lines.rises(at))), maximum(phi * lines.drops(at))


def _score_form(at: Line) -> Any:
    """sum_j s_j^T B_j s_j = 1/2 D^2 L along (s, 0)."""
    return lines.loss_derivatives(at)[1] / 2


def _sandwich(S: Array, V: Array, B: Array, s: Array) -> tuple[Array, Array]:
    at = lines.line(S, V, B, s, V - V)
    form, size = _score_form(at), lines.square(s)
    return as_array([form, -form]), as_array([share * size for share in _spectral_shares(at)])


def _sandwich_steps() -> Iterator[Step]:
    """One row: s^T B_j s = |k(s, V)|^2 + <c, k(s, s, V)>, x = ||s||."""
    second = moments.derivatives(moments.loss(), 2)[2]
    still = {moments.moment(a, 0, 1): sympy.Integer(0) for a in range(3)}
    k1, k2 = moments.cumulant(1, 1), moments.cumulant(2, 1)
    yield Step(
        label="1/2 d^2 L along (s, 0)",
        lhs=sympy.expand(second / 2).subs(still),
        rhs=k1**2 + (moments.output() - moments.TARGET) * k2,
        reason="the second derivative of I5-objective at v = 0",
    )
    phi, tau, x, top, bottom = sympy.symbols("varphi tau x M m", nonnegative=True)
    gap, rest, short = sympy.symbols("D_2 D_1 D_3", nonnegative=True)
    variance = phi * x**2 - gap
    yield Step(
        label="phi (tau^2 + M) x^2 >= s^T B_j s",
        lhs=phi * (tau**2 + top) * x**2,
        rhs=(phi * tau**2 * x**2 - short) + (top * variance - rest),
        terms=(short, top * gap, rest),
        reason="|k(s, V)|^2 = phi tau^2 x^2 - D_3 (B2-covariance); B2-one-sided with w = <c, V_k - O> <= M; B2: "
        "Var = phi x^2 - D_2",
    )
    square = sympy.Symbol("|k|^2", nonnegative=True)
    yield Step(
        label="s^T B_j s >= -phi m x^2",
        lhs=square - (bottom * variance - rest),
        rhs=-phi * bottom * x**2,
        terms=(square, bottom * gap, rest),
        reason="B2-one-sided with w = <c, O - V_k> <= m, B2",
    )
    t, a, share, less = sympy.symbols("t a S D", nonnegative=True)
    yield Step(
        label="sum over rows",
        lhs=t * a,
        rhs=t * (a - share) + (t - less) * share,
        terms=(less * share,),
        reason="s_j^T B_j s_j <= t_+ x_j^2 and >= -t_- x_j^2 in every row; sum x_j^2 = ||A1 dX A2^T||^2 (I1)",
    )


S5 = Lemma(
    name="S5",
    title="Spectral sandwich of the xx block",
    group=_GROUP,
    statement=r"(1-t_-)\,w_x^2 A^\top A \preceq \tfrac12\nabla^2_{XX}\Phi \preceq (1+t_+)\,w_x^2 A^\top A,\quad "
    r"t_- w_x^2 = \max_j \varphi_j m_j,\; t_+ w_x^2 = \max_j \varphi_j (\tau_j^2 + M_j)",
    hypotheses="A = A1 (x) A2; M_j = max_k (<c_j, V_k> - <c_j, O_j>)_+, tau_j^2 = E_j|V - O_j|^2. lx = 0.",
    claim=lines.inequality(_sandwich, parts=("above", "below")),
    space=Space(sizes=lines.SIZES, variables={name: lines.NATURAL[name] for name in ("S", "V", "B", "s")}),
    extremes=lambda: [
        lines.instance(S=[[Fraction(1, 2**24), 0]], V=[[1], [-1]], B=[[0]], s=[[1, -1]]),
        lines.instance(S=[[1, 1, 0]], V=[[0], [0], [Fraction(1, 2**22)]], B=[[-2]], s=[[1, -1, Fraction(1, 2**14)]]),
    ],
    derivation=Derivation(steps=_sandwich_steps, coverage="all n, m, p, q, r, k"),
    requires=("I1", "I5-objective", "B2", "B2-covariance", "B2-one-sided"),
    remarks="The theory's hypothesis |B_j| <= t wx^2 holds for t = max(t_-, t_+), which the rules give.",
)

CURVATURE = (S1, S1_UPPER, S2, S2_THRESHOLD, S2_EUCLIDEAN, S4, S5)
