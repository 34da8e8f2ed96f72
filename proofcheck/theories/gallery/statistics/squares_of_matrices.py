"""Squares of matrices and the order of Loewner.

Claim: (false) A <= B implies A^2 <= B^2 for positive semidefinite matrices; (true) it implies trace A^2 <= trace B^2.
Formula: <v, A^2 v> <= <v, B^2 v> for B = A + P, A and P positive semidefinite.
Used: bounding products of Hessians and preconditioners; the square root is operator monotone, the square is not.
Guarantee: FALSE; TIGHT for the trace (P = 0).
Reference: Bhatia, Matrix Analysis (1997), example V.1.2 and proposition V.1.8.
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


def stretched(M: Array, v: Array) -> Any:
    """<v, M^2 v> = ||M v||^2 for symmetric M."""
    image = matmul(M, v[:, None])
    return (image * image).sum()


def _square_trace(M: Array) -> Any:
    """trace M^2 for symmetric M."""
    return (M * M).sum()


def _terms(rules: Any, S: Array, T: Array) -> list[list[Any]]:
    """2 trace A P + trace P^2 = 2 ||S^T T||_F^2 + ||T T^T||_F^2."""
    mixed, own = matmul(S.T, T).ravel(), matmul(T, T.T).ravel()
    return [[*(2 * power(a, 2) for a in mixed), *(power(a, 2) for a in own)]]


LEMMAS = (
    Lemma(
        name="squares-monotone",
        title="Squaring keeps the order",
        statement=r"A \preceq B \;\Rightarrow\; \langle v, A^2 v \rangle \le \langle v, B^2 v \rangle",
        group="Statistics",
        hypotheses="B = A + P, A = S S^T, P = T T^T: all positive semidefinite matrices.",
        claim=Inequality(
            lhs=lambda S, T, v: stretched(matmul(S, S.T), v),
            rhs=lambda S, T, v: stretched(matmul(S, S.T) + matmul(T, T.T), v),
        ),
        space=Space(sizes={"n": (1, 3)}, variables={"S": _FACTOR, "T": _FACTOR, "v": _VECTOR}),
        witness=lambda: {
            "S": rationals([[1, 0], [1, 0]]),
            "T": rationals([[1, 0], [0, 0]]),
            "v": rationals([1, -2]),
        },
        expected=Grade.REFUTED,
        holds_instead="squares-trace",
        kernel=proofs_beside(__file__),
        reference="Bhatia (1997), example V.1.2",
        remarks="By hand: A = [[1, 1], [1, 1]], P = [[1, 0], [0, 0]], A v = (-1, -1), (A + P) v = (0, -1): "
        "squared lengths 2 and 1.",
    ),
    Lemma(
        name="squares-trace",
        title="Squaring keeps the order of traces",
        statement=r"A \preceq B \;\Rightarrow\; \mathrm{tr}\, A^2 \le \mathrm{tr}\, B^2",
        group="Statistics",
        hypotheses="B = A + P, A = S S^T, P = T T^T: all positive semidefinite matrices.",
        claim=Inequality(
            lhs=lambda S, T: _square_trace(matmul(S, S.T)),
            rhs=lambda S, T: _square_trace(matmul(S, S.T) + matmul(T, T.T)),
        ),
        space=Space(sizes={"n": (1, 3)}, variables={"S": _FACTOR, "T": _FACTOR}, large={"n": 12}),
        certificate=Certificate(terms=_terms),
        kernel=proofs_beside(__file__),
        reference="Bhatia (1997), section V.1: trace(A P) >= 0",
    ),
)

KNOWN_MUTANTS = {
    (
        "squares-trace",
        "_square_trace",
        "(M * M).sum() -> maximum(M * M)",
    ): "the largest entry of a semidefinite matrix is on the diagonal, which P does not lower",
    ("squares-trace", "_square_trace", "M * M -> M"): "<1, A 1> <= <1, (A + P) 1>",
}
