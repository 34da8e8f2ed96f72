"""Which greedy step: by name, or by operation counts and conditioning."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from solver.display.card import upward
from solver.minimise.coordinates import DiagonalProblem
from solver.minimise.steps import costs, kronecker, projected
from solver.minimise.steps.curvature import spectral_error
from solver.minimise.steps.kronecker import KroneckerApproximation
from solver.minimise.steps.preconditioned import PreconditionedStep
from solver.minimise.steps.projected import ProjectedStep
from solver.minimise.steps.protocols import GreedyStep, Setup
from solver.minimise.steps.registry import STEPS
from solver.oracle.evaluation import Evaluation
from solver.oracle.shares import Share, Shares
from solver.problem import AttentionProblem
from solver.validation import InputError

_WELL_CONDITIONED: Final = 0.5  # e0: the inner iterations then gain a digit in about three products
_DENSE_LIMIT: Final = 16  # GiB
# Counted ratios, where CPU seconds of whole solves cross (`tests/benchmarks/calibration.py`, one BLAS thread, planted
# instances at w = 0.3 and 0.03). Dense steps with quasi-Newton against conjugate gradients: 0.13 s and 0.23 s at ratio
# 9.9, 0.21 and 0.22 at 27, 1.9 and 0.66 at 49. Dense steps without and with quasi-Newton: equal at 1.5, 0.043 and 0.034
# at 5.3, 0.22 and 0.13 at 9.9.
_INNER: Final = 30.0  # products an inner solve is expected to take otherwise
_MIXED: Final = 5.0  # products a dense step may cost before quasi-Newton steps are worth their lesser progress


def step_names() -> tuple[str, ...]:
    """ "auto" and the names in the registry."""
    return ("auto", *STEPS)


def greedy_step(
    problem: DiagonalProblem, at: Evaluation, step: str, *, seed: int, shares: Shares[Share], target: float = 0.0
) -> GreedyStep:
    """The kind named `step`; "auto" chooses, and says why. `at` is the evaluation at the start, `target` as in Setup.

    Raises InputError for an unknown name and for dense matrices that cannot fit.
    """
    if step == "auto":
        name, reason = choice(problem, at)
        return _build_chosen(name, problem, at, Setup(reason=reason, seed=seed, shares=shares, target=target))
    kind = STEPS.get(step) if isinstance(step, str) else None
    if kind is None:
        raise InputError(f"step={step!r}: unknown kind of greedy step; use one of {', '.join(step_names())}")
    gibibytes = 8 * kind.dense_numbers(problem.p * problem.q, problem.size) / 2**30
    if gibibytes > _DENSE_LIMIT:
        raise InputError(
            f"step={step!r}: {problem.size} unknowns need about {gibibytes:,.0f} GiB of dense matrices, more than "
            f"{_DENSE_LIMIT}; use step='kronecker' or 'auto'"
        )
    return kind.build(problem, at, Setup(reason="asked for", seed=seed, shares=shares, target=target))


def dense_ratio(problem: AttentionProblem) -> float:
    """Multiplications of a projected step over those of a Hessian-vector product (lemmas R7)."""
    sizes = {name: getattr(problem, name) for name in ("n", "m", "p", "q", "r", "k")}
    return costs.projected_count(**sizes) / costs.product_count(**sizes)


def _build_chosen(name: str, problem: DiagonalProblem, at: Evaluation, setup: Setup) -> GreedyStep:
    """Kronecker where it is accurate or a dense step too dear, else projected, with quasi-Newton where that is dear."""
    if name == "projected" and dense_ratio(problem) > _MIXED:
        setup = replace(setup, reason=f"{setup.reason}; quasi-Newton while the region binds")
        approximation, dense = KroneckerApproximation(problem, at), ProjectedStep(problem, setup)
        return PreconditionedStep(problem, approximation, setup, name=name, error_bound=0.0, dense=dense)
    kind = projected.KIND if name == "projected" else kronecker.KIND
    return kind.build(problem, at, setup)


def choice(problem: DiagonalProblem, at: Evaluation) -> tuple[str, str]:
    """Name and reason of what "auto" takes."""
    error = spectral_error(at, problem.wx * problem.wx) if problem.wx else None
    ratio = dense_ratio(problem)
    sizes = f"{problem.size} unknowns, a dense Hessian costs {ratio:.3g} Hessian-vector products"
    if error is not None and error <= _WELL_CONDITIONED and ratio > 1:
        return "kronecker", f"auto: strongly regularised (e0 <= {upward(error)} at the start); {sizes}"
    return "projected" if ratio <= _INNER else "kronecker", f"auto: {sizes}"
