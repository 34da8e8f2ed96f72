"""A claim on exact numbers: its variables as generators, its hypotheses as facts, its two sides as numbers.

What is decided of them holds for every value of the variables at these sizes. A range is a fact, and so is what
defines a probability vector or a symmetric matrix. Of a semidefinite matrix the symmetry is known and nothing more;
another structure is left out. What is left out only makes the claim about more arrays.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final, TypeVar

import numpy as np

from proofcheck.arithmetic.constants import LEAVES, Constant
from proofcheck.arithmetic.conversion import Arithmetic
from proofcheck.arithmetic.exact.atoms import Ring
from proofcheck.arithmetic.exact.numbers import Exact, exact, generator
from proofcheck.arithmetic.exact.polynomial_ring import RingFullError
from proofcheck.arithmetic.exact.ranges import Bounds
from proofcheck.arithmetic.functions import Array, as_array
from proofcheck.checkers.instances.conduct import examine_sides
from proofcheck.checkers.instances.evaluation import ClaimError, sides_at
from proofcheck.checkers.instances.sampling import Sizes, draw, shape_of
from proofcheck.lemmas.claims import Claim, Inequality, Space, Variable
from proofcheck.lemmas.structures import Structure

_LARGEST: Final = 1024
_Found = TypeVar("_Found")


def enlarge(work: Callable[[int], _Found]) -> _Found:
    """`work` with rings of as many generators as it needs. Raises ClaimError when those are too many."""
    size = 32
    while True:
        try:
            return work(size)
        except RingFullError:
            size *= 2
            if size > _LARGEST:
                raise ClaimError(f"more than {_LARGEST} variables and atoms") from None


def variables(space: Space, sizes: Sizes, ring: Ring) -> dict[str, Array]:
    """The arrays of a space at these sizes, entry by entry a generator of the ring; read-only."""
    values = {name: _array(variable, shape_of(variable, sizes), ring) for name, variable in space.variables.items()}
    for array in values.values():
        array.flags.writeable = False
    return values


def _array(variable: Variable, shape: tuple[int, ...], ring: Ring) -> Array:
    bounds = _bounds(variable)
    array = np.empty(shape, dtype=object)
    for index in np.ndindex(shape):
        array[index] = generator(ring, bounds)
    if variable.structure in _STRUCTURES:
        array = _STRUCTURES[variable.structure](array, ring)
    return array.view(Exact.array_type)


def _bounds(variable: Variable) -> Bounds:
    if variable.structure is Structure.SIMPLEX:
        return Bounds(low=Fraction(0), high=Fraction(1))
    low, high = variable.ends
    ends = -math.inf if low is None else low, math.inf if high is None else high
    return Bounds(*ends, variable.open_low, variable.open_high)


def _on_simplex(array: Array, ring: Ring) -> Array:
    """The last entry of each row is one less the others, and stays nonnegative."""
    for index in np.ndindex(array.shape[:-1]):
        row = array[index]
        row[-1] = exact(ring, 1) - sum(row[:-1], exact(ring, 0))
        ring.assume(row[-1].poly)
    return array


def _symmetric(array: Array, ring: Ring) -> Array:  # noqa: ARG001 - one signature
    for i, j in np.ndindex(array.shape):
        array[i, j] = array[min(i, j), max(i, j)]
    return array


_STRUCTURES: Final[dict[Structure | None, Callable[[Array, Ring], Array]]] = {
    Structure.SIMPLEX: _on_simplex,
    Structure.SYMMETRIC: _symmetric,
    Structure.SEMIDEFINITE: _symmetric,
    Structure.DEFINITE: _symmetric,
}


def examine(claim: Claim, space: Space, sizes: Sizes) -> None:
    """Raise RefusalError for sides that branch on their numbers or leave their arithmetic."""
    examine_sides(claim, draw(space, sizes, np.random.default_rng(0)))


def assume_hypothesis(claim: Claim, values: dict[str, Array], ring: Ring) -> None:
    """The entries of `where` as facts."""
    for entry in hypothesis(claim, values, ring):
        ring.assume(entry.poly)


def hypothesis(claim: Claim, values: dict[str, Array], ring: Ring) -> list[Exact]:
    """The entries of `where`; none without one."""
    where = claim.where if isinstance(claim, Inequality) else None
    return [] if where is None else numbers(as_array(where(**values)), ring)


def sides(claim: Claim, values: dict[str, Array], ring: Ring) -> list[tuple[Exact, Exact]]:
    """Left and right side, entry by entry. Raises ClaimError when shapes differ or an entry is no exact number."""
    lhs, rhs = sides_at(claim, values, Arithmetic.SYMBOLIC)
    return list(zip(numbers(lhs, ring), numbers(rhs, ring), strict=True))


def numbers(values: Array, ring: Ring) -> list[Exact]:
    """The entries of an array as exact numbers of the ring. Raises ClaimError."""
    return [_number(value, ring) for value in np.asarray(values, dtype=object).ravel()]


def _number(value: Any, ring: Ring) -> Exact:
    if isinstance(value, Constant):
        value = value.value_in(LEAVES[Exact])
    if isinstance(value, Exact) and value.ring is ring:
        return value
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return exact(ring, value)
    raise ClaimError(f"{value!r} ({type(value).__name__}) is not an exact number of this evaluation")
