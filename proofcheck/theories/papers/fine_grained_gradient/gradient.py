"""Lemma B.1, parts 1 to 8, and lemma C.7: the derivatives of every part of the objective, and the gradient."""

from __future__ import annotations

from typing import Any

from proofcheck.theories.papers.fine_grained_gradient.definitions import (
    LINE,
    WHOLE,
    along,
    attention,
    loss,
    printed,
    residual,
    scores,
    weights,
)
from proofcheck.theory import Array, Identity, Lemma, exp, matmul

_GROUP = "Derivatives"
_DIRECTION = "Stated along every direction D; the paper's x_i is the i-th unit matrix."


def _softmax_line(A1: Array, A2: Array, X: Array, D: Array) -> Array:
    """A o f - <A, f> f by rows, with A = A1 D A2^T."""
    return weights(attention(A1, X, A2), scores(A1, D, A2))


def _outputs_line(A1: Array, A2: Array, X: Array, D: Array, h: Array) -> Array:
    """<h, A o f> - <h, f> <A, f> for every row j0 and column i0."""
    f, S = attention(A1, X, A2), scores(A1, D, A2)
    line: Array = matmul(S * f, h) - (S * f).sum(axis=1)[:, None] * matmul(f, h)
    return line


B1_1 = Lemma(
    name="B.1-1",
    title="Derivative of x",
    statement=r"\frac{d x}{d x_i} = e_i",
    group=_GROUP,
    hypotheses=_DIRECTION,
    source=printed("B.1 part 1", 17),
    claim=Identity(lhs=lambda A1, A2, X, D: along(lambda Z: Z, X, D), rhs=lambda A1, A2, X, D: D),
    space=LINE,
)

B1_2 = Lemma(
    name="B.1-2",
    title="Derivative of the scores",
    statement=r"\frac{d A_{j_0} x}{d x_i} = (A_{j_0})_i",
    group=_GROUP,
    hypotheses=_DIRECTION,
    source=printed("B.1 part 2", 17),
    claim=Identity(
        lhs=lambda A1, A2, X, D: along(lambda Z: scores(A1, Z, A2), X, D),
        rhs=lambda A1, A2, X, D: scores(A1, D, A2),
    ),
    space=LINE,
)

B1_3 = Lemma(
    name="B.1-3",
    title="Derivative of u",
    statement=r"\frac{d u_{j_0}}{d x_i} = A_{j_0, i} \circ u_{j_0}",
    group=_GROUP,
    hypotheses=_DIRECTION,
    source=printed("B.1 part 3", 17),
    claim=Identity(
        lhs=lambda A1, A2, X, D: along(lambda Z: exp(scores(A1, Z, A2)), X, D),
        rhs=lambda A1, A2, X, D: scores(A1, D, A2) * exp(scores(A1, X, A2)),
    ),
    space=LINE,
    requires=("B.1-2",),
)

B1_4 = Lemma(
    name="B.1-4",
    title="Derivative of the normaliser",
    statement=r"\frac{d \alpha_{j_0}}{d x_i} = \langle A_{j_0, i}, u_{j_0} \rangle",
    group=_GROUP,
    hypotheses=_DIRECTION,
    source=printed("B.1 part 4", 17),
    claim=Identity(
        lhs=lambda A1, A2, X, D: along(lambda Z: exp(scores(A1, Z, A2)).sum(axis=1), X, D),
        rhs=lambda A1, A2, X, D: (scores(A1, D, A2) * exp(scores(A1, X, A2))).sum(axis=1),
    ),
    space=LINE,
    requires=("B.1-3",),
)

B1_5 = Lemma(
    name="B.1-5",
    title="Derivative of the softmax",
    statement=r"\frac{d f_{j_0}}{d x_i} = A_{j_0, i} \circ f_{j_0} - \langle A_{j_0, i}, f_{j_0} \rangle f_{j_0}",
    group=_GROUP,
    hypotheses=_DIRECTION,
    source=printed("B.1 part 5", 17),
    claim=Identity(lhs=lambda A1, A2, X, D: along(lambda Z: attention(A1, Z, A2), X, D), rhs=_softmax_line),
    space=LINE,
    requires=("B.1-4",),
)

B1_6 = Lemma(
    name="B.1-6",
    title="Derivative of the outputs",
    statement=r"\frac{d \langle f_{j_0}, h_{i_0} \rangle}{d x_i} = \langle h_{i_0}, A_{j_0, i} \circ f_{j_0} \rangle "
    r"- \langle h_{i_0}, f_{j_0} \rangle \langle A_{j_0, i}, f_{j_0} \rangle",
    group=_GROUP,
    hypotheses=_DIRECTION,
    source=printed("B.1 part 6", 17),
    claim=Identity(
        lhs=lambda A1, A2, A3, E, X, Y, D: along(lambda Z: matmul(attention(A1, Z, A2), matmul(A3, Y)), X, D),
        rhs=lambda A1, A2, A3, E, X, Y, D: _outputs_line(A1, A2, X, D, matmul(A3, Y)),
    ),
    space=WHOLE,
    requires=("B.1-5",),
)

B1_7 = Lemma(
    name="B.1-7",
    title="Derivative of the residual",
    statement=r"\frac{d c_{j_0, i_0}}{d x_i} = \langle A_{j_0, i} \circ f_{j_0}, h_{i_0} \rangle "
    r"- \langle f_{j_0}, h_{i_0} \rangle \langle A_{j_0, i}, f_{j_0} \rangle",
    group=_GROUP,
    hypotheses=_DIRECTION,
    source=printed("B.1 part 7", 17),
    claim=Identity(
        lhs=lambda A1, A2, A3, E, X, Y, D: along(lambda Z: residual(attention(A1, Z, A2), A3, Y, E), X, D),
        rhs=lambda A1, A2, A3, E, X, Y, D: _outputs_line(A1, A2, X, D, matmul(A3, Y)),
    ),
    space=WHOLE,
    requires=("B.1-6",),
)


def _halved_squares(A1: Array, A2: Array, A3: Array, E: Array, X: Array, Y: Array) -> Array:
    """L(x)_{j0, i0} = c^2 / 2 (n x d), definition 3.7."""
    c = residual(attention(A1, X, A2), A3, Y, E)
    halves: Array = c * c / 2
    return halves


B1_8 = Lemma(
    name="B.1-8",
    title="Derivative of one summand of the loss",
    statement=r"\frac{d L_{j_0, i_0}}{d x_i} = \left( \langle h_{i_0}, A_{j_0, i} \circ f_{j_0} \rangle "
    r"- \langle f_{j_0}, A_{j_0, i} \rangle \langle h_{i_0}, f_{j_0} \rangle \right) c_{j_0, i_0}",
    group=_GROUP,
    hypotheses=_DIRECTION,
    source=printed("B.1 part 8", 17),
    claim=Identity(
        lhs=lambda A1, A2, A3, E, X, Y, D: along(lambda Z: _halved_squares(A1, A2, A3, E, Z, Y), X, D),
        rhs=lambda A1, A2, A3, E, X, Y, D: (
            _outputs_line(A1, A2, X, D, matmul(A3, Y)) * residual(attention(A1, X, A2), A3, Y, E)
        ),
    ),
    space=WHOLE,
    requires=("B.1-7",),
)


def gradient(A1: Array, A2: Array, A3: Array, E: Array, X: Array, Y: Array) -> Array:
    """A1^T p A2 (d x d) with p from q = c h^T, definitions C.3 and C.5."""
    f, h = attention(A1, X, A2), matmul(A3, Y)
    p = weights(f, matmul(matmul(f, h) - E, h.T))
    return matmul(matmul(A1.T, p), A2)


def _slope(A1: Array, A2: Array, A3: Array, E: Array, X: Array, Y: Array, D: Array) -> Any:
    return along(lambda Z: loss(A1, A2, A3, E, Z, Y), X, D)


C7 = Lemma(
    name="C.7",
    title="The gradient in closed form",
    statement=r"\frac{d L}{d x} = \mathrm{vec}(A_1^\top\, p\, A_2)",
    group=_GROUP,
    hypotheses="vec row by row, as A = A1 (x) A2 asks. Stated along every direction D.",
    source=printed("C.7", 21),
    claim=Identity(
        lhs=_slope,
        rhs=lambda A1, A2, A3, E, X, Y, D: (gradient(A1, A2, A3, E, X, Y) * D).sum(),
    ),
    space=WHOLE,
    requires=("B.1-8",),
)

LEMMAS = (B1_1, B1_2, B1_3, B1_4, B1_5, B1_6, B1_7, B1_8, C7)
