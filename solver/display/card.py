"""How results read in a terminal and in a notebook: one card, as text within 80 columns and as HTML.

Numbers have three digits, rounded in the direction of what they bound: an upper bound is never printed too small. The
HTML sets no colours, so that light and dark pages show it alike, and needs no style sheet or script.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from html import escape
from typing import Final

WIDTH: Final = 80
_DIGITS: Final = 3
_BOX: Final = "border:1px solid rgba(128,128,128,.45);border-radius:6px;padding:.5em .8em;max-width:46em"
_LABEL: Final = (
    "text-align:left;font-weight:normal;opacity:.75;padding:.1em 1em .1em 0;vertical-align:top;white-space:nowrap"
)
_VALUE: Final = "text-align:left;padding:.1em 0;overflow-wrap:anywhere"


def _round(value: float | Decimal, rounding: str) -> str:
    number = Decimal(value)
    if not number.is_finite():
        return f"{value:g}"
    return f"{Context(prec=_DIGITS, rounding=rounding, traps=[]).create_decimal(number):.{_DIGITS}g}"


def upward(value: float | Decimal) -> str:
    """Three digits, rounded up: for upper bounds."""
    return _round(value, ROUND_CEILING)


def downward(value: float) -> str:
    """Three digits, rounded down: for lower bounds."""
    return _round(value, ROUND_FLOOR)


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a result says of itself: a headline, a sentence, and labelled values; plain text.

    Twin of `proofcheck.typeset.card.Card`, as the packages share no code.
    """

    headline: str
    sentence: str
    rows: tuple[tuple[str, str], ...]

    def text(self) -> str:
        """Lines of at most 80 columns."""
        width = max((len(label) for label, _ in self.rows), default=0) + 2
        lines = [self.headline, *textwrap.wrap(self.sentence, WIDTH, initial_indent="  ", subsequent_indent="  ")]
        for label, value in self.rows:
            first, others = f"  {label:<{width}}", " " * (width + 2)
            lines += textwrap.wrap(value, WIDTH, initial_indent=first, subsequent_indent=others)
        return "\n".join(lines)

    def html(self) -> str:
        """A self-contained fragment; every text is escaped."""
        rows = "".join(
            f'<tr style="background:none"><th scope="row" style="{_LABEL}">{escape(label)}</th>'
            f'<td style="{_VALUE}">{escape(value)}</td></tr>'
            for label, value in self.rows
        )
        return (
            f'<div style="{_BOX}"><strong>{escape(self.headline)}</strong>'
            f'<p style="margin:.3em 0">{escape(self.sentence)}</p>'
            f'<table style="border-collapse:collapse;margin:0;font-size:inherit">{rows}</table></div>'
        )


class ShownAsCard:
    """What has a card: `print` shows its text, a notebook its HTML."""

    def _card(self) -> Card:
        raise NotImplementedError

    def __str__(self) -> str:
        return self._card().text()

    def _repr_html_(self) -> str:
        return self._card().html()
