"""Lemmas C.1 to C.8 and 4.1: operations counted while the definitions run, matrix products the textbook ones.

T_mat(a, b, c) = a b c then, as the paper allows; a lemma's O(...) is met with the constants that the counts show.
"""

from __future__ import annotations

from proofcheck.theories.papers.fine_grained_gradient.definitions import attention, printed, residual, weights
from proofcheck.theories.papers.fine_grained_gradient.gradient import gradient
from proofcheck.theory import Cost, Lemma, Space, Variable, matmul

_GROUP = "Costs"
_SIZES = {"n": (1, 12), "d": (1, 6)}
_TALL, _SQUARE, _WIDE = Variable(shape=("n", "d")), Variable(shape=("d", "d")), Variable(shape=("n", "n"))

C1_F = Lemma(
    name="C.1-f",
    title="Cost of the attention matrix",
    statement=r"n d^2 + n^2 d \text{ multiplications for } f \quad (T_{mat}(n, d, n) + T_{mat}(n, d, d))",
    group=_GROUP,
    source=printed("C.1, first bullet", 20),
    cost=Cost(
        compute=lambda A1, X, A2: attention(A1, X, A2),
        space=Space(sizes=_SIZES, variables={"A1": _TALL, "X": _SQUARE, "A2": _TALL}),
        formula=lambda n, d: n * d * d + n * n * d,
    ),
    remarks="And n^2 exponentials and n^2 divisions.",
)

C1_H = Lemma(
    name="C.1-h",
    title="Cost of the values",
    statement=r"n d^2 \text{ multiplications for } h = A_3 Y \quad (T_{mat}(n, d, d))",
    group=_GROUP,
    source=printed("C.1, second bullet", 20),
    cost=Cost(
        compute=lambda A3, Y: matmul(A3, Y),
        space=Space(sizes=_SIZES, variables={"A3": _TALL, "Y": _SQUARE}),
        formula=lambda n, d: n * d * d,
    ),
)

C2 = Lemma(
    name="C.2",
    title="Cost of the residual",
    statement=r"n^2 d \text{ multiplications for } c = f h - E \quad (T_{mat}(n, n, d))",
    group=_GROUP,
    source=printed("C.2", 20),
    cost=Cost(
        compute=lambda f, h, E: matmul(f, h) - E,
        space=Space(sizes=_SIZES, variables={"f": _WIDE, "h": _TALL, "E": _TALL}),
        formula=lambda n, d: n * n * d,
    ),
)

C4 = Lemma(
    name="C.4",
    title="Cost of q",
    statement=r"n^2 d \text{ multiplications for } q = c h^\top \quad (O(T_{mat}(n, n, d)))",
    group=_GROUP,
    source=printed("C.4", 21),
    cost=Cost(
        compute=lambda c, h: matmul(c, h.T),
        space=Space(sizes=_SIZES, variables={"c": _TALL, "h": _TALL}),
        formula=lambda n, d: n * n * d,
    ),
)

C6 = Lemma(
    name="C.6",
    title="Cost of p",
    statement=r"3 n^2 \text{ multiplications for } p \quad (O(n^2))",
    group=_GROUP,
    source=printed("C.6", 21),
    cost=Cost(
        compute=lambda f, q: weights(f, q),
        space=Space(sizes={"n": (1, 24)}, variables={"f": _WIDE, "q": _WIDE}),
        formula=lambda n: 3 * n * n,
    ),
    remarks="Two with f o q computed once.",
)

C8 = Lemma(
    name="C.8",
    title="Cost of the gradient",
    statement=r"4 n^2 d + 3 n d^2 + 3 n^2 \text{ multiplications for } dL/dx \quad "
    r"(O(T_{mat}(n, d, n) + T_{mat}(n, d, d)))",
    group=_GROUP,
    source=printed("C.8, formal version of 4.1", 22),
    cost=Cost(
        compute=gradient,
        space=Space(
            sizes=_SIZES,
            variables={"A1": _TALL, "A2": _TALL, "A3": _TALL, "E": _TALL, "X": _SQUARE, "Y": _SQUARE},
        ),
        formula=lambda n, d: 4 * n * n * d + 3 * n * d * d + 3 * n * n,
    ),
    remarks="The bound is met with the constant 4 and n^2 <= T_mat(n, d, n). The lemma prints it without O(...), "
    "which its "
    "proof has.",
)

C8_PLAIN = Lemma(
    name="C.8-residual",
    title="Cost of the loss's residual from the data",
    statement=r"2 n^2 d + 2 n d^2 \text{ multiplications for } c",
    group=_GROUP,
    source=printed("proof of C.8, steps 1 and 2", 22),
    cost=Cost(
        compute=lambda A1, A2, A3, E, X, Y: residual(attention(A1, X, A2), A3, Y, E),
        space=Space(
            sizes=_SIZES,
            variables={"A1": _TALL, "A2": _TALL, "A3": _TALL, "E": _TALL, "X": _SQUARE, "Y": _SQUARE},
        ),
        formula=lambda n, d: 2 * n * n * d + 2 * n * d * d,
    ),
)

LEMMAS = (C1_F, C1_H, C2, C4, C6, C8_PLAIN, C8)
