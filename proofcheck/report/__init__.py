"""Reports: one JSON document, and every other form a pure function of it; a form is a file in `report/formats`."""

from __future__ import annotations

import os
import pkgutil
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from proofcheck.report import formats
from proofcheck.report.document import Invocation, ReportError, build_document, dump, load, to_json_types, validate
from proofcheck.report.entries import Document

if TYPE_CHECKING:
    from proofcheck.report.figures.drawing import Figure

__all__ = ["FORMS", "Document", "Invocation", "ReportError", "build_document", "dump", "load", "write_report"]

FORMS: Final = tuple(sorted(module.name for module in pkgutil.iter_modules(formats.__path__)))


def write_report(document: Document, out: Path, forms: Sequence[str] = FORMS) -> list[Path]:
    """Write the files of the named forms and `report.json` into the folder `out`; the paths, in that order.

    html: `index.html`. markdown: `report.md` and its figures. junit: `junit.xml`. latex: `lemmas.tex` and
    `statements.tex`. macros: `proofcheck.sty`. paper: `paper.html`, `paper.md`, `paper.tex` and `paper-summary.md`,
    where lemmas say that they are printed. badge: `badge.svg`. Everything is rendered and on disk beside its place
    before the first file is replaced, and each replacement is one step of the file system: an interrupted run leaves
    complete files. Other files in `out` are left alone. Raises ReportError for a document that is not of the schema,
    OSError when `out` cannot be written.
    """
    contents = _render(validate(to_json_types(document)), forms)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".report-") as staging:
        staged = [(Path(staging) / name, out / name) for name in contents]
        for path, _ in staged:
            path.write_text(contents[path.name], encoding="utf-8", newline="\n")
        for path, target in staged:
            os.replace(path, target)
    return [target for _, target in staged]


def _render(document: Document, forms: Sequence[str]) -> dict[str, str]:
    """Text by file name. Formats are imported here: some need the distributions of the extra `report`."""

    @cache
    def figures() -> Mapping[str, Figure]:
        from proofcheck.report.figures.overview import draw_figures

        return draw_figures(document)

    files: dict[str, str] = {}
    for form in forms:
        files |= import_module(f"{formats.__name__}.{form}").files(document, figures)
    return files | {"report.json": dump(document)}
