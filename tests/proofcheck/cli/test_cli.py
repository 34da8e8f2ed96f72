"""The command line: exit codes, one clear message, nothing overwritten."""

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from proofcheck.checkers import CHECKERS
from proofcheck.cli import app
from proofcheck.typeset.numbers import upward
from solver.instances import random_instance

FILE = """
from proofcheck.lemmas.claims import *
from proofcheck.lemmas.lemma import *
S = Space(variables={"x": Variable()})
def L(name, lhs, rhs, **more):
    return Lemma(name=name, title=name, statement="x", claim=Inequality(lhs=lhs, rhs=rhs), space=S, **more)
T = Theory(name="mine", title="My theory", lemmas=(
    L("true", lambda x: x, lambda x: x + 1),
    L("false", lambda x: x + 1, lambda x: x),
))
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(FILE)
    random_instance(8, 6, 2, 2, 2, 2, seed=0).save(tmp_path / "p.npz")
    return tmp_path


def test_run_prints_verdicts_and_writes_files(here, capsys):
    assert app.main(["run", "mine.py", "--json", "r.json", "--junit", "j.xml"]) == 1
    out = capsys.readouterr().out
    assert "SUPPORTED" in out
    assert "REFUTED !" in out
    assert max(map(len, out.splitlines())) <= 80
    document = json.loads((here / "r.json").read_text())
    assert document["counts"]["REFUTED"] == 1
    suite = ET.parse(here / "j.xml").getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")


def test_an_interrupt_prints_what_is_done_and_writes_nothing(here, capsys, monkeypatch):
    def stop(_lemma, _settings):
        raise KeyboardInterrupt

    monkeypatch.setitem(CHECKERS, "property", replace(CHECKERS["property"], check=stop))
    assert app.main(["run", "mine.py", "--json", "r.json"]) == 130
    printed = capsys.readouterr()
    assert "0 of 2 lemmas are decided" in printed.err
    assert "0 lemmas" in printed.out
    assert not (here / "r.json").exists()


def test_selection_and_success(here):
    assert app.main(["run", "mine.py", "--select", "true"]) == 0


def test_list_and_show(here, capsys):
    assert app.main(["list", "mine.py", "--json"]) == 0
    assert [x["name"] for x in json.loads(capsys.readouterr().out)["lemmas"]] == ["true", "false"]
    assert app.main(["show", "false", "--theory", "mine.py"]) == 1
    out = capsys.readouterr().out
    assert "REFUTED" in out
    assert "counterexample" in out
    assert app.main(["list"]) == 0
    assert "R2" in capsys.readouterr().out


def test_solve_certify_verify(here, capsys):
    assert app.main(["solve", "p.npz", "--out", "s.npz", "--certificate", "c.json", "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["status"] == "CONVERGED"
    assert 0 < summary["certificate"]["radius_upper"] < 1e-6
    with np.load(here / "s.npz") as arrays:
        assert arrays["X"].shape == (2, 2)
    assert app.main(["verify", "c.json"]) == 0
    assert "confirmed" in capsys.readouterr().out
    assert app.main(["verify", "c.json", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["confirmed"] is True


def test_a_solve_that_cannot_be_certified_says_so_and_returns_one(here, capsys):
    assert app.main(["solve", "p.npz", "--tol", "0.5", "--certificate", "c.json"]) == 1
    assert "INCONCLUSIVE" in capsys.readouterr().out
    assert app.main(["verify", "c.json"]) == 1


def test_a_saved_report_gives_every_form_again_byte_for_byte(here, capsys, monkeypatch):
    assert app.main(["report", "mine.py", "--out", "out"]) == 1
    written = {path.name: path.read_bytes() for path in (here / "out").iterdir()}
    assert {"report.json", "report.md", "index.html", "junit.xml", "lemmas.tex", "badge.svg"} <= set(written)
    monkeypatch.setattr("proofcheck.engine.run", None)  # nothing is decided again
    assert app.main(["report", "--from", "out/report.json", "--out", "again"]) == 1
    assert {path.name: path.read_bytes() for path in (here / "again").iterdir()} == written
    assert app.main(["report", "--from", "out/report.json", "--out", "one", "--format", "badge"]) == 1
    assert {path.name for path in (here / "one").iterdir()} == {"badge.svg", "report.json"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "none.py"], "no such file"),
        (["run", "no.such.module"], "cannot be imported"),
        (["run", "mine.py", "--select", "zzz"], "no lemma matches"),
        (["run", "mine.py", "--json", "no/such/dir/r.json"], "does not exist"),
        (["run", "mine.py", "--json", "no/such"], "does not exist"),
        (["run", "mine.py", "--json", "."], "this is a directory"),
        (["solve", "p.npz", "--out", "a", "--certificate", "./a"], "two outputs"),
        (["report", "mine.py", "--out", "mine.py/out"], "mine.py is a file"),
        (["show", "Q9"], "unknown lemma 'Q9'"),
        (["solve", "none.npz"], "none.npz"),
        (["solve", "mine.py"], "npz archive"),
        (["solve", "p.npz", "--step", "magic"], "step='magic'"),
        (["solve", "p.npz", "--digits", "30"], "digits=30"),
        (["verify", "none.json"], "none.json"),
        (["verify", "mine.py"], "certificate"),
    ],
)
def test_bad_input_is_one_message_and_exit_code_two(here, capsys, arguments, message):
    assert app.main(arguments) == 2
    error = capsys.readouterr().err
    assert message in error
    assert "Traceback" not in error
    assert len(error.strip().splitlines()) == 1


BAD_USAGE = [[], ["dance"], ["run", "--jobs", "0"], ["run", "--seed", "-1"], ["run", "--profile", "x"]]


@pytest.mark.parametrize("arguments", BAD_USAGE)
def test_bad_usage_is_exit_code_two(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        app.main(arguments)
    assert stop.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_failed_commands_leave_existing_files_alone(here):
    for name in ("r.json", "s.npz", "c.json"):
        (here / name).write_text("precious")
    (here / "broken.py").write_text("T = (")
    assert app.main(["run", "broken.py", "--json", "r.json"]) == 2
    (here / "p.npz").write_bytes((here / "p.npz").read_bytes()[:100])
    assert app.main(["solve", "p.npz", "--out", "s.npz", "--certificate", "c.json"]) == 2
    assert all((here / name).read_text() == "precious" for name in ("r.json", "s.npz", "c.json"))


def test_rank_deficient_data_are_bad_input(here, capsys):
    ones = {"A1": np.ones((3, 2)), "A2": np.ones((3, 2)), "A3": np.ones((3, 2)), "B": np.ones((3, 1))}
    np.savez(here / "r.npz", **ones, wx=0.1, wy=0.1, lx=0.0, ly=0.0)
    assert app.main(["solve", "r.npz"]) == 2
    assert "set lx > 0" in capsys.readouterr().err


@pytest.mark.parametrize("bound", [1.0001e-7, 9.999, 1.0, 123456.0, 3.3333333e-300, 5e-324])
def test_printed_bounds_are_still_bounds(bound):
    assert bound <= float(upward(bound)) <= bound * 1.0101


@pytest.mark.slow
def test_the_nist_table_confirms_every_value(capsys):
    assert app.main(["strd"]) == 0
    assert "147 of 147 values" in capsys.readouterr().out
