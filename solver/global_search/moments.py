"""Centred moments of keys and values under every query's weights, at many points at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from solver.global_search.frame import Frame
from solver.verified.ball import Ball, Floats
from solver.verified.exponential import softmax


@dataclass(frozen=True, kw_only=True)
class Moments:
    """Of keys a and values T under the weights of each query, at b points; b x n x ..., all but the means centred.

    `key` E[a] (q), `value` E[T] (r), `keys` Cov(a, a) (q, q), `mixed` Cov(a, T) (q, r), `third` E[a~ a~ T~] (q, q, r),
    `values` Cov(T, T) (r, r).
    """

    key: Ball
    value: Ball
    keys: Ball
    mixed: Ball
    third: Ball
    values: Ball


@dataclass(frozen=True)
class Sampler:
    """Takes moments in one frame; what depends on the frame alone is computed once."""

    frame: Frame

    @cached_property
    def columns(self) -> Ball:
        """a, a a, T, a T, a a T and T T of every key, (m x q + q^2 + r + q r + q^2 r + r^2)."""
        a, T = self.frame.keys, self.frame.values
        m = len(a.mid)
        aa, TT = a[:, :, None] * a[:, None, :], T[:, :, None] * T[:, None, :]
        parts = (a, aa, T, a[:, :, None] * T[:, None, :], aa[:, :, :, None] * T[:, None, None, :], TT)
        return Ball(*(np.concatenate([getattr(x, end).reshape(m, -1) for x in parts], 1) for end in ("mid", "rad")))

    @cached_property
    def ends(self) -> tuple[Floats, Floats]:
        """The least and the largest entry of each column of the keys that a query may see, n x q (1 x q unmasked)."""
        low, high, mask = self.frame.keys.lower(), self.frame.keys.upper(), self.frame.problem.mask
        if mask is None:
            return low.min(axis=0, keepdims=True), high.max(axis=0, keepdims=True)
        seen = mask[:, :, None]
        return np.where(seen, low, np.inf).min(axis=1), np.where(seen, high, -np.inf).max(axis=1)

    def weights(self, u: Ball) -> Ball:
        """F of every query at every point of b x p q, as (b n) x m."""
        problem, count = self.frame.problem, len(u.mid)
        left = self.frame.queries @ u.reshape(count, problem.p, problem.q)
        S = left @ self.frame.keys.T
        return softmax(
            S.reshape(count * problem.n, problem.m), None if problem.mask is None else np.tile(problem.mask, (count, 1))
        )

    def moments(self, u: Ball) -> Moments:
        """At the points of b x p q."""
        problem = self.frame.problem
        q, r, shape = problem.q, problem.r, (len(u.mid), problem.n)
        found = (self.weights(u) @ self.columns).reshape(*shape, -1)
        cuts = np.cumsum([0, q, q * q, r, q * r, q * q * r, r * r])
        a, aa, T, aT, aaT, TT = (found[..., low:high] for low, high in pairwise(cuts))
        aa, aT, TT = aa.reshape(*shape, q, q), aT.reshape(*shape, q, r), TT.reshape(*shape, r, r)
        keys, mixed = aa - _outer(a, a), aT - _outer(a, T)
        # E[a~ a'~ T~] = E[a a' T] - E[a a'] E[T] - E[a] Cov(a', T) - E[a'] Cov(a, T)
        cross = a[..., :, None, None] * mixed[..., None, :, :]
        third = aaT.reshape(*shape, q, q, r) - aa[..., None] * T[..., None, None, :]
        third = third - cross - cross.transpose(0, 1, 3, 2, 4)
        return Moments(key=a, value=T, keys=keys, mixed=mixed, third=third, values=TT - _outer(T, T))


def _outer(left: Ball, right: Ball) -> Ball:
    return left[..., :, None] * right[..., None, :]
