"""The inequalities between entries that lemmas D.2 to D.6 use: how errors pass from f and q to the gradient.

||M|| is the largest |entry|, as in the paper; f~, q~ are any matrices. What these lemmas say about ranks and times
rests on lemma D.1, which is quoted from another paper; it is not decided here. (D.1 prints ||A1^T X||, whose shapes
do not fit; A1 X is meant, as in definition 1.4. D.3 has q = h c^T where definition C.3 has its transpose; the errors
are the same.)
"""

from __future__ import annotations

from typing import Any

from proofcheck.theories.papers.fine_grained_gradient.definitions import printed
from proofcheck.theory import Array, Inequality, Lemma, Space, Variable, absolute, matmul, maximum

_GROUP = "Errors of low-rank approximations"
_SIZES = {"n": (1, 4), "d": (1, 3)}
_TALL, _WIDE = Variable(shape=("n", "d")), Variable(shape=("n", "n"))
_PAIR = Space(sizes={"n": (1, 4)}, variables={"f": _WIDE, "F": _WIDE, "q": _WIDE, "Q": _WIDE}, large={"n": 16})


def largest(M: Array) -> Any:
    """||M||_inf = max |M_ij|."""
    return maximum(absolute(M))


D2 = Lemma(
    name="D.2",
    title="Error of c",
    statement=r"\|(\tilde f - f) h\|_\infty \le n\, \|\tilde f - f\|_\infty \|h\|_\infty",
    group=_GROUP,
    source=printed("proof of D.2", 23),
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
    claim=Inequality(
        lhs=lambda A1, A2, p: largest(matmul(matmul(A1.T, p), A2)),
        rhs=lambda A1, A2, p: p.shape[0] * p.shape[0] * largest(A1) * largest(A2) * largest(p),
    ),
    space=Space(sizes=_SIZES, variables={"A1": _TALL, "A2": _TALL, "p": _WIDE}, large={"n": 16, "d": 4}),
    remarks="Here p stands for the difference. Attained by constant matrices.",
)

LEMMAS = (D2, D3, D4, D5, D6)
