"""What one evaluation leaves behind: thin tables, and U and P block by block, for every product that follows.

With S = A1 X A2^T, U = exp(S), alpha = U 1, F = U / alpha, V = A3 Y, O = F V, C = O - B, mu_j = <c_j, O_j> and
P = F o (C V^T - mu 1^T) (theory I3), row j of everything needs row j of U alone. U is zero where a mask does not allow
a key, and with U everything that is made of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from solver.oracle.augmented import Floats, append_negated, row_dots
from solver.oracle.buffers import Lease, Workspace
from solver.oracle.data import AttentionData, longest2
from solver.oracle.masks import AllowedKeys, allowed_keys

_BLOCK_ENTRIES: Final = 2**18  # of one buffer: 2 MiB, so that a handful stay in the cache
_SHORTEST: Final = 128  # rows; products of fewer are slow, and sums of size m x k over blocks cost as much as they do
_LARGEST: Final = 2**23  # entries of one buffer, 64 MiB, in whatever shape
_SAFE_SCORE: Final = 300.0  # exp(300) times any m is far from overflow, exp(-300) far from underflow


@dataclass(frozen=True, kw_only=True, eq=False)
class State:
    """Of one share of the rows at (X, Y).

    V1 = [V, 1] (m x (k+1)), F A3 (n x r), O and C (n x k), inverse = 1/alpha (n), P A2 (n x q).
    U and P (2 x n x m) are kept while `lease` holds them, and recomputed block by block when it does not.

    Twin of `proofcheck.model.derivatives.State`, computed apart.
    """

    problem: AttentionData
    X: Floats
    Y: Floats
    V1: Floats
    O: Floats  # noqa: E741 - the theory's name
    C: Floats
    inverse: Floats
    mean3: Floats
    PA2: Floats
    lease: Lease
    workspace: Workspace

    @property
    def V(self) -> Floats:
        """V = A3 Y (m x k), a view of V1 without its column of ones."""
        return self.V1[:, :-1]

    @cached_property
    def mean2(self) -> Floats:
        """F A2 (n x q), row j the mean of the rows of A2 under f_j."""
        means = np.empty((self.problem.n, self.problem.q))
        for rows, U, _ in self.blocks(with_P=False):
            np.matmul(U, self.problem.A2, out=means[rows])
        means *= self.inverse[:, None]
        return means

    def blocks(self, *, with_P: bool = True, length: int | None = None) -> Iterator[tuple[slice, Floats, Floats]]:
        """Blocks of rows with U and P there; without `with_P`, P is only meaningful when kept.

        Where both are kept a block has `length` rows, for callers whose own work decides on them.
        """
        kept = self.lease.array
        if kept is not None:
            for rows in row_blocks(self.problem.n, self.problem.m, length):
                yield rows, kept[0, rows], kept[1, rows]
            return
        weights = Weights(self.problem, self.X)
        for rows in row_blocks(self.problem.n, self.problem.m):
            U = weights.exponentials(rows)
            P = weights.P(rows, U, self.V1, self.C[rows], self.O[rows], self.inverse[rows]) if with_P else U
            yield rows, U, P

    @property
    def F(self) -> Floats:
        """The softmax matrix (n x m), assembled anew."""
        return np.concatenate([U * self.inverse[rows, None] for rows, U, _ in self.blocks(with_P=False)])


def release(at: State) -> tuple[()]:
    """Give the room for U and P back; what is asked for afterwards computes them again."""
    at.lease.release()
    return ()


class Weights:
    """U and P of one block of rows at a time, in buffers that are reused unless there is room for whole matrices."""

    def __init__(self, problem: AttentionData, X: Floats, lease: Lease | None = None) -> None:
        self._problem, self._left = problem, problem.A1 @ X
        longest = longest2(problem)
        safe = _SAFE_SCORE / longest if longest else np.inf
        self._limit = safe * safe  # of a squared row of A1 X
        self._lease = lease

    @cached_property
    def _buffers(self) -> Floats:
        return np.empty((2, *block_shape(self._problem.n, self._problem.m)))

    def exponentials(self, rows: slice) -> Floats:
        """exp(S), of S less its row maximum where the scores may be large; zero where a key is not allowed."""
        U, allowed = self._target(0, rows), allowed_keys(self._problem, rows)
        left = self._left[rows]
        large = np.vdot(left, left) > self._limit and row_dots(left, left).max() > self._limit
        if allowed is not None:
            return _masked_exponentials(left, self._problem.A2, U, allowed, large=bool(large))
        np.matmul(left, self._problem.A2.T, out=U)
        if large:
            U -= U.max(axis=1, keepdims=True)
        return np.exp(U, out=U)

    def seen(self, rows: slice) -> slice:
        """The first keys, beyond which no query of these rows may see any: U and P are zero there."""
        allowed = allowed_keys(self._problem, rows)
        return slice(0, self._problem.m if allowed is None else allowed.last)

    def P(self, rows: slice, U: Floats, V1: Floats, C: Floats, O: Floats, inverse: Floats) -> Floats:  # noqa: E741
        """F o (C V^T - mu 1^T), mu_j = <c_j, O_j>."""
        P, keys = self._target(1, rows), self.seen(rows)
        used = P[:, keys]
        np.matmul(append_negated(C, row_dots(C, O), inverse), V1[keys].T, out=used)
        used *= U[:, keys]
        P[:, keys.stop :] = 0.0
        return P

    def _target(self, which: int, rows: slice) -> Floats:
        if self._lease is not None and self._lease.array is not None:
            return self._lease.array[which, rows]
        return self._buffers[which, : rows.stop - rows.start]

    def __getstate__(self) -> dict[str, object]:
        """Buffers stay behind."""
        return {name: value for name, value in vars(self).items() if name != "_buffers"}


def _masked_exponentials(left: Floats, A2: Floats, U: Floats, allowed: AllowedKeys, *, large: bool) -> Floats:
    """The maximum is over allowed keys. exp(-inf) takes twice the time of another: only where scores may be large."""
    used = U[:, : allowed.last]
    np.matmul(left, A2[: allowed.last].T, out=used)
    if large:
        allowed.exclude(U)
        U -= U.max(axis=1, keepdims=True)
    np.exp(used, out=used)
    allowed.clear(U)
    return U


def row_blocks(n: int, m: int, length: int | None = None) -> list[slice]:
    """Slices of one length (the last may be shorter): `length`, else what stays in the cache of n x m."""
    step = length or block_shape(n, m)[0]
    return [slice(start, min(start + step, n)) for start in range(0, n, step)]


def block_shape(n: int, m: int) -> tuple[int, int]:
    """(rows, m) of the largest block: its buffer stays in the cache unless that makes its products too short."""
    return min(n, max(_BLOCK_ENTRIES // m, min(_SHORTEST, _LARGEST // m), 1)), m
