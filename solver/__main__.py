"""`python -m solver PROBLEM.npz`: solve a saved problem and certify the solution, with numpy and scipy alone.

Exit codes: 0 converged and certified; 1 not so; 2 bad usage or input; 130 interrupted. `proofcheck solve` has more
options, and re-checks.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and return the exit code."""
    options = _make_parser().parse_args(arguments)
    try:
        solution, certificate = _solve_and_certify(options)
    except (ArchiveError, InputError, UnsafeArithmeticError, OSError) as error:
        sys.stderr.write(f"solver: {error}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("solver: interrupted\n")
        return 130
    sys.stdout.write(f"{solution}\n\n{certificate}\n")
    return 0 if certificate and solution.status is Status.CONVERGED else 1


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m solver",
        description="Solve a problem that AttentionProblem.save wrote, and certify the solution.",
        epilog="exit codes: 0 converged and certified; 1 not so; 2 bad usage or input; 130 interrupted",
        allow_abbrev=False,
    )
    parser.add_argument(
        "problem", type=Path, metavar="PROBLEM.npz", help="arrays A1 A2 A3 B, weights wx wy lx ly, mask"
    )
    parser.add_argument("--out", type=Path, metavar="SOLUTION.npz", help="write X and Y")
    parser.add_argument("--certificate", type=Path, metavar="CERT.json", help="write the certificate")
    return parser


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
