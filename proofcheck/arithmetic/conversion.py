"""Exact data in the arithmetic that is wanted: from fractions to floats, sympy, mpmath or balls."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import sympy
from flint import arb_mat

from proofcheck.arithmetic.constants import ball as ball
from proofcheck.arithmetic.functions import Array, as_array, elementwise
from proofcheck.arithmetic.guarded import GuardedBall, check_exact_operand
from proofcheck.arithmetic.refusals import is_recording
from proofcheck.arithmetic.small_integers import is_unwrapped


class Arithmetic(Enum):
    """The element types a definition can be evaluated in."""

    FLOAT = "float64"
    RATIONAL = "exact rationals"
    SYMBOLIC = "sympy expressions"
    MPF = "mpmath floats (approximate, independent second opinion)"
    BALL = "flint balls (rigorous)"
    GUARDED = "balls that refuse comparisons and take fractions (rigorous)"


def as_fraction(value: Any) -> Fraction:
    """The exact rational value of an int, float, numpy scalar, Fraction or `p/q` string."""
    if isinstance(value, np.generic):
        value = value.item()
    return Fraction(value)


def rationals(values: Any) -> Array:
    """Object array of the exact `Fraction` values of an array of ints, doubles, fractions or `p/q` strings.

    Raises InexactOperandError in a side, for fixed-width integers: they may have wrapped around.
    """
    if is_recording() and as_array(values).dtype.kind in "iu" and not is_unwrapped(values):
        check_exact_operand(values)
    return elementwise(np.asarray(values, dtype=object), as_fraction)


_ELEMENT: dict[Arithmetic, Callable[[Fraction], Any]] = {
    Arithmetic.FLOAT: float,
    Arithmetic.RATIONAL: lambda value: value,
    Arithmetic.SYMBOLIC: lambda value: sympy.Rational(value.numerator, value.denominator),
    Arithmetic.MPF: lambda value: mpmath.mpf(value.numerator) / value.denominator,
    Arithmetic.BALL: ball,
    Arithmetic.GUARDED: lambda value: GuardedBall(ball(value)),
}


def convert(values: Array, arithmetic: Arithmetic) -> Array:
    """An array of `Fraction` in the elements of `arithmetic`, at the precision in force (same shape)."""
    element = _ELEMENT[arithmetic]
    if arithmetic is Arithmetic.FLOAT:
        return np.array([element(v) for v in values.ravel()], dtype=np.float64).reshape(values.shape)
    return elementwise(values, element)


def solve_balls(matrix: Array, right: Array) -> Array:
    """Enclosure of matrix^-1 right for balls. Raises ZeroDivisionError when the matrix is not shown to be regular."""
    solution = arb_mat(matrix.tolist()).solve(arb_mat(right.tolist()))
    flat = np.empty(right.size, dtype=object)
    flat[:] = solution.entries()
    return flat.reshape(right.shape)
