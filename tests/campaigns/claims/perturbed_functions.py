"""Functions with one change each in their source, put where the original stands, and whether a check notices."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from proofcheck.attention.calculus import moments
from proofcheck.attention.lipschitz import bound_rules
from proofcheck.mutants.mutate import compile_with_source


@dataclass(frozen=True)
class Subject:
    """A function by module and name, and a check that fails when it is wrong."""

    module: Any
    name: str
    check: Callable[[], bool]


class _Change(ast.NodeTransformer):
    """Applies change number `target`; counts the possible ones."""

    def __init__(self, target: int) -> None:
        self.target, self.count, self.text = target, -1, ""

    def _hit(self, text: str) -> bool:
        self.count += 1
        if self.count == self.target:
            self.text = text
        return self.count == self.target

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Add | ast.Sub):
            flipped = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            if self._hit(f"sign in {ast.unparse(node)}"):
                return ast.BinOp(node.left, flipped, node.right)
            if self._hit(f"dropped term in {ast.unparse(node)}"):
                return node.left
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        number = isinstance(node.value, int) and not isinstance(node.value, bool)
        if number and self._hit(f"{node.value} + 1"):
            return ast.Constant(node.value + 1)
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.USub) and self._hit(f"dropped minus in {ast.unparse(node)}"):
            return node.operand
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if node.attr == "T" and self._hit(f"dropped transpose in {ast.unparse(node)}"):
            return node.value
        return node


def list_function_mutants(function: Any) -> Iterator[tuple[str, Any]]:
    """(description, changed function) for every change of the source."""
    function = inspect.unwrap(function)
    source = textwrap.dedent(inspect.getsource(function))
    target = 0
    while True:
        tree = ast.parse(source)
        definition = tree.body[0]
        assert isinstance(definition, ast.FunctionDef)
        definition.decorator_list = []
        change = _Change(target)
        definition.body = [change.visit(statement) for statement in definition.body]
        if change.count < target:
            return
        namespace = dict(vars(sys.modules[function.__module__]))
        exec(compile_with_source(tree, "mutant"), namespace)  # noqa: S102
        yield change.text, _bind(namespace[function.__name__], function)
        target += 1


def _bind(mutant: Any, function: Any) -> Any:
    """The mutant with the module's own globals, so that patches of its helpers reach it."""
    return type(mutant)(mutant.__code__, function.__globals__, mutant.__name__, mutant.__defaults__)


def _clear_caches() -> None:
    for cached in (moments.derivatives, bound_rules.row_bound, bound_rules.output_bound):
        cached.cache_clear()


def survives(subject: Subject, mutant: Any) -> bool:
    """Whether the check still passes with the mutant in place; an exception is a notice."""
    original = vars(subject.module)[subject.name]
    patched = staticmethod(mutant) if isinstance(original, staticmethod) else mutant
    _clear_caches()
    setattr(subject.module, subject.name, property(mutant) if isinstance(original, property) else patched)
    try:
        return subject.check()
    except Exception:  # noqa: BLE001 - whatever it raises, it was noticed
        return False
    finally:
        setattr(subject.module, subject.name, original)
        _clear_caches()
