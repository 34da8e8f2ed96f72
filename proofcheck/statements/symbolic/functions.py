"""The functions of `proofcheck.arithmetic` and of numpy on symbolic arrays; others raise NotTraceableError."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial, reduce
from typing import Any

import numpy as np

from proofcheck.statements import rewriting, terms
from proofcheck.statements.errors import NotTraceableError
from proofcheck.statements.symbolic import indexing, operations
from proofcheck.statements.symbolic.array import (
    SymbolicArray,
    elementwise,
    lift,
    lift_all,
    materialise,
    matmul,
    reduce_axes,
)
from proofcheck.statements.symbolic.axes import Axis, Place, generic_tuples, indices, skeleton
from proofcheck.statements.symbolic.dispatch import FUNCTIONS
from proofcheck.statements.symbolic.lengths import Length, Size, same, size_length
from proofcheck.statements.terms import ELEMENTARY, Derivative, Parameter, Position, Term, Variable


def as_array(value: Any) -> SymbolicArray:
    """A number, an array or a nested list of them as one array."""
    if isinstance(value, list | tuple):
        return SymbolicArray(*indexing.stack([as_array(entry) for entry in value], 0))
    return lift(value)


def _extremum(name: str, values: Any, others: tuple[Any, ...]) -> SymbolicArray:
    """The extremum of all entries; with several arguments, entry by entry of them."""
    if not others:
        return reduce_axes(name, as_array(values), None)
    return reduce(lambda x, y: elementwise(name, x, y), map(as_array, (values, *others)))


def norm(values: Any) -> SymbolicArray:
    """The Euclidean length of all entries."""
    array = as_array(values)
    return elementwise("sqrt", reduce_axes("sum", array * array, None))


def apply_to_entries(values: Any, function: Callable[[Any], Any]) -> SymbolicArray:
    """`function` of every entry."""
    array = as_array(values)
    return _map_over(function, [array], array.axes)


def rowwise(function: Callable[..., Any], *values: Any) -> SymbolicArray:
    """`function` of the rows with one index of all arrays, its values along a new first axis."""
    arrays = [as_array(value) for value in values]
    if any(array.axes[:1] != arrays[0].axes[:1] or not array.axes for array in arrays):
        raise NotTraceableError(f"rowwise of arrays of shapes {', '.join(str(array.shape) for array in arrays)}")
    return _map_over(function, arrays, arrays[0].axes[:1])


def _map_over(function: Callable[..., Any], arrays: Sequence[SymbolicArray], axes: tuple[Axis, ...]) -> SymbolicArray:
    """`function` of the arrays at generic places of their first axes, which are `axes`.

    It is called twice for each kind of place, with different index variables, and must give the same up to their names:
    a function that carries something from one call to the next is refused.
    """
    results = {}
    for (places, positions), (again, others) in zip(generic_tuples(axes), generic_tuples(axes), strict=True):
        result = _at(arrays, places, function)
        _require_equal(result, positions, _at(arrays, again, function), others)
        results[_kind(axes, places)] = (positions, result)
    shape = next(iter(results.values()))[1].axes
    if any(result.axes != shape for _, result in results.values()):
        raise NotTraceableError("a function whose values have different shapes")

    def entries(places: tuple[Place, ...]) -> Term:
        positions, result = results[_kind(axes, places[: len(axes)])]
        found = (i for axis, place in zip(axes, places, strict=False) for i in indices(axis, place))
        return rewriting.substitute(result.entries(places[len(axes) :]), dict(zip(positions, found, strict=True)))

    return SymbolicArray((*axes, *shape), entries)


def _kind(axes: tuple[Axis, ...], places: tuple[Place, ...]) -> Any:
    return tuple(skeleton(axis, place) for axis, place in zip(axes, places, strict=True))


def _at(arrays: Sequence[SymbolicArray], places: tuple[Place, ...], function: Callable[..., Any]) -> SymbolicArray:
    return as_array(function(*(_row(array, places) for array in arrays)))


def _row(array: SymbolicArray, places: tuple[Place, ...]) -> SymbolicArray:
    return SymbolicArray(array.axes[len(places) :], lambda inner: array.entries((*places, *inner)))


def _require_equal(
    one: SymbolicArray, positions: tuple[Position, ...], other: SymbolicArray, others: tuple[Position, ...]
) -> None:
    """Raise unless the arrays are the same with the positions exchanged."""
    if one.axes == other.axes:
        mine: dict[Variable, str] = {p: f"row {i}" for i, p in enumerate(positions)}
        theirs: dict[Variable, str] = {p: f"row {i}" for i, p in enumerate(others)}
        pairs = [(one.entries(places), other.entries(places)) for places, _ in generic_tuples(one.axes)]
        if all(terms.canonical(x, mine) == terms.canonical(y, theirs) for x, y in pairs):
            return
    raise NotTraceableError("a function of rows that carries something from one call to the next")


def directional_derivatives(
    function: Callable[[dict[str, Any]], Any],
    point: Mapping[str, Any],
    direction: Mapping[str, Any],
    order: int,
) -> list[SymbolicArray]:
    """Derivatives 0..`order` at t = 0 of function(point + t * direction), as derivatives of the traced curve."""
    parameter = Parameter(terms.fresh("t"))
    t = SymbolicArray((), lambda _: parameter)
    moved = {
        name: lift(value) + t * lift(direction[name]) if name in direction else value for name, value in point.items()
    }
    curve = as_array(function(moved))
    return [_derivative(curve, parameter, k) for k in range(order + 1)]


def _derivative(curve: SymbolicArray, parameter: Parameter, order: int) -> SymbolicArray:
    def entries(places: tuple[Place, ...]) -> Term:
        body = curve.entries(places)
        if order == 0:
            return rewriting.substitute(body, {parameter: terms.ZERO})
        require_smooth(body, parameter)
        return Derivative(order, parameter, body)

    return materialise(curve.axes, entries)


def require_smooth(term: Term, parameter: Parameter) -> None:
    """Raise where a maximum, minimum or absolute value depends on the parameter: it need not have a derivative."""
    if parameter not in terms.free_variables(term):
        return
    name = term.name if isinstance(term, terms.Operation | terms.Fold) else ""
    if name in ("maximum", "minimum", "abs", "indicator"):
        raise NotTraceableError(f"the derivative of a function that takes {name} of what moves")
    if isinstance(term, terms.Apply):
        inner = {a: p for a, p in zip(term.arguments, term.definition.parameters, strict=True) if a == parameter}
        found = inner[parameter]
        if isinstance(found, Parameter):
            require_smooth(term.definition.body, found)
    for child in terms.children(term):
        require_smooth(child, parameter)


def identity(size: Any) -> SymbolicArray:
    """The identity matrix of a size."""
    if isinstance(size, int):
        return lift(np.eye(size, dtype=int))
    monomials = list(size.coefficients) if isinstance(size, Length) else []
    if len(monomials) != 1 or len(monomials[0]) != 1 or not same(size, size_length(monomials[0][0])):
        raise NotTraceableError(f"identity({size})")
    axis: Size = monomials[0][0]
    return SymbolicArray((axis, axis), lambda places: rewriting.delta(*places))


def broadcast_arrays(*values: Any) -> list[SymbolicArray]:
    """Every array at the common shape."""
    arrays = [lift(value) for value in values]
    return [SymbolicArray(*operations.broadcast(lambda *entries, i=i: entries[i], *arrays)) for i in range(len(arrays))]


def where(condition: Any, a: Any, b: Any) -> SymbolicArray:
    """a where the condition is not negative, b elsewhere; both have values everywhere, as in every arithmetic."""
    chosen = elementwise("indicator", as_array(condition))
    return chosen * as_array(a) + (1 - chosen) * as_array(b)


FUNCTIONS.update(
    {
        "as_array": as_array,
        "at_least": lambda values, bound: elementwise("indicator", as_array(values) - as_array(bound)),
        "broadcast_arrays": broadcast_arrays,
        "directional_derivatives": directional_derivatives,
        "elementwise": apply_to_entries,
        **{name: partial(elementwise, name) for name in ELEMENTARY},
        "clip": lambda values, low, high: _extremum("minimum", _extremum("maximum", values, (low,)), (high,)),
        "expm1": lambda values: elementwise("exp", as_array(values)) - 1,
        "log1p": lambda values: elementwise("log", 1 + as_array(values)),
        "where": where,
        "identity": identity,
        "matmul": lambda left, right: matmul(as_array(left), as_array(right)),
        "absolute": lambda values: elementwise("abs", as_array(values)),
        "maximum": lambda values, *others: _extremum("maximum", values, others),
        "minimum": lambda values, *others: _extremum("minimum", values, others),
        "norm": norm,
        "rowwise": rowwise,
        "numpy.block": lambda rows: SymbolicArray(*indexing.block([lift_all(row) for row in rows])),
        "numpy.broadcast_arrays": broadcast_arrays,
        "numpy.concatenate": lambda arrays, axis=0: SymbolicArray(*indexing.concatenate(lift_all(arrays), axis)),
        "numpy.outer": lambda left, right: lift(left).ravel()[:, None] * lift(right).ravel()[None, :],
        "numpy.stack": lambda arrays, axis=0: SymbolicArray(*indexing.stack(lift_all(arrays), axis)),
    }
)
