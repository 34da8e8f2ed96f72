"""Atoms: numbers that are no polynomials, as generators with a relation and with what is known of their sign.

    exp(p)        positive; multiplicative in exponents that depend linearly on each other over the rationals
    1 / p         p r = 1; only for a p whose sign is known and strict, else UnknownSignError
    sqrt(p)       q^2 = p, q >= 0; only for a p known to be nonnegative
    |p|           a^2 = p^2, a >= p, a >= -p
    max(p, ...)   m >= each

Signs are known from ranges, from atoms, from facts that were assumed, and of squares; an unknown sign is never guessed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import IntEnum
from fractions import Fraction
from typing import Any, Final

from flint.utils.flint_exceptions import DomainError

from proofcheck.arithmetic.exact.polynomial_ring import NotExactError, Poly, PolynomialRing, Work
from proofcheck.arithmetic.exact.ranges import Bounds, least_of_term

_MOST_SQUARED: Final = 60  # terms of a polynomial that is tried as a perfect square
_OF_RANGE: Final = 50  # the work of bounding a term, in products of terms
_LONGEST: Final = 60  # characters of a polynomial in a message


class Sign(IntEnum):
    """What is known of a number at every point; the stronger the larger."""

    UNKNOWN = 0
    NONNEGATIVE = 1
    POSITIVE = 2


class UnknownSignError(NotExactError):
    """A quotient or root whose argument is not known to allow it."""


_OF_SIGN: Final = {
    Sign.UNKNOWN: Bounds(),
    Sign.NONNEGATIVE: Bounds(low=Fraction(0)),
    Sign.POSITIVE: Bounds(low=Fraction(0), low_open=True),
}


class Ring(PolynomialRing):
    """A polynomial ring with atoms and facts."""

    def __init__(self, size: int, work: Work) -> None:
        super().__init__(size, work)
        self._atoms: dict[tuple[str, ...], Poly] = {}
        self._extrema: dict[str, tuple[Poly, ...]] = {}
        self._facts: dict[str, Sign] = {}

    def exp(self, p: Poly) -> tuple[Poly, Sign]:
        """exp(p)."""
        p = self.reduced(p)
        if p.is_zero():
            return self.constant(1), Sign.POSITIVE
        atom, _ = self._new("exp", (p,), Sign.POSITIVE)
        self._exponents[self._index(atom)] = p
        return atom, Sign.POSITIVE

    def inverse(self, p: Poly) -> tuple[Poly, Sign]:
        """1 / p. Raises UnknownSignError unless p is known to be positive, or to be negative."""
        p = self.reduced(p)
        if p.is_constant() and not p.is_zero():
            return self.constant(1) / p.leading_coefficient(), self.sign(p)
        sign = self.sign(p)
        if sign is not Sign.POSITIVE and self.sign(-p) is not Sign.POSITIVE:
            raise UnknownSignError(f"a division by {self.text(p)}, which is not known to differ from zero")
        scale = p.leading_coefficient()
        monomials = (p / scale).monoms()
        if len(monomials) > 1:
            return self._inverse_atom(p / scale) / scale, sign
        result = self.constant(1) / scale
        for index, exponent in enumerate(monomials[0]):
            if exponent:
                result = self.times(result, self._inverse_generator(index) ** exponent)
        return result, sign

    def _inverse_generator(self, index: int) -> Poly:
        """Of a generator that divides a number known to differ from zero."""
        known = self._inverses.get(index)
        return known if known is not None else self._inverse_atom(self._generators[index])

    def _inverse_atom(self, p: Poly) -> Poly:
        sign = self.sign(p)
        atom, new = self._new("1/", (p,), sign)
        if new:
            self._relations.append(atom * p - 1)
            self._inverses[self._index(atom)] = p
        return atom

    def root(self, p: Poly) -> tuple[Poly, Sign]:
        """sqrt(p). Raises UnknownSignError unless p is known to be nonnegative."""
        p = self.reduced(p)
        sign = self.sign(p)
        if sign is Sign.UNKNOWN:
            raise UnknownSignError(f"a root of {self.text(p)}, which is not known to be nonnegative")
        exact = _square_root(p)
        if exact is not None:
            return self.absolute(exact)
        atom, new = self._new("sqrt", (p,), sign)
        if new:
            self._relations.append(atom * atom - p)
        return atom, sign

    def absolute(self, p: Poly) -> tuple[Poly, Sign]:
        """|p|."""
        p = self.reduced(p)
        sign, opposite = self.sign(p), self.sign(-p)
        if sign or opposite:
            return (p, sign) if sign else (-p, opposite)
        scale = p.leading_coefficient()
        p = p / scale
        atom, new = self._new("max", _ordered((p, -p)), Sign.NONNEGATIVE)
        if new:
            self._relations.append(atom * atom - p * p)
            self._extremum(atom, (p, -p))
        return atom * abs(scale), Sign.NONNEGATIVE

    def largest(self, a: Poly, b: Poly) -> tuple[Poly, Sign]:
        """max(a, b); of maxima, the maximum of all their arguments."""
        a, b = self.reduced(a), self.reduced(b)
        if self.sign(a - b):
            return a, self.sign(a)
        if self.sign(b - a):
            return b, self.sign(b)
        both = [p for value in (a, b) for p in self._extrema.get(str(value), (value,))]
        if len(both) == 2 and (a + b).is_zero():
            return self.absolute(a)
        values = _ordered(both)
        atom, new = self._new("max", values, max(map(self.sign, values)))
        if new:
            self._extremum(atom, values)
            below = min(self.sign(-value) for value in values)
            if below:
                self.assume(-atom, below)
        return atom, self.sign(atom)

    def _extremum(self, atom: Poly, values: tuple[Poly, ...]) -> None:
        self._extrema[str(atom)] = values
        for value in values:
            self.assume(atom - value)

    def _new(self, kind: str, arguments: tuple[Poly, ...], sign: Sign) -> tuple[Poly, bool]:
        key = (kind, *map(str, arguments))
        new = key not in self._atoms
        if new:
            self._atoms[key] = self.variable(_OF_SIGN[sign])
        return self._atoms[key], new

    def assume(self, p: Poly, sign: Sign = Sign.NONNEGATIVE) -> None:
        """A fact: p is nonnegative, or positive, at every point considered."""
        p = self.reduced(p)
        if not p.is_constant():
            key = str(p / abs(p.leading_coefficient()))
            self._facts[key] = max(sign, self._facts.get(key, Sign.UNKNOWN))

    def sign(self, p: Poly) -> Sign:
        """What is known of p's sign."""
        p = self.reduced(p)
        if p.is_zero():
            return Sign.NONNEGATIVE
        scale = abs(p.leading_coefficient())
        known = max(self._ranged(p), self._facts.get(str(p / scale), Sign.UNKNOWN))
        if known is Sign.UNKNOWN and len(p) <= _MOST_SQUARED and _square_root(p / scale) is not None:
            return Sign.NONNEGATIVE
        return known

    def _ranged(self, p: Poly) -> Sign:
        """From the ranges of the generators, monomial by monomial."""
        self.work.spend(_OF_RANGE * len(p))
        least, strict = Fraction(0), False
        for exponents, coefficient in p.terms():
            low, open_ = self._least(exponents, Fraction(int(coefficient.p), int(coefficient.q)))
            least, strict = least + low, strict or open_
            if least == -math.inf:
                return Sign.UNKNOWN
        if least > 0 or (least == 0 and strict):
            return Sign.POSITIVE
        return Sign.NONNEGATIVE if least == 0 else Sign.UNKNOWN

    def _least(self, exponents: tuple[int, ...], coefficient: Fraction) -> tuple[Any, bool]:
        last = len(self._generators) - 1
        return least_of_term([(self._bounds[last - i], e) for i, e in enumerate(exponents) if e], coefficient)

    def define(self, p: Poly) -> str:
        """p with the definitions of all atoms: the same number in every ring with the same variables."""
        return f"{self.reduced(p)} where {self._atoms.keys()}"

    def text(self, p: Poly) -> str:
        """A polynomial in a message, as far as one can read."""
        shown = str(p)
        return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 3]}..."


def _ordered(values: Iterable[Poly]) -> tuple[Poly, ...]:
    return tuple({str(value): value for value in sorted(values, key=str)}.values())


def _square_root(p: Poly) -> Poly | None:
    try:
        return p.sqrt()
    except DomainError:
        return None
