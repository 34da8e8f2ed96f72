"""A Hessian-vector product along (dX, dY): its parts that concern one block of rows.

With s~ = s - <f, s> and v = A3 dY:  dC = E[s~ V] + E[v],  dmu = <dC, O + C>,  dP = s~ o P + F o (dC V^T + C dV^T -
dmu). <f, s> = (F A2) dX^T a and E[v] = (F A3) dY cost nothing in m. As V = A3 Y, either A3 stands in the products,
  dF V = (dF A3) Y,   A3^T dF^T C = (dF A3)^T C,   dC V^T + C dV^T = (dC Y^T + C dY^T) A3^T:   two of width r,
or V and dV do: four of width k. The narrower is taken.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import numpy as np

from solver.oracle.augmented import Floats, beside, bracket, row_dots

if TYPE_CHECKING:
    from solver.oracle.evaluation import Evaluation


class Move(ABC):
    """Along dX; `first` of all rows, then `pulled`, and `second` of any rows for any dY."""

    def __init__(self, at: Evaluation, dX: Floats) -> None:
        self._at, step = at, at.problem.A1 @ dX
        self._left = beside(step, -row_dots(step, at.mean2))

    def scores(self, rows: slice, out: Floats) -> Floats:
        """s~ = s - <f, s>, rows x m."""
        return np.matmul(self._left[rows], self._at.problem.centring2.T, out=out)

    @abstractmethod
    def first(self, rows: slice, E: Floats) -> Floats:
        """dF V of these rows (rows x k), from E = U o s~."""

    @property
    @abstractmethod
    def pulled(self) -> Floats:
        """A3^T dF^T C (r x k), over the rows that `first` has seen."""

    @abstractmethod
    def turn(self, dY: Floats) -> None:
        """Choose the dY of `second`."""

    def second(self, rows: slice, s: Floats, buffers: tuple[Floats, Floats, Floats], dC: Floats) -> Floats:
        """dP of these rows, from s~ and dC there; overwrites s and the last of the buffers (U, P, any)."""
        at, (U, P, T) = self._at, buffers
        left, right = self._factors(rows, dC, row_dots(dC, at.O[rows] + at.C[rows]))
        np.matmul(left, right.T, out=T)
        T *= U
        s *= P
        s += T
        return s

    @abstractmethod
    def _factors(self, rows: slice, dC: Floats, dmu: Floats) -> tuple[Floats, Floats]:
        """Thin factors of (dC V^T + C dV^T - dmu) / alpha."""


class ThroughKeys(Move):
    """A3 in the products."""

    def __init__(self, at: Evaluation, dX: Floats) -> None:
        super().__init__(at, dX)
        self._pulled = np.zeros((at.problem.r, at.problem.k))

    def first(self, rows: slice, E: Floats) -> Floats:
        """(dF A3) Y."""
        at = self._at
        means = E @ at.problem.A3
        means *= at.inverse[rows, None]
        self._pulled += means.T @ at.C[rows]
        return np.asarray(means @ at.Y)

    @property
    def pulled(self) -> Floats:
        """(dF A3)^T C."""
        return self._pulled

    def turn(self, dY: Floats) -> None:
        """Keeps dY."""
        self._dY = dY

    def _factors(self, rows: slice, dC: Floats, dmu: Floats) -> tuple[Floats, Floats]:
        at = self._at
        values = dC @ at.Y.T
        values += at.C[rows] @ self._dY.T
        return bracket(values, dmu, at.inverse[rows]), at.problem.summing3


class ThroughValues(Move):
    """V and dV in the products."""

    def __init__(self, at: Evaluation, dX: Floats) -> None:
        super().__init__(at, dX)
        self._C, self._sums = at.C * at.inverse[:, None], np.zeros((at.problem.m, at.problem.k))

    def first(self, rows: slice, E: Floats) -> Floats:
        """dF V; sums dF^T C (m x k)."""
        self._sums += E.T @ self._C[rows]
        return np.asarray((E @ self._at.V) * self._at.inverse[rows, None])

    @property
    def pulled(self) -> Floats:
        """A3^T (dF^T C)."""
        return self._at.problem.A3.T @ self._sums

    def turn(self, dY: Floats) -> None:
        """[V, 1, dV] (m x (2k+1))."""
        self._right = np.concatenate([self._at.V1, self._at.problem.A3 @ dY], axis=1)

    def _factors(self, rows: slice, dC: Floats, dmu: Floats) -> tuple[Floats, Floats]:
        left = bracket(dC, dmu, self._at.inverse[rows])
        return np.concatenate([left, self._C[rows]], axis=1), self._right


def move_along(at: Evaluation, dX: Floats) -> Move:
    """By widths: r against 2 k."""
    return (ThroughKeys if at.problem.r <= 2 * at.problem.k else ThroughValues)(at, dX)
