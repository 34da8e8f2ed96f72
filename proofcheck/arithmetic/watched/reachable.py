"""The functions of a theory that its sides can reach: by what their code names, else by looking for the code."""

from __future__ import annotations

import functools
import gc
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from fractions import Fraction
from types import CellType, CodeType, FunctionType, ModuleType
from typing import Any, Final
from weakref import WeakSet

import numpy as np

from proofcheck.arithmetic.watched.libraries import is_library

_HOLDING: Final = ("__func__", "__self__", "__wrapped__", "func", "args", "keywords", "fget")  # of methods, caches, ...
_LEAVES: Final = frozenset({type(None), bool, int, float, complex, str, bytes, Fraction, np.ufunc})
_EMPTY: Final = CellType()  # a cell without a value equals no other
_NAMES: Final[dict[int, tuple[CodeType, frozenset[str]]]] = {}  # by identity, for the hash of code is a walk through it
_FOUND: Final[WeakSet[FunctionType]] = WeakSet()  # what only `find_running` has found


def reach(functions: Iterable[Callable[..., Any]]) -> list[FunctionType]:
    """The theory's functions among these and those that they name, in cells, defaults, modules, classes and lists."""
    found: list[FunctionType] = []
    waiting: list[Any] = [*functions, *_FOUND]
    seen: set[int] = set()
    while waiting:
        value = waiting.pop()
        if type(value) in _LEAVES or id(value) in seen:
            continue
        seen.add(id(value))
        if type(value) is FunctionType and not is_library(value.__code__.co_filename):
            found.append(value)
        waiting += _within(value)
    return found


def find_running(codes: Collection[CodeType]) -> list[FunctionType]:
    """All functions of this process with one of these codes; `reach` knows them from now on."""
    found = [f for f in gc.get_referrers(*codes) if isinstance(f, FunctionType) and f.__code__ in codes]
    _FOUND.update(found)
    return found


def _within(value: Any) -> Iterable[Any]:
    """What a value consists of or refers to, as far as a function may be there."""
    kind: type = type(value)
    if kind is FunctionType:
        return () if is_library(value.__code__.co_filename) else _referred(value)
    if isinstance(value, list | tuple | set | frozenset | dict):
        return list(value.values() if isinstance(value, dict) else value)
    if isinstance(value, type):
        return [*value.__bases__, *vars(value).values()] if _is_theirs(value) else ()
    if _is_theirs(kind):
        held = [name for name in _HOLDING if hasattr(kind, name)]
        return [kind, *(_own(value, "__dict__") or {}).values(), *(_own(value, name) for name in held)]
    return [_own(value, name) for name in _held(kind)]


@functools.cache
def _held(kind: type) -> tuple[str, ...]:
    """The attributes in which values of a library's class hold others."""
    return tuple(name for name in _HOLDING if hasattr(kind, name))


def _own(value: Any, name: str) -> Any:
    """An attribute without `__getattr__`, which may do anything; None where there is none or its own code raises."""
    try:
        return object.__getattribute__(value, name)
    except Exception:  # noqa: BLE001 - a property of anybody's may raise anything
        return None


@functools.cache
def _is_theirs(kind: type) -> bool:
    """Whether a class is the theory's."""
    file = getattr(sys.modules.get(kind.__module__), "__file__", None)
    return kind.__module__ == "__main__" or (file is not None and not is_library(file))


def _referred(function: FunctionType) -> Iterator[Any]:
    """What the code of a function refers to: globals, members of modules, cells, defaults, wrapped functions."""
    names, known = _names(function.__code__), function.__globals__
    values = [known[name] for name in names if name in known]
    values += [cell.cell_contents for cell in function.__closure__ or () if cell != _EMPTY]
    values += [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
    yield getattr(function, "__wrapped__", None)
    for value in values:
        yield value
        if isinstance(value, ModuleType):
            yield from (vars(value).get(name) for name in names)  # as it is: numpy warns of names that were


def _names(code: CodeType) -> frozenset[str]:
    """The names in code and in what is defined in it."""
    if id(code) not in _NAMES:
        inner = [_names(constant) for constant in code.co_consts if isinstance(constant, CodeType)]
        _NAMES[id(code)] = code, frozenset(code.co_names).union(*inner)
    return _NAMES[id(code)][1]
