"""Log-sum-exp is convex and 1/2-smooth, not strictly convex.

Claim: its second derivative along d lies between 0 and ||d||^2 / 2; (false) it is positive for d other than 0.
Formula: 0 <= <d, Hess lse(x) d> = sum p_i d_i^2 - (sum p_i d_i)^2 <= ||d||^2 / 2.
Used: step sizes for softmax losses; Newton's method needs a remedy for the flat direction.
Guarantee: TIGHT (two equal entries, d = (1, -1)); FALSE for strictness (d = (1, .., 1)).
Reference: Gao and Pavel, On the properties of the softmax function (2017), proposition 4, with 1 for the sharp 1/2;
Boyd and Vandenberghe (2004), section 3.1.5.
"""

from __future__ import annotations

from typing import Any

from proofcheck.theories.gallery.softmax.log_sum_exp import POINT, lse
from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import Array, Grade, Inequality, Lemma, Space, Variable, as_array, derivatives, rationals

_SPACE = Space(
    sizes={"n": (2, 5)}, variables={"x": POINT, "d": Variable(shape=("n",), unbounded=True)}, large={"n": 64}
)


def bend(x: Array, d: Array) -> Any:
    """The second derivative of lse along d, from the definition."""
    return derivatives(lambda z: as_array(lse(z["x"])), {"x": x}, {"x": d}, 2)[2].item()


LEMMAS = (
    Lemma(
        name="lse-curvature",
        title="Between flat and 1/2",
        statement=r"0 \le \langle d, \nabla^2 \mathrm{lse}(x)\, d \rangle \le \tfrac12 \|d\|^2",
        group="Softmax",
        claim=Inequality(
            lhs=lambda x, d: as_array([0 * d.sum(), bend(x, d)]),
            rhs=lambda x, d: as_array([bend(x, d), (d * d).sum() / 2]),
            parts=("convex", "smooth"),
        ),
        space=_SPACE,
        extremes=lambda: [{"x": rationals([0, 0]), "d": rationals([1, -1])}],
        kernel=proofs_beside(__file__),
        reference="Gao and Pavel (2017), proposition 4, with 1 for 1/2",
    ),
    Lemma(
        name="lse-strictly-convex",
        title="Log-sum-exp is strictly convex",
        statement=r"\langle d, \nabla^2 \mathrm{lse}(x)\, d \rangle > 0 \quad (d \ne 0)",
        group="Softmax",
        hypotheses="At x = 0 times t, where the Hessian is (I - 1 1^T / n)/n; stated as its quadratic form.",
        claim=Inequality(
            lhs=lambda d: d.sum() * d.sum() / d.shape[0],
            rhs=lambda d: (d * d).sum(),
            where=lambda d: (d * d).sum() - 1,
            strict=True,
        ),
        space=Space(sizes={"n": (2, 5)}, variables={"d": Variable(shape=("n",), unbounded=True)}),
        witness=lambda: {"d": rationals([1, 1])},
        expected=Grade.REFUTED,
        holds_instead="lse-curvature",
        kernel=proofs_beside(__file__),
        reference="a common slip; Boyd and Vandenberghe (2004), section 3.1.5 says convex",
        remarks="By hand: lse(x + t (1, 1)) = lse(x) + t is linear in t, so the second derivative along (1, 1) is 0.",
    ),
)
