"""Time of an iteration of the Kronecker step (loss, gradient, one product) against its operation count."""

from functools import partial
from typing import Any

import numpy as np
from floors import alternating

from solver import AttentionProblem, solve
from solver.instances import planted, random_instance
from solver.minimise.coordinates import coordinates
from solver.oracle.augmented import Floats
from solver.oracle.variable_projection import project

BASE = {"n": 2048, "m": 2048, "d": 128}
# U and P beyond any cache; no powers of two in n and m, whose rows would share the few lines of one cache set
SWEEPS = {"n": (8000, 16000, 32000), "m": (8000, 16000, 32000), "d": (384, 768, 1536)}


def operations(n: int, m: int, d: int) -> float:
    """Multiplications of one projected evaluation, F A2 and one projected product; an exponential counts as 20.

    Products of size n m d: S, F A3, P, P A2; F A2; S, F A3, the bracket and P A2 again.
    """
    return n * m * (9 * d + 8 + 20) + (14 * n + m) * d * d + 10 * d**3


def sweeps() -> list[tuple[str, list[dict[str, int]]]]:
    """The sizes, one varied at a time."""
    return [(name, [BASE | {name: value} for value in values]) for name, values in SWEEPS.items()]


def slope(points: list[dict[str, Any]]) -> float:
    """Log-log slope of time against operations."""
    x, y = (np.log([point[key] for point in points]) for key in ("operations", "seconds"))
    return float(np.polyfit(x, y, 1)[0])


def iteration(problem: AttentionProblem, X: Floats) -> Floats:
    """Loss, gradient and one product along it."""
    at = project(problem, X)
    return at.projected_hvp(at.gradient[0])


def sweep(sizes: list[dict[str, int]]) -> list[dict[str, Any]]:
    """Seconds and operations of an iteration at each of the sizes, timed in turns."""
    points = {}
    for size in sizes:
        n, m, d = size["n"], size["m"], size["d"]
        X = np.random.default_rng(0).normal(size=(d, d)) / (2 * d)
        problem = coordinates(random_instance(n, m, d, d, d, d, seed=0)).problem
        points[n, m, d] = partial(iteration, problem, X)
    seconds = alternating(points, repeats=20, seconds=20.0)
    keys = ("n", "m", "d", "seconds", "operations")
    return [dict(zip(keys, (*size, seconds[size], operations(*size)), strict=True)) for size in points]


def iteration_count(d: int) -> dict[str, Any]:
    """Kronecker step in the strongly regularised regime, wx = wy = 1, n = m = 4 d (at least 256): it does not grow."""
    n = max(256, 4 * d)
    solution = solve(planted(n, n, d, d, d, d, seed=0, wx=1.0, wy=1.0), step="kronecker")
    return {
        "n": n,
        "d": d,
        "status": solution.status.name,
        "iterations": solution.iterations,
        "products": sum(record.products for record in solution.trace),
        "error_bound": solution.step.error_bound,
    }
