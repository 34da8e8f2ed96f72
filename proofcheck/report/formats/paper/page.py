"""The table of a paper's claims as one self-contained page."""

from __future__ import annotations

from collections.abc import Sequence

from proofcheck.report.entries import Document
from proofcheck.report.figures.drawing import COLOURS
from proofcheck.report.formats.html import SYMBOLS, make_environment
from proofcheck.report.formats.paper.rows import Row, group_by_paper, place_in_paper
from proofcheck.report.formats.paper.summary import describe_row


def render(document: Document, rows: Sequence[Row]) -> str:
    """The page."""
    environment = make_environment()
    environment.filters.update(place=place_in_paper, outcome=describe_row)
    return environment.get_template("paper.html.j2").render(
        report=document, papers=group_by_paper(rows), symbols=SYMBOLS, colours=COLOURS
    )
