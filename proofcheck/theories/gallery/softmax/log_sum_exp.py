"""Log-sum-exp as a smooth maximum.

Claim: it lies above the maximum by at most log n.
Formula: max x <= log sum exp(x_i) <= max x + log n.
Used: smoothing of maxima, stable evaluation, soft attention.
Guarantee: TIGHT (all entries equal, for the right side; in the limit, for the left).
Reference: Boyd and Vandenberghe, Convex Optimization (2004), section 3.1.5.
"""

from __future__ import annotations

from typing import Any

from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import Array, Inequality, Lemma, Space, Variable, as_array, exp, log, maximum

POINT = Variable(shape=("n",), low=-4, high=4, unbounded=True)


def lse(x: Array) -> Any:
    """log sum exp(x_i)."""
    return log(as_array(exp(x).sum())).item()


def softmax(x: Array) -> Array:
    """exp(x) over its sum."""
    u: Array = exp(x)
    p: Array = u / u.sum()
    return p


LEMMAS = (
    Lemma(
        name="lse-maximum",
        title="Log-sum-exp and the maximum",
        statement=r"\max_i x_i \le \log \sum_i e^{x_i} \le \max_i x_i + \log n",
        group="Softmax",
        claim=Inequality(
            lhs=lambda x: as_array([maximum(x), lse(x)]),
            rhs=lambda x: as_array([lse(x), maximum(x) + log(x.shape[0])]),
            parts=("below", "above"),
        ),
        space=Space(sizes={"n": (2, 6)}, variables={"x": POINT}, large={"n": 256}),
        kernel=proofs_beside(__file__),
        reference="Boyd and Vandenberghe (2004), section 3.1.5",
    ),
)
