"""Verified float64: midpoint-radius arrays over plain BLAS in round-to-nearest.

A `Ball(mid, rad)` stands for every real array x with |x - mid| <= rad entrywise. Each operation returns a ball that
contains the exact result for all members of its operands.

Assumptions: IEEE 754 binary64, round to nearest, gradual underflow, and matrix products that form each entry from
the k exact or FMA-contracted products in some order (no Strassen). u = 2^-53, eta = 2^-1074.
References: Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., sections 3.1 and 4.2 (gamma_k for any
order of summation); Rump, Verification methods, Acta Numerica 19 (2010), sections 5 and 10. `exp` rests on basic
operations alone; numpy's is accurate but promises nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

UNIT: Final = 2.0**-53
TINY: Final = 2.0**-1060  # absorbs up to 2^13 underflow errors of at most eta each
_EXP_RELATIVE_ERROR: Final = 2.0**-50
_LARGEST_INNER_DIMENSION: Final = 2**30
_LARGE_PRODUCT: Final = 2**24
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
    """Upper bound of gamma_k = k u / (1 - k u). Raises ValueError beyond 2^30 terms."""
    if k > _LARGEST_INNER_DIMENSION:
        raise ValueError(f"k={k}: sums of more than 2^30 terms are not bounded here; split them")
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
        return _enclose(mid, self.rad + b.rad + UNIT * np.abs(mid), 3)

    def __sub__(self, other: Operand) -> Ball:
        return self + (-ball(other))

    def __mul__(self, other: Operand) -> Ball:
        b = ball(other)
        mid = _run_quietly(np.multiply, self.mid, b.mid)
        with np.errstate(invalid="ignore", over="ignore"):
            spread = np.abs(self.mid) * b.rad + self.rad * (np.abs(b.mid) + b.rad)
            return _enclose(mid, spread + UNIT * np.abs(mid), 5)

    def __truediv__(self, other: Operand) -> Ball:
        """|x/y - a/b| <= (rad x + |a/b| rad y) / (|b| - rad y); infinite where the divisor may vanish.

        The radii are divided first: a product that underflows, divided by something tiny, would lose its error.
        """
        b = ball(other)
        with np.errstate(all="ignore"):
            mid = self.mid / b.mid
            quotient = inflate(np.abs(mid), 1)
            distance = (np.abs(b.mid) - b.rad) * (1.0 - 4.0 * UNIT)
            spread = self.rad / distance + quotient * (b.rad / distance) + UNIT * np.abs(mid)
            return _enclose(mid, np.where(distance > 0, spread, np.inf), 6)

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
        b = ball(other)
        k = self.mid.shape[-1]
        mid = _run_quietly(np.matmul, self.mid, b.mid)
        with np.errstate(invalid="ignore", over="ignore"):
            if mid.ndim == 2 and mid.size * k > _LARGE_PRODUCT:
                return _enclose(mid, _norm_spread(self, b, k), k + 16)
            spread = np.matmul(np.abs(self.mid), b.rad + (gamma(k) * np.abs(b.mid) + TINY))
            if self.rad.any():
                spread = spread + np.matmul(self.rad, np.abs(b.mid) + b.rad)
            return _enclose(mid, spread + k * TINY, k + 16)

    def __rmatmul__(self, other: Operand) -> Ball:
        return ball(other) @ self

    def sum(self, axis: int | None = None) -> Ball:
        """Sum along `axis` (all entries by default), in whatever order numpy takes."""
        k = self.mid.size if axis is None else self.mid.shape[axis]
        mid = _run_quietly(np.sum, self.mid, axis=axis)
        with np.errstate(over="ignore"):
            spread = self.rad.sum(axis=axis) + gamma(k) * np.abs(self.mid).sum(axis=axis)
        return _enclose(np.asarray(mid), np.asarray(spread), k + 3)

    def doubled(self) -> Ball:
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
            mid = np.sqrt(np.maximum(self.mid, 0.0))
            excess = self.rad + np.maximum(-self.mid, 0.0)
            wide = np.sqrt(inflate(excess, 1))
            narrow = np.where(mid > 0, excess / (mid * (1.0 - 4.0 * UNIT)), np.inf)
            spread = np.minimum(wide, narrow) + UNIT * mid
            return _enclose(mid, np.where(self.mid + self.rad < 0, np.inf, spread), 5)

    def upper(self) -> Floats:
        """Upper ends mid + rad, entry by entry, rounded up."""
        with np.errstate(invalid="ignore", over="ignore"):
            bound = self.mid + self.rad
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


def _norm_spread(a: Ball, b: Ball, k: int) -> Floats:
    """|a_i| (|rad b_j| + gamma_k |b_j|) + |rad a_i| (|b_j| + |rad b_j|) + k TINY, in k + 14 roundings."""
    columns, column_radii = _lengths(b.mid, 0), _lengths(b.rad, 0)
    spread = _lengths(a.mid, 1) * (column_radii + gamma(k) * columns + k * TINY)
    if a.rad.any():
        spread = spread + _lengths(a.rad, 1) * (columns + column_radii)
    spread += k * TINY
    return np.asarray(spread)


def _lengths(values: Floats, axis: int) -> Floats:
    """Norms along an axis; squares are scaled where they could overflow or vanish.

    Where the sum of squares lies in [2^-900, 2^1000] what underflows in it is below k 2^-1074, far inside a rounding.
    """
    squares = np.einsum("ij,ij->i" if axis == 1 else "ij,ij->j", values, values)
    if not ((squares > _SAFE_SQUARES[0]) & (squares < _SAFE_SQUARES[1])).all():
        largest = np.maximum(np.abs(values).max(axis=axis, keepdims=True), TINY)
        scaled = values / largest
        return np.asarray(np.sqrt((scaled * scaled).sum(axis=axis, keepdims=True)) * largest)
    return np.expand_dims(np.sqrt(squares), axis)


def _run_quietly(operation: Any, *operands: Floats, **options: Any) -> Any:
    with np.errstate(all="ignore"):
        return operation(*operands, **options)


def _enclose(mid: Any, spread: Any, roundings: int) -> Ball:
    """Radius from its computed value; a midpoint that overflowed or is NaN becomes 0 +/- infinity."""
    mid = np.asarray(mid, dtype=np.float64)
    finite = np.isfinite(mid)
    if finite.all():
        return Ball(mid, inflate(spread, roundings))
    return Ball(np.where(finite, mid, 0.0), np.where(finite, inflate(spread, roundings), np.inf))


# exp. With n = rint(x / ln 2) and ln 2 = L1 + L2 + O(2^-95), L1 a multiple of 2^-41, the product n L1 is exact for
# |n| < 2^11 and r = (x - n L1) - n L2 has |r| <= 0.3466 and absolute error at most 2 * 2^-55 + 2^-83 (two roundings of
# results below 1/2). The Taylor polynomial of degree 13 leaves 0.3466^14 / 14! / (1 - 0.3466/15) < 0.04 u. Horner's
# rule with e_i <= |r| e_{i+1} + u (|r| T_{i+1} + T_i + 1/i! for i >= 3), T_i = sum_{j >= i} |r|^(j-i) / j!, gives
# e_0 < 2.41 u. Relative to exp(r) >= 0.707: 0.51 u + 0.06 u + 3.41 u < 4 u; the constant taken is 8 u = 2^-50.
# Scaling by 2^n is exact unless the result is subnormal (error at most eta, inside TINY).
_LN2_HIGH: Final = float.fromhex("0x1.62e42fefa3000p-1")
_LN2_LOW: Final = float.fromhex("0x1.3de6af278ece6p-42")
_INVERSE_LN2: Final = float.fromhex("0x1.71547652b82fep+0")
_TAYLOR: Final = tuple(1.0 / float(np.prod(np.arange(1.0, i + 1))) for i in range(14))
_EXP_UNDERFLOW: Final = -746.0  # exp(-746) < eta / 2 < TINY
_EXP_OVERFLOW: Final = 710.0


def _exp_midpoint(x: Floats) -> Floats:
    n = np.rint(x * _INVERSE_LN2)
    r = (x - n * _LN2_HIGH) - n * _LN2_LOW
    value = np.full_like(r, _TAYLOR[-1])
    for coefficient in _TAYLOR[-2::-1]:
        value *= r
        value += coefficient
    return np.ldexp(value, n.astype(np.int64))


def exp(value: Operand) -> Ball:
    """Exponential: exp(a +/- s) lies within exp(a) (1 +/- 2^-50) (1 +/- (e^s - 1)); e^s - 1 <= s + s^2 for s <= 1."""
    x = ball(value)
    clipped = np.clip(np.nan_to_num(x.mid, nan=np.inf), _EXP_UNDERFLOW, _EXP_OVERFLOW)
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        mid = _exp_midpoint(clipped)
        growth = np.where(x.rad <= 1.0, inflate(x.rad + np.square(x.rad), 2), np.inf)
        spread = np.abs(mid) * (growth * (1.0 + _EXP_RELATIVE_ERROR) + _EXP_RELATIVE_ERROR)
    overflow = x.mid + x.rad >= _EXP_OVERFLOW - 0.3
    mid = np.where(overflow, np.inf, mid)
    return _enclose(mid, spread, 4)


def softmax(scores: Ball) -> Ball:
    """Rows exp(S_j) / <exp(S_j), 1>, shifted by the largest midpoint of the row (softmax is shift invariant)."""
    weights = exp(scores - scores.mid.max(axis=1, keepdims=True))
    total = weights.sum(axis=1)
    return weights / total[:, None]
