"""Gradient and Hessian of Phi as matrix formulas, for every arithmetic.

Lemmas I3 and I4 decide that these equal the derivatives of `definitions.objective`. With F = softmax(S), O = F V,
C = O - B, Q = C V^T, mu_j = <c_j, O_j> (the mean of row j of Q under f_j) and P = F o (Q - mu 1^T):

    grad_X L = 2 A1^T P A2,    grad_Y L = 2 A3^T F^T C.

With G_j = A2^T J_j = E_j[a2 (V - O_j)^T] and K_j = Cov_j(a2, a3) = E_j[a2 a3^T] - E_j[a2] E_j[a3]^T the blocks of the
Hessian of L/2 are, in the row-major order [vec X; vec Y],

    xx = sum_j (a_j a_j^T) (x) M_j,  M_j = E-form of A2^T B_j A2
       = A2^T diag(p_j) A2 - (A2^T p_j)(A2^T f_j)^T - (A2^T f_j)(A2^T p_j)^T + G_j G_j^T,
    xy[(p,q),(l,i)] = sum_j a_jp ( G_j[q,i] E_j[a3]_l + K_j[q,l] c_ji ),    yy = (F A3)^T (F A3) (x) I_k.

Each function evaluates the `State` of its arguments, or takes it as `at` from a caller who has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from proofcheck.arithmetic.functions import Array, as_array, identity, matmul, rowwise
from proofcheck.model.definitions import scores, softmax


@dataclass(frozen=True, kw_only=True)
class State:
    """The quantities at a point that every derivative shares (names as in the module docstring).

    Twin of `solver.oracle.state.State`, computed apart.
    """

    S: Array
    F: Array
    V: Array
    O: Array  # noqa: E741 - the theory's name
    C: Array
    P: Array
    mask: Array | None


def state(A1: Array, A2: Array, A3: Array, B: Array, X: Array, Y: Array, mask: Array | None = None) -> State:
    """Evaluate S, F, V, O, C and P at (X, Y); F and P are zero where the mask does not allow a key."""
    S = scores(A1, A2, X)
    F, V = softmax(S, mask), matmul(A3, Y)
    O = matmul(F, V)  # noqa: E741
    C = O - B
    mu = (C * O).sum(axis=1)[:, None]
    return State(S=S, F=F, V=V, O=O, C=C, P=F * (matmul(C, V.T) - mu), mask=mask)


def gradient(
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
    at: Any = None,
) -> tuple[Array, Array]:
    """(grad_X Phi (p x q), grad_Y Phi (r x k))."""
    at = at or state(A1, A2, A3, B, X, Y, mask)
    score_part = at.P + as_array(wx * wx) * at.S
    value_part = matmul(at.F.T, at.C) + as_array(wy * wy) * at.V
    gX = 2 * (matmul(matmul(A1.T, score_part), A2) + as_array(lx) * X)
    gY = 2 * (matmul(A3.T, value_part) + as_array(ly) * Y)
    return gX, gY


def hessian(
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
    at: Any = None,
) -> Array:
    """Dense Hessian of Phi, (pq + rk) square, row-major [vec X; vec Y]."""
    (p, q), (r, k) = X.shape, Y.shape
    at = at or state(A1, A2, A3, B, X, Y, mask)
    G = _value_covariances(A2, at)
    xx = _xx_block(A1, A2, at, G) + as_array(wx * wx) * kronecker(matmul(A1.T, A1), matmul(A2.T, A2))
    xy = _xy_block(A1, A2, A3, at, G)
    mean3 = matmul(at.F, A3)
    gram = matmul(mean3.T, mean3) + as_array(wy * wy) * matmul(A3.T, A3)
    yy = kronecker(gram, identity(k)) + as_array(ly) * kronecker(identity(r), identity(k))
    xx = xx + as_array(lx) * kronecker(identity(p), identity(q))
    return 2 * np.block([[xx, xy], [xy.T, yy]])


def hessian_product(
    A1: Array,
    A2: Array,
    A3: Array,
    B: Array,
    X: Array,
    Y: Array,
    dX: Array,
    dY: Array,
    *,
    wx: Any,
    wy: Any,
    lx: Any,
    ly: Any,
    mask: Array | None = None,
    at: Any = None,
) -> tuple[Array, Array]:
    """The Hessian of Phi times (dX, dY): the product rule on the gradient, F' = F o (S' - <F, S'>)."""
    at = at or state(A1, A2, A3, B, X, Y, mask)
    dS, dV = scores(A1, A2, dX), matmul(A3, dY)
    dF = at.F * (dS - (at.F * dS).sum(axis=1)[:, None])
    dC = matmul(dF, at.V) + matmul(at.F, dV)
    slope = matmul(dC, at.V.T) + matmul(at.C, dV.T) - (dC * (at.O + at.C)).sum(axis=1)[:, None]
    level = matmul(at.C, at.V.T) - (at.C * at.O).sum(axis=1)[:, None]
    score_part = dF * level + at.F * slope + as_array(wx * wx) * dS
    value_part = matmul(dF.T, at.C) + matmul(at.F.T, dC) + as_array(wy * wy) * dV
    hX = 2 * (matmul(matmul(A1.T, score_part), A2) + as_array(lx) * dX)
    hY = 2 * (matmul(A3.T, value_part) + as_array(ly) * dY)
    return hX, hY


def row_outer(left: Array, right: Array) -> Array:
    """Row-wise outer products: row k is vec(left_k right_k^T), row-major; (m x a), (m x b) -> (m x ab)."""
    return (left[:, :, None] * right[:, None, :]).reshape(left.shape[0], -1)


def kronecker(left: Array, right: Array) -> Array:
    """left (x) right for 2-d arrays of any element type."""
    product = left[:, None, :, None] * right[None, :, None, :]
    return product.reshape(left.shape[0] * right.shape[0], left.shape[1] * right.shape[1])


def _value_covariances(A2: Array, at: State) -> Array:
    """G (n x q x k): G_j = E_j[a2 V^T] - E_j[a2] O_j^T."""
    n, k = at.O.shape
    second = matmul(at.F, row_outer(A2, at.V)) - row_outer(matmul(at.F, A2), at.O)
    return second.reshape(n, A2.shape[1], k)


def _xx_block(A1: Array, A2: Array, at: State, G: Array) -> Array:
    p, q = A1.shape[1], A2.shape[1]
    cross = row_outer(matmul(at.P, A2), matmul(at.F, A2)).reshape(-1, q, q)
    spread = rowwise(lambda g: matmul(g, g.T), G)
    M = matmul(at.P, row_outer(A2, A2)).reshape(-1, q, q) - cross - cross.transpose(0, 2, 1) + spread
    blocks = matmul(row_outer(A1, A1).T, M.reshape(-1, q * q)).reshape(p, p, q, q)
    return blocks.transpose(0, 2, 1, 3).reshape(p * q, p * q)


def _xy_block(A1: Array, A2: Array, A3: Array, at: State, G: Array) -> Array:
    (p, q), r, k = (A1.shape[1], A2.shape[1]), A3.shape[1], at.C.shape[1]
    mean3 = matmul(at.F, A3)
    K = matmul(at.F, row_outer(A2, A3)) - row_outer(matmul(at.F, A2), mean3)
    K = K.reshape(-1, q, r)
    columns = rowwise(
        lambda g, h: matmul(A1.T, row_outer(mean3, g) + row_outer(h, at.C)), G.transpose(1, 0, 2), K.transpose(1, 0, 2)
    )  # each p x rk, for one column of X at a time, so that no n x qrk array is formed
    return columns.transpose(1, 0, 2).reshape(p * q, r * k)
