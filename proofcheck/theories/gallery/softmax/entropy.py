"""The entropy of a softmax.

Claim: it lies between 0 and log n.
Formula: 0 <= H(p) = lse(x) - <p, x> <= log n for p = softmax(x).
Used: entropy regularisation, temperature, attention collapse.
Guarantee: TIGHT (equal entries; one entry far above the others in the limit).
Reference: Cover and Thomas, Elements of Information Theory (2006), theorem 2.6.4.
"""

from __future__ import annotations

from typing import Any

from proofcheck.theories.gallery.softmax.log_sum_exp import POINT, lse, softmax
from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import Array, Inequality, Lemma, Space, as_array, log


def entropy(x: Array) -> Any:
    """-sum p_i log p_i."""
    return lse(x) - (softmax(x) * x).sum()


LEMMAS = (
    Lemma(
        name="softmax-entropy",
        title="Entropy at most log n",
        statement=r"0 \le \mathrm{lse}(x) - \langle p, x \rangle \le \log n",
        group="Softmax",
        claim=Inequality(
            lhs=lambda x: as_array([0 * x[0], entropy(x)]),
            rhs=lambda x: as_array([entropy(x), 0 * x[0] + log(x.shape[0])]),
            parts=("below", "above"),
        ),
        space=Space(sizes={"n": (2, 6)}, variables={"x": POINT}, large={"n": 256}),
        kernel=proofs_beside(__file__),
        reference="Cover and Thomas (2006), theorem 2.6.4",
    ),
)
