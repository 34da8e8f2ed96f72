"""Steps on phi(X) = min_Y Phi(X, Y): truncated Newton and, where the region keeps binding, quasi-Newton.

Both work on vectors w with X = R w, R R^T the inverse of a Hessian approximation up to a factor (theory R5, R6), so
that plain conjugate gradients in w are preconditioned ones in X and ||w|| is the natural norm. Far from a minimiser of
a weakly regularised problem the region binds after a product or two; a limited-memory BFGS step then buys the same
progress for one gradient.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Final

import numpy as np

from solver.minimise.coordinates import DiagonalProblem
from solver.minimise.krylov import Path, along, conjugate_gradients, lowest
from solver.minimise.steps.exact import ExactModel
from solver.minimise.steps.kronecker import loss_curvature
from solver.minimise.steps.projected import ProjectedStep
from solver.minimise.steps.protocols import Approximation, Model, Proposal
from solver.oracle.augmented import Floats
from solver.oracle.evaluation import Evaluation
from solver.oracle.variable_projection import Projected, project

_PAIRS: Final = 20
_FORCING: Final = 0.1  # largest relative residual of an inner solve
_FINE: Final = 1e-3  # smallest at first: a digit costs as many products in a later step, and may not be needed there
_FINEST: Final = 1e-9  # smallest after steps that gained nothing
_EARNED: Final = 0.9  # gamma of Eisenstat and Walker (SIAM J. Sci. Comput. 17 (1996) 16-32), choice 2 with alpha = 2
_MAX_PRODUCTS: Final = 500
_LANCZOS: Final = 20
_CURVED: Final = 1e-8  # relative size of a curvature that is not taken for rounding
_BINDING: Final = 3  # proposals at the region's boundary in a row that start the quasi-Newton phase
_WINDOW, _PROGRESS = 20, 0.01  # it ends when a window of steps lowers phi by less than this fraction


class ReducedStep:
    """Newton on phi, quasi-Newton while the region keeps binding.

    Newton steps are truncated, with an exchangeable approximation as preconditioner; or dense ones where `dense` is
    given, since there a factorisation costs little more than an inner solve.
    """

    def __init__(
        self,
        problem: DiagonalProblem,
        approximation: Approximation,
        *,
        name: str,
        reason: str,
        error_bound: float | None,
        seed: int,
        memory: int,
        dense: ProjectedStep | None = None,
    ) -> None:
        self.name, self.reason, self.error_bound, self._dense = name, reason, error_bound, dense
        self._problem, self._approximation, self._memory, self._seed = problem, approximation, memory, seed
        self._forcing, self._fine, self._binding, self._phase = _FORCING, _FINE, 0, "newton"
        self._history: deque[float] = deque(maxlen=_WINDOW)
        self._pairs: deque[tuple[Floats, Floats]] = deque(maxlen=_PAIRS)

    def settle(self, at: Evaluation) -> Evaluation:
        """(X, Y(X))."""
        return project(self._problem, at.X, memory=self._memory)

    def move(self, at: Evaluation, proposal: Proposal) -> Evaluation:
        """phi at the proposed X."""
        return project(self._problem, at.X + proposal.dX, memory=self._memory)

    def prepare(self, at: Evaluation) -> TruncatedModel | DenseModel | QuasiModel:
        """The model of the current phase; a truncated one makes its products when the first step is proposed."""
        if not isinstance(at, Projected):
            raise TypeError("a reduced step needs an evaluation from `settle` or `move`")
        if self._phase == "quasi":
            return QuasiModel(at, self._approximation, tuple(self._pairs), self._newton)
        return self._newton(at)

    def _newton(self, at: Projected) -> TruncatedModel | DenseModel:
        if self._dense is not None:
            return DenseModel(self._dense.prepare(at))
        return TruncatedModel(at, self._approximation, self._forcing, self._seed)

    def learn(self, model: Model, at: Evaluation) -> None:
        """Take an accepted step into account: curvature pairs, and the phase of the next step."""
        if isinstance(model, TruncatedModel):
            earned = _EARNED * (at.gradient_norm / model.gradient_norm) ** 2
            self._forcing = min(_FORCING, max(self._fine, earned))
        if isinstance(model, QuasiModel):
            self._remember(model.proposed, self._approximation.whiten(at.gradient[0]) - model.g)
            self._history.append(at.objective)
            stalled = len(self._history) == _WINDOW and at.objective > (1 - _PROGRESS) * self._history[0]
            if stalled or model.proposals > _BINDING:
                self._phase = "final"
        elif isinstance(model, TruncatedModel | DenseModel) and self._phase == "newton":
            self._binding = self._binding + model.bound if model.bound else 0
            if self._binding >= (_BINDING if self._dense is None else 1):
                self._phase = "quasi"

    def sharpen(self) -> bool:
        """Newton instead of quasi-Newton; then ever smaller residuals, since a small one in w can be large in X."""
        if self._phase == "quasi":
            self._phase = "final"
            return True
        if self._dense is not None or self._forcing <= _FINEST:
            return False
        self._fine = self._forcing = max(_FINEST, 1e-3 * min(self._fine, self._forcing))
        return True

    def state(self) -> dict[str, Any]:
        """Phase, counters, pairs and the inner tolerances."""
        return {
            "phase": np.array(self._phase),
            "forcing": np.array([self._forcing, self._fine]),
            "binding": np.array(self._binding),
            "history": np.array(self._history),
            "pairs": np.array(self._pairs) if self._pairs else np.empty((0, 2, 0)),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from `state`."""
        self._phase, self._binding = str(state["phase"]), int(state["binding"])
        self._forcing, self._fine = state["forcing"].tolist()
        self._history.extend(state["history"].tolist())
        self._pairs.extend((s, y) for s, y in state["pairs"])

    def _remember(self, s: Floats, y: Floats) -> None:
        if s @ y > _CURVED * np.linalg.norm(s) * np.linalg.norm(y):
            self._pairs.append((s, y))


class TruncatedModel:
    """Quadratic model of phi at a point; its conjugate-gradient path is made once and cut where a region ends."""

    def __init__(self, at: Projected, approximation: Approximation, forcing: float, seed: int) -> None:
        self._at, self._approximation, self._forcing, self._seed = at, approximation, forcing, seed
        self._g, self.gradient_norm = approximation.whiten(at.gradient[0]), at.gradient_norm
        self._path: Path | None = None
        self.bound = 0

    @cached_property
    def convex(self) -> bool:
        """Whether the curvature is positive: by bounds (theory S2), or else because Lanczos finds none that is not."""
        if self._path is not None and self._path.negative:
            return False
        if self._at.problem.wx**2 + loss_curvature(self._at)[0] > 0:
            return True
        smallest, largest, _ = self._lowest
        return smallest > -_CURVED * max(largest, 0.0)

    def propose(self, radius: float) -> Proposal:
        """The path's end, or its point at the region's boundary."""
        products = 0
        if self._path is None:
            self._path = self._new_path(radius)
            products = self._path.products
        w, decrease = self._path.cut(radius)
        norm = float(np.linalg.norm(w))
        self.bound += norm >= radius * (1 - 1e-9)
        return Proposal(
            dX=self._approximation.expand(w),
            dY=None,
            predicted_decrease=decrease,
            norm=norm,
            shift=0.0,
            products=products,
        )

    @cached_property
    def _lowest(self) -> tuple[float, float, Floats]:
        start = np.random.default_rng(self._seed).normal(size=self._g.shape)
        return lowest(self._product, start, _LANCZOS)

    def _new_path(self, radius: float) -> Path:
        if "convex" in self.__dict__ and not self.convex:  # asked for at a stationary point: leave the saddle
            return along(self._product, self._g, self._lowest[2], radius)
        return conjugate_gradients(self._product, self._g, radius, self._forcing, _MAX_PRODUCTS)

    def _product(self, w: Floats) -> Floats:
        return self._approximation.whiten(self._at.projected_hvp(self._approximation.expand(w)))


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


class QuasiModel:
    """Limited-memory BFGS model (Nocedal, Math. Comp. 35 (1980) 773-782), started from the approximation."""

    def __init__(
        self,
        at: Projected,
        approximation: Approximation,
        pairs: tuple[tuple[Floats, Floats], ...],
        newton: Callable[[Projected], Model],
    ) -> None:
        self._at, self._newton_model = at, newton
        self.g, self._approximation, self._pairs = approximation.whiten(at.gradient[0]), approximation, pairs
        self.proposals, self.proposed = 0, np.zeros_like(self.g)

    @cached_property
    def convex(self) -> bool:
        """What a Newton model finds here: this one is positive whatever the Hessian is."""
        return self._newton_model(self._at).convex

    def propose(self, radius: float) -> Proposal:
        """The quasi-Newton step, shortened to the region; its model decrease is (t - t^2/2) g^T H g."""
        step = self._newton
        length = float(np.linalg.norm(step))
        t = min(1.0, radius / length) if length else 1.0
        self.proposals, self.proposed = self.proposals + 1, t * step
        decrease = (t - t * t / 2) * -float(self.g @ step)
        return Proposal(
            dX=self._approximation.expand(self.proposed),
            dY=None,
            predicted_decrease=decrease,
            norm=t * length,
            shift=0.0,
            products=0,
        )

    @cached_property
    def _newton(self) -> Floats:
        q, coefficients = -self.g, []
        for s, y in reversed(self._pairs):
            a = float(s @ q) / float(s @ y)
            coefficients.append(a)
            q = q - a * y
        if self._pairs:
            s, y = self._pairs[-1]
            q *= float(s @ y) / float(y @ y)
        else:
            q /= 2 * self._approximation.weight
        for (s, y), a in zip(self._pairs, reversed(coefficients), strict=True):
            q += (a - float(y @ q) / float(s @ y)) * s
        return q
