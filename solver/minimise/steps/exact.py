"""The exact greedy step: the dense Hessian, Cholesky, shifted when indefinite or when the region binds.

Trust-region subproblem in natural coordinates (More and Sorensen, SIAM J. Sci. Stat. Comput. 4 (1983) 553-572; Conn,
Gould and Toint, Trust-Region Methods, section 7.3): find lambda >= 0 with (H + lambda I) w = -g, ||w|| <= radius and
lambda (radius - ||w||) = 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.linalg

from solver.minimise.coordinates import DiagonalProblem
from solver.minimise.steps.protocols import Proposal, Setup, Stateless, StepKind
from solver.oracle.augmented import Floats
from solver.oracle.evaluation import Evaluation, evaluate
from solver.verified.factor import factor

_BOUNDARY_TOLERANCE: Final = 0.1  # relative error of ||w|| = radius; More and Sorensen's sigma_1
_MAX_FACTORISATIONS: Final = 60


class ExactStep(Stateless):
    """Prepares the dense Hessian at a point, in natural coordinates."""

    name = "exact"
    error_bound: float | None = 0.0

    def __init__(self, problem: DiagonalProblem, setup: Setup) -> None:
        self.reason = setup.reason
        self._problem, self._shares = problem, setup.shares
        scale_x, scale_y = problem.scales
        self._inverse = 1 / np.concatenate([scale_x.ravel(), np.repeat(scale_y.ravel(), problem.k)])

    def start(self, at: Evaluation) -> Evaluation:
        """The evaluation as it is: the exact model needs nothing but Phi and its derivatives there."""
        return at

    def evaluate(self, at: Evaluation, proposal: Proposal) -> Evaluation:
        """Phi at the proposed point."""
        dY = np.zeros_like(at.Y) if proposal.dY is None else proposal.dY
        return evaluate(self._problem, at.X + proposal.dX, at.Y + dY, self._shares)

    def prepare(self, at: Evaluation) -> ExactModel:
        """O(nm d^2 + n d^4 + (pq + rk)^3) once a point."""
        H = at.hessian()
        H *= self._inverse
        H *= self._inverse[:, None]
        g = np.concatenate([part.ravel() for part in at.gradient]) * self._inverse
        return ExactModel(inverse=self._inverse, shapes=(at.X.shape, at.Y.shape), H=H, g=g)


@dataclass(frozen=True, kw_only=True, eq=False)
class ExactModel:
    """g^T w + w^T H w / 2 in coordinates w whose length is the natural norm.

    `shapes` are those of dX and dY; None for dY where Y is projected out.
    """

    inverse: Floats
    shapes: tuple[tuple[int, ...], tuple[int, ...] | None]
    H: Floats
    g: Floats

    @property
    def convex(self) -> bool:
        """Whether Cholesky runs to its end without a shift."""
        return factor(self.H) is not None

    def propose(self, radius: float) -> Proposal:
        """The minimiser of the model within the natural-norm ball."""
        w, shift = trust_region_step(self.H, self.g, radius)
        X, Y = np.split(w * self.inverse, [int(np.prod(self.shapes[0]))])
        dX, dY = X.reshape(self.shapes[0]), None if self.shapes[1] is None else Y.reshape(self.shapes[1])
        decrease = -float(self.g @ w + 0.5 * (w @ (self.H @ w)))
        return Proposal(dX=dX, dY=dY, predicted_decrease=decrease, norm=float(np.linalg.norm(w)), shift=shift)


def trust_region_step(H: Floats, g: Floats, radius: float) -> tuple[Floats, float]:
    """(w, lambda) minimising g^T w + w^T H w / 2 over ||w|| <= radius, to the boundary tolerance.

    Zero where H or g is not finite or the region is empty: nothing is known of such a model.
    """
    size = float(np.abs(H).sum(axis=1).max())
    push = float(np.linalg.norm(g)) / radius if radius > 0 else np.inf
    if not np.isfinite(push + size):
        return np.zeros_like(g), 0.0
    # Gershgorin and ||g|| / radius bracket lambda; without the shift `low` the diagonal alone shows H indefinite
    low, high = max(0.0, -float(H.diagonal().min()), push - size), push + size
    shift, best = (0.0 if low == 0.0 else low), np.zeros_like(g)
    for _ in range(_MAX_FACTORISATIONS):
        L = factor(_shift_diagonal(H, shift))
        if L is None:
            low = max(low, shift)
            shift = max(np.sqrt(low * high), low + 0.01 * (high - low))
            continue
        w = -scipy.linalg.cho_solve((L, True), g, check_finite=False)
        length = float(np.linalg.norm(w))
        if length <= radius:
            best, high = w, min(high, shift)
            if shift == 0.0 or length >= (1 - _BOUNDARY_TOLERANCE) * radius:
                return w, shift
        elif length <= (1 + _BOUNDARY_TOLERANCE) * radius:
            return w * (radius / length), shift
        else:
            low = max(low, shift)
        if high - low <= 1e-10 * high:
            break
        newton = shift + _secular_step(L, w, length, radius)
        shift = newton if low < newton < high else max(np.sqrt(low * high), low + 0.01 * (high - low))
    return _hard_case(H, best, radius), shift


def _secular_step(L: Floats, w: Floats, length: float, radius: float) -> float:
    """Newton's step for 1 / radius - 1 / ||w(lambda)|| (More and Sorensen); none for w = 0, the hard case itself."""
    inverse = float(np.linalg.norm(scipy.linalg.solve_triangular(L, w, lower=True, check_finite=False)))
    ratio = length / inverse if inverse > 0 else 0.0
    return ratio * ratio * (length - radius) / radius


def _shift_diagonal(H: Floats, shift: float) -> Floats:
    shifted = H.copy()
    shifted[np.diag_indices(len(H))] += shift
    return shifted


def _hard_case(H: Floats, w: Floats, radius: float) -> Floats:
    """g is (nearly) orthogonal to the lowest eigenvector v: go on along v to the boundary."""
    try:
        v = scipy.linalg.eigh(H, subset_by_index=(0, 0))[1][:, 0]
    except np.linalg.LinAlgError:  # LAPACK's routine for some eigenvectors alone may end in an internal error
        v = np.linalg.eigh(H)[1][:, 0]
    along = float(w @ v)
    reach = np.sqrt(max(along * along + radius * radius - float(w @ w), 0.0))
    steps = (-along + reach, -along - reach)
    return np.asarray(w + min(steps, key=abs) * v)


KIND: Final = StepKind(
    name="exact",
    build=lambda problem, _at, setup: ExactStep(problem, setup),
    dense_numbers=lambda _columns, unknowns: 3 * unknowns**2,
)
