"""The command that writes completion scripts."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Final

import shtab

from proofcheck.commands.arguments import Subcommands, add_command

SHELLS: Final = ("bash", "zsh", "fish")


def add(subcommands: Subcommands, parser: Callable[[], argparse.ArgumentParser]) -> None:
    """The parser of this group; `parser` builds the whole one, which the script describes."""
    sub = add_command(
        subcommands,
        "completion",
        lambda options: completion(options, parser()),
        "print a script that completes commands and files",
        """
  proofcheck completion bash > ~/.proofcheck.bash    and source it in ~/.bashrc
  proofcheck completion zsh > ~/.zfunc/_proofcheck
  proofcheck completion fish > ~/.config/fish/completions/proofcheck.fish
""",
    )
    sub.add_argument("shell", choices=SHELLS, help="the shell that reads the script")


def completion(options: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    """Print the script for one shell."""
    sys.stdout.write(shtab.complete(parser, shell=options.shell) + "\n")
    return 0
