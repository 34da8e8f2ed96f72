"""JUnit XML of a report: a test case for each lemma, solve and reference set, a failure where not as expected."""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree as ET

from proofcheck.report.document import Document, succeeded
from proofcheck.report.formats import Draw, Files

_NOT_XML: Final = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def files(document: Document, figures: Draw) -> Files:  # noqa: ARG001
    """`junit.xml`, one case a lemma."""
    return {"junit.xml": render(document)}


def render(document: Document) -> str:
    """The XML document."""
    theory = document["theory"]["name"]
    suite = ET.Element("testsuite", name=xml_text(theory), errors="0")
    for lemma in document["lemmas"]:
        _lemma(suite, theory, lemma)
    for solve in document["solves"]:
        _solve(suite, theory, solve)
    for item in document["reference_sets"]:
        _reference_set(suite, theory, item)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    ET.indent(suite)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(suite, encoding="unicode") + "\n"


def _lemma(suite: ET.Element, theory: str, lemma: Document) -> None:
    verdict = lemma["verdict"]
    case = _case(suite, f"{theory}.{lemma['group'] or 'lemmas'}", f"{lemma['name']}: {lemma['title']}")
    _output(case, f"{verdict['grade']}: {verdict['reason']}")
    if not lemma["as_expected"]:
        expected = lemma["expected"] or "neither REFUTED nor BROKEN"
        found = [f"{item['checker']}: {item['outcome']} {item['detail']}" for item in lemma["evidence"]]
        repeat = [item["command"] for item in lemma["evidence"] if item["command"]][:1]
        _failure(case, f"{verdict['grade']}, expected {expected}", "\n".join([*found, *repeat]))


def _solve(suite: ET.Element, theory: str, solve: Document) -> None:
    certificate, confirmed = solve["certificate"], solve["recheck"]["confirmed"]
    outcome = f"{solve['status']}, {certificate['outcome']}, {'confirmed' if confirmed else 'not confirmed'}"
    case = _case(suite, f"{theory}.solves", f"{solve['name']}: {solve['title']}")
    _output(case, f"{outcome}: {solve['message']}")
    if not succeeded(solve):
        failed = [
            f"{claim['statement']}: {claim['detail']}" for claim in solve["recheck"]["claims"] if not claim["holds"]
        ]
        _failure(case, outcome, "\n".join([certificate["reason"], *failed]))


def _reference_set(suite: ET.Element, theory: str, item: Document) -> None:
    case = _case(suite, f"{theory}.reference data", item["name"])
    wrong = [value["name"] for value in item["values"] if not value["confirmed"]]
    _output(case, f"{len(item['values']) - len(wrong)} of {len(item['values'])} printed values confirmed")
    if not item["confirmed"]:
        _failure(case, f"not confirmed: {', '.join(wrong) or 'no minimiser is certified'}", item["reason"])


def _case(suite: ET.Element, group: str, name: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=xml_text(group), name=xml_text(name))


def _output(case: ET.Element, text: str) -> None:
    ET.SubElement(case, "system-out").text = xml_text(text)


def _failure(case: ET.Element, message: str, text: str) -> None:
    ET.SubElement(case, "failure", message=xml_text(message)).text = xml_text(text)


def xml_text(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold; messages of user code may contain any."""
    return _NOT_XML.sub("?", text)
