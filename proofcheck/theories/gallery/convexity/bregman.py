"""The three-point identity of Bregman divergences.

Claim: D(x, z) = D(x, y) + D(y, z) + <grad phi(y) - grad phi(z), x - y>.
Formula: D(x, y) = phi(x) - phi(y) - <grad phi(y), x - y>, here phi(x) = sum exp(x_i).
Used: mirror descent, proximal point methods.
Guarantee: TIGHT (an identity).
Reference: Chen and Teboulle (1993), lemma 3.1.
"""

from __future__ import annotations

from typing import Any

from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import Array, Identity, Lemma, Space, Variable, exp

_POINT = Variable(shape=("n",), unbounded=True)


def divergence(x: Array, y: Array) -> Any:
    """D(x, y) for phi = sum exp."""
    return (exp(x) - exp(y) - exp(y) * (x - y)).sum()


LEMMAS = (
    Lemma(
        name="bregman-three-points",
        title="Three points",
        statement=r"D(x, z) = D(x, y) + D(y, z) + \langle \nabla \varphi(y) - \nabla \varphi(z), x - y \rangle",
        group="Convexity",
        hypotheses="phi(x) = sum of exp(x_i).",
        claim=Identity(
            lhs=lambda x, y, z: divergence(x, z),
            rhs=lambda x, y, z: divergence(x, y) + divergence(y, z) + ((exp(y) - exp(z)) * (x - y)).sum(),
        ),
        space=Space(sizes={"n": (1, 4)}, variables={"x": _POINT, "y": _POINT, "z": _POINT}, large={"n": 64}),
        kernel=proofs_beside(__file__),
        reference="Chen and Teboulle (1993), lemma 3.1",
    ),
)
