"""The real layer at full width: A = [H, 1] (512 x 385), X has 148,225 entries.

At weight 0.1 a fit passes a long curved valley, where a change of B in its fourth digit can nearly double its time:
each head is fitted to several such B, and what is said of a head are medians and ranges.
"""

import time
from dataclasses import replace
from statistics import median
from typing import Any

import numpy as np

from solver import solve
from solver.instances import full_layer

CASES = [(layer, head, weight) for weight in (1.0, 0.1) for layer, head in ((2, 0), (0, 2), (0, 11))]
VARIANTS, NOISE = 5, 1e-4


def measure_fit(layer: int, head: int, weight: float, variant: int) -> dict[str, Any]:
    """One head at wx = wy = weight, lx = ly = 1e-3, to 1e-8; B with relative noise of `NOISE` but for variant 0."""
    problem = full_layer(layer, head, wx=weight, wy=weight)
    if variant:
        noise = NOISE * np.random.default_rng(variant).normal(size=problem.B.shape)
        problem = replace(problem, B=problem.B * (1 + noise))
    begin = time.perf_counter()
    solution = solve(problem, max_iterations=5000)
    return {
        "layer": layer,
        "head": head,
        "w": weight,
        "seconds": time.perf_counter() - begin,
        "status": solution.status.name,
        "iterations": solution.iterations,
        "products": sum(record.products for record in solution.trace),
        "gradient_norm": solution.gradient_norm,
        "target": 1e-8 * (1 + solution.trace[0].gradient_norm),
        "objective": solution.objective,
        "loss": solution.loss,
    }


def summarise(fits: list[dict[str, Any]]) -> dict[str, Any]:
    """One head's variants as a row: medians, and the range of seconds and of values."""
    row = {name: fits[0][name] for name in ("layer", "head", "w")}
    row |= {name: median(fit[name] for fit in fits) for name in ("seconds", "iterations", "products")}
    seconds, values = ([fit[name] for fit in fits] for name in ("seconds", "objective"))
    row |= {"fastest": min(seconds), "slowest": max(seconds), "lowest": min(values), "highest": max(values)}
    converged = sum(fit["status"] == "CONVERGED" for fit in fits)
    return row | {"converged": f"{converged} of {len(fits)}"}
