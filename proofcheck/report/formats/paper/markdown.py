"""The table of a paper's claims in Markdown, for a forge."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from proofcheck.report.entries import Document
from proofcheck.report.formats.markdown.syntax import escape, fence, render_table
from proofcheck.report.formats.paper.rows import Row, group_by_paper, place_in_paper
from proofcheck.report.formats.paper.summary import describe_row
from proofcheck.report.phrases import counterexample_text

_HEADER: Final = ("in the paper", "as printed", "as checked", "assumptions", "verdict", "evidence", "repeat")
_BAR: Final = re.compile(r"\\?\|")


def render(document: Document, rows: Sequence[Row]) -> str:
    """A table a paper, then the counterexamples to what is refuted."""
    parts = [f"# {escape(document['theory']['title'])}: the printed claims\n"]
    for paper, group in group_by_paper(rows).items():
        parts += [f"## {escape(paper)}\n", render_table(_HEADER, map(_render_row, group))]
        parts += [part for row in group for part in _render_refutation(row)]
    return "\n".join(parts)


def _render_row(row: Row) -> list[str]:
    return [
        f"**{escape(place_in_paper(row.source))}** {escape(row.lemma['title'])} ({escape(row.lemma['name'])})",
        _render_formula(row.printed) if row.printed else "",
        "<br>".join(map(_render_formula, row.checked)),
        "<br>".join(map(escape, row.assumptions)),
        f"**{row.grade}**: {escape(describe_row(row))}",
        "<br>".join(map(escape, row.evidence)),
        "<br>".join(map(escape, row.places)),
    ]


def _render_formula(latex: str) -> str:
    r"""Inline mathematics in a cell, where a bar would end it: `\|` and `|` by their names."""
    named = _BAR.sub(lambda bar: r"\Vert " if bar.group() == r"\|" else r"\vert ", latex)
    return f"$`{' '.join(named.split())}`$"


def _render_refutation(row: Row) -> Iterator[str]:
    if row.counterexample is None:
        return
    yield f"### {escape(place_in_paper(row.source))} fails\n"
    yield fence(counterexample_text(row.counterexample, row.lemma["statement"]))
    if row.lemma["remarks"]:
        yield escape(row.lemma["remarks"]) + "\n"
