"""The loop: `iterate` yields every iteration, `solve` drives it to a tolerance."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from solver.minimise.run import Options, Run
from solver.minimise.solution import Callback, Iterate, Solution, Status, StepChoice, TraceRecord
from solver.minimise.steps.registry import StepName
from solver.minimise.trust_region import VISIBLE
from solver.oracle.augmented import Floats
from solver.oracle.buffers import MEMORY
from solver.oracle.evaluation import Evaluation, evaluate
from solver.oracle.shares import Share, Shares
from solver.problem import AttentionProblem, check_problem

Start: TypeAlias = tuple[Floats | None, Floats | None]

_CHECKPOINT_SECONDS: Final = 30.0


def solve(
    problem: AttentionProblem,
    X0: npt.ArrayLike | None = None,
    Y0: npt.ArrayLike | None = None,
    step: StepName = "auto",
    tol: float = 1e-8,
    max_iterations: int = 1000,
    seed: int = 0,
    callback: Callback | None = None,
    *,
    restarts: int = 0,
    checkpoint: str | Path | None = None,
    memory: int = MEMORY,
    client: Any = None,
) -> Solution:
    """Minimise Phi from X0 (p x q) and Y0 (r x k), by default X = 0 with the ridge solution for Y.

    Stops when ||grad Phi||_2 <= tol (1 + ||grad Phi at the start||_2), unless the Hessian has a negative eigenvalue
    there: a saddle point is left along its negative curvature, the default start along a fixed direction of it
    (`solver.minimise.saddle`). The run works in eigenbases of the data, the X and Y that are returned are judged: where
    their rounding makes more of the gradient than that, the status is STAGNATED. `callback(iterate)` may return True to
    stop. A KeyboardInterrupt returns the best iterate with its status. `step` is auto, exact, projected, kronecker,
    sketched or tensorsketch (`solver.minimise.steps.protocols`); `seed` is for the steps that draw and for `restarts`,
    that many further starts with random scores, of which the lowest converged point is returned. `checkpoint` names a
    file that is written every half minute and at the end; when it exists, the run goes on from it, to the same trace
    (to rounding where rows are spread in another way). `memory` bounds in bytes what is kept of size n x m. `client`, a
    distributed.Client of a Dask cluster (the extra `dask`), spreads the rows over its workers; `memory` is then that of
    each. Raises InputError for a bad argument, a client that cannot be used, or for data, weights or a start at which
    Phi overflows float64, RankDeficientError when no minimiser is isolated, and ArchiveError for a checkpoint that
    cannot be read or written.
    """
    check_problem(problem)
    options = Options(
        step=step,
        tol=tol,
        max_iterations=max_iterations,
        seed=seed,
        callback=callback,
        restarts=restarts,
        checkpoint=checkpoint,
        memory=memory,
        client=client,
    )
    problem.check_identifiable()
    best = _run(problem, _read_start(problem, X0, Y0), options)
    rng = np.random.default_rng(seed)
    for restart in range(1, restarts + 1):
        if best.status in (Status.INTERRUPTED, Status.STOPPED_BY_CALLBACK):
            break
        again = replace(options, checkpoint=None if checkpoint is None else f"{checkpoint}.{restart}")
        other = _run(problem, (random_start(problem, rng), None), again)
        best = _choose_better(best, replace(other, restart=restart))
    return best


def iterate(
    problem: AttentionProblem,
    X0: npt.ArrayLike | None = None,
    Y0: npt.ArrayLike | None = None,
    step: StepName = "auto",
    seed: int = 0,
    *,
    memory: int = MEMORY,
    client: Any = None,
) -> Iterator[Iterate]:
    """The iterations one by one, the start first; ends when no step improves at rounding level.

    X0 (p x q), Y0 (r x k), `step`, `seed`, `memory` (bytes) and `client` as for `solve`. Raises InputError for a bad
    argument and RankDeficientError when no minimiser is isolated.
    """
    check_problem(problem)
    options = Options(step=step, tol=0.0, seed=seed, memory=memory, client=client)
    problem.check_identifiable()
    return Run(problem, *_read_start(problem, X0, Y0), options).iterations()


@np.errstate(all="ignore")
def random_start(problem: AttentionProblem, rng: np.random.Generator) -> Floats:
    """X whose scores A1 X A2^T have root mean square 1."""
    X = rng.normal(size=(problem.p, problem.q))
    size = problem.natural_norm(X, np.zeros((problem.r, problem.k)))
    return X * (np.sqrt(problem.n * problem.m) / size) if size else X


def _run(problem: AttentionProblem, start: Start, options: Options) -> Solution:
    run, saved, returned = Run(problem, *start, options), time.monotonic(), _Returned(problem, options)
    file = None if options.checkpoint is None else Path(options.checkpoint)
    if file is not None and file.exists():
        run.load(file)
    status, target = Status.STAGNATED, options.target(run.start_gradient_norm)
    try:
        for last in run.iterations():
            stop = _stop(last, target, options, returned)
            if stop is not None:
                status = stop
                break
            if file is not None and time.monotonic() - saved > _CHECKPOINT_SECONDS:
                run.save(file)
                saved = time.monotonic()
    except KeyboardInterrupt:
        status = Status.INTERRUPTED
    if file is not None:
        run.save(file)
    return _solution(run, status, target, start, returned)


class _Returned:
    """Phi at an iterate as it is returned: in the problem's own coordinates, X and Y rounded to float64.

    Where data are ill-conditioned X is large, and its rounding can be more than what the run, in coordinates of its
    own, was from a minimiser.
    """

    def __init__(self, problem: AttentionProblem, options: Options) -> None:
        self._problem, self._options = problem, options
        self._last: tuple[TraceRecord, Evaluation] | None = None

    @cached_property
    def _shares(self) -> Shares[Share]:
        return self._options.place(self._problem)

    def evaluate(self, at: Iterate) -> Evaluation:
        if self._last is None or self._last[0] is not at.record:
            self._last = at.record, self.evaluate_at(*at.point())  # made anew: a callback may have written to at.X
        return self._last[1]

    @np.errstate(all="ignore")
    def gradient_norm(self, at: Iterate) -> float:
        return self.evaluate(at).gradient_norm

    def evaluate_at(self, X: Floats, Y: Floats) -> Evaluation:
        return evaluate(self._problem, X, Y, self._shares)


def _stop(last: Iterate, target: float, options: Options, returned: _Returned) -> Status | None:
    if options.callback is not None and options.callback(last) is True:
        return Status.STOPPED_BY_CALLBACK
    if last.record.gradient_norm <= target and last.convex():
        gradient_norm = returned.gradient_norm(last)
        if gradient_norm <= target:
            return Status.CONVERGED
        if not gradient_norm <= 2 * target:  # rounding X and Y makes more than `target` of it
            return Status.STAGNATED
    if last.record.iteration >= options.max_iterations:
        return Status.ITERATION_LIMIT
    return None


def _choose_better(best: Solution, other: Solution) -> Solution:
    if other.status is Status.INTERRUPTED:
        return replace(best, status=other.status)
    converged = (other.status is Status.CONVERGED, -other.objective) > (
        best.status is Status.CONVERGED,
        -best.objective,
    )
    return other if converged else best


def _read_start(problem: AttentionProblem, X0: npt.ArrayLike | None, Y0: npt.ArrayLike | None) -> Start:
    X, Y = problem.validate_point(
        np.zeros((problem.p, problem.q)) if X0 is None else X0,
        np.zeros((problem.r, problem.k)) if Y0 is None else Y0,
        names=("X0", "Y0"),
    )
    return None if X0 is None else X, None if Y0 is None else Y


@np.errstate(all="ignore")
def _solution(run: Run, status: Status, target: float, start: Start, returned: _Returned) -> Solution:
    last, (X0, Y0) = run.current, start
    at = returned.evaluate(last)
    if X0 is not None and Y0 is not None:  # Phi never rises visibly; never return visibly worse than given
        given = returned.evaluate_at(X0, Y0)
        at = given if given.objective < at.objective - VISIBLE * abs(at.objective) else at
    if status is Status.CONVERGED and not at.gradient_norm <= target:
        status = Status.STAGNATED
    return Solution(
        X=at.X,
        Y=at.Y,
        objective=at.objective,
        loss=at.loss,
        gradient_norm=at.gradient_norm,
        status=status,
        iterations=last.record.iteration,
        trace=tuple(run.trace),
        step=StepChoice(name=run.kind.name, reason=run.kind.reason, error_bound=run.kind.error_bound),
    )
