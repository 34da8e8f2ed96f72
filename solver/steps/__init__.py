"""Greedy steps: quadratic models of Phi that are prepared once at a point and asked for steps of a given length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from solver.oracle import Evaluation, Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Proposal:
    """A step (dX, dY), the decrease the model predicts for it, its natural norm and the shift lambda that was used."""

    dX: Floats  # noqa: N815 - the theory's names
    dY: Floats  # noqa: N815
    predicted_decrease: float
    norm: float
    shift: float


class Model(Protocol):
    """A prepared model: propose the best step within a natural-norm radius."""

    @property
    def convex(self) -> bool:
        """Whether the Hessian is numerically positive definite at the point."""
        ...

    def propose(self, radius: float) -> Proposal:
        """The minimiser of the model within `radius`."""
        ...


class GreedyStep(Protocol):
    """A kind of step: its name, why it was chosen, and how to prepare its model at a point."""

    name: str
    reason: str

    def prepare(self, at: Evaluation) -> Model:
        """Factor what can be shared by all steps from this point."""
        ...
