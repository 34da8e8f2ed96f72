"""A sum of squares as a semidefinite program, solved in floating point by Clarabel; what it finds is a guess.

p = sum_k m_k z_k^T Q_k z_k with symmetric Q_k, the largest lambda <= 1 with Q_k >= lambda I. The solution lies in the
interior of the optimal face, so that a lambda of zero shows by its kernel on which face all solutions lie.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib import import_module
from math import sqrt
from typing import Any

import numpy as np
from scipy import sparse

from proofcheck.checkers.sums_of_squares.polynomials import Exponents, Polynomial, Square, multiply, reduce


@dataclass(frozen=True)
class Block:
    """A multiplier m, and polynomials z; squares of some variables are others (`relations`)."""

    multiplier: Polynomial
    basis: tuple[Polynomial, ...]
    relations: tuple[Square, ...] = ()

    def pairs(self) -> list[tuple[int, int]]:
        """The entries of Q, by columns of the upper triangle."""
        return [(i, j) for j in range(len(self.basis)) for i in range(j + 1)]

    def products(self) -> list[Polynomial]:
        """What each entry of Q is the coefficient of."""
        found = []
        for i, j in self.pairs():
            product = reduce(multiply(self.multiplier, multiply(self.basis[i], self.basis[j])), self.relations)
            found.append(product if i == j else {e: 2 * c for e, c in product.items()})
        return found


def list_equations(p: Polynomial, blocks: Sequence[Block]) -> tuple[list[dict[int, Fraction]], list[Fraction]]:
    """For each monomial the coefficients of the entries of all Q, and the coefficient of p."""
    products = [product for block in blocks for product in block.products()]
    rows: dict[Exponents, dict[int, Fraction]] = {e: {} for e in p}
    for column, product in enumerate(products):
        for e, c in product.items():
            rows.setdefault(e, {})[column] = c
    return list(rows.values()), [p.get(e, Fraction(0)) for e in rows]


def solve(p: Polynomial, blocks: Sequence[Block]) -> tuple[list[Any], float] | None:
    """Approximate Q of each block, and lambda; None where none is found. Raises ModuleNotFoundError without it."""
    clarabel = import_module("clarabel")  # an extra, which only this function needs
    rows, right = list_equations(p, blocks)
    entries = sum(len(block.pairs()) for block in blocks)
    equations = sparse.lil_matrix((len(rows), entries + 1))
    for index, row in enumerate(rows):
        for column, value in row.items():
            equations[index, column] = float(value)
    cones: list[Any] = [clarabel.ZeroConeT(len(rows)), clarabel.NonnegativeConeT(1)]
    bound = sparse.csc_matrix(([1.0], ([0], [entries])), shape=(1, entries + 1))
    parts: list[Any] = [equations, bound]
    start = 0
    for block in blocks:
        parts.append(_triangle(block, start, entries))
        start += len(block.pairs())
        cones.append(clarabel.PSDTriangleConeT(len(block.basis)))
    matrix: Any = sparse.csc_matrix(sparse.vstack(parts))
    values = np.zeros(matrix.shape[0])
    values[: len(rows)], values[len(rows)] = [float(value) for value in right], 1.0
    objective = np.zeros(entries + 1)
    objective[-1] = -1.0
    settings = clarabel.DefaultSettings()
    settings.verbose, settings.max_threads = False, 1
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-10
    nothing = sparse.csc_matrix((entries + 1, entries + 1))
    found = clarabel.DefaultSolver(nothing, objective, matrix, values, cones, settings).solve()
    if "Solved" not in str(found.status):
        return None
    return _matrices(np.array(found.x), blocks), float(found.x[-1])


def _triangle(block: Block, start: int, entries: int) -> Any:
    """-(svec(Q) - lambda svec(I)), off the diagonal scaled by sqrt(2)."""
    pairs = block.pairs()
    matrix = sparse.lil_matrix((len(pairs), entries + 1))
    for row, (i, j) in enumerate(pairs):
        matrix[row, start + row] = -1.0 if i == j else -sqrt(2)
        if i == j:
            matrix[row, entries] = 1.0
    return matrix


def _matrices(x: Any, blocks: Sequence[Block]) -> list[Any]:
    found, start = [], 0
    for block in blocks:
        Q = np.zeros((len(block.basis),) * 2)
        for value, (i, j) in zip(x[start:], block.pairs(), strict=False):
            Q[i, j] = Q[j, i] = value
        start += len(block.pairs())
        found.append(Q)
    return found
