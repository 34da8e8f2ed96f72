"""Workers that are forked from a server know today's environment, and end with the run."""

from __future__ import annotations

import argparse
import gc
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import keyboard
import pytest

from proofcheck.cli.app import build_parser, main
from proofcheck.cli.groups import GROUPS
from proofcheck.engine.processes import load_quickly, make_pool, workers_environment

THEORY = """
import os
from proofcheck.theory import *
SEEN = int(os.environ["SEEN_BY_WORKERS"])
T = Theory(name="t", title="t", lemmas=(
    Lemma(name="a", title="a", claim=Inequality(lhs=lambda x: x * x, rhs=lambda x: x * x + SEEN),
          space=Space(variables={"x": Variable()})),
    Lemma(name="b", title="b", claim=Inequality(lhs=lambda x: x, rhs=lambda x: x + SEEN),
          space=Space(variables={"x": Variable()})),
))
"""


def test_a_worker_has_the_environment_of_today_not_of_the_server_s_start(tmp_path, monkeypatch):
    theory = tmp_path / "mine.py"
    theory.write_text(THEORY)
    for value, code in (("1", 0), ("-1", 1), ("1", 0)):
        monkeypatch.setenv("SEEN_BY_WORKERS", value)
        assert main(["run", str(theory), "--jobs", "2", "--quiet"]) == code


def test_variables_are_restored_and_a_pool_hands_them_on(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("HYPOTHESIS_NO_PLUGINS", raising=False)
    monkeypatch.setenv("MINE", "yes")
    with workers_environment():
        assert os.environ["OMP_NUM_THREADS"] == "1"
        with make_pool() as pool:
            there = list(pool.map(os.getenv, ["OMP_NUM_THREADS", "HYPOTHESIS_NO_PLUGINS", "MINE"]))
    assert there == ["1", "1", "yes"]
    assert os.environ["OMP_NUM_THREADS"] == "7"
    assert "HYPOTHESIS_NO_PLUGINS" not in os.environ


DISPOSITIONS = """
import signal
from proofcheck.engine.processes import make_pool, start_server, workers_environment
def disposition():
    return int(signal.getsignal(signal.SIGINT))
if __name__ == "__main__":
    with workers_environment(), make_pool() as pool:
        print(pool.submit(disposition).result())
    start_server("json")
    with workers_environment(), make_pool() as pool:
        print(pool.submit(disposition).result())
"""


@pytest.mark.parametrize(
    ("here", "there"), [(signal.default_int_handler, signal.SIG_DFL), (signal.SIG_IGN, signal.SIG_IGN)]
)
def test_workers_of_a_command_in_the_background_ignore_the_keyboard_too(tmp_path, here, there):
    program = tmp_path / "program.py"
    program.write_text(DISPOSITIONS)
    with keyboard.handling(here):
        done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(int(there))] * 2


def test_quick_loading_leaves_the_process_as_it_was(monkeypatch):
    monkeypatch.delenv("HYPOTHESIS_NO_PLUGINS", raising=False)
    with load_quickly():
        assert not gc.isenabled()
        assert os.environ["HYPOTHESIS_NO_PLUGINS"] == "1"
    with suppress(ImportError), load_quickly():
        raise ImportError
    assert gc.isenabled()
    assert "HYPOTHESIS_NO_PLUGINS" not in os.environ


PROGRAM = """
import sys
from multiprocessing import active_children
from proofcheck.cli.app import main
if __name__ == "__main__":
    code = main(["run", sys.argv[1], "--jobs", sys.argv[2], "--quiet"])
    print(code, len(active_children()), "sympy" in sys.modules)
"""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_nothing_runs_on_after_a_run(tmp_path: Path, jobs: str) -> None:
    theory, program = tmp_path / "mine.py", tmp_path / "program.py"
    theory.write_text(THEORY)
    program.write_text(PROGRAM)
    environment = {**os.environ, "SEEN_BY_WORKERS": "1"}
    done = subprocess.run(
        [sys.executable, str(program), str(theory), jobs], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[-3:] == ["0", "0", "True"]
    assert not done.stderr


@pytest.mark.parametrize(
    ("words", "started"),
    [
        (["run", "--jobs", "2"], True),
        (["run", "--jobs=2"], True),
        (["show", "R1", "--jobs", "2"], True),
        (["report", "--jobs", "2"], True),
        (["mutants", "--jobs", "2"], False),
        (["kernel", "--jobs", "2"], False),
        (["run", "--jobs", "1"], False),
        (["run"], False),
        ([], False),
    ],
)
def test_the_server_starts_for_commands_with_several_jobs(monkeypatch, capsys, words, started):
    asked = []
    monkeypatch.setattr("proofcheck.cli.app.start_server", asked.append)
    monkeypatch.setattr("proofcheck.cli.app._perform", lambda _options: 0)
    try:
        main(words)
    except SystemExit:
        assert "required" in capsys.readouterr().err
    assert asked == ["proofcheck.engine.workers"] * started


def test_the_commands_with_workers_are_those_that_decide_lemmas_as_the_options_say():
    top = build_parser()
    (commands,) = (action for action in top._actions if isinstance(action, argparse._SubParsersAction))
    deciding = {
        name for name, sub in commands.choices.items() if "--jobs" in (text := sub.format_help()) and "--budget" in text
    }
    assert deciding == {name for group in GROUPS for name in group.workers} != set()


@pytest.mark.parametrize("words", [["run", "--jobs"], ["run", "--jobs", "two"], ["run", "--jobs", "0"]])
def test_a_wrong_number_of_jobs_is_still_the_command_s_to_refuse(monkeypatch, capsys, words):
    monkeypatch.setattr("proofcheck.cli.app.start_server", lambda _module: None)
    with pytest.raises(SystemExit) as ending:
        main(words)
    assert ending.value.code == 2
    assert "proofcheck run: error: argument --jobs" in capsys.readouterr().err
