"""The loss of H2O, appendix D.17: L = L_exp + L_sparse + L_reg, u = exp(A x), f = u / <u, 1>, A (n x d), b (n), x (d).

L_exp = ||f - b||^2 / 2, L_sparse = <u, 1>, L_reg = ||diag(w) A x||^2 / 2. Most statements restate Y. Deng, Z. Li, Z.
Song, Attention Scheme Inspired Softmax Regression, arXiv 2304.10411. Read in a text copy of the NeurIPS version
without page numbers. A derivative by x_i is one along the i-th unit vector; the lemmas state it along every d, where
A_{*,i} becomes A d.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from proofcheck.theories.proofs import proofs_beside
from proofcheck.theories.softmax_loss import prediction, scores, square
from proofcheck.theory import Array, Source, Space, Structure, Variable, derivatives, exp

PROOF: Final = proofs_beside(__file__)
PAPER: Final = "Z. Zhang et al., H2O: Heavy-Hitter Oracle for Efficient Generative Inference of Large Language Models"
VERSION: Final = "NeurIPS 2023, arXiv 2306.14048 (a text copy)"
_SIZES: Final = {"n": (1, 4), "d": (1, 3)}
_ANY: Final = Variable(shape=("d",), unbounded=True)
ROWS: Final = {"A": Variable(shape=("n", "d"), unbounded=True), "x": _ANY, "d": _ANY}
TARGET: Final = {"b": Variable(shape=("n",), unbounded=True)}
SIMPLEX: Final = {"b": Variable(shape=("n",), structure=Structure.SIMPLEX)}
LINE: Final = Space(sizes=_SIZES, variables=ROWS, large={"n": 32, "d": 6})
ANY_TARGET: Final = Space(sizes=_SIZES, variables=ROWS | TARGET, large={"n": 32, "d": 6})
ON_SIMPLEX: Final = Space(sizes=_SIZES, variables=ROWS | SIMPLEX, large={"n": 32, "d": 6})


def printed(number: str) -> Source:
    """Where the paper prints a statement."""
    return Source(paper=PAPER, number=number, version=VERSION)


def exponentials(A: Array, x: Array) -> Array:
    """u(x), definition D.35."""
    return exp(scores(A, x))


def loss(A: Array, x: Array, b: Array) -> Any:
    """L_exp, definition D.39."""
    return square(prediction(A, x) - b) / 2


def along(function: Callable[[Array], Any], x: Array, d: Array, order: int) -> Array:
    """The derivative of that order of function(x + t d) at t = 0, from the definition."""
    return derivatives(lambda z: function(z["x"]), {"x": x}, {"x": d}, order)[order]
