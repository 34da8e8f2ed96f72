"""Ways out without a decision: errors, the limit of work, and polynomials in their messages.

Nothing here is trusted. What it does is raise an exception, which ends an attempt undecided, or make a text for people;
a limit that counts nothing makes the checker slower, and a text that says something else misleads about the reason
alone. (`tests/proofcheck/checkers/test_exact_trusted_base.py` replaces it by wrong ones.)
"""

from __future__ import annotations

from typing import Any, Final

from proofcheck.arithmetic.refusals import RecordedError

_LONGEST: Final = 60  # characters of a polynomial in a message


class NotExactError(RecordedError, ValueError):
    """Something that exact polynomials do not decide; the message says what."""


class UndecidedError(NotExactError):
    """A claim of which nothing is shown, or a certificate that does not show what it should."""


class TooLargeError(NotExactError):
    """More terms than the limit."""


class UnknownSignError(NotExactError):
    """A quotient or root whose argument is not known to allow it."""


class RingFullError(RecordedError):
    """More generators than the ring has; a larger one is needed."""


class Work:
    """What may still be spent, in products of terms; rings may share it."""

    def __init__(self, limit: int) -> None:
        self.left = limit

    def spend(self, amount: int) -> None:
        """Take something off. Raises TooLargeError when nothing is left."""
        self.left -= amount
        if self.left < 0:
            raise TooLargeError("more work than the limit allows")


def text(p: Any) -> str:
    """A polynomial in a message, as far as one can read."""
    shown = str(p)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 3]}..."
