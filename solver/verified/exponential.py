"""Exponential and softmax of balls, from basic operations alone: numpy's exponential is accurate but promises nothing.

The reduction by ln 2 in two parts is Cody and Waite's (Software Manual for the Elementary Functions, 1980).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from solver.verified.ball import Ball, Floats, Operand, ball, inflate, make_ball

_EXP_RELATIVE_ERROR: Final = 2.0**-50

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
_CUTS: Final = np.array([-np.inf, np.inf])


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
    # What is clipped has an exponential inside TINY, or is given up as an overflow below.
    clipped = np.clip(np.nan_to_num(x.mid, nan=np.inf), _EXP_UNDERFLOW, _EXP_OVERFLOW)
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        mid = _exp_midpoint(clipped)
        growth = np.where(x.rad <= 1.0, inflate(x.rad + np.square(x.rad), 2), np.inf)
        spread = np.abs(mid) * (growth * (1.0 + _EXP_RELATIVE_ERROR) + _EXP_RELATIVE_ERROR)
    # The largest double is exp(709.78): above 709.7 the radius could overflow with the midpoint.
    overflow = x.mid + x.rad >= _EXP_OVERFLOW - 0.3
    mid = np.where(overflow, np.inf, mid)
    return make_ball(mid, spread, 4)


def row_maxima(values: Floats, allowed: NDArray[np.bool_] | None) -> Floats:
    """The largest allowed entry of each row."""
    # What is not allowed is cut to minus infinity: a quarter of the time of numpy's maximum over a mask.
    seen = values if allowed is None else np.minimum(values, _CUTS[allowed.view(np.uint8)])
    return np.asarray(seen.max(axis=1))


def softmax(scores: Ball, allowed: NDArray[np.bool_] | None = None) -> Ball:
    """Rows exp(S_j) / <exp(S_j), 1>, shifted by the largest midpoint of the row (softmax is shift invariant).

    With `allowed` (of the shape of the scores) over the allowed entries of a row, and exactly zero at the others.
    """
    # Any shift would do: the largest allowed midpoint keeps the exponentials that count below about one.
    weights = exp(scores - row_maxima(scores.mid, allowed)[:, None]).where(allowed)
    total = weights.sum(axis=1)
    return (weights / total[:, None]).where(allowed)
