"""The theory of arXiv 2408.13233: its concrete lemmas as printed, and what holds where one fails."""

from __future__ import annotations

from proofcheck.theories.papers.multi_layer_gradient import bounded_entries, derivative
from proofcheck.theories.papers.multi_layer_gradient.definitions import PAPER, VERSION
from proofcheck.theory import Theory

THEORY = Theory(
    name="multi-layer-gradient",
    title="Gradients of self-attention",
    problem=r"s(X) = \mathrm{softmax}(X W X^\top)\, X\, W_V",
    notation=(
        (r"X, W, W_V", "tokens, n x d; weights, d x d"),
        (r"f, h, s", "softmax of the rows, values X W_V, output f h"),
    ),
    lemmas=(*bounded_entries.LEMMAS, *derivative.LEMMAS),
    reference=f"{PAPER}, {VERSION}",
    known_mutants=bounded_entries.KNOWN_MUTANTS,
)
