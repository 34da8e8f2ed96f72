"""Problems with masks, and what the definitions say without one: of each query with its allowed keys alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from flint import arb

from proofcheck.arithmetic.functions import Array, balls
from proofcheck.model.definitions import loss, regulariser
from proofcheck.model.derivatives import gradient, hessian
from solver import AttentionProblem
from solver.instances import random_instance

SIZES = (6, 5, 2, 3, 2, 2)
WEIGHTS = {"wx": 0.5, "wy": 0.25, "lx": 0.125, "ly": 0.0625}
KINDS = ("random", "causal", "padding", "single", "one row")


def mask(kind: str, n: int, m: int, seed: int) -> Array:
    """n x m truth values: any keys, the first ones, the same for all, one a query, all but for one query."""
    rng = np.random.default_rng(seed)
    single = np.arange(m)[None, :] == rng.integers(m, size=n)[:, None]
    if kind == "one row":
        return single | (np.arange(n)[:, None] > 0)
    allowed = {
        "random": rng.random((n, m)) < 0.5,
        "causal": np.tri(n, m, dtype=bool),
        "padding": np.broadcast_to(np.arange(m) < m - 2, (n, m)),
        "single": single,
    }[kind]
    return allowed if kind in ("causal", "padding") else allowed | single


def masked(kind: str = "random", seed: int = 0, sizes: tuple[int, ...] = SIZES, **weights: float) -> AttentionProblem:
    """Random data with such a mask."""
    bare = random_instance(*sizes, seed=seed, **(weights or WEIGHTS))
    return replace(bare, mask=mask(kind, *sizes[:2], seed))


def point(problem: AttentionProblem, seed: int = 0, size: float = 1.0) -> tuple[Array, Array]:
    """X (p x q) and Y (r x k) at random."""
    rng = np.random.default_rng(seed + 100)
    return size * rng.normal(size=(problem.p, problem.q)), size * rng.normal(size=(problem.r, problem.k))


def gathered(problem: AttentionProblem, X: Array, Y: Array) -> tuple[Any, Array, Array]:
    """Phi, its gradient and its Hessian in balls, from a problem without a mask for each query and one for the rest.

    The rest is the regulariser, over all keys: the whole problem less the one whose loss alone counts.
    """
    none = dict.fromkeys(("wx", "wy", "lx", "ly"), arb(0))
    weights = {name: arb(getattr(problem, name)) for name in none}
    data: dict[str, Any] = {name: balls(getattr(problem, name)) for name in ("A1", "A2", "A3", "B")}
    at = {"X": balls(X), "Y": balls(Y)}
    value: Any = regulariser(data["A1"], data["A2"], data["A3"], **at, **weights)
    slope = _vector(gradient(**data, **at, **weights)) - _vector(gradient(**data, **at, **none))
    curvature = hessian(**data, **at, **weights) - hessian(**data, **at, **none)
    for j in range(problem.n):
        keys = np.arange(problem.m) if problem.mask is None else np.flatnonzero(problem.mask[j])
        row = {"A1": data["A1"][[j]], "A2": data["A2"][keys], "A3": data["A3"][keys], "B": data["B"][[j]]}
        value = value + loss(**row, **at)
        slope = slope + _vector(gradient(**row, **at, **none))
        curvature = curvature + hessian(**row, **at, **none)
    return value, slope, curvature


def _vector(parts: tuple[Array, Array]) -> Array:
    return np.concatenate([part.ravel() for part in parts])


def error(computed: Any, exact: Array) -> float:
    """||computed - exact|| / ||exact||, in float64."""
    off = balls(np.asarray(computed, dtype=np.float64)).ravel() - np.asarray(exact, dtype=object).ravel()
    size = np.asarray(exact, dtype=object).ravel()
    return float(((off * off).sum().upper() / (size * size).sum()).upper().sqrt())


def midpoints(values: Array) -> Array:
    """In float64."""
    return np.array([float(value.mid()) for value in np.asarray(values, dtype=object).ravel()])
