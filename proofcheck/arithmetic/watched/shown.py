"""What watched code does with a value that it shows: the functions among the builtins that `rewriting` has it call.

They are called a million times in a run of a large theory, so most values pass by their types alone.
"""

from __future__ import annotations

import functools
import inspect
import operator
import sys
from itertools import chain
from types import BuiltinFunctionType, FunctionType
from typing import Any, Final

import numpy as np

from proofcheck.arithmetic.watched.fixed_width import (
    check_argument,
    check_value,
    guarded_function,
    is_harmless_type,
    is_numpy_function,
)
from proofcheck.arithmetic.watched.inquiries import refuse_inquiry, refuse_to_user
from proofcheck.arithmetic.watched.libraries import is_library
from proofcheck.arithmetic.watched.missed import WATCH, Missed
from proofcheck.arithmetic.watched.rewriting import CALLED, DIVIDED, GIVEN, HANDED, SEEN, SPELLED, TOLD_APART
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
from proofcheck.arithmetic.watched.texts import FORMATTING, refuse_format, refuse_number, refuse_text

_CACHED: Final = type(functools.cache(lambda: None))
_ASKING: Final[dict[Any, str]] = dict.fromkeys((type,), "the type") | dict.fromkeys(
    (id, operator.is_, operator.is_not), "the identity"
)
_FRAMES: Final = (sys._getframe, sys._current_frames, inspect.currentframe, inspect.stack)
_OBJECTS: Final = np.dtype(object).char
_CHAR: Final = operator.attrgetter("dtype.char")
_FLAT: Final = operator.attrgetter("flat")


def _see(value: Any) -> Any:
    watch = WATCH.get()
    kind: type = type(value)
    if watch is not None and not _is_settled(kind):
        _look_at(value, watch)
    return value


def _give(value: Any) -> Any:
    """A value that is seen and handed to a function."""
    watch = WATCH.get()
    kind: type = type(value)
    if watch is not None:
        if not _is_settled(kind):
            _look_at(value, watch)
        if not _holds_no_function(kind):
            _look_into(value, watch)
    return value


def _hand(value: Any) -> Any:
    """A value that is handed to a function and is not seen: a literal say, or a list of what has been seen."""
    watch = WATCH.get()
    kind: type = type(value)
    if watch is not None and not _holds_no_function(kind):
        _look_into(value, watch)
    return value


def _look_at(value: Any, watch: Missed) -> None:
    kind: type = type(value)
    if _is_array_type(kind):
        if value.dtype.char == _OBJECTS and all(map(_is_settled, set(map(type, value.flat)))):
            return
    elif issubclass(kind, list | tuple | dict) and _holds_settled(value):
        return
    check_value(value)
    if watch.exact:
        check_exact(value)


def _holds_settled(values: Any) -> bool:
    """Whether no entry of a container, of arrays of objects say, is refused, as most are not."""
    entries = [*values, *values.values()] if isinstance(values, dict) else values
    kinds: list[type] = [*map(type, entries)]
    left = [entry for entry, settled in zip(entries, map(_is_settled, kinds), strict=True) if not settled]
    if not all(map(_is_array_type, map(type, left))):
        return False
    return set(map(_CHAR, left)) <= {_OBJECTS} and all(map(_is_settled, set(map(type, chain(*map(_FLAT, left))))))


@functools.cache
def _is_array_type(kind: type) -> bool:
    return issubclass(kind, np.ndarray)


@functools.cache
def _is_settled(kind: type) -> bool:
    """Whether no value of this type is refused, so that none is looked at."""
    return is_harmless_type(kind) and is_exact_type(kind)


def _look_into(value: Any, watch: Missed) -> None:
    watch.notice_function(value)
    check_argument(value)
    if watch.exact:
        check_handed_exact(value)


@functools.cache
def _holds_no_function(kind: type) -> bool:
    """Whether no value of this type can be called, wraps what can be, or is a sequence of what may."""
    called = any("__call__" in vars(base) for base in kind.__mro__) or hasattr(kind, "__func__")
    return not called and not issubclass(kind, list | tuple)


def _call(function: Any) -> Any:
    """What is called in place of the function."""
    watch = WATCH.get()
    if watch is None:
        return function
    if type(function) is FunctionType:
        code = function.__code__
        if not is_library(code.co_filename):
            watch.notice(code)
            return _unless_formatting(function) if watch.exact else function
        if watch.exact:
            return _library_call(function)
    if type(function) is BuiltinFunctionType and _is_of_objects(function.__self__):
        return _unless_formatting(function) if watch.exact else function
    watch.notice_function(function)
    if isinstance(function, _CACHED):
        return _emptied(function, watch)
    return _guarded_call(function, exact=watch.exact)


def _emptied(function: Any, watch: Missed) -> Any:
    """A function with a cache, without what may have been computed before this run, unseen."""
    if all(function is not one for one in watch.emptied):
        function.cache_clear()
        watch.emptied.append(function)
    return function


def _is_of_objects(value: Any) -> bool:
    kind: type = type(value)
    return _is_array_type(kind) and value.dtype.char == _OBJECTS


def _unless_formatting(function: Any) -> Any:
    if function.__name__ in FORMATTING:
        refuse_format(function)
    return function


@functools.lru_cache(maxsize=4096)
def _library_call(function: FunctionType) -> Any:
    return _guarded_call(function, exact=True)


def _guarded_call(function: Any, *, exact: bool) -> Any:
    check_value(function)
    if type(function).__hash__ is not None and function in _ASKING:
        return functools.partial(_ask, function)
    if function in _FRAMES:
        refuse_inquiry("the frames around it")
    guarded = guarded_function(function)
    return _exact_call(function, guarded) if exact else guarded


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


def _tell_apart(value: Any) -> Any:
    if WATCH.get() is not None and hasattr(type(value), "refuse_type"):
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
    watch = WATCH.get()
    return watch is not None and watch.exact


SHOWN: Final = {
    SEEN: _see,
    CALLED: _call,
    HANDED: _hand,
    GIVEN: _give,
    TOLD_APART: _tell_apart,
    DIVIDED: _divide,
    SPELLED: _spell,
}
