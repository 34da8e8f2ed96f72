"""Texts that a side makes of its numbers by a format, which may round: `"%.0f" % n`, `f"{n:.0f}"`, `format(n, ".0f")`.

A text can become a number again, or decide a branch. `str(n)` and `f"{n}"` of exact numbers are exact, and stay.
"""

from __future__ import annotations

import operator
from typing import Any, Final, NoReturn

from proofcheck.arithmetic.refusals import InexactOperandError, refuse

_TEXTS: Final = (str, bytes, bytearray)
_METHODS: Final = frozenset({"format", "format_map", "__mod__", "__rmod__"})  # of texts
_FUNCTIONS: Final = (format, operator.mod, operator.imod)  # the last two also of texts
FORMATTING: Final = _METHODS | {function.__name__ for function in _FUNCTIONS} | {"__format__"}


def refuse_text(value: Any) -> None:
    """Raise InexactOperandError where the left operand of % is a text."""
    if issubclass(type(value), _TEXTS):
        _refuse(f"{value!r} % ...")


def refuse_number(value: Any) -> None:
    """Raise InexactOperandError for what an f-string formats unless it is a text, or minds being asked for it."""
    if not (issubclass(type(value), _TEXTS) or hasattr(type(value), "refuse_type")):
        _refuse('f"{...:...}"')


def refuse_format(function: Any) -> None:
    """Raise InexactOperandError for a function or method that formats numbers, or may."""
    if formats(function):
        _refuse(f"{getattr(function, '__qualname__', function)}(...)")


def formats(function: Any) -> bool:
    """Whether it is one of the language's own ways of formatting: functions, and methods, bound or not."""
    name = getattr(function, "__name__", "") if callable(function) else ""
    if name not in FORMATTING:
        return False
    if any(function is one for one in _FUNCTIONS):
        return True
    owner = getattr(function, "__objclass__", type(getattr(function, "__self__", None)))
    return name == "__format__" or (name in _METHODS and issubclass(owner, _TEXTS))


def _refuse(what: str) -> NoReturn:
    refuse(
        InexactOperandError,
        f"{what}: a number may be rounded as it becomes a text",
        "compute with the number itself; a % b is the remainder, str(n) every digit",
    )
