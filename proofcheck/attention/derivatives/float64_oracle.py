"""Lemma E1: the solver's float64 oracle equals the definitions, to rounding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from flint import arb

from proofcheck.arithmetic.functions import Array, balls, matmul, norm
from proofcheck.attention.common.reference_minimiser import exact_problem
from proofcheck.lemmas.claims import Observation, Rate
from proofcheck.lemmas.lemma import Lemma
from proofcheck.model.definitions import loss, objective
from solver.instances import random_instance

_ROUNDINGS = arb(2) ** -53 * 4096  # relative error allowed: a few thousand roundings at these sizes


def observe(rng: np.random.Generator, runs: int) -> Iterator[Observation]:
    """Relative errors of loss, objective, gradient, Hessian-vector product and Hessian on random rectangular sizes."""
    for _ in range(runs):
        seed = int(rng.integers(2**31))
        n, m, p, q, r, k = (int(size) for size in rng.integers(1, 6, 6))
        bare = random_instance(n, m, p, q, r, k, seed=seed, wx=0.5, wy=0.25, lx=0.125, ly=0.0625)
        z, h = rng.normal(size=(2, p * q + r * k))
        problem = replace(bare, mask=_mask(n, m, seed))
        exact = exact_problem(problem)
        point, direction = exact.split(z), exact.split(h)
        hessian = exact.hessian(balls(z))
        arrays = {**exact.arrays, **exact.split(balls(z))}
        pairs = {
            "loss": (np.array(problem.loss(**point)), loss(**arrays)),
            "objective": (np.array(problem.objective(**point)), objective(**arrays, **exact.weights)),
            "gradient": (_vector(*problem.gradient(**point)), exact.gradient(balls(z))),
            "Hessian-vector product": (
                _vector(*problem.hvp(**point, dX=direction["X"], dY=direction["Y"])),
                matmul(hessian, balls(h)[:, None])[:, 0],
            ),
            "Hessian": (problem.hessian(**point), hessian),
        }
        for label, (computed, value) in pairs.items():
            error = norm(balls(computed) - value) / norm(value)
            yield Observation(label=label, lhs=error, rhs=_ROUNDINGS, data={"instance seed": seed})


def _mask(n: int, m: int, seed: int) -> Array:
    """Half of the keys, one at least for each query; every key for each where the seed is even."""
    rng = np.random.default_rng(seed)
    allowed: Array = rng.random((n, m)) < (0.5 if seed % 2 else 1.0)
    allowed[np.arange(n), rng.integers(m, size=n)] = True
    return allowed


def _vector(X: Array, Y: Array) -> Array:
    return np.concatenate([X.ravel(), Y.ravel()])


E1 = Lemma(
    name="E1",
    title="The float64 oracle equals the definitions",
    group="Oracle",
    statement=r"\frac{\|\mathrm{fl}(q) - q\|}{\|q\|} \le 2^{-41}\quad\text{for}\quad q \in \{L,\ \Phi,\ \nabla\Phi,\ "
    r"\nabla^2\Phi\,h,\ \nabla^2\Phi\}",
    hypotheses="Random data of unit scale, every dimension at most 5.",
    rate=Rate(observe=observe, coverage="random rectangular instances, every dimension 1..5, half of them with masks"),
    requires=("I3", "I4"),
    internal=True,
    remarks="The right-hand sides come from the definitions and the formulas of I3 and I4 in ball arithmetic.",
    reference="new here: a check of the code",
)

ORACLE = (E1,)
