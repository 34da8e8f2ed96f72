"""Lengths of axes: polynomials in sizes with integer coefficients, as the Python code of a claim sees them.

A comparison answers only what holds for every value of the sizes from their least ones on; any other raises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import combinations
from typing import Any

from proofcheck.arithmetic.own_arrays import OwnLength
from proofcheck.statements import rewriting
from proofcheck.statements.errors import NotTraceableError, UndecidedSizeError
from proofcheck.statements.symbolic.dispatch import answer
from proofcheck.statements.terms import Count, Number, Term


@dataclass(frozen=True, slots=True, order=True)
class Size:
    """A symbolic size, at least `least`; as an axis, its places are positions or the integers below `least`."""

    name: str
    least: int = 1


Monomial = tuple[Size, ...]  # sorted, with repetition


class Length(OwnLength):
    """A polynomial in sizes that is not a constant: `{monomial: coefficient}` without zeros."""

    __slots__ = ("coefficients",)

    def __init__(self, coefficients: Mapping[Monomial, int]) -> None:
        self.coefficients = {m: c for m, c in sorted(coefficients.items()) if c}

    def __hash__(self) -> int:
        return hash(tuple(self.coefficients.items()))

    def __repr__(self) -> str:
        return " + ".join(
            " ".join([*([str(c)] if c != 1 or not m else []), *(s.name for s in m)])
            for m, c in self.coefficients.items()
        )

    def __arithmetic__(self, name: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        return answer(name, arguments, options)

    def __index__(self) -> int:
        raise NotTraceableError(f"the size {self} is used as an integer (range, numpy.eye, ...)")

    __int__ = __float__ = __index__

    def term(self) -> Term:
        """The length as a real number."""
        return reduce(
            lambda x, y: rewriting.operation("add", x, y),
            (_monomial_term(m, c) for m, c in self.coefficients.items()),
        )

    # arithmetic with integers and lengths; anything else is left to the array

    def __add__(self, other: Any) -> Any:
        return _combine(self, other, lambda x, y: _sum(x, y))

    def __sub__(self, other: Any) -> Any:
        return _combine(self, other, lambda x, y: _sum(x, {m: -c for m, c in y.items()}))

    def __rsub__(self, other: Any) -> Any:
        return _combine(self, other, lambda x, y: _sum(y, {m: -c for m, c in x.items()}))

    def __mul__(self, other: Any) -> Any:
        return _combine(self, other, _product)

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> Any:
        return self * -1

    def __pow__(self, exponent: int) -> Any:
        return reduce(lambda x, y: x * y, [self] * exponent, 1)

    def __truediv__(self, other: Any) -> Any:
        if isinstance(other, int | Length):
            raise NotTraceableError(f"the quotient {self} / {other} of sizes; begin with a number of the arithmetic")
        return NotImplemented

    def __rtruediv__(self, other: Any) -> Any:
        raise NotTraceableError(f"the quotient {other} / {self} of sizes; begin with a number of the arithmetic")

    # comparisons

    def __eq__(self, other: object) -> bool:
        low, high = self._range_of_difference(other)
        if low == high == 0:
            return True
        if (low is not None and low > 0) or (high is not None and high < 0):
            return False
        raise _undecided_error(self, other, "==")

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __lt__(self, other: Any) -> bool:
        low, high = self._range_of_difference(other)
        if high is not None and high < 0:
            return True
        if low is not None and low >= 0:
            return False
        raise _undecided_error(self, other, "<")

    def __gt__(self, other: Any) -> bool:
        low, high = self._range_of_difference(other)
        if low is not None and low > 0:
            return True
        if high is not None and high <= 0:
            return False
        raise _undecided_error(self, other, ">")

    def __le__(self, other: Any) -> bool:
        return not self > other

    def __ge__(self, other: Any) -> bool:
        return not self < other

    def __bool__(self) -> bool:
        return self != 0

    def _range_of_difference(self, other: object) -> tuple[int | None, int | None]:
        """Least and greatest value of self - other over all sizes, None for no bound that the coefficients show."""
        if not isinstance(other, Length | int):
            raise NotTraceableError(f"the size {self} is compared with {other!r}")
        difference = polynomial(self - other)
        shifted = _from_least(difference)
        constant = shifted.get((), 0)
        growing = [c for m, c in shifted.items() if m]
        low = constant if all(c >= 0 for c in growing) else None
        return low, constant if all(c <= 0 for c in growing) else None


def _undecided_error(length: Length, other: object, relation: str) -> NotTraceableError:
    """A single size beside a number that it may reach gets the error that splits cases."""
    monomial, coefficient = next(iter(length.coefficients.items()))
    if isinstance(other, int) and len(length.coefficients) == 1 and len(monomial) == 1 and coefficient == 1:
        return UndecidedSizeError(monomial[0].name, other)
    return NotTraceableError(f"whether {length} {relation} {other} depends on the sizes")


def _from_least(coefficients: Mapping[Monomial, int]) -> dict[Monomial, int]:
    """The polynomial in the excesses of the sizes over their least values."""
    found: dict[Monomial, int] = {}
    for monomial, coefficient in coefficients.items():
        for count in range(len(monomial) + 1):
            for chosen in combinations(range(len(monomial)), count):
                kept = tuple(monomial[i] for i in chosen)
                rest = reduce(
                    lambda x, y: x * y, (s.least for i, s in enumerate(monomial) if i not in chosen), coefficient
                )
                found[kept] = found.get(kept, 0) + rest
    return found


def length(coefficients: Mapping[Monomial, int]) -> Length | int:
    """A polynomial as Python sees it: an integer where it is constant."""
    nonzero = {m: c for m, c in coefficients.items() if c}
    if not nonzero:
        return 0
    return nonzero[()] if set(nonzero) == {()} else Length(nonzero)


def polynomial(value: Length | int) -> dict[Monomial, int]:
    """The coefficients of a length or an integer."""
    return dict(value.coefficients) if isinstance(value, Length) else {(): value} if value else {}


def size_length(size: Size) -> Length:
    """The length of an axis of that size."""
    return Length({(size,): 1})


def same(left: Length | int, right: Length | int) -> bool:
    """Whether two lengths are the same polynomial."""
    return polynomial(left) == polynomial(right)


def _combine(left: Length, right: Any, rule: Callable[..., dict[Monomial, int]]) -> Any:
    if isinstance(right, Length) or (isinstance(right, int) and not isinstance(right, bool)):
        return length(rule(polynomial(left), polynomial(right)))
    return NotImplemented


def _sum(x: Mapping[Monomial, int], y: Mapping[Monomial, int]) -> dict[Monomial, int]:
    return {m: x.get(m, 0) + y.get(m, 0) for m in {**x, **y}}


def _product(x: Mapping[Monomial, int], y: Mapping[Monomial, int]) -> dict[Monomial, int]:
    found: dict[Monomial, int] = {}
    for m1, c1 in x.items():
        for m2, c2 in y.items():
            key = tuple(sorted((*m1, *m2)))
            found[key] = found.get(key, 0) + c1 * c2
    return found


def _monomial_term(monomial: Monomial, coefficient: int) -> Term:
    product: Term = Number(Fraction(coefficient))
    for size in monomial:
        product = rewriting.operation("multiply", product, Count(size.name))
    return product
