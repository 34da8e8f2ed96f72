"""Steps of derivations with one change each: a sign, a factor, an index or an exponent of a side or a term."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import sympy

from proofcheck.attention.theory import ATTENTION
from proofcheck.checkers import symbolic
from proofcheck.lemmas.claims import Derivation, Step
from proofcheck.lemmas.lemma import Lemma


def change_once(expression: sympy.Expr, symbols: list[Any]) -> Iterator[sympy.Expr]:
    """Every single change of a sign, factor, index or exponent."""
    yield -expression
    yield 2 * expression
    for path, node in _nodes(expression, ()):
        for other in _change_node(node, symbols):
            yield _replace(expression, path, other)


def _nodes(expression: Any, path: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Any]]:
    yield path, expression
    for index, part in enumerate(expression.args):
        yield from _nodes(part, (*path, index))


def _change_node(node: Any, symbols: list[Any]) -> Iterator[Any]:
    if node.is_Add:
        yield from (node - 2 * part for part in node.args)
    elif node.is_Pow:
        yield node.base ** (node.exp + 1)
    elif node.is_Number:
        yield node + 1
    elif node in symbols:  # no variable of an integral
        position = symbols.index(node)
        yield symbols[(position + 1) % len(symbols)]


def _replace(expression: Any, path: tuple[int, ...], node: Any) -> Any:
    if not path:
        return node
    parts = list(expression.args)
    parts[path[0]] = _replace(parts[path[0]], path[1:], node)
    return expression.func(*parts)


def list_step_mutants(step: Step) -> Iterator[Step]:
    """Steps with one changed side or term that is not equal to the original."""
    sides = {"lhs": step.lhs, "rhs": step.rhs}
    terms = step.terms or ()
    symbols = sorted(set().union(*(part.free_symbols for part in (*sides.values(), *terms))), key=str)
    for name, side in sides.items():
        for other in change_once(side, symbols):
            if sympy.expand((other - side).doit()) != 0:
                yield replace(step, **{name: other})
    for index, term in enumerate(terms):
        for other in change_once(term, symbols):
            if sympy.expand(other - term) != 0:
                yield replace(step, terms=(*terms[:index], other, *terms[index + 1 :]))


def is_proved(step: Step) -> bool:
    """Whether the symbolic checker accepts a derivation of this one step."""
    derivation = Derivation(steps=lambda: [step], coverage="")
    lemma = Lemma(name="mutant", title="", statement="", derivation=derivation, requires=step.uses)
    evidence = symbolic.check(lemma, symbolic.Settings())
    return evidence is not None and all(printed.holds for printed in evidence.steps)


def perturb_steps(limit: int) -> Iterator[tuple[str, bool]]:
    """(label, noticed) for at most `limit` evenly spread changes of every printed step."""
    for lemma in ATTENTION.lemmas:
        if lemma.derivation is None:
            continue
        for step in lemma.derivation.steps():
            if step.shown:
                continue  # computed by functions that `perturbed_formulas` changes
            mutants = list(list_step_mutants(step))
            for mutant in islice(mutants, 0, None, max(1, -(-len(mutants) // limit))):
                yield f"{lemma.name}: {step.label}", not is_proved(mutant)
