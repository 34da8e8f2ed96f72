"""Verified double-word arithmetic: about 80 to 100 bits where the gradient at a solution needs them.

A `Wide(hi, lo, rad)` stands for every real array x with |x - (hi + lo)| <= rad. Sums and products start from error-free
transformations (Knuth's two_sum; Dekker's two_prod by Veltkamp splitting); what they leave out is bounded a posteriori
in `rad`, so nothing rests on a theorem about double-word accuracy. Matrix products split their operands into slices of
few bits, whose products plain BLAS computes without rounding (Ozaki, Ogita, Oishi and Rump, Numer. Algorithms 59
(2012) 95-118). Assumptions as in `solver.verified.ball`; overflow widens to infinity, underflow is inside TINY.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from solver.verified.ball import TINY, UNIT, Ball, Floats, gamma, inflate
from solver.verified.products import multiply_alone

_SPLITTER: Final = 2.0**27 + 1.0
_LOWEST_EXPONENT: Final = -900  # rows with smaller entries are not sliced: their units could underflow


@dataclass(frozen=True, eq=False)
class Wide:
    """Double-word midpoint hi + lo with radius rad; three arrays of one shape."""

    hi: Floats
    lo: Floats
    rad: Floats

    __array_ufunc__ = None  # ndarray * Wide must reach Wide.__rmul__

    @property
    def T(self) -> Wide:
        """Transpose of both words and of the error bounds, as views."""
        return Wide(self.hi.T, self.lo.T, self.rad.T)

    def __neg__(self) -> Wide:
        return Wide(-self.hi, -self.lo, self.rad)

    def __add__(self, other: Operand) -> Wide:
        """(s, e) = two_sum(hi, hi'); e + (lo + lo') is rounded twice."""
        b = as_wide(other)
        with np.errstate(all="ignore"):
            s, e = two_sum(self.hi, b.hi)
            low = e + (self.lo + b.lo)
            rounding = 3.0 * UNIT * (np.abs(e) + np.abs(self.lo) + np.abs(b.lo))
            return _normalise(s, low, self.rad + b.rad + rounding, 8)

    def __sub__(self, other: Operand) -> Wide:
        return self + (-as_wide(other))

    def __mul__(self, other: Operand) -> Wide:
        """(p, e) = two_prod(hi, hi'); e + (hi lo' + lo hi') is rounded four times, lo lo' left out."""
        b = as_wide(other)
        with np.errstate(all="ignore"):
            p, e = _two_prod(self.hi, b.hi)
            first, second = self.hi * b.lo, self.lo * b.hi
            rounding = 5.0 * UNIT * (np.abs(e) + np.abs(first) + np.abs(second)) + np.abs(self.lo * b.lo)
            spread = (np.abs(self.hi) + np.abs(self.lo)) * b.rad
            spread += self.rad * (np.abs(b.hi) + np.abs(b.lo) + b.rad)
            return _normalise(p, e + (first + second), spread + rounding, 16)

    def __truediv__(self, other: Operand) -> Wide:
        """Two quotient digits q; the error is |x - q y| / |y|, with the residual evaluated in this arithmetic."""
        b = as_wide(other)
        with np.errstate(all="ignore"):
            first = self.hi / b.hi
            rest = self - b * first
            second = rest.hi / b.hi
            q = two_sum(first, second)
            left = rest - b * second
            # The digits may be guesses: q y is taken from x in this arithmetic, with its error. Below |y|:
            distance = (np.abs(b.hi) - inflate(np.abs(b.lo) + b.rad, 1)) * (1.0 - 4.0 * UNIT)
            spread = np.where(distance > 0, (left.size() + left.rad) / distance, np.inf)
            return _normalise(*q, spread, 8)

    def __matmul__(self, other: Operand) -> Wide:
        """Sliced product of matrices; see `_sliced_product`."""
        return _sliced_product(self, as_wide(other))

    __radd__ = __add__
    __rmul__ = __mul__

    def __rmatmul__(self, other: Operand) -> Wide:
        return as_wide(other) @ self

    def where(self, kept: NDArray[np.bool_] | None) -> Wide:
        """The entries that are kept (None: all), exactly zero for the others."""
        return self if kept is None else Wide(*(np.where(kept, part, 0.0) for part in (self.hi, self.lo, self.rad)))

    def size(self) -> Floats:
        """Upper bound of |hi + lo|, entry by entry, by which errors of products are measured."""
        return inflate(np.abs(self.hi) + np.abs(self.lo), 1)

    def ball(self) -> Ball:
        """As a midpoint-radius array: mid = hi."""
        return Ball(self.hi, inflate(np.abs(self.lo) + self.rad, 1))


Operand: TypeAlias = Wide | Floats | float


def as_wide(value: Operand) -> Wide:
    """A Wide as it is; floats exactly."""
    if isinstance(value, Wide):
        return value
    hi = np.asarray(value, dtype=np.float64)
    return Wide(hi, np.zeros_like(hi), np.zeros_like(hi))


def stack(parts: list[Wide]) -> Wide:
    """Vectors of double words joined end to end, their error bounds with them."""
    return Wide(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("hi", "lo", "rad")))


def two_sum(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """s and e with s + e = a + b exactly (Knuth), whichever is the larger, unless the sum overflows."""
    s = a + b
    t = s - a
    return s, (a - (s - t)) + (b - t)


def _split(a: Floats) -> tuple[Floats, Floats]:
    # Veltkamp: two halves of 26 bits, whose products with other halves are exact.
    c = _SPLITTER * a
    high = c - (c - a)
    return high, a - high


def _two_prod(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    # Dekker: p + e = a b exactly, up to an underflow in e, which TINY absorbs.
    p = a * b
    (ah, al), (bh, bl) = _split(a), _split(b)
    return p, ((ah * bh - p) + ah * bl + al * bh) + al * bl


def _normalise(s: Any, low: Any, spread: Any, roundings: int) -> Wide:
    """hi + lo = s + low without error; anything not finite becomes 0 +/- infinity (then lo is NaN or infinite)."""
    hi, lo = two_sum(np.asarray(s, dtype=np.float64), np.asarray(low, dtype=np.float64))
    finite, rad = np.isfinite(lo), inflate(spread, roundings)
    if finite.all():
        return Wide(hi, lo, rad)
    return Wide(np.where(finite, hi, 0.0), np.where(finite, lo, 0.0), np.where(finite, rad, np.inf))


def _slices(a: Wide, axis: int, bits: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Two slices of `bits` bits each, relative to the largest entry along `axis`, the rest, and norms along the axis.

    Adding and subtracting 1.5 * 2^52 units rounds to a multiple of the unit, without error in the differences; adding
    the low word to the rest rounds. The norms are upper bounds of |hi| + |lo|, by the largest entries.
    """
    largest = np.abs(a.hi).max(axis=axis, keepdims=True)
    _, exponent = np.frexp(largest)
    usable, rest, slices = exponent > _LOWEST_EXPONENT, a.hi, []
    for k in (1, 2):
        anchor = np.ldexp(1.5, np.where(usable, exponent - k * bits + 52, 0))
        part = rest + anchor
        part -= anchor
        if not usable.all():
            part = np.where(usable, part, 0.0)
        slices.append(part)
        rest = rest - part
    norms = inflate((largest + np.abs(a.lo).max(axis=axis, keepdims=True)) * np.sqrt(a.hi.shape[axis]), 4)
    return slices[0], slices[1], rest + a.lo, norms


def _sliced_product(a: Wide, b: Wide) -> Wide:
    """a b = (S + ra)(T + rb) with S, T sums of two slices: S T without rounding, S rb + ra (T + rb) in plain floats.

    With bits = (53 - log2 k) / 2 the entries of a slice are integers up to 2^bits + 1 in their unit, so that every
    partial sum of a product of slices is an integer below 2^53. The rest is smaller by 2^-(2 bits): its rounding,
    bounded by gamma_k and row and column norms (Cauchy-Schwarz), is about 2^-90 of the result.

    The sum of the five small parts rounds by less than 5 u of their sizes. With norms A, B (sqrt k times the largest
    entry), |s1| <= 1.001 A and |s2| <= 1.001 A 2^-bits, because half a unit is at most 2^-bits of the largest entry and
    bits >= 11. Hence the two errors of sums are at most 1.1 u A B, |s2 t2| <= 1.01 A B 2^(-2 bits), and the last two
    parts at most 1.01 A |rb| and |ra| B (1 + gamma_k).
    """
    k = a.hi.shape[1]
    bits = int((52.9 - np.log2(k)) / 2)
    with np.errstate(all="ignore"):
        (s1, s2, ra, A), (t1, t2, rb, B) = _slices(a, 1, bits), _slices(b, 0, bits)
        # s1 t1, s1 t2, s2 t1 and s2 t2 are exact; the products with remainders are rounded but small.
        total, low = two_sum(multiply_alone(s1, t1), multiply_alone(s1, t2))
        total, second = two_sum(total, multiply_alone(s2, t1))
        low += second
        low += (multiply_alone(s2, t2) + multiply_alone(s1 + s2, rb)) + multiply_alone(ra, b.hi)
        # Left out of the midpoint: ra times the low word of b, and everything with a radius. `relative` counts the
        # rounding of the products with remainders, of the remainders, and that of the sum of the small parts.
        relative, parts = gamma(k) + 12.0 * UNIT, UNIT * (12.0 * UNIT + 6.0 * 2.0 ** (-2 * bits))
        ra_norms, a_radii, rb_norms, b_low, b_radii = (
            _norms(part, axis) for part, axis in ((ra, 1), (a.rad, 1), (rb, 0), (b.lo, 0), (b.rad, 0))
        )
        rows = np.hstack([A, ra_norms, a_radii])
        columns = [relative * rb_norms + parts * B + b_radii, relative * B + b_low, B + b_radii]
        return _normalise(total, low, rows @ np.vstack(columns) + k * TINY, k + 32)


def _norms(values: Floats, axis: int) -> Floats:
    """Upper bounds of Euclidean norms along an axis, by the largest entry: immune to underflow of squares."""
    largest = np.abs(values).max(axis=axis, keepdims=True)
    return inflate(largest * np.sqrt(values.shape[axis]), 3)


# exp(x) = 2^(n / 256) exp(t) with t = x - n ln 2 / 256, |t| < 0.00136. ln 2 / 256 = high + tail, n high exact (high has
# 34 bits, |n| < 2^19), tail a double word to within 2^-152. 2^(n / 256) comes from a table of double words and
# the exponent. exp(t) = 1 + t + t^2 h with h = 1/2 + t (1/6 + t Q), Q = sum_{i >= 4} t^(i-4) / i!, cut off after i = 8
# (error in h below t^7 / 9! * 1.001 < 2^-85). t (1/6 + t Q) is evaluated in plain floats at t.hi: Horner's rule and its
# coefficients leave in Q less than u (2 / 24) * 1.01, in the bracket, with u / 8 of 1/6, less than 0.34 u, and in the
# product less than 0.0014 (0.34 + 0.17) u < 2^-63 with the cut; |h'| < 0.17. Every other rounding is in the radii.
_STEP_BITS: Final = 8
_STEPS: Final = 2**_STEP_BITS
_HIGH: Final = float.fromhex("0x1.62e42fef8p-9")
_TAIL: Final = tuple(map(float.fromhex, ("0x1.1cf79abc9e3b4p-44", "-0x1.9ff0342542fc3p-98")))
_TAIL_ERROR: Final = 2.0**-152
_LARGEST_REDUCED: Final = 0.001355
_PLAIN: Final = tuple(1.0 / factorial(i) for i in range(3, 9))
_PLAIN_ERROR: Final = 2.0**-63
_PLAIN_SLOPE: Final = 0.17
_HALF: Final = np.asarray(0.5)
_LARGEST_RADIUS: Final = 2.0**-20
_LOWEST: Final = -745.0  # below, exp(x + 1) < TINY
_HIGHEST: Final = 709.0


def exp(x: Wide) -> Wide:
    """Elementwise exponential to 2^-81; radii above 2^-20 and arguments above 709 give an infinite radius."""
    low, bad = x.hi < _LOWEST, (x.hi > _HIGHEST) | (x.rad > _LARGEST_RADIUS)
    outside = low | bad
    inside = Wide(*(np.where(outside, 0.0, part) for part in (x.hi, x.lo, x.rad))) if outside.any() else x
    n = np.rint(inside.hi * (_STEPS / float(np.log(2.0))))
    t = inside - n * _HIGH - _LOG_TAIL * n
    # Were n wrong by one, by rint's argument being rounded, t would be too long: checked, not believed.
    bad = bad | ~(np.abs(t.hi) + np.abs(t.lo) < _LARGEST_REDUCED)
    whole = n.astype(np.int64)
    exponent, step = whole >> _STEP_BITS, whole & (_STEPS - 1)
    value = _scale(_taylor(t) * Wide(_POWERS.hi[step], _POWERS.lo[step], _POWERS.rad.max()), exponent)
    if not (low.any() or bad.any()):
        return value
    # Where x is below -745, 0 +- TINY holds exp(x); where nothing is known, 0 +- infinity does.
    rad = np.where(bad, np.inf, np.where(low, TINY, value.rad))
    return Wide(np.where(low | bad, 0.0, value.hi), np.where(low | bad, 0.0, value.lo), rad)


def _taylor(t: Wide) -> Wide:
    """exp(t) for |t| < 0.00136."""
    plain = np.full_like(t.hi, _PLAIN[-1])
    for coefficient in _PLAIN[-2::-1]:
        plain *= t.hi
        plain += coefficient
    plain *= t.hi
    # h is evaluated at t.hi alone: its slope times what that leaves out, and its own roundings.
    spread = inflate(_PLAIN_SLOPE * (np.abs(t.lo) + t.rad) + _PLAIN_ERROR, 3)
    return t * t * Wide(*two_sum(_HALF, plain), spread) + t + 1.0


def _scale(x: Wide, exponent: NDArray[np.int64]) -> Wide:
    """x 2^exponent for |x| < 4: exact but for underflow, of the factor too, which TINY absorbs."""
    factor = np.ldexp(1.0, exponent)
    return Wide(x.hi * factor, x.lo * factor, x.rad * factor + TINY)


def _powers() -> Wide:
    """2^(j / 256) for j < 256, from 2^(1/256) = sum (ln 2 / 256)^i / i!, whose terms after i = 12 are below 2^-140."""
    step = as_wide(np.array([_HIGH])) + _LOG_TAIL
    power = as_wide(np.ones(1))
    for i in range(12, 0, -1):
        power = power * step / float(i) + 1.0
    power, table = Wide(power.hi, power.lo, power.rad + 2.0**-140), as_wide(np.ones(1))
    while len(table.hi) < _STEPS:
        table, power = stack([table, table * power]), power * power
    return table


_LOG_TAIL: Final = Wide(*(np.asarray(value) for value in (*_TAIL, _TAIL_ERROR)))
_POWERS: Final = _powers()
