"""Steps on phi(X) = min_Y Phi(X, Y): truncated Newton and, where the region keeps binding, quasi-Newton.

Both work on vectors w with X = R w, R R^T the inverse of a Hessian approximation up to a factor (theory R5, R6), so
that ||w|| is the natural norm. What is known beyond the approximation (`solver.minimise.steps.stiff_scores`,
`solver.minimise.soft_directions`) preconditions conjugate gradients in w. Far from a minimiser of a weakly regularised
problem the region binds after a product or two; a limited-memory BFGS step then buys the same progress for one
gradient.

A correction of the approximation serves for as many points as it takes to repay it, for one where it is cheap; what
quasi-Newton steps leave of one does not serve Newton. In the quasi-Newton phase it is the matrix that the pairs update,
never the coordinates of the pairs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from enum import Enum
from typing import Any, Final

import numpy as np

from solver.minimise.coordinates import DiagonalProblem
from solver.minimise.soft_directions import NONE, SoftDirections
from solver.minimise.steps.costs import product_count
from solver.minimise.steps.exact import ExactModel
from solver.minimise.steps.lbfgs import Pairs, QuasiModel
from solver.minimise.steps.projected import ProjectedStep
from solver.minimise.steps.protocols import Approximation, Correction, Model, Proposal, Setup
from solver.minimise.steps.truncated_newton import TruncatedModel
from solver.oracle.augmented import Floats
from solver.oracle.evaluation import Evaluation
from solver.oracle.variable_projection import Projected, project

_FORCING: Final = 0.1  # largest relative residual of an inner solve
_FINE: Final = 1e-3  # smallest at first: a digit costs as many products in a later step, and may not be needed there
_FINEST: Final = 1e-9  # smallest after steps that gained nothing
_EARNED: Final = 0.9  # gamma of Eisenstat and Walker (SIAM J. Sci. Comput. 17 (1996) 16-32), choice 2 with alpha = 2
_ENOUGH: Final = 0.3  # of the gradient norm at which the run ends: what lies below it costs products for nothing
_BINDING: Final = 3  # proposals at the region's boundary in a row that start the quasi-Newton phase
_WINDOW, _PROGRESS = 20, 3e-4  # it ends when a window of steps lowers phi by less than this fraction
_RENEWED: Final = 20  # quasi-Newton steps between corrections, at least: the search for scores is half of one
_SAME: Final = 0.3  # natural norm of a change of X, and so of any score, up to which a correction is not made again
_REPAID: Final = 8  # a correction serves until products have taken this often its own multiplications


class Phase(Enum):
    """Which model comes next; the value is its name in checkpoints."""

    NEWTON = "newton"
    QUASI_NEWTON = "quasi"
    FINAL = "final"  # Newton to the end


class PreconditionedStep:
    """Newton on phi, quasi-Newton while the region keeps binding.

    Newton steps are truncated, with an exchangeable approximation as preconditioner; or dense ones where `dense` is
    given, since there a factorisation costs little more than an inner solve.
    """

    def __init__(
        self,
        problem: DiagonalProblem,
        approximation: Approximation,
        setup: Setup,
        *,
        name: str,
        error_bound: float | None,
        dense: ProjectedStep | None = None,
    ) -> None:
        self.name, self.reason, self.error_bound, self._dense = name, setup.reason, error_bound, dense
        self._problem, self._approximation, self._setup = problem, approximation, setup
        self._forcing, self._fine, self._binding, self._phase = _FORCING, _FINE, 0, Phase.NEWTON
        self._history: deque[float] = deque(maxlen=_WINDOW)
        self._pairs = Pairs()
        self._correction: Correction | None = None
        self._soft = NONE
        self._product = product_count(problem.n, problem.m, problem.p, problem.q, problem.r, problem.k)
        self._corrected_at, self._age = np.empty((0, 0)), 0

    def start(self, at: Evaluation) -> Evaluation:
        """(X, Y(X)): Y is minimised out, so that any Y given is replaced by the best one."""
        return project(self._problem, at.X, self._setup.shares)

    def evaluate(self, at: Evaluation, proposal: Proposal) -> Evaluation:
        """phi(X + dX) = min over Y of Phi(X + dX, Y), with the Y that attains it."""
        return project(self._problem, at.X + proposal.dX, self._setup.shares)

    def prepare(self, at: Evaluation) -> TruncatedModel | DenseModel | QuasiModel:
        """The model of the current phase; a truncated one makes its products when the first step is proposed."""
        if not isinstance(at, Projected):
            raise TypeError("a preconditioned step needs an evaluation from `start` or `evaluate`")
        if self._phase is Phase.QUASI_NEWTON:
            pairs = self._pairs.current()
            return QuasiModel(at, self._approximation, self._recent_correction(at), pairs, self._newton_model)
        return self._newton_model(at)

    def _recent_correction(self, at: Projected) -> Correction:
        if self._correction is None:
            self._corrected_at, self._correction = at.X, self._approximation.correct(at)
        return self._correction

    def _newton_model(self, at: Projected) -> TruncatedModel | DenseModel:
        if self._dense is not None:
            return DenseModel(self._dense.prepare(at))
        correction = self._recent_correction(at)
        return TruncatedModel(at, self._approximation, correction, self._soft, self._forcing, self._setup.seed)

    def update(self, model: Model, at: Evaluation) -> None:
        """Take an accepted step into account: curvature pairs, and the phase of the next step."""
        self._age_correction(model, at)
        if isinstance(model, TruncatedModel):
            self._forcing = self._next_forcing(model.gradient_norm, at.gradient_norm)
            self._soft = model.soft if self._fine == _FINE else NONE
        if isinstance(model, QuasiModel):
            self._pairs.follow(model.proposed, model.g, self._approximation.whiten(at.gradient[0]))
            self._history.append(at.objective)
            stalled = len(self._history) == _WINDOW and at.objective > (1 - _PROGRESS) * self._history[0]
            if stalled or model.proposals > _BINDING:
                self._enter_final()
        elif isinstance(model, TruncatedModel | DenseModel) and self._phase is Phase.NEWTON:
            self._binding = self._binding + model.bound if model.bound else 0
            if self._binding >= (_BINDING if self._dense is None else 1):
                self._phase = Phase.QUASI_NEWTON

    def _enter_final(self) -> None:
        """Newton begins with a correction of its own point: one of a point before can cost it many products."""
        self._phase, self._correction, self._age = Phase.FINAL, None, 0

    def _next_forcing(self, before: float, now: float) -> float:
        """As exact as the last solve has earned; where the run can end with it no more exact than that takes.

        After a step that gained nothing only the former counts: a residual in w says too little of one in X there.
        """
        # a gradient of zero was a saddle's: no ratio says how exact the next solve should be
        fall = now / before if before > 0 else np.inf
        last = _ENOUGH * self._setup.target / now if now > 0 and self._fine == _FINE else 0.0
        return min(_FORCING, max(self._fine, _EARNED * fall * fall, last))

    def _age_correction(self, model: Model, at: Evaluation) -> None:
        """Its age in Hessian-vector products, of which a step costs about one beside those of its model.

        No age ends a correction while scores are about those that it was made for.
        """
        self._age += 1 + (model.products if isinstance(model, TruncatedModel) else 0)
        if self._correction is not None:
            repaid = _REPAID * self._correction.multiplications / self._product
            old = self._age >= (max(_RENEWED, repaid) if isinstance(model, QuasiModel) else repaid)
            if old and self._problem.natural_norm(at.X - self._corrected_at, np.zeros_like(at.Y)) > _SAME:
                self._correction, self._age = None, 0

    def tighten(self) -> bool:
        """Newton instead of quasi-Newton; then ever smaller residuals, since a small one in w can be large in X."""
        if self._phase is Phase.QUASI_NEWTON:
            self._enter_final()
            return True
        if self._dense is not None or self._forcing <= _FINEST:
            return False
        self._soft = NONE  # where they count for less, a residual says less of the gradient
        self._fine = self._forcing = max(_FINEST, 1e-3 * min(self._fine, self._forcing))
        return True

    def state(self) -> dict[str, Any]:
        """Phase, counters, inner tolerances, where the correction was made, soft directions, and pairs."""
        return {
            "phase": np.array(self._phase.value),
            "forcing": np.array([self._forcing, self._fine]),
            "binding": np.array(self._binding),
            "history": np.array(self._history),
            "corrected_at": self._corrected_at if self._correction is not None else np.empty((0, 0)),
            "age": np.array(self._age),
            "soft": self._soft.rows,
            "gains": self._soft.gains,
            **self._pairs.state(),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on where a run that wrote `state` stopped. Raises ValueError for tables of another problem's shape."""
        self._phase, self._binding = Phase(str(state["phase"])), int(state["binding"])
        self._forcing, self._fine = state["forcing"].tolist()
        self._history.extend(state["history"].tolist())
        size = self._problem.p * self._problem.q
        self._pairs.restore(_read_rows(state, "pairs", (2, size)), state["products"], state["along"])
        self._soft = SoftDirections(_read_rows(state, "soft", (size,)), state["gains"])
        self._age = int(state["age"])
        if state["corrected_at"].size:
            at = project(self._problem, state["corrected_at"], self._setup.shares)
            self._recent_correction(at)
            at.release()


def _read_rows(state: Mapping[str, Any], name: str, shape: tuple[int, ...]) -> Floats:
    """A table of rows of that shape, or of none; raises ValueError for others."""
    table: Floats = state[name]
    if len(table) and table.shape[1:] != shape:
        raise ValueError(f"{name!r} has rows of shape {table.shape[1:]}, not {shape}")
    return table


class DenseModel:
    """The exact model of phi; `bound` counts its steps to the region's boundary."""

    def __init__(self, exact: ExactModel) -> None:
        self._exact, self.bound = exact, 0

    @property
    def convex(self) -> bool:
        """Whether Cholesky runs to its end."""
        return self._exact.convex

    def propose(self, radius: float) -> Proposal:
        """The minimiser of the model within the region."""
        proposal = self._exact.propose(radius)
        self.bound += proposal.shift > 0
        return proposal
