"""Commands for scripts and agents: decide, mcp."""

from __future__ import annotations

import argparse
import glob
import sys

import shtab

from proofcheck.api import decide as decide_theory
from proofcheck.cli.agent_server import serve
from proofcheck.cli.arguments import Subcommands, add_command, add_json, add_seed
from proofcheck.lemmas.loading import DEFAULT, load_theory
from proofcheck.report.answer import Answer, answer_of, encode


def add(subcommands: Subcommands) -> None:
    """Add the parsers of `decide` and `mcp`."""
    sub = add_command(
        subcommands,
        "decide",
        decide,
        """
  proofcheck decide B4
  proofcheck decide B4 --json                   below 2 kB, on one line
  proofcheck decide half --theory mytheory.py --json --full

`covers` says for which sizes and numbers the verdict was come to, and
`statement_digest` which statement it is about; the fields are explained in
proofcheck.report.answer

exit codes: 0 as expected; 1 not as expected; 2 bad usage
""",
    )
    sub.add_argument("lemma", metavar="LEMMA", help="its name; `proofcheck list` has them all")
    sub.add_argument("--theory", default=DEFAULT, metavar="THEORY", help="module or file (attention)")
    sub.add_argument("--profile", choices=("ci", "thorough"), default="ci", help="how much work (ci)")
    add_seed(sub)
    sub.add_argument("--full", action="store_true", help="leave nothing out, however long")
    add_json(sub)
    sub = add_command(
        subcommands,
        "mcp",
        run_server,
        """
  proofcheck mcp                                serve the attention theory
  proofcheck mcp mytheory.py proofcheck.theories.softmax_regression

serves an agent over standard input and output, in the Model Context
Protocol: list_lemmas, show_lemma, decide_lemma, explain_certificate. Only the
theories named here are loaded; needs the extra `mcp`
""",
    )
    action = sub.add_argument("theories", nargs="*", metavar="THEORY", help="modules or files (attention)")
    action.complete = shtab.FILE


def decide(options: argparse.Namespace) -> int:
    """The verdict on one lemma, decided now with its premises, as an answer."""
    name = load_theory(options.theory)[options.lemma].name
    report = decide_theory(options.theory, select=glob.escape(name), profile=options.profile, seed=options.seed)
    answer = answer_of(report.document, report[name].entry, full=options.full)
    if options.json:
        sys.stdout.write(encode(answer) + "\n")
    elif not (options.quiet and answer["as_expected"]):
        sys.stdout.write("\n".join(_describe(answer)) + "\n")
    return 0 if answer["as_expected"] else 1


def _describe(answer: Answer) -> list[str]:
    lines = [f"{answer['lemma']} of {answer['theory']}: {answer['verdict']}", f"covers: {answer['covers']}"]
    lines += [f"means: {answer['means']}"]
    lines += [f"holds instead: {answer['holds_instead']}"] if answer["holds_instead"] else []
    return [*lines, f"repeat: {answer['command']}"]


def run_server(options: argparse.Namespace) -> int:
    """Serve until the client closes the input."""
    serve(options.theories or [DEFAULT])
    return 0
