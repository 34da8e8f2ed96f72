"""The guard of the tracer and of the Coq printer: what they made is evaluated against the Python sides.

At random instances of small sizes, in 30 digits: the pairs of sides, the entries of `where`, that the sides are defined
where the conditions say so, and that the ranges admit the instance and not one outside. It finds errors; that it finds
none at some instances proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any, Final

import mpmath
import numpy as np

from proofcheck.arithmetic.conversion import Arithmetic, convert
from proofcheck.arithmetic.functions import Array, as_array
from proofcheck.lemmas.claims import Inequality, Variable
from proofcheck.lemmas.lemma import Lemma
from proofcheck.statements.claims import Case
from proofcheck.statements.evaluate import evaluate
from proofcheck.statements.printing import coq, coq_reader
from proofcheck.statements.statement import Statement

DIGITS: Final = 30
_TOLERANCE: Final = mpmath.mpf(10) ** -12  # numerical derivatives of order three in 30 digits keep about 18
_MOST: Final = 2  # places beyond the least that a size is given

Instance = Mapping[str, Array]


@dataclass(frozen=True, kw_only=True)
class Mismatch:
    """Where a statement and its Python sides differ: `part` is terms, Coq, hypotheses, ranges or domain."""

    lemma: str
    part: str
    sizes: Mapping[str, int]
    detail: str


def check(lemma: Lemma, statement: Statement, seed: int = 0, instances: int = 2) -> list[Mismatch]:
    """What differs at that many random instances of each case."""
    rng = Random(seed)  # noqa: S311 - instances, not secrets
    found: list[Mismatch] = []
    with mpmath.workdps(DIGITS):
        for number, case in enumerate(statement.cases):
            for _ in range(instances):
                found.extend(_check_at_instance(lemma, statement, number, case, rng))
    return found


def _check_at_instance(lemma: Lemma, statement: Statement, number: int, case: Case, rng: Random) -> Iterable[Mismatch]:
    sizes = dict(case.fixed) | {size.name: size.least + rng.randint(0, _MOST) for size in case.sizes}
    exact = _sample(lemma, sizes, rng)
    data = {name: convert(values, Arithmetic.MPF) for name, values in exact.items()}

    def mismatch(part: str, detail: str) -> Mismatch:
        return Mismatch(lemma=lemma.name, part=part, sizes=sizes, detail=detail)

    try:
        theirs, hypotheses = _python_sides(lemma, data)
    except (ZeroDivisionError, ValueError):
        if evaluate(statement, sizes, data).defined:
            yield mismatch("domain", "the Python sides have no value where the conditions hold")
        return
    found = evaluate(statement, sizes, data)
    if not found.defined:
        yield mismatch("domain", "the Python sides are defined where the conditions fail")
    yield from (mismatch("terms", text) for text in _differences(found.pairs, theirs))
    yield from (
        mismatch("hypotheses", text)
        for text in _differences(_pair_with_itself(found.hypotheses), _pair_with_itself(hypotheses))
    )
    printed = _read(statement, number, case, sizes, data)
    yield from (mismatch("Coq", text) for text in _differences(printed.pairs, theirs))
    truths = [value >= 0 for value in hypotheses] or [True]
    if all(printed.premises) != all(truths):
        yield mismatch("ranges", "the printed premises are not those of the space and of `where`")
    yield from (mismatch("ranges", text) for text in _wrong_ranges(lemma, statement, number, case, sizes, data))


def _wrong_ranges(
    lemma: Lemma, statement: Statement, number: int, case: Case, sizes: Mapping[str, int], data: Instance
) -> Iterable[str]:
    """Variables whose printed range admits one entry beyond an end, or does not admit it though there is no end."""
    space = lemma.space
    if space is None or (isinstance(lemma.claim, Inequality) and lemma.claim.where is not None):
        return  # a hypothesis may fail for the moved instance
    for (name, variable), above in product(space.variables.items(), (False, True)):
        end = Fraction(variable.high) + 1 if above else Fraction(variable.low) - 1
        moved = {key: value.copy() for key, value in data.items()}
        moved[name].flat[-1] = mpmath.mpf(end.numerator) / end.denominator
        try:
            admitted = all(_read(statement, number, case, sizes, moved).premises)
        except ZeroDivisionError:
            continue
        if admitted != (variable.bounds_entries and variable.ends[above] is None):
            yield f"{name} {'above' if above else 'below'} its range is {'admitted' if admitted else 'excluded'}"


def _sample(lemma: Lemma, sizes: Mapping[str, int], rng: Random) -> dict[str, Array]:
    assert lemma.space is not None  # noqa: S101 - a traced lemma has one
    return {name: _entries(variable, sizes, rng) for name, variable in lemma.space.variables.items()}


def _entries(variable: Variable, sizes: Mapping[str, int], rng: Random) -> Array:
    shape = tuple(sizes[d] if isinstance(d, str) else d for d in variable.shape)
    scale = variable.denominator
    low, high = Fraction(variable.low) * scale, Fraction(variable.high) * scale
    values = np.empty(shape, dtype=object)
    for index in np.ndindex(shape):
        least, most = -int(-low // 1) + variable.open_low, int(high // 1) - variable.open_high
        values[index] = Fraction(rng.randint(least, most), scale)
    return variable.structure.build(values) if variable.structure else values


def _python_sides(lemma: Lemma, data: Instance) -> tuple[list[tuple[Any, Any]], list[Any]]:
    claim = lemma.claim
    assert claim is not None  # noqa: S101 - a traced lemma has one
    lhs, rhs = np.broadcast_arrays(as_array(claim.lhs(**data)), as_array(claim.rhs(**data)))
    where = claim.where(**data) if isinstance(claim, Inequality) and claim.where is not None else []
    if not all(map(_is_real, (*lhs.flat, *rhs.flat))):
        raise ValueError("a side is no real number")
    return list(zip(lhs.ravel(), rhs.ravel(), strict=True)), list(as_array(where).ravel())


def _is_real(value: Any) -> bool:
    """Roots and logarithms of negative numbers are complex in mpmath; an exact constant has no value of its own."""
    found = as_array(value + mpmath.mpf(0)).item()
    return not isinstance(found, mpmath.mpc) and bool(mpmath.isfinite(found))


def _read(statement: Statement, number: int, case: Case, sizes: Mapping[str, int], data: Instance) -> coq_reader.Read:
    text = statement.coq()
    sections = text.split("End Sides.")
    size_names, names = coq.printed_names(case)
    naturals = {size_names[size.name]: sizes[size.name] - size.least for size in case.sizes}
    values = {names[v.name]: _function(data[v.name]) for v in case.inputs}
    return coq_reader.read(sections[number] + "End Sides.", values, naturals)


def _function(values: Array) -> Any:
    return values.item() if values.ndim == 0 else lambda *index: values[index]


def _pair_with_itself(values: Iterable[Any]) -> list[tuple[Any, Any]]:
    return [(value, value) for value in values]


def _differences(mine: list[tuple[Any, Any]], theirs: list[tuple[Any, Any]]) -> Iterable[str]:
    """Pairs without a counterpart; their order is that of families of entries, not of the flat array."""
    if len(mine) != len(theirs):
        yield f"{len(mine)} entries where the Python sides have {len(theirs)}"
        return
    left = list(theirs)
    for pair in mine:
        match = next((other for other in left if _are_near(pair, other)), None)
        if match is None:
            yield f"{_text(pair)} is not among {', '.join(map(_text, left[:3]))}"
            return
        left.remove(match)


def _are_near(one: tuple[Any, Any], other: tuple[Any, Any]) -> bool:
    return all(abs(x - y) <= _TOLERANCE * (1 + abs(y)) for x, y in zip(one, other, strict=True))


def _text(pair: tuple[Any, Any]) -> str:
    return f"({mpmath.nstr(pair[0], 12)}, {mpmath.nstr(pair[1], 12)})"
