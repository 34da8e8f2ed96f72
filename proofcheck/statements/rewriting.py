"""Terms made from terms: substitution and constructors that simplify.

They simplify only by laws that hold for all reals, with division and square root total as in the proof assistant:
0 + x = x, x - 0 = x, x - x = 0, 0 x = 0, 1 x = x, x / 1 = x, max(x, x) = x, and arithmetic of numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final

from proofcheck.statements.terms import (
    ELEMENTARY,
    ONE,
    ZERO,
    Apply,
    Argument,
    Count,
    Definition,
    Delta,
    Derivative,
    Entry,
    Fold,
    Index,
    Number,
    Operation,
    Parameter,
    Position,
    Term,
    Variable,
)

Values = Mapping[Variable, Argument]


def substitute(term: Term, values: Values) -> Term:
    """The term with free variables replaced; bound names are unique, so that nothing is captured."""
    if not values:
        return term

    match term:
        case Operation(name, operands):
            return operation(name, *(substitute(x, values) for x in operands))
        case Fold(name, position, body):
            return fold(name, position, substitute(body, values))
        case Derivative(order, parameter, body):
            return Derivative(order, parameter, substitute(body, values))
        case Apply(definition, arguments):
            replaced = (values.get(a, a) if isinstance(a, Position | Parameter) else a for a in arguments)
            return Apply(definition, tuple(replaced))
        case _:
            return _substitute_leaf(term, values)


def _substitute_leaf(term: Number | Count | Parameter | Entry | Delta, values: Values) -> Term:
    match term:
        case Parameter():
            found = values.get(term, term)
            if not isinstance(found, Parameter | Number):
                raise TypeError(f"{found} in place of a real number")
            return found
        case Entry(variable, indices):
            return Entry(variable, tuple(_substitute_index(i, values) for i in indices))
        case Delta(left, right):
            return delta(_substitute_index(left, values), _substitute_index(right, values))
        case _:
            return term


def _substitute_index(index: Index, values: Values) -> Index:
    found = values.get(index, index) if isinstance(index, Position) else index
    if not isinstance(found, Position | int):
        raise TypeError(f"{found} in place of an index")
    return found


def instance(definition: Definition, arguments: tuple[Argument, ...]) -> Term:
    """The body of a definition at arguments."""
    return substitute(definition.body, dict(zip(definition.parameters, arguments, strict=True)))


def delta(left: Index, right: Index) -> Term:
    """1 or 0 for equal indices or different integers, otherwise the condition."""
    if left == right:
        return ONE
    return ZERO if isinstance(left, int) and isinstance(right, int) else Delta(left, right)


def fold(name: str, position: Position, body: Term) -> Term:
    """A fold; a sum of zeros is 0, the extremum of a number that number (sizes are at least 1)."""
    if isinstance(body, Number) and (name != "sum" or body == ZERO):
        return body
    return Fold(name, position, body)


def operation(name: str, *operands: Term) -> Term:
    """An operation on terms, simplified by the laws that the module names."""
    if all(isinstance(x, Number) for x in operands):
        found = _evaluate_numbers(name, *(x.value for x in operands if isinstance(x, Number)))
        if found is not None:
            return Number(found)
    if len(operands) == 2:
        found_term = _drop_neutral(name, *operands)
        if found_term is not None:
            return found_term
    return Operation(name, operands)


_ARITHMETIC: Final[Mapping[str, Callable[..., Fraction]]] = {
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "divide": lambda x, y: x / y,
    "negate": lambda x: -x,
    "abs": abs,
    "indicator": lambda x: Fraction(x >= 0),
    "maximum": max,
    "minimum": min,
}


_AT_NUMBERS: Final[Mapping[tuple[str, Fraction], int]] = {
    **{(name, Fraction(0)): 0 for name in ("sqrt", "sin", "tanh")},
    **{(name, Fraction(0)): 1 for name in ("exp", "cos")},
    ("sqrt", Fraction(1)): 1,
    ("log", Fraction(1)): 0,
}


def _evaluate_numbers(name: str, *values: Fraction) -> Fraction | None:
    if name == "pi":
        return None
    if name in ELEMENTARY:
        found = _AT_NUMBERS.get((name, values[0]))
        return None if found is None else Fraction(found)
    if name == "divide" and not values[1]:
        return None
    return _ARITHMETIC[name](*values)


def _drop_neutral(name: str, x: Term, y: Term) -> Term | None:
    match name:
        case "add" if ZERO in (x, y):
            return y if x == ZERO else x
        case "subtract" if y == ZERO:
            return x
        case "subtract" if x == y:
            return ZERO
        case "multiply" if ZERO in (x, y):
            return ZERO
        case "multiply" if ONE in (x, y):
            return y if x == ONE else x
        case "divide" if y == ONE:
            return x
        case "maximum" | "minimum" if x == y:
            return x
    return None
