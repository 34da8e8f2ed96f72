"""Sides whose every value is looked at as it is made, however it was made and whatever becomes of it.

While sides run, the code of the theory's functions that they reach is code that shows its values
(`proofcheck.arithmetic.watched.rewriting`). What they call, and a trace of calls, says which other code of the theory
has run: if there is any, the sides run again with that code changed too, until all that ran was watched. What has no
source cannot be.
"""

from __future__ import annotations

import builtins
import functools
import inspect
import operator
import sys
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any, Final

from proofcheck.arithmetic.refusals import record_refusals
from proofcheck.arithmetic.watched.fixed_width import (
    check_argument,
    check_value,
    guarded_function,
    is_harmless_type,
    is_numpy_function,
)
from proofcheck.arithmetic.watched.inquiries import refuse_inquiry, refuse_to_user
from proofcheck.arithmetic.watched.libraries import is_foundation, is_library
from proofcheck.arithmetic.watched.reachable import find_running, reach
from proofcheck.arithmetic.watched.rewriting import (
    CALLED,
    DIVIDED,
    HANDED,
    SEEN,
    SPELLED,
    TOLD_APART,
    is_watched,
    watched_code,
)
from proofcheck.arithmetic.watched.rounded import (
    call_exact,
    call_other,
    call_rounding,
    check_exact,
    check_handed_exact,
    is_called_as_it_is,
    is_exact_type,
    is_rounding,
)
from proofcheck.arithmetic.watched.texts import refuse_format, refuse_number, refuse_text

_CACHED: Final = type(functools.cache(lambda: None))
_ASKING: Final[dict[Any, str]] = dict.fromkeys((type,), "the type") | dict.fromkeys(
    (id, operator.is_, operator.is_not), "the identity"
)
_FRAMES: Final = (sys._getframe, sys._current_frames, inspect.currentframe, inspect.stack)
_GENERATED: Final = "<string>"  # what libraries write and run themselves has no other file


UNSEEN_REMEDY: Final = "write the theory in a file, and no eval in its sides"


@dataclass(kw_only=True)
class _Missed:
    """What ran unwatched: code that a further run may watch, and the place of code that has no source.

    `exact`: rounded numbers are refused.
    """

    exact: bool
    codes: set[CodeType] = field(default_factory=set)
    place: str = ""

    def notice(self, code: CodeType) -> None:
        """Remember code that runs, unless it is watched or a library's."""
        if is_library(code.co_filename) or is_watched(code) or _is_generated(code):
            return
        if watched_code(code) is None:
            self.place = _place(code)
        else:
            self.codes.add(code)

    def notice_function(self, function: Any) -> None:
        """Remember the code of a function or method that may run."""
        if hasattr(type(function), "__func__"):
            function = function.__func__
        if type(function) is FunctionType:
            self.notice(function.__code__)


_WATCH: ContextVar[_Missed | None] = ContextVar("watch", default=None)


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
            return _place(min(missed.codes, key=lambda code: code.co_firstlineno))
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
def _watched(functions: Iterable[FunctionType], *, trace: bool, exact: bool) -> Iterator[_Missed]:
    plain = [(function, function.__code__) for function in functions]
    missed, tracing = _Missed(exact=exact), sys.gettrace()
    token = _WATCH.set(missed)
    for function, code in plain:
        function.__code__ = watched_code(code) or code
    if trace:
        sys.settrace(functools.partial(_notice, missed))
    try:
        yield missed
    finally:
        if trace:
            sys.settrace(tracing)
        for function, code in plain:
            function.__code__ = code
        _WATCH.reset(token)


def _notice(missed: _Missed, frame: FrameType, _: str, __: object) -> None:
    code, caller = frame.f_code, frame.f_back
    if is_library(code.co_filename):  # most calls are
        return
    if code.co_filename != _GENERATED or caller is None or not is_foundation(caller.f_code.co_filename):
        missed.notice(code)


def _is_generated(code: CodeType) -> bool:
    """Whether dataclasses or named tuples have written the code."""
    made = code.co_qualname.startswith("__create_fn__.") or code.co_names == ("_tuple_new",)
    return code.co_filename == _GENERATED and made


def _place(code: CodeType) -> str:
    return f"{Path(code.co_filename).name}, line {code.co_firstlineno}"


def _see(value: Any) -> Any:
    watch = _WATCH.get()
    kind: type = type(value)
    if watch is not None and not _is_settled(kind):
        check_value(value)
        if watch.exact:
            check_exact(value)
    return value


@functools.cache
def _is_settled(kind: type) -> bool:
    """Whether no value of this type is refused, so that none is looked at."""
    return is_harmless_type(kind) and is_exact_type(kind)


def _call(function: Any) -> Any:
    """What is called in place of the function."""
    watch = _WATCH.get()
    if watch is None:
        return function
    watch.notice_function(function)
    check_value(function)
    if isinstance(function, _CACHED):
        function.cache_clear()  # what was kept may have been computed unseen
        return function
    if isinstance(function, Hashable) and function in _ASKING:
        return functools.partial(_ask, function)
    if function in _FRAMES:
        refuse_inquiry("the frames around it")
    guarded = guarded_function(function)
    return _exact_call(function, guarded) if watch.exact else guarded


def _exact_call(function: Any, guarded: Any) -> Any:
    refuse_format(function)
    if is_rounding(function):
        return functools.partial(call_rounding, function)
    if is_numpy_function(function):
        return functools.partial(call_exact, guarded)
    return guarded if is_called_as_it_is(function) else functools.partial(call_other, guarded)


def _ask(function: Any, *arguments: Any, **options: Any) -> Any:
    if any(hasattr(type(value), "refuse_type") for value in arguments):
        refuse_to_user(_ASKING[function], sys._getframe(1))
    return function(*arguments, **options)


def _hand(value: Any) -> Any:
    watch = _WATCH.get()
    if watch is not None:
        watch.notice_function(value)
        check_argument(value)
        if watch.exact:
            check_handed_exact(value)
    return value


def _tell_apart(value: Any) -> Any:
    if _WATCH.get() is not None and hasattr(type(value), "refuse_type"):
        refuse_to_user("the identity", sys._getframe(1))
    return value


def _divide(value: Any) -> Any:
    if _is_exact():
        refuse_text(value)
    return value


def _spell(value: Any) -> Any:
    if _is_exact():
        refuse_number(value)
    return value


def _is_exact() -> bool:
    watch = _WATCH.get()
    return watch is not None and watch.exact


_SHOWN: Final = {
    SEEN: _see,
    CALLED: _call,
    HANDED: _hand,
    TOLD_APART: _tell_apart,
    DIVIDED: _divide,
    SPELLED: _spell,
}
for _name, _function in _SHOWN.items():
    setattr(builtins, _name, _function)
