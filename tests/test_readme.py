"""Every block of the README runs as it stands, in order and in one folder, and its numbers are those of the theory."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from proofcheck.attention.softmax.lipschitz import B5
from proofcheck.attention.theory import ATTENTION
from proofcheck.cli.app import build_parser

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
LONG = ("minutes", "hours")
FIRST = re.findall(r"^    (make .*)", README, re.MULTILINE)


def commands(language="sh"):
    for kind, block in BLOCKS:
        if kind == language:
            yield from (line.partition(" #")[::2] for line in block.splitlines() if line)


def bash(command, folder):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True
    )


def run_python(code, folder):
    """A block that begins with a file's name is that file."""
    named = re.match(r"# (\w+\.py)\n", code)
    if named:
        (folder / named[1]).write_text(code)
        return None
    return subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)


def run_shell(line, comment, folder):
    if line.startswith("make "):
        return bash(f"make --dry-run {line.removeprefix('make ')}", ROOT)
    if any(word in comment for word in LONG):
        build_parser().parse_args(shlex.split(line)[1:])  # exits with 2 when it makes no sense
        return None
    return bash(line, folder)


@pytest.mark.slow
def test_every_block_runs(tmp_path):
    seen = []
    for kind, block in BLOCKS:
        if kind == "python":
            results = [run_python(block, tmp_path)]
        elif kind == "sh":
            lines = [line.partition(" #")[::2] for line in block.splitlines() if line]
            results = [run_shell(line, comment, tmp_path) for line, comment in lines]
        else:
            results = []
        for result in filter(None, results):
            assert result.returncode == 0, f"{block}\n{result.stdout}\n{result.stderr}"
            seen.append(result.stdout)
    everything = "\n".join(seen)
    for expected in ("x = ", "Solution: CONVERGED", "Certificate: CERTIFIED", "2 passed", "confirmed", "1 REFUTED"):
        assert expected in everything
    assert {"margins.png", "certificate.json", "again.json", "solution.npz"} <= {p.name for p in tmp_path.iterdir()}


def test_every_block_has_a_language_that_is_run_or_parsed():
    assert {kind for kind, _ in BLOCKS} == {"python", "sh", "yaml"}
    assert README.count("```") == 2 * len(BLOCKS)


@pytest.mark.parametrize("line", FIRST)
def test_the_first_commands_are_targets(line):
    assert bash(f"make --dry-run {line.partition('#')[0].removeprefix('make ')}", ROOT).returncode == 0


def test_long_commands_are_few_and_marked():
    marked = [line for line, comment in commands() if any(word in comment for word in LONG)]
    assert marked
    assert all(line.startswith("proofcheck ") for line in marked)
    assert len(marked) <= 3


def test_the_hook_named_is_the_one_shipped():
    (block,) = (block for kind, block in BLOCKS if kind == "yaml")
    hook = yaml.safe_load(block)["repos"][0]["hooks"][0]["id"]
    assert hook == yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())[0]["id"]


@pytest.mark.slow
def test_the_orders_of_magnitude_are_those_of_the_theory():
    table = dict(re.findall(r"^\| ([a-zA-Z ]+) \| ([\d.]+ \| [\d.]+) \|$", README, re.MULTILINE))
    found = ATTENTION["B6"].measures()
    at = [f"(n, d, R) = {point}" for point in ("(64, 4, 1)", "(1024, 64, 4)")]
    for row, name in (("residual c", "c"), ("gradient", "gradient"), ("Hessian", "Hessian")):
        expected = [found[f"orders of magnitude the classical form loses, {name}, at {point}"] for point in at]
        assert table[row].split(" | ") == expected
    assert table["softmax row"].split(" | ") == [
        B5.measures()[f"orders of magnitude lost against B4 at {point}"] for point in at
    ]


def test_it_can_be_read_in_one_go():
    assert len(README.splitlines()) < 300
    for kind, block in BLOCKS:
        assert len(block.splitlines()) <= 30 if kind == "python" else 10


def test_files_that_it_names_exist():
    for name in re.findall(r"`((?:proofcheck|solver|tests|reports)/[\w./-]+|[A-Z]+\.(?:md|cff))`", README):
        assert (ROOT / name).exists(), name
