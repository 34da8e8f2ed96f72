"""The limited-memory BFGS model of phi (Nocedal, Math. Comp. 35 (1980) 773-782).

Pairs are kept in the approximation's coordinates; the matrix that they update is a multiple of T T^T, with T what
corrects the approximation at a recent point.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np

from solver.minimise.steps.protocols import Approximation, Correction, Model, Proposal
from solver.oracle.augmented import Floats
from solver.oracle.variable_projection import Projected

Pair: TypeAlias = tuple[Floats, Floats]

_PAIRS: Final = 20
_CURVED: Final = 1e-8  # relative size of a curvature that is not taken for rounding


class Pairs:
    """The last curvature pairs (s, y): steps in w and the change of the gradient along them."""

    def __init__(self) -> None:
        self._pairs: deque[Pair] = deque(maxlen=_PAIRS)

    def append(self, s: Floats, y: Floats) -> None:
        """Keep a pair whose curvature s^T y is positive beyond rounding, and whose squares do not vanish."""
        if s @ y > _CURVED * np.linalg.norm(s) * np.linalg.norm(y) and np.isfinite(y @ y / (s @ y)) and y @ y > 0:
            self._pairs.append((s, y))

    def current(self) -> tuple[Pair, ...]:
        """The pairs (s, y) kept, steps and changes of the gradient, oldest first."""
        return tuple(self._pairs)

    def table(self) -> Floats:
        """The pairs as (number x 2 x pq), for checkpoints."""
        return np.array(self._pairs) if self._pairs else np.empty((0, 2, 0))

    def extend(self, table: Floats) -> None:
        """Take the pairs of a `table`."""
        self._pairs.extend((s, y) for s, y in table)


class QuasiModel:
    """g^T w + w^T H w / 2 with the limited-memory H of the pairs; `proposals` counts what it was asked for."""

    def __init__(
        self,
        at: Projected,
        approximation: Approximation,
        correction: Correction,
        pairs: tuple[Pair, ...],
        newton: Callable[[Projected], Model],
    ) -> None:
        self._at, self._correction, self._newton_model = at, correction, newton
        self.g, self._approximation, self._pairs = approximation.whiten(at.gradient[0]), approximation, pairs
        self.proposals, self.proposed = 0, np.zeros_like(self.g)

    @cached_property
    def convex(self) -> bool:
        """What a Newton model finds here: this one is positive whatever the Hessian is."""
        return self._newton_model(self._at).convex

    def propose(self, radius: float) -> Proposal:
        """The quasi-Newton step, shortened to the region; its model decrease is (t - t^2/2) g^T H g."""
        step = self._full_step
        length = float(np.linalg.norm(step))
        t = min(1.0, radius / length) if length else 1.0
        self.proposals, self.proposed = self.proposals + 1, t * step
        decrease = (t - t * t / 2) * -float(self.g @ step)
        return Proposal(
            dX=self._approximation.expand(self.proposed),
            dY=None,
            predicted_decrease=decrease,
            norm=t * length,
            shift=0.0,
            products=0,
        )

    @cached_property
    def _full_step(self) -> Floats:
        """-H^-1 g by the two-loop recursion."""
        q, coefficients = -self.g, []
        for s, y in reversed(self._pairs):
            a = float(s @ q) / float(s @ y)
            coefficients.append(a)
            q = q - a * y
        if self._pairs:  # the newest pair scales the initial matrix (Nocedal and Wright, (7.20))
            s, y = self._pairs[-1]
            size = float(s @ y) / self._correction.measure(y)
        else:
            size = 1 / (2 * self._approximation.weight)
        q = size * self._correction.square(q)
        for (s, y), a in zip(self._pairs, reversed(coefficients), strict=True):
            q += (a - float(y @ q) / float(s @ y)) * s
        return q
