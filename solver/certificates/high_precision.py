"""The minimiser to any number of digits, by chord Newton in ball arithmetic (python-flint).

A certificate proves D^2 Phi >= mu - M t on the ball of radius t around its point, and that exactly one stationary
point z* lies within r. For any y within t >= r, t inside the certificate's ball, strong monotonicity on that ball gives

    ||y - z*||_2 <= ||grad Phi(y)||_2 / ((mu - M t) metric_lower),
    0 <= Phi(y) - Phi(z*) <= ||grad Phi(y)||_2 ||y - z*||_2,

so only the gradient needs many digits; where y comes from does not matter. y is a decimal fraction: what is printed is
what was certified. The only file of the certificates that needs python-flint; `certify` imports it for digits.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, Context, Decimal
from typing import Any, Final

import flint
import numpy as np
import scipy.linalg
from flint import arb

from solver.certificates.decimals import Enclosure
from solver.certificates.newton_kantorovich import Hypotheses
from solver.certificates.norms import Norm
from solver.certificates.rows.gradient import half_gradient
from solver.problem import AttentionProblem
from solver.validation import Booleans
from solver.verified.ball import Floats

_STEPS: Final = 200
_BITS_A_DIGIT: Final = 3.33
_PRECISION: Final = threading.RLock()
# Whatever the caller's context is, which may have few digits, round down, or raise.
_UPWARD: Final = Context(prec=28, rounding=ROUND_CEILING, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])
_GUARD_BITS: Final = 128
_SPARE_DIGITS: Final = 2
_ROOM_DIGITS: Final = 9  # below the last place, and far above the rounding at _GUARD_BITS


def enclose_minimiser(
    problem: AttentionProblem, X: Floats, Y: Floats, around: Hypotheses, digits: int
) -> Enclosure | None:
    """The minimiser to `digits` digits; None when the iteration does not get there."""
    hessian, modulus = problem.hessian(X, Y), around.curvature_lower * around.metric_lower
    factor, condition = _factorise(hessian), float(np.linalg.norm(hessian)) / modulus if modulus > 0 else np.inf
    if factor is None or not 0 < condition < np.inf:
        return None
    largest = 1.0 + max(float(np.abs(X).max()), float(np.abs(Y).max()))
    decimals = max(_places(digits, condition * X.size + condition * Y.size, largest), _places_inside(problem, around))
    with working_precision(max(digits, decimals), _GUARD_BITS):
        start = np.concatenate([_lift(X).ravel(), _lift(Y).ravel()])
        y = _round_to_decimals(_newton(problem, factor, start, arb(10) ** (-decimals)), decimals)
        return _bound_error(problem, start, y, decimals, around, digits, largest)


def _places(digits: int, condition: float, largest: float) -> int:
    """Decimal places of y that leave a radius of 10^-digits `largest` after the gradient has magnified its rounding."""
    return digits + _SPARE_DIGITS + int(np.ceil(np.log10(condition) - np.log10(largest)))


def _places_inside(problem: AttentionProblem, around: Hypotheses) -> int:
    """Decimal places with which a rounded y stays in the theorem's ball; a guess, judged afterwards."""
    size = problem.p * problem.q + problem.r * problem.k
    A1, A2, A3 = (float(np.linalg.norm(A)) for A in (problem.A1, problem.A2, problem.A3))
    natural = np.log10(A1 * A2 + A3 + np.sqrt(around.ridge_scores + around.ridge_values))
    stretch = 0.0 if around.norm is Norm.EUCLIDEAN else float(natural)
    return _SPARE_DIGITS + int(np.ceil(stretch + np.log10(size) - np.log10(around.ball_radius)))


def _bound_error(
    problem: AttentionProblem, start: Any, y: Any, decimals: int, around: Hypotheses, digits: int, largest: float
) -> Enclosure | None:
    """The bounds of the module docstring at the decimal point y.

    Both radii get a little room: where y is met exactly they would be the rounding of this evaluation alone, and the
    re-checker, whose rounding is other, could not confirm them.
    """
    centre, room = _lift_decimals(y, decimals), arb(10) ** (-decimals - _ROOM_DIGITS)
    t = _distance(problem, centre - start, around).max(arb(around.radius_upper))
    monotone = (arb(around.curvature_lower) - arb(around.lipschitz_upper) * t) * arb(around.metric_lower)
    if not (monotone > 0 and t <= arb(around.ball_radius)):
        return None
    slope = _norm(_gradient(problem, centre))
    radius = slope / monotone
    if not radius + room <= arb(10) ** (-digits) * arb(largest):
        return None
    value, drop = _objective(problem, centre), slope * radius
    X, Y = _split(problem, _map(y, lambda entry: _decimal(entry, decimals)))
    middle = _round_to_decimals(np.array([value - drop / 2], dtype=object), decimals)
    reach = abs(value - drop / 2 - _lift_decimals(middle, decimals)[0]) + drop / 2
    return Enclosure(
        digits=digits,
        X=X,
        Y=Y,
        radius=decimal_upper(radius + room),
        objective=_decimal(middle[0], decimals),
        objective_radius=decimal_upper(reach + room),
    )


def _newton(problem: AttentionProblem, factor: tuple[Floats, bool], y: Any, tolerance: arb) -> Any:
    """Gradients with all digits, steps with the float64 Hessian at the start."""
    for _ in range(_STEPS):
        slope = _gradient(problem, y)
        scale = max(abs(entry).upper() for entry in slope)
        if not scale > 0:
            break
        step = scipy.linalg.cho_solve(factor, np.array([float((entry / scale).mid()) for entry in slope]))
        y = _midpoints(y - _lift(step) * scale.mid())
        if float(np.abs(step).max()) * scale.mid() < tolerance:
            break
    return y


def _factorise(hessian: Floats) -> tuple[Floats, bool] | None:
    """A Cholesky factor as `cho_solve` takes it, a witness; None where there is none."""
    try:
        return scipy.linalg.cho_factor(hessian)
    except (np.linalg.LinAlgError, ValueError):  # ValueError: not finite
        return None


def _gradient(problem: AttentionProblem, y: Any) -> Any:
    gX, gY = half_gradient(problem, *_split(problem, y), _lift, _weigh, problem.n)
    return 2 * np.concatenate([gX.ravel(), gY.ravel()])


def _objective(problem: AttentionProblem, y: Any) -> arb:
    X, Y = _split(problem, y)
    S, V = problem.A1 @ X @ problem.A2.T, problem.A3 @ Y
    weights, totals = _weigh(S, problem.mask)
    parts = (((weights @ V) / totals - problem.B, 1.0), (S, problem.wx), (V, problem.wy))
    squares = sum((arb(weight) * weight * _energy(part) for part, weight in parts), arb(0))
    total: arb = squares + arb(problem.lx) * _energy(X) + arb(problem.ly) * _energy(Y)
    return total


def _distance(problem: AttentionProblem, difference: Any, around: Hypotheses) -> arb:
    """In the norm of the theorem."""
    if around.norm is Norm.EUCLIDEAN:
        return _norm(difference)
    (X, Y), ridge = _split(problem, difference), (arb(around.ridge_scores), arb(around.ridge_values))
    natural = _energy(problem.A1 @ X @ problem.A2.T) + _energy(problem.A3 @ Y)
    square: arb = natural + ridge[0] * _energy(X) + ridge[1] * _energy(Y)
    return _root_upper(square)


def _split(problem: AttentionProblem, y: Any) -> tuple[Any, Any]:
    size = problem.p * problem.q
    return y[:size].reshape(problem.p, problem.q), y[size:].reshape(problem.r, problem.k)


def _weigh(S: Any, allowed: Booleans | None) -> tuple[Any, Any]:
    """exp(S), and its sums over rows."""
    weights = _map(S, lambda entry: entry.exp())
    if allowed is not None:
        weights[~allowed] = arb(0)
    return weights, weights.sum(axis=1)[:, None]


def _lift(value: Any) -> Any:
    """Floats to balls of radius zero."""
    return _map(value, arb) if isinstance(value, np.ndarray) else arb(value)


def _map(values: Any, function: Any) -> Any:
    flat = np.empty(values.size, dtype=object)
    flat[:] = [function(entry) for entry in values.ravel().tolist()]
    return flat.reshape(values.shape)


def _midpoints(values: Any) -> Any:
    return _map(values, lambda entry: entry.mid())


def _round_to_decimals(values: Any, decimals: int) -> Any:
    """Whole multiples of 10^-decimals next to the midpoints."""
    unit = arb(10) ** decimals
    return _map(values, lambda entry: (entry.mid() * unit + arb(1) / 2).mid().floor().unique_fmpz())


def _lift_decimals(whole: Any, decimals: int) -> Any:
    unit = arb(10) ** decimals
    return _map(whole, lambda entry: arb(entry) / unit)


def _decimal(whole: Any, decimals: int) -> Decimal:
    """Exact: arithmetic on Decimal would round to the context's precision."""
    return Decimal(f"{int(whole)}E{-decimals}")


def _energy(values: Any) -> arb:
    total: arb = (values * values).sum()
    return total


def _norm(values: Any) -> arb:
    return _root_upper(_energy(values))


def _root_upper(square: arb) -> arb:
    """Upper bound of the root; the square of a ball around zero reaches below zero, where there is none."""
    length: arb = square.upper().max(arb(0)).sqrt().upper()
    return length


def nearest_decimal(value: arb, digits: int) -> Decimal:
    """The midpoint to `digits` significant digits."""
    return Decimal(value.mid().str(digits, radius=False))


def decimal_upper(value: arb) -> Decimal:
    """A short decimal that is not below the ball."""
    text = value.upper().str(3, radius=False)
    bound = Decimal(text)
    while not arb(str(bound)) >= value:
        bound = _UPWARD.fma(bound, Decimal("1.01"), Decimal("1e-2000"))
    return bound.normalize(_UPWARD)


@contextmanager
def working_precision(digits: int, guard_bits: int) -> Iterator[None]:
    """Scope flint's precision, which is global to the process: one thread at a time."""
    with _PRECISION:
        before = flint.ctx.prec
        flint.ctx.prec = int(_BITS_A_DIGIT * digits) + guard_bits
        try:
            yield
        finally:
            flint.ctx.prec = before
