"""The command line: parsers in groups, one message for what goes wrong, exit codes.

Exit codes: 0 everything came out as expected; 1 a lemma was refuted or broken that did not declare it, a solve did not
converge or was not certified when a certificate was asked for, a certificate was not confirmed or claims nothing, a
report has a regression; 2 bad usage or input, with one message; 130 interrupted.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Generator, Sequence
from typing import Final

from proofcheck.cluster import ClusterError
from proofcheck.commands import certificates, check, reports, shell, solves
from proofcheck.journal import JournalError
from proofcheck.lemma import TheoryError
from proofcheck.loading import LoadError
from proofcheck.recheck import CertificateFileError
from proofcheck.report import ReportError
from solver import ArchiveError, InputError, UnsafeArithmeticError

_CLOSED_PIPE: Final = 141  # 128 + SIGPIPE, what a shell reports for other programs
_LONGEST: Final = 500  # characters of a message
_BAD_INPUT: Final = (
    *(LoadError, TheoryError, CertificateFileError, ReportError, ArchiveError, InputError, JournalError, ClusterError),
    OSError,
    UnsafeArithmeticError,
)
_GROUPS: Final = {
    "decide lemmas": ("run", "show", "list", "mutants"),
    "reports": ("report", "diff"),
    "solve": ("solve",),
    "certificates": ("verify", "explain", "strd"),
    "shell": ("completion",),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
    for stream in (sys.stdout, sys.stderr):  # a console of another encoding shows what it can
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    options = parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        code = command(options)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough; flushing at exit must not fail again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _CLOSED_PIPE
    except _BAD_INPUT as error:
        sys.stderr.write(f"proofcheck: {_message(error)}\n")
        return 2
    except KeyboardInterrupt as interrupt:
        sys.stderr.write(f"proofcheck: {str(interrupt) or 'interrupted'}\n")
        return 130
    return code


def _message(error: Exception) -> str:
    """One line, which any terminal can print."""
    text = str(error)
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        text = f"{error.filename}: {error.strerror}"
    line = " ".join(text.encode("utf-8", "replace").decode("utf-8").split()) or type(error).__name__
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST // 2]} ... {line[-_LONGEST // 2 :]}"


class _Grouped(argparse.RawDescriptionHelpFormatter):
    """Lists the commands by group."""

    def _iter_indented_subactions(self, action: argparse.Action) -> Generator[argparse.Action, None, None]:
        if not isinstance(action, argparse._SubParsersAction):
            yield from super()._iter_indented_subactions(action)
            return
        entries = {entry.dest: entry for entry in action._get_subactions()}
        for group, names in _GROUPS.items():
            yield argparse.Action(option_strings=[], dest=group, metavar=f"{group}:")
            self._indent()
            yield from (entries[name] for name in names)
            self._dedent()


def parser() -> argparse.ArgumentParser:
    """The argument parser with all commands."""
    top = argparse.ArgumentParser(
        prog="proofcheck",
        description="Decide claims of a theory by machine; solve attention regression with proved\nerror bounds.",
        epilog="`proofcheck COMMAND --help` shows options and examples.\n\n"
        "exit codes: 0 as expected; 1 not so (a verdict, a solve, a certificate, a\n"
        "regression); 2 bad usage or input; 130 interrupted",
        formatter_class=_Grouped,
        allow_abbrev=False,
    )
    subcommands = top.add_subparsers(required=True, metavar="COMMAND", dest="name", title="commands")
    check.add(subcommands)
    reports.add(subcommands)
    solves.add(subcommands)
    certificates.add(subcommands)
    shell.add(subcommands, parser)
    return top


if __name__ == "__main__":
    sys.exit(main())
