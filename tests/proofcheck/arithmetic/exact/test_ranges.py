"""The range of a term: it holds every value, and an end that is said never to be attained is not."""

from fractions import Fraction
from itertools import product

import pytest

from proofcheck.arithmetic.exact.ranges import EVERYWHERE, range_of_term

ENDS = (Fraction(-2), Fraction(-1), Fraction(0), Fraction(1, 2), Fraction(3))
INTERVALS = [((a, left), (b, right)) for a in ENDS for b in ENDS if a < b for left in (0, 1) for right in (0, 1)]
INTERVALS += [((a, False), (a, False)) for a in ENDS]


def values(interval):
    """Rational points of an interval, its ends where they belong to it."""
    (low, low_open), (high, high_open) = interval
    inner = [low + (high - low) * Fraction(k, 4) for k in (1, 2, 3)] + ([Fraction(0)] if low < 0 < high else [])
    return [*inner, *([] if low_open else [low]), *([] if high_open else [high])]


@pytest.mark.parametrize("exponents", [(1,), (2,), (3,), (1, 1), (2, 1), (1, 2)])
@pytest.mark.parametrize("coefficient", [Fraction(2), Fraction(-1, 3)])
def test_every_value_of_a_term_lies_in_its_range_and_its_ends_are_the_least(exponents, coefficient):
    for intervals in product(INTERVALS if len(exponents) == 1 else INTERVALS[::3], repeat=len(exponents)):
        (low, low_open), (high, high_open) = range_of_term(coefficient, zip(intervals, exponents, strict=True))
        found = []
        for point in product(*map(values, intervals)):
            value = coefficient
            for x, exponent in zip(point, exponents, strict=True):
                value *= x**exponent
            found.append(value)
            assert low <= value <= high
            assert not (low_open and value == low)
            assert not (high_open and value == high)
        assert low_open or min(found) == low
        assert high_open or max(found) == high


def test_what_has_no_end_has_none():
    half, line = ((Fraction(0), False), EVERYWHERE[1]), EVERYWHERE
    assert range_of_term(Fraction(1), [(half, 1), (half, 3)])[0] == (0, False)
    assert range_of_term(Fraction(-1), [(half, 2)])[1] == (0, False)
    assert range_of_term(Fraction(10**400), [(line, 2), (half, 1)]) == ((0, False), EVERYWHERE[1])
    assert range_of_term(Fraction(1), [(line, 1)]) == line
    assert range_of_term(Fraction(1), [(((Fraction(0), True), EVERYWHERE[1]), 2)])[0] == (0, True)
