"""How much the composed constants lose at (n, d) = (8, 2): the largest values found against the bounds.

    python tests/campaigns/sharpness.py [--seconds 60] [--seed 0]

For data with ||A3 Y||_F = 1 and |B_j| <= 1, in the natural norm, a multi-start quasi-Newton search maximises
|D^2 L[h^2]| and |D^3 L[h^3]| over A1, A2, A3, B, X, Y and unit directions h, and the true convexity threshold
-lambda_min (1/2 Hess L) relative to the one of S2-threshold. The best instance is evaluated again in ball arithmetic.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.linalg
from scipy.optimize import minimize

from proofcheck.arithmetic import balls, precision
from proofcheck.attention import lines, lipschitz
from proofcheck.attention.curvature import curvature_loss
from proofcheck.attention.derivatives import hessian, kronecker
from proofcheck.symbolic import bounds

ROWS, WIDTH = 8, 2
SHAPES = [(ROWS, WIDTH)] * 4 + [(WIDTH, WIDTH)] * 4
ARCS = 2001
Point = tuple[Any, ...]


def unpacked(w: Any) -> list[Any]:
    """A1, A2, A3, B, X, Y, dX, dY with ||A3 Y|| = 1 and |B_j| <= 1."""
    parts = np.split(w, np.cumsum([a * b for a, b in SHAPES])[:-1])
    A1, A2, A3, B, X, Y, dX, dY = (part.reshape(shape) for part, shape in zip(parts, SHAPES, strict=True))
    B = B / np.maximum(1.0, np.linalg.norm(B, axis=1))[:, None]
    return [A1, A2, A3, B, X, Y / np.linalg.norm(A3 @ Y), dX, dY]


def line(w: Any) -> lines.Line:
    """The point and the unit direction in natural coordinates."""
    A1, A2, A3, B, X, Y, dX, dY = unpacked(w)
    s, v = A1 @ dX @ A2.T, A3 @ dY
    size = np.hypot(np.linalg.norm(s), np.linalg.norm(v))
    return lines.line(A1 @ X @ A2.T, A3 @ Y, B, s / size, v / size)


def constants() -> tuple[float, float]:
    """Lipschitz constants of gradient and Hessian of L on the set: B6, summed over rows in the natural norm."""
    rows = lipschitz.set_quantities(1.0, np.ones(ROWS))
    gradient = lipschitz.gradient_constant(rows, 1.0, 1.0)
    found = lipschitz.evaluated(bounds.row_bound(3), rows)
    t = np.linspace(0, np.pi / 2, ARCS)
    x, b = np.cos(t), np.sin(t)
    cubic = found[3, 0].max() * x**3 + found[2, 1].max() * x * x * b + np.linalg.norm(found[1, 2]) * x * b * b
    return float(gradient), float(cubic.max())


def threshold(w: Any) -> float:
    """-lambda_min of 1/2 Hess L in the natural norm over the threshold of S2."""
    A1, A2, A3, B, X, Y, _, _ = unpacked(w)
    none = dict.fromkeys(("wx", "wy", "lx", "ly"), 0.0)
    H = hessian(A1, A2, A3, B, X, Y, **none) / 2
    N = scipy.linalg.block_diag(kronecker(A1.T @ A1, A2.T @ A2), kronecker(A3.T @ A3, np.eye(WIDTH)))
    lowest = scipy.linalg.eigh(H, N, eigvals_only=True, subset_by_index=(0, 0))[0]
    mu, K = curvature_loss(line(w))
    return float(-lowest / ((mu + np.sqrt(mu * mu + 4 * K * K)) / 2))


def derivative(order: int) -> Callable[[Any], float]:
    """|D^order L[h^order]| over its constant."""
    constant = constants()[order - 2]
    return lambda w: float(abs(lines.loss_derivatives(line(w))[order - 1])) / constant


def search(objective: Callable[[Any], float], seconds: float, rng: np.random.Generator) -> tuple[float, Any]:
    """The largest value found and where."""

    def loss(w: Any) -> float:
        try:
            with np.errstate(all="ignore"):
                value = objective(w)
        except (np.linalg.LinAlgError, ValueError):
            return 0.0
        return -value if np.isfinite(value) else 0.0

    best, where, end = -np.inf, None, time.monotonic() + seconds
    while time.monotonic() < end:
        start = rng.normal(size=sum(a * b for a, b in SHAPES)) * 10.0 ** rng.uniform(-0.5, 0.5)
        found = minimize(loss, start, method="L-BFGS-B", options={"maxiter": 100})
        if -found.fun > best:
            best, where = -found.fun, found.x
    return best, where


def confirmed(w: Any, order: int) -> str:
    """The derivative at the instance, enclosed."""
    at = line(w)
    with precision(128):
        exact = lines.line(*(balls(np.asarray(part)) for part in (np.log(at.F), at.V, at.O - at.C, at.s, at.v)))
        return str(abs(lines.loss_derivatives(exact)[order - 1]).str(6))


def main() -> None:
    """Print the factor between each bound and the largest value found."""
    parser = argparse.ArgumentParser(description="Sharpness of the composed constants at (n, d) = (8, 2).")
    parser.add_argument("--seconds", type=float, default=60.0, help="search time for each constant")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    rng = np.random.default_rng(arguments.seed)
    for title, order in (("gradient", 2), ("Hessian", 3)):
        share, where = search(derivative(order), arguments.seconds, rng)
        constant = constants()[order - 2]
        text = f"Lipschitz constant of the {title}: bound {constant:.4g}, found {confirmed(where, order)}"
        sys.stdout.write(f"{text}, factor left {1 / share:.3g}\n")
    share, _ = search(threshold, arguments.seconds, rng)
    sys.stdout.write(f"convexity threshold: factor left {1 / share:.3g}\n")


if __name__ == "__main__":
    main()
