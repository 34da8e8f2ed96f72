"""What is to be shown of a lemma at one choice of sizes: polynomials, facts about their variables, and names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any, Final

import numpy as np

from proofcheck.arithmetic.exact.atoms import Ring
from proofcheck.arithmetic.exact.numbers import within
from proofcheck.arithmetic.exact.undecided import NotExactError, Work
from proofcheck.arithmetic.functions import Array
from proofcheck.checkers.exact.evaluation import enlarge, hypothesis, sides, variables
from proofcheck.checkers.instances.sampling import Sizes
from proofcheck.checkers.sums_of_squares.polynomials import Polynomial, multiply, read_flint, write
from proofcheck.lemmas.claims import Claim, Space

_WORK: Final = 50_000_000
_FACTS: Final = 8  # facts whose products with each other are tried


@dataclass(frozen=True)
class Entry:
    """An entry of a claim: rhs - lhs times a positive denominator, and that denominator's text, "" for one."""

    slack: Polynomial
    denominator: str


@dataclass(frozen=True)
class Problem:
    """Entries; the names of the variables; facts with their text, signs and hypotheses before the ends of ranges."""

    entries: tuple[Entry, ...]
    names: tuple[str, ...]
    signs: tuple[tuple[str, Polynomial], ...]
    ranges: tuple[tuple[str, Polynomial], ...]

    def multipliers(self) -> Iterator[tuple[str, list[tuple[str, Polynomial]]]]:
        """Sets of multipliers to try, each said in words: none, signs, products of signs, ranges."""
        one = ("", {(0,) * len(self.names): Fraction(1)})
        yield "squares", [one]
        if self.signs:
            yield "squares and signs", [one, *self.signs]
        if 1 < len(self.signs) <= _FACTS:
            pairs = [(f"{a} * {b}", multiply(p, q)) for (a, p), (b, q) in combinations(self.signs, 2)]
            yield "squares and products of two signs", [one, *self.signs, *pairs]
            triples = [
                (f"{a} * {b} * {c}", multiply(p, multiply(q, r)))
                for (a, p), (b, q), (c, r) in combinations(self.signs, 3)
            ]
            yield "squares and products of three signs", [one, *self.signs, *pairs, *triples]
        if self.ranges:
            yield "squares, signs and ranges", [one, *self.signs, *self.ranges]


def state_problem(claim: Claim, space: Space, sizes: Sizes) -> Problem:
    """The problem at these sizes. Raises NotExactError for a claim that is no rational function of its variables."""
    return enlarge(lambda size: _state(claim, space, sizes, Ring(size, Work(_WORK))))


def _state(claim: Claim, space: Space, sizes: Sizes, ring: Ring) -> Problem:
    with within(ring):
        values = variables(space, sizes, ring)
        conditions = [entry.poly for entry in hypothesis(claim, values, ring)]
        for condition in conditions:
            ring.assume(condition)
        pairs = sides(claim, values, ring)
    names = _name_variables(values)
    gaps = [ring.clear(ring.reduced((rhs - lhs).poly)) for lhs, rhs in pairs]
    for p in [*(gap for gap, _ in gaps), *conditions]:
        if any(degree > 0 and index not in names for index, degree in enumerate(p.degrees())):
            raise NotExactError("the claim is no rational function of its variables; a search needs one")
    indices = sorted(names, reverse=True)
    written = tuple(names[index] for index in indices)
    signs, ranges = _list_facts(space, values, indices, written)
    signs += [_as_fact(read_flint(condition, indices), written) for condition in conditions]
    entries = [
        Entry(read_flint(gap, indices), " * ".join(_denominator(read_flint(p, indices), k, written) for p, k in powers))
        for gap, powers in gaps
    ]
    return Problem(tuple(entries), written, tuple(signs), tuple(ranges))


def _denominator(p: Polynomial, power: int, names: tuple[str, ...]) -> str:
    text = f"({write(p, names)})"
    return text if power == 1 else f"power({text}, {power})"


def _name_variables(values: Mapping[str, Array]) -> dict[int, str]:
    """By the generator of an entry its name, `x` for a scalar and `x[0, 1]` else."""
    names: dict[int, str] = {}
    for name, array in values.items():
        for index in np.ndindex(array.shape):
            generator = _generator(array[index])
            if generator is not None and generator not in names:
                names[generator] = f"{name}[{', '.join(map(str, index))}]" if index else name
    return names


def _generator(entry: Any) -> int | None:
    monomials, coefficients = entry.poly.monoms(), entry.poly.coeffs()
    alone = len(monomials) == 1 and sum(monomials[0]) == 1 and coefficients[0] == 1
    return int(monomials[0].index(1)) if alone else None


def _list_facts(space: Space, values: Mapping[str, Array], indices: list[int], names: tuple[str, ...]) -> Any:
    """What ranges say: entries that are not negative, and the other ends."""
    signs: list[tuple[str, Polynomial]] = []
    ranges: list[tuple[str, Polynomial]] = []
    for name, variable in space.variables.items():
        least, most = variable.ends
        if least is None:
            continue
        for entry in dict.fromkeys(_generator(entry) for entry in values[name].flat):
            if entry is None:
                continue
            x = {tuple(int(index == entry) for index in indices): Fraction(1)}
            one = (0,) * len(indices)
            if least >= 0:
                signs.append(_as_fact(x, names))
            if least != 0:
                ranges.append(_as_fact(x | {one: -least}, names))
            if most is not None:
                high = {e: -c for e, c in x.items()} | {one: most}
                ranges.append(_as_fact({e: c for e, c in high.items() if c}, names))
    return signs, ranges


def _as_fact(p: Polynomial, names: tuple[str, ...]) -> tuple[str, Polynomial]:
    return f"rules.fact({write(p, names)})", p
