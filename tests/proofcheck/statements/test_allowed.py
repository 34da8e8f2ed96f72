"""Everything that a claim may do with arrays is traced as numpy does it, and printed as it is meant."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from proofcheck.lemmas.structures import Structure
from proofcheck.statements import NotTraceableError, guard, trace
from proofcheck.theory import (
    Identity,
    Inequality,
    Lemma,
    Space,
    Variable,
    absolute,
    as_array,
    at_least,
    clip,
    cos,
    derivatives,
    e,
    elementwise,
    exp,
    expm1,
    identity,
    log,
    log1p,
    matmul,
    maximum,
    minimum,
    norm,
    pi,
    power,
    rational,
    rowwise,
    sin,
    sqrt,
    tanh,
    where,
)

SPACE = Space(
    sizes={"n": (1, 3), "m": (1, 3), "k": (2, 3)},
    variables={
        "A": Variable(shape=("n", "m")),
        "B": Variable(shape=("m", "k")),
        "x": Variable(shape=("m",)),
        "P": Variable(shape=("n", 2)),
        "c": Variable(low=1, high=3),
    },
)

ALLOWED = {
    "broadcasting": lambda A, B, x, P, c: A[:, :, None] * B[None, :, :] + x[None, :, None] / c,
    "reshape joins axes": lambda A, B, x, P, c: (A[:, :, None] * B[None]).reshape(A.shape[0], -1),
    "reshape splits axes": lambda A, B, x, P, c: A.reshape(-1).reshape(A.shape) - 1,
    "reshape by products": lambda A, B, x, P, c: A.reshape(A.shape[0] * A.shape[1], 1)[:, 0],
    "reshape of a fixed axis": lambda A, B, x, P, c: P.ravel() + 0,
    "fixed axes first": lambda A, B, x, P, c: P.T.reshape(-1) * c,
    "transposes": lambda A, B, x, P, c: (A[:, :, None] * B[None]).transpose(2, 0, 1),
    "concatenation of sizes": lambda A, B, x, P, c: np.concatenate([x, A.ravel(), as_array([c, 2 * c])]),
    "concatenation along the last axis": lambda A, B, x, P, c: np.concatenate([A, P], axis=1),
    "sums over a concatenation": lambda A, B, x, P, c: (np.concatenate([A, P], axis=1) ** 2).sum(axis=1),
    "products over a concatenation": lambda A, B, x, P, c: matmul(np.concatenate([A, P], axis=1).T, P),
    "block matrices": lambda A, B, x, P, c: np.block([[matmul(A, A.T), P], [P.T, identity(2) * c]]),
    "stack": lambda A, B, x, P, c: np.stack([x, 2 * x, x * x], axis=1),
    "outer": lambda A, B, x, P, c: np.outer(x, P[:, 0]),
    "matmul by operator": lambda A, B, x, P, c: A @ B,
    "integer matrices": lambda A, B, x, P, c: np.array([[1, 2], [0, -1]], dtype=object) @ P.T,
    "nested lists": lambda A, B, x, P, c: as_array([[c, c + 1], [x[0], B[0, 1]]]),
    "sums": lambda A, B, x, P, c: A.sum() + A.sum(axis=0).sum() + P.sum(axis=1).sum(),
    "extrema": lambda A, B, x, P, c: A.max(axis=1) - P.min(axis=1) + maximum(x) * minimum(as_array([c.item(), x[0]])),
    "extrema of several arrays": lambda A, B, x, P, c: maximum(A, x[None, :], 0) - minimum(x, c),
    "absolute values": lambda A, B, x, P, c: abs(A) + np.absolute(x) - elementwise(x, abs),
    "functions": lambda A, B, x, P, c: exp(x) * sqrt(as_array(c)) / exp(-x) + norm(P) - sqrt(c * c),
    "powers": lambda A, B, x, P, c: power(x, 3) + x**2 - x**0 * c**1,
    "unit matrices": lambda A, B, x, P, c: matmul(A, identity(A.shape[1]) * x[:, None]) - c * identity(2)[0, 0],
    "rows": lambda A, B, x, P, c: rowwise(lambda row: (row * x).sum() / c, A),
    "rows of two": lambda A, B, x, P, c: rowwise(lambda a, p: as_array([a.sum(), p[0] * c]), A, P),
    "rows of rows": lambda A, B, x, P, c: rowwise(lambda a: rowwise(lambda y: y * a.sum(), x), A),
    "rows of a fixed axis": lambda A, B, x, P, c: rowwise(lambda row: row.sum() * c, P.T),
    "a loop over a fixed axis": lambda A, B, x, P, c: as_array([column.sum() for column in P.T]),
    "unpacking a fixed axis": lambda A, B, x, P, c: (lambda p, q: p * q - c)(*P.T),
    "sizes as numbers": lambda A, B, x, P, c: c * A.shape[0] * (A.shape[1] - 1) + x.shape[0] ** 2 + A.size,
    "places that every size has": lambda A, B, x, P, c: B[0, 1] - A[0, 0] + x.flat[0] + P[0, -1],
    "slices of fixed axes": lambda A, B, x, P, c: P[:, ::-1] - P[:, 1:],
    "scalars": lambda A, B, x, P, c: c.item() * 3 - 1 / c + c.copy(),
    "logarithms": lambda A, B, x, P, c: log(c) + log1p(x * x) - log(exp(x) / exp(x).sum()),
    "logarithms with a condition": lambda A, B, x, P, c: log(x[0]) + log1p(P),
    "trigonometric functions": lambda A, B, x, P, c: sin(x) * cos(c) + tanh(A.sum()),
    "expm1": lambda A, B, x, P, c: expm1(x) / c,
    "pi and e": lambda A, B, x, P, c: pi * x + c / e - sin(pi / 4) ** 2 * sqrt(2) + as_array([pi, c]).sum(),
    "a side that is a constant": lambda A, B, x, P, c: pi,
    "rational numbers": lambda A, B, x, P, c: rational("0.1") * x + Fraction(1, 3),
    "pieces": lambda A, B, x, P, c: where(x - c, x * x, A) + absolute(x) - clip(x, -1, c) + where(c, 1, x),
    "derivatives of the elementary functions": lambda A, B, x, P, c: derivatives(
        lambda z: sin(z["x"]) * log(z["c"]) + tanh(z["x"]) - expm1(cos(z["x"]) * pi), {"x": x, "c": c}, {"x": x}, 2
    )[2],
    "counting": lambda A, B, x, P, c: at_least(x, 0).sum() - at_least(A.sum(), c),
    "derivatives": lambda A, B, x, P, c: derivatives(lambda z: exp(z["x"]) / z["c"], {"x": x, "c": c}, {"x": x}, 2)[2],
    "derivatives of what stands": lambda A, B, x, P, c: derivatives(lambda z: c * z["c"], {"c": c}, {"c": c}, 1)[1],
    "derivatives of sums": lambda A, B, x, P, c: derivatives(
        lambda z: sqrt((z["x"] * z["x"]).sum() + c), {"x": x}, {"x": A[0]}, 1
    )[1],
    "a side that is a number": lambda A, B, x, P, c: 3,
}


@pytest.mark.parametrize("side", ALLOWED.values(), ids=ALLOWED.keys())
def test_it_is_traced_as_numpy_does_it(side):
    claim = Identity(lhs=side, rhs=lambda A, B, x, P, c: c * 0 + 1)
    lemma = Lemma(name="L", title="T", statement="", claim=claim, space=SPACE)
    assert guard.check(lemma, trace(lemma), instances=4) == []


def lines(lhs, rhs=lambda A, B, x, P, c: c, where=None, kind=Inequality, space=SPACE):
    claim = kind(lhs=lhs, rhs=rhs) if where is None else kind(lhs=lhs, rhs=rhs, where=where)
    return trace(Lemma(name="L", title="T", statement="", claim=claim, space=space)).lines()[1:]


PRINTED = {
    r"\log\left(c\right) + \tanh\left(x_{1}\right) \le c": lambda A, B, x, P, c: log(c) + tanh(x[0]),
    r"\sin\left(\pi\,c\right) - \cos\left(c + e\right) \le c": lambda A, B, x, P, c: sin(pi * c) - cos(c + e),
    r"\max\left(c, 0\right) \le c": lambda A, B, x, P, c: maximum(c, 0),
    r"x_{i}^{2} \le c,\quad i = 1, \ldots, m": lambda A, B, x, P, c: x * x,
    r"\left(x_{i} + c\right)^{3} \le c,\quad i = 1, \ldots, m": lambda A, B, x, P, c: power(x + c, 3),
    r"2\,x_{i} - \left(c - 1\right) \le c,\quad i = 1, \ldots, m": lambda A, B, x, P, c: 2 * x - (c - 1),
    r"\frac{A_{i j}}{c} \le c,\quad i = 1, \ldots, n,\; j = 1, \ldots, m": lambda A, B, x, P, c: A / c,
    r"\sum_{i = 1}^{n} \sum_{j = 1}^{m} A_{i j} \le c": lambda A, B, x, P, c: A.sum(),
    r"\left(\sum_{i = 1}^{m} x_{i}\right)\,c \le c": lambda A, B, x, P, c: x.sum() * c,
    r"\max_{i} \left|x_{i}\right| \le c": lambda A, B, x, P, c: maximum(abs(x)),
    r"\min\left(c, x_{1}\right) \le c": lambda A, B, x, P, c: minimum(as_array([c, x[0]])),
    r"e^{-c}\,\sqrt{c} \le c": lambda A, B, x, P, c: exp(-c) * sqrt(c),
    r"n - c \cdot \tfrac{1}{2} \le c": lambda A, B, x, P, c: A.shape[0] + 0 * c - c * 0.5,
    r"\delta_{1 i} \le c,\quad i = 1, \ldots, m": lambda A, B, x, P, c: identity(x.shape[0])[0],
    r"\mathbf{1}\left[c - 2 \ge 0\right] \le c": lambda A, B, x, P, c: at_least(c, 2),
    r"\left.\frac{d^{2}}{dt^{2}} e^{c + t\,c}\right|_{t = 0} \le c": lambda A, B, x, P, c: derivatives(
        lambda z: exp(z["c"]), {"c": c}, {"c": c}, 2
    )[2],
}


@pytest.mark.parametrize("formula", PRINTED)
def test_it_is_printed_in_the_mathematician_s_way(formula):
    assert lines(PRINTED[formula]) == (formula,)


def test_logarithms_and_roots_are_of_what_their_conditions_admit():
    found = lines(lambda A, B, x, P, c: log(x[0]) + log1p(x[0] * c) + log(c))
    assert found[1:3] == (r"\text{where }x_{1} > 0", r"\text{where }\mathrm{total} > 0")
    moving = trace(
        Lemma(
            name="L",
            title="T",
            statement="",
            claim=Identity(
                lhs=lambda A, B, x, P, c: derivatives(lambda z: log(z["x"][0]), {"x": x}, {"x": x}, 1)[1],
                rhs=lambda A, B, x, P, c: 1,
            ),
            space=SPACE,
        )
    )
    assert "\n  (0 < " in moving.coq()


@pytest.mark.parametrize("moving", [where, clip, absolute], ids=lambda function: function.__name__)
def test_pieces_that_move_have_no_derivative_that_coq_can_say(moving):
    more = {where: (lambda x: (x, x, -x)), clip: (lambda x: (x, -1, 1)), absolute: (lambda x: (x,))}[moving]
    with pytest.raises(NotTraceableError, match=r"the derivative of a function that takes .* \[test_allowed.py:"):
        lines(
            lambda A, B, x, P, c: derivatives(lambda z: moving(*more(z["c"])), {"c": c}, {"c": c}, 1)[1],
        )


def test_hypotheses_and_conditions_are_printed_before_the_claim():
    found = lines(lambda A, B, x, P, c: 1 / x[0], where=lambda A, B, x, P, c: x - 1)
    assert found == (
        r"\text{if }x_{i} - 1 \ge 0,\quad i = 1, \ldots, m",
        r"\text{where }x_{1} \ne 0",
        r"\frac{1}{x_{1}} \le c",
    )


def test_integers_and_sizes_are_printed_in_the_domain():
    space = Space(
        sizes={"n": (2, 3)},
        variables={"z": Variable(shape=("n", 3), denominator=1), "u": Variable(unbounded=True)}
        | {"w": Variable(low=0, open_low=True, unbounded="above")},
    )
    claim = Identity(lhs=lambda z, u, w: u, rhs=lambda z, u, w: u)
    found = trace(Lemma(name="L", title="T", statement="", claim=claim, space=space)).lines()
    assert found == (
        r"n \ge 2,\quad z \in (\mathbb{Z} \cap [-2, 2])^{n \times 3},\quad u \in \mathbb{R},\quad w \in (0, \infty)",
        "u = u",
    )


def give_structure(structure, shape=("n", "n"), **more):
    space = Space(
        sizes={"n": (1, 3), "k": (2, 3)},
        variables={"M": Variable(shape=shape, structure=structure, **more), "x": Variable(low=0, open_low=True)},
    )
    claim = Identity(lhs=lambda M, x: M.sum() / x, rhs=lambda M, x: x)
    return Lemma(name="L", title="T", statement="", claim=claim, space=space)


MEMBERS = {
    Structure.SYMMETRIC: ("(forall (i : 'I_n.+1) (j : 'I_n.+1), M i j = M j i)",),
    Structure.SIMPLEX: (
        "(forall (i : 'I_n.+1) (j : 'I_n.+1), 0 <= M i j)",
        "(forall (i : 'I_n.+1), sum (fun j : 'I_n.+1 => M i j) = 1)",
    ),
    Structure.SPHERE: ("(forall (i : 'I_n.+1), sum (fun j : 'I_n.+1 => M i j * M i j) = 1)",),
    Structure.ORTHOGONAL: (
        "(forall (i : 'I_n.+1) (j : 'I_n.+1), sum (fun l : 'I_n.+1 => M l i * M l j) = (if i == j then 1 else 0))",
    ),
}


@pytest.mark.parametrize("structure", MEMBERS)
def test_members_of_a_structure_are_described_by_what_they_satisfy(structure):
    lemma = give_structure(structure)
    assert guard.check(lemma, trace(lemma), instances=4) == []
    text = trace(lemma).coq()
    assert all(f"{premise} ->" in text for premise in MEMBERS[structure])
    assert ("<= M x0 x1 <= 2" in text) == structure.keeps_entries  # else the range is that of parameters
    assert trace(lemma).digest != trace(give_structure(None)).digest


@pytest.mark.parametrize("structure", [s for s in Structure if s not in MEMBERS])
def test_structures_without_a_description_are_refused(structure):
    with pytest.raises(NotTraceableError, match="a variable among"):
        trace(give_structure(structure))


def test_vectors_and_fixed_shapes_have_structures_too():
    for structure, shape in ((Structure.SIMPLEX, ("k",)), (Structure.SPHERE, (3,)), (Structure.ORTHOGONAL, (2, 2))):
        lemma = give_structure(structure, shape)
        assert guard.check(lemma, trace(lemma), instances=3) == []


def test_open_ends_are_strict():
    found = trace(give_structure(None))
    assert "(0 < x <= 2)" in found.coq()
    assert r"x \in (0, 2]" in found.lines()[0]
    assert "<> 0" not in found.coq()
    closed = Space(sizes={"n": (1, 3), "k": (2, 3)}, variables={"M": Variable(shape=("n", "n")), "x": Variable(low=0)})
    assert trace(replace(give_structure(None), space=closed)).digest != found.digest
