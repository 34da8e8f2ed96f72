"""Polynomials over the rationals modulo relations: what is zero, decided by exact division.

Generators are variables and atoms; each atom has a relation that defines it. They are ordered so that later generators
lead, which makes division by the relations eliminate the latest atoms first. A polynomial that `vanishes` does so at
every point where the relations hold; one that does not may still be zero there. Polynomials are FLINT's. Work is
counted in products of terms, so that limits do not depend on a clock.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from math import comb
from typing import Any, Final

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from proofcheck.arithmetic.exact.ranges import EVERYWHERE, Range
from proofcheck.arithmetic.exact.undecided import RingFullError, TooLargeError, Work
from proofcheck.arithmetic.watched.sealed import Sealed

Poly = Any
_MOST_REDUCED: Final = 200_000  # terms of a polynomial that is divided by relations


class PolynomialRing(Sealed):
    """Generators with their ranges, and relations between them; `work` limits what is computed with them.

    By the index of a generator: its range; and for each kind of atom ("1/", "exp"), of which polynomial it is one.
    """

    def __init__(self, size: int, work: Work) -> None:
        self._context = fmpq_mpoly_ctx.get(("g", size), Ordering.lex)
        self._generators = self._context.gens()
        self._relations: list[Poly] = []
        self._ranges: dict[int, Range] = {}
        self._of: defaultdict[str, dict[int, Poly]] = defaultdict(dict)
        self.work = work

    def constant(self, value: Fraction | int) -> Poly:
        """A rational as a polynomial."""
        return self._context.constant(fmpq(value.numerator, value.denominator))

    def variable(self, within: Range = EVERYWHERE) -> Poly:
        """A new generator, before which all earlier ones are constants. Raises RingFullError."""
        index = len(self._generators) - 1 - len(self._ranges)
        if index < 0:
            raise RingFullError
        self._ranges[index] = within
        return self._generators[index]

    def times(self, a: Poly, b: Poly) -> Poly:
        """The product, whose work is counted. Raises TooLargeError."""
        self.work.spend(len(a) * len(b) + 1)
        return a * b

    def reduced(self, p: Poly) -> Poly:
        """p modulo the relations, latest first. Raises TooLargeError."""
        if len(p) > _MOST_REDUCED:
            raise TooLargeError(f"{len(p)} terms to reduce")
        before = p
        for relation in reversed(self._relations):
            p = p % relation
        if p == before:
            return p
        self.work.spend(len(p))
        return self.reduced(p)

    def vanishes(self, p: Poly) -> bool:
        """Whether p is zero at every point where the relations hold; False where that is not shown."""
        return self._cancels(self.clear(self.reduced(p))[0])

    def clear(self, p: Poly) -> tuple[Poly, list[tuple[Poly, int]]]:
        """p times powers of its denominators, none of which is ever zero, modulo the other relations; those powers."""
        divisors, powers = self._of["1/"], list[tuple[Poly, int]]()
        while found := [(index, d) for index, d in enumerate(p.degrees()) if d > 0 and index in divisors]:
            index, degree = found[0]
            powers.append((divisors[index], degree))
            p = self.reduced(self._multiplied(p, index, *powers[-1]))
        return p, powers

    def _multiplied(self, p: Poly, index: int, divisor: Poly, degree: int) -> Poly:
        """p divisor^degree, where the generator 1 / divisor has this degree: for its power e, divisor^(degree - e)."""
        turned = {(*e[:index], degree - e[index], *e[index + 1 :]): c for e, c in p.terms()}
        self.work.spend(sum(comb(len(divisor) + int(e[index]) - 1, int(e[index])) for e in turned))
        return self._context.from_dict(turned) % (self._generators[index] - divisor)

    def _cancels(self, p: Poly) -> bool:
        """Whether the coefficients of equal products add up to zero; exp(a)^m exp(b)^n is told by m a + n b."""
        exponents, sums = self._of["exp"], dict[tuple[Any, ...], Any]()
        for powers, coefficient in p.terms():
            others = tuple(0 if index in exponents else e for index, e in enumerate(powers))
            exponent = sum(exponents[index] * e for index, e in enumerate(powers) if e and index in exponents)
            key = (*others, str(exponent))
            sums[key] = sums.get(key, 0) + coefficient
        return not any(sums.values())
