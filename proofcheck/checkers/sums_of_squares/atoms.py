"""Atoms of the exact arithmetic in a search: their texts, what is known of them, and exponentials by a basis.

Nothing here is trusted: what is built on it counts when the exact checker accepts the certificate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import lcm
from typing import Any

from flint import fmpz_mat

from proofcheck.arithmetic.exact.atoms import Relation, Ring, Sign
from proofcheck.arithmetic.exact.polynomial_ring import Poly
from proofcheck.arithmetic.exact.undecided import Work
from proofcheck.checkers.sums_of_squares.polynomials import Polynomial, read_flint, write

Fact = tuple[str, Polynomial]


class NamedRing(Ring):
    """A ring that remembers how its atoms were made; `definitions`: kind and arguments, by the generator."""

    def __init__(self, size: int, work: Work) -> None:
        super().__init__(size, work)
        self.definitions: dict[int, tuple[str, list[Poly]]] = {}

    def _atom(self, kind: str, of: list[Poly], sign: Sign, relation: Relation = None) -> Poly:
        atom = super()._atom(kind, of, sign, relation)
        self.definitions.setdefault(find_generator(atom), (kind, of))
        return atom

    def atom_at(self, index: int) -> Poly:
        """The atom that is this generator."""
        return self._generators[index]

    def occurring(self, polynomials: Sequence[Poly]) -> list[int]:
        """The atoms in these polynomials, and in what defines those, in the order of their making."""
        found: set[int] = set()
        left = list(polynomials)
        while left:
            new = {index for index, degree in enumerate(left.pop().degrees()) if degree > 0} & self.definitions.keys()
            left += [p for index in new - found for p in self.definitions[index][1]]
            found |= new
        return sorted(found, reverse=True)

    def find_question(self, polynomials: Sequence[Poly]) -> Poly | None:
        """A difference of two arguments of a maximum, of unknown sign: its sign makes the maximum simpler."""
        extrema = [self.definitions[index] for index in self.occurring(polynomials)]
        pairs = [pair for kind, of in extrema if kind == "max" for pair in combinations(of, 2)]
        open_ = (a - b for a, b in pairs if not self.sign(a - b) and not self.sign(b - a))
        return next((p / p.leading_coefficient() for p in open_), None)


def find_generator(p: Poly) -> int:
    """The index of the generator that a polynomial is."""
    return int(p.monoms()[0].index(1))


def name_atoms(ring: NamedRing, names: Mapping[int, str]) -> dict[int, str]:
    """By the generator the text of each atom in Python, besides the names of the variables."""
    found = dict(names)
    for index, (kind, of) in ring.definitions.items():
        indices = sorted(found, reverse=True)
        texts = [write(read_flint(p, indices), [found[i] for i in indices]) for p in of]
        if kind == "max":
            text = texts[0]
            for other in texts[1:]:
                text = f"maximum({text}, {other})"
        else:
            text = f"(1 / ({texts[0]}))" if kind == "1/" else f"{kind}({texts[0]})"
        found[index] = text
    return found


class Exponentials:
    """Exponentials exp(q_i) as whole powers, also negative ones, of exp(b_j / 2) for a basis b of their lattice."""

    def __init__(self, exponents: Mapping[int, Polynomial], names: Sequence[str]) -> None:
        self.positions = sorted(exponents)
        self.kept = [i for i in range(len(names)) if i not in exponents]
        basis, self._powers = _find_basis([exponents[i] for i in self.positions]) if exponents else ([], [])
        halves = [{e: c / 2 for e, c in b.items()} for b in basis]
        self.names = [*(names[i] for i in self.kept), *(f"exp({write(b, names)})" for b in halves)]

    def rewrite(self, p: Polynomial) -> tuple[Polynomial, str]:
        """p in the new generators, times the product of exponentials that makes it a polynomial, and its text."""
        terms = [(self._vector(e), tuple(e[i] for i in self.kept), c) for e, c in p.items()]
        shift = [max(0, -min((vector[j] for vector, _, _ in terms), default=0)) for j in range(self.count)]
        found: Polynomial = {}
        for vector, rest, c in terms:
            key = (*rest, *(v + s for v, s in zip(vector, shift, strict=True)))
            found[key] = found.get(key, Fraction(0)) + c
        factors = zip(self.names[len(self.kept) :], shift, strict=True)
        text = " * ".join(f"power({name}, {power})" for name, power in factors if power)
        return {e: c for e, c in found.items() if c}, text

    def signs(self) -> list[Fact]:
        """The exponentials themselves, which are positive."""
        first, length = len(self.kept), len(self.names)
        return [(self.names[j], {tuple(int(i == j) for i in range(length)): Fraction(1)}) for j in range(first, length)]

    @property
    def count(self) -> int:
        """How many exponentials the basis has."""
        return len(self.names) - len(self.kept)

    def _vector(self, e: Sequence[int]) -> list[int]:
        rows = zip(self.positions, self._powers, strict=True)
        weighted = [[2 * e[i] * n for n in powers] for i, powers in rows]
        return [sum(row[j] for row in weighted) for j in range(self.count)]


def _find_basis(exponents: Sequence[Polynomial]) -> tuple[list[Polynomial], list[list[int]]]:
    """A basis of the lattice that the exponents span over the integers, and the coordinates of each in it."""
    monomials = list(dict.fromkeys(m for q in exponents for m in q))
    scale = lcm(*(c.denominator for q in exponents for c in q.values()))
    rows = [[int(q.get(m, 0) * scale) for m in monomials] for q in exponents]
    bordered = [[*row, *(int(i == j) for j in range(len(rows)))] for i, row in enumerate(rows)]
    reduced: list[list[Any]] = fmpz_mat(bordered).hnf().table()
    rank = sum(any(row[: len(monomials)]) for row in reduced)
    turned = fmpz_mat([row[len(monomials) :] for row in reduced]).inv().table()
    basis = [{m: Fraction(int(v), scale) for m, v in zip(monomials, row, strict=False) if v} for row in reduced[:rank]]
    return basis, [[int(entry) for entry in row[:rank]] for row in turned]
