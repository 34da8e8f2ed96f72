"""Real numbers as expressions in the entries of arrays, with indices that range over sizes.

A term stands for one real number. Its indices are positions (bound variables, each ranging over a named size) or
integers (an index into a fixed axis, or the first places of a size). A definition is a term with parameters; two
definitions are the same one when they differ in the names of bound variables alone.

The constructors below (`add`, `multiply`, ...) simplify only by laws that hold for all reals, with division and square
root total as in the proof assistant: 0 + x = x, 1 x = x, 0 x = 0, x - x = 0, x / 1 = x, and arithmetic of numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from itertools import count
from typing import Final

_NAMES: Final = count()


@dataclass(frozen=True, slots=True)
class Position:
    """An index variable that ranges over the places of a size."""

    name: str
    size: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """The real variable along which a term is differentiated."""

    name: str


Index = Position | int


@dataclass(frozen=True, slots=True)
class Number:
    """A rational constant."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Count:
    """A size as a real number."""

    size: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a variable of the claim."""

    variable: str
    indices: tuple[Index, ...]


@dataclass(frozen=True, slots=True)
class Delta:
    """1 where the indices agree, otherwise 0."""

    left: Index
    right: Index


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation on its operands: add, subtract, multiply, divide, negate, exp, sqrt, abs, maximum, minimum, or
    indicator, which is 1 where the operand is not negative, otherwise 0.
    """

    name: str
    operands: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """The sum, maximum or minimum (`name`) of the body over all places of the position's size."""

    name: str
    position: Position
    body: Term


@dataclass(frozen=True, slots=True)
class Derivative:
    """The derivative of that order of the body in the parameter, at 0."""

    order: int
    parameter: Parameter
    body: Term


@dataclass(frozen=True, slots=True)
class Apply:
    """A definition at arguments."""

    definition: Definition
    arguments: tuple[Argument, ...]


Argument = Position | int | Parameter | Number
Variable = Position | Parameter
Term = Number | Count | Parameter | Entry | Delta | Operation | Fold | Derivative | Apply


@dataclass(frozen=True, eq=False)
class Definition:
    """A named term: its body in its parameters. Equality is equality up to the names of bound variables."""

    parameters: tuple[Variable, ...]
    body: Term

    @cached_property
    def key(self) -> str:
        """A digest of the body that does not see names of bound variables."""
        kinds = ",".join(p.size if isinstance(p, Position) else "R" for p in self.parameters)
        names = {p: f"p{i}" for i, p in enumerate(self.parameters)}
        return sha256(f"{kinds}:{canonical(self.body, names)}".encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Definition) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


ZERO: Final = Number(Fraction(0))
ONE: Final = Number(Fraction(1))


def fresh(prefix: str) -> str:
    """A name that no other bound variable has."""
    return f"{prefix}{next(_NAMES)}"


@dataclass(frozen=True, kw_only=True)
class Naming:
    """How a text calls sizes, variables of the claim and definitions; as they are called, unless told otherwise."""

    sizes: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    definition: Callable[[Definition], str] = lambda definition: definition.key

    def size(self, name: str) -> str:
        """The name of a size."""
        return self.sizes.get(name, name)


AS_NAMED: Final = Naming()


def canonical(term: Term, names: Mapping[Variable, str], naming: Naming = AS_NAMED, depth: int = 0) -> str:
    """The term as text, bound variables by the depth of their binders; equal texts are equal terms."""

    def inner(child: Term, **more: Variable) -> str:
        return canonical(child, {**names, **dict.fromkeys(more.values(), f"b{depth}")}, naming, depth + len(more))

    match term:
        case Operation(name, operands):
            return f"({name} {' '.join(inner(x) for x in operands)})"
        case Fold(name, position, body):
            return f"({name} {naming.size(position.size)} {inner(body, binder=position)})"
        case Derivative(order, parameter, body):
            return f"(d{order} {inner(body, binder=parameter)})"
        case Apply(definition, arguments):
            return f"{naming.definition(definition)}({_index_text(arguments, names)})"
        case _:
            return _leaf_text(term, names, naming)


def _leaf_text(term: Number | Count | Parameter | Entry | Delta, names: Mapping[Variable, str], naming: Naming) -> str:
    match term:
        case Number(value):
            return str(value)
        case Count(size):
            return f"|{naming.size(size)}|"
        case Parameter():
            return _index_text((term,), names)
        case Entry(variable, indices):
            return f"{naming.variables.get(variable, variable)}[{_index_text(indices, names)}]"
        case Delta(left, right):
            return f"[{' = '.join(sorted(_index_text((i,), names) for i in (left, right)))}]"


def _index_text(indices: tuple[Argument, ...], names: Mapping[Variable, str]) -> str:
    def text(i: Argument) -> str:
        if isinstance(i, Position | Parameter):
            return names.get(i, f"free {i.name}")
        return str(i.value) if isinstance(i, Number) else f"#{i}"

    return ",".join(map(text, indices))


def children(term: Term) -> tuple[Term, ...]:
    """The terms directly under this one; the body of a definition is not among them."""
    match term:
        case Operation(_, operands):
            return operands
        case Fold(_, _, body) | Derivative(_, _, body):
            return (body,)
        case _:
            return ()


def free_variables(term: Term) -> dict[Variable, None]:
    """Positions and parameters that occur without a binder, in order of occurrence."""
    match term:
        case Parameter():
            return {term: None}
        case Entry(_, indices):
            return {i: None for i in indices if isinstance(i, Position)}
        case Delta(left, right):
            return {i: None for i in (left, right) if isinstance(i, Position)}
        case Apply(_, arguments):
            return {i: None for i in arguments if isinstance(i, Position | Parameter)}
    found: dict[Variable, None] = {}
    for child in children(term):
        found |= free_variables(child)
    if isinstance(term, Fold):
        found.pop(term.position, None)
    if isinstance(term, Derivative):
        found.pop(term.parameter, None)
    return found


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
        found = _of_numbers(name, *(x.value for x in operands if isinstance(x, Number)))
        if found is not None:
            return Number(found)
    if len(operands) == 2:
        found_term = _neutral(name, *operands)
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


def _of_numbers(name: str, *values: Fraction) -> Fraction | None:
    if name in ("exp", "sqrt"):
        known = {("exp", Fraction(0)): 1, ("sqrt", Fraction(0)): 0, ("sqrt", Fraction(1)): 1}
        found = known.get((name, values[0]))
        return None if found is None else Fraction(found)
    if name == "divide" and not values[1]:
        return None
    return _ARITHMETIC[name](*values)


def _neutral(name: str, x: Term, y: Term) -> Term | None:
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
