"""Where the sides of a claim are defined: no denominator vanishes, no radicand is negative, logarithms of positives.

The proof assistant's division, root and logarithm are total: x / 0, sqrt(-1), ln(-1) are numbers. A statement without
side conditions says more than the Python claim (it speaks of instances at which Python's sides are undefined), one with
a condition too many would say less. So a condition becomes a hypothesis only where Python's own sides are undefined
without it: exact arithmetic divides by the denominator of every entry that the claim uses and takes the root of every
radicand. A condition that `Signs` sees to hold always is left out, which can only strengthen the statement.

Derivatives along a line are taken at 0: Taylor arithmetic divides by denominators there and by square roots there, so
that a radicand that moves must be positive. With these conditions the function is smooth near 0, and the derivative
that the proof assistant makes total is the derivative.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from proofcheck.statements import rewriting, terms
from proofcheck.statements.terms import (
    Apply,
    Count,
    Delta,
    Derivative,
    Entry,
    Fold,
    Number,
    Operation,
    Position,
    Term,
)


class Demand(Enum):
    """What a condition asks of its term."""

    NONZERO = "nonzero"
    NONNEGATIVE = "nonnegative"
    POSITIVE = "positive"


@dataclass(frozen=True, kw_only=True)
class Condition:
    """The term meets the demand at all places of the positions."""

    demand: Demand
    term: Term
    positions: tuple[Position, ...]


def conditions(roots: Iterable[Term], signs: Signs) -> tuple[Condition, ...]:
    """The conditions under which all the terms are defined, without those that always hold."""
    found: dict[str, Condition] = {}
    for root in roots:
        for demand, term in _demands(root, {}):
            positions = tuple(v for v in terms.free_variables(term) if isinstance(v, Position))
            key = f"{demand.value}{terms.Definition(positions, term).key}"
            if key not in found and not signs.meet(demand, term):
                found[key] = Condition(demand=demand, term=term, positions=positions)
    return tuple(found.values())


_Demands = tuple[tuple[Demand, Term], ...]


def _demands(term: Term, known: dict[str, _Demands]) -> _Demands:
    """Demands on subterms; positions bound above them are left free, to be quantified."""
    found = [d for child in terms.children(term) for d in _demands(child, known)]
    match term:
        case Operation("divide", (_, denominator)):
            found.append((Demand.NONZERO, denominator))
        case Operation("sqrt", (radicand,)):
            found.append((Demand.NONNEGATIVE, radicand))
        case Operation("log", (argument,)):
            found.append((Demand.POSITIVE, argument))
        case Derivative(_, parameter, _):
            return tuple(_restrict_to_zero(demand, inner, parameter) for demand, inner in found)
        case Apply(definition, arguments):
            if definition.key not in known:
                known[definition.key] = _demands(definition.body, known)
            values = dict(zip(definition.parameters, arguments, strict=True))
            return tuple((demand, rewriting.substitute(inner, values)) for demand, inner in known[definition.key])
    return tuple(dict.fromkeys(found))


def _restrict_to_zero(demand: Demand, term: Term, parameter: terms.Parameter) -> tuple[Demand, Term]:
    if demand is Demand.NONNEGATIVE and parameter in terms.free_variables(term):
        demand = Demand.POSITIVE
    return demand, rewriting.substitute(term, {parameter: terms.ZERO})


class Signs:
    """What the shape of a term shows of its sign, given the signs of variables' entries and the least sizes."""

    def __init__(self, entries: Mapping[str, int], least: Mapping[str, int]) -> None:
        self._entries, self._least = entries, least
        self._known: dict[str, int] = {}

    def meet(self, demand: Demand, term: Term) -> bool:
        """Whether the term meets the demand for every instance."""
        if demand is Demand.NONZERO and isinstance(term, Number):
            return term.value != 0
        return self.sign(term) >= (0 if demand is Demand.NONNEGATIVE else 1)

    def sign(self, term: Term) -> int:
        """1: positive, 0: not negative, -1: not known."""
        match term:
            case Number(value):
                return (value > 0) - (value < 0)
            case Count():
                return 1
            case Delta():
                return 0
            case Entry(variable, _):
                return self._entries[variable]
            case Fold(_, _, body):
                return self.sign(body)
            case Apply(definition, _):
                if definition.key not in self._known:
                    self._known[definition.key] = self.sign(definition.body)
                return self._known[definition.key]
            case Operation(name, operands):
                return self._sign_of_operation(name, operands)
            case _:
                return -1

    def _sign_of_operation(self, name: str, operands: tuple[Term, ...]) -> int:
        if name in ("exp", "pi"):
            return 1
        if name in ("multiply", "divide"):
            return self._sign_of_product(name, operands)
        if name == "subtract":
            return self._sign_of_difference(*operands)
        found = [self.sign(x) for x in operands]
        match name:
            case "add":
                return max(found) if min(found) >= 0 else -1
            case "maximum":
                return max(found)
            case "minimum":
                return min(found)
            case "abs" | "sqrt":
                return max(0, found[0])
            case "indicator":
                return 0
        return -1

    def _sign_of_product(self, name: str, operands: tuple[Term, ...]) -> int:
        if name == "divide":
            found = [self.sign(x) for x in operands]
            return min(found) if found[1] > 0 else -1
        odd = [factor for factor, number in Counter(_factors(operands)).items() if number % 2]
        squares = len(odd) < len(_factors(operands))
        return min([*(self.sign(x) for x in odd), *([0] if squares else [])])

    def _at_most_one(self, term: Term) -> bool:
        """Whether the term is a share: one of the positive terms of a sum over that sum."""
        if isinstance(term, Apply):
            return self._at_most_one(rewriting.instance(term.definition, term.arguments))
        match term:
            case Operation("divide", (numerator, denominator)):
                return self.sign(numerator) > 0 and _share(numerator, denominator)
        return False

    def _sign_of_difference(self, left: Term, right: Term) -> int:
        if left == terms.ONE and self._at_most_one(right):
            return 0
        if isinstance(left, Count) and isinstance(right, Number):
            excess = self._least[left.size] - right.value
            return -1 if excess < 0 else int(excess > 0)
        return -1


def _share(numerator: Term, denominator: Term) -> bool:
    """Whether the denominator is the sum of the numerator over one of its positions."""
    if isinstance(denominator, Apply):
        return _share(numerator, rewriting.instance(denominator.definition, denominator.arguments))
    if not (isinstance(denominator, Fold) and denominator.name == "sum"):
        return False
    positions = [v for v in terms.free_variables(numerator) if isinstance(v, Position)]
    return any(rewriting.substitute(denominator.body, {denominator.position: p}) == numerator for p in positions)


def _factors(operands: Iterable[Term]) -> list[Term]:
    """The factors of nested products."""
    return [
        factor
        for x in operands
        for factor in (_factors(x.operands) if isinstance(x, Operation) and x.name == "multiply" else [x])
    ]
