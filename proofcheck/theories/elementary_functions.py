r"""The elementary functions of every arithmetic, against exact arithmetic alone: exp and sqrt are lemmas under test.

For 0 <= x <= 1 and the Taylor sum T_n(x) = sum_{k <= n} x^k / k!:  T_n(x) <= exp(x) <= T_n(x) + 2 x^{n+1} / (n+1)!, for
the remainder's terms fall at least as fast as a geometric series with ratio x/(n+2) <= 1/2. The functional equation
carries this to every argument. For sqrt, y^2 = x with y >= 0 is the definition.
"""

from __future__ import annotations

from fractions import Fraction

from proofcheck.theory import (
    Array,
    Certificate,
    Identity,
    Inequality,
    Lemma,
    Space,
    Theory,
    Variable,
    as_array,
    exp,
    power,
    sqrt,
)

_TERMS = 30
_UNIT = Space(variables={"x": Variable(low=0, high=1)})
_WIDE = Space(variables={"x": Variable(low=-40, high=40), "y": Variable(low=-40, high=40)})
_POSITIVE = Space(variables={"x": Variable(low=Fraction(1, 2**20), high=2**20, denominator=2**20)})


def taylor(x: Array, terms: int) -> Array:
    """T_n(x) with n = terms, by Horner's rule."""
    total = 0 * x + 1
    for k in range(terms, 0, -1):
        total = 1 + x * total / k
    return total


def last_term(x: Array, k: int) -> Array:
    """x^k / k!, the last term kept of the exponential's series."""
    term = 0 * x + 1
    for i in range(1, k + 1):
        term = term * x / i
    return term


EXP_LOWER = Lemma(
    name="exp-lower",
    title="exp is above its Taylor sums",
    statement=rf"\sum_{{k \le {_TERMS}}} \frac{{x^k}}{{k!}} \le e^x \quad (0 \le x \le 1)",
    claim=Inequality(lhs=lambda x: taylor(x, _TERMS), rhs=lambda x: exp(x)),
    space=_UNIT,
)

EXP_UPPER = Lemma(
    name="exp-upper",
    title="exp is below its Taylor sums plus twice the next term",
    statement=rf"e^x \le \sum_{{k \le {_TERMS}}} \frac{{x^k}}{{k!}} + \frac{{2 x^{{{_TERMS + 1}}}}}{{{_TERMS + 1}!}}"
    r" \quad (0 \le x \le 1)",
    claim=Inequality(lhs=lambda x: exp(x), rhs=lambda x: taylor(x, _TERMS) + 2 * last_term(x, _TERMS + 1)),
    space=_UNIT,
    requires=("exp-lower",),
    remarks=f"Together they fix exp on [0, 1] to {_TERMS} terms: 33 decimals.",
)

EXP_SUM = Lemma(
    name="exp-sum",
    title="Functional equation of exp",
    statement=r"e^{x + y} = e^x e^y",
    claim=Identity(lhs=lambda x, y: exp(x + y), rhs=lambda x, y: exp(x) * exp(y)),
    space=_WIDE,
    requires=("exp-upper",),
)

SQRT_SQUARE = Lemma(
    name="sqrt-square",
    title="sqrt is the inverse of squaring",
    statement=r"\sqrt{x}\,\sqrt{x} = x,\quad \sqrt{x^2} = x \quad (x > 0)",
    claim=Identity(lhs=lambda x: sqrt(x) * sqrt(x) + sqrt(x * x), rhs=lambda x: 2 * x),
    space=_POSITIVE,
)

SQRT_HERON = Lemma(
    name="sqrt-heron",
    title="sqrt is positive and below Heron's first step",
    statement=r"0 \le \sqrt{x} \le \tfrac12 (1 + x) \quad (x > 0)",
    claim=Inequality(
        lhs=lambda x: as_array([0 * x, sqrt(x).item()]), rhs=lambda x: as_array([sqrt(x).item(), (1 + x) / 2])
    ),
    space=_POSITIVE,
    certificate=Certificate(terms=lambda rules, x: [[sqrt(x).item()], [power(sqrt(x).item() - 1, 2) / 2]]),
    requires=("sqrt-square",),
)

THEORY = Theory(
    name="elementary-functions",
    title="Elementary functions",
    lemmas=(EXP_LOWER, EXP_UPPER, EXP_SUM, SQRT_SQUARE, SQRT_HERON),
    reference="Brent and Zimmermann, Modern Computer Arithmetic (2010), sections 4.4 and 3.5",
)
