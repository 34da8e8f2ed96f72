"""One-dimensional cubics at which the bounds of R1, R3, C1 and C2 are attained, up to one part in a million of M.

Phi(t) = ell t^2 / 2 - a t^3 / 6 has its minimiser at 0, Phi''(0) = ell and the Lipschitz constant a of Phi''. Newton's
step from t = r with (1 - e0) Phi'' ends at -r (e0 + q) / (1 - e0), q = a r / (2 (ell - a r)): equality in R3, and for
e0 = 0 in R1. Phi(x) = mu x^2 / 2 - a x^3 / 6 - g x has |Phi'(0)| = g, Phi''(0) = mu and, for h = a g / mu^2 < 1/2, the
minimiser (mu - sqrt(mu^2 - 2 a g)) / a: equality in C1. The bounds get M a little larger than a, so that balls decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from flint import arb

_BITS = 20  # M = a (1 + 2^-20)


@dataclass(frozen=True, kw_only=True)
class Cubic:
    """Curvature `ell` at the minimiser 0, its true Lipschitz constant `a` and the larger `M`, a start 0 < M r < ell."""

    ell: arb
    a: arb
    M: arb
    start: arb

    def after(self, share: arb) -> arb:
        """The point after a step from the start with `share` times the second derivative there."""
        slope = self.ell * self.start - self.a * self.start * self.start / 2
        return self.start - slope / (share * (self.ell - self.a * self.start))


def cubics(rng: np.random.Generator, count: int) -> Iterator[Cubic]:
    """Random cubics, M r / ell between 0 and 9/10."""
    for _ in range(count):
        ell, a, share = _dyadics(rng)
        yield Cubic(ell=ell, a=a, M=_round_up(a), start=share * ell / _round_up(a) * 9 / 10)


@dataclass(frozen=True, kw_only=True)
class Start:
    """A point 0 with gradient norm g and curvature mu, M, and the minimiser: its distance and how much lower it is."""

    g: arb
    mu: arb
    M: arb
    distance: arb
    gap: arb


def random_starts(rng: np.random.Generator, count: int) -> Iterator[Start]:
    """Random starts with h between 0 and 1/2, a quarter of them within a thousandth of 1/2."""
    for index in range(count):
        mu, a, share = _dyadics(rng)
        h = (1 - share / 1024 if index % 4 == 0 else share) / 2
        g, M = h * mu * mu / _round_up(a), _round_up(a)
        x = (mu - (mu * mu - 2 * a * g).sqrt()) / a
        yield Start(g=g, mu=mu, M=M, distance=x, gap=g * x - mu * x * x / 2 + a * x * x * x / 6)


def _dyadics(rng: np.random.Generator) -> tuple[arb, arb, arb]:
    """Two numbers in [1/8, 8] and one in (0, 1)."""
    first, second, share = (int(k) for k in rng.integers(1, 64, 3))
    return arb(first) / 8, arb(second) / 8, arb(share) / 64


def _round_up(a: arb) -> arb:
    return a * (1 + arb(2) ** -_BITS)
