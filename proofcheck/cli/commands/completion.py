"""The command that writes completion scripts."""

from __future__ import annotations

import argparse
import sys
from typing import Final

import shtab

from proofcheck.cli.arguments import Subcommands, add_command

SHELLS: Final = ("bash", "zsh", "fish")


def add(subcommands: Subcommands) -> None:
    """Add the parser of `completion`."""
    sub = add_command(
        subcommands,
        "completion",
        completion,
        """
  proofcheck completion bash > ~/.proofcheck.bash    and source it in ~/.bashrc
  proofcheck completion zsh > ~/.zfunc/_proofcheck
  proofcheck completion fish > ~/.config/fish/completions/proofcheck.fish
""",
    )
    sub.add_argument("shell", choices=SHELLS, help="the shell that reads the script")


def completion(options: argparse.Namespace) -> int:
    """Print the script for one shell, of the parser that `options.whole` builds."""
    sys.stdout.write(shtab.complete(options.whole(), shell=options.shell) + "\n")
    return 0
