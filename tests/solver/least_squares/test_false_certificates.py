"""Residuals that once were certified falsely, or refused under a wrong name, with their neighbours at the border."""

import decimal
import functools
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction

import flint
import mpmath
import numpy as np
import pytest
import scipy.special

from solver import InputError, Outcome, certify_least_squares
from solver.display.card import upward
from solver.least_squares.errors import NotSmoothError, ParameterError, UnsupportedError


def doubled(x, times):
    for _ in range(times):
        x = x + x
    return x


def row(z):
    return z[0] * np.ones(3)


def square(z):
    return np.stack([np.stack([z[0], 2 * z[0]]), np.stack([3 * z[0], 5 * z[0]])])


def shared_sum(z, keepdims):
    return square(z) - np.sum(square(z), axis=1, keepdims=keepdims) - np.array([[1, 2], [3, 5.5]])


TENTHS = Fraction(0.1) + Fraction(0.2)  # exactly: 0.1 + 0.2 in floats is another number
TRUE = {
    "derivatives beyond int64": (lambda z: [doubled(z[0], 63) * 2.0**-63 - 1, z[0] - 3, z[0] - 4], 6.0, Fraction(8, 3)),
    "a sum of nothing": (lambda z: [z[0] - (row(z)[:0].sum() + 0.1 + 0.2)], 0.3, TENTHS),
    "np.sum of nothing": (lambda z: [z[0] - (np.sum(row(z)[:0]) + 0.1 + 0.2)], 0.3, TENTHS),
    "exp of nothing": (lambda z: [z[0] - (np.exp(row(z)[:0]).sum() + 0.1 + 0.2)], 0.3, TENTHS),
    "a fraction as base": (lambda z: [np.power(Fraction(1, 3), z[0]) - Fraction(1, 9)], 1.9, 2),
    "keepdims=1": (lambda z: shared_sum(z, 1), 0.0, Fraction(-142, 156)),
    "keepdims=True": (lambda z: shared_sum(z, True), 0.0, Fraction(-142, 156)),
    "a power of 10^9": (lambda z: [z[0] ** 10**9 - 1], 1.0, 1),
    "a negative power": (lambda z: [z[0] ** -7 - 1], 1.01, 1),
    "integers beyond 2^53": (lambda z: [z[0] - (2**60 + 1)], 2.0**60, 2**60 + 1),
}


@pytest.mark.parametrize("name", TRUE)
def test_the_truth_is_enclosed(name):
    residual, start, truth = TRUE[name]
    found = certify_least_squares(residual, [start])
    assert found.outcome is Outcome.CERTIFIED, found.reason
    distance = abs(Fraction(found.parameters[0]) - Fraction(truth))
    assert distance <= Fraction(found.radii[0])


def test_a_sum_of_nothing_is_computed_in_balls():
    found = certify_least_squares(lambda z: [z[0] - np.exp(np.exp(row(z)[:0]).sum() + 0.1)], [1.1])
    with mpmath.workdps(60):
        distance = abs(mpmath.mpf(str(found.parameters[0])) - mpmath.exp(mpmath.mpf(0.1)))
        assert distance <= mpmath.mpf(str(found.radii[0]))


@pytest.mark.parametrize("times", [0, 31, 32, 40, 62, 63, 64, 100])
def test_a_maximum_is_none_of_the_minimisers_however_large_its_derivatives(times):
    """(x^2 - 9)^2 + x^2 has a local maximum at 0; where the products of slopes overflowed its Hessian was 1."""
    found = certify_least_squares(lambda z: [(doubled(z[0], times) * 2.0**-times) ** 2 - 9, z[0]], [0.0])
    assert found.outcome is Outcome.INCONCLUSIVE
    found = certify_least_squares(lambda z: [doubled(z[0], times) ** 2 * 4.0**-times - 9, z[0]], [0.0])
    assert found.outcome is Outcome.INCONCLUSIVE


def catching(attempt, otherwise, errors=Exception):
    def residual(z):
        try:
            return attempt(z)
        except errors:
            return otherwise(z)

    return residual


def remembering(key):
    known = {}

    def residual(z):
        return known.setdefault(key(z), [z[0] ** 2 - 2])

    return residual


def written_into(z):
    out = np.zeros(1, dtype=int)
    np.take(z[0] * np.ones(2), [1], 0, out)
    return [z[0] + out - 2]


def assigning(z):
    x = row(z)
    x[0] = 1.0
    return x


MATRIX = np.matrix([[1.0, 2.0], [3.0, 4.0]])
cached_square = functools.lru_cache(lambda x: x**2)
REFUSED = {
    "floats after a refusal": catching(lambda z: [z[0] * float(z[0]) - 2], lambda z: [z[0] * 1.4 - 2]),
    "another path after a refusal": catching(lambda z: np.tan(z[0]), lambda z: [z[0] ** 2 - 2]),
    "another path after a comparison": catching(lambda z: [z[0]] if z[0] > 0 else [], lambda z: [z[0] - 1], ValueError),
    "np.array_equal, which catches": lambda z: [z[0] - np.array_equal(z[0], np.ones(3))],
    ".parts()": lambda z: [z[0] * float(z[0].parts()[0].item()) - 2],
    "isinstance": lambda z: [z[0] ** 2 - (2 if isinstance(z[0], float) else 3)],
    "a type": lambda z: [z[0] ** 2 - (2 if type(z[0]).__name__ == "Taylor" else 3)],
    "hasattr": lambda z: [z[0] ** 2 - (2 if hasattr(z[0], "dtype") else 3)],
    "getattr": lambda z: [z[0] ** 2 - getattr(z[0], "real", 3.0)],
    "repr": lambda z: [z[0] ** 2 - len(repr(z[0]))],
    "np.isscalar": lambda z: [z[0] ** 2 - 2 - np.isscalar(z[0])],
    "np.logical_and": lambda z: np.logical_and(np.ones(1), np.array(z)) - 0.5,
    "a memory by text": remembering(str),
    "lru_cache": lambda z: [cached_square(z[0]) - 2],
    "a hash": remembering(lambda z: hash(z[0])),
    "a formatted text": lambda z: [z[0] - len(f"{z[0]:.3f}")],
    "Fraction ** parameter": lambda z: [Fraction(1, 3) ** z[0] - Fraction(1, 9)],
    "Fraction ** parameter, in arrays": lambda z: np.array([Fraction(1, 3)]) ** np.array(z) - Fraction(1, 9),
    "np.longdouble": lambda z: z[0] - np.longdouble(1) / 3,
    "np.longdouble in an array of objects": lambda z: z[0] - np.array([np.longdouble(1) / 3], dtype=object),
    "np.matrix": lambda z: MATRIX * np.stack([np.stack([z[0], z[0]]), np.stack([z[0], z[0]])]) - 1,
    "masked data": lambda z: z[0] * np.ma.array([1.0, 2.0, 3.0], mask=[0, 1, 0]) - 1,
    "text": lambda z: [z[0] - "1"],
    "None": lambda z: [z[0] - None],
    "a complex number": lambda z: [z[0] - 1j],
    "a Decimal": lambda z: [z[0] - Decimal("0.1")],
    "np.atleast_1d of several": lambda z: [sum(np.atleast_1d(row(z)[:1], 0)) - 2],
    "np.compress of parameters": lambda z: np.compress(np.stack([z[0], 3 * z[0]]), np.array([0, 1])) - 3,
    "np.take into an array": written_into,
    "np.sum with a dtype": lambda z: [np.sum(row(z), None, float) - 1],
    "assignment": assigning,
    "a method of arrays": lambda z: [row(z).mean() - 1],
    "no residuals": lambda z: row(z)[:0],
    "an empty list": lambda z: [],
    "a generator": lambda z: (x - 1 for x in z),
    "a dictionary": lambda z: {"r": z[0] - 1},
    "a truth value in numpy": lambda z: [np.any(np.array(z)) * z[0] - 1],
    "np.where of parameters": lambda z: [np.where(np.array(z), 1, 2) * z[0]],
    "another length for floats": lambda z: [z[0] - 1] * (2 if isinstance(z[0], float) else 1),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_function_in_this_arithmetic_is_refused_by_a_typed_error(name):
    with pytest.raises((ParameterError, UnsupportedError)) as caught:
        certify_least_squares(REFUSED[name], [1.4])
    assert isinstance(caught.value, InputError)
    assert len(str(caught.value)) > 40


@pytest.mark.parametrize("key", [id, lambda z: id(z[0]), lambda z: np.asarray(z).tobytes()])
def test_a_memory_by_address_never_takes_one_point_for_another(key):
    found = certify_least_squares(remembering(key), [1.4])
    assert abs(found.parameters[0] ** 2 - 2) < Decimal("1e-25")


def test_a_kink_that_the_residual_steps_around_is_named():
    residual = catching(lambda z: [np.sqrt(z[0]) - 0.5, z[0]], lambda z: [z[0], z[0]], ArithmeticError)
    found = certify_least_squares(residual, [0.0])
    assert found.outcome is Outcome.INCONCLUSIVE
    assert "square root of" in found.reason
    assert not issubclass(NotSmoothError, InputError)


@pytest.mark.parametrize("residual", [lambda z: [z[0] / (1 / 0)], lambda z: [z[0] / Fraction(1, 0)]])
def test_a_division_by_zero_of_the_residual_is_not_called_a_singular_hessian(residual):
    with pytest.raises(ZeroDivisionError):
        certify_least_squares(residual, [1.0])


@pytest.mark.parametrize("function", [scipy.special.expm1, scipy.special.log1p, scipy.special.expit])
def test_functions_of_other_packages_are_not_called_those_of_numpy(function):
    with pytest.raises(UnsupportedError, match=f"another package's {function.__name__}"):
        certify_least_squares(lambda z: [function(z[0]) - 0.5], [0.5])


def test_parameters_of_an_earlier_certificate_are_refused():
    kept = []
    certify_least_squares(lambda z: [kept.append(z[0]) or z[0] - 1], [1.0])
    with pytest.raises(ParameterError, match="earlier evaluation"):
        certify_least_squares(lambda z: [-kept[0] * z[0] - 2], [1.0])


@pytest.mark.parametrize("trap", [[], [decimal.Inexact], [decimal.Rounded]])
@pytest.mark.parametrize("rounding", [decimal.ROUND_DOWN, decimal.ROUND_FLOOR, decimal.ROUND_HALF_EVEN])
def test_the_decimal_context_of_the_caller_changes_no_bound(rounding, trap):
    expected = certify_least_squares(lambda z: [z[0] ** 2 - 2, z[0] - 1], [1.4])
    with decimal.localcontext(decimal.Context(prec=1, rounding=rounding, traps=trap)):
        found = certify_least_squares(lambda z: [z[0] ** 2 - 2, z[0] - 1], [1.4])
        text = str(found)
    assert found == expected
    assert text == str(expected)


def test_threads_do_not_change_each_others_precision():
    def certify(digits):
        return certify_least_squares(lambda z: [np.exp(z[0] * z[0]) - 2, z[0] - 1], [0.9], digits=digits)

    digits = [10, 60, 30, 90] * 6
    before, interval = flint.ctx.prec, sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            found = list(threads.map(certify, digits))
    finally:
        sys.setswitchinterval(interval)
    assert found == [certify(number) for number in digits]
    assert flint.ctx.prec == before


@pytest.mark.parametrize("bound", ["1.2345644e400", "1e309", "4.9e-400"])
def test_bounds_beyond_the_range_of_floats_are_printed_upward(bound):
    assert Decimal(upward(Decimal(bound))) >= Decimal(bound)
