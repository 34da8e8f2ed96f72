"""Real numbers as expressions in the entries of arrays, with indices that range over sizes.

A term stands for one real number. Its indices are positions (bound variables, each ranging over a named size) or
integers (an index into a fixed axis, or the first places of a size). A definition is a term with parameters; two
definitions are the same one when they differ in the names of bound variables alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from itertools import count
from typing import Final

_NAMES: Final = count()
ELEMENTARY: Final = ("exp", "log", "sqrt", "sin", "cos", "tanh")


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
    """A rational constant, exact; floats never become terms."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Count:
    """A size as a real number, as where a mean divides by it."""

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
    """An operation on its operands: add, subtract, multiply, divide, negate, a function of ELEMENTARY, abs, maximum,
    minimum, pi, which has none, or indicator, which is 1 where the operand is not negative, otherwise 0.
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
        """The name that a size is printed by; its own where none was chosen."""
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


def subterms(roots: Iterable[Term]) -> Iterator[Term]:
    """All terms in the roots, through definitions, each definition once."""
    seen: set[Definition] = set()
    waiting = list(roots)
    while waiting:
        term = waiting.pop()
        yield term
        waiting.extend(children(term))
        if isinstance(term, Apply) and term.definition not in seen:
            seen.add(term.definition)
            waiting.append(term.definition.body)


def sizes_in(roots: Iterable[Term]) -> set[str]:
    """Sizes that occur in the terms, as counts or as ranges of positions."""
    found: set[str] = set()
    for term in subterms(roots):
        match term:
            case Count(size):
                found.add(size)
            case Fold(_, position, _):
                found.add(position.size)
            case Delta(left, right):
                found |= {i.size for i in (left, right) if isinstance(i, Position)}
            case Apply(definition, _):
                found |= {p.size for p in definition.parameters if isinstance(p, Position)}
    return found
