"""Concrete-size derivations: differentiate the definitions with sympy at symbolic data.

Scores enter as log(u) with positive symbols u, so that exp(log u + t s) = u exp(t s) and every derivative at t = 0 is a
rational function of u: exact zeros need cancellation only. General A1, A2, A3 follow from the linearity of
X -> A1 X A2^T and Y -> A3 Y, which `pull_back` steps prove beside each derivation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import sympy

from proofcheck.arithmetic import Array, as_array, elementwise, matmul
from proofcheck.attention.definitions import scores
from proofcheck.jets import directional_derivatives
from proofcheck.lemma import Step

Curve = Callable[[dict[str, Array]], Array]


def symbols(name: str, *shape: int, positive: bool = False) -> Array:
    """An array of real (or positive) symbols name_0_0, ..."""
    assumptions = {"positive": True} if positive else {"real": True}
    out = np.empty(shape, dtype=object)
    for index in np.ndindex(shape):
        out[index] = sympy.Symbol("_".join([name, *map(str, index)]), **assumptions)
    return out


def identity(size: int) -> Array:
    """The identity over sympy integers."""
    return elementwise(np.eye(size, dtype=int), sympy.Integer)


def log(values: Array) -> Array:
    """Elementwise logarithm."""
    return elementwise(values, sympy.log)


def derivatives(function: Curve, point: dict[str, Array], direction: dict[str, Array], order: int) -> list[Array]:
    """Derivatives 0..order of the definition along a line, by sympy.diff."""
    return directional_derivatives(function, point, direction, order)


def equal(label: str, lhs: Array, rhs: Array, reason: str = "") -> Iterator[Step]:
    """One step an entry."""
    left, right = np.broadcast_arrays(as_array(lhs), as_array(rhs))
    for index in np.ndindex(left.shape):
        name = f"{label} {list(index)}" if index else label
        yield Step(label=name, lhs=left[index], rhs=right[index], reason=reason)


def linear_scores(n: int, m: int, p: int, q: int) -> Iterator[Step]:
    """scores(X + t dX) = scores(X) + t scores(dX): the chain rule below needs nothing else of A1, A2."""
    A1, A2, X, dX = symbols("a", n, p), symbols("b", m, q), symbols("x", p, q), symbols("d", p, q)
    t = sympy.Symbol("t", real=True)
    lhs, rhs = scores(A1, A2, X + t * dX), scores(A1, A2, X) + t * scores(A1, A2, dX)
    yield from equal(f"S is linear in X, n={n} m={m} p={p} q={q}", lhs, rhs)


def adjoint_scores(n: int, m: int, p: int, q: int) -> Iterator[Step]:
    """<P, A1 dX A2^T> = <A1^T P A2, dX>."""
    A1, A2, P, dX = symbols("a", n, p), symbols("b", m, q), symbols("p", n, m), symbols("d", p, q)
    lhs = (P * scores(A1, A2, dX)).sum()
    rhs = (matmul(matmul(A1.T, P), A2) * dX).sum()
    yield Step(label=f"adjoint of dX -> A1 dX A2^T, n={n} m={m} p={p} q={q}", lhs=lhs, rhs=rhs)
