"""One pass over all scores in slices of few bits: row sums, bounds of rows, and the gradient to about 70 bits.

Formulas as in theory I3, by blocks of rows and tiles of keys. The weights of a row are E = exp(S) 2^-k < 2, cut into
w1 + w2 + w3; with e >= |w2 + w3| and rho, eta its bounds for the relative and the absolute error of a weight, sum_l E_l
x_l is off by what rounding leaves of the small products and by

    rho sum_l E_l |x_l| + eta sum_l |x_l|,   sum_l E_l |x_l| <= sum_l w1_l |x_l| + e sum_l |x_l|,

where the sums of heads with nonnegative columns are columns of the product that is formed anyway, one for each column
of x: the largest entries of each key instead would make the gradient seven times as wide. Levels are L = C V^T
- mu 1^T, cut to 26 bits, so that their products with heads are exact; P = E L is cut as weights are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import local

import numpy as np
from numpy.typing import NDArray

from solver.certificates.rows.sliced_bounds import RowBounds
from solver.certificates.rows.sliced_tables import ROWS, Sizes, Sums, Tables, Weights, add_parts, beside, take
from solver.certificates.rows.sums import RowSums, stack
from solver.certificates.rows.threads import in_order
from solver.problem import AttentionProblem
from solver.verified.ball import UNIT, Floats, gamma, inflate
from solver.verified.double_word import Wide, as_wide, two_sum
from solver.verified.exponential import row_maxima
from solver.verified.outer_product import LeftFactor
from solver.verified.products import multiply_alone
from solver.verified.slices import LARGEST_SCORE, LARGEST_TAIL, anchor, cut, steps_of, weigh, weight_error


def sum_rows(problem: AttentionProblem, X: Floats, Y: Floats, on_share: Callable[[float], object]) -> RowSums | None:
    """The pass, which tells the share of the rows that is done.

    None where sizes or scales leave no room for slices, or scores are beyond +-700.
    """
    tables = Tables(problem, X, Y)
    if not tables.possible:
        return None
    tables.prepare()
    found = _Pass(tables)
    blocks = [slice(start, min(start + ROWS, problem.n)) for start in range(0, problem.n, ROWS)]
    for rows, part in zip(blocks, in_order(found.form, blocks), strict=True):
        if part is None:
            return None
        found.add(part)
        on_share(rows.stop / problem.n)
    return found.finish()


class _Room(local):
    """Where a thread forms a block: tiles of weights, and one of levels; each thread has its own."""

    def __init__(self, tables: Tables) -> None:
        rows, widths = min(tables.problem.n, ROWS), [keys.stop - keys.start for keys in tables.tiles]
        self.tiles = [np.empty((rows, 3 * width)) for width in widths]
        self.spare = np.empty((rows, 3 * max(widths)))


@dataclass(frozen=True, kw_only=True)
class _ValuePart:
    """A block's part of F^T C (m x k): exact sums, what is smaller, and bounds (m,) and for every key of the error."""

    exact: Floats
    low: Floats
    error: Floats
    constant: float


class _Pass:
    """Sums over blocks of rows: `form` may run in several threads, each part is to be added in turn."""

    def __init__(self, tables: Tables) -> None:
        self._tables, data = tables, tables.problem
        self._bounds = RowBounds(tables)
        self._O, self._C, self._slope = (_unset(data.n, size) for size in (data.k, data.k, data.q))
        self._value, self._value_low = np.zeros((2, data.m, data.k))
        self._value_error, self._constant = np.zeros(data.m), 0.0
        self._room = _Room(tables)

    def form(self, rows: slice) -> _ValuePart | None:
        """A block: its own rows in place, and its part of the values; None where its scores cannot be cut."""
        tables, data = self._tables, self._tables.problem
        E = self._weigh(rows)
        if E is None:
            return None
        sums = self._sum(E)
        O = sums.values / sums.total  # noqa: E741
        C = O - data.B[rows]
        mu = (C * O) @ np.ones((data.k, 1))
        self._bounds.outputs(rows, E, O, sums)
        slope = self._slopes(rows, E, beside(C, -mu * (1.0 / tables.unit)), sums.keys) / sums.total
        weight = as_wide(np.asarray(data.wx))
        slope = slope + weight * weight * (take(tables.left, rows) @ tables.square)
        for whole, part in ((self._O, O), (self._C, C), (self._slope, slope)):
            whole.hi[rows], whole.lo[rows], whole.rad[rows] = part.hi, part.lo, part.rad
        return self._value_part(E, C / sums.total)

    def add(self, part: _ValuePart) -> None:
        """The part of the next block."""
        self._value, low = two_sum(self._value, part.exact)
        self._value_low += low + part.low
        self._value_error += part.error
        self._constant += part.constant

    def _allowed(self, rows: slice, keys: slice) -> NDArray[np.bool_] | None:
        mask = self._tables.problem.mask
        return None if mask is None else mask[rows, keys]

    def _weigh(self, rows: slice) -> Weights | None:
        """Scores as head and tail in the first two thirds of the tiles, then weights in their place."""
        tables = self._tables
        left = tables.scores.left(take(tables.left, rows))
        tiles = [room[: len(left.head)] for room in self._room.tiles]
        top = np.full(len(left.head), -np.inf)
        for tile, keys in zip(tiles, tables.tiles, strict=True):
            head, tail, _ = np.split(tile, 3, axis=1)
            tables.scores.fill(left, keys, head, tail)
            np.maximum(top, row_maxima(head, self._allowed(rows, keys)), out=top)
        if not ((left.head < LARGEST_SCORE).all() and (np.maximum(left.tail, left.error) < LARGEST_TAIL).all()):
            return None
        for tile, keys in zip(tiles, tables.tiles, strict=True):
            self._weigh_tile(tile, steps_of(top), top, self._allowed(rows, keys))
        # w1 is next to the weight up to a last rounding
        rest = 2.0**-tables.bits * (1.0 + 2.0**-20)
        relative = inflate(left.error * (1.0 + 2.0**-10), 2)
        return Weights(tiles=tiles, rest=rest, relative=relative, absolute=weight_error(left.tail, tables.bits))

    def _weigh_tile(self, tile: Floats, steps: Floats, top: Floats, allowed: NDArray[np.bool_] | None) -> None:
        head, rest, last = np.split(tile, 3, axis=1)
        if allowed is not None:  # what is not allowed may be too large
            np.copyto(head, np.broadcast_to(top[:, None], head.shape), where=~allowed)
        weigh(head, rest, steps, self._tables.bits)
        if allowed is not None:
            head *= allowed
            rest *= allowed
        np.copyto(last, rest)
        added = anchor(2.0, self._tables.bits + self._tables.more + 1)
        rest += added
        rest -= added
        last -= rest

    def _sum(self, E: Weights) -> Sums:
        tables, k, size = self._tables, self._tables.problem.k, len(E.tiles[0])
        exact, mixed, small = (np.zeros((size, c)) for c in (tables.table.shape[1], k + 2, k + 1))
        for tile, keys, middle, last in zip(E.tiles, tables.tiles, tables.mixed, tables.values.small, strict=True):
            exact += multiply_alone(tile[:, : keys.stop - keys.start], tables.table[keys])
            mixed += multiply_alone(tile[:, : len(middle)], middle)
            small += multiply_alone(tile, last)
        error = self._sum_error(E, exact)
        both = add_parts(exact[:, : k + 1], mixed[:, :-1], small, error, tables.problem.m + 64)
        total = Wide(*(part[:, k:] * (1.0 / tables.unit) for part in (both.hi, both.lo, both.rad)))
        values = Wide(both.hi[:, :k], both.lo[:, :k], both.rad[:, :k])
        squares, heads = exact[:, k + 1] + mixed[:, -1], exact[:, k + 1 :]
        return Sums(total=total, values=values, squares=squares, keys=self._sizes(heads, E.rest, tables.of_keys))

    def _sizes(self, heads: Floats, rest: float, columns: slice) -> Sizes:
        """Upper bounds of sums of weights' first slices with |x3|, of the second with |x2 + x3|, of all with |x|."""
        heads, totals = inflate(heads[:, columns], self._tables.problem.m + 8), self._tables.totals[columns]
        one = np.ones((len(heads), 1))
        return Sizes(
            third=heads[:, :1], rest=rest * totals[1] * one, whole=inflate(heads[:, 2:] + rest * totals[2:], 4)
        )

    def _sum_error(self, E: Weights, exact: Floats) -> Floats:
        tables, k = self._tables, self._tables.problem.k
        size, totals = self._sizes(exact[:, k + 1 :], E.rest, tables.of_values), tables.totals[tables.of_values][2:]
        many = 2.0 * (exact[:, k : k + 1] / tables.unit + tables.problem.m * E.rest)  # a weight is below 2 (w1 + e)
        fine = E.rest * 2.0**-tables.more
        rounded = tables.gamma * (size.third + size.rest + fine * totals)
        return np.asarray(rounded + E.relative * size.whole + E.absolute * totals + tables.values.error * many)

    def _slopes(self, rows: slice, E: Weights, C: Wide, size: Sizes) -> Wide:
        """P A2 times the sum of the row's weights, from [C, -mu / unit]."""
        tables, keys2, q = self._tables, self._tables.keys, self._tables.problem.q
        left = tables.levels.left(C)
        exact, mixed, small = np.zeros((3, len(left.head), q))
        fall = np.full(len(left.head), -np.inf)
        for tile, keys, middle, last in zip(E.tiles, tables.tiles, keys2.mixed, keys2.small, strict=True):
            P = self._room.spare[: len(tile), : tile.shape[1]]
            P1, _, P3 = np.split(P, 3, axis=1)
            tables.levels.fill(left, keys, P1, P3)
            np.maximum(fall, row_maxima(-P1, self._allowed(rows, keys)), out=fall)
            _multiply(tile, P, left.head, tables)
            exact += multiply_alone(P1, keys2.first[keys])
            mixed += multiply_alone(P[:, : len(middle)], middle)
            small += multiply_alone(P, last)
        self._bounds.fall(rows, fall, left)
        return add_parts(exact, mixed, small, self._slope_error(E, left, size), tables.problem.m + 64)

    def _slope_error(self, E: Weights, left: LeftFactor, size: Sizes) -> Floats:
        """Of P: (rho E + eta) |L| + E |error of L| + what `_multiply` rounds; of its products, as for weights."""
        tables = self._tables
        third, others, whole = np.split(tables.totals[tables.of_keys], [1, 2])
        level = inflate(left.head + left.tail + left.error, 2)
        rest = 2.0**-26 * left.head + left.tail
        first_left = 2.25 * left.head * E.rest
        rounding = UNIT * (8.0 * rest + 4.0 * E.rest * level + 2.0 * first_left)
        fine = first_left * 2.0**-tables.more
        products = level * size.third + first_left * (2.0 * third + others) + fine * whole
        error = tables.gamma * products + (E.relative * level + left.error) * size.whole
        return np.asarray(error + (E.absolute * level + rounding) * whole)

    def _value_part(self, E: Weights, G: Wide) -> _ValuePart:
        """F^T C of a block, from G = C / sums of weights."""
        tables, m, k = self._tables, self._tables.problem.m, self._tables.problem.k
        first = cut(G.hi, np.abs(G.hi).max(axis=0), tables.value_bits)
        rest = (G.hi - first) + G.lo
        per_weight, constant = self._value_errors(E, G, rest)
        table, sums, low = np.concatenate([first, per_weight], axis=1), np.empty((m, k + 1)), np.empty((m, k))
        for tile, keys in zip(E.tiles, tables.tiles, strict=True):
            head, middle, last = np.split(tile, 3, axis=1)
            multiply_alone(head.T, table, out=sums[keys])
            multiply_alone(head.T, rest, out=low[keys])
            low[keys] += multiply_alone((middle + last).T, G.hi)
        constant = inflate(constant.sum(), 2 * ROWS)
        return _ValuePart(exact=sums[:, :-1], low=low, error=sums[:, -1], constant=float(constant))

    def _value_errors(self, E: Weights, G: Wide, rest: Floats) -> tuple[Floats, Floats]:
        """For sum_j E_jl G_j: what is off by a multiple of the weight's head, and what is off at most, both (rows, 1).

        `chain` bounds the additions of low words, block after block, and those are at most the rests and u times sums.
        """
        largest, rests, radius = (np.abs(part).max(axis=1, keepdims=True) for part in (G.hi, rest, G.rad))
        links = 4 * (self._tables.problem.n // ROWS + 2)
        chain = gamma(links)
        inner = gamma(2 * ROWS + 8) + chain + 4.0 * UNIT
        per_weight = inner * rests + (chain * links * UNIT + E.relative) * largest + radius
        constant = ((inner + E.relative) * E.rest + E.absolute) * largest + E.rest * radius
        return inflate(per_weight, 16), inflate(constant, 16)

    def finish(self) -> RowSums | None:
        """None where something overflowed."""
        tables, data, bounds = self._tables, self._tables.problem, self._bounds
        errors = inflate(self._value_error + self._constant, data.n + 64)[:, None] + np.zeros((1, data.k))
        value = Wide(*two_sum(self._value, self._value_low), errors)
        weight = as_wide(np.asarray(data.wy))
        gX = _left_product(data.A1, self._slope) + tables.X * data.lx
        gY = _left_product(data.A3, value + weight * weight * tables.V) + tables.Y * data.ly
        gradient = stack((gX + gX).ball(), (gY + gY).ball())
        O, C = self._O.ball(), self._C.ball()  # noqa: E741
        if not all(np.isfinite(part).all() for part in (gradient.rad, O.rad, C.rad, bounds.all)):
            return None
        return RowSums(O=O, C=C, gradient=gradient, finite=True, **bounds.named())


def _multiply(tile: Floats, P: Floats, largest: Floats, tables: Tables) -> None:
    """[w1, w2, w3] times levels (head and tail in the first and last third of P), cut into P1, P2, P3, in place.

    Rounded are the rest of the level, its product with w1, that of the level with the other slices, and two sums.
    """
    (w1, w2, w3), (P1, P2, P3) = np.split(tile, 3, axis=1), np.split(P, 3, axis=1)
    added, finer = (anchor(2.25 * largest, bits) for bits in (tables.bits, tables.bits + tables.more))
    level = cut(P1, largest, 26)
    P1 -= level
    P3 += P1
    exact = w1 * level
    level += P3
    level *= np.add(w2, w3, out=P2)
    P3 *= w1
    P3 += level
    np.add(exact, P3, out=P1)
    P1 += added
    P1 -= added
    exact -= P1
    P3 += exact
    np.add(P3, finer, out=P2)
    P2 -= finer
    P3 -= P2


def _left_product(A: Floats, x: Wide) -> Wide:
    """A^T x; radii of x are summed with their own weights, not bounded by the largest."""
    spread = inflate(np.abs(A).T @ x.rad, len(A) + 4)
    zero = np.zeros_like(spread)
    return A.T @ Wide(x.hi, x.lo, np.zeros_like(x.rad)) + Wide(zero, zero, spread)


def _unset(*shape: int) -> Wide:
    return Wide(*np.empty((3, *shape)))
