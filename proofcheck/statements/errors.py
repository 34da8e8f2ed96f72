"""The error for what cannot be stated for every size, with the line of the claim that blocks it."""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from types import FrameType, TracebackType
from typing import Final

import numpy as np

_PACKAGE: Final = Path(__file__).resolve().parent
_FOREIGN: Final = (
    *(str(folder) for folder in (_PACKAGE, _PACKAGE.parent / "arithmetic", Path(np.__file__).parent)),
    functools.__file__,
)


class NotTraceableError(ValueError):
    """A side of a claim does what the tracer does not follow exactly; `place` is the file and line that does it."""

    def __init__(self, reason: str, traceback: TracebackType | None = None) -> None:
        self.reason = reason
        self.place = _raising_line(traceback) if traceback else _calling_line()
        super().__init__(f"{reason} [{self.place}]" if self.place else reason)


class UndecidedSizeError(NotTraceableError):
    """A size is compared with a number that it may equal or exceed: the claim is to be traced for both cases."""

    def __init__(self, size: str, value: int) -> None:
        self.size, self.value = size, value
        super().__init__(f"the size {size} is compared with {value}, which it may equal or exceed")


def _raising_line(traceback: TracebackType) -> str:
    """`file:line` of the innermost call of a traceback outside this package, the arithmetic and numpy."""
    place = ""
    step: TracebackType | None = traceback
    while step is not None:
        if not _foreign(step.tb_frame):
            place = f"{Path(step.tb_frame.f_code.co_filename).name}:{step.tb_lineno}"
        step = step.tb_next
    return place


def _foreign(frame: FrameType) -> bool:
    return frame.f_code.co_filename.startswith(_FOREIGN)


def _calling_line() -> str:
    """`file:line` of the innermost frame outside this package, the arithmetic and numpy."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and _foreign(frame):
        frame = frame.f_back
    return f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}" if frame else ""
