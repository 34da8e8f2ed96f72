"""Certificates of softmax regression: L'' as sums of squares, weights and slacks. See `proofcheck.theory.Certificate`.

With f the prediction, c = f - b, s = A d and s~ = s - <f, s>, so that f' = f o s~:

    L''/2 = |f'|^2 + sum_k f_k s~_k^2 (c_k - <f, c>).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

from proofcheck.theories.softmax_loss import on_simplex, prediction, scores
from proofcheck.theory import Array, Certificate, maximum, minimum, power

Terms = list[Any]
_HALF = Fraction(1, 2)


def _half_terms(f: Array, s: Array) -> Terms:
    """|s|^2/2 - Var(s)."""
    own = [2 * power(s[k] * (f[k] - _HALF), 2) for k in range(len(f))]
    return own + [f[k] * f[j] * power(s[k] + s[j], 2) for k, j in combinations(range(len(f)), 2)]


def _phi_terms(rules: Any, f: Array, s: Array) -> Terms:
    """min(1/2, max f) |s|^2 - Var(s)."""
    peak = maximum(f)
    if rules.split(peak - _HALF):
        return _half_terms(f, s)
    return [*(rules.fact(peak - f[k]) * power(s[k], 2) for k in range(len(f))), power((f * s).sum(), 2)]


def _skewed(f: Array, s: Array, weights: Terms) -> Any:
    """sum_k f_k s~_k^2 w_k."""
    moved = s - (f * s).sum()
    return sum(f[k] * power(moved[k], 2) * weights[k] for k in range(len(f)))


def _missing(f: Any, k: int) -> Any:
    """1 - f_k."""
    return sum(f[j] for j in range(len(f)) if j != k)


def _curvature(rules: Any, A: Array, x: Array, b: Array, d: Array) -> list[Terms]:
    """E[s~^2 (c - min c)] and (<f, c> - min c) (phi |s|^2 - Var)."""
    f, s = prediction(A, x), scores(A, d)
    c = f - b
    above = [rules.fact(entry - minimum(c)) for entry in c]
    mean = sum(f[k] * above[k] for k in range(len(f)))
    return [[_skewed(f, s, above), *(mean * term for term in _phi_terms(rules, f, s))]]


def _regularised(rules: Any, A: Array, x: Array, b: Array, d: Array, w: Array) -> list[Terms]:
    """c_k - <f, c> + 2 = f_k + (1 - b_k) + (1 - |f|^2) + <f, b> >= 0 for b on the simplex."""
    f, s, target = prediction(A, x), scores(A, d), _target(rules, b)
    shared = 2 * sum(f[k] * f[j] for k, j in combinations(range(len(f)), 2)) + sum(f * target)
    above = [f[k] + _missing(target, k) + shared for k in range(len(f))]
    slope = f * (s - (f * s).sum())
    return [[2 * (slope * slope).sum(), 2 * _skewed(f, s, above), *(4 * term for term in _half_terms(f, s))]]


def _smooth(rules: Any, A: Array, x: Array, b: Array, d: Array) -> list[Terms]:
    """2 - c_k + <f, c> = (1 - f_k) + b_k + |f|^2 + sum_l f_l (1 - b_l), and |s|^2/4 - |f'|^2."""
    f, s, target = prediction(A, x), scores(A, d), _target(rules, b)
    shared = (f * f).sum() + sum(f[k] * _missing(target, k) for k in range(len(f)))
    below = [_missing(f, k) + target[k] + shared for k in range(len(f))]
    slope = f * (s - (f * s).sum())
    rest = s / 2 - slope
    bent = 4 * (f * power(rest - (f * rest).sum(), 2)).sum()
    steep = [*_half_terms(f, s), *(4 * term for term in _half_terms(f, slope)), bent]
    return [[2 * _skewed(f, s, below), *(4 * term for term in _half_terms(f, s)), *steep]]


def _target(rules: Any, b: Array) -> Terms:
    """The entries of the target, nonnegative with sum one."""
    return [rules.fact(entry) for entry in on_simplex(b)]


CURVATURE = Certificate(terms=_curvature)
REGULARISED = Certificate(terms=_regularised)
SMOOTH = Certificate(terms=_smooth)
