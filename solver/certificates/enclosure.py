"""Phi, its Hessian and Hessian-vector products enclosed in verified float64, by the matrix formulas of theory I4.

Same formulas as `solver.oracle.evaluation`, in the arithmetic of `solver.verified.ball`: every product rounds, every
radius says by how much. Nothing here is shared with the float64 oracle, so that a mistake in one shows against the
other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.problem import AttentionProblem
from solver.verified.ball import Ball, Floats, ball
from solver.verified.exponential import row_maxima, softmax


@dataclass(frozen=True, kw_only=True)
class EnclosedPoint:
    """S, F (n x m), V (m x k), O, C (n x k) and P (n x m) enclosed at (X, Y)."""

    problem: AttentionProblem
    X: Floats
    Y: Floats
    S: Ball
    F: Ball
    V: Ball
    O: Ball  # noqa: E741 - the theory's name
    C: Ball
    P: Ball


def enclose(problem: AttentionProblem, X: Floats, Y: Floats) -> EnclosedPoint:
    """Evaluate at (X, Y): P = F o (C V^T - mu 1^T) with mu_j = <c_j, O_j>."""
    S = ball(problem.A1) @ X @ problem.A2.T
    F, V = softmax(S, problem.mask), ball(problem.A3) @ Y
    O = F @ V  # noqa: E741
    C = O - problem.B
    P = F * (C @ V.T - (C * O).sum(axis=1)[:, None])
    return EnclosedPoint(problem=problem, X=X, Y=Y, S=S, F=F, V=V, O=O, C=C, P=P)


def row_maxima_upper(at: EnclosedPoint, values: Ball) -> Floats:
    """Upper bounds of the largest of the values (n x m) of each query's allowed keys, (n,)."""
    return row_maxima(values.upper(), at.problem.mask)


def objective(at: EnclosedPoint) -> Ball:
    """An enclosure of Phi at the point, rounding included."""
    data = at.problem
    ridge = ball(data.lx) * _energy(ball(at.X)) + ball(data.ly) * _energy(ball(at.Y))
    return _energy(at.C) + _square(data.wx) * _energy(at.S) + _square(data.wy) * _energy(at.V) + ridge


def gradient(at: EnclosedPoint) -> Ball:
    """[vec grad_X; vec grad_Y]; `solver.certificates.gradient` has it in double words, where this is too wide."""
    data = at.problem
    scores, values = at.P + _square(data.wx) * at.S, at.F.T @ at.C + _square(data.wy) * at.V
    gX = ball(data.A1.T) @ scores @ data.A2 + ball(data.lx) * at.X
    return stacked(gX, ball(data.A3.T) @ values + ball(data.ly) * at.Y) * 2.0


def hessian_product(at: EnclosedPoint, dX: Floats, dY: Floats) -> Ball:
    """H [vec dX; vec dY] without H: the derivatives of P and F^T C along (dX, dY), nine products."""
    data = at.problem
    dS, dV = ball(data.A1) @ dX @ data.A2.T, ball(data.A3) @ dY
    dF = at.F * (dS - (at.F * dS).sum(axis=1)[:, None])
    dC = dF @ at.V + at.F @ dV
    slope = dC @ at.V.T + at.C @ dV.T - (dC * (at.O + at.C)).sum(axis=1)[:, None]
    level = at.C @ at.V.T - (at.C * at.O).sum(axis=1)[:, None]
    scores = dF * level + at.F * slope + _square(data.wx) * dS
    values = dF.T @ at.C + at.F.T @ dC + _square(data.wy) * dV
    hX = ball(data.A1.T) @ scores @ data.A2 + ball(data.lx) * dX
    hY = ball(data.A3.T) @ values + ball(data.ly) * dY
    return stacked(hX, hY) * 2.0


def stacked(X: Ball, Y: Ball) -> Ball:
    """[vec X; vec Y], row-major."""
    mid, rad = (np.concatenate([getattr(X, part).ravel(), getattr(Y, part).ravel()]) for part in ("mid", "rad"))
    return Ball(mid, rad)


def hessian(at: EnclosedPoint) -> Ball:
    """Dense Hessian, (pq + rk) square, row-major [vec X; vec Y]; its ball is symmetric.

    K_j = Cov_j(a2, a3) (q x r) and G_j = Cov_j(a2, V) = K_j Y, because V = A3 Y.
    """
    data = at.problem
    mean2, mean3 = at.F @ data.A2, at.F @ data.A3
    K = at.F @ _row_outer(ball(data.A2), ball(data.A3)) - _row_outer(mean2, mean3)
    G = (K.reshape(data.n * data.q, data.r) @ at.Y).reshape(data.n, data.q, data.k)
    xx = _xx_block(at, mean2, G) + _square(data.wx) * kronecker(gram(data.A1), gram(data.A2))
    yy = kronecker(mean3.T @ mean3 + _square(data.wy) * gram(data.A3), ball(np.eye(data.k)))
    xx, yy, xy = xx.plus_diagonal(data.lx), yy.plus_diagonal(data.ly), _xy_block(at, mean3, K, G)
    return _assemble(xx.doubled(), xy.doubled(), yy.doubled())


def _xx_block(at: EnclosedPoint, mean2: Ball, G: Ball) -> Ball:
    """sum_j (a_j a_j^T) (x) M_j; M_j = A2^T diag(p_j) A2 - cross - cross^T + G_j G_j^T.

    Both factors are symmetric: products run over pairs a <= b of their indices.
    """
    data = at.problem
    p, q = data.p, data.q
    (a, b), mean = np.triu_indices(q), at.P @ data.A2
    M = at.P @ _pairs(data.A2) - mean[:, a] * mean2[:, b] - mean[:, b] * mean2[:, a]
    M = M + (G @ G.transpose(0, 2, 1))[:, a, b]
    blocks = _pairs(data.A1).T @ M
    return blocks[_pair_index(p)[:, None, :, None], _pair_index(q)[None, :, None, :]].reshape(p * q, p * q)


def _pairs(matrix: Floats) -> Ball:
    """Products of columns a <= b, (rows x d (d + 1) / 2)."""
    a, b = np.triu_indices(matrix.shape[1])
    return ball(matrix[:, a]) * matrix[:, b]


def _pair_index(size: int) -> NDArray[np.intp]:
    """Where the pair of a and b stands in `np.triu_indices`, (size x size)."""
    index = np.empty((size, size), dtype=np.intp)
    a, b = np.triu_indices(size)
    index[a, b] = index[b, a] = np.arange(len(a))
    return index


def _xy_block(at: EnclosedPoint, mean3: Ball, K: Ball, G: Ball) -> Ball:
    """sum_j a_jp (G_j[q,i] E_j[a3]_l + K_j[q,l] c_ji), from (n x pr)^T (n x qk) and (n x pk)^T (n x qr)."""
    data = at.problem
    p, q, r, k = data.p, data.q, data.r, data.k
    first = _row_outer(ball(data.A1), mean3).T @ G.reshape(data.n, q * k)
    second = _row_outer(ball(data.A1), at.C).T @ K
    both = first.reshape(p, r, q, k).transpose(0, 2, 1, 3) + second.reshape(p, k, q, r).transpose(0, 2, 3, 1)
    return both.reshape(p * q, r * k)


def _row_outer(left: Ball, right: Ball) -> Ball:
    return (left[:, :, None] * right[:, None, :]).reshape(len(left.mid), -1)


def kronecker(left: Ball, right: Ball) -> Ball:
    """left (x) right, the Kronecker product of ball matrices, for row-major vec."""
    rows, columns = np.multiply(left.shape, right.shape)
    return (left[:, None, :, None] * right[None, :, None, :]).reshape(rows, columns)


def gram(matrix: Floats) -> Ball:
    """A^T A of a matrix of exact doubles, as balls that hold the rounding of the products."""
    return ball(matrix.T) @ matrix


def _square(weight: float) -> Ball:
    return ball(weight) * weight


def _energy(matrix: Ball) -> Ball:
    return (matrix * matrix).sum()


def _assemble(xx: Ball, xy: Ball, yy: Ball) -> Ball:
    mid, rad = (
        np.block([[getattr(xx, part), getattr(xy, part)], [getattr(xy, part).T, getattr(yy, part)]])
        for part in ("mid", "rad")
    )
    return Ball(mid, rad)


def block_diagonal(first: Ball, second: Ball) -> Ball:
    """The direct sum of two square matrices."""
    corner = ball(np.zeros((len(first.mid), len(second.mid))))
    return _assemble(first, corner, second)
