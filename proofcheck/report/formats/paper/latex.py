r"""The table of a paper's claims as longtables, to be `\input` into the paper, and macros for single verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from proofcheck.report.entries import Document
from proofcheck.report.formats.latex import escape, render_formula
from proofcheck.report.formats.paper.rows import Row, group_by_paper, place_in_paper
from proofcheck.report.formats.paper.summary import describe_row

_WIDTHS: Final = (0.14, 0.4, 0.22, 0.16)  # of the line: place, claim, assumptions and evidence, verdict
_HEAD: Final = ("In the paper", "As printed, as checked", "Assumptions, evidence", "Verdict")


def render(document: Document, rows: Sequence[Row]) -> str:
    """A longtable a paper; needs amsmath, amssymb and longtable."""
    columns = "".join(rf"p{{{width}\linewidth}}" for width in _WIDTHS)
    lines = [
        "% Verdicts on printed claims, to be \\input into a paper. Needs \\usepackage{amsmath,amssymb,longtable}.",
        f"% {' '.join(document['run']['command'].split())}",
        r"\begingroup\footnotesize\setlength{\emergencystretch}{3em}\hbadness=10000",
    ]
    for paper, group in group_by_paper(rows).items():
        header = " & ".join(rf"\textbf{{{name}}}" for name in _HEAD)
        lines += [rf"\begin{{longtable}}{{{columns}}}", rf"\caption{{{escape(paper)}}}\\"]
        lines += [rf"\hline {header}\\\hline\endhead", r"\hline\endfoot"]
        lines += [line for row in group for line in _render_row(row)]
        lines.append(r"\end{longtable}")
    return "\n".join([*lines, r"\endgroup"]) + "\n"


def _render_row(row: Row) -> Iterator[str]:
    printed = [render_formula(row.printed)] if row.printed else []
    checked = [rf"\emph{{as checked:}} {render_formula(line)}" for line in row.checked]
    cells = (
        [rf"\textbf{{{escape(place_in_paper(row.source))}}}", escape(row.lemma["title"])],
        [*printed, *checked],
        [escape(text) for text in (*row.assumptions, *row.evidence, *row.places)],
        [rf"\textbf{{{row.grade.lower()}}}", escape(describe_row(row))],
    )
    yield " &\n  ".join(r"\raggedright " + r"\newline ".join(cell) for cell in cells)
    yield r"\tabularnewline\hline"
