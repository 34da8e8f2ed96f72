"""The limited-memory BFGS model of phi (Nocedal, Math. Comp. 35 (1980) 773-782).

Pairs are kept in the approximation's coordinates; the matrix that they update is a multiple of T T^T, with T what
corrects the approximation at a recent point.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from solver.minimise.steps.protocols import Approximation, Correction, Model, Proposal
from solver.oracle.augmented import Floats
from solver.oracle.variable_projection import Projected

_PAIRS: Final = 20
_ROWS: Final = 2 * _PAIRS
_CURVED: Final = 1e-8  # relative size of a curvature that is not taken for rounding


class Recent(NamedTuple):
    """k pairs (s_i, y_i), oldest first, as rows of S and Y (k x pq); `products` (k x k) holds s_i^T y_j for i <= j.

    `along` = S g with the gradient g at the last point.
    """

    S: Floats
    Y: Floats
    products: Floats
    along: Floats

    def descend(self, g: Floats, start: Callable[[Floats], Floats]) -> Floats:
        """-H^-1 g for k > 0; `start` multiplies by the inverse of the matrix that the pairs update.

        The two-loop recursion (Nocedal and Wright, algorithm 7.4) with d_i = s_i^T y_i. The first loop, newest pair
        first, takes a_i = s_i^T q / d_i and q <- q - a_i y_i; at pair i, q = -g - sum_{j > i} a_j y_j, so that
        d_i a_i = -s_i^T g - sum_{j > i} (s_i^T y_j) a_j. The second, oldest first, takes
        c_i = a_i - y_i^T z / d_i and z <- z + c_i s_i; at pair i, z = z_0 + sum_{j < i} c_j s_j, so that
        d_i (c_i - a_i) = -y_i^T z_0 - sum_{j < i} (s_j^T y_i) c_j. What is long meets S and Y whole: four passes of
        memory, S g by `Pairs.follow`, instead of k times four.
        """
        U, d = self.products, self.products.diagonal()
        a = -self.along
        for i in reversed(range(len(d))):
            a[i] = (a[i] - U[i, i + 1 :] @ a[i + 1 :]) / d[i]
        z = start(-g - a @ self.Y)
        c = -(self.Y @ z)
        for i in range(len(d)):
            c[i] = a[i] + (c[i] - c[:i] @ U[:i, i]) / d[i]
        return z + c @ self.S


class Pairs:
    """The last curvature pairs (s, y): steps in w and the change of the gradient along them.

    They lie in order of age, and move to the front of their tables when these are full: a product sums in the same
    order wherever they lie, so that a resumed run repeats the digits.
    """

    def __init__(self) -> None:
        self._S = self._Y = np.empty((0, 0))
        self._products, self._along, self._end = np.empty((_ROWS, _ROWS)), np.empty(0), 0

    @property
    def _rows(self) -> slice:
        return slice(max(0, self._end - _PAIRS), self._end)

    def follow(self, s: Floats, before: Floats, now: Floats) -> None:
        """A step s from where the gradient is `before` to where it is `now`; it may make a pair."""
        y, last = now - before, self._along
        curved = _is_curved(s, y)
        if curved:
            self._keep(s, y)
            last = np.append(last, s @ before)[-_PAIRS:]
        S, _, products, _ = self.current()
        if len(S):
            self._along = S @ now
        if curved:  # S y from S g here and there, which steps need anyhow: a pass of memory less
            products[:, -1] = self._along - last
            products[-1, -1] = s @ y

    def current(self) -> Recent:
        """Views of the pairs kept, valid until the next is followed."""
        rows = self._rows
        return Recent(self._S[rows], self._Y[rows], self._products[rows, rows], self._along)

    def state(self) -> dict[str, Floats]:
        """The pairs (number x 2 x pq), and what was measured along them, for checkpoints."""
        S, Y, products, along = self.current()
        return {"pairs": np.stack((S, Y), axis=1), "products": np.triu(products), "along": along}

    def restore(self, pairs: Floats, products: Floats, along: Floats) -> None:
        """Take what `state` gave. Raises ValueError where these are of different numbers of pairs."""
        for s, y in pairs:
            self._keep(s, y)
        self._products[self._rows, self._rows] = products
        self._along = along.reshape(len(pairs))

    def _keep(self, s: Floats, y: Floats) -> None:
        if self._end == 0:
            self._S, self._Y = np.empty((_ROWS, s.size)), np.empty((_ROWS, s.size))
        if self._end == _ROWS:
            self._move_to_front()
        self._S[self._end], self._Y[self._end], self._end = s, y, self._end + 1

    def _move_to_front(self) -> None:
        kept = _PAIRS - 1
        for rows in (self._S, self._Y, self._products[:, -kept:]):
            rows[:kept] = rows[-kept:]
        self._products[:kept, :kept], self._end = self._products[:kept, -kept:].copy(), kept


def _is_curved(s: Floats, y: Floats) -> bool:
    """Whether s^T y is positive beyond rounding, and the squares do not vanish."""
    curvature, square = float(s @ y), float(y @ y)
    positive = curvature > _CURVED * float(np.linalg.norm(s) * np.linalg.norm(y))
    return positive and square > 0 and bool(np.isfinite(square / curvature))


class QuasiModel:
    """g^T w + w^T H w / 2 with the limited-memory H of the pairs; `proposals` counts what it was asked for."""

    def __init__(
        self,
        at: Projected,
        approximation: Approximation,
        correction: Correction,
        pairs: Recent,
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
        """-H^-1 g; the newest pair scales the initial matrix (Nocedal and Wright, (7.20))."""
        pairs, correction = self._pairs, self._correction
        if not len(pairs.Y):
            return correction.square(self.g) / (-2 * self._approximation.weight)
        size = float(pairs.products[-1, -1]) / correction.measure(pairs.Y[-1])
        return pairs.descend(self.g, lambda q: size * correction.square(q))
