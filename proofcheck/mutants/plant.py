"""Plant a falsehood: change one place of the source behind a lemma, and load the lemma that it then states.

The places are the expressions of the lemma's own `Lemma(...)` call that state it (claim, derivation, rate or cost), and
those of the functions that they use, in the same file and in the other files of its package. One change at a time, by
the operators of `proofcheck.mutants.operators`.
"""

from __future__ import annotations

import ast
import copy
import importlib
import inspect
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from types import CodeType, ModuleType
from typing import Any, Final

from proofcheck.lemma import Lemma, Theory
from proofcheck.mutants.operators import changes

_STATES: Final = ("claim", "derivation", "rate", "cost")
Path = tuple[tuple[str, int | None], ...]  # (field, index) from the root of a tree


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One change: kind, place and effect; plain data.

    `path` leads to the node in the tree of `module`, `choice` counts the changes at it; `home`: the lemma's own module.
    """

    lemma: str
    kind: str
    module: str
    function: str
    line: int
    change: str
    path: Path
    choice: int
    home: str

    @property
    def label(self) -> str:
        """One line that names the mutant in a listing."""
        place = f"{self.module.rpartition('.')[2]}.py:{self.line}"
        return f"{self.lemma}: {place} {self.function}: {self.kind}: {self.change}"


def mutants_of(lemma: Lemma, module: ModuleType) -> list[Mutant]:
    """Every single change of the statement of `lemma`, which the source of `module` defines; equal changes once."""
    found = {
        (name, path, ast.dump(replacement)): _mutant(lemma, module, name, path, choice, kind, replacement)
        for name, path in _Places(module).of(lemma)
        for choice, (kind, replacement) in enumerate(changes(_at(_tree(name), path)))
    }
    return list(found.values())


def _mutant(
    lemma: Lemma, home: ModuleType, module: str, path: Path, choice: int, kind: str, replacement: ast.AST
) -> Mutant:
    node = _at(_tree(module), path)
    change = f"{_short(ast.unparse(node))} -> {_short(ast.unparse(replacement))}"
    return Mutant(
        lemma=lemma.name,
        kind=kind,
        module=module,
        function=_name(_at(_tree(module), path[:1])),
        line=getattr(node, "lineno", 0),
        change=change,
        path=path,
        choice=choice,
        home=home.__name__,
    )


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(inspect.getsource(importlib.import_module(module)))


def _changed(mutant: Mutant) -> CodeType:
    tree = copy.deepcopy(_tree(mutant.module))
    _, replacement = list(changes(_at(tree, mutant.path)))[mutant.choice]
    _put(tree, mutant.path, replacement)
    return compile(ast.fix_missing_locations(tree), f"<{mutant.module}, changed>", "exec")


def planted(mutant: Mutant) -> Lemma:
    """The lemma that the changed source states. Raises what the source raises, KeyError if the lemma is gone."""
    package, code = mutant.home.rpartition(".")[0], _changed(mutant)
    with _forgotten(package if mutant.module != mutant.home else "", mutant.module):
        module = ModuleType(mutant.module)
        module.__package__ = mutant.module.rpartition(".")[0]
        sys.modules[mutant.module] = module
        exec(code, vars(module))  # noqa: S102 - the theory's own source, with one change
        home = module if mutant.module == mutant.home else importlib.import_module(mutant.home)
        return lemmas_of(home)[mutant.lemma]


@contextmanager
def _forgotten(package: str, module: str) -> Iterator[None]:
    """Forget the modules of `package`, so that they are imported anew and see the changed one; then restore them."""
    before = dict(sys.modules)
    names = [name for name in before if name == module or (package and name.startswith(f"{package}."))]
    for name in names:
        del sys.modules[name]
        _set_on_package(name, None)
    try:
        yield
    finally:
        for name in set(sys.modules) - set(before):
            del sys.modules[name]
        for name in names:
            sys.modules[name] = before[name]
            _set_on_package(name, before[name])


def _set_on_package(name: str, module: ModuleType | None) -> None:
    """A package holds its imported modules as attributes, which `from package import module` reads first."""
    package, _, last = name.rpartition(".")
    parent: Any = sys.modules.get(package)
    if parent is not None and module is not None:
        setattr(parent, last, module)
    elif parent is not None and hasattr(parent, last):
        delattr(parent, last)


def lemmas_of(module: ModuleType) -> dict[str, Lemma]:
    """Lemmas among a module's attributes, alone, in tuples and in theories."""
    found: dict[str, Lemma] = {}
    for value in vars(module).values():
        several = value.lemmas if isinstance(value, Theory) else value if isinstance(value, tuple) else (value,)
        found |= {lemma.name: lemma for lemma in several if isinstance(lemma, Lemma)}
    return found


def home_of(lemma: Lemma, theory: ModuleType) -> ModuleType | None:
    """The module whose source has the lemma's call: the theory's own or one of its package; None if there is none."""
    package = theory.__name__.rpartition(".")[0]
    others = [m for n, m in sys.modules.items() if package and n.startswith(f"{package}.")]
    for module in (theory, *others):
        if any(True for _ in _statements(ast.parse(inspect.getsource(module)), lemma)):
            return module
    return None


def _name(node: ast.AST) -> str:
    """The name of a top-level function, or what a top-level assignment defines."""
    return node.name if isinstance(node, ast.FunctionDef) else ast.unparse(node).partition(" ")[0]


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else f"{flat[:57]}..."


class _Places:
    """Where a module and the modules of its package state a lemma."""

    def __init__(self, module: ModuleType) -> None:
        self._home, self._package = module.__name__, module.__name__.rpartition(".")[0]

    def of(self, lemma: Lemma) -> Iterator[tuple[str, Path]]:
        """(module, path) of every expression: the lemma's statement, then the functions it uses, transitively."""
        waiting = [(self._home, node, path) for node, path in _statements(_tree(self._home), lemma)]
        seen: set[tuple[str, str]] = set()
        while waiting:
            module, node, path = waiting.pop(0)
            for inner, where in _inside(node, path):
                yield module, where
                target = self._target(module, inner)
                if target is not None and target not in seen:
                    seen.add(target)
                    waiting += [(target[0], *found) for found in _functions(_tree(target[0]), target[1])]

    def _target(self, module: str, node: ast.AST) -> tuple[str, str] | None:
        """(module, function) that a name or `module.function` means, if it is in the package."""
        imported = _imports(_tree(module))
        if isinstance(node, ast.Name):
            return self._known(*imported.get(node.id, (module, node.id)))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in imported:
            return self._known(".".join(imported[node.value.id]), node.attr)
        return None

    def _known(self, module: str, function: str) -> tuple[str, str] | None:
        inside = module == self._home or (self._package and module.startswith(f"{self._package}."))
        return (module, function) if inside and module in sys.modules else None


def _imports(tree: ast.Module) -> Mapping[str, tuple[str, str]]:
    """Local name -> (module, name) of every `from module import name`."""
    found = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module]
    return {a.asname or a.name: (node.module or "", a.name) for node in found for a in node.names}


def _functions(tree: ast.Module, name: str) -> Iterator[tuple[ast.AST, Path]]:
    for node, path in _children(tree, ()):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            yield node, path


def _statements(tree: ast.Module, lemma: Lemma) -> Iterator[tuple[ast.AST, Path]]:
    for node, path in _inside(tree, ()):
        if isinstance(node, ast.Call) and _keyword(node, "name") == lemma.name:
            for index, keyword in enumerate(node.keywords):
                if keyword.arg in _STATES and (keyword.arg == "claim" or lemma.claim is None):
                    yield keyword.value, (*path, ("keywords", index), ("value", None))


def _keyword(call: ast.Call, name: str) -> object:
    values = [k.value.value for k in call.keywords if k.arg == name and isinstance(k.value, ast.Constant)]
    return values[0] if values else None


def _at(node: ast.AST, path: Path) -> ast.AST:
    for field, index in path:
        value = getattr(node, field)
        node = value if index is None else value[index]
    return node


def _put(root: ast.AST, path: Path, replacement: ast.AST) -> None:
    parent, (field, index) = _at(root, path[:-1]), path[-1]
    if index is None:
        setattr(parent, field, replacement)
    else:
        getattr(parent, field)[index] = replacement


def _children(node: ast.AST, path: Path) -> Iterator[tuple[ast.AST, Path]]:
    for field, value in ast.iter_fields(node):
        for index, child in enumerate(value) if isinstance(value, list) else ((None, value),):
            if isinstance(child, ast.AST):
                yield child, (*path, (field, index))


def _inside(node: ast.AST, path: Path) -> Iterator[tuple[ast.AST, Path]]:
    """The expressions of a node, without annotations, defaults and decorators."""
    yield node, path
    for child, where in _children(node, path):
        if where[-1][0] not in ("annotation", "returns", "args", "decorator_list") or isinstance(node, ast.Call):
            yield from _inside(child, where)
