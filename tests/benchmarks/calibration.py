"""Where the thresholds of `step="auto"` come from: CPU seconds of its choices by the counted cost of a dense step.

    python tests/benchmarks/calibration.py

One line a planted instance: sizes, weight, the ratio of counted multiplications that `auto` decides on, the ratio of
CPU seconds of a dense step and a product, then CPU seconds and iterations of a whole solve by dense steps, by dense
steps with quasi-Newton, and by preconditioned conjugate gradients. One BLAS thread, so that CPU time is the work.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy is imported

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from solver import AttentionProblem, solve
from solver.instances import planted
from solver.minimise.coordinates import coordinates
from solver.minimise.steps import selection
from solver.minimise.steps.projected import ProjectedStep
from solver.minimise.steps.protocols import Setup
from solver.oracle.shares import whole
from solver.oracle.variable_projection import project

SIZES = ((128, 4, 4), (128, 8, 8), (256, 12, 16), (256, 16, 32), (256, 20, 32), (256, 24, 32))  # n = m, d, k
CHOICES = {"projected": (np.inf, np.inf), "mixed": (np.inf, -1.0), "kronecker": (-1.0, 0.0)}  # _INNER, _MIXED


def seconds(run: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds of a call, and what it returned."""
    start = time.process_time()
    found = run()
    return time.process_time() - start, found


def measure_ratio(problem: AttentionProblem) -> float:
    """CPU seconds of a dense step over those of a product, at X = 0."""
    frame = coordinates(problem).problem
    at = project(frame, np.zeros((problem.p, problem.q)))
    step = ProjectedStep(frame, Setup(reason="calibration", seed=0, shares=whole(frame)))
    dX = np.random.default_rng(0).normal(size=(problem.p, problem.q))
    product = min(seconds(lambda: at.projected_hvp(dX))[0] for _ in range(4))
    return min(seconds(lambda: step.prepare(at).propose(1e9))[0] for _ in range(2)) / product


def main() -> int:
    """Print the table."""
    selection._WELL_CONDITIONED = -1.0  # type: ignore[misc]  # the choice by conditioning is not what is measured
    for n, d, k in SIZES:
        for weight in (0.3, 0.03):
            problem = planted(n, n, d, d, d, k, seed=0, noise=0.1, wx=weight, wy=weight)
            line = f"n={n} d={d} k={k} w={weight}: counted {selection.dense_ratio(problem):.1f}"
            line += f", measured {measure_ratio(problem):.1f}"
            for name, (selection._INNER, selection._MIXED) in CHOICES.items():  # type: ignore[misc]
                spent, found = seconds(lambda problem=problem: solve(problem, max_iterations=300))
                line += f"; {name} {spent:.3f} s, {found.iterations} iterations"
            sys.stdout.write(line + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
