"""The command `solve`: minimise a saved problem, and certify the result where asked."""

from __future__ import annotations

import argparse
from time import monotonic
from typing import Any

from proofcheck.cli import screens
from proofcheck.cli.arguments import (
    Subcommands,
    add_command,
    add_file,
    add_json,
    add_seed,
    check_outputs,
    nonnegative_number,
    print_json,
    whole_number,
)
from proofcheck.cli.progress import show_activity
from solver import (
    AttentionProblem,
    Certificate,
    GlobalCertificate,
    InputError,
    SearchBudget,
    Solution,
    Status,
    certify,
    certify_global,
    solve,
)
from solver.archive import save_arrays
from solver.certificates.certificate import CLAIMS
from solver.certificates.decimals import MOST_DIGITS
from solver.minimise.steps.selection import step_names


def add(subcommands: Subcommands) -> None:
    """Add the parser of `solve`."""
    sub = add_command(
        subcommands,
        "solve",
        solve_problem,
        """
  proofcheck solve p.npz --out s.npz --certificate c.json
  proofcheck solve p.npz --certificate g.json --global
  proofcheck solve p.npz --restarts 10 --seed 1 --json
  proofcheck solve p.npz --checkpoint run.npz   go on where it stopped
""",
    )
    add_file(sub, "problem", metavar="PROBLEM.npz", help="arrays A1 A2 A3 B, weights wx wy lx ly and, if any, mask")
    add_file(sub, "--out", metavar="SOLUTION.npz", help="write X and Y")
    add_file(sub, "--certificate", metavar="CERT.json", help="certify the solution and write the proof")
    sub.add_argument(
        "--digits",
        type=whole_number(1, MOST_DIGITS),
        metavar="N",
        help="certificate: enclose the minimiser to N digits",
    )
    sub.add_argument(
        "--global", dest="everywhere", action="store_true", help="certificate: search for the global minimum"
    )
    sub.add_argument(
        "--boxes", type=whole_number(1, 10**9), metavar="N", help="global: boxes that the search may look at (100,000)"
    )
    add_json(sub)
    how = sub.add_argument_group("how")
    how.add_argument("--step", default="auto", metavar="KIND", help=f"{', '.join(step_names())} (auto)")
    how.add_argument(
        "--tol", type=nonnegative_number, default=1e-8, metavar="T", help="relative gradient tolerance (1e-8)"
    )
    how.add_argument(
        "--max-iterations", type=whole_number(1, 10**9), default=1000, metavar="N", help="iteration limit (1000)"
    )
    how.add_argument("--restarts", type=whole_number(0, 10**6), default=0, metavar="N", help="further starts (0)")
    add_seed(how)
    add_file(how, "--checkpoint", metavar="RUN.npz", help="written on the way; go on from it if it exists")


def solve_problem(options: argparse.Namespace) -> int:
    """Solve; write X, Y and the certificate when asked for."""
    check_outputs(options.out, options.certificate, options.checkpoint, inputs=[options.problem])
    if options.digits is not None and options.certificate is None:
        raise InputError(f"digits={options.digits}: digits are part of a certificate; give --certificate FILE too")
    if options.everywhere and options.certificate is None:
        raise InputError("--global: the search is part of a certificate; give --certificate FILE too")
    if options.everywhere and options.digits is not None:
        raise InputError(f"digits={options.digits}: a global certificate has none; leave out --digits or --global")
    if options.boxes is not None and not options.everywhere:
        raise InputError(f"boxes={options.boxes}: boxes are those of a search; give --global too")
    problem = AttentionProblem.load(options.problem)
    solution, certificate = _solve_and_certify(problem, options)
    if options.out:
        save_arrays(options.out, {"X": solution.X, "Y": solution.Y})
    if certificate is not None:
        certificate.save(options.certificate)
    good = solution.status is Status.CONVERGED and (certificate is None or bool(certificate))
    if options.json:
        print_json(_summarise(solution, certificate))
    elif not (options.quiet and good):
        screens.print_solution(screens.make_console(), _summarise(solution, certificate))
    return 0 if good else 1


def _solve_and_certify(
    problem: AttentionProblem, options: argparse.Namespace
) -> tuple[Solution, Certificate | GlobalCertificate | None]:
    with show_activity("solving", quiet=options.quiet) as show:
        solution = solve(
            problem,
            step=options.step,
            tol=options.tol,
            max_iterations=options.max_iterations,
            seed=options.seed,
            restarts=options.restarts,
            checkpoint=options.checkpoint,
            callback=lambda it: show(screens.describe_iteration(it.record)),
        )
        if options.certificate is None:
            return solution, None
        started = monotonic()

        def tell(stage: str, share: float) -> None:
            show(screens.describe_stage("certifying", stage, share, monotonic() - started))

        if options.everywhere:
            budget = SearchBudget() if options.boxes is None else SearchBudget(boxes=options.boxes)
            return solution, certify_global(problem, solution, budget=budget, seed=options.seed, on_progress=tell)
        return solution, certify(problem, solution, digits=options.digits, on_progress=tell)


def _summarise(solution: Solution, certificate: Certificate | GlobalCertificate | None) -> dict[str, Any]:
    summary: dict[str, Any] = {
        "status": solution.status.name,
        "message": solution.status.value,
        "step": solution.step.name,
        "iterations": solution.iterations,
        "objective": solution.objective,
        "loss": solution.loss,
        "gradient_norm": solution.gradient_norm,
    }
    if isinstance(certificate, GlobalCertificate):
        summary["search"] = _summarise_search(certificate)
    elif certificate is not None:
        bounds = {name: screens.drop_infinity(getattr(certificate, name)) for name in CLAIMS}
        labels = {"outcome": certificate.outcome.name, "scope": certificate.scope.name, "reason": certificate.reason}
        summary["certificate"] = labels | bounds
    return summary


def _summarise_search(certificate: GlobalCertificate) -> dict[str, Any]:
    return {
        "outcome": certificate.outcome.name,
        "headline": certificate.headline,
        "reason": certificate.reason,
        "lower": certificate.lower,
        "upper": certificate.upper,
        "open_share": certificate.open_share,
        "boxes": certificate.search.boxes,
        "radii": [found.radius_upper for found in certificate.minimisers],
    }
