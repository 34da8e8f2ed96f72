"""Matrices of balls put together: Gram matrices, Kronecker products, blocks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.verified.ball import Ball, Floats, ball
from solver.verified.double_word import as_wide


def kronecker(left: Ball, right: Ball) -> Ball:
    """left (x) right, the Kronecker product of ball matrices, for row-major vec."""
    rows, columns = np.multiply(left.shape, right.shape)
    return (left[:, None, :, None] * right[None, :, None, :]).reshape(rows, columns)


def gram(matrix: Floats) -> Ball:
    """A^T A of a matrix of exact doubles, as balls that hold the rounding of the products."""
    return ball(matrix.T) @ matrix


def block_diagonal(first: Ball, second: Ball) -> Ball:
    """The direct sum of two square matrices."""
    corner = ball(np.zeros((len(first.mid), len(second.mid))))
    return assemble(first, corner, second)


def assemble(xx: Ball, xy: Ball, yy: Ball) -> Ball:
    """[[xx, xy], [xy^T, yy]]."""
    return Ball(_symmetric(xx.mid, xy.mid, yy.mid), _symmetric(xx.rad, xy.rad, yy.rad))


def _symmetric(xx: Floats, xy: Floats, yy: Floats) -> Floats:
    half, size = len(xx), len(xx) + len(yy)
    whole = np.empty((size, size))
    whole[:half, :half], whole[:half, half:], whole[half:, :half], whole[half:, half:] = xx, xy, xy.T, yy
    return whole


def outer_energy(A: Floats, X: Floats, B: Floats) -> Ball:
    """||A X B^T||_F^2 as <A X, (A X) B^T B> in double words, which condition numbers of A and B leave digits of."""
    left = A @ as_wide(X)
    rows = (left * (left @ (B.T @ as_wide(B)))) @ np.ones((X.shape[1], 1))
    return (np.ones((1, len(A))) @ rows).ball()[0, 0]


def pair_index(size: int) -> NDArray[np.intp]:
    """Where the pair of a and b stands in `np.triu_indices`, (size x size)."""
    index = np.empty((size, size), dtype=np.intp)
    a, b = np.triu_indices(size)
    index[a, b] = index[b, a] = np.arange(len(a))
    return index
