"""Iterative linear algebra for quadratic models: a conjugate-gradient path that is cut at any radius, and Lanczos."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from solver.oracle.augmented import Floats

Operator = Callable[[Floats], Floats]
Observer = Callable[[Floats, float, float], None]

_SPACING: Final = 1.25  # knots are kept where the length has grown by this factor
_FLAT: Final = 1e-14  # curvature below this fraction of |d| |H d| is taken for negative


@dataclass(frozen=True, kw_only=True, eq=False)
class Knot:
    """A point w of a path with H w, and with M w for the length."""

    w: Floats
    Hw: Floats
    Mw: Floats

    def move(self, t: float, along: Knot) -> Knot:
        """w + t d."""
        return Knot(w=self.w + t * along.w, Hw=self.Hw + t * along.Hw, Mw=self.Mw + t * along.Mw)

    def to_sphere(self, along: Knot, radius: float) -> Knot:
        """The point w + t d of length `radius`, t >= 0."""
        return self.move(_to_sphere(_inner(self, self), _inner(self, along), _inner(along, along), radius), along)

    @property
    def length(self) -> float:
        """Of the step w, by M, which the trust region bounds."""
        return float(np.sqrt(max(_inner(self, self), 0.0)))


def _inner(one: Knot, other: Knot) -> float:
    return float(one.w @ other.Mw)


def _origin(like: Floats) -> Knot:
    return Knot(w=np.zeros_like(like), Hw=np.zeros_like(like), Mw=np.zeros_like(like))


@dataclass(frozen=True, kw_only=True, eq=False)
class Cut:
    """A step w, its length, and how far the model falls along it."""

    w: Floats
    length: float
    decrease: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Path:
    """Points along which g^T w + w^T H w / 2 falls and the length grows; `products` counts H's uses."""

    g: Floats
    knots: tuple[Knot, ...]
    products: int
    negative: bool

    def cut(self, radius: float) -> Cut:
        """The path's point at length `radius`, or its end."""
        last = next((i for i, knot in enumerate(self.knots) if knot.length > radius * (1 + 1e-12)), None)
        if last is None:
            return self._cut_at(self.knots[-1])
        a, b = self.knots[last - 1], self.knots[last]
        return self._cut_at(a.to_sphere(b.move(-1.0, a), radius))

    def _cut_at(self, knot: Knot) -> Cut:
        decrease = -float(self.g @ knot.w + 0.5 * (knot.w @ knot.Hw))
        return Cut(w=knot.w, length=knot.length, decrease=decrease)


def _ignore(_z: Floats, _square: float, _curvature: float) -> None:
    pass


def conjugate_gradients(
    H: Operator,
    g: Floats,
    radius: float,
    tolerance: float,
    limit: int,
    precondition: Operator = np.copy,
    observe: Observer = _ignore,
) -> Path:
    """Steihaug's path (SIAM J. Numer. Anal. 20 (1983) 626-637) for g^T w + w^T H w / 2 within `radius`.

    `precondition` multiplies by M^{-1}, M positive definite. Lengths are |w|_M, and the path ends when the residual
    r = g + H w has |r|_{M^-1} <= tolerance |g|_{M^-1}, at the radius, along negative curvature, or after `limit`
    products. Since lengths grow along it, the path for a smaller radius is a part of it: a rejected step costs no
    further product. M itself is never applied: directions are combinations of M^{-1} r, so that M d is one of r
    (Conn, Gould, Toint, Trust-Region Methods, section 7.5). `observe` is told z = M^{-1} r, r^T z and d^T H d of each
    step that stays inside.
    """
    z = precondition(g)
    at, r, d, Md = _origin(g), g.copy(), -z, -g
    knots, rr = [at], float(r @ z)
    small = tolerance * tolerance * rr
    if not 0 < rr < np.inf:  # no descent direction, or one that overflows
        return Path(g=g, knots=tuple(knots), products=0, negative=False)
    for products in range(1, limit + 1):
        along = Knot(w=d, Hw=H(d), Mw=Md)
        if not np.isfinite(along.Hw).all():  # overflow: what has been found so far stands
            return Path(g=g, knots=tuple(knots), products=products, negative=False)
        curvature = float(d @ along.Hw)
        negative = curvature <= _FLAT * float(np.linalg.norm(d) * np.linalg.norm(along.Hw))
        # H w and the residual follow from H d, so that one product an iteration is enough.
        following = at if negative else at.move(rr / curvature, along)
        if negative or not following.length < radius:
            # The model falls all the way along d: its least value within the region is on the boundary.
            knots.append(at.to_sphere(along, radius))
            return Path(g=g, knots=tuple(knots), products=products, negative=negative)
        observe(z, rr, curvature)
        at, r = following, r + rr / curvature * along.Hw
        z = precondition(r)
        previous, rr = rr, float(r @ z)
        # Between knots `cut` interpolates, so that few are kept however many iterations there are.
        done = rr <= small or products == limit
        if done or at.length >= _SPACING * knots[-1].length:
            knots.append(at)
        if done:
            break
        beta = rr / previous  # conjugate to every direction before, in exact arithmetic
        d, Md = beta * d - z, beta * Md - r
    return Path(g=g, knots=tuple(knots), products=products, negative=False)


def straight_path(H: Operator, g: Floats, v: Floats, Mv: Floats, radius: float) -> Path:
    """The straight path along +-v, downhill, to the radius."""
    t = radius / float(np.sqrt(v @ Mv)) * (-1.0 if g @ v > 0 else 1.0)
    knots = _origin(g), Knot(w=t * v, Hw=H(t * v), Mw=t * Mv)
    return Path(g=g, knots=knots, products=1, negative=True)


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


def _to_sphere(ww: float, wd: float, dd: float, radius: float) -> float:
    """t >= 0 with |w + t d| = radius, for |w| <= radius, from inner products; free of cancellation."""
    room = max(radius * radius - ww, 0.0)
    if not dd > 0:
        return 0.0
    root = float(np.sqrt(wd * wd + dd * room))
    return float(room / (wd + root)) if wd > 0 else float((root - wd) / dd)
