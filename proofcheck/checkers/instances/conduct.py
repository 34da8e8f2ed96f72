"""How the sides of a claim treat the numbers they are given, from one evaluation with opaque numbers.

A side that compares its numbers, turns them into floats, or brings floats and fixed-width integers beside them is
refused: in an arithmetic of enclosures it would take one branch for all numbers of a ball, or go on with a rounded
number as if it were exact. So is one that asks for their type, text or hash, which differ between arithmetics. A side
that passes takes the same path on every instance of the same shapes.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, TypeVar

import numpy as np

from proofcheck.arithmetic.opaque import (
    NeedsValuesError,
    asked_for_guess,
    clear_marks,
    left_rationals,
    mixed_with_fractions,
    opaque,
)
from proofcheck.arithmetic.refusals import (
    BranchError,
    InexactOperandError,
    RefusalError,
    record_refusals,
)
from proofcheck.arithmetic.small_integers import is_unwrapped
from proofcheck.arithmetic.watched.watching import run_watched
from proofcheck.lemmas.claims import Claim, Instance
from proofcheck.lemmas.raising import find_definition

_KEPT: Final = 4096
_Found = TypeVar("_Found")
_CONDUCT: dict[Any, Conduct] = {}


@dataclass(frozen=True, kw_only=True)
class Conduct:
    """Whether the sides put fractions beside their numbers, take float64 guesses of them, and stay rational.

    `unseen`: where code of theirs is that could not be watched, for it has no source; "" where all was. `traced`: that
    nothing else of theirs has run.
    """

    fractions: bool
    guess: bool
    rational: bool
    unseen: str
    traced: bool


def examine_sides(claim: Claim, instance: Instance, *, trace: bool = False) -> Conduct:
    """How the sides treat their numbers, at the shapes of `instance`. Raises RefusalError, and whatever a side raises.

    One evaluation for all instances of these shapes, unless the sides guess: then their path may depend on values. The
    first of a claim is traced, and any where a proof rests on it (`trace`).
    """
    key = (claim, tuple((name, np.shape(value)) for name, value in instance.items()))
    known = _CONDUCT.get(key)
    if known is None or (trace and not known.traced):
        if len(_CONDUCT) >= _KEPT:
            _CONDUCT.clear()
        known = _CONDUCT[key] = _conduct(claim, instance, trace=trace or (claim, ()) not in _CONDUCT)
        _CONDUCT.setdefault((claim, ()), known)
    elif known.guess:
        _evaluate(claim, instance, valued=True, trace=trace)
    return known


def _conduct(claim: Claim, instance: Instance, *, trace: bool) -> Conduct:
    clear_marks()
    try:
        unseen = _evaluate(claim, instance, valued=False, trace=trace)
    except NeedsValuesError:
        unseen = _evaluate(claim, instance, valued=True, trace=trace)
    marks = {"fractions": mixed_with_fractions(), "guess": asked_for_guess(), "rational": not left_rationals()}
    return Conduct(**marks, unseen=unseen, traced=trace)


def _evaluate(claim: Claim, instance: Instance, *, valued: bool, trace: bool) -> str:
    """Where code was not seen. Watched first: what a side keeps from one time to the next was then seen too."""
    functions = tuple(filter(None, (claim.lhs, claim.rhs, getattr(claim, "where", None))))
    for side in functions:
        _check_signature(side, instance)

    def work() -> None:
        _check_sides(claim, {name: opaque(value, valued=valued) for name, value in instance.items()})

    unseen = _refuse_caught(lambda: run_watched(functions, work, trace=trace, exact=not valued))
    _refuse_caught(work)  # watching may itself be what a side reacts to
    return unseen


def _refuse_caught(work: Callable[[], _Found]) -> _Found:
    """What the work returns. Raises what an arithmetic refused, though a side or numpy caught it."""
    with record_refusals() as refusals:
        try:
            return work()
        except RefusalError:
            raise
        except Exception:
            if refusals:  # numpy may go on after an element's refusal, and raise something else
                raise refusals[0] from None
            raise


def _check_signature(side: Callable[..., Any], names: Iterable[str]) -> None:
    """Raise TypeError for a side that lacks a variable of the space, or asks for another."""
    try:
        signature = inspect.signature(side, follow_wrapped=False)
    except ValueError:  # of a builtin that tells none
        return
    try:
        signature.bind(**dict.fromkeys(names))
    except TypeError as error:
        raise TypeError(
            f"{_place(side)}: {error}; it is given every variable of the space by name: {', '.join(names)}"
        ) from None


def _check_sides(claim: Claim, values: Instance) -> None:
    for side in (claim.lhs, claim.rhs):
        _check_result(side(**values), side)
    where = getattr(claim, "where", None)
    if where is not None:
        _check_hypothesis(where, values)


def _check_hypothesis(where: Callable[..., Any], values: Instance) -> None:
    try:
        result = where(**values)
        if np.asarray(result).dtype == bool:
            raise BranchError(f"the hypothesis `where` of {_place(where)} returns truth values")
        _check_result(result, where)
    except BranchError as error:
        raise BranchError(
            f"{error}; a hypothesis is a number that is nonnegative where it holds, not a comparison: write "
            "`where=lambda x: x - 1` for x >= 1, and as_array([...]) of several"
        ) from error


def _check_result(result: Any, side: Callable[..., Any]) -> None:
    """Raise InexactOperandError for fixed-width integers; floats are told of where they would be decided."""
    entries = result if isinstance(result, list | tuple) else [result]
    parts = (part for entry in entries for part in _parts(entry))
    for entry in parts:
        if isinstance(entry, np.ndarray | np.generic) and entry.dtype.kind in "iu" and not is_unwrapped(entry):
            raise InexactOperandError(
                f"{_place(side)} returns {entry!r}, integers of fixed width, which wrap around in silence; give Python "
                "ints: range, math.prod, math.factorial, or arrays with dtype=object"
            )


def _parts(entry: Any) -> tuple[Any, ...]:
    """A fraction keeps the types of what it was made of."""
    return (entry.numerator, entry.denominator) if isinstance(entry, Fraction) else (entry,)


def _place(function: Callable[..., Any]) -> str:
    return f"the side at {find_definition(function)}"
