"""The letters of a written argument: what they are declared to be, in words, and where two of one name are mixed up.

sympy takes a letter's sign from its declaration, which stands far from the steps and is no part of the claim. So what
is declared of signs is said beside the verdict, and a name that is declared in two ways is no letter of one argument.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final

import sympy
from sympy.core.function import AppliedUndef
from sympy.tensor import Indexed

from proofcheck.lemmas.claims import Expr, Step

_SIGNS: Final = ("positive", "negative", "nonnegative", "nonpositive", "nonzero")  # the strongest first


def list_letters(expressions: Iterable[Expr]) -> Iterator[Expr]:
    """Symbols, entries of indexed letters and values of undefined functions, each as often as it occurs."""
    for expression in expressions:
        if isinstance(expression, sympy.Symbol | AppliedUndef | Indexed):
            yield expression
        yield from list_letters(expression.indices if isinstance(expression, Indexed) else expression.args)


def step_letters(steps: Iterable[Step]) -> list[Expr]:
    """The letters of all sides and terms, each once, in the order of their names."""
    sides = (sympy.sympify(side) for step in steps for side in (step.lhs, step.rhs, *(step.terms or ())))
    return sorted(set(list_letters(sides)), key=str)


def describe_letters(letters: Iterable[Expr]) -> str:
    """`letters taken as positive: L, t; nonnegative: D`; "" where no sign is declared."""
    named: dict[str, dict[str, None]] = defaultdict(dict)
    for letter in letters:
        for kind in _declared(letter):
            named[kind][str(_base(letter))] = None
    words = [f"{kind}: {', '.join(named[kind])}" for kind in ("integer", *_SIGNS) if kind in named]
    return f"letters taken as {'; '.join(words)}" if words else ""


def find_clash(letters: Iterable[Expr]) -> str:
    """`x is declared in two ways: as positive, and without a sign`; "" where every name is one letter."""
    seen: dict[str, Expr] = {}
    for letter in letters:
        if isinstance(letter, sympy.Dummy):  # several of one name are meant to be several
            continue
        other = seen.setdefault(str(_base(letter)), letter)
        if _declared(other) != _declared(letter):
            ways = sorted((_words(other), _words(letter)), key=lambda words: words.startswith("without"))
            return f"{_base(letter)} is declared in two ways: {ways[0]}, and {ways[1]}"
    return ""


def admits(letter: Expr, value: Any) -> bool:
    """Whether a number is all that a letter is declared to be."""
    declared = letter.assumptions0.items()
    return all(getattr(value, f"is_{name}", wanted) in (wanted, None) for name, wanted in declared)


def _base(letter: Expr) -> Any:
    return letter.base.label if isinstance(letter, Indexed) else letter


def _declared(letter: Expr) -> tuple[str, ...]:
    """Whether it is an integer, and its sign."""
    sign = next((kind for kind in _SIGNS if getattr(letter, f"is_{kind}") is True), None)
    return (*(("integer",) if letter.is_integer else ()), *((sign,) if sign else ()))


def _words(letter: Expr) -> str:
    return f"as {' and '.join(_declared(letter))}" if _declared(letter) else "without a sign"
