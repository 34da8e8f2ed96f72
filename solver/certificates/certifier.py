"""A-posteriori certificates (theory C1-C3): how far a computed point is from a minimiser that is proved to exist.

`solver.certificates.newton_kantorovich` establishes the theorem's hypotheses in one norm; the Newton step bounds
distance and gap more sharply (`solver.certificates.newton_step`); a region that contains every global minimiser and
on which Phi is convex makes the minimiser the global one (`solver.certificates.global_region`, C3). Where S1 or moments
of rows bound the curvature of a large instance well enough no Hessian is formed, and none beyond LARGEST_DENSE
unknowns.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from solver.certificates import global_region
from solver.certificates.certificate import Certificate, Outcome, Scope
from solver.certificates.decimals import check_digits
from solver.certificates.enclosure import EnclosedPoint, enclose, hessian
from solver.certificates.hessian_lipschitz import hessian_lipschitz_upper
from solver.certificates.newton_kantorovich import SLACK, Hypotheses, distance_upper, establish, gap_upper
from solver.certificates.newton_step import NewtonStep, newton_step
from solver.certificates.norms import Euclidean, Natural, Norm
from solver.certificates.progress import OnProgress, Stage, Stages
from solver.certificates.rows.gradient import gradient
from solver.display.card import upward
from solver.display.progress_bar import make_notebook_bar
from solver.problem import AttentionProblem, check_problem
from solver.validation import InputError
from solver.verified.ball import Ball, Floats, ball
from solver.verified.eigenvalues import Dense, smallest_eigenvalue_lower
from solver.verified.environment import check_arithmetic

_SHARP: Final = 1.05  # a radius this close to the Newton step's length is not worth a second norm
_WIDE: Final = 1.5  # a radius beyond this multiple of the Newton step's length is worth a gradient in double words
_NARROW: Final = 0.25  # of the gradient; the radius is then at most a quarter wider
_SMALL: Final = 512  # unknowns; up to here a dense Hessian is cheap and its smallest eigenvalue worth having
LARGEST_DENSE: Final = 4096  # unknowns; a dense Hessian and its factor then take about 1 GB
_VACUOUS: Final = "{} = {} says nothing in the Euclidean norm, on a radius of {}; solve more accurately"
THEOREMS: Final = {"LOCAL": "C1+C2", "GLOBAL": "C1+C2+C3"}


class HasPoint(Protocol):
    """A solution, an iterate, a certificate: anything with X (p x q) and Y (r x k)."""

    @property
    def X(self) -> Floats:
        """The scores' unknowns, p x q."""
        ...

    @property
    def Y(self) -> Floats:
        """The values' unknowns, r x k."""
        ...


@np.errstate(all="ignore")
def certify(
    problem: AttentionProblem,
    X: npt.ArrayLike | HasPoint,
    Y: npt.ArrayLike | None = None,
    *,
    digits: int | None = None,
    on_progress: OnProgress | None = None,
) -> Certificate:
    """Certify the point (X (p x q), Y (r x k)), wherever it comes from; a solution in place of X brings its own Y.

    With `digits` (1 to 1000; small sizes), a CERTIFIED minimiser is also enclosed to that many digits.
    `on_progress(stage, share)` is told what is being done and about what share of the work, 0 to 1, is done; a
    notebook shows a bar without it.
    A certificate is true when CERTIFIED and false when INCONCLUSIVE, which claims nothing: `if certify(...)`.
    Raises InputError on wrong shapes or values, and UnsafeArithmeticError when this process breaks the assumptions.

    Rigorous: every bound, in verified float64 (assumptions in `solver.verified.ball`), a small gradient in double
    words. Guesses: eigenvalue estimates, Cholesky factors, inverse roots and the Newton step, which are witnesses,
    and the ball radius 2 g / mu, which only has to contain r.
    """
    check_problem(problem)
    point = read_point(problem, X, Y)
    if digits is not None:
        check_digits(digits)
    if on_progress is not None and not callable(on_progress):
        raise InputError(f"on_progress={on_progress!r}: a function of a stage and a share is needed")
    check_arithmetic()
    stages = Stages(on_progress or make_notebook_bar(), digits=digits is not None)
    stages.enter(Stage.POINT)
    at = enclose(problem, *point, on_share=lambda share: stages.enter(Stage.POINT, share))
    slope, natural = _slope(at, stages), Natural(problem)
    stages.enter(Stage.NEWTON)
    attempts = _attempts(at, natural, slope)
    if slope is at.rows.gradient and not any(attempt.within(_WIDE) for attempt in attempts):
        # its width may be what the condition number enlarges
        slope = gradient(problem, *point)
        attempts = _attempts(at, natural, slope)
    best = min(attempts, key=lambda attempt: attempt.distance)
    stages.enter(Stage.REGION)
    certificate = _certificate(at, slope, best, "; ".join(dict.fromkeys(_failures(attempts))))
    if digits is None or not certificate:
        return certificate
    stages.enter(Stage.DIGITS)
    from solver.certificates.high_precision import enclose_minimiser  # python-flint, which nothing else here needs

    return replace(certificate, enclosure=enclose_minimiser(problem, at.X, at.Y, best.found, digits))


def read_point(
    problem: AttentionProblem, X: npt.ArrayLike | HasPoint | None, Y: npt.ArrayLike | None
) -> tuple[Floats, Floats]:
    """X (p x q) and Y (r x k) as given, or those of a solution in place of X. Raises InputError for anything else."""
    if Y is not None and isinstance(getattr(X, "Y", None), np.ndarray):
        raise InputError(f"Y={type(Y).__name__} beside X={type(X).__name__}, which brings its own Y; leave one out")
    if Y is not None:
        return problem.validate_point(X, Y)  # type: ignore[arg-type]  # refused there unless it is an array
    found: Any = getattr(X, "X", None), getattr(X, "Y", None)
    if found[0] is None or found[1] is None:
        raise InputError(f"Y=None: X and Y are needed, or a solution in place of X, not {type(X).__name__}")
    return problem.validate_point(*found)


@dataclass(frozen=True, kw_only=True)
class _Attempt:
    """The theorem in one norm, with the Newton step and the Hessian (if any) that it used."""

    found: Hypotheses
    step: NewtonStep
    curvature: Dense | None

    @property
    def sharp(self) -> bool:
        """Whether no other norm could give a radius that is much smaller."""
        return self.within(_SHARP)

    @property
    def distance(self) -> float:
        """Of the minimiser, at most."""
        return distance_upper(self.found, self.step)

    def within(self, factor: float) -> bool:
        """Whether the radius is at most a multiple of the Newton step's length."""
        return self.distance <= factor * self.step.length_upper


def _slope(at: EnclosedPoint, stages: Stages) -> Ball:
    """As the pass over the rows leaves it where that is narrow against the gradient itself, else in double words."""
    found = at.rows.gradient
    if ball(found.rad).norm_upper() <= _NARROW * ball(found.mid).norm_upper() < np.inf:
        return found
    stages.enter(Stage.GRADIENT)
    return gradient(at.problem, at.X, at.Y, lambda share: stages.enter(Stage.GRADIENT, share))


def _attempts(at: EnclosedPoint, natural: Natural, slope: Ball) -> list[_Attempt]:
    """Without a Hessian where it would be the larger part of the work; with one until the radius is sharp.

    Where the Hessian's own rounding hides its sign, S1 in the natural norm, which the data's condition leaves alone.
    """
    attempts: list[_Attempt] = []
    size = slope.mid.size
    shown = global_region.curvature_lower(at, natural) if size > min(_SMALL, LARGEST_DENSE) else -np.inf
    if size > LARGEST_DENSE or shown > 0:
        attempts.append(_without_hessian(at, natural, slope, shown))
    # No Hessian makes up for a gradient's width; where that is too large, double words do.
    if size > LARGEST_DENSE or (attempts and (attempts[0].sharp or _width_decides(at, natural, slope, attempts[0]))):
        return attempts
    curvature = Dense(hessian(at))
    step = newton_step(at, natural, slope, curvature)
    for metric in (Euclidean(at.problem), natural):
        found = establish(at, metric, slope, curvature, step)
        attempts.append(_Attempt(found=found, step=step, curvature=curvature))
        if attempts[-1].sharp:
            break
    failed = not any(np.isfinite(attempt.found.radius_upper) for attempt in attempts)
    if failed and size <= _SMALL and natural.lower > 0:
        attempts.append(_without_hessian(at, natural, slope, global_region.curvature_lower(at, natural)))
    return attempts


def _without_hessian(at: EnclosedPoint, natural: Natural, slope: Ball, shown: float) -> _Attempt:
    """From a curvature shown in the natural norm."""
    step = newton_step(at, natural, slope, shown)
    return _Attempt(found=establish(at, natural, slope, shown, step), step=step, curvature=None)


def _width_decides(at: EnclosedPoint, natural: Natural, slope: Ball, attempt: _Attempt) -> bool:
    """Whether a radius without a Hessian would be sharp, or far smaller, were the gradient its midpoint.

    A guess, of what to take next; of the gradient in slices alone, since nothing is narrower than double words.
    """
    if slope is not at.rows.gradient:
        return False
    rest = attempt.step.residual
    step = replace(attempt.step, residual=Ball(rest.mid, np.maximum(rest.rad - slope.rad, 0.0)))
    found = establish(at, natural, ball(slope.mid), attempt.found.curvature_lower, step)
    narrow = _Attempt(found=found, step=step, curvature=None)
    return narrow.sharp or _WIDE * narrow.distance < attempt.distance


def _failures(attempts: list[_Attempt]) -> list[str]:
    return [f"{attempt.found.norm.name.lower()} norm: {attempt.found.failure}" for attempt in attempts]


def _certificate(at: EnclosedPoint, slope: Ball, best: _Attempt, failures: str) -> Certificate:
    """Adds the Euclidean statements: lambda_min >= mu lambda_min(N), and M on the ball of the radius."""
    found, step = best.found, best.step
    euclidean, radius = Euclidean(at.problem), distance_upper(found, step)
    ball_radius = found.ball_radius if found.norm is Norm.EUCLIDEAN else radius
    bounds: dict[str, Any] = {
        "gradient_norm_upper": euclidean.dual_norm_upper(slope),
        "curvature_lower": _euclidean_curvature(found, best.curvature),
        "hessian_lipschitz_upper": hessian_lipschitz_upper(at, euclidean.reach(), ball_radius) * SLACK,
        "ball_radius": ball_radius,
        "radius_upper": radius,
        "objective_gap_upper": gap_upper(found, step) if np.isfinite(radius) else np.inf,
    }
    vacuous = [name for name, value in bounds.items() if not 0 < value < np.inf]
    outcome = Outcome.INCONCLUSIVE if vacuous else Outcome.CERTIFIED
    if vacuous and np.isfinite(radius):
        failures = _VACUOUS.format(vacuous[0], bounds[vacuous[0]], upward(radius))
        bounds |= {"radius_upper": np.inf, "objective_gap_upper": np.inf}
    area = global_region.region(at)
    scope = Scope.GLOBAL if outcome is Outcome.CERTIFIED and area.curvature_lower > 0 else Scope.LOCAL
    return Certificate(
        outcome=outcome,
        scope=scope,
        reason=outcome.value if outcome is Outcome.CERTIFIED else failures,
        theorem=THEOREMS[scope.name],
        hypotheses=found,
        region=area,
        problem=at.problem,
        X=at.X,
        Y=at.Y,
        step=(step.X, step.Y),
        **bounds,
    )


def _euclidean_curvature(found: Hypotheses, curvature: Dense | None) -> float:
    lowest = -np.inf  # a negative bound in the natural norm says nothing in the Euclidean one
    if found.norm is Norm.EUCLIDEAN or found.curvature_lower > 0:
        lowest = float((ball(found.curvature_lower) * found.metric_lower).lower())
    if found.norm is Norm.EUCLIDEAN or curvature is None:
        return lowest
    return max(lowest, smallest_eigenvalue_lower(curvature))
