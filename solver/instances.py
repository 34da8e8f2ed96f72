"""Named problem instances: random, planted, causal, ill-conditioned, near one-hot, and a real attention layer."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources
from typing import Any

import numpy as np

from solver.oracle.augmented import Floats
from solver.oracle.evaluation import evaluate_rows
from solver.oracle.shares import whole
from solver.problem import AttentionProblem
from solver.validation import InputError, read_whole


def random_instance(n: int, m: int, p: int, q: int, r: int, k: int, *, seed: int, **weights: float) -> AttentionProblem:
    """Standard normal data of shapes A1 (n x p), A2 (m x q), A3 (m x r), B (n x k).

    Raises InputError, as all functions here do, for sizes and seeds that are no whole numbers.
    """
    for name, size in zip("nmpqrk", (n, m, p, q, r, k), strict=True):
        read_whole(name, size, 1, "a size")
    read_whole("seed", seed, 0, "a seed")
    rng = np.random.default_rng(seed)
    A1, A2, A3, B = (rng.normal(size=shape) for shape in ((n, p), (m, q), (m, r), (n, k)))
    return AttentionProblem(A1, A2, A3, B, **weights)


def planted(
    n: int, m: int, p: int, q: int, r: int, k: int, *, seed: int, noise: float = 0.0, **weights: float
) -> AttentionProblem:
    """B is the layer's output at random X, Y plus `noise` times standard normal noise."""
    return _plant(random_instance(n, m, p, q, r, k, seed=seed, **weights), seed, noise)


def causal(
    n: int, p: int, q: int, r: int, k: int, *, seed: int, noise: float = 0.0, **weights: float
) -> AttentionProblem:
    """A planted layer of n queries and n keys in which query j sees the keys 0..j, as in a decoder."""
    return _plant(
        replace(random_instance(n, n, p, q, r, k, seed=seed, **weights), mask=np.tri(n, dtype=bool)), seed, noise
    )


def ill_conditioned(
    n: int, m: int, p: int, q: int, r: int, k: int, *, seed: int, condition: float = 1e6, **weights: float
) -> AttentionProblem:
    """Random data whose A1, A2, A3 have geometrically spaced singular values with ratio `condition`."""
    bare = random_instance(n, m, p, q, r, k, seed=seed, **weights)
    return replace(bare, **{name: _spread(getattr(bare, name), condition) for name in ("A1", "A2", "A3")})


def saturated(
    n: int, m: int, p: int, q: int, r: int, k: int, *, seed: int, scale: float = 30.0, **weights: float
) -> AttentionProblem:
    """A planted instance whose true scores are so large that the softmax is nearly one-hot."""
    bare, rng = random_instance(n, m, p, q, r, k, seed=seed, **weights), np.random.default_rng(seed)
    X, Y = scale * rng.normal(size=(p, q)), rng.normal(size=(r, k))
    return replace(bare, B=outputs(bare, X, Y))


def real_layer(wx: float = 0.1, wy: float = 0.1, lx: float = 0.0, ly: float = 0.0) -> AttentionProblem:
    """Layer 2, head 0 of all-MiniLM-L6-v2 on 512 word pieces; source and licence in `solver/data/README.md`.

    A1 = A2 = A3 (512 x 16): the first 15 principal components of the hidden states and a column of ones; B (512 x 32):
    the head's output.
    """
    with resources.files("solver.data").joinpath("minilm_layer2_head0.npz").open("rb") as stream:
        arrays = np.load(stream, allow_pickle=False)
        A, B = arrays["A"], arrays["B"]
    return AttentionProblem(A, A, A, B, wx=wx, wy=wy, lx=lx, ly=ly)


def full_layer(
    layer: int, head: int, wx: float = 0.1, wy: float = 0.1, lx: float = 1e-3, ly: float = 1e-3
) -> AttentionProblem:
    """A head of the same encoder at full width: A1 = A2 = A3 = [H, 1] (512 x 385), B (512 x 32); X has 148,225 entries.

    Shipped are (layer, head) = (2, 0), (0, 2), whose softmax is nearly one-hot, and (0, 11), nearly uniform. Raises
    InputError for another one.
    """
    with resources.files("solver.data").joinpath("minilm_full_width.npz").open("rb") as stream:
        arrays = np.load(stream, allow_pickle=False)
        name = f"layer{layer}_head{head}"
        if name not in arrays.files:
            raise InputError(f"layer={layer}, head={head}: not shipped; use (2, 0), (0, 2) or (0, 11)")
        hidden, B = arrays[f"hidden_{layer}"], arrays[name]
    A = np.column_stack([hidden, np.ones(len(hidden))])
    return AttentionProblem(A, A, A, B, wx=wx, wy=wy, lx=lx, ly=ly)


def outputs(problem: AttentionProblem, X: Floats, Y: Floats) -> Floats:
    """F A3 Y (n x k)."""
    return evaluate_rows(whole(problem).value, X, Y).O


def _plant(bare: AttentionProblem, seed: int, noise: float) -> AttentionProblem:
    rng = np.random.default_rng(seed)
    X, Y = rng.normal(size=(bare.p, bare.q)) / np.sqrt(bare.p * bare.q), rng.normal(size=(bare.r, bare.k))
    return replace(bare, B=outputs(bare, X, Y) + noise * rng.normal(size=(bare.n, bare.k)))


def _spread(matrix: Any, condition: float) -> Any:
    U, s, Vt = np.linalg.svd(matrix, full_matrices=False)
    return (U * np.geomspace(1.0, 1.0 / condition, len(s))) @ Vt
