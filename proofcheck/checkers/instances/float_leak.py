"""Whether a side of a claim turns what it is given into floats: one evaluation with numbers that refuse to."""

from __future__ import annotations

from proofcheck.arithmetic.opaque import SealError, sealed
from proofcheck.lemmas.claims import Claim, Instance


def leak(claim: Claim, instance: Instance) -> str:
    """What is wrong, or "": then no side leaves the arithmetic here, or not before it fails for another reason."""
    values = {name: sealed(value) for name, value in instance.items()}
    try:
        for side in filter(None, (claim.lhs, claim.rhs, getattr(claim, "where", None))):
            side(**values)
    except SealError as error:
        return str(error)
    except Exception:  # noqa: BLE001 - sides are user code; in the arithmetics that decide, the same raises again
        return ""
    return ""
