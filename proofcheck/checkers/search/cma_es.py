"""Maximise a function of float64 vectors in the unit cube: CMA-ES, then a compass search. Guesses only.

Reference: Hansen, The CMA Evolution Strategy: A Tutorial, arXiv 1604.00772 (constants of table 1, positive weights).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log, sqrt
from typing import Any

import numpy as np

Vector = np.ndarray[Any, np.dtype[np.float64]]
Objective = Callable[[Vector], float]

_SIGMA = 0.25
_FINEST = 2.0**-24


@dataclass(frozen=True, kw_only=True)
class Best:
    """A point of the cube and the function there."""

    point: Vector
    value: float


def cma_es(function: Objective, start: Vector, evaluations: int, rng: np.random.Generator) -> Best:
    """The best point seen by covariance matrix adaptation from `start`; candidates are clipped to the cube."""
    state = _Evolution(start)
    best = Best(point=start, value=function(start))
    for generation in range(1, max(1, evaluations // state.size) + 1):
        steps = state.steps(rng)
        points = np.clip(state.mean + state.sigma * steps, 0.0, 1.0)
        values = np.array([function(point) for point in points])
        order = np.argsort(-values, kind="stable")
        if values[order[0]] > best.value:
            best = Best(point=points[order[0]], value=float(values[order[0]]))
        state.update(points[order], generation)
        if not (_FINEST < state.sigma < 1e3):
            break
    return best


class _Evolution:
    """Mean, step size, covariance and evolution paths."""

    def __init__(self, mean: Vector) -> None:
        n = len(mean)
        self.mean, self.sigma, self.size = mean, _SIGMA, 4 + int(3 * log(n))
        parents = self.size // 2
        raw = log(self.size / 2 + 0.5) - np.log(np.arange(1, parents + 1))
        self.weights = raw / raw.sum()
        self.mass = 1 / float((self.weights**2).sum())
        self.covariance, self.root = np.eye(n), np.eye(n)
        self.inverse_root = np.eye(n)
        self.path_c, self.path_s = np.zeros(n), np.zeros(n)
        self.c_s = (self.mass + 2) / (n + self.mass + 5)
        self.damping = 1 + 2 * max(0.0, sqrt((self.mass - 1) / (n + 1)) - 1) + self.c_s
        self.c_c = (4 + self.mass / n) / (n + 4 + 2 * self.mass / n)
        self.c_1 = 2 / ((n + 1.3) ** 2 + self.mass)
        self.c_m = min(1 - self.c_1, 2 * (self.mass - 2 + 1 / self.mass) / ((n + 2) ** 2 + self.mass))
        self.expected = sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n))

    def steps(self, rng: np.random.Generator) -> Vector:
        """One generation of N(0, C) samples (size x n)."""
        samples: Vector = rng.standard_normal((self.size, len(self.mean))) @ self.root.T
        return samples

    def update(self, ordered: Vector, generation: int) -> None:
        """Move the mean to the better half and adapt, given the points best first."""
        taken = (ordered[: len(self.weights)] - self.mean) / self.sigma
        shift = self.weights @ taken
        self.mean = self.mean + self.sigma * shift
        self.path_s = (1 - self.c_s) * self.path_s + sqrt(self.c_s * (2 - self.c_s) * self.mass) * (
            self.inverse_root @ shift
        )
        length = float(np.linalg.norm(self.path_s))
        moving = length / sqrt(1 - (1 - self.c_s) ** (2 * generation)) < (1.4 + 2 / (len(shift) + 1)) * self.expected
        self.path_c = (1 - self.c_c) * self.path_c + moving * sqrt(self.c_c * (2 - self.c_c) * self.mass) * shift
        self._adapt(taken, moving=moving)
        self.sigma *= float(np.exp(min(1.0, self.c_s / self.damping * (length / self.expected - 1))))

    def _adapt(self, taken: Vector, *, moving: bool) -> None:
        rank_one = np.outer(self.path_c, self.path_c)
        stall = (0.0 if moving else self.c_c * (2 - self.c_c)) * self.c_1
        keep = 1 + stall - self.c_1 - self.c_m
        spread = (taken.T * self.weights) @ taken
        self.covariance = keep * self.covariance + self.c_1 * rank_one + self.c_m * spread
        values, axes = np.linalg.eigh((self.covariance + self.covariance.T) / 2)
        lengths = np.sqrt(np.maximum(values, 1e-20))
        self.root, self.inverse_root = axes * lengths, (axes / lengths) @ axes.T


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
