"""Reports: one JSON document, and every other form a pure function of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from proofcheck.report.document import Document, ReportError, build_document, dump, load, plain, validated
from proofcheck.report.figures.drawing import Figure
from proofcheck.report.figures.overview import report_figures
from proofcheck.report.formats import badge, html, junit, latex, markdown

__all__ = ["FORMS", "Document", "ReportError", "build_document", "dump", "load", "write_report"]

Files = dict[str, str]
Figures = Mapping[str, Figure]


def _markdown(document: Document, figures: Figures) -> Files:
    drawings = {f"{figure.name}.svg": figure.file() for figure in figures.values()}
    return drawings | {"report.md": markdown.render(document, figures)}


_DRAWN: Final[dict[str, Callable[[Document, Figures], Files]]] = {
    "html": lambda document, figures: {"index.html": html.render(document, figures)},
    "markdown": _markdown,
}
_WRITTEN: Final[dict[str, Callable[[Document], Files]]] = {
    "junit": lambda document: {"junit.xml": junit.render(document)},
    "latex": lambda document: {"lemmas.tex": latex.render(document)},
    "badge": lambda document: {"badge.svg": badge.render(document)},
}
FORMS: Final = (*_DRAWN, *_WRITTEN)


def write_report(document: Document, out: Path, forms: Sequence[str] = FORMS) -> list[Path]:
    """Write the files of the named forms and `report.json` into the folder `out`; the paths, in that order.

    html: `index.html`. markdown: `report.md` and its figures. junit: `junit.xml`. latex: `lemmas.tex`. badge:
    `badge.svg`. Everything is rendered and on disk beside its place before the first file is replaced, and each
    replacement is one step of the file system: an interrupted run leaves complete files. Other files in `out` are left
    alone. Raises ReportError for a document that is not of the schema, OSError when `out` cannot be written.
    """
    contents = _rendered(validated(plain(document)), forms)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".report-") as staging:
        staged = [(Path(staging) / name, out / name) for name in contents]
        for path, _ in staged:
            path.write_text(contents[path.name], encoding="utf-8", newline="\n")
        for path, target in staged:
            os.replace(path, target)
    return [target for _, target in staged]


def _rendered(document: Document, forms: Sequence[str]) -> Files:
    files: Files = {}
    figures = report_figures(document) if set(forms) & set(_DRAWN) else {}
    for form in forms:
        files |= _DRAWN[form](document, figures) if form in _DRAWN else _WRITTEN[form](document)
    return files | {"report.json": dump(document)}
