"""Where a paper prints a claim: in the document, on every form that shows a lemma, and absent in early documents."""

from __future__ import annotations

import io
from typing import Any

import pytest
import report_sample
from rich.console import Console

from proofcheck.cli.screens import print_lemma
from proofcheck.report.document import validate
from proofcheck.report.formats import html, markdown
from proofcheck.report.schema import REPORT, find_violation

LINE = "A paper, C.7, page 21, as printed in v2 <draft>"


@pytest.fixture
def document() -> Any:
    return report_sample.document()


def entry(document: Any, name: str) -> Any:
    return next(lemma for lemma in document["lemmas"] if lemma["name"] == name)


def test_the_document_has_the_parts_of_a_source_and_null_for_none(document: Any) -> None:
    assert entry(document, "B4")["source"] == {
        "paper": "A paper",
        "number": "C.7",
        "page": "21",
        "version": "v2 <draft>",
    }
    assert entry(document, "I3")["source"] is None


@pytest.mark.slow
def test_every_form_that_shows_a_lemma_shows_its_source(document: Any) -> None:
    buffer = io.StringIO()
    print_lemma(Console(file=buffer, width=200), entry(document, "B4"))
    assert f"printed in: {LINE}" in buffer.getvalue()
    assert "Printed in: A paper, C.7, page 21" in markdown.render(document)
    page = html.render(document)
    assert "A paper, C.7, page 21, as printed in v2 &lt;draft&gt;" in page
    assert page.count("<dt>Printed in</dt>") == 1


def test_early_documents_say_nothing_about_sources(document: Any) -> None:
    for lemma in document["lemmas"]:
        del lemma["source"]
    assert {lemma["source"] for lemma in validate(document)["lemmas"]} == {None}


@pytest.mark.parametrize("broken", ["C.7", {"paper": "P", "number": "C.7"}, {"paper": 1}])
def test_the_schema_refuses_what_is_no_source(document: Any, broken: Any) -> None:
    entry(document, "B4")["source"] = broken
    assert find_violation(document, REPORT) is not None
