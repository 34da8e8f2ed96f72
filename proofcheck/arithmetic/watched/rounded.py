"""Rounded numbers in the hands of a side, where what the rounding decides would go unseen.

`int(2.0**53 + 1)` is a Python int, and wrong: the sum was rounded. A comparison that decides a branch, a position or a
text may come of one too. So a rounded number is refused as it is made or handed on, whatever would become of it: of
numbers a side makes those that are exact. A literal may be compared or converted, which is exact. Sides that `guess`
have float64 witnesses; they are sampled, and no proof rests on them.
"""

from __future__ import annotations

import cmath
import functools
import math
import operator
import statistics
from collections.abc import Callable
from decimal import Decimal
from inspect import isbuiltin, isfunction, ismethod
from numbers import Rational
from types import BuiltinFunctionType, FunctionType, MethodWrapperType, WrapperDescriptorType
from typing import Any, Final, NoReturn

import flint
import numpy as np
import sympy

from proofcheck.arithmetic.refusals import InexactOperandError, refuse
from proofcheck.arithmetic.watched.fixed_width import handed_parts, refuse_handed, shorten
from proofcheck.arithmetic.watched.libraries import is_library
from proofcheck.arithmetic.watched.texts import formats

_EXACT: Final = (int, Rational, np.bool_, np.integer, flint.fmpz, flint.fmpq)  # wrapped integers are refused elsewhere
_OWN: Final = "proofcheck."
_INTEGER: Final = {"ceil", "comb", "factorial", "floor", "gcd", "isqrt", "lcm", "perm", "prod", "trunc"}  # of integers
_UNROUNDED: Final = _INTEGER | {"isfinite", "isinf", "isnan"}
_ROUNDING: Final = frozenset(
    [f for module in (math, cmath) for name, f in vars(module).items() if callable(f) and name not in _UNROUNDED]
    + [getattr(statistics, name) for name in statistics.__all__ if isfunction(getattr(statistics, name))]
)
_DIVIDING: Final = (pow, operator.truediv, operator.itruediv, operator.pow, operator.ipow)
_METHODS: Final = ("__truediv__", "__rtruediv__", "__pow__", "__rpow__", "__float__")
_OF_CALLERS: Final = (isinstance, issubclass, locals, globals, vars, dir, eval, exec)
_INEXACT: Final = (float, complex, Decimal, np.inexact)
_REMEDY: Final = (
    'write Fraction(3, 10) or rational("0.3"), divide by // or by a Fraction, take roots by math.isqrt or by sqrt of '
    "proofcheck.theory, fill arrays with dtype=object"
)
_TOLERANT: Final = (np.isclose, np.allclose)
_UNSEEN: Final = "numbers may be rounded unseen"


def check_exact(value: Any) -> None:
    """Raise InexactOperandError for a rounded number, alone, in an array, or in a container."""
    kind: type = type(value)
    if is_exact_type(kind):
        return
    if issubclass(kind, np.ndarray):
        _check_array(value)
    elif isinstance(value, list | tuple | set | frozenset):
        if not all(map(is_exact_type, set(map(type, value)))):  # most entries are of one type
            for entry in value:
                check_exact(entry)
    elif isinstance(value, dict):
        check_exact([*value, *value.values()])
    elif not isinstance(value, sympy.Basic) or value.has(sympy.Float):
        _refuse(value)


def check_handed_exact(value: Any) -> None:
    """Raise InexactOperandError for a function that makes rounded numbers where it is called, handed on to another."""
    for part in handed_parts(value):
        if callable(part) and (_rounds(part) or formats(part)):
            refuse_handed("", part, _UNSEEN)


def call_rounding(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """What a function of `math` returns: a rounded number is seen then, a truth value would not be."""
    found = function(*arguments, **options)
    if type(found) is bool:
        refuse(InexactOperandError, f"{function.__name__} of rounded numbers is {found}", _REMEDY)
    return found


def call_exact(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """What a function of numpy returns. On the way to a truth value, a position or a text it may round integers unseen.

    It does beside literal floats, where no integer type holds a list ([2^63, -1] is float64), and within a tolerance.
    """
    given = [*arguments, *options.values()]
    check_exact(given)
    _check_converted(given)
    found = function(*arguments, **options)
    if function in _TOLERANT or isinstance(found, str):
        name = getattr(function, "__name__", function)
        refuse(InexactOperandError, f"numpy's {name} gives {shorten(found)}, which rounded numbers may decide", _REMEDY)
    return found


def _check_converted(values: list[Any] | tuple[Any, ...]) -> None:
    """Raise InexactOperandError for lists and tuples whose numbers numpy rounds as it makes an array of them."""
    for value in values:
        if isinstance(value, list | tuple):
            try:
                array = np.asarray(value)
            except ValueError:  # of several shapes: numpy's function takes them one by one
                _check_converted(value)
            else:
                _check_array(array)


def call_other(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """What another function returns: it may call one of the arguments, `key=float` say, for numbers nobody sees."""
    for value in (*arguments, *options.values()):
        if isinstance(value, type) and issubclass(value, _INEXACT):
            refuse_handed("", value, _UNSEEN)
    return function(*arguments, **options)


def is_called_as_it_is(function: Any) -> bool:
    """Whether types are handed to it to be compared, or it is seen itself: code of the theory, methods of arrays.

    What looks at the frame of its caller is called from there.
    """
    if (isbuiltin(function) or ismethod(function)) and isinstance(function.__self__, np.ndarray):
        return True
    function = function.__func__ if ismethod(function) else function
    if isfunction(function):
        return not is_library(function.__code__.co_filename)
    return isbuiltin(function) and function in _OF_CALLERS


def is_rounding(value: Any) -> bool:
    """Whether it is a function of `math` or its like that computes with rounded numbers."""
    return isinstance(value, BuiltinFunctionType | FunctionType) and value in _ROUNDING


def _rounds(value: Any) -> bool:
    """Whether it is a function that makes rounded numbers of exact ones."""
    if isinstance(value, MethodWrapperType | WrapperDescriptorType):
        return value.__name__ in _METHODS
    return is_rounding(value) or (isinstance(value, BuiltinFunctionType | FunctionType) and value in _DIVIDING)


def _check_array(array: np.ndarray[Any, Any]) -> None:
    if array.dtype == object:
        if not all(map(is_exact_type, set(map(type, array.flat)))):
            check_exact(list(array.flat))
    elif array.dtype.kind in "fc" and array.size:
        _refuse(array)


@functools.cache
def is_exact_type(kind: type) -> bool:
    """Whether no value of this type is a rounded number, or holds one that is not seen."""
    if issubclass(kind, list | tuple | set | frozenset | dict | np.ndarray | sympy.Basic):
        return False
    return not _is_number(kind) or issubclass(kind, _EXACT) or kind.__module__.startswith(_OWN)


def _is_number(kind: type) -> bool:
    """Whether its values turn into numbers of Python, as those of every library of numbers do."""
    return any(hasattr(kind, name) for name in ("__int__", "__float__", "__complex__"))


def _refuse(value: Any) -> NoReturn:
    number = f"{shorten(value)} ({type(value).__name__}) is a rounded number"
    refuse(InexactOperandError, f"{number}, and what comes of it, an int or a branch, goes unseen", _REMEDY)
