"""Room for matrices of size n x m, handed from a computation that ends to the next one."""

from __future__ import annotations

import numpy as np

from solver.oracle.augmented import Floats


class Storage:
    """At most one spare array a purpose: at n = m = 1024 fresh pages would cost a third of an evaluation."""

    def __init__(self) -> None:
        self._spare: dict[str, Floats] = {}

    def take(self, purpose: str, shape: tuple[int, ...]) -> Floats:
        """Uninitialised; owned by the taker until it is given back. One purpose has one shape."""
        spare = self._spare.pop(purpose, None)
        return np.empty(shape) if spare is None or spare.shape != shape else spare

    def give(self, purpose: str, array: Floats) -> None:
        """Hand back what `take` gave; no view of it may be in use."""
        self._spare[purpose] = array

    def __getstate__(self) -> dict[str, dict[str, Floats]]:
        return {"_spare": {}}
