"""Products of positive semidefinite matrices.

Claim: (false) the quadratic form of a product of two positive semidefinite matrices is nonnegative; (true) its trace
is.
Formula: <v, A B v> >= 0; trace(A B) >= 0.
Used: a preconditioner times a Hessian; why spectral bounds say nothing about Euclidean distances.
Guarantee: FALSE; TIGHT for the trace (A B = 0).
Reference: Horn and Johnson, Matrix Analysis (2013), section 7.6.
"""

from __future__ import annotations

from typing import Any

from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import (
    Array,
    Certificate,
    Grade,
    Inequality,
    Lemma,
    Space,
    Variable,
    matmul,
    power,
    rationals,
)

_FACTOR = Variable(shape=("n", "n"), unbounded=True)
_VECTOR = Variable(shape=("n",), unbounded=True)


def form(S: Array, T: Array, v: Array) -> Any:
    """<v, A B v> = <A v, B v>, A = S S^T, B = T T^T."""
    return (matmul(matmul(S, S.T), v[:, None]) * matmul(matmul(T, T.T), v[:, None])).sum()


LEMMAS = (
    Lemma(
        name="products-semidefinite",
        title="Products keep the sign",
        statement=r"\langle v, A B v \rangle \ge 0",
        group="Statistics",
        hypotheses="A = S S^T, B = T T^T: all positive semidefinite matrices.",
        claim=Inequality(lhs=lambda S, T, v: 0 * v[0], rhs=form),
        space=Space(sizes={"n": (1, 3)}, variables={"S": _FACTOR, "T": _FACTOR, "v": _VECTOR}),
        witness=lambda: {
            "S": rationals([[1, 0], [1, 0]]),
            "T": rationals([[1, 0], [0, 0]]),
            "v": rationals([1, -2]),
        },
        expected=Grade.REFUTED,
        holds_instead="products-trace",
        kernel=proofs_beside(__file__),
        reference="Horn and Johnson (2013), section 7.6",
        remarks="By hand: A = [[1, 1], [1, 1]], B = [[1, 0], [0, 0]], A v = (-1, -1), B v = (1, 0): "
        "their inner product is -1.",
    ),
    Lemma(
        name="products-trace",
        title="The trace of a product",
        statement=r"\mathrm{tr}(A B) \ge 0",
        group="Statistics",
        hypotheses="A = S S^T, B = T T^T: all positive semidefinite matrices.",
        claim=Inequality(lhs=lambda S, T: 0 * S[0, 0], rhs=lambda S, T: (matmul(S, S.T) * matmul(T, T.T)).sum()),
        space=Space(sizes={"n": (1, 4)}, variables={"S": _FACTOR, "T": _FACTOR}, large={"n": 12}),
        certificate=Certificate(terms=lambda rules, S, T: [[power(a, 2) for a in matmul(S.T, T).ravel()]]),
        kernel=proofs_beside(__file__),
        reference="Horn and Johnson (2013), section 7.6",
    ),
)

KNOWN_MUTANTS = {
    ("products-trace", "LEMMAS", "matmul(S, S.T) * matmul(T, T.T) -> matmul(S, S.T)"): "<1, A 1> >= 0",
    ("products-trace", "LEMMAS", "matmul(S, S.T) * matmul(T, T.T) -> matmul(T, T.T)"): "<1, B 1> >= 0",
}
