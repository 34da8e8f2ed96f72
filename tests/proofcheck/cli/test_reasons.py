"""What `run` says beyond verdicts: where a theory raises, why a lemma surprises, what an interrupted run knows."""

import json
import re
from dataclasses import replace

import pytest

from proofcheck.checkers import CHECKERS
from proofcheck.cli import app, screens

THEORY = """
from proofcheck.theory import *
S = Space(variables={"x": Variable()})

def raises(x):
    return x + {}["gone"]

def lemma(name, rhs, **more):
    return Lemma(name=name, title=name, statement="x", space=S, claim=Inequality(lhs=lambda x: x, rhs=rhs, **more))

T = Theory(name="mine", title="t", lemmas=(
    lemma("good", lambda x: x + 1),
    lemma("raises", raises),
    lemma("library", lambda x: absolute(x, x)),
    lemma("narrow", lambda x: x + 1, where=lambda x: x * (x - 2) * (x - 2) * -1),
))
"""


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "mine.py").write_text(THEORY)
    return tmp_path


@pytest.mark.parametrize("quiet", [[], ["--quiet"]])
def test_a_broken_lemma_names_file_line_source_and_exception(capsys, quiet):
    assert app.main(["run", "mine.py", "--select", "raises", "--select", "library", *quiet]) == 1
    out = capsys.readouterr().out
    assert "raises: checker rigorous: mine.py, line 6: `return x + {}[\"gone\"]`: KeyError: 'gone'" in out
    assert re.search(
        r"library: checker rigorous: mine\.py, line 14: `lemma\(\"library\".*`: TypeError: absolute\(\)", out
    )


@pytest.mark.slow
def test_the_place_is_the_same_from_a_worker_process(capsys):
    assert app.main(["run", "mine.py", "--select", "raises", "--jobs", "2", "--json", "-"]) == 1
    detail = json.loads(capsys.readouterr().out)["lemmas"][0]["evidence"][0]["detail"]
    assert detail == "mine.py, line 6: `return x + {}[\"gone\"]`: KeyError: 'gone'"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def f():\n    return 1 / 0\nf()\n", "imp.py, line 2: `return 1 / 0`: ZeroDivisionError: division by zero"),
        ("import no_such_module\n", "imp.py, line 1: `import no_such_module`: ModuleNotFoundError: No module named"),
        ("import json\n\njson.loads('{')\n", "imp.py, line 3: `json.loads('{')`: JSONDecodeError: Expecting property"),
        ("from proofcheck.theory import *\n\nVariable(low=3, high=1)\n", "imp.py, line 3: low=3 above high=1"),
        ("def f(:\n", "imp.py, line 1: invalid syntax"),
    ],
)
def test_an_error_while_importing_names_file_line_and_exception(here, capsys, source, message):
    (here / "imp.py").write_text(source)
    assert app.main(["run", "imp.py"]) == 2
    printed = capsys.readouterr()
    assert message in printed.err
    assert len(printed.err.splitlines()) == 1


def test_repeated_selections_add_up(capsys):
    assert app.main(["run", "mine.py", "--select", "go*", "--select", "nar*", "--json", "-"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [lemma["name"] for lemma in document["lemmas"]] == ["good", "narrow"]
    assert document["run"]["command"].endswith("--seed 0 --select 'go*' --select 'nar*'")
    assert app.main(["run", "mine.py", "--select", "good", "--select", "nothing"]) == 2
    assert "no lemma matches 'nothing'" in capsys.readouterr().err


def test_repeated_selections_of_mutants_add_up(capsys):
    app.main(["new", "first.py", "--quiet"])
    app.main(["mutants", "first.py", "--select", "tan*", "--select", "you*", "--per-lemma", "1", "--json", "-"])
    found = json.loads(capsys.readouterr().out)
    assert [record["mutant"].partition(":")[0] for record in found] == ["young", "tangent"]


def test_an_interrupted_run_says_what_it_decided_and_not_that_all_is_as_expected(capsys, monkeypatch):
    check = CHECKERS["rigorous"].check

    def stop(lemma, settings):
        if lemma.name == "raises":
            raise KeyboardInterrupt
        return check(lemma, settings)

    monkeypatch.setitem(CHECKERS, "rigorous", replace(CHECKERS["rigorous"], check=stop))
    assert app.main(["run", "mine.py"]) == 130
    printed = capsys.readouterr()
    assert re.search(r"^good .* SUPPORTED", printed.out, re.MULTILINE)
    assert "as expected" not in printed.out
    assert "interrupted; 1 of 4 lemmas are decided" in printed.err


def test_thin_evidence_names_the_command_that_finds_more(capsys, monkeypatch):
    check = CHECKERS["rigorous"].check

    def thin(lemma, settings):
        return replace(check(lemma, settings), thin="3 instances where 200 are wanted")

    monkeypatch.setitem(CHECKERS, "rigorous", replace(CHECKERS["rigorous"], check=thin))
    more = "more instances: proofcheck run mine.py --select good --profile thorough --seed 0"
    for command in (["run", "mine.py", "--select", "good"], ["show", "good", "--theory", "mine.py"]):
        assert app.main(command) == 1
        assert more in capsys.readouterr().out


def test_a_running_certificate_says_how_long_the_rest_may_take():
    told = screens.describe_stage("certifying", "the gradient", 0.25, 30.0)
    assert told == "certifying, 25%, about 90 s left: the gradient"
    assert screens.describe_stage("re-checking", "the point", 0.0, 0.0) == "re-checking, 0%: the point"
