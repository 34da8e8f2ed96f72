"""The command line as a page: the help of every command, from the parsers themselves."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pages import write_pages
from sphinx.application import Sphinx

from proofcheck.cli.app import build_parser
from proofcheck.cli.groups import GROUPS

_COLUMNS: Final = "80"
_CODES: Final = """\
Exit codes, of every command: 0 everything came out as expected; 1 something did not (a lemma was refuted or broken that
did not declare it, a solve did not converge or was not certified, a certificate was not confirmed, a report regressed);
2 bad usage or input, with one message; 130 interrupted. `python -m proofcheck` is the same program.
"""


def _write(app: Sphinx) -> None:
    os.environ["COLUMNS"] = _COLUMNS  # argparse wraps at the width of a terminal
    write_pages(Path(app.srcdir) / "commands", {"index.md": "\n".join(_lines())})


def _lines() -> Iterator[str]:
    parsers = _subparsers(build_parser())
    yield "# Command line\n"
    yield _CODES
    yield ""
    for group in GROUPS:
        yield f"## {group.heading.capitalize()}\n"
        for name, summary in group.summaries.items():
            yield f"### `proofcheck {name}`\n"
            yield f"{summary[0].upper()}{summary[1:]}.\n"
            yield f"````text\n{parsers[name].format_help().rstrip()}\n````\n"


def _subparsers(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    (action,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return dict(action.choices)


def setup(app: Sphinx) -> dict[str, Any]:
    """Write the page before Sphinx looks for sources."""
    app.connect("builder-inited", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
