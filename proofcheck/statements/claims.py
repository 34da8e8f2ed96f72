"""The claim of a lemma as a statement about every size, by running its two sides once on symbolic arrays.

What "every size" means: a size of the space whose range is lo..hi with lo < hi stands for every natural number >= lo
(the upper end is where sampling stops); a range of one value is that number. The range of a variable is part of the
claim, with its open and closed ends, unless the variable is unbounded or the range is that of the parameters that a
structure is built from; denominator 1 means integers. A structure becomes the equations and inequalities of its members
(`structures`). `where` becomes the hypotheses 0 <= entry. Where the sides are undefined is `domains`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from proofcheck.arithmetic.watched.watching import call_watched
from proofcheck.lemmas.claims import Identity, Side, Space
from proofcheck.lemmas.claims import Variable as Sampled
from proofcheck.lemmas.lemma import Lemma
from proofcheck.lemmas.structures import Structure
from proofcheck.statements import domains
from proofcheck.statements.domains import Condition, Signs
from proofcheck.statements.errors import NotTraceableError, UndecidedSizeError
from proofcheck.statements.structures import Membership, members
from proofcheck.statements.symbolic.array import SymbolicArray
from proofcheck.statements.symbolic.axes import Axis, Fixed, Place, generic_tuples
from proofcheck.statements.symbolic.functions import as_array, broadcast_arrays
from proofcheck.statements.symbolic.lengths import Size
from proofcheck.statements.terms import Entry, Position, Term


@dataclass(frozen=True, kw_only=True)
class Input:
    """A variable of the claim: its shape in size names and numbers, its range (None: every number), its open ends."""

    name: str
    shape: tuple[str | int, ...]
    low: Fraction | None
    high: Fraction | None
    open_low: bool
    open_high: bool
    integer: bool


@dataclass(frozen=True, kw_only=True)
class Hypothesis:
    """The term is not negative at all places of the positions: an entry of `where`."""

    term: Term
    positions: tuple[Position, ...]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The two sides at all places of the positions."""

    lhs: Term
    rhs: Term
    positions: tuple[Position, ...]


@dataclass(frozen=True, kw_only=True)
class Case:
    """The claim for all sizes >= their least values, some sizes being the numbers in `fixed`."""

    sizes: tuple[Size, ...]
    fixed: Mapping[str, int]
    inputs: tuple[Input, ...]
    memberships: tuple[Membership, ...]
    hypotheses: tuple[Hypothesis, ...]
    conditions: tuple[Condition, ...]
    comparisons: tuple[Comparison, ...]


def traced_cases(lemma: Lemma) -> tuple[Case, ...]:
    """The cases of a lemma's claim: one, unless its code compares a size with a number that the size may reach.

    Raises NotTraceableError for a lemma without a claim and for what the tracer does not follow.
    """
    if lemma.claim is None or lemma.space is None:
        raise NotTraceableError(f"lemma {lemma.name} has no claim with two sides")
    return tuple(_split(lemma, {name: (low, low == high) for name, (low, high) in lemma.space.sizes.items()}))


def _split(lemma: Lemma, sizes: Mapping[str, tuple[int, bool]]) -> Iterator[Case]:
    """`sizes`: the least value of each size, and whether it is the only one."""
    try:
        yield _case(lemma, sizes)
    except UndecidedSizeError as error:
        least, _ = sizes[error.size]
        if not least <= error.value < least + 3:
            raise
        for value in range(least, error.value + 1):
            yield from _split(lemma, {**sizes, error.size: (value, True)})
        yield from _split(lemma, {**sizes, error.size: (error.value + 1, False)})


def _case(lemma: Lemma, sizes: Mapping[str, tuple[int, bool]]) -> Case:
    claim, space = lemma.claim, lemma.space
    assert claim is not None  # noqa: S101 - `traced_cases` has looked
    assert space is not None  # noqa: S101
    axes = {name: Fixed(low) if only else Size(name, low) for name, (low, only) in sizes.items()}
    inputs = {name: _input_array(name, variable, axes) for name, variable in space.variables.items()}
    lhs, rhs = broadcast_arrays(_side(claim.lhs, inputs), _side(claim.rhs, inputs))
    where = None if isinstance(claim, Identity) or claim.where is None else _side(claim.where, inputs)
    comparisons = tuple(
        Comparison(lhs=lhs.entries(places), rhs=rhs.entries(places), positions=positions)
        for places, positions in generic_tuples(lhs.axes)
    )
    hypotheses = () if where is None else tuple(_hypotheses(where))
    memberships = tuple(m for name, v in space.variables.items() for m in members(inputs[name], v.structure))
    roots = [*(side for c in comparisons for side in (c.lhs, c.rhs)), *(h.term for h in hypotheses)]
    return Case(
        sizes=tuple(axis for axis in axes.values() if isinstance(axis, Size)),
        fixed={name: axis.length for name, axis in axes.items() if isinstance(axis, Fixed)},
        inputs=tuple(_input(name, variable, axes) for name, variable in space.variables.items()),
        memberships=memberships,
        hypotheses=hypotheses,
        conditions=domains.conditions(roots, _signs(space, axes)),
        comparisons=comparisons,
    )


def _side(side: Side, inputs: Mapping[str, SymbolicArray]) -> SymbolicArray:
    """A side at symbolic arrays; whatever it raises blocks the statement."""
    try:
        return as_array(call_watched(side, inputs, NotTraceableError))
    except NotTraceableError:
        raise
    except Exception as error:
        raise NotTraceableError(f"a side raises {type(error).__name__}: {error}", error.__traceback__) from error


def _hypotheses(where: SymbolicArray) -> Iterator[Hypothesis]:
    for places, positions in generic_tuples(where.axes):
        yield Hypothesis(term=where.entries(places), positions=positions)


def _input_array(name: str, variable: Sampled, axes: Mapping[str, Axis]) -> SymbolicArray:
    shape = [axes[d] if isinstance(d, str) else Fixed(d) for d in variable.shape]

    def entry(places: tuple[Place, ...]) -> Term:
        return Entry(name, places)

    return SymbolicArray(shape, entry)


def _input(name: str, variable: Sampled, axes: Mapping[str, Axis]) -> Input:
    def number(dimension: str | int) -> str | int:
        axis = axes.get(dimension) if isinstance(dimension, str) else None
        return axis.length if isinstance(axis, Fixed) else dimension

    low, high = variable.ends
    return Input(
        name=name,
        shape=tuple(map(number, variable.shape)),
        low=low,
        high=high,
        open_low=low is not None and variable.open_low,
        open_high=high is not None and variable.open_high,
        integer=variable.denominator == 1,
    )


def _signs(space: Space, axes: Mapping[str, Axis]) -> Signs:
    signs = {name: _sign(variable) for name, variable in space.variables.items()}
    return Signs(signs, {axis.name: axis.least for axis in axes.values() if isinstance(axis, Size)})


def _sign(variable: Sampled) -> int:
    """1 where all entries are positive, 0 where none is negative, otherwise -1."""
    if variable.structure is Structure.SIMPLEX:
        return 0
    low, _ = variable.ends
    return -1 if low is None or low < 0 else int(low > 0 or variable.open_low)


def sides_of(lemma: Lemma) -> Any:
    """The relation that the claim states between its sides."""
    if isinstance(lemma.claim, Identity):
        return "="
    return "<" if lemma.claim is not None and lemma.claim.strict else "<="
