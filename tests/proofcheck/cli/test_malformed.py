"""Whatever is wrong with an input: exit code 2, one line that names it, no traceback, and nothing overwritten."""

from __future__ import annotations

import os
import random
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from precious_files import is_untouched

from proofcheck.cli import app


def refuse(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The one line of a refusal."""
    try:
        code = app.main(arguments)
    except SystemExit as stop:  # argparse
        code = int(stop.code or 0)
    printed = capsys.readouterr()
    lines = [line for line in printed.err.splitlines() if not line.startswith(("usage:", " "))]
    assert code == 2, (arguments, printed.out[-300:], printed.err)
    assert len(lines) == 1, printed.err
    assert lines[0].startswith("proofcheck")
    assert len(lines[0]) < 600
    return lines[0]


_ONE = (
    "from proofcheck.theory import *\nA = Lemma(name='a', title='', claim=Inequality(lhs=abs, rhs=abs), "
    "space=Space(variables={'x': Variable()}))\n"
)
COMMANDS = {
    "report": ["report", "--from", "FILE", "--out", "out"],
    "show": ["show", "R2", "--from", "FILE"],
    "diff": ["diff", "FILE", "FILE"],
    "verify": ["verify", "FILE"],
    "explain": ["explain", "FILE"],
    "solve": ["solve", "FILE", "--out", "s.npz", "--certificate", "k.json"],
    "run": ["run", "FILE", "--json", "r.json", "--junit", "j.xml"],
    "list": ["list", "FILE"],
    "mutants": ["mutants", "FILE", "--json", "r.json"],
}
CONTENTS: dict[str, bytes] = {
    "empty": b"",
    "junk": bytes(range(256)) * 4,
    "zeros": b"\0" * 1000,
    "null": b"null",
    "list": b"[]",
    "object": b"{}",
    "deep": b"[" * 100_000,
    "unclosed": b'{"schema": "attention-proofcheck/report/1"',
    "other version": b'{"schema": "attention-proofcheck/report/9"}',
    "not utf-8": b'{"schema": "\xff\xfe"}',
    "infinite": b'{"a": 1e999}',
    "long number": b'{"a": ' + b"9" * 6000 + b"}",
    "surrogate": b'{"a": "\\ud800"}',
    "page": b"<!doctype html><title>404</title>",
}


def name_file(command: str, path: str) -> list[str]:
    return [path if part == "FILE" else part for part in COMMANDS[command]]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_that_is_not_there_or_a_directory(command: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in ("none.json", "out", "out/none/none.json", "r.json/x", "", "\0", "x" * 5000):
        refuse(name_file(command, path), capsys)
    assert is_untouched(here)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("content", CONTENTS)
def test_a_file_that_holds_something_else(
    command: str, content: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "bad.py" if command in ("run", "list", "mutants") else "bad.json"
    (here / name).write_bytes(CONTENTS[content])
    assert name in refuse(name_file(command, name), capsys)
    assert is_untouched(here)


@pytest.mark.parametrize(
    "source",
    [
        "T = (",
        "import nothing_of_this_name",
        "1 / 0",
        "raise SystemExit(3)",
        "raise KeyError('multi\\nline')",
        "x = 1",
        "from proofcheck.theory import *\nT = Theory(name='t', title='t', lemmas=3)",
        "from proofcheck.theory import *\nT = Theory(name='t', title='t', lemmas=())",
        f"{_ONE}T = Theory(name='t', title='t', lemmas=(A,))\nU = Theory(name='u', title='u', lemmas=(A,))",
        "from proofcheck.theory import *\nT = Theory(name='t', title='t', lemmas=(Lemma(name='x', title='', "
        "statement=''),))",
        "def f():\n\treturn 1\n        x",
        "\ufeffT = (",
    ],
)
def test_a_theory_that_cannot_be_used(source: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "bad.py").write_text(source, encoding="utf-8")
    for command in ("run", "list"):
        refuse(name_file(command, "bad.py"), capsys)
    refuse(["report", "bad.py", "--out", "out"], capsys)
    assert is_untouched(here)


@pytest.mark.parametrize("name", ["report.json", "c.json", "p.npz"])
def test_a_truncated_file_wherever_it_ends(
    name: str, made: Path, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = (made / name).read_bytes()
    commands = {"report.json": ("report", "diff", "show"), "c.json": ("verify", "explain"), "p.npz": ("solve",)}[name]
    for length in range(1, len(whole) - 1, len(whole) // 15):
        (here / name).write_bytes(whole[:length])
        for command in commands:
            refuse(name_file(command, name), capsys)
    assert is_untouched(here)


@pytest.mark.parametrize(
    "arguments",
    [
        *([*("solve", "p.npz"), *more] for more in (["--seed", "-1"], ["--seed", "1e3"], ["--seed", "9" * 5000])),
        *([*("solve", "p.npz"), *more] for more in (["--restarts", "-1"], ["--restarts", "x"], ["--restarts", "1.5"])),
        *(
            [*("solve", "p.npz"), *more]
            for more in (["--tol", "nan"], ["--tol", "-1"], ["--tol", "inf"], ["--tol", ""])
        ),
        *([*("solve", "p.npz"), *more] for more in (["--max-iterations", "0"], ["--step", "magic"], ["--digits", "9"])),
        ["solve", "p.npz", "--certificate", "k.json", "--digits", "0"],
        ["solve", "p.npz", "--out", "p.npz"],
        ["solve", "p.npz", "--out", "out"],
        ["solve", "p.npz", "--out", "none/s.npz"],
        ["solve", "p.npz", "--out", "s.npz/x"],
        ["solve", "p.npz", "--out", "k.json", "--certificate", "./k.json"],
        ["solve", "p.npz", "--checkpoint", "k.json"],
        ["solve", "p.npz", "--checkpoint", "p.npz"],
        ["solve", "p.npz", "--out", os.devnull],
        ["run", "mine.py", "--json", "mine.py"],
        ["run", "mine.py", "--resume", "mine.py"],
        ["run", "mine.py", "--json", "out"],
        ["run", "mine.py", "--json", "r.json", "--junit", "r.json"],
        ["run", "mine.py", "--select", "nothing"],
        ["run", "mine.py", "--budget", "0"],
        ["run", "mine.py", "--jobs", "0"],
        ["run", "mine.py", "--profile", "best"],
        ["run", "mine.py", "--resume", "r.json"],
        ["run", "mine.py", "--dask", "nowhere"],
        ["show", "tru", "--theory", "mine.py"],
        ["show", "true", "--theory", "mine.py", "--from", "report.json"],
        ["show", "R2x", "--from", "report.json"],
        ["report", "mine.py", "--from", "report.json", "--out", "out"],
        ["report", "mine.py", "--out", "r.json"],
        ["report", "mine.py", "--out", "r.json/out"],
        ["report", "--from", "report.json", "--out", "out", "--format", "pdf"],
        ["diff", "report.json"],
        ["diff", "report.json", "report.json", "--tolerance", "-1"],
        ["completion", "cmd"],
        ["mutants", "mine.py", "--per-lemma", "0"],
        [],
        ["dance"],
    ],
)
def test_arguments_that_make_no_sense(
    arguments: list[str], made: Path, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("p.npz", "report.json"):
        (here / name).write_bytes((made / name).read_bytes())
    (here / "mine.py").write_text(
        "from proofcheck.theory import *\nT = Theory(name='t', title='t', lemmas=(Lemma(name='true', title='', "
        "statement='x', claim=Inequality(lhs=lambda x: x, rhs=lambda x: x + 1), space=Space(variables={'x': "
        "Variable()})),))"
    )
    refuse(arguments, capsys)
    assert is_untouched(here)
    assert (here / "p.npz").read_bytes() == (made / "p.npz").read_bytes()


def test_a_near_name_is_suggested(made: Path, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = str(made / "report.json")
    assert "did you mean R2?" in refuse(["show", "r2", "--from", report], capsys)
    assert "did you mean R3" in refuse(["show", "R33", "--from", report], capsys)
    assert "which has I3" in refuse(["show", "zzz", "--from", report], capsys)


ARRAYS: dict[str, Any] = {
    "text": np.array("0.1"),
    "complex": np.array(1j),
    "vector": np.array([0.1, 0.2]),
    "negative": np.array(-1.0),
    "not a number": np.array(np.nan),
    "objects": np.array([None]),
    "empty": np.zeros((0, 2)),
    "cube": np.zeros((2, 2, 2)),
    "dates": np.array(["2020-01-01"], dtype="datetime64[D]"),
    "true": np.array([[True]]),
}


@pytest.mark.parametrize("name", ["A1", "B", "wx", "ly"])
@pytest.mark.parametrize("kind", ARRAYS)
def test_a_problem_with_a_bad_array(
    name: str, kind: str, made: Path, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with np.load(made / "p.npz") as archive:
        arrays = {key: archive[key] for key in archive.files}
    np.savez(here / "bad.npz", **(arrays | {name: ARRAYS[kind]}))
    refuse(name_file("solve", "bad.npz"), capsys)
    assert is_untouched(here)


def test_a_problem_with_one_byte_changed(made: Path, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A flipped byte is found (by the archive's checksum) or harmless (outside of what is read)."""
    whole, rng = (made / "p.npz").read_bytes(), random.Random(0)  # noqa: S311
    for _ in range(150):
        broken = bytearray(whole)
        broken[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
        (here / "bad.npz").write_bytes(broken)
        code = app.main(["solve", "bad.npz", "--quiet", "--max-iterations", "1"])
        assert code in (1, 2)
        assert "Traceback" not in capsys.readouterr().err


def test_a_zip_bomb_of_names_is_no_problem(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with zipfile.ZipFile(here / "bad.npz", "w") as archive:
        for index in range(2000):
            archive.writestr(f"x{index}.npy", b"")
    assert len(refuse(name_file("solve", "bad.npz"), capsys)) < 600
