"""Questions to a number that have another answer in each arithmetic: its type, its text, its hash, what it can do.

A side that asks them can compute one thing in rationals and another in balls or polynomials. Opaque numbers refuse to
answer. Libraries may ask (numpy does so all the time); what a user's own line asks is refused.
"""

from __future__ import annotations

import abc
import functools
import sys
import typing
from collections.abc import Callable
from dis import opname
from types import FrameType
from typing import Any, Final, NoReturn

from proofcheck.arithmetic.refusals import BranchError, is_recording, refuse
from proofcheck.arithmetic.watched.libraries import is_framework, may_ask

_ASKING_FOR_OTHERS: Final = ("<frozen abc>", *(str(module.__file__) for module in (abc, functools, typing)))
_REMEDY: Final = (
    "write what holds for all kinds of numbers: + - * /, and the functions of proofcheck.theory, "
    "which choose what suits the arithmetic"
)


def refuse_to_user(what: str, asking: FrameType | None) -> None:
    """Raise BranchError where the frame that asks is in a user's code, and sides are being examined."""
    if not is_recording():
        return
    while asking is not None and asking.f_code.co_filename.startswith(_ASKING_FOR_OTHERS):
        asking = asking.f_back
    if asking is None or may_ask(asking.f_code.co_filename):
        return
    if opname[asking.f_code.co_code[asking.f_lasti]] != "BINARY_OP":  # where numpy's arrays ask for the other operand
        refuse_inquiry(what)


def refuse_inquiry(what: str) -> NoReturn:
    """Raise BranchError."""
    refuse(BranchError, f"a side asks for {what} of a number, which is another one in each arithmetic", _REMEDY)


def _refusing(what: str) -> Callable[..., NoReturn]:
    def method(*_: Any) -> NoReturn:
        refuse_inquiry(what)

    return method


def _text(*_: Any) -> str:
    if not is_framework(sys._getframe(1).f_code.co_filename):  # numpy prints for users
        refuse_inquiry("the text")
    return "an opaque number"


def _type(asked: Any) -> Any:
    refuse_to_user("the type", sys._getframe(1))
    return type(asked)


INQUIRIES: Final[dict[str, Any]] = {
    "__class__": property(_type),  # what `isinstance` and patterns ask for where the type does not answer
    "__hash__": _refusing("the hash"),
    "__reduce_ex__": _refusing("the pickle"),
    **dict.fromkeys(("__str__", "__repr__", "__format__"), _text),
}
