"""What the commands do; each takes the parsed options and returns the exit code."""

from __future__ import annotations

import argparse
import glob
import json
import sys
from collections.abc import Callable
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from types import ModuleType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from proofcheck import engine, terminal
from proofcheck.checkers import Profile, Settings
from proofcheck.cluster import dask_executor
from proofcheck.engine import Interrupted, Result
from proofcheck.loading import DEFAULT, load_module, load_theory, theory_of
from proofcheck.mutants import THEORIES, Fate, campaign, plain
from proofcheck.recheck import verify
from proofcheck.report import FORMS, build_document, dump, junit, load, write_report
from proofcheck.report.document import Document
from solver import AttentionProblem, Certificate, InputError, Outcome, Solution, Status, certify, solve
from solver.archive import replace_file, save_arrays
from solver.digits import check_digits

_PROGRAM = "proofcheck"
_BUDGETS = {Profile.CI: 300.0, Profile.THOROUGH: 7200.0}  # seconds for one checker on one lemma, or one part of it


def run(options: argparse.Namespace) -> int:
    """Decide and print; `--json` and `--junit` write files."""
    _check_files(options.json, options.junit)
    settings, theory = _settings(options, "run"), load_theory(options.theory)
    started = perf_counter()
    try:
        results = _decided(options, settings, options.select)
    except Interrupted as stop:
        terminal.print_results(Console(), stop.results)
        raise
    terminal.print_results(Console(), results)
    document = build_document(
        theory, results, [], profile=options.profile, seed=options.seed, command=_command(options, "run")
    )
    document["timing"] = _timing(document["instances_decided"], perf_counter() - started)
    terminal.print_timing(Console(), document["timing"])
    if options.json:
        replace_file(options.json, dump(document).encode())
    if options.junit:
        replace_file(options.junit, junit.render(document).encode())
    return _exit_code(results)


def _timing(decided: int, seconds: float) -> dict[str, float]:
    """The one part of a run's document that differs from run to run."""
    return {"seconds": round(seconds, 3), "decided_per_second": round(decided / seconds, 1)}


def report(options: argparse.Namespace) -> int:
    """Decide, solve where the theory shows solves, and write the report; `--from` renders a saved document."""
    if options.source is not None:
        return _rendered_again(options)
    module, settings = load_module(options.theory), _settings(options, "run")
    theory, console = theory_of(module), Console(stderr=True)
    _check_folder(options.out)
    results = _decided(options, settings, "*")
    with TemporaryDirectory() as folder:
        solves = _solves(module, Path(folder), options, console)
        command = _command(options, "report") + (" --small" if options.small else "")
        document = build_document(theory, results, solves, profile=options.profile, seed=options.seed, command=command)
        written = write_report(document, options.out, options.format or FORMS)
        for certificate in sorted(Path(folder).iterdir()):
            replace_file(options.out / certificate.name, certificate.read_bytes())
    terminal.print_results(Console(), results)
    terminal.print_solves(Console(), solves)
    _say_written(written)
    confirmed = all(case["recheck"]["confirmed"] and case["status"] == Status.CONVERGED.name for case in solves)
    return _exit_code(results) if confirmed else 1


def _rendered_again(options: argparse.Namespace) -> int:
    """Every form from the JSON alone; the certificates that lie beside it are copied to where the page links them."""
    _check_folder(options.out)
    document = load(options.source)
    written = write_report(document, options.out, options.format or FORMS)
    for name in _certificate_names(document):
        source, target = options.source.parent / name, options.out / name
        if source.is_file() and not (target.exists() and target.samefile(source)):
            replace_file(target, source.read_bytes())
    _say_written(written)
    return 0 if document["as_expected"] else 1


def _certificate_names(document: Document) -> list[str]:
    return [solve["certificate"]["file"] for solve in document["solves"]]


def _say_written(written: list[Path]) -> None:
    page = next((path for path in written if path.name == "index.html"), written[-1])
    Console().print(f"report: {page}", soft_wrap=True, markup=False, highlight=False)


def list_lemmas(options: argparse.Namespace) -> int:
    """Names, groups, titles and premises."""
    theory = load_theory(options.theory)
    if options.json:
        rows = [{"name": x.name, "title": x.title, "group": x.group, "requires": x.requires} for x in theory.lemmas]
        _print_json({"theory": theory.name, "title": theory.title, "lemmas": rows})
    else:
        terminal.print_list(Console(), theory)
    return 0


def show(options: argparse.Namespace) -> int:
    """Decide one lemma with its premises and print it in full."""
    theory, settings = load_theory(options.theory), _settings(options, "run")
    lemma = theory[options.lemma]
    results = _decided(options, settings, glob.escape(lemma.name))
    result = next(result for result in results if result.lemma.name == lemma.name)
    terminal.print_lemma(Console(), result)
    return _exit_code([result])


def solve_problem(options: argparse.Namespace) -> int:
    """Solve; write X, Y and the certificate when asked for."""
    _check_files(options.out, options.certificate)
    if options.digits is not None:
        check_digits(options.digits)
        if options.certificate is None:
            raise InputError(f"digits={options.digits}: digits are part of a certificate; give --certificate FILE too")
    problem = AttentionProblem.load(options.problem)
    console = Console(stderr=True)
    with console.status("solving") as status:
        solution = solve(
            problem,
            step=options.step,
            tol=options.tol,
            max_iterations=options.max_iterations,
            seed=options.seed,
            restarts=options.restarts,
            checkpoint=options.checkpoint,
            callback=lambda it: status.update(terminal.iteration_line(it.record)),
        )
        certificate = certify(problem, solution.X, solution.Y, digits=options.digits) if options.certificate else None
    if options.out:
        save_arrays(options.out, {"X": solution.X, "Y": solution.Y})
    if certificate is not None:
        certificate.save(options.certificate)
    if options.json:
        _print_json(_summary(solution, certificate))
    else:
        terminal.print_solution(Console(), _summary(solution, certificate))
    certified = certificate is None or certificate.outcome is Outcome.CERTIFIED
    return 0 if solution.status is Status.CONVERGED and certified else 1


def verify_certificate(options: argparse.Namespace) -> int:
    """Re-establish every claim and say which one fails."""
    check = verify(options.certificate)
    if options.json:
        _print_json({"confirmed": check.confirmed, "claims": [asdict(claim) for claim in check.claims]})
    else:
        terminal.print_recheck(Console(), check)
    return 0 if check.confirmed else 1


def mutants(options: argparse.Namespace) -> int:
    """Judge the mutants of theories, print the score, list those that live; 1 when one survived."""
    _check_files(options.json, options.resume)
    with _progress() as advance:
        found = campaign(
            options.theories or THEORIES,
            Settings(),
            per_lemma=options.per_lemma,
            jobs=options.jobs,
            on_progress=advance,
            journal=options.resume,
        )
    terminal.print_mutants(Console(), found)
    if options.json:
        replace_file(options.json, (json.dumps([plain(x) for x in found], indent=1) + "\n").encode())
    return 1 if any(judgement.fate is Fate.SURVIVED for judgement in found) else 0


def _settings(options: argparse.Namespace, verb: str) -> Settings:
    theory = "" if options.theory == DEFAULT else f" {options.theory}"
    return Settings(profile=Profile[options.profile.upper()], seed=options.seed, command=f"{_PROGRAM} {verb}{theory}")


def _command(options: argparse.Namespace, verb: str) -> str:
    theory = "" if options.theory == DEFAULT else f" {options.theory}"
    return f"{_PROGRAM} {verb}{theory} --profile {options.profile} --seed {options.seed}"


def _decided(options: argparse.Namespace, settings: Settings, select: str) -> list[Result]:
    if options.resume is not None:
        _check_files(options.resume)
    budget = options.budget or _BUDGETS[settings.profile]
    with _progress() as advance, dask_executor(options.dask) if options.dask else nullcontext() as executor:
        return engine.run(
            options.theory,
            settings,
            jobs=options.jobs,
            select=select,
            on_progress=advance,
            executor=executor,
            budget=budget,
            journal=options.resume,
        )


@contextmanager
def _progress() -> Any:
    """A live bar on terminals; nothing in logs."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("tasks", total=None)

        def advance(name: str, done: int, total: int) -> None:
            bar.update(task, description=name, completed=done, total=total)

        yield advance


def _solves(module: ModuleType, folder: Path, options: argparse.Namespace, console: Console) -> list[dict[str, Any]]:
    """The solves that the theory's module shows, if it does."""
    showcase: Callable[..., list[dict[str, Any]]] | None = getattr(module, "showcase", None)
    if showcase is None:
        return []
    with console.status("solving") as status:

        def say(message: str) -> None:
            status.update(message)
            if not console.is_terminal:
                console.print(message)

        return showcase(folder, seed=options.seed, small=options.small, on_progress=say)


def _summary(solution: Solution, certificate: Certificate | None) -> dict[str, Any]:
    summary: dict[str, Any] = {
        "status": solution.status.name,
        "message": solution.status.value,
        "step": solution.step.name,
        "iterations": solution.iterations,
        "objective": solution.objective,
        "loss": solution.loss,
        "gradient_norm": solution.gradient_norm,
    }
    if certificate is not None:
        names = ("gradient_norm_upper", "curvature_lower", "hessian_lipschitz_upper", "radius_upper")
        bounds = {name: terminal.finite(getattr(certificate, name)) for name in (*names, "objective_gap_upper")}
        labels = {"outcome": certificate.outcome.name, "scope": certificate.scope.name, "reason": certificate.reason}
        summary["certificate"] = labels | bounds
    return summary


def _check_files(*paths: Path | None) -> None:
    """Raise InputError before any work when an output cannot be a file there, or two outputs are the same file."""
    given = [path for path in paths if path is not None]
    for path in given:
        if not path.absolute().parent.is_dir():
            raise InputError(f"{path}: the directory {path.parent} does not exist; create it first")
        if path.is_dir():
            raise InputError(f"{path}: this is a directory; name a file to write")
    if len({path.absolute() for path in given}) < len(given):
        raise InputError(f"{given[0]}: two outputs name this file; give each its own")


def _check_folder(path: Path) -> None:
    """Raise InputError before any work when the report's folder cannot be made."""
    nearest = next(parent for parent in (path.absolute(), *path.absolute().parents) if parent.exists())
    if not nearest.is_dir():
        raise InputError(f"{path}: {nearest} is a file; name a directory for the report")


def _exit_code(results: list[Result]) -> int:
    return 0 if all(result.as_expected for result in results) else 1


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, indent=1) + "\n")
