"""The theorem of certificates (theory C1, C2) and its application in one norm.

Theorem. Let g >= ||grad Phi(z)||_*, H := Hess Phi(z) >= mu > 0 in a Hilbert norm, e >= ||H^-1 grad Phi(z)|| (e = g / mu
always serves), M >= the Lipschitz constant of the Hessian on the ball of radius rho around z in that norm, and
h = M e / mu < 1/2. Put r = 2 e / (1 + sqrt(1 - 2h)). If r <= rho, then Phi has exactly one stationary point z* with
||z - z*|| <= r; it is a strict local minimiser, and

    0 <= Phi(z) - Phi(z*) <= max_{t <= r} (g t - mu t^2/2 + M t^3/6) <= g^2 / (2 (mu - M r / 3)).

Proof. grad Phi(z + d) = grad Phi(z) + H d + q(d) with ||q(d)||_* <= M ||d||^2/2, so the stationary points are z + d for
the fixed points d of d -> -H^-1 (grad Phi(z) + q(d)). It maps the ball of radius r into itself, because
e + M r^2 / (2 mu) = r: there is one (Brouwer). On that ball Hess Phi >= mu - M r = mu sqrt(1 - 2h) > 0, so it is the
only one, a strict minimiser, and the least value on the ball. With t = ||z - z*||: Phi(z*) >= Phi(z) - g t + mu t^2/2 -
M t^3/6, and M t^3 <= M r t^2 leaves a quadratic in t. Equality holds for Phi'(x) = mu x - M x^2/2 - g in one dimension,
so C1 cannot be improved (Newton-Kantorovich). With w ~ H^-1 grad and its residual, e = ||w|| + ||grad - H w||_* / mu is
smaller than g / mu by up to the condition number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from solver.certificates.enclosure import EnclosedPoint
from solver.certificates.hessian_lipschitz import hessian_lipschitz_upper
from solver.certificates.newton_step import NewtonStep
from solver.certificates.norms import Metric, Norm
from solver.display.card import downward, upward
from solver.verified.ball import TINY, Ball, ball
from solver.verified.eigenvalues import Dense

SLACK: Final = 1.0 + 2.0**-10  # leaves room for a re-checker that bounds the same quantities in another way
SHARPENINGS: Final = 4
_ROUNDED_UP: Final = 1.0 + 2.0**-30  # makes mu r - M r^2/2 > mu e strict
_DENORMAL: Final = 2.0**-1040  # leaves room in rho for roundings up by TINY each, where 2 e is no larger than they
_LARGEST_H: Final = 0.499  # h < 1/2 with room for _ROUNDED_UP inside rho


@dataclass(frozen=True, kw_only=True)
class Hypotheses:
    """The theorem's quantities in one norm; `radius_upper` is infinite where h < 1/2 was not established.

    `metric_lower` <= ||d||^2 / ||d||_2^2 turns the radius into a Euclidean one; `residual_upper` is the dual norm of
    what the Newton step leaves of the gradient, `step_upper` the step's length in the norm used. The ridges are ex and
    ey of `solver.certificates.norms`, 0 in the Euclidean norm.
    """

    norm: Norm
    gradient_upper: float
    residual_upper: float
    step_upper: float
    curvature_lower: float = -np.inf
    lipschitz_upper: float = np.inf
    ball_radius: float = np.inf
    radius_upper: float = np.inf
    gap_upper: float = np.inf
    metric_lower: float
    ridge_scores: float
    ridge_values: float
    failure: str = ""


def establish(at: EnclosedPoint, metric: Metric, slope: Ball, curvature: Dense | float, step: NewtonStep) -> Hypotheses:
    """The theorem's quantities in one norm, from the Hessian or a lower bound of its curvature in that norm."""
    vector = np.concatenate([step.X.ravel(), step.Y.ravel()])
    start = Hypotheses(
        norm=metric.norm,
        gradient_upper=metric.dual_norm_upper(slope) * SLACK,
        residual_upper=metric.dual_norm_upper(step.residual) * SLACK + TINY,
        step_upper=metric.length_upper(vector) * SLACK + TINY,
        metric_lower=metric.lower,
        ridge_scores=metric.ridge[0],
        ridge_values=metric.ridge[1],
    )
    if not np.isfinite(start.gradient_upper):
        return replace(start, failure=_explain_no_gradient(at))
    lower = metric.curvature_lower(curvature) if isinstance(curvature, Dense) else curvature
    found = replace(start, curvature_lower=lower)
    if not found.curvature_lower > 0:
        return replace(found, failure=_no_curvature(found.curvature_lower))
    return _conclude(at, metric, found)


def _conclude(at: EnclosedPoint, metric: Metric, found: Hypotheses) -> Hypotheses:
    """The ball, the Lipschitz constant on it, h and, where h < 1/2, radius and gap."""
    g, mu, length = found.gradient_upper, found.curvature_lower, found.step_upper
    # ||H^-1 grad|| two ways: the gradient by curvature, or the computed step and what its residual may hide.
    e = min(float((ball(g) / mu).upper()), float((length + ball(found.residual_upper) / mu).upper()))
    # r <= 2 e where h < 1/2, so that a ball of 2 e is wide enough for M; M is then valid on all of it.
    rho = max(2.0 * e, e + _DENORMAL)
    M = hessian_lipschitz_upper(at, metric.reach(), rho) * SLACK
    h = ball(M) * e / mu
    ready = replace(found, ball_radius=rho, lipschitz_upper=M)
    if not float(h.upper()) < _LARGEST_H:
        return replace(ready, failure=_h_too_large(float(h.upper())))
    r, gap = _conclusions(g, e, mu, M, h)
    if not r <= rho:
        return replace(ready, failure=f"r <= {upward(r)} where r <= rho = {downward(rho)} is needed; scale the data")
    return replace(ready, radius_upper=r, gap_upper=gap)


def _explain_no_gradient(at: EnclosedPoint) -> str:
    """Overflow, which shows in the evaluation, apart from a norm that the data do not define."""
    if at.rows.finite and all(np.isfinite(part.upper()).all() for part in (at.V, at.rows.C)):
        return "the gradient bound is not finite: rank-deficient data, or weights that overflow"
    return (
        "float64 overflows at this scale of data and point; scale A1, A2, A3 and B, or certify a point nearer to zero"
    )


def _no_curvature(mu: float) -> str:
    return f"the Hessian at the point was only shown to be >= {downward(mu)} I; positive curvature is needed"


def _h_too_large(h: float) -> str:
    return f"h = M ||H^-1 grad|| / mu <= {upward(h)} where h < {_LARGEST_H} is needed; solve more accurately"


def _conclusions(g: float, e: float, mu: float, M: float, h: Ball) -> tuple[float, float]:
    """Radius and objective gap of the theorem, rounded up; h leaves room for r <= rho."""
    root = ball(float((1.0 - 2.0 * h).lower())).sqrt()
    r = float((2.0 * ball(e) / (1.0 + root)).upper()) * _ROUNDED_UP
    gap = ball(g) * g / (2.0 * (mu - ball(M) * r / 3.0))
    return r, float(gap.upper()) * _ROUNDED_UP


def distance_upper(found: Hypotheses, step: NewtonStep) -> float:
    """The Euclidean distance to the minimiser: the theorem's radius or, mostly sharper, the Newton step's."""
    if not (np.isfinite(found.radius_upper) and found.metric_lower > 0):
        return float(np.inf)
    root, r = ball(found.metric_lower).sqrt(), ball(sharpen_radius(found))
    sharp = (step.length_upper + _remainder(found, r) / root) * SLACK
    return min(float((r / root).upper()) * _ROUNDED_UP, float(sharp.upper()))


def sharpen_radius(found: Hypotheses) -> float:
    """The distance in the norm used: r' = ||w|| + (||rho||_* + M r^2/2) / mu, again with r' for r, a few times."""
    r = found.radius_upper
    for _ in range(SHARPENINGS):
        r = min(r, float((found.step_upper + _remainder(found, ball(r))).upper()))
    return r


def _remainder(found: Hypotheses, r: Ball) -> Ball:
    """(||rho||_* + M r^2/2) / mu bounds the distance of the minimiser from the Newton iterate, in the norm used."""
    return (found.residual_upper + ball(found.lipschitz_upper) * r * r * 0.5) / found.curvature_lower


def gap_upper(found: Hypotheses, step: NewtonStep) -> float:
    """Phi(z) - Phi(z*): the theorem's bound or the Newton step's."""
    M, r = ball(found.lipschitz_upper), ball(sharpen_radius(found))
    inverse = step.decrease_upper + ball(found.gradient_upper) * found.residual_upper / found.curvature_lower
    sharp = (inverse * 0.5 + M * r * r * r / 6.0) * SLACK
    return min(found.gap_upper, max(float(sharp.upper()), TINY))
