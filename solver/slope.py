"""The gradient of Phi at a point, enclosed in double words, so that the point itself limits the certified radius.

At a minimiser the gradient is what is left after cancellation: in float64 its enclosure is as wide as the rounding of
sums over n m terms, thousands of times the gradient. Here it is about 2^-90 of those terms. Formulas as in theory I3;
blocked over rows, so that temporaries stay in cache and memory is O(block m).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from solver.problem import AttentionProblem
from solver.rounding import Ball, Floats
from solver.wide import Wide, exp, stack, wide

_BLOCK_ENTRIES: Final = 2**16


def gradient(problem: AttentionProblem, X: Floats, Y: Floats) -> Ball:
    """[vec grad_X; vec grad_Y]: 2 A1^T (P + wx^2 S) A2 + 2 lx X and 2 A3^T (F^T C + wy^2 V) + 2 ly Y."""
    V = problem.A3 @ wide(Y)
    score_part, value_part = wide(np.zeros_like(X)), wide(np.zeros((problem.m, problem.k)))
    step = max(1, _BLOCK_ENTRIES // problem.m)
    for start in range(0, problem.n, step):
        scores, values = _block(problem, X, V, slice(start, start + step))
        score_part, value_part = score_part + scores, value_part + values
    gX = score_part + wide(problem.lx) * X
    gY = problem.A3.T @ (value_part + _square(problem.wy) * V) + wide(problem.ly) * Y
    both = stack([_flat(gX), _flat(gY)])
    return (both + both).ball()


def _block(problem: AttentionProblem, X: Floats, V: Wide, rows: slice) -> tuple[Wide, Wide]:
    """A1^T (P + wx^2 S) A2 (p x q) and F^T C (m x k), summed over some rows."""
    A1, B = problem.A1[rows], problem.B[rows]
    S = A1 @ wide(X) @ problem.A2.T
    weights = exp(S - S.hi.max(axis=1, keepdims=True))
    F = weights / (weights @ np.ones((problem.m, 1)))
    O = F @ V  # noqa: E741 - the theory's name
    C = O - B
    P = F * (C @ V.T - (C * O) @ np.ones((problem.k, 1)))
    return A1.T @ ((P + _square(problem.wx) * S) @ problem.A2), F.T @ C


def _square(weight: float) -> Wide:
    return wide(weight) * weight


def _flat(x: Wide) -> Wide:
    return Wide(x.hi.ravel(), x.lo.ravel(), x.rad.ravel())
