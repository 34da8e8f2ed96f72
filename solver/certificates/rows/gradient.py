"""The gradient of Phi at a point, enclosed in double words, so that the point itself limits the certified radius.

At a minimiser the gradient is what is left after cancellation: in float64 its enclosure is as wide as the rounding of
sums over n m terms, thousands of times the gradient. Here it is about 2^-80 of those terms. Formulas as in theory I3;
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
_SHORTEST: Final = 32  # rows; in shorter blocks most of a product is the slicing of its right factor


def gradient(
    problem: AttentionProblem, X: Floats, Y: Floats, on_share: Callable[[float], object] = lambda _share: None
) -> Ball:
    """[vec grad_X; vec grad_Y] in double words; `on_share` is told the share of the rows that is done."""
    step = max(_SHORTEST, _BLOCK_ENTRIES // problem.m)
    gX, gY = half_gradient(problem, as_wide(X), as_wide(Y), as_wide, _weigh, step, on_share)
    both = stack([_flatten(gX), _flatten(gY)])
    return (both + both).ball()


def half_gradient(
    problem: AttentionProblem,
    X: Any,
    Y: Any,
    lift: Callable[[Any], Any],
    weigh: Callable[[Any, Booleans | None], tuple[Any, Any]],
    step: int,
    on_share: Callable[[float], object] = lambda _share: None,
) -> tuple[Any, Any]:
    """A1^T (P + wx^2 S) A2 + lx X and A3^T (F^T C + wy^2 V) + ly Y, in any arithmetic with matrix products.

    X and Y are given in it, `lift` takes floats to it exactly, `weigh` gives the exponentials of rows for their allowed
    keys and the sums of rows; `step` rows are taken at a time. The sums divide products with the weights, which are
    smaller, and S A2 is A1 X (A2^T A2).
    """
    V = problem.A3 @ Y
    score_part, value_part = lift(np.zeros((problem.p, problem.q))), lift(np.zeros((problem.m, problem.k)))
    gram, ridge = problem.A2.T @ lift(problem.A2), _square(lift, problem.wx)
    for start in range(0, problem.n, step):
        rows = slice(start, start + step)
        A1, B = problem.A1[rows], problem.B[rows]
        left = A1 @ X
        weights, totals = weigh(left @ problem.A2.T, None if problem.mask is None else problem.mask[rows])
        O = (weights @ V) / totals  # noqa: E741
        C = O - B
        P = weights * (C @ V.T - (C * O) @ np.ones((problem.k, 1)))
        score_part = score_part + A1.T @ ((P @ problem.A2) / totals + ridge * (left @ gram))
        value_part = value_part + weights.T @ (C / totals)
        on_share(min(start + step, problem.n) / problem.n)
    gY = problem.A3.T @ (value_part + _square(lift, problem.wy) * V) + lift(problem.ly) * Y
    return score_part + lift(problem.lx) * X, gY


def _weigh(S: Wide, allowed: Booleans | None) -> tuple[Wide, Wide]:
    """exp(S - the largest of the row), and its sums."""
    weights = exp(S - row_maxima(S.hi, allowed)[:, None]).where(allowed)
    return weights, weights @ np.ones((S.hi.shape[1], 1))


def _square(lift: Callable[[Any], Any], weight: float) -> Any:
    return lift(weight) * weight


def _flatten(x: Wide) -> Wide:
    return Wide(x.hi.ravel(), x.lo.ravel(), x.rad.ravel())
