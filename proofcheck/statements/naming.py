"""What a printed statement defines by name, and the names: by the structure of the definitions, not by Python's names.

A definition that is used once is written where it is used unless it is long, and so is one operation on entries and
numbers, or a square. The others are named by what they are (softmax, mean, centred, square, norm, ...), numbered in the
order of their first use where a name is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from proofcheck.statements import terms
from proofcheck.statements.terms import Apply, Definition, Derivative, Entry, Fold, Operation, Position, Term, Variable

_LONG: Final = 40


@dataclass(frozen=True, kw_only=True)
class Outline:
    """The definitions to print, each before its use, and their names."""

    definitions: tuple[Definition, ...]
    names: dict[Definition, str]


def outline(roots: Iterable[Term], taken: Iterable[str]) -> Outline:
    """The definitions that the terms use more than once or that are long, named apart from `taken`."""
    uses: dict[Definition, int] = {}
    order: list[Definition] = []
    for root in roots:
        _visit(root, uses, order)
    lengths: dict[Definition, int] = {}
    shared = tuple(d for d in order if _is_named(d, uses[d], lengths))
    names: dict[Definition, str] = {}
    used = set(taken)
    for definition in shared:
        names[definition] = distinct(word(definition), used)
    return Outline(definitions=shared, names=names)


def _visit(term: Term, uses: dict[Definition, int], order: list[Definition]) -> None:
    for child in terms.children(term):
        _visit(child, uses, order)
    if isinstance(term, Apply):
        uses[term.definition] = uses.get(term.definition, 0) + 1
        if uses[term.definition] == 1:
            _visit(term.definition.body, uses, order)
            order.append(term.definition)


def _is_named(definition: Definition, uses: int, lengths: dict[Definition, int]) -> bool:
    """Whether it is used more than once, unless it is brief, or has more than `_LONG` nodes with all that is unnamed.

    `lengths` has the nodes of the definitions before it, 1 where they are named.
    """
    length = _length(definition.body, lengths)
    named = length > _LONG or (uses > 1 and not _brief(definition.body))
    lengths[definition] = 1 if named else length
    return named


def _length(term: Term, lengths: dict[Definition, int]) -> int:
    inside = sum(_length(child, lengths) for child in terms.children(term))
    return inside + (lengths[term.definition] if isinstance(term, Apply) else 1)


def _brief(body: Term) -> bool:
    """One operation on entries and numbers, or a square."""
    if not isinstance(body, Operation):
        return False
    return _is_square(body) or not any(terms.children(x) or isinstance(x, Apply) for x in body.operands)


def distinct(wanted: str, used: set[str]) -> str:
    """The wanted name with the least number that makes it new; it is added to `used`."""
    name, number = wanted, 1
    while name in used:
        number += 1
        name = f"{wanted}{number}"
    used.add(name)
    return name


def written_out(term: Term, names: dict[Definition, str]) -> Term:
    """The term with the definitions that have no name in place."""
    match term:
        case Apply(definition, arguments) if definition not in names:
            return written_out(terms.instance(definition, arguments), names)
        case Operation(name, operands):
            return Operation(name, tuple(written_out(x, names) for x in operands))
        case Fold(name, position, body):
            return Fold(name, position, written_out(body, names))
        case Derivative(order, parameter, body):
            return Derivative(order, parameter, written_out(body, names))
        case _:
            return term


_WORDS: Final = {
    "add": "total",
    "subtract": "difference",
    "multiply": "product",
    "divide": "ratio",
    "negate": "opposite",
    "exp": "exponential",
    "sqrt": "root",
    "abs": "magnitude",
    "indicator": "indicator",
    "maximum": "larger",
    "minimum": "smaller",
}
_FOLDS: Final = {"sum": "total", "maximum": "largest", "minimum": "smallest"}


def word(definition: Definition) -> str:
    """A word for what the definition is."""
    match definition.body:
        case Operation("divide", (numerator, denominator)) if _is_exponential(numerator) and _sums(
            denominator, _is_exponential
        ):
            return "softmax"
        case Operation("sqrt", (radicand,)) if _sums(radicand, _is_square):
            return "norm"
        case Operation("subtract", (_, mean)) if _sums(mean, _is_weighted):
            return "centred"
        case Fold("sum") if _sums(definition.body, _is_square):
            return "square"
        case Fold("sum") if _sums(definition.body, _is_weighted):
            return "mean"
        case Fold("sum", _, Operation("multiply")):
            return "product"
        case Fold(name):
            return _FOLDS[name]
        case Operation(name):
            return _WORDS[name]
        case Derivative():
            return "derivative"
    return "term"


def _seen(term: Term) -> Term:
    """The term, or the body of the definition that it applies."""
    return _seen(term.definition.body) if isinstance(term, Apply) else term


def _sums(term: Term, kind: Callable[[Term], bool]) -> bool:
    """Whether the term is a sum, or a sum of sums, of terms of a kind."""
    term = _seen(term)
    return isinstance(term, Fold) and term.name == "sum" and (kind(term.body) or _sums(term.body, kind))


def _is_exponential(term: Term) -> bool:
    term = _seen(term)
    return isinstance(term, Operation) and term.name == "exp"


def _is_square(term: Term) -> bool:
    term = _seen(term)
    if not (isinstance(term, Operation) and term.name == "multiply" and term.operands[0] == term.operands[1]):
        return False
    return isinstance(term.operands[0], Entry | Apply)


def _is_weighted(term: Term) -> bool:
    """A product one factor of which is a softmax weight."""
    term = _seen(term)
    if not (isinstance(term, Operation) and term.name == "multiply"):
        return False
    return any(isinstance(x, Apply) and word(x.definition) == "softmax" for x in term.operands)


class Letters:
    """Short names for bound variables, apart from every name in use."""

    def __init__(self, alphabet: Iterable[str], used: Iterable[str]) -> None:
        taken = set(used)
        self._free = [letter for letter in alphabet if letter not in taken]

    def name(self, variable: Variable, in_scope: Iterable[str]) -> str:
        """The first letter that no variable in scope has; real variables are t."""
        scope = set(in_scope)
        wanted = self._free if isinstance(variable, Position) else ["t", *(f"t{i}" for i in range(9))]
        return next(letter for letter in wanted if letter not in scope)
