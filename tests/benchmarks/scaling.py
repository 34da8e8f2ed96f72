"""Time of an iteration of the Kronecker step (loss, gradient, one product) against its operation count."""

from typing import Any

import numpy as np
from floors import alternating

from solver import solve
from solver.instances import planted, random_instance
from solver.projection import project

BASE = {"n": 2048, "m": 2048, "d": 32}
SWEEPS = {"n": (4096, 8192, 16384), "m": (4096, 8192, 16384), "d": (128, 256, 512, 1024)}  # U and P beyond any cache


def operations(n: int, m: int, d: int) -> float:
    """Multiplications of one projected evaluation, F A2 and one projected product; an exponential counts as 20.

    Of size n m: S, F A3, P, P A2; F A2; S, F A3, the bracket and P A2 again.
    """
    return n * m * (9 * d + 20) + (13 * n + m) * d * d


def sweeps() -> list[tuple[str, list[dict[str, int]]]]:
    """The sizes, one varied at a time."""
    return [(name, [BASE | {name: value} for value in values]) for name, values in SWEEPS.items()]


def slope(points: list[dict[str, Any]]) -> float:
    """Log-log slope of time against operations."""
    x, y = (np.log([point[key] for point in points]) for key in ("operations", "seconds"))
    return float(np.polyfit(x, y, 1)[0])


def point(n: int, m: int, d: int) -> dict[str, Any]:
    """Seconds and operations of one iteration."""
    problem = random_instance(n, m, d, d, d, d, seed=0)
    X = np.random.default_rng(0).normal(size=(d, d)) / (2 * d)

    def once() -> None:
        at = project(problem, X)
        at.projected_hvp(at.gradient[0])

    seconds = alternating({"iteration": once}, repeats=20, seconds=3.0)["iteration"]
    return {"n": n, "m": m, "d": d, "seconds": seconds, "operations": operations(n, m, d)}


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
