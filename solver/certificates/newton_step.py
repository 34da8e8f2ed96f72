"""The distance to the minimiser from the Newton step: sharp where the theorem's radius g / mu is not.

Let z* be the minimiser that the theorem of `solver.certificates.certifier` places within r of z in the norm used, g =
grad Phi(z), H = Hess Phi(z) >= mu, d = z* - z. Then 0 = g + H d + e with ||e||_* <= M r^2 / 2, so d = -H^-1 (g + e).
For any vector w with residual rho = g - H w (w is a witness, rho is enclosed):

    ||d||_2 <= ||w||_2 + (||rho||_* + M r^2 / 2) / (mu sqrt(metric_lower)),
    Phi(z) - Phi(z*) <= (<g, w> + ||g||_* ||rho||_* / mu) / 2 + M r^3 / 6,

the second because Phi(z*) >= Phi(z) + <g, d> + <d, H d>/2 - M r^3/6 and min_d <g, d> + <d, H d>/2 = -<g, H^-1 g>/2.
With g / mu instead, the direction of g that matters least sets the bound: a factor up to the condition number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.certificates.enclosure import EnclosedPoint
from solver.certificates.hessian_product import hessian_product
from solver.certificates.norms import Natural, split
from solver.verified.ball import Ball, Floats, ball
from solver.verified.eigenvalues import Dense

_ITERATIONS = 200
_REMAINDER = 2.0**-6  # of the distance; more steps of conjugate gradients cost more than they gain
_NOTHING = 2.0**-60  # of the squared dual norm


@dataclass(frozen=True, kw_only=True)
class NewtonStep:
    """The witness w = (X, Y), ||w||_2 and <g, w> as upper bounds, and rho = g - H w."""

    X: Floats
    Y: Floats
    length_upper: float
    decrease_upper: float
    residual: Ball


def newton_step(at: EnclosedPoint, natural: Natural, slope: Ball, curvature: Dense | float) -> NewtonStep:
    """The step w ~ H^-1 g as a witness, from the dense Hessian or by conjugate gradients.

    Without a Hessian `curvature` is what is shown of it in the natural norm, by which the residual will be divided.
    """
    if isinstance(curvature, Dense):
        w = curvature.apply_inverse(slope.mid)
    else:
        w = _conjugate_gradients(at, natural, slope.mid, curvature)
    if not np.isfinite(w).all():
        w = np.zeros_like(w)
    dX, dY = split(at.problem, w)
    moved = curvature.enclosure @ w if isinstance(curvature, Dense) else hessian_product(at, dX, dY)
    return NewtonStep(
        X=dX,
        Y=dY,
        length_upper=ball(w).norm_upper(),
        decrease_upper=float((slope * w).sum().upper()),
        residual=slope - moved,
    )


def _conjugate_gradients(at: EnclosedPoint, natural: Natural, right: Floats, shown: float) -> Floats:
    """Preconditioned by the natural norm, in which a Hessian shown positive without one is well conditioned.

    Until the remainder adds little to the distance, ||rho||_* <= 2^-6 ||w||_2 mu sqrt(metric_lower).
    """
    evaluation, reach = at.problem.evaluate(at.X, at.Y), _REMAINDER * max(shown, 0.0) * float(np.sqrt(natural.lower))
    step, residual = np.zeros_like(right), right
    direction = natural.apply_inverse(residual)
    energy = first = float(residual @ direction)
    for _ in range(_ITERATIONS):
        if not energy > max(reach * reach * float(step @ step), _NOTHING * first):
            break
        moved = np.concatenate([part.ravel() for part in evaluation.hvp(*split(at.problem, direction))])
        bend = float(direction @ moved)
        if not bend > 0:  # lost to underflow, or no minimum along the direction
            break
        length = energy / bend
        step, residual = step + length * direction, residual - length * moved
        inverse = natural.apply_inverse(residual)
        energy, last = float(residual @ inverse), energy
        direction = inverse + energy / last * direction
    return step
