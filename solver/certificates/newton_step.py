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
from scipy.sparse.linalg import LinearOperator, cg

from solver.certificates.enclosure import EnclosedPoint
from solver.certificates.hessian_product import hessian_product
from solver.certificates.norms import Natural, split
from solver.verified.ball import Ball, Floats, ball
from solver.verified.eigenvalues import Dense

_ITERATIONS = 200
_TOLERANCE = 1e-6


@dataclass(frozen=True, kw_only=True)
class NewtonStep:
    """The witness w = (X, Y), ||w||_2 and <g, w> as upper bounds, and rho = g - H w."""

    X: Floats
    Y: Floats
    length_upper: float
    decrease_upper: float
    residual: Ball


def newton_step(at: EnclosedPoint, natural: Natural, slope: Ball, curvature: Dense | None) -> NewtonStep:
    """The step w ~ H^-1 g as a witness, from the dense Hessian if there is one, else by conjugate gradients."""
    w = curvature.apply_inverse(slope.mid) if curvature is not None else _conjugate_gradients(at, natural, slope.mid)
    if not np.isfinite(w).all():
        w = np.zeros_like(w)
    dX, dY = split(at.problem, w)
    moved = hessian_product(at, dX, dY) if curvature is None else curvature.enclosure @ w
    return NewtonStep(
        X=dX,
        Y=dY,
        length_upper=ball(w).norm_upper(),
        decrease_upper=float((slope * w).sum().upper()),
        residual=slope - moved,
    )


def _conjugate_gradients(at: EnclosedPoint, natural: Natural, right: Floats) -> Floats:
    """Preconditioned by the natural norm, in which a Hessian shown positive by S1 is well conditioned."""
    evaluation = at.problem.evaluate(at.X, at.Y)

    def product(vector: Floats) -> Floats:
        return np.concatenate([part.ravel() for part in evaluation.hvp(*split(at.problem, vector.ravel()))])

    shape = (right.size, right.size)
    operator, inverse = (  # without a type, a product would be formed to find it
        LinearOperator(shape, matvec=function, dtype=np.float64) for function in (product, natural.apply_inverse)
    )
    step, _ = cg(operator, right, rtol=_TOLERANCE, maxiter=_ITERATIONS, M=inverse)
    return np.asarray(step)
