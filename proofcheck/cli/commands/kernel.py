"""The command that proves: `kernel`, for the shipped theory and for others."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import shtab

from proofcheck.cli import screens
from proofcheck.cli.arguments import Subcommands, add_command, add_file, add_json, add_theory, print_json, whole_number
from proofcheck.cli.progress import show_activity
from proofcheck.kernel import CoqSource, ProofError, Record, fresh_sources, generate, prove, user_sources, write_record
from proofcheck.lemmas.claims import TheoryError
from proofcheck.lemmas.lemma import Theory
from proofcheck.lemmas.loading import DEFAULT, load_theory


def add(subcommands: Subcommands) -> None:
    """Add the parser of `kernel`."""
    sub = add_command(
        subcommands,
        "kernel",
        kernel,
        """
  proofcheck kernel
  proofcheck kernel --record kernel.json
  proofcheck kernel theory_squares.py           proofs and record that it names
  proofcheck kernel theory_squares.py --statements Generated.v
  proofcheck kernel theory_squares.py --proofs Squares.v --json

generates the statements from the theory's claims, compiles the library and the
proofs with Coq, checks the type and the assumptions of every theorem
NAME_holds or NAME_fails (the negation), and all modules again with coqchk

a file of proofs begins: From PC Require Import Sums Extrema Generated.

exit codes: 0 all is checked; 1 Coq or a check rejects something (file, line,
message); 2 no Coq here, or bad usage
""",
    )
    add_theory(sub)
    add_file(sub, "--proofs", action="append", default=[], metavar="FILE.v", help="of another theory; repeatable")
    sub.add_argument("--jobs", type=whole_number(1, 64), default=2, metavar="N", help="compilers at once (2)")
    add_file(
        sub, "--folder", metavar="DIR", help="build there, and keep it for the next build", complete=shtab.DIRECTORY
    )
    add_file(sub, "--statements", metavar="FILE.v", help="only write the generated statements to this file")
    add_file(sub, "--record", metavar="FILE", help="write what was checked to this file")
    add_json(sub)


def kernel(options: argparse.Namespace) -> int:
    """Build and check; 1 when something is rejected."""
    theory = load_theory(options.theory)
    if options.statements is not None:
        options.statements.write_text(generate(theory).text, "utf-8")
        return 0
    sources, places = _find_sources(options, theory)
    with show_activity("compiling", quiet=options.quiet) as notice:
        try:
            record = prove(theory, sources, jobs=options.jobs, folder=options.folder, notice=notice)
        except ProofError as error:
            return _report_rejection(options, error)
    for place in [options.record] if options.record is not None else places:
        write_record(record, place)
    _show(options, theory, record)
    return 0


def _find_sources(options: argparse.Namespace, theory: Theory) -> tuple[tuple[CoqSource, ...], list[Path]]:
    """The sources of a theory, and the file that its lemmas name for the record, if they do.

    One build makes one record, with a digest of all its proofs: lemmas that name others would be STALE for ever.
    """
    shipped = options.theory == DEFAULT
    named = list(dict.fromkeys(lemma.kernel for lemma in theory.lemmas if lemma.kernel is not None))
    if len(named) > 1 and not options.proofs:
        records = ", ".join(str(found.record) for found in named)
        raise TheoryError(
            f"theory {options.theory!r}: its lemmas name several proofs ({records}); give all of them one"
        )
    proofs = options.proofs or [path for found in named for path in found.files]
    if shipped == bool(proofs):
        remedy = "give its proofs, --proofs FILE.v, or name them in its lemmas, kernel=KernelProof(...)"
        raise TheoryError(
            f"theory {options.theory!r}: {'its proofs are shipped; drop --proofs' if shipped else remedy}"
        )
    places = [found.record for found in named]
    return (fresh_sources(theory) if shipped else user_sources(theory, proofs)), places


def _report_rejection(options: argparse.Namespace, error: ProofError) -> int:
    if options.json:
        print_json({"accepted": False, "file": error.file, "line": error.line, "message": error.reason})
    else:
        sys.stderr.write(f"proofcheck: {error}\n")
    return 1


def _show(options: argparse.Namespace, theory: Theory, record: Record) -> None:
    if options.json:
        print_json({"accepted": True, **record.document()})
    elif not options.quiet:
        screens.print_kernel(screens.make_console(), theory, record)
