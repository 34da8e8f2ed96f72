"""Upper bounds of every row of weights, in the pass of `sliced_pass` beside it; named as in `RowSums`."""

from __future__ import annotations

from typing import Final

import numpy as np

from solver.certificates.rows.sliced_tables import Sums, Tables, Weights
from solver.verified.ball import UNIT, Floats, gamma, inflate
from solver.verified.double_word import Wide
from solver.verified.exponential import row_maxima
from solver.verified.outer_product import LeftFactor, lengths_upper
from solver.verified.products import multiply_alone

_NAMES: Final = ("weight", "weight_norm", "fall", "spread", "distance")


class RowBounds:
    """The five bounds, (5, n), block by block."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.all = np.empty((5, tables.problem.n))

    def named(self) -> dict[str, Floats]:
        """By the names of `RowSums`."""
        return dict(zip(_NAMES, self.all, strict=True))

    def fall(self, rows: slice, head: Floats, left: LeftFactor) -> None:
        """From the largest -head of a level."""
        self.all[2, rows] = (head + (left.tail + left.error)[:, 0]) + 2.0 * UNIT * left.head[:, 0]

    def outputs(self, rows: slice, E: Weights, O: Wide, sums: Sums) -> None:  # noqa: E741
        """All that follow from weights and outputs. A weight is at most (head + e + eta) (1 + 2 rho)."""
        tables, size = self._tables, len(O.hi)
        e = (E.rest + E.absolute)[:, 0]
        share = (1.0 + 2.0 * E.relative[:, 0]) / sums.total.ball().lower()[:, 0]
        largest, square = np.zeros(size), np.zeros(size)
        for tile, keys in zip(E.tiles, tables.tiles, strict=True):
            head = tile[:, : keys.stop - keys.start]
            np.maximum(largest, head.max(axis=1), out=largest)
            square += np.einsum("ij,ij->i", head, head)
        m = tables.problem.m
        self.all[0, rows] = inflate((largest + e) * share, 8)
        self.all[1, rows] = inflate((np.sqrt(square) + np.sqrt(m) * e) * share, m + 16)
        left_out = E.rest * 2.0**-tables.more + E.absolute[:, 0]
        self._spreads(rows, O, inflate((sums.squares + left_out * tables.totals[0]) * share, 2 * m + 64))

    def _spreads(self, rows: slice, O: Wide, mean: Floats) -> None:  # noqa: E741
        """E|V - O|^2 = E|V - c|^2 - |O - c|^2 and max |V - O|^2 = max (|V - c|^2 - 2 <V - c, O - c>) + |O - c|^2."""
        tables, k = self._tables, self._tables.problem.k
        moved = O.hi - tables.centre
        length = lengths_upper(moved)
        # `moved` is off by its rounding, the low word and the radius; V - centre by its own
        slack = inflate(2.0 * UNIT * (length + lengths_upper(O.hi)) + lengths_upper(O.rad), 4)
        lower = np.maximum(length * (1.0 - (4 * k + 64) * UNIT) - slack - 2.0**-490, 0.0)
        self.all[3, rows] = np.maximum(inflate(mean - lower * lower * (1.0 - 4.0 * UNIT), 2), 0.0)
        left, far = np.concatenate([-2.0 * moved, np.ones((len(moved), 1))], axis=1), np.full(len(moved), -np.inf)
        for keys in tables.tiles:
            allowed = None if tables.problem.mask is None else tables.problem.mask[rows, keys]
            np.maximum(far, row_maxima(multiply_alone(left, tables.far[:, keys]), allowed), out=far)
        reach = tables.lengths.max() + length
        square = np.maximum(far + length * length, 0.0) + 4.0 * gamma(k + 16) * reach * reach
        values = 2.0 * UNIT * (lengths_upper(tables.V.hi).max() + reach) + lengths_upper(tables.V.rad).max()
        root = np.sqrt(square) + slack + values
        self.all[4, rows] = inflate(root * root, 32)
