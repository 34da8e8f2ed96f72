"""The real layer at full width: A = [H, 1] (512 x 385), X has 148,225 entries."""

import time
from typing import Any

from solver import solve
from solver.instances import full_layer

CASES = [(layer, head, weight) for weight in (1.0, 0.1) for layer, head in ((2, 0), (0, 2), (0, 11))]


def measure_fit(layer: int, head: int, weight: float) -> dict[str, Any]:
    """One head at wx = wy = weight, lx = ly = 1e-3, to 1e-8."""
    problem = full_layer(layer, head, wx=weight, wy=weight)
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
