"""Where a lemma is stated: paths to the expressions of its source that say what is claimed.

They are the expressions of the lemma's own `Lemma(...)` call that state it (claim, derivation, rate or cost), or the
entry under its name in a table, and those of the functions, claims and lambdas that they name, in the same file and in
the files of its package that it imports from; what those files import in turn is stated by other lemmas. Of a function
that observes runs they are what an `Observation` compares and what that is computed from: how instances are drawn and
counted is no part of a claim.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import ModuleType
from typing import Final, TypeGuard, get_args

from proofcheck.checkers import CHECKERS
from proofcheck.lemmas.claims import Claim
from proofcheck.lemmas.lemma import Lemma

_STATES: Final = frozenset(checker.reads for checker in CHECKERS.values())
_DEFINITIONS: Final = ("proofcheck.model", "proofcheck.recheck")  # what the shipped theories state their claims with
_CLAIMS: Final = frozenset(kind.__name__ for kind in get_args(Claim))
Path = tuple[tuple[str, int | None], ...]  # (field, index) from the root of a tree
Place = tuple[ast.AST, Path]


def parse_module(module: str) -> ast.Module:
    """The syntax tree of a module's source."""
    return _parse(inspect.getsource(importlib.import_module(module)))


@cache  # by the text: a file may be loaded anew under the name of another
def _parse(source: str) -> ast.Module:
    return ast.parse(source)


def list_packages(module: str) -> tuple[str, ...]:
    """The packages whose functions state the lemmas of `module`: its theory's and definitions; none for a lone file."""
    parts = module.split(".")
    if parts[0] != __name__.partition(".")[0]:
        return tuple(parts[:-1][:1])
    return (".".join(parts[:2]), *_DEFINITIONS)


def is_within(module: str, packages: Sequence[str]) -> bool:
    """Whether a module belongs to one of the packages."""
    return any(module.startswith(f"{package}.") for package in packages)


def find_home(lemma: Lemma, theory: ModuleType) -> ModuleType | None:
    """The module whose source has the lemma's call: the theory's own or one of its package; None if there is none."""
    others = [m for n, m in sys.modules.items() if is_within(n, list_packages(theory.__name__))]
    for module in (theory, *others):
        if any(True for _ in _find_statements(ast.parse(inspect.getsource(module)), lemma)):
            return module
    return None


class Places:
    """Where a module and the modules of its package state a lemma."""

    def __init__(self, module: ModuleType) -> None:
        self._home, self._packages = module.__name__, list_packages(module.__name__)

    def find(self, lemma: Lemma) -> Iterator[tuple[str, Path]]:
        """(module, path) of every expression: the lemma's statement, then the functions it uses, transitively."""
        waiting = [(self._home, node, path) for node, path in _find_statements(parse_module(self._home), lemma)]
        seen: set[tuple[str, str]] = set()
        while waiting:
            module, node, path = waiting.pop(0)
            if lemma.claim is not None and _takes_balls(node):
                continue
            for inner, where in (found for part in _find_compared(node, path) for found in _walk_deterministic(*part)):
                yield module, where
                target = self._resolve(module, inner)
                if target is not None and target not in seen:
                    seen.add(target)
                    waiting += [(target[0], *found) for found in _find_definitions(parse_module(target[0]), target[1])]

    def _resolve(self, module: str, node: ast.AST) -> tuple[str, str] | None:
        """(module, function) that a name or `module.function` means, in its own file or imported into the home file."""
        imported = _map_imports(parse_module(module)) if module == self._home else {}
        if isinstance(node, ast.Name):
            return self._keep_inside(module, *imported.get(node.id, (module, node.id)))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in imported:
            return self._keep_inside(module, ".".join(imported[node.value.id]), node.attr)
        return None

    def _keep_inside(self, here: str, module: str, function: str) -> tuple[str, str] | None:
        inside = module == here or is_within(module, self._packages)
        return (module, function) if inside and module in sys.modules else None


def _map_imports(tree: ast.Module) -> Mapping[str, tuple[str, str]]:
    """Local name -> (module, name) of every `from module import name`."""
    found = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module]
    return {a.asname or a.name: (node.module or "", a.name) for node in found for a in node.names}


def _find_definitions(tree: ast.Module, name: str) -> Iterator[Place]:
    """The function of that name, or the claim or lambda that the name stands for."""
    for node, path in _list_children(tree, ()):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            yield node, path
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        named = any(isinstance(target, ast.Name) and target.id == name for target in targets)
        value = getattr(node, "value", None)
        if named and isinstance(node, ast.Assign | ast.AnnAssign) and _states_something(value):
            yield value, (*path, ("value", None))


def _states_something(value: ast.AST | None) -> TypeGuard[ast.AST]:
    claims = isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in _CLAIMS
    return claims or isinstance(value, ast.Lambda)


def _find_statements(tree: ast.Module, lemma: Lemma) -> Iterator[Place]:
    for node, path in _walk_expressions(tree, ()):
        if isinstance(node, ast.Call) and _read_keyword(node, "name") == lemma.name:
            for index, keyword in enumerate(node.keywords):
                if keyword.arg in _STATES and (keyword.arg == "claim" or lemma.claim is None):
                    yield keyword.value, (*path, ("keywords", index), ("value", None))
        if isinstance(node, ast.Dict):
            for index, key in enumerate(node.keys):
                if isinstance(key, ast.Constant) and key.value == lemma.name:
                    yield node.values[index], (*path, ("values", index))


def _read_keyword(call: ast.Call, name: str) -> object:
    values = [k.value.value for k in call.keywords if k.arg == name and isinstance(k.value, ast.Constant)]
    return values[0] if values else None


def follow_path(node: ast.AST, path: Path) -> ast.AST:
    """The node at the end of a path."""
    for field, index in path:
        value = getattr(node, field)
        node = value if index is None else value[index]
    return node


def _list_children(node: ast.AST, path: Path) -> Iterator[Place]:
    for field, value in ast.iter_fields(node):
        for index, child in enumerate(value) if isinstance(value, list) else ((None, value),):
            if isinstance(child, ast.AST):
                yield child, (*path, (field, index))


def _walk_expressions(node: ast.AST, path: Path) -> Iterator[Place]:
    """The expressions of a node, without annotations, defaults and decorators."""
    yield node, path
    for child, where in _list_children(node, path):
        if where[-1][0] not in ("annotation", "returns", "args", "decorator_list") or isinstance(node, ast.Call):
            yield from _walk_expressions(child, where)


def _takes_balls(node: ast.AST) -> bool:
    """Whether a function is about enclosures, as its annotations say: no part of a claim, which knows no arithmetic."""
    arguments = node.args.args if isinstance(node, ast.FunctionDef) else []
    return any(isinstance(argument.annotation, ast.Name) and argument.annotation.id == "arb" for argument in arguments)


def _walk_deterministic(node: ast.AST, path: Path) -> Iterator[Place]:
    """`_walk_expressions`, without expressions that draw random numbers."""
    hidden: list[Path] = []
    for inner, where in _walk_expressions(node, path):
        if isinstance(inner, ast.expr) and not isinstance(inner, ast.Lambda) and _draws(inner):
            hidden.append(where)
        if not any(where[: len(start)] == start for start in hidden):
            yield inner, where


def _draws(node: ast.AST) -> bool:
    """Whether it calls a method of a random generator, which is called `rng` everywhere."""
    attributes = (inner.value for inner in ast.walk(node) if isinstance(inner, ast.Attribute))
    return any(isinstance(value, ast.Name) and value.id == "rng" for value in attributes)


def _find_compared(node: ast.AST, path: Path) -> list[Place]:
    """The sides of a function's observations and the assignments behind them; `node` itself if it makes none."""
    sides = [
        (keyword.value, (*where, ("keywords", index), ("value", None)))
        for call, where in _walk_expressions(node, path)
        if isinstance(node, ast.FunctionDef) and isinstance(call, ast.Call) and _calls_observation(call)
        for index, keyword in enumerate(call.keywords)
        if keyword.arg in ("lhs", "rhs")
    ]
    return [*sides, *_find_assigned(node, path, sides)] if sides else [(node, path)]


def _calls_observation(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "Observation"


def _find_assigned(function: ast.AST, path: Path, sides: Sequence[Place]) -> Iterator[Place]:
    """The right sides of assignments to names that `sides` use, and to names that those use in turn."""
    left = [(node, where) for node, where in _walk_expressions(function, path) if isinstance(node, ast.Assign)]
    wanted = set().union(*(_collect_names(side) for side, _ in sides))
    while used := [item for item in left if wanted & set().union(*map(_collect_names, item[0].targets))]:
        for node, where in used:
            left.remove((node, where))
            wanted |= _collect_names(node.value)
            yield node.value, (*where, ("value", None))


def _collect_names(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
