"""The gradient of Phi at a point, enclosed in double words, so that the point itself limits the certified radius.

At a minimiser the gradient is what is left after cancellation: in float64 its enclosure is as wide as the rounding of
sums over n m terms, thousands of times the gradient. Here it is about 2^-90 of those terms. Formulas as in theory I3;
blocked over rows, so that temporaries stay in cache and memory is O(block m).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from solver.problem import AttentionProblem
from solver.validation import Booleans
from solver.verified.ball import Ball, Floats
from solver.verified.double_word import Wide, as_wide, exp, stack
from solver.verified.exponential import row_maxima

_BLOCK_ENTRIES: Final = 2**16


def gradient(
    problem: AttentionProblem, X: Floats, Y: Floats, on_share: Callable[[float], object] = lambda _share: None
) -> Ball:
    """[vec grad_X; vec grad_Y] in double words; `on_share` is told the share of the rows that is done."""
    step = max(1, _BLOCK_ENTRIES // problem.m)
    gX, gY = half_gradient(problem, as_wide(X), as_wide(Y), as_wide, _softmax, step, on_share)
    both = stack([_flatten(gX), _flatten(gY)])
    return (both + both).ball()


def half_gradient(
    problem: AttentionProblem,
    X: Any,
    Y: Any,
    lift: Callable[[Any], Any],
    softmax: Callable[[Any, Booleans | None], Any],
    step: int,
    on_share: Callable[[float], object] = lambda _share: None,
) -> tuple[Any, Any]:
    """A1^T (P + wx^2 S) A2 + lx X and A3^T (F^T C + wy^2 V) + ly Y, in any arithmetic with matrix products.

    X and Y are given in it, `lift` takes floats to it exactly, `softmax` acts on rows and their allowed keys; `step`
    rows are taken at a time.
    """
    V = problem.A3 @ Y
    score_part, value_part = lift(np.zeros((problem.p, problem.q))), lift(np.zeros((problem.m, problem.k)))
    for start in range(0, problem.n, step):
        rows = slice(start, start + step)
        A1, B = problem.A1[rows], problem.B[rows]
        S = A1 @ X @ problem.A2.T
        F = softmax(S, None if problem.mask is None else problem.mask[rows])
        C = F @ V - B
        P = F * (C @ V.T - (C * (C + B)) @ np.ones((problem.k, 1)))
        score_part = score_part + A1.T @ ((P + _square(lift, problem.wx) * S) @ problem.A2)
        value_part = value_part + F.T @ C
        on_share(min(start + step, problem.n) / problem.n)
    gY = problem.A3.T @ (value_part + _square(lift, problem.wy) * V) + lift(problem.ly) * Y
    return score_part + lift(problem.lx) * X, gY


def _softmax(S: Wide, allowed: Booleans | None) -> Wide:
    weights = exp(S - row_maxima(S.hi, allowed)[:, None]).where(allowed)
    return weights * (as_wide(1.0) / (weights @ np.ones((S.hi.shape[1], 1))))


def _square(lift: Callable[[Any], Any], weight: float) -> Any:
    return lift(weight) * weight


def _flatten(x: Wide) -> Wide:
    return Wide(x.hi.ravel(), x.lo.ravel(), x.rad.ravel())
