"""`python -m solver`: what it prints and writes, its exit codes, and that it needs the core alone."""

import os
import signal
import subprocess
import sys

import numpy as np
import pytest

from solver import Certificate, Outcome
from solver.__main__ import main
from solver.archive import load_arrays
from solver.instances import random_instance


@pytest.fixture
def saved(tmp_path):
    random_instance(8, 8, 2, 2, 2, 2, seed=0).save(tmp_path / "p.npz")
    return tmp_path / "p.npz"


def test_a_problem_is_solved_certified_and_written(saved, capsys):
    out, certificate = saved.with_name("s.npz"), saved.with_name("c.json")
    assert main([str(saved), "--out", str(out), "--certificate", str(certificate)]) == 0
    found, printed = Certificate.load(certificate), capsys.readouterr()
    assert found.outcome is Outcome.CERTIFIED
    assert np.array_equal(load_arrays(out, frozenset("XY"))["X"], found.X)
    assert printed.out.startswith("Solution: CONVERGED")
    assert str(found) in printed.out
    assert printed.err == ""  # no terminal, no progress


def test_nothing_certified_is_exit_code_1(tmp_path, capsys):
    random_instance(4, 3, 2, 2, 2, 1, seed=0, wx=0.0, wy=0.0, lx=0.0, ly=1e-300).save(tmp_path / "p.npz")
    assert main([str(tmp_path / "p.npz")]) == 1
    assert "INCONCLUSIVE: nothing is claimed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["{}/no.npz"], "no.npz: no such file"),
        (["{}/p.npz", "--out", "{}/none/s.npz"], "none does not exist; create it first"),
        (["{}/p.npz", "--certificate", "{}"], "is a folder; name a file in it"),
    ],
)
def test_what_cannot_be_used_is_one_message_before_any_work(saved, capsys, monkeypatch, arguments, message):
    monkeypatch.setattr("solver.__main__.solve", lambda _problem: pytest.fail("solved before the outputs were checked"))
    assert main([word.format(saved.parent) for word in arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("solver: ")
    assert message in printed.err


@pytest.mark.parametrize("cost", [False, True])
def test_a_reader_who_has_seen_enough_is_no_error(saved, cost):
    sizes = [word for name in "nmpqrk" for word in (f"--{name}", "4")]
    reading, writing = os.pipe()
    os.close(reading)
    words = ["cost", *sizes] if cost else [str(saved)]
    done = subprocess.run([sys.executable, "-m", "solver", *words], stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (128 + signal.SIGPIPE, b"")


def test_it_runs_as_a_module_without_the_proof_checker(saved):
    code = "import sys, runpy; sys.argv[1:] = [sys.argv[1]]\n"
    code += "try: runpy.run_module('solver', run_name='__main__')\n"
    code += (
        "except SystemExit as end: print(end.code, [n for n in ('proofcheck', 'flint', 'rich') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(saved)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 []"
