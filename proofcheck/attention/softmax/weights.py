"""Lemmas B1 and B2: softmax weights, variances under them, and the softmax Jacobian."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy

from proofcheck.arithmetic.conversion import rationals
from proofcheck.arithmetic.functions import Array, as_array, elementwise, exp, maximum, minimum, power, rowwise
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.softmax import exact_terms
from proofcheck.lemmas.claims import Derivation, Inequality, Instance, Space, Step, Variable
from proofcheck.lemmas.evidence import Grade
from proofcheck.lemmas.lemma import Certificate, Lemma
from proofcheck.model.definitions import softmax

_GROUP = "Bounds"
_LARGE = {"m": 64}
_X = Variable(shape=("m",), low=-4, high=4, unbounded=True)
_S = Variable(shape=("m",), unbounded=True)
_ROW = Space(sizes={"m": (1, 5)}, variables={"x": _X}, large=_LARGE)
_WITH_S = replace(_ROW, variables={"x": _X, "s": _S})


def _weights(x: Array) -> Array:
    f: Array = softmax(x[None, :])[0]
    return f


def _centred(f: Array, g: Array) -> Array:
    centred: Array = g - (f * g).sum()
    return centred


def _variance(f: Array, g: Array) -> Any:
    return (f * power(_centred(f, g), 2)).sum()


# B1


def _magnitude(x: Array) -> Any:
    return maximum(elementwise(x, abs))


def _simplex_lower(x: Array) -> Array:
    f = _weights(x)
    smallest, one = minimum(f), (f - f).sum() + 1
    return as_array([one - smallest, (f * f).sum(), x.shape[0] * exp(as_array(-_magnitude(x))).item()])


def _simplex_upper(x: Array) -> Array:
    one = (x - x).sum() + 1
    return as_array([one, one, exp(x).sum()])


B1 = Lemma(
    name="B1",
    title="Softmax weights",
    group=_GROUP,
    statement=r"f_j > 0,\quad \|f_j\|_2 \le 1,\quad \alpha_j \ge m\, e^{-\|A_j x\|_\infty}",
    hypotheses="x stands for the scores A_j x of one row; m is their number (the paper's n, where m = n).",
    claim=Inequality(lhs=_simplex_lower, rhs=_simplex_upper, parts=("f_k >= 0", "|f| <= 1", "alpha >= m exp(-max|x|)")),
    space=replace(_ROW, variables={"x": replace(_X, low=-20, high=20)}),
    extremes=lambda: [{"x": rationals([20, 0])}, {"x": rationals([0, 0])}],
    certificate=Certificate(terms=exact_terms.simplex),
    remarks="<f_j, 1> = 1 is the definition. For cross-attention the factor is the number m of keys, not of queries "
    "(B1-queries). f_k >= 0 is decided as 1 - f_k <= 1.",
    reference="elementary",
)

B1_QUERIES = Lemma(
    name="B1-queries",
    title="Softmax denominators by the number of queries",
    group=_GROUP,
    statement=r"\alpha_j \ge n\, e^{-\|A_j x\|_\infty}",
    hypotheses="As it circulates, for n queries and m keys. S holds the scores, n x m.",
    claim=Inequality(
        lhs=lambda S: S.shape[0] * exp(-rowwise(_magnitude, S)),
        rhs=lambda S: exp(S).sum(axis=1),
    ),
    space=Space(sizes={"n": (1, 3), "m": (1, 3)}, variables={"S": Variable(shape=("n", "m"), low=-4, high=4)}),
    witness=lambda: {"S": rationals([[0], [0]])},
    expected=Grade.REFUTED,
    holds_instead="B1",
    reference="classical form of this line of work (theory, B1)",
    remarks="By hand: two queries, one key, scores 0 give alpha = 1 where the claim asks for 2. True where m >= n.",
)


# B2


def _phi(f: Array) -> Any:
    return minimum(as_array([f.sum() / (2 * f.sum()), maximum(f)]))


def _variance_steps() -> Iterator[Step]:
    """m1 = E[s] and m2 = E[s^2] are symbols; what is nonnegative for every m is one too, named in the reason."""
    low, high, mean = sympy.symbols("a b m1", real=True)
    defect, others = sympy.symbols("D R", nonnegative=True)
    second = (low + high) * mean - low * high - defect
    yield Step(
        label="Popoviciu: (max - min)^2 / 4 >= Var",
        lhs=(high - low) ** 2 / 4,
        rhs=second - mean**2,
        terms=(defect, (mean - (low + high) / 2) ** 2),
        reason="a = min s, b = max s, D = E[(b - s)(s - a)] >= 0, hence m2 = (a + b) m1 - a b - D",
    )
    yield Step(
        label="||s||^2 / 2 >= (max - min)^2 / 4",
        lhs=(low**2 + high**2 + others) / 2,
        rhs=(high - low) ** 2 / 4,
        terms=(others / 2, (low + high) ** 2 / 4),
        reason="for m >= 2, ||s||^2 = a^2 + b^2 + R with R >= 0; for m = 1, Var = 0",
    )


def _nearly_equal_scores() -> Instance:
    """Nearly equal scores, so that the weights are 1/2 each in the limit, and s = (1, -1)."""
    return {"x": rationals([Fraction(1, 2**14), 0]), "s": rationals([1, -1])}


B2 = Lemma(
    name="B2",
    title="Variance under softmax weights",
    group=_GROUP,
    statement=r"\mathrm{Var}_f(s) \le \varphi \|s\|_2^2,\quad \varphi = \min(\tfrac12, \max_k f_k); \qquad "
    r"\mathrm{Var}_f(s) \le \tfrac14 (\max s - \min s)^2",
    hypotheses="Any f >= 0 with sum 1.",
    claim=Inequality(
        lhs=lambda x, s: as_array([_variance(_weights(x), s), _variance(_weights(x), s)]),
        rhs=lambda x, s: as_array([_phi(_weights(x)) * (s * s).sum(), power(maximum(s) - minimum(s), 2) / 4]),
        parts=("phi ||s||^2", "Popoviciu"),
    ),
    space=_WITH_S,
    extremes=lambda: [_nearly_equal_scores()],
    certificate=Certificate(terms=exact_terms.variances),
    derivation=Derivation(steps=_variance_steps, coverage="every m, every f on the simplex, every s"),
    reference="Popoviciu (1935)",
)


B2_JACOBIAN = Lemma(
    name="B2-jacobian",
    title="Softmax Jacobian",
    group=_GROUP,
    statement=r"\|(\mathrm{diag}(f) - f f^\top)\, s\|_2 \le \tfrac12 \|s\|_2",
    hypotheses="f a softmax row.",
    claim=Inequality(
        lhs=lambda x, s: power(_weights(x) * _centred(_weights(x), s), 2).sum(),
        rhs=lambda x, s: natural_coordinates.square(s) / 4,  # noqa: ARG005
    ),
    space=_WITH_S,
    witness=lambda: {"x": rationals([0, 0]), "s": rationals([1, -1])},
    certificate=Certificate(terms=exact_terms.jacobian),
    requires=("B2", "B2-cauchy"),
    remarks="Both sides squared. Equality at f = (1/2, 1/2), s = (1, -1).",
    reference="P. Nair, arXiv 2510.23012: the spectral norm of the Jacobian is at most 1/2",
)

BOUNDS = (B1, B1_QUERIES, B2, B2_JACOBIAN)
