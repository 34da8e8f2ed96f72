"""The two norms of a certificate in ball arithmetic: Euclidean, and natural, ||A1 dX A2^T||_F and ||A3 dY||_F.

The natural norm is d^T N d with N = (G1 (x) G2) (+) (G3 (x) I), G_i = A_i^T A_i; it needs full column rank. Its dual is
g^T N^-1 g, by two solves with the small Gram matrices.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from flint import arb, arb_mat

from proofcheck.arithmetic import Array, balls, matmul, norm
from proofcheck.attention.derivatives import kronecker
from proofcheck.attention.local_bounds import Reach, euclidean_reach, natural_reach
from proofcheck.eigenvalues import smallest_eigenvalue_lower


class Metric(Protocol):
    """A Hilbert norm on (dX, dY): its matrix, dual norm, reach, and a lower bound of ||d||^2 / ||d||_2^2."""

    @property
    def name(self) -> str:
        """In words."""
        ...

    @property
    def matrix(self) -> Array:
        """N, in the row-major order [vec X; vec Y]."""
        ...

    @property
    def reach(self) -> Reach:
        """What a unit step moves."""
        ...

    @property
    def lower(self) -> arb:
        """Lower bound of the smallest eigenvalue of N."""
        ...

    def dual_norm(self, gX: Array, gY: Array) -> arb:
        """sqrt(g^T N^-1 g)."""
        ...


class Euclidean:
    """N = I."""

    name = "Euclidean norm"

    def __init__(self, A1: Array, A2: Array, A3: Array, values: int) -> None:
        self._data = (A1, A2, A3)
        self._size = A1.shape[1] * A2.shape[1] + A3.shape[1] * values

    @property
    def matrix(self) -> Array:
        """The identity."""
        return balls(np.eye(self._size))

    @property
    def reach(self) -> Reach:
        """Row norms and spectral norms of the data."""
        return euclidean_reach(*self._data)

    @property
    def lower(self) -> arb:
        """One."""
        return arb(1)

    def dual_norm(self, gX: Array, gY: Array) -> arb:
        """||g||_2."""
        value: arb = norm(np.concatenate([gX.ravel(), gY.ravel()]))
        return value


class Natural:
    """N = (G1 (x) G2) (+) (G3 (x) I)."""

    name = "natural norm"

    def __init__(self, A1: Array, A2: Array, A3: Array, values: int) -> None:
        self._rows, self._values = len(A1), values
        self._grams = [matmul(A.T, A) for A in (A1, A2, A3)]

    @property
    def matrix(self) -> Array:
        """N."""
        G1, G2, G3 = self._grams
        first, second = kronecker(G1, G2), kronecker(G3, np.eye(self._values, dtype=int))
        corner = balls(np.zeros((len(first), len(second))))
        return np.block([[first, corner], [corner.T, second]])

    @property
    def reach(self) -> Reach:
        """At most one, for rows and entries of S and V."""
        return natural_reach(self._rows)

    @property
    def lower(self) -> arb:
        """min(lambda_min(G1) lambda_min(G2), lambda_min(G3))."""
        l1, l2, l3 = (smallest_eigenvalue_lower(G) for G in self._grams)
        return (l1 * l2).min(l3)

    def dual_norm(self, gX: Array, gY: Array) -> arb:
        """sqrt(<gX, G1^-1 gX G2^-1> + <gY, G3^-1 gY>)."""
        G1, G2, G3 = self._grams
        energy = (gX * solved(G2, solved(G1, gX).T).T).sum() + (gY * solved(G3, gY)).sum()
        value: arb = energy.nonnegative_part().sqrt()
        return value


def solved(matrix: Array, right: Array) -> Array:
    """Enclosure of matrix^-1 right. Raises ZeroDivisionError when the matrix is not shown to be invertible."""
    solution = arb_mat(matrix.tolist()).solve(arb_mat(right.tolist()))
    flat = np.empty(right.size, dtype=object)
    flat[:] = solution.entries()
    return flat.reshape(right.shape)
