"""Lemmas D.1 to D.8: the derivative of s by X, as printed, and with W transposed.

Every statement about row i0 is decided for i0 = 0; permuting the rows of X gives the others.
"""

from __future__ import annotations

from typing import Any, Final

from proofcheck.theories.papers.multi_layer_gradient.definitions import (
    LINE,
    PROOF,
    SQUARE,
    TOKENS,
    along,
    attention,
    in_row,
    output,
    printed,
    times,
)
from proofcheck.theory import Array, Grade, Identity, Instance, Lemma, Space, identity, matmul, rationals

_GROUP, _MATRICES = "Derivative of s", "Matrix forms"
_EFFECT: Final = (
    "In the paper: D.3 to D.8 and section E inherit the terms. W^T for W, and a row of f for a column, change no "
    "shape, so the "
    "times counted there stay as they are; what is computed as printed is not the gradient unless W is symmetric and "
    "f too. "
    "The terms fit scores X_k^T W X_{i0}, a convention in which the formula may have been derived."
)


def same_row(X: Array, W: Array, V: Array, e: Array, M: Array) -> Array:
    """C1 + .. + C5 of D.1 for i0 = i1 = 0, all j0, along e for e_{j1}; M stands where W is printed."""
    f, h = attention(X, W), matmul(X, V)
    s = matmul(f, h)[0]
    own, every = (times(M, X[0]) * e).sum(), times(X, times(M, e))  # <M_{j1,*}, X_{i0}>, X M_{*,j1}
    first: Array = -s * f[0, 0] * own - s * (f[0] * every).sum() + f[0, 0] * h[0] * own
    total: Array = first + times(h.T, f[0] * every) + f[0, 0] * times(V.T, e)
    return total


def other_row(X: Array, W: Array, V: Array, e: Array, M: Array, weight: Any) -> Array:
    """C6 + C7 + C8 for i0 = 0, i1 = 1, all j0; `weight` stands where f_{i1,i0} is printed."""
    h, s = matmul(X, V), output(X, W, V)[0]
    own = (times(M, X[0]) * e).sum()
    total: Array = -s * weight * own + weight * h[1] * own + weight * times(V.T, e)
    return total


def _asymmetric(e: list[int]) -> Instance:
    """X = I, so that the scores are W = [[0, 1], [0, 0]]; rows of f: (1, e)/(1 + e) and (1, 1)/2."""
    return {
        "X": rationals([[1, 0], [0, 1]]),
        "W": rationals([[0, 1], [0, 0]]),
        "V": rationals([[1, 0], [0, 0]]),
        "e": rationals(e),
    }


D1_SAME = Lemma(
    name="D.1-1",
    title="Derivative of s by its own row",
    statement=r"\frac{d s_{i_0 j_0}}{d X_{i_0 j_1}} = C_1 + C_2 + C_3 + C_4 + C_5, \quad "
    r"C_1 = -s_{i_0 j_0} f_{i_0 i_0} \langle W_{j_1, *}, X_{i_0, *} \rangle, \quad "
    r"C_2 = -s_{i_0 j_0} \langle f_{i_0, *}, X W_{*, j_1} \rangle, \ldots",
    group=_GROUP,
    hypotheses="i0 = i1.",
    source=printed("D.1 part 1, quoted from arXiv 2310.12462, B.16", 34),
    claim=Identity(
        lhs=lambda X, W, V, e: along(X, W, V, in_row(X, e, 0))[0],
        rhs=lambda X, W, V, e: same_row(X, W, V, e, W),
    ),
    space=LINE,
    witness=lambda: _asymmetric([1, 0]),
    expected=Grade.REFUTED,
    holds_instead="D.1-1-transposed",
    remarks="By hand: X = I, W = [[0, 1], [0, 0]], V = [[1, 0], [0, 0]], j0 = j1 = 1. The scores of row 0 are X_00 "
    "X_01 and X_00 "
    "X_11, that is, 0 and 1, so f_00 = 1/(1 + e); by X_00 they change by X_01 = 0 and X_11 = 1, and h_00 = X_00 by 1: "
    "the "
    f"derivative is f_00 - f_00 f_01. Printed: W_1 X_0 = 0 and X W_{{*,1}} = 0 leave C5 = f_00. {_EFFECT}",
)

D1_SAME_TRANSPOSED = Lemma(
    name="D.1-1-transposed",
    title="Derivative of s by its own row, W transposed",
    statement=r"\frac{d s_{i_0 j_0}}{d X_{i_0 j_1}} = C_1 + \cdots + C_5 \text{ with } W^\top \text{ for } W",
    group=_GROUP,
    hypotheses="i0 = i1; f and s as they are.",
    reference="new here",
    kernel=PROOF,
    claim=Identity(
        lhs=lambda X, W, V, e: along(X, W, V, in_row(X, e, 0))[0],
        rhs=lambda X, W, V, e: same_row(X, W, V, e, W.T),
    ),
    space=LINE,
)

D1_OTHER = Lemma(
    name="D.1-2",
    title="Derivative of s by another row",
    statement=r"\frac{d s_{i_0 j_0}}{d X_{i_1 j_1}} = C_6 + C_7 + C_8, \quad "
    r"C_6 = -s_{i_0 j_0} f_{i_1 i_0} \langle W_{j_1, *}, X_{i_0, *} \rangle, \quad "
    r"C_7 = f_{i_1 i_0} h_{i_1 j_0} \langle W_{j_1, *}, X_{i_0, *} \rangle, \quad C_8 = f_{i_1 i_0} (W_V)_{j_1 j_0}",
    group=_GROUP,
    hypotheses="i0 and i1 distinct.",
    source=printed("D.1 part 2, quoted from arXiv 2310.12462, B.16", 34),
    claim=Identity(
        lhs=lambda X, W, V, e: along(X, W, V, in_row(X, e, 1))[0],
        rhs=lambda X, W, V, e: other_row(X, W, V, e, W, attention(X, W)[1, 0]),
    ),
    space=LINE,
    witness=lambda: _asymmetric([0, 1]),
    expected=Grade.REFUTED,
    holds_instead="D.1-2-transposed",
    remarks="By hand: the same X, W, V, j0 = 1, j1 = 2. By X_11 the scores of row 0 change by 0 and X_00 = 1, h not "
    "at all in its first "
    "column: the derivative of s_00 = f_00 is -f_00 f_01. Printed: W_2 X_0 = 0 and V_21 = 0 leave 0. Two changes are "
    "needed: W^T "
    f"for W, and f_{{i0,i1}} for f_{{i1,i0}}. {_EFFECT}",
)

D1_OTHER_TRANSPOSED = Lemma(
    name="D.1-2-transposed",
    title="Derivative of s by another row, W and f transposed",
    statement=r"\frac{d s_{i_0 j_0}}{d X_{i_1 j_1}} = C_6 + C_7 + C_8 \text{ with } W^\top \text{ for } W, "
    r"\; f_{i_0 i_1} \text{ for } f_{i_1 i_0}",
    group=_GROUP,
    hypotheses="i0 and i1 distinct; s as it is.",
    reference="new here",
    kernel=PROOF,
    claim=Identity(
        lhs=lambda X, W, V, e: along(X, W, V, in_row(X, e, 1))[0],
        rhs=lambda X, W, V, e: other_row(X, W, V, e, W.T, attention(X, W)[0, 1]),
    ),
    space=LINE,
)

# Matrix forms


def matrices(X: Array, W: Array, V: Array, M: Array, column: Array) -> Array:
    """B6 + B7 + B8 + e_{i0} (B2 + B4)^T (n x d) for i0 = j0 = 0; M and `column` where W and f_{*,i0} are printed."""
    f, h = attention(X, W), matmul(X, V)
    own, s = times(M, X[0])[None, :], matmul(f, h)[0, 0]
    six, seven = -s * column[:, None] * own, (column * h[:, 0])[:, None] * own
    eight = column[:, None] * V[:, 0][None, :]
    two_and_four = times(M.T, times(X.T, f[0] * h[:, 0] - s * f[0]))
    total: Array = six + seven + eight + identity(X.shape[0])[0][:, None] * two_and_four[None, :]
    return total


_WHOLE = Space(
    sizes={"n": (2, 3), "d": (2, 3)},
    variables={"X": TOKENS, "W": SQUARE, "V": SQUARE, "D": TOKENS},
    large={"n": 8, "d": 4},
)


def _asymmetric_line() -> Instance:
    """As `_asymmetric`, along X_00."""
    given = _asymmetric([1, 0])
    return {name: given[name] for name in ("X", "W", "V")} | {"D": rationals([[1, 0], [0, 0]])}


D8 = Lemma(
    name="D.8",
    title="Matrix form of the gradient of one entry",
    statement=r"\frac{d s_{i_0 j_0}}{d X} = B_6 + B_7 + B_8 + e_{i_0} (B_2 + B_4)^\top, \quad "
    r"B_6 = -s_{i_0 j_0} f_{*, i_0} (W X_{i_0, *})^\top, \ldots",
    group=_MATRICES,
    hypotheses="B2, B4, B6, B7, B8 as in D.3 to D.7. Stated along every direction D.",
    source=printed("D.8, with D.3 to D.7", 39),
    claim=Identity(
        lhs=lambda X, W, V, D: along(X, W, V, D)[0, 0],
        rhs=lambda X, W, V, D: (matrices(X, W, V, W, attention(X, W)[:, 0]) * D).sum(),
    ),
    space=_WHOLE,
    witness=_asymmetric_line,
    expected=Grade.REFUTED,
    holds_instead="D.8-transposed",
    remarks=f"The instance of D.1-1. {_EFFECT}",
)

D8_TRANSPOSED = Lemma(
    name="D.8-transposed",
    title="Matrix form of the gradient of one entry, transposed",
    statement=r"\frac{d s_{i_0 j_0}}{d X} = B_6 + B_7 + B_8 + e_{i_0} (B_2 + B_4)^\top "
    r"\text{ with } W^\top \text{ for } W,\; f_{i_0, *} \text{ for } f_{*, i_0}",
    group=_MATRICES,
    hypotheses="Stated along every direction D.",
    reference="new here",
    kernel=PROOF,
    claim=Identity(
        lhs=lambda X, W, V, D: along(X, W, V, D)[0, 0],
        rhs=lambda X, W, V, D: (matrices(X, W, V, W.T, attention(X, W)[0]) * D).sum(),
    ),
    space=_WHOLE,
    requires=("D.1-1-transposed", "D.1-2-transposed"),
)

LEMMAS = (D1_SAME_TRANSPOSED, D1_SAME, D1_OTHER_TRANSPOSED, D1_OTHER, D8_TRANSPOSED, D8)
