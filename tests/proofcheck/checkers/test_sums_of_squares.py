"""Certificates found by machine: textbook inequalities, and what is no sum of squares."""

import json
import sys
from dataclasses import replace

import pytest

from proofcheck.arithmetic.functions import as_array, log, power
from proofcheck.attention.theory import ATTENTION
from proofcheck.checkers import Settings, exact
from proofcheck.checkers.sums_of_squares import find_certificate
from proofcheck.checkers.sums_of_squares.finding import read_certificate
from proofcheck.cli import app
from proofcheck.lemmas.claims import Identity, Inequality, Space, TheoryError, Variable
from proofcheck.lemmas.evidence import Outcome
from proofcheck.lemmas.lemma import Lemma
from proofcheck.lemmas.structures import Structure

REAL, POSITIVE = {"unbounded": True}, {"low": 0, "high": 4, "open_low": True}


def lemma_of(lhs, rhs, variables, sizes=None, where=None):
    space = Space(sizes=sizes or {}, variables=variables)
    claim = Inequality(lhs=lhs, rhs=rhs, where=where)
    return Lemma(name="L", title="", statement="", claim=claim, space=space)


def scalars(names, **kind):
    return {name: Variable(**kind) for name in names}


def vectors(names, size, **kind):
    return {name: Variable(shape=(size,), **kind) for name in names}


def product(x):
    value = x[0]
    for entry in x[1:]:
        value = value * entry
    return value


def mean_of_powers(n):
    """x_1^(2n) + ... >= n x_1^2 ... x_n^2, AM-GM for squares."""
    return lemma_of(
        lambda x: x.shape[0] * power(product(x), 2),
        lambda x: sum(power(entry, 2 * x.shape[0]) for entry in x),
        vectors("x", n, **REAL),
    )


def motzkin(factor=lambda x, y: 1):
    return lemma_of(
        lambda x, y: 3 * x * x * y * y * factor(x, y),
        lambda x, y: (power(x, 4) * y * y + x * x * power(y, 4) + 1) * factor(x, y),
        scalars("xy", **REAL),
    )


GALLERY = {
    "AM-GM of two": mean_of_powers(2),
    "AM-GM of three": mean_of_powers(3),
    "AM-GM of four": mean_of_powers(4),
    "AM-GM of positive numbers": lemma_of(
        lambda x, y: 4 * x * y, lambda x, y: power(x + y, 2), scalars("xy", **POSITIVE)
    ),
    "Cauchy-Schwarz": lemma_of(
        lambda x, y: power((x * y).sum(), 2),
        lambda x, y: (x * x).sum() * (y * y).sum(),
        {name: Variable(shape=("n",)) for name in "xy"},
        sizes={"n": (1, 3)},
    ),
    "Young, exponents 4 and 4/3": lemma_of(
        lambda x, y: 4 * x * power(y, 3), lambda x, y: power(x, 4) + 3 * power(y, 4), scalars("xy", **REAL)
    ),
    "a quadratic with negative discriminant": lemma_of(
        lambda a, b, c, x: 0 * x,
        lambda a, b, c, x: 4 * a * (a * x * x + b * x + c),
        scalars("abcx", **REAL),
        where=lambda a, b, c, x: 4 * a * c - b * b,
    ),
    "Motzkin times x^2 + y^2": motzkin(lambda x, y: x * x + y * y),
    "Kantorovich, 2 x 2": lemma_of(
        lambda x, a, b: 4 * a * b * power(power(x, 2).sum(), 2),
        lambda x, a, b: (a + b) * (a + b) * (power(x, 2).sum() * power(x, 2).sum()),
        {"x": Variable(shape=(2,), **REAL), **scalars("ab", **POSITIVE)},
    ),
    "Nesbitt": lemma_of(
        lambda a, b, c: 0 * a + 3,
        lambda a, b, c: 2 * (a / (b + c) + b / (c + a) + c / (a + b)),
        scalars("abc", **POSITIVE),
    ),
    "Bernoulli, exponent 4": lemma_of(lambda x: 1 + 4 * x, lambda x: power(1 + x, 4), scalars("x", **REAL)),
    "Bernoulli, exponent 6": lemma_of(lambda x: 1 + 6 * x, lambda x: power(1 + x, 6), scalars("x", **REAL)),
    "Bernoulli, exponent 3, x >= 0": lemma_of(
        lambda x: 1 + 3 * x, lambda x: power(1 + x, 3), scalars("x", low=0, high=2)
    ),
    "a sum and its reciprocal": lemma_of(lambda x: 0 * x + 2, lambda x: x + 1 / x, scalars("x", **POSITIVE)),
    "rearrangement": lemma_of(
        lambda a, b, c: a * b + b * c + c * a, lambda a, b, c: a * a + b * b + c * c, scalars("abc", **REAL)
    ),
    "Schur, degree 2 in squares": lemma_of(
        lambda a, b, c: power(a * b, 2) + power(b * c, 2) + power(c * a, 2),
        lambda a, b, c: power(a, 4) + power(b, 4) + power(c, 4),
        scalars("abc", **REAL),
    ),
    "cubes of positive numbers": lemma_of(
        lambda a, b, c: 3 * a * b * c,
        lambda a, b, c: power(a, 3) + power(b, 3) + power(c, 3),
        scalars("abc", **POSITIVE),
    ),
    "three signs": lemma_of(
        lambda a, b, c: 0 * a, lambda a, b, c: a * b * c * power(a - b, 2) + a * b, scalars("abc", **POSITIVE)
    ),
    "Hadamard of a definite matrix, 2 x 2": lemma_of(
        lambda x: x[0, 0] * x[1, 1] - x[0, 1] * x[1, 0],
        lambda x: x[0, 0] * x[1, 1],
        {"x": Variable(shape=(2, 2), structure=Structure.DEFINITE)},
    ),
    "the gap of C2-form": ATTENTION["C2-form"],
    "a parabola on an interval": lemma_of(lambda x: x * x, lambda x: 0 * x + 4, scalars("x")),
    "two entries": lemma_of(
        lambda x: as_array([2 * x.item(), -2 * x.item()]),
        lambda x: as_array([x.item() ** 2 + 1] * 2),
        scalars("x", **REAL),
    ),
}
NONE = {
    "Motzkin": motzkin(),
    "false": lemma_of(lambda x: x * x, lambda x: x, scalars("x", **REAL)),
    "false by little": lemma_of(
        lambda x, y: 2 * x * y * (2**20 + 1), lambda x, y: (x * x + y * y) * 2**20, scalars("xy", **REAL)
    ),
    "Robinson": lemma_of(
        lambda x, y: power(x, 4) * y * y + x * x * power(y, 4) + power(x, 4) + power(y, 4) + x * x + y * y,
        lambda x, y: power(x, 6) + power(y, 6) + 1 + 3 * x * x * y * y,
        scalars("xy", **REAL),
    ),
    "an odd degree": lemma_of(lambda x: 0 * x, lambda x: power(x, 3), scalars("x", **REAL)),
}


@pytest.mark.parametrize("name", GALLERY)
def test_textbook_inequalities_are_proved(name):
    pytest.importorskip("clarabel")
    lemma = GALLERY[name]
    found = find_certificate(lemma)
    assert found.certificate, found.reason
    given = replace(lemma, certificate=read_certificate(found.certificate))
    assert exact.CHECKER.check(given, Settings()).outcome is Outcome.PROVED


@pytest.mark.parametrize("name", NONE)
def test_what_is_no_sum_of_squares_is_not(name):
    pytest.importorskip("clarabel")
    found = find_certificate(NONE[name])
    assert not found.certificate
    assert "no certificate found (degree" in found.reason


def test_a_claim_with_a_function_that_has_no_atom_is_not_searched():
    found = find_certificate(lemma_of(lambda x: log(x), lambda x: x, scalars("x", **POSITIVE)))
    assert not found.certificate
    assert found.reason.startswith("log of Exact elements is not")


def test_misuse_is_refused():
    schwarz = GALLERY["Cauchy-Schwarz"]
    for sizes in ({"n": 0}, {"m": 2}, {"n": 2, "m": 2}):
        with pytest.raises(TheoryError, match="has the sizes n <= 3"):
            find_certificate(schwarz, sizes)
    identity = replace(schwarz, claim=Identity(lhs=lambda x, y: x, rhs=lambda x, y: x))
    with pytest.raises(TheoryError, match="claims no inequality"):
        find_certificate(identity)


# on the command line


def run(*arguments):
    return app.main(["prove", *arguments])


@pytest.fixture
def theory(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(
        "from proofcheck.theory import *\n"
        "R = {name: Variable(unbounded=True) for name in 'xy'}\n"
        "M = Inequality(lhs=lambda x, y: 3 * x * x * y * y,\n"
        "    rhs=lambda x, y: power(x, 4) * y * y + x * x * power(y, 4) + 1)\n"
        "A = Inequality(lhs=lambda x, y: 2 * x * y, rhs=lambda x, y: x * x + y * y)\n"
        "T = Theory(name='t', title='t', lemmas=tuple(\n"
        "    Lemma(name=name, title='', statement='', claim=claim, space=Space(variables=R))\n"
        "    for name, claim in (('motzkin', M), ('means', A))))\n"
    )
    return str(path)


def test_the_command_prints_what_can_be_attached(theory, capsys):
    pytest.importorskip("clarabel")
    assert run("means", theory) == 0
    printed = capsys.readouterr().out
    for factor, outcome in ((2, Outcome.PROVED), (3, Outcome.UNDECIDED)):
        claimed = lemma_of(lambda x, y, c=factor: c * x * y, lambda x, y: x * x + y * y, scalars("xy", **REAL))
        assert outcome_with(printed.strip(), claimed) is outcome
    assert run("means", theory, "--json") == 0
    assert json.loads(capsys.readouterr().out)["certificate"] == printed.strip()


def outcome_with(text, lemma):
    return exact.CHECKER.check(replace(lemma, certificate=read_certificate(text)), Settings()).outcome


def test_motzkin_ends_with_one(theory, capsys):
    pytest.importorskip("clarabel")
    assert run("motzkin", theory) == 1
    assert capsys.readouterr().err == "proofcheck: motzkin: no certificate found (degree 6)\n"
    assert run("motzkin", theory, "--json") == 1
    assert json.loads(capsys.readouterr().out)["found"] is False


def test_without_the_solver_the_extra_is_named(theory, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "clarabel", None)
    assert run("means", theory) == 2
    assert "prove" in (message := capsys.readouterr().err)
    assert "clarabel is not installed" in message


@pytest.mark.parametrize("sizes", ["n", "n=0", "n=1;m=2", "=3", "n=99999"])
def test_sizes_are_read_strictly(theory, sizes, capsys):
    with pytest.raises(SystemExit, match="2"):
        run("means", theory, "--sizes", sizes)
    assert "sizes like n=2,m=3 are needed" in capsys.readouterr().err
