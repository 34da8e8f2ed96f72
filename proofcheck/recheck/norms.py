"""The two norms of a certificate in ball arithmetic: Euclidean, and natural with ridge.

The natural norm is d^T N d = ||A1 dX A2^T||_F^2 + ex ||dX||_F^2 + ||A3 dY||_F^2 + ey ||dY||_F^2 for the certificate's
ex, ey >= 0. Its dual norm x = sqrt(g^T N^-1 g) comes from a float64 witness z ~ N^-1 g:
x^2 = <z, g> + <g - N z, N^-1 g> <= <z, g> + delta x with delta = ||g - N z||_2 / sqrt(lambda_min(N)).
"""

from __future__ import annotations

from functools import cached_property
from typing import TypeAlias

import numpy as np
from flint import arb

from proofcheck.arithmetic.functions import Array, balls, matmul
from proofcheck.model.derivatives import kronecker
from proofcheck.recheck.eigenvalues import smallest_eigenvalue_lower
from proofcheck.recheck.hessian_lipschitz import Reach, euclidean_reach, natural_reach
from proofcheck.recheck.roots import length_upper, root_upper


class Euclidean:
    """The Euclidean norm, N = I. Twin of `solver.certificates.norms.Euclidean`, computed apart."""

    name = "Euclidean norm"

    def __init__(self, A1: Array, A2: Array, A3: Array, values: int) -> None:
        self._data = (A1, A2, A3)
        self._size = A1.shape[1] * A2.shape[1] + A3.shape[1] * values

    @property
    def matrix(self) -> Array:
        """N as a matrix: the identity."""
        return balls(np.eye(self._size))

    @property
    def reach(self) -> Reach:
        """Row norms and spectral norms of the data."""
        return euclidean_reach(*self._data)

    @property
    def lower(self) -> arb:
        """A lower bound of the eigenvalues of N: one."""
        return arb(1)

    def dual_norm(self, gX: Array, gY: Array) -> arb:
        """||g||_2: the Euclidean norm is its own dual."""
        return length_upper(np.concatenate([gX.ravel(), gY.ravel()]))


class Natural:
    """N = (G1 (x) G2 + ex I) (+) ((G3 + ey I) (x) I), G_i = A_i^T A_i.

    Twin of `solver.certificates.norms.Natural`, computed apart.
    """

    name = "natural norm"

    def __init__(self, A1: Array, A2: Array, A3: Array, values: int, ridge: tuple[arb, arb]) -> None:
        self._rows, self._values, self._ridge = len(A1), values, ridge
        self._grams = [matmul(A.T, A) for A in (A1, A2, A3)]

    @property
    def matrix(self) -> Array:
        """N as a matrix, block diagonal in X and Y."""
        G1, G2, G3 = self._grams
        first, second = kronecker(G1, G2), kronecker(G3, np.eye(self._values, dtype=int))
        for block, e in ((first, self._ridge[0]), (second, self._ridge[1])):
            block[np.diag_indices(len(block))] += e
        corner = balls(np.zeros((len(first), len(second))))
        return np.block([[first, corner], [corner.T, second]])

    @property
    def reach(self) -> Reach:
        """At most one, for rows and entries of S and V."""
        return natural_reach(self._rows)

    @cached_property
    def lower(self) -> arb:
        """min(lambda_min(G1) lambda_min(G2) + ex, lambda_min(G3) + ey)."""
        l1, l2, l3 = (smallest_eigenvalue_lower(G) for G in self._grams)
        return (l1 * l2 + self._ridge[0]).min(l3 + self._ridge[1])

    def dual_norm(self, gX: Array, gY: Array) -> arb:
        """sqrt(g^T N^-1 g) from above; infinite when N > 0 is not shown."""
        if not self.lower > 0:
            return arb("inf")
        zX, zY = self._solve(gX, gY)
        rX, rY = self._residual(gX, gY, zX, zY)
        # One refinement of the witness; how good it is shows in the residual of the next line but one.
        cX, cY = self._solve(rX, rY)
        zX, zY = zX + cX, zY + cY
        rX, rY = self._residual(gX, gY, zX, zY)
        delta = root_upper((rX * rX).sum() + (rY * rY).sum()) / self.lower.sqrt()
        energy = ((zX * gX).sum() + (zY * gY).sum()).upper().max(arb(0))
        # With r = g - N z: q^2 = g^T N^-1 g = z^T g + g^T N^-1 r <= energy + q delta; solved for q.
        bound: arb = (delta + root_upper(delta * delta + 4 * energy)) / 2
        return bound

    def _residual(self, gX: Array, gY: Array, zX: Array, zY: Array) -> tuple[Array, Array]:
        G1, G2, G3 = self._grams
        return gX - matmul(matmul(G1, zX), G2) - self._ridge[0] * zX, gY - matmul(G3, zY) - self._ridge[1] * zY

    def _solve(self, gX: Array, gY: Array) -> tuple[Array, Array]:
        """N^-1 g in float64, a witness."""
        ex, ey = (float(e.mid()) for e in self._ridge)
        (d1, U1), (d2, U2), (d3, U3) = self._eigen
        X, Y = (np.array([[float(entry.mid()) for entry in row] for row in part]) for part in (gX, gY))
        with np.errstate(all="ignore"):
            X = U1 @ ((U1.T @ X @ U2) / (np.outer(d1, d2) + ex)) @ U2.T
            Y = U3 @ ((U3.T @ Y) / (d3[:, None] + ey))
        return balls(np.nan_to_num(X)), balls(np.nan_to_num(Y))

    @cached_property
    def _eigen(self) -> list[tuple[Array, Array]]:
        found = [np.linalg.eigh(np.array([[float(entry.mid()) for entry in row] for row in G])) for G in self._grams]
        return [(np.maximum(values, 2.0**-52 * values[-1]), vectors) for values, vectors in found]


Metric: TypeAlias = Euclidean | Natural
