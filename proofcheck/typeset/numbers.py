"""Numbers for people, rounded in the direction of what they bound: an upper bound is never printed too small."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from typing import Final

MISSING: Final = "—"


def nearest(value: float | None, digits: int = 3) -> str:
    """Rounded to nearest, ties to even, with `digits` significant digits; integers in full, a dash for None."""
    return _format(value, digits, ROUND_HALF_EVEN)


def upward(value: float | None, digits: int = 3) -> str:
    """Rounded up, for upper bounds: never printed below the value."""
    return _format(value, digits, ROUND_CEILING)


def downward(value: float | None, digits: int = 3) -> str:
    """Rounded down, for lower bounds: never printed above the value."""
    return _format(value, digits, ROUND_FLOOR)


def _format(value: float | None, digits: int, rounding: str) -> str:
    if value is None:
        return MISSING
    if isinstance(value, int):
        return f"{value:,}"
    rounded = Context(prec=digits, rounding=rounding).create_decimal(Decimal(value))
    text = f"{float(rounded) + 0.0:.{digits}g}"  # + 0.0 turns -0 into 0
    lossless = rounded.is_nan() or Decimal(text) == rounded  # not beyond the doubles, or among the denormal ones
    return text if lossless else f"{rounded:.{digits}g}"
