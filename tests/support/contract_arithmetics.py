"""The arithmetics under contract: how numbers enter, and how values and derivatives are read off a result."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import sympy
from flint import arb

from proofcheck.arithmetic.conversion import Arithmetic, convert
from proofcheck.arithmetic.counting import Counted, Tally
from proofcheck.arithmetic.guarded import GuardedBall
from proofcheck.arithmetic.opaque import Opaque, opaque
from proofcheck.arithmetic.taylor import Jet
from solver.least_squares.taylor import Taylor

BITS = 200


class UnreadableError(Exception):
    """A result that is no number of the arithmetic."""


@dataclass(frozen=True)
class Subject:
    """`lines`: the directions (of two) and the order of the derivatives that a number carries."""

    name: str
    enter: Callable[[Any, Any, Any], Any]
    read: Callable[[Any, tuple[int, int], int], list[Any]]
    lines: tuple[tuple[tuple[int, int], int], ...] = (((0, 0), 0),)
    digits: int = 40
    ordered: bool = True  # whether a truth value may come out


def as_mpf(value):
    """An exact or narrow number as an mpmath float. Raises UnreadableError for anything else."""
    inner = {Opaque: "value", GuardedBall: "ball", Counted: "_value"}.get(type(value))
    value = getattr(value, inner) if inner else value
    if isinstance(value, arb):
        if not value.is_finite():
            raise UnreadableError(f"{value}")
        return mpmath.mpf(value.mid().str(60, radius=False))
    if isinstance(value, bool | np.bool_ | sympy.logic.boolalg.BooleanAtom):
        return mpmath.mpf(bool(value))
    if isinstance(value, sympy.Basic):
        if not (isinstance(value, sympy.Expr) and value.is_real):
            raise UnreadableError(f"{value}")
        return mpmath.mpf(str(sympy.N(value, 60)))
    if isinstance(value, Fraction):
        return mpmath.mpf(int(value.numerator)) / int(value.denominator)
    if not isinstance(value, int | float | np.integer | np.floating | mpmath.mpf):
        raise UnreadableError(f"{type(value).__name__}: {value}")
    return mpmath.mpf(int(value) if isinstance(value, int | np.integer) else value)


def numbers(result):
    """Shape and entries of an array, a list or a scalar."""
    array = result if isinstance(result, np.ndarray) else None
    if array is None and isinstance(result, list | tuple):
        array = np.array(result, dtype=object)
    return ((), [result]) if array is None else (array.shape, list(array.flat))


def read_plain(result, _line, _order):
    shape, entries = numbers(result)
    return [shape, [[as_mpf(entry)] for entry in entries]]


def read_jet(result, _line, order):
    shape, entries = numbers(result)
    rows = []
    for entry in entries:
        if isinstance(entry, Jet):
            rows.append([as_mpf(c) for c in entry.coefficients])
        else:
            rows.append([as_mpf(entry), *[mpmath.mpf(0)] * order])
    return [shape, rows]


def read_taylor(result, line, order):
    if isinstance(result, list | tuple):
        parts = [read_taylor(part, line, order) for part in result]
        if len({part[0] for part in parts}) > 1:
            raise UnreadableError("parts of different shapes")
        return [(len(parts), *parts[0][0]), [row for part in parts for row in part[1]]]
    if not isinstance(result, Taylor):
        shape, entries = numbers(result)
        if any(isinstance(entry, Taylor) for entry in entries):
            return [shape, [row for entry in entries for row in read_taylor(entry, line, order)[1]]]
        return [shape, [[as_mpf(entry), *[mpmath.mpf(0)] * order] for entry in entries]]
    value, gradient, hessian = (np.asarray(part) for part in result.parts())
    gradient, hessian = np.broadcast_to(gradient, (*value.shape, 2)), np.broadcast_to(hessian, (*value.shape, 2, 2))
    u, rows = np.array(line), []
    for index in np.ndindex(value.shape):
        first = sum(int(u[i]) * as_mpf(gradient[index][i]) for i in range(2))
        second = sum(int(u[i] * u[j]) * as_mpf(hessian[index][i, j]) for i in range(2) for j in range(2))
        rows.append([as_mpf(value[index]), first, second / 2])
    return [value.shape, rows]


def object_array(values, function):
    out = np.empty(values.shape, dtype=object)
    for index in np.ndindex(values.shape):
        out[index] = function(index)
    return out


def enter_in(arithmetic):
    return lambda X, U, V: convert(X, arithmetic)


def enter_jets(element):
    def enter(X, U, V):
        zero = element(Fraction(0))
        return object_array(X, lambda i: Jet((element(X[i]), element(U[i]), zero, zero), 1))

    return enter


def enter_taylor(arithmetic):
    def enter(X, U, V):
        gradient = np.stack([convert(U, arithmetic), convert(V, arithmetic)], axis=-1)
        return Taylor(convert(X, arithmetic), gradient, np.zeros((*X.shape, 2, 2), dtype=int))

    return enter


def ball(value):
    return convert(np.array(value, dtype=object), Arithmetic.BALL).item()


TALLY = Tally()
PLANE = (((1, 0), 2), ((0, 1), 2), ((1, 1), 2))
LINE = (((1, 0), 3),)
SUBJECTS = [
    Subject("float64", enter_in(Arithmetic.FLOAT), read_plain, digits=12),
    Subject("Fraction", enter_in(Arithmetic.RATIONAL), read_plain),
    Subject("sympy", enter_in(Arithmetic.SYMBOLIC), read_plain),
    Subject("mpf", enter_in(Arithmetic.MPF), read_plain),
    Subject("ball", enter_in(Arithmetic.BALL), read_plain),
    Subject("guarded ball", enter_in(Arithmetic.GUARDED), read_plain, ordered=False),
    Subject("opaque", lambda X, U, V: +opaque(X, valued=True), read_plain, ordered=False),
    Subject("counted", lambda X, U, V: object_array(X, lambda i: Counted(float(X[i]), TALLY)), read_plain, digits=12),
    Subject("Taylor over Fraction", enter_jets(lambda v: v), read_jet, LINE, ordered=False),
    Subject("Taylor over balls", enter_jets(ball), read_jet, LINE, ordered=False),
    Subject("Taylor over guarded balls", enter_jets(lambda v: GuardedBall(ball(v))), read_jet, LINE, ordered=False),
    Subject("Hessians over float64", enter_taylor(Arithmetic.FLOAT), read_taylor, PLANE, digits=11, ordered=False),
    Subject("Hessians over balls", enter_taylor(Arithmetic.BALL), read_taylor, PLANE, ordered=False),
]
