"""ITF1788's vectors (IEEE 1788): every enclosure of `rounding`, `wide` and Arb contains what the standard expects.

A vector's result is the narrowest interval of doubles around the true range, so a sound lower end lies below the float
after the expected one. Half-infinite operands are enclosed by everything. Not applicable: vectors with `empty` or
decorations only (no arithmetic here has them) and functions that nothing here uses.
"""

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from flint import arb

from proofcheck.arithmetic.functions import power, precision
from solver.verified import double_word as wide
from solver.verified import exponential
from solver.verified.ball import Ball
from solver.verified.double_word import Wide

LARGEST = np.finfo(float).max
DATA = Path(__file__).parents[2] / "data" / "itf1788"
NUMBER = r"[-+]?(?:infinity|0x[0-9a-fA-F]+(?:\.[0-9a-fA-F]*)?(?:p[-+]?\d+)?|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)"
INTERVAL = rf"\[\s*(?:entire|({NUMBER})\s*(?:,\s*({NUMBER})\s*)?)\](?:_[a-z]+)?"
LINE = re.compile(rf"^\s*(\w+)\s+((?:{INTERVAL}\s*,?\s*)+?(?:{NUMBER}\s*)?)=\s*({INTERVAL}|true|false|{NUMBER})\s*;")
OPERAND = re.compile(rf"{INTERVAL}|({NUMBER})")


def number(text):
    return float.fromhex(text) if "0x" in text else float(text.replace("infinity", "inf"))


def operand(match):
    low, high, scalar = match.groups()
    if scalar is not None:
        return number(scalar)
    return (-np.inf, np.inf) if low is None else (number(low), number(high or low))


def vectors(name, operations):
    for line in (DATA / name).read_text().splitlines():
        match = LINE.match(line)
        if match and match[1] in operations and "empty" not in line and "nai" not in line:
            operands = [operand(found) for found in OPERAND.finditer(match[2])]
            yield match[1], operands, line.split("=")[1].split(";")[0].strip()


def interval(text):
    return operand(OPERAND.fullmatch(text))


def as_ball(low, high):
    """A Ball or Wide radius that covers [low, high]; everything when an end is infinite."""
    if not (np.isfinite(low) and np.isfinite(high)):
        return 0.0, np.inf
    mid = low / 2 + high / 2
    spread = max(mid - low, high - mid)
    return mid, 0.0 if low == high else np.nextafter(spread, np.inf)


def ball(low, high):
    mid, rad = as_ball(low, high)
    return Ball(np.array([mid]), np.array([rad]))


def double_word(low, high):
    mid, rad = as_ball(low, high)
    return Wide(np.array([mid]), np.zeros(1), np.array([rad]))


def arb_ball(low, high):
    if not (np.isfinite(low) and np.isfinite(high)):
        return arb(0, float("inf"))
    return arb(low).union(arb(high))


COMMON = {
    "pos": lambda x: x,
    "neg": lambda x: -x,
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "recip": lambda x: 1.0 / x if not isinstance(x, Wide) else wide.as_wide(np.ones(1)) / x,
    "sqr": lambda x: x * x,
    "fma": lambda x, y, z: x * y + z,
}
ARB = {
    "sqrt": arb.sqrt,
    "exp": arb.exp,
    "log": arb.log,
    "sin": arb.sin,
    "cos": arb.cos,
    "atan": arb.atan,
    "abs": abs,
    "min": arb.min,
    "max": arb.max,
    "sinh": arb.sinh,
    "cosh": arb.cosh,
    "tanh": arb.tanh,
    "pown": lambda x, n: power(x, int(n)) if n >= 1 else (1 / power(x, -int(n)) if n < 0 else x * 0 + 1),
}
ARITHMETICS = {
    "Ball": (ball, COMMON | {"sqrt": Ball.sqrt, "exp": exponential.exp}),
    "Wide": (double_word, COMMON | {"exp": wide.exp}),
    "Arb, 53 bits": (arb_ball, COMMON | ARB),
    "Arb, 128 bits": (arb_ball, COMMON | ARB),
}


def ends(value):
    """Floats at or inside the ends of an enclosure; a NaN ball stands for everything."""
    if isinstance(value, arb):
        if not value.is_finite():
            return -np.inf, np.inf
        return min(float(value.lower()), LARGEST), max(float(value.upper()), -LARGEST)
    bounds = value.ball() if isinstance(value, Wide) else value
    return bounds.lower()[0], bounds.upper()[0]


def enclose(found, expected):
    """The enclosure holds the true range, of which `expected` is the narrowest interval of doubles."""
    low, high = ends(found)
    below = low <= expected[0] or low < np.nextafter(expected[0], np.inf)
    return below and (high >= expected[1] or high > np.nextafter(expected[1], -np.inf))


def narrow(found, operands, expected):
    """Where all operands are points: a few units in the last place."""
    if not all(not isinstance(x, tuple) or (x[0] == x[1] and np.isfinite(x[0])) for x in operands):
        return True
    low, high = ends(found)
    size = max(abs(expected[0]), abs(expected[1]))
    return not np.isfinite(size) or high - low <= 64 * 2.0**-53 * size + 2.0**-1050


@pytest.mark.parametrize("name", ARITHMETICS)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_every_applicable_vector_is_enclosed(name, record_property):
    lift, operations = ARITHMETICS[name]
    counts = Counter()
    with precision(128 if "128" in name else 53), np.errstate(all="ignore"):
        for operation, operands, expected in vectors("libieeep1788_elem.itl", operations):
            values = [lift(*x) if isinstance(x, tuple) else x for x in operands]
            found = operations[operation](*values)
            target = interval(expected)
            assert enclose(found, target), (operation, operands, expected, ends(found))
            if not _overflows(operands, target):
                assert narrow(found, operands, target), (operation, operands, expected, ends(found))
            counts[operation] += 1
    record_property("vectors", dict(counts))
    assert set(counts) == set(operations)
    assert sum(counts.values()) >= 900


def _overflows(operands, target):
    numbers = [abs(v) for x in (*operands, target) for v in (x if isinstance(x, tuple) else (x,))]
    return max(numbers) > 1e300 or any(0 < v < 1e-290 for v in numbers)


def test_order_of_balls_is_the_order_of_intervals():
    """a <= b and a < b of Arb balls are `precedes` and `strictPrecedes`: true only for all members."""
    count = 0
    for operation, (x, y), expected in vectors("libieeep1788_bool.itl", {"precedes", "strictPrecedes"}):
        if all(np.isfinite(v) for v in (*x, *y)):
            a, b = arb_ball(*x), arb_ball(*y)
            found = bool(a <= b) if operation == "precedes" else bool(a < b)
            assert found <= (expected == "true")
            count += 1
    assert count >= 20


def test_magnitudes():
    count = 0
    for _, (x,), expected in vectors("libieeep1788_num.itl", {"mag"}):
        assert ball(*x).magnitude()[0] >= number(expected)
        count += 1
    assert count >= 10


def test_the_point_where_another_interval_exp_fails():
    """mpmath.iv.exp(3893924827815215 / 2^50) misses the true value (mpmath issue 1181)."""
    x = 3893924827815215 / 2.0**50
    with precision(300):
        true = arb(x).exp()
        for found in (exponential.exp(ball(x, x)), wide.exp(double_word(x, x)).ball()):
            distance = abs(true - arb(found.mid[0]))
            assert distance <= arb(found.rad[0])
            assert distance > 0
            assert found.rad[0] <= 1e-14 * found.mid[0]
    with precision(53):
        assert arb(x).exp().contains(true)
