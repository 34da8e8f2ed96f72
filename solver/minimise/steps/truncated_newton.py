"""The truncated Newton model of phi: preconditioned conjugate gradients on exact Hessian-vector products."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np

from solver.minimise.krylov import Path, conjugate_gradients, lanczos_smallest, straight_path
from solver.minimise.soft_directions import SoftDirections, Solve
from solver.minimise.steps.curvature import loss_curvature
from solver.minimise.steps.protocols import Approximation, Correction, Proposal
from solver.oracle.augmented import Floats
from solver.oracle.variable_projection import Projected

_MAX_PRODUCTS: Final = 500
_LANCZOS: Final = 20  # steps; the sign of the smallest Ritz value settles long before its digits do
_CURVED: Final = 1e-8  # relative size of a curvature that is not taken for rounding


class TruncatedModel:
    """Quadratic model of phi at a point; its conjugate-gradient path is made once and cut where a region ends.

    In coordinates w of the approximation, the correction's T T^T as preconditioner: |T^{-1} w|, which the region
    bounds, counts the change of a stiff score as the loss does. Soft directions that are known add to T T^T, and count
    for less there. `bound` counts the steps to the region's boundary.
    """

    def __init__(
        self,
        at: Projected,
        approximation: Approximation,
        correction: Correction,
        soft: SoftDirections,
        forcing: float,
        seed: int,
    ) -> None:
        self._at, self._approximation, self._correction = at, approximation, correction
        self._soft, self._solve = soft, Solve()
        self._forcing, self._seed = forcing, seed
        self._g, self.gradient_norm = approximation.whiten(at.gradient[0]), at.gradient_norm
        self._path: Path | None = None
        self._convex: bool | None = None
        self.bound = 0

    @property
    def products(self) -> int:
        """Hessian-vector products behind the path, 0 before the first step is proposed."""
        return 0 if self._path is None else self._path.products

    @property
    def convex(self) -> bool:
        """Whether the curvature is positive: by bounds (theory S2), or else because Lanczos finds none that is not."""
        if self._convex is None:
            self._convex = self._shown_convex()
        return self._convex

    def _shown_convex(self) -> bool:
        if self._path is not None and self._path.negative:
            return False
        weight = self._at.problem.wx
        if weight * weight + loss_curvature(self._at)[0] > 0:
            return True
        smallest, largest, _ = self._lowest
        return smallest > -_CURVED * max(largest, 0.0)

    @property
    def soft(self) -> SoftDirections:
        """What the path has found, and those known unless it showed that they are stale."""
        return self._solve.renew(self._soft)

    def propose(self, radius: float) -> Proposal:
        """The path's end, or its point at the region's boundary."""
        products = 0
        if self._path is None:
            self._path = self._new_path(radius)
            products = self._path.products
        cut = self._path.cut(radius)
        self.bound += cut.length >= radius * (1 - 1e-9)
        return Proposal(
            dX=self._approximation.expand(cut.w),
            dY=None,
            predicted_decrease=cut.decrease,
            norm=cut.length,
            shift=0.0,
            products=products,
        )

    @cached_property
    def _lowest(self) -> tuple[float, float, Floats]:
        start = np.random.default_rng(self._seed).normal(size=self._g.shape)
        correction = self._correction
        return lanczos_smallest(lambda v: correction.adjoint(self._product(correction.apply(v))), start, _LANCZOS)

    def _new_path(self, radius: float) -> Path:
        if self._convex is False:  # asked for at a stationary point and not convex: leave the saddle
            w = self._correction.apply(self._lowest[2])
            return straight_path(self._product, self._g, w, self._correction.inverse_square(w), radius)
        return conjugate_gradients(
            self._product, self._g, radius, self._forcing, _MAX_PRODUCTS, self._precondition, self._solve.observe
        )

    def _precondition(self, r: Floats) -> Floats:
        return self._correction.square(r) + self._soft.lift(r)

    def _product(self, w: Floats) -> Floats:
        return self._approximation.whiten(self._at.projected_hvp(self._approximation.expand(w)))
