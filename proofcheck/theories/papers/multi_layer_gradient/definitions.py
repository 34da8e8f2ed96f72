"""The attention map s(X) = softmax(X W X^T) X V of a layer, definitions C.6 to C.10, and its derivative by X.

X (n x d), W, V = W_V (d x d), f = softmax of the rows of X W X^T, h = X V, s = f h. Read in a text copy of arXiv
version 2, from which some signs are lost: part 2 of D.1 is headed "i0 = i1" there for i0 != i1.

Row i0 of s along e in row i1 of X, which is the paper's d/dX_{i1,j1} for e = e_{j1}:

    i1 = i0:   f_{i0 i0} (h_{i0} - s_{i0}) <e, W^T X_{i0}> + sum_k f_{i0 k} (h_k - s_{i0}) <e, W X_k> + f_{i0 i0} V^T e
    i1 != i0:  f_{i0 i1} (h_{i1} - s_{i0}) <e, W^T X_{i0}> + f_{i0 i1} V^T e
"""

from __future__ import annotations

from typing import Any, Final

from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import Array, Source, Space, Variable, absolute, derivatives, exp, identity, matmul, maximum

PAPER: Final = (
    "Y. Liang, Z. Sha, Z. Shi, Z. Song, Y. Zhou, "
    "Multi-Layer Transformers Gradient Can be Approximated in Almost Linear Time"
)
PROOF: Final = proofs_beside(__file__)
VERSION: Final = "arXiv 2408.13233v2 (a text copy)"
TOKENS, SQUARE = Variable(shape=("n", "d"), unbounded=True), Variable(shape=("d", "d"), unbounded=True)
LINE: Final = Space(
    sizes={"n": (2, 3), "d": (2, 3)},  # for d = 1, W^T = W
    variables={"X": TOKENS, "W": SQUARE, "V": SQUARE, "e": Variable(shape=("d",), unbounded=True)},
    large={"n": 8, "d": 4},
)


def printed(number: str, page: int) -> Source:
    """Where the paper prints a statement."""
    return Source(paper=PAPER, number=number, page=str(page), version=VERSION)


def attention(X: Array, W: Array) -> Array:
    """f(X) (n x n)."""
    u = exp(matmul(matmul(X, W), X.T))
    f: Array = u / u.sum(axis=1)[:, None]
    return f


def output(X: Array, W: Array, V: Array) -> Array:
    """s(X) (n x d)."""
    return matmul(attention(X, W), matmul(X, V))


def along(X: Array, W: Array, V: Array, D: Array) -> Array:
    """The derivative of s (n x d) along D (n x d), from the definition."""
    return derivatives(lambda z: output(z["X"], W, V), {"X": X}, {"X": D}, 1)[1]


def in_row(X: Array, e: Array, row: int) -> Array:
    """The direction with e in one row."""
    D: Array = identity(X.shape[0])[row][:, None] * e[None, :]
    return D


def times(M: Array, v: Array) -> Array:
    """M v."""
    column: Array = matmul(M, v[:, None])[:, 0]
    return column


def largest(M: Array) -> Any:
    """max |M_ij|."""
    return maximum(absolute(M))
