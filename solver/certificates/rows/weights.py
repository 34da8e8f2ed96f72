"""Weights of some rows in plain floats, unnormalised, and how far they are off: for what needs a few digits of them."""

from __future__ import annotations

from typing import Final

import numpy as np

from solver.problem import AttentionProblem
from solver.verified.ball import UNIT, Ball, Floats, gamma, lengths
from solver.verified.exponential import row_maxima
from solver.verified.slices import relative_weights

_LOWEST: Final = -690.0  # lower scores count as this one: exp(-690) < 2^-995
CUT_OFF: Final = 2.0**-990
_WEIGHT_ERROR: Final = 2.0**-48
_SMALL: Final = 2.0**-9
_ROOM: Final = 1.25


def unnormalised_weights(problem: AttentionProblem, left: Ball, rows: slice, keys: float) -> tuple[Floats, Floats]:
    """E = exp(S - max S) of some rows, and its relative error (rows, 1): that of scores, shift and exponential.

    `left` is A1 X of the rows, `keys` the length of the longest row of A2. An entry may be CUT_OFF off besides.
    """
    allowed = None if problem.mask is None else problem.mask[rows]
    S = left.mid @ problem.A2.T
    S -= row_maxima(S, allowed)[:, None]
    np.clip(S, _LOWEST, 0.0, out=S)
    E = relative_weights(S)
    if allowed is not None:
        E *= allowed
    size = lengths(left.mid, 1) * keys
    error = (gamma(problem.q) + 4.0 * UNIT) * size + lengths(left.rad, 1) * keys
    return E, np.where(error < _SMALL, _ROOM * error + _WEIGHT_ERROR, np.inf)


def share_error(own: Floats, keys: int) -> Floats:
    """Upper bounds of sum_l |f_l - E_l / T| for weights off by `own` and their sum T as it is computed."""
    return np.asarray(2.1 * own + 1.1 * gamma(keys + 16) + keys * CUT_OFF)
