"""What the moments of a softmax row move by along a step, beyond its first orders; bounds for every query at once.

Row j has weights f at a centre and f_t = softmax(s + t sigma) on the way to s + sigma; delta >= max_k |sigma_k -
E_f[sigma]|. Jensen's inequality gives f_t <= e^(t delta) f, hence Var_t(X) <= E_t |X - E_f X|^2 <= e^(t delta)
Var_f(X). With v >= Var_t(sigma) (also <= delta^2 and <= range^2 / 4, Popoviciu) all |sigma - E_t[sigma]| are at most
Delta = min(delta + v, range), since E_t[sigma] moves by v at most. By I5 and Cauchy-Schwarz,

    |Cov_t(sigma, X)| <= e^(t delta) sd(sigma) sd(X),         |E_t[sigma~^2 X~]| <= e^(t delta) sd(sigma) sd(X) Delta,
    |E_t[sigma~^3 X~] - 3 Var_t(sigma) E_t[sigma~ X~]| <= e^(t delta) sd(sigma) sd(X) max(Delta^2, 3 v),

with sd under f. Integrated against 1, 1 - t and (1 - t)^2 / 2, where e^(t delta) <= 1 - t + t e^delta, the remainders
of E[X] after no, one and two orders are the products with (1 + e)/2, (2 + e)/6 and (3 + e)/24, e = e^delta. Each
shrinks at least as s, s^2 and s^3 with a step s sigma, s <= 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.global_search.moments import Moments, Sampler
from solver.verified.ball import Ball, Floats, ball
from solver.verified.exponential import exp


@dataclass(frozen=True, kw_only=True)
class RowRemainders:
    """Upper bounds for every query, b x n: remainders of the order named, for any step in the box.

    Of E[T] (`values`), of E[T] K (`narrow`), of E[V] = E[T] y (`outputs`) and of 2 <C_j, E[V]> (`slopes`).
    """

    second_values: Ball
    third_values: Ball
    first_narrow: Ball
    second_narrow: Ball
    third_narrow: Ball
    first_outputs: Ball
    second_outputs: Ball
    third_slopes: Ball


def row_remainders(sampler: Sampler, at: Moments, widths: Floats, y: Ball, K: Floats, C: Ball) -> RowRemainders:
    """For boxes of half-widths `widths` (b x p q)."""
    first, second, third = _factors(sampler, at, widths)
    pulled = (C @ y.transpose(0, 2, 1))[..., None]
    weights = (X @ X.transpose(0, 2, 1) for X in (ball(np.eye(y.shape[1])[None]), ball(K), y))
    values, narrow, outputs = (_spread(at.values, weight) for weight in weights)
    slopes = _root((at.values @ pulled * pulled).sum(axis=3).sum(axis=2)) * 2.0
    return RowRemainders(
        second_values=_exact(values * second),
        third_values=_exact(values * third),
        first_narrow=_exact(narrow * first),
        second_narrow=_exact(narrow * second),
        third_narrow=_exact(narrow * third),
        first_outputs=_exact(outputs * first),
        second_outputs=_exact(outputs * second),
        third_slopes=_exact(slopes * third),
    )


def _factors(sampler: Sampler, at: Moments, widths: Floats) -> tuple[Ball, Ball, Ball]:
    """sd(sigma) (1 + e)/2, sd(sigma) Delta (2 + e)/6 and sd(sigma) max(Delta^2, 3 v) (3 + e)/24, b x n."""
    problem, (low, high) = sampler.frame.problem, sampler.ends
    steps = ball(sampler.frame.queries.magnitude()) @ widths.reshape(-1, problem.p, problem.q)
    deviation = ball(np.maximum((high - at.key).upper(), (at.key - low).upper()))
    sd = _root(Ball(*(part.diagonal(axis1=2, axis2=3) for part in (at.keys.mid, at.keys.rad))))
    delta, sigma, span = ((steps * part).sum(axis=2).upper() for part in (deviation, sd, ball(high) - low))
    e, squares = exp(ball(delta)), [ball(part) * part for part in (delta, sigma, span)]
    v = np.minimum((e * squares[1]).upper(), np.minimum(squares[0].upper(), (squares[2] * 0.25).upper()))
    Delta = ball(np.minimum((ball(delta) + v).upper(), span))
    cubic = ball(np.maximum((Delta * Delta).upper(), (ball(v) * 3.0).upper()))
    s = ball(sigma)
    return (
        _exact(s * (e + 1.0) * 0.5),
        _exact(s * Delta * (e + 2.0) / 6.0),
        _exact(s * cubic * (e + 3.0) / 24.0),
    )


def _spread(values: Ball, weight: Ball) -> Ball:
    """sqrt(tr(Cov(T, T) W)) for W (b, r, r), b x n."""
    return _root((values * weight[:, None]).sum(axis=3).sum(axis=2))


def _root(squares: Ball) -> Ball:
    """Upper bounds of the roots of nonnegative numbers, as exact balls."""
    return ball(ball(np.maximum(squares.upper(), 0.0)).sqrt().upper())


def _exact(values: Ball) -> Ball:
    return ball(values.upper())


def lengths(rows: Ball, leading: int) -> Ball:
    """Upper bounds of the lengths of rows, of an array with `leading` axes before the two of a matrix."""
    return _exact((rows * rows).sum(axis=leading + 1).sqrt())
