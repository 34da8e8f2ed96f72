"""What ran while sides were watched, and was not."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, Final

from proofcheck.arithmetic.watched.libraries import is_library
from proofcheck.arithmetic.watched.rewriting import is_watched, watched_code

GENERATED: Final = "<string>"  # what libraries write and run themselves has no other file


@dataclass(kw_only=True)
class Missed:
    """What ran unwatched: code that a further run may watch, and the place of code that has no source.

    `exact`: rounded numbers are refused. `emptied`: caches of functions, which hold only what has been seen since.
    """

    exact: bool
    codes: set[CodeType] = field(default_factory=set)
    place: str = ""
    emptied: list[object] = field(default_factory=list)

    def notice(self, code: CodeType) -> None:
        """Remember code that runs, unless it is watched or a library's."""
        if is_library(code.co_filename) or is_watched(code) or is_generated(code):
            return
        if watched_code(code) is None:
            self.place = place_of(code)
        else:
            self.codes.add(code)

    def notice_function(self, function: Any) -> None:
        """Remember the code of a function or method that may run."""
        if hasattr(type(function), "__func__"):
            function = function.__func__
        if type(function) is FunctionType:
            self.notice(function.__code__)


WATCH: Final[ContextVar[Missed | None]] = ContextVar("watch", default=None)


def is_generated(code: CodeType) -> bool:
    """Whether dataclasses or named tuples have written the code."""
    made = code.co_qualname.startswith("__create_fn__.") or code.co_names == ("_tuple_new",)
    return code.co_filename == GENERATED and made


def place_of(code: CodeType) -> str:
    """File and first line."""
    return f"{Path(code.co_filename).name}, line {code.co_firstlineno}"
