"""The command line: `proofcheck run | report | list | show | solve | verify`.

Exit codes: 0 everything came out as expected; 1 a lemma was refuted or broken that did not declare it, a solve did not
converge or was not certified when a certificate was asked for, a certificate was not confirmed; 2 bad usage or input,
with one message; 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from proofcheck import commands
from proofcheck.cluster import ClusterError
from proofcheck.journal import JournalError
from proofcheck.lemma import TheoryError
from proofcheck.loading import DEFAULT, LoadError
from proofcheck.recheck import CertificateFileError
from proofcheck.report import FORMS, ReportError
from proofcheck.strd.command import strd
from solver import ArchiveError, InputError, UnsafeArithmeticError
from solver.steps.choice import KINDS

_LONGEST = 1e7  # seconds
_CLOSED_PIPE = 141  # 128 + SIGPIPE, what a shell reports for other programs
_BAD_INPUT = (
    *(LoadError, TheoryError, CertificateFileError, ReportError, ArchiveError, InputError, JournalError, ClusterError),
    OSError,
    UnsafeArithmeticError,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
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
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return str(error)


def parser() -> argparse.ArgumentParser:
    """The argument parser with all commands."""
    top = argparse.ArgumentParser(
        prog="proofcheck",
        description="Decide claims of a theory by machine; solve attention regression with proved error bounds.",
    )
    subcommands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _run(subcommands)
    _report(subcommands)
    _list(subcommands)
    _show(subcommands)
    _solve(subcommands)
    _verify(subcommands)
    _strd(subcommands)
    _mutants(subcommands)
    return top


def _run(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sub = subcommands.add_parser("run", help="decide the lemmas of a theory and print the verdicts")
    _theory(sub)
    _effort(sub)
    sub.add_argument("--select", default="*", metavar="GLOB", help="only lemmas whose name matches, and their premises")
    sub.add_argument("--json", type=Path, metavar="FILE", help="write the report document")
    sub.add_argument("--junit", type=Path, metavar="FILE", help="write JUnit XML")
    sub.set_defaults(command=commands.run)


def _report(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sub = subcommands.add_parser("report", help="decide a theory and write its report")
    _theory(sub)
    _effort(sub)
    sub.add_argument("--out", type=Path, default=Path("report"), metavar="DIR", help="directory (default: %(default)s)")
    sub.add_argument(
        "--from", dest="source", type=Path, metavar="REPORT.json", help="render this document; run nothing"
    )
    sub.add_argument("--format", action="append", choices=FORMS, help="only this form; repeatable (default: all)")
    sub.add_argument("--small", action="store_true", help="small solves: a quick look at the whole report")
    sub.set_defaults(command=commands.report)


def _list(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sub = subcommands.add_parser("list", help="list the lemmas of a theory")
    _theory(sub)
    sub.add_argument("--json", action="store_true", help="print JSON")
    sub.set_defaults(command=commands.list_lemmas)


def _show(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sub = subcommands.add_parser("show", help="decide one lemma and print statement, verdict and counterexample")
    sub.add_argument("lemma", metavar="LEMMA")
    sub.add_argument("--theory", default=DEFAULT, metavar="THEORY", help="module or .py file (default: attention)")
    _effort(sub)
    sub.set_defaults(command=commands.show)


def _solve(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sub = subcommands.add_parser("solve", help="solve an attention problem, optionally with a certificate")
    sub.add_argument("problem", type=Path, metavar="PROBLEM.npz", help="arrays A1 A2 A3 B and weights wx wy lx ly")
    sub.add_argument("--step", default="auto", metavar="KIND", help=f"greedy step: {', '.join(KINDS)} (default: auto)")
    sub.add_argument("--tol", type=float, default=1e-8, metavar="T", help="relative gradient tolerance (1e-8)")
    sub.add_argument("--seed", type=int, default=0, metavar="N", help="for sketches and restarts (default: 0)")
    sub.add_argument("--max-iterations", type=int, default=1000, metavar="N", help="iteration limit (default: 1000)")
    sub.add_argument(
        "--restarts", type=int, default=0, metavar="N", help="further starts; the best counts (default: 0)"
    )
    sub.add_argument(
        "--checkpoint", type=Path, metavar="RUN.npz", help="written on the way; go on from it if it exists"
    )
    sub.add_argument("--out", type=Path, metavar="SOLUTION.npz", help="write X and Y")
    sub.add_argument("--certificate", type=Path, metavar="CERT.json", help="certify the solution and write the proof")
    sub.add_argument("--digits", type=int, metavar="N", help="with a certificate: enclose the minimiser to N digits")
    sub.add_argument("--json", action="store_true", help="print JSON")
    sub.set_defaults(command=commands.solve_problem)


def _verify(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sub = subcommands.add_parser("verify", help="re-establish every claim of a certificate in ball arithmetic")
    sub.add_argument("certificate", type=Path, metavar="CERT.json")
    sub.add_argument("--json", action="store_true", help="print JSON")
    sub.set_defaults(command=commands.verify_certificate)


def _strd(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sub = subcommands.add_parser("strd", help="certify the 27 NIST StRD data sets and confirm their printed values")
    sub.add_argument("--json", action="store_true", help="print JSON")
    sub.set_defaults(command=strd)


def _mutants(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sub = subcommands.add_parser("mutants", help="plant falsehoods in theories and see that the checkers refute them")
    sub.add_argument(
        "theories", nargs="*", metavar="THEORY", help="modules or .py files (default: all that are shipped)"
    )
    sub.add_argument("--per-lemma", type=_jobs, default=12, metavar="N", help="at most so many a lemma (default: 12)")
    sub.add_argument("--jobs", type=_jobs, default=1, metavar="N", help="worker processes (default: 1)")
    sub.add_argument("--resume", type=Path, metavar="FILE", help="keep judgements there as they come, and use them")
    sub.add_argument("--json", type=Path, metavar="FILE", help="write every mutant with its fate and reason")
    sub.set_defaults(command=commands.mutants)


def _theory(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("theory", nargs="?", default=DEFAULT, metavar="THEORY", help="module or .py file (attention)")


def _effort(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--profile", choices=("ci", "thorough"), default="ci", help="how much work (default: %(default)s)")
    sub.add_argument("--seed", type=_seed, default=0, metavar="N", help="seed of every random choice (default: 0)")
    sub.add_argument("--jobs", type=_jobs, default=1, metavar="N", help="worker processes (default: 1)")
    sub.add_argument("--dask", metavar="ADDRESS", help="run on the Dask cluster whose scheduler is there")
    sub.add_argument("--budget", type=_budget, metavar="S", help="seconds for one checker on one lemma (ci: 300)")
    sub.add_argument("--resume", type=Path, metavar="FILE", help="keep finished work there as it comes, and use it")


def _seed(text: str) -> int:
    value = int(text)
    if not 0 <= value < 2**63:
        raise argparse.ArgumentTypeError(f"{value}: a seed lies between 0 and 2^63 - 1")
    return value


def _budget(text: str) -> float:
    value = float(text)
    if not 0 < value <= _LONGEST:
        raise argparse.ArgumentTypeError(f"{value}: a budget is more than 0 and at most {_LONGEST:g} seconds")
    return value


def _jobs(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 256:
        raise argparse.ArgumentTypeError(f"{value}: the number lies between 1 and 256")
    return value


if __name__ == "__main__":
    sys.exit(main())
