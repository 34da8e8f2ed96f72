"""Greedy steps: quadratic models of Phi that are prepared once at a point and asked for steps of a given length.

A step proposes and the trust region accepts: the two know nothing of each other's rules, so that a new step is a file
with a `StepKind` and a line in `solver.minimise.steps.registry`. Every step works in the coordinates of
`solver.minimise.coordinates`, where the natural norm and the regulariser are diagonal.

| step | Hessian | cost beside the oracle |
| --- | --- | --- |
| `exact` | dense, of (X, Y) jointly | O(nm d^2 + n d^4), Cholesky of pq + rk unknowns |
| `projected` | dense, of phi(X) = min_Y Phi(X, Y) (variable projection) | the same, Cholesky of pq unknowns |
| `kronecker` | (A1^T A1) (x) (A2^T A2), preconditions conjugate gradients on exact products of phi | three small \
singular value decompositions once, no d^6 |
| `sketched`, `tensorsketch` | TensorSRHT or TensorSketch of A1 (x) A2, its distortion measured, as preconditioner | \
O((n + m) d log + d^4 8 d^2), Cholesky of pq unknowns once |

Where the region keeps binding, the last three take limited-memory BFGS steps instead until these stall.

`kronecker` adds the scores that the loss curves most (`solver.minimise.steps.stiff_scores`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from solver.minimise.coordinates import DiagonalProblem
from solver.oracle.augmented import Floats
from solver.oracle.evaluation import Evaluation
from solver.oracle.shares import Share, Shares


@dataclass(frozen=True, kw_only=True, eq=False)
class Proposal:
    """A step (dX, dY), the decrease the model predicts for it, its natural norm and the shift lambda that was used.

    `products` counts the Hessian-vector products behind it. dY is None where Y follows X as its ridge solution.
    """

    dX: Floats  # noqa: N815 - the theory's names
    dY: Floats | None  # noqa: N815
    predicted_decrease: float
    norm: float
    shift: float
    products: int = 0


class Model(Protocol):
    """A prepared model: propose the best step within a natural-norm radius."""

    @property
    def convex(self) -> bool:
        """Whether the Hessian is numerically positive definite at the point."""
        ...

    def propose(self, radius: float) -> Proposal:
        """The (approximate) minimiser of the model within `radius`; radii may only shrink from call to call."""
        ...


class Correction(Protocol):
    """T with which 2 weight (R T)^{-T} (R T)^{-1} is nearer to the Hessian of phi at one point than without."""

    @property
    def multiplications(self) -> int:
        """What it takes to make, to leading order: it is made again when products have repaid it."""
        ...

    def square(self, w: Floats) -> Floats:
        """T T^T w."""
        ...

    def inverse_square(self, w: Floats) -> Floats:
        """(T T^T)^{-1} w."""
        ...

    def measure(self, w: Floats) -> float:
        """|T^T w|^2."""
        ...

    def apply(self, w: Floats) -> Floats:
        """T w."""
        ...

    def adjoint(self, w: Floats) -> Floats:
        """T^T w."""
        ...


class Approximation(Protocol):
    """2 weight R^{-T} R^{-1}, an approximation of the Hessian of phi, factored once and applied many times.

    R is `expand` and R^T is `whiten`: p x q tables to vectors and back. ||w||_2 is the natural norm of R w, up to the
    ridge's share.
    """

    weight: float

    def whiten(self, gX: Floats) -> Floats:
        """R^T gX, from a p x q table to a vector of pq numbers."""
        ...

    def expand(self, w: Floats) -> Floats:
        """R w, from a vector of pq numbers to a p x q table."""
        ...

    def correct(self, at: Evaluation) -> Correction:
        """What the point's own curvature adds; the identity where an approximation knows of none."""
        ...


class Uncorrected:
    """The identity."""

    multiplications = 0

    def square(self, w: Floats) -> Floats:
        """w itself."""
        return w

    def inverse_square(self, w: Floats) -> Floats:
        """w itself."""
        return w

    def measure(self, w: Floats) -> float:
        """|w|^2."""
        return float(w @ w)

    def apply(self, w: Floats) -> Floats:
        """w itself."""
        return w

    def adjoint(self, w: Floats) -> Floats:
        """w itself."""
        return w


class GreedyStep(Protocol):
    """A kind of step: its name, why it was chosen, how to evaluate for it and how to prepare its model at a point.

    `error_bound` is e0 of its Hessian approximation at the start where known, 0 for a dense one.
    """

    name: str
    reason: str
    error_bound: float | None

    def start(self, at: Evaluation) -> Evaluation:
        """The evaluation that this kind needs at the start."""
        ...

    def evaluate(self, at: Evaluation, proposal: Proposal) -> Evaluation:
        """Evaluate at the proposed point."""
        ...

    def prepare(self, at: Evaluation) -> Model:
        """Factor what can be shared by all steps from this point."""
        ...

    def update(self, model: Model, at: Evaluation) -> None:
        """Take into account that a step of `model` was accepted and led to `at`."""
        ...

    def tighten(self) -> bool:
        """Solve models more exactly from now on, after a step that gained nothing; False where they are exact."""
        ...

    def state(self) -> dict[str, Any]:
        """What the next steps depend on besides the point, as arrays: for checkpoints."""
        ...

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on where a run that wrote `state` in its checkpoint stopped."""
        ...


class Stateless:
    """The part of a step whose models depend on nothing but the point and are solved exactly."""

    def update(self, model: Model, at: Evaluation) -> None:
        """No state: the model depends only on the point."""

    def tighten(self) -> bool:
        """False: a dense model is solved exactly from the first step."""
        return False

    def state(self) -> dict[str, Any]:
        """No arrays: the model depends only on the point."""
        return {}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Nothing to restore, since `state` is empty."""


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What a step is built with: why it was chosen, the seed of what it draws, the rows that it evaluates on.

    `target`: the gradient norm at which the run ends, 0 where it goes on.
    """

    reason: str
    seed: int
    shares: Shares[Share]
    target: float = 0.0


@dataclass(frozen=True, kw_only=True)
class StepKind:
    """An entry of the registry: `build(problem, evaluation at the start, setup)`, and the memory that it asks for.

    `dense_numbers(columns, unknowns)` counts the float64 numbers of its dense matrices, for columns = pq of
    unknowns = pq + rk: what cannot fit is refused before anything is allocated.
    """

    name: str
    build: Callable[[DiagonalProblem, Evaluation, Setup], GreedyStep]
    dense_numbers: Callable[[int, int], int]
