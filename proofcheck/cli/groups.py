"""The commands, one file a group: each adds its parsers; a command takes the options and returns an exit code.

This file knows them by name, so that a command brings what it needs and no more: help and version bring nothing.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Group:
    """Commands under one heading: the module that adds their parsers, their lines in the overview, who has workers.

    `workers`: those that decide lemmas, with `--jobs` in processes that can start before the command is loaded.
    """

    heading: str
    module: str
    summaries: dict[str, str]
    workers: tuple[str, ...] = ()


GROUPS: Final = (
    Group(
        heading="decide lemmas",
        module="proofcheck.cli.commands.lemmas",
        summaries={
            "run": "decide the lemmas of a theory and print the verdicts",
            "show": "decide one lemma and print everything about it",
            "list": "list the lemmas of a theory",
            "new": "write a theory file to begin with",
            "mutants": "plant falsehoods and see that the checkers refute them",
        },
        workers=("run", "show"),
    ),
    Group(
        heading="prove",
        module="proofcheck.cli.commands.kernel",
        summaries={"kernel": "check the theorems about a theory's claims with Coq"},
    ),
    Group(
        heading="find proofs",
        module="proofcheck.cli.commands.prove",
        summaries={"prove": "search for an exact certificate of an inequality"},
    ),
    Group(
        heading="reports",
        module="proofcheck.cli.commands.reports",
        summaries={
            "report": "write a report in every form, or in some",
            "diff": "say what changed between two reports; 1 on a regression",
        },
        workers=("report",),
    ),
    Group(
        heading="solve",
        module="proofcheck.cli.commands.solve",
        summaries={"solve": "solve an attention problem, optionally with a certificate"},
    ),
    Group(
        heading="certificates",
        module="proofcheck.cli.commands.certificates",
        summaries={
            "verify": "re-establish a certificate's claims in ball arithmetic",
            "explain": "tell a certificate in plain words",
            "strd": "confirm the printed values of the 27 NIST StRD data sets",
        },
    ),
    Group(
        heading="scripts and agents",
        module="proofcheck.cli.commands.agents",
        summaries={
            "decide": "decide one lemma and answer in a few lines, or in small JSON",
            "mcp": "serve theories and certificates to an agent",
        },
    ),
    Group(
        heading="shell",
        module="proofcheck.cli.commands.completion",
        summaries={"completion": "print a script that completes commands and files"},
    ),
)
SUMMARIES: Final = {name: text for group in GROUPS for name, text in group.summaries.items()}
