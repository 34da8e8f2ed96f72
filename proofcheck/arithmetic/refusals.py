"""Errors of the arithmetics, and where in the user's code they arise.

An error inside a side of a claim is recorded as well as raised (`record_refusals`): a side that catches the exception
and goes on in another way must not pass for one that never asked, nor compute one thing in one arithmetic and another
in the next.
"""

from __future__ import annotations

import linecache
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Final, NoReturn

import numpy as np

_RECORD: ContextVar[list[RecordedError] | None] = ContextVar("refusals", default=None)


class RecordedError(Exception):
    """What an arithmetic does not do; it counts though the side that meets it catches it."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        record = _RECORD.get()
        if record is not None:
            record.append(self)


class RefusalError(RecordedError, ValueError):
    """An operation that would make an exact side inexact, or let it take a branch on a number known approximately."""


class BranchError(RefusalError):
    """A comparison or truth value of a number that an arithmetic may know only up to an enclosure."""


class ConversionError(RefusalError):
    """A number of an exact or rigorous arithmetic turned into a float, an integer or a midpoint."""


class InexactOperandError(RefusalError):
    """A float, a fixed-width integer or a truth value beside an exact or rigorous number."""


class NotRationalError(RecordedError, TypeError):
    """A function of numbers that has no exact value in their arithmetic."""


class KinkError(RecordedError, ValueError):
    """A derivative asked for where a function may have none: |x| at 0, a maximum where its arguments tie."""


_LIBRARY: Final = (str(Path(__file__).parent), str(Path(np.__file__).parent), "<frozen abc>")
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
def record_refusals() -> Iterator[list[RecordedError]]:
    """The errors of arithmetics inside the block, caught there or not; raises the first that was caught."""
    refusals: list[RecordedError] = []
    token = _RECORD.set(refusals)
    try:
        yield refusals
    finally:
        _RECORD.reset(token)
    if refusals:
        raise refusals[0]


def is_recording() -> bool:
    """Whether this is inside `record_refusals`."""
    return _RECORD.get() is not None


def refuse(error: type[RefusalError], what: str, remedy: str) -> NoReturn:
    """Raise `error` with the user's place."""
    raise error(f"{user_place()}: {what}; {remedy}")


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
