"""Dot-product self-attention is not Lipschitz.

Claim: (false) its first output changes at most 100 times as fast as the first token; (true) at most 1 + 3 R^2 / 2 times
for |x_i| <= R.
Formula: o(x) = sum_k p_k x_k, p = softmax(x_0 x), tokens x_k in R; |d o / d x_0| <= 100.
Used: robustness of transformers, invertible networks.
Guarantee: FALSE; UPPER for what holds. Width d = 1, any number n of tokens: a special case, enough to refute.
Reference: Kim, Papamakarios, Mnih, The Lipschitz constant of self-attention (2021), theorem 3.1.
"""

from __future__ import annotations

from typing import Any

from proofcheck.theories.gallery.softmax.log_sum_exp import softmax
from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import (
    Array,
    Grade,
    Inequality,
    Lemma,
    Space,
    Variable,
    absolute,
    as_array,
    derivatives,
    identity,
    rationals,
)

_TOKENS = Space(sizes={"n": (2, 4)}, variables={"x": Variable(shape=("n",), low=-64, high=64, unbounded=True)})
_BOUNDED = Space(
    sizes={"n": (2, 4)},
    variables={"x": Variable(shape=("n",), low=-1, high=1), "R": Variable(low=0, high=3, unbounded="above")},
)


def slope(x: Array) -> Any:
    """d o / d x_0, from the definition."""
    first = identity(x.shape[0])[0]
    line = derivatives(lambda z: (softmax(z["x"][0] * z["x"]) * z["x"]).sum(), {"x": x}, {"x": 0 * x + first}, 1)
    return absolute(line[1]).item()


LEMMAS = (
    Lemma(
        name="attention-lipschitz",
        title="Self-attention is 100-Lipschitz",
        statement=r"\left| \frac{\partial o}{\partial x_0} \right| \le 100",
        group="Softmax",
        claim=Inequality(lhs=slope, rhs=lambda x: 100 + 0 * x[0]),
        space=_TOKENS,
        witness=lambda: {"x": rationals([0, 40])},
        expected=Grade.REFUTED,
        holds_instead="attention-bounded",
        kernel=proofs_beside(__file__),
        reference="Kim, Papamakarios, Mnih (2021), theorem 3.1",
        remarks="By hand: x = (0, t) has p = (1, 1)/2 and d o / d x_0 = 1/2 + t^2 / 4, so no constant will do; t = 40 "
        "gives 400.5.",
    ),
    Lemma(
        name="attention-bounded",
        title="Self-attention on bounded tokens",
        statement=r"\left| \frac{\partial o}{\partial x_0} \right| \le 1 + \tfrac32 R^2 \quad (|x_i| \le R)",
        group="Softmax",
        hypotheses="Tokens R x_i with |x_i| <= 1.",
        claim=Inequality(
            lhs=lambda x, R: slope(R * x),
            rhs=lambda x, R: as_array(1 + 3 * R * R / 2).item(),
        ),
        space=_BOUNDED,
        extremes=lambda: [{"x": rationals([1] + 50 * [-1]), "R": rationals("7/5")}],
        kernel=proofs_beside(__file__),
        reference="new here: d o / d x_0 = p_0 + Var_p(x) + p_0 x_0 (x_0 - o)",
        remarks="One token R among e^(2 R^2) tokens -R has p_0 = 1/2 and the slope 1/2 + 3 R^2 / 2: no smaller factor "
        "of R^2 will do for every n.",
    ),
)

KNOWN_MUTANTS = {
    (
        "attention-bounded",
        "slope",
        "identity(x.shape[0])[0] -> identity(x.shape[0])[-1]",
    ): "d o / d x_l = p_l + p_l x_0 (x_l - o) for another token: at most 1 + R^2 / 2",
    (
        "attention-bounded",
        "slope",
        "z['x'][0] * z['x'] -> z['x']",
    ): "p_0 + p_0 (x_0 - o) is at most p_0 + 2 R p_0 (1 - p_0): 1 for R <= 1/2, then at most 1 + R / 2",
}
