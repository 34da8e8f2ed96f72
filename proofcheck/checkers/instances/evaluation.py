"""Both sides of a claim at an instance, in any of the arithmetics."""

from __future__ import annotations

import numpy as np

from proofcheck.arithmetic.conversion import Arithmetic, convert
from proofcheck.arithmetic.functions import Array, as_array
from proofcheck.lemmas.claims import Claim, Instance


class ClaimError(ValueError):
    """A claim whose sides cannot be compared: shapes differ, or values are not exact numbers or balls."""


def evaluate(claim: Claim, instance: Instance, arithmetic: Arithmetic) -> tuple[Array, Array]:
    """Both sides, flat and of one length, in one arithmetic at the precision in force."""
    values = converted(instance, arithmetic)
    lhs, rhs = (as_array(side(**values)) for side in (claim.lhs, claim.rhs))
    try:
        lhs, rhs = np.broadcast_arrays(lhs, rhs)
    except ValueError as error:
        raise ClaimError(
            f"lhs has shape {lhs.shape} and rhs {rhs.shape}; return the same shape on both sides"
        ) from error
    if lhs.size == 0:
        raise ClaimError(f"both sides are empty arrays of shape {lhs.shape}; a claim compares at least one entry")
    return lhs.ravel(), rhs.ravel()


def converted(instance: Instance, arithmetic: Arithmetic) -> Instance:
    """The instance in one arithmetic, read-only: a side that writes into its arguments would change the other one."""
    values = {name: convert(value, arithmetic) for name, value in instance.items()}
    for array in values.values():
        array.flags.writeable = False
    return values
