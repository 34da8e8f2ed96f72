"""Products x y^T of thin double words, n x m, as head (exact) and tail, for `solver.verified.slices`.

With x = x1 + x2 and y = y1 + y2, x1 and y1 of few bits: x1 y1 is exact, and the tail x1 y2 + x2 y, smaller by 2^-bits,
is one plain product of twice the inner dimension. Heads of x are cut row by row, those of y by the largest entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from solver.verified.ball import TINY, UNIT, Floats, gamma, inflate
from solver.verified.double_word import Wide
from solver.verified.products import multiply_alone
from solver.verified.slices import cut, size_bits

_UNDERFLOW: Final = 2.0**-500


@dataclass(frozen=True, kw_only=True)
class LeftFactor:
    """[x1] and [x1, x2] of some rows; upper bounds (rows, 1), for every entry, of |head|, |tail| and their error."""

    first: Floats
    both: Floats
    head: Floats
    tail: Floats
    error: Floats


class OuterProduct:
    """The right factor y (m x c), for any blocks of rows of x."""

    def __init__(self, y: Wide) -> None:
        self._bits = min(26, (53 - size_bits(y.hi.shape[1])) // 2)
        first, rest, error = self._cut(y, float(np.abs(y.hi).max()))
        self._first, self._both = np.ascontiguousarray(first.T), np.concatenate([rest.T, y.hi.T])
        self._sizes = tuple(float(lengths_upper(part).max()) for part in (first, rest, y.hi, error))

    def _cut(self, x: Wide, largest: Floats | float) -> tuple[Floats, Floats, Floats]:
        """First, rest, and bounds of what they leave out, with what the larger word alone leaves out of x."""
        first = cut(x.hi, largest, self._bits)
        rest = (x.hi - first) + x.lo
        return first, rest, UNIT * np.abs(rest) + x.rad

    def left(self, x: Wide) -> LeftFactor:
        """Rows of x with the bounds of their products."""
        first, rest, error = self._cut(x, np.abs(x.hi).max(axis=1, keepdims=True))
        x1, x2, left_out = (lengths_upper(part)[:, None] for part in (first, rest, error))
        y1, y2, y, y_error = self._sizes
        tail = inflate(x1 * y2 + x2 * y, 4)
        # The larger word stands for y beside x2, which leaves out u |x2| |y| at most.
        bound = (gamma(2 * first.shape[1]) + 4.0 * UNIT) * tail + (x1 + x2 + left_out) * y_error + left_out * y
        return LeftFactor(
            first=first,
            both=np.concatenate([first, rest], axis=1),
            head=inflate(x1 * y1, 4),
            tail=tail,
            error=inflate(bound + TINY, 12),
        )

    def fill(self, left: LeftFactor, columns: slice, head: Floats, tail: Floats) -> None:
        """Head and tail of some columns."""
        multiply_alone(left.first, self._first[:, columns], out=head)
        multiply_alone(left.both, self._both[:, columns], out=tail)


def lengths_upper(values: Floats) -> Floats:
    """Upper bounds of the Euclidean norms of rows, (rows,); 2^-500 stands for what squares lose by underflow."""
    return inflate(np.sqrt(np.einsum("ij,ij->i", values, values)) + _UNDERFLOW, values.shape[1] + 5)
