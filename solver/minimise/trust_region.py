"""Trust region: accept a proposed step or shrink the region.

Phi decides while its change is visible in float64; below that, the gradient norm does, so that a solve can reach the
accuracy of the gradient instead of the square root of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from solver.minimise.steps.protocols import GreedyStep, Proposal
from solver.oracle.evaluation import Evaluation

VISIBLE: Final = 64 * np.finfo(np.float64).eps  # smallest relative change of Phi that is not taken for rounding


@dataclass(frozen=True, kw_only=True)
class TrustRegion:
    """The rules: a step is accepted where Phi falls by more than `accept` of what the model predicts.

    Below `poor` the radius is divided by `shrink`, above `good` it is multiplied by `grow` where the step used at least
    `used` of it, and after a rejection it is `reject` times the step's length. Conn, Gould and Toint, Trust-Region
    Methods (SIAM, 2000), algorithm 6.1.1; the ratios 1/4 and 3/4 and the factors 1/4 and 2 are those of Nocedal and
    Wright, Numerical Optimization (2nd ed., 2006), algorithm 4.1. The first radius lets the scores change by a root
    mean square of `first`: long first steps end in worse local minima.
    """

    accept: float = 1e-4
    poor: float = 0.25
    good: float = 0.75
    shrink: float = 2.0
    grow: float = 2.0
    used: float = 0.8
    reject: float = 0.25
    first: float = 0.01

    def next_radius(self, ratio: float, radius: float, proposal: Proposal) -> float:
        """After an accepted step of that ratio of actual to predicted decrease."""
        if ratio < self.poor:
            return radius / self.shrink
        if ratio > self.good and proposal.norm > self.used * radius:
            return radius * self.grow
        return radius


@dataclass(frozen=True, kw_only=True, eq=False)
class Trial:
    """The outcome of one proposal: where the search stands now, its radius, and what happened."""

    at: Evaluation
    radius: float
    proposal: Proposal
    accepted: bool
    at_rounding_level: bool


def try_step(kind: GreedyStep, at: Evaluation, proposal: Proposal, radius: float, rules: TrustRegion) -> Trial:
    """Evaluate what was proposed within `radius`, accept or reject, and adapt the radius; releases the loser."""
    candidate = kind.evaluate(at, proposal)
    trial = _judge(at, candidate, proposal, radius, rules)
    (at if trial.accepted else candidate).release()
    return trial


def _judge(at: Evaluation, candidate: Evaluation, proposal: Proposal, radius: float, rules: TrustRegion) -> Trial:
    invisible = bool(proposal.predicted_decrease <= VISIBLE * abs(at.objective))
    trial = Trial(at=at, radius=radius * rules.reject, proposal=proposal, accepted=False, at_rounding_level=invisible)
    if invisible:
        # Rounding decides the sign of the change of Phi: the gradient decides, as long as Phi does not visibly rise.
        better = candidate.gradient_norm < at.gradient_norm
        close = candidate.objective <= at.objective + VISIBLE * abs(at.objective)
        return replace(trial, at=candidate, radius=radius, accepted=True) if better and close else trial
    ratio = (at.objective - candidate.objective) / proposal.predicted_decrease
    if not ratio > rules.accept:  # a candidate that is not finite gives no ratio above anything
        return replace(trial, radius=min(radius, proposal.norm) * rules.reject)
    return replace(trial, at=candidate, radius=rules.next_radius(ratio, radius, proposal), accepted=True)
