"""What can go wrong between a claim and its kernel-checked theorem; each message names the place and the remedy."""

from __future__ import annotations


class KernelError(Exception):
    """No theorem, for a reason that the message names: misuse, unless it is one of the kinds below."""


class ProverMissingError(KernelError):
    """A program of Coq is not installed; the message says which package brings it."""


class ProofError(KernelError):
    """A file that Coq rejects, or one that leaves something unproved: `file`, `line` (0: the whole file), what."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        self.file, self.line, self.reason = file, line, reason
        place = f"{file}:{line}" if line else file
        super().__init__(f"{place}: {reason}")


class RecordError(KernelError):
    """A recorded evidence file that cannot be believed: cut short, changed, of another form."""
