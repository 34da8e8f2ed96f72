"""Operations on whole arrays of terms: entry by entry, folds along axes, products of matrices.

Their results are definitions of the terms at each kind of place, so that what is computed once is one definition.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any, NamedTuple, Protocol

from proofcheck.statements import rewriting, terms
from proofcheck.statements.errors import NotTraceableError
from proofcheck.statements.symbolic.axes import UNIT, Axis, Place, axis_length, generic_tuples, indices, skeleton
from proofcheck.statements.terms import Apply, Definition, Position, Term

Entries = Callable[[tuple[Place, ...]], Term]


class Table(NamedTuple):
    """Axes and the term at a place of every axis."""

    axes: tuple[Axis, ...]
    entries: Entries


class Tabular(Protocol):
    """What has axes and entries: a table or an array."""

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The axes, outermost first; none for a single term."""

    @property
    def entries(self) -> Entries:
        """The term at a place of every axis."""


def materialise(axes: Sequence[Axis], body: Entries) -> Table:
    """An array whose entries are definitions: one for each kind of place, made when it is first asked for."""
    axes = tuple(axes)
    known: dict[Any, tuple[tuple[Position, ...], Term]] = {}

    def entries(places: tuple[Place, ...]) -> Term:
        key = tuple(skeleton(axis, place) for axis, place in zip(axes, places, strict=True))
        if key not in known:
            known.update(_kind(axes, key, body))
        positions, term = known[key]
        found = tuple(i for axis, place in zip(axes, places, strict=True) for i in indices(axis, place))
        return rewriting.substitute(term, dict(zip(positions, found, strict=True)))

    return Table(axes, entries)


def _kind(axes: tuple[Axis, ...], key: Any, body: Entries) -> dict[Any, tuple[tuple[Position, ...], Term]]:
    for places, positions in generic_tuples(axes):
        if tuple(skeleton(axis, place) for axis, place in zip(axes, places, strict=True)) == key:
            return {key: (positions, define(body(places), positions))}
    raise NotTraceableError(f"no place of kind {key}")


def define(term: Term, positions: tuple[Position, ...]) -> Term:
    """The term as a definition applied to its free variables; what is no longer than that stays itself.

    Parameters come first, then the positions of loops around the array, then those of its own axes.
    """
    if not isinstance(term, terms.Operation | terms.Fold | terms.Derivative):
        return term
    free = terms.free_variables(term)
    around = sorted((v for v in free if v not in positions), key=lambda v: isinstance(v, Position))
    variables = (*around, *(position for position in positions if position in free))
    return Apply(Definition(variables, term), variables)


def broadcast(function: Callable[..., Term], *arrays: Tabular) -> Table:
    """`function` of the entries at each place, with numpy's rules for shapes."""
    ndim = max(len(array.axes) for array in arrays)
    padded = [(UNIT,) * (ndim - len(array.axes)) + array.axes for array in arrays]
    axes = [_common(axes) for axes in zip(*padded, strict=True)]

    def body(places: tuple[Place, ...]) -> Term:
        return function(
            *(
                array.entries(
                    tuple(
                        0 if axis == UNIT else place
                        for axis, place in zip(array.axes, places[ndim - len(array.axes) :], strict=True)
                    )
                )
                for array in arrays
            )
        )

    return materialise(axes, body)


def _common(axes: tuple[Axis, ...]) -> Axis:
    different = {axis for axis in axes if axis != UNIT}
    if len(different) > 1:
        raise NotTraceableError(f"shapes that do not match: {' and '.join(str(axis_length(a)) for a in different)}")
    return different.pop() if different else UNIT


_OF_TWO = {"sum": "add", "maximum": "maximum", "minimum": "minimum"}


def fold(name: str, axes: Sequence[Axis], body: Entries) -> Term:
    """The fold of the body over all places of the axes: binders over sizes, written out over fixed places."""
    found = []
    for places, positions in generic_tuples(axes):
        term = body(places)
        for position in reversed(positions):
            term = rewriting.fold(name, position, term)
        found.append(term)
    return reduce(lambda x, y: rewriting.operation(_OF_TWO[name], x, y), found)


def reduce_axes(name: str, array: Tabular, axis: int | None) -> Table:
    """A fold along one axis or all."""
    if axis is None:
        return materialise((), lambda _: fold(name, array.axes, array.entries))
    ndim = len(array.axes)
    if not -ndim <= axis < ndim:
        raise NotTraceableError(f"axis {axis} of an array with {ndim} axes")
    axis %= ndim
    kept = array.axes[:axis] + array.axes[axis + 1 :]
    return materialise(
        kept,
        lambda places: fold(
            name, [array.axes[axis]], lambda inner: array.entries((*places[:axis], *inner, *places[axis:]))
        ),
    )


def matmul(left: Tabular, right: Tabular) -> Table:
    """The product of two matrices."""
    if len(left.axes) != 2 or len(right.axes) != 2 or left.axes[1] != right.axes[0]:
        shapes = (tuple(map(axis_length, array.axes)) for array in (left, right))
        raise NotTraceableError(f"the product of arrays of shapes {' and '.join(map(str, shapes))}")

    def body(places: tuple[Place, ...]) -> Term:
        i, j = places
        return fold(
            "sum",
            [right.axes[0]],
            lambda k: rewriting.operation("multiply", left.entries((i, *k)), right.entries((*k, j))),
        )

    return materialise((left.axes[0], right.axes[1]), body)
