"""Times of the oracle against the time of exactly its own products and exponentials, in the same process."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from solver.instances import random_instance
from solver.oracle.evaluation import evaluate
from solver.oracle.hessian import row_outer
from solver.oracle.variable_projection import project

Name = TypeVar("Name")
SIZES = (256, 1024, 4096)
WIDTHS = (16, 32, 64)


def alternating(functions: dict[Name, Callable[[], Any]], repeats: int, seconds: float) -> dict[Name, float]:
    """Smallest time of each, called in turns, so that other load falls on all alike."""
    best = dict.fromkeys(functions, np.inf)
    begin = time.perf_counter()
    for turn in range(repeats + 1):
        for name, function in functions.items():
            start = time.perf_counter()
            function()
            elapsed = time.perf_counter() - start
            if turn:
                best[name] = min(best[name], elapsed)
        if turn >= 3 and time.perf_counter() - begin > seconds:
            break
    return best


def oracle_sizes(largest: int) -> list[tuple[int, int]]:
    """(n, d) with n = m <= largest."""
    return [(n, d) for n in SIZES if n <= largest for d in WIDTHS]


def oracle(n: int, d: int) -> dict[str, Any]:
    """loss + gradient against 5 products and nm exponentials; Hessian-vector product against 8 products."""
    problem = random_instance(n, n, d, d, d, d, seed=0)
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(d, d)) / (2 * d), rng.normal(size=(d, d)) / d
    dX, dY = rng.normal(size=(2, d, d))
    A, left, V = problem.A1, problem.A1 @ X, problem.A3 @ Y
    S, T, thin = np.empty((n, n)), np.empty((n, n)), np.empty((n, d))

    def gradient_floor() -> None:
        np.matmul(left, A.T, out=S)
        np.exp(S, out=S)
        np.matmul(S, V, out=thin)
        np.matmul(S.T, V, out=thin)
        np.matmul(V, left.T, out=T)
        np.matmul(T, A, out=thin)

    def product_floor() -> None:
        for _ in range(3):
            np.matmul(left, A.T, out=T)
        for _ in range(3):
            np.matmul(S, V, out=thin)
        for _ in range(2):
            np.matmul(S.T, V, out=thin)

    at, projected = evaluate(problem, X, Y), project(problem, X)
    timed = alternating(
        {
            "gradient_floor": gradient_floor,
            "gradient": lambda: evaluate(problem, X, Y).gradient,
            "product_floor": product_floor,
            "product": lambda: at.hvp(dX, dY),
            "projected_product": lambda: projected.projected_hvp(dX),
        },
        repeats=2000,
        seconds=4.0,
    )
    return {
        "n": n,
        "d": d,
        **timed,
        "gradient_ratio": timed["gradient"] / timed["gradient_floor"],
        "product_ratio": timed["product"] / timed["product_floor"],
    }


def hessian(n: int, d: int) -> dict[str, Any]:
    """The structured Hessian against its own products alone, on operands made beforehand."""
    problem = random_instance(n, n, d, d, d, d, seed=0)
    rng = np.random.default_rng(0)
    at = evaluate(problem, rng.normal(size=(d, d)) / (2 * d), rng.normal(size=(d, d)) / d)
    U, P = np.random.default_rng(1).normal(size=(2, n, n))
    half = d * (d + 1) // 2
    upper, pairs = rng.normal(size=(n, half)), row_outer(problem.A2, problem.A3)
    G = rng.normal(size=(n, d, d))

    def floor() -> None:
        P @ upper
        U @ pairs
        G @ at.Y
        G @ G.transpose(0, 2, 1)
        upper.T @ upper
        pairs.T @ pairs
        pairs.T @ pairs

    timed = alternating({"floor": floor, "hessian": at.hessian}, repeats=8, seconds=8.0)
    return {"n": n, "d": d, **timed, "ratio": timed["hessian"] / timed["floor"]}
