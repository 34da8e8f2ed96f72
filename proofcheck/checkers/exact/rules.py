"""What a certificate may use beside numbers whose sign is known: cases, intermediate results, roots, premises."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import count
from typing import Any, Final

import numpy as np

from proofcheck.arithmetic.exact.atoms import Ring, Sign
from proofcheck.arithmetic.exact.numbers import Exact
from proofcheck.arithmetic.exact.undecided import UndecidedError, text
from proofcheck.arithmetic.functions import Array
from proofcheck.arithmetic.watched.sealed import Sealed
from proofcheck.checkers.exact.evaluation import hypothesis, numbers, sides
from proofcheck.checkers.instances.sampling import Sizes, shape_of
from proofcheck.lemmas.claims import Inequality, Space, Variable
from proofcheck.lemmas.lemma import Lemma
from proofcheck.lemmas.structures import Structure

Use = tuple[Lemma, Sizes]
Case = list[tuple[str, bool]]  # questions with their answers
_DEFINING: Final[dict[Structure | None, Callable[[Array], Any]]] = {  # what vanishes for its members
    None: lambda array: (),  # noqa: ARG005 - one signature
    Structure.SIMPLEX: lambda rows: rows.sum(axis=-1) - 1,
    Structure.SYMMETRIC: lambda matrix: matrix - matrix.T,
}


class Rules(Sealed):
    """The rules in one case of a certificate.

    They add to the checker's lists: to `used` the premises, with the sizes at which their claims were evaluated; to
    `cases` those left to go through, one for each question that was first asked here, with the other answer.
    """

    def __init__(self, ring: Ring, case: Case, premises: Iterable[Lemma], used: list[Use], cases: list[Case]) -> None:
        self._ring, self._case, self._questions = ring, case, count()
        self._premises, self._used, self._cases = {lemma.name: lemma for lemma in premises}, used, cases

    def split(self, number: Any) -> bool:
        """True in the case where the number is assumed to be nonnegative, False where its opposite is."""
        given = self._number(number)
        if given.strength():
            return True
        if (-given).strength():
            return False
        positive = self._choose(self._ring.define(given.poly))
        self._ring.assume(given.poly if positive else -given.poly)
        return positive

    def _choose(self, question: str) -> bool:
        place = next(self._questions)
        if place == len(self._case):
            self._cases.append([*self._case, (question, False)])
            self._case.append((question, True))
        asked, answer = self._case[place]
        if asked != question:
            raise UndecidedError("it distinguishes other cases when it is repeated")
        return answer

    def fact(self, number: Any) -> Exact:
        """The number, known to be nonnegative from ranges, atoms, `where` and cases. Raises UndecidedError."""
        given = self._number(number)
        return Exact(self._ring, given.poly, total(given, [given]))

    def show(self, number: Any, *terms: Any, times: Any = 1) -> Exact:
        """The number, known to be nonnegative: `times`, which is positive, makes it the sum of the terms."""
        given, factor = self._number(number), self._number(times)
        if factor.strength() is not Sign.POSITIVE:
            raise UndecidedError(f"the factor {text(factor.poly)} is not known to be positive")
        return Exact(self._ring, given.poly, total(factor * given, terms))

    def exceed(self, larger: Any, smaller: Any, *terms: Any) -> Exact:
        """larger - smaller, known to be nonnegative: larger is, and the terms add up to larger^2 - smaller^2."""
        a, b = self.fact(larger), self._number(smaller)
        total(a * a - b * b, terms)
        return Exact(self._ring, a.poly - b.poly, Sign.NONNEGATIVE)

    def bend(self, number: Any) -> Exact:
        """exp(t) - 1 - t."""
        given = self._number(number)
        return Exact(self._ring, (given.exp() - 1 - given).poly, Sign.NONNEGATIVE)

    def slack(self, name: str, entry: int = 0, **arguments: Any) -> Exact:
        """rhs - lhs of a premise's own claim at these arguments. Raises UndecidedError where it may not hold."""
        lemma = self._premises.get(name)
        if lemma is None or lemma.space is None or not isinstance(lemma.claim, Inequality):
            raise UndecidedError(f"{name!r} is no inequality among the premises of the certificate")
        values = {key: numbers(value, self._ring) for key, value in arguments.items()}
        use = (lemma, self._admit(name, lemma.space, values))
        self._used.extend(() if use in self._used else [use])
        if not all(condition.strength() for condition in hypothesis(lemma.claim, values, self._ring)):
            raise UndecidedError(f"a hypothesis of {name} is not known to hold")
        lhs, rhs = sides(lemma.claim, values, self._ring)[entry]
        return Exact(self._ring, rhs.poly - lhs.poly, Sign.POSITIVE if lemma.claim.strict else Sign.NONNEGATIVE)

    def _admit(self, name: str, space: Space, values: dict[str, Array]) -> Sizes:
        """The sizes of arguments that belong to a space. Raises UndecidedError where that is not known."""
        if values.keys() != space.variables.keys():
            raise UndecidedError(f"{name} takes {', '.join(space.variables)}")
        pairs = [pair for key, v in space.variables.items() for pair in zip(v.shape, values[key].shape, strict=False)]
        sizes = {size: length for size, length in pairs if isinstance(size, str)}
        for key, variable in space.variables.items():
            if values[key].shape != shape_of(variable, sizes) or not _belongs(variable, values[key]):
                where = f"where {name} is claimed, {variable.describe(key)}"
                raise UndecidedError(f"{key}, of the shape {values[key].shape}, is not known to lie {where}")
        for size, length in sizes.items():
            if length < space.sizes[size][0]:
                raise UndecidedError(f"{size} = {length} is below the least size of {name}")
        return sizes

    def _number(self, value: Any) -> Any:
        return numbers(value, self._ring).item()


def total(number: Exact, terms: Iterable[Any]) -> Sign:
    """The sign of a number that these terms add up to. Raises UndecidedError unless they do, all nonnegative."""
    left, sign = number, Sign.NONNEGATIVE
    for index, value in enumerate(terms):
        term: Exact = numbers(value, number.ring).item()
        if not term.strength():
            raise UndecidedError(f"term {index}, {text(term.poly)}, is not known to be nonnegative")
        left, sign = left - term, max(sign, term.strength())
    if not number.ring.vanishes(left.poly):
        raise UndecidedError(f"the terms do not add up: {text(left.poly)} is left")
    return sign


def _belongs(variable: Variable, array: Array) -> bool:
    """Whether an array is known to be one of those that a variable stands for."""
    defining = _DEFINING.get(variable.structure)
    if defining is None or not all(zero.ring.vanishes(zero.poly) for zero in np.ravel(defining(array))):
        return False
    low, high = (Fraction(0), None) if variable.structure is Structure.SIMPLEX else variable.ends
    gaps = [] if low is None else [(entry - low, Sign(variable.open_low)) for entry in array.flat]
    gaps += [] if high is None else [(high - entry, Sign(variable.open_high)) for entry in array.flat]
    whole = variable.denominator != 1 or all(map(_is_whole, array.flat))
    return whole and all(gap.strength() > least for gap, least in gaps)


def _is_whole(entry: Exact) -> bool:
    return bool(entry.poly.is_zero() or (entry.poly.is_constant() and entry.poly.leading_coefficient().q == 1))
