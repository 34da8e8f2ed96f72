"""Atoms: numbers that are no polynomials, as generators with a relation and with what is known of their sign.

    exp(p)        positive; multiplicative, exp(p) exp(q) = exp(p + q)
    1 / p         p r = 1; only for a p whose sign is known and strict, else UnknownSignError
    sqrt(p)       q^2 = p, q >= 0; only for a p known to be nonnegative
    max(p, ...)   m >= each
    |p|           max(p, -p), with m^2 = p^2 and m >= 0

Signs are known from ranges, from atoms, from facts that were assumed, and of squares; an unknown sign is never guessed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from enum import IntEnum
from fractions import Fraction
from math import inf
from typing import Final

from flint.utils.flint_exceptions import DomainError

from proofcheck.arithmetic.exact.polynomial_ring import Poly, PolynomialRing
from proofcheck.arithmetic.exact.ranges import EVERYWHERE, range_of_term
from proofcheck.arithmetic.exact.undecided import UnknownSignError, Work, text
from proofcheck.arithmetic.watched.sealed import require_framework

Relation = Callable[[Poly], Poly] | None  # what vanishes for an atom
_MOST_SQUARED: Final = 60  # terms of a polynomial that is tried as a perfect square
_OF_RANGE: Final = 50  # the work of bounding a term, in products of terms


class Sign(IntEnum):
    """What is known of a number at every point; the stronger the larger."""

    UNKNOWN = 0
    NONNEGATIVE = 1
    POSITIVE = 2


class Ring(PolynomialRing):
    """A polynomial ring with atoms and facts."""

    def __init__(self, size: int, work: Work) -> None:
        super().__init__(size, work)
        self._atoms: dict[tuple[str, ...], Poly] = {}
        self._extrema: dict[str, list[Poly]] = {}
        self._facts: dict[str, Sign] = {}

    def exp(self, p: Poly) -> Poly:
        """exp(p)."""
        p = self.reduced(p)
        return self.constant(1) if p.is_zero() else self._atom("exp", [p], Sign.POSITIVE)

    def inverse(self, p: Poly) -> Poly:
        """1 / p. Raises UnknownSignError unless p is known to be positive, or to be negative."""
        p = self.reduced(p)
        if self.sign(p) is not Sign.POSITIVE:
            if self.sign(-p) is not Sign.POSITIVE:
                raise UnknownSignError(f"a division by {text(p)}, which is not known to differ from zero")
            return -self.inverse(-p)
        scale = abs(p.leading_coefficient())
        if p.is_constant():
            return self.constant(1) / scale
        p = p / scale
        return self._atom("1/", [p], Sign.POSITIVE, lambda r: r * p - 1) / scale

    def root(self, p: Poly) -> Poly:
        """sqrt(p). Raises UnknownSignError unless p is known to be nonnegative."""
        p = self.reduced(p)
        sign = self.sign(p)
        if sign is Sign.UNKNOWN:
            raise UnknownSignError(f"a root of {text(p)}, which is not known to be nonnegative")
        root = _square_root(p)
        return self.largest(root, -root) if root is not None else self._atom("sqrt", [p], sign, lambda q: q * q - p)

    def largest(self, a: Poly, b: Poly) -> Poly:
        """max(a, b); of maxima, the maximum of all their arguments."""
        a, b = self.reduced(a), self.reduced(b)
        for p, q in ((a, b), (b, a)):
            if self.sign(p - q):
                return p
        if not (a + b).is_zero():
            return self._maximum(p for value in (a, b) for p in self._extrema.get(str(value), [value]))
        scale = abs(a.leading_coefficient())
        return scale * self._maximum((a / scale, b / scale), Sign.NONNEGATIVE, lambda m: m * m - a * a / scale**2)

    def _maximum(self, values: Iterable[Poly], sign: Sign = Sign.UNKNOWN, relation: Relation = None) -> Poly:
        ordered = list({str(value): value for value in sorted(values, key=str)}.values())
        atom = self._atom("max", ordered, max(sign, *map(self.sign, ordered)), relation)
        if str(atom) not in self._extrema:
            self._extrema[str(atom)] = ordered
            self.assume(-atom, min(self.sign(-value) for value in ordered))
            for value in ordered:
                self.assume(atom - value)
        return atom

    def _atom(self, kind: str, of: list[Poly], sign: Sign, relation: Relation = None) -> Poly:
        key = (kind, *map(str, of))
        if key not in self._atoms:
            low = (Fraction(0), sign is Sign.POSITIVE)
            self._atoms[key] = self.variable((low, EVERYWHERE[1]) if sign else EVERYWHERE)
            self._of[kind][min(self._ranges)] = of[0]
            self._relations.extend([relation(self._atoms[key])] if relation else [])
        return self._atoms[key]

    def define(self, p: Poly) -> str:
        """p with the definitions of all atoms: the same number in every ring with the same variables."""
        return f"{self.reduced(p)} where {self._atoms.keys()}"

    def assume(self, p: Poly, sign: Sign = Sign.NONNEGATIVE) -> None:
        """A fact: p is nonnegative, or positive, at every point considered; nothing for an unknown sign."""
        require_framework("a fact", sys._getframe(1))
        p = self.reduced(p) if sign else self.constant(0)
        if not p.is_constant():
            key = str(p / abs(p.leading_coefficient()))
            self._facts[key] = max(sign, self._facts.get(key, Sign.UNKNOWN))

    def sign(self, p: Poly) -> Sign:
        """What is known of p's sign."""
        p = self.reduced(p)
        if p.is_zero():
            return Sign.NONNEGATIVE
        scale, known = abs(p.leading_coefficient()), self._ranged(p)
        known = known if known is Sign.POSITIVE else max(known, self._facts.get(str(p / scale), Sign.UNKNOWN))
        if known is Sign.UNKNOWN and len(p) <= _MOST_SQUARED and _square_root(p / scale) is not None:
            return Sign.NONNEGATIVE
        return known

    def _ranged(self, p: Poly) -> Sign:
        """From the ranges of the generators, monomial by monomial."""
        self.work.spend(_OF_RANGE * len(p))
        least, is_open = Fraction(0), False
        for exponents, c in p.terms():
            powers = ((self._ranges[index], int(e)) for index, e in enumerate(exponents) if e)
            low, low_open = range_of_term(Fraction(int(c.p), int(c.q)), powers)[0]
            least, is_open = least + low, is_open or low_open
            if least == -inf:
                break
        if least < 0:
            return Sign.UNKNOWN
        return Sign.POSITIVE if least > 0 or is_open else Sign.NONNEGATIVE


def _square_root(p: Poly) -> Poly | None:
    with suppress(DomainError):
        return p.sqrt()
    return None
