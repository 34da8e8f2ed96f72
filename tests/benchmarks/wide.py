"""The real layer at full width: A = [H, 1] (512 x 385), X has 148,225 entries."""

import sys
import time
from typing import Any

import numpy as np

from solver import AttentionProblem, solve

HEADS = ((2, 0), (0, 2), (0, 11))
RIDGE = 1e-3


def layers(path: str | None) -> list[dict[str, Any]]:
    """Each head at wx = wy = 1 and 0.1, lx = ly = 1e-3, to 1e-8; nothing without the full record (FULL_LAYER)."""
    if path is None:
        sys.stderr.write("wide: no full record given (--full-layer or FULL_LAYER); see solver/data/README.md\n")
        return []
    return [_solved(path, layer, head, weight) for weight in (1.0, 0.1) for layer, head in HEADS]


def _solved(path: str, layer: int, head: int, weight: float) -> dict[str, Any]:
    with np.load(path, allow_pickle=False) as full:
        hidden, B = full[f"hidden_{layer}"].astype(np.float64), full[f"heads_{layer}"][head].astype(np.float64)
    A = np.column_stack([hidden, np.ones(len(hidden))])
    problem = AttentionProblem(A, A, A, B, wx=weight, wy=weight, lx=RIDGE, ly=RIDGE)
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
