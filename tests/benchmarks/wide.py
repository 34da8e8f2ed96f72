"""The real layer at full width: A = [H, 1] (512 x 385), X has 148,225 entries."""

import sys
import time
from typing import Any

from solver import solve
from solver.instances import full_layer

HEADS = ((2, 0), (0, 2), (0, 11))


def layers() -> list[dict[str, Any]]:
    """Each head at wx = wy = 1 and 0.1, lx = ly = 1e-3, to 1e-8."""
    return [_solved(layer, head, weight) for weight in (1.0, 0.1) for layer, head in HEADS]


def _solved(layer: int, head: int, weight: float) -> dict[str, Any]:
    problem = full_layer(layer, head, wx=weight, wy=weight)
    begin = time.perf_counter()
    solution = solve(problem)
    row = {
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
    sys.stderr.write(f"wide: {row}\n")
    return row
