"""The exact step on phi(X) = min_Y Phi(X, Y): the dense Schur complement (theory I6), factored as in `steps.exact`.

S = H_xx - H_xy H_yy^{-1} H_yx with H_yy = 2 N (x) I_k. A factorisation costs (pq)^3 / 3 where the joint Hessian's costs
(pq + rk)^3 / 3, and Y follows X exactly instead of to first order.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from solver.minimise.coordinates import DiagonalProblem
from solver.minimise.steps.exact import ExactModel
from solver.minimise.steps.protocols import Proposal, Setup, Stateless, StepKind
from solver.oracle.evaluation import Evaluation
from solver.oracle.variable_projection import Projected, project


class ProjectedStep(Stateless):
    """Prepares the dense Hessian of phi at a point, in natural coordinates."""

    name = "projected"
    error_bound: float | None = 0.0

    def __init__(self, problem: DiagonalProblem, setup: Setup) -> None:
        self.reason = setup.reason
        self._problem, self._shares = problem, setup.shares
        self._inverse = 1 / problem.scales[0].ravel()

    def start(self, at: Evaluation) -> Evaluation:
        """(X, Y(X)): Y is minimised out, so that any Y given is replaced by the best one."""
        return at if isinstance(at, Projected) else project(self._problem, at.X, self._shares)

    def evaluate(self, at: Evaluation, proposal: Proposal) -> Evaluation:
        """phi(X + dX) = min over Y of Phi(X + dX, Y), with the Y that attains it."""
        return project(self._problem, at.X + proposal.dX, self._shares)

    def prepare(self, at: Evaluation) -> ExactModel:
        """O(nm d^2 + n d^4 + (pq)^3) once a point."""
        if not isinstance(at, Projected):
            raise TypeError("a projected step needs an evaluation from `start` or `evaluate`")
        size, data = at.X.size, self._problem
        H = at.hessian()
        mixed = np.ascontiguousarray(H[size:, :size]).reshape(data.r, data.k * size)
        S = H[:size, :size] - H[:size, size:] @ (at.normal.solve(mixed) / 2).reshape(-1, size)
        S += S.T
        S *= self._inverse / 2
        S *= self._inverse[:, None]
        return ExactModel(
            inverse=self._inverse, shapes=(at.X.shape, None), H=S, g=at.gradient[0].ravel() * self._inverse
        )


KIND: Final = StepKind(
    name="projected",
    build=lambda problem, _at, setup: ProjectedStep(problem, setup),
    dense_numbers=lambda _columns, unknowns: 3 * unknowns**2,
)
