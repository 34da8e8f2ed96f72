"""From an approximate solution to an exact one: kernels to faces, matrices to rationals that satisfy every equation.

Peyrl and Parrilo, Computing sum of squares decompositions with rational coefficients, Theoret. Comput. Sci. 409 (2008).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

import numpy as np
from flint import fmpq, fmpq_mat

from proofcheck.checkers.sums_of_squares.polynomials import Polynomial, combine
from proofcheck.checkers.sums_of_squares.semidefinite import Block, list_equations

_SMALL: Final = 1e-4  # an eigenvalue that counts as zero, of the largest
_LARGEST: Final = 64  # denominator of a kernel vector's entry
_BITS: Final = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32)  # of the denominators that are tried, few first
Weighted = tuple[Fraction, Polynomial]


def reduce_face(blocks: Sequence[Block], matrices: Sequence[Any]) -> list[Block] | None:
    """The blocks on the face that the kernels of the matrices show; None where they show none."""
    found, smaller = [], False
    for block, Q in zip(blocks, matrices, strict=True):
        values, vectors = np.linalg.eigh(Q)
        kernel = vectors[:, values < _SMALL * max(1.0, values[-1])]
        if kernel.shape[1]:
            block, smaller = replace(block, basis=_complement(block, kernel)), True
        if block.basis:
            found.append(block)
    return found if smaller else None


def _complement(block: Block, kernel: Any) -> tuple[Polynomial, ...]:
    """Combinations u^T z for u in a rational basis of what is orthogonal to the kernel."""
    rows, pivots = _echelon(kernel.T.copy())
    size = len(block.basis)
    rational = [[Fraction(float(v)).limit_denominator(_LARGEST) for v in row] for row in rows]
    vectors = []
    for free in (column for column in range(size) if column not in pivots):
        vector = [Fraction(0)] * size
        vector[free] = Fraction(1)
        for row, pivot in zip(rational, pivots, strict=True):
            vector[pivot] = -row[free]
        vectors.append(vector)
    return tuple(combine(vector, block.basis) for vector in vectors)


def _echelon(rows: Any) -> tuple[Any, list[int]]:
    """Reduced row echelon form, pivots by size within each column from the left."""
    pivots: list[int] = []
    for column in range(rows.shape[1]):
        done = len(pivots)
        if done == rows.shape[0]:
            break
        best = done + int(np.argmax(abs(rows[done:, column])))
        if abs(rows[best, column]) < 1e-2:
            rows[done:, column] = 0
            continue
        rows[[done, best]] = rows[[best, done]]
        rows[done] /= rows[done, column]
        for other in range(rows.shape[0]):
            if other != done:
                rows[other] -= rows[other, column] * rows[done]
        pivots.append(column)
    return rows[: len(pivots)], pivots


def round_matrices(p: Polynomial, blocks: Sequence[Block], matrices: Sequence[Any]) -> list[list[Weighted]] | None:
    """Weighted squares of each block whose sum, times the multipliers, is p exactly; None where rounding fails."""
    rows, right = list_equations(p, blocks)
    project = _Projection(rows, right, sum(len(block.pairs()) for block in blocks))
    if not project.consistent:
        return None
    guess = [Q[i, j] for block, Q in zip(blocks, matrices, strict=True) for i, j in block.pairs()]
    for bits in _BITS:
        entries = project([Fraction(round(value * 2**bits), 2**bits) for value in guess])
        squares = _all_squares(blocks, entries)
        if squares is not None:
            return squares
    return None


class _Projection:
    """The nearest solution of the equations: x + A^T (A A^T)^-1 (b - A x), on independent rows."""

    def __init__(self, rows: Sequence[dict[int, Fraction]], right: Sequence[Fraction], columns: int) -> None:
        flat = [row.get(j, Fraction(0)) for row, value in zip(rows, right, strict=True) for j in range(columns)]
        full = [[*flat[i * columns : (i + 1) * columns], value] for i, value in enumerate(right)]
        reduced, rank = _matrix(full).rref()
        self.consistent = not any(
            reduced[i, columns] != 0 and all(reduced[i, j] == 0 for j in range(columns)) for i in range(rank)
        )
        kept = [[reduced[i, j] for j in range(columns + 1)] for i in range(rank)] if self.consistent else []
        self._rows = fmpq_mat(len(kept), columns, [v for row in kept for v in row[:-1]]) if kept else None
        self._right = fmpq_mat(len(kept), 1, [row[-1] for row in kept]) if kept else None

    def __call__(self, x: Sequence[Fraction]) -> list[Fraction]:
        if self._rows is None or self._right is None:
            return list(x)
        given = fmpq_mat(len(x), 1, [fmpq(v.numerator, v.denominator) for v in x])
        gram = self._rows * self._rows.transpose()
        moved = given + self._rows.transpose() * gram.solve(self._right - self._rows * given)
        return [Fraction(int(v.p), int(v.q)) for v in moved.entries()]


def _matrix(rows: Sequence[Sequence[Fraction]]) -> fmpq_mat:
    entries = [fmpq(v.numerator, v.denominator) for row in rows for v in row]
    return fmpq_mat(len(rows), len(rows[0]), entries)


def _all_squares(blocks: Sequence[Block], entries: Sequence[Fraction]) -> list[list[Weighted]] | None:
    found, start = [], 0
    for block in blocks:
        size = len(block.basis)
        Q = [[Fraction(0)] * size for _ in range(size)]
        for value, (i, j) in zip(entries[start:], block.pairs(), strict=False):
            Q[i][j] = Q[j][i] = value
        start += len(block.pairs())
        squares = _squares(Q, block.basis)
        if squares is None:
            return None
        found.append(squares)
    return found


def _squares(Q: list[list[Fraction]], basis: Sequence[Polynomial]) -> list[Weighted] | None:
    """Q = L D L^T, exactly: D_i and the polynomial of column i of L; None unless Q is semidefinite."""
    found: list[Weighted] = []
    for k in range(len(Q)):
        pivot = Q[k][k]
        if pivot < 0 or (pivot == 0 and any(Q[i][k] for i in range(k, len(Q)))):
            return None
        if pivot == 0:
            continue
        column = [Q[i][k] / pivot if i >= k else Fraction(0) for i in range(len(Q))]
        found.append((pivot, combine(column, basis)))
        for i in range(k + 1, len(Q)):
            for j in range(k + 1, len(Q)):
                Q[i][j] -= column[i] * column[j] * pivot
    return found
