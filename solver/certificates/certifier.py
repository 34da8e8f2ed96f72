"""A-posteriori certificates (theory C1-C3): how far a computed point is from a minimiser that is proved to exist.

`solver.certificates.newton_kantorovich` establishes the theorem's hypotheses in one norm; the Newton step bounds
distance and gap more sharply (`solver.certificates.newton_step`); a region that contains every global minimiser and
on which Phi is convex makes the minimiser the global one (`solver.certificates.global_region`, C3). Where S1 bounds
the curvature of a large instance well enough no Hessian is formed, and none is beyond LARGEST_DENSE unknowns.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from solver.certificates import enclosure, global_region
from solver.certificates.enclosure import EnclosedPoint, enclose, hessian
from solver.certificates.file import read_certificate, write_certificate
from solver.certificates.global_region import Region
from solver.certificates.gradient import gradient
from solver.certificates.hessian_lipschitz import hessian_lipschitz_upper
from solver.certificates.high_precision import Enclosure, check_digits, enclose_minimiser
from solver.certificates.newton_kantorovich import SLACK, Hypotheses, distance_upper, establish, gap_upper
from solver.certificates.newton_step import NewtonStep, newton_step
from solver.certificates.norms import Euclidean, Natural, Norm
from solver.display.card import Card, downward, upward
from solver.problem import AttentionProblem
from solver.verified.ball import Ball, Floats, ball
from solver.verified.eigenvalues import Dense, smallest_eigenvalue_lower
from solver.verified.environment import check_arithmetic

if TYPE_CHECKING:
    from solver.display.plots import Plot

_SHARP: Final = 1.05  # a radius this close to the Newton step's length is not worth a second norm
_NARROW: Final = 2.0**-8  # an enclosure of the gradient this narrow hardly widens the radius
_SMALL: Final = 512  # unknowns; up to here a dense Hessian is cheap and its smallest eigenvalue worth having
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


@dataclass(frozen=True, kw_only=True, eq=False)
class Certificate:
    """What is proved about the point (X, Y) of `problem`, for Phi as in the problem.

    In the Euclidean norm of (vec X, vec Y), all rigorous: `gradient_norm_upper` and `curvature_lower` (smallest Hessian
    eigenvalue) at the point, `hessian_lipschitz_upper` on the ball of radius `ball_radius`, `radius_upper` (distance to
    the minimiser) and `objective_gap_upper` (Phi(point) - Phi(minimiser)). The last two are infinite when `outcome` is
    INCONCLUSIVE, and `reason` names the hypothesis that failed and by how much. `hypotheses` holds the norm in which
    the theorem was applied and its quantities there; the minimiser is the only stationary point in that norm's ball.
    `region` contains every global minimiser; `scope` is GLOBAL when Phi is convex on it. The point minus
    `step` is a Newton iterate: a witness. `enclosure` holds the minimiser to the digits asked for.
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
    enclosure: Enclosure | None = None

    def __repr__(self) -> str:
        bounds = f"radius <= {upward(self.radius_upper)}, gap <= {upward(self.objective_gap_upper)}"
        return f"Certificate({self.outcome.name}, {self.scope.name}, {bounds})"

    def __str__(self) -> str:
        return self._card().text()

    def _repr_html_(self) -> str:
        return self._card().html()

    def _card(self) -> Card:
        rows = (*self._bounds(), *self._basis())
        return Card(headline=f"Certificate: {self.headline}", sentence=self._sentence(), rows=rows)

    @property
    def headline(self) -> str:
        """The outcome and, when certified, what the minimiser is; a few words."""
        known = self.scope.value if self.outcome is Outcome.CERTIFIED else "nothing is claimed about a minimiser"
        return f"{self.outcome.name}: {known}"

    def _sentence(self) -> str:
        if self.outcome is Outcome.INCONCLUSIVE:
            return f"{self.reason}."
        return (
            f"It lies within {upward(self.radius_upper)} of (X, Y) and is the only stationary point of the theorem's "
            f"ball; Phi(X, Y) exceeds its value there by at most {upward(self.objective_gap_upper)}."
        )

    def _bounds(self) -> list[tuple[str, str]]:
        return [
            ("distance to the minimiser", f"<= {upward(self.radius_upper)}"),
            ("objective gap", f"<= {upward(self.objective_gap_upper)}"),
            ("gradient norm", f"<= {upward(self.gradient_norm_upper)}"),
            ("smallest Hessian eigenvalue", f">= {downward(self.curvature_lower)}"),
            ("Hessian's Lipschitz constant", f"<= {upward(self.hessian_lipschitz_upper)}"),
        ]

    def _basis(self) -> list[tuple[str, str]]:
        rows = [("theorem", f"{self.theorem}, in the {self.hypotheses.norm.value}"), ("problem", repr(self.problem))]
        if self.enclosure is not None:
            rows.append(("minimiser", f"enclosed to {self.enclosure.digits} digits"))
        return [*rows, ("re-check", 'save("c.json"), then `proofcheck verify c.json`')]

    def plot(self) -> Plot:
        """The bounds by size in log scale, as a matplotlib figure. Raises ImportError when matplotlib is missing."""
        from solver.display.plots import bounds  # the solver stands without matplotlib

        return bounds(self)

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
            "enclosure": self.enclosure,
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
            enclosure=content["enclosure"],
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


def certify(problem: AttentionProblem, X: Any, Y: Any, *, digits: int | None = None) -> Certificate:
    """Certify the point (X (p x q), Y (r x k)), wherever it comes from.

    With `digits` (1 to 1000; small sizes), a CERTIFIED minimiser is also enclosed to that many digits.
    Raises InputError on wrong shapes or values, and UnsafeArithmeticError when this process breaks the assumptions.

    Rigorous: every bound, in verified float64 (assumptions in `solver.verified.ball`), a small gradient in double
    words. Guesses: eigenvalue estimates, Cholesky factors, inverse roots and the Newton step, which are witnesses,
    and the ball radius 2 g / mu, which only has to contain r.
    """
    point = problem.validated_point(X, Y)
    if digits is not None:
        check_digits(digits)
    check_arithmetic()
    at = enclose(problem, *point)
    slope, natural = _slope(at), Natural(problem)
    attempts = _attempts(at, natural, slope)
    best = min(attempts, key=lambda attempt: distance_upper(attempt.found, attempt.step))
    certificate = _certificate(at, slope, best, "; ".join(_failures(attempts)))
    if digits is None or certificate.outcome is Outcome.INCONCLUSIVE:
        return certificate
    return replace(certificate, enclosure=enclose_minimiser(problem, at.X, at.Y, best.found, digits))


@dataclass(frozen=True, kw_only=True)
class _Attempt:
    """The theorem in one norm, with the Newton step and the Hessian (if any) that it used."""

    found: Hypotheses
    step: NewtonStep
    curvature: Dense | None

    @property
    def sharp(self) -> bool:
        """Whether no other norm could give a radius that is much smaller."""
        return distance_upper(self.found, self.step) <= _SHARP * self.step.length_upper


def _slope(at: EnclosedPoint) -> Ball:
    """In plain verified float64 where that is narrow against the gradient itself, else in double words."""
    plain = enclosure.gradient(at)
    if ball(plain.rad).norm_upper() <= _NARROW * ball(plain.mid).norm_upper() < np.inf:
        return plain
    return gradient(at.problem, at.X, at.Y)


def _attempts(at: EnclosedPoint, natural: Natural, slope: Ball) -> list[_Attempt]:
    """Without a Hessian where it would be the larger part of the work; with one until the radius is sharp."""
    attempts: list[_Attempt] = []
    size = slope.mid.size
    if size > LARGEST_DENSE or (size > _SMALL and global_region.curvature_lower(at, natural) > 0):
        step = newton_step(at, natural, slope, None)
        attempts.append(_Attempt(found=establish(at, natural, slope, None, step), step=step, curvature=None))
    if size > LARGEST_DENSE or (attempts and attempts[0].sharp):
        return attempts
    curvature = Dense(hessian(at))
    step = newton_step(at, natural, slope, curvature)
    for metric in (Euclidean(at.problem), natural):
        found = establish(at, metric, slope, curvature, step)
        attempts.append(_Attempt(found=found, step=step, curvature=curvature))
        if attempts[-1].sharp:
            break
    return attempts


def _failures(attempts: list[_Attempt]) -> list[str]:
    return [f"{attempt.found.norm.name.lower()} norm: {attempt.found.failure}" for attempt in attempts]


def _certificate(at: EnclosedPoint, slope: Ball, best: _Attempt, failures: str) -> Certificate:
    """Adds the Euclidean statements: lambda_min >= mu lambda_min(N), and M on the ball of the radius."""
    found, step = best.found, best.step
    euclidean, radius = Euclidean(at.problem), distance_upper(found, step)
    outcome = Outcome.CERTIFIED if np.isfinite(radius) else Outcome.INCONCLUSIVE
    area = global_region.region(at)
    scope = Scope.GLOBAL if outcome is Outcome.CERTIFIED and area.curvature_lower > 0 else Scope.LOCAL
    ball_radius = found.ball_radius if found.norm is Norm.EUCLIDEAN else radius
    return Certificate(
        outcome=outcome,
        scope=scope,
        reason=outcome.value if outcome is Outcome.CERTIFIED else failures,
        theorem=THEOREMS[scope.name],
        gradient_norm_upper=euclidean.dual_norm_upper(slope),
        curvature_lower=_euclidean_curvature(found, best.curvature),
        hessian_lipschitz_upper=hessian_lipschitz_upper(at, euclidean.reach(), ball_radius) * SLACK,
        ball_radius=ball_radius,
        radius_upper=radius,
        objective_gap_upper=gap_upper(found, step) if outcome is Outcome.CERTIFIED else np.inf,
        hypotheses=found,
        region=area,
        problem=at.problem,
        X=at.X,
        Y=at.Y,
        step=(step.X, step.Y),
    )


def _euclidean_curvature(found: Hypotheses, curvature: Dense | None) -> float:
    lowest = -np.inf  # a negative bound in the natural norm says nothing in the Euclidean one
    if found.norm is Norm.EUCLIDEAN or found.curvature_lower > 0:
        lowest = float((ball(found.curvature_lower) * found.metric_lower).lower())
    if found.norm is Norm.EUCLIDEAN or curvature is None:
        return lowest
    return max(lowest, smallest_eigenvalue_lower(curvature))
