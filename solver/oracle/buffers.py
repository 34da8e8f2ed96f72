"""Reusable n x m work buffers within a budget of memory.

At n = m = 1024 fresh pages would cost a third of an evaluation. Whoever owns a `Workspace` hands it to the evaluations
it asks for, and releases those it has replaced; a released evaluation stays right, it only computes U and P again.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from solver.oracle.augmented import Floats

MEMORY: Final = 2**30  # default budget in bytes for what one evaluation keeps of size n x m


class Workspace:
    """At most one spare array a purpose; `memory` bounds in bytes what one evaluation may keep."""

    def __init__(self, memory: int = MEMORY) -> None:
        self.memory = memory
        self._spare: dict[str, Floats] = {}

    def take(self, purpose: str, shape: tuple[int, ...]) -> Floats:
        """Uninitialised; owned by the taker until it is given back."""
        spare = self._spare.pop(purpose, None)
        return np.empty(shape) if spare is None or spare.shape != shape else spare

    def give(self, purpose: str, array: Floats) -> None:
        """Hand back what `take` gave; no view of it may be in use."""
        self._spare[purpose] = array

    def lease(self, n: int, m: int) -> Lease:
        """Room for U and P (2 x n x m), empty where it exceeds the budget."""
        return Lease(self, self.take("kept", (2, n, m)) if 16 * n * m <= self.memory else None)

    def __getstate__(self) -> dict[str, object]:
        return {"memory": self.memory, "_spare": {}}


class Lease:
    """U and P of one evaluation while it holds them; `array` is None once they are released."""

    def __init__(self, workspace: Workspace, array: Floats | None) -> None:
        self._workspace, self.array = workspace, array

    def release(self) -> None:
        """Give the array back; a second call does nothing."""
        if self.array is not None:
            self._workspace.give("kept", self.array)
            self.array = None
