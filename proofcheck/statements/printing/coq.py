"""A statement in Coq: a module with the shared definitions and `Definition statement : Prop`.

A size `n` of at least 1 is printed as the type 'I_n.+1 of its places with n any natural number, a size of at least 2 as
'I_n.+2, a fixed axis of 3 places as 'I_3. Sums and extrema are those of `PC.library`, `Derive_n` is Coquelicot's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from proofcheck.statements import terms
from proofcheck.statements.claims import Case, Comparison, Hypothesis, Input
from proofcheck.statements.domains import Condition, Demand
from proofcheck.statements.printing.naming import Letters, Outline, distinct, outline, write_out
from proofcheck.statements.structures import Membership
from proofcheck.statements.terms import (
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

PRELUDE: Final = """(* Generated from the Python sides of the claims; do not edit. *)
From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema.
Local Open Scope R_scope.
Unset Implicit Arguments.
"""
_LIBRARY: Final = frozenset(
    "R exp sqrt ln sin cos tanh PI sum maxi mini ordi inord ord0 INR IZR Rabs Rmax Rmin Derive_n Rle_dec".split()  # noqa: SIM905
)
_KEYWORDS: Final = frozenset(
    (
        *("as", "at", "cofix", "else", "end", "exists", "exists2", "fix", "for", "forall", "fun", "if", "in", "let"),
        *("match", "mod", "return", "then", "using", "where", "with", "Definition", "Prop", "Set", "Type", "Z", "nat"),
    )
)
_RESERVED: Final = _LIBRARY | _KEYWORDS | {"claim", "statement"}
_INDICES: Final = (*"ijlabcdefgh", *(f"i{number}" for number in range(99)))
_SYMBOLS: Final = {"add": ("+", 1), "subtract": ("-", 1), "multiply": ("*", 2), "divide": ("/", 2)}
_FUNCTIONS: Final = {name: name for name in terms.ELEMENTARY} | {"log": "ln", "pi": "PI", "negate": "-"}
_FUNCTIONS.update({"abs": "Rabs", "maximum": "Rmax", "minimum": "Rmin"})
_FOLDS: Final = {"sum": "sum", "maximum": "maxi", "minimum": "mini"}


def module_name(lemma: str) -> str:
    """The name of a lemma's module: non-word characters become `_`."""
    name = re.sub(r"\W", "_", lemma)
    return name if name[0].isalpha() else f"L{name}"


def module(name: str, comment: str, relation: str, cases: tuple[Case, ...]) -> str:
    """The module of a lemma: its statement, or the conjunction of its cases' statements."""
    head = f"(* {comment.replace('(*', '( *').replace('*)', '* )')} *)\nModule {module_name(name)}.\n"
    if len(cases) == 1:
        return head + _CasePrinter(cases[0], relation).text() + f"End {module_name(name)}.\n"
    parts = [
        f"Module Case{number}.\n{_CasePrinter(case, relation).text()}End Case{number}.\n"
        for number, case in enumerate(cases, start=1)
    ]
    both = " /\\ ".join(f"Case{number}.statement" for number in range(1, len(cases) + 1))
    return f"{head}{''.join(parts)}Definition statement : Prop := {both}.\nEnd {module_name(name)}.\n"


def printed_names(case: Case) -> tuple[dict[str, str], dict[str, str]]:
    """What the sizes and the variables of a case are called in its section."""
    used: set[str] = set(_RESERVED)
    sizes = {size.name: distinct(_identifier(size.name), used) for size in case.sizes}
    return sizes, {variable.name: distinct(_identifier(variable.name), used) for variable in case.inputs}


class _CasePrinter:
    """One case of a claim: variables, shared definitions, hypotheses, comparisons."""

    def __init__(self, case: Case, relation: str) -> None:
        self._case, self._relation = case, relation
        self._least = {size.name: size.least for size in case.sizes}
        self._sizes, self._inputs = printed_names(case)
        used = _RESERVED | set(self._sizes.values()) | set(self._inputs.values())
        roots = [
            *(side for c in case.comparisons for side in (c.lhs, c.rhs)),
            *(side for m in case.memberships for side in (m.lhs, m.rhs)),
            *(h.term for h in case.hypotheses),
            *(c.term for c in case.conditions),
        ]
        self._outline: Outline = outline(roots, used)
        self._letters = Letters(_INDICES, used | set(self._outline.names.values()))

    def text(self) -> str:
        """Section, definitions, claim and statement."""
        names = list(self._sizes.values())
        lines = ["Section Sides.", *([f"Variables {' '.join(names)} : nat."] if names else [])]
        lines += [f"Variable {self._inputs[v.name]} : {self._type(v.shape)}." for v in self._case.inputs]
        lines += [self._definition(definition) for definition in self._outline.definitions]
        conclusion = " /\\\n  ".join(map(self._comparison, self._case.comparisons))
        premises = "".join(f"{premise} ->\n  " for premise in self._premises())
        lines += [f"Definition claim : Prop :=\n  {premises}{conclusion}.", "End Sides."]
        return "\n".join([*lines, self._statement(), ""])

    def _statement(self) -> str:
        binders = [f"({' '.join(self._sizes.values())} : nat)"] if self._sizes else []
        binders += [f"({self._inputs[v.name]} : {self._type(v.shape)})" for v in self._case.inputs]
        arguments = " ".join(["claim", *self._arguments()])
        quantified = f"forall {' '.join(binders)},\n  " if binders else ""
        return f"Definition statement : Prop := {quantified}{arguments}."

    def _arguments(self) -> list[str]:
        """The section's variables that the claim depends on, in the order of their declaration."""
        case = self._case
        roots = [*(side for c in case.comparisons for side in (c.lhs, c.rhs)), *(h.term for h in case.hypotheses)]
        roots += [*(c.term for c in case.conditions), *(side for m in case.memberships for side in (m.lhs, m.rhs))]
        quantified: list[Comparison | Hypothesis | Condition | Membership] = [*case.comparisons, *case.hypotheses]
        quantified += [*case.conditions, *case.memberships]
        variables = {term.variable for term in terms.subterms(roots) if isinstance(term, Entry)}
        variables |= {v.name for v in case.inputs if v.low is not None or v.integer}
        sizes = terms.sizes_in(roots) | {p.size for q in quantified for p in q.positions}
        sizes |= {d for v in case.inputs if v.name in variables for d in v.shape if isinstance(d, str)}
        return [
            *(printed for name, printed in self._sizes.items() if name in sizes),
            *(printed for name, printed in self._inputs.items() if name in variables),
        ]

    def _premises(self) -> list[str]:
        found = [self._bound(h.positions, h.term, "0 <= {}") for h in self._case.hypotheses]
        found += [premise for v in self._case.inputs for premise in self._range(v)]
        found += [self._write_relation(m, m.relation) for m in self._case.memberships]
        forms = {Demand.NONZERO: "{} <> 0", Demand.NONNEGATIVE: "0 <= {}", Demand.POSITIVE: "0 < {}"}
        return found + [self._bound(c.positions, c.term, forms[c.demand]) for c in self._case.conditions]

    def _range(self, variable: Input) -> list[str]:
        indices = [f"x{axis}" for axis in range(len(variable.shape))]
        entry = " ".join([self._inputs[variable.name], *indices])
        binders = [f"({i} : {self._places(d)})" for i, d in zip(indices, variable.shape, strict=True)]
        forall = f"forall {' '.join(binders)}, " if binders else ""
        found = []
        if variable.low is not None:
            below, above = ("<" if is_open else "<=" for is_open in (variable.open_low, variable.open_high))
            high = "" if variable.high is None else f" {above} {_number(variable.high)}"
            found.append(f"({forall}{_number(variable.low)} {below} {entry}{high})")
        if variable.integer:
            found.append(f"({forall}exists z : Z, {entry} = IZR z)")
        return found

    def _bound(self, positions: tuple[Position, ...], term: Term, form: str) -> str:
        scope = self._scope(positions)
        return f"({self._forall(scope)}{form.format(self._term(self._write_out(term), scope))})"

    def _comparison(self, comparison: Comparison) -> str:
        return self._write_relation(comparison, self._relation)

    def _write_relation(self, comparison: Comparison | Membership, relation: str) -> str:
        scope = self._scope(comparison.positions)
        lhs, rhs = (self._term(self._write_out(side), scope) for side in (comparison.lhs, comparison.rhs))
        return f"({self._forall(scope)}{lhs} {relation} {rhs})"

    def _definition(self, definition: Definition) -> str:
        scope = self._scope(definition.parameters)
        binders = "".join(f" ({name} : {self._type_of(v)})" for v, name in scope.items())
        body = self._term(self._write_out(definition.body), scope)
        return f"Definition {self._outline.names[definition]}{binders} : R := {body}."

    def _write_out(self, term: Term) -> Term:
        return write_out(term, self._outline.names)

    # binders and types

    def _scope(self, variables: Iterable[Variable]) -> dict[Variable, str]:
        scope: dict[Variable, str] = {}
        for variable in variables:
            scope[variable] = self._letters.name(variable, scope.values())
        return scope

    def _forall(self, scope: Mapping[Variable, str]) -> str:
        if not scope:
            return ""
        return "forall " + " ".join(f"({name} : {self._type_of(v)})" for v, name in scope.items()) + ", "

    def _type_of(self, variable: Variable) -> str:
        return self._places(variable.size) if isinstance(variable, Position) else "R"

    def _places(self, dimension: str | int) -> str:
        return f"'I_{self._count(dimension)}"

    def _count(self, dimension: str | int) -> str:
        if isinstance(dimension, int):
            return str(dimension)
        return f"{self._sizes[dimension]}.+{self._least[dimension]}"

    def _type(self, shape: tuple[str | int, ...]) -> str:
        return " -> ".join([*map(self._places, shape), "R"])

    # terms

    def _index(self, argument: Argument, scope: Mapping[Variable, str], dimension: str | int) -> str:
        if isinstance(argument, Position | Parameter):
            return scope[argument]
        if isinstance(argument, Number):
            return _number(argument.value)
        if isinstance(dimension, int):
            return f"(ordi {argument} {dimension})"
        return "ord0" if argument == 0 else f"(inord {argument})"

    def _term(self, term: Term, scope: Mapping[Variable, str], level: int = 0) -> str:
        """The term, in parentheses when its operator binds less than `level` asks."""
        text, own = self._open_term(term, scope)
        return f"({text})" if own < level else text

    def _open_term(self, term: Term, scope: Mapping[Variable, str]) -> tuple[str, int]:
        match term:
            case Fold(name, position, body):
                inner = {**scope, position: self._letters.name(position, scope.values())}
                binder = f"{inner[position]} : {self._places(position.size)}"
                return f"{_FOLDS[name]} (fun {binder} => {self._term(body, inner)})", 8
            case Derivative(order, parameter, body):
                inner = {**scope, parameter: self._letters.name(parameter, scope.values())}
                return f"Derive_n (fun {inner[parameter]} : R => {self._term(body, inner)}) {order} 0", 8
            case Operation(name, operands) if name in _SYMBOLS:
                symbol, own = _SYMBOLS[name]
                left, right = self._term(operands[0], scope, own), self._term(operands[1], scope, own + 1)
                return f"{left} {symbol} {right}", own
            case Operation("indicator", (operand,)):
                return f"(if Rle_dec 0 {self._term(operand, scope, 9)} then 1 else 0)", 10
            case Operation(name, operands):
                return " ".join([_FUNCTIONS[name], *(self._term(x, scope, 9) for x in operands)]), 8
            case _:
                return self._leaf(term, scope)

    def _leaf(
        self, term: Number | Count | Parameter | Entry | Delta | Apply, scope: Mapping[Variable, str]
    ) -> tuple[str, int]:
        match term:
            case Number(value):
                return _number(value), 10
            case Count(size):
                return f"INR {self._count(size)}", 8
            case Parameter():
                return scope[term], 10
            case Entry(variable, places):
                shape = next(v.shape for v in self._case.inputs if v.name == variable)
                return self._apply(self._inputs[variable], places, shape, scope)
            case Apply(definition, arguments):
                kinds = [p.size if isinstance(p, Position) else "R" for p in definition.parameters]
                return self._apply(self._outline.names[definition], arguments, kinds, scope)
            case Delta(left, right):
                return self._delta(left, right, scope), 10

    def _apply(
        self, name: str, arguments: Iterable[Argument], kinds: Iterable[str | int], scope: Mapping[Variable, str]
    ) -> tuple[str, int]:
        printed = [self._index(a, scope, kind) for a, kind in zip(arguments, kinds, strict=True)]
        return " ".join([name, *printed]), 8 if printed else 10

    def _delta(self, left: Argument, right: Argument, scope: Mapping[Variable, str]) -> str:
        size = next(i.size for i in (left, right) if isinstance(i, Position))
        return f"(if {self._index(left, scope, size)} == {self._index(right, scope, size)} then 1 else 0)"


def _number(value: Fraction) -> str:
    text = str(abs(value.numerator)) if value.denominator == 1 else f"({abs(value.numerator)} / {value.denominator})"
    return text if value >= 0 else f"(- {text})"


def _identifier(name: str) -> str:
    """A Python name as a Coq identifier."""
    text = re.sub(r"[^A-Za-z0-9_]", "_", name)
    return f"v{text}" if not text[0].isalpha() else f"{text}_" if text in _RESERVED else text
