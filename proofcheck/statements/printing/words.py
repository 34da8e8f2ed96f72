"""Words for definitions, by their structure: softmax, mean, centred, square, norm, ... Nothing rests on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from proofcheck.statements.terms import Apply, Definition, Derivative, Entry, Fold, Operation, Term

_WORDS: Final = {
    "add": "total",
    "subtract": "difference",
    "multiply": "product",
    "divide": "ratio",
    "negate": "opposite",
    "exp": "exponential",
    "log": "logarithm",
    "sqrt": "root",
    "sin": "sine",
    "cos": "cosine",
    "tanh": "tangent",
    "pi": "pi",
    "abs": "magnitude",
    "indicator": "indicator",
    "maximum": "larger",
    "minimum": "smaller",
}
_FOLDS: Final = {"sum": "total", "maximum": "largest", "minimum": "smallest"}


def word(definition: Definition) -> str:
    """A word for what the definition is."""
    match definition.body:
        case Operation("divide", (numerator, denominator)) if _is_exponential(numerator) and _sums(
            denominator, _is_exponential
        ):
            return "softmax"
        case Operation("sqrt", (radicand,)) if _sums(radicand, is_square):
            return "norm"
        case Operation("subtract", (_, mean)) if _sums(mean, _is_weighted):
            return "centred"
        case Fold("sum") if _sums(definition.body, is_square):
            return "square"
        case Fold("sum") if _sums(definition.body, _is_weighted):
            return "mean"
        case Fold("sum", _, Operation("multiply")):
            return "product"
        case Fold(name):
            return _FOLDS[name]
        case Operation(name):
            return _WORDS[name]
        case Derivative():
            return "derivative"
    return "term"


def _see_through(term: Term) -> Term:
    """The term, or the body of the definition that it applies."""
    return _see_through(term.definition.body) if isinstance(term, Apply) else term


def _sums(term: Term, kind: Callable[[Term], bool]) -> bool:
    """Whether the term is a sum, or a sum of sums, of terms of a kind."""
    term = _see_through(term)
    return isinstance(term, Fold) and term.name == "sum" and (kind(term.body) or _sums(term.body, kind))


def _is_exponential(term: Term) -> bool:
    term = _see_through(term)
    return isinstance(term, Operation) and term.name == "exp"


def is_square(term: Term) -> bool:
    """Whether the term is an entry or a definition times itself."""
    term = _see_through(term)
    if not (isinstance(term, Operation) and term.name == "multiply" and term.operands[0] == term.operands[1]):
        return False
    return isinstance(term.operands[0], Entry | Apply)


def _is_weighted(term: Term) -> bool:
    """A product one factor of which is a softmax weight."""
    term = _see_through(term)
    if not (isinstance(term, Operation) and term.name == "multiply"):
        return False
    return any(isinstance(x, Apply) and word(x.definition) == "softmax" for x in term.operands)
