"""Keys of finished work: a digest of a lemma's content and of all code that its decision depends on.

Functions are followed by value: their bytecode, constants, defaults, closures, and the globals they name, through every
module of this project and of the user; modules named in the code are followed through the attributes that it names.
Code of installed libraries enters by version, the checkers' own code by source. What cannot be followed by value (an
object of a foreign type) enters by its class and its `repr` without addresses.
"""

from __future__ import annotations

import dis
import hashlib
import re
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from importlib.metadata import version
from inspect import getattr_static
from pathlib import Path
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any, Final

import numpy as np

from proofcheck.checkers import Settings
from proofcheck.engine.tasks import Task
from proofcheck.lemmas.lemma import Lemma

_LIBRARIES: Final = ("numpy", "scipy", "sympy", "python-flint", "mpmath", "hypothesis")
_TRUSTED: Final = ("arithmetic", "lemmas", "statements", "kernel", "checkers", "engine")
_KINDS: Final = (".py", ".v", ".json")  # of these packages every file, so that none is forgotten
_ADDRESS: Final = re.compile(r" at 0x[0-9a-fA-F]+")
_FOREIGN: Final = tuple(Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "purelib", "platlib"))


def task_key(content: str, task: Task, settings: Settings) -> str:
    """The key of a task on a lemma whose digest is `content`."""
    parts = (content, _engine(), task.checker, str(task.part), settings.profile.name, str(settings.seed))
    return _digest("\n".join((*parts, settings.command, task.lemma)))


def lemma_digest(lemma: Lemma) -> str:
    """Hexadecimal digest of a lemma's fields and the code behind them; equal content gives an equal digest."""
    walk = _Walk()
    walk.add(lemma)
    return _digest("\n".join(walk.lines))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


@cache
def _engine() -> str:
    """The checkers' sources, and the versions of Python and of the libraries they use."""
    root = Path(__file__).parents[1]
    files = [file for name in _TRUSTED for file in sorted((root / name).rglob("*")) if file.suffix in _KINDS]
    sources = [_digest(path.read_text(encoding="utf-8")) for path in files]
    return "\n".join([sys.version, *(f"{name} {version(name)}" for name in _LIBRARIES), *sources])


class _Walk:
    """Collects one line for everything reachable; each function and class once."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._seen: dict[int, tuple[int, Any]] = {}

    def add(self, value: Any) -> None:
        if isinstance(value, str | bytes | int | float | complex | Fraction | type(None) | Enum):
            self.lines.append(f"{type(value).__name__} {value!r}")
        elif isinstance(value, np.ndarray):
            self._several("array", (str(value.dtype), value.shape, value.tolist()))
        elif isinstance(value, tuple | list):
            self._several(type(value).__name__, value)
        elif isinstance(value, Mapping):
            self._several("mapping", [item for pair in value.items() for item in pair])
        elif isinstance(value, set | frozenset):
            self._several("set", sorted(value, key=repr))
        elif self._first_time(value):
            self._object(value)

    def _several(self, kind: str, values: Any) -> None:
        self.lines.append(f"{kind} {len(values)}")
        for value in values:
            self.add(value)

    def _first_time(self, value: Any) -> bool:
        if id(value) in self._seen:
            self.lines.append(f"again {self._seen[id(value)][0]}")
            return False
        self._seen[id(value)] = (len(self._seen), value)  # kept alive: its id stays its own
        return True

    def _object(self, value: Any) -> None:
        if isinstance(value, FunctionType):
            self._function(value)
        elif isinstance(value, MethodType):
            self._several("method", (value.__func__, value.__self__))
        elif isinstance(value, ModuleType):
            self.lines.append(f"module {value.__name__}")
        elif isinstance(value, type):
            self._class(value)
        elif is_dataclass(value):
            self._several(type(value).__qualname__, [getattr(value, field.name) for field in fields(value)])
            self.add(type(value))
        else:
            self._foreign(value)

    def _foreign(self, value: Any) -> None:
        wrapped = getattr(value, "__wrapped__", None) or getattr(value, "func", None)  # caches, partial
        self.lines.append(f"{type(value).__module__}.{type(value).__qualname__} {_ADDRESS.sub('', repr(value))}")
        if wrapped is not None:
            self._several("wrapped", (wrapped, getattr(value, "args", ()), getattr(value, "keywords", {})))

    def _function(self, function: FunctionType) -> None:
        if _installed(function.__module__):
            self.lines.append(f"function {function.__module__}.{function.__qualname__}")
            return
        self._code(function.__code__, function)
        cells = [cell.cell_contents for cell in function.__closure__ or () if _filled(cell)]
        self._several("bound", (function.__defaults__, function.__kwdefaults__, cells))

    def _code(self, code: CodeType, function: FunctionType) -> None:
        self.lines.append(f"code {code.co_code.hex()} {code.co_names} {code.co_varnames} {code.co_freevars}")
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                self._code(constant, function)
            else:
                self.add(constant)
        self._globals(code, function)

    def _globals(self, code: CodeType, function: FunctionType) -> None:
        for name in sorted(_global_names(code)):
            if name in function.__globals__:
                value = function.__globals__[name]
                self.lines.append(f"global {name}")
                self.add(value)
                if isinstance(value, ModuleType) and not _installed(value.__name__):
                    self._attributes(value, code)

    def _attributes(self, module: ModuleType, code: CodeType) -> None:
        for name in sorted(set(code.co_names) & set(vars(module))):
            self.lines.append(f"attribute {module.__name__}.{name}")
            self.add(vars(module)[name])

    def _class(self, value: type) -> None:
        self.lines.append(f"class {value.__module__}.{value.__qualname__}")
        if _installed(value.__module__):
            return
        for base in value.__bases__:
            self.add(base)
        for name in sorted(vars(value)):
            member = getattr_static(value, name)
            function = getattr(member, "__func__", None) or getattr(member, "fget", None) or member
            if isinstance(function, FunctionType):
                self.lines.append(f"member {name}")
                self.add(function)


def _global_names(code: CodeType) -> set[str]:
    return {i.argval for i in dis.get_instructions(code) if i.opname in ("LOAD_GLOBAL", "LOAD_NAME")}


def _filled(cell: Any) -> bool:
    try:
        cell.cell_contents  # noqa: B018 - an empty cell raises
    except ValueError:
        return False
    return True


@cache
def _installed(name: str | None) -> bool:
    """Whether a module belongs to Python or an installed library; this project's packages never do."""
    if not name or name.split(".")[0] in ("proofcheck", "solver"):
        return False
    file = getattr(sys.modules.get(name), "__file__", None)
    if file is None:
        return name in sys.modules
    return any(Path(file).resolve().is_relative_to(folder) for folder in _FOREIGN)
