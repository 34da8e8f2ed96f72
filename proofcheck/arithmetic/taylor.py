"""Truncated Taylor series in one variable, of any order, over any element type.

A `Jet` holds c_0..c_K of c_0 + c_1 t + ... + c_K t^K. Over balls its coefficients are rigorous enclosures, so the
derivatives of a definition come from the definition alone, without a derivative formula that could be wrong. (The
module of this name in `solver.least_squares` is the other kind: gradients and Hessians in p variables, for arrays.)
Reference for the recurrences: Griewank and Walther, Evaluating Derivatives, 2nd ed., section 13.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from proofcheck.arithmetic.comparison import hull
from proofcheck.arithmetic.functions import (
    Array,
    as_array,
    cos,
    exp,
    expm1,
    log,
    log1p,
    sin,
    sqrt,
    tanh,
)
from proofcheck.arithmetic.refusals import KinkError, branch_methods, user_place


def _operator(operation: Callable[[Jet, Jet], Jet], *, swapped: bool = False) -> Callable[[Jet, Any], Any]:
    """A binary method: operands lifted to one level and length; arrays are left to numpy, entry by entry."""

    def apply(self: Jet, other: Any) -> Any:
        if isinstance(other, np.ndarray):
            return NotImplemented
        left, right = self.align(other)
        return operation(right, left) if swapped else operation(left, right)

    return apply


def _add(a: Jet, b: Jet) -> Jet:
    return a.like(x + y for x, y in zip(a.coefficients, b.coefficients, strict=True))


def _subtract(a: Jet, b: Jet) -> Jet:
    return a.like(x - y for x, y in zip(a.coefficients, b.coefficients, strict=True))


def _multiply(a: Jet, b: Jet) -> Jet:
    return a.like(_convolution(a.coefficients, b.coefficients, k) for k in range(len(a.coefficients)))


def _divide(a: Jet, b: Jet) -> Jet:
    quotient: list[Any] = []
    for k, x in enumerate(a.coefficients):
        # q b = a: the k-th coefficient of q b without its last product, q_k b_0.
        known = sum(q * b.coefficients[k - i] for i, q in enumerate(quotient))
        quotient.append((x - known) / b.coefficients[0])
    return a.like(quotient)


def _convolution(a: Sequence[Any], b: Sequence[Any], k: int) -> Any:
    return sum(a[i] * b[k - i] for i in range(1, k + 1)) + a[0] * b[k]


def _slopes(a: Sequence[Any], b: Sequence[Any], k: int) -> Any:
    """The k-th coefficient of the integral of a'(t) b(t): what f(a)' = f'(a) a' gives for f(a), with b = f'(a)."""
    return sum(i * a[i] * b[k - i] for i in range(1, k + 1)) / k


@dataclass(frozen=True, eq=False)
class Jet:
    """Taylor coefficients, constant first; both operands of an operation have the same length or are scalars.

    Differentiations nest: each has its own `level`, later ones higher, and a jet of a lower level is a scalar to one of
    a higher level. An array as the right operand is left to numpy, which takes it entry by entry. Jets have no order
    and no truth value (BranchError); where a function has a kink at the constant term they raise KinkError.
    """

    coefficients: tuple[Any, ...]
    level: int = 0

    __hash__ = None  # type: ignore[assignment]
    __add__, __radd__ = _operator(_add), _operator(_add, swapped=True)
    __sub__, __rsub__ = _operator(_subtract), _operator(_subtract, swapped=True)
    __mul__, __rmul__ = _operator(_multiply), _operator(_multiply, swapped=True)
    __truediv__, __rtruediv__ = _operator(_divide), _operator(_divide, swapped=True)

    def __neg__(self) -> Jet:
        return self.like(-a for a in self.coefficients)

    def __pos__(self) -> Jet:
        return self

    def __pow__(self, exponent: Any) -> Any:
        """Integer powers by multiplication (x^-k = 1 / x^k), any other as exp(exponent log x)."""
        if isinstance(exponent, np.ndarray):
            return NotImplemented
        whole = whole_number(exponent)
        if whole is None:
            return (self.log() * exponent).exp()
        # Not by exp and log: the base may be zero or negative, where only whole powers exist.
        result = self.like(self._lift(1))
        for _ in range(abs(whole)):
            result = result * self
        return 1 / result if whole < 0 else result

    def __rpow__(self, base: Any) -> Any:
        """base^x = exp(x log base)."""
        if isinstance(base, np.ndarray):
            return NotImplemented
        return (self.like(self._lift(base)).log() * self).exp()

    def __abs__(self) -> Jet:
        # Around a constant term that is surely not zero |a| is a or -a, with all derivatives.
        return self if self.sign() > 0 else -self

    def exp(self) -> Jet:
        """e = exp(a): e' = a' e."""
        return self._integrate(exp, lambda e: e)

    def expm1(self) -> Jet:
        """exp(a) - 1, whose derivative is that of exp."""
        return self.like((_scalar(expm1, self.coefficients[0]), *self.exp().coefficients[1:]))

    def log(self) -> Jet:
        """l = log(a): l' = a' / a."""
        return self._logarithm(log, self)

    def log1p(self) -> Jet:
        """log(1 + a), whose constant term keeps its digits for small a."""
        return self._logarithm(log1p, 1 + self)

    def _logarithm(self, function: Callable[[Any], Array], a: Jet) -> Jet:
        """k a_k = sum_{i=1..k} i l_i a_{k-i}."""
        found = [_scalar(function, self.coefficients[0])]
        for k in range(1, len(a.coefficients)):
            # From a l' = a' with l_k apart; the start has the arithmetic's type, which sum's 0 has not.
            known = sum((i * found[i] * a.coefficients[k - i] for i in range(1, k)), 0 * a.coefficients[0])
            found.append((a.coefficients[k] - known / k) / a.coefficients[0])
        return self.like(found)

    def sqrt(self) -> Jet:
        """sqrt: 2 s_0 s_k = a_k - sum_{i=1..k-1} s_i s_{k-i}; needs a nonzero constant term."""
        s = [_scalar(sqrt, self.coefficients[0])]
        for k in range(1, len(self.coefficients)):
            known = sum(s[i] * s[k - i] for i in range(1, k))
            s.append((self.coefficients[k] - known) / (2 * s[0]))
        return self.like(s)

    def sin(self) -> Jet:
        """sin(a)' = a' cos(a), by the recurrence that gives cosine with it."""
        return self._waves()[0]

    def cos(self) -> Jet:
        """cos(a)' = -a' sin(a), by the recurrence that gives sine with it."""
        return self._waves()[1]

    def _waves(self) -> tuple[Jet, Jet]:
        a = self.coefficients
        s, c = [_scalar(sin, a[0])], [_scalar(cos, a[0])]
        for k in range(1, len(a)):
            following = _slopes(a, c, k), -_slopes(a, s, k)
            s.append(following[0])
            c.append(following[1])
        return self.like(s), self.like(c)

    def tanh(self) -> Jet:
        """h = tanh(a): h' = a' (1 - h^2)."""

        def slope(h: list[Any]) -> list[Any]:
            return [(1 if k == 0 else 0) - _convolution(h, h, k) for k in range(len(h))]

        return self._integrate(tanh, slope)

    def _integrate(self, function: Callable[[Any], Array], slope: Callable[[list[Any]], list[Any]]) -> Jet:
        """f(a) from f(a_0) and f(a)' = a' slope(f(a))."""
        a = self.coefficients
        found = [_scalar(function, a[0])]
        for k in range(1, len(a)):
            # The k-th coefficient of f(a) needs those of f'(a) below k alone, which are known by now.
            found.append(_slopes(a, slope(found), k))
        return self.like(found)

    def max(self, other: Any) -> Jet:
        """The larger series. Raises KinkError where both may be."""
        # The sign is that of the constant term, which decides in a neighbourhood: KinkError where it may be 0.
        a, b = self.align(other)
        return a if (a - b).sign() > 0 else b

    def min(self, other: Any) -> Jet:
        """The smaller series. Raises KinkError where both may be."""
        a, b = self.align(other)
        return b if (a - b).sign() > 0 else a

    def select(self, a: Any, b: Any) -> Any:
        """a where this series is positive, b where it is negative. Raises KinkError where that may change."""
        return a if self.sign() > 0 else b

    def hull(self, other: Any) -> Jet:
        """Coefficients that enclose those of both series."""
        a, b = self.align(other)
        # Which of both series holds is not known, so each coefficient has to hold both.
        return a.like(hull(x, y) for x, y in zip(a.coefficients, b.coefficients, strict=True))

    def sign(self) -> int:
        """1 or -1, the sign around the point of expansion. Raises KinkError where the constant term may vanish."""
        found = sign(self.coefficients[0])
        if not found:
            raise KinkError(
                f"{user_place()}: a piecewise function is differentiated where it may have a kink, its argument being "
                f"{self.coefficients[0]}; no derivative is shown to exist there"
            )
        return found

    def coefficient(self, k: int, level: int) -> Any:
        """The k-th coefficient in the variable of `level`, of which a jet of another level is constant."""
        return self.coefficients[k] if self.level == level else constant_coefficient(self, k)

    def like(self, coefficients: Iterable[Any]) -> Jet:
        """A jet in the variable of this one, whose coefficients are given."""
        return Jet(tuple(coefficients), self.level)

    def align(self, other: Any) -> tuple[Jet, Jet]:
        """Both operands in the variable of the higher level."""
        if isinstance(other, Jet) and other.level > self.level:
            return other.like(other._lift(self)), other
        return self, self.like(self._lift(other))

    def _lift(self, other: Any) -> tuple[Any, ...]:
        if isinstance(other, Jet) and other.level == self.level:
            return other.coefficients
        zero = 0 * self.coefficients[0]  # exact even for a wide ball, where c - c is not
        return (zero + other, *(zero for _ in self.coefficients[1:]))


for _name, _method in branch_methods().items():
    setattr(Jet, _name, _method)


def whole_number(exponent: Any) -> int | None:
    """An exponent that is an integer, whatever its type, as an int; None for any other."""
    if isinstance(exponent, int | np.integer):
        return int(exponent)
    if isinstance(exponent, Fraction):
        return exponent.numerator if exponent.denominator == 1 else None
    return int(exponent) if isinstance(exponent, float | np.floating) and exponent.is_integer() else None


def _scalar(function: Callable[[Any], Array], value: Any) -> Any:
    return function(as_array(value)).item()


def sign(value: Any) -> int | None:
    """1, 0 or -1 where the sign of a number of any arithmetic is certain, else None."""
    if hasattr(value, "sign") and not isinstance(value, sympy.Basic):
        found: int | None = value.sign()
        return found
    return 1 if value > 0 else -1 if value < 0 else 0 if value == 0 else None


def constant_coefficient(value: Any, k: int) -> Any:
    """The k-th Taylor coefficient of a constant."""
    return value if k == 0 else 0 * value
