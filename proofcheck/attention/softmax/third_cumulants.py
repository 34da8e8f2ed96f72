"""Lemmas B3-third and B3-skew: third cumulants under softmax weights.

Rules of the bound calculus as in `covariances`, about one softmax row f, s in R^m and values v in R^(m x k).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy

from proofcheck.arithmetic.conversion import rationals
from proofcheck.arithmetic.functions import Array, as_array, maximum, power, sqrt
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.softmax.covariances import ROW_SPACE, centred, claim, mean, peak, span, two_keys, variance
from proofcheck.lemmas.claims import Derivation, Instance, Space, Step, Variable
from proofcheck.lemmas.lemma import Lemma

_GROUP = "Bounds"
_FAR = Variable(shape=("m",), low=-20, high=20, unbounded=True)


FAR_SPACE = Space(sizes=ROW_SPACE.sizes, variables={**ROW_SPACE.variables, "x": _FAR})


def third(f: Array, s: Array, v: Array) -> Array:
    """E[s~^2 v~], one number a column of v."""
    return mean(f * power(centred(f, s), 2), centred(f, v))


def _reach(f: Array, v: Array) -> Any:
    """omega = max_k |v_k - E v|."""
    return maximum(natural_coordinates.row_lengths(centred(f, v)))


def root(value: Any, like: Any) -> Any:
    """sqrt of an integer in the arithmetic of `like`."""
    return sqrt(as_array(like * 0 + value)).item()


def _spread_evenly(keys: int = 64) -> Instance:
    """Equal weights on many keys: phi = 1/m and |e_k - f| near 1."""
    tail = [0] * (keys - 2)
    values = [[1 - Fraction(1, keys)], *([[-Fraction(1, keys)]] * (keys - 1))]
    scores = rationals([Fraction(1, 2**14), *([0] * (keys - 1))])
    return {"x": scores, "s": rationals([1, -1, *tail]), "v": rationals(values)}


def _third_key() -> Instance:
    """Two keys of weight almost 1/2 carry s, a third of weight almost 0 carries v: |e_3 - f| is almost sqrt(3/2)."""
    return natural_coordinates.instance(x=[4, 4, -4], s=[1, -1, 0], v=[[-1], [-1], [2]])


def nearly_one_hot_weights() -> Instance:
    """Two keys, the second with a weight of 2 10^-9: limits of the third and fourth moments."""
    return two_keys(Fraction(20), (0, 1), (0, 1))


THIRD = Lemma(
    name="B3-third",
    title="Third cumulant against values",
    group=_GROUP,
    statement=r"|E[\tilde s^2 \tilde v]| \le \mathrm{Var}(s)\,\max_k|\tilde v_k| \le \sqrt2\,\varphi\,\|s\|_2^2\|v\|_F",
    claim=claim(
        lambda f, s, v: as_array([natural_coordinates.length(third(f, s, v)), variance(f, s) * _reach(f, v)]),
        lambda f, s, v: as_array(
            [
                variance(f, s) * _reach(f, v),
                root(2, f[0]) * peak(f) * natural_coordinates.square(s) * natural_coordinates.length(v),
            ]
        ),
        parts=("Var omega", "sqrt(2) phi ||s||^2 ||v||"),
    ),
    space=FAR_SPACE,
    witness=_third_key,
    extremes=lambda: [nearly_one_hot_weights(), _spread_evenly()],
    requires=("B1", "B2", "B2-one-sided"),
    remarks="v~_k = (e_k - f)^T v and |e_k - f|^2 = 1 - 2 f_k + |f|^2 <= 2.",
    reference="new here",
)


def skew_steps() -> Iterator[Step]:
    """B3-skew: s~ lies in [-a, c]; E[(c - s~)(s~ + y)^2] >= 0 for every y, and Var <= a c. By symmetry E[s~^3] >= 0."""
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
    root3 = sympy.sqrt(3)
    longer = (3 * half + a) ** 3
    yield Step(
        label="if c < 2 a: r^3/(6 sqrt 3) >= E[s~^3]",
        lhs=longer / (6 * root3),
        rhs=2 * half * half**2 - mean_square,
        terms=(sympy.expand(longer - 27 * half**3) / (6 * root3), (27 / (6 * root3) - 2) * half**3, mean_square),
        reason="y = c/2 = h: E[s~^3] = c^3/4 - P; range r = c + a = 3 h + D with a = h + D",
    )
    u, r = sympy.symbols("u r", nonnegative=True)
    root = 1 / root3
    yield Step(
        label="r^3/(6 sqrt 3) >= a c (c - a)",
        lhs=r**3 / (6 * root3),
        rhs=(r * (1 - u) / 2) * (r * (1 + u) / 2) * r * u,
        terms=(r**3 * (u - root) ** 2 * (u + 2 * root) / 4,),
        reason="a = r (1 - u)/2, c = r (1 + u)/2",
    )


def extremal_skew() -> Instance:
    """Two keys with weights (1 +- 1/sqrt 3)/2: log of their ratio is 1.31695..."""
    return two_keys(Fraction(21577, 16384), (1, -1), (1, -1))


SKEW = Lemma(
    name="B3-skew",
    title="Third central moment",
    group=_GROUP,
    statement=r"|E[\tilde s^3]| \le \frac{\mathrm{range}(s)^3}{6\sqrt3}",
    claim=claim(
        lambda f, s, _: abs((f * power(centred(f, s), 3)).sum()),
        lambda f, s, _: power(span(s), 3) / (6 * root(3, f[0])),
    ),
    space=ROW_SPACE,
    witness=extremal_skew,
    derivation=Derivation(steps=skew_steps, coverage="every m, every f on the simplex, every s"),
    remarks="Attained by two keys with weights (1 +- 1/sqrt 3)/2.",
    reference="new here",
)


THIRD_CUMULANTS = (THIRD, SKEW)
