"""Inequalities (7) to (10) in the proof of lemma E.3, each as printed, and what holds.

One row of A is B u with u in [0, 1]^n, lambda = log t. a sums exp(lambda (A_j + A_k)) over columns of V and ones j, k
of each column; b is the same sum over all j, k.
"""

from __future__ import annotations

from typing import Any

from proofcheck.theories.papers.fine_grained_gradient.definitions import PROOF, printed
from proofcheck.theory import (
    Array,
    Grade,
    Inequality,
    Instance,
    Lemma,
    Space,
    Variable,
    as_array,
    at_least,
    derivatives,
    exp,
    log,
    matmul,
    rationals,
)

_GROUP = "Inside the proof of E.3"
_ROW = Variable(shape=("n",), low=0, high=1, denominator=2)
_B = Variable(low=0, high=4, open_low=True, unbounded="above")
_ANY = Variable(low=0, high=16, open_low=True, unbounded="above")
_FROM_ONE = Variable(low=1, high=16, unbounded="above")
_V = Variable(shape=("n", "d"), low=0, high=1, denominator=1)
_EVERY = Space(sizes={"n": (1, 3), "d": (1, 2)}, variables={"u": _ROW, "B": _B, "t": _ANY, "V": _V})
_UPWARD = Space(sizes={"n": (1, 3), "d": (1, 2)}, variables={"u": _ROW, "B": _B, "t": _FROM_ONE, "V": _V})
_EFFECT = "E.3 survives this: a softmax and its derivatives do not need the bound (E.3-first, E.3-second)."


def pairs(u: Array, B: Array, x: Array, V: Array) -> Any:
    """sum over columns l of V of (sum over j of V_jl exp(x B u_j))^2."""
    sums = matmul(exp(x * B * u)[None, :], V)
    return (sums * sums).sum()


def a(u: Array, B: Array, t: Array, V: Array, order: int) -> Any:
    """a(lambda) or its derivative of that order, lambda = log t."""
    line = derivatives(lambda z: pairs(u, B, z["x"], V), {"x": log(t)}, {"x": as_array(t / t)}, order)
    return line[order].item()


def b(u: Array, B: Array, t: Array, order: int) -> Any:
    """b(lambda), or its derivative: a for one column of ones."""
    return a(u, B, t, (u / u.shape[0] * 0 + 1)[:, None], order)


def _top(B: Array, t: Array) -> Any:
    """exp(2 B lambda)."""
    return exp(2 * B * log(t)).item()


def _half_are_largest(u: Array) -> Any:
    return 2 * at_least(u, 1).sum() - u.shape[0]


def _seven(u: Array, B: Array, t: Array) -> tuple[Array, Array]:
    """(n/2)^2 e^(2 B lambda) <= b <= n^2 e^(2 B lambda) as two entries a side."""
    n, top, total = u.shape[0], _top(B, t), b(u, B, t, 0)
    return as_array([n * n * top / 4, total]), as_array([total, n * n * top])


def _downhill() -> Instance:
    """Row (1, 0), lambda = -log 2: b = (1/2 + 1)^2 = 9/4, and n^2 e^(2 B lambda) = 1."""
    return {"u": rationals([1, 0]), "B": rationals(1), "t": rationals("1/2"), "V": rationals([[1], [1]])}


SEVEN = Lemma(
    name="E.3-(7)",
    title="Inequality (7), for every lambda",
    statement=r"(n/2)^2 e^{2 B \lambda} \le b(\lambda, i) \le n^2 e^{2 B \lambda}",
    group=_GROUP,
    hypotheses="Half of the row's entries equal B, all in [0, B]; lambda in R, as E.3 says.",
    source=printed("E.3, (7)", 28),
    claim=Inequality(
        lhs=lambda u, B, t, V: _seven(u, B, t)[0],
        rhs=lambda u, B, t, V: _seven(u, B, t)[1],
        where=lambda u, B, t, V: _half_are_largest(u),
    ),
    space=_EVERY,
    witness=_downhill,
    expected=Grade.REFUTED,
    holds_instead="E.3-(7)-upward",
    remarks="By hand: row (1, 0), lambda = -log 2, b = 9/4 > 1. For lambda >= 0, which theorem E.5 uses (it is in [0, "
    "1]), (7) "
    f"is true. {_EFFECT}",
)

SEVEN_UPWARD = Lemma(
    name="E.3-(7)-upward",
    title="Inequality (7) for lambda >= 0",
    statement=r"(n/2)^2 e^{2 B \lambda} \le b(\lambda, i) \le n^2 e^{2 B \lambda} \quad (\lambda \ge 0)",
    group=_GROUP,
    hypotheses="Half of the row's entries equal B, all in [0, B].",
    reference="new here",
    kernel=PROOF,
    claim=Inequality(
        lhs=lambda u, B, t, V: _seven(u, B, t)[0],
        rhs=lambda u, B, t, V: _seven(u, B, t)[1],
        where=lambda u, B, t, V: _half_are_largest(u),
        parts=("lower", "upper"),
    ),
    space=_UPWARD,
)


def _flat_row() -> Instance:
    """Row (1, 0), lambda = log 2, V = (1, 1): b = 9, b' = 2 * 3 * 2 = 12 < 18."""
    return {"u": rationals([1, 0]), "B": rationals(1), "t": rationals(2), "V": rationals([[1], [1]])}


EIGHT = Lemma(
    name="E.3-(8)",
    title="Inequality (8)",
    statement=r"2 b(\lambda, i) \le \frac{d b(\lambda, i)}{d \lambda} \le 2 B\, b(\lambda, i)",
    group=_GROUP,
    hypotheses="Entries of the row in [0, B], as in the lemma; the proof's text has [1, B] here.",
    source=printed("E.3, (8)", 28),
    claim=Inequality(
        lhs=lambda u, B, t, V: as_array([2 * b(u, B, t, 0), b(u, B, t, 1)]),
        rhs=lambda u, B, t, V: as_array([b(u, B, t, 1), 2 * B.item() * b(u, B, t, 0)]),
    ),
    space=_EVERY,
    witness=_flat_row,
    expected=Grade.REFUTED,
    holds_instead="E.3-(10)-upper",
    remarks="By hand: row (1, 0), lambda = log 2, b = (2 + 1)^2 = 9, b' = 2 * 3 * 2 = 12 < 18. The left part needs "
    "entries from 1 "
    "on; only the right part is used afterwards, and that is true.",
)


def _two_columns() -> Instance:
    """n = 1, row (1), V = (1, 1): a = 2 e^(2 lambda)."""
    return {"u": rationals([1]), "B": rationals(1), "t": rationals(1), "V": rationals([[1, 1]])}


NINE = Lemma(
    name="E.3-(9)",
    title="Inequality (9)",
    statement=r"0 \le a(\lambda, i) \le n^2 e^{2 B \lambda}",
    group=_GROUP,
    hypotheses="lambda >= 0, where (7) holds.",
    source=printed("E.3, (9)", 28),
    claim=Inequality(
        lhs=lambda u, B, t, V: as_array([0 * B.item(), a(u, B, t, V, 0)]),
        rhs=lambda u, B, t, V: as_array([a(u, B, t, V, 0), u.shape[0] * u.shape[0] * _top(B, t)]),
    ),
    space=_UPWARD,
    witness=_two_columns,
    expected=Grade.REFUTED,
    holds_instead="E.3-(9)-columns",
    remarks="By hand: n = 1, lambda = 0, two columns of ones: a = 2 > 1. Here the factor d is lost that E.3 lacks.",
)

NINE_COLUMNS = Lemma(
    name="E.3-(9)-columns",
    title="Inequality (9) with the number of columns",
    statement=r"0 \le a(\lambda, i) \le d\, n^2 e^{2 B \lambda} \quad (\lambda \ge 0)",
    group=_GROUP,
    hypotheses="Entries of the row in [0, B].",
    reference="new here",
    kernel=PROOF,
    claim=Inequality(
        lhs=lambda u, B, t, V: as_array([0 * B.item(), a(u, B, t, V, 0)]),
        rhs=lambda u, B, t, V: as_array([a(u, B, t, V, 0), V.shape[1] * u.shape[0] * u.shape[0] * _top(B, t)]),
        parts=("lower", "upper"),
    ),
    space=_UPWARD,
)

TEN = Lemma(
    name="E.3-(10)",
    title="Inequality (10)",
    statement=r"2 a(\lambda, i) \le \frac{d a(\lambda, i)}{d \lambda} \le 2 B\, a(\lambda, i)",
    group=_GROUP,
    hypotheses="Entries of the row in [0, B], as in the lemma; the proof's text has [1, B] here.",
    source=printed("E.3, (10)", 28),
    claim=Inequality(
        lhs=lambda u, B, t, V: as_array([2 * a(u, B, t, V, 0), a(u, B, t, V, 1)]),
        rhs=lambda u, B, t, V: as_array([a(u, B, t, V, 1), 2 * B.item() * a(u, B, t, V, 0)]),
    ),
    space=_EVERY,
    witness=_flat_row,
    expected=Grade.REFUTED,
    holds_instead="E.3-(10)-upper",
    remarks="As (8), which is the case of one column of ones.",
)

TEN_UPPER = Lemma(
    name="E.3-(10)-upper",
    title="The parts of (8) and (10) that are used",
    statement=r"0 \le \frac{d a(\lambda, i)}{d \lambda} \le 2 B\, a(\lambda, i)",
    group=_GROUP,
    hypotheses="Entries of the row in [0, B]; (8) is the case of one column of ones.",
    reference="new here",
    kernel=PROOF,
    claim=Inequality(
        lhs=lambda u, B, t, V: as_array([0 * B.item(), a(u, B, t, V, 1)]),
        rhs=lambda u, B, t, V: as_array([a(u, B, t, V, 1), 2 * B.item() * a(u, B, t, V, 0)]),
        parts=("lower", "upper"),
    ),
    space=_EVERY,
)

LEMMAS = (SEVEN_UPWARD, SEVEN, TEN_UPPER, EIGHT, NINE_COLUMNS, NINE, TEN)

KNOWN_MUTANTS = {
    ("E.3-(10)-upper", "pairs", "x * B * u -> u"): "a is constant in lambda then: 0 <= 0 <= 2 B a",
    ("E.3-(10)-upper", "pairs", "x * B -> B"): "a is constant in lambda then: 0 <= 0 <= 2 B a",
    ("E.3-(7)-upward", "SEVEN_UPWARD", "_seven(u, B, t)[1] -> _seven(u, B, t)[0]"): "both sides are the same",
}
