"""How the command line behaves: help with examples, quiet, JSON, progress in logs and on terminals, completion."""

from __future__ import annotations

import argparse
import json
import os
import pty
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import report_sample

from proofcheck.cli import app, progress
from proofcheck.cli.commands import certificates
from proofcheck.cli.groups import GROUPS, SUMMARIES
from proofcheck.recheck import blocks
from proofcheck.report import dump
from solver.instances import random_instance

NAMES = list(SUMMARIES)
THEORY = """
from proofcheck.theory import *
S = Space(variables={"x": Variable()})
T = Theory(name="mine", title="My theory", lemmas=(
    Lemma(name="true", title="x <= x + 1", statement="x", space=S,
          claim=Inequality(lhs=lambda x: x, rhs=lambda x: x + 1)),
))
"""


def commands() -> dict[str, argparse.ArgumentParser]:
    subparsers = next(a for a in app.build_parser()._actions if isinstance(a, argparse._SubParsersAction))
    return dict(subparsers.choices)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "mine.py").write_text(THEORY)
    random_instance(6, 5, 2, 2, 2, 1, seed=0).save(tmp_path / "p.npz")
    document = report_sample.document()
    document["solves"] = document["solves"][:1]
    (tmp_path / "report.json").write_text(dump(document), encoding="utf-8")
    return tmp_path


def test_every_command_is_in_one_group_of_the_overview() -> None:
    assert sorted(NAMES) == sorted(commands())
    text = app.build_parser().format_help()
    for group in GROUPS:
        section = text[text.index(f"  {group.heading}:") :]
        assert all(re.search(rf"^    {name} ", section, re.MULTILINE) for name in group.summaries)


@pytest.mark.parametrize("name", NAMES)
def test_help_fits_80_columns_and_has_examples_that_parse(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = commands()[name].format_help()
    assert max(map(len, text.splitlines())) <= 80
    examples = re.findall(r"proofcheck (.*?)(?=\s{2,}|\s*[>&\"]|\)|$)", text.partition("examples:")[2], re.MULTILINE)
    assert examples
    for example in examples:
        assert app.build_parser().parse_args(shlex.split(example)).name == name


def out(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_quiet_prints_nothing_when_all_is_well(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ["run", "mine.py"],
        ["report", "mine.py", "--out", "out"],
        ["show", "true", "--theory", "mine.py"],
        ["show", "R2", "--from", "report.json"],
        ["solve", "p.npz", "--certificate", "c.json"],
        ["verify", "c.json"],
        ["explain", "c.json"],
        ["diff", "report.json", "report.json"],
    ):
        assert app.main([*arguments, "--quiet"]) == 0
        assert capsys.readouterr() == ("", "")


def test_quiet_prints_what_is_wrong(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "mine.py").write_text(THEORY.replace("x + 1)", "x - 1)"))
    assert app.main(["run", "mine.py", "-q"]) == 1
    assert "REFUTED !" in out(capsys)
    assert app.main(["solve", "p.npz", "-q", "--max-iterations", "1", "--certificate", "c.json"]) == 1
    assert "ITERATION_LIMIT" in out(capsys)
    assert app.main(["verify", "c.json", "-q"]) == 1
    assert "not confirmed" in out(capsys)
    assert app.main(["explain", "c.json", "-q"]) == 1
    assert "What would help" in out(capsys)


def test_json_wherever_a_script_wants_it(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def tell(*arguments: str, code: int = 0) -> Any:
        assert app.main([*arguments]) == code
        return json.loads(out(capsys))

    assert tell("run", "mine.py", "--json", "-")["counts"]["SUPPORTED"] == 1
    assert tell("list", "mine.py", "--json")["lemmas"][0]["name"] == "true"
    assert tell("show", "true", "--theory", "mine.py", "--json")["verdict"]["grade"] == "SUPPORTED"
    assert tell("show", "R2", "--from", "report.json", "--json")["holds_instead"] == "R3"
    assert tell("solve", "p.npz", "--certificate", "c.json", "--json")["certificate"]["outcome"] == "CERTIFIED"
    assert tell("verify", "c.json", "--json")["confirmed"] is True
    explained = tell("explain", "c.json", "--json")
    assert all(entry["met"] for entry in explained["hypotheses"])
    assert tell("diff", "report.json", "report.json", "--json")["regressions"] == 0
    assert tell("mutants", "mine.py", "--per-lemma", "1", "--json", "-", code=0)[0]["fate"]


def test_a_log_gets_lines_at_intervals(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    clock = iter([0.0, 10.0, 31.0, 40.0, 62.0, 70.0])
    monkeypatch.setattr(progress, "monotonic", lambda: next(clock))
    with progress.show_progress(quiet=False) as advance:
        for done in range(5):
            advance("R2", done, 5)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        "proofcheck: 31 s: 1 of 5 tasks done, R2 among them\nproofcheck: 62 s: 3 of 5 tasks done, R2 among them\n"
    )


def test_a_quiet_log_stays_empty(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(progress, "INTERVAL", 0.0)
    with progress.show_activity("solving", quiet=True) as say, progress.show_progress(quiet=True) as advance:
        say("x")
        advance("x", 1, 2)
    assert capsys.readouterr() == ("", "")


def test_a_re_check_says_how_far_it_is_unless_quiet_and_can_be_interrupted(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["solve", "p.npz", "--certificate", "c.json", "-q"]) == 0
    monkeypatch.setattr(progress, "INTERVAL", 0.0)
    monkeypatch.setattr(blocks, "BALLS", 1)
    assert app.main(["verify", "c.json"]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].endswith("s: re-checking, 0%: rows of the queries")
    assert re.fullmatch(r"proofcheck: \d+ s: re-checking, \d+%, about \d+ s left: rows of the queries", lines[1])
    assert lines[-1].endswith("the theorem's hypotheses")
    assert app.main(["verify", "c.json", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(certificates.screens, "describe_stage", interrupt)
    assert app.main(["verify", "c.json"]) == 130
    assert capsys.readouterr().out == ""


def on_terminal(arguments: list[str], **environment: str) -> tuple[str, str]:
    """Standard output and standard error of the command, both terminals of 80 columns."""
    ends = [pty.openpty() for _ in range(2)]
    known = {"TERM": "xterm-256color", "COLUMNS": "80", "PATH": os.environ["PATH"]}
    command = [sys.executable, "-m", "proofcheck", *arguments]
    done = subprocess.Popen(command, stdout=ends[0][1], stderr=ends[1][1], env=known | environment)
    for _, slave in ends:
        os.close(slave)
    with ThreadPoolExecutor() as readers:  # both at once: a terminal that nobody reads stops who writes to it
        streams = [found.decode() for found in readers.map(lambda end: b"".join(_chunks(end[0])), ends)]
    assert done.wait() == 0
    return streams[0], streams[1]


def _chunks(descriptor: int) -> Iterator[bytes]:
    try:
        while chunk := os.read(descriptor, 65536):
            yield chunk
    except OSError:  # the other end of a terminal is closed
        pass


@pytest.mark.slow
def test_colour_and_live_progress_on_terminals_only(here: Path) -> None:
    run = ["run", str(here / "mine.py")]
    screen, progressed = on_terminal(run)
    assert "\x1b[36mSUPPORTED" in screen
    assert "\x1b[" in progressed
    plain, _ = on_terminal(run, NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", plain)
    piped = subprocess.run([sys.executable, "-m", "proofcheck", *run], capture_output=True, text=True, check=True)
    assert "\x1b" not in piped.stdout + piped.stderr
    assert "\r" not in piped.stdout + piped.stderr


@pytest.mark.slow
def test_a_console_of_another_encoding_shows_what_it_can(here: Path) -> None:
    def bytes_of(*arguments: str) -> bytes:
        environment = {**os.environ, "PYTHONIOENCODING": "ascii", "COLUMNS": "80"}
        command = [sys.executable, "-m", "proofcheck", *arguments]
        return subprocess.run(command, capture_output=True, check=True, env=environment).stdout

    assert b"\\u2264 2(e" in bytes_of("show", "R2", "--from", "report.json")
    (here / "mine.py").write_text(THEORY.replace("My theory", "Théorie ≤"), encoding="utf-8")
    assert json.loads(bytes_of("run", "mine.py", "--json", "-"))["theory"]["title"] == "Théorie ≤"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_scripts(shell: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["completion", shell]) == 0
    script = out(capsys)
    assert all(name in script for name in NAMES)
    path = tmp_path / "script"
    path.write_text(script)
    if shutil.which(shell):
        assert subprocess.run([shell, "-n", str(path)], check=False).returncode == 0


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        (["sh"], ["show"]),
        (["re"], ["report"]),
        (["report", "--fr"], ["--from"]),
        (["report", "--format", "mar"], ["markdown"]),
        (["completion", "z"], ["zsh"]),
        (["verify", "c."], ["c.json"]),
    ],
)
def test_bash_completes_commands_options_and_files(
    words: list[str], completed: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["completion", "bash"]) == 0
    (tmp_path / "script").write_text(out(capsys))
    (tmp_path / "c.json").touch()
    line = shlex.join(["proofcheck", *words])
    ask = (
        f"source ./script; COMP_WORDS=({line}); COMP_CWORD={len(words)}; COMP_LINE='{line}'; "
        "COMP_POINT=${#COMP_LINE}; "
        "f=$(complete -p proofcheck | sed -n 's/.*-F \\([^ ]*\\).*/\\1/p'); $f; printf '%s\\n' \"${COMPREPLY[@]}\""
    )
    done = subprocess.run(["bash", "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split() == completed


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["no-such-command"], []])
def test_help_version_and_misspellings_bring_no_mathematics(arguments):
    code = (
        "import sys; from proofcheck import cli\n"
        "try: cli.main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    run = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    brought = set(run.stdout.splitlines()[-1].split())
    assert not brought & {"numpy", "scipy", "sympy", "flint", "matplotlib", "hypothesis", "rich", "solver"}


@pytest.mark.parametrize(
    "words", [["list"], ["list", "--json"], ["run", "mine.py"], ["show", "true", "--theory", "mine.py"]]
)
def test_a_reader_who_has_seen_enough_is_no_fault_of_a_theory(here: Path, words: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "proofcheck", *words], stdout=writing, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writing)
    lines = [line for line in done.stderr.splitlines() if not line.startswith("checking")]
    assert (done.returncode, lines) == (128 + signal.SIGPIPE, [])


def test_every_command_is_in_the_overview_under_its_own_summary(capsys):
    for group in GROUPS:
        for name, summary in group.summaries.items():
            with pytest.raises(SystemExit):
                app.main([name, "--help"])
            out = " ".join(capsys.readouterr().out.split())
            assert out.startswith(f"usage: proofcheck {name} ")
            assert f"{summary[0].upper()}{summary[1:]}." in out


def test_the_version_is_the_installed_one(capsys):
    with pytest.raises(SystemExit) as stop:
        app.main(["--version"])
    assert stop.value.code == 0
    assert capsys.readouterr().out == f"proofcheck {version('attention-proofcheck')}\n"
