"""Claims as statements for every size: what is traced, what is refused, and what a digest sees."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import proofcheck
from proofcheck.attention.theory import ATTENTION
from proofcheck.lemmas.structures import Structure
from proofcheck.statements import NotTraceableError, coq_file, trace
from proofcheck.theory import Identity, Inequality, Lemma, Space, Variable, as_array, derivatives, exp, matmul, maximum

SPACE = Space(
    sizes={"n": (1, 3), "m": (1, 3)}, variables={"A": Variable(shape=("n", "m")), "x": Variable(shape=("m",))}
)


def lemma(lhs, rhs=lambda A, x: 0, space=SPACE, kind=Inequality, **more):
    return Lemma(name="L", title="T", statement="", claim=kind(lhs=lhs, rhs=rhs, **more), space=space)


def statement(*sides, **more):
    return trace(lemma(*sides, **more))


def accumulate(A, x):
    total = 0 * x[0]
    for row in A:
        total = total + row.sum()
    return total


def in_place(A, x):
    other = same = exp(x)
    other += 1
    return same.sum()


REFUSED = {
    "a loop that accumulates": accumulate,
    "a list of rows": lambda A, x: as_array([row.sum() for row in A]),
    "a range over a size": lambda A, x: sum(x[i] for i in range(x.shape[0])),
    "len of a size": lambda A, x: x.sum() / len(x),
    "a branch on a value": lambda A, x: x.sum() if x.sum() > 0 else -x.sum(),
    "equality of values": lambda A, x: x.sum() if x[0] == 0 else x[0],
    "max of two numbers": lambda A, x: max(x[0], x.sum()),
    "float": lambda A, x: float(x[0]),
    "numpy on values": lambda A, x: np.linalg.norm(x),
    "an index beyond the least size": lambda A, x: x[1],
    "the last entry": lambda A, x: x[-1],
    "a slice of a size": lambda A, x: x[1:].sum(),
    "assignment": lambda A, x: x.__setitem__(0, 0),
    "an operation in place": in_place,
    "a fractional power": lambda A, x: (x**0.5).sum(),
    "shapes that need not match": lambda A, x: (A.sum(axis=1) + x).sum(),
    "a product of shapes that do not fit": lambda A, x: matmul(A, A).sum(),
    "eye of a size": lambda A, x: np.eye(x.shape[0], dtype=int).sum(),
    "an unknown attribute": lambda A, x: x.mid,
    "a cumulative sum": lambda A, x: np.cumsum(x)[0],
    "sorting": lambda A, x: np.sort(x)[0],
    "keepdims": lambda A, x: x.sum(axis=0, keepdims=True),
    "conversion to numpy": lambda A, x: np.asarray(x).sum(),
    "a comparison of two sizes": lambda A, x: x.sum() if A.shape[0] == A.shape[1] else -x.sum(),
}


@pytest.mark.parametrize("side", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_followed_exactly_is_refused(side):
    with pytest.raises(NotTraceableError):
        statement(side)


def test_a_lemma_without_a_claim_is_refused():
    with pytest.raises(NotTraceableError, match="no claim"):
        trace(ATTENTION["R4"])


def test_a_refusal_names_the_line_of_the_claim():
    with pytest.raises(NotTraceableError, match=rf"loop .*test_tracer\.py:{accumulate.__code__.co_firstlineno + 2}"):
        statement(accumulate)


def test_renaming_variables_and_functions_changes_no_digest():
    def total(values):
        return values.sum()

    renamed = Space(
        sizes={"a": (1, 3), "b": (1, 3)}, variables={"M": Variable(shape=("a", "b")), "y": Variable(shape=("b",))}
    )
    one = statement(lambda A, x: (A * x[None, :]).sum())
    other = statement(lambda M, y: total(M * y[None, :]), lambda M, y: 0, space=renamed)
    assert one.digest == other.digest


CHANGES = {
    "another operation": statement(lambda A, x: x.sum() * 2, lambda A, x: x.sum()),
    "the sides exchanged": statement(lambda A, x: x.sum(), lambda A, x: x.sum() + 1),
    "an identity": statement(lambda A, x: x.sum() + 1, lambda A, x: x.sum(), kind=Identity),
    "a hypothesis": statement(lambda A, x: x.sum() + 1, lambda A, x: x.sum(), where=lambda A, x: x),
    "strictly": statement(lambda A, x: x.sum() + 1, lambda A, x: x.sum(), strict=True),
    "a range": statement(
        lambda A, x: x.sum() + 1,
        lambda A, x: x.sum(),
        space=replace(SPACE, variables={**SPACE.variables, "x": Variable(shape=("m",), high=3)}),
    ),
    "no range": statement(
        lambda A, x: x.sum() + 1,
        lambda A, x: x.sum(),
        space=replace(SPACE, variables={**SPACE.variables, "x": Variable(shape=("m",), unbounded=True)}),
    ),
    "a half-line": statement(
        lambda A, x: x.sum() + 1,
        lambda A, x: x.sum(),
        space=replace(SPACE, variables={**SPACE.variables, "x": Variable(shape=("m",), unbounded="above")}),
    ),
    "integers": statement(
        lambda A, x: x.sum() + 1,
        lambda A, x: x.sum(),
        space=replace(SPACE, variables={**SPACE.variables, "x": Variable(shape=("m",), denominator=1)}),
    ),
    "a least size": statement(
        lambda A, x: x.sum() + 1, lambda A, x: x.sum(), space=replace(SPACE, sizes={"n": (1, 3), "m": (2, 3)})
    ),
    "another shape": statement(
        lambda A, x: x.sum() + 1,
        lambda A, x: x.sum(),
        space=replace(SPACE, variables={**SPACE.variables, "x": Variable(shape=("n",))}),
    ),
    "a maximum": statement(lambda A, x: maximum(x) + 1, lambda A, x: x.sum()),
    "the original": statement(lambda A, x: x.sum() + 1, lambda A, x: x.sum()),
}


def test_every_change_of_meaning_changes_the_digest():
    digests = [found.digest for found in CHANGES.values()]
    assert len(set(digests)) == len(digests)


@pytest.mark.parametrize("strict", [False, True])
def test_a_strict_claim_is_stated_strictly(strict):
    found = statement(lambda A, x: x.sum(), lambda A, x: A.sum(), strict=strict)
    sign, latex = ("<", " < ") if strict else ("<=", r" \le ")
    assert f"x i) {sign} sum" in found.coq()
    assert any(f"{latex}\\sum" in line for line in found.lines())


def test_the_greatest_sampled_size_is_no_part_of_the_statement():
    wider = replace(SPACE, sizes={"n": (1, 30), "m": (1, 3)})
    assert statement(lambda A, x: x.sum()).digest == statement(lambda A, x: x.sum(), space=wider).digest
    assert statement(lambda A, x: x.sum()).coverage == "every n, m >= 1; A, x in [-2, 2]"


def test_a_size_with_one_value_is_that_number():
    one = statement(lambda A, x: x.sum(), space=replace(SPACE, sizes={"n": (1, 3), "m": (2, 2)}))
    assert one.coverage == "every n >= 1, m = 2; A, x in [-2, 2]"
    assert "x (ordi 0 2) + x (ordi 1 2)" in one.coq()


def test_a_size_that_the_code_compares_is_split_into_cases():
    found = statement(lambda A, x: x.sum() if x.shape[0] == 1 else 2 * x.sum())
    assert found.coverage == "every n >= 1, m = 1 and every n >= 1, every m >= 2; A, x in [-2, 2]"
    assert "Definition statement : Prop := Case1.statement /\\ Case2.statement." in found.coq()


def test_hypotheses_exclude_only_where_the_sides_are_undefined():
    assert "<> 0" not in statement(lambda A, x: (exp(x) / exp(x).sum()).sum()).coq()
    assert "(x ord0 <> 0)" in statement(lambda A, x: 1 / x[0]).coq()
    assert "(forall (i : 'I_m.+1), x i <> 0)" in statement(lambda A, x: (1 / x).sum()).coq()


def test_integer_variables_are_integers():
    space = replace(SPACE, variables={**SPACE.variables, "x": Variable(shape=("m",), denominator=1)})
    assert "exists z : Z, x x0 = IZR z" in statement(lambda A, x: x.sum(), space=space).coq()


def test_all_claims_of_the_catalogue_are_stated_for_every_size():
    claims = [found for found in ATTENTION.lemmas if found.claim is not None]
    text = coq_file(claims)
    assert "not traced" not in text
    assert text.count("Definition statement : Prop") >= len(claims) >= 68


def test_the_committed_statements_are_those_of_the_claims():
    committed = Path(proofcheck.__file__).parent / "kernel" / "coq" / "Generated.v"
    assert committed.read_text() == coq_file(ATTENTION.lemmas)


TRUSTED = ("array", "axes", "claims", "coq", "digest", "dispatch", "domains", "functions", "indexing", "lengths")
TRUSTED += ("naming", "operations", "rewriting", "structures", "terms")


def code_lines(path):
    """Lines that are neither blank, comment nor docstring."""
    source = path.read_text()
    texts = {
        line
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for line in range(node.lineno, node.end_lineno + 1)
    }
    lines = enumerate(source.splitlines(), start=1)
    return sum(bool(line.strip()) and not line.strip().startswith("#") and n not in texts for n, line in lines)


def test_what_a_statement_rests_on_stays_small():
    folder = Path(proofcheck.__file__).parent / "statements"
    files = {path.stem: path for path in folder.rglob("*.py")}
    counted = {name: code_lines(files[name]) for name in TRUSTED}
    untrusted = {"__init__", "coq_reader", "errors", "evaluate", "guard", "latex", "statement", "words"}
    assert files.keys() == counted.keys() | untrusted
    assert sum(counted.values()) <= 1760, counted  # of which nine are sin, cos, tanh, log, pi and e, from terms to Coq


def test_names_that_meet_are_told_apart():
    space = Space(
        sizes={"d": (1, 2), "t": (1, 2)},
        variables={"d": Variable(shape=("d",)), "t_": Variable(shape=("t",)), "S": Variable(), "forall": Variable()},
    )
    found = trace(lemma(lambda d, t_, S, **z: d.sum() * t_.sum(), lambda d, t_, S, **z: S * z["forall"], space=space))
    assert "Variables d t : nat." in found.coq()
    assert "Variable d2 : 'I_d.+1 -> R." in found.coq()
    assert "Variable forall_ : R." in found.coq()
    assert r"\mathbf{d} \in [-2, 2]^{d}" in found.lines()[0]


def test_a_variable_called_t_is_not_the_parameter_of_a_derivative():
    space = Space(variables={"t": Variable()})

    def square_along(t):
        return derivatives(lambda z: z["t"] * t, {"t": t}, {"t": t}, 1)[1]

    found = trace(lemma(square_along, lambda t: t, space=space, kind=Identity))
    assert "Derive_n (fun u : R => (t + u * t) * t) 1 0 = t" in found.coq()


def test_the_coverage_names_sizes_and_ranges_and_nothing_that_is_not_bounded():
    space = Space(
        variables={
            "x": Variable(low=0, open_low=True),
            "y": Variable(unbounded=True),
            "z": Variable(denominator=1),
            "u": Variable(shape=(2,), structure=Structure.SIMPLEX),
        }
    )
    found = statement(lambda x, y, z, u: x, lambda x, y, z, u: y, space=space)
    assert found.coverage == "x in (0, 2], z in [-2, 2] (integers)"
    half = Space(
        variables={
            "x": Variable(low=0, unbounded="above"),
            "y": Variable(low=1, open_low=True, unbounded="above"),
            "z": Variable(low=0, denominator=1, unbounded="above"),
        }
    )
    assert (
        statement(lambda x, y, z: x, lambda x, y, z: y * z, space=half).coverage == "x >= 0, y > 1, z >= 0 (integers)"
    )
    free = Space(variables={"y": Variable(unbounded=True)})
    assert statement(lambda y: y, lambda y: y, space=free).coverage == "every instance"
