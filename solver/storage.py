"""Room for U and P, handed from an evaluation that ends to the next one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Storage:
    """At most one spare pair of n x m matrices: at n = m = 1024 fresh pages would cost a third of an evaluation."""

    def __init__(self) -> None:
        self._spare: list[Floats] = []

    def take(self, n: int, m: int) -> Floats:
        """(2, n, m), uninitialised; owned by the taker until it is given back."""
        try:
            return self._spare.pop()
        except IndexError:
            return np.empty((2, n, m))

    def give(self, pair: Floats) -> None:
        """Hand back what `take` gave; no view of it may be in use."""
        if not self._spare:
            self._spare.append(pair)

    def __getstate__(self) -> dict[str, list[Floats]]:
        return {"_spare": []}
