"""The float64 oracle: loss, gradient and Hessian-vector product as matrix products, over blocks of rows.

With S = A1 X A2^T, U = exp(S), alpha = U 1, F = U / alpha, V = A3 Y, O = F V, C = O - B, mu_j = <c_j, O_j> and
P = F o (C V^T - mu 1^T) (theory I3):  grad_X L = 2 A1^T P A2,  grad_Y L = 2 A3^T F^T C.
Row j of everything needs row j of U alone, so one pass over blocks of rows that fit the cache gives loss and gradient
in five products and nm exponentials. Sums of rows (alpha, mu) and their scaling by 1/alpha are one more column, and a
scaling, of a product's thin factor, never a pass over n x m numbers; the regulariser enters through the Gram matrices.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import iadd
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from solver import curvature

if TYPE_CHECKING:
    from solver.problem import AttentionProblem

Floats: TypeAlias = NDArray[np.float64]

MEMORY: Final = 2**30  # default budget in bytes for what is kept of size n x m
_BLOCK_ENTRIES: Final = 2**18  # of one buffer: 2 MiB, so that a handful stay in the cache
_SAFE_SCORE: Final = 300.0  # exp(300) times any m is far from overflow, exp(-300) far from underflow


@dataclass(frozen=True, kw_only=True, eq=False)
class Evaluation:
    """Phi at (X, Y): V1 = [V, 1] (m x (k+1)), O, C (n x k), inverse = 1/alpha (n), P A2 (n x q), A3^T F^T C (r x k).

    U and P (2 x n x m) are kept when the memory budget allows, and recomputed block by block when it does not.
    """

    problem: AttentionProblem
    X: Floats
    Y: Floats
    V1: Floats
    O: Floats  # noqa: E741 - the theory's name
    C: Floats
    inverse: Floats
    PA2: Floats
    pulled: Floats
    kept: Floats | None

    def __del__(self) -> None:
        if self.kept is not None:
            self.problem.storage.give("kept", self.kept)

    @property
    def V(self) -> Floats:
        """A3 Y (m x k), a view."""
        return self.V1[:, :-1]

    @cached_property
    def loss(self) -> float:
        """L = ||C||_F^2."""
        return float(np.vdot(self.C, self.C))

    @cached_property
    def objective(self) -> float:
        """Phi = L + <X, R_X> + <Y, R_Y>, with (R_X, R_Y) half the regulariser's gradient."""
        RX, RY = self.regulariser(self.X, self.Y)
        return self.loss + float(np.vdot(self.X, RX) + np.vdot(self.Y, RY))

    @cached_property
    def gradient(self) -> tuple[Floats, Floats]:
        """(grad_X Phi, grad_Y Phi)."""
        data = self.problem
        RX, RY = self.regulariser(self.X, self.Y)
        RX += data.A1.T @ self.PA2
        RY += self.pulled
        RX *= 2
        RY *= 2
        return RX, RY

    @cached_property
    def gradient_norm(self) -> float:
        """Euclidean norm of the gradient."""
        gX, gY = self.gradient
        return float(np.hypot(np.linalg.norm(gX), np.linalg.norm(gY)))

    @property
    def F(self) -> Floats:
        """The softmax matrix (n x m), assembled anew."""
        return np.concatenate([U * self.inverse[rows, None] for rows, U, _ in self.blocks(with_P=False)])

    @cached_property
    def mean2(self) -> Floats:
        """F A2 (n x q), row j the mean of the rows of A2 under f_j."""
        return self._mean(self.problem.A2)

    @cached_property
    def mean3(self) -> Floats:
        """F A3 (n x r)."""
        return self._mean(self.problem.A3)

    def _mean(self, values: Floats) -> Floats:
        means = np.empty((self.problem.n, values.shape[1]))
        for rows, U, _ in self.blocks(with_P=False):
            np.matmul(U, values, out=means[rows])
        means *= self.inverse[:, None]
        return means

    def hvp(self, dX: Floats, dY: Floats) -> tuple[Floats, Floats]:
        """Hessian of Phi times (dX, dY): with s~ = s - <f, s> and v = A3 dY,

        dC = E[s~ V] + E[v],  dmu = <dC, O + C>,  dP = s~ o P + F o (dC V^T + C dV^T - dmu).
        E[v] = (F A3) dY and <f, s> = (F A2) dX^T a cost nothing in m: six products remain.
        """
        data, move = self.problem, Move(self, dX)
        right, dC = move.right(data.A3 @ dY), self.mean3 @ dY
        dPA2, EtC = np.empty((data.n, data.q)), np.zeros((data.m, data.k))
        room = data.storage.take("product", (2, *block_shape(data.n, data.m)))
        for rows, U, P in self.blocks():
            s, E = room[:, : len(U)]
            np.multiply(U, move.scores(rows, s), out=E)
            dC[rows] += move.first(rows, E, EtC)
            np.matmul(move.second(rows, s, (U, P, E), dC[rows], right), data.A2, out=dPA2[rows])
        data.storage.give("product", room)
        RX, RY = self.regulariser(dX, dY)
        return 2 * (data.A1.T @ dPA2 + RX), 2 * (data.A3.T @ EtC + self.mean3.T @ dC + RY)

    def hessian(self) -> Floats:
        """Dense Hessian, row-major [vec X; vec Y] (theory I4)."""
        return curvature.hessian(self)

    def blocks(self, *, with_P: bool = True, length: int | None = None) -> Iterator[tuple[slice, Floats, Floats]]:
        """Blocks of rows with U and P there; without `with_P`, P is only meaningful when kept.

        Where both are kept a block has `length` rows, for callers whose own work decides on them.
        """
        if self.kept is not None:
            for rows in row_blocks(self.problem.n, self.problem.m, length):
                yield rows, self.kept[0, rows], self.kept[1, rows]
            return
        weights = Weights(self.problem, self.X, self.V1)
        for rows in row_blocks(self.problem.n, self.problem.m):
            U = weights.exponentials(rows)
            P = weights.P(rows, U, slopes(self.C[rows], self.O[rows], self.inverse[rows])) if with_P else U
            yield rows, U, P

    def regulariser(self, X: Floats, Y: Floats) -> tuple[Floats, Floats]:
        """Half the gradient of the regulariser, linear in its argument."""
        data = self.problem
        RX, RY = data.natural(X, Y)
        RX *= data.wx**2
        RY *= data.wy**2
        RX += data.lx * X
        RY += data.ly * Y
        return RX, RY


class Move:
    """The parts of a Hessian-vector product along dX that concern one block of rows."""

    def __init__(self, at: Evaluation, dX: Floats) -> None:
        self._at, step = at, at.problem.A1 @ dX
        self._left = beside(step, -_row_dots(step, at.mean2))
        self._scale = at.inverse[:, None]
        self._C = at.C * self._scale

    def right(self, dV: Floats) -> Floats:
        """[V, 1, dV] (m x (2k+1)), the right factor of dC V^T - dmu + C dV^T."""
        return np.concatenate([self._at.V1, dV], axis=1)

    def scores(self, rows: slice, out: Floats) -> Floats:
        """s~ = s - <f, s>, rows x m."""
        return np.matmul(self._left[rows], self._at.problem.centring2.T, out=out)

    def first(self, rows: slice, E: Floats, EtC: Floats) -> Floats:
        """E[s~ V] of these rows, from E = U o s~; adds their part of dF^T C to EtC (m x k)."""
        EtC += E.T @ self._C[rows]
        return (E @ self._at.V) * self._scale[rows]

    def second(
        self, rows: slice, s: Floats, buffers: tuple[Floats, Floats, Floats], dC: Floats, right: Floats
    ) -> Floats:
        """dP of these rows; overwrites s and the last of the buffers (U, P, any)."""
        at, (U, P, T) = self._at, buffers
        left = slopes(dC, at.O[rows] + at.C[rows], at.inverse[rows])
        np.matmul(np.concatenate([left, self._C[rows]], axis=1), right.T, out=T)
        T *= U
        s *= P
        s += T
        return s


class Weights:
    """U and P of one block of rows at a time, in buffers that are reused unless whole matrices are given."""

    def __init__(self, problem: AttentionProblem, X: Floats, V1: Floats, whole: Floats | None = None) -> None:
        self._A2, self._left, self._V1 = problem.A2, problem.A1 @ X, V1
        self._longest = _SAFE_SCORE / problem.longest2 if problem.longest2 else np.inf
        self._whole = whole
        rows = 0 if whole is not None else row_blocks(problem.n, problem.m)[0].stop
        self._buffers = np.empty((2, rows, problem.m))

    def exponentials(self, rows: slice) -> Floats:
        """exp(S), of S less its row maximum where the scores may be large."""
        U = self._target(0, rows)
        left = self._left[rows]
        np.matmul(left, self._A2.T, out=U)
        if np.vdot(left, left) > self._longest**2 and _row_dots(left, left).max() > self._longest**2:
            U -= U.max(axis=1, keepdims=True)
        return np.exp(U, out=U)

    def P(self, rows: slice, U: Floats, left: Floats) -> Floats:
        """F o (C V^T - mu 1^T), from the `slopes` of these rows."""
        P = self._target(1, rows)
        np.matmul(left, self._V1.T, out=P)
        P *= U
        return P

    def _target(self, which: int, rows: slice) -> Floats:
        if self._whole is not None:
            return self._whole[which, rows]
        return self._buffers[which, : rows.stop - rows.start]


def evaluate(problem: AttentionProblem, X: Floats, Y: Floats, *, memory: int = MEMORY) -> Evaluation:
    """Loss and gradient in one pass; U and P are kept if they fit `memory` bytes."""
    n, k = problem.n, problem.k
    kept, V1 = storage(problem, memory), summing(problem.A3, Y)
    weights = Weights(problem, X, V1, kept)
    O, C, inverse, PA2 = np.empty((n, k)), np.empty((n, k)), np.empty(n), np.empty((n, problem.q))  # noqa: E741

    def part(rows: slice) -> Floats:
        """Fills these rows; their part of F^T C."""
        U = weights.exponentials(rows)
        inverse[rows] = normalised(U @ V1, out=O[rows])
        np.subtract(O[rows], problem.B[rows], out=C[rows])
        left = slopes(C[rows], O[rows], inverse[rows])
        np.matmul(weights.P(rows, U, left), problem.A2, out=PA2[rows])
        return np.asarray(U.T @ left[:, :-1])

    pulled = problem.A3.T @ reduce(iadd, map(part, row_blocks(n, problem.m)))
    return Evaluation(problem=problem, X=X, Y=Y, V1=V1, O=O, C=C, inverse=inverse, PA2=PA2, pulled=pulled, kept=kept)


def summing(left: Floats, right: Floats) -> Floats:
    """[left right, 1]: a product with it sums rows beside their means."""
    out = np.empty((len(left), right.shape[1] + 1))
    np.matmul(left, right, out=out[:, :-1])
    out[:, -1] = 1.0
    return out


def normalised(sums: Floats, out: Floats) -> Floats:
    """1 / alpha (rows), from U [V, 1] = [alpha O, alpha]; writes O."""
    inverse = 1 / sums[:, -1]
    np.multiply(sums[:, :-1], inverse[:, None], out=out)
    return np.asarray(inverse)


def slopes(C: Floats, O: Floats, inverse: Floats) -> Floats:  # noqa: E741
    """[C, -mu] / alpha (rows x (k+1)), mu_j = <c_j, O_j>: U o ([C, -mu] / alpha) [V, 1]^T = F o (C V^T - mu 1^T)."""
    out = np.empty((len(C), C.shape[1] + 1))
    np.multiply(C, inverse[:, None], out=out[:, :-1])
    np.negative(_row_dots(out[:, :-1], O), out=out[:, -1])
    return out


def storage(problem: AttentionProblem, memory: int) -> Floats | None:
    """Room for U and P when both fit `memory` bytes."""
    return problem.storage.take("kept", (2, problem.n, problem.m)) if 16 * problem.n * problem.m <= memory else None


def row_blocks(n: int, m: int, length: int | None = None) -> list[slice]:
    """Slices of one length (the last may be shorter): `length`, else what stays in the cache of n x m."""
    step = length or block_shape(n, m)[0]
    return [slice(start, min(start + step, n)) for start in range(0, n, step)]


def block_shape(n: int, m: int) -> tuple[int, int]:
    """Of the largest block."""
    return min(n, max(1, _BLOCK_ENTRIES // m, 32)), m


def beside(left: Floats, column: Floats | float) -> Floats:
    """[left, column]; twice as fast as np.column_stack."""
    out = np.empty((len(left), left.shape[1] + 1))
    out[:, :-1], out[:, -1] = left, column
    return out


def _row_dots(left: Floats, right: Floats) -> Floats:
    return np.asarray(np.einsum("jk,jk->j", left, right))
