"""Fixed-width integers in the hands of a side, where a wrap-around would go unseen.

`int(np.arange(1, 25).prod())` is a Python int, and wrong: the product wrapped around. There are as many ways out of
numpy as functions that take a number: `range`, `round`, `math.gcd`, text, arrays of objects. So a value is refused as
it is made, whatever would become of it: numpy's numbers are exact objects, truth values or floats, nothing else.
Positions (`np.arange(n)`, `np.triu_indices(n)`) are taken as the small integers that they are.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from inspect import isbuiltin, ismethod, ismethoddescriptor
from types import FunctionType, ModuleType
from typing import Any, Final, NoReturn

import numpy as np

from proofcheck.arithmetic.refusals import InexactOperandError, refuse
from proofcheck.arithmetic.small_integers import is_unwrapped, small_integers

_ALLOWED_KINDS: Final = "Obfc"  # of dtypes: objects, truth values; floats are refused beside exact numbers
_PLAIN: Final = (
    type,
    ModuleType,
    np.dtype,
    np.ufunc,
    np.vectorize,
    np.ndindex,
    np.flatiter,
    np.errstate,
    np.finfo,
    np.iinfo,
)
_SEQUENCES: Final = (list, tuple)
_DISPATCHED: Final = type(np.dot)
_POSITIONS: Final = frozenset(
    getattr(np, name)
    for name in (
        *("arange", "indices", "ix_"),
        *(f"{kind}_indices{of}" for kind in ("diag", "tril", "triu") for of in ("", "_from")),
    )
)
_VECTORIZED: Final = "(vectorized)"  # how numpy names a ufunc of any function
_LONGEST: Final = 60  # characters of a value in a message
_REMEDY: Final = (
    "compute with Python ints: range, lists, math.prod, math.factorial, identity, or arrays with dtype=object; "
    "np.arange and np.triu_indices give positions"
)


def check_value(value: Any) -> None:
    """Raise InexactOperandError for integers of fixed width, alone, in a container, or hidden in an object of numpy."""
    kind: type = type(value)
    if is_harmless_type(kind):
        return
    if isinstance(value, list | tuple | set | frozenset):
        if not all(map(is_harmless_type, set(map(type, value)))):  # most entries are of one type
            for entry in value:
                check_value(entry)
    elif isinstance(value, dict):
        check_value([*value, *value.values()])
    elif hasattr(kind, "dtype"):
        if getattr(value.dtype, "kind", "") not in _ALLOWED_KINDS and not is_unwrapped(value):
            _refuse(f"{shorten(value)} has fixed width, and such integers wrap around in silence")
    else:
        _refuse(f"a {kind.__name__} of numpy may hold integers of fixed width, which wrap around in silence")


@functools.cache
def is_harmless_type(kind: type) -> bool:
    """Whether no value of this type is or holds numbers of numpy that are not seen."""
    if issubclass(kind, list | tuple | set | frozenset | dict) or hasattr(kind, "dtype"):
        return False
    return not kind.__module__.startswith("numpy") or issubclass(kind, _PLAIN) or kind is _DISPATCHED


def check_argument(value: Any) -> None:
    """Raise InexactOperandError for a function of numpy that is handed on: what it returns is not seen there."""
    for part in handed_parts(value):
        if callable(part) and not isinstance(part, type) and is_numpy_function(part):
            refuse_handed("numpy's ", part, "integers of fixed width may wrap around unseen")


def handed_parts(value: Any) -> Iterator[Any]:
    """What is handed on with a value: itself, or what lists, tuples and partial functions hold."""
    kind: type = type(value)  # opaque numbers mind `isinstance`
    if issubclass(kind, functools.partial):
        kind, value = list, [value.func, *value.args, *value.keywords.values()]
    if not issubclass(kind, _SEQUENCES):
        yield value
        return
    for entry in value:
        yield from handed_parts(entry)


def refuse_handed(owner: str, function: Any, harm: str) -> NoReturn:
    """Raise InexactOperandError for a function that another will call."""
    what = f"{owner}{getattr(function, '__name__', function)} is handed to another function, where {harm}"
    refuse(InexactOperandError, what, "give a function of your own, which calls it")


def is_numpy_function(value: Any) -> bool:
    """Whether a callable is numpy's, or a method of its arrays of numbers that are no objects."""
    if type(value) is FunctionType:
        return str(value.__module__).startswith("numpy")
    if isinstance(value, np.ufunc | np.vectorize) or type(value) is _DISPATCHED:
        return True
    if isbuiltin(value) or ismethod(value):
        owner = value.__self__
        if isinstance(owner, np.ndarray):
            return bool(owner.dtype != object)
        if isinstance(owner, np.ufunc | np.generic):
            return True
    if ismethoddescriptor(value):
        return str(getattr(value, "__objclass__", int).__module__).startswith("numpy")
    return isbuiltin(value) and str(value.__module__).startswith("numpy")


def guarded_function(function: Any) -> Any:
    """What is called in place of a function of numpy: its positions are small, and it writes no wrapped objects."""
    if isinstance(function, functools.partial):
        check_argument([*function.args, *function.keywords.values()])
    if isinstance(function, np.vectorize):
        check_argument(function.pyfunc)
    owner = getattr(function, "__self__", None) if getattr(function, "__name__", "") in ("__call__", "outer") else None
    ufunc = owner if isinstance(owner, np.ufunc) else function
    if isinstance(ufunc, np.ufunc):
        return functools.partial(_call_ufunc, function, ufunc.nin)
    is_position = type(function).__hash__ is not None and function in _POSITIONS
    return functools.partial(_positions, function) if is_position else function


def _call_ufunc(function: Callable[..., Any], inputs: int, *arguments: Any, **options: Any) -> Any:
    outputs = [*arguments[inputs:], options.get("out")]
    if any(_is_of_objects(array) for array in outputs) and not any(map(_is_of_objects, arguments[:inputs])):
        _refuse("numbers of fixed width are computed into an array of objects, and may have wrapped around")
    found = function(*arguments, **options)
    if str(getattr(function, "__name__", "")).endswith(_VECTORIZED):
        check_value(list(np.asarray(found, dtype=object).flat))
    return found


def _is_of_objects(value: Any) -> bool:
    if isinstance(value, tuple):
        return any(map(_is_of_objects, value))
    return value is not None and np.asarray(value).dtype == object


def _positions(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    found = function(*arguments, **options)
    return tuple(map(small_integers, found)) if isinstance(found, tuple) else small_integers(found)


def shorten(value: Any) -> str:
    """A value as a message shows it."""
    text = " ".join(repr(value).split())
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."


def _refuse(what: str) -> NoReturn:
    refuse(InexactOperandError, what, _REMEDY)
