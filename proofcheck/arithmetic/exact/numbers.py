"""Exact numbers: elements of Q[variables, atoms] with what is known of their sign (`exact.atoms`).

A claim evaluated on them is decided for every value of its variables at once. The sign of a number is known from how it
was made (a square is nonnegative, so are sums and products of nonnegative numbers) and from the ranges, atoms and facts
of its ring. They have no order, no truth value and no float, and take no inexact operands.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from fractions import Fraction
from functools import partialmethod
from typing import Any, Final, NoReturn

import numpy as np

from proofcheck.arithmetic.constants import LEAVES, Leaves
from proofcheck.arithmetic.exact.atoms import Ring, Sign
from proofcheck.arithmetic.exact.polynomial_ring import Poly
from proofcheck.arithmetic.exact.undecided import NotExactError, text
from proofcheck.arithmetic.guarded import check_exact_operand
from proofcheck.arithmetic.opaque import OpaqueArray
from proofcheck.arithmetic.refusals import branch_methods
from proofcheck.arithmetic.watched.sealed import Sealed, require_framework

_RING: ContextVar[Ring] = ContextVar("ring")


@contextmanager
def within(ring: Ring) -> Iterator[None]:
    """Exact constants that meet no exact number belong to `ring` inside the block."""
    token = _RING.set(ring)
    try:
        yield
    finally:
        _RING.reset(token)


def _binary(operation: Callable[[Exact, Exact], Exact]) -> tuple[Any, Any]:
    """The method of an operation, and the one with its operands swapped."""

    def apply(self: Exact, other: Any, *, swapped: bool = False) -> Any:
        operand = self.operand(other)
        if operand is NotImplemented:
            return NotImplemented
        return operation(operand, self) if swapped else operation(self, operand)

    return apply, partialmethod(apply, swapped=True)


def _add(a: Exact, b: Exact) -> Exact:
    return Exact(a.ring, a.poly + b.poly, max(a.known, b.known) if a.known and b.known else Sign.UNKNOWN)


def _multiply(a: Exact, b: Exact) -> Exact:
    return Exact(a.ring, a.ring.times(a.poly, b.poly), min(a.known, b.known) or Sign(a.poly == b.poly))


class Exact(Sealed):
    """A number that is a polynomial; `known`: what is known of its sign without asking the ring.

    Raises SealedError for a sign that code outside the framework knows.
    """

    __slots__ = ("known", "poly", "ring")
    __hash__ = None  # type: ignore[assignment]
    array_type: Final = OpaqueArray

    def __init__(self, ring: Ring, poly: Poly, known: Sign = Sign.UNKNOWN) -> None:
        if known:
            require_framework("a sign", sys._getframe(1))
        self.ring, self.poly, self.known = ring, poly, known

    __add__, __radd__ = _binary(_add)
    __sub__, __rsub__ = _binary(lambda a, b: Exact(a.ring, a.poly - b.poly))
    __mul__, __rmul__ = _binary(_multiply)
    __truediv__, __rtruediv__ = _binary(lambda a, b: _multiply(a, b.inverse()))

    def operand(self, other: Any) -> Any:
        """Another number in this ring; NotImplemented for arrays and what is no number. Raises InexactOperandError."""
        if isinstance(other, Exact):
            if other.ring is not self.ring:
                raise NotExactError("numbers of two evaluations do not mix")
            return other
        if isinstance(other, np.ndarray):
            return NotImplemented
        check_exact_operand(other)
        return exact(self.ring, other) if isinstance(other, int | Fraction) else NotImplemented

    def __pow__(self, exponent: Any) -> Any:
        """Whole powers, an even one as a square. Raises NotExactError for others."""
        if isinstance(exponent, np.ndarray):
            return NotImplemented
        if not isinstance(exponent, int) or isinstance(exponent, bool):
            raise NotExactError(f"the power {exponent!r} has no exact atom")
        if exponent <= 0:
            return (self**-exponent).inverse() if exponent else exact(self.ring, 1)
        half = self ** (exponent // 2)
        return half * half * self if exponent % 2 else half * half

    def __neg__(self) -> Exact:
        return Exact(self.ring, -self.poly)

    def __pos__(self) -> Exact:
        return self

    def __abs__(self) -> Exact:
        return self.max(-self)

    def inverse(self) -> Exact:
        """1 / self. Raises UnknownSignError where it may vanish."""
        return made(self.ring, self.ring.inverse(self._told()))

    def exp(self) -> Exact:
        """exp of the number."""
        return Exact(self.ring, self.ring.exp(self.poly), Sign.POSITIVE)

    def expm1(self) -> Any:
        """exp of the number, less one."""
        return self.exp() - 1

    def sqrt(self) -> Exact:
        """The nonnegative root. Raises UnknownSignError where the number may be negative."""
        return made(self.ring, self.ring.root(self._told()))

    def max(self, other: Any) -> Exact:
        """The larger number."""
        return made(self.ring, self.ring.largest(self._told(), self.operand(other)._told()))

    def min(self, other: Any) -> Exact:
        """The smaller number."""
        return made(self.ring, -self.ring.largest(-self._told(), -self.operand(other)._told()))

    def select(self, a: Any, b: Any) -> Any:
        """a where the number is nonnegative, else b. Raises NotExactError where its sign is open."""
        if self.strength():
            return a
        if (-self).strength() is Sign.POSITIVE:
            return b
        raise NotExactError(f"a choice by the sign of {text(self.poly)}, which is not known")

    def sign(self) -> int | None:
        """1, 0 or -1 where the sign is one of these at every point, else None."""
        if self.poly.is_zero():
            return 0
        return 1 if self.strength() is Sign.POSITIVE else -1 if (-self).strength() is Sign.POSITIVE else None

    def strength(self) -> Sign:
        """What is known of the sign: how the number was made, else what the ring knows."""
        return self.known or self.ring.sign(self.poly)

    def _told(self) -> Poly:
        """The polynomial, of whose sign the ring has been told, for an atom that needs it."""
        self.ring.assume(self.poly, self.known)
        return self.poly


for _name, _method in branch_methods().items():
    setattr(Exact, _name, _method)


def exact(ring: Ring, value: Fraction | int) -> Exact:
    """A rational as an exact number."""
    return Exact(ring, ring.constant(value), Sign((value > 0) + (value >= 0)))


def made(ring: Ring, poly: Poly) -> Exact:
    """A polynomial of the ring as a number, with what the ring knows of its sign."""
    return Exact(ring, poly, ring.sign(poly))


def _pi() -> NoReturn:
    raise NotExactError("pi has no exact atom")


LEAVES[Exact] = Leaves(
    fraction=lambda value: exact(_RING.get(), value),
    pi=_pi,
    e=lambda: exact(_RING.get(), 1).exp(),
    apply=lambda name, value: getattr(value, name)(),
)
