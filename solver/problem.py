"""The problem: data and weights that never change, shapes, digest, files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal, NoReturn, TypeVar

import numpy as np
import numpy.typing as npt

from solver.archive import ArchiveError, as_path, load_arrays, save_arrays
from solver.oracle.augmented import Floats
from solver.oracle.buffers import MEMORY, Workspace
from solver.oracle.data import roots
from solver.oracle.evaluation import Evaluation, evaluate
from solver.oracle.shares import whole
from solver.validation import Booleans, InputError, check_scale, read_mask, read_matrix, read_weight

T = TypeVar("T")

_ARRAYS: Final = ("A1", "A2", "A3", "B")
_WEIGHTS: Final = ("wx", "wy", "lx", "ly")


class RankDeficientError(InputError):
    """Data for which no isolated minimiser exists: rank-deficient columns without a ridge."""


@dataclass(init=False, eq=False, repr=False)
class AttentionProblem:
    """min Phi(X, Y) = ||F A3 Y - B||_F^2 + wx^2 ||A1 X A2^T||_F^2 + wy^2 ||A3 Y||_F^2 + lx ||X||_F^2 + ly ||Y||_F^2.

    F is the row softmax of A1 X A2^T. A1 (n x p), A2 (m x q), A3 (m x r), B (n x k); X is p x q and Y is r x k. Arrays
    of integers and of float32 are converted exactly. Raises InputError for anything else that float64 cannot hold.

    wx and wy are 0.1 unless given, lx and ly 0. They are part of the problem that is solved and certified: without a
    weight on the scores Phi may fall for ever as a row of F becomes one-hot, and then no minimiser exists. They move
    the minimiser away from that of the loss L alone; a solution prints Phi - L, what they add at the point.

    `mask` (n x m truth values, at least one True a row) says which keys a query may see: row j of F is the softmax over
    its allowed keys, and zero at the others. "causal" allows query j the keys 0..j, where n = m; None allows all. Only
    F knows of the mask: ||A1 X A2^T||_F^2 and ||A3 Y||_F^2 run over all entries, so that the natural norm stays one
    of X and Y, and what holds for a softmax row holds for the row of a query with fewer keys.

    A problem never changes: its arrays are read-only copies and assignment raises FrozenInstanceError;
    `dataclasses.replace(problem, wx=0.3)` makes a changed one, in which everything is computed anew.
    """

    A1: Floats
    A2: Floats
    A3: Floats
    B: Floats
    wx: float
    wy: float
    lx: float
    ly: float
    mask: Booleans | None

    def __init__(
        self,
        A1: npt.ArrayLike,
        A2: npt.ArrayLike,
        A3: npt.ArrayLike,
        B: npt.ArrayLike,
        wx: float = 0.1,
        wy: float = 0.1,
        lx: float = 0.0,
        ly: float = 0.0,
        *,
        mask: npt.ArrayLike | Literal["causal"] | None = None,
    ) -> None:
        content = vars(self)
        content.update({name: read_matrix(name, value) for name, value in zip(_ARRAYS, (A1, A2, A3, B), strict=True)})
        content.update({name: read_weight(name, value) for name, value in zip(_WEIGHTS, (wx, wy, lx, ly), strict=True)})
        if len(self.A3) != self.m:
            raise InputError(f"A3.shape={self.A3.shape}: A3 needs as many rows as A2, {self.m}; pass one row a key")
        if len(self.B) != self.n:
            raise InputError(f"B.shape={self.B.shape}: B needs as many rows as A1, {self.n}; pass one row a query")
        content["mask"] = None if mask is None else read_mask(mask, self.n, self.m)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise FrozenInstanceError(
            f"{name}: a problem never changes; make a changed one with dataclasses.replace(problem, {name}=...)"
        )

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(f"{name}: a problem never changes; make another one with dataclasses.replace")

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickles and copies are made from the data, so that they are as read-only as this one."""
        return _make, (type(self), {field.name: getattr(self, field.name) for field in fields(self)})

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name}={getattr(self, name)}" for name in ("n", "m", "p", "q", "r", "k"))
        weights = ", ".join(f"{name}={getattr(self, name):g}" for name in _WEIGHTS)
        allowed = "" if self.mask is None else f", mask allows {np.count_nonzero(self.mask):,} of {self.mask.size:,}"
        return f"AttentionProblem({sizes}, {weights}{allowed})"

    @cached_property
    def n(self) -> int:
        """Number of queries, rows of A1."""
        return len(self.A1)

    @cached_property
    def m(self) -> int:
        """Number of keys, rows of A2."""
        return len(self.A2)

    @cached_property
    def p(self) -> int:
        """Columns of A1, which are the rows of X."""
        return int(self.A1.shape[1])

    @cached_property
    def q(self) -> int:
        """Columns of A2, which are the columns of X."""
        return int(self.A2.shape[1])

    @cached_property
    def r(self) -> int:
        """Columns of A3, which are the rows of Y."""
        return int(self.A3.shape[1])

    @cached_property
    def k(self) -> int:
        """Columns of B, which are the columns of Y."""
        return int(self.B.shape[1])

    @property
    def size(self) -> int:
        """Number of unknowns, p q + r k."""
        return self.p * self.q + self.r * self.k

    @cached_property
    def _remembered(self) -> dict[Any, Any]:
        return {}

    @cached_property
    def _workspace(self) -> Workspace:
        return Workspace()

    def remember(self, compute: Callable[[Any], T]) -> T:
        """compute(self), evaluated once and kept: `compute` may depend on nothing but this problem."""
        if compute not in self._remembered:
            self._remembered[compute] = compute(self)
        found: T = self._remembered[compute]
        return found

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) over shapes, little-endian float64 data, weights and, where there is one, the mask."""
        state = hashlib.sha256()
        for name in _ARRAYS:
            array = getattr(self, name)
            state.update(repr(array.shape).encode() + array.astype("<f8").tobytes())
        state.update(np.array([getattr(self, name) for name in _WEIGHTS], dtype="<f8").tobytes())
        if self.mask is not None:  # nothing without one, so that digests of such problems are those of files before
            state.update(b"mask" + self.mask.tobytes())
        return state.hexdigest()

    @np.errstate(all="ignore")
    def evaluate(self, X: npt.ArrayLike, Y: npt.ArrayLike, *, memory: int = MEMORY) -> Evaluation:
        """Everything that loss, gradient and Hessian share at (X, Y); `memory` in bytes as for `solve`."""
        return evaluate(self, *self.validate_point(X, Y), whole(self, Workspace(memory)))

    def loss(self, X: npt.ArrayLike, Y: npt.ArrayLike) -> float:
        """L(X, Y) = sum of squared residuals, no factor 1/2."""
        return self._derive(X, Y, lambda at: at.loss)

    def objective(self, X: npt.ArrayLike, Y: npt.ArrayLike) -> float:
        """Phi(X, Y) = L + regulariser."""
        return self._derive(X, Y, lambda at: at.objective)

    def gradient(self, X: npt.ArrayLike, Y: npt.ArrayLike) -> tuple[Floats, Floats]:
        """(grad_X Phi (p x q), grad_Y Phi (r x k)); theory I3."""
        return self._derive(X, Y, lambda at: at.gradient)

    def hvp(self, X: npt.ArrayLike, Y: npt.ArrayLike, dX: npt.ArrayLike, dY: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Hessian of Phi times (dX, dY), as (p x q, r x k)."""
        direction = self.validate_point(dX, dY, names=("dX", "dY"))
        return self._derive(X, Y, lambda at: at.hvp(*direction))

    def hessian(self, X: npt.ArrayLike, Y: npt.ArrayLike) -> Floats:
        """Dense Hessian of Phi, (pq + rk) square, row-major [vec X; vec Y]; theory I4."""
        return self._derive(X, Y, lambda at: at.hessian())

    @np.errstate(all="ignore")
    def _derive(self, X: npt.ArrayLike, Y: npt.ArrayLike, compute: Callable[[Evaluation], T]) -> T:
        """From an evaluation whose room goes back to the next one."""
        at = evaluate(self, *self.validate_point(X, Y), whole(self, self._workspace))
        found = compute(at)
        at.release()
        return found

    def validate_point(
        self, X: npt.ArrayLike, Y: npt.ArrayLike, names: tuple[str, str] = ("X", "Y")
    ) -> tuple[Floats, Floats]:
        """X and Y as float64 of the right shapes; raises InputError."""
        shapes = ((self.p, self.q), (self.r, self.k))
        point = tuple(read_matrix(name, value) for name, value in zip(names, (X, Y), strict=True))
        for name, value, shape in zip(names, point, shapes, strict=True):
            if value.shape != shape:
                raise InputError(f"{name}.shape={value.shape}: the data require {shape}; transpose or resize {name}")
        return point[0], point[1]

    def natural(self, dX: Floats, dY: Floats) -> tuple[Floats, Floats]:
        """The natural norm's operator, (G1 dX G2 (p x q), G3 dY (r x k)), for dX (p x q) and dY (r x k)."""
        R1, R2, R3 = roots(self)
        return R1.T @ (R1 @ dX @ R2.T) @ R2, R3.T @ (R3 @ dY)

    def natural_squares(self, dX: Floats, dY: Floats) -> tuple[float, float]:
        """(||A1 dX A2^T||_F^2, ||A3 dY||_F^2), for dX (p x q) and dY (r x k): sums of squares, never below zero."""
        R1, R2, R3 = roots(self)
        SX, SY = R1 @ dX @ R2.T, R3 @ dY
        return float(np.vdot(SX, SX)), float(np.vdot(SY, SY))

    def natural_norm(self, dX: Floats, dY: Floats) -> float:
        """sqrt(||A1 dX A2^T||_F^2 + ||A3 dY||_F^2), for dX (p x q) and dY (r x k)."""
        return float(np.sqrt(sum(self.natural_squares(dX, dY))))

    @np.errstate(all="ignore")
    def check_identifiable(self) -> None:
        """Raise RankDeficientError when columns are dependent and no ridge term makes the minimiser isolated.

        Raises InputError where entries are so large that Gram matrices or ||B||^2 overflow.
        """
        for name in _ARRAYS:
            check_scale(name, getattr(self, name))
        for name, ridge in (("A1", "lx"), ("A2", "lx"), ("A3", "ly")):
            matrix = getattr(self, name)
            rank = int(np.linalg.matrix_rank(matrix))
            if rank < matrix.shape[1] and getattr(self, ridge) == 0:
                raise RankDeficientError(
                    f"{name} has numerical rank {rank} for {matrix.shape[1]} columns and {ridge}=0: no minimiser is "
                    f"isolated; set {ridge} > 0 or drop dependent columns of {name}"
                )

    def save(self, path: str | Path) -> None:
        """Write an .npz with keys A1 A2 A3 B wx wy lx ly, and mask if there is one; replaces `path` in one step.

        Raises ArchiveError where the folder does not exist and InputError where `path` is no name of a file.
        """
        arrays = {name: getattr(self, name) for name in (*_ARRAYS, *_WEIGHTS)}
        save_arrays(as_path(path), arrays if self.mask is None else arrays | {"mask": self.mask})

    @classmethod
    def load(cls, path: str | Path) -> AttentionProblem:
        """Read what `save` wrote. Raises ArchiveError (unreadable, pickled, other keys) or InputError (bad values)."""
        arrays = load_arrays(as_path(path), frozenset((*_ARRAYS, *_WEIGHTS)), optional=frozenset({"mask"}))
        for name in _WEIGHTS:
            if arrays[name].ndim != 0 or arrays[name].dtype.kind not in "iuf":
                found = f"{arrays[name].dtype} of shape {arrays[name].shape}"
                raise ArchiveError(f"{path}: {name} is {found}; a weight is one real number")
        weights = {name: float(arrays[name]) for name in _WEIGHTS}
        return cls(arrays["A1"], arrays["A2"], arrays["A3"], arrays["B"], **weights, mask=arrays.get("mask"))


def _make(kind: type[AttentionProblem], content: dict[str, Any]) -> AttentionProblem:
    return kind(**content)


def check_problem(problem: Any) -> None:
    """Raise InputError unless it is an AttentionProblem."""
    if not isinstance(problem, AttentionProblem):
        raise InputError(
            f"problem={type(problem).__name__}: an AttentionProblem is needed, AttentionProblem(A1, A2, A3, B)"
        )
