"""The Hessian-vector product along (dX, dY), block of rows by block of rows.

With s~ = s - <f, s> and v = A3 dY:  dC = E[s~ V] + E[v],  dmu = <dC, O + C>,  dP = s~ o P + F o (dC V^T + C dV^T -
dmu). <f, s> = (F A2) dX^T a and E[v] = (F A3) dY cost nothing in m. As V = A3 Y, either A3 stands in the products,
  dF V = (dF A3) Y,   A3^T dF^T C = (dF A3)^T C,   dC V^T + C dV^T = (dC Y^T + C dY^T) A3^T:   two of width r,
or V and dV do: four of width k. The narrower is taken.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from solver.oracle.augmented import Floats, append_column, append_negated, row_dots
from solver.oracle.data import centring2, summing3
from solver.oracle.state import State, block_shape


def product_sums(at: State, dX: Floats, dY: Floats) -> tuple[Floats, Floats]:
    """Of one share: half the Hessian of L times (dX, dY), as (p x q, r x k), in four to six products of size n m."""
    data, direction, dC = at.problem, directional_derivative(at, dX), at.mean3 @ dY
    direction.set_value_direction(dY)
    dPA2, room = np.empty((data.n, data.q)), at.workspace.take("product", (2, *block_shape(data.n, data.m)))
    for rows, U, P in at.blocks():
        s, E = room[:, : len(U)]
        np.multiply(U, direction.scores(rows, s), out=E)
        # row j of dC needs row j of s~ alone, so both passes run on one block while it is in the cache
        dC[rows] += direction.first(rows, E)
        np.matmul(direction.second(rows, s, (U, P, E), dC[rows]), data.A2, out=dPA2[rows])
    at.workspace.give("product", room)
    return data.A1.T @ dPA2, direction.adjoint + at.mean3.T @ dC


class DirectionalDerivative(ABC):
    """Directional derivative along dX.

    Call order: `first` over all blocks of rows, `adjoint`, `set_value_direction`, then `second` over all blocks; where
    dY is known beforehand, `first` and `second` may alternate.
    """

    def __init__(self, at: State, dX: Floats) -> None:
        self._at, step = at, at.problem.A1 @ dX
        self._left = append_column(step, -row_dots(step, at.mean2))

    def scores(self, rows: slice, out: Floats) -> Floats:
        """s~ = s - <f, s>, rows x m."""
        return np.matmul(self._left[rows], centring2(self._at.problem).T, out=out)

    @abstractmethod
    def first(self, rows: slice, E: Floats) -> Floats:
        """dF V of these rows (rows x k), from E = U o s~."""

    @property
    @abstractmethod
    def adjoint(self) -> Floats:
        """A3^T dF^T C (r x k), over the rows that `first` has seen."""

    @abstractmethod
    def set_value_direction(self, dY: Floats) -> None:
        """Set dY for the second pass."""

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


class ThroughKeys(DirectionalDerivative):
    """The products by A3 first: cheaper where r <= 2k, for then A3 is the narrower factor."""

    def __init__(self, at: State, dX: Floats) -> None:
        super().__init__(at, dX)
        self._adjoint = np.zeros((at.problem.r, at.problem.k))

    def first(self, rows: slice, E: Floats) -> Floats:
        """dF V as (dF A3) Y (rows x k); sums (dF A3)^T C as it goes."""
        at = self._at
        means = E @ at.problem.A3
        means *= at.inverse[rows, None]
        self._adjoint += means.T @ at.C[rows]
        return np.asarray(means @ at.Y)

    @property
    def adjoint(self) -> Floats:
        """A3^T dF^T C (r x k) as the sum of (dF A3)^T C over the blocks of rows seen."""
        return self._adjoint

    def set_value_direction(self, dY: Floats) -> None:
        """Set dY (r x k), used as it is."""
        self._dY = dY

    def _factors(self, rows: slice, dC: Floats, dmu: Floats) -> tuple[Floats, Floats]:
        at = self._at
        values = dC @ at.Y.T
        values += at.C[rows] @ self._dY.T
        return append_negated(values, dmu, at.inverse[rows]), summing3(at.problem)


class ThroughValues(DirectionalDerivative):
    """The products by V = A3 Y and dV = A3 dY: cheaper where r > 2k."""

    def __init__(self, at: State, dX: Floats) -> None:
        super().__init__(at, dX)
        self._C, self._sums = at.C * at.inverse[:, None], np.zeros((at.problem.m, at.problem.k))

    def first(self, rows: slice, E: Floats) -> Floats:
        """dF V; sums dF^T C (m x k)."""
        self._sums += E.T @ self._C[rows]
        return np.asarray((E @ self._at.V) * self._at.inverse[rows, None])

    @property
    def adjoint(self) -> Floats:
        """A3^T dF^T C (r x k) from the sum of dF^T C over the blocks of rows seen."""
        return self._at.problem.A3.T @ self._sums

    def set_value_direction(self, dY: Floats) -> None:
        """Set dY, as the table [V, 1, dV] (m x (2k+1))."""
        self._right = np.concatenate([self._at.V1, self._at.problem.A3 @ dY], axis=1)

    def _factors(self, rows: slice, dC: Floats, dmu: Floats) -> tuple[Floats, Floats]:
        left = append_negated(dC, dmu, self._at.inverse[rows])
        return np.concatenate([left, self._C[rows]], axis=1), self._right


def directional_derivative(at: State, dX: Floats) -> DirectionalDerivative:
    """Through A3 or through V, whichever is narrower: r columns against 2 k."""
    return (ThroughKeys if at.problem.r <= 2 * at.problem.k else ThroughValues)(at, dX)
