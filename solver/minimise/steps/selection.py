"""Which greedy step: by name, or by operation counts and conditioning."""

from __future__ import annotations

from typing import Any, Final

from solver.display.card import upward
from solver.minimise.coordinates import DiagonalProblem
from solver.minimise.steps.exact import ExactStep
from solver.minimise.steps.kronecker import KroneckerApproximation, spectral_error
from solver.minimise.steps.preconditioned import ReducedStep
from solver.minimise.steps.projected import ProjectedStep
from solver.minimise.steps.protocols import GreedyStep
from solver.minimise.steps.sketched import SKETCH_ROWS, SketchedApproximation
from solver.oracle.evaluation import Evaluation
from solver.problem import AttentionProblem, InputError

KINDS: Final = ("auto", "exact", "projected", "kronecker", "sketched", "tensorsketch")

_WELL_CONDITIONED: Final = 0.5  # e0: the inner iterations then gain a digit in about three products
_DENSE_LIMIT: Final = 16  # GiB
_INNER: Final = 30  # products an inner solve is expected to take otherwise
_MIXED: Final = 5  # products a dense step may cost before quasi-Newton steps are worth their lesser progress


def greedy_step(problem: DiagonalProblem, at: Evaluation, step: str, *, seed: int, memory: int) -> GreedyStep:
    """The kind named `step`; "auto" picks, and says why. `at` is the evaluation at the start."""
    if step not in KINDS:
        raise InputError(f"step={step!r}: unknown kind of greedy step; use one of {', '.join(KINDS)}")
    _check_dense(problem, step)
    reason, dense = "asked for", None
    if step == "auto":
        step, reason = _picked(problem, at)
        if step == "projected" and _cost_ratio(problem) > _MIXED:
            reason = f"{reason}; quasi-Newton while the region binds"
            dense = ProjectedStep(problem, reason, memory)
    if step == "exact":
        return ExactStep(problem, reason, memory)
    if step == "projected" and dense is None:
        return ProjectedStep(problem, reason, memory)
    options: dict[str, Any] = {"name": step, "seed": seed, "memory": memory}
    if step in ("kronecker", "projected"):
        approximation = KroneckerApproximation(problem, at)
        error = 0.0 if dense else spectral_error(at, approximation.weight)
        return ReducedStep(problem, approximation, reason=reason, error_bound=error, dense=dense, **options)
    sketched = SketchedApproximation(problem, at, "srht" if step == "sketched" else step, seed)
    reason = f"{reason}; measured distortion of the sketch {sketched.distortion:.2g}"
    return ReducedStep(problem, sketched, reason=reason, error_bound=None, **options)


def _check_dense(problem: AttentionProblem, step: str) -> None:
    """Refuse what cannot fit: a dense matrix of all unknowns, or a sketch of pq columns."""
    columns = problem.p * problem.q
    numbers = {
        "exact": 3 * problem.size**2,
        "projected": 3 * problem.size**2,
        "sketched": (SKETCH_ROWS + 2) * columns**2,
        "tensorsketch": (2 * SKETCH_ROWS + 2) * columns**2,
    }
    gibibytes = 8 * numbers.get(step, 0) / 2**30
    if gibibytes > _DENSE_LIMIT:
        raise InputError(
            f"step={step!r}: {problem.size} unknowns need about {gibibytes:,.0f} GiB of dense matrices, more than "
            f"{_DENSE_LIMIT}; use step='kronecker' or 'auto'"
        )


def hessian_cost(problem: AttentionProblem) -> float:
    """Multiplications of a dense projected step: moments, assembly of the blocks, Schur complement, Cholesky."""
    n, m, p, q, r, k = (getattr(problem, name) for name in ("n", "m", "p", "q", "r", "k"))
    moments = n * m * (q * q / 2 + q * k + q * r)
    assembly = n * (p * p * q * q / 4 + 2 * p * q * r * k + q * q * k)
    return float(moments + assembly + (p * q) ** 2 * (r * k + p * q / 3))


def product_cost(problem: AttentionProblem) -> float:
    """Multiplications of a Hessian-vector product of phi."""
    n, m, p, q, r, k = (getattr(problem, name) for name in ("n", "m", "p", "q", "r", "k"))
    return float(n * m * (2 * q + 4 * k) + 2 * n * p * q + 2 * m * r * k + 2 * n * r * k)


def _cost_ratio(problem: AttentionProblem) -> float:
    return hessian_cost(problem) / product_cost(problem)


def _picked(problem: DiagonalProblem, at: Evaluation) -> tuple[str, str]:
    error = spectral_error(at, problem.wx**2) if problem.wx else None
    ratio = _cost_ratio(problem)
    sizes = f"{problem.size} unknowns, a dense Hessian costs {ratio:.3g} Hessian-vector products"
    if error is not None and error <= _WELL_CONDITIONED and ratio > 1:
        return "kronecker", f"auto: strongly regularised (e0 <= {upward(error)} at the start); {sizes}"
    if ratio <= _INNER:
        return "projected", f"auto: {sizes}"
    return "kronecker", f"auto: {sizes}"
