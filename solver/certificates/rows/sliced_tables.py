"""Tables of `sliced_pass` beside it: how many bits slices have, and the right factors of its products."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from solver.problem import AttentionProblem
from solver.verified.ball import UNIT, Floats, gamma, inflate
from solver.verified.double_word import Wide, as_wide, two_sum
from solver.verified.outer_product import OuterProduct, lengths_upper
from solver.verified.slices import Slices, in_range, size_bits, slice_whole

ROWS: Final = 256  # of a block
_KEYS: Final = 256  # of a tile
_MOST_BITS: Final = 22  # of a weight's head: those of the exponential's table
_FEWEST_BITS: Final = 12


@dataclass(frozen=True, kw_only=True)
class Right:
    """A right factor (m x c) of weights w = w1 + w2 + w3, in slices x1 + x2 + x3; by tiles what they multiply.

    w x = w1 x1 + (w1 x2 + w2 x1) + (w1 x3 + w2 (x2 + x3) + w3 x): the first two brackets are exact.
    """

    first: Floats
    mixed: list[Floats]
    small: list[Floats]
    sizes: Floats  # each key's largest |x3| and |x2 + x3|, and its |x|, (m, 2 + c)
    error: float


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """Sums over keys of weights times the largest |x3| and |x2 + x3|, (rows, 1), and times |x|, (rows, c): bounds."""

    third: Floats
    rest: Floats
    whole: Floats


class Tables:
    """Everything that blocks of rows share."""

    def __init__(self, problem: AttentionProblem, X: Floats, Y: Floats) -> None:
        self.problem, self.X, self.Y = problem, as_wide(X), as_wide(Y)
        self.V, self.left = problem.A3 @ self.Y, problem.A1 @ self.X
        m = problem.m
        room = 53 - size_bits(m)
        self.bits = min(_MOST_BITS, (room + 1) // 2)
        self.right_bits = min(26, room - self.bits)
        self.more = min(26, room - max(self.bits, self.right_bits))
        self.value_bits = min(26, 53 - self.bits - size_bits(ROWS))
        width = -(-m // -(-m // _KEYS))
        self.tiles = [slice(start, min(start + width, m)) for start in range(0, m, width)]
        self.gamma = gamma(3 * width + len(self.tiles) + 8) + 8.0 * UNIT

    @property
    def possible(self) -> bool:
        """Whether slices have bits enough and units are far from underflow and overflow."""
        data = self.problem
        parts = (data.A1, data.A2, data.A3, data.B, self.V.hi, self.left.hi)
        return min(self.right_bits, self.more) >= _FEWEST_BITS and all(map(in_range, parts))

    def prepare(self) -> None:
        """The factors; for what is `possible`."""
        data, V = self.problem, self.V
        # [V, unit]: the last column, a power of two of the size of V, sums the weights and takes mu off.
        self.unit = float(2.0 ** np.floor(np.log2(np.abs(V.hi).max() or 1.0)))
        values, keys = beside(V, as_wide(np.full((data.m, 1), self.unit))), as_wide(data.A2)
        self.values, self.keys = self._right(values), self._right(keys)
        self.scores, self.levels = OuterProduct(keys), OuterProduct(values)
        self.square = data.A2.T @ keys
        self.centre = V.hi.mean(axis=0)
        moved = V.hi - self.centre
        # of V_l - centre, at most: what rounding and the low words leave out is below 2 u |V_l|
        self.lengths = inflate(lengths_upper(moved) * (1.0 + 2.0 * UNIT) + 2.0 * UNIT * lengths_upper(V.hi), 4)
        self.lengths = inflate(self.lengths + lengths_upper(V.rad), 2)
        self.squares = inflate(self.lengths * self.lengths, 1)
        self.far = np.concatenate([moved, self.squares[:, None]], axis=1).T
        # beside [second; first], so that squares are summed with the first two slices of weights
        padded = [np.concatenate([np.zeros(keys.stop - keys.start), self.squares[keys]]) for keys in self.tiles]
        self.mixed = [np.column_stack(pair) for pair in zip(self.values.mixed, padded, strict=True)]
        self.columns = np.concatenate([self.squares[:, None], self.values.sizes, self.keys.sizes], axis=1)
        self.of_values, self.of_keys = slice(1, data.k + 4), slice(data.k + 4, None)
        self.totals = inflate(self.columns.sum(axis=0), data.m + 4)
        self.table = np.concatenate([self.values.first, self.columns], axis=1)

    def _right(self, x: Wide) -> Right:
        cut: Slices = slice_whole(x, self.right_bits, self.more)
        rest = cut.second + cut.third
        mixed = [np.concatenate([cut.second[keys], cut.first[keys]]) for keys in self.tiles]
        small = [np.concatenate([cut.third[keys], rest[keys], cut.whole[keys]]) for keys in self.tiles]
        sizes = np.column_stack([*(np.abs(part).max(axis=1) for part in (cut.third, rest)), np.abs(cut.whole)])
        return Right(first=cut.first, mixed=mixed, small=small, sizes=sizes, error=cut.error)


def beside(a: Wide, b: Wide) -> Wide:
    """[a, b]."""
    return Wide(*(np.concatenate([getattr(part, name) for part in (a, b)], axis=1) for name in ("hi", "lo", "rad")))


def add_parts(exact: Floats, mixed: Floats, small: Floats, error: Floats, roundings: int) -> Wide:
    """exact + mixed + small as double words, with a bound for the error of the parts (broadcast)."""
    middle, low = two_sum(mixed, small)
    high, rest = two_sum(exact, middle)
    low += rest
    return Wide(*two_sum(high, low), inflate(error + 2.0 * UNIT * np.abs(low), roundings))


def take(x: Wide, rows: slice) -> Wide:
    """Some rows."""
    return Wide(x.hi[rows], x.lo[rows], x.rad[rows])


@dataclass(frozen=True, kw_only=True)
class Weights:
    """A block's tiles [w1, w2, w3]; bounds (rows, 1): e (a number), rho and eta."""

    tiles: list[Floats]
    rest: float
    relative: Floats
    absolute: Floats


@dataclass(frozen=True, kw_only=True)
class Sums:
    """A block's sums: of weights, weights times V, with |A2| and its slices at most, and of all but their
    last slices with squares."""

    total: Wide
    values: Wide
    keys: Sizes
    squares: Floats
