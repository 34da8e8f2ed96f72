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

_ACCEPT: Final = 1e-4  # Conn, Gould and Toint, algorithm 6.1.1: eta_1
_GOOD: Final = 0.75
_POOR: Final = 0.25
_VISIBLE: Final = 64 * np.finfo(np.float64).eps  # smallest relative change of Phi that is not taken for rounding


@dataclass(frozen=True, kw_only=True, eq=False)
class Trial:
    """The outcome of one proposal: where the search stands now, its radius, and what happened."""

    at: Evaluation
    radius: float
    proposal: Proposal
    accepted: bool
    at_rounding_level: bool


def try_step(kind: GreedyStep, at: Evaluation, proposal: Proposal, radius: float) -> Trial:
    """Evaluate what was proposed within `radius`, accept or reject, and adapt the radius."""
    candidate = kind.move(at, proposal)
    invisible = bool(proposal.predicted_decrease <= _VISIBLE * abs(at.objective))
    trial = Trial(at=at, radius=radius / 4, proposal=proposal, accepted=False, at_rounding_level=invisible)
    if invisible:
        better = candidate.gradient_norm < at.gradient_norm
        close = candidate.objective <= at.objective + _VISIBLE * abs(at.objective)
        return replace(trial, at=candidate, radius=radius, accepted=True) if better and close else trial
    ratio = (at.objective - candidate.objective) / proposal.predicted_decrease
    if not ratio > _ACCEPT:
        return replace(trial, radius=min(radius, proposal.norm) / 4)
    return replace(trial, at=candidate, radius=_next_radius(ratio, radius, proposal), accepted=True)


def _next_radius(ratio: float, radius: float, proposal: Proposal) -> float:
    if ratio < _POOR:
        return radius / 2
    if ratio > _GOOD and proposal.norm > 0.8 * radius:
        return radius * 2
    return radius
