"""Commands about reports: report, diff."""

from __future__ import annotations

import argparse
import functools
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import shtab

from proofcheck.cli import screens
from proofcheck.cli.arguments import (
    Subcommands,
    add_command,
    add_effort,
    add_file,
    add_json,
    add_theory,
    check_folder,
    nonnegative_number,
    print_json,
)
from proofcheck.cli.commands.lemmas import decide_lemmas, describe_invocation
from proofcheck.cli.progress import show_activity
from proofcheck.lemmas.loading import DEFAULT, load_module, theory_of
from proofcheck.report import FORMS, build_document, load, write_report
from proofcheck.report.difference import TOLERANCE, compare_documents
from proofcheck.report.entries import Document
from solver import InputError
from solver.archive import replace_file

_Entries = list[dict[str, Any]]


def add(subcommands: Subcommands) -> None:
    """Add the parsers of `report` and `diff`."""
    _add_report(subcommands)
    _add_diff(subcommands)


def _add_report(subcommands: Subcommands) -> None:
    sub = add_command(
        subcommands,
        "report",
        report,
        """
  proofcheck report --out report --jobs 2
  proofcheck report mytheory.py --out report
  proofcheck report --from report/report.json --out again   run nothing
  proofcheck report --from report.json --format latex --format badge
  proofcheck report theory_paper.py --form paper            printed claims
""",
    )
    add_theory(sub)
    add_file(
        *(sub, "--out"),
        complete=shtab.DIRECTORY,
        default=Path("report"),
        metavar="DIR",
        help="where to (%(default)s)",
    )
    add_file(sub, "--from", dest="source", metavar="REPORT.json", help="only render this document")
    words = f"only this form, {', '.join(FORMS[:-1])} or {FORMS[-1]}; repeatable (all)"
    form = sub.add_argument("--form", "--format", dest="format", action="append", choices=FORMS, help=words)
    form.metavar = "FORM"
    sub.add_argument("--small", action="store_true", help="small solves: a quick look at the whole report")
    add_effort(sub)


def _add_diff(subcommands: Subcommands) -> None:
    sub = add_command(
        subcommands,
        "diff",
        diff,
        """
  proofcheck diff main/report.json report.json
  proofcheck diff old.json new.json --tolerance 0.5 --json

a regression is
  a verdict that is weaker (PROVED > CERTIFIED > ARGUED > SUPPORTED >
  UNDECIDED > BROKEN > REFUTED), is about less of the claim or no longer as
  expected; a lemma, solve or reference set that is gone; fewer decided
  instances, or a smaller margin, beyond the tolerance; a refuted lemma without
  its counterexample; a solve that is not certified and confirmed any more, or
  no longer GLOBAL; a reference set that is not confirmed any more
""",
    )
    add_file(sub, "old", metavar="OLD.json")
    add_file(sub, "new", metavar="NEW.json")
    sub.add_argument(
        "--tolerance",
        type=nonnegative_number,
        default=TOLERANCE,
        metavar="T",
        help="share that counts as noise (%(default)s)",
    )
    add_json(sub)


def report(options: argparse.Namespace) -> int:
    """Decide, solve where the theory shows solves, and write the report; `--from` renders a saved document."""
    if options.source is not None:
        return _render_again(options)
    check_folder(options.out)
    module = load_module(options.theory)
    theory = theory_of(module)
    _check_forms(options, printed=any(lemma.source for lemma in theory.lemmas))
    with TemporaryDirectory() as folder:
        run_examples = functools.cache(lambda: _run_examples(module, Path(folder), options))
        results = decide_lemmas(options, "*", beside=run_examples if options.jobs > 1 else None)
        solves, reference_sets = run_examples()
        document = build_document(
            theory,
            results,
            describe_invocation(options, "report", *(["--small"] if options.small else [])),
            solves=solves,
            reference_sets=reference_sets,
        )
        written = write_report(document, options.out, options.format or FORMS)
        for certificate in sorted(Path(folder).iterdir()):
            replace_file(options.out / certificate.name, certificate.read_bytes())
    return _finish(document, written, options)


def _check_forms(options: argparse.Namespace, *, printed: bool) -> None:
    if "paper" in (options.format or ()) and not printed:
        raise InputError(
            "--form paper: no lemma says where it is printed; give it source=Source(paper=..., number=...)"
        )


def _render_again(options: argparse.Namespace) -> int:
    """Every form from the JSON alone; the certificates that lie beside it are copied to where the page links them."""
    if options.theory != DEFAULT:
        raise InputError(f"{options.theory}: a theory and --from {options.source} were given; give one of both")
    check_folder(options.out)
    document = load(options.source)
    _check_forms(options, printed=any(lemma["source"] for lemma in document["lemmas"]))
    written = write_report(document, options.out, options.format or FORMS)
    for name in (solve["certificate"]["file"] for solve in document["solves"]):
        source, target = options.source.parent / name, options.out / name
        if source.is_file() and not (target.exists() and target.samefile(source)):
            replace_file(target, source.read_bytes())
    return _finish(document, written, options)


def _finish(document: Document, written: list[Path], options: argparse.Namespace) -> int:
    screen = screens.make_console()
    screens.print_results(screen, document, quiet=options.quiet)
    screens.print_solves(screen, document["solves"], quiet=options.quiet)
    screens.print_reference_sets(screen, document["reference_sets"], quiet=options.quiet)
    if not options.quiet:
        page = next((path for path in written if path.name == "index.html"), written[0])
        screen.print(f"report: {page}", soft_wrap=True, markup=False)
    return 0 if document["as_expected"] else 1


def _run_examples(module: ModuleType, folder: Path, options: argparse.Namespace) -> tuple[_Entries, _Entries]:
    """Solves and reference sets; beside workers in silence, for the progress of the lemmas is shown."""
    quiet = options.quiet or options.jobs > 1
    return _run_solves(module, folder, options, quiet=quiet), _confirm_reference_sets(module, quiet=quiet)


def _run_solves(module: ModuleType, folder: Path, options: argparse.Namespace, *, quiet: bool) -> _Entries:
    """The solves that the theory's module shows, if it does."""
    showcase: Callable[..., _Entries] | None = getattr(module, "showcase", None)
    if showcase is None:
        return []
    with show_activity("solving", quiet=quiet) as show:
        return showcase(folder, seed=options.seed, small=options.small, on_progress=show)


def _confirm_reference_sets(module: ModuleType, *, quiet: bool) -> _Entries:
    """The reference data that the theory's module confirms, if it does."""
    found: Callable[..., _Entries] | None = getattr(module, "reference_sets", None)
    if found is None:
        return []
    with show_activity("certifying", quiet=quiet) as show:
        return found(on_progress=show)


def diff(options: argparse.Namespace) -> int:
    """Compare two saved reports; 1 on a regression."""
    found = compare_documents(load(options.old), load(options.new), tolerance=options.tolerance)
    if options.json:
        print_json(found.document())
    else:
        screens.print_difference(screens.make_console(), found, quiet=options.quiet)
    return 1 if found.regressions else 0
