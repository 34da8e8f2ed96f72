"""The structured dense Hessian (theory I4) from moments of each row's softmax distribution.

With f_j row j of F, c_j, O_j, p_j of C, O, P and a_j of A1:
  xx = sum_j (a_j a_j^T) (x) M_j,  M_j = A2^T diag(p_j) A2 - (A2^T p_j) E_j[a2]^T - E_j[a2] (A2^T p_j)^T + G_j G_j^T,
  xy[(a,b),(l,i)] = sum_j a_ja (G_j[b,i] E_j[a3]_l + K_j[b,l] c_ji),      yy = (F A3)^T (F A3) (x) I,
  K_j = Cov_j(a2, a3),  G_j = Cov_j(a2, V) = K_j Y.
All M_j and K_j come from products of F and P with row-wise outer products; symmetric ones keep one triangle.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from solver.oracle.augmented import Floats
from solver.oracle.data import AttentionData, grams
from solver.oracle.state import State

Indices: TypeAlias = NDArray[np.intp]
_Moments: TypeAlias = tuple[Floats, Floats, Floats]
Sums: TypeAlias = tuple[Floats, Floats, Floats, Floats]

_MOMENTS: Final = 2**19  # entries of the row-wise products of one block, each at most max(p, q, r, k)^2 wide
_SHORTEST, _LONGEST = 32, 512  # rows; longer blocks ask for fresh pages each time


def assemble(data: AttentionData, sums: Sums) -> Floats:
    """Dense Hessian of Phi, row-major [vec X; vec Y], from what `hessian_sums` gives over all rows."""
    p, q, r, k, size = data.p, data.q, data.r, data.k, data.p * data.q
    total = size + r * k
    xx, via_G, via_K, moments3 = sums
    weights1, weights2 = (gram[np.triu_indices(len(gram))] for gram in grams(data)[:2])
    xx = xx + data.wx * data.wx * np.outer(weights1, weights2)
    xx *= 2
    H = np.empty((total, total))
    H[:size, :size] = _unfold(xx, p, q)
    mixed, last = H[:size, size:], H[size:, size:]
    sides = via_G.reshape(p, r, q, k).transpose(0, 2, 1, 3), via_K.reshape(p, k, q, r).transpose(0, 2, 3, 1)
    np.add(*sides, out=mixed.reshape(p, q, r, k))  # a view: axes are only split
    mixed *= 2
    H[size:, :size] = mixed.T
    last[...] = 0
    diagonal = np.arange(k)
    N = moments3 + data.wy * data.wy * grams(data)[2]
    last.reshape(r, k, r, k)[:, diagonal, :, diagonal] = 2 * N
    H[np.diag_indices(size)] += 2 * data.lx
    H[np.arange(size, total), np.arange(size, total)] += 2 * data.ly
    return H


@dataclass(frozen=True, kw_only=True, eq=False)
class _Tables:
    """Shared by all blocks: positions of upper triangles (of q^2 flat), row-wise products of A2 with A2 and A3."""

    upper1: tuple[Indices, Indices]
    upper2: Indices
    A2A2: Floats
    A2A3: Floats


def hessian_sums(at: State) -> Sums:
    """Of one share, in O(nm d^2 + n d^4) operations and O(m d^2 + d^4) memory: four tables of sums over its rows.

    The triangles of the xx block, half of it without the regulariser; the xy block's sums over G (pr x qk) and K
    (pk x qr); (F A3)^T F A3 (r x r).
    """
    data = at.problem
    upper1, upper2 = np.triu_indices(data.p), np.triu_indices(data.q)
    tables = _Tables(
        upper1=upper1,
        upper2=upper2[0] * data.q + upper2[1],
        A2A2=data.A2.take(upper2[0], axis=1) * data.A2.take(upper2[1], axis=1),
        A2A3=row_outer(data.A2, data.A3),
    )
    # blocks of few rows would spend their time on the sums, p r x q k and p k x q r, instead of on products
    length = min(max(_MOMENTS // max(data.p, data.q, data.r, data.k) ** 2, _SHORTEST), _LONGEST)
    moments = reduce(_add, (_moments(at, tables, block) for block in at.blocks(length=length)))
    return *moments, at.mean3.T @ at.mean3


def _moments(at: State, tables: _Tables, block: tuple[slice, Floats, Floats]) -> _Moments:
    """The part of one block of rows."""
    rows, U, P = block
    A1, mean2, mean3 = at.problem.A1[rows], at.mean2[rows], at.mean3[rows]
    K = U @ tables.A2A3
    K *= at.inverse[rows, None]
    K -= row_outer(mean2, mean3)
    G = K.reshape(len(A1), at.problem.q, at.problem.r) @ at.Y
    M = P @ tables.A2A2
    M += _second_order(G, at.PA2[rows], mean2).take(tables.upper2, axis=1)
    A1A1 = A1.take(tables.upper1[0], axis=1) * A1.take(tables.upper1[1], axis=1)
    return A1A1.T @ M, row_outer(A1, mean3).T @ G.reshape(len(A1), -1), row_outer(A1, at.C[rows]).T @ K


def _add(total: _Moments, part: _Moments) -> _Moments:
    """In place."""
    for left, right in zip(total, part, strict=True):
        left += right
    return total


def _second_order(G: Floats, PA2: Floats, mean2: Floats) -> Floats:
    """G_j G_j^T - (A2^T p_j) E_j[a2]^T - E_j[a2] (A2^T p_j)^T, rows x q^2, as one product of thin factors."""
    left = np.concatenate([G, PA2[:, :, None], mean2[:, :, None]], axis=2)
    right = np.concatenate([G, -mean2[:, :, None], -PA2[:, :, None]], axis=2)
    return np.asarray((left @ right.transpose(0, 2, 1)).reshape(len(G), -1))


def _unfold(triangles: Floats, p: int, q: int) -> Floats:
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
