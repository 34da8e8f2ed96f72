"""The guard of statements: it passes every claim that is traced, and fails when tracer or printer are broken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from proofcheck.attention.theory import ATTENTION
from proofcheck.statements import NotTraceableError, claims, domains, guard, rewriting, terms, trace
from proofcheck.statements.printing import coq
from proofcheck.statements.symbolic import functions, indexing
from proofcheck.statements.symbolic.array import SymbolicArray
from proofcheck.statements.symbolic.operations import Table
from proofcheck.theories import elementary_functions, first_order_rates, softmax_regression
from proofcheck.theory import Identity, Inequality, Lemma, Space, Variable, as_array, exp, identity, matmul, rowwise

SPACE = Space(
    sizes={"n": (1, 3), "m": (2, 3)},
    variables={
        "A": Variable(shape=("n", "m")),
        "W": Variable(shape=("m", "m")),
        "x": Variable(shape=("m",), low=1),
        "z": Variable(shape=(2,), denominator=1),
        "u": Variable(unbounded=True),
        "w": Variable(low=0, unbounded="above"),
    },
)


def accumulate(A):
    total = 0 * A[0, 0]
    for row in A:
        total = total + row.sum()
    return total


def sides(A, W, x, z, u, w):
    f = exp(x) / exp(x).sum()
    gram = matmul(W.T, matmul(W, W)) - u * identity(x.shape[0])
    return as_array(
        [
            (gram * x[:, None]).sum() - x.max() + (x - 1).min(),
            rowwise(lambda row: abs((row * f).sum()), A).sum() / x[0] - (z[0] - (z[1] - u * w)),
            (A.reshape(-1, 1) * A.reshape(-1, 1)).sum() - x.shape[0] * x[1],
        ]
    )


LEMMA = Lemma(
    name="L",
    title="T",
    statement="",
    claim=Inequality(lhs=sides, rhs=lambda A, W, x, z, u, w: x[0] - u, where=lambda A, W, x, z, u, w: x - x[0] / 2),
    space=SPACE,
)
PLAIN = Lemma(name="P", title="T", statement="", claim=Identity(lhs=sides, rhs=lambda A, W, x, z, u, w: u), space=SPACE)
LOOP = Lemma(
    name="S",
    title="T",
    statement="",
    claim=Identity(lhs=accumulate, rhs=lambda A: A.sum()),
    space=Space(sizes={"n": (2, 3), "m": (1, 3)}, variables={"A": Variable(shape=("n", "m"))}),
)


def find(lemma=LEMMA):
    return {mismatch.part for mismatch in guard.check(lemma, trace(lemma), instances=3)}


def test_sound_traces_and_texts_pass():
    assert find() == find(PLAIN) == set()


@pytest.mark.slow
@pytest.mark.parametrize("number", range(3))
def test_every_traced_claim_of_the_catalogue_passes(number):
    for lemma in ATTENTION.lemmas[number::3]:
        if lemma.claim is not None:
            assert guard.check(lemma, trace(lemma), instances=1) == []


THEORIES = (elementary_functions, first_order_rates, softmax_regression)


def test_claims_of_the_theories_pass_or_say_what_blocks_them():
    blocked = {}
    for lemma in (lemma for module in THEORIES for lemma in module.THEORY.lemmas if lemma.claim is not None):
        try:
            statement = trace(lemma)
        except NotTraceableError as error:
            blocked[lemma.name] = error.reason
            continue
        assert guard.check(lemma, statement, instances=1) == []
    assert all(reason for reason in blocked.values())


def _swap(table, one, other):
    return table | {one: table[other], other: table[one]}


_INPUT = claims._input


def _bound(chosen):
    def change(name, variable, axes):
        return _INPUT(name, replace(variable, unbounded=False) if name == chosen else variable, axes)

    return change


def _without_ends(chosen):
    def change(name, variable, axes):
        return _INPUT(name, replace(variable, unbounded=True) if name == chosen else variable, axes)

    return change


BROKEN = {
    "transposition forgotten": (indexing, "transpose", lambda array, order: Table(array.axes, array.entries), LEMMA),
    "a loop run on the first row alone": (SymbolicArray, "__iter__", lambda self: iter([self[0]]), LOOP),
    "rows exchanged for the first": (functions, "_row", lambda array, places: array[0], LEMMA),
    "identity of ones": (rewriting, "delta", lambda left, right: terms.ONE, LEMMA),
    "hypotheses dropped": (claims, "_hypotheses", lambda where: iter(()), LEMMA),
    "plus for minus": (coq, "_SYMBOLS", coq._SYMBOLS | {"subtract": ("+", 1)}, LEMMA),
    "no parentheses": (coq, "_SYMBOLS", {name: (sign, 5) for name, (sign, _) in coq._SYMBOLS.items()}, LEMMA),
    "maxima for minima": (coq, "_FOLDS", _swap(coq._FOLDS, "maximum", "minimum"), LEMMA),
    "exp for absolute values": (coq, "_FUNCTIONS", coq._FUNCTIONS | {"abs": "exp"}, LEMMA),
    "ranges dropped": (coq._CasePrinter, "_range", lambda self, variable: [], PLAIN),
    "ranges of unbounded variables": (claims, "_input", _bound("u"), PLAIN),
    "the upper end of a half-line": (claims, "_input", _bound("w"), PLAIN),
    "the lower end of a half-line dropped": (claims, "_input", _without_ends("w"), PLAIN),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_tracer_or_printer_is_found(case, monkeypatch):
    place, name, broken, lemma = BROKEN[case]
    monkeypatch.setattr(place, name, broken)
    assert find(lemma)


def test_a_condition_too_many_is_found(monkeypatch):
    extra = domains.Condition(demand=domains.Demand.NONZERO, term=terms.Count("m"), positions=())
    negative = rewriting.operation("negate", terms.Count("m"))
    strict = domains.Condition(demand=domains.Demand.NONNEGATIVE, term=negative, positions=())
    monkeypatch.setattr(domains, "conditions", lambda roots, signs: (extra,))
    assert find() == set()
    monkeypatch.setattr(domains, "conditions", lambda roots, signs: (strict,))
    assert "domain" in find()


def test_a_condition_too_few_is_no_weaker_statement_and_passes(monkeypatch):
    monkeypatch.setattr(domains, "conditions", lambda roots, signs: ())
    assert find() == set()
