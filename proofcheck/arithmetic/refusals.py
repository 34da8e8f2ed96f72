"""Errors of the arithmetics, and where in the user's code they arise.

A refusal inside a side of a claim is recorded as well as raised (`record_refusals`): a side that catches the
exception and goes on must not pass for one that never asked.
"""

from __future__ import annotations

import linecache
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, NoReturn

import numpy as np


class RefusalError(ValueError):
    """An operation that would make an exact side inexact, or let it take a branch on a number known approximately."""


class BranchError(RefusalError):
    """A comparison or truth value of a number that an arithmetic may know only up to an enclosure."""


class ConversionError(RefusalError):
    """A number of an exact or rigorous arithmetic turned into a float, an integer or a midpoint."""


class InexactOperandError(RefusalError):
    """A float, a fixed-width integer or a truth value beside an exact or rigorous number."""


class KinkError(ValueError):
    """A derivative asked for where a function may have none: |x| at 0, a maximum where its arguments tie."""


_LIBRARY: Final = (str(Path(__file__).parent), str(Path(np.__file__).parent))
_RECORD: ContextVar[list[RefusalError] | None] = ContextVar("refusals", default=None)
BRANCH_REMEDY: Final = (
    "use maximum, minimum, clip, absolute or where(condition, a, b) of proofcheck.theory, which enclose both branches"
)
_LONGEST_SOURCE: Final = 80


def user_place() -> str:
    """`file.py, line 7: source` of the innermost frame that is neither numpy nor an arithmetic."""
    frame: Any = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(_LIBRARY):
        frame = frame.f_back
    if frame is None:
        return "unknown place"
    name, line = frame.f_code.co_filename, frame.f_lineno
    source = linecache.getline(name, line).strip()
    place = f"{Path(name).name}, line {line}"
    return f"{place}: `{source[:_LONGEST_SOURCE]}`" if source else place


@contextmanager
def record_refusals() -> Iterator[list[RefusalError]]:
    """The refusals raised inside the block, caught there or not."""
    refusals: list[RefusalError] = []
    token = _RECORD.set(refusals)
    try:
        yield refusals
    finally:
        _RECORD.reset(token)


def refuse(error: type[RefusalError], what: str, remedy: str) -> NoReturn:
    """Raise `error` with the user's place, and record it."""
    refusal = error(f"{user_place()}: {what}; {remedy}")
    record = _RECORD.get()
    if record is not None:
        record.append(refusal)
    raise refusal


def refuse_branch(what: str) -> NoReturn:
    """Raise BranchError for a comparison or a truth value."""
    refuse(
        BranchError,
        f"{what} of a number that an arithmetic may know only up to an enclosure, where no single answer is right",
        BRANCH_REMEDY,
    )


def branch_methods() -> dict[str, Callable[..., NoReturn]]:
    """The comparison methods and `__bool__` of an element type that has no truth values."""
    signs = {"__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">=", "__eq__": "==", "__ne__": "!="}
    methods = {name: _refusing(f"a comparison (`{sign}`)") for name, sign in signs.items()}
    return {**methods, "__bool__": _refusing("the truth value")}


def _refusing(what: str) -> Callable[..., NoReturn]:
    def method(*_: Any) -> NoReturn:
        refuse_branch(what)

    return method


def check_exact_operand(other: Any) -> None:
    """Raise InexactOperandError for floats, fixed-width integers and truth values (scalars or arrays of them)."""
    if type(other) is int:
        return
    if isinstance(other, bool | np.bool_):
        refuse(InexactOperandError, f"the truth value {other} is used as a number", BRANCH_REMEDY)
    if isinstance(other, float | np.floating):
        refuse(
            InexactOperandError,
            f"{other!r} is a float, which stands for a decimal only approximately, beside an exact number",
            f'write rational("{float(other)!r}") or a quotient as Fraction(3, 10), and pi, e, sqrt(2), exp(1) of '
            "proofcheck.theory; "
            "rationals(...) takes doubles as exact numbers",
        )
    if isinstance(other, Fraction) and not type(other.numerator) is type(other.denominator) is int:
        check_exact_operand(other.numerator)
        check_exact_operand(other.denominator)
    if isinstance(other, np.integer):
        refuse(
            InexactOperandError,
            f"{other!r} has fixed width: a product of such integers wraps around in silence",
            "give a Python int: range, math.prod, math.factorial, or arrays with dtype=object",
        )
    if isinstance(other, np.ndarray) and other.dtype != object and other.size:
        check_exact_operand(other.flat[0])
