"""What a solve returns: the point, what is known about it, and why it stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from solver.display.card import Card, ShownAsCard
from solver.oracle.augmented import Floats

if TYPE_CHECKING:
    from solver.display.plots import Plot


class Status(Enum):
    """Why a solve stopped; the value is the message."""

    CONVERGED = "the gradient norm reached the tolerance"
    STAGNATED = "the tolerance is out of reach of float64 here: rounding decides the steps, or the digits of X and Y"
    ITERATION_LIMIT = "the iteration limit was reached before the tolerance"
    STOPPED_BY_CALLBACK = "the callback asked to stop"
    INTERRUPTED = "interrupted from the keyboard; the best iterate so far is returned"


@dataclass(frozen=True, kw_only=True)
class TraceRecord:
    """One iteration: Phi and ||grad Phi|| after it, before X and Y are rounded to the problem's coordinates; natural
    norm of the step tried, region, shift, acceptance.

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

    `convex()` tells whether the Hessian there is numerically positive definite, `point()` makes X (p x q) and Y (r x k)
    in the coordinates of the problem: both on demand.
    """

    point: Callable[[], tuple[Floats, Floats]]
    record: TraceRecord
    convex: Callable[[], bool]

    @cached_property
    def _made(self) -> tuple[Floats, Floats]:
        with np.errstate(all="ignore"):
            return self.point()

    @property
    def X(self) -> Floats:
        """The queries' and keys' matrix, p x q."""
        return self._made[0]

    @property
    def Y(self) -> Floats:
        """The values' matrix, r x k."""
        return self._made[1]


Callback: TypeAlias = Callable[[Iterate], Any]


@dataclass(frozen=True, kw_only=True)
class StepChoice:
    """The kind of greedy step that was used, why, and e0 of its Hessian approximation at the start where known.

    (1 - e0) H <= H~ <= (1 + e0) H, from theory S1 and S5 evaluated in float64; 0 for the exact step.
    """

    name: str
    reason: str
    error_bound: float | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Solution(ShownAsCard):
    """The best point found: X (p x q), Y (r x k), Phi, L and ||grad Phi||_2 there, status, and the trace.

    `restart` is the number of the start that led to it, 0 for the one given (or the default one). Nothing here is
    proved: `certify` does that.
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

    def __repr__(self) -> str:
        return (
            f"Solution({self.status.name}, objective={self.objective:.8g}, gradient_norm={self.gradient_norm:.3g}, "
            f"iterations={self.iterations})"
        )

    def _card(self) -> Card:
        rows = [
            ("objective Phi", f"{self.objective:.15g}"),
            ("loss L", f"{self.loss:.15g}"),
            ("Phi - L", f"{self.objective - self.loss:.3g}, added by the weights wx, wy, lx, ly"),
            ("gradient norm", f"{self.gradient_norm:.3g}"),
            ("iterations", f"{self.iterations:,}"),
            ("greedy step", f"{self.step.name} ({self.step.reason})"),
            ("unknowns", f"X {self.X.shape[0]} x {self.X.shape[1]}, Y {self.Y.shape[0]} x {self.Y.shape[1]}"),
        ]
        if self.restart:
            rows.append(("start", f"random start {self.restart}"))
        return Card(headline=f"Solution: {self.status.name}", sentence=self.status.value, rows=tuple(rows))

    def plot(self) -> Plot:
        """Gradient norm and objective after each iteration, in log scale, as a matplotlib figure.

        Raises ImportError when matplotlib is missing.
        """
        from solver.display.plots import curves  # the solver stands without matplotlib

        lowest = min([self.objective, *(record.objective for record in self.trace)])
        return curves(
            f"{self.status.name} in {self.iterations} iterations of the {self.step.name} step",
            "Left: Euclidean norm of the gradient of Phi after each iteration. Right: Phi minus its lowest value of "
            f"the run, {self.objective:.8g}. Both logarithmic; the points at exactly 0 are left out.",
            [
                ("gradient norm", [(record.iteration, record.gradient_norm) for record in self.trace]),
                ("Phi - lowest Phi", [(record.iteration, record.objective - lowest) for record in self.trace]),
            ],
        )
