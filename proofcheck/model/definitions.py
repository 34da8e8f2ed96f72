"""Definitions of one-layer attention regression, written once for every arithmetic.

Data A1 (n x p), A2 (m x q), A3 (m x r), B (n x k); unknowns X (p x q), Y (r x k); weights wx, wy, lx, ly. All
arguments are numpy arrays of one element type (see `proofcheck.arithmetic.functions`); weights are scalars of that
type. `mask` (n x m) has 1 where query j may see key k and 0 elsewhere, at least one 1 a row; without one every query
sees every key. Only F knows of it: the regulariser is over all keys.
"""

from __future__ import annotations

from typing import Any

from proofcheck.arithmetic.functions import Array, exp, matmul


def scores(A1: Array, A2: Array, X: Array) -> Array:
    """S = A1 X A2^T (n x m); row j is A_j x with A_j = A1[j,:] (x) A2 and x = vec(X), row-major."""
    return matmul(matmul(A1, X), A2.T)


def softmax(S: Array, mask: Array | None = None) -> Array:
    """F (n x m): row j is exp(S_j) / <exp(S_j), 1>, over its allowed keys. Ball and symbolic arguments keep their form.

    No shift: it is the same for every arithmetic.
    """
    U = exp(S) if mask is None else mask * exp(S)
    F: Array = U / U.sum(axis=1)[:, None]
    return F


def outputs(A1: Array, A2: Array, A3: Array, X: Array, Y: Array, mask: Array | None = None) -> Array:
    """O = F V (n x k) with V = A3 Y."""
    return matmul(softmax(scores(A1, A2, X), mask), matmul(A3, Y))


def residual(A1: Array, A2: Array, A3: Array, B: Array, X: Array, Y: Array, mask: Array | None = None) -> Array:
    """C = O - B (n x k), output of the layer less target."""
    return outputs(A1, A2, A3, X, Y, mask) - B


def loss(A1: Array, A2: Array, A3: Array, B: Array, X: Array, Y: Array, mask: Array | None = None) -> Any:
    """L = sum of c_ji^2 (the paper's objective; no factor 1/2)."""
    return _square_sum(residual(A1, A2, A3, B, X, Y, mask))


def regulariser(A1: Array, A2: Array, A3: Array, X: Array, Y: Array, *, wx: Any, wy: Any, lx: Any, ly: Any) -> Any:
    """wx^2 ||A1 X A2^T||_F^2 + wy^2 ||A3 Y||_F^2 + lx ||X||_F^2 + ly ||Y||_F^2."""
    natural = wx * wx * _square_sum(scores(A1, A2, X)) + wy * wy * _square_sum(matmul(A3, Y))
    return natural + lx * _square_sum(X) + ly * _square_sum(Y)


def objective(
    A1: Array,
    A2: Array,
    A3: Array,
    B: Array,
    X: Array,
    Y: Array,
    *,
    wx: Any,
    wy: Any,
    lx: Any,
    ly: Any,
    mask: Array | None = None,
) -> Any:
    """Phi = L + regulariser, a number: what is minimised over X and Y."""
    return loss(A1, A2, A3, B, X, Y, mask) + regulariser(A1, A2, A3, X, Y, wx=wx, wy=wy, lx=lx, ly=ly)


def _square_sum(values: Array) -> Any:
    return (values * values).sum()
