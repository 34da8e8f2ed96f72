"""Exact numbers: what they call equal is equal, what they call positive is, and what is open stays open."""

import itertools
from fractions import Fraction

import numpy as np
import pytest

from proofcheck.arithmetic.constants import e, pi
from proofcheck.arithmetic.conversion import ball
from proofcheck.arithmetic.directional import directional_derivatives
from proofcheck.arithmetic.exact.atoms import Ring, Sign
from proofcheck.arithmetic.exact.numbers import Exact, exact, made, within
from proofcheck.arithmetic.exact.ranges import EVERYWHERE
from proofcheck.arithmetic.exact.undecided import (
    NotExactError,
    RingFullError,
    TooLargeError,
    UnknownSignError,
    Work,
)
from proofcheck.arithmetic.functions import exp, expm1, log, maximum, minimum, power, precision, sin, sqrt
from proofcheck.arithmetic.piecewise import absolute, where
from proofcheck.arithmetic.refusals import KinkError, RefusalError
from proofcheck.arithmetic.watched.sealed import SealedError
from proofcheck.checkers.exact.rules import Rules

Q = Fraction
RANGES = {
    "x": ((Q(-2), False), (Q(2), False)),
    "y": ((Q(0), True), (Q(3), False)),
    "z": ((Q(1), False), (Q(4), False)),
    "w": EVERYWHERE,
}
BITS = 128


@pytest.fixture
def numbers():
    ring = Ring(200, Work(10**8))
    with within(ring):
        yield {name: made(ring, ring.variable(bounds)) for name, bounds in RANGES.items()}


def equal(a, b):
    return a.ring.vanishes((a - b).poly)


EQUAL = {
    "distributive": lambda x, y, z, w: (x * (y + w), x * y + x * w),
    "a quotient of a positive number": lambda x, y, z, w: (w * y / y, w),
    "twice inverted": lambda x, y, z, w: (1 / (1 / (y + z)), y + z),
    "a denominator that is a product": lambda x, y, z, w: (1 / (y * z + y), 1 / y / (z + 1)),
    "a denominator cleared": lambda x, y, z, w: (1 / z - 1 / (z + 1), 1 / (z * (z + 1))),
    "exponentials": lambda x, y, z, w: (exp(x + w).item() * exp(-w).item(), exp(x).item()),
    "exponents in halves": lambda x, y, z, w: (power(exp(x / 2).item(), 2), exp(x).item()),
    "exponents of constants": lambda x, y, z, w: (exp(x + 1).item(), e * exp(x).item()),
    "three exponents in two": lambda x, y, z, w: (exp(x).item() * exp(w).item(), exp((x + w) / 2).item() ** 2),
    "a quotient of exponentials": lambda x, y, z, w: (exp(w).item() / exp(x).item(), exp(w - x).item()),
    "inside a denominator": lambda x, y, z, w: (
        exp(x).item() / (exp(x).item() + exp(w).item()),
        1 / (1 + exp(w - x).item()),
    ),
    "a root squared": lambda x, y, z, w: (sqrt(y).item() * sqrt(y).item(), y),
    "a root of a square is the modulus": lambda x, y, z, w: (sqrt(x * x).item(), absolute(x).item()),
    "a root of the square of a positive number": lambda x, y, z, w: (sqrt(y * y).item(), y),
    "a modulus squared": lambda x, y, z, w: (power(absolute(w - x).item(), 2), power(w - x, 2)),
    "a modulus of the opposite": lambda x, y, z, w: (absolute(2 * w - 2 * x).item(), 2 * absolute(x - w).item()),
    "a maximum in any order": lambda x, y, z, w: (
        maximum([x, maximum([y, w])]),
        maximum([maximum([w, x]), y, x]),
    ),
    "a minimum": lambda x, y, z, w: (minimum([x, w]), -maximum([-x, -w])),
    "a maximum whose argument is known": lambda x, y, z, w: (maximum([z, 0 * z]), z),
    "a choice by a known sign": lambda x, y, z, w: (where(z - 1, x, w).item(), x),
    "a derivative": lambda x, y, z, w: (
        directional_derivatives(lambda at: exp(at["t"] * at["t"]), {"t": np.array([x])}, {"t": np.array([w])}, 1)[1][0],
        2 * x * w * exp(x * x).item(),
    ),
}
DIFFERENT = {
    "a root of a square is not the number": lambda x, y, z, w: (sqrt(x * x).item(), x),
    "nor its opposite": lambda x, y, z, w: (sqrt(x * x).item(), -x),
    "a modulus": lambda x, y, z, w: (absolute(x).item(), x),
    "two maxima": lambda x, y, z, w: (maximum([x, y]), maximum([x, w])),
    "a maximum and the sum": lambda x, y, z, w: (maximum([x, y]), x + y),
    "exponentials of independent numbers": lambda x, y, z, w: (exp(x).item() * exp(w).item(), exp(x).item()),
    "an exponential and its reciprocal": lambda x, y, z, w: (exp(x).item(), exp(-x).item()),
    "a square and its reciprocal": lambda x, y, z, w: (exp(2 * x).item(), 1 / exp(x).item() ** 2),
    "e is no number by name": lambda x, y, z, w: (exp(x + 1).item(), 3 * exp(x).item()),
    "roots of sums": lambda x, y, z, w: (sqrt(y + z).item(), sqrt(y).item() + sqrt(z).item()),
    "one part in 2^400": lambda x, y, z, w: (x * (2**400 + 1), x * 2**400),
}


@pytest.mark.parametrize("name", EQUAL)
def test_equal_numbers_are_equal(name, numbers):
    assert equal(*EQUAL[name](**numbers))


@pytest.mark.parametrize("name", DIFFERENT)
def test_different_numbers_are_not(name, numbers):
    assert not equal(*DIFFERENT[name](**numbers))


UNDEFINED = {
    "division by a number that may vanish": lambda x, y, z, w: 1 / x,
    "0 / 0": lambda x, y, z, w: x / x,
    "zero times a pole": lambda x, y, z, w: 0 * (1 / x),
    "a pole at the end of a closed range": lambda x, y, z, w: 1 / (z - 1),
    "a pole inside a range": lambda x, y, z, w: 1 / (z - 2),
    "a negative power": lambda x, y, z, w: w**-1,
    "an even power in a denominator": lambda x, y, z, w: 1 / power(x, 2),
    "a maximum in a denominator": lambda x, y, z, w: 1 / maximum([x, w]),
    "a root of a number of either sign": lambda x, y, z, w: sqrt(x),
    "a root below zero at an end": lambda x, y, z, w: sqrt(z - 2),
    "a root in a denominator that may vanish": lambda x, y, z, w: 1 / sqrt(x * x).item(),
    "a product with a factor that may vanish": lambda x, y, z, w: 1 / (y * (z - 1) * (z - 1)),
    "a factor that may vanish beside a positive one": lambda x, y, z, w: 1 / (y * power(x, 2)),
    "zero itself": lambda x, y, z, w: 1 / (x - x),
}


@pytest.mark.parametrize("name", UNDEFINED)
def test_what_may_have_no_value_is_not_computed_with(name, numbers):
    with pytest.raises(UnknownSignError):
        UNDEFINED[name](**numbers)


DEFINED = {
    "an open end": lambda x, y, z, w: 1 / y,
    "inside the range": lambda x, y, z, w: 1 / (z - 1 + y),
    "below the range": lambda x, y, z, w: 1 / (x - 3),
    "a sum of squares and one": lambda x, y, z, w: 1 / (1 + w * w),
    "a sum of exponentials": lambda x, y, z, w: 1 / (exp(x).item() + exp(w).item()),
    "a root of a square that is no monomial": lambda x, y, z, w: sqrt((x - w) * (x - w) + y),
    "a maximum with a positive number": lambda x, y, z, w: 1 / maximum([x, y]),
}


@pytest.mark.parametrize("name", DEFINED)
def test_what_has_a_value_everywhere_is(name, numbers):
    DEFINED[name](**numbers)


def test_other_rings_floats_and_branches_are_refused(numbers):
    x, ring = numbers["x"], Ring(4, Work(100))
    for misuse in (
        lambda: x + exact(ring, 1),
        lambda: x * 0.5,
        lambda: x + np.int64(3),
        lambda: x + True,
        lambda: bool(x),
        lambda: x > 0,
        lambda: x == 0,
        lambda: float(x),
        lambda: x**0.5,
        lambda: x // 2,
        lambda: log(x),
        lambda: sin(x),
        lambda: pi * x,
        lambda: where(x, x, -x),
    ):
        with pytest.raises((RefusalError, NotExactError, TypeError)):
            misuse()
    assert isinstance(expm1(x).item(), Exact)


def test_a_derivative_at_a_kink_is_refused(numbers):
    point = {"t": np.array([numbers["x"]])}
    with pytest.raises(KinkError):
        directional_derivatives(lambda at: absolute(at["t"]), point, point, 1)


def test_a_ring_has_ends():
    with pytest.raises(RingFullError):
        [Ring.variable(ring) for ring in [Ring(3, Work(100))] for _ in range(4)]
    ring = Ring(3, Work(10))
    x = Exact(ring, ring.variable())
    with pytest.raises(TooLargeError):
        (1 + x) ** 9


# what is said of random numbers holds at random points


def grown(rng, depth, x, y, z, w):
    """A random expression, as a function of the four numbers."""
    if depth == 0 or rng.random() < 0.15:
        choice = rng.integers(6)
        return lambda **at: (at["x"], at["y"], at["z"], at["w"], 0 * at["x"] + 2, (0 * at["x"] + 1) / 2)[choice]
    a, b = (grown(rng, depth - 1, x, y, z, w) for _ in range(2))
    return _OPERATIONS[rng.integers(len(_OPERATIONS))](a, b)


_OPERATIONS = (
    lambda a, b: lambda **at: a(**at) + b(**at),
    lambda a, b: lambda **at: a(**at) - b(**at),
    lambda a, b: lambda **at: a(**at) * b(**at),
    lambda a, b: lambda **at: power(a(**at), 2),
    lambda a, b: lambda **at: a(**at) / b(**at),
    lambda a, b: lambda **at: exp(a(**at)).item(),
    lambda a, b: lambda **at: sqrt(power(a(**at), 2)).item(),
    lambda a, b: lambda **at: sqrt(a(**at)).item(),
    lambda a, b: lambda **at: absolute(a(**at)).item(),
    lambda a, b: lambda **at: maximum([a(**at), b(**at)]),
    lambda a, b: lambda **at: minimum([a(**at), b(**at)]),
)


def points(rng):
    """Rational points of the ranges, their ends among them."""
    ends = {"x": (-2, 2), "y": (Q(1, 64), 3), "z": (1, 4), "w": (-8, 8)}
    for _ in range(12):
        pick = {n: (low, high, low + (high - low) * Q(int(rng.integers(65)), 64)) for n, (low, high) in ends.items()}
        yield {name: ball(Q(values[int(rng.integers(3))])) for name, values in pick.items()}


@pytest.mark.slow
def test_what_is_said_of_random_numbers_holds_at_points():
    """Signs and equalities of thousands of numbers."""
    rng, said, same = np.random.default_rng(1), 0, 0
    for _ in range(32):
        ring = Ring(400, Work(10**7))
        with within(ring):
            at = {name: made(ring, ring.variable(bounds)) for name, bounds in RANGES.items()}
            pool = []
            for _ in range(25):
                function = grown(rng, int(rng.integers(1, 4)), **at)
                try:
                    pool.append((function, function(**at)))
                except NotExactError:
                    continue
            signs = [number.strength() for _, number in pool]
            pairs = [
                (i, j)
                for (i, (_, a)), (j, (_, b)) in itertools.combinations(enumerate(pool), 2)
                if a.poly != b.poly and equal(a, b)
            ]
        with precision(BITS):
            for point in points(rng):
                values = [function(**point) for function, _ in pool]
                for value, sign in zip(values, signs, strict=True):
                    assert not (sign and value < 0)
                    assert not (sign is Sign.POSITIVE and value <= 0)
                    said += sign is not Sign.UNKNOWN
                for i, j in pairs:
                    assert (values[i] - values[j]).contains(0)
                    same += 1
    assert said > 1000
    assert same > 60


def test_rings_keep_facts_of_their_own(numbers):
    x = numbers["x"]
    with pytest.raises(UnknownSignError):
        1 / x
    with pytest.raises(SealedError):
        x.ring.assume(x.poly, Sign.POSITIVE)
    Rules(x.ring, [(x.ring.define(x.poly - 1), True)], (), [], []).split(x - 1)
    assert equal((x - 1).sqrt() * (x - 1).sqrt(), x - 1)
    ring = Ring(8, Work(10**4))
    with pytest.raises(UnknownSignError):
        made(ring, ring.variable(RANGES["x"]) - 1).sqrt()
