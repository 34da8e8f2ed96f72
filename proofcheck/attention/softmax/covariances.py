"""The rules of the bound calculus, each a lemma about one softmax row f: B1-mean, B2-* (and B3-* in `cumulants`).

`symbolic.bounds` composes them into Lipschitz constants and curvature bounds. Vectors: s in R^m, values v in R^(m x k).
Proofs for every m at once use two independent copies (`moments.independent_mean`) or a named nonnegative mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy

from proofcheck.arithmetic.conversion import rationals
from proofcheck.arithmetic.functions import Array, as_array, matmul, maximum, minimum, power
from proofcheck.attention.calculus import moments
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.softmax import exact_terms
from proofcheck.attention.softmax.weights import B2
from proofcheck.lemmas.claims import Derivation, Inequality, Instance, Space, Step, Variable
from proofcheck.lemmas.lemma import Certificate, Lemma
from proofcheck.model.definitions import softmax

_GROUP = "Bounds"
ROW_SPACE = Space(
    sizes={"m": (1, 5), "k": (1, 2)},
    variables={
        "x": Variable(shape=("m",), low=-4, high=4, unbounded=True),
        "s": Variable(shape=("m",), unbounded=True),
        "v": Variable(shape=("m", "k"), unbounded=True),
    },
)


def weights(x: Array) -> Array:
    """The softmax row f of scores x."""
    f: Array = softmax(x[None, :])[0]
    return f


def mean(f: Array, v: Array) -> Array:
    """E[v] for values v (m x k) or (m,)."""
    value: Array = matmul(f[None, :], v.reshape(v.shape[0], -1))[0]
    return value


def centred(f: Array, v: Array) -> Array:
    """v - E[v], rows of v (m x k) less their mean under f."""
    moved: Array = v.reshape(v.shape[0], -1) - mean(f, v)[None, :]
    return moved.reshape(v.shape)


def variance(f: Array, v: Array) -> Any:
    """E|v~|^2, the mean squared distance of the rows of v from their mean."""
    gap = centred(f, v).reshape(v.shape[0], -1)
    return (f * (gap * gap).sum(axis=1)).sum()


def peak(f: Array) -> Any:
    """phi = min(1/2, max f), by which covariances shrink where no weight is large."""
    return natural_coordinates.peaks(f[None, :])[0]


def span(s: Array) -> Any:
    """max s - min s, the range of the scores of one row."""
    return maximum(s) - minimum(s)


def _with_weights(side: Any) -> Any:
    return lambda x, s, v: side(weights(x), s, v)


def claim(lhs: Any, rhs: Any, parts: tuple[str, ...] = ()) -> Inequality:
    """lhs(f, s, v) <= rhs(f, s, v) for a softmax row f."""
    return Inequality(lhs=_with_weights(lhs), rhs=_with_weights(rhs), parts=parts)


def two_keys(scores: Fraction, s: tuple[int, ...], v: tuple[int, ...]) -> Instance:
    """Two keys, the first with the larger score."""
    return {"x": rationals([scores, 0]), "s": rationals(list(s)), "v": rationals([[entry] for entry in v])}


def _nearly_equal_scores(s: tuple[int, ...], v: tuple[int, ...]) -> Instance:
    """Equality holds at equal scores; balls decide it a little aside."""
    return two_keys(Fraction(1, 2**14), s, v)


# Cauchy-Schwarz, from two independent copies


def _cauchy_steps() -> Iterator[Step]:
    g, h, g2, h2 = sympy.symbols("g h g' h'", real=True)
    one, other = {g: g, h: h}, {g2: g, h2: h}
    Egg, Ehh, Egh = (moments.mean(c) for c in (g**2, h**2, g * h))
    yield Step(
        label="mean of a square over two independent copies",
        lhs=moments.independent_mean((g * h2 - g2 * h) ** 2, one, other) / 2,
        rhs=Egg * Ehh - Egh**2,
        reason="linearity and independence: E[g^2 h'^2] = E[g^2] E[h^2], E[g h g' h'] = E[g h]^2",
    )
    square = sympy.Symbol(r"E[(g h' - g' h)^{2}]", nonnegative=True)
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
    claim=claim(
        lambda f, s, v: power((f * centred(f, s) * centred(f, v)[:, 0]).sum(), 2),
        lambda f, s, v: variance(f, s) * variance(f, v[:, 0]),
    ),
    space=ROW_SPACE,
    witness=lambda: _nearly_equal_scores((1, 0), (1, 0)),
    certificate=Certificate(terms=exact_terms.cauchy),
    derivation=Derivation(steps=_cauchy_steps, coverage="every m, every f, all s, g: two independent copies"),
)


def _mean_steps() -> Iterator[Step]:
    """The same identity with sums in place of means: F = sum f_k^2, N = ||v||^2, E = sum f_k v_k."""
    F, N, square = sympy.symbols("F2 N D", nonnegative=True)
    E = sympy.Symbol("E", real=True)
    f, v, f2, v2 = sympy.symbols("f v f' v'", real=True)
    pairs = moments.independent_mean((f * v2 - f2 * v) ** 2, {f: f, v: v}, {f2: f, v2: v}) / 2
    sums = {moments.mean(f**2): F, moments.mean(v**2): N, moments.mean(f * v): E}
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
    claim=claim(
        lambda f, _, v: natural_coordinates.square(mean(f, v)),
        lambda f, _, v: natural_coordinates.square(f) * natural_coordinates.square(v),
    ),
    space=ROW_SPACE,
    witness=lambda: _nearly_equal_scores((0, 0), (1, 1)),
    certificate=Certificate(terms=exact_terms.mean),
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
        uses=("B2", "B2-cauchy"),
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
    claim=claim(
        lambda f, s, v: as_array([natural_coordinates.square(_covariance(f, s, v))] * 2),
        lambda f, s, v: (
            peak(f)
            * natural_coordinates.square(s)
            * as_array([peak(f) * natural_coordinates.square(v), variance(f, v)])
        ),
        parts=("phi ||s|| ||v||", "sqrt(phi) ||s|| tau"),
    ),
    space=ROW_SPACE,
    witness=lambda: _nearly_equal_scores((1, -1), (1, -1)),
    certificate=Certificate(terms=exact_terms.covariance, premises=(B2, CAUCHY)),
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
    claim=claim(
        lambda f, s, v: (f * power(centred(f, s), 2) * v[:, 0]).sum(),
        lambda f, s, v: variance(f, s) * maximum(v[:, 0]),
    ),
    space=ROW_SPACE,
    extremes=lambda: [
        {"x": rationals([0, 0]), "s": rationals([1, -1]), "v": rationals([[1], [1 - Fraction(1, 2**22)]])}
    ],
    certificate=Certificate(terms=exact_terms.one_sided),
    derivation=Derivation(steps=_one_sided_steps, coverage="every m, s and w"),
)


def _one_hot_steps() -> Iterator[Step]:
    """Var(s) = 1/2 sum_kl f_k f_l (s_k - s_l)^2; pairs k = l of (s_k + s_l)^2 are apart."""
    s, s2 = sympy.symbols("s s'", real=True)
    Es, Ess = moments.mean(s), moments.mean(s**2)
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
    claim=claim(
        lambda f, s, _: variance(f, s),
        lambda f, s, _: sharp_peak(f) * natural_coordinates.square(s),
    ),
    space=ROW_SPACE,
    witness=lambda: two_keys(Fraction(3), (1, -1), (0, 0)),
    certificate=Certificate(terms=exact_terms.one_hot),
    derivation=Derivation(steps=_one_hot_steps, coverage="every m, f and s"),
    requires=("B2",),
    remarks="Attained by two keys with any weights. phi_j = min(max f, 2 max f_k (1 - f_k)) may replace min(1/2, "
    "max f) in every lemma that uses phi_j through B2; it vanishes where softmax saturates, as the curvature does.",
)


RULES = (ONE_HOT, CAUCHY, MEAN, COVARIANCE, ONE_SIDED)
