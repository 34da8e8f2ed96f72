"""Runs the code blocks of a Markdown page as a reader would: in order, in one folder, and compares what they print.

A `python` or `coq` block whose first line is a comment with a file's name is saved as that file; other `python`
blocks run as programs. Lines of `sh` blocks are run one by one and leave with 0, or as a comment says (`# exit code
1`); `make` is a dry run in the repository, and what a comment says to take minutes or hours is only parsed. A `text`
block is what the block before it prints; `...` stands for anything.
"""

import doctest
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from proofcheck.cli.app import build_parser

ROOT = Path(__file__).parents[2]
LONG = ("minutes", "hours")
RUN = ("python", "sh", "coq")
SHOWN = ("text", "yaml", "toml", "latex", "json")
_FENCE = re.compile(r"^( *)```(\S*)[^\n]*\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
_NAMED = re.compile(r"(?:# (\w+\.py)|\(\* (\w+\.v) \*\))\n")
_CODE = re.compile(r"exit code (\d+)")
_OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True)
class Block:
    kind: str
    text: str
    line: int


def blocks(page):
    """The fenced blocks of a page's Markdown, with the lines where they begin."""
    return [Block(found[2], found[3], page.count("\n", 0, found.start()) + 1) for found in _FENCE.finditer(page)]


def commands(page):
    """(command, comment) of every line of the `sh` blocks."""
    return [split(line) for block in blocks(page) if block.kind == "sh" for line in block.text.splitlines() if line]


def split(line):
    command, _, comment = line.partition(" #")
    return command.strip(), comment.strip()


def is_long(comment):
    return any(word in comment for word in LONG)


def bash(command, folder):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    surroundings = {**os.environ, "PATH": path, "COLUMNS": "80"}
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, env=surroundings, capture_output=True, text=True, check=False
    )


def run_page(page, folder):
    """Run every block; what was printed, as one text. Raises AssertionError with block, line and output."""
    printed, last = [], ""
    for block in blocks(page):
        if block.kind == "text":
            check_printed(block, last)
        elif block.kind in RUN:
            last = run_block(block, folder)
            printed.append(last)
        elif not block.kind.startswith("{"):  # a directive of the documentation's generator
            assert block.kind in SHOWN, f"line {block.line}: a block of {block.kind!r} is neither run nor shown"
    return "\n".join(printed)


def run_block(block, folder):
    named = _NAMED.match(block.text)
    if named:
        (folder / (named[1] or named[2])).write_text(block.text)
        return ""
    assert block.kind != "coq", f"line {block.line}: begin with a comment that names the file, (* Name.v *)"
    if block.kind == "python":
        script = folder / "block_of_the_page.py"
        script.write_text(block.text)
        return output(bash(f"{shlex.quote(sys.executable)} -W error {script.name}", folder), block)
    lines = [split(line) for line in block.text.splitlines() if line]
    return "".join(run_line(*line, folder, block) for line in lines)


def run_line(command, comment, folder, block):
    if is_long(comment):
        build_parser().parse_args(shlex.split(command)[1:])  # exits with 2 when it makes no sense
        return ""
    if command.startswith("make "):
        return output(bash(f"make --dry-run {command.removeprefix('make ')}", ROOT), block)
    declared = _CODE.match(comment)
    return output(bash(command, folder), block, int(declared[1]) if declared else 0)


def output(done, block, code=0):
    assert done.returncode == code, f"line {block.line}: {done.returncode}\n{block.text}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def check_printed(block, printed):
    expected = block.text
    matches = doctest.OutputChecker().check_output(expected, printed, _OPTIONS)
    assert matches, f"line {block.line}: the page shows\n{expected}\nand this was printed:\n{printed}"
