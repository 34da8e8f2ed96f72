"""The table of printed claims in all its forms, the summary, and the macros of single verdicts."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import report_sample

from proofcheck.cli import main
from proofcheck.report import write_report
from proofcheck.report.formats import macros, paper
from proofcheck.report.formats.paper.rows import collect_rows

NO_LATEX = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no LaTeX here")
SOURCE = {"paper": "A paper", "number": "C.7", "page": "21", "version": "v2 <draft>"}
UNFIT = ("50%", "a b", "a{b", "a\\b", "~", "naïve", "x^2", "a#1", "a&b", "$x$", "")


@pytest.fixture
def document() -> Any:
    """The sample with every lemma printed somewhere, half of them in a second paper."""
    found = report_sample.document()
    for index, lemma in enumerate(found["lemmas"]):
        lemma["source"] = {**SOURCE, "number": f"C.{index}", "paper": "A paper" if index % 2 else "B | `paper` $1$"}
    return found


def files(document: Any) -> dict[str, str]:
    return paper.files(document, dict)


def test_only_printed_claims_have_a_row_and_without_one_there_are_no_files() -> None:
    sample = report_sample.document()
    assert [row.lemma["name"] for row in collect_rows(sample)] == ["B4"]
    assert "I3" not in files(sample)["paper.md"]
    for lemma in sample["lemmas"]:
        lemma["source"] = None
    assert files(sample) == {}


def test_every_form_names_place_verdict_assumptions_evidence_and_command(document: Any) -> None:
    found = files(document)
    for row in collect_rows(document):
        for name in ("paper.html", "paper.md", "paper.tex"):
            text = re.sub(r"[\\{}]", "", found[name])
            assert f"{row.source['number']}, page 21" in text
        assert f"**{row.grade}**" in found["paper.md"]
        assert all(row.evidence) or row.grade in ("UNDECIDED", "BROKEN")
        assert row.lemma["hypotheses"] == "" or row.lemma["hypotheses"] in row.assumptions
        assert set(row.places) >= {item["command"] for item in row.lemma["evidence"] if item["command"]}


def test_the_evidence_of_a_settled_claim_is_what_settles_it(document: Any) -> None:
    for row in collect_rows(document):
        outcomes = {
            item["outcome"]
            for item in row.lemma["evidence"]
            if f"{item['checker']}: {item['coverage']}" in row.evidence
        }
        if row.grade in ("PROVED", "REFUTED"):
            assert outcomes == {{"PROVED": "PROVED", "REFUTED": "FAILS"}[row.grade]}


def test_a_false_claim_shows_its_counterexample_and_what_holds_instead(document: Any) -> None:
    (row,) = (row for row in collect_rows(document) if row.grade == "REFUTED")
    assert row.counterexample is not None
    assert row.instead is not None
    found = files(document)
    assert f"instead holds {row.instead['name']}" in found["paper.md"]
    assert "is false as printed" in found["paper-summary.md"]
    assert row.instead["title"] in found["paper-summary.md"]
    assert row.counterexample["lhs"] in found["paper.html"]


def test_the_summary_counts_every_row_once_and_explains_every_word(document: Any) -> None:
    rows, text = collect_rows(document), files(document)["paper-summary.md"]
    counted = [int(number) for number in re.findall(r"^- \*\*[A-Z]+\*\* \((\d+)\)", text, re.MULTILINE)]
    assert sum(counted) + text.count("is false as printed") == len(rows)
    for row in rows:
        reason = row.lemma["verdict"]["reason"].split()[0]
        assert row.grade == "REFUTED" or f"{row.source['number']}, page 21: {reason}" in re.sub(r"[\\]", "", text)
    for grade in {row.grade for row in rows}:
        assert re.search(rf"^- {grade}: ", text, re.MULTILINE)
    assert ("not thereby false" in text) is bool({"SUPPORTED", "UNDECIDED", "BROKEN"} & {row.grade for row in rows})
    assert len(text.splitlines()) < 60, "one page"


def test_tables_of_markdown_keep_their_columns(document: Any) -> None:
    lines = [line for line in files(document)["paper.md"].splitlines() if line.startswith("|")]
    assert len(lines) == len(document["lemmas"]) + 4  # two heads of two lines
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {8}


def test_the_page_is_well_formed_and_asks_nothing_of_the_network(document: Any) -> None:
    page = files(document)["paper.html"]
    assert report_sample.HOSTILE not in page
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="https?:', page)
    body = page[page.index("<main") : page.index("</main>") + len("</main>")]
    tree = ET.fromstring(
        re.sub(r"<(br|hr|wbr)>", r"<\1/>", body).replace(" hidden>", ' hidden="">').replace("&nbsp;", " ")
    )
    assert len(tree.findall(".//tbody/tr")) == len(document["lemmas"])


def compiled(folder: Path, source: str) -> subprocess.CompletedProcess[bytes]:
    (folder / "main.tex").write_text(source)
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "main.tex"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=120)


@NO_LATEX
def test_the_longtables_compile(document: Any, tmp_path: Path) -> None:
    (tmp_path / "paper.tex").write_text(files(document)["paper.tex"], encoding="utf-8")
    head = r"\documentclass{article}\usepackage{amsmath,amssymb,longtable}\begin{document}"
    done = compiled(tmp_path, head + r"\input{paper}\end{document}")
    assert done.returncode == 0, done.stdout[-2000:]


@NO_LATEX
def test_a_macro_prints_a_verdict_and_an_unknown_name_is_an_error(document: Any, tmp_path: Path) -> None:
    (tmp_path / "proofcheck.sty").write_text(macros.render(document), encoding="utf-8")
    head = r"\documentclass{article}\usepackage{proofcheck}\begin{document}"
    done = compiled(tmp_path, head + r"\proofcheck{B4} \proofcheck{R2} \proofcheckrun\end{document}")
    assert done.returncode == 0, done.stdout[-2000:]
    failed = compiled(tmp_path, head + r"\proofcheck{B44}\end{document}")
    assert failed.returncode != 0
    assert b"The report has no lemma" in failed.stdout


@NO_LATEX
def test_names_that_no_macro_can_have_break_nothing(document: Any, tmp_path: Path) -> None:
    document["lemmas"] = [{**document["lemmas"][0], "name": name} for name in (*UNFIT[:-1], "odd_name(1)", "B4'")]
    text = macros.render(document)
    assert text.count("% no macro for a lemma named") == len(UNFIT) - 1
    (tmp_path / "proofcheck.sty").write_text(text, encoding="utf-8")
    head = r"\documentclass{article}\usepackage{proofcheck}\begin{document}"
    done = compiled(tmp_path, head + r"\proofcheck{odd_name(1)} \proofcheck{B4'}\end{document}")
    assert done.returncode == 0, done.stdout[-2000:]


def test_a_theory_that_is_printed_nowhere_is_told_so_before_anything_runs(tmp_path: Path, capsys: Any) -> None:
    asked = ["report", "proofcheck.theories.first_order_rates", "--format", "paper", "--out", str(tmp_path / "out")]
    assert main(asked) == 2
    assert "--form paper: no lemma says where it is printed" in capsys.readouterr().err
    write_report(report_sample.document(), tmp_path / "first", ("paper",))
    source = tmp_path / "first" / "report.json"
    assert main(["report", "--from", str(source), "--form", "paper", "--out", str(tmp_path / "again")]) in (0, 1)
    names = {path.name for path in (tmp_path / "again").iterdir()}
    assert names == {"paper.html", "paper.md", "paper.tex", "paper-summary.md", "report.json"}
