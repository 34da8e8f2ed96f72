"""Code of a theory that ends the program, or says that its test is to be skipped, is an error of its lemma alone."""

import itertools

import pytest

from proofcheck.api import decide
from proofcheck.checkers import Settings
from proofcheck.cli.app import main
from proofcheck.engine.runner import RunOptions, run
from proofcheck.lemmas.claims import TheoryError
from proofcheck.lemmas.lemma import Theory
from proofcheck.lemmas.loading import LoadError, load_theory
from proofcheck.pytest_plugin.items import make_test

ENDINGS = {
    "sys.exit(0)": "SystemExit: 0",
    "exit(0)": "SystemExit: 0",
    "raise SystemExit": "SystemExit",
    "raise GeneratorExit": "GeneratorExit",
    "pytest.skip('no data')": "Skipped: no data",
    "pytest.importorskip('no_such_module')": "Skipped: could not import",
    "pytest.xfail('known')": "XFailed: known",
    "pytest.exit('enough')": "Exit: enough",
    "pytest.fail('no')": "Failed: no",
}
PLACES = {
    "side": "claim=Inequality(lhs=end, rhs=lambda x: x), space=S",
    "where": "claim=Inequality(lhs=lambda x: x, rhs=lambda x: x, where=end), space=S",
    "witness": "claim=Inequality(lhs=lambda x: x, rhs=lambda x: x), space=S, witness=end",
    "extremes": "claim=Inequality(lhs=lambda x: x, rhs=lambda x: x), space=S, extremes=end",
    "certificate": "claim=Inequality(lhs=lambda x: x, rhs=lambda x: x), space=S, certificate=Certificate(terms=end)",
    "rate": 'rate=Rate(observe=end, coverage="runs")',
    "cost": "cost=Cost(compute=end, space=S, formula=lambda: 0)",
    "formula": "cost=Cost(compute=lambda x: x, space=S, formula=end)",
    "derivation": 'derivation=Derivation(steps=end, coverage="all")',
    "measures": "claim=Inequality(lhs=lambda x: x, rhs=lambda x: x), space=S, measures=end",
}
TEXT = """
import sys
import pytest
from proofcheck.theory import *
S = Space(variables={{"x": Variable()}})
def end(*_, **__):
    {ending}
T = Theory(name="t", title="t", lemmas=(
    Lemma(name="ends", title="", {place}),
    Lemma(name="stands", title="", claim=Inequality(lhs=lambda x: x, rhs=lambda x: x + 1), space=S),
))
"""
EVERY = [*itertools.product(PLACES, ["sys.exit(0)"]), *itertools.product(["side", "rate"], ENDINGS)]


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "mine.py"
        path.write_text(text)
        return str(path)

    return write


def decide_here(path):
    """Were an ending to pass, it would end this test, not fail it."""
    try:
        return decide(path)
    except BaseException as ending:
        raise AssertionError(f"{type(ending).__name__} has passed") from ending


@pytest.mark.parametrize(("place", "ending"), EVERY)
def test_it_breaks_its_lemma_and_no_other(write, place, ending):
    report = decide_here(write(TEXT.format(ending=ending, place=PLACES[place])))
    assert report["ends"].grade.name == "BROKEN"
    assert ENDINGS[ending] in report["ends"].entry["verdict"]["reason"]
    assert "mine.py, line 7" in report["ends"].entry["verdict"]["reason"]
    assert report["stands"].grade.name == "SUPPORTED"


@pytest.mark.parametrize("command", ["run", "show"])
def test_the_command_says_so_with_one(write, capsys, command):
    path = write(TEXT.format(ending="sys.exit(0)", place=PLACES["side"]))
    assert main(["run", path] if command == "run" else ["show", "ends", "--theory", path]) == 1
    assert "SystemExit: 0" in capsys.readouterr().out


def test_a_search_for_a_certificate_says_so_with_two(write, capsys):
    path = write(TEXT.format(ending="sys.exit(0)", place=PLACES["side"]))
    assert main(["prove", "ends", path]) == 2
    said = capsys.readouterr()
    assert not said.out
    assert "mine.py, line 7: `sys.exit(0)`: SystemExit: 0" in said.err
    assert "remove" in said.err


def test_worker_processes_say_so_too(write):
    path = write(TEXT.format(ending="sys.exit(0)", place=PLACES["rate"]))
    found = run(path, Settings(), select="ends", options=RunOptions(jobs=2))
    assert [result.verdict.grade.name for result in found] == ["BROKEN"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_theory_that_ends_while_it_is_loaded_cannot_be(write, ending):
    with pytest.raises(LoadError, match=ENDINGS[ending]):
        load_theory(write(f"import sys, pytest\n{ending}\n"))


@pytest.mark.parametrize("ending", ["pytest.skip('no data')", "pytest.xfail('known')"])
def test_a_lemma_cannot_skip_its_own_test(write, ending):
    test = make_test(write(TEXT.format(ending=ending, place=PLACES["rate"])), "ci", 0)
    with pytest.raises(pytest.fail.Exception, match="BROKEN"):
        test("ends", lambda name, value: None)


def test_a_theory_without_lemmas_is_refused():
    """It would be all as expected, and a skipped test."""
    with pytest.raises(TheoryError, match=r"'t': lemmas=.*at least one"):
        Theory(name="t", title="t", lemmas=())
