"""The Kronecker step (theory R5): 2 (wx^2 + tau) (A1^T A1) (x) (A2^T A2) + 2 lx I as the Hessian of phi.

Two small singular value decompositions diagonalise it once and for all (`solver.minimise.coordinates`); applying its
inverse costs O(pq). No d^{2 omega}: an inner iteration is one exact Hessian-vector product.

tau stands for the loss's own curvature, its mean over the scores: sum_j ||J_j||_F^2 / (nm), where J_j J_j^T with
J_j = diag(f_j)(V - 1 O_j^T) is the positive part of theory I4's B_j. It matters only where the weights nearly vanish;
the few largest entries of J_j J_j^T correct the approximation point by point (`solver.minimise.steps.stiff_scores`).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from solver.minimise.coordinates import DiagonalProblem
from solver.minimise.steps.curvature import mean_curvature, spectral_error
from solver.minimise.steps.preconditioned import PreconditionedStep
from solver.minimise.steps.protocols import GreedyStep, Setup, StepKind
from solver.minimise.steps.stiff_scores import StiffScores
from solver.oracle.augmented import Floats
from solver.oracle.buffers import Workspace
from solver.oracle.evaluation import Evaluation


class KroneckerApproximation:
    """R = diag(1 / sqrt(d1 d2^T + lx / weight)), weight = wx^2 + tau."""

    def __init__(self, problem: DiagonalProblem, at: Evaluation) -> None:
        self.weight = float(problem.wx * problem.wx + mean_curvature(at)) or 1.0
        self._problem, self._shape, self._workspace = problem, (problem.p, problem.q), Workspace()
        scale = problem.scales[0]
        self._inverse = 1 / np.sqrt(scale * scale + problem.lx / self.weight)

    def whiten(self, gX: Floats) -> Floats:
        """R^T gX, from a p x q table to a vector of pq numbers."""
        return (gX * self._inverse).ravel()

    def expand(self, w: Floats) -> Floats:
        """R w, from a vector of pq numbers to a p x q table."""
        return w.reshape(self._shape) * self._inverse

    def correct(self, at: Evaluation) -> StiffScores:
        """The largest curvatures of the loss, which no mean can stand for."""
        return StiffScores(self._problem, self._inverse, self.weight, at, self._workspace)


def _build(problem: DiagonalProblem, at: Evaluation, setup: Setup) -> GreedyStep:
    approximation = KroneckerApproximation(problem, at)
    error = spectral_error(at, approximation.weight)
    return PreconditionedStep(problem, approximation, setup, name="kronecker", error_bound=error)


KIND: Final = StepKind(name="kronecker", build=_build, dense_numbers=lambda _columns, _unknowns: 0)
