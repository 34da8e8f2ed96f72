"""The command line: parsers in groups, one message for what goes wrong, exit codes.

Exit codes: 0 everything came out as expected; 1 a lemma was refuted or broken that did not declare it, a solve did not
converge or was not certified when a certificate was asked for, a certificate was not confirmed or claims nothing, a
report has a regression; 2 bad usage or input, with one message; 130 interrupted.
"""

from __future__ import annotations

import argparse
import atexit
import gc
import io
import os
import sys
from collections.abc import Callable, Generator, Sequence
from importlib import import_module
from importlib.metadata import version
from typing import Final

from proofcheck.cli.groups import GROUPS, Group
from proofcheck.engine.processes import load_quickly, start_server

_CLOSED_PIPE: Final = 141  # 128 + SIGPIPE, what a shell reports for other programs
_WITH_ALL: Final = "attention-proofcheck[check,report,prove,dask]"
_LONGEST: Final = 500  # characters of a message


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
    for stream in (sys.stdout, sys.stderr):  # a console of another encoding shows what it can
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    atexit.register(gc.freeze)  # or the interpreter walks all objects once more at its end, for up to half a second
    words = sys.argv[1:] if arguments is None else arguments
    try:
        if _asks_for_workers(words):
            start_server("proofcheck.engine.workers")
        options = build_parser(words[0] if words else "").parse_args(words)
        code = _perform(options)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough; flushing at exit must not fail again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _CLOSED_PIPE
    except KeyboardInterrupt as interrupt:
        sys.stderr.write(f"proofcheck: {str(interrupt) or 'interrupted'}\n")
        return 130
    except ModuleNotFoundError as error:  # a theory's own imports are a LoadError
        if error.name is None or error.name.partition(".")[0] in ("proofcheck", "solver"):
            raise
        sys.stderr.write(f"proofcheck: {error.name} is not installed; pip install '{_WITH_ALL}'\n")
        return 2
    except Exception as error:
        if not isinstance(error, import_module("proofcheck.cli.errors").BAD_INPUT):
            raise
        sys.stderr.write(f"proofcheck: {_format_error(error)}\n")
        return 2
    return code


def _asks_for_workers(words: Sequence[str]) -> bool:
    """Whether --jobs of a command with workers is more than one; read before the command is loaded, which checks it."""
    if not any(word in group.workers for word in words[:1] for group in GROUPS):
        return False
    jobs = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    jobs.add_argument("--jobs", nargs="?")
    return jobs.parse_known_args(words)[0].jobs not in (None, "1")


def _perform(options: argparse.Namespace) -> int:
    """Run the command; code of a theory that ends the program (sys.exit, pytest.skip) is bad input, not its end."""
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except (Exception, KeyboardInterrupt):
        raise
    except BaseException as ending:  # noqa: BLE001 - turned into one message
        found = import_module("proofcheck.lemmas.raising").describe_exception(ending)
        sys.stderr.write(f"proofcheck: {found}; the theory's code ends the program, remove what does\n")
        return 2


def _format_error(error: Exception) -> str:
    """An error as one line of at most 500 characters that any terminal can print."""
    text = str(error)
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        text = f"{error.filename}: {error.strerror}"
    line = " ".join(text.encode("utf-8", "replace").decode("utf-8").split()) or type(error).__name__
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST // 2]} ... {line[-_LONGEST // 2 :]}"


class _GroupedHelp(argparse.RawDescriptionHelpFormatter):
    """Help that lists the commands under the headings of their groups."""

    def _iter_indented_subactions(self, action: argparse.Action) -> Generator[argparse.Action, None, None]:
        if not isinstance(action, argparse._SubParsersAction):
            yield from super()._iter_indented_subactions(action)
            return
        entries = {entry.dest: entry for entry in action._get_subactions()}
        for group in GROUPS:
            yield argparse.Action(option_strings=[], dest=group.heading, metavar=f"{group.heading}:")
            self._indent()
            yield from (entries[name] for name in group.summaries)
            self._dedent()


class _PrintVersion(argparse.Action):
    """Print the version of the installed distribution, which is looked up only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        sys.stdout.write(f"proofcheck {version('attention-proofcheck')}\n")
        parser.exit()


def build_parser(command: str | None = None) -> argparse.ArgumentParser:
    """The argument parser: of all commands, or with what `command` takes, the others by name alone."""
    top = argparse.ArgumentParser(
        prog="proofcheck",
        description="Decide claims of a theory by machine; solve attention regression with proved\nerror bounds.",
        epilog="`proofcheck COMMAND --help` shows options and examples.\n\n"
        "exit codes: 0 as expected; 1 not so (a verdict, a solve, a certificate, a\n"
        "regression); 2 bad usage or input; 130 interrupted",
        formatter_class=_GroupedHelp,
        allow_abbrev=False,
    )
    top.set_defaults(whole=build_parser)
    top.add_argument("--version", action=_PrintVersion, nargs=0, help="print the version and exit")
    subcommands = top.add_subparsers(required=True, metavar="COMMAND", dest="name", title="commands")
    for group in GROUPS:
        if command is None or command in group.summaries:
            with load_quickly():
                module = import_module(group.module)
            module.add(subcommands)
        else:
            _add_names(subcommands, group)
    return top


def _add_names(subcommands: argparse._SubParsersAction[argparse.ArgumentParser], group: Group) -> None:
    for name, text in group.summaries.items():
        subcommands.add_parser(name, help=text, add_help=False)


if __name__ == "__main__":
    sys.exit(main())
