"""An exception from a theory's own code in one line: file, line, source, type and message."""

from __future__ import annotations

import linecache
import sysconfig
from collections.abc import Callable
from pathlib import Path
from traceback import walk_tb
from typing import Any, Final

_FRAMEWORK: Final = ("arithmetic", "checkers", "engine", "lemmas", "statements")
_LIBRARIES: Final = (
    *(str(Path(__file__).parents[1] / folder) for folder in _FRAMEWORK),
    *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
    "<",  # what has no file
)
_LONGEST: Final = 80  # characters of source


def describe_exception(error: BaseException) -> str:
    """`file.py, line 7: `source`: KeyError: 'a'`; without a place where no line of a theory is on the way."""
    place, source = find_place(error)
    text = f"{type(error).__name__}: {error}"
    if not place or place in text:  # a refusal names its place itself
        return text
    return ": ".join(filter(None, (place, source and f"`{source}`", text)))


def find_place(error: BaseException) -> tuple[str, str]:
    """`file.py, line 7` and its source: the innermost line on the way that is of no library and not the framework's."""
    frames = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
    own = [(file, line) for file, line in frames if not file.startswith(_LIBRARIES)]
    if not own:
        return "", ""
    file, line = own[-1]
    return f"{Path(file).name}, line {line}", linecache.getline(file, line).strip()[:_LONGEST]


def find_definition(function: Callable[..., Any]) -> str:
    """`file.py, line 7`, where a function is defined; its text where it has no place."""
    code = getattr(function, "__code__", None)
    return f"{Path(code.co_filename).name}, line {code.co_firstlineno}" if code else repr(function)
