"""A counterexample of a report as data: arrays of exact numbers, both sides and the slack, with a text form."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from proofcheck.report.entries import CounterexampleEntry, Exact
from proofcheck.report.phrases import counterexample_text
from proofcheck.typeset.card import shorten

Bounds: TypeAlias = tuple[Fraction, Fraction]


@dataclass(frozen=True, kw_only=True)
class FailingInstance:
    """Data on which a claim is false; `entry` is its part of the report's document, `statement` the claim in LaTeX.

    `str()` is the text that reports print, with the sides in the order of the statement.
    """

    entry: CounterexampleEntry
    statement: str = field(compare=False)

    @property
    def data(self) -> dict[str, NDArray[Any]]:
        """The variables as arrays of Fraction (0-d for scalars); what is no number stays text."""
        return {name: _read_array(value) for name, value in self.entry["data"].items()}

    @property
    def lhs(self) -> Bounds:
        """Lower and upper bound of the claim's left side in the failing entry; equal where it is known exactly."""
        return _read_bounds(self.entry["lhs"])

    @property
    def rhs(self) -> Bounds:
        """Lower and upper bound of the claim's right side in the failing entry."""
        return _read_bounds(self.entry["rhs"])

    @property
    def slack(self) -> Bounds:
        """Lower and upper bound of rhs - lhs, both below zero, or zero where a strict claim fails."""
        return _read_bounds(self.entry["slack"])

    @property
    def failing_entry(self) -> str:
        """Which of several entries fails, counted row by row: `2 of 3`; "" where the claim has one."""
        return self.entry.get("entry", "")

    @property
    def exact(self) -> bool:
        """Whether both sides are exact rational numbers, and not enclosures."""
        return self.entry["exact"]

    def __str__(self) -> str:
        return counterexample_text(self.entry, self.statement)

    def __repr__(self) -> str:
        return shorten(f"FailingInstance({'; '.join(str(self).splitlines())})")

    def _repr_html_(self) -> str:
        return Markup('<pre style="white-space:pre-wrap">{}</pre>').format(str(self))


def _read_array(value: Exact) -> NDArray[Any]:
    found = np.empty(_shape(value), dtype=object)
    found.flat[:] = [_read_number(leaf) for leaf in _leaves(value)]
    return found


def _shape(value: Exact) -> tuple[int, ...]:
    if not isinstance(value, list):
        return ()
    return (len(value), *(_shape(value[0]) if value else ()))


def _leaves(value: Exact) -> list[Exact]:
    return [leaf for part in value for leaf in _leaves(part)] if isinstance(value, list) else [value]


def _read_number(leaf: Exact) -> Any:
    """`p/q`, a decimal or a hexadecimal float as the number that it is; other text as it stands."""
    if not isinstance(leaf, str):
        return leaf
    try:
        return Fraction(float.fromhex(leaf)) if "0x" in leaf else Fraction(leaf)
    except (ValueError, OverflowError, ZeroDivisionError):
        return leaf


def _read_bounds(text: str) -> Bounds:
    """The bounds that `p/q`, a decimal, `[midpoint +/- radius]` or `[+/- radius]` states."""
    middle, _, radius = text.strip("[]").partition("+/-")
    mid = Fraction(middle.strip()) if "/" in middle else Fraction(Decimal(middle.strip() or 0))
    rad = Fraction(Decimal(radius.strip() or 0))
    return mid - rad, mid + rad
