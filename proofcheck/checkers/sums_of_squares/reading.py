"""The terms of a certificate as polynomials in factors, to be read; what is shown decides nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from proofcheck.arithmetic.exact.numbers import within
from proofcheck.arithmetic.exact.polynomial_ring import Poly
from proofcheck.arithmetic.exact.undecided import Work
from proofcheck.checkers.checker import claim_and_space
from proofcheck.checkers.exact.evaluation import enlarge, hypothesis, numbers, variables
from proofcheck.checkers.exact.rules import Case, Rules
from proofcheck.checkers.exact.sizes import describe, used_sizes
from proofcheck.checkers.instances.sampling import Sizes
from proofcheck.checkers.sums_of_squares.atoms import NamedRing
from proofcheck.checkers.sums_of_squares.polynomials import read_flint, write
from proofcheck.checkers.sums_of_squares.problem import name_variables
from proofcheck.lemmas.lemma import Certificate, Lemma

_LETTERS: Final = {"exp": "e", "1/": "r", "sqrt": "q", "max": "m"}  # of the names of atoms
_WORK: Final = 2_500_000
_LONGEST: Final = 60  # terms of a polynomial that is written
_MOST: Final = 12  # terms of an entry that are listed


class _ReadableRules(Rules):
    """Rules that remember which numbers were assumed to be nonnegative."""

    def __init__(self, ring: NamedRing, premises: Iterable[Lemma]) -> None:
        self._others: list[Case] = []
        super().__init__(ring, [], premises, [], self._others)
        self.assumed: list[Poly] = []

    def split(self, number: Any) -> bool:
        before = len(self._others)
        positive = super().split(number)
        if len(self._others) > before:
            self.assumed.append(self._number(number).poly)
        return positive


def describe_terms(lemma: Lemma, certificate: Certificate, *, least: bool = False) -> list[str]:
    """Lines: at which sizes and in which case, for each entry of the claim terms that add up to rhs - lhs, and atoms.

    Sizes are two, or the `least` of the space. Raises NotExactError where the certificate fails there.
    """
    _, space = claim_and_space(lemma)
    box = {name: (low if least else min(max(low, 2), high),) * 2 for name, (low, high) in used_sizes(space).items()}
    sizes = {name: low for name, (low, _) in box.items()}
    return enlarge(lambda size: _describe(lemma, certificate, sizes, describe(box), NamedRing(size, Work(_WORK))))


def _describe(lemma: Lemma, certificate: Certificate, sizes: Sizes, at: str, ring: NamedRing) -> list[str]:
    claim, space = claim_and_space(lemma)
    rules = _ReadableRules(ring, certificate.premises)
    with within(ring):
        values = variables(space, sizes, ring)
        for condition in hypothesis(claim, values, ring):
            ring.assume(condition.poly)
        entries = [[numbers(term, ring).item().poly for term in own] for own in certificate.terms(rules, **values)]
    polynomials = [*rules.assumed, *(p for own in entries for p in own)]
    names = name_variables(values)
    where = []
    for number, index in enumerate(ring.occurring(polynomials), 1):
        kind, of = ring.definitions[index]
        where.append(f"{_LETTERS[kind]}{number} = {kind}({', '.join(_expand(p, names) for p in of)})")
        names[index] = f"{_LETTERS[kind]}{number}"
    place = ", ".join([*filter(None, [at]), *(f"{_write(p, names)} >= 0" for p in rules.assumed)])
    shown = [f"rhs - lhs{f' at {place}' if place else ''} is"]
    shown += [_list_terms(own, names) for own in entries]
    return shown + ([f"where {', '.join(where)}"] if where else [])


def _list_terms(terms: list[Poly], names: dict[int, str]) -> str:
    shown = [_write(p, names) for p in terms if not p.is_zero()]
    more = [f"{len(shown) - _MOST} more terms"] if len(shown) > _MOST else []
    return " + ".join([*shown[:_MOST], *more]) or "0"


def _write(p: Poly, names: dict[int, str]) -> str:
    """A polynomial in factors."""
    if len(p) > _LONGEST:
        return f"(a polynomial of {len(p)} terms)"
    scale, factors = p.factor()
    parts = [] if scale == 1 and factors else [str(scale)]
    for factor, power in factors:
        text = f"({_expand(factor, names)})" if len(factor) > 1 else _expand(factor, names)
        parts.append(text if power == 1 else f"{text}^{power}")
    return " ".join(parts)


def _expand(p: Poly, names: dict[int, str]) -> str:
    indices = sorted(names, reverse=True)
    text = write(read_flint(p, indices), [names[index] for index in indices])
    return re.sub(r"power\((.+?), (\d+)\)", r"\1^\2", text)
