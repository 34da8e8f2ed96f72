"""The loop: `iterate` yields every iteration, `solve` drives it to a tolerance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import count
from typing import Any, Final

import numpy as np
import scipy.linalg

from solver.oracle import Evaluation, Floats
from solver.problem import AttentionProblem, InputError
from solver.search import Trial, try_step
from solver.solution import Iterate, Solution, Status, StepChoice, TraceRecord
from solver.steps import GreedyStep, Model
from solver.steps.exact import ExactStep

Callback = Callable[[Iterate], Any]

_MAX_REJECTIONS: Final = 40  # the radius shrinks by 4 each time: 4^-40 is below rounding


def solve(
    problem: AttentionProblem,
    X0: Any = None,
    Y0: Any = None,
    step: str = "auto",
    tol: float = 1e-8,
    max_iterations: int = 200,
    seed: int = 0,  # noqa: ARG001 - part of the contract; the exact step draws nothing
    callback: Callback | None = None,
) -> Solution:
    """Minimise Phi from (X0, Y0), by default X = 0 with the ridge solution for Y.

    Stops when ||grad Phi||_2 <= tol (1 + ||grad Phi at the start||_2), unless the Hessian has a negative eigenvalue
    there: a saddle point is left along its negative curvature. `callback(iterate)` may return True to stop. A
    KeyboardInterrupt returns the best iterate with its status. `seed` is for steps that draw; the exact one does not.
    Raises InputError for a bad argument and RankDeficientError when no minimiser is isolated.
    """
    _check_options(tol, max_iterations)
    problem.check_identifiable()
    kind = _greedy_step(problem, step)
    start = _start(problem, X0, Y0)
    target = tol * (1 + start.gradient_norm)
    status, trace, last = Status.STAGNATED, [], _Point(kind, start).iterate(0)
    try:
        for last in _loop(problem, kind, start):
            trace.append(last.record)
            stop = _stop(last, target, max_iterations, callback)
            if stop is not None:
                status = stop
                break
    except KeyboardInterrupt:
        status = Status.INTERRUPTED
    return _solution(problem, last, status, trace, kind)


def iterate(problem: AttentionProblem, X0: Any = None, Y0: Any = None, step: str = "auto") -> Iterator[Iterate]:
    """The iterations one by one, the start first; ends when no step improves at rounding level.

    Raises InputError for a bad argument and RankDeficientError when no minimiser is isolated.
    """
    problem.check_identifiable()
    return _loop(problem, _greedy_step(problem, step), _start(problem, X0, Y0))


class _Point:
    """An evaluation and its model, prepared once and only when needed."""

    def __init__(self, kind: GreedyStep, at: Evaluation) -> None:
        self._kind, self.at = kind, at

    @cached_property
    def model(self) -> Model:
        return self._kind.prepare(self.at)

    def iterate(self, iteration: int, trial: Trial | None = None) -> Iterate:
        record = _record(iteration, self.at, trial)
        return Iterate(X=self.at.X, Y=self.at.Y, record=record, convex=lambda: self.model.convex)


def _loop(problem: AttentionProblem, kind: GreedyStep, start: Evaluation) -> Iterator[Iterate]:
    point, radius, rejections = _Point(kind, start), float(np.sqrt(problem.n * problem.m)), 0
    yield point.iterate(0)
    for iteration in count(1):
        trial = try_step(problem, point.at, point.model, radius)
        if trial.accepted:
            point, rejections = _Point(kind, trial.at), 0
        rejections += not trial.accepted
        radius = trial.radius
        yield point.iterate(iteration, trial)
        if rejections == _MAX_REJECTIONS or (trial.at_rounding_level and not trial.accepted):
            return


def _record(iteration: int, at: Evaluation, trial: Trial | None = None) -> TraceRecord:
    return TraceRecord(
        iteration=iteration,
        objective=at.objective,
        gradient_norm=at.gradient_norm,
        step_norm=trial.proposal.norm if trial else 0.0,
        radius=float(trial.radius) if trial else float(np.sqrt(at.problem.n * at.problem.m)),
        shift=trial.proposal.shift if trial else 0.0,
        accepted=trial.accepted if trial else True,
    )


def _stop(last: Iterate, target: float, max_iterations: int, callback: Callback | None) -> Status | None:
    if callback is not None and callback(last) is True:
        return Status.STOPPED_BY_CALLBACK
    if last.record.gradient_norm <= target and last.convex():
        return Status.CONVERGED
    if last.record.iteration >= max_iterations:
        return Status.ITERATION_LIMIT
    return None


def _start(problem: AttentionProblem, X0: Any, Y0: Any) -> Evaluation:
    X = np.zeros((problem.p, problem.q)) if X0 is None else X0
    if Y0 is not None:
        return problem.evaluate(X, Y0)
    at = problem.evaluate(X, np.zeros((problem.r, problem.k)))
    return problem.evaluate(X, _ridge_values(problem, at.mean3))


def _ridge_values(problem: AttentionProblem, design: Floats) -> Floats:
    """Optimal Y for fixed X: ridge regression of B on F A3 (theory I6), least-norm where it is not unique."""
    gram = design.T @ design + problem.wy**2 * problem.grams[2] + problem.ly * np.eye(problem.r)
    Y, *_ = scipy.linalg.lstsq(gram, design.T @ problem.B)
    return np.asarray(Y)


def _greedy_step(problem: AttentionProblem, step: str) -> GreedyStep:
    if step == "auto":
        return ExactStep(problem, f"auto: a dense Hessian of {problem.size} unknowns")
    if step == "exact":
        return ExactStep(problem, "asked for")
    raise InputError(f"step={step!r}: unknown kind of greedy step; use 'auto' or 'exact'")


def _check_options(tol: float, max_iterations: int) -> None:
    if not (np.isfinite(tol) and tol >= 0):
        raise InputError(f"tol={tol}: a tolerance must be finite and >= 0")
    if max_iterations < 1:
        raise InputError(f"max_iterations={max_iterations}: at least one iteration is needed")


def _solution(
    problem: AttentionProblem, last: Iterate, status: Status, trace: list[TraceRecord], kind: GreedyStep
) -> Solution:
    at = problem.evaluate(last.X, last.Y)
    return Solution(
        X=at.X,
        Y=at.Y,
        objective=at.objective,
        loss=at.loss,
        gradient_norm=at.gradient_norm,
        status=status,
        iterations=last.record.iteration,
        trace=tuple(trace),
        step=StepChoice(name=kind.name, reason=kind.reason),
    )
