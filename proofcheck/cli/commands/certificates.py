"""Commands about certificates: verify, explain, strd."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from time import monotonic

from proofcheck.cli import screens
from proofcheck.cli.arguments import Subcommands, add_command, add_file, add_json, print_json
from proofcheck.cli.explain_search import explain
from proofcheck.cli.progress import show_activity
from proofcheck.kernel import Foundation, foundations, search_foundations
from proofcheck.nist_strd import confirm_all
from proofcheck.nist_strd.models import MODELS
from proofcheck.recheck.file import Stored
from proofcheck.recheck.search_file import StoredSearch, read_any
from proofcheck.recheck.verification import verify


def add(subcommands: Subcommands) -> None:
    """Add the parsers of `verify`, `explain` and `strd`."""
    sub = add_command(
        subcommands,
        "verify",
        verify_certificate,
        """
  proofcheck verify c.json
  proofcheck verify c.json --quiet && echo confirmed
""",
    )
    add_file(sub, "certificate", metavar="CERT.json")
    add_json(sub)
    sub = add_command(
        subcommands,
        "explain",
        explain_certificate,
        """
  proofcheck explain c.json
  proofcheck explain c.json --json
""",
    )
    add_file(sub, "certificate", metavar="CERT.json")
    add_json(sub)
    sub = add_command(
        subcommands,
        "strd",
        strd,
        """
  proofcheck strd
  proofcheck strd --json
""",
    )
    add_json(sub)


def verify_certificate(options: argparse.Namespace) -> int:
    """Re-establish every claim and say which one fails."""
    started = monotonic()
    with show_activity("re-establishing every claim", quiet=options.quiet) as show:

        def tell(stage: str, share: float) -> None:
            show(screens.describe_stage("re-checking", stage, share, monotonic() - started))

        check = verify(options.certificate, tell)
    if options.json:
        print_json({"confirmed": check.confirmed, "claims": [asdict(claim) for claim in check.claims]})
    else:
        screens.print_recheck(screens.make_console(), check, quiet=options.quiet)
    return 0 if check.confirmed else 1


def explain_certificate(options: argparse.Namespace) -> int:
    """Say what is claimed; 1 when the certificate claims nothing. Nothing is checked."""
    explanation = explain(options.certificate)
    certified = explanation["outcome"] == "CERTIFIED"
    theorems = _foundations(read_any(options.certificate)) if explanation["proved"] else ()
    explanation["theorems"] = [asdict(theorem) for theorem in theorems]
    if options.json:
        print_json(explanation)
    elif not (options.quiet and certified):
        screens.print_explanation(screens.make_console(), explanation)
    return 0 if certified else 1


def _foundations(stored: Stored | StoredSearch) -> tuple[Foundation, ...]:
    """Of a search its own, then those of its minimisers, which are local ones."""
    if isinstance(stored, StoredSearch):
        local = (found for one in stored.minimisers for found in _foundations(one))
        return (*search_foundations(), *dict.fromkeys(local))
    masked, decimals = stored.mask is not None, stored.enclosure is not None
    return foundations(scope=stored.labels["scope"], norm=stored.norm, decimals=decimals, masked=masked)


def strd(options: argparse.Namespace) -> int:
    """Certify all data sets and compare; 1 when a printed value is not confirmed."""
    found = []
    with show_activity("certifying", quiet=options.quiet) as show:
        for confirmation in confirm_all():
            found.append(confirmation)
            show(f"{len(found)} of {len(MODELS)} data sets: {confirmation.name}")
    if options.json:
        print_json([item.record() for item in found])
    else:
        screens.print_strd(screens.make_console(), found, quiet=options.quiet)
    return 0 if all(item.confirmed for item in found) else 1
