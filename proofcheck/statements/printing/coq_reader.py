"""The printed Coq text read back and evaluated, by a parser that knows the subset that is printed and nothing else.

It checks the printer: what Coq is given says, at small instances, what the Python sides say. Grammar, from loose to
tight: `->`, `/\\`, quantifiers, relations, sums, products, unary minus, application.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from operator import add, mul, sub, truediv
from typing import Any, Final

import mpmath

_TOKEN: Final = re.compile(
    r"\(\*.*?\*\)|'I_\w+(?:\.\+\d+)?|\w+\.\+\d+|\w+|:=|=>|->|<=|<>|==|/\\|[()+\-*/:,.<=]", re.DOTALL
)
Scope = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Read:
    """One instance of a printed statement: pairs of sides, and the truth of every premise."""

    pairs: list[tuple[Any, Any]]
    premises: list[bool]


def read(text: str, values: Mapping[str, Any], sizes: Mapping[str, int]) -> Read:
    """The claim of a printed section at values of its variables (functions of indices, numbers) and of its naturals.

    Raises ValueError for text outside the grammar.
    """
    section = text[text.index("Section Sides.") : text.index("End Sides.")]
    reader = _Reader(tokens=[t for t in _TOKEN.findall(section) if not t.startswith("(*")])
    scope: Scope = dict(sizes) | dict(values)
    return reader.section(scope)


@dataclass(kw_only=True)
class _Reader:
    """Tokens with a place; expressions are parsed to closures over a scope."""

    tokens: list[str]
    at: int = 0
    naturals: dict[str, int] = field(default_factory=dict)

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        token = self.peek()
        if wanted and token not in wanted:
            raise ValueError(f"{token!r} where {' or '.join(wanted)} is read: {' '.join(self.tokens[self.at :][:12])}")
        self.at += 1
        return token

    def section(self, scope: Scope) -> Read:
        self.naturals = {name: value for name, value in scope.items() if isinstance(value, int)}
        self.take("Section")
        self._sentence()
        while self.peek() in ("Variables", "Variable"):
            self._sentence()
        while self.peek() == "Definition":
            self.take("Definition")
            name = self.take()
            if name == "claim":
                return self._claim(scope)
            self._definition(name, scope)
        raise ValueError("no claim in the section")

    def _sentence(self) -> None:
        while self.take() != ".":
            pass

    def _definition(self, name: str, scope: Scope) -> None:
        parameters = [parameter for parameter, _ in self._binders()]
        for token in (":", "R", ":="):
            self.take(token)
        body = self._sum()
        self.take(".")
        known: dict[tuple[Any, ...], Any] = {}

        def apply(*arguments: Any) -> Any:
            key = (*arguments, mpmath.mp.prec)  # numerical derivatives raise the precision
            if key not in known:
                known[key] = body(scope | dict(zip(parameters, arguments, strict=True)))
            return known[key]

        scope[name] = apply if parameters else _Lazy(apply)

    def _binders(self) -> list[tuple[str, str]]:
        """(name : type) or a bare name, as many as there are."""
        found = []
        while self.peek() == "(":
            self.take("(")
            name = self.take()
            self.take(":")
            found.append((name, self.take()))
            self.take(")")
        return found

    def _claim(self, scope: Scope) -> Read:
        for token in (":", "Prop", ":="):
            self.take(token)
        formulas = [self._formula_in_brackets()]
        arrows = []
        while self.peek() in ("->", "/\\"):
            arrows.append(self.take())
            formulas.append(self._formula_in_brackets())
        self.take(".")
        premises = arrows.count("->")
        if arrows != ["->"] * premises + ["/\\"] * (len(arrows) - premises):
            raise ValueError("premises after the conclusion")
        pairs = [pair for formula in formulas[premises:] for pair, _ in formula(scope)]
        return Read(pairs=pairs, premises=[all(t for _, t in formula(scope)) for formula in formulas[:premises]])

    def _formula_in_brackets(self) -> Callable[[Scope], Iterator[tuple[Any, bool]]]:
        self.take("(")
        formula = self._formula()
        self.take(")")
        return formula

    def _formula(self) -> Callable[[Scope], Iterator[tuple[Any, bool]]]:
        """Every instance of a quantified relation: its sides and its truth."""
        binders: list[tuple[str, str]] = []
        if self.peek() == "forall":
            self.take("forall")
            binders = self._binders()
            self.take(",")
        if self.peek() == "exists":
            return self._integer(binders)
        sides, relations = [self._sum()], []
        while self.peek() in ("<=", "=", "<", "<>"):
            relations.append(self.take())
            sides.append(self._sum())

        def instances(scope: Scope) -> Iterator[tuple[Any, bool]]:
            for inner in self._instances(binders, scope):
                values = [side(inner) for side in sides]
                steps = zip(values, relations, values[1:], strict=False)
                yield (values[0], values[-1]), all(_RELATIONS[relation](x, y) for x, relation, y in steps)

        return instances

    def _integer(self, binders: list[tuple[str, str]]) -> Callable[[Scope], Iterator[tuple[Any, bool]]]:
        """exists z : Z, entry = IZR z."""
        for token in ("exists", "z", ":", "Z", ","):
            self.take(token)
        value = self._sum()
        for token in ("=", "IZR", "z"):
            self.take(token)

        def instances(scope: Scope) -> Iterator[tuple[Any, bool]]:
            for inner in self._instances(binders, scope):
                number = value(inner)
                yield (number, number), number == int(number)

        return instances

    def _instances(self, binders: list[tuple[str, str]], scope: Scope) -> Iterator[Scope]:
        for values in product(*(range(self._size(kind)) for _, kind in binders)):
            yield scope | dict(zip((name for name, _ in binders), values, strict=True))

    def _size(self, kind: str) -> int:
        """The number of elements of 'I_n.+1, or of INR's argument n.+1."""
        base, _, more = kind.removeprefix("'I_").partition(".+")
        return (int(base) if base.isdigit() else self.naturals[base]) + int(more or 0)

    # expressions

    def _sum(self) -> Callable[[Scope], Any]:
        value = self._product()
        while self.peek() in ("+", "-"):
            value = _binary(_ARITHMETIC[self.take()], value, self._product())
        return value

    def _product(self) -> Callable[[Scope], Any]:
        value = self._unary()
        while self.peek() in ("*", "/"):
            value = _binary(_ARITHMETIC[self.take()], value, self._unary())
        return value

    def _unary(self) -> Callable[[Scope], Any]:
        if self.peek() == "-":
            self.take()
            operand = self._unary()
            return lambda scope: -operand(scope)
        return self._application()

    def _application(self) -> Callable[[Scope], Any]:
        head = self.peek()
        if head in ("sum", "maxi", "mini", "Derive_n"):
            return self._bound(self.take())
        if head == "INR":
            self.take()
            count = self._size(self.take())
            return lambda _: mpmath.mpf(count)
        value = self._atom()
        arguments = []
        while self.peek() == "(" or (re.fullmatch(r"\w+", self.peek()) and self.peek() not in ("then", "else")):
            arguments.append(self._atom())
        if not arguments:
            return lambda scope: _force(value(scope))
        return lambda scope: value(scope)(*(_force(argument(scope)) for argument in arguments))

    def _bound(self, head: str) -> Callable[[Scope], Any]:
        for token in ("(", "fun"):
            self.take(token)
        name = self.take()
        self.take(":")
        kind = self.take()
        self.take("=>")
        body = self._sum()
        self.take(")")
        if head == "Derive_n":
            order = int(self.take())
            self.take("0")
            return lambda scope: mpmath.diff(lambda t: body(scope | {name: t}), 0, order)
        return lambda scope: _FOLDS[head]([body(scope | {name: i}) for i in range(self._size(kind))])

    def _atom(self) -> Callable[[Scope], Any]:
        word = self.take()
        if word == "(":
            return self._parenthesis()
        if word.isdigit():
            return lambda _: mpmath.mpf(int(word))
        if word == "ord0":
            return lambda _: 0
        if word == "PI":
            return lambda _: +mpmath.pi
        if word in _FUNCTIONS:
            return lambda _: _FUNCTIONS[word]
        return lambda scope: scope[word]

    def _parenthesis(self) -> Callable[[Scope], Any]:
        readers = {"ordi": self._index, "inord": self._index, "if": self._condition}
        value = readers.get(self.peek(), self._sum)()
        self.take(")")
        return value

    def _index(self) -> Callable[[Scope], Any]:
        """ordi i d, inord i."""
        index = [self.take() for _ in range(3 if self.peek() == "ordi" else 2)][1]
        return lambda _: int(index)

    def _condition(self) -> Callable[[Scope], Any]:
        """if i == j then 1 else 0, and if Rle_dec 0 x then 1 else 0."""
        self.take("if")
        decides = self.peek() == "Rle_dec"
        if decides:
            self.take()
        left = self._atom()
        if not decides:
            self.take("==")
        right = self._atom()
        for token in ("then", "1", "else", "0"):
            self.take(token)
        if decides:
            return lambda scope: mpmath.mpf(left(scope) <= right(scope))
        return lambda scope: mpmath.mpf(left(scope) == right(scope))


class _Lazy:
    """A definition without parameters, evaluated when it is used."""

    def __init__(self, value: Callable[[], Any]) -> None:
        self.value = value


def _force(value: Any) -> Any:
    return value.value() if isinstance(value, _Lazy) else value


def _binary(operation: Callable[[Any, Any], Any], left: Any, right: Any) -> Callable[[Scope], Any]:
    return lambda scope: operation(left(scope), right(scope))


_ARITHMETIC: Final[Mapping[str, Callable[[Any, Any], Any]]] = {"+": add, "-": sub, "*": mul, "/": truediv}
_RELATIONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<=": lambda x, y: x <= y,
    "<": lambda x, y: x < y,
    "=": lambda x, y: abs(x - y) <= mpmath.mpf(10) ** (8 - mpmath.mp.dps),  # values are rounded
    "<>": lambda x, y: x != y,
}
_FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    **{name: getattr(mpmath, name) for name in ("exp", "sin", "cos", "tanh")},
    "sqrt": lambda x: mpmath.sqrt(max(x, 0)),
    "ln": lambda x: mpmath.log(x) if x > 0 else mpmath.mpf(0),
    "Rabs": abs,
    "Rmax": max,
    "Rmin": min,
}
_FOLDS: Final[Mapping[str, Callable[..., Any]]] = {"sum": mpmath.fsum, "maxi": max, "mini": min}
