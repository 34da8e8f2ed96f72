"""The report that an author or a referee wants: what a paper prints, what was checked of it, and what came out.

One table of the lemmas that say where they are printed (`Lemma(source=...)`), as a page, as Markdown and as a LaTeX
longtable, and one page for a rebuttal or the appendix of an artifact. No files for a theory without a source.
"""

from __future__ import annotations

from proofcheck.report.entries import Document
from proofcheck.report.formats import Draw, Files
from proofcheck.report.formats.paper import latex, markdown, page, summary
from proofcheck.report.formats.paper.rows import collect_rows


def files(document: Document, figures: Draw) -> Files:  # noqa: ARG001
    """`paper.html`, `paper.md`, `paper.tex` and `paper-summary.md`, or nothing where no lemma has a source."""
    rows = collect_rows(document)
    if not rows:
        return {}
    return {
        "paper.html": page.render(document, rows),
        "paper.md": markdown.render(document, rows),
        "paper.tex": latex.render(document, rows),
        "paper-summary.md": summary.render(document, rows),
    }
