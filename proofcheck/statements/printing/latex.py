"""A statement in LaTeX: lines of mathematics without delimiters, within the grammar that `typeset` accepts.

In order: sizes and variables, shared definitions, hypotheses of `where`, conditions under which the sides are defined,
comparisons. Indices count from 1. Names of definitions are those of the Coq text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import reduce
from itertools import groupby
from typing import Final

from proofcheck.statements.claims import Case, Comparison, Hypothesis, Input
from proofcheck.statements.domains import Condition, Demand
from proofcheck.statements.printing.naming import Letters, outline, write_out
from proofcheck.statements.structures import Membership
from proofcheck.statements.terms import (
    ONE,
    Apply,
    Argument,
    Count,
    Definition,
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

_INDICES: Final = (*"ijlabcdefgh", *(f"i_{{{number}}}" for number in range(99)))
_SUM, _FOLD, _PRODUCT, _POWER, _ATOM = 10, 15, 20, 30, 40  # how strongly operators bind
_SYMBOLS: Final = {"add": " + ", "subtract": " - "}
_EXTREMA: Final = {"maximum": r"\max", "minimum": r"\min"}
_DEMANDS: Final = {Demand.NONZERO: r"\ne 0", Demand.NONNEGATIVE: r"\ge 0", Demand.POSITIVE: "> 0"}
_RELATIONS: Final = {"<=": r"\le", "<": "<", "=": "="}


def lines(relation: str, cases: Iterable[Case]) -> tuple[str, ...]:
    """The lines of all cases, one after the other, each a formula without delimiters."""
    return tuple(line for case in cases for line in _CasePrinter(case, relation).lines())


class _CasePrinter:
    """One case: its lines; a term is put in parentheses where its operator binds less than the place asks."""

    def __init__(self, case: Case, relation: str) -> None:
        self._case, self._relation = case, _RELATIONS[relation]
        used = {size.name for size in case.sizes} | {v.name for v in case.inputs}
        self._symbols = _distinct_symbols(case)
        quantified: list[Hypothesis | Condition] = [*case.hypotheses, *case.conditions]
        related: list[Comparison | Membership] = [*case.comparisons, *case.memberships]
        roots = [*(side for c in related for side in (c.lhs, c.rhs)), *(q.term for q in quantified)]
        self._outline = outline(roots, used)
        self._letters = Letters(_INDICES, used)

    def lines(self) -> Iterator[str]:
        """Domain, definitions, hypotheses, conditions, comparisons."""
        domain = [*self._sizes(), *map(self._variable, self._case.inputs)]
        if domain:
            yield r",\quad ".join(domain)
        for definition in self._outline.definitions:
            scope = self._scope(definition.parameters)
            yield f"{self._name(definition, scope)} = {self._term(self._write_out(definition.body), scope, 0)}"
        for member in self._case.memberships:
            yield r"\text{if }" + self._write_relation(member, _RELATIONS[member.relation])
        for hypothesis in self._case.hypotheses:
            yield r"\text{if }" + self._quantify(hypothesis.positions, hypothesis.term, r"\ge 0")
        for condition in self._case.conditions:
            yield r"\text{where }" + self._quantify(condition.positions, condition.term, _DEMANDS[condition.demand])
        for comparison in self._case.comparisons:
            yield self._write_relation(comparison, self._relation)

    def _write_relation(self, comparison: Comparison | Membership, relation: str) -> str:
        scope = self._scope(comparison.positions)
        lhs, rhs = (self._term(self._write_out(side), scope, 0) for side in (comparison.lhs, comparison.rhs))
        return f"{lhs} {relation} {rhs}{self._ranges(scope)}"

    def _sizes(self) -> Iterator[str]:
        by_least: dict[int, list[str]] = {}
        for size in self._case.sizes:
            by_least.setdefault(size.least, []).append(symbol(size.name))
        for least, names in by_least.items():
            yield rf"{', '.join(names)} \ge {least}"
        for name, value in self._case.fixed.items():
            yield f"{symbol(name)} = {value}"

    def _variable(self, variable: Input) -> str:
        if variable.low is None:
            values = r"\mathbb{Z}" if variable.integer else r"\mathbb{R}"
        else:
            below = "(" if variable.open_low else "["
            above = ")" if variable.open_high or variable.high is None else "]"
            high = r"\infty" if variable.high is None else number(variable.high)
            values = f"{below}{number(variable.low)}, {high}{above}"
            values = rf"(\mathbb{{Z}} \cap {values})" if variable.integer else values
        shape = r" \times ".join(symbol(d) if isinstance(d, str) else str(d) for d in variable.shape)
        return rf"{self._symbols[variable.name]} \in {values}" + (f"^{{{shape}}}" if shape else "")

    def _quantify(self, positions: tuple[Position, ...], term: Term, relation: str) -> str:
        scope = self._scope(positions)
        return f"{self._term(self._write_out(term), scope, 0)} {relation}{self._ranges(scope)}"

    def _ranges(self, scope: Mapping[Variable, str]) -> str:
        found = [rf"{name} = 1, \ldots, {symbol(v.size)}" for v, name in scope.items() if isinstance(v, Position)]
        return r",\quad " + r",\; ".join(found) if found else ""

    def _write_out(self, term: Term) -> Term:
        return write_out(term, self._outline.names)

    def _scope(self, variables: Iterable[Variable]) -> dict[Variable, str]:
        scope: dict[Variable, str] = {}
        for variable in variables:
            scope[variable] = self._letters.name(variable, scope.values())
        return scope

    # terms

    def _name(self, definition: Definition, scope: Mapping[Variable, str], arguments: Iterable[Argument] = ()) -> str:
        given = tuple(arguments) or definition.parameters
        kinds = list(zip(given, definition.parameters, strict=True))
        indices = [self._index(a, scope) for a, p in kinds if isinstance(p, Position)]
        moving = [self._index(a, scope) for a, p in kinds if isinstance(p, Parameter)]
        subscript = f"_{{{' '.join(indices)}}}" if indices else ""
        return word(self._outline.names[definition]) + subscript + (f"({', '.join(moving)})" if moving else "")

    def _index(self, argument: Argument, scope: Mapping[Variable, str]) -> str:
        if isinstance(argument, Position | Parameter):
            return scope[argument]
        return number(argument.value) if isinstance(argument, Number) else str(argument + 1)

    def _term(self, term: Term, scope: Mapping[Variable, str], level: int) -> str:
        text, own = self._open(term, scope)
        return rf"\left({text}\right)" if own < level else text

    def _open(self, term: Term, scope: Mapping[Variable, str]) -> tuple[str, int]:
        match term:
            case Operation("multiply"):
                return self._product(term, scope)
            case Operation(name, (left, right)) if name in _SYMBOLS:
                return f"{self._term(left, scope, _SUM)}{_SYMBOLS[name]}{self._term(right, scope, _SUM + 1)}", _SUM
            case Operation(name, operands):
                return self._function(name, [self._term(x, scope, 0) for x in operands], operands, scope)
            case Fold(name, position, body):
                inner = {**scope, position: self._letters.name(position, scope.values())}
                limits = f"_{{{inner[position]} = 1}}^{{{symbol(position.size)}}}"
                sign = rf"\sum{limits}" if name == "sum" else rf"{_EXTREMA[name]}_{{{inner[position]}}}"
                return f"{sign} {self._term(body, inner, _FOLD)}", _FOLD
            case Derivative(order, parameter, body):
                inner = {**scope, parameter: self._letters.name(parameter, scope.values())}
                t, power = inner[parameter], f"^{{{order}}}" if order > 1 else ""
                curve = self._term(body, inner, _PRODUCT)
                return rf"\left.\frac{{d{power}}}{{d{t}{power}}} {curve}\right|_{{{t} = 0}}", _PRODUCT
            case _:
                return self._leaf(term, scope)

    def _leaf(
        self, term: Number | Count | Parameter | Entry | Delta | Apply, scope: Mapping[Variable, str]
    ) -> tuple[str, int]:
        match term:
            case Number(value):
                return number(value), _ATOM if value >= 0 else _SUM
            case Count(size):
                return symbol(size), _ATOM
            case Parameter():
                return scope[term], _ATOM
            case Entry(variable, places):
                return entry(self._symbols[variable], [self._index(i, scope) for i in places]), _ATOM
            case Delta(left, right):
                return rf"\delta_{{{self._index(left, scope)} {self._index(right, scope)}}}", _ATOM
            case Apply(definition, arguments):
                return self._name(definition, scope, arguments), _POWER if _moves(definition) else _ATOM

    def _product(self, term: Operation, scope: Mapping[Variable, str]) -> tuple[str, int]:
        """Factors from left to right, equal ones that follow each other as a power."""
        powers = [(factor, len(list(group))) for factor, group in groupby(_factors(term))]
        if len(powers) == 1:
            return self._power(*powers[0], scope), _POWER
        texts = [self._power(factor, exponent, scope) for factor, exponent in powers]
        return reduce(lambda x, y: x + (r" \cdot " if re.match(r"\d|\\tfrac", y) else r"\,") + y, texts), _PRODUCT

    def _power(self, factor: Term, exponent: int, scope: Mapping[Variable, str]) -> str:
        if exponent == 1:
            return self._term(factor, scope, _POWER)
        return f"{self._term(factor, scope, _ATOM)}^{{{exponent}}}"

    def _function(
        self, name: str, texts: list[str], operands: tuple[Term, ...], scope: Mapping[Variable, str]
    ) -> tuple[str, int]:
        match name:
            case "divide":
                return rf"\frac{{{texts[0]}}}{{{texts[1]}}}", _POWER
            case "negate":
                return f"-{self._term(operands[0], scope, _PRODUCT)}", _SUM
            case "exp" if operands == (ONE,):
                return "e", _ATOM
            case "exp":
                return f"e^{{{texts[0]}}}", _POWER
            case "sqrt":
                return rf"\sqrt{{{texts[0]}}}", _POWER
            case "log" | "sin" | "cos" | "tanh":
                return rf"\{name}\left({texts[0]}\right)", _POWER
            case "pi":
                return r"\pi", _ATOM
            case "abs":
                return rf"\left|{texts[0]}\right|", _ATOM
            case "indicator":
                return rf"\mathbf{{1}}\left[{texts[0]} \ge 0\right]", _ATOM
            case _:
                return rf"{_EXTREMA[name]}\left({texts[0]}, {texts[1]}\right)", _POWER


def _moves(definition: Definition) -> bool:
    return any(isinstance(p, Parameter) for p in definition.parameters)


def _factors(term: Term) -> list[Term]:
    """The factors of a product, of those nested on its left too: ((x y) z)."""
    if isinstance(term, Operation) and term.name == "multiply":
        return [*_factors(term.operands[0]), term.operands[1]]
    return [term]


def number(value: Fraction) -> str:
    """A rational number, as a small fraction where it is not whole."""
    sign, size = "-" if value < 0 else "", abs(value)
    return f"{sign}{size}" if size.denominator == 1 else rf"{sign}\tfrac{{{size.numerator}}}{{{size.denominator}}}"


def symbol(name: str) -> str:
    """A Python name as a mathematical symbol: `A1` as A_1, longer words upright."""
    digits = name[len(name.rstrip("0123456789")) :]
    letters = re.sub(r"[^A-Za-z]", "", name) or "x"
    base = letters if len(letters) == 1 else rf"\mathit{{{letters}}}"
    return f"{base}_{{{digits}}}" if digits else base


def _distinct_symbols(case: Case) -> dict[str, str]:
    """A symbol for each variable; bold where a size or another variable has it, then numbered."""
    used = {symbol(size.name) for size in case.sizes}
    found = {}
    for number, variable in enumerate(case.inputs, start=1):
        plain = symbol(variable.name)
        candidates = (plain, rf"\mathbf{{{plain}}}", rf"\mathbf{{x}}_{{({number})}}")
        found[variable.name] = next(candidate for candidate in candidates if candidate not in used)
        used.add(found[variable.name])
    return found


def entry(name: str, indices: list[str]) -> str:
    """An entry of a variable, its indices as subscripts."""
    if not indices:
        return name
    base = f"{{({name})}}" if "_" in name else name
    return f"{base}_{{{' '.join(indices)}}}"


def word(name: str) -> str:
    """The name of a definition, upright as the names of functions are."""
    return rf"\mathrm{{{name}}}"
