"""Maximise a function of float64 vectors in the unit cube: gradients, CMA-ES, a compass search. Guesses only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import fmin_l_bfgs_b

Vector = np.ndarray[Any, np.dtype[np.float64]]
Objective = Callable[[Vector], float]
Sloped = Callable[[Vector], tuple[float, Vector]]

_SIGMA = 0.25
_RESAMPLED = 8  # times, points outside of the cube; then its nearest point is taken, and worst cases lie at its faces
_FINEST = 2.0**-24


@dataclass(frozen=True, kw_only=True)
class Best:
    """A point of the cube and the function there."""

    point: Vector
    value: float


def climb(function: Sloped, start: Vector, evaluations: int) -> None:
    """Ascend along gradients from `start` by L-BFGS-B within the cube; `function` sees every point that is tried."""

    def descent(point: Vector) -> tuple[float, Vector]:
        value, slope = function(point)
        return -value, -slope

    fmin_l_bfgs_b(descent, start, bounds=[(0.0, 1.0)] * len(start), factr=0.0, pgtol=0.0, maxfun=evaluations)


def cma_es(function: Objective, start: Vector, evaluations: int, rng: np.random.Generator) -> Best:
    """The best point seen by covariance matrix adaptation from `start` within the cube; `start` in one dimension."""
    best = Best(point=start, value=function(start))
    if len(start) < 2:
        return best  # the package takes two dimensions and more
    from cmaes import CMA  # half a second, for it imports scipy.stats: only a search is worth that

    bounds = np.tile([0.0, 1.0], (len(start), 1))
    seed = int(rng.integers(2**31))
    search = CMA(mean=start, sigma=_SIGMA, bounds=bounds, seed=seed, n_max_resampling=_RESAMPLED)
    for _ in range(max(1, evaluations // search.population_size)):
        points = [search.ask() for _ in range(search.population_size)]
        tried = [(point, -function(point)) for point in points]
        point, value = min(tried, key=lambda pair: pair[1])
        if -value > best.value:
            best = Best(point=point, value=-value)
        search.tell(tried)
        if search.should_stop():
            break
    return best


def compass(function: Objective, start: Best, evaluations: int) -> Best:
    """Move one coordinate at a time by a step that halves when no move improves."""
    best, step = start, 0.125
    while evaluations > 0 and step > _FINEST:
        improved = False
        for move in _moves(len(best.point), step):
            point = np.clip(best.point + move, 0.0, 1.0)
            value = function(point)
            evaluations -= 1
            if value > best.value:
                best, improved = Best(point=point, value=value), True
            if evaluations <= 0:
                break
        step = step if improved else step / 2
    return best


def _moves(n: int, step: float) -> Vector:
    """Both directions of every axis."""
    axes = step * np.eye(n)
    moves: Vector = np.concatenate([axes, -axes])
    return moves
