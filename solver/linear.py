"""The natural norm as a change of variables: whitened coordinates w with ||w||_2 = ||(dX, dY)||_nat.

With G_i = A_i^T A_i = U_i D_i U_i^T, (dX, dY) = (U1 (W_X / sqrt(D1 D2^T)) U2^T, U3 (W_Y / sqrt(D3))). Eigenvalues are
floored at a fraction of the largest, so that rank-deficient data with a ridge keep coordinates in every direction;
there Phi is quadratic and the trust region need not bind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from solver.oracle import Floats
from solver.problem import AttentionProblem

_FLOOR: Final = 1e-12


@dataclass(frozen=True, kw_only=True, eq=False)
class Whitening:
    """Eigenvectors of the Gram matrices and 1 / sqrt of the floored eigenvalues, (p x q) and (r x 1)."""

    U1: Floats
    U2: Floats
    U3: Floats
    inverse_x: Floats
    inverse_y: Floats

    def to_point(self, w: Floats) -> tuple[Floats, Floats]:
        """Whitened vector to (dX, dY)."""
        WX, WY = self._split(w)
        return self.U1 @ (WX * self.inverse_x) @ self.U2.T, self.U3 @ (WY * self.inverse_y)

    def gradient(self, gX: Floats, gY: Floats) -> Floats:
        """Gradient in whitened coordinates (the transpose of `to_point`)."""
        X, Y = (self.U1.T @ gX @ self.U2) * self.inverse_x, (self.U3.T @ gY) * self.inverse_y
        return np.concatenate([X.ravel(), Y.ravel()])

    def hessian(self, H: Floats) -> Floats:
        """Dense Hessian in whitened coordinates."""
        half = self._transformed_rows(H)
        return self._transformed_rows(np.ascontiguousarray(half.T))

    def _transformed_rows(self, H: Floats) -> Floats:
        p, q, r = len(self.U1), len(self.U2), len(self.U3)
        columns = H.shape[1]
        X = np.tensordot(self.U1.T, H[: p * q].reshape(p, q, columns), axes=1)
        X = np.matmul(self.U2.T, X) * self.inverse_x[:, :, None]
        Y = np.tensordot(self.U3.T, H[p * q :].reshape(r, -1, columns), axes=1) * self.inverse_y[:, :, None]
        return np.concatenate([X.reshape(p * q, columns), Y.reshape(-1, columns)])

    def _split(self, w: Floats) -> tuple[Floats, Floats]:
        shape = self.inverse_x.shape
        return w[: self.inverse_x.size].reshape(shape), w[self.inverse_x.size :].reshape(len(self.U3), -1)


def whitening(problem: AttentionProblem) -> Whitening:
    """Factor the natural norm once for a problem."""
    (d1, U1), (d2, U2), (d3, U3) = (np.linalg.eigh(gram) for gram in problem.grams)
    natural = np.maximum(d1, 0.0)[:, None] * np.maximum(d2, 0.0)
    return Whitening(
        U1=U1, U2=U2, U3=U3, inverse_x=_inverse_root(natural), inverse_y=_inverse_root(np.maximum(d3, 0.0)[:, None])
    )


def _inverse_root(eigenvalues: Floats) -> Floats:
    largest = eigenvalues.max()
    floored = np.maximum(eigenvalues, _FLOOR * largest) if largest > 0 else np.ones_like(eigenvalues)
    return np.asarray(1.0 / np.sqrt(floored))
