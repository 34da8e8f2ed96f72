"""Rules of the bound calculus, each a lemma about one softmax row f: B1-mean and B2-* (B3-* in `third_cumulants`).

`calculus.bound_rules` composes them into Lipschitz constants and curvature bounds. Vectors: s in R^m, values v in
R^(m x k).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofcheck.arithmetic.conversion import rationals
from proofcheck.arithmetic.functions import Array, as_array, matmul, maximum, minimum, power
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.softmax import exact_terms
from proofcheck.attention.softmax.weights import B2
from proofcheck.lemmas.claims import Inequality, Instance, Space, Variable
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


# Cauchy-Schwarz


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
    reference="Cauchy-Schwarz inequality for covariances",
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
    reference="Cauchy-Schwarz inequality",
)


def _covariance(f: Array, s: Array, v: Array) -> Array:
    return mean(f * centred(f, s), v)


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
    requires=("B2", "B2-cauchy"),
    remarks="Both sides squared.",
    reference="Cauchy-Schwarz inequality for covariances; with phi new here",
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
    reference="elementary: a mean is at most the largest value",
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
    requires=("B2",),
    remarks="Attained by two keys with any weights. phi_j = min(max f, 2 max f_k (1 - f_k)) may replace min(1/2, "
    "max f) in every lemma that uses phi_j through B2; it vanishes where softmax saturates, as the curvature does.",
    reference="new here",
)


RULES = (ONE_HOT, CAUCHY, MEAN, COVARIANCE, ONE_SIDED)
