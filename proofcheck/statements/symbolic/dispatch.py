"""The table of functions that symbolic arrays and lengths answer; `functions` fills it."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any

from proofcheck.statements.errors import NotTraceableError

FUNCTIONS: dict[str, Callable[..., Any]] = {}


def answer(name: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """A function of numpy or of the arithmetic on symbolic arrays; raises NotTraceableError for any other."""
    if name not in FUNCTIONS:
        raise NotTraceableError(name)
    function = FUNCTIONS[name]
    try:
        signature(function).bind(*arguments, **options)
    except TypeError as error:
        raise NotTraceableError(f"{name} with these arguments: {error}") from error
    return function(*arguments, **options)
