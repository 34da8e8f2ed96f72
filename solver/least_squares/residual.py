"""The parameters of a residual as expansions, and what it returns as one row of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from solver.least_squares.taylor import Taylor
from solver.least_squares.values import Values


def variables(z: Sequence[Any] | Values) -> list[Taylor]:
    """The coordinates z_i as expansions in z: floats, or balls."""
    eye = np.eye(len(z), dtype=int)
    return [Taylor(entry, eye[i], 0 * eye) for i, entry in enumerate(z)]


def as_expansions(result: Any) -> Taylor:
    """What a residual returns as one row of expansions: an expansion, or a list or array of expansions and numbers.

    Raises TypeError for anything else, and for a result that does not depend on the parameters.
    """
    if isinstance(result, Taylor):
        return result.rearrange(np.ravel)
    parts = list(result.flat) if isinstance(result, np.ndarray) else result
    if isinstance(parts, list | tuple):
        found = [
            as_expansions(part) if isinstance(part, Taylor | list | tuple | np.ndarray) else part for part in parts
        ]
        like = next((part for part in found if isinstance(part, Taylor)), None)
        if like is not None:
            rows = [like.lift(part).rearrange(np.ravel) for part in found]
            return rows[0].join(rows[1:])
    raise TypeError(
        f"the residual returns {type(result).__name__} without a parameter in it; return what is computed from the "
        "parameters with numpy's functions, as an array or a list"
    )
