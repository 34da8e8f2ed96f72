"""The command line: parsers, commands, screens."""

from proofcheck.cli.app import main

__all__ = ["main"]
