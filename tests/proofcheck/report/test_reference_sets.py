"""The table of confirmed reference data in the document, the Markdown and the page."""

import json

import pytest
import report_sample

from proofcheck.attention.theory import reference_sets
from proofcheck.nist_strd import confirm
from proofcheck.nist_strd.dataset import load
from proofcheck.report import ReportError, document
from proofcheck.report.formats import html, markdown

NAMES = ("Misra1a", "Roszman1")


def alone(sets):
    """A report of nothing else."""
    return document.build_document(report_sample.THEORY, [], report_sample.INVOCATION, reference_sets=sets)


@pytest.fixture(scope="module")
def records():
    return [confirm(load(name)).record() for name in NAMES]


@pytest.mark.slow
def test_a_report_shows_each_set_with_its_counts(records):
    report = report_sample.document(reference_sets=records)
    table = markdown.render(report).split("## Reference data")[1]
    assert "2 of 2 data sets, 8 of 8 printed values" in table
    assert [line.split(" | ")[:4] for line in table.splitlines() if line.startswith(("| Misra", "| Roszman"))] == [
        ["| Misra1a", "3", "3", "1.2455138894E-1"],
        ["| Roszman1", "5", "5", "4.9484847331E-4"],
    ]
    page = html.render(report).split('id="references"')[1]
    row = page[page.index('<th scope="row">Roszman1</th>') :].split("</tr>")[0]
    assert all(cell in row for cell in ("✓ confirmed", ">5 of 5<", ">4.9484847331E-4<"))


def test_a_value_that_is_not_confirmed_is_counted_and_fails_the_run(records):
    wrong = json.loads(json.dumps(records))
    wrong[0]["values"][1]["confirmed"] = wrong[0]["confirmed"] = False
    assert alone(records)["as_expected"] is True
    report = alone(wrong)
    assert report["as_expected"] is False
    assert "1 of 2 data sets, 7 of 8 printed values" in markdown.render(report)
    with pytest.raises(ReportError, match="reference sets"):
        document.validate({**report, "as_expected": True})


@pytest.mark.slow
def test_documents_from_before_have_no_such_section(tmp_path):
    report = report_sample.document()
    del report["reference_sets"]
    (tmp_path / "report.json").write_text(document.dump(report))
    old = document.load(tmp_path / "report.json")
    assert old["reference_sets"] == []
    assert "Reference data" not in markdown.render(old)
    assert "Reference data" not in html.render(old)


def test_the_same_name_twice_is_refused(records):
    with pytest.raises(ReportError, match="unique"):
        report_sample.document(reference_sets=[records[0], records[0]])


@pytest.mark.slow
def test_the_attention_report_takes_all_sets():
    told = []
    found = reference_sets(on_progress=told.append)
    assert sum(len(item["values"]) for item in found) == 147
    assert all(item["confirmed"] for item in found)
    assert len(told) == len(found) == 27
