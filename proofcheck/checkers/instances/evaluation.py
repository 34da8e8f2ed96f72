"""Both sides of a claim at an instance, in any of the arithmetics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import mpmath
import numpy as np
from flint import arb

from proofcheck.arithmetic.constants import LEAVES, Constant
from proofcheck.arithmetic.conversion import Arithmetic, convert
from proofcheck.arithmetic.functions import Array, as_array, elementwise
from proofcheck.arithmetic.guarded import GuardedBall
from proofcheck.arithmetic.refusals import record_refusals
from proofcheck.checkers.instances.conduct import examine_sides
from proofcheck.lemmas.claims import Claim, Inequality, Instance

_CONSTANTS: Final = {Arithmetic.BALL: arb, Arithmetic.MPF: mpmath.mpf, Arithmetic.FLOAT: float}


class ClaimError(ValueError):
    """A claim whose sides cannot be compared: shapes differ, or values are not exact numbers or balls."""


def evaluate(claim: Claim, instance: Instance, arithmetic: Arithmetic) -> tuple[Array, Array]:
    """Both sides, flat and of one length, in one arithmetic at the precision in force."""
    return sides_at(claim, convert_instance(instance, _elements(claim, instance, arithmetic)), arithmetic)


def sides_at(claim: Claim, values: Mapping[str, Array], arithmetic: Arithmetic) -> tuple[Array, Array]:
    """Both sides, flat and of one length, at values in an arithmetic. Raises ClaimError when shapes differ."""
    lhs, rhs = (side_at(side, values, arithmetic) for side in (claim.lhs, claim.rhs))
    try:
        lhs, rhs = np.broadcast_arrays(lhs, rhs)
    except ValueError as error:
        raise ClaimError(
            f"lhs has shape {lhs.shape} and rhs {rhs.shape}; return the same shape on both sides"
        ) from error
    if lhs.size == 0:
        raise ClaimError(f"both sides are empty arrays of shape {lhs.shape}; a claim compares at least one entry")
    return lhs.ravel(), rhs.ravel()


def side_at(side: Callable[..., Any], values: Mapping[str, Array], arithmetic: Arithmetic) -> Array:
    """What one side returns at values in an arithmetic. Raises what an arithmetic refuses, though the side catches it.

    Else a side could go on in another way where one arithmetic has no value, and be another function there.
    """
    with record_refusals():
        return _unwrap_array(side(**values), arithmetic)


def evaluate_hypothesis(claim: Inequality, instance: Instance, arithmetic: Arithmetic) -> Array:
    """The entries of `where`, flat; none without a hypothesis."""
    if claim.where is None:
        return np.empty(0, dtype=object)
    values = convert_instance(instance, _elements(claim, instance, arithmetic))
    return side_at(claim.where, values, arithmetic).ravel()


def _elements(claim: Claim, instance: Instance, arithmetic: Arithmetic) -> Arithmetic:
    """Guarded balls in place of balls where fractions stand beside them."""
    guarded = arithmetic is Arithmetic.BALL and examine_sides(claim, instance).fractions
    return Arithmetic.GUARDED if guarded else arithmetic


def _unwrap_array(values: Any, arithmetic: Arithmetic) -> Array:
    """What a side returns as an array, guarded balls and exact constants in it as numbers of the arithmetic."""
    array = as_array(values)
    if array.dtype != object or not any(isinstance(entry, GuardedBall | Constant) for entry in array.flat):
        return array
    kind = _CONSTANTS.get(arithmetic)

    def plain(entry: Any) -> Any:
        if isinstance(entry, GuardedBall):
            return entry.ball
        return entry.value_in(LEAVES[kind]) if isinstance(entry, Constant) and kind else entry

    return elementwise(array, plain)


def convert_instance(instance: Instance, arithmetic: Arithmetic) -> Instance:
    """The instance in one arithmetic, read-only: a side that writes into its arguments would change the other one."""
    values = {name: convert(value, arithmetic) for name, value in instance.items()}
    for array in values.values():
        array.flags.writeable = False
    return values
