"""What a certificate may use beside numbers whose sign is known: cases, intermediate results, roots, premises."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from proofcheck.arithmetic.exact.atoms import Ring, Sign
from proofcheck.arithmetic.exact.numbers import Exact
from proofcheck.arithmetic.exact.polynomial_ring import NotExactError
from proofcheck.arithmetic.functions import Array, as_array
from proofcheck.checkers.exact.evaluation import hypothesis, numbers, sides
from proofcheck.checkers.instances.sampling import Sizes, shape_of
from proofcheck.lemmas.claims import Inequality, Space, Variable
from proofcheck.lemmas.lemma import Lemma
from proofcheck.lemmas.structures import Structure

Use = tuple[Lemma, Sizes]


class CertificateError(NotExactError):
    """A certificate that does not show what it should."""


class Cases:
    """The branches of a certificate, gone through one after the other; every one must be complete."""

    def __init__(self) -> None:
        self._taken: list[bool] = []
        self._asked: list[str] = []
        self._next = 0

    def choose(self, question: str) -> bool:
        """The answer in this branch. Raises CertificateError when a repetition asks something else."""
        if self._next == len(self._taken):
            self._taken.append(True)
            self._asked.append(question)
        if self._asked[self._next] != question:
            raise CertificateError("it distinguishes other cases when it is repeated")
        self._next += 1
        return self._taken[self._next - 1]

    def advance(self) -> bool:
        """Go to the next branch; False when there is none."""
        if self._next < len(self._taken):
            raise CertificateError("it distinguishes fewer cases when it is repeated")
        while self._taken and not self._taken[-1]:
            self._taken.pop()
            self._asked.pop()
        self._next = 0
        if not self._taken:
            return False
        self._taken[-1] = False
        return True


class Rules:
    """The rules in one branch; `used`: the premises, with the sizes at which their claims were evaluated."""

    def __init__(self, ring: Ring, cases: Cases, premises: Iterable[Lemma]) -> None:
        self._ring, self._cases = ring, cases
        self._premises = {lemma.name: lemma for lemma in premises}
        self.used: list[Use] = []

    def split(self, number: Any) -> bool:
        """True in the branch where the number is assumed to be nonnegative, False where its opposite is."""
        given = self._number(number)
        if given.strength():
            return True
        if (-given).strength():
            return False
        positive = self._cases.choose(self._ring.define(given.poly))
        self._ring.assume(given.poly if positive else -given.poly)
        return positive

    def fact(self, number: Any) -> Exact:
        """The number, known to be nonnegative from ranges, atoms, `where` and cases. Raises CertificateError."""
        given = self._number(number)
        return Exact(self._ring, given.poly, self.total(given, [given]))

    def show(self, number: Any, *terms: Any, times: Any = 1) -> Exact:
        """The number, known to be nonnegative: `times`, which is positive, makes it the sum of the terms."""
        given, factor = self._number(number), self._number(times)
        if factor.strength() is not Sign.POSITIVE:
            raise CertificateError(f"the factor {self._ring.text(factor.poly)} is not known to be positive")
        return Exact(self._ring, given.poly, self.total(factor * given, terms))

    def exceed(self, larger: Any, smaller: Any, *terms: Any) -> Exact:
        """larger - smaller, known to be nonnegative: larger is, and the terms add up to larger^2 - smaller^2."""
        a, b = self._number(larger), self._number(smaller)
        if not a.strength():
            raise CertificateError(f"{self._ring.text(a.poly)} is not known to be nonnegative")
        self.total(a * a - b * b, terms)
        return Exact(self._ring, (a - b).poly, Sign.NONNEGATIVE)

    def bend(self, number: Any) -> Exact:
        """exp(t) - 1 - t."""
        given = self._number(number)
        return Exact(self._ring, (given.exp() - 1 - given).poly, Sign.NONNEGATIVE)

    def slack(self, name: str, entry: int = 0, **arguments: Any) -> Exact:
        """rhs - lhs of a premise's own claim at these arguments. Raises CertificateError where it may not hold."""
        lemma = self._premises.get(name)
        if lemma is None or lemma.space is None or not isinstance(lemma.claim, Inequality):
            raise CertificateError(f"{name!r} is no inequality among the premises of the certificate")
        values = {key: self._array(value) for key, value in arguments.items()}
        sizes = self._admit(name, lemma.space, values)
        if any(not condition.strength() for condition in hypothesis(lemma.claim, values, self._ring)):
            raise CertificateError(f"a hypothesis of {name} is not known to hold")
        self.used.append((lemma, sizes))
        lhs, rhs = sides(lemma.claim, values, self._ring)[entry]
        return Exact(self._ring, (rhs - lhs).poly, Sign.POSITIVE if lemma.claim.strict else Sign.NONNEGATIVE)

    def total(self, number: Exact, terms: Iterable[Any]) -> Sign:
        """The sign of a number that these terms add up to. Raises CertificateError unless they do, all nonnegative."""
        left, sign = number, Sign.NONNEGATIVE
        for index, term in enumerate(map(self._number, terms)):
            if not term.strength():
                raise CertificateError(f"term {index}, {self._ring.text(term.poly)}, is not known to be nonnegative")
            left, sign = left - term, max(sign, term.strength())
        if not self._ring.vanishes(left.poly):
            raise CertificateError(f"the terms do not add up: {self._ring.text(left.poly)} is left")
        return sign

    def _number(self, value: Any) -> Exact:
        (number,) = numbers(as_array(value), self._ring)
        return number

    def _array(self, value: Any) -> Array:
        entries = np.empty(np.shape(value), dtype=object)
        entries.flat[:] = numbers(as_array(value), self._ring)
        return entries.view(Exact.array_type)

    def _admit(self, name: str, space: Space, values: dict[str, Array]) -> Sizes:
        """The sizes of arguments that belong to a space. Raises CertificateError where that is not known."""
        if values.keys() != space.variables.keys():
            raise CertificateError(f"{name} takes {', '.join(space.variables)}")
        pairs = [pair for key, v in space.variables.items() for pair in zip(v.shape, values[key].shape, strict=False)]
        sizes = {size: length for size, length in pairs if isinstance(size, str)}
        for key, variable in space.variables.items():
            if values[key].shape != shape_of(variable, sizes):
                raise CertificateError(f"{key} of {name} has the shape {values[key].shape}, not {variable.shape}")
            if not self._belongs(variable, values[key]):
                raise CertificateError(f"{key} is not known to lie where {name} is claimed, {variable.describe(key)}")
        low = [size for size, length in sizes.items() if length < space.sizes[size][0]]
        if low:
            raise CertificateError(f"{low[0]} = {sizes[low[0]]} is below the least size of {name}")
        return sizes

    def _belongs(self, variable: Variable, array: Array) -> bool:
        entries = numbers(array, self._ring)
        if variable.structure is Structure.SIMPLEX:
            rows = array.reshape(-1, array.shape[-1])
            return all(entry.strength() for entry in entries) and all(self._is_zero(row.sum() - 1) for row in rows)
        if variable.structure is Structure.SYMMETRIC and not all(self._is_zero(d) for d in (array - array.T).flat):
            return False
        if variable.structure not in (None, Structure.SYMMETRIC):
            return False
        if variable.denominator == 1 and not all(map(_is_whole, entries)):
            return False
        return all(_is_within(variable, entry) for entry in entries)

    def _is_zero(self, number: Any) -> bool:
        return bool(self._ring.vanishes(self._number(number).poly))


def _is_within(variable: Variable, entry: Exact) -> bool:
    low, high = variable.ends
    above = low is None or (entry - low).strength() > Sign(variable.open_low)
    return above and (high is None or (high - entry).strength() > Sign(variable.open_high))


def _is_whole(entry: Exact) -> bool:
    return bool(entry.poly.is_zero() or (entry.poly.is_constant() and entry.poly.leading_coefficient().q == 1))
