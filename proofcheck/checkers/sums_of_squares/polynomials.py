"""Polynomials over the rationals as mappings from exponents to coefficients, and their text in Python."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any, TypeAlias

import numpy as np
from scipy.optimize import linprog

Exponents: TypeAlias = tuple[int, ...]
Polynomial: TypeAlias = dict[Exponents, Fraction]
Square: TypeAlias = tuple[int, Polynomial]  # a variable, and what its square is, in earlier variables


def multiply(a: Polynomial, b: Polynomial) -> Polynomial:
    """The product."""
    found: Polynomial = {}
    for e, c in a.items():
        for f, d in b.items():
            key = tuple(map(sum, zip(e, f, strict=True)))
            found[key] = found.get(key, Fraction(0)) + c * d
    return {e: c for e, c in found.items() if c}


def reduce(p: Polynomial, squares: Sequence[Square]) -> Polynomial:
    """p with no square of these variables, the latest replaced first."""
    for index, square in sorted(squares, reverse=True, key=lambda pair: pair[0]):
        found: Polynomial = {}
        for e, c in p.items():
            part = {(*e[:index], e[index] % 2, *e[index + 1 :]): c}
            for _ in range(e[index] // 2):
                part = multiply(part, square)
            found = combine([1, 1], [found, part])
        p = found
    return p


def combine(weights: Sequence[Any], polynomials: Sequence[Polynomial]) -> Polynomial:
    """The sum of weight times polynomial."""
    found: Polynomial = {}
    for weight, polynomial in zip(weights, polynomials, strict=True):
        for e, c in polynomial.items():
            found[e] = found.get(e, Fraction(0)) + weight * c
    return {e: c for e, c in found.items() if c}


def read_flint(p: Any, indices: Sequence[int]) -> Polynomial:
    """A FLINT polynomial in the generators of these indices."""
    return {tuple(e[i] for i in indices): Fraction(int(c.p), int(c.q)) for e, c in p.terms()}


def degree(p: Iterable[Exponents]) -> int:
    """The total degree; 0 of nothing."""
    return max(map(sum, p), default=0)


def list_bases(
    p: Polynomial, multipliers: Sequence[Polynomial], most: int, *, related: bool = False
) -> list[list[Polynomial]]:
    """For each multiplier m the monomials z such that m z^2 may occur in p, up to the degree `most`.

    Of a sum of squares every z lies in half the Newton polytope of p (Reznick, 1978). With multipliers terms may
    cancel, and the degree bounds z: to one degree where everything is homogeneous; and in each variable, where a degree
    above that of p is tried only as far as `most` is. Where variables are `related` only `most` bounds z.
    """
    if related:
        length = len(next(iter(p)))
        tops = [(most - degree(multiplier)) // 2 for multiplier in multipliers]
        return [[{z: Fraction(1)} for z in _list_monomials(length, range(top + 1))] for top in tops]
    if len(multipliers) == 1:
        corners = np.array(list(p), dtype=float)
        monomials = _list_monomials(len(corners[0]), range(degree(p) // 2 + 1))
        return [[{z: Fraction(1)} for z in monomials if _is_inside(2 * np.array(z, dtype=float), corners)]]
    exact = all(map(_is_homogeneous, [p, *multipliers]))
    found = []
    for multiplier in multipliers:
        top = (most - degree(multiplier)) // 2
        rest = degree(p) - degree(multiplier)
        degrees = range(max(top + 1, 0)) if not exact else [rest // 2] if rest >= 0 and rest % 2 == 0 else []
        room = [d + most - degree(p) - e for d, e in zip(_degrees(p), _degrees(multiplier), strict=True)]
        monomials = _list_monomials(len(room), degrees)
        found.append([{z: Fraction(1)} for z in monomials if all(2 * e <= d for e, d in zip(z, room, strict=True))])
    return found


def _degrees(p: Polynomial) -> list[int]:
    """The degree in each variable."""
    return [max(exponents) for exponents in zip(*p, strict=True)]


def _list_monomials(variables: int, degrees: Iterable[int]) -> list[Exponents]:
    chosen = (c for d in degrees for c in combinations_with_replacement(range(variables), d))
    return [_exponents(c, variables) for c in chosen]


def _is_homogeneous(p: Polynomial) -> bool:
    return len(set(map(sum, p))) == 1


def _exponents(chosen: Iterable[int], variables: int) -> Exponents:
    counts = [0] * variables
    for index in chosen:
        counts[index] += 1
    return tuple(counts)


def _is_inside(point: Any, corners: Any) -> bool:
    """Whether a point is a convex combination of the corners."""
    rows = np.vstack([corners.T, np.ones(len(corners))])
    return bool(linprog(np.zeros(len(corners)), A_eq=rows, b_eq=[*point, 1.0]).status == 0)


def write(p: Polynomial, names: Sequence[str]) -> str:
    """Python text, exact: `x[0]*x[0] - 3*y/2`."""
    parts = [_term(c, e, names) for e, c in sorted(p.items(), key=lambda item: (-sum(item[0]), item[0]), reverse=False)]
    text = parts[0] if parts else "0"
    for part in parts[1:]:
        text += f" - {part[1:]}" if part.startswith("-") else f" + {part}"
    return text


def _term(c: Fraction, e: Exponents, names: Sequence[str]) -> str:
    factors = [names[i] if n == 1 else f"power({names[i]}, {n})" for i, n in enumerate(e) if n]
    top = abs(c.numerator)
    if not factors:
        return f"{'-' if c < 0 else ''}Fraction({top}, {c.denominator})" if c.denominator > 1 else f"{c.numerator}"
    text = " * ".join([str(top)] * (top != 1) + factors)
    return ("-" if c < 0 else "") + text + (f" / {c.denominator}" if c.denominator > 1 else "")
