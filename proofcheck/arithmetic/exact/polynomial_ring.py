"""Polynomials over the rationals modulo relations: what is zero, decided by exact division.

Generators are variables and atoms; each atom has a relation that defines it. They are ordered so that later generators
lead, which makes division by the relations eliminate the latest atoms first. A polynomial that `vanishes` does so at
every point where the relations hold; one that does not may still be zero there. Polynomials are FLINT's. Work is
counted in products of terms, so that limits do not depend on a clock.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from proofcheck.arithmetic.exact.exponentials import independent
from proofcheck.arithmetic.exact.ranges import Bounds

Poly = Any
_MOST_REDUCED: Final = 200_000  # terms of a polynomial that is divided by relations


class NotExactError(ValueError):
    """Something that exact polynomials do not decide; the message says what."""


class TooLargeError(NotExactError):
    """More terms than the limit."""


class RingFullError(Exception):
    """More generators than the ring has; a larger one is needed."""


class Work:
    """What may still be spent, in products of terms; rings may share it."""

    def __init__(self, limit: int) -> None:
        self.left = limit

    def spend(self, amount: int) -> None:
        """Take something off. Raises TooLargeError when nothing is left."""
        self.left -= amount
        if self.left < 0:
            raise TooLargeError("more work than the limit allows")


class PolynomialRing:
    """Generators with their ranges, and relations between them; `work` limits what is computed with them."""

    def __init__(self, size: int, work: Work) -> None:
        self._context = fmpq_mpoly_ctx.get(("g", size), Ordering.lex)
        self._generators = self._context.gens()
        self._bounds: list[Bounds] = []
        self._relations: list[Poly] = []
        self._inverses: dict[int, Poly] = {}
        self._exponents: dict[int, Poly] = {}
        self.work = work

    def constant(self, value: Fraction | int) -> Poly:
        """A rational as a polynomial."""
        return self._context.constant(fmpq(value.numerator, value.denominator))

    def variable(self, bounds: Bounds | None = None) -> Poly:
        """A new generator, before which all earlier ones are constants. Raises RingFullError."""
        index = len(self._generators) - 1 - len(self._bounds)
        if index < 0:
            raise RingFullError
        self._bounds.append(bounds or Bounds())
        return self._generators[index]

    def times(self, a: Poly, b: Poly) -> Poly:
        """The product, whose work is counted. Raises TooLargeError."""
        self.work.spend(len(a) * len(b) + 1)
        return a * b

    def _index(self, atom: Poly) -> int:
        return int(atom.monoms()[0].index(1))

    def reduced(self, p: Poly) -> Poly:
        """p modulo the relations, latest first."""
        if len(p) > _MOST_REDUCED:
            raise TooLargeError(f"{len(p)} terms to reduce")
        while True:
            before = p
            for relation in reversed(self._relations):
                p = p % relation
            if p == before:
                return p
            self.work.spend(len(p))

    def vanishes(self, p: Poly) -> bool:
        """Whether p is zero at every point where the relations hold; False where that is not shown."""
        p = self.reduced(p)
        if p.is_zero():
            return True
        p, _ = self.clear(p)
        return bool(p.is_zero() or independent(p, self._exponents, self._context).is_zero())

    def clear(self, p: Poly) -> tuple[Poly, list[tuple[Poly, int]]]:
        """p times powers of its denominators, none of which is ever zero, modulo the other relations; those powers."""
        powers: list[tuple[Poly, int]] = []
        while True:
            found = [index for index, degree in enumerate(p.degrees()) if degree > 0 and index in self._inverses]
            if not found:
                return p, powers
            divisor = self._inverses[found[0]]
            powers.append((divisor, p.degrees()[found[0]]))
            p = self.reduced(self._multiplied(p, found[0], divisor))

    def _multiplied(self, p: Poly, index: int, divisor: Poly) -> Poly:
        """p divisor^d for the degree d of p in the generator 1 / divisor, which is thereby eliminated."""
        by_power: dict[int, dict[tuple[int, ...], Any]] = {}
        for exponents, coefficient in p.terms():
            rest = (*exponents[:index], 0, *exponents[index + 1 :])
            by_power.setdefault(exponents[index], {})[rest] = coefficient
        result, power = self.constant(0), self.constant(1)
        for exponent in range(max(by_power), -1, -1):
            result = result + self.times(self._context.from_dict(by_power.get(exponent, {})), power)
            power = self.times(power, divisor) if exponent else power
        return result
