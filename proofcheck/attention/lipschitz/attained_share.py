"""How much the composed constants lose at (n, d) = (8, 2): the largest values found against the bounds.

For data with ||A3 Y||_F = 1 and |B_j| <= 1, in the natural norm, a quasi-Newton search maximises |D^2 L[h^2]| and
|D^3 L[h^3]| over A1, A2, A3, B, X, Y and unit directions h, and the true convexity threshold -lambda_min(1/2 Hess L)
relative to that of S2-threshold. What is found is evaluated again in balls, at the exact doubles of the point, so that
every factor below is an upper bound of what is lost there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import scipy.linalg
from flint import arb
from scipy.optimize import minimize

from proofcheck.arithmetic.functions import Array, as_array, balls, elementwise, matmul, maximum, precision, sqrt
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.convexity.pointwise import curvature_loss
from proofcheck.attention.lipschitz import bound_rules, natural_norm
from proofcheck.model.derivatives import hessian, kronecker
from proofcheck.recheck.hessian_lipschitz import cubic_form_maximum
from proofcheck.typeset.numbers import upward

ROWS, WIDTH = 8, 2
_SHAPES: Final = [(ROWS, WIDTH)] * 4 + [(WIDTH, WIDTH)] * 4
_BITS: Final = 128


def unpack(w: Array) -> list[Array]:
    """A1, A2, A3, B, X, Y, dX, dY with ||A3 Y|| = 1 and |B_j| <= 1."""
    parts = np.split(w, np.cumsum([a * b for a, b in _SHAPES])[:-1])
    A1, A2, A3, B, X, Y, dX, dY = (part.reshape(shape) for part, shape in zip(parts, _SHAPES, strict=True))
    B = B / np.maximum(1.0, np.linalg.norm(B, axis=1))[:, None]
    return [A1, A2, A3, B, X, Y / np.linalg.norm(A3 @ Y), dX, dY]


def line(w: Array) -> natural_coordinates.Line:
    """The point and the unit direction in natural coordinates."""
    A1, A2, A3, B, X, Y, dX, dY = unpack(w)
    s, v = A1 @ dX @ A2.T, A3 @ dY
    size = np.hypot(np.linalg.norm(s), np.linalg.norm(v))
    return natural_coordinates.line(A1 @ X @ A2.T, A3 @ Y, B, s / size, v / size)


def lowest_curvature(w: Array) -> tuple[float, Array]:
    """lambda_min of 1/2 Hess L in the natural norm, and its direction (dX, dY), flat."""
    A1, A2, A3, B, X, Y, _, _ = unpack(w)
    none: dict[str, Any] = dict.fromkeys(("wx", "wy", "lx", "ly"), 0.0)
    H = hessian(A1, A2, A3, B, X, Y, **none) / 2
    N = scipy.linalg.block_diag(kronecker(A1.T @ A1, A2.T @ A2), kronecker(A3.T @ A3, np.eye(WIDTH)))
    values, vectors = scipy.linalg.eigh(H, N, subset_by_index=(0, 0))
    return float(values[0]), vectors[:, 0]


def threshold(at: natural_coordinates.Line) -> Any:
    """The weight w^2 of S2-threshold at a point."""
    mu, K = curvature_loss(at)
    return (mu + sqrt(as_array(mu * mu + 4 * K * K)).item()) / 2


@dataclass(frozen=True, kw_only=True)
class Target:
    """A constant: its title, the share of it at a point in float64 and enclosed in balls, and how to search.

    In balls the constant is that of the data at hand, whose |B_j| may lie below 1. `seed` and `iterations` lead far
    within a second; the campaign searches longer.
    """

    title: str
    share: Callable[[Array], float]
    enclosed: Callable[[Array], arb]
    seed: int
    iterations: int


def _exact_line(w: Array) -> tuple[natural_coordinates.Line, Array, Array]:
    """The line in balls from the doubles that `unpack` gives, and s, v before they are scaled to a unit direction."""
    A1, A2, A3, B, X, Y, dX, dY = (balls(np.asarray(part)) for part in unpack(w))
    s, v = matmul(matmul(A1, dX), A2.T), matmul(A3, dY)
    return natural_coordinates.line(matmul(matmul(A1, X), A2.T), matmul(A3, Y), B, s, v), s, v


def _exact_set(at: natural_coordinates.Line, B: Array) -> Any:
    """Suprema over the set at the radii that the doubles have: they miss 1 by a rounding."""
    return natural_norm.set_quantities(natural_coordinates.length(at.V), natural_coordinates.row_lengths(B))


def gradient_constant() -> float:
    """Lipschitz constant of grad L on the set, in the natural norm (B6)."""
    return float(natural_norm.gradient_constant(natural_norm.set_quantities(1.0, np.ones(ROWS)), 1.0, 1.0))


def hessian_constant(rows: Any) -> Any:
    """Lipschitz constant of Hess L, in the natural norm (B6), an upper bound."""
    found = natural_norm.evaluate_coefficients(bound_rules.row_bound(3), rows)
    cubic, mixed = (maximum(found[powers]) for powers in ((3, 0), (2, 1)))
    linear = natural_coordinates.length(found[1, 2])
    return cubic_form_maximum(*(arb(value) for value in (cubic, mixed, linear)))


def _gradient_share(w: Array) -> arb:
    at, s, v = _exact_line(w)
    constant = natural_norm.gradient_constant(_exact_set(at, at.O - at.C), arb(1), arb(1))
    share: arb = abs(natural_coordinates.loss_derivatives(at)[1]) / (
        (natural_coordinates.square(s) + natural_coordinates.square(v)) * constant
    )
    return share


def _hessian_share(w: Array) -> arb:
    at, s, v = _exact_line(w)
    size = (natural_coordinates.square(s) + natural_coordinates.square(v)).sqrt()
    constant = hessian_constant(_exact_set(at, at.O - at.C))
    share: arb = abs(natural_coordinates.loss_derivatives(at)[2]) / (size * size * size * constant)
    return share


def _threshold_share(w: Array) -> arb:
    """-1/2 D^2 L[h^2] / |h|^2 along the lowest direction, a lower bound of the true threshold, over S2's."""
    _, direction = lowest_curvature(w)
    moved = np.concatenate([w[: -direction.size], direction])
    at, s, v = _exact_line(moved)
    share: arb = -natural_coordinates.loss_derivatives(at)[1] / (
        2 * (natural_coordinates.square(s) + natural_coordinates.square(v)) * threshold(at)
    )
    return share


def _quotient(order: int, constant: float) -> Callable[[Array], float]:
    return lambda w: float(abs(natural_coordinates.loss_derivatives(line(w))[order - 1])) / constant


def targets() -> tuple[Target, ...]:
    """The Lipschitz constants that a search tries to attain, each with its enclosure and seed."""
    ones = natural_norm.set_quantities(arb(1), elementwise(np.ones(ROWS), arb))
    third = float(hessian_constant(ones))
    return (
        Target(
            title="gradient Lipschitz constant",
            share=_quotient(2, gradient_constant()),
            enclosed=_gradient_share,
            seed=1,
            iterations=60,
        ),
        Target(
            title="Hessian Lipschitz constant",
            share=_quotient(3, third),
            enclosed=_hessian_share,
            seed=0,
            iterations=60,
        ),
        Target(
            title="convexity threshold",
            share=lambda w: -lowest_curvature(w)[0] / float(threshold(line(w))),
            enclosed=_threshold_share,
            seed=4,
            iterations=12,
        ),
    )


def random_starts(rng: np.random.Generator) -> Iterator[Array]:
    """Random points of various scales."""
    while True:
        yield rng.normal(size=sum(a * b for a, b in _SHAPES)) * 10.0 ** rng.uniform(-0.5, 0.5)


def climb_from(share: Callable[[Array], float], start: Array, iterations: int) -> tuple[float, Array]:
    """The largest share that a quasi-Newton search finds from a start, and where."""

    def loss(w: Array) -> float:
        try:
            with np.errstate(all="ignore"):
                value = share(w)
        except (np.linalg.LinAlgError, ValueError):
            return 0.0
        return -value if np.isfinite(value) else 0.0

    found = minimize(loss, start, method="L-BFGS-B", options={"maxiter": iterations})
    return -float(found.fun), np.asarray(found.x)


def factor_left(target: Target, w: Array) -> arb:
    """1 / share at a point, enclosed."""
    with precision(_BITS):
        return 1 / target.enclosed(w)


def factors() -> dict[str, str]:
    """The factor that each constant loses at the best point of one search from its seed, rounded up."""
    found = {}
    for target in targets():
        _, where = climb_from(target.share, next(random_starts(np.random.default_rng(target.seed))), target.iterations)
        label = f"factor left of the {target.title} at (n, d) = ({ROWS}, {WIDTH}), search with seed {target.seed}"
        found[label] = upward(math.nextafter(float(factor_left(target, where).upper()), math.inf), 4)
    return found
