"""What is to be shown of a lemma at one choice of sizes: polynomials, facts about their variables, and names."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any, Final

import numpy as np

from proofcheck.arithmetic.exact.numbers import within
from proofcheck.arithmetic.exact.polynomial_ring import Poly
from proofcheck.arithmetic.exact.undecided import Work
from proofcheck.arithmetic.functions import Array
from proofcheck.checkers.exact.evaluation import enlarge, hypothesis, sides, variables
from proofcheck.checkers.instances.sampling import Sizes
from proofcheck.checkers.sums_of_squares.atoms import Exponentials, Fact, NamedRing, name_atoms
from proofcheck.checkers.sums_of_squares.polynomials import (
    Polynomial,
    Square,
    combine,
    degree,
    multiply,
    read_flint,
    reduce,
    write,
)
from proofcheck.lemmas.claims import Claim, Space

Gap = tuple[Poly, list[tuple[Poly, int]]]  # without denominators, and the powers of these
_WORK: Final = 50_000_000
_FACTS: Final = 8  # facts whose products with each other are tried


@dataclass(frozen=True)
class Entry:
    """An entry of a claim: rhs - lhs times a positive denominator, and that denominator's text, "" for one."""

    slack: Polynomial
    denominator: str


@dataclass(frozen=True)
class Problem:
    """Entries in variables and atoms, with their names; facts with their text, ends of ranges last; relations.

    `question`: a number whose sign would make the entries simpler, "" without one.
    """

    entries: tuple[Entry, ...]
    names: tuple[str, ...]
    signs: tuple[Fact, ...]
    ranges: tuple[Fact, ...]
    relations: tuple[Square, ...] = ()
    question: str = ""

    def multipliers(self) -> Iterator[tuple[str, list[tuple[str, Polynomial]]]]:
        """Sets of multipliers to try, each said in words: none, signs, products of signs, ranges."""
        one = ("", {(0,) * len(self.names): Fraction(1)})
        yield "squares", [one]
        if self.signs:
            yield "squares and signs", [one, *self.signs]
        if 1 < len(self.signs) <= _FACTS:
            pairs = self._products(2)
            yield "squares and products of two signs", [one, *self.signs, *pairs]
            yield "squares and products of three signs", [one, *self.signs, *pairs, *self._products(3)]
        if self.ranges:
            yield "squares, signs and ranges", [one, *self.signs, *self.ranges]

    def _products(self, count: int) -> list[Fact]:
        """Of so many signs, but those that the relations make zero."""
        found = []
        for facts in combinations(self.signs, count):
            product = reduce(functools.reduce(multiply, (p for _, p in facts)), self.relations)
            found += [(" * ".join(text for text, _ in facts), product)] if product else []
        return found


def state_problem(claim: Claim, space: Space, sizes: Sizes, answers: Sequence[bool] = ()) -> Problem:
    """The problem at these sizes, where each question is answered in turn: whether its number is nonnegative, or <= 0.

    Raises NotExactError for a claim that has no exact value.
    """
    return enlarge(lambda size: _state(claim, space, sizes, answers, NamedRing(size, Work(_WORK))))


def _state(claim: Claim, space: Space, sizes: Sizes, answers: Sequence[bool], ring: NamedRing) -> Problem:
    with within(ring):
        values = variables(space, sizes, ring)
        known = [entry.poly for entry in hypothesis(claim, values, ring)]
        for condition in known:
            ring.assume(condition)
        gaps = _find_gaps(claim, values, ring)
        for answer in answers:
            asked: Any = ring.find_question([gap for gap, _ in gaps])
            known.append(asked if answer else -asked)
            ring.assume(known[-1])
            gaps = _find_gaps(claim, values, ring)
    question = ring.find_question([gap for gap, _ in gaps])
    return _write(space, values, ring, gaps, known, question)


def _find_gaps(claim: Claim, values: dict[str, Array], ring: NamedRing) -> list[Gap]:
    return [ring.clear(ring.reduced(rhs.poly - lhs.poly)) for lhs, rhs in sides(claim, values, ring)]


def _write(
    space: Space, values: dict[str, Array], ring: NamedRing, gaps: Any, known: list[Any], question: Any
) -> Problem:
    """Polynomials as mappings, in the variables and the atoms that occur, exponentials by a basis."""
    scalars = name_variables(values)
    divisors = [divisor for _, powers in gaps for divisor, _ in powers]
    atoms = ring.occurring([*(gap for gap, _ in gaps), *divisors, *known])
    indices = sorted([*scalars, *atoms], reverse=True)
    texts = name_atoms(ring, scalars)
    names = [texts[index] for index in indices]

    def read(p: Any) -> Polynomial:
        return read_flint(p, indices)

    exponents = {indices.index(i): read(ring.definitions[i][1][0]) for i in atoms if ring.definitions[i][0] == "exp"}
    basis = Exponentials(exponents, names)
    signs, ranges = _list_facts(space, values, indices, tuple(names))
    signs += [_as_fact(read(p), names) for p in known]
    signs += [fact for index in atoms for fact in _list_atom_facts(ring, index, indices, names)]
    signs = _distinct([_times(text, *basis.rewrite(p)) for text, p in signs] + basis.signs())
    ranges = [_times(text, *basis.rewrite(p)) for text, p in ranges]
    entries = []
    for gap, powers in gaps:
        slack, factor = basis.rewrite(read(gap))
        denominators = [_denominator(read(p), k, names) for p, k in powers]
        entries.append(Entry(slack, " * ".join(filter(None, [*denominators, factor]))))
    shown = "" if question is None else write(read_flint(question, sorted(texts, reverse=True)), _in_order(texts))
    relations = tuple(_list_relations(ring, atoms, indices, basis))
    return Problem(tuple(entries), tuple(basis.names), tuple(signs), tuple(ranges), relations, shown)


def _in_order(texts: Mapping[int, str]) -> list[str]:
    return [texts[index] for index in sorted(texts, reverse=True)]


def _distinct(facts: Sequence[Fact]) -> list[Fact]:
    """Facts about polynomials that are not constant, each once."""
    return list({tuple(sorted(p.items())): (text, p) for text, p in facts if degree(p)}.values())


def _times(text: str, p: Polynomial, factor: str) -> Fact:
    return (f"{text} * {factor}" if factor else text), p


def _list_atom_facts(ring: NamedRing, index: int, indices: list[int], names: Sequence[str]) -> list[Fact]:
    """What is known of an atom: its sign, that a maximum is above its arguments, and exp(t) >= 1 + t."""
    kind, of = ring.definitions[index]
    own = {tuple(int(i == index) for i in indices): Fraction(1)}
    arguments = [read_flint(p, indices) for p in of]
    if kind == "exp":
        one = {(0,) * len(indices): Fraction(1)}
        return [(f"rules.bend({write(arguments[0], names)})", combine([1, -1, -1], [own, one, arguments[0]]))]
    above = [_as_fact(combine([1, -1], [own, p]), names) for p in arguments] if kind == "max" else []
    signed = [(names[indices.index(index)], own)] if ring.sign(ring.atom_at(index)) else []
    return above + signed


def _list_relations(ring: NamedRing, atoms: list[int], indices: list[int], basis: Exponentials) -> Iterator[Square]:
    """Which squares are polynomials in earlier generators: of roots, and of moduli."""
    for index in atoms:
        kind, of = ring.definitions[index]
        square = of[0] if kind == "sqrt" else of[0] * of[0] if kind == "max" and (sum(of) == 0) else None
        if square is not None:
            p, factor = basis.rewrite(read_flint(square, indices))
            if not factor:
                yield basis.kept.index(indices.index(index)), p


def _denominator(p: Polynomial, power: int, names: Sequence[str]) -> str:
    text = f"({write(p, names)})"
    return text if power == 1 else f"power({text}, {power})"


def name_variables(values: Mapping[str, Array]) -> dict[int, str]:
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


def _as_fact(p: Polynomial, names: Sequence[str]) -> tuple[str, Polynomial]:
    return f"rules.fact({write(p, names)})", p
