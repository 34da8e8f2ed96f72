"""Code of a side in which every value is shown as it is made, before anything else can be done with it.

The source of the code is compiled a second time, with each expression `e` written as `seen(e)`, each function that is
called as `called(f)`, each argument as `handed(e)`, or `given(e)` for `handed(seen(e))`, each operand of `is` as
`told_apart(e)`, the left operand of % as `divided(e)` and what a text formats as `spelled(e)`. The names stand for the
functions of `proofcheck.arithmetic.watched.shown`, among the builtins. What is compiled again is the code at hand and
no other: without the change it gives the same instructions, else there is no watched code.
"""

from __future__ import annotations

import ast
import copy
import inspect
import linecache
from functools import cache
from types import CodeType
from typing import Any, Final

SEEN: Final = "__proofcheck_seen__"
CALLED: Final = "__proofcheck_called__"
HANDED: Final = "__proofcheck_handed__"
GIVEN: Final = "__proofcheck_given__"
TOLD_APART: Final = "__proofcheck_told_apart__"
DIVIDED: Final = "__proofcheck_divided__"
SPELLED: Final = "__proofcheck_spelled__"
_VALUES: Final = (ast.Name, ast.Attribute, ast.Subscript)  # besides loaded, stored
_UNCONVERTED: Final = -1  # by !r, !s or !a, which make a text of every digit
_WATCHED: Final[set[int]] = set()  # identities of code that `_watched_codes` keeps
_FOUND: Final[dict[int, tuple[CodeType, CodeType]]] = {}  # by identity, for the hash of code is a walk through it
_MADE: Final = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.Await, ast.Yield, ast.YieldFrom)


def is_watched(code: CodeType) -> bool:
    """Whether code shows its values."""
    return id(code) in _WATCHED


def watched_code(code: CodeType) -> CodeType | None:
    """The code that shows its values; None where the source of `code` is not at hand."""
    if id(code) not in _FOUND:
        watched = _watched_codes(code.co_filename, tuple(_source(code.co_filename))).get(code)
        if watched is None:
            return None
        _FOUND[id(code)] = code, watched
    return _FOUND[id(code)][1]


def _source(file: str) -> list[str]:
    return linecache.getlines(file)


@cache
def _watched_codes(file: str, lines: tuple[str, ...]) -> dict[CodeType, CodeType]:
    """All code of a file, each with its watched code; nothing without source."""
    try:
        plain, changed = ast.parse("".join(lines)), ast.parse("".join(lines))
        before = compile(plain, file, "exec", dont_inherit=True)
        after = compile(_Rewriter().visit(changed), file, "exec", dont_inherit=True)
        pairs = _pairs(before, after)
        _WATCHED.update(id(watched) for _, watched in pairs)
        return dict(pairs)
    except (SyntaxError, ValueError):
        return {}


def _pairs(before: CodeType, after: CodeType) -> list[tuple[CodeType, CodeType]]:
    """The code of a module and of what is defined in it, side by side. Raises ValueError where they do not match."""
    found = [(before, after)]
    inner = [[value for value in code.co_consts if inspect.iscode(value)] for code in (before, after)]
    for one, other in zip(*inner, strict=True):
        if one.co_name != other.co_name or one.co_freevars != other.co_freevars:
            raise ValueError(f"{one.co_name} is another function when it is watched")
        found += _pairs(one, other)
    return found


class _Rewriter(ast.NodeTransformer):
    """Annotations and patterns stay as they are: they are no values of the side."""

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.match_case):
            return self._match_case(node)
        if isinstance(node, ast.Compare) and _asks_identity(node):
            operands: list[ast.expr] = [
                self._wrap(TOLD_APART, self.visit(operand)) for operand in (node.left, *node.comparators)
            ]
            node.left, node.comparators = operands[0], operands[1:]
            return self._wrap(SEEN, node)
        changed = super().visit(node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            node.left = self._wrap(DIVIDED, node.left)
        if isinstance(node, _MADE) or (isinstance(node, _VALUES) and isinstance(node.ctx, ast.Load)):
            return self._wrap(SEEN, changed)
        return changed

    def _call(self, node: ast.Call) -> Any:
        if not (isinstance(node.func, ast.Name) and node.func.id == "super"):
            node.func = self._wrap(CALLED, self._plain(node.func))
        node.args = [self._argument(value) for value in node.args]
        for keyword in node.keywords:
            keyword.value = self._handed(keyword.value)
        return self._wrap(SEEN, node)

    def _plain(self, node: ast.expr) -> Any:
        """The function of a call, which `called` looks at."""
        return self.generic_visit(node) if isinstance(node, _VALUES) else self.visit(node)

    def _argument(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Starred):
            node.value = self._handed(node.value)
            return node
        return self._handed(node)

    def _handed(self, node: ast.expr) -> ast.Call:
        changed = self.visit(node)
        if not (isinstance(changed, ast.Call) and isinstance(changed.func, ast.Name) and changed.func.id == SEEN):
            return self._wrap(HANDED, changed)
        changed.func.id = GIVEN
        return changed

    def _match_case(self, node: ast.match_case) -> ast.match_case:
        node.guard = self.visit(node.guard) if node.guard else None
        changed = ast.Module(body=node.body, type_ignores=[])
        self.generic_visit(changed)
        node.body = changed.body
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> list[ast.stmt]:
        before = copy.deepcopy(node.target)
        self.generic_visit(node)
        if not isinstance(node.op, ast.Mod):
            return [node]
        before.ctx = ast.Load()
        return [ast.copy_location(ast.Expr(self._wrap(DIVIDED, self.visit(before))), node), node]

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.FormattedValue:
        self.generic_visit(node)
        if node.format_spec is not None and node.conversion == _UNCONVERTED:
            node.value = self._wrap(SPELLED, node.value)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        node.target = self.visit(node.target)
        node.value = self.visit(node.value) if node.value else None
        return node

    def visit_FunctionDef(self, node: Any) -> Any:
        returns, node.returns = node.returns, None
        self.generic_visit(node)
        node.returns = returns
        return node

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - the name that `ast` asks for

    def _wrap(self, name: str, node: ast.expr) -> ast.Call:
        function = ast.copy_location(ast.Name(id=name, ctx=ast.Load()), node)
        return ast.copy_location(ast.Call(func=function, args=[node], keywords=[]), node)


def _asks_identity(node: ast.Compare) -> bool:
    """Whether it compares by `is` what is not None or another constant."""
    constant = any(isinstance(operand, ast.Constant) for operand in (node.left, *node.comparators))
    return not constant and any(isinstance(operator, ast.Is | ast.IsNot) for operator in node.ops)
