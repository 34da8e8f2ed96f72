"""Which keys the queries of a block of rows may see, so that products and exponentials of the others are not made.

Masks of padding and of causal layers allow a run of first keys and nothing after some key: between the two alone, entry
by entry, is anything left to decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from solver.oracle.augmented import Floats
from solver.oracle.data import AttentionData, keep_with_problem
from solver.validation import Booleans

_LIMITS: Final = np.array([-np.inf, np.inf])


@dataclass(frozen=True, kw_only=True, eq=False)
class AllowedKeys:
    """Of the queries of one block of rows: all keys before `first` allowed, none from `last` on; `between` decides."""

    first: int
    last: int
    between: Booleans

    def clear(self, U: Floats) -> None:
        """Zero where a key is not allowed: U is finite there, as the scores were small."""
        U[:, self.last :] = 0.0
        if self.first < self.last:
            U[:, self.first : self.last] *= self.between

    def exclude(self, S: Floats) -> None:
        """Minus infinity for the scores of keys that are not allowed, whatever they were."""
        S[:, self.last :] = -np.inf
        part = S[:, self.first : self.last]
        np.minimum(part, _LIMITS[self.between.view(np.uint8)], out=part)  # eight times as fast as an assignment by mask


def allowed_keys(data: AttentionData, rows: slice) -> AllowedKeys | None:
    """Of the queries `rows`; None where each may see every key."""
    if data.mask is None:
        return None
    firsts, lasts = allowed_runs(data)
    first, last = int(firsts[rows].min()), int(lasts[rows].max())
    if first == data.m:
        return None
    first = min(first, last)
    return AllowedKeys(first=first, last=last, between=data.mask[rows, first:last])


@keep_with_problem
def allowed_runs(data: AttentionData) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """For each query how many first keys are all allowed, and the key after the last allowed one."""
    mask = np.ones((data.n, data.m), dtype=np.bool_) if data.mask is None else data.mask
    firsts = np.where(mask.all(axis=1), data.m, mask.argmin(axis=1))
    return firsts, data.m - mask[:, ::-1].argmax(axis=1)
