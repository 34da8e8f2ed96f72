"""Shared by commands: parsers with examples, arguments with their ranges, checks of outputs before any work."""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, TypeAlias

import shtab

from proofcheck.cli.groups import SUMMARIES
from proofcheck.lemmas.loading import DEFAULT
from solver import InputError
from solver.archive import replace_file

Subcommands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Command: TypeAlias = Callable[[argparse.Namespace], int]

STANDARD_OUTPUT: Final = Path("-")
_LONGEST: Final = 1e7  # seconds


def add_command(subcommands: Subcommands, name: str, command: Command, examples: str) -> Any:
    """A parser whose help begins with the line of the overview and ends with examples."""
    text = SUMMARIES[name]
    sub = subcommands.add_parser(
        name,
        help=text,
        description=f"{text[0].upper()}{text[1:]}.",
        epilog=f"examples:\n{examples.strip(chr(10))}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    sub.add_argument("-q", "--quiet", action="store_true", help="print only what is not as it should be")
    sub.set_defaults(command=command)
    return sub


def add_file(sub: Any, *names: str, complete: Any = shtab.FILE, **more: Any) -> None:
    """A path argument, which completion scripts complete by `complete`, files by default."""
    sub.add_argument(*names, type=Path, **more).complete = complete


def add_theory(sub: Any) -> None:
    """The optional positional THEORY, a module or a path; without it the attention theory."""
    action = sub.add_argument("theory", nargs="?", default=DEFAULT, metavar="THEORY", help="module or file (attention)")
    action.complete = shtab.FILE


def add_effort(sub: Any) -> None:
    """Options that choose how much work is done, where, and for how long."""
    effort = sub.add_argument_group("effort")
    effort.add_argument("--profile", choices=("ci", "thorough"), default="ci", help="how much work (ci)")
    add_seed(effort)
    effort.add_argument("--jobs", type=whole_number(1, 256), default=1, metavar="N", help="worker processes (1)")
    effort.add_argument("--dask", metavar="ADDRESS", help="run on the Dask cluster whose scheduler is there")
    effort.add_argument(
        "--budget", type=_parse_budget, metavar="S", help="seconds for one checker on one lemma (ci: 300)"
    )
    add_file(effort, "--resume", metavar="FILE", help="keep finished work there as it comes, and use it")


def add_seed(sub: Any) -> None:
    """The seed of every random choice."""
    sub.add_argument(
        "--seed", type=whole_number(0, 2**63 - 1), default=0, metavar="N", help="of every random choice (0)"
    )


def add_json(sub: Any) -> None:
    """A flag `--json`, which prints one JSON value in place of the screen."""
    sub.add_argument("--json", action="store_true", help="print JSON instead")


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """An argument type: a whole number of the range."""

    def parse(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            limit = "2^63 - 1" if high == 2**63 - 1 else f"{high}"
            raise argparse.ArgumentTypeError(f"{quote(text)}: a whole number from {low} to {limit} is needed")
        return value

    return parse


def nonnegative_number(text: str) -> float:
    """An argument type: a finite number that is not negative."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= 0):
        raise argparse.ArgumentTypeError(f"{quote(text)}: a finite number, at least 0, is needed")
    return value


def quote(text: str) -> str:
    """An argument in quotes, cut after 40 characters, for a message."""
    return repr(text if len(text) <= 40 else f"{text[:40]}...")


def _parse_budget(text: str) -> float:
    value = nonnegative_number(text)
    if not 0 < value <= _LONGEST:
        raise argparse.ArgumentTypeError(f"{value}: a budget is more than 0 and at most {_LONGEST:g} seconds")
    return value


def check_outputs(*outputs: Path | None, inputs: Iterable[Path | str | None] = ()) -> None:
    """Raise InputError before any work when an output cannot be written, is an input, or is given twice."""
    given = [path for path in outputs if path is not None and path != STANDARD_OUTPUT]
    read = [Path(path) for path in inputs if path is not None]
    for path in given:
        if path.is_dir():
            raise InputError(f"{path}: this is a directory; name a file to write")
        if path.exists() and not path.is_file():
            raise InputError(f"{path}: this is not a regular file; name one, or '-' where JSON goes to standard output")
        if not path.absolute().parent.is_dir():
            raise InputError(f"{path}: the directory {path.parent} does not exist; create it first")
        if any(path.exists() and other.exists() and path.samefile(other) for other in read):
            raise InputError(f"{path}: this file is read by the same command; name another output")
        _check_writable(path, path.absolute().parent)
    if len({path.resolve() for path in given}) < len(given):
        raise InputError(f"{given[0]}: two outputs name this file; give each its own")


def check_folder(path: Path) -> None:
    """Raise InputError before any work when the report's folder cannot be made or written."""
    nearest = next(parent for parent in (path.absolute(), *path.absolute().parents) if parent.exists())
    if not nearest.is_dir():
        raise InputError(f"{path}: {nearest} is a file; name a directory for the report")
    _check_writable(path, nearest)


def _check_writable(path: Path, folder: Path) -> None:
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise InputError(f"{path}: {folder} cannot be written: {error.strerror}; name another place") from error


def write_text(path: Path, text: str) -> None:
    """The whole file in one step, or standard output; in UTF-8 there too, whatever the console's encoding."""
    if path == STANDARD_OUTPUT:
        sys.stdout.buffer.write(text.encode("utf-8"))
    else:
        replace_file(path, text.encode("utf-8"))


def print_json(value: Any) -> None:
    """Print one JSON value; infinities and NaN raise ValueError, since JSON has none."""
    sys.stdout.write(json.dumps(value, indent=1, allow_nan=False) + "\n")
