"""The theory of arXiv 2306.14048, appendix D.17 to D.22: its lemmas as printed, and what holds where one fails."""

from __future__ import annotations

from proofcheck.theories.papers.heavy_hitters import curvature, derivatives, newton
from proofcheck.theories.papers.heavy_hitters.definitions import PAPER, VERSION
from proofcheck.theory import Theory

THEORY = Theory(
    name="heavy-hitters",
    title="Softmax regression with a sparsity penalty",
    problem=r"L(x) = \tfrac12 \| f(x) - b \|^2 + \| e^{A x} \|_1 + \tfrac12 \| \mathrm{diag}(w) A x \|^2, \quad f = "
    r"\mathrm{softmax}(A x)",
    notation=(
        (r"A, b, w, x", "data, n x d, n and n; the unknown, d"),
        (r"u, \alpha, f", "exp(A x), its sum, and u over its sum"),
        (r"B, W", "A^T (B + W^2) A is the Hessian; W = diag(w)"),
    ),
    lemmas=(*derivatives.LEMMAS, *curvature.LEMMAS, *newton.LEMMAS),
    reference=f"{PAPER}, {VERSION}",
    known_mutants=curvature.KNOWN_MUTANTS | newton.KNOWN_MUTANTS,
    open_mutants=curvature.OPEN_MUTANTS | newton.OPEN_MUTANTS,
)
