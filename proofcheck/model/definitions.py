"""Definitions of one-layer attention regression, written once for every arithmetic.

Data A1 (n x p), A2 (m x q), A3 (m x r), B (n x k); unknowns X (p x q), Y (r x k); weights wx, wy, lx, ly. All
arguments are numpy arrays of one element type (see `proofcheck.arithmetic.functions`); weights are scalars of that
type.
"""

from __future__ import annotations

from typing import Any

from proofcheck.arithmetic.functions import Array, exp, matmul


def scores(A1: Array, A2: Array, X: Array) -> Array:
    """S = A1 X A2^T (n x m); row j is A_j x with A_j = A1[j,:] (x) A2 and x = vec(X), row-major."""
    return matmul(matmul(A1, X), A2.T)


def softmax(S: Array) -> Array:
    """F (n x m): row j is exp(S_j) / <exp(S_j), 1>. No shift, so that ball and symbolic arguments keep their form."""
    U = exp(S)
    F: Array = U / U.sum(axis=1)[:, None]
    return F


def outputs(A1: Array, A2: Array, A3: Array, X: Array, Y: Array) -> Array:
    """O = F V (n x k) with V = A3 Y."""
    return matmul(softmax(scores(A1, A2, X)), matmul(A3, Y))


def residual(A1: Array, A2: Array, A3: Array, B: Array, X: Array, Y: Array) -> Array:
    """C = O - B (n x k), output of the layer less target."""
    return outputs(A1, A2, A3, X, Y) - B


def loss(A1: Array, A2: Array, A3: Array, B: Array, X: Array, Y: Array) -> Any:
    """L = sum of c_ji^2 (the paper's objective; no factor 1/2)."""
    return _square_sum(residual(A1, A2, A3, B, X, Y))


def regulariser(A1: Array, A2: Array, A3: Array, X: Array, Y: Array, *, wx: Any, wy: Any, lx: Any, ly: Any) -> Any:
    """wx^2 ||A1 X A2^T||_F^2 + wy^2 ||A3 Y||_F^2 + lx ||X||_F^2 + ly ||Y||_F^2."""
    natural = wx * wx * _square_sum(scores(A1, A2, X)) + wy * wy * _square_sum(matmul(A3, Y))
    return natural + lx * _square_sum(X) + ly * _square_sum(Y)


def objective(
    A1: Array, A2: Array, A3: Array, B: Array, X: Array, Y: Array, *, wx: Any, wy: Any, lx: Any, ly: Any
) -> Any:
    """Phi = L + regulariser, a number: what is minimised over X and Y."""
    return loss(A1, A2, A3, B, X, Y) + regulariser(A1, A2, A3, X, Y, wx=wx, wy=wy, lx=lx, ly=ly)


def _square_sum(values: Array) -> Any:
    return (values * values).sum()
