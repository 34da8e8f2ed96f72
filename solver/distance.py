"""The distance to the minimiser from the Newton step: sharp where the theorem's radius g / mu is not.

Let z* be the minimiser that the theorem of `solver.certificate` places within r of z in the norm used, g = grad Phi(z),
H = Hess Phi(z) >= mu, d = z* - z. Then 0 = g + H d + e with ||e||_* <= M r^2 / 2, so d = -H^-1 (g + e). For any vector
w with residual rho = g - H w (w is a witness, rho is enclosed):

    ||d||_2 <= ||w||_2 + (||rho||_* + M r^2 / 2) / (mu sqrt(metric_lower)),
    Phi(z) - Phi(z*) <= (<g, w> + ||g||_* ||rho||_* / mu) / 2 + M r^3 / 6,

the second because Phi(z*) >= Phi(z) + <g, d> + <d, H d>/2 - M r^3/6 and min_d <g, d> + <d, H d>/2 = -<g, H^-1 g>/2.
With g / mu instead, the direction of g that matters least sets the bound: a factor up to the condition number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.linalg
import scipy.sparse.linalg

from solver.enclosure import EnclosedPoint, hessian_product
from solver.problem import AttentionProblem
from solver.rounding import Ball, Floats, ball

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


def newton_step(at: EnclosedPoint, slope: Ball, curvature: Ball | None) -> NewtonStep:
    """The step w ~ H^-1 g as a witness, from the dense Hessian if there is one, else by conjugate gradients."""
    w = _solved(curvature.mid, slope.mid) if curvature is not None else _conjugate_gradients(at, slope.mid)
    if not np.isfinite(w).all():
        w = np.zeros_like(w)
    dX, dY = split(at.problem, w)
    return NewtonStep(
        X=dX,
        Y=dY,
        length_upper=ball(w).norm_upper(),
        decrease_upper=float((slope * w).sum().upper()),
        residual=slope - hessian_product(at, dX, dY),
    )


def split(problem: AttentionProblem, vector: Floats) -> tuple[Floats, Floats]:
    """vec X, vec Y as matrices."""
    size = problem.p * problem.q
    return vector[:size].reshape(problem.p, problem.q), vector[size:].reshape(problem.r, problem.k)


def _solved(matrix: Floats, right: Floats) -> Floats:
    try:
        return np.asarray(scipy.linalg.cho_solve(scipy.linalg.cho_factor(matrix), right))
    except np.linalg.LinAlgError:
        return np.zeros_like(right)


def _conjugate_gradients(at: EnclosedPoint, right: Floats) -> Floats:
    """Preconditioned by the natural norm, in which a Hessian shown positive by S1 is well conditioned."""
    problem, evaluation = at.problem, at.problem.evaluate(at.X, at.Y)
    try:
        factors = [scipy.linalg.cho_factor(gram) for gram in problem.grams]
    except np.linalg.LinAlgError:
        return np.zeros_like(right)

    def product(vector: Floats) -> Floats:
        return np.concatenate([part.ravel() for part in evaluation.hvp(*split(problem, vector.ravel()))])

    def whitened(vector: Floats) -> Floats:
        X, Y = split(problem, vector.ravel())
        inner = scipy.linalg.cho_solve(factors[1], scipy.linalg.cho_solve(factors[0], X).T).T
        return np.concatenate([inner.ravel(), scipy.linalg.cho_solve(factors[2], Y).ravel()])

    shape = (right.size, right.size)
    operator, inverse = (scipy.sparse.linalg.LinearOperator(shape, matvec=f) for f in (product, whitened))
    step, _ = scipy.sparse.linalg.cg(operator, right, rtol=_TOLERANCE, maxiter=_ITERATIONS, M=inverse)
    return np.asarray(step)
