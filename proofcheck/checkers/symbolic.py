"""Written derivations: every step reduces to an exact zero, or to terms that sympy's assumptions make nonnegative.

The checker verifies the algebra of the steps and never sees the claim: that they derive it is the author's word, so
the outcome is ARGUED at most. Sides may hold unevaluated derivatives, integrals and sums: the checker evaluates them.
A step whose sides are one expression, or differ by slack letters alone, shows nothing (`shows_nothing`); a derivation
of such steps alone is an error.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import sympy

from proofcheck.checkers.checker import Checker, Method, require_part
from proofcheck.checkers.letters import admits, describe_letters, find_clash, list_letters, step_letters
from proofcheck.checkers.settings import Settings
from proofcheck.lemmas.claims import Expr, Step
from proofcheck.lemmas.coverage import plural
from proofcheck.lemmas.evidence import DerivationStep, Evidence, Outcome
from proofcheck.lemmas.lemma import Lemma

NAME = "symbolic"
_POINTS = 3
_UNEVALUATED: Final = (sympy.Derivative, sympy.Integral, sympy.Sum)
_REMEDY: Final = (
    "its sides are one expression, up to letters that are nonnegative by declaration. State what makes them "
    "nonnegative as an inequality of its own, or leave the derivation out"
)


def check(lemma: Lemma, settings: Settings) -> Evidence:
    """Evidence from the lemma's derivation."""
    derivation = require_part(lemma.derivation)
    steps: list[DerivationStep] = []
    read: list[Step] = []
    holds: bool | None = True
    for step in derivation.steps():
        _check_exact(step)
        read.append(step)
        _check_premises(step, lemma)
        holds = _holds(step)
        steps.append(_write_step(step, holds is True))
        if holds is None:
            break  # one false step ends a proof
    letters = step_letters(read)
    outcome, detail = _outcome(steps, false=holds is None, clash=find_clash(letters))
    coverage = f"as its author states: {derivation.coverage}"
    return Evidence(
        checker=NAME,
        outcome=outcome,
        coverage="; ".join(filter(None, (coverage, describe_letters(letters)))),
        detail=detail,
        attempted=len(steps),
        decided=sum(step.holds and not step.tautology for step in steps),
        premises=lemma.requires,
        command=settings.command_for(lemma.name),
        steps=tuple(steps),
    )


class InexactStepError(ValueError):
    """A step with a float or a truth value in it: its difference proves nothing."""


class PremiseError(ValueError):
    """A step that rests on a lemma which its own lemma does not require: that one's fall would go unnoticed."""


def _check_premises(step: Step, lemma: Lemma) -> None:
    missing = [name for name in step.uses if name not in lemma.requires]
    if missing:
        raise PremiseError(f"step {step.label!r} uses {missing[0]}, which `requires` lacks; list it there")


def _check_exact(step: Step) -> None:
    for side in (step.lhs, step.rhs, *(step.terms or ())):
        expression = sympy.sympify(side)
        if not isinstance(expression, sympy.Expr) or expression.has(sympy.Float, sympy.nan, sympy.zoo, sympy.oo):
            raise InexactStepError(
                f"step {step.label!r}: {expression} is not an exact expression; give no floats and no infinities"
            )


def _outcome(steps: list[DerivationStep], *, false: bool, clash: str) -> tuple[Outcome, str]:
    """`false`: the last step is certainly false; `clash`: which name stands for two letters."""
    if not steps:
        return Outcome.ERROR, "the derivation has no steps; a proof needs at least one"
    if clash:
        return Outcome.ERROR, f"{clash}; declare a letter once, or give the other one another name"
    if false:
        return Outcome.ERROR, f"step {steps[-1].label!r} is false: its difference is nonzero at a rational point"
    for step in steps:
        if not step.holds:
            return Outcome.UNDECIDED, f"step {step.label!r} did not reduce to zero and nonnegative terms"
    idle = sum(step.tautology for step in steps)
    if idle == len(steps):
        return Outcome.ERROR, f"no step shows anything, {steps[0].label!r} to begin with: {_REMEDY}"
    return Outcome.ARGUED, f"{plural(len(steps) - idle, 'step')} checked" + (
        f", {idle} not, as they show nothing" * bool(idle)
    )


def shows_nothing(step: Step) -> bool:
    """Whether the step holds whatever its letters stand for: its sides are one expression, up to slack.

    So it is for x = x; for a difference that is the named terms as they are written (x + D >= x); and where the sides
    become one expression once the slack letters are zero (x >= x - D, x >= x / (1 + t)). A slack letter (a symbol, an
    entry, a value of a function) is declared nonnegative and occurs once in the whole step. Sides are compared as they
    are handed over: an identity between two computations shows something unless both were brought to one normal form
    beforehand.
    """
    lhs, rhs = sympy.sympify(step.lhs), sympy.sympify(step.rhs)
    if lhs - rhs == sum(step.terms or (), sympy.Integer(0)):
        return True
    slack = dict.fromkeys(_list_slack(lhs, rhs), sympy.Integer(0)) if step.terms is not None else {}
    return bool(slack) and bool(lhs.subs(slack) == rhs.subs(slack))


def _list_slack(lhs: Expr, rhs: Expr) -> list[Expr]:
    found = Counter(list_letters((lhs, rhs)))
    return [letter for letter, count in found.items() if count == 1 and letter.is_nonnegative]


def _difference(step: Step) -> Any:
    difference = step.lhs - step.rhs - sum(step.terms or (), sympy.Integer(0))
    return difference.doit() if difference.has(*_UNEVALUATED) else difference


def _holds(step: Step) -> bool | None:
    """Whether the step is shown; None when it is certainly false.

    Points come before normal forms, which take for ever on large differences that do not vanish.
    """
    difference = _difference(step)
    if difference.has(sympy.nan, sympy.zoo, sympy.oo):
        raise InexactStepError(f"step {step.label!r}: its sides differ by {difference}, no finite number")
    if sympy.expand(difference) != 0:
        if _certainly_differs(step):
            return None
        if not is_zero(difference):
            return False
    return all(term.is_nonnegative is True for term in step.terms or ())


def is_zero(expression: Any) -> bool:
    """Whether an expression reduces to an exact zero: rational normal form, exponentials as symbols; else simplify.

    The normal form of a rational function decides; simplify is only asked when exponentials might be dependent.
    """
    expression = sympy.expand(expression)
    if expression == 0:
        return True
    exponentials = expression.atoms(sympy.exp)
    rational = expression.subs({e: sympy.Dummy(positive=True) for e in exponentials})
    if sympy.fraction(sympy.cancel(sympy.together(rational)))[0].expand() == 0:
        return True
    return bool(exponentials) and bool(sympy.simplify(expression) == 0)


def _certainly_differs(step: Step) -> bool:
    """Whether the equality fails at one of a few positive rational points (sympy's error-tracked 100 digits).

    A point that is not all that its symbols are declared to be (integers, negative numbers) leaves the question open.
    """
    symbols = sorted(_difference(step).free_symbols, key=str)
    for point in range(_POINTS):
        values = {s: sympy.Rational(2 * i + 3 + point, i + 2 + point) for i, s in enumerate(symbols)}
        if not all(admits(symbol, value) for symbol, value in values.items()):
            continue
        value = _difference(step).subs(values).evalf(100)
        if value.is_number and abs(value) > sympy.Float(10) ** -60:
            return True
    return False


def _write_step(step: Step, holds: bool) -> DerivationStep:  # noqa: FBT001 - one private call
    relation = "=" if step.terms is None else r"\ge"
    latex = step.shown or f"{sympy.latex(step.lhs)} {relation} {sympy.latex(step.rhs)}"
    if step.terms:
        latex += r"\quad\text{since the difference is } " + " + ".join(sympy.latex(term) for term in step.terms)
    tautology = shows_nothing(step)
    return DerivationStep(label=step.label, latex=latex, reason=step.reason, holds=holds, tautology=tautology)


CHECKER = Checker(
    name=NAME,
    reads="derivation",
    method=Method.PROOF,
    applies=lambda lemma: lemma.derivation is not None,
    check=check,
    weight=7,
)
