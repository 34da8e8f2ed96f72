"""What a printed statement defines by name, and the names: by the structure of the definitions, not by Python's names.

A definition that is used once is written where it is used unless it is long, and so is one operation on entries and
numbers, or a square. The others are named by what they are (softmax, mean, centred, square, norm, ...), numbered in the
order of their first use where a name is taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from proofcheck.statements import rewriting, terms
from proofcheck.statements.printing.words import is_square, word
from proofcheck.statements.terms import Apply, Definition, Derivative, Fold, Operation, Position, Term, Variable

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
    return is_square(body) or not any(terms.children(x) or isinstance(x, Apply) for x in body.operands)


def distinct(wanted: str, used: set[str]) -> str:
    """The wanted name with the least number that makes it new; it is added to `used`."""
    name, number = wanted, 1
    while name in used:
        number += 1
        name = f"{wanted}{number}"
    used.add(name)
    return name


def write_out(term: Term, names: dict[Definition, str]) -> Term:
    """The term with the definitions that have no name in place."""
    match term:
        case Apply(definition, arguments) if definition not in names:
            return write_out(rewriting.instance(definition, arguments), names)
        case Operation(name, operands):
            return Operation(name, tuple(write_out(x, names) for x in operands))
        case Fold(name, position, body):
            return Fold(name, position, write_out(body, names))
        case Derivative(order, parameter, body):
            return Derivative(order, parameter, write_out(body, names))
        case _:
            return term


_PARAMETERS: Final = ("t", "u", "w", "y", "z", *(f"t{number}" for number in range(99)))


class Letters:
    """Short names for bound variables, apart from every name in use."""

    def __init__(self, alphabet: Iterable[str], used: Iterable[str]) -> None:
        taken = set(used)
        self._positions = [letter for letter in alphabet if letter not in taken]
        self._parameters = [letter for letter in _PARAMETERS if letter not in taken]

    def name(self, variable: Variable, in_scope: Iterable[str]) -> str:
        """The first letter that no variable in scope has."""
        scope = set(in_scope)
        wanted = self._positions if isinstance(variable, Position) else self._parameters
        return next(letter for letter in wanted if letter not in scope)
