"""What one pass over all scores leaves, whichever arithmetic it ran in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.verified.ball import Ball, Floats


@dataclass(frozen=True, kw_only=True)
class RowSums:
    """O and C (n x k), the gradient [vec grad_X; vec grad_Y], and bounds of every row.

    Upper bounds of each row, (n,): max_l f_l, |f|, max_l <c, O - V_l>, sum_l f_l |V_l - O|^2 and max_l |V_l - O|^2, the
    maxima over the allowed keys. `finite`: S and P are bounded.
    """

    O: Ball  # noqa: E741 - the theory's name
    C: Ball
    gradient: Ball
    weight: Floats
    weight_norm: Floats
    fall: Floats
    spread: Floats
    distance: Floats
    finite: bool


def stack(X: Ball, Y: Ball) -> Ball:
    """[vec X; vec Y], row-major."""
    mid, rad = (np.concatenate([getattr(X, part).ravel(), getattr(Y, part).ravel()]) for part in ("mid", "rad"))
    return Ball(mid, rad)
