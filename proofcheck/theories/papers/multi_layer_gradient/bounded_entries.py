"""Lemmas C.17 to C.19: entries of f, h and s."""

from __future__ import annotations

from proofcheck.theories.papers.multi_layer_gradient.definitions import (
    PROOF,
    SQUARE,
    TOKENS,
    attention,
    largest,
    output,
    printed,
)
from proofcheck.theory import Grade, Inequality, Instance, Lemma, Space, matmul, rationals

_GROUP = "Bounded entries"
_SIZES, _LARGE = {"n": (1, 3), "d": (1, 3)}, {"n": 8, "d": 4}
_WEIGHTS = Space(sizes=_SIZES, variables={"X": TOKENS, "W": SQUARE}, large=_LARGE)
_VALUES = Space(sizes=_SIZES, variables={"X": TOKENS, "V": SQUARE}, large=_LARGE)
_OUTPUT = Space(sizes=_SIZES, variables={"X": TOKENS, "W": SQUARE, "V": SQUARE}, large=_LARGE)

C17 = Lemma(
    name="C.17",
    title="Entries of the attention matrix",
    statement=r"\|f(X)\|_\infty \le 1",
    group=_GROUP,
    source=printed("C.17", 33),
    claim=Inequality(lhs=lambda X, W: largest(attention(X, W)), rhs=lambda X, W: 1),
    space=_WEIGHTS,
    kernel=PROOF,
    remarks="The proof says it of rows that sum to one.",
)


def _one_token() -> Instance:
    return {"X": rationals([[1, 1]]), "V": rationals([[1, 0], [1, 0]])}


C18 = Lemma(
    name="C.18",
    title="Entries of the values, the step of the proof",
    statement=r"\|X W_V\|_\infty \le n\, \|X\|_\infty \|W_V\|_\infty",
    group=_GROUP,
    source=printed("C.18, in the proof", 33),
    claim=Inequality(lhs=lambda X, V: largest(matmul(X, V)), rhs=lambda X, V: X.shape[0] * largest(X) * largest(V)),
    space=_VALUES,
    witness=_one_token,
    expected=Grade.REFUTED,
    holds_instead="C.18-width",
    remarks="By hand: n = 1, d = 2, X = (1, 1), a column of two ones: 2 > 1. With d, the inner dimension, in place of "
    "n it "
    "holds. The lemma's own statement, ||h||_inf <= poly(n), survives, as d = O(log n) in the paper.",
)

C18_WIDTH = Lemma(
    name="C.18-width",
    title="Entries of the values",
    statement=r"\|X W_V\|_\infty \le d\, \|X\|_\infty \|W_V\|_\infty",
    group=_GROUP,
    reference="new here",
    claim=Inequality(lhs=lambda X, V: largest(matmul(X, V)), rhs=lambda X, V: X.shape[1] * largest(X) * largest(V)),
    space=_VALUES,
    kernel=PROOF,
    remarks="Attained by constant matrices.",
)

C19 = Lemma(
    name="C.19",
    title="Entries of the output, the step of the proof",
    statement=r"\|f h\|_\infty \le n\, \|f\|_\infty \|h\|_\infty",
    group=_GROUP,
    source=printed("C.19, in the proof", 33),
    claim=Inequality(
        lhs=lambda X, W, V: largest(output(X, W, V)),
        rhs=lambda X, W, V: X.shape[0] * largest(attention(X, W)) * largest(matmul(X, V)),
    ),
    space=_OUTPUT,
    kernel=PROOF,
)

C19_SHARP = Lemma(
    name="C.19-sharp",
    title="Entries of the output",
    statement=r"\|f h\|_\infty \le \|h\|_\infty",
    group=_GROUP,
    reference="new here",
    claim=Inequality(lhs=lambda X, W, V: largest(output(X, W, V)), rhs=lambda X, W, V: largest(matmul(X, V))),
    space=_OUTPUT,
    kernel=PROOF,
    remarks="Rows of f are probability vectors: neither n nor ||f|| is needed. Attained by equal rows of X.",
)

LEMMAS = (C17, C18_WIDTH, C18, C19, C19_SHARP)

KNOWN_MUTANTS = {
    (
        "C.19",
        "C19",
        "X.shape[0] * largest(attention(X, W)) * largest(matmul(X,... -> largest(matmul(X, V))",
    ): "C.19-sharp",
    ("C.19", "attention", "u / u.sum(axis=1)[:, None] -> u"): "true of every matrix f",
}
