"""Sides whose every value is looked at as it is made, however it was made and whatever becomes of it.

While sides run, the code of the theory's functions that they reach is code that shows its values
(`proofcheck.arithmetic.watched.rewriting`). What they call, and a trace of calls, says which other code of the theory
has run: if there is any, the sides run again with that code changed too, until all that ran was watched. What has no
source cannot be.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import CodeType, FrameType, FunctionType
from typing import Any, Final

from proofcheck.arithmetic.refusals import record_refusals
from proofcheck.arithmetic.watched.libraries import is_foundation, is_library
from proofcheck.arithmetic.watched.missed import GENERATED, WATCH, Missed, place_of
from proofcheck.arithmetic.watched.reachable import find_running, reach
from proofcheck.arithmetic.watched.rewriting import watched_code
from proofcheck.arithmetic.watched.shown import SHOWN

vars(builtins).update(SHOWN)
UNSEEN_REMEDY: Final = "write the theory in a file, and no eval in its sides"


def run_watched(
    functions: Iterable[Callable[..., Any]], work: Callable[[], object], *, trace: bool, exact: bool = True
) -> str:
    """Do the work, in which these functions are called, with all of their values seen, several times if need be.

    The place of code that was not seen, for it has no source; "" where all was. Without `trace`, which takes time, code
    that only a library calls, or an operator, is seen as far as the functions name it. `exact`: that they may make no
    rounded numbers. Raises what the work raises, and
    RefusalError for a value that a side may not have.
    """
    changed, before = reach(functions), set[CodeType]()
    while True:
        with _watched(changed, trace=trace, exact=exact) as missed:
            work()
        new = [f for f in find_running(missed.codes) if f not in changed] if missed.codes else []
        if missed.place or not missed.codes:
            return missed.place
        if not new and missed.codes <= before:
            return place_of(min(missed.codes, key=lambda code: code.co_firstlineno))
        changed, before = changed + new, before | missed.codes


def call_watched(
    function: Callable[..., Any], arguments: Mapping[str, Any], no_source: Callable[[str], Exception]
) -> Any:
    """What the function returns, with exact numbers alone. Raises `no_source`, RefusalError, and its own."""
    with record_refusals():
        unseen = run_watched((function,), lambda: function(**arguments), trace=True)
    if unseen:
        raise no_source(f"{unseen} has no source, so that it cannot be watched; {UNSEEN_REMEDY}")
    return function(**arguments)


@contextmanager
def _watched(functions: Iterable[FunctionType], *, trace: bool, exact: bool) -> Iterator[Missed]:
    plain = [(function, function.__code__) for function in functions]
    missed, tracing = Missed(exact=exact), sys.gettrace()
    token = WATCH.set(missed)
    for function, code in plain:
        function.__code__ = watched_code(code) or code
    if trace:
        sys.settrace(_noticing(missed))
    try:
        yield missed
    finally:
        if trace:
            sys.settrace(tracing)
        for function, code in plain:
            function.__code__ = code
        WATCH.reset(token)


def _noticing(missed: Missed) -> Callable[[FrameType, str, object], None]:
    """A trace of calls."""

    def notice(frame: FrameType, _: str, __: object) -> None:
        code = frame.f_code
        if is_library(code.co_filename):  # most calls are
            return
        caller = frame.f_back
        if code.co_filename != GENERATED or caller is None or not is_foundation(caller.f_code.co_filename):
            missed.notice(code)

    return notice
