"""Sets of arrays that a hypothesis would otherwise describe: members are built exactly and told apart exactly.

A random array is a probability vector or an orthogonal matrix with probability zero, so a `where` that asks for one
filters out every draw. Instead `build` maps free rational parameters, an array of the member's own shape, onto the set:

    SIMPLEX         |t| / sum |t| along the last axis; the uniform vector for t = 0
    SPHERE          the stereographic projection of all but the last parameter, whose sign chooses the hemisphere
    ORTHOGONAL      Cayley's (I - K)(I + K)^-1, K skew from the upper triangle; the diagonal's signs turn columns
    SYMMETRIC       the upper triangle, mirrored
    SEMIDEFINITE    T T^T
    DEFINITE        T T^T with T lower triangular and a positive diagonal
    SORTED          the entries in ascending order along the last axis

The maps reach every rational member that they can name (SIMPLEX, SYMMETRIC, SORTED) or a dense set of members.
Reference for rational orthogonal matrices: Liebeck and Osborne, The generation of all rational orthogonal matrices,
Amer. Math. Monthly 98 (1991).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from fractions import Fraction
from itertools import pairwise
from typing import Final

import numpy as np
from flint import fmpq, fmpq_mat

from proofcheck.arithmetic.functions import Array, elementwise


class Structure(Enum):
    """A set of arrays; the value says which in words."""

    SIMPLEX = "probability vectors along the last axis"
    SPHERE = "unit vectors along the last axis"
    ORTHOGONAL = "orthogonal matrices"
    SYMMETRIC = "symmetric matrices"
    SEMIDEFINITE = "symmetric positive semidefinite matrices"
    DEFINITE = "symmetric positive definite matrices"
    SORTED = "vectors in ascending order along the last axis"

    @property
    def is_square(self) -> bool:
        """Whether its members are square matrices."""
        return self not in (Structure.SIMPLEX, Structure.SPHERE, Structure.SORTED)

    @property
    def keeps_entries(self) -> bool:
        """Whether members consist of parameters as they are, so that the range of a variable is that of its entries."""
        return self in (Structure.SYMMETRIC, Structure.SORTED)

    def build(self, parameters: Array) -> Array:
        """The member that rational parameters (an object array of `Fraction`, the member's shape) stand for."""
        return _along_last(_BUILD[self], parameters) if not self.is_square else _BUILD[self](parameters)

    def contains(self, member: Array) -> bool:
        """Whether an array of rationals belongs to the set, decided exactly."""
        if self.is_square:
            return _CONTAINS[self](member)
        return all(_CONTAINS[self](member[index]) for index in np.ndindex(member.shape[:-1]))


def _along_last(function: Callable[[Array], Array], values: Array) -> Array:
    out = np.empty(values.shape, dtype=object)
    for index in np.ndindex(values.shape[:-1]):
        out[index] = function(values[index])
    return out


def _simplex(t: Array) -> Array:
    total = sum(map(abs, t), Fraction(0))
    return elementwise(t, lambda entry: abs(entry) / total if total else Fraction(1, len(t)))


def _sphere(t: Array) -> Array:
    """(2 t, |t|^2 - 1) / (|t|^2 + 1) lies on the sphere and misses one pole, which the sign of the last one gives."""
    *free, last = t
    length = sum((entry * entry for entry in free), Fraction(0))
    point = np.empty(len(t), dtype=object)
    point[:] = [2 * entry / (length + 1) for entry in free] + [(length - 1) / (length + 1)]
    return point if last >= 0 else -point


def _orthogonal(t: Array) -> Array:
    """I + K is regular for every skew K, whose eigenvalues are imaginary."""
    size, skew = len(t), _matrix(np.triu(t, 1) - np.triu(t, 1).T)
    eye = fmpq_mat(size, size, [int(i == j) for i in range(size) for j in range(size)])
    turned = _rational((eye - skew) * (eye + skew).inv(), size)
    signed: Array = turned * np.array([1 if t[i, i] >= 0 else -1 for i in range(size)], dtype=object)
    return signed


def _symmetric(t: Array) -> Array:
    return _exact(np.triu(t) + np.triu(t, 1).T)


def _semidefinite(t: Array) -> Array:
    return _exact(t @ t.T)


def _definite(t: Array) -> Array:
    """A diagonal entry of zero becomes one, so that the product is regular."""
    lower = _exact(np.tril(t, -1))
    for i in range(len(t)):
        lower[i, i] = abs(t[i, i]) or Fraction(1)
    return _exact(lower @ lower.T)


def _sorted_vector(t: Array) -> Array:
    return np.array(sorted(t), dtype=object)


def _exact(values: Array) -> Array:
    """numpy fills triangles with the integer 0."""
    return elementwise(values, Fraction)


def _matrix(values: Array) -> fmpq_mat:
    entries = [fmpq(Fraction(v).numerator, Fraction(v).denominator) for v in values.ravel()]
    rows, columns = values.shape
    return fmpq_mat(rows, columns, entries)


def _rational(matrix: fmpq_mat, size: int) -> Array:
    entries = np.empty(size * size, dtype=object)
    entries[:] = [Fraction(int(entry.p), int(entry.q)) for entry in matrix.entries()]
    return entries.reshape(size, size)


def _pivots(matrix: Array) -> list[Fraction]:
    """The pivots of elimination without exchange, up to the first that shows a matrix not to be semidefinite.

    A zero pivot of a semidefinite matrix has a zero row; a nonzero entry beside it makes a negative 2 x 2 minor, which
    a pivot of -1 stands for.
    """
    rest, found = matrix.copy(), []
    for k in range(len(rest)):
        pivot = rest[k, k]
        if pivot == 0 and any(rest[k, k:]):
            pivot = Fraction(-1)
        found.append(pivot)
        if pivot < 0:
            return found
        if pivot > 0:
            rest[k + 1 :, k + 1 :] -= np.outer(rest[k + 1 :, k], rest[k, k + 1 :]) / pivot
    return found


def _is_symmetric(matrix: Array) -> bool:
    return bool((matrix == matrix.T).all())


def _is_orthogonal(matrix: Array) -> bool:
    return bool((matrix.T @ matrix == np.eye(len(matrix), dtype=int)).all())


_BUILD: Final[dict[Structure, Callable[[Array], Array]]] = {
    Structure.SIMPLEX: _simplex,
    Structure.SPHERE: _sphere,
    Structure.ORTHOGONAL: _orthogonal,
    Structure.SYMMETRIC: _symmetric,
    Structure.SEMIDEFINITE: _semidefinite,
    Structure.DEFINITE: _definite,
    Structure.SORTED: _sorted_vector,
}
_CONTAINS: Final[dict[Structure, Callable[[Array], bool]]] = {
    Structure.SIMPLEX: lambda p: all(entry >= 0 for entry in p) and sum(p) == 1,
    Structure.SPHERE: lambda u: sum(entry * entry for entry in u) == 1,
    Structure.ORTHOGONAL: _is_orthogonal,
    Structure.SYMMETRIC: _is_symmetric,
    Structure.SEMIDEFINITE: lambda matrix: _is_symmetric(matrix) and all(pivot >= 0 for pivot in _pivots(matrix)),
    Structure.DEFINITE: lambda matrix: _is_symmetric(matrix) and all(pivot > 0 for pivot in _pivots(matrix)),
    Structure.SORTED: lambda v: all(a <= b for a, b in pairwise(v)),
}
