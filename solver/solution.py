"""What a solve returns: the point, what is known about it, and why it stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from solver.oracle import Floats


class Status(Enum):
    """Why a solve stopped; the value is the message."""

    CONVERGED = "the gradient norm reached the tolerance"
    STAGNATED = "no step improves at rounding level; the tolerance is out of reach of float64 here"
    ITERATION_LIMIT = "the iteration limit was reached before the tolerance"
    STOPPED_BY_CALLBACK = "the callback asked to stop"
    INTERRUPTED = "interrupted from the keyboard; the best iterate so far is returned"


@dataclass(frozen=True, kw_only=True)
class TraceRecord:
    """One iteration: Phi and ||grad Phi|| after it; natural norm of the step tried, region, shift, acceptance.

    `products` counts the Hessian-vector products that the step's path took (made once, whatever is rejected).
    """

    iteration: int
    objective: float
    gradient_norm: float
    step_norm: float
    radius: float
    shift: float
    accepted: bool
    products: int = 0


@dataclass(frozen=True, kw_only=True, eq=False)
class Iterate:
    """The current point of the loop with the record of the iteration that led to it (iteration 0: the start).

    `convex()` tells whether the Hessian there is numerically positive definite (evaluated on demand).
    """

    X: Floats
    Y: Floats
    record: TraceRecord
    convex: Callable[[], bool]


@dataclass(frozen=True, kw_only=True)
class StepChoice:
    """The kind of greedy step that was used, why, and e0 of its Hessian approximation at the start where known.

    (1 - e0) H <= H~ <= (1 + e0) H, from theory S1 and S5 evaluated in float64; 0 for the exact step.
    """

    name: str
    reason: str
    error_bound: float | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Solution:
    """The best point found: X (p x q), Y (r x k), Phi, L and ||grad Phi||_2 there, status, and the trace.

    `restart` is the number of the start that led to it, 0 for the one given (or the default one).
    """

    X: Floats
    Y: Floats
    objective: float
    loss: float
    gradient_norm: float
    status: Status
    iterations: int
    trace: tuple[TraceRecord, ...]
    step: StepChoice
    restart: int = 0
