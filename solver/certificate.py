"""A-posteriori certificates (theory C1, C2): how far a computed point is from a minimiser that is proved to exist.

Theorem. Let g >= ||grad Phi(z)||_*, Hess Phi(z) >= mu in a Hilbert norm, M >= the Lipschitz constant of the Hessian on
the ball of radius rho around z in that norm, and h = M g / mu^2 < 1/2. Put r = 2 g / (mu (1 + sqrt(1 - 2h))). If
r <= rho, then Phi has exactly one stationary point z* with ||z - z*|| <= r; it is a strict local minimiser, and

    0 <= Phi(z) - Phi(z*) <= max_{t <= r} (g t - mu t^2/2 + M t^3/6) <= g^2 / (2 (mu - M r / 3)).

Proof. On the ball Hess Phi(w) >= mu - M ||w - z||, so for a unit u: <grad Phi(z + r u), u> >= -g + mu r - M r^2/2 >= 0.
A minimiser over the closed ball is therefore stationary, and mu - M r = mu sqrt(1 - 2h) > 0 makes it the only one. With
t = ||z - z*||: Phi(z*) >= Phi(z) - g t + mu t^2/2 - M t^3/6, and M t^3 <= M r t^2 leaves a quadratic in t. Equality
holds for Phi'(x) = mu x - M x^2/2 - g in one dimension, so C1 cannot be improved (Newton-Kantorovich).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final

import numpy as np

from solver.certificate_file import read_certificate, write_certificate
from solver.enclosure import EnclosedPoint, enclose, hessian
from solver.lipschitz import hessian_lipschitz_upper
from solver.norms import Euclidean, Metric, Natural, Norm
from solver.problem import AttentionProblem
from solver.rounding import Ball, Floats, ball
from solver.slope import gradient
from solver.spectrum import smallest_eigenvalue_lower

_SLACK: Final = 1.0 + 2.0**-10  # leaves room for a re-checker that bounds the same quantities in another way
_ROUNDED_UP: Final = 1.0 + 2.0**-30  # makes mu r - M r^2/2 > g strict
_LARGEST_H: Final = 0.499  # h < 1/2 with room for _ROUNDED_UP inside rho


class Outcome(Enum):
    """Whether the theorem's hypotheses were established."""

    CERTIFIED = "a strict minimiser lies within the radius, the only stationary point of the theorem's ball"
    INCONCLUSIVE = "the hypotheses of the theorem were not established; nothing is claimed"


class Scope(Enum):
    """What the certified minimiser is."""

    LOCAL = "a strict local minimiser"
    GLOBAL = "the global minimiser"


@dataclass(frozen=True, kw_only=True)
class Hypotheses:
    """The theorem's quantities in one norm; `radius_upper` is infinite where h < 1/2 was not established.

    `metric_lower` <= ||d||^2 / ||d||_2^2 turns the radius into a Euclidean one.
    """

    norm: Norm
    gradient_upper: float
    curvature_lower: float
    lipschitz_upper: float
    ball_radius: float
    radius_upper: float
    gap_upper: float
    metric_lower: float
    failure: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Certificate:
    """What is proved about the point (X, Y) of `problem`, for Phi as in the problem.

    In the Euclidean norm of (vec X, vec Y), all rigorous: `gradient_norm_upper` and `curvature_lower` (smallest Hessian
    eigenvalue) at the point, `hessian_lipschitz_upper` on the ball of radius `ball_radius`, `radius_upper` (distance to
    the minimiser) and `objective_gap_upper` (Phi(point) - Phi(minimiser)). The last two are infinite when `outcome` is
    INCONCLUSIVE, and `reason` names the hypothesis that failed and by how much. `hypotheses` holds the norm in which
    the theorem was applied and its quantities there; the minimiser is the only stationary point in that norm's ball.
    """

    outcome: Outcome
    scope: Scope
    reason: str
    theorem: str
    gradient_norm_upper: float
    curvature_lower: float
    hessian_lipschitz_upper: float
    ball_radius: float
    radius_upper: float
    objective_gap_upper: float
    hypotheses: Hypotheses
    problem: AttentionProblem
    X: Floats
    Y: Floats

    def save(self, path: str | Path) -> None:
        """Write the certificate with its data as canonical JSON with hex floats; replaces `path` in one step."""
        write_certificate(Path(path), self.problem, self.X, self.Y, self._content())

    def _content(self) -> dict[str, Any]:
        hypotheses = asdict(self.hypotheses) | {"norm": self.hypotheses.norm.name}
        del hypotheses["failure"]
        return {
            "outcome": self.outcome.name,
            "scope": self.scope.name,
            "reason": self.reason,
            "theorem": self.theorem,
            "claims": {name: getattr(self, name) for name in CLAIMS},
            "hypotheses": hypotheses,
        }

    @classmethod
    def load(cls, path: str | Path) -> Certificate:
        """Read a certificate; raises ArchiveError when the file is truncated, changed or not a certificate.

        Reading does not re-establish anything: that is what `proofcheck verify` does.
        """
        problem, X, Y, content = read_certificate(Path(path))
        hypotheses = content["hypotheses"] | {"norm": Norm[content["hypotheses"]["norm"]]}
        return cls(
            outcome=Outcome[content["outcome"]],
            scope=Scope[content["scope"]],
            reason=content["reason"],
            theorem=content["theorem"],
            hypotheses=Hypotheses(failure=content["reason"], **hypotheses),
            problem=problem,
            X=X,
            Y=Y,
            **content["claims"],
        )


CLAIMS: Final = (
    "gradient_norm_upper",
    "curvature_lower",
    "hessian_lipschitz_upper",
    "ball_radius",
    "radius_upper",
    "objective_gap_upper",
)


def certify(problem: AttentionProblem, X: Any, Y: Any) -> Certificate:
    """Certify the point (X (p x q), Y (r x k)), wherever it comes from. Raises InputError on wrong shapes or values.

    Rigorous: every bound, in verified float64 (assumptions in `solver.rounding`), the gradient in double words.
    Guesses: eigenvalue estimates, Cholesky factors and inverse roots, which are witnesses, and the ball radius
    2 g / mu, which only has to contain r.
    Both norms are tried; the one with the smaller Euclidean radius is kept.
    """
    at = enclose(problem, *problem.validated_point(X, Y))
    slope, curvature = gradient(problem, at.X, at.Y), hessian(at)
    attempts = [_hypotheses(at, metric, slope, curvature) for metric in (Euclidean(problem), Natural(problem))]
    best = min(attempts, key=_euclidean_radius)
    if np.isfinite(_euclidean_radius(best)):
        return _certified(at, best, slope, curvature)
    reason = "; ".join(f"{attempt.norm.name.lower()} norm: {attempt.failure}" for attempt in attempts)
    return _inconclusive(at, attempts[0], reason)


def _hypotheses(at: EnclosedPoint, metric: Metric, slope: Ball, curvature: Ball) -> Hypotheses:
    """The theorem's quantities in one norm, as far as they can be established."""
    g, mu, rho, M, r, gap = metric.dual_norm_upper(slope), -np.inf, np.inf, np.inf, np.inf, np.inf
    failure = "the gradient bound is not finite: rank-deficient data, or scores, values or weights that overflow"
    if np.isfinite(g):
        mu = metric.curvature_lower(curvature)
        failure = f"the Hessian at the point was only shown to be >= {mu:.3g} I; positive curvature is needed"
    if mu > 0:
        rho = float((2.0 * ball(g) / mu).upper())
        M = hessian_lipschitz_upper(at, metric.reach(), rho) * _SLACK
        h = ball(M) * g / (ball(mu) * mu)
        failure = f"h = M g / mu^2 <= {float(h.upper()):.3g} where h < {_LARGEST_H} is needed; solve more accurately"
        if float(h.upper()) < _LARGEST_H:
            r, gap = _conclusions(g, mu, M, h)
    return Hypotheses(
        norm=metric.norm,
        gradient_upper=g,
        curvature_lower=mu,
        lipschitz_upper=M,
        ball_radius=rho,
        radius_upper=r,
        gap_upper=gap,
        metric_lower=metric.lower,
        failure=failure,
    )


def _conclusions(g: float, mu: float, M: float, h: Ball) -> tuple[float, float]:
    """Radius and objective gap of the theorem, rounded up; the radius still satisfies r <= 2 g / mu = rho."""
    root = ball(float((1.0 - 2.0 * h).lower())).sqrt()
    r = float((2.0 * ball(g) / (mu * (1.0 + root))).upper()) * _ROUNDED_UP
    gap = ball(g) * g / (2.0 * (mu - ball(M) * r / 3.0))
    return r, float(gap.upper()) * _ROUNDED_UP


def _euclidean_radius(hypotheses: Hypotheses) -> float:
    if not (np.isfinite(hypotheses.radius_upper) and hypotheses.metric_lower > 0):
        return float(np.inf)
    radius = ball(hypotheses.radius_upper) / ball(hypotheses.metric_lower).sqrt()
    return float(radius.upper()) * _ROUNDED_UP


def _certified(at: EnclosedPoint, found: Hypotheses, slope: Ball, curvature: Ball) -> Certificate:
    """Adds the Euclidean statements: lambda_min >= mu lambda_min(N), and M on the ball of the radius."""
    radius = _euclidean_radius(found)
    euclidean = Euclidean(at.problem)
    ball_radius = found.ball_radius if found.norm is Norm.EUCLIDEAN else radius
    lowest = float((ball(found.curvature_lower) * found.metric_lower).lower())
    return Certificate(
        outcome=Outcome.CERTIFIED,
        scope=Scope.LOCAL,
        reason=Outcome.CERTIFIED.value,
        theorem="C1+C2",
        gradient_norm_upper=euclidean.dual_norm_upper(slope),
        curvature_lower=max(lowest, smallest_eigenvalue_lower(curvature)),
        hessian_lipschitz_upper=hessian_lipschitz_upper(at, euclidean.reach(), ball_radius) * _SLACK,
        ball_radius=ball_radius,
        radius_upper=radius,
        objective_gap_upper=found.gap_upper,
        hypotheses=found,
        problem=at.problem,
        X=at.X,
        Y=at.Y,
    )


def _inconclusive(at: EnclosedPoint, euclidean: Hypotheses, reason: str) -> Certificate:
    return Certificate(
        outcome=Outcome.INCONCLUSIVE,
        scope=Scope.LOCAL,
        reason=reason,
        theorem="C1+C2",
        gradient_norm_upper=euclidean.gradient_upper,
        curvature_lower=euclidean.curvature_lower,
        hessian_lipschitz_upper=euclidean.lipschitz_upper,
        ball_radius=euclidean.ball_radius,
        radius_upper=np.inf,
        objective_gap_upper=np.inf,
        hypotheses=euclidean,
        problem=at.problem,
        X=at.X,
        Y=at.Y,
    )
