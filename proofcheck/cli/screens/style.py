"""Shared by all screens: consoles, colours of grades, text without terminal control characters."""

from __future__ import annotations

import re
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.text import Text

from proofcheck.report.entries import CounterexampleEntry
from proofcheck.report.phrases import counterexample_text

STYLE: Final = {
    "PROVED": "green",
    "FORMAL": "green",
    "CERTIFIED": "green",
    "ARGUED": "cyan",
    "SUPPORTED": "cyan",
    "REFUTED": "red",
    "UNDECIDED": "yellow",
    "BROKEN": "bold red",
    "INCONCLUSIVE": "yellow",
}
_STEERING: Final = re.compile(r"[^\S\n]|[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class _PipedConsole(Console):
    """Leaves a reader who has seen enough (`| head`) to the command line, instead of ending the program."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def make_console(*, error: bool = False) -> Console:
    """Colours on terminals only (and not where NO_COLOR is set); no emoji codes, no guessed highlighting."""
    return _PipedConsole(stderr=error, emoji=False, highlight=False)


def clean(text: object) -> str:
    """Markup-safe text of a theory or a file: without control characters, which could move the cursor."""
    return escape(_STEERING.sub(" ", str(text)))


def colour_grade(grade: str, mark: str = "") -> str:
    """Markup of a grade in its colour, `mark` after it in the same colour."""
    return f"[{STYLE[grade]}]{grade}{mark}[/]"


def print_indented(target: Console, text: str, by: int = 2) -> None:
    """A paragraph of plain text, wrapped within its indentation."""
    target.print(Padding(Text(_STEERING.sub(" ", text)), (0, 0, 0, by), expand=False))


def print_instance(target: Console, found: CounterexampleEntry, statement: str, by: int = 4) -> None:
    """Print a counterexample to the statement, one variable a line, matrices row by row."""
    for line in counterexample_text(found, statement).splitlines():
        print_indented(target, line, by)
