"""The report: one document, renderings of it that are complete and deterministic, and how it is written."""

from __future__ import annotations

import json
import os
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import report_sample
from markdown_it import MarkdownIt

from proofcheck.report import ReportError, document, dump, load, quantities, write_report
from proofcheck.report.figures.drawing import Figure
from proofcheck.report.figures.overview import draw_figures
from proofcheck.report.findings import collect_findings
from proofcheck.report.formats import html, latex, markdown


def test_the_sample_shows_every_grade_and_counts_it(sample: document.Document) -> None:
    assert all(sample["counts"].values())
    assert sum(sample["counts"].values()) == len(sample["lemmas"]) == 8
    assert sample["instances_decided"] == 1430
    assert sample["as_expected"] is False


def test_an_uncertified_solve_alone_is_not_as_expected() -> None:
    good = [result for result in report_sample.results() if result.as_expected]
    for certified in (True, False):
        solves = [report_sample.solve(certified=certified)]
        built = document.build_document(report_sample.THEORY, good, report_sample.INVOCATION, solves=solves)
        assert built["as_expected"] is certified


def test_numbers_that_are_not_finite_become_null(sample: document.Document) -> None:
    evidence = next(lemma for lemma in sample["lemmas"] if lemma["name"] == "B5")["evidence"][0]
    assert evidence["tightness"] is None
    assert evidence["margin_lower"] is None
    assert sample["solves"][0]["trace"][0]["radius"] is None
    assert "NaN" not in dump(sample)
    assert "Infinity" not in dump(sample)


def test_the_document_survives_saving(sample: document.Document, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(dump(sample), encoding="utf-8")
    assert load(path) == sample
    assert dump(load(path)) == dump(report_sample.document())


@pytest.mark.parametrize("text", ["{", '{"schema": "other"}', "[]", "\ufeff"])
def test_a_file_that_is_no_report_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "report.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReportError):
        load(path)


def test_a_number_that_json_does_not_know_is_refused(sample: document.Document, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(dump(sample).replace('"objective": 3.25', '"objective": NaN'), encoding="utf-8")
    with pytest.raises(ReportError, match="NaN is not a JSON number"):
        load(path)


@pytest.mark.parametrize(
    "place", [("run",), ("lemmas", 0, "verdict"), ("solves", 0, "certificate"), ("lemmas", 1, "evidence", 0, "margins")]
)
def test_a_missing_key_is_named(sample: document.Document, place: tuple[Any, ...]) -> None:
    broken: Any = json.loads(dump(sample))
    parent = broken
    for key in place[:-1]:
        parent = parent[key]
    del parent[place[-1]]
    with pytest.raises(ReportError, match=str(place[-1])):
        document.validate(broken)


@pytest.mark.slow
def test_rendering_a_saved_document_gives_the_same_bytes(
    sample: document.Document, figures: dict[str, Figure], source: str, markdown_source: str
) -> None:
    again = json.loads(dump(sample))
    redrawn = draw_figures(again)
    assert redrawn == figures
    assert html.render(again, redrawn) == source
    assert markdown.render(again, redrawn) == markdown_source


def test_findings_sort_what_needs_attention(sample: document.Document) -> None:
    found = collect_findings(sample)
    assert [lemma["name"] for lemma in found.unexpected] == ["S6 | odd name"]
    assert [lemma["name"] for lemma in found.open] == ["S5"]
    assert [lemma["name"] for lemma in found.tight] == ["I4"]
    assert [lemma["name"] for lemma in found.near] == ["B4"]
    assert [lemma["name"] for lemma in found.bounds] == ["B5", "R3"]
    assert [lemma["name"] for lemma in found.loose] == ["B5", "R3"]
    assert [solve["name"] for solve in found.unsolved] == ["hard"]


def test_a_theory_without_lemmas_or_solves_renders() -> None:
    empty = document.build_document(report_sample.THEORY, [], report_sample.INVOCATION)
    assert "0 lemmas" in html.render(empty)
    assert "0 lemmas" in markdown.render(empty)


def test_a_markdown_reader_sees_tables_folds_and_links(sample: document.Document, markdown_source: str) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown_source)
    flat = [inner for token in tokens for inner in (token, *(token.children or []))]
    rows = [index for index, token in enumerate(tokens) if token.type == "tr_open"]
    widths = [sum(t.type in ("td_open", "th_open") for t in tokens[i : j or None]) for i, j in pairwise([*rows, 0])]
    assert sum(token.type == "table_open" for token in tokens) > 15
    assert set(widths) <= {2, 3, 6, 7}
    markup = [token.content for token in flat if token.type in ("html_block", "html_inline")]
    folds = [tag for text in markup for tag in re.findall(r"</?details>|</?summary>", text)]
    expected = sum(bool(x["evidence"]) + bool(x["generated"] and x["generated"]["lines"]) for x in sample["lemmas"])
    assert folds.count("<details>") == folds.count("</details>") == expected
    anchors = {name for text in markup for name in re.findall(r'<a id="([^"]+)">', text)}
    links = {str(token.attrs["href"]) for token in flat if token.type == "link_open"}
    assert {link[1:] for link in links if link.startswith("#")} <= anchors
    assert all(re.fullmatch(r'(</?(details|summary)>|<a id="[^"]+">|</a>|[\w\s,:])+', text) for text in markup)
    fences = [token.info for token in tokens if token.type == "fence"]
    assert fences.count("math") >= len(sample["lemmas"])


def test_markdown_shows_every_lemma_and_no_html_of_the_author(sample: document.Document, markdown_source: str) -> None:
    out = markdown_source
    assert all(f'<a id="lemma-{quantities.slug(lemma["name"])}"></a>' in out for lemma in sample["lemmas"])
    prose = re.sub(r"(?ms)^(`{3,}).*?^\1$", "", out)
    assert not re.search(r"(?<!\\)<script", prose)
    assert out.index("R2 is false") < out.index("## Lemmas")


def test_writing_replaces_the_old_report_and_leaves_other_files(sample: document.Document, tmp_path: Path) -> None:
    (tmp_path / "random.cert.json").write_text("kept")
    (tmp_path / "index.html").write_text("old")
    paths = write_report(sample, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in paths} | {"random.cert.json"}
    assert (tmp_path / "random.cert.json").read_text() == "kept"
    assert load(tmp_path / "report.json") == sample
    assert (tmp_path / "index.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert all(
        f"]({path.name})" in (tmp_path / "report.md").read_text("utf-8")
        for path in paths
        if path.suffix == ".svg" and path.name != "badge.svg"
    )


def test_an_interrupted_run_leaves_the_old_report(
    sample: document.Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = {**sample, "solves": []}
    (tmp_path / "index.html").write_text("old")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(markdown, "render", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_report(sample, tmp_path)
    monkeypatch.undo()
    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_report(sample, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]
    assert (tmp_path / "index.html").read_text() == "old"


def test_an_invalid_document_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="schema"):
        write_report({"schema": "x"}, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_every_form_prints_the_claim_that_is_generated_beside_the_one_of_the_source(
    sample: document.Document, markdown_source: str
) -> None:
    lemma = next(lemma for lemma in sample["lemmas"] if lemma["generated"])
    assert lemma["generated"]["coverage"] == "every n >= 1; A in [-2, 2]"
    assert lemma["generated"]["lines"][-1] == r"A_{i 2} \le A_{i 2},\quad i = 1, \ldots, n"
    assert all(line in markdown_source for line in lemma["generated"]["lines"])
    assert "As stated in the source" in markdown_source
    page = html.render(sample)
    assert page.count("generated from its Python sides: every n &gt;= 1; A in [-2, 2]") == sum(
        bool(lemma["generated"] and lemma["generated"]["lines"]) for lemma in sample["lemmas"]
    )
    printed = latex.render_statements(sample)
    assert f"\\textbf{{{lemma['name']}}}" in printed
    assert printed.count(r"\emph{As stated in the source:}") == sum(bool(x["generated"]) for x in sample["lemmas"])
