"""Iterative linear algebra for quadratic models: a conjugate-gradient path that is cut at any radius, and Lanczos."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from solver.oracle.augmented import Floats

Operator = Callable[[Floats], Floats]

_SPACING: Final = 1.25  # knots are kept where the length has grown by this factor
_FLAT: Final = 1e-14  # curvature below this fraction of |d| |H d| is taken for negative


@dataclass(frozen=True, kw_only=True, eq=False)
class Knot:
    """A point w of a path with H w."""

    w: Floats
    Hw: Floats

    @property
    def length(self) -> float:
        """Euclidean length of the step w, which the trust region bounds."""
        return float(np.linalg.norm(self.w))


@dataclass(frozen=True, kw_only=True, eq=False)
class Path:
    """Points along which g^T w + w^T H w / 2 falls and the length grows; `products` counts H's uses."""

    g: Floats
    knots: tuple[Knot, ...]
    products: int
    negative: bool

    def cut(self, radius: float) -> tuple[Floats, float]:
        """The path's point at length `radius` (or its end), and the model's decrease there."""
        last = next((i for i, knot in enumerate(self.knots) if knot.length > radius * (1 + 1e-12)), None)
        if last is None:
            return self.knots[-1].w, self._decrease(self.knots[-1])
        a, b = self.knots[last - 1], self.knots[last]
        t = _to_sphere(a.w, b.w - a.w, radius)
        knot = Knot(w=a.w + t * (b.w - a.w), Hw=a.Hw + t * (b.Hw - a.Hw))
        return knot.w, self._decrease(knot)

    def _decrease(self, knot: Knot) -> float:
        return -float(self.g @ knot.w + 0.5 * (knot.w @ knot.Hw))


def conjugate_gradients(H: Operator, g: Floats, radius: float, tolerance: float, limit: int) -> Path:
    """Steihaug's path (SIAM J. Numer. Anal. 20 (1983) 626-637) for g^T w + w^T H w / 2 within `radius`.

    Ends when ||g + H w|| <= tolerance ||g||, at the radius, along negative curvature, or after `limit` products. Since
    lengths grow along it, the path for a smaller radius is a part of it: a rejected step costs no further product.
    """
    w, Hw, r, d = np.zeros_like(g), np.zeros_like(g), g.copy(), -g
    knots, rr, small = [Knot(w=w, Hw=Hw)], float(g @ g), tolerance * float(np.linalg.norm(g))
    if not 0 < rr < np.inf:  # no descent direction, or one that overflows
        return Path(g=g, knots=tuple(knots), products=0, negative=False)
    for products in range(1, limit + 1):
        Hd = H(d)
        if not np.isfinite(Hd).all():  # overflow: what has been found so far stands
            return Path(g=g, knots=tuple(knots), products=products, negative=False)
        curvature = float(d @ Hd)
        negative = curvature <= _FLAT * float(np.linalg.norm(d) * np.linalg.norm(Hd))
        step = np.inf if negative else rr / curvature
        if negative or np.linalg.norm(w + step * d) >= radius:
            # The model falls all the way along d: its least value within the region is on the boundary.
            t = _to_sphere(w, d, radius)
            knots.append(Knot(w=w + t * d, Hw=Hw + t * Hd))
            return Path(g=g, knots=tuple(knots), products=products, negative=negative)
        # H w and the residual r = g + H w follow from H d, so that one product an iteration is enough.
        w, Hw, r = w + step * d, Hw + step * Hd, r + step * Hd
        previous, rr = rr, float(r @ r)
        # Between knots `cut` interpolates, so that few are kept however many iterations there are.
        done = rr <= small * small or products == limit
        if done or np.linalg.norm(w) >= _SPACING * knots[-1].length:
            knots.append(Knot(w=w, Hw=Hw))
        if done:
            break
        d = -r + rr / previous * d  # conjugate to every direction before, in exact arithmetic
    return Path(g=g, knots=tuple(knots), products=products, negative=False)


def straight_path(H: Operator, g: Floats, v: Floats, radius: float) -> Path:
    """The straight path along +-v, downhill, to the radius."""
    w = v * (radius / np.linalg.norm(v)) * (-1.0 if g @ v > 0 else 1.0)
    origin = np.zeros_like(g)
    return Path(g=g, knots=(Knot(w=origin, Hw=origin), Knot(w=w, Hw=H(w))), products=1, negative=True)


def lanczos_smallest(H: Operator, start: Floats, limit: int) -> tuple[float, float, Floats]:
    """(smallest, largest) Ritz value of H after at most `limit` Lanczos steps, and the vector of the smallest.

    Fully reorthogonalised. The smallest Ritz value is an upper bound of the smallest eigenvalue, not a lower one. NaN
    where H overflows at once.
    """
    basis = [start / np.linalg.norm(start)]
    alphas: list[float] = []
    betas: list[float] = []
    for _ in range(min(limit, len(start))):
        v = H(basis[-1])
        if not np.isfinite(v).all():
            break
        alphas.append(float(v @ basis[-1]))
        rows = np.array(basis)
        for _ in range(2):  # twice is enough (Kahan, Parlett)
            v = v - rows.T @ (rows @ v)
        beta = float(np.linalg.norm(v))
        if beta <= 1e-10 * max(map(abs, alphas)):
            break  # the space is invariant up to rounding: its Ritz values are eigenvalues
        betas.append(beta)
        basis.append(v / beta)
    size = len(alphas)
    if size == 0:
        return np.nan, np.nan, basis[0]
    T = np.diag(alphas) + np.diag(betas[: size - 1], 1) + np.diag(betas[: size - 1], -1)
    values, vectors = np.linalg.eigh(T)
    return float(values[0]), float(values[-1]), np.array(basis[:size]).T @ vectors[:, 0]


def _to_sphere(w: Floats, d: Floats, radius: float) -> float:
    """t >= 0 with ||w + t d|| = radius, for ||w|| <= radius; free of cancellation."""
    a, b, c = float(d @ d), float(w @ d), max(radius * radius - float(w @ w), 0.0)
    if not a > 0:
        return 0.0
    root = float(np.sqrt(b * b + a * c))
    return float(c / (b + root)) if b > 0 else float((root - b) / a)
