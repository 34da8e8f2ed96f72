"""The inequalities between entries that D.1 to D.6 use: how errors pass from exp to f, and from f to the gradient.

||M|| is the largest |entry|, as in the paper; f~, q~ are any matrices. What these lemmas say about ranks and times
rests on lemma D.1, which is quoted from another paper: an asymptotic statement, of rank n^o(1) for B = o(sqrt log n),
that is not decided here but for its step from exp to f, D.1-normalised. (D.1 prints ||A1^T X||, whose shapes fit for
n = d alone; A1 X is meant, as in definition 1.4. D.3 has q = h c^T where definition C.3 has its transpose; the errors
are the same.)
"""

from __future__ import annotations

from typing import Any

from proofcheck.theories.papers.fine_grained_gradient.definitions import PROOF, normalised, printed
from proofcheck.theory import (
    Array,
    Inequality,
    Instance,
    Lemma,
    Space,
    Variable,
    absolute,
    matmul,
    maximum,
    power,
    rationals,
    sqrt,
)

_GROUP = "Errors of low-rank approximations"
_SIZES = {"n": (1, 4), "d": (1, 3)}
_TALL, _WIDE = Variable(shape=("n", "d"), unbounded=True), Variable(shape=("n", "n"), unbounded=True)
_PAIR = Space(sizes={"n": (1, 4)}, variables={"f": _WIDE, "F": _WIDE, "q": _WIDE, "Q": _WIDE}, large={"n": 16})


def largest(M: Array) -> Any:
    """||M||_inf = max |M_ij|."""
    return maximum(absolute(M))


def _perturbed(u: Array, z: Array, e: Array) -> Array:
    """f~ - f, where each entry of exp(A1 X A2^T) = u is known up to the factor 1 + e z."""
    change: Array = normalised(u * (1 + e * z)) - normalised(u)
    return change


def _doubled_odds() -> Instance:
    """Row (1, 2), factors 8/5 and 2/5: weights (1, 2)/3 become (2, 1)/3, and (1 - 4/5)/(3/5) = 1/3."""
    return {"u": rationals([[1, 2], [1, 2]]), "z": rationals([[1, -1], [1, -1]]), "e": rationals("3/5")}


D1_NORMALISED = Lemma(
    name="D.1-normalised",
    title="Error of f from relative errors of exp",
    statement=r"|\tilde u_{jk} - u_{jk}| \le \epsilon\, u_{jk} \;\Rightarrow\; "
    r"\|\tilde f - f\|_\infty \le \frac{1 - \sqrt{1 - \epsilon^2}}{\epsilon} \le \epsilon",
    group=_GROUP,
    hypotheses="u > 0 any matrix, f and f~ its and u~'s rows over their sums, 0 < epsilon < 1; u~ = u (1 + epsilon z).",
    reference="new here: the step of D.1 from an approximation of exp, entry by entry, to f; the rest of D.1 is quoted",
    kernel=PROOF,
    claim=Inequality(
        lhs=lambda u, z, e: largest(_perturbed(u, z, e)),
        rhs=lambda u, z, e: (1 - sqrt(1 - power(e.item(), 2))) / e.item(),
    ),
    space=Space(
        sizes={"n": (1, 4)},
        variables={
            "u": Variable(shape=("n", "n"), low=0, high=4, open_low=True, unbounded="above"),
            "z": Variable(shape=("n", "n"), low=-1, high=1),
            "e": Variable(low=0, high=1, open_low=True, open_high=True),
        },
        large={"n": 16},
    ),
    extremes=lambda: [_doubled_odds()],
    remarks="The best constant, about epsilon/2: attained by row (1, 2) with epsilon = 3/5.",
)

D2 = Lemma(
    name="D.2",
    title="Error of c",
    statement=r"\|(\tilde f - f) h\|_\infty \le n\, \|\tilde f - f\|_\infty \|h\|_\infty",
    group=_GROUP,
    source=printed("proof of D.2", 23),
    kernel=PROOF,
    claim=Inequality(
        lhs=lambda f, F, h: largest(matmul(F - f, h)),
        rhs=lambda f, F, h: f.shape[0] * largest(F - f) * largest(h),
    ),
    space=Space(sizes=_SIZES, variables={"f": _WIDE, "F": _WIDE, "h": _TALL}, large={"n": 16, "d": 4}),
    remarks="The factor n is in the paper's 1/poly(n). Attained by constant matrices.",
)

D3 = Lemma(
    name="D.3",
    title="Error of q",
    statement=r"\|h\, (\tilde c - c)^\top\|_\infty \le d\, \|h\|_\infty \|\tilde c - c\|_\infty",
    group=_GROUP,
    source=printed("proof of D.3", 24),
    kernel=PROOF,
    claim=Inequality(
        lhs=lambda h, c, C: largest(matmul(h, (C - c).T)),
        rhs=lambda h, c, C: h.shape[1] * largest(h) * largest(C - c),
    ),
    space=Space(sizes=_SIZES, variables={"h": _TALL, "c": _TALL, "C": _TALL}, large={"n": 16, "d": 4}),
    remarks="Attained by constant matrices.",
)

D4 = Lemma(
    name="D.4",
    title="Error of p1",
    statement=r"\|\tilde f \circ \tilde q - f \circ q\|_\infty \le "
    r"\|\tilde f\|_\infty \|\tilde q - q\|_\infty + \|q\|_\infty \|\tilde f - f\|_\infty",
    group=_GROUP,
    source=printed("proof of D.4", 24),
    kernel=PROOF,
    claim=Inequality(
        lhs=lambda f, F, q, Q: largest(F * Q - f * q),
        rhs=lambda f, F, q, Q: largest(F) * largest(Q - q) + largest(q) * largest(F - f),
    ),
    space=_PAIR,
)


def rank_one(f: Array, q: Array) -> Array:
    """p2: row j0 is <f_j0, q_j0> f_j0."""
    p: Array = (f * q).sum(axis=1)[:, None] * f
    return p


D5 = Lemma(
    name="D.5",
    title="Error of p2",
    statement=r"\|\tilde p_2 - p_2\|_\infty \le \|\tilde f\|_\infty \|\tilde r - r\|_\infty "
    r"+ \|\tilde f - f\|_\infty \|r\|_\infty, \quad r_{j_0} = \langle f_{j_0}, q_{j_0} \rangle",
    group=_GROUP,
    source=printed("proof of D.5", 25),
    kernel=PROOF,
    claim=Inequality(
        lhs=lambda f, F, q, Q: largest(rank_one(F, Q) - rank_one(f, q)),
        rhs=lambda f, F, q, Q: (
            largest(F) * largest((F * Q).sum(axis=1) - (f * q).sum(axis=1))
            + largest(F - f) * largest((f * q).sum(axis=1))
        ),
    ),
    space=_PAIR,
)

D6 = Lemma(
    name="D.6",
    title="Error of the gradient",
    statement=r"\|A_1^\top (p - \tilde p) A_2\|_\infty \le n^2\, \|A_1\|_\infty \|A_2\|_\infty \|p - \tilde p\|_\infty",
    group=_GROUP,
    source=printed("proof of D.6", 26),
    kernel=PROOF,
    claim=Inequality(
        lhs=lambda A1, A2, p: largest(matmul(matmul(A1.T, p), A2)),
        rhs=lambda A1, A2, p: p.shape[0] * p.shape[0] * largest(A1) * largest(A2) * largest(p),
    ),
    space=Space(sizes=_SIZES, variables={"A1": _TALL, "A2": _TALL, "p": _WIDE}, large={"n": 16, "d": 4}),
    remarks="Here p stands for the difference. Attained by constant matrices.",
)

LEMMAS = (D1_NORMALISED, D2, D3, D4, D5, D6)

KNOWN_MUTANTS = {("D.1-normalised", "_perturbed", "1 + e * z -> 1 - e * z"): "z and -z are the same numbers"}
