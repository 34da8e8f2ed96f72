"""A-posteriori certificates (theory C1-C3): how far a computed point is from a minimiser that is proved to exist.

Theorem. Let g >= ||grad Phi(z)||_*, Hess Phi(z) >= mu in a Hilbert norm, M >= the Lipschitz constant of the Hessian on
the ball of radius rho around z in that norm, and h = M g / mu^2 < 1/2. Put r = 2 g / (mu (1 + sqrt(1 - 2h))). If
r <= rho, then Phi has exactly one stationary point z* with ||z - z*|| <= r; it is a strict local minimiser, and

    0 <= Phi(z) - Phi(z*) <= max_{t <= r} (g t - mu t^2/2 + M t^3/6) <= g^2 / (2 (mu - M r / 3)).

Proof. On the ball Hess Phi(w) >= mu - M ||w - z||, so for a unit u: <grad Phi(z + r u), u> >= -g + mu r - M r^2/2 >= 0.
A minimiser over the closed ball is therefore stationary, and mu - M r = mu sqrt(1 - 2h) > 0 makes it the only one. With
t = ||z - z*||: Phi(z*) >= Phi(z) - g t + mu t^2/2 - M t^3/6, and M t^3 <= M r t^2 leaves a quadratic in t. Equality
holds for Phi'(x) = mu x - M x^2/2 - g in one dimension, so C1 cannot be improved (Newton-Kantorovich).

Given that, the Newton step bounds distance and gap more sharply (`solver.distance`), and a region that contains every
global minimiser and on which Phi is convex makes z* the global one (`solver.convexity`, C3). Beyond LARGEST_DENSE
unknowns no Hessian is formed: the curvature comes from S1.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final

import numpy as np

from solver import convexity
from solver.certificate_file import read_certificate, write_certificate
from solver.convexity import Region
from solver.distance import NewtonStep, newton_step
from solver.enclosure import EnclosedPoint, enclose, hessian
from solver.guards import check_arithmetic
from solver.lipschitz import hessian_lipschitz_upper
from solver.norms import Euclidean, Metric, Natural, Norm
from solver.problem import AttentionProblem
from solver.rounding import TINY, Ball, Floats, ball
from solver.slope import gradient
from solver.spectrum import smallest_eigenvalue_lower

_SLACK: Final = 1.0 + 2.0**-10  # leaves room for a re-checker that bounds the same quantities in another way
_ROUNDED_UP: Final = 1.0 + 2.0**-30  # makes mu r - M r^2/2 > g strict
_LARGEST_H: Final = 0.499  # h < 1/2 with room for _ROUNDED_UP inside rho
_SHARP: Final = 1.05  # a radius this close to the Newton step's length is not worth a second norm
LARGEST_DENSE: Final = 4096  # unknowns; a dense Hessian and its factor then take about 1 GB
THEOREMS: Final = {"LOCAL": "C1+C2", "GLOBAL": "C1+C2+C3"}


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

    `metric_lower` <= ||d||^2 / ||d||_2^2 turns the radius into a Euclidean one; `residual_upper` is the dual norm of
    what the Newton step leaves of the gradient.
    """

    norm: Norm
    gradient_upper: float
    residual_upper: float
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
    `region` contains every global minimiser; `scope` is GLOBAL when Phi is convex on it. The point minus
    `step` is a Newton iterate: a witness.
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
    region: Region
    problem: AttentionProblem
    X: Floats
    Y: Floats
    step: tuple[Floats, Floats]

    def save(self, path: str | Path) -> None:
        """Write the certificate with its data as canonical JSON with hex floats; replaces `path` in one step."""
        points = {"point": (self.X, self.Y), "step": self.step}
        write_certificate(Path(path), self.problem, points, self._content())

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
            "region": asdict(self.region),
        }

    @classmethod
    def load(cls, path: str | Path) -> Certificate:
        """Read a certificate; raises ArchiveError when the file is truncated, changed or not a certificate.

        Reading does not re-establish anything: that is what `proofcheck verify` does.
        """
        problem, points, content = read_certificate(Path(path))
        hypotheses = content["hypotheses"] | {"norm": Norm[content["hypotheses"]["norm"]]}
        return cls(
            outcome=Outcome[content["outcome"]],
            scope=Scope[content["scope"]],
            reason=content["reason"],
            theorem=content["theorem"],
            hypotheses=Hypotheses(failure=content["reason"], **hypotheses),
            region=Region(**content["region"]),
            problem=problem,
            X=points["point"][0],
            Y=points["point"][1],
            step=points["step"],
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
    """Certify the point (X (p x q), Y (r x k)), wherever it comes from.

    Raises InputError on wrong shapes or values, and UnsafeArithmeticError when this process breaks the assumptions.

    Rigorous: every bound, in verified float64 (assumptions in `solver.rounding`), the gradient in double words.
    Guesses: eigenvalue estimates, Cholesky factors, inverse roots and the Newton step, which are witnesses, and the
    ball radius 2 g / mu, which only has to contain r.
    """
    point = problem.validated_point(X, Y)
    check_arithmetic()
    at = enclose(problem, *point)
    slope = gradient(problem, at.X, at.Y)
    curvature = hessian(at) if slope.mid.size <= LARGEST_DENSE else None
    step = newton_step(at, slope, curvature)
    attempts = _attempts(at, slope, curvature, step)
    best = min(attempts, key=lambda found: _distance(found, step))
    return _certificate(at, slope, curvature, step, best, "; ".join(_failures(attempts)))


def _attempts(at: EnclosedPoint, slope: Ball, curvature: Ball | None, step: NewtonStep) -> list[Hypotheses]:
    """The Euclidean norm first; the natural norm where the radius is not sharp yet."""
    first = _hypotheses(at, Euclidean(at.problem), slope, curvature, step)
    if _distance(first, step) <= _SHARP * step.length_upper:
        return [first]
    return [first, _hypotheses(at, Natural(at.problem), slope, curvature, step)]


def _failures(attempts: list[Hypotheses]) -> list[str]:
    return [f"{attempt.norm.name.lower()} norm: {attempt.failure}" for attempt in attempts]


def _hypotheses(at: EnclosedPoint, metric: Metric, slope: Ball, curvature: Ball | None, step: NewtonStep) -> Hypotheses:
    """The theorem's quantities in one norm, as far as they can be established."""
    g, mu, rho, M, r, gap = metric.dual_norm_upper(slope), -np.inf, np.inf, np.inf, np.inf, np.inf
    failure = "the gradient bound is not finite: rank-deficient data, or scores, values or weights that overflow"
    if np.isfinite(g):
        mu = _curvature(at, metric, curvature)
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
        residual_upper=metric.dual_norm_upper(step.residual) * _SLACK + TINY,
        curvature_lower=mu,
        lipschitz_upper=M,
        ball_radius=rho,
        radius_upper=r,
        gap_upper=gap,
        metric_lower=metric.lower,
        failure=failure,
    )


def _curvature(at: EnclosedPoint, metric: Metric, curvature: Ball | None) -> float:
    """From the dense Hessian, or from S1, which bounds it in the natural norm."""
    if curvature is not None:
        return metric.curvature_lower(curvature)
    lowest = convexity.curvature_lower(at)
    return lowest if metric.norm is Norm.NATURAL else float((ball(lowest) * Natural(at.problem).lower).lower())


def _conclusions(g: float, mu: float, M: float, h: Ball) -> tuple[float, float]:
    """Radius and objective gap of the theorem, rounded up; the radius still satisfies r <= 2 g / mu = rho."""
    root = ball(float((1.0 - 2.0 * h).lower())).sqrt()
    r = float((2.0 * ball(g) / (mu * (1.0 + root))).upper()) * _ROUNDED_UP
    gap = ball(g) * g / (2.0 * (mu - ball(M) * r / 3.0))
    return r, float(gap.upper()) * _ROUNDED_UP


def _distance(found: Hypotheses, step: NewtonStep) -> float:
    """The Euclidean distance to the minimiser: the theorem's radius or, mostly sharper, the Newton step's."""
    if not (np.isfinite(found.radius_upper) and found.metric_lower > 0):
        return float(np.inf)
    root, r = ball(found.metric_lower).sqrt(), ball(found.radius_upper)
    rest = (found.residual_upper + ball(found.lipschitz_upper) * r * r * 0.5) / found.curvature_lower
    sharp = (step.length_upper + rest / root) * _SLACK
    return min(float((r / root).upper()) * _ROUNDED_UP, float(sharp.upper()))


def _gap(found: Hypotheses, step: NewtonStep) -> float:
    """Phi(z) - Phi(z*): the theorem's bound or the Newton step's."""
    M, r = ball(found.lipschitz_upper), ball(found.radius_upper)
    inverse = step.decrease_upper + ball(found.gradient_upper) * found.residual_upper / found.curvature_lower
    sharp = (inverse * 0.5 + M * r * r * r / 6.0) * _SLACK
    return min(found.gap_upper, max(float(sharp.upper()), TINY))


def _certificate(
    at: EnclosedPoint, slope: Ball, curvature: Ball | None, step: NewtonStep, found: Hypotheses, failures: str
) -> Certificate:
    """Adds the Euclidean statements: lambda_min >= mu lambda_min(N), and M on the ball of the radius."""
    euclidean, radius = Euclidean(at.problem), _distance(found, step)
    outcome = Outcome.CERTIFIED if np.isfinite(radius) else Outcome.INCONCLUSIVE
    area = convexity.region(at)
    scope = Scope.GLOBAL if outcome is Outcome.CERTIFIED and area.curvature_lower > 0 else Scope.LOCAL
    ball_radius = found.ball_radius if found.norm is Norm.EUCLIDEAN else radius
    return Certificate(
        outcome=outcome,
        scope=scope,
        reason=outcome.value if outcome is Outcome.CERTIFIED else failures,
        theorem=THEOREMS[scope.name],
        gradient_norm_upper=euclidean.dual_norm_upper(slope),
        curvature_lower=_euclidean_curvature(found, curvature),
        hessian_lipschitz_upper=hessian_lipschitz_upper(at, euclidean.reach(), ball_radius) * _SLACK,
        ball_radius=ball_radius,
        radius_upper=radius,
        objective_gap_upper=_gap(found, step) if outcome is Outcome.CERTIFIED else np.inf,
        hypotheses=found,
        region=area,
        problem=at.problem,
        X=at.X,
        Y=at.Y,
        step=(step.X, step.Y),
    )


def _euclidean_curvature(found: Hypotheses, curvature: Ball | None) -> float:
    lowest = float((ball(found.curvature_lower) * found.metric_lower).lower())
    if found.norm is Norm.EUCLIDEAN or curvature is None:
        return lowest
    return max(lowest, smallest_eigenvalue_lower(curvature))
