"""Keys of finished work: a digest of a lemma's content and of everything that its decision can depend on.

Two digests together: of all source files behind the lemma (`proofcheck.engine.sources`), and of its values, followed
here from the lemma on: bytecode, constants, defaults, closures and the globals that functions name, attributes of
functions, classes and objects, whatever file or computation they once came from. What cannot be followed by value (an
open file, a lock, the environment) makes a lemma that is not kept, and `LemmaKey.unknown` says why. Files that a task
reads while it runs are recorded with it (`proofcheck.engine.reads`).
"""

from __future__ import annotations

import dis
import operator
import pickle
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import cached_property, partial
from inspect import getattr_static
from types import (
    BuiltinFunctionType,
    BuiltinMethodType,
    CodeType,
    FunctionType,
    MethodType,
    ModuleType,
)
from typing import Any, Final

import numpy as np
import sympy
from flint import arb

from proofcheck.checkers import Settings
from proofcheck.engine.sources import Sources, digest_text, is_installed, is_ours
from proofcheck.engine.tasks import Task
from proofcheck.lemmas.lemma import Lemma

_TRUSTED: Final = ("proofcheck.arithmetic", "proofcheck.lemmas", "proofcheck.checkers", "proofcheck.engine")
_AMBIENT: Final = frozenset({"environ", "environb", "getenv"})  # names through which code reads the environment
_PLAIN: Final = (
    str,
    bytes,
    int,
    float,
    complex,
    Fraction,
    type(None),
    Enum,
    range,
    type(Ellipsis),
    np.generic,
    np.dtype,
)
_MACHINERY: Final = frozenset(
    {"__dict__", "__weakref__", "__doc__", "__module__", "__abstractmethods__", "_abc_impl"}
    | {"__dataclass_fields__", "__dataclass_params__"}  # defaults are attributes of the class as well
)


@dataclass(frozen=True, kw_only=True)
class LemmaKey:
    """The digest of a lemma and of what it depends on; `unknown`: what could not be followed, "" for nothing."""

    digest: str
    unknown: str


def task_key(content: str, task: Task, settings: Settings) -> str:
    """The key of a task on a lemma whose digest is `content`."""
    parts = (content, task.checker, str(task.part), settings.profile.name, str(settings.seed))
    return digest_text("\n".join((*parts, settings.command, task.lemma)))


def lemma_keys(lemmas: Iterable[Lemma]) -> dict[str, LemmaKey]:
    """What the fields of each lemma, the values and the code behind them amount to; equal content, equal digest."""
    sources, keys = Sources(), {}
    for lemma in lemmas:
        walk = _Walk()
        walk.add(lemma)
        digest = digest_text("\n".join([*walk.lines, sources.digest(frozenset({*_TRUSTED, *walk.modules}))]))
        keys[lemma.name] = LemmaKey(digest=digest, unknown="; ".join(dict.fromkeys(walk.unknown)))
    return keys


class _Walk:
    """Collects one line for everything reachable; each function, class and object once."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.modules: set[str] = set()
        self.unknown: list[str] = []
        self._seen: dict[int, tuple[int, Any]] = {}

    def add(self, value: Any) -> None:
        if isinstance(value, _PLAIN):
            self.lines.append(f"{type(value).__module__}.{type(value).__qualname__} {value!r}")
        elif isinstance(value, np.ndarray):
            self._add_several("array", (str(value.dtype), value.shape, value.tolist()))
        elif isinstance(value, tuple | list):
            self._add_several(type(value).__name__, value)
        elif isinstance(value, Mapping):
            self._add_several("mapping", [item for pair in value.items() for item in pair])
        elif isinstance(value, set | frozenset):
            self._add_several("set", sorted(value, key=repr))
        elif self._is_new(value):
            self._add_object(value)

    def _add_several(self, kind: str, values: Any) -> None:
        self.lines.append(f"{kind} {len(values)}")
        for value in values:
            self.add(value)

    def _is_new(self, value: Any) -> bool:
        if id(value) in self._seen:
            self.lines.append(f"again {self._seen[id(value)][0]}")
            return False
        self._seen[id(value)] = (len(self._seen), value)  # the reference keeps its id from being reused
        return True

    def _add_object(self, value: Any) -> None:
        if isinstance(value, FunctionType):
            self._add_function(value)
        elif isinstance(value, MethodType):
            self._add_several("method", (value.__func__, value.__self__))
        elif isinstance(value, ModuleType):
            self.lines.append(f"module {value.__name__}")
            self.modules.add(value.__name__)
        elif isinstance(value, type):
            self._add_class(value)
        elif isinstance(value, BuiltinFunctionType | BuiltinMethodType):
            self._add_builtin(value)
        elif isinstance(value, property | staticmethod | classmethod | partial | cached_property):
            self._add_wrapper(value)
        elif hasattr(value, "__wrapped__"):
            self._add_several(f"wrapped by {type(value).__qualname__}", (value.__wrapped__,))
        elif is_dataclass(value) or _is_local(type(value)):
            self._add_instance(value)
        else:
            self._add_foreign(value)

    def _add_wrapper(self, value: Any) -> None:
        names = ("fget", "fset", "fdel", "__func__", "func", "args", "keywords")
        self._add_several(type(value).__qualname__, [getattr(value, name, None) for name in names])

    def _add_builtin(self, value: Any) -> None:
        self.lines.append(f"builtin {value.__module__}.{value.__qualname__}")
        if value.__self__ is not None and not isinstance(value.__self__, ModuleType):
            self.add(value.__self__)

    def _add_instance(self, value: Any) -> None:
        known = [entry.name for entry in fields(value)] if is_dataclass(value) else []
        slots = [name for base in type(value).__mro__ for name in _list_slots(base) if hasattr(value, name)]
        names = sorted({*known, *slots, *getattr(value, "__dict__", {})})
        self._add_several(type(value).__qualname__, [(name, getattr(value, name)) for name in names])
        self.add(type(value))

    def _add_foreign(self, value: Any) -> None:
        """An object of an installed library: by a form that says everything, or not at all."""
        text = _describe_exactly(value)
        self.lines.append(f"{type(value).__module__}.{type(value).__qualname__} {text}")
        if text is None:
            self.unknown.append(f"a {type(value).__qualname__} among what it uses cannot be followed by value")

    def _add_function(self, function: FunctionType) -> None:
        if is_installed(function.__code__.co_filename):  # not by __module__, which functools.wraps copies
            self.lines.append(f"function {function.__module__}.{function.__qualname__}")
            self.modules.add(str(function.__module__))
            return
        module = str(function.__globals__.get("__name__", function.__module__))
        self.modules.add(module)
        if is_ours(module):  # its sources are in the key, whole
            self.lines.append(f"function {module}.{function.__qualname__} {function.__code__.co_firstlineno}")
        else:
            self._add_code(function.__code__, function)
        cells = [cell.cell_contents for cell in function.__closure__ or () if _is_filled(cell)]
        self._add_several("bound", (function.__defaults__, function.__kwdefaults__, cells, vars(function)))

    def _add_code(self, code: CodeType, function: FunctionType) -> None:
        self.lines.append(f"code {code.co_code.hex()} {code.co_names} {code.co_varnames} {code.co_freevars}")
        if not _AMBIENT.isdisjoint(code.co_names):
            self.unknown.append(f"{function.__qualname__} reads the environment")
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                self._add_code(constant, function)
            else:
                self.add(constant)
        self._add_globals(code, function)

    def _add_globals(self, code: CodeType, function: FunctionType) -> None:
        for name in sorted(_find_global_names(code)):
            if name in function.__globals__:
                value = function.__globals__[name]
                self.lines.append(f"global {name}")
                self.add(value)
                if isinstance(value, ModuleType) and not is_installed(getattr(value, "__file__", None)):
                    self._add_attributes(value, code)

    def _add_attributes(self, module: ModuleType, code: CodeType) -> None:
        for name in sorted(set(code.co_names) & set(vars(module))):
            value = vars(module)[name]
            self.lines.append(f"attribute {module.__name__}.{name}")
            self.add(value)
            if isinstance(value, ModuleType) and not is_installed(getattr(value, "__file__", None)):
                self._add_attributes(value, code)

    def _add_class(self, value: type) -> None:
        self.lines.append(f"class {value.__module__}.{value.__qualname__}")
        self.modules.add(value.__module__)
        if is_ours(value.__module__) or not _is_local(value):
            return
        for base in (*value.__bases__, type(value)):
            self.add(base)
        for name in sorted(set(vars(value)) - _MACHINERY):
            member = getattr_static(value, name)
            if type(member).__name__ not in (
                "member_descriptor",
                "getset_descriptor",
            ):  # slots hold no value themselves
                self.lines.append(f"member {name}")
                self.add(member)


def _is_local(value: type) -> bool:
    """Whether a class is written in this project or by the user."""
    module = sys.modules.get(value.__module__)
    file = getattr(module, "__file__", None)
    return (
        value.__module__ not in ("builtins", "abc") and (file is not None or module is None) and not is_installed(file)
    )


def _list_slots(value: type) -> tuple[str, ...]:
    slots = vars(value).get("__slots__", ())
    return (slots,) if isinstance(slots, str) else tuple(slots)


def _describe_exactly(value: Any) -> str | None:
    """A text that is equal for equal values and different for others; None when there is none."""
    if isinstance(value, sympy.Basic):
        return str(sympy.srepr(value))
    if isinstance(value, arb):
        return f"{value.mid().man_exp()} {value.rad().man_exp()}" if value.is_finite() else value.str()
    if isinstance(value, np.ufunc):
        name = str(value.__name__)
        return name if getattr(np, name, None) is value else None
    if isinstance(value, re.Pattern | operator.itemgetter | operator.attrgetter | operator.methodcaller):
        return repr(value)
    try:
        return pickle.dumps(value, protocol=4).hex()
    except Exception:  # noqa: BLE001 - any object may refuse, in its own way
        return None


def _find_global_names(code: CodeType) -> set[str]:
    return {i.argval for i in dis.get_instructions(code) if i.opname in ("LOAD_GLOBAL", "LOAD_NAME")}


def _is_filled(cell: Any) -> bool:
    try:
        cell.cell_contents  # noqa: B018 - an empty cell raises
    except ValueError:
        return False
    return True
