"""`python -m solver PROBLEM.npz`: solve a saved problem and certify the solution, with numpy and scipy alone.

Exit codes: 0 converged and certified; 1 not so; 2 bad usage or input; 130 interrupted; 141 the reader has seen enough.
`proofcheck solve` has more options, and re-checks. `python -m solver cost` prints what an iteration costs on many
workers.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Final

from solver import (
    ArchiveError,
    AttentionProblem,
    Certificate,
    InputError,
    Solution,
    Status,
    UnsafeArithmeticError,
    certify,
    solve,
)
from solver.archive import check_folder, save_arrays
from solver.minimise.cluster_cost import Machine, Sizes
from solver.minimise.cluster_table import describe_iteration

_CLOSED_PIPE: Final = 141  # 128 + SIGPIPE, what a shell reports for other programs
_SIZES: Final = {
    "n": "queries, the rows that are spread",
    "m": "keys",
    "p": "columns of A1",
    "q": "columns of A2",
    "r": "columns of A3",
    "k": "columns of B",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and return the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = _run(words)
        sys.stdout.flush()
    except BrokenPipeError:  # flushing at exit must not fail again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _CLOSED_PIPE
    except (ArchiveError, InputError, UnsafeArithmeticError, OSError) as error:
        sys.stderr.write(f"solver: {error}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("solver: interrupted\n")
        return 130
    return code


def _run(words: Sequence[str]) -> int:
    if words[:1] == ["cost"]:
        return _print_cost(_make_cost_parser().parse_args(words[1:]))
    solution, certificate = _solve_and_certify(_make_parser().parse_args(words))
    sys.stdout.write(f"{solution}\n\n{certificate}\n")
    return 0 if certificate and solution.status is Status.CONVERGED else 1


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m solver",
        description="Solve a problem that AttentionProblem.save wrote, and certify the solution.",
        epilog="exit codes: 0 converged and certified; 1 not so; 2 bad usage or input; 130 interrupted; "
        "'python -m solver cost --help': what an iteration costs on many workers",
        allow_abbrev=False,
    )
    parser.add_argument(
        "problem", type=Path, metavar="PROBLEM.npz", help="arrays A1 A2 A3 B, weights wx wy lx ly, mask"
    )
    parser.add_argument("--out", type=Path, metavar="SOLUTION.npz", help="write X and Y")
    parser.add_argument("--certificate", type=Path, metavar="CERT.json", help="write the certificate")
    return parser


def _make_cost_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m solver cost",
        description="What an iteration costs with the rows on many workers: counted operations and bytes, and a model "
        "of the seconds.",
        allow_abbrev=False,
    )
    for size, what in _SIZES.items():
        parser.add_argument(f"--{size}", type=_whole, required=True, help=what)
    parser.add_argument("--step", choices=("projected", "kronecker"), default="kronecker", help="dense or by products")
    parser.add_argument("--products", type=_whole, default=10, help="of a kronecker step, in one iteration")
    for field in fields(Machine):
        kind, what = _whole if isinstance(field.default, int) else _positive, field.metadata["what"]
        parser.add_argument(f"--{field.name}", type=kind, default=field.default, help=f"{what}, by default %(default)s")
    return parser


def _print_cost(options: argparse.Namespace) -> int:
    sizes = Sizes(**{name: getattr(options, name) for name in _SIZES})
    machine = Machine(**{field.name: getattr(options, field.name) for field in fields(Machine)})
    dense = options.step == "projected"
    sys.stdout.write(describe_iteration(sizes, machine, dense=dense, products=options.products) + "\n")
    return 0


def _whole(word: str) -> int:
    number = int(word)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{word}: at least 1 is needed")
    return number


def _positive(word: str) -> float:
    number = float(word)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{word}: a finite number above 0 is needed")
    return number


def _solve_and_certify(options: argparse.Namespace) -> tuple[Solution, Certificate]:
    for output in filter(None, (options.out, options.certificate)):
        check_folder(output)  # before the work
    problem = AttentionProblem.load(options.problem)
    solution = solve(problem)
    certificate = certify(problem, solution, on_progress=_show if sys.stderr.isatty() else None)
    if options.out:
        save_arrays(options.out, {"X": solution.X, "Y": solution.Y})
    if options.certificate:
        certificate.save(options.certificate)
    return solution, certificate


def _show(stage: str, share: float) -> None:
    """One line that is written over, on a terminal."""
    sys.stderr.write(f"\r\x1b[Kcertifying, {share:.0%}: {stage}" if share < 1 else "\r\x1b[K")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
