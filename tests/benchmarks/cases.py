"""The grid of the benchmark: planted and real instances, one start and one target for every method."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from solver import AttentionProblem
from solver.instances import planted, real_layer
from solver.oracle.variable_projection import project

GRID = ((64, 4), (256, 8), (512, 16), (1024, 16), (1024, 32), (2048, 64))
SQUARED_WEIGHTS = (1.0, 1e-2, 1e-4)
TOLERANCE = 1e-8


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    """A problem, where every method starts, and the gradient norm at which it stops."""

    name: str
    n: int
    d: int
    squared_weight: float
    problem: AttentionProblem
    X0: np.ndarray
    Y0: np.ndarray
    target: float

    @property
    def start(self) -> np.ndarray:
        return np.concatenate([self.X0.ravel(), self.Y0.ravel()])


def grid(largest: int, seed: int = 0) -> Iterator[Case]:
    """Cells with n <= largest; real instances where the shipped layer has the size."""
    for n, d in GRID:
        if n > largest:
            continue
        for squared in SQUARED_WEIGHTS:
            weight = float(np.sqrt(squared))
            noisy = planted(n, n, d, d, d, d, seed=seed, noise=0.1, wx=weight, wy=weight)
            yield case("planted", n, d, squared, noisy, seed)
            if n <= 512:
                yield case("real", n, d, squared, real(n, d, weight, seed), seed)


def real(n: int, d: int, weight: float, seed: int) -> AttentionProblem:
    """The first n tokens, d - 1 leading principal components and the column of ones, d outputs from `seed` on."""
    layer = real_layer()
    A = np.column_stack([layer.A1[:n, : d - 1], layer.A1[:n, -1]])
    return AttentionProblem(A, A, A, np.roll(layer.B, -seed, axis=1)[:n, :d], wx=weight, wy=weight)


def case(kind: str, n: int, d: int, squared: float, problem: AttentionProblem, seed: int) -> Case:
    """Start X = 0 moved by a little noise, since X = 0 can be a saddle that a gradient method never leaves."""
    rng = np.random.default_rng(seed)
    X0 = 1e-3 * rng.normal(size=(d, d)) / np.linalg.norm(problem.A1, 2) / np.linalg.norm(problem.A2, 2) * n
    at = project(problem, X0)
    target = TOLERANCE * (1 + at.gradient_norm)
    return Case(
        name=f"{kind} n={n} d={d} w2={squared:g}",
        n=n,
        d=d,
        squared_weight=squared,
        problem=problem,
        X0=X0,
        Y0=at.Y,
        target=target,
    )
