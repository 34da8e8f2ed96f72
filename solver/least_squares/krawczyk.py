"""Certificates for any small smooth least-squares problem: minimise ||r(z)||_2^2 with r written once in numpy.

Krawczyk test (Krawczyk 1969; Rump, Acta Numerica 19 (2010), section 13). With F = J^T r (half the gradient), F' =
H = J^T J + sum r_i Hess r_i, a witness R ~ H(z)^-1 and a box Z = z + [-d, d]: every zero of F in Z lies in

    K = z - R F(z) + (I - R H(Z)) (Z - z),

and K in the interior of Z proves that there is exactly one. If every pivot of a Cholesky factorisation of H(Z) is
positive, ||r||^2 is strictly convex on Z and that zero is its only minimiser there. All in ball arithmetic.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import numpy as np
from flint import arb, arb_mat

from solver.certificates.certificate import Outcome
from solver.certificates.high_precision import decimal_upper, nearest_decimal, working_precision
from solver.least_squares.certificate import LeastSquaresCertificate
from solver.least_squares.errors import NotSmoothError, ParameterError
from solver.least_squares.evaluation import Evaluations, Residual

_GUARD_BITS: Final = 300
_STEPS: Final = 100
_NEARBY: Final = arb(2) ** -60  # relative: where a residual is first compared with its own linearisation
_SPARE_DIGITS: Final = (
    8  # of Newton's iteration and of the printed decimals, beyond the box of relative size 10^-digits
)


def certify_near(residual: Residual, start: list[float], digits: int) -> LeastSquaresCertificate:
    """Newton's iteration from `start`, then the Krawczyk test around where it ends.

    Raises ParameterError for a residual that is no function of its parameters.
    """
    with working_precision(digits, _GUARD_BITS):
        first, evaluations = [arb(entry) for entry in start], Evaluations(residual)
        try:
            _check_function(evaluations, first, [_NEARBY * _size(entry) for entry in first])
            return _krawczyk(evaluations, _newton(evaluations, first, digits), digits)
        except NotSmoothError as error:
            return _inconclusive(f"the residual is not smooth, or not defined, near the point: {error}")
        except _SingularError:
            return _inconclusive("the Hessian is singular, or not shown to be regular, near the point")


class _SingularError(Exception):
    """A Hessian that is not shown to be regular."""


def _inconclusive(reason: str) -> LeastSquaresCertificate:
    return LeastSquaresCertificate(outcome=Outcome.INCONCLUSIVE, reason=reason)


def _newton(residual: Evaluations, z: list[arb], digits: int) -> list[arb]:
    """Midpoints only: a guess."""
    for _ in range(_STEPS):
        F, H, _ = _derivatives(residual, z)
        step = _inverse(H) * _middle(F)
        z = [(entry - change).mid() for entry, change in zip(z, step.entries(), strict=True)]
        if all(abs(c) <= abs(e) * arb(10) ** (-digits - _SPARE_DIGITS) for e, c in zip(z, step.entries(), strict=True)):
            break
    return z


def _krawczyk(residual: Evaluations, z: list[arb], digits: int) -> LeastSquaresCertificate:
    F, H, _ = _derivatives(residual, z)
    R = _middle(_inverse(H))
    shift = (R * F).entries()
    tiny = arb(10) ** (-digits)
    reach = [(2 * abs(s) + tiny * _size(entry)).upper() for s, entry in zip(shift, z, strict=True)]
    box = [entry + arb(0, d) for entry, d in zip(z, reach, strict=True)]
    _check_function(residual, z, reach)
    _, spread, squares = _derivatives(residual, box)
    defect = arb_mat(len(z), len(z), [int(i == j) for i in range(len(z)) for j in range(len(z))]) - R * spread
    image = arb_mat(len(z), 1, [-s for s in shift]) + defect * arb_mat(len(z), 1, [arb(0, d) for d in reach])
    moved = [abs(entry).upper() for entry in image.entries()]
    if not all(m < d for m, d in zip(moved, reach, strict=True)):
        return _inconclusive("the Krawczyk image does not lie inside the box: no zero of the gradient is shown near z")
    if not _positive_definite(spread):
        return _inconclusive("a unique stationary point, but the Hessian is not shown positive definite around it")
    decimals = [nearest_decimal(entry, digits + _SPARE_DIGITS) for entry in z]
    off = [abs(entry - arb(str(decimal))) for entry, decimal in zip(z, decimals, strict=True)]
    radii = [decimal_upper(m + o) for m, o in zip(moved, off, strict=True)]
    if not all(o + arb(str(radius)) <= d for o, radius, d in zip(off, radii, reach, strict=True)):
        return _inconclusive("the printed decimals leave the box in which the minimiser is unique; ask for more digits")
    return _build_certificate(decimals, radii, squares, digits)


def _build_certificate(
    decimals: list[Decimal], radii: list[Decimal], squares: arb, digits: int
) -> LeastSquaresCertificate:
    total = nearest_decimal(squares, digits)
    return LeastSquaresCertificate(
        outcome=Outcome.CERTIFIED,
        reason=Outcome.CERTIFIED.value,
        parameters=tuple(decimals),
        radii=tuple(radii),
        sum_of_squares=total,
        sum_of_squares_radius=decimal_upper(abs(squares - arb(str(total)))),
    )


def _derivatives(residual: Evaluations, z: list[arb]) -> tuple[arb_mat, arb_mat, arb]:
    """F (p x 1), H (p x p) and ||r||^2 at balls."""
    value, gradient, hessian = residual.at(z)
    p = len(z)
    jacobian = arb_mat(gradient.tolist())
    column = arb_mat([[entry] for entry in value])
    curved = (hessian * value[:, None, None]).reshape(-1, p, p).sum(axis=0)
    H = jacobian.transpose() * jacobian + arb_mat(curved.tolist())
    return jacobian.transpose() * column, H, sum((entry * entry for entry in value), arb(0))


def _check_function(residual: Evaluations, z: list[arb], reach: list[arb]) -> None:
    """Raise ParameterError unless two evaluations agree, and others in the box z +/- reach agree with its enclosures.

    So must what it computes of floats near z. What is no function of the parameters alone would make every enclosure
    meaningless. By the mean value theorem r(z') - r(z) lies in J(box) (z' - z).
    """
    value, gradient, _ = residual.at(z)
    again, _, _ = residual.at(z)
    if len(value) != len(again) or not all(_identical(a, b) for a, b in zip(value, again, strict=True)):
        raise ParameterError(
            "two evaluations of the residual at one point differ; it must depend on its argument alone"
        )
    residual.check_floats(z)
    around, slopes, _ = residual.at([entry + arb(0, d) for entry, d in zip(z, reach, strict=True)])
    for sign in (1, -1):
        shift = [(sign * (-1) ** i * d / 2).mid() for i, d in enumerate(reach)]
        moved, tilted, _ = residual.at([entry + s for entry, s in zip(z, shift, strict=True)])
        step = (slopes * np.array(shift, dtype=object)).sum(axis=1)
        consistent = len(around) == len(moved) == len(value) and all(
            [
                *map(_overlap, moved, around),
                *map(_overlap, moved - value, step),
                *map(_overlap, tilted.ravel(), slopes.ravel()),
                *map(_overlap, gradient.ravel(), slopes.ravel()),
            ]
        )
        if not consistent:
            raise ParameterError(
                "the residual at nearby points contradicts its own derivatives; it must compute its values from its "
                "argument each time: no kept results, call counts or random numbers"
            )


def _identical(a: arb, b: arb) -> bool:
    return bool(a.mid() == b.mid() and a.rad() == b.rad())


def _overlap(a: arb, b: arb) -> bool:
    return bool(a.overlaps(b))


def _positive_definite(matrix: arb_mat) -> bool:
    """Every symmetric member of the ball matrix: all pivots of symmetric elimination are positive."""
    a = [[matrix[i, j] for j in range(matrix.ncols())] for i in range(matrix.nrows())]
    for k, pivot_row in enumerate(a):
        if not pivot_row[k] > 0:
            return False
        for row in a[k + 1 :]:
            factor = row[k] / pivot_row[k]
            for j in range(k, len(a)):
                row[j] -= factor * pivot_row[j]
    return True


def _middle(matrix: arb_mat) -> arb_mat:
    return arb_mat(matrix.nrows(), matrix.ncols(), [entry.mid() for entry in matrix.entries()])


def _inverse(matrix: arb_mat) -> arb_mat:
    """Of the midpoints."""
    try:
        return _middle(matrix).inv()
    except ZeroDivisionError as error:  # here alone: a residual has its own
        raise _SingularError from error


def _size(entry: arb) -> arb:
    return abs(entry) if abs(entry) > 0 else arb(1)
