"""Verified float64: midpoint-radius arrays over plain BLAS in round-to-nearest.

A `Ball(mid, rad)` stands for every real array x with |x - mid| <= rad entrywise. Each operation returns a ball that
contains the exact result for all members of its operands.

Assumptions: IEEE 754 binary64, round to nearest, gradual underflow, and matrix products that form each entry from
the k exact or FMA-contracted products in some order (no Strassen). u = 2^-53, eta = 2^-1074.
References: Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., sections 3.1 and 4.2 (gamma_k for any
order of summation); Rump, Verification methods, Acta Numerica 19 (2010), sections 5 and 10.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

UNIT: Final = 2.0**-53
TINY: Final = 2.0**-1060  # absorbs up to 2^13 underflow errors of at most eta each
LEAST: Final = 2.0**-1074
_LARGEST_INNER_DIMENSION: Final = 2**30
LARGE_PRODUCT: Final = 2**24
_SAFE_SQUARES: Final = (2.0**-900, 2.0**1000)


def inflate(value: Any, roundings: int) -> Floats:
    """Upper bound of a nonnegative expression of sums, products and quotients evaluated with `roundings` roundings.

    The exact value is at most fl / (1 - u)^roundings (+ underflow); the factor below exceeds that by two roundings of
    its own. NaN (from inf - inf or 0 * inf) becomes infinity: a bound is lost, never wrong.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        bound = np.asarray(np.multiply(value, 1.0 + 2.0 * (roundings + 2) * UNIT, dtype=np.float64))
        bound += TINY
    undefined = np.isnan(bound)
    if undefined.any():
        bound[undefined] = np.inf
    return bound


def gamma(k: int) -> float:
    """Upper bound of gamma_k = k u / (1 - k u); infinite beyond 2^30 terms, which are not bounded here."""
    if k > _LARGEST_INNER_DIMENSION:
        return float(np.inf)
    # k u <= 2^-23, so that 1 / (1 - k u) < 1 + 2^-22; the rest covers the roundings of this line.
    return k * UNIT * (1.0 + 2.0**-20)


@dataclass(frozen=True, eq=False)
class Ball:
    """Midpoint-radius array; `mid` and `rad` have the same shape, `rad` is nonnegative and may be infinite."""

    mid: Floats
    rad: Floats

    __array_ufunc__ = None  # ndarray * Ball must reach Ball.__rmul__

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the array enclosed."""
        return self.mid.shape

    @property
    def T(self) -> Ball:
        """Transpose of midpoints and radii, as views."""
        return Ball(self.mid.T, self.rad.T)

    def __getitem__(self, index: Any) -> Ball:
        return Ball(self.mid[index], self.rad[index])

    def put(self, index: Any, part: Ball) -> None:
        """Set entries, for whoever builds an array part by part."""
        self.mid[index], self.rad[index] = part.mid, part.rad

    def reshape(self, *shape: int) -> Ball:
        """The same entries in another shape."""
        return Ball(self.mid.reshape(*shape), self.rad.reshape(*shape))

    def transpose(self, *axes: int) -> Ball:
        """The same entries with permuted axes."""
        return Ball(self.mid.transpose(axes), self.rad.transpose(axes))

    def __neg__(self) -> Ball:
        return Ball(-self.mid, self.rad)

    def __add__(self, other: Operand) -> Ball:
        b = ball(other)
        mid = _run_quietly(np.add, self.mid, b.mid)
        # |x - fl(x)| <= u |fl(x)| to nearest; a subnormal sum is exact.
        return make_ball(mid, self.rad + b.rad + UNIT * np.abs(mid), 3)

    def __sub__(self, other: Operand) -> Ball:
        return self + (-ball(other))

    def __mul__(self, other: Operand) -> Ball:
        b = ball(other)
        mid = _run_quietly(np.multiply, self.mid, b.mid)
        with np.errstate(invalid="ignore", over="ignore"):
            # xy - ab = a dy + dx (b + dy); then the product's own rounding, whose underflow TINY absorbs.
            spread = np.abs(self.mid) * b.rad + self.rad * (np.abs(b.mid) + b.rad)
            return make_ball(mid, spread + UNIT * np.abs(mid), 5)

    def __truediv__(self, other: Operand) -> Ball:
        """|x/y - a/b| <= (rad x + |a/b| rad y) / (|b| - rad y); infinite where the divisor may vanish.

        The radii are divided first: a product that underflows, divided by something tiny, would lose its error.
        """
        b = ball(other)
        with np.errstate(all="ignore"):
            mid = self.mid / b.mid
            quotient = inflate(np.abs(mid), 1)
            # Below |b| - rad y: the two roundings add at most 2 u of it, less than the 4 u taken off.
            distance = (np.abs(b.mid) - b.rad) * (1.0 - 4.0 * UNIT)
            spread = self.rad / distance + quotient * (b.rad / distance) + UNIT * np.abs(mid)
            return make_ball(mid, np.where(distance > 0, spread, np.inf), 6)

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other: Operand) -> Ball:
        return ball(other) - self

    def __rtruediv__(self, other: Operand) -> Ball:
        return ball(other) / self

    def __matmul__(self, other: Operand) -> Ball:
        """|xy - fl(ab)| <= |a| (rad b + gamma_k |b|) + rad a (|b| + rad b) + k eta, entrywise.

        gamma_k |b| may underflow before it meets a large |a|: TINY beside it.

        In large products the nonnegative ones are bounded by norms of rows and columns (Cauchy-Schwarz): one product
        instead of three, for a radius about 1.6 times wider.
        """
        if not isinstance(other, Ball | np.ndarray | float):
            return NotImplemented  # a `solver.verified.products.RightFactor` knows how
        b = ball(other)
        k = self.mid.shape[-1]
        mid = _run_quietly(np.matmul, self.mid, b.mid)
        with np.errstate(invalid="ignore", over="ignore"):
            # gamma_k holds for every order of summation, so that BLAS may block and thread as it likes.
            if mid.ndim == 2 and mid.size * k > LARGE_PRODUCT:
                return make_ball(mid, norm_spread(self, lengths(b.mid, 0), lengths(b.rad, 0)), k + 16)
            spread = np.matmul(np.abs(self.mid), b.rad + (gamma(k) * np.abs(b.mid) + TINY))
            # Exact data on the left, the usual case, needs no second product.
            if self.rad.any():
                spread = spread + np.matmul(self.rad, np.abs(b.mid) + b.rad)
            return make_ball(mid, spread + k * TINY, k + 16)

    def __rmatmul__(self, other: Operand) -> Ball:
        return ball(other) @ self

    def row_products(self, other: Ball) -> Ball:
        """<a_j, b_j> of every row j of two n x m balls, (n,), without temporaries: radii from norms of rows."""
        k = self.mid.shape[1]
        mid = _run_quietly(np.einsum, "ij,ij->i", self.mid, other.mid)
        with np.errstate(all="ignore"):
            a, a_rad, b, b_rad = (lengths(part, 1)[:, 0] for part in (self.mid, self.rad, other.mid, other.rad))
            spread = a * (b_rad + gamma(k) * b + k * TINY) + a_rad * (b + b_rad) + k * TINY
            return make_ball(mid, spread, k + 16)

    def sum(self, axis: int | None = None) -> Ball:
        """Sum along `axis` (all entries by default), in whatever order numpy takes."""
        k = self.mid.size if axis is None else self.mid.shape[axis]
        mid = _run_quietly(np.sum, self.mid, axis=axis)
        with np.errstate(over="ignore"):
            # The sum of |mid| is computed, and rounded, too: the k + 3 roundings below are for it.
            spread = self.rad.sum(axis=axis) + gamma(k) * np.abs(self.mid).sum(axis=axis)
        return make_ball(np.asarray(mid), np.asarray(spread), k + 3)

    def double(self) -> Ball:
        """Twice the ball, without rounding; overflow leaves an infinite radius."""
        with np.errstate(over="ignore"):
            mid, rad = self.mid * 2.0, self.rad * 2.0
        finite = np.isfinite(mid)
        return Ball(mid, rad) if finite.all() else Ball(np.where(finite, mid, 0.0), np.where(finite, rad, np.inf))

    def plus_diagonal(self, value: float) -> Ball:
        """A square matrix plus a multiple of the identity; only the diagonal is computed."""
        mid, rad = self.mid.copy(), self.rad.copy()
        moved = Ball(mid.diagonal(), rad.diagonal()) + value
        np.fill_diagonal(mid, moved.mid)
        np.fill_diagonal(rad, moved.rad)
        return Ball(mid, rad)

    def sqrt(self) -> Ball:
        """Square root of the nonnegative members; |sqrt x - sqrt a| <= |x - a| / sqrt a and <= sqrt |x - a|.

        Where the whole ball is negative the radius is infinite.
        """
        with np.errstate(all="ignore"):
            # A negative midpoint gives way to zero, from which members are |mid| further.
            mid = np.sqrt(np.maximum(self.mid, 0.0))
            excess = self.rad + np.maximum(-self.mid, 0.0)
            # Near zero the first bound is the smaller, elsewhere the second, divided by a root rounded down.
            wide = np.sqrt(inflate(excess, 1))
            narrow = np.where(mid > 0, excess / (mid * (1.0 - 4.0 * UNIT)), np.inf)
            spread = np.minimum(wide, narrow) + UNIT * mid
            return make_ball(mid, np.where(self.mid + self.rad < 0, np.inf, spread), 5)

    def where(self, kept: NDArray[np.bool_] | None) -> Ball:
        """The entries that are kept (None: all), exactly zero for the others."""
        return self if kept is None else Ball(np.where(kept, self.mid, 0.0), np.where(kept, self.rad, 0.0))

    def upper(self) -> Floats:
        """Upper ends mid + rad, entry by entry, rounded up."""
        with np.errstate(invalid="ignore", over="ignore"):
            bound = self.mid + self.rad
            # The sum was rounded by u |bound| at most; twice that is left after the rounding of this line.
            bound = bound + (2.0 * UNIT) * np.abs(bound) + TINY
        return np.where(np.isnan(bound), np.inf, bound)

    def lower(self) -> Floats:
        """Lower ends mid - rad, entry by entry, rounded down."""
        return -(-self).upper()

    def magnitude(self) -> Floats:
        """Entrywise upper bound of the absolute value."""
        return inflate(np.abs(self.mid) + self.rad, 1)

    def norm_upper(self) -> float:
        """Upper bound of the Frobenius norm of every member."""
        magnitude = self.magnitude()
        scale = magnitude.max(initial=0.0)
        if not 0.0 < scale < np.inf:
            return float(scale)
        power = 2.0 ** np.floor(np.log2(scale))  # a power of two: the scaling below is exact up to underflow
        squares = np.square(magnitude / power + TINY).sum()
        return float(inflate(np.sqrt(inflate(squares, magnitude.size + 3)) * power, 3))


Operand: TypeAlias = Ball | Floats | float


def ball(value: Operand) -> Ball:
    """A Ball as it is; floats as balls of radius zero."""
    if isinstance(value, Ball):
        return value
    mid = np.asarray(value, dtype=np.float64)
    return Ball(mid, np.zeros_like(mid))


def norm_spread(a: Ball, columns: Floats, column_radii: Floats) -> Floats:
    """|a_i| (|rad b_j| + gamma_k |b_j|) + |rad a_i| (|b_j| + |rad b_j|) + k TINY, in k + 14 roundings.

    From the lengths of the columns of b and of its radii (1 x m each).
    """
    k = a.mid.shape[1]
    spread = lengths(a.mid, 1) * (column_radii + gamma(k) * columns + k * TINY)
    if a.rad.any():
        spread = spread + lengths(a.rad, 1) * (columns + column_radii)
    spread += k * TINY
    return np.asarray(spread)


def lengths(values: Floats, axis: int) -> Floats:
    """Norms along an axis, in k + 6 roundings; squares are scaled where they could overflow or vanish.

    Where the sum of squares lies in [2^-900, 2^1000] what underflows in it is below k 2^-1074, far inside a rounding.
    """
    squares = np.einsum("ij,ij->i" if axis == 1 else "ij,ij->j", values, values)
    if not ((squares > _SAFE_SQUARES[0]) & (squares < _SAFE_SQUARES[1])).all():
        # Divided by its largest entry a row neither overflows nor vanishes; TINY keeps rows of zeros from 0 / 0.
        largest = np.abs(values).max(axis=axis, keepdims=True, initial=0.0)
        divisor = np.maximum(largest, TINY)
        scaled = values / divisor
        # The last product may be denormal, and meet something huge: its rounding is below the least number added.
        return np.asarray(
            np.sqrt((scaled * scaled).sum(axis=axis, keepdims=True)) * divisor + np.minimum(largest, LEAST)
        )
    return np.expand_dims(np.sqrt(squares), axis)


def _run_quietly(operation: Any, *operands: Floats | str, **options: Any) -> Any:
    with np.errstate(all="ignore"):
        return operation(*operands, **options)


def make_ball(mid: Any, spread: Any, roundings: int) -> Ball:
    """Radius from its computed value; a midpoint that overflowed or is NaN becomes 0 +/- infinity."""
    mid = np.asarray(mid, dtype=np.float64)
    finite = np.isfinite(mid)
    if finite.all():
        return Ball(mid, inflate(spread, roundings))
    return Ball(np.where(finite, mid, 0.0), np.where(finite, inflate(spread, roundings), np.inf))
