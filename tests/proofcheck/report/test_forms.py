"""JUnit XML and the badge, from the document alone."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest
import report_sample

from proofcheck.report import FORMS, write_report
from proofcheck.report.difference import compare_documents
from proofcheck.report.formats import badge, junit

GREEN, RED = "#1a7f37", "#c3352b"


@pytest.fixture(scope="module")
def sample() -> Any:
    return report_sample.document()


@pytest.fixture(scope="module")
def good() -> Any:
    """The lemmas and solves that came out as expected."""
    document = report_sample.document()
    document["lemmas"] = [lemma for lemma in document["lemmas"] if lemma["as_expected"]]
    document["solves"] = document["solves"][:1]
    return {**document, "as_expected": True}


def test_the_docstring_of_write_report_says_what_every_form_writes() -> None:
    assert [form for form in FORMS if f"{form}: `" not in (write_report.__doc__ or "")] == []


def test_junit_has_a_case_a_lemma_and_a_solve(sample: Any) -> None:
    suite = ET.fromstring(junit.render(sample))
    cases = {case.get("name"): case for case in suite}
    assert suite.get("tests") == str(len(cases)) == "10"
    assert suite.get("failures") == "2"
    failed = [name for name, case in cases.items() if case.find("failure") is not None]
    assert failed == [f"S6 | odd name: {report_sample.HOSTILE}", "hard: A hard instance"]
    assert cases["I3: Gradient in matrix form"].get("classname") == "sample.Identities"
    assert (
        cases["R2: Classical Euclidean form of the approximate step"].findtext("system-out", "").startswith("REFUTED")
    )


def test_a_junit_failure_says_what_came_out_and_what_was_expected(sample: Any, good: Any) -> None:
    failures = list(ET.fromstring(junit.render(sample)).iter("failure"))
    assert failures[0].get("message") == "BROKEN, expected neither REFUTED nor BROKEN"
    assert "ValueError" in (failures[0].text or "")
    assert failures[1].get("message") == "CONVERGED, INCONCLUSIVE, not confirmed"
    assert "h = 0.7 is not below 1/2" in (failures[1].text or "")
    assert not list(ET.fromstring(junit.render(good)).iter("failure"))


def test_junit_survives_text_that_xml_cannot_hold(sample: Any) -> None:
    lemma = {**sample["lemmas"][0], "title": "a\x00b\x1b[2J\ufffe", "group": ""}
    suite = ET.fromstring(junit.render({**sample, "lemmas": [lemma]}))
    assert suite[0].get("name") == "I3: a?b?[2J?"
    assert suite[0].get("classname") == "sample.lemmas"


def test_the_badge_says_how_the_run_came_out(sample: Any, good: Any) -> None:
    for document, words, colour in (
        (sample, "1 of 8 lemmas and 1 of 2 solves not as expected", RED),
        (good, "7 lemmas as expected", GREEN),
    ):
        source = badge.render(document)
        assert len(source) < 1500
        root = ET.fromstring(source)
        texts = [element.text for element in root.iter() if element.tag.endswith("}text")]
        fills = [element.get("fill") for element in root.iter() if element.tag.endswith("}rect")]
        assert texts == ["sample", words]
        assert fills[1] == colour
        widths = [float(element.get("width", "0")) for element in root.iter() if element.tag.endswith("}rect")]
        assert sum(widths) == pytest.approx(float(root.get("width", "0")), abs=0.01)


def reference_set(*, confirmed: bool) -> dict[str, Any]:
    value = {"name": "b1", "printed": "1", "proved": "1", "radius": "1e-9", "confirmed": confirmed}
    common = {"start": 1, "reason": "why", "sum_of_squares": "1", "relative_radius": 1e-9}
    return {"name": "Misra1a", "confirmed": confirmed, "values": [value], **common}


@pytest.mark.parametrize("confirmed", [True, False])
def test_reference_sets_are_cases_and_count_for_the_badge(good: Any, confirmed: bool) -> None:
    document = {**good, "reference_sets": [reference_set(confirmed=confirmed)], "as_expected": confirmed}
    suite = ET.fromstring(junit.render(document))
    assert suite[-1].get("name") == "Misra1a"
    assert suite[-1].findtext("system-out") == f"{int(confirmed)} of 1 printed values confirmed"
    failures = [failure.get("message") for failure in suite.iter("failure")]
    assert failures == ([] if confirmed else ["not confirmed: b1"])
    assert ("1 of 1 reference sets not as expected" in badge.render(document)) is not confirmed


def test_a_reference_set_that_is_lost_is_a_regression(good: Any) -> None:
    def found(old: list[Any], new: list[Any]) -> list[tuple[str, bool]]:
        changes = compare_documents({**good, "reference_sets": old}, {**good, "reference_sets": new}).changes
        return [(change.aspect, change.regression) for change in changes]

    yes, no = [reference_set(confirmed=True)], [reference_set(confirmed=False)]
    assert found(yes, yes) == []
    assert found(yes, no) == [("outcome", True)]
    assert found(no, yes) == [("outcome", False)]
    assert found(yes, []) == [("removed", True)]
    assert found([], yes) == [("added", False)]


def test_the_badge_escapes_the_name_of_the_theory(sample: Any) -> None:
    root = ET.fromstring(badge.render({**sample, "theory": {**sample["theory"], "name": "<script>\x00 & co"}}))
    assert "script" not in [element.tag for element in root.iter()]
    assert "<script>? & co" in [element.text for element in root.iter()]
    assert ET.fromstring(badge.render({**sample, "theory": {**sample["theory"], "name": ""}})) is not None
