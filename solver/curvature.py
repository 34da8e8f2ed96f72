"""The structured dense Hessian (theory I4) from moments of each row's softmax distribution.

With f_j row j of F, c_j, O_j, p_j of C, O, P and a_j of A1:
  xx = sum_j (a_j a_j^T) (x) M_j,  M_j = A2^T diag(p_j) A2 - (A2^T p_j) E_j[a2]^T - E_j[a2] (A2^T p_j)^T + G_j G_j^T,
  xy[(a,b),(l,i)] = sum_j a_ja (G_j[b,i] E_j[a3]_l + K_j[b,l] c_ji),      yy = (F A3)^T (F A3) (x) I,
  G_j = Cov_j(a2, V),  K_j = Cov_j(a2, a3).
All M_j, G_j, K_j come from products of F and P with row-wise outer products; symmetric ones keep one triangle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from solver.oracle import Evaluation, Floats

    Indices = NDArray[np.intp]

_MOMENTS: Final = 2**18  # entries of the row-wise products of one block, each at most max(p, q, r, k)^2 wide
_SHORTEST, _LONGEST = 32, 256  # rows; longer blocks ask for fresh pages each time


def hessian(at: Evaluation) -> Floats:
    """Dense Hessian of Phi, row-major [vec X; vec Y]: O(nm d^2 + n d^4) operations, O(m d^2 + d^4) memory."""
    data = at.problem
    p, q, r, k, size = data.p, data.q, data.r, data.k, data.p * data.q
    xx, via_G, via_K = _blocks(at)
    H = np.empty((data.size, data.size))
    H[:size, :size] = _unfolded(xx, p, q)
    mixed, last = H[:size, size:], H[size:, size:]
    sides = via_G.reshape(p, r, q, k).transpose(0, 2, 1, 3), via_K.reshape(p, k, q, r).transpose(0, 2, 3, 1)
    np.add(*sides, out=mixed.reshape(p, q, r, k))  # a view: axes are only split
    mixed *= 2
    H[size:, :size] = mixed.T
    last[...] = 0
    diagonal = np.arange(k)
    last.reshape(r, k, r, k)[:, diagonal, :, diagonal] = 2 * (at.mean3.T @ at.mean3 + data.wy**2 * data.grams[2])
    H[np.diag_indices(size)] += 2 * data.lx
    H[np.arange(size, data.size), np.arange(size, data.size)] += 2 * data.ly
    return H


@dataclass(frozen=True, kw_only=True, eq=False)
class _Tables:
    """Shared by all blocks: positions of upper triangles (of q^2 flat), row-wise products of A2 with A2, V and A3."""

    upper1: tuple[Indices, Indices]
    upper2: Indices
    A2A2: Floats
    A2V: Floats
    A2A3: Floats


def _blocks(at: Evaluation) -> tuple[Floats, Floats, Floats]:
    """Twice the triangles of the xx block less its ridge; the xy block's sums over G (pr x qk) and K (pk x qr)."""
    data = at.problem
    p, q, r, k = data.p, data.q, data.r, data.k
    upper1, upper2 = np.triu_indices(p), np.triu_indices(q)
    tables = _Tables(
        upper1=upper1,
        upper2=upper2[0] * q + upper2[1],
        A2A2=data.A2[:, upper2[0]] * data.A2[:, upper2[1]],
        A2V=row_outer(data.A2, at.V),
        A2A3=row_outer(data.A2, data.A3),
    )
    xx = np.zeros((len(upper1[0]), len(upper2[0])))
    via_G, via_K = np.zeros((p * r, q * k)), np.zeros((p * k, q * r))
    # blocks of few rows would spend their time on the sums, p r x q k and p k x q r, instead of on products
    for rows, U, P in at.blocks(length=min(max(_MOMENTS // max(p, q, r, k) ** 2, _SHORTEST), _LONGEST)):
        _accumulate(at, tables, (rows, U, P), xx, via_G, via_K)
    xx += data.wx**2 * np.outer(data.grams[0][upper1], data.grams[1][upper2])
    xx *= 2
    return xx, via_G, via_K


def _accumulate(
    at: Evaluation, tables: _Tables, block: tuple[slice, Floats, Floats], xx: Floats, via_G: Floats, via_K: Floats
) -> None:
    rows, U, P = block
    A1, C, scale = at.problem.A1[rows], at.C[rows], at.inverse[rows, None]
    mean2, mean3 = at.mean2[rows], at.mean3[rows]
    G, K = (U @ tables.A2V) * scale, (U @ tables.A2A3) * scale
    G -= row_outer(mean2, at.O[rows])
    K -= row_outer(mean2, mean3)
    M = P @ tables.A2A2
    M += _second_order(G.reshape(len(A1), at.problem.q, at.problem.k), at.PA2[rows], mean2).take(tables.upper2, axis=1)
    xx += (A1.take(tables.upper1[0], axis=1) * A1.take(tables.upper1[1], axis=1)).T @ M
    via_G += row_outer(A1, mean3).T @ G
    via_K += row_outer(A1, C).T @ K


def _second_order(G: Floats, PA2: Floats, mean2: Floats) -> Floats:
    """G_j G_j^T - (A2^T p_j) E_j[a2]^T - E_j[a2] (A2^T p_j)^T, rows x q^2, as one product of thin factors."""
    left = np.concatenate([G, PA2[:, :, None], mean2[:, :, None]], axis=2)
    right = np.concatenate([G, -mean2[:, :, None], -PA2[:, :, None]], axis=2)
    return np.asarray((left @ right.transpose(0, 2, 1)).reshape(len(G), -1))


def _unfolded(triangles: Floats, p: int, q: int) -> Floats:
    """(pairs of p) x (pairs of q), upper triangles, to the pq x pq matrix over ((a, b), (a', b'))."""
    first, second = _positions(p), _positions(q)
    full = triangles[first[:, None, :, None], second[None, :, None, :]]
    return np.asarray(full.reshape(p * q, p * q))


def _positions(size: int) -> Indices:
    table: Indices = np.empty((size, size), dtype=np.intp)
    i, j = np.triu_indices(size)
    table[i, j] = table[j, i] = np.arange(len(i))
    return table


def row_outer(left: Floats, right: Floats) -> Floats:
    """Row-wise outer products: (m x a), (m x b) -> (m x ab)."""
    return (left[:, :, None] * right[:, None, :]).reshape(len(left), -1)
