"""The rules of the bound calculus, each a lemma about one softmax row f: B1-mean, B2-*, B3-*.

`symbolic.bounds` composes them into Lipschitz constants and curvature bounds. Vectors: s in R^m, values v in R^(m x k).
Proofs for every m at once use two independent copies (`moments.independent_mean`) or a named nonnegative mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy

from proofcheck.arithmetic import Array, as_array, matmul, maximum, minimum, power, sqrt
from proofcheck.attention import lines
from proofcheck.attention.definitions import softmax
from proofcheck.conversion import rationals
from proofcheck.lemma import Derivation, Inequality, Instance, Lemma, Space, Step, Variable
from proofcheck.symbolic import moments

_GROUP = "Bounds"
_SPACE = Space(
    sizes={"m": (1, 5), "k": (1, 2)},
    variables={
        "x": Variable(shape=("m",), low=-4, high=4),
        "s": Variable(shape=("m",)),
        "v": Variable(shape=("m", "k")),
    },
)


def weights(x: Array) -> Array:
    """The softmax row f of scores x."""
    f: Array = softmax(x[None, :])[0]
    return f


def mean(f: Array, v: Array) -> Array:
    """E[v] for values v (m x k) or (m,)."""
    value: Array = matmul(f[None, :], v.reshape(len(v), -1))[0]
    return value


def centred(f: Array, v: Array) -> Array:
    """v - E[v]."""
    moved: Array = v.reshape(len(v), -1) - mean(f, v)[None, :]
    return moved.reshape(v.shape)


def variance(f: Array, v: Array) -> Any:
    """E|v~|^2."""
    gap = centred(f, v).reshape(len(v), -1)
    return (f * (gap * gap).sum(axis=1)).sum()


def peak(f: Array) -> Any:
    """phi = min(1/2, max f)."""
    return lines.peaks(f[None, :])[0]


def span(s: Array) -> Any:
    """max s - min s."""
    return maximum(s) - minimum(s)


def _with_weights(side: Any) -> Any:
    return lambda x, s, v: side(weights(x), s, v)


def _claim(lhs: Any, rhs: Any) -> Inequality:
    return Inequality(lhs=_with_weights(lhs), rhs=_with_weights(rhs))


def _two_points(scores: Fraction, s: tuple[int, ...], v: tuple[int, ...]) -> Instance:
    return {"x": rationals([scores, 0]), "s": rationals(list(s)), "v": rationals([[entry] for entry in v])}


def _almost_flat(s: tuple[int, ...], v: tuple[int, ...]) -> Instance:
    """Equality holds at equal scores; balls decide it a little aside."""
    return _two_points(Fraction(1, 2**14), s, v)


# Cauchy-Schwarz, from two independent copies


def _cauchy_steps() -> Iterator[Step]:
    g, h, g2, h2 = sympy.symbols("g h g' h'", real=True)
    one, other = {g: g, h: h}, {g2: g, h2: h}
    Egg, Ehh, Egh = (sympy.Symbol(f"E[{c}]", real=True) for c in (g**2, h**2, g * h))
    reason = "linearity and independence: E[g^2 h'^2] = E[g^2] E[h^2], E[g h g' h'] = E[g h]^2"
    yield Step(
        label="mean of a square over two independent copies",
        lhs=moments.independent_mean((g * h2 - g2 * h) ** 2, one, other) / 2,
        rhs=Egg * Ehh - Egh**2,
        reason=reason,
    )
    square = sympy.Symbol("E[(g h' - g' h)^2]", nonnegative=True)
    yield Step(
        label="E[g^2] E[h^2] >= E[g h]^2",
        lhs=Egh**2 + square / 2,
        rhs=Egh**2,
        terms=(square / 2,),
        reason="the step before, solved for E[g^2] E[h^2]; for centred g, h it reads Var(g) Var(h) >= Cov(g, h)^2",
    )


CAUCHY = Lemma(
    name="B2-cauchy",
    title="Cauchy-Schwarz under softmax weights",
    group=_GROUP,
    statement=r"\mathrm{Cov}_f(s, g)^2 \le \mathrm{Var}_f(s)\,\mathrm{Var}_f(g)",
    claim=_claim(
        lambda f, s, v: power((f * centred(f, s) * centred(f, v)[:, 0]).sum(), 2),
        lambda f, s, v: variance(f, s) * variance(f, v[:, 0]),
    ),
    space=_SPACE,
    witness=lambda: _almost_flat((1, 0), (1, 0)),
    derivation=Derivation(steps=_cauchy_steps, coverage="every m, every f, all s, g: two independent copies"),
)


def _mean_steps() -> Iterator[Step]:
    """The same identity with sums in place of means: F = sum f_k^2, N = ||v||^2, E = sum f_k v_k."""
    F, N, square = sympy.symbols("F2 N D", nonnegative=True)
    E = sympy.Symbol("E", real=True)
    f, v, f2, v2 = sympy.symbols("f v f' v'", real=True)
    pairs = moments.independent_mean((f * v2 - f2 * v) ** 2, {f: f, v: v}, {f2: f, v2: v}) / 2
    named = {"E[f**2]": F, "E[v**2]": N, "E[f*v]": E}
    sums = {sympy.Symbol(name, real=True): value for name, value in named.items()}
    yield Step(
        label="pairs of keys",
        lhs=pairs.subs(sums),
        rhs=F * N - E**2,
        reason="sums over keys are linear as means are: 1/2 sum_kl (f_k v_l - f_l v_k)^2, for each column of v",
    )
    yield Step(
        label="|f|^2 ||v||^2 >= E[v]^2",
        lhs=E**2 + square / 2,
        rhs=E**2,
        terms=(square / 2,),
        reason="the step before, D = sum_kl (f_k v_l - f_l v_k)^2",
    )


MEAN = Lemma(
    name="B1-mean",
    title="A mean of values",
    group=_GROUP,
    statement=r"|E_f[v]| \le \|f\|_2\,\|v\|_F",
    claim=_claim(
        lambda f, _, v: lines.square(mean(f, v)),
        lambda f, _, v: lines.square(f) * lines.square(v),
    ),
    space=_SPACE,
    witness=lambda: _almost_flat((0, 0), (1, 1)),
    derivation=Derivation(steps=_mean_steps, coverage="every m, every column of v"),
)


def _covariance(f: Array, s: Array, v: Array) -> Array:
    return mean(f * centred(f, s), v)


def _covariance_steps() -> Iterator[Step]:
    phi, size, gap, rest, defect = sympy.symbols("varphi x2 D_2 D_4 D_3", nonnegative=True)
    variance_g = sympy.Symbol("v_g", nonnegative=True)
    yield Step(
        label="phi x^2 phi b^2 >= Cov(s, g)^2",
        lhs=phi * size * (variance_g + rest),
        rhs=(phi * size - gap) * variance_g - defect,
        terms=(phi * size * rest, gap * variance_g, defect),
        reason="B2: Var(s) = phi x^2 - D_2, Var(g) = v_g = phi b^2 - D_4; B2-cauchy: Cov^2 = Var(s) Var(g) - D_3",
    )
    others = sympy.Symbol("T", nonnegative=True)
    yield Step(
        label="phi x^2 tau^2 >= Cov(s, <u, V>)^2, |u| = 1",
        lhs=phi * size * (variance_g + others),
        rhs=(phi * size - gap) * variance_g - defect,
        terms=(phi * size * others, gap * variance_g, defect),
        reason="Var(<u, V>) = v_g = tau^2 - T, T >= 0 the variances of the other coordinates; then u along Cov(s, V)",
    )


COVARIANCE = Lemma(
    name="B2-covariance",
    title="Covariance of scores and values",
    group=_GROUP,
    statement=r"|\mathrm{Cov}_f(s, v)| \le \varphi\,\|s\|_2\,\|v\|_F, \qquad "
    r"|\mathrm{Cov}_f(s, V)| \le \sqrt{\varphi}\,\|s\|_2\,\tau,\quad \tau^2 = E|V - O|^2",
    hypotheses="v and V are m x k.",
    claim=_claim(
        lambda f, s, v: as_array([lines.square(_covariance(f, s, v))] * 2),
        lambda f, s, v: peak(f) * lines.square(s) * as_array([peak(f) * lines.square(v), variance(f, v)]),
    ),
    space=_SPACE,
    witness=lambda: _almost_flat((1, -1), (1, -1)),
    derivation=Derivation(steps=_covariance_steps, coverage="every m and k"),
    requires=("B2", "B2-cauchy"),
    remarks="Both sides squared.",
)


def _one_sided_steps() -> Iterator[Step]:
    top, var, rest = sympy.symbols("W v D_1", nonnegative=True)
    yield Step(
        label="W Var(s) >= E[s~^2 w]",
        lhs=top * var,
        rhs=top * var - rest,
        terms=(rest,),
        reason="D_1 = E[s~^2 (W - w)] >= 0 with W = max_k w_k",
    )


ONE_SIDED = Lemma(
    name="B2-one-sided",
    title="One-sided bound of a third moment",
    group=_GROUP,
    statement=r"E_f[\tilde s^2 w] \le \mathrm{Var}_f(s)\,\max_k w_k",
    claim=_claim(
        lambda f, s, v: (f * power(centred(f, s), 2) * v[:, 0]).sum(),
        lambda f, s, v: variance(f, s) * maximum(v[:, 0]),
    ),
    space=_SPACE,
    derivation=Derivation(steps=_one_sided_steps, coverage="every m, s and w"),
)


def _one_hot_steps() -> Iterator[Step]:
    """Var(s) = 1/2 sum_kl f_k f_l (s_k - s_l)^2; the pairs k = l of (s_k + s_l)^2 are counted apart."""
    s, s2 = sympy.symbols("s s'", real=True)
    Es, Ess = sympy.Symbol("E[s]", real=True), sympy.Symbol("E[s**2]", real=True)
    yield Step(
        label="1/2 E[(s + s')^2] = 2 E[s^2] - Var(s)",
        lhs=moments.independent_mean((s + s2) ** 2, {s: s}, {s2: s}) / 2,
        rhs=2 * Ess - (Ess - Es**2),
        reason="two independent copies",
    )
    diagonal, pairs, var, bound, rest = sympy.symbols("Q D v G R", nonnegative=True)
    yield Step(
        label="2 sum_k f_k (1 - f_k) s_k^2 >= Var(s)",
        lhs=(var + 2 * diagonal + pairs) - 2 * diagonal,
        rhs=var,
        terms=(pairs,),
        reason="2 E[s^2] = Var(s) + 2 Q + D: Q = sum f_k^2 s_k^2 from the pairs k = l, D = 1/2 sum over k != l of "
        "f_k f_l (s_k + s_l)^2",
    )
    size = sympy.Symbol("N", nonnegative=True)
    yield Step(
        label="2 G ||s||^2 >= 2 sum_k f_k (1 - f_k) s_k^2",
        lhs=2 * bound * size,
        rhs=2 * (bound * size - rest),
        terms=(2 * rest,),
        reason="G = max_k f_k (1 - f_k), N = ||s||^2",
    )


def sharp_peak(f: Array) -> Any:
    """min(max f, 2 max_k f_k (1 - f_k)), at most 1/2."""
    return minimum(as_array([maximum(f), 2 * maximum(f * (1 - f))]))


ONE_HOT = Lemma(
    name="B2-one-hot",
    title="Variance under nearly one-hot weights",
    group=_GROUP,
    statement=r"\mathrm{Var}_f(s) \le 2\max_k f_k(1-f_k)\,\|s\|_2^2",
    hypotheses="Any f >= 0 with sum 1.",
    claim=_claim(
        lambda f, s, _: variance(f, s),
        lambda f, s, _: sharp_peak(f) * lines.square(s),
    ),
    space=_SPACE,
    witness=lambda: _two_points(Fraction(3), (1, -1), (0, 0)),
    derivation=Derivation(steps=_one_hot_steps, coverage="every m, f and s"),
    requires=("B2",),
    remarks="Attained by two keys with any weights. phi_j = min(max f, 2 max f_k (1 - f_k)) may replace "
    "min(1/2, max f) "
    "in every lemma that uses phi_j through B2; it vanishes where softmax saturates, as the curvature does.",
)


# Third and fourth cumulants


def _third(f: Array, s: Array, v: Array) -> Array:
    return mean(f * power(centred(f, s), 2), centred(f, v))


def _fourth(f: Array, s: Array, v: Array) -> Array:
    factor = power(centred(f, s), 2) - 3 * variance(f, s)
    return mean(f * centred(f, s) * factor, centred(f, v))


def _reach(f: Array, v: Array) -> Any:
    """omega = max_k |v_k - E v|."""
    return maximum(lines.row_lengths(centred(f, v)))


def _root(value: Any, like: Any) -> Any:
    """sqrt of an integer in the arithmetic of `like`."""
    return sqrt(as_array(like * 0 + value)).item()


def _third_steps() -> Iterator[Step]:
    variance_, omega, rest, phi, size, gap = sympy.symbols("v omega D_1 varphi x2 D_2", nonnegative=True)
    yield Step(
        label="Var(s) omega >= <u, E[s~^2 v~]>, |u| = 1",
        lhs=variance_ * omega,
        rhs=variance_ * omega - rest,
        terms=(rest,),
        reason="B2-one-sided with w = <u, v~> <= |v~_k| <= omega; then u along E[s~^2 v~]",
    )
    weight, other = sympy.symbols("f_k p", nonnegative=True)
    yield Step(
        label="2 >= |e_k - f|^2",
        lhs=sympy.Integer(2),
        rhs=1 - 2 * weight + (1 - other),
        terms=(2 * weight, other),
        reason="|e_k - f|^2 = 1 - 2 f_k + |f|^2, |f|^2 = 1 - p with p >= 0 (B1); |v~_k| <= |e_k - f| ||v||",
    )
    yield Step(
        label="phi x^2 omega >= Var(s) omega",
        lhs=phi * size * omega,
        rhs=(phi * size - gap) * omega,
        terms=(gap * omega,),
        reason="B2: Var(s) = phi x^2 - D_2",
    )


def _third_key() -> Instance:
    """Two keys of weight almost 1/2 carry s, a third of weight almost 0 carries v: |e_3 - f| is almost sqrt(3/2)."""
    return {"x": rationals([4, 4, -4]), "s": rationals([1, -1, 0]), "v": rationals([[-1], [-1], [2]])}


THIRD = Lemma(
    name="B3-third",
    title="Third cumulant against values",
    group=_GROUP,
    statement=r"|E[\tilde s^2 \tilde v]| \le \mathrm{Var}(s)\,\max_k|\tilde v_k| \le \sqrt2\,\varphi\,\|s\|_2^2\|v\|_F",
    claim=_claim(
        lambda f, s, v: as_array([lines.length(_third(f, s, v)), variance(f, s) * _reach(f, v)]),
        lambda f, s, v: as_array(
            [
                variance(f, s) * _reach(f, v),
                _root(2, f[0]) * peak(f) * lines.square(s) * lines.length(v),
            ]
        ),
    ),
    space=_SPACE,
    witness=_third_key,
    derivation=Derivation(steps=_third_steps, coverage="every m and k"),
    requires=("B1", "B2", "B2-one-sided"),
    remarks="v~_k = (e_k - f)^T v and |e_k - f|^2 = 1 - 2 f_k + |f|^2 <= 2.",
)


def _skew_steps() -> Iterator[Step]:
    """s~ lies in [-a, c]; E[(c - s~)(s~ + y)^2] >= 0 for every y, and Var <= a c. By symmetry E[s~^3] >= 0."""
    a, defect, above, mean_square = sympy.symbols("a D v P", nonnegative=True)
    y = sympy.Symbol("y", nonnegative=True)
    c = 2 * y + above
    variance_ = sympy.Symbol("sigma2", nonnegative=True)
    third = (c - 2 * y) * variance_ + c * y**2 - mean_square
    s = sympy.Symbol("s", real=True)
    yield Step(
        label="(c - s)(s + y)^2",
        lhs=sympy.expand((c - s) * (s + y) ** 2),
        rhs=(c - 2 * y) * s**2 + c * y**2 - s**3 + (2 * c * y - y**2) * s,
        reason="its mean P >= 0 over s~ (E[s~] = 0) gives E[s~^3] = (c - 2 y) Var + c y^2 - P",
    )
    yield Step(
        label="if c >= 2 a: a c (c - a) >= E[s~^3]",
        lhs=y * c * (c - y),
        rhs=third.subs(variance_, y * c - defect),
        terms=(above * defect, mean_square),
        reason="y = a, Var = a c - D (E[(c - s~)(s~ + a)] >= 0)",
    )
    half = sympy.Symbol("h", nonnegative=True)
    yield Step(
        label="if c < 2 a: c^3/4 >= E[s~^3]",
        lhs=(2 * half) ** 3 / 4,
        rhs=2 * half * half**2 - mean_square,
        terms=(mean_square,),
        reason="y = c/2 = h",
    )
    yield Step(
        label="2 r^3/27 >= c^3/4",
        lhs=2 * (3 * half + a) ** 3 / 27,
        rhs=(2 * half) ** 3 / 4,
        terms=tuple(sympy.expand(2 * (3 * half + a) ** 3 / 27 - 2 * half**3).as_ordered_terms()),
        reason="range r = c + a = 3 h + D with a = h + D; and 2/27 < 1/(6 sqrt 3)",
    )
    yield Step(
        label="2/27 <= 1/(6 sqrt 3)",
        lhs=sympy.Rational(1, 108),
        rhs=sympy.Rational(2, 27) ** 2,
        terms=(sympy.Rational(1, 108) - sympy.Rational(4, 729),),
        reason="both sides squared",
    )
    u, r = sympy.symbols("u r", nonnegative=True)
    root = 1 / sympy.sqrt(3)
    yield Step(
        label="r^3/(6 sqrt 3) >= a c (c - a)",
        lhs=r**3 / (6 * sympy.sqrt(3)),
        rhs=(r * (1 - u) / 2) * (r * (1 + u) / 2) * r * u,
        terms=(r**3 * (u - root) ** 2 * (u + 2 * root) / 4,),
        reason="a = r (1 - u)/2, c = r (1 + u)/2",
    )


def _extremal_skew() -> Instance:
    """Two keys with weights (1 +- 1/sqrt 3)/2: log of their ratio is 1.31695..."""
    return _two_points(Fraction(21577, 16384), (1, -1), (1, -1))


SKEW = Lemma(
    name="B3-skew",
    title="Third central moment",
    group=_GROUP,
    statement=r"|E[\tilde s^3]| \le \frac{\mathrm{range}(s)^3}{6\sqrt3}",
    claim=_claim(
        lambda f, s, _: abs((f * power(centred(f, s), 3)).sum()),
        lambda f, s, _: power(span(s), 3) / (6 * _root(3, f[0])),
    ),
    space=_SPACE,
    witness=_extremal_skew,
    derivation=Derivation(steps=_skew_steps, coverage="every m, every f on the simplex, every s"),
    remarks="Attained by two keys with weights (1 +- 1/sqrt 3)/2.",
)

POLAR = Lemma(
    name="B3-polar",
    title="Third cumulant, sharp for large weights",
    group=_GROUP,
    statement=r"|E[\tilde s^2 \tilde v]| \le \frac{\sqrt2}{3\sqrt3}\,\|s\|_2^2\,\|v\|_F",
    claim=_claim(
        lambda f, s, v: lines.length(_third(f, s, v)),
        lambda f, s, v: _root(2, f[0]) / (3 * _root(3, f[0])) * lines.square(s) * lines.length(v),
    ),
    space=_SPACE,
    witness=_extremal_skew,
    requires=("B3-skew",),
    remarks="(s, s', s'') -> E[s~ s~' s~''] is symmetric and trilinear, so its norm is attained on the diagonal, where "
    "B3-skew with range(s)^2 <= 2 ||s||^2 applies. Attained by two keys.",
    reference="Banach, Studia Math. 7 (1938): symmetric multilinear forms",
)


def _fourth_range_steps() -> Iterator[Step]:
    span2, var, other, defect = sympy.symbols("R4 v_s v_g D_3", nonnegative=True)
    excess = sympy.Symbol("D_5", nonnegative=True)
    yield Step(
        label="R^4 Var(s) Var(g) >= E[s~ w g~]^2",
        lhs=span2 * var * other,
        rhs=(span2 * var - excess) * other - defect,
        terms=(excess * other, defect),
        reason="w = s~^2 - 3 Var(s), |w| <= R^2 (B3-range): E[s~^2 w^2] = R^4 Var(s) - D_5; "
        "B2-cauchy: E[s~ w g~]^2 = E[s~^2 w^2] Var(g) - D_3",
    )
    rest, low, high = sympy.symbols("N a b", nonnegative=True)
    yield Step(
        label="2 x^2 >= R^2",
        lhs=2 * (low**2 + high**2 + rest),
        rhs=(high + low) ** 2,
        terms=((high - low) ** 2, 2 * rest),
        reason="||s||^2 = a^2 + b^2 + N, R = |a| + |b| at most",
    )


FOURTH = Lemma(
    name="B3-fourth",
    title="Fourth cumulant against values",
    group=_GROUP,
    statement=r"|E[\tilde s^3 \tilde V] - 3\,\mathrm{Var}(s) E[\tilde s\tilde V]| \le \mathrm{range}(s)^2 "
    r"\sqrt{\mathrm{Var}(s)}\,\tau \le 2\sqrt{\varphi}\,\tau\,\|s\|_2^3",
    claim=_claim(
        lambda f, s, v: as_array([lines.square(_fourth(f, s, v)), power(span(s), 4) * variance(f, s)]),
        lambda f, s, v: as_array(
            [
                power(span(s), 4) * variance(f, s) * variance(f, v),
                4 * peak(f) * power(lines.square(s), 3),
            ]
        ),
    ),
    space=_SPACE,
    derivation=Derivation(steps=_fourth_range_steps, coverage="every m, every f, s and V, one coordinate of V"),
    requires=("B2", "B2-cauchy", "B3-range"),
    remarks="Squared, in two inequalities.",
)

RULES = (ONE_HOT, CAUCHY, MEAN, COVARIANCE, ONE_SIDED, THIRD, SKEW, POLAR, FOURTH)
