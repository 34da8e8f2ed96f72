"""The value of a traced statement at one instance: the check of the tracer against the Python sides.

Nothing here is shared with the tracer but the terms. Derivatives are taken numerically, by finite differences at raised
precision, where the Python side takes Taylor coefficients of exact rationals or derivatives of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final

import mpmath

from proofcheck.arithmetic.functions import Array
from proofcheck.statements.claims import Case
from proofcheck.statements.domains import Condition, Demand
from proofcheck.statements.statement import Statement
from proofcheck.statements.terms import (
    Apply,
    Count,
    Delta,
    Derivative,
    Entry,
    Fold,
    Number,
    Operation,
    Parameter,
    Position,
    Term,
    Variable,
)

_OPERATIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "divide": lambda x, y: x / y if y else mpmath.mpf(0),
    "negate": lambda x: -x,
    **{name: getattr(mpmath, name) for name in ("exp", "sin", "cos", "tanh")},
    "pi": lambda: +mpmath.pi,
    "sqrt": lambda x: mpmath.sqrt(max(x, 0)),  # total, as in the proof assistant; conditions say where it is a root
    "log": lambda x: mpmath.log(x) if x > 0 else mpmath.mpf(0),
    "abs": abs,
    "maximum": max,
    "minimum": min,
    "indicator": lambda x: int(x >= 0),
}
_FOLDS: Final[Mapping[str, Callable[..., Any]]] = {"sum": mpmath.fsum, "maximum": max, "minimum": min}


@dataclass(frozen=True, kw_only=True)
class Evaluated:
    """At one instance: the pairs of sides, the hypotheses' values, and whether all sides are defined."""

    pairs: list[tuple[Any, Any]]
    hypotheses: list[Any]
    defined: bool


def evaluate(statement: Statement, sizes: Mapping[str, int], data: Mapping[str, Array]) -> Evaluated:
    """The statement at sizes and arrays of numbers, in the case that these sizes belong to."""
    case = next(case for case in statement.cases if _belongs(case, sizes))
    at = _Evaluator(sizes=sizes, data=data)
    return Evaluated(
        pairs=[
            (at.value(c.lhs, place), at.value(c.rhs, place))
            for c in case.comparisons
            for place in at.places(c.positions)
        ],
        hypotheses=[at.value(h.term, place) for h in case.hypotheses for place in at.places(h.positions)],
        defined=all(at.meets(condition) for condition in case.conditions),
    )


def _belongs(case: Case, sizes: Mapping[str, int]) -> bool:
    fixed = all(sizes[name] == value for name, value in case.fixed.items())
    return fixed and all(sizes[size.name] >= size.least for size in case.sizes)


Scope = Mapping[Variable, Any]


@dataclass(kw_only=True)
class _Evaluator:
    sizes: Mapping[str, int]
    data: Mapping[str, Array]
    known: dict[tuple[Any, ...], Any] = field(default_factory=dict)  # by definition, arguments and working precision

    def places(self, positions: tuple[Position, ...]) -> Iterator[Scope]:
        """All values of the positions."""
        for values in product(*(range(self.sizes[p.size]) for p in positions)):
            yield dict(zip(positions, values, strict=True))

    def meets(self, condition: Condition) -> bool:
        """Whether the condition holds at all its places."""
        values = (self.value(condition.term, place) for place in self.places(condition.positions))
        if condition.demand is Demand.NONZERO:
            return all(value != 0 for value in values)
        return all(value > 0 or (value == 0 and condition.demand is Demand.NONNEGATIVE) for value in values)

    def value(self, term: Term, scope: Scope) -> Any:
        """The number that the term is."""
        match term:
            case Operation(name, operands):
                return _OPERATIONS[name](*(self.value(x, scope) for x in operands))
            case Fold(name, position, body):
                values = [self.value(body, {**scope, position: i}) for i in range(self.sizes[position.size])]
                return _FOLDS[name](values)
            case Derivative(order, parameter, body):
                return mpmath.diff(lambda t: self.value(body, {**scope, parameter: t}), 0, order)
            case Apply(definition, arguments):
                given = tuple(self._argument(a, scope) for a in arguments)
                key = (definition, given, mpmath.mp.prec)
                if key not in self.known:
                    inner = dict(zip(definition.parameters, given, strict=True))
                    self.known[key] = self.value(definition.body, inner)
                return self.known[key]
            case _:
                return self._leaf(term, scope)

    def _leaf(self, term: Number | Count | Parameter | Entry | Delta, scope: Scope) -> Any:
        match term:
            case Number(value):
                return mpmath.mpf(value.numerator) / value.denominator
            case Count(size):
                return mpmath.mpf(self.sizes[size])
            case Parameter():
                return scope[term]
            case Entry(variable, indices):
                return self.data[variable][tuple(self._argument(i, scope) for i in indices)]
            case Delta(left, right):
                return mpmath.mpf(self._argument(left, scope) == self._argument(right, scope))

    def _argument(self, argument: Any, scope: Scope) -> Any:
        if isinstance(argument, Position | Parameter):
            return scope[argument]
        return self._leaf(argument, scope) if isinstance(argument, Number) else argument
