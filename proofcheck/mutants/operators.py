"""Operators: what can be changed at one node of a syntax tree; each yields (kind, replacement)."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from typing import Final

Change = tuple[str, ast.AST]
LIBRARY: Final = "__import__('proofcheck.arithmetic.functions').arithmetic.functions."  # for a file that lacks the name


def list_changes(node: ast.AST) -> Iterator[Change]:
    """Every change of every operator at `node`, as (kind, replacement); the node itself stays as it is."""
    for operator in (
        _change_sums,
        _change_products,
        _change_signs,
        _change_numbers,
        _change_indices,
        _swap_extrema,
        _swap_norms,
        _drop_hypotheses,
        _reverse_inequality,
    ):
        yield from operator(node)


def _change_sums(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        other = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        yield "sign", ast.BinOp(left=node.left, op=other, right=node.right)
        yield "dropped term", node.left
        last = node.right if isinstance(node.op, ast.Add) else ast.UnaryOp(op=ast.USub(), operand=node.right)
        yield "dropped term", last


def _change_products(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
        yield "dropped factor", node.left
        if isinstance(node.op, ast.Mult):
            yield "dropped factor", node.right


def _change_signs(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "sign", node.operand
    if isinstance(node, ast.Call) and _calls(node, "abs"):
        yield "sign", node.args[0]


def _calls(node: ast.AST, *names: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names


def _change_numbers(node: ast.AST) -> Iterator[Change]:
    """A number beside * or / is a factor; the second operand of ** and the second argument of `power` an exponent."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
        yield from (("factor", changed) for side in ("left", "right") for changed in _shift_number(node, side))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        yield from (("exponent", changed) for changed in _shift_number(node, "right"))
    if isinstance(node, ast.Call) and _calls(node, "power"):
        for exponent in _list_neighbours(node.args[1]):
            yield "exponent", ast.Call(func=node.func, args=[node.args[0], exponent], keywords=[])


def _shift_number(node: ast.BinOp, side: str) -> Iterator[ast.AST]:
    for number in _list_neighbours(getattr(node, side)):
        changed = copy.copy(node)
        setattr(changed, side, number)
        yield changed


def _list_neighbours(node: ast.AST) -> Iterator[ast.Constant]:
    """The positive integers beside a constant integer."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield from (ast.Constant(value) for value in (node.value + 1, node.value - 1) if value > 0)


def _change_indices(node: ast.AST) -> Iterator[Change]:
    """A constant index moves by one; a transpose is dropped."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, int):
        moved = ast.Constant(node.slice.value - 1)
        yield "index", ast.Subscript(value=node.value, slice=moved, ctx=node.ctx)
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield "index", node.value


def _swap_extrema(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and _calls(node, "maximum", "minimum"):
        other = "minimum" if node.func.id == "maximum" else "maximum"
        yield "swapped extremum", ast.Call(func=ast.Name(id=other, ctx=ast.Load()), args=node.args, keywords=[])


def _swap_norms(node: ast.AST) -> Iterator[Change]:
    """The sum of the squares v * v becomes the largest of them: the maximum norm for the Euclidean one."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "sum"):
        return
    summand = node.func.value
    if node.args or not (isinstance(summand, ast.BinOp) and isinstance(summand.op, ast.Mult)):
        return
    if ast.dump(summand.left) == ast.dump(summand.right):
        largest = ast.parse(f"{LIBRARY}maximum", mode="eval").body
        yield "swapped norm", ast.Call(func=largest, args=[summand], keywords=[])


def _drop_hypotheses(node: ast.AST) -> Iterator[Change]:
    """`where` disappears, or one of the conditions that its function lists."""
    for index, keyword in enumerate(node.keywords if isinstance(node, ast.Call) else []):
        if keyword.arg == "where" and isinstance(node, ast.Call):
            others = [*node.keywords[:index], *node.keywords[index + 1 :]]
            yield "dropped hypothesis", ast.Call(func=node.func, args=node.args, keywords=others)
            for condition in _drop_conditions(keyword.value):
                shorter = [*others, ast.keyword(arg="where", value=condition)]
                yield "dropped hypothesis", ast.Call(func=node.func, args=node.args, keywords=shorter)


def _drop_conditions(condition: ast.expr) -> Iterator[ast.expr]:
    """The condition without one entry of one of its lists."""
    for which, entries in enumerate(_find_lists(condition)):
        for dropped in range(len(entries.elts)):
            changed = copy.deepcopy(condition)
            del _find_lists(changed)[which].elts[dropped]
            yield changed


def _find_lists(node: ast.AST) -> list[ast.List]:
    return [inner for inner in ast.walk(node) if isinstance(inner, ast.List) and len(inner.elts) > 1]


def _reverse_inequality(node: ast.AST) -> Iterator[Change]:
    """lhs <= rhs becomes rhs <= lhs."""
    if isinstance(node, ast.Call) and _calls(node, "Inequality"):
        sides = {"lhs": "rhs", "rhs": "lhs"}
        swapped = [ast.keyword(arg=sides.get(k.arg or "", k.arg), value=k.value) for k in node.keywords]
        yield "direction", ast.Call(func=node.func, args=[], keywords=swapped)
