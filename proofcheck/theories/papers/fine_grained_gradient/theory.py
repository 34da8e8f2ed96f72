"""The theory of arXiv 2402.04497: its concrete lemmas as printed, and what holds where one fails.

Not decided here: E.2, quoted from arXiv 2302.13214 (lemma 4.7), and theorem E.5, lower bounds on running times under
the strong exponential time hypothesis; the ranks and the times in D.1 to D.6.
"""

from __future__ import annotations

from proofcheck.theories.papers.fine_grained_gradient import bounds_in_the_proof, costs, gradient, low_rank, lower_bound
from proofcheck.theories.papers.fine_grained_gradient.definitions import PAPER, VERSION
from proofcheck.theory import Theory

THEORY = Theory(
    name="fine-grained-gradient",
    title="The fine-grained complexity of attention gradients",
    problem=r"L(X) = \tfrac12 \| \mathrm{softmax}(A_1 X A_2^\top)\, A_3 Y - E \|_F^2",
    notation=(
        (r"A_1, A_2, A_3, E", "data, n x d"),
        (r"X, Y", "unknowns, d x d; the gradient is by X"),
        (r"f, h, c", "softmax of the rows, values A3 Y, residual f h - E"),
    ),
    lemmas=(*gradient.LEMMAS, *costs.LEMMAS, *low_rank.LEMMAS, *lower_bound.LEMMAS, *bounds_in_the_proof.LEMMAS),
    reference=f"{PAPER}, {VERSION}",
    known_mutants=bounds_in_the_proof.KNOWN_MUTANTS | low_rank.KNOWN_MUTANTS | lower_bound.KNOWN_MUTANTS,
)
