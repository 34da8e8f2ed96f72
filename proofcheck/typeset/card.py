"""How a result reads in a terminal and in a notebook: one card, as text within 80 columns and as HTML.

The HTML sets no colours, so that light and dark pages show it alike, and needs no style sheet, script or network;
formulas are MathML.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

WIDTH: Final = 80
_BOX: Final = "border:1px solid rgba(128,128,128,.45);border-radius:6px;padding:.5em .8em;max-width:60em"
_LABEL: Final = (
    "text-align:left;font-weight:normal;opacity:.75;padding:.1em 1em .1em 0;vertical-align:top;white-space:nowrap"
)
_CELL: Final = "text-align:left;padding:.1em 1em .1em 0;vertical-align:top;overflow-wrap:anywhere;white-space:pre-wrap"
_ROW: Final = Markup('<tr style="background:none">{}</tr>')
_TABLE: Final = Markup('<table style="border-collapse:collapse;margin:.3em 0;font-size:inherit">{}</table>')
_HEADING: Final = Markup('<th scope="col" style="{}">{}</th>')


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a result says of itself: headline, formula (LaTeX), sentences, labelled values, a table; plain text.

    Twin of `solver.display.card.Card`: the two packages share no code.
    """

    headline: str
    formula: str = ""
    sentences: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    header: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()

    def text(self) -> str:
        """Lines of at most 80 columns; the last column of a table is cut, other text wraps."""
        lines = textwrap.wrap(self.headline, WIDTH)
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

        parts = [Markup("<strong>{}</strong>").format(self.headline)]
        if self.formula:
            parts.append(Markup('<div style="margin:.5em 0;overflow-x:auto">{}</div>').format(to_mathml(self.formula)))
        parts += [Markup('<p style="margin:.3em 0">{}</p>').format(sentence) for sentence in self.sentences]
        if self.rows:
            cells = Markup('<th scope="row" style="{}">{}</th><td style="{}">{}</td>')
            parts.append(
                _fill_table(_ROW.format(cells.format(_LABEL, label, _CELL, value)) for label, value in self.rows)
            )
        if self.table:
            heading = _ROW.format(Markup("").join(_HEADING.format(_LABEL, name) for name in self.header))
            parts.append(_fill_table([heading, *map(_fill_row, self.table)]))
        return Markup('<div style="{}">{}</div>').format(_BOX, Markup("").join(parts))


def _fill_table(rows: object) -> Markup:
    return _TABLE.format(Markup("").join(rows))  # type: ignore[arg-type]  # an iterable of Markup


def _fill_row(row: tuple[str, ...]) -> Markup:
    cell = Markup('<td style="{}">{}</td>')
    return _ROW.format(Markup("").join(cell.format(_CELL, value) for value in row))


def shorten(text: str) -> str:
    """`text` on one line of at most 80 columns."""
    line = " ".join(text.split())
    return line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"
