"""Every arithmetic is total or it raises: what numpy offers gives the true value and derivatives, or a typed error.

`PYTHONPATH=.:tests/support python tests/proofcheck/arithmetic/test_contract.py` prints the table.
"""

import sys
import warnings
from collections import Counter
from functools import cache

import mpmath
import numpy as np
import pytest
import sympy
from contract_arithmetics import BITS, SUBJECTS, UnreadableError
from contract_cases import CASES
from contract_ufuncs import to_mpmath

from proofcheck.arithmetic.conversion import rationals
from proofcheck.arithmetic.functions import precision
from proofcheck.arithmetic.taylor import Jet

RNG = np.random.default_rng(20)
# Entries of x and y differ from each other and from whole numbers, so that no comparison ties.
X, Y = (
    rationals([[f"{n}/16" for n in row] for row in RNG.permutation(np.arange(5, 53, 4))[:6].reshape(2, 3) + s])
    for s in (0, 2)
)
DIRECTIONS = [[rationals(RNG.integers(-8, 9, (2, 3)) * 2 + 1) / 16 for _ in "xy"] for _ in "uv"]
# AttributeError is how numpy says that elements of an object array lack a function.
# SystemError: numpy's argmax goes on after a comparison has raised.
TYPED = (TypeError, ValueError, ArithmeticError, IndexError, AttributeError, SystemError)
_FLOAT_DIGITS = 14
REFUSED, SUPPORTED = "refused", "supported"
# Plain float64 is numpy's own. Along contiguous rows these reductions take operands twice on processors with AVX-512
# (numpy 2.4: np.power.reduce(x, axis=1) is not its own fold over x[i, 0] ** x[i, 1] ** ...).
NUMPYS_OWN = ("power.reduce(axis=1", "arctan2.reduce(axis=1")


def mpf_array(values):
    out = np.empty(values.shape, dtype=object)
    out[...] = [[to_mpmath(value) for value in row] for row in values]
    return out


@cache
def expected(position, line, order):
    """Shape and Taylor coefficients along a line, in plain mpmath numbers; None where there is no such value."""
    case = CASES[position]
    evaluate = case.reference or case.apply

    @cache
    def at_precision(t, _precision):
        moved = [
            mpf_array(base) + t * sum(c * mpf_array(d[k]) for c, d in zip(line, DIRECTIONS, strict=True))
            for k, base in enumerate((X, Y))
        ]
        found = np.array(evaluate(*moved), dtype=object)
        return found.shape, list(found.flat)

    def at(t):
        return at_precision(t, mpmath.mp.prec)

    try:
        shape, entries = at(mpmath.mpf(0))
        if any(isinstance(entry, bool | np.bool_) or not isinstance(entry, int | mpmath.mpf) for entry in entries):
            return None
        rows = [mpmath.taylor(lambda t, i=i: at(t)[1][i], 0, order) for i in range(len(entries))]
    except TYPED:
        return None
    return shape, rows


@cache
def in_floats(position):
    """The same by numpy in float64: for results that are no numbers."""
    try:
        return np.asarray(CASES[position].apply(X.astype(float), Y.astype(float)))
    except TYPED:
        return None


def outcome(subject, position):
    """SUPPORTED, REFUSED or what is wrong."""
    x, y = (subject.enter(base, *(d[k] for d in DIRECTIONS)) for k, base in enumerate((X, Y)))
    try:
        result = CASES[position].apply(x, y)
    except TYPED:
        return REFUSED
    except Exception as error:  # noqa: BLE001 - a raw error is a finding
        return f"raw {type(error).__name__}: {error}"
    if isinstance(result, np.ndarray) and any(entry is NotImplemented for entry in result.flat):
        return REFUSED  # as python-flint refuses `~`
    try:
        return next(filter(None, (disagreement(subject, position, result, *line) for line in subject.lines)), SUPPORTED)
    except UnreadableError as error:
        return f"unreadable: {error}"


def disagreement(subject, position, result, line, order):
    if not subject.ordered and holds_truth(result):
        return "a truth value"
    shape, rows = subject.read(result, line, order)
    wanted = expected(position, line if order else (0, 0), order)
    if wanted is None:
        return no_reference(subject, position, shape, rows)
    if shape != wanted[0]:
        return f"shape {shape}, not {wanted[0]}"
    digits = min(subject.digits, _FLOAT_DIGITS) if holds_floats(result) else subject.digits
    for row, coefficients in zip(rows, wanted[1], strict=True):
        for k, (found, true) in enumerate(zip(row, coefficients, strict=True)):
            if not abs(found - true) <= (1 + abs(true)) * mpmath.mpf(10) ** -digits:
                if order == 0 and CASES[position].name.startswith("logical_"):
                    return no_reference(subject, position, shape, rows)  # Python's `and` gives an operand, numpy True
                return f"coefficient {k} is {mpmath.nstr(found, 8)}, not {mpmath.nstr(true, 8)}"
    return ""


def holds_floats(result):
    """Whether a result says by its type that it was rounded to float64."""
    if isinstance(result, Jet):
        return holds_floats(list(result.coefficients))
    if isinstance(result, list | tuple) or (isinstance(result, np.ndarray) and result.dtype == object):
        return any(map(holds_floats, result.flat if isinstance(result, np.ndarray) else result))
    if isinstance(result, np.ndarray):
        return result.dtype.kind == "f"
    return isinstance(result, float | np.floating | sympy.Float)


def holds_truth(result):
    """Whether a comparison has been decided."""
    if isinstance(result, np.ndarray):
        return result.dtype == bool or (result.dtype == object and any(map(holds_truth, result.flat)))
    return isinstance(result, bool | np.bool_ | sympy.logic.boolalg.Boolean)


def no_reference(subject, position, shape, rows):
    """Values that only numpy's float64 confirms; derivatives then have to be refused."""
    floats = in_floats(position)
    if floats is None or floats.shape != shape:
        return "a value where numpy has none"
    if any(any(row[1:]) for row in rows):
        return "derivatives without a reference"
    same = np.allclose([float(row[0]) for row in rows], floats.astype(float).ravel(), rtol=1e-10, equal_nan=True)
    return "" if same and len(subject.lines[0]) and subject.lines[0][1] == 0 else f"{rows} beside numpy's {floats}"


def table():
    with precision(BITS), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {s.name: [outcome(s, position) for position in range(len(CASES))] for s in SUBJECTS}


def wrong_entries(outcomes):
    return [
        f"{name}: {CASES[position].name}: {found}"
        for name, row in outcomes.items()
        for position, found in enumerate(row)
        if found not in (SUPPORTED, REFUSED) and not (name == "float64" and CASES[position].name.startswith(NUMPYS_OWN))
    ]


def text(outcomes):
    lines = [f"{'arithmetic':28}{'supported':>10}{'refused':>10}"]
    for name, row in outcomes.items():
        counts = Counter(row)
        lines.append(f"{name:28}{counts[SUPPORTED]:>10}{counts[REFUSED]:>10}")
    return "\n".join(lines)


@pytest.fixture(scope="module")
def outcomes():
    return table()


@pytest.mark.slow
def test_nothing_but_supported_and_refused(outcomes):
    wrong = wrong_entries(outcomes)
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n".join(wrong[:60])


if __name__ == "__main__":
    found = table()
    sys.stdout.write("\n".join([text(found), f"wrong: {len(wrong_entries(found))}", *wrong_entries(found)]) + "\n")
