"""Reports: one JSON document, rendered as Markdown, as a self-contained HTML page, and as figures."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from proofcheck.report import html, markdown
from proofcheck.report.document import Document, ReportError, build_document, dump, load, plain, validated
from proofcheck.report.figures import report_figures

__all__ = ["Document", "ReportError", "build_document", "dump", "load", "write_report"]


def write_report(document: Document, out: Path) -> list[Path]:
    """Write figures, `report.md`, `index.html` and `report.json` into the folder `out`; the paths, in that order.

    Everything is rendered and on disk beside its place before the first file is replaced, and each replacement is one
    step of the file system: an interrupted run leaves complete files. Other files in `out` are left alone. Raises
    ReportError for a document that is not of the schema, OSError when `out` cannot be written.
    """
    contents = _rendered(validated(plain(document)))
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".report-") as staging:
        staged = [(Path(staging) / name, out / name) for name in contents]
        for path, _ in staged:
            path.write_text(contents[path.name], encoding="utf-8", newline="\n")
        for path, target in staged:
            os.replace(path, target)
    return [target for _, target in staged]


def _rendered(document: Document) -> dict[str, str]:
    figures = report_figures(document)
    files = {f"{figure.name}.svg": figure.file() for figure in figures.values()}
    return files | {
        "report.md": markdown.render(document, figures),
        "index.html": html.render(document, figures),
        "report.json": dump(document),
    }
