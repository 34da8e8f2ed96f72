"""The problem: data, weights, shapes, validation, digest, files."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np

from solver.archive import ArchiveError, load_arrays, save_arrays
from solver.oracle.augmented import Floats, beside, row_dots
from solver.oracle.buffers import Storage
from solver.oracle.evaluation import MEMORY, Evaluation, evaluate

_ARRAYS: Final = ("A1", "A2", "A3", "B")
_WEIGHTS: Final = ("wx", "wy", "lx", "ly")


class InputError(ValueError):
    """Input that cannot be used; the message names the value, the rule and the remedy."""


class RankDeficientError(InputError):
    """Data for which no isolated minimiser exists: rank-deficient columns without a ridge."""


class AttentionProblem:
    """min Phi(X, Y) = ||F A3 Y - B||_F^2 + wx^2 ||A1 X A2^T||_F^2 + wy^2 ||A3 Y||_F^2 + lx ||X||_F^2 + ly ||Y||_F^2.

    F is the row softmax of A1 X A2^T. A1 (n x p), A2 (m x q), A3 (m x r), B (n x k); X is p x q and Y is r x k. Arrays
    of integers and of float32 are converted exactly. Raises InputError for anything else that float64 cannot hold.
    """

    def __init__(
        self, A1: Any, A2: Any, A3: Any, B: Any, wx: float = 0.1, wy: float = 0.1, lx: float = 0.0, ly: float = 0.0
    ) -> None:
        self.A1, self.A2, self.A3, self.B = (
            _matrix(name, value) for name, value in zip(_ARRAYS, (A1, A2, A3, B), strict=True)
        )
        self.wx, self.wy, self.lx, self.ly = (
            _weight(name, value) for name, value in zip(_WEIGHTS, (wx, wy, lx, ly), strict=True)
        )
        (self.n, self.p), (self.m, self.q) = self.A1.shape, self.A2.shape
        self.r, self.k = self.A3.shape[1], self.B.shape[1]
        self.storage = Storage()
        if len(self.A3) != self.m:
            raise InputError(f"A3.shape={self.A3.shape}: A3 needs as many rows as A2, {self.m}; pass one row a key")
        if len(self.B) != self.n:
            raise InputError(f"B.shape={self.B.shape}: B needs as many rows as A1, {self.n}; pass one row a query")

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name}={getattr(self, name)}" for name in ("n", "m", "p", "q", "r", "k"))
        weights = ", ".join(f"{name}={getattr(self, name):g}" for name in _WEIGHTS)
        return f"AttentionProblem({sizes}, {weights})"

    @property
    def size(self) -> int:
        """Number of unknowns, p q + r k."""
        return int(self.p * self.q + self.r * self.k)

    @cached_property
    def grams(self) -> tuple[Floats, Floats, Floats]:
        """A1^T A1, A2^T A2, A3^T A3."""
        return self.A1.T @ self.A1, self.A2.T @ self.A2, self.A3.T @ self.A3

    @cached_property
    def centring2(self) -> Floats:
        """[A2, 1] (m x (q+1)): a column -<f_j, s_j> beside a row of scores centres them within the product."""
        return beside(self.A2, 1.0)

    @cached_property
    def summing3(self) -> Floats:
        """[A3, 1] (m x (r+1)): a product with it sums rows beside their means."""
        return beside(self.A3, 1.0)

    @cached_property
    def longest2(self) -> float:
        """Length of A2's longest row: no score exceeds it times that of a row of A1 X."""
        return float(np.sqrt(row_dots(self.A2, self.A2).max()))

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) over shapes, little-endian float64 data and weights."""
        state = hashlib.sha256()
        for name in _ARRAYS:
            array = getattr(self, name)
            state.update(repr(array.shape).encode() + array.astype("<f8").tobytes())
        state.update(np.array([getattr(self, name) for name in _WEIGHTS], dtype="<f8").tobytes())
        return state.hexdigest()

    def evaluate(self, X: Any, Y: Any, *, memory: int = MEMORY) -> Evaluation:
        """Everything that loss, gradient and Hessian share at (X, Y); `memory` in bytes, see `solver.oracle`."""
        return evaluate(self, *self.validated_point(X, Y), memory=memory)

    def loss(self, X: Any, Y: Any) -> float:
        """L(X, Y) = sum of squared residuals, no factor 1/2."""
        return self.evaluate(X, Y).loss

    def objective(self, X: Any, Y: Any) -> float:
        """Phi(X, Y) = L + regulariser."""
        return self.evaluate(X, Y).objective

    def gradient(self, X: Any, Y: Any) -> tuple[Floats, Floats]:
        """(grad_X Phi (p x q), grad_Y Phi (r x k)); theory I3."""
        return self.evaluate(X, Y).gradient

    def hvp(self, X: Any, Y: Any, dX: Any, dY: Any) -> tuple[Floats, Floats]:
        """Hessian of Phi times (dX, dY), as (p x q, r x k)."""
        return self.evaluate(X, Y).hvp(*self.validated_point(dX, dY, names=("dX", "dY")))

    def hessian(self, X: Any, Y: Any) -> Floats:
        """Dense Hessian of Phi, (pq + rk) square, row-major [vec X; vec Y]; theory I4."""
        return self.evaluate(X, Y).hessian()

    def validated_point(self, X: Any, Y: Any, names: tuple[str, str] = ("X", "Y")) -> tuple[Floats, Floats]:
        """X and Y as float64 of the right shapes; raises InputError."""
        shapes = ((self.p, self.q), (self.r, self.k))
        point = tuple(_matrix(name, value) for name, value in zip(names, (X, Y), strict=True))
        for name, value, shape in zip(names, point, shapes, strict=True):
            if value.shape != shape:
                raise InputError(f"{name}.shape={value.shape}: the data require {shape}; transpose or resize {name}")
        return point[0], point[1]

    def natural(self, dX: Floats, dY: Floats) -> tuple[Floats, Floats]:
        """The natural norm's operator, (G1 dX G2 (p x q), G3 dY (r x k)), for dX (p x q) and dY (r x k)."""
        G1, G2, G3 = self.grams
        return G1 @ dX @ G2, G3 @ dY

    def natural_norm(self, dX: Floats, dY: Floats) -> float:
        """sqrt(||A1 dX A2^T||_F^2 + ||A3 dY||_F^2), for dX (p x q) and dY (r x k)."""
        NX, NY = self.natural(dX, dY)
        return float(np.sqrt(max(float(np.vdot(dX, NX) + np.vdot(dY, NY)), 0.0)))

    def check_identifiable(self) -> None:
        """Raise RankDeficientError when columns are dependent and no ridge term makes the minimiser isolated."""
        for name, ridge in (("A1", "lx"), ("A2", "lx"), ("A3", "ly")):
            matrix = getattr(self, name)
            rank = int(np.linalg.matrix_rank(matrix))
            if rank < matrix.shape[1] and getattr(self, ridge) == 0:
                raise RankDeficientError(
                    f"{name} has numerical rank {rank} for {matrix.shape[1]} columns and {ridge}=0: no minimiser is "
                    f"isolated; set {ridge} > 0 or drop dependent columns of {name}"
                )

    def save(self, path: str | Path) -> None:
        """Write an .npz with keys A1 A2 A3 B wx wy lx ly; replaces `path` in one step."""
        save_arrays(Path(path), {name: getattr(self, name) for name in (*_ARRAYS, *_WEIGHTS)})

    @classmethod
    def load(cls, path: str | Path) -> AttentionProblem:
        """Read what `save` wrote. Raises ArchiveError (unreadable, pickled, other keys) or InputError (bad values)."""
        arrays = load_arrays(Path(path), frozenset((*_ARRAYS, *_WEIGHTS)))
        for name in _WEIGHTS:
            if arrays[name].ndim != 0 or arrays[name].dtype.kind not in "iuf":
                found = f"{arrays[name].dtype} of shape {arrays[name].shape}"
                raise ArchiveError(f"{path}: {name} is {found}; a weight is one real number")
        weights = {name: float(arrays[name]) for name in _WEIGHTS}
        return cls(arrays["A1"], arrays["A2"], arrays["A3"], arrays["B"], **weights)


def _matrix(name: str, value: Any) -> Floats:
    try:
        source = np.asarray(value)
    except ValueError as error:
        raise InputError(f"{name}: not a rectangular array of numbers: {error}") from error
    if source.dtype.kind not in "iuf" or source.dtype.itemsize > 8:
        raise InputError(f"{name}.dtype={source.dtype}: real numbers that float64 holds are needed; convert {name}")
    if source.ndim != 2 or source.size == 0:
        raise InputError(f"{name}.shape={source.shape}: a matrix with at least one row and one column is needed")
    matrix = np.array(source, dtype=np.float64, order="C")
    if source.dtype.kind in "iu" and not _exactly_converted(source, matrix):
        raise InputError(f"{name}: an integer beyond 2^53 is not exact in float64; scale {name} first")
    if not np.isfinite(matrix).all():
        row, column = np.argwhere(~np.isfinite(matrix))[0]
        raise InputError(f"{name}[{row},{column}]={matrix[row, column]}: every entry must be finite; clean the data")
    matrix.flags.writeable = False
    return matrix


def _exactly_converted(source: Any, matrix: Floats) -> bool:
    return all(int(a) == int(b) for a, b in zip(source.ravel().tolist(), matrix.ravel().tolist(), strict=True))


def _weight(name: str, value: Any) -> float:
    try:
        weight = float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise InputError(f"{name}={value!r}: a weight is one real number") from error
    if not (np.isfinite(weight) and weight >= 0):
        raise InputError(f"{name}={weight}: a weight must be finite and >= 0")
    return weight
