"""What the checker alone writes: a certificate reads numbers, ring and rules, and changes none of them."""

from __future__ import annotations

from types import FrameType
from typing import Any, Final

from proofcheck.arithmetic.refusals import RecordedError
from proofcheck.arithmetic.watched.libraries import is_framework

_REMEDY: Final = "by the checker alone; a certificate uses + - * /, functions and its rules"


class SealedError(RecordedError, ValueError):
    """Something that the checker alone writes, written by a certificate or a side."""


class Sealed:
    """An object whose attributes and methods are what they were first set to."""

    __slots__ = ()

    def __setattr__(self, name: str, value: Any) -> None:
        if hasattr(self, name):
            raise SealedError(f"{name} is set {_REMEDY}")
        object.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        raise SealedError(f"{name} is kept {_REMEDY}")


def require_framework(what: str, frame: FrameType) -> None:
    """Raise SealedError where the frame is not the framework's."""
    if not is_framework(frame.f_code.co_filename):
        raise SealedError(f"{what} is given {_REMEDY}")
