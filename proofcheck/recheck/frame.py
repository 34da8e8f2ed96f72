"""The coordinates of a search in ball arithmetic; twin of `solver.global_search.frame`, computed apart.

X = L1 U L2^T; with L L^T = wy^2 A3^T A3 + ly I, y = L^T Y and T = A3 L^-T: V = T y, and the regulariser is |y|^2 +
<u, Q u>.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from flint import arb

from proofcheck.arithmetic.functions import Array, balls, matmul, maximum
from proofcheck.model.derivatives import kronecker, row_outer
from proofcheck.recheck.eigenvalues import smallest_eigenvalue_lower


@dataclass(frozen=True)
class Frame:
    """The data in the coordinates of a search, for L1 (p x p) and L2 (q x q)."""

    data: Mapping[str, Any]
    weights: Mapping[str, Any]
    L1: Array
    L2: Array

    @cached_property
    def queries(self) -> Array:
        """A1 L1, n x p."""
        return matmul(self.data["A1"], self.L1)

    @cached_property
    def keys(self) -> Array:
        """A2 L2, m x q, less the float64 means of its columns, which no softmax sees."""
        keys = matmul(self.data["A2"], self.L2)
        return keys - balls(floats(keys).mean(axis=0))

    @cached_property
    def centred(self) -> dict[str, Array]:
        """The data with queries and keys as A1 and A2."""
        return {**self.data, "A1": self.queries, "A2": self.keys}

    @cached_property
    def factor(self) -> Array:
        """L, lower triangular, with L L^T = wy^2 A3^T A3 + ly I; NaN where that is not shown to be definite."""
        A3, w = self.data["A3"], self.weights
        left = w["wy"] * w["wy"] * matmul(A3.T, A3) + w["ly"] * balls(np.eye(A3.shape[1]))
        L = balls(np.zeros(left.shape))
        for j in range(len(L)):
            column = left[j:, j] - (L[j:, :j] * L[j, :j]).sum(axis=1) if j else left[:, 0]
            L[j:, j] = column / column[0].sqrt()
        return L

    def divide_by_factor(self, matrix: Array) -> Array:
        """matrix L^-T."""
        found = matrix.copy()
        for j in range(len(self.factor)):
            done = (found[:, :j] * self.factor[j, :j]).sum(axis=1) if j else arb(0)
            found[:, j] = (matrix[:, j] - done) / self.factor[j, j]
        return found

    @cached_property
    def values(self) -> Array:
        """T = A3 L^-T, m x r."""
        return self.divide_by_factor(self.data["A3"])

    @cached_property
    def Q(self) -> Array:
        """wx^2 G1 (x) G2 + lx H1 (x) H2, pq x pq."""
        left, right = self.queries, matmul(self.data["A2"], self.L2)
        H = kronecker(matmul(self.L1.T, self.L1), matmul(self.L2.T, self.L2))
        w = self.weights
        found: Array = w["wx"] * w["wx"] * kronecker(matmul(left.T, left), matmul(right.T, right)) + w["lx"] * H
        return found

    @cached_property
    def modulus(self) -> arb:
        """A lower bound of lambda_min(Q); where it is positive L1 and L2 are regular."""
        return smallest_eigenvalue_lower(self.Q)

    @cached_property
    def columns(self) -> Array:
        """a, a a, T, a T, a a T and T T of every key."""
        a, T = self.keys, self.values
        aa = row_outer(a, a)
        return np.concatenate([a, aa, T, row_outer(a, T), row_outer(aa, T), row_outer(T, T)], axis=1)

    @cached_property
    def ends(self) -> tuple[Array, Array]:
        """The least and the largest entry of each column of the keys that a query may see, n x q."""
        mask = self.data.get("mask")
        if mask is None:
            found = np.broadcast_to(_ends(self.keys), (len(self.queries), 2, self.keys.shape[1]))
        else:
            found = np.array([_ends(self.keys[row == 1]) for row in mask], dtype=object)
        return found[:, 0], found[:, 1]


def _ends(keys: Array) -> Array:
    """The least and the largest entry of each column, 2 x q."""
    return np.array([[-maximum(-column), maximum(column)] for column in keys.T], dtype=object).T


def floats(values: Array) -> Array:
    """Midpoints in float64; zero where there is none, for witnesses."""
    found: Array = np.array([float(v.mid()) for v in values.ravel()]).reshape(values.shape)
    return np.nan_to_num(found)
