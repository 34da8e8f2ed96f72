"""Certificates of the lemmas B1 and B2: rhs - lhs as sums of squares, of nonnegative weights and of premises' slacks.

Each function takes the rules of a certificate and the variables of its claim (`proofcheck.theory.Certificate`). The
weights f are those of a softmax row: positive, with sum one.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any, Final

from proofcheck.arithmetic.functions import Array, as_array, elementwise, exp, maximum, minimum, power
from proofcheck.model.definitions import softmax

Terms = list[Any]
HALF: Final = Fraction(1, 2)


def weights(x: Array) -> Array:
    """The softmax row of scores x."""
    row: Array = softmax(x[None, :])[0]
    return row


def centre(f: Array, s: Array) -> Array:
    """s - E[s]."""
    moved: Array = s - (f * s).sum()
    return moved


def pairs(f: Array) -> list[tuple[int, int]]:
    """The pairs of keys."""
    return list(combinations(range(len(f)), 2))


def half_terms(f: Array, s: Array) -> Terms:
    """|s|^2 / 2 - Var(s)."""
    own = [2 * power(s[k] * (f[k] - HALF), 2) for k in range(len(f))]
    return own + [f[k] * f[j] * power(s[k] + s[j], 2) for k, j in pairs(f)]


def peak_terms(rules: Any, f: Array, s: Array) -> Terms:
    """max f |s|^2 - Var(s)."""
    peak = maximum(f)
    return [*(rules.fact(peak - f[k]) * power(s[k], 2) for k in range(len(f))), power((f * s).sum(), 2)]


def phi_terms(rules: Any, f: Array, s: Array) -> Terms:
    """phi |s|^2 - Var(s) with phi = min(1/2, max f), in the case of its smaller argument."""
    return half_terms(f, s) if rules.split(maximum(f) - HALF) else peak_terms(rules, f, s)


def cauchy_terms(f: Array, s: Array, g: Array) -> Terms:
    """Var(s) Var(g) - Cov(s, g)^2."""
    a, b = centre(f, s), centre(f, g)
    return [f[k] * f[j] * power(a[k] * b[j] - a[j] * b[k], 2) for k, j in pairs(f)]


def variance(f: Array, v: Array) -> Any:
    """E|v~|^2 of values (m x k)."""
    return sum((f * power(centre(f, column), 2)).sum() for column in v.T)


def simplex(rules: Any, x: Array) -> list[Terms]:
    """B1."""
    f, bound = weights(x), maximum(elementwise(x, abs))
    shifted = [rules.fact(entry + bound) for entry in x]
    small = exp(as_array(-bound)).item()
    return [[minimum(f)], [2 * f[k] * f[j] for k, j in pairs(f)], [small * (rules.bend(t) + t) for t in shifted]]


def variances(rules: Any, x: Array, s: Array) -> list[Terms]:
    """B2: phi |s|^2, and Popoviciu's bound."""
    f, top, low = weights(x), maximum(s), minimum(s)
    inside = [f[k] * rules.fact(top - s[k]) * rules.fact(s[k] - low) for k in range(len(f))]
    return [phi_terms(rules, f, s), [*inside, power((f * s).sum() - (top + low) / 2, 2)]]


def jacobian(rules: Any, x: Array, s: Array) -> list[Terms]:  # noqa: ARG001 - one signature for all
    """B2-jacobian, w = (diag f - f f^T) s: the slacks of |.|^2 / 2 >= Var at s and at w, and a variance."""
    f = weights(x)
    w = f * centre(f, s)
    rest = 2 * (f * power(centre(f, s / 2 - w), 2)).sum()
    return [[*(term / 2 for term in half_terms(f, s)), *(2 * term for term in half_terms(f, w)), rest]]


def one_hot(rules: Any, x: Array, s: Array, v: Array) -> list[Terms]:  # noqa: ARG001 - one signature a space
    """B2-one-hot."""
    f = weights(x)
    spread = f * (1 - f)
    top = maximum(spread)
    if rules.split(2 * top - maximum(f)):
        return [peak_terms(rules, f, s)]
    own = [2 * rules.fact(top - spread[k]) * power(s[k], 2) for k in range(len(f))]
    return [own + [f[k] * f[j] * power(s[k] + s[j], 2) for k, j in pairs(f)]]


def cauchy(rules: Any, x: Array, s: Array, v: Array) -> list[Terms]:  # noqa: ARG001 - one signature for all
    """B2-cauchy."""
    return [cauchy_terms(weights(x), s, v[:, 0])]


def mean(rules: Any, x: Array, s: Array, v: Array) -> list[Terms]:  # noqa: ARG001 - one signature for all
    """B1-mean."""
    f = weights(x)
    return [[power(f[k] * column[j] - f[j] * column[k], 2) for column in v.T for k, j in pairs(f)]]


def covariance(rules: Any, x: Array, s: Array, v: Array) -> list[Terms]:
    """B2-covariance: the slacks of B2 at s and of B2-cauchy at each column of v."""
    f = weights(x)
    phi = HALF if rules.split(maximum(f) - HALF) else maximum(f)
    by_score = rules.slack("B2", 0, x=x, s=s) * variance(f, v)
    columns = [rules.slack("B2-cauchy", x=x, s=s, v=v[:, c : c + 1]) for c in range(v.shape[1])]
    by_value = [phi * (s * s).sum() * term for column in v.T for term in phi_terms(rules, f, column)]
    return [[by_score, *columns, *by_value], [by_score, *columns]]


def one_sided(rules: Any, x: Array, s: Array, v: Array) -> list[Terms]:
    """B2-one-sided."""
    f, top = weights(x), maximum(v[:, 0])
    moved = centre(f, s)
    return [[f[k] * power(moved[k], 2) * rules.fact(top - v[k, 0]) for k in range(len(f))]]
