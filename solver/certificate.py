"""A-posteriori certificates (theory C1, C2): how far a computed point is from a minimiser that is proved to exist.

Theorem. Let g >= ||grad Phi(z)||, mu <= lambda_min(Hess Phi(z)), M >= the Lipschitz constant of the Hessian on the ball
of radius rho around z, and h = M g / mu^2 < 1/2. Put r = 2 g / (mu (1 + sqrt(1 - 2h))). If r <= rho, then Phi has
exactly one stationary point z* with ||z - z*|| <= r; it is a strict local minimiser, and

    0 <= Phi(z) - Phi(z*) <= max_{t <= r} (g t - mu t^2/2 + M t^3/6) <= g^2 / (2 (mu - M r / 3)).

Proof. On the ball Hess Phi(w) >= (mu - M |w - z|) I, so for a unit u: <grad Phi(z + r u), u> >= -g + mu r - M r^2/2
>= 0. A minimiser over the closed ball is therefore stationary, and mu - M r = mu sqrt(1 - 2h) > 0 makes it the only
one. With t = ||z - z*||: Phi(z*) >= Phi(z) - g t + mu t^2/2 - M t^3/6, and M t^3 <= M r t^2 leaves a quadratic in t.
Equality holds for Phi'(x) = mu x - M x^2/2 - g in one dimension, so C1 cannot be improved (Newton-Kantorovich).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

import numpy as np

from solver.certificate_file import read_certificate, write_certificate
from solver.enclosure import EnclosedPoint, enclose, gradient, hessian
from solver.lipschitz import hessian_lipschitz_upper
from solver.problem import AttentionProblem
from solver.rounding import Ball, Floats, ball
from solver.spectrum import smallest_eigenvalue_lower

THEOREM: Final = "C1+C2"
_SLACK: Final = 1.0 + 2.0**-10  # leaves room for a re-checker that bounds norms in another way
_ROUNDED_UP: Final = 1.0 + 2.0**-30  # makes mu r - M r^2/2 > g strict
_LARGEST_H: Final = 0.499  # h < 1/2 with room for _ROUNDED_UP inside rho


class Outcome(Enum):
    """Whether the theorem's hypotheses were established."""

    CERTIFIED = "exactly one minimiser lies within the radius"
    INCONCLUSIVE = "the hypotheses of the theorem were not established; nothing is claimed"


class Scope(Enum):
    """What the certified minimiser is."""

    LOCAL = "a strict local minimiser"
    GLOBAL = "the global minimiser"


@dataclass(frozen=True, kw_only=True, eq=False)
class Certificate:
    """What is proved about the point (X, Y) of `problem`; Euclidean norm on (vec X, vec Y), Phi as in the problem.

    Rigorous: `gradient_norm_upper` (at the point), `curvature_lower` (smallest Hessian eigenvalue at the point),
    `hessian_lipschitz_upper` (on the ball of radius `ball_radius`), `radius_upper` (distance to the minimiser) and
    `objective_gap_upper` (Phi(point) - Phi(minimiser)). The last two are infinite when `outcome` is INCONCLUSIVE, and
    `reason` names the hypothesis that failed and by how much.
    """

    outcome: Outcome
    scope: Scope
    reason: str
    gradient_norm_upper: float
    curvature_lower: float
    hessian_lipschitz_upper: float
    ball_radius: float
    radius_upper: float
    objective_gap_upper: float
    problem: AttentionProblem
    X: Floats
    Y: Floats
    theorem: str

    def save(self, path: str | Path) -> None:
        """Write the certificate with its data as canonical JSON with hex floats; replaces `path` in one step."""
        claims = {name: getattr(self, name) for name in CLAIMS}
        labels = {
            "outcome": self.outcome.name,
            "scope": self.scope.name,
            "reason": self.reason,
            "theorem": self.theorem,
        }
        write_certificate(Path(path), self.problem, self.X, self.Y, claims, labels)

    @classmethod
    def load(cls, path: str | Path) -> Certificate:
        """Read a certificate; raises ArchiveError when the file is truncated, changed or not a certificate.

        Reading does not re-establish anything: that is what `proofcheck verify` does.
        """
        problem, X, Y, claims, labels = read_certificate(Path(path), CLAIMS)
        return cls(
            outcome=Outcome[labels["outcome"]],
            scope=Scope[labels["scope"]],
            reason=labels["reason"],
            theorem=labels["theorem"],
            problem=problem,
            X=X,
            Y=Y,
            **claims,
        )


CLAIMS: Final = (
    "gradient_norm_upper",
    "curvature_lower",
    "hessian_lipschitz_upper",
    "ball_radius",
    "radius_upper",
    "objective_gap_upper",
)


def certify(problem: AttentionProblem, X: Floats, Y: Floats) -> Certificate:
    """Certify the point (X (p x q), Y (r x k)), wherever it comes from. Raises InputError on wrong shapes or values.

    Rigorous: every bound, in verified float64 (assumptions in `solver.rounding`). Guesses: the eigenvalue estimate and
    the Cholesky factor, which are witnesses, and the ball radius 2 g / mu, which only has to contain r.
    """
    X, Y = problem.validated_point(X, Y)
    at = enclose(problem, X, Y)
    g = gradient(at).norm_upper()
    mu = smallest_eigenvalue_lower(hessian(at)) if np.isfinite(g) else -np.inf
    if not (np.isfinite(g) and mu > 0):
        return _inconclusive(at, _why_no_curvature(g, mu), gradient_norm_upper=g, curvature_lower=mu)
    rho = float((2.0 * ball(g) / mu).upper())
    M = hessian_lipschitz_upper(at, rho) * _SLACK
    h = ball(M) * g / (ball(mu) * mu)
    known = {"gradient_norm_upper": g, "curvature_lower": mu, "hessian_lipschitz_upper": M, "ball_radius": rho}
    if not float(h.upper()) < _LARGEST_H:
        reason = f"h = M g / mu^2 <= {float(h.upper()):.3g} where h < {_LARGEST_H} is needed; solve more accurately"
        return _inconclusive(at, reason, **known)
    radius, gap = _conclusions(g, mu, M, h)
    return _certificate(
        at, Outcome.CERTIFIED, Outcome.CERTIFIED.value, radius_upper=radius, objective_gap_upper=gap, **known
    )


def _conclusions(g: float, mu: float, M: float, h: Ball) -> tuple[float, float]:
    """Radius and objective gap of the theorem, rounded up; the radius still satisfies r <= 2 g / mu = rho."""
    root = ball(float((1.0 - 2.0 * h).lower())).sqrt()
    r = float((2.0 * ball(g) / (mu * (1.0 + root))).upper()) * _ROUNDED_UP
    gap = ball(g) * g / (2.0 * (mu - ball(M) * r / 3.0))
    return r, float(gap.upper()) * _ROUNDED_UP


def _why_no_curvature(g: float, mu: float) -> str:
    if not np.isfinite(g):
        return "the gradient bound is not finite: scores, values or weights overflow float64; rescale the data"
    if mu == -np.inf:
        return "the Hessian was not shown positive definite: its Cholesky factorisation fails or its bounds overflow"
    return f"the smallest Hessian eigenvalue is only known to be >= {mu:.3g}, and the theorem needs it positive"


def _inconclusive(at: EnclosedPoint, reason: str, **known: float) -> Certificate:
    return _certificate(at, Outcome.INCONCLUSIVE, reason, **known)


def _certificate(at: EnclosedPoint, outcome: Outcome, reason: str, **known: float) -> Certificate:
    values = dict.fromkeys(CLAIMS, np.inf) | {"curvature_lower": -np.inf} | known
    return Certificate(
        outcome=outcome,
        scope=Scope.LOCAL,
        reason=reason,
        theorem=THEOREM,
        problem=at.problem,
        X=at.X,
        Y=at.Y,
        **values,
    )
