"""A claim on exact numbers: its variables as generators, its hypotheses as facts, its two sides as numbers.

What is decided of them holds for every value of the variables at these sizes. A range is a fact, and so is what
defines a probability vector or a symmetric matrix. Of a semidefinite matrix the symmetry is known and nothing more;
another structure is left out. What is left out only makes the claim about more arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from typing import Any, Final, TypeVar

import numpy as np

from proofcheck.arithmetic.constants import LEAVES, Constant
from proofcheck.arithmetic.conversion import Arithmetic
from proofcheck.arithmetic.exact.atoms import Ring
from proofcheck.arithmetic.exact.numbers import Exact, exact, made
from proofcheck.arithmetic.exact.ranges import EVERYWHERE, Range
from proofcheck.arithmetic.exact.undecided import RingFullError, UndecidedError
from proofcheck.arithmetic.functions import Array, as_array, elementwise
from proofcheck.arithmetic.refusals import record_refusals
from proofcheck.arithmetic.watched.watching import UNSEEN_REMEDY
from proofcheck.checkers.instances.conduct import examine_sides
from proofcheck.checkers.instances.evaluation import ClaimError, sides_at
from proofcheck.checkers.instances.sampling import Sizes, draw, shape_of
from proofcheck.lemmas.claims import Claim, Inequality, Space, Variable
from proofcheck.lemmas.structures import Structure

_SYMMETRIC: Final = (Structure.SYMMETRIC, Structure.SEMIDEFINITE, Structure.DEFINITE)
_RINGS: Final = (32, 64, 128, 256, 512, 1024)  # generators
_Found = TypeVar("_Found")


def enlarge(work: Callable[[int], _Found]) -> _Found:
    """`work` with rings of as many generators as it needs. Raises ClaimError when those are too many."""
    for size in _RINGS:
        with suppress(RingFullError):
            return work(size)
    raise ClaimError(f"more than {_RINGS[-1]} variables and atoms")


def variables(space: Space, sizes: Sizes, ring: Ring) -> dict[str, Array]:
    """The arrays of a space at these sizes, entry by entry a generator of the ring; read-only."""
    return {name: _array(variable, shape_of(variable, sizes), ring) for name, variable in space.variables.items()}


def _array(variable: Variable, shape: tuple[int, ...], ring: Ring) -> Array:
    array = elementwise(np.empty(shape, dtype=object), lambda _: made(ring, ring.variable(_range(variable))))
    if variable.structure is Structure.SIMPLEX:
        for row in array.reshape(-1, shape[-1]):
            row[-1] = exact(ring, 1) - sum(row[:-1], exact(ring, 0))
            ring.assume(row[-1].poly)
    if variable.structure in _SYMMETRIC:
        lower = np.tril_indices(shape[0], -1)
        array[lower] = array.T[lower]
    array.flags.writeable = False
    return array


def _range(variable: Variable) -> Range:
    if variable.structure is Structure.SIMPLEX:
        return (Fraction(0), False), (Fraction(1), False)
    low, high = variable.ends
    least, most = EVERYWHERE
    return least if low is None else (low, variable.open_low), most if high is None else (high, variable.open_high)


def examine(claim: Claim, space: Space, sizes: Sizes) -> None:
    """Raise RefusalError for sides that branch on their numbers or leave their arithmetic.

    Raises UndecidedError for code without a source.
    """
    unseen = examine_sides(claim, draw(space, sizes, np.random.default_rng(0)), trace=True).unseen
    if unseen:
        raise UndecidedError(f"{unseen} has no source, so that it cannot be watched; {UNSEEN_REMEDY}")


def hypothesis(claim: Claim, values: dict[str, Array], ring: Ring) -> list[Exact]:
    """The entries of `where`; none without one."""
    where = claim.where if isinstance(claim, Inequality) else None
    with record_refusals():
        return [] if where is None else list(numbers(where(**values), ring).flat)


def sides(claim: Claim, values: dict[str, Array], ring: Ring) -> list[tuple[Exact, Exact]]:
    """Left and right side, entry by entry. Raises ClaimError when shapes differ or an entry is no exact number."""
    lhs, rhs = sides_at(claim, values, Arithmetic.SYMBOLIC)
    return list(zip(numbers(lhs, ring), numbers(rhs, ring), strict=True))


def numbers(values: Any, ring: Ring) -> Array:
    """An array of exact numbers of the ring. Raises ClaimError for an entry that is none."""
    return elementwise(np.asarray(as_array(values), dtype=object), lambda value: _number(value, ring))


def _number(value: Any, ring: Ring) -> Exact:
    if isinstance(value, Constant):
        value = value.value_in(LEAVES[Exact])
    if isinstance(value, Exact) and value.ring is ring:
        return value
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return exact(ring, value)
    raise ClaimError(f"{value!r} ({type(value).__name__}) is not an exact number of this evaluation")
