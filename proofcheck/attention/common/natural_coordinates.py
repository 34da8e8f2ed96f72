"""Phi along a line in natural coordinates, for every arithmetic: the sides of the bound lemmas.

Natural coordinates are the scores S = A1 X A2^T and the values V = A3 Y themselves, moved along s = A1 dX A2^T and
v = A3 dY. Every quantity of the bounds depends on the data through S, V, s, v and B alone, so that a lemma on all
S (n x m), V (m x k), s, v covers all A1, A2, A3, X, Y. Lemma I5-objective decides the derivatives below.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import arb

from proofcheck.arithmetic.conversion import rationals
from proofcheck.arithmetic.functions import Array, as_array, elementwise, matmul, maximum, minimum, power, rowwise, sqrt
from proofcheck.lemmas.claims import Inequality, Instance, Side, Space, Variable
from proofcheck.model.definitions import softmax

NATURAL = {
    "S": Variable(shape=("n", "m"), unbounded=True),
    "V": Variable(shape=("m", "k"), unbounded=True),
    "B": Variable(shape=("n", "k"), unbounded=True),
    "s": Variable(shape=("n", "m"), unbounded=True),
    "v": Variable(shape=("m", "k"), unbounded=True),
}
Sides = Callable[..., tuple[Any, Any]]  # lhs and rhs of a claim: numbers or arrays of one arithmetic
SIZES = {"n": (1, 2), "m": (1, 4), "k": (1, 2)}


def instance(**entries: Any) -> Instance:
    """Exact data from numbers and nested lists."""
    return {name: rationals(value) for name, value in entries.items()}


def natural_space(**more: Variable) -> Space:
    """S, V, B and a direction s, v of sizes n <= 2, m <= 4, k <= 2, and further variables."""
    return Space(sizes=SIZES, variables=NATURAL | more)


@dataclass(frozen=True, kw_only=True)
class Line:
    """F, V, O, C at the point; the direction s, v; s~ = s - E_j[s] (n x m), its variances (n,), norms of the lemmas."""

    F: Array
    V: Array
    O: Array  # noqa: E741 - the theory's name
    C: Array
    s: Array
    v: Array
    centred: Array
    variance: Array

    @property
    def first(self) -> Array:
        """O' = E[s~ V~] + E[v], n x k."""
        moved: Array = matmul(self.F * self.centred, self.V) + matmul(self.F, self.v)
        return moved

    @property
    def second(self) -> Array:
        """O'' = E[s~^2 V~] + 2 E[s~ v~], n x k."""
        skew = matmul(self.F * power(self.centred, 2), self.V) - self.variance[:, None] * self.O
        twice: Array = skew + 2 * matmul(self.F * self.centred, self.v)
        return twice

    @property
    def third(self) -> Array:
        """O''' = E[s~^3 V~] - 3 E[s~^2] E[s~ V~] + 3 E[s~^2 v~], n x k."""
        weights = self.F * power(self.centred, 3)
        quartic = matmul(weights, self.V) - weights.sum(axis=1)[:, None] * self.O
        quartic = quartic - 3 * self.variance[:, None] * matmul(self.F * self.centred, self.V)
        mean = matmul(self.F, self.v)
        mixed = matmul(self.F * power(self.centred, 2), self.v) - self.variance[:, None] * mean
        thrice: Array = quartic + 3 * mixed
        return thrice


def line(S: Array, V: Array, B: Array, s: Array, v: Array) -> Line:
    """Evaluate a point and a direction."""
    F = softmax(S)
    O = matmul(F, V)  # noqa: E741
    centred = s - (F * s).sum(axis=1)[:, None]
    variance = (F * power(centred, 2)).sum(axis=1)
    return Line(F=F, V=V, O=O, C=O - B, s=s, v=v, centred=centred, variance=variance)


def loss_derivatives(at: Line) -> tuple[Any, Any, Any]:
    """L', L'' and L''' along the line: 2 <C, O'>, 2 |O'|^2 + 2 <C, O''>, 6 <O', O''> + 2 <C, O'''>."""
    first, second = at.first, at.second
    once = 2 * (at.C * first).sum()
    twice = 2 * (first * first).sum() + 2 * (at.C * second).sum()
    return once, twice, 6 * (first * second).sum() + 2 * (at.C * at.third).sum()


def half_curvature(at: Line, wx: Any, wy: Any) -> Any:
    """1/2 D^2 Phi[(s, v)^2] without the ridge terms lx, ly, which only add."""
    return loss_derivatives(at)[1] / 2 + wx * wx * square(at.s) + wy * wy * square(at.v)


class _Arguments:
    """Arguments of both sides; the same objects are the same arguments, for those of claims are read-only."""

    def __init__(self, arrays: dict[str, Array]) -> None:
        self.arrays = arrays

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.arrays.values())))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Arguments) or self.arrays.keys() != other.arrays.keys():
            return False
        return all(self.arrays[name] is other.arrays[name] for name in self.arrays)


def inequality(sides: Sides, where: Side | None = None, parts: tuple[str, ...] = ()) -> Inequality:
    """lhs <= rhs from a function that returns both.

    Evaluated once for the same arrays: the checkers ask for the left and then for the right side. The cache is one of
    functools, which is emptied where sides are watched, and whose `__wrapped__` leads the keys of finished work on.
    """
    both = functools.lru_cache(maxsize=1)(lambda arguments: sides(**arguments.arrays))
    return Inequality(
        lhs=lambda **z: both(_Arguments(z))[0], rhs=lambda **z: both(_Arguments(z))[1], where=where, parts=parts
    )


def root(values: Any) -> Array:
    """Square root of numbers known to be nonnegative, whose balls may dip below zero."""
    array = as_array(values)
    if not (array.size and isinstance(array.flat[0], arb)):
        return sqrt(array)
    return elementwise(array, lambda x: x.sqrt() if x > 0 else _root_of_part(x))


def _root_of_part(value: arb) -> arb:
    """A ball around [0, sqrt(upper end)]."""
    half = value.upper().sqrt().upper() / 2
    return arb(half.upper(), half.upper())


def square(values: Array) -> Any:
    """||.||_F^2, the sum of the squared entries, in the array's arithmetic."""
    return (values * values).sum()


def length(values: Array) -> Any:
    """||.||_F; a ball that dips below zero gets the square root of the part that exists."""
    return root(square(values)).item()


def row_lengths(values: Array) -> Array:
    """Euclidean norm of each row."""
    return root((values * values).sum(axis=1))


def peaks(F: Array) -> Array:
    """phi_j = min(1/2, max_k f_jk)."""
    return rowwise(lambda f: minimum(as_array([(f[0] * 0 + 1) / 2, maximum(f)])), F)


def _largest_or_zero(row: Array) -> Any:
    return maximum(as_array([row[0] - row[0], maximum(row)]))


def drops(at: Line) -> Array:
    """m_j = max_k (<c_j, O_j> - <c_j, V_k>)_+."""
    gaps = (at.C * at.O).sum(axis=1)[:, None] - matmul(at.C, at.V.T)
    return rowwise(_largest_or_zero, gaps)


def rises(at: Line) -> Array:
    """M_j = max_k (<c_j, V_k> - <c_j, O_j>)_+."""
    gaps = matmul(at.C, at.V.T) - (at.C * at.O).sum(axis=1)[:, None]
    return rowwise(_largest_or_zero, gaps)


def distances(at: Line) -> Array:
    """|V_k - O_j| for every row j and key k (n x m): how far values lie from the output."""
    return rowwise(lambda row: row_lengths(at.V - row[None, :]), at.O)


def spreads(at: Line) -> Array:
    """tau_j = sqrt(E_j |V - O_j|^2)."""
    gaps = distances(at)
    return root((at.F * gaps * gaps).sum(axis=1))


def smaller_eigenvalue(P: Any, K: Any, Q: Any) -> Any:
    """Smaller eigenvalue of [[P, -K], [-K, Q]]."""
    return (P + Q) / 2 - root(power((P - Q) / 2, 2) + K * K).item()


def larger_eigenvalue(P: Any, K: Any, Q: Any) -> Any:
    """Larger eigenvalue of [[P, K], [K, Q]]."""
    return (P + Q) / 2 + root(power((P - Q) / 2, 2) + K * K).item()


def stack_flat(*values: Any) -> Array:
    """Scalars and arrays as one flat array of one arithmetic."""
    return np.concatenate([as_array(value).ravel() for value in values])
