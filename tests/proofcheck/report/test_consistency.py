"""A saved report that says more than its own evidence is refused, whatever was changed in it."""

import copy
import json
from pathlib import Path

import pytest
import report_sample

from proofcheck.cli import app
from proofcheck.lemmas.evidence import Grade
from proofcheck.report import ReportError, dump
from proofcheck.report.document import validate
from proofcheck.report.entries import Document

COMMITTED = Path(__file__).parents[3] / "reports" / "attention" / "report.json"
SAMPLE = report_sample.document()
STRENGTH = ("PROVED", "FORMAL", "CERTIFIED", "ARGUED", "SUPPORTED", "UNDECIDED")
HELD = {
    grade: next(x["name"] for x in SAMPLE["lemmas"] if x["verdict"]["grade"] == grade) for grade in SAMPLE["counts"]
}


def lemma_of(document, grade):
    return next(entry for entry in document["lemmas"] if entry["name"] == HELD[grade])


def regrade(document, before, after):
    """Another grade, with every sum in order."""
    lemma = lemma_of(document, before)
    lemma["verdict"]["grade"] = after
    lemma["as_expected"] = after not in ("REFUTED", "BROKEN")
    lemma["expected"] = None
    document["counts"][before] -= 1
    document["counts"][after] = document["counts"].get(after, 0) + 1
    return settle(document)


def settle(document):
    document["as_expected"] = False
    return document


RAISED = [(a, b) for i, b in enumerate(STRENGTH) for a in STRENGTH[i + 1 :]]
HIDDEN = [(a, b) for a in ("REFUTED", "BROKEN") for b in (*STRENGTH, "REFUTED") if a != b]
FALLEN = [(a, "REFUTED") for a in STRENGTH]


@pytest.mark.parametrize(("before", "after"), [*RAISED, *HIDDEN, *FALLEN])
def test_no_grade_says_more_than_the_evidence_beside_it(before, after):
    document = regrade(copy.deepcopy(SAMPLE), before, after)
    with pytest.raises(ReportError, match=rf"it is {after} but .*; the document was changed by hand"):
        validate(document)


def undeclare(document):
    lemma_of(document, "REFUTED")["expected"] = None


def require_unknown(document):
    lemma_of(document, "SUPPORTED")["requires"] = ["nowhere"]


def require_refuted(document):
    lemma_of(document, "SUPPORTED")["requires"] = [HELD["REFUTED"]]


def call_tight(document):
    parts = [part for lemma in document["lemmas"] for part in lemma["sharpness"]["parts"]]
    next(part for part in parts if part["label"] == "FACTOR")["label"] = "TIGHT"


def fail_a_claim(document):
    next(s for s in document["solves"] if s["recheck"]["confirmed"])["recheck"]["claims"][0]["holds"] = False


def confirm_nothing(document):
    solve = next(s for s in document["solves"] if s["recheck"]["confirmed"])
    solve["recheck"]["claims"] = []


def turn_the_radius(document):
    next(s for s in document["solves"] if s["recheck"]["confirmed"])["certificate"]["radius_upper"] = -1e-9


CHANGES = {
    undeclare: "as_expected but REFUTED, where neither",
    require_unknown: "requires 'nowhere', which is not in the document",
    require_refuted: "is SUPPORTED but requires .*, which is REFUTED",
    call_tight: "TIGHT but the best instance attains",
    fail_a_claim: "confirmed but not every claim",
    confirm_nothing: "confirmed but not every claim",
    turn_the_radius: "radius_upper: -1e-09 is negative",
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_contradicts_the_rest_is_named(change):
    document = copy.deepcopy(SAMPLE)
    change(document)
    with pytest.raises(ReportError, match=CHANGES[change]):
        validate(settle(document))


def test_what_a_grade_means_is_not_the_document_s_to_say():
    document = copy.deepcopy(SAMPLE)
    lemma_of(document, "SUPPORTED")["verdict"]["message"] = "proved for every size"
    assert lemma_of(validate(document), "SUPPORTED")["verdict"]["message"] == Grade.SUPPORTED.value


@pytest.mark.parametrize("command", [["show", HELD["SUPPORTED"], "--from"], ["report", "--out", "out", "--from"]])
def test_the_commands_refuse_it_with_two(command, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    forged: Document = regrade(copy.deepcopy(SAMPLE), "SUPPORTED", "PROVED")
    (tmp_path / "forged.json").write_text(dump(forged))
    assert app.main([*command, "forged.json"]) == 2
    assert "its evidence shows SUPPORTED at most" in capsys.readouterr().err


def test_honest_reports_pass():
    validate(copy.deepcopy(SAMPLE))
    validate(json.loads(COMMITTED.read_text(encoding="utf-8")))
