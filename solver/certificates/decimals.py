"""Decimal digits that are proved: the record of an enclosed minimiser, and how many digits may be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from solver.validation import InputError, read_whole

MOST_DIGITS: Final = 1000


@dataclass(frozen=True, kw_only=True, eq=False)
class Enclosure:
    """Every entry of X* (p x q) and Y* (r x k) is within `radius` of these decimals, in fact their 2-norm distance.

    Phi(X*, Y*) is within `objective_radius` of `objective`. `radius` <= 10^-digits (1 + the largest entry).
    """

    digits: int
    X: Any
    Y: Any
    radius: Decimal
    objective: Decimal
    objective_radius: Decimal


def check_digits(digits: int) -> None:
    """Raise InputError unless 1 <= digits <= 1000."""
    if not 1 <= read_whole("digits", digits, 1, "a number of digits") <= MOST_DIGITS:
        raise InputError(f"digits={digits!r}: a whole number from 1 to {MOST_DIGITS} is needed")
