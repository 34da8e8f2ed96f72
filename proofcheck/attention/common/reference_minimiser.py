"""Reference minimisers: Newton refinement in ball arithmetic, verified by a Krawczyk test.

With a witness C ~ Hess(z)^-1 and the box Z = z + [-e, e]^D, every stationary point in Z lies in
K = z - C grad(z) + (I - C Hess(Z)) (Z - z), and K inside Z proves that there is exactly one (Krawczyk 1969; Rump, Acta
Numerica 19 (2010), section 13). This shares no argument with the certificates of theorem C1 that it judges.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import arb

from proofcheck.arithmetic.functions import Array, balls, elementwise, matmul, maximum, precision
from proofcheck.model.derivatives import gradient, hessian
from solver import AttentionProblem, solve

_STEPS = 60
_BOX_BITS = 128  # the box is wide against this; its Hessian needs no more


class RefinementError(ArithmeticError):
    """No verified stationary point was found near the start; the message says which step failed."""


@dataclass(frozen=True, kw_only=True)
class ExactProblem:
    """Exact data of one problem: as balls (arrays and weights by name) and as the float64 problem they came from."""

    source: Any
    arrays: Mapping[str, Any]
    weights: Mapping[str, Any]
    shapes: tuple[tuple[int, int], tuple[int, int]]

    def split(self, z: Array) -> dict[str, Array]:
        """[vec X; vec Y] as X and Y."""
        (p, q), (r, k) = self.shapes
        return {"X": z[: p * q].reshape(p, q), "Y": z[p * q :].reshape(r, k)}

    def gradient(self, z: Array) -> Array:
        """grad Phi at z, as a vector."""
        gX, gY = gradient(**self.arrays, **self.split(z), **self.weights)
        return np.concatenate([gX.ravel(), gY.ravel()])

    def hessian(self, z: Array) -> Array:
        """Hess Phi at z, a matrix over the entries of X and then of Y, in the arithmetic of z."""
        return hessian(**self.arrays, **self.split(z), **self.weights)


def exact_problem(problem: Any) -> ExactProblem:
    """The exact data of a float64 problem (anything with A1, A2, A3, B, wx, wy, lx, ly and mask)."""
    arrays: dict[str, Any] = {name: balls(getattr(problem, name)) for name in ("A1", "A2", "A3", "B")}
    if problem.mask is not None:
        arrays["mask"] = problem.mask.astype(int)
    weights = {name: arb(getattr(problem, name)) for name in ("wx", "wy", "lx", "ly")}
    p, q, r, k = (arrays[name].shape[1] for name in ("A1", "A2", "A3", "B"))
    return ExactProblem(source=problem, arrays=arrays, weights=weights, shapes=((p, q), (r, k)))


def minimiser(data: ExactProblem, z: Array, digits: int) -> Array:
    """Balls of relative radius about 10^-digits around the one stationary point near the float64 vector z.

    Chord Newton: gradients in ball arithmetic, steps by the float64 inverse of the Hessian at the start, which gains a
    constant number of digits a step. Raises RefinementError when that does not converge or the Krawczyk test fails.
    The caller sets a working precision well above `digits`.
    """
    inverse = balls(_inverse_witness(data, z))
    tolerance = arb(10) ** (-digits) * (1 + arb(float(np.abs(z).max())))
    centre = balls(z)
    for _ in range(_STEPS):
        step = matmul(inverse, data.gradient(centre)[:, None])[:, 0]
        if maximum(elementwise(step, abs)) < tolerance / 4:
            return _krawczyk(data, centre, inverse, step, tolerance)
        centre = elementwise(centre - step, lambda entry: entry.mid())
    raise RefinementError(
        f"chord Newton did not reach {digits} digits in {_STEPS} steps; start closer to the minimiser"
    )


def solve_precisely(problem: AttentionProblem, digits: int) -> tuple[ExactProblem, Array, Array] | None:
    """The exact data, the solver's float64 point and the minimiser near it; None where that is not verified."""
    solution = solve(problem, tol=1e-12)
    z = np.concatenate([solution.X.ravel(), solution.Y.ravel()])
    exact = exact_problem(problem)
    try:
        return exact, z, minimiser(exact, z, digits)
    except RefinementError:
        return None


def _inverse_witness(data: ExactProblem, z: Array) -> Array:
    """The inverse of the Hessian at z, in float64."""
    floats = {name: getattr(data.source, name) for name in (*data.arrays, *data.weights)}
    try:
        with np.errstate(all="ignore"):  # the definitions' softmax is not shifted: an overflow leaves no witness
            return np.linalg.inv(np.nan_to_num(hessian(**floats, **data.split(z))))
    except np.linalg.LinAlgError as error:
        raise RefinementError(f"the Hessian at the start is singular: {error}") from error


def _krawczyk(data: ExactProblem, centre: Array, inverse: Array, step: Array, radius: arb) -> Array:
    with precision(_BOX_BITS):
        box = elementwise(centre, lambda entry: entry + arb(0, radius.upper()))
        defect = balls(np.eye(len(centre))) - matmul(inverse, data.hessian(box))
        contraction = maximum([sum((abs(entry) for entry in row), arb(0)) for row in defect])
        if not contraction < arb(1) / 2:
            raise RefinementError(f"Krawczyk test: ||I - C H(Z)|| = {contraction.str(5)}, needed < 1/2; start closer")
    spread = (maximum(elementwise(step, abs)) + contraction * radius).upper()
    if not spread < radius:
        raise RefinementError("Krawczyk test: the image does not lie inside the box; raise the precision")
    reach = (2 * maximum(elementwise(step, abs))).upper()
    return elementwise(centre, lambda entry: entry + arb(0, reach))
