"""The command that searches for certificates: `prove`."""

from __future__ import annotations

import argparse
import re
import sys

from proofcheck.checkers.sums_of_squares import find_certificate
from proofcheck.cli.arguments import Subcommands, add_command, add_json, add_theory, print_json
from proofcheck.cli.progress import show_activity
from proofcheck.engine import Settings
from proofcheck.engine.tasks import Task, perform
from proofcheck.lemmas.evidence import Outcome
from proofcheck.lemmas.lemma import Lemma
from proofcheck.lemmas.loading import load_theory


def add(subcommands: Subcommands) -> None:
    """Add the parser of `prove`."""
    sub = add_command(
        subcommands,
        "prove",
        prove,
        """
  proofcheck prove C2-form
  proofcheck prove cauchy-schwarz mytheory.py --sizes n=3
  proofcheck prove cauchy-schwarz mytheory.py --json

searches, with a semidefinite solver, for squares, and facts from ranges and
hypotheses times squares, that add up to rhs - lhs; rounds them to rationals,
has the exact checker check them, and prints the certificate to attach:
Lemma(..., certificate=...). For claims that are polynomials or quotients.

exit codes: 0 found and checked; 1 none found, which says nothing about the
claim; 2 no solver here (the extra `prove`), or bad usage. Instances are drawn
as well: a claim whose hypotheses none of them meets may be about nothing,
which is said
""",
    )
    sub.add_argument("lemma", metavar="LEMMA", help="its name; `proofcheck list` has them all")
    add_theory(sub)
    sub.add_argument("--sizes", type=_sizes, default={}, metavar="n=2,m=3", help="at these sizes alone (all)")
    add_json(sub)


def _sizes(text: str) -> dict[str, int]:
    pairs = [re.fullmatch(r"\s*(\w+)=([1-9]\d{0,3})\s*", part) for part in text.split(",")]
    if not all(pairs):
        raise argparse.ArgumentTypeError(f"{text[:40]!r}: sizes like n=2,m=3 are needed")
    return {pair[1]: int(pair[2]) for pair in pairs if pair}


def prove(options: argparse.Namespace) -> int:
    """Search; 1 when nothing is found."""
    lemma = load_theory(options.theory)[options.lemma]
    with show_activity("searching", quiet=options.quiet) as notice:
        found = find_certificate(lemma, options.sizes or None, notice)
        note = _look_at_instances(lemma) if found.certificate else ""
    if options.json:
        document = {"lemma": options.lemma, "found": bool(found.certificate), "sizes": [dict(at) for at in found.sizes]}
        print_json(document | {"certificate": found.certificate, "reason": found.reason, "note": note})
    elif found.certificate:
        sys.stdout.write(f"{found.certificate}\n")
    else:
        sys.stderr.write(f"proofcheck: {options.lemma}: {found.reason}\n")
    if note and not options.json:
        sys.stderr.write(f"proofcheck: {options.lemma}: {note}\n")
    return 0 if found.certificate else 1


def _look_at_instances(lemma: Lemma) -> str:
    """What drawn instances say against a claim that has a certificate: they refute it, or meet no hypothesis."""
    seen = perform(lemma, Task(lemma=lemma.name, checker="rigorous"), Settings()).evidence
    if seen is None or seen.outcome is Outcome.HOLDS:
        return ""
    if seen.outcome is Outcome.UNDECIDED:
        return f"THIN: {seen.thin}" if seen.thin else ""
    if seen.outcome is Outcome.FAILS:
        return "a drawn instance refutes the claim, at sizes that the certificate does not cover: `proofcheck show` it"
    return f"drawn instances cannot be decided: {seen.detail}"
