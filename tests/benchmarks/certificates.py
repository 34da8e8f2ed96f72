"""Certificates in warm gradients of the oracle, in turns in one process; the re-checker's seconds beside them."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from proofcheck.recheck import verify
from solver import AttentionProblem, certify, solve
from solver.instances import planted

SIZES = ((1024, 32), (2048, 32), (4096, 32), (10_000, 16))  # n = m, d
WEIGHTS = (1.0, 0.1)
LARGEST_RECHECK = 2**20  # entries of the scores: the re-checker keeps a ball for each
_REPEATS = 5


def measure(n: int, d: int, weight: float) -> dict[str, Any]:
    """Medians over repeats, on problems that remember nothing but what a gradient leaves."""
    problem = _problem(n, d, weight)
    begin = time.perf_counter()
    solution = solve(problem)
    solved, times = time.perf_counter() - begin, []
    for _ in range(_REPEATS):
        fresh = _problem(n, d, weight)
        gradient = min(_seconds(lambda: fresh.gradient(solution.X, solution.Y)) for _ in range(4))  # noqa: B023
        seconds = _seconds(lambda: certify(fresh, solution))  # noqa: B023
        times.append((seconds, gradient, seconds / gradient))
    certificate = certify(problem, solution)
    seconds, gradient, ratio = (float(np.median(column)) for column in zip(*times, strict=True))
    return {
        "n": n,
        "d": d,
        "w": weight,
        "gradient": gradient,
        "certificate": seconds,
        "gradients": ratio,
        "solve": solved,
        "outcome": certificate.outcome.name,
        "radius": certificate.radius_upper,
    } | (_recheck(certificate) if n * n <= LARGEST_RECHECK else {})


def slope(rows: list[dict[str, Any]]) -> float:
    """Log-log slope of the certificate's time against n m, of rows with one d and one weight."""
    x, y = (np.log([row[key] for row in rows]) for key in ("n", "certificate"))
    return float(np.polyfit(2.0 * x, y, 1)[0])


def _problem(n: int, d: int, weight: float) -> AttentionProblem:
    return planted(n, n, d, d, d, d, seed=0, noise=0.1, wx=weight, wy=weight)


def _seconds(run: Callable[[], object]) -> float:
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def _recheck(certificate: Any) -> dict[str, Any]:
    """Seconds, and what was not re-established: of large ones curvature only where S1 or moments show it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "certificate.json"
        certificate.save(file)
        begin = time.perf_counter()
        found = verify(file)
        seconds = time.perf_counter() - begin
    failed = [claim.name for claim in found.claims if not claim.holds]
    return {"recheck": seconds, "not re-established": ", ".join(failed)}
