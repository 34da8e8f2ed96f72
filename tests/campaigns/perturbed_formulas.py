"""Is a changed formula noticed? Every step of every derivation, and the source of every formula and rule behind them.

    python tests/campaigns/perturbed_formulas.py [--step-mutants 40]

A step is changed in its left side, right side or a term: a sign, a factor, an index (one symbol for another) or an
exponent. A function is changed in its source: + for -, an integer by one (factors, exponents, indices), a dropped
minus, a dropped transpose, a dropped summand. Changes that are no falsehoods are listed with the reason (`HARMLESS`).
"""

from __future__ import annotations

import argparse
import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np
import sympy

from proofcheck.attention.calculus import bound_rules, moments, monotonicity, polynomial_ring
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.costs import counted_runs, counts
from proofcheck.attention.derivatives import formulas, moment_form
from proofcheck.attention.lipschitz import ball
from proofcheck.attention.softmax import trilinear_forms
from proofcheck.attention.theory import ATTENTION
from proofcheck.checkers import symbolic
from proofcheck.checkers.instances.decision import Finding, decide
from proofcheck.checkers.instances.sampling import sample
from proofcheck.lemmas.claims import Derivation, Step
from proofcheck.lemmas.lemma import Lemma
from proofcheck.model import definitions, derivatives
from solver.minimise.steps import costs as closed_forms

# Steps


def changed(expression: sympy.Expr, symbols: list[Any]) -> Iterator[sympy.Expr]:
    """Every single change of a sign, factor, index or exponent."""
    yield -expression
    yield 2 * expression
    for path, node in _nodes(expression, ()):
        for other in _changes(node, symbols):
            yield _replaced(expression, path, other)


def _nodes(expression: Any, path: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Any]]:
    yield path, expression
    for index, part in enumerate(expression.args):
        yield from _nodes(part, (*path, index))


def _changes(node: Any, symbols: list[Any]) -> Iterator[Any]:
    if node.is_Add:
        yield from (node - 2 * part for part in node.args)
    elif node.is_Pow:
        yield node.base ** (node.exp + 1)
    elif node.is_Number:
        yield node + 1
    elif node.is_Symbol:
        position = symbols.index(node)
        yield symbols[(position + 1) % len(symbols)]


def _replaced(expression: Any, path: tuple[int, ...], node: Any) -> Any:
    if not path:
        return node
    parts = list(expression.args)
    parts[path[0]] = _replaced(parts[path[0]], path[1:], node)
    return expression.func(*parts)


def step_mutants(step: Step) -> Iterator[Step]:
    """Steps with one changed side or term that is not equal to the original."""
    sides = {"lhs": step.lhs, "rhs": step.rhs}
    terms = step.terms or ()
    symbols = sorted(set().union(*(part.free_symbols for part in (*sides.values(), *terms))), key=str)
    for name, side in sides.items():
        for other in changed(side, symbols):
            if sympy.expand(other - side) != 0:
                yield replace(step, **{name: other})
    for index, term in enumerate(terms):
        for other in changed(term, symbols):
            if sympy.expand(other - term) != 0:
                yield replace(step, terms=(*terms[:index], other, *terms[index + 1 :]))


def proved(step: Step) -> bool:
    """Whether the symbolic checker accepts a derivation of this one step."""
    derivation = Derivation(steps=lambda: [step], coverage="")
    lemma = Lemma(name="mutant", title="", statement="", derivation=derivation, requires=step.uses)
    evidence = symbolic.check(lemma, symbolic.Settings())
    return evidence is not None and all(printed.holds for printed in evidence.steps)


def perturbed_steps(limit: int) -> Iterator[tuple[str, bool]]:
    """(label, noticed) for at most `limit` evenly spread changes of every printed step."""
    for lemma in ATTENTION.lemmas:
        if lemma.derivation is None:
            continue
        for step in lemma.derivation.steps():
            if step.shown:
                continue  # computed by the functions of `SUBJECTS`, changed there
            mutants = list(step_mutants(step))
            for mutant in islice(mutants, 0, None, max(1, -(-len(mutants) // limit))):
                yield f"{lemma.name}: {step.label}", not proved(mutant)


# Functions


@dataclass(frozen=True)
class Subject:
    """A function by module and name, and a check that fails when it is wrong."""

    module: Any
    name: str
    check: Callable[[], bool]


class _Change(ast.NodeTransformer):
    """Applies change number `target`; counts the possible ones."""

    def __init__(self, target: int) -> None:
        self.target, self.count, self.text = target, -1, ""

    def _hit(self, text: str) -> bool:
        self.count += 1
        if self.count == self.target:
            self.text = text
        return self.count == self.target

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Add | ast.Sub):
            flipped = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            if self._hit(f"sign in {ast.unparse(node)}"):
                return ast.BinOp(node.left, flipped, node.right)
            if self._hit(f"dropped term in {ast.unparse(node)}"):
                return node.left
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        number = isinstance(node.value, int) and not isinstance(node.value, bool)
        if number and self._hit(f"{node.value} + 1"):
            return ast.Constant(node.value + 1)
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.USub) and self._hit(f"dropped minus in {ast.unparse(node)}"):
            return node.operand
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if node.attr == "T" and self._hit(f"dropped transpose in {ast.unparse(node)}"):
            return node.value
        return node


def function_mutants(function: Any) -> Iterator[tuple[str, Any]]:
    """(description, changed function) for every change of the source."""
    function = inspect.unwrap(function)
    source = textwrap.dedent(inspect.getsource(function))
    target = 0
    while True:
        tree = ast.parse(source)
        definition = tree.body[0]
        assert isinstance(definition, ast.FunctionDef)
        definition.decorator_list = []
        change = _Change(target)
        definition.body = [change.visit(statement) for statement in definition.body]
        if change.count < target:
            return
        namespace = dict(vars(sys.modules[function.__module__]))
        exec(compile(ast.fix_missing_locations(tree), "<mutant>", "exec"), namespace)  # noqa: S102
        yield change.text, _bound(namespace[function.__name__], function)
        target += 1


def _bound(mutant: Any, function: Any) -> Any:
    """The mutant with the module's own globals, so that patches of its helpers reach it."""
    return type(mutant)(mutant.__code__, function.__globals__, mutant.__name__, mutant.__defaults__)


def _clear() -> None:
    for cached in (moments.derivatives, bound_rules.row_bound, bound_rules.output_bound):
        cached.cache_clear()


def survives(subject: Subject, mutant: Any) -> bool:
    """Whether the check still passes with the mutant in place; an exception is a notice."""
    original = vars(subject.module)[subject.name]
    patched = staticmethod(mutant) if isinstance(original, staticmethod) else mutant
    _clear()
    setattr(subject.module, subject.name, property(mutant) if isinstance(original, property) else patched)
    try:
        return subject.check()
    except Exception:  # noqa: BLE001 - whatever it raises, it was noticed
        return False
    finally:
        setattr(subject.module, subject.name, original)
        _clear()


def _along(order: int) -> Callable[[], bool]:
    formula = formulas._gradient_along if order == 1 else formulas._hessian_along

    def check() -> bool:
        at = polynomial_ring.general_symbols(2, 3, 2, 2, 2, 2)
        data = at.point("A1", "A2", "A3", "B", "X", "Y")
        derived = definitions.loss(**data)
        for _ in range(order):
            derived = at.derivative(derived)
        zero = dict.fromkeys(("wx", "wy", "lx", "ly"), np.array(at.zero, dtype=object))
        value = formula(**data, **at.point("dX", "dY"), **zero)
        return not (derived - value).polynomial and claimed("I3" if order == 1 else "I4")()

    return check


def derived(*names: str) -> Callable[[], bool]:
    """All steps of these lemmas' derivations hold."""

    def check() -> bool:
        return all(proved(step) for name in names for step in ATTENTION[name].derivation.steps())  # type: ignore[union-attr]

    return check


def claimed(*names: str, instances: int = 12) -> Callable[[], bool]:
    """These lemmas' claims hold on a few instances."""

    def check() -> bool:
        for name in names:
            lemma, rng = ATTENTION[name], np.random.default_rng(5)
            assert lemma.claim is not None
            assert lemma.space is not None
            for _ in range(instances):
                if decide(lemma.claim, lemma.space, sample(lemma.space, rng), (128,)).finding is Finding.FAILS:
                    return False
        return True

    return check


def both(name: str) -> Callable[[], bool]:
    """The derivation and the claim hold."""
    proof, claim = derived(name), claimed(name)
    return lambda: proof() and claim()


def counted(*names: str) -> Callable[[], bool]:
    """The solver's multiplications equal these lemmas' closed forms."""

    def check() -> bool:
        rng = np.random.default_rng(7)
        sizes = [dict(zip("nmpqrk", case, strict=True)) for case in ((7, 9, 3, 2, 5, 4), (8, 6, 2, 4, 1, 3))]
        subjects = [counts.SUBJECTS[name] for name in names]
        return all(
            counted_runs.count(s, at, rng).multiplications == _formula(s)(**at) for s in subjects for at in sizes
        )

    return check


def _formula(subject: counted_runs.Subject) -> Callable[..., int]:
    """The closed form as the module has it now."""
    return vars(closed_forms)[subject.formula.__name__]  # type: ignore[no-any-return]


_CUMULANTS = derived("I5", "I5-cumulants")
SUBJECTS = (
    Subject(derivatives, "gradient", _along(1)),
    *(
        Subject(derivatives, name, _along(2))
        for name in ("hessian", "state", "_value_covariances", "_xx_block", "_xy_block", "row_outer")
    ),
    Subject(derivatives, "kronecker", derived("I1")),
    Subject(formulas, "_row_formulas", derived("I2")),
    Subject(moments, "_symbol_derivative", derived("I5", "I5-cumulants", "I5-objective")),
    *(Subject(moments, name, _CUMULANTS) for name in ("_expand_central_moment", "centred", "_tail", "cumulant")),
    *(
        Subject(moments, name, derived("I5-blocks"))
        for name in ("_entry_of", "partial_derivative", "second_partial_derivative")
    ),
    *(Subject(bound_rules, name, derived("I5-objective")) for name in ("_atom_derivative", "loss_derivative")),
    Subject(bound_rules, "derivative_steps", derived("B7")),
    *(Subject(natural_coordinates.Line, name, claimed("I5")) for name in ("first", "second", "third")),
    *(Subject(natural_coordinates, name, claimed("I5", "I5-objective")) for name in ("line", "loss_derivatives")),
    Subject(moment_form, "_cumulants", claimed("I5-cumulants")),
    Subject(ball, "bounds_after_move", claimed("B7-growth", instances=60)),
    Subject(derivatives, "hessian_product", both("I4-product")),
    *(Subject(trilinear_forms, name, derived("B3-diagonal")) for name in ("_binary_cubic", "_thirds")),
    Subject(monotonicity, "_exponent", derived("B6", "B7-local")),
    *(Subject(closed_forms, name, counted("R7", "R7-product")) for name in ("evaluation_count", "row_count")),
    *(Subject(closed_forms, name, counted("R7", "R7-product")) for name in ("regulariser_count", "gradient_count")),
    Subject(closed_forms, "product_count", counted("R7-product")),
    Subject(closed_forms, "hessian_count", counted("R7-hessian")),
    Subject(closed_forms, "model_count", counted("R7-exact")),
    Subject(closed_forms, "projected_count", counted("R7-projected")),
    *(Subject(closed_forms, name, counted("R7-kronecker")) for name in ("curvature_count", "kronecker_count")),
    Subject(closed_forms, "coordinates_count", counted("R7-coordinates")),
    *(Subject(closed_forms, name, counted("R7-sketched")) for name in ("sketched_count", "_factored_count")),
    Subject(closed_forms, "tensorsketch_count", counted("R7-tensorsketch")),
)

# Changes that are no falsehoods: function, beginning of the change, reason.
HARMLESS = (
    ("_xx_block", "1 + 1", "reshape(-2) means reshape(-1) to numpy"),
    ("_xy_block", "1 + 1", "reshape(-2) means reshape(-1) to numpy"),
    ("row_outer", "1 + 1", "reshape(-2) means reshape(-1) to numpy"),
    ("_expand_central_moment", "1 + 1", "one more summand, whose binomial coefficient is zero"),
    ("centred", "sign in b + c", "b + c <= 1: zero exactly when b - c is"),
    ("cumulant", "sign in b + c", "b + c <= 1: zero exactly when b - c is"),
    ("derivative_steps", "3 + 1", "one printed step fewer, none false"),
    ("bounds_after_move", "2 + 1", "e^(3 delta) in place of e^(2 delta): a weaker bound, still true"),
    ("bounds_after_move", "sign in growth - 1", "a weaker bound, still true"),
    ("bounds_after_move", "dropped term in growth - 1", "a weaker bound, still true"),
    ("bounds_after_move", "0 + 1", "a weaker cap, still true"),
    ("bounds_after_move", "1 + 1", "a weaker cap, still true"),
)


def harmless(label: str) -> bool:
    """Whether `HARMLESS` gives a reason for this change."""
    return any(label.startswith(f"{name}: {text}") for name, text, _ in HARMLESS)


def perturbed_functions(stride: int = 1) -> Iterator[tuple[str, bool]]:
    """(label, noticed) for every (`stride`-th) change of the subjects' sources; harmless ones only if noticed."""
    for subject in SUBJECTS:
        original = vars(subject.module)[subject.name]
        function = original.fget if isinstance(original, property) else original
        for text, mutant in islice(function_mutants(function), 0, None, stride):
            label, noticed = f"{subject.name}: {text}", not survives(subject, mutant)
            if noticed or not harmless(label):
                yield label, noticed


def main() -> None:
    """Print the share noticed and every change that was not."""
    parser = argparse.ArgumentParser(description="Change every derived formula and see whether it is noticed.")
    parser.add_argument("--step-mutants", type=int, default=40, help="changes tried for each step")
    limit = parser.parse_args().step_mutants
    for title, results in (("steps", perturbed_steps(limit)), ("functions", perturbed_functions())):
        found = list(results)
        noticed = sum(seen for _, seen in found)
        sys.stdout.write(f"{title}: {noticed} of {len(found)} changes noticed\n")
        for label in (label for label, seen in found if not seen):
            sys.stdout.write(f"  not noticed: {label}\n")


if __name__ == "__main__":
    main()
