"""How a result reads in a terminal and in a notebook: one card, as text within 80 columns and as HTML.

The HTML sets no colours but those of borders, so that light and dark pages show it alike, and needs no style sheet,
script or network; formulas are MathML.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from markupsafe import Markup

WIDTH: Final = 80
_BOX: Final = "border:1px solid rgba(128,128,128,.45);border-radius:6px;padding:.5em .8em;max-width:60em"
_LABEL: Final = (
    "text-align:left;font-weight:normal;opacity:.75;padding:.1em 1em .1em 0;vertical-align:top;white-space:nowrap"
)
_CELL: Final = "text-align:left;padding:.1em 1em .1em 0;vertical-align:top;overflow-wrap:anywhere;white-space:pre-wrap"
_FORMULA: Final = "display:flex;flex-wrap:wrap;align-items:baseline;gap:.35em .3em;margin:.6em 0;overflow:auto hidden"
_BADGE: Final = "padding:0 .5em;border-radius:1em;font-size:.85em;font-weight:bold;border:2px solid "
_ROW: Final = Markup('<tr style="background:none">{}</tr>')
_TABLE: Final = Markup('<table style="border-collapse:collapse;margin:.3em 0;font-size:inherit">{}</table>')
_HEADING: Final = Markup('<th scope="col" style="{}">{}</th>')


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a result says of itself: headline, formula (LaTeX), sentences, labelled values, a table; plain text.

    `badge` is a word before the headline; it, and cells of the table that begin with one, get a border of the colour
    that `colours` has for the word. Twin of `solver.display.card.Card`: the two packages share no code.
    """

    headline: str
    formula: str = ""
    sentences: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    header: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    badge: str = ""
    colours: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """Lines of at most 80 columns; the last column of a table is cut, other text wraps."""
        lines = textwrap.wrap(f"{self.badge}  {self.headline}" if self.badge else self.headline, WIDTH)
        for paragraph in filter(None, (self.formula, *self.sentences)):
            lines += textwrap.wrap(paragraph, WIDTH, initial_indent="  ", subsequent_indent="  ")
        width = max((len(label) for label, _ in self.rows), default=0) + 2
        for label, value in self.rows:
            first, others = f"  {label:<{width}}", " " * (width + 2)
            for line in value.splitlines():
                lines += textwrap.wrap(line, WIDTH, initial_indent=first, subsequent_indent=others)
                first = others
        return "\n".join([*lines, *self._table_lines()])

    def _table_lines(self) -> list[str]:
        rows = [self.header, *self.table] if self.table else []
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        padded = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
        return [line if len(line) <= WIDTH else line[: WIDTH - 1] + "…" for line in map(str.rstrip, padded)]

    def html(self) -> Markup:
        """A self-contained fragment; every text is escaped."""
        from proofcheck.typeset.mathml import to_mathml  # here: importing it takes 0.25 s, which workers never need

        parts = [self._mark(self.badge), Markup(" <strong>{}</strong>").format(self.headline)]
        if self.formula:
            parts.append(Markup('<div style="{}">{}</div>').format(_FORMULA, to_mathml(self.formula)))
        parts += [Markup('<p style="margin:.3em 0">{}</p>').format(sentence) for sentence in self.sentences]
        if self.rows:
            cells = Markup('<th scope="row" style="{}">{}</th><td style="{}">{}</td>')
            parts.append(
                _fill_table(_ROW.format(cells.format(_LABEL, label, _CELL, value)) for label, value in self.rows)
            )
        if self.table:
            heading = _ROW.format(Markup("").join(_HEADING.format(_LABEL, name) for name in self.header))
            parts.append(_fill_table([heading, *map(self._fill_row, self.table)]))
        return Markup('<div style="{}">{}</div>').format(_BOX, Markup("").join(parts))

    def _fill_row(self, row: tuple[str, ...]) -> Markup:
        cell = Markup('<td style="{}">{}</td>')
        return _ROW.format(Markup("").join(cell.format(_CELL, self._mark(value)) for value in row))

    def _mark(self, text: str) -> Markup:
        """The text, in a border of its colour if its first word has one: text keeps the notebook's own colour."""
        colour = self.colours.get(text.split(" ")[0])
        return (
            Markup('<span style="{}{}">{}</span>').format(_BADGE, colour, text) if colour else Markup("{}").format(text)
        )


def _fill_table(rows: object) -> Markup:
    return _TABLE.format(Markup("").join(rows))  # type: ignore[arg-type]  # an iterable of Markup


def shorten(text: str) -> str:
    """`text` on one line of at most 80 columns."""
    line = " ".join(text.split())
    return line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"


class ShownAsCard:
    """What has a card: `print` shows its text, a notebook its HTML."""

    def _card(self) -> Card:
        raise NotImplementedError

    def __str__(self) -> str:
        return self._card().text()

    def _repr_html_(self) -> str:
        return self._card().html()
