"""A variable with a structure: the equations and inequalities that its members satisfy, and no others.

Probability vectors p >= 0, sum p = 1; unit vectors sum u^2 = 1; orthogonal matrices Q^T Q = I; symmetric matrices
S = S^T. The claim is about every member. Semidefinite and definite matrices and sorted vectors are described by
quantifiers that a statement does not have: claims about them are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from proofcheck.lemmas.structures import Structure
from proofcheck.statements.errors import NotTraceableError
from proofcheck.statements.symbolic.array import SymbolicArray, lift
from proofcheck.statements.symbolic.axes import generic_tuples
from proofcheck.statements.symbolic.functions import broadcast_arrays, identity
from proofcheck.statements.terms import Position, Term


@dataclass(frozen=True, kw_only=True)
class Membership:
    """`relation` (= or <=) between two terms at all places of the positions: a premise."""

    relation: str
    lhs: Term
    rhs: Term
    positions: tuple[Position, ...]


def members(array: SymbolicArray, structure: Structure | None) -> Iterator[Membership]:
    """What the members of a structure satisfy. Raises NotTraceableError for structures that are refused."""
    match structure:
        case None:
            return
        case Structure.SYMMETRIC:
            yield from _relate("=", array, array.T)
        case Structure.ORTHOGONAL:
            yield from _relate("=", array.T @ array, identity(array.shape[1]))
        case Structure.SPHERE:
            yield from _relate("=", (array * array).sum(axis=-1), lift(1))
        case Structure.SIMPLEX:
            yield from _relate("<=", lift(0), array)
            yield from _relate("=", array.sum(axis=-1), lift(1))
        case _:
            raise NotTraceableError(f"a variable among {structure.value}")


def _relate(relation: str, lhs: SymbolicArray, rhs: SymbolicArray) -> Iterator[Membership]:
    left, right = broadcast_arrays(lhs, rhs)
    for places, positions in generic_tuples(left.axes):
        yield Membership(relation=relation, lhs=left.entries(places), rhs=right.entries(places), positions=positions)
