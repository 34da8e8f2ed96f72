"""Matrices cut into slices of few bits, whose products plain BLAS forms without rounding, and exponentials as slices.

A head is a multiple of one unit (of each row, or of the whole matrix), at most 2^bits of them, so that sums of products
of two heads are integers below 2^53 in their unit, whatever the order of summation; what is rounded is smaller by
2^-bits (Ozaki, Ogita, Oishi and Rump, Numer. Algorithms 59 (2012) 95-118). About 70 bits in a sixth of the time that
`solver.verified.double_word` takes for 90. u = 2^-53; largest entries lie within 2^+-200, far from underflow.

The exponential. With H ~ ln 2 / 4096 of 31 bits, n = rint(s / H) and s = head + tail: n H is exact for |n| < 2^22, and
t = head - n H is, because both are multiples of 2^-66 (n = 0 apart, where t = head) and |t| < 2^-13.5. Then

    exp(s) = 2^(n / 4096) (1 + t + c), c = d + r^2 (1/2 + r (1/6 + r / 24)), d = tail - n (ln 2 / 4096 - H), r = t + d,

cut off below 2^-73 where |d| < 2^-16 + 2^-24. 2^(n / 4096) = (T + T') 2^k comes from a table, T of 22 bits, T' to
2^-75; t = t1 + t2 with t1 a multiple of 2^-40, so that T t1 is exact. A weight is 2^k times

    T + T t1 + (T' (1 + t1) + (T + T') (t2 + c)),

its head the multiple of 2^(1 - bits) next to it, its rest (T - head) + T t1 + (..) in units of 2^k, where T - head is
exact. Rounded are numbers below 2 (D + 2^-22) in the bracket, D >= |d|, in about six steps, and one below 2^-bits + 2 D
at the end: together, with T' and what is cut off, below u (16 D + 2^-20 + 2^(1 - bits)) + 2^-72 for weights below 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from solver.verified.ball import UNIT, Floats, inflate
from solver.verified.double_word import Wide, as_wide

_STEP_BITS: Final = 12
_STEPS: Final = 2**_STEP_BITS
_H: Final = float.fromhex("0x1.62e42ffp-13")  # ln 2 / 4096, 31 bits
_H_REST: Final = float.fromhex("-0x1.718432a1b0e26p-47")  # ln 2 / 4096 - _H, to the nearest
_INVERSE_H: Final = _STEPS / float(np.log(2.0))
_MAGIC: Final = 1.5 * 2.0**52  # added to a float below 2^22, rounds it; the integer is then in its last bits
_MAGIC_BITS: Final = int(np.float64(_MAGIC).view(np.int64))
_SPLIT: Final = 1.5 * 2.0**12  # rounds to multiples of 2^-40
LARGEST_SCORE: Final = 700.0
LARGEST_TAIL: Final = 2.0**-16
_TRUNCATION: Final = 2.0**-73
_DEEPEST: Final = -900 * _STEPS  # steps below the largest; what lies deeper is below 2^-899
SAFE_EXPONENT: Final = 200  # of largest entries: units, products and their errors are then far from underflow


def anchor(largest: Floats | float, bits: int) -> Floats:
    """What, added and taken off, rounds numbers up to `largest` < 2^e to multiples of 2^(e - bits)."""
    _, exponent = np.frexp(largest)
    return np.asarray(np.ldexp(1.5, exponent - bits + 52))


def cut(values: Floats, largest: Floats | float, bits: int) -> Floats:
    """The nearest multiples of 2^(e - bits), for |values| <= largest < 2^e; values less these is exact."""
    added = anchor(largest, bits)
    head = values + added
    head -= added
    return np.asarray(head)


def size_bits(count: int) -> int:
    """The least b with count <= 2^b."""
    return int(count - 1).bit_length()


@dataclass(frozen=True)
class Slices:
    """x = first + second + third, up to `error` in each entry; `whole` is x to one word."""

    first: Floats
    second: Floats
    third: Floats
    whole: Floats
    error: float


def slice_whole(x: Wide, bits: int, more: int) -> Slices:
    """Slices of `bits` and `more` bits relative to the largest of all entries."""
    largest = float(np.abs(x.hi).max())
    first = cut(x.hi, largest, bits)
    rest = x.hi - first
    second = cut(rest, float(np.ldexp(largest, -bits)), more)
    third = (rest - second) + x.lo
    return Slices(first, second, third, x.hi, float(inflate((UNIT * np.abs(third) + x.rad).max(), 3)))


def steps_of(scores: Floats) -> Floats:
    """Steps, whole multiples of 4096, (rows, 1), without which no weight of smaller scores reaches 2.

    2^-11 more than the exponent covers n's rounding by 2^-13, the tail's 2^-16 and the product's.
    """
    return np.asarray(np.floor(scores * (1.0 / float(np.log(2.0))) + 2.0**-11)[:, None] * _STEPS)


def weigh(head: Floats, tail: Floats, steps: Floats, bits: int) -> None:
    """exp(head + tail) 2^(-steps / 4096) as head (multiples of 2^(1 - bits)) and rest, in place; see `weight_error`.

    `steps` are those of the largest heads; |head| <= 700. Weights below 2^-899 may be anything below it.
    """
    y = head * _INVERSE_H
    y += _MAGIC
    whole = y.view(np.int64)
    n = y - _MAGIC
    t = head - n * _H
    n *= _H_REST
    d = np.subtract(tail, n, out=tail)
    scale, T, rest = _powers_of_two(whole, steps)
    _series(t, d)
    t1 = t + _SPLIT
    t1 -= _SPLIT
    np.subtract(t, t1, out=n)  # t2
    d += n
    d *= T + rest
    d += np.multiply(t1, rest, out=t)
    d += rest
    d *= scale
    T *= scale
    t1 *= T
    np.add(t1, d, out=head)
    head += T
    anchor = np.ldexp(1.5, 53 - bits)
    head += anchor
    head -= anchor
    T -= head
    T += t1
    d += T


def _series(t: Floats, d: Floats) -> None:
    """d + r^2 (1/2 + r (1/6 + r / 24)) with r = t + d, in place of d."""
    shifted = t + d
    q = shifted * (1.0 / 24.0)
    q += 1.0 / 6.0
    q *= shifted
    q += 0.5
    shifted *= shifted
    q *= shifted
    d += q


def _powers_of_two(whole: NDArray[np.int64], steps: Floats) -> tuple[Floats, Floats, Floats]:
    """2^k and the table's two words, for 2^((n - steps) / 4096) where `whole` are the bits of 1.5 2^52 + n."""
    whole -= (_MAGIC_BITS + steps).astype(np.int64)
    if whole.min() < _DEEPEST:
        np.maximum(whole, _DEEPEST, out=whole)
    step = whole & (_STEPS - 1)
    T, rest = np.take(_HEADS, step, mode="clip"), np.take(_RESTS, step, mode="clip")
    whole >>= _STEP_BITS
    whole += 1023
    whole <<= 52
    return whole.view(np.float64), T, rest


def relative_weights(scores: Floats) -> Floats:
    """exp(scores) for scores in [-690, 0], in place, to 2^-49 of each: n H_REST and t round by 2^-66, t^4 / 24 < 2^-58.

    What the table, the series and two products round is below 4 u.
    """
    y = scores * _INVERSE_H
    y += _MAGIC
    whole = y.view(np.int64)
    n = y - _MAGIC
    scores -= n * _H
    n *= _H_REST
    scores -= n
    step = whole & (_STEPS - 1)
    whole -= _MAGIC_BITS
    whole >>= _STEP_BITS
    whole += 1023
    whole <<= 52
    factor = np.take(_WHOLES, step, mode="clip")
    factor *= whole.view(np.float64)
    series = scores * (1.0 / 6.0)
    series += 0.5
    series *= scores
    series += 1.0
    scores *= series
    scores *= factor
    scores += factor
    return scores


def weight_error(tails: Floats, bits: int) -> Floats:
    """Upper bounds of |head + rest - exp(s)| for weights below 2, where |tail| <= `tails` <= 2^-16."""
    return inflate(UNIT * (16.0 * tails + 2.0**-20 + 2.0 ** (1 - bits)) + 2.0 * _TRUNCATION, 5)


def in_range(values: Floats) -> bool:
    """Whether the largest entry is far from underflow and overflow, or everything is zero."""
    largest = np.abs(values).max(initial=0.0)
    return bool(largest == 0.0 or 2.0**-SAFE_EXPONENT < largest < 2.0**SAFE_EXPONENT)


def _table() -> tuple[Floats, Floats]:
    """2^(j / 4096) for j < 4096: heads of 22 bits and rests, to within 2^-75."""
    step = (as_wide(np.array([_H])) + _H_REST) * 1.0
    power = as_wide(np.ones(1))
    for i in range(10, 0, -1):
        power = power * step / float(i) + 1.0
    table = as_wide(np.ones(1))
    while len(table.hi) < _STEPS:
        high, power = table * power, power * power
        table = Wide(*(np.concatenate([getattr(part, name) for part in (table, high)]) for name in ("hi", "lo", "rad")))
    head = cut(table.hi, 1.5, 22)
    return head, (table.hi - head) + table.lo


_HEADS, _RESTS = _table()
_WHOLES: Final = _HEADS + _RESTS
