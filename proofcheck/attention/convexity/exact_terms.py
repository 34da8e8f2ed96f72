"""Certificates of S1 and S2-threshold: rhs - lhs as sums of nonnegative terms (`proofcheck.theory.Certificate`)."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from proofcheck.arithmetic.functions import Array, as_array, matmul, maximum, power, sqrt
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.common.natural_coordinates import Line
from proofcheck.attention.softmax.exact_terms import HALF, Terms, cauchy_terms, centre, phi_terms, variance


def _covariance_terms(rules: Any, f: Array, phi: Any, s: Array, v: Array) -> Terms:
    """phi^2 |s|^2 |v|^2 - |Cov(s, v)|^2."""
    by_column = [term for column in v.T for term in cauchy_terms(f, s, column)]
    by_score = [term * variance(f, v) for term in phi_terms(rules, f, s)]
    size = natural_coordinates.square(s)
    return by_column + by_score + [phi * size * term for column in v.T for term in phi_terms(rules, f, column)]


def _bound_mixed(rules: Any, at: Line, j: int, phi: Any, b: Any) -> Any:
    """phi |c| |s| b + <c, Cov(s, v)> of row j, by Cauchy-Schwarz over the columns."""
    f, s, c = at.F[j], at.s[j], at.C[j]
    cov = matmul((f * centre(f, s))[None, :], at.v)[0]
    columns = [power(c[i] * cov[o] - c[o] * cov[i], 2) for i, o in combinations(range(len(c)), 2)]
    scaled = [natural_coordinates.square(c) * term for term in _covariance_terms(rules, f, phi, s, at.v)]
    larger = phi * natural_coordinates.length(c) * natural_coordinates.length(s) * b
    return rules.exceed(larger, -(c * cov).sum(), *columns, *scaled)


def _row(rules: Any, at: Line, j: int, phi: Any, mu: Any, drop: Any, b: Any) -> Terms:
    f, moved, size = at.F[j], at.centred[j], natural_coordinates.square(at.s[j])
    gaps = (at.C[j] * at.O[j]).sum() - matmul(at.V, at.C[j][:, None])[:, 0]
    skew = [f[k] * power(moved[k], 2) * rules.fact(drop - gaps[k]) for k in range(len(f))]
    spread = [drop * term for term in phi_terms(rules, f, at.s[j])]
    return [*skew, *spread, rules.fact(mu - phi * drop) * size, 2 * _bound_mixed(rules, at, j, phi, b)]


def quadratic_form(rules: Any, S: Array, V: Array, B: Array, s: Array, v: Array, **_: Array) -> list[Terms]:
    """S1: |O'|^2, and row by row E[s~^2 (m - w)], m (phi |s|^2 - Var), (mu - phi m) |s|^2 and the mixed term."""
    at = natural_coordinates.line(S, V, B, s, v)
    phi = [HALF if rules.split(maximum(f) - HALF) else maximum(f) for f in at.F]
    drops, b = natural_coordinates.drops(at), natural_coordinates.length(v)
    mu = maximum(as_array([p * drop for p, drop in zip(phi, drops, strict=True)]))
    rows = [term for j, p in enumerate(phi) for term in _row(rules, at, j, p, mu, drops[j], b)]
    loads = [p * natural_coordinates.length(c) for p, c in zip(phi, at.C, strict=True)]
    moves = [natural_coordinates.length(row) for row in s]
    pairs = combinations(range(len(phi)), 2)
    lagrange = [power(loads[j] * moves[i] - loads[i] * moves[j], 2) for i, j in pairs]
    K, a = natural_coordinates.length(as_array(loads)), natural_coordinates.length(s)
    joint = rules.exceed(K * a, sum(load * move for load, move in zip(loads, moves, strict=True)), *lagrange)
    return [[natural_coordinates.square(at.first), *rows, 2 * b * joint]]


def threshold(rules: Any, mu: Array, K: Array, more: Array) -> list[Terms]:  # noqa: ARG001 - one signature for all
    """S2-threshold: with t^2 - mu t = K^2 and R = 2 t - mu, e t R + (e t)^2."""
    root = sqrt(as_array(mu.item() * mu.item() + 4 * K.item() * K.item())).item()
    t = (mu.item() + root) / 2
    return [[more.item() * t * root, power(more.item() * t, 2)]]
