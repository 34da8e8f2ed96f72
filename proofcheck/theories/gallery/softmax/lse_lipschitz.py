"""Log-sum-exp is 1-Lipschitz.

Claim: in the Euclidean norm it changes by no more than its argument does.
Formula: |lse(x) - lse(y)| <= ||x - y||_2.
Used: stability of losses and of normalisers.
Guarantee: TIGHT in the limit (one entry far above the others).
Reference: Boyd and Vandenberghe (2004), section 3.1.5: its gradient is a probability vector.
"""

from __future__ import annotations

from proofcheck.theories.gallery.softmax.log_sum_exp import POINT, lse
from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import Inequality, Lemma, Space, power

LEMMAS = (
    Lemma(
        name="lse-lipschitz",
        title="Log-sum-exp is 1-Lipschitz",
        statement=r"(\mathrm{lse}(x) - \mathrm{lse}(y))^2 \le \|x - y\|_2^2",
        group="Softmax",
        claim=Inequality(
            lhs=lambda x, y: power(lse(x) - lse(y), 2),
            rhs=lambda x, y: ((x - y) * (x - y)).sum(),
        ),
        space=Space(sizes={"n": (1, 5)}, variables={"x": POINT, "y": POINT}, large={"n": 64}),
        kernel=proofs_beside(__file__),
        reference="Boyd and Vandenberghe (2004), section 3.1.5: the gradient is a probability vector",
    ),
)
