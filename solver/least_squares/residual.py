"""The parameters of a residual as expansions, and what it returns as one row of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from solver.least_squares.errors import UnsupportedError
from solver.least_squares.taylor import Taylor
from solver.least_squares.values import Values


def variables(z: Sequence[Any] | Values) -> list[Taylor]:
    """The coordinates z_i as expansions in z, of one evaluation: floats, or balls."""
    origin = object()
    # Whole numbers of Python beside balls: those of numpy would overflow in silence.
    eye = np.eye(len(z), dtype=np.float64 if all(isinstance(entry, float) for entry in z) else object)
    return [Taylor(entry, eye[i], 0 * eye, origin) for i, entry in enumerate(z)]


def as_expansions(result: Any) -> Taylor:
    """What a residual returns as one row of expansions: an expansion, or a list or array of expansions and numbers.

    Raises UnsupportedError for anything else, and for a result that does not depend on the parameters.
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
    given = f"a {type(result).__name__}"
    if isinstance(parts, list | tuple):
        given += f" of {len(parts)} without a parameter in it"
    raise UnsupportedError(
        f"the residual returns {given}; return what is computed from the parameters with numpy's functions, as an "
        "array or a list"
    )
