"""The paper's objective L(X) = ||f h - E||_F^2 / 2, f = softmax of the rows of A1 X A2^T, h = A3 Y, and its parts.

A1, A2, A3, E (n x d), X, Y (d x d); n and d as in the paper. Appendices B and C leave out the factor 1/d of the scores,
and so do these functions. A derivative by x_i, x = vec(X), is one along the i-th unit matrix; the lemmas state it along
every direction D (d x d), where A_{j0,i} becomes row j0 of A1 D A2^T.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import Array, Source, Space, Variable, derivatives, exp, matmul

PAPER: Final = (
    "J. Alman, Z. Song, The Fine-Grained Complexity of Gradient Computation for Training Large Language Models"
)
PROOF: Final = proofs_beside(__file__)
VERSION: Final = "the NeurIPS 2024 proceedings (arXiv 2402.04497)"


def printed(number: str, page: int) -> Source:
    """Where the paper prints a statement."""
    return Source(paper=PAPER, number=number, page=str(page), version=VERSION)


def scores(A1: Array, X: Array, A2: Array) -> Array:
    """A1 X A2^T (n x n); row j0 is A_{j0} x of the paper."""
    return matmul(matmul(A1, X), A2.T)


def normalised(u: Array) -> Array:
    """Each row over its sum."""
    f: Array = u / u.sum(axis=1)[:, None]
    return f


def attention(A1: Array, X: Array, A2: Array) -> Array:
    """f(x) (n x n), definition 3.4."""
    return normalised(exp(scores(A1, X, A2)))


def residual(f: Array, A3: Array, Y: Array, E: Array) -> Array:
    """c = f h - E (n x d), definition 3.6."""
    c: Array = matmul(f, matmul(A3, Y)) - E
    return c


def loss(A1: Array, A2: Array, A3: Array, E: Array, X: Array, Y: Array) -> Any:
    """L(x), definition 1.2 without the factor 1/d."""
    c = residual(attention(A1, X, A2), A3, Y, E)
    return (c * c).sum() / 2


def weights(f: Array, q: Array) -> Array:
    """p (n x n), definition C.5: row j0 is (diag(f_j0) - f_j0 f_j0^T) q_j0."""
    p: Array = f * q - (f * q).sum(axis=1)[:, None] * f
    return p


def along(function: Callable[[Array], Any], X: Array, D: Array) -> Array:
    """The derivative of function(X) along D, from its definition."""
    return derivatives(lambda z: function(z["X"]), {"X": X}, {"X": D}, 1)[1]


_SIZES: Final = {"n": (1, 3), "d": (1, 2)}
_TALL: Final = Variable(shape=("n", "d"), unbounded=True)
_SQUARE: Final = Variable(shape=("d", "d"), unbounded=True)
_SCORES: Final = {"A1": _TALL, "A2": _TALL, "X": _SQUARE, "D": _SQUARE}
LINE: Final = Space(sizes=_SIZES, variables=_SCORES, large={"n": 12, "d": 4})
WHOLE: Final = Space(sizes=_SIZES, variables=_SCORES | {"A3": _TALL, "E": _TALL, "Y": _SQUARE}, large={"n": 12, "d": 4})
