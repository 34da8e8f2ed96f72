"""The sample report, its figures, and its page and Markdown in text."""

from __future__ import annotations

import pytest
import report_sample

from proofcheck.report import document
from proofcheck.report.figures.drawing import Figure
from proofcheck.report.figures.overview import draw_figures
from proofcheck.report.formats import html, markdown


@pytest.fixture(scope="module")
def sample() -> document.Document:
    return report_sample.document()


@pytest.fixture(scope="module")
def figures(sample: document.Document) -> dict[str, Figure]:
    return draw_figures(sample)


@pytest.fixture(scope="module")
def source(sample: document.Document, figures: dict[str, Figure]) -> str:
    return html.render(sample, figures)


@pytest.fixture(scope="module")
def markdown_source(sample: document.Document, figures: dict[str, Figure]) -> str:
    return markdown.render(sample, figures)
