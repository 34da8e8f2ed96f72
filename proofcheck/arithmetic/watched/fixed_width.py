"""Fixed-width integers that leave numpy before they meet a number of the claim, where a wrap-around would go unseen.

`int(np.arange(1, 25).prod())` is a Python int, and wrong: the product wrapped around. Beside the numbers of a claim a
fixed-width integer is refused as it is; here its conversions are. While sides are examined, `int` in the modules of
their functions is one that refuses fixed-width integers, `type` one that refuses the numbers of a claim, and a profile
hook sees `.item()`, `.tolist()` and `.astype()` of arrays of integers. Not seen: what another C function converts
(`range(n)`, `math.gcd`, `np.array`, text), `int` passed under another name, and functions that the sides' own code does
not name.
"""

from __future__ import annotations

import inspect
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any, Final

import numpy as np

from proofcheck.arithmetic.refusals import InexactOperandError, refuse
from proofcheck.arithmetic.small_integers import is_unwrapped

_CONVERSIONS: Final = ("item", "tolist", "__int__", "__index__")
_LIBRARIES: Final = (str(Path(__file__).parents[1]), sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"))
_REMEDY: Final = "compute with Python ints: range, math.prod, math.factorial, or arrays with dtype=object"


class _IntegerType(type):
    def __eq__(cls, other: object) -> bool:
        return other in (int,) or other is cls

    def __hash__(cls) -> int:
        return hash(int)

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, int)

    def __subclasscheck__(cls, kind: type) -> bool:
        return issubclass(kind, int)

    def __call__(cls, *arguments: Any, **options: Any) -> int:
        for value in arguments[:1]:
            _check(value, "int(...)")
        return int(*arguments, **options)


class ExactInt(int, metaclass=_IntegerType):
    """`int`, but for fixed-width integers, which it refuses; numpy takes it for its dtype."""

    dtype: Final = np.dtype(int)


class _TypeType(type):
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, type)

    def __call__(cls, *arguments: Any, **options: Any) -> Any:
        if len(arguments) == 1 and hasattr(type(arguments[0]), "refuse_type"):
            arguments[0].refuse_type()
        return type(*arguments, **options)


class AskedType(type, metaclass=_TypeType):
    """`type`, but for the numbers of a claim, whose type it refuses to tell."""


_BUILTINS: Final[dict[str, type]] = {"int": ExactInt, "type": AskedType}


@contextmanager
def conversions_refused(functions: tuple[Callable[..., Any], ...]) -> Iterator[None]:
    """Refuse conversions of fixed-width integers in the functions and in those that their code names."""
    added = [(space, name) for space in _namespaces(functions) for name in _BUILTINS if name not in space]
    profile = sys.getprofile()
    for space, name in added:
        space[name] = _BUILTINS[name]
    sys.setprofile(_watch)
    try:
        yield
    finally:
        sys.setprofile(profile)
        for space, name in added:
            space.pop(name, None)


def _watch(frame: FrameType, event: str, called: Any) -> None:
    if event != "c_call":
        return
    name = getattr(called, "__name__", "")
    if name in _CONVERSIONS or (name == "astype" and not _is_library(frame.f_code)):
        _check(getattr(called, "__self__", None), f".{name}()")


def _check(value: Any, how: str) -> None:
    if isinstance(value, np.ndarray | np.integer) and value.dtype.kind in "iu" and not is_unwrapped(value):
        refuse(InexactOperandError, f"{how} of {value!r}, which has fixed width and may have wrapped around", _REMEDY)


def _namespaces(functions: tuple[Callable[..., Any], ...]) -> list[dict[str, Any]]:
    """The global names of the user's functions among these and those that they name, each once."""
    found: dict[int, dict[str, Any]] = {}
    waiting: list[Any] = list(functions)
    seen: set[int] = set()
    while waiting:
        function = waiting.pop()
        function = getattr(function, "func", getattr(function, "__func__", function))
        if not isinstance(function, FunctionType) or id(function) in seen or _is_library(function.__code__):
            continue
        seen.add(id(function))
        found[id(function.__globals__)] = function.__globals__
        waiting += _referred(function)
    return list(found.values())


def _referred(function: FunctionType) -> Iterator[Any]:
    """What the code of a function refers to: globals, members of modules, cells, wrapped functions."""
    names = set(_names(function.__code__))
    values = [function.__globals__[name] for name in names if name in function.__globals__]
    values += list(inspect.getclosurevars(function).nonlocals.values())
    values += [getattr(function, "__wrapped__", None)]
    for value in values:
        yield value
        if isinstance(value, ModuleType):
            yield from (vars(value).get(name) for name in names)  # as it is: numpy warns of names that were


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _is_library(code: CodeType) -> bool:
    return code.co_filename.startswith(_LIBRARIES)
