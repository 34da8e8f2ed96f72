"""Exponentials whose exponents depend on each other: exp(a + b) = exp(a) exp(b), by a basis of their lattice."""

from __future__ import annotations

from collections.abc import Mapping
from math import lcm
from typing import Any

from flint import fmpz_mat


def independent(p: Any, exponents: Mapping[int, Any], context: Any) -> Any:
    """p times a product of exponentials, in exponentials of linearly independent exponents.

    `exponents`: by the generator of exp(q), the polynomial q. The exponents that occur in p span a lattice over the
    integers; with a basis b of it each is q = sum n_j b_j with whole n_j, so that exp(q) = prod exp(b_j)^n_j. The
    exponentials of the basis take the places of the generators that they replace.
    """
    used = [index for index, degree in enumerate(p.degrees()) if degree > 0 and index in exponents]
    if not used:
        return p
    powers = _powers([exponents[index] for index in used])
    moved: dict[tuple[int, ...], Any] = {}
    terms = [(monomial, _combined([monomial[i] for i in used], powers), c) for monomial, c in p.terms()]
    least = [min(vector[j] for _, vector, _ in terms) for j in range(len(powers[0]))]
    for monomial, vector, coefficient in terms:
        entries = list(monomial)
        for j, index in enumerate(used):
            entries[index] = vector[j] - least[j] if j < len(vector) else 0
        moved[tuple(entries)] = moved.get(tuple(entries), 0) + coefficient
    return context.from_dict(moved)


def _combined(degrees: list[int], powers: list[list[int]]) -> list[int]:
    return [sum(d * row[j] for d, row in zip(degrees, powers, strict=True)) for j in range(len(powers[0]))]


def _powers(exponents: list[Any]) -> list[list[int]]:
    """The coordinates n of each exponent in a basis of the lattice that they span (at most as many as exponents)."""
    monomials = list(dict.fromkeys(m for q in exponents for m in q.monoms()))
    scale = lcm(*(int(c.q) for q in exponents for c in q.coeffs()))
    rows = [[int(q.to_dict().get(m, 0) * scale) for m in monomials] for q in exponents]
    count = len(rows)
    bordered = [[*row, *(int(i == j) for j in range(count))] for i, row in enumerate(rows)]
    reduced = fmpz_mat(bordered).hnf().table()
    rank = sum(any(row[: len(monomials)]) for row in reduced)
    turned = fmpz_mat([row[len(monomials) :] for row in reduced]).inv().table()
    return [[int(entry) for entry in row[:rank]] for row in turned]
