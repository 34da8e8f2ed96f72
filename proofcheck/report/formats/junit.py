"""JUnit XML of a report: a test case for each lemma, solve and reference set, a failure where not as expected."""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree as ET

from proofcheck.report.consistency import succeeded
from proofcheck.report.entries import Document, LemmaEntry, ReferenceSetEntry, SolveEntry
from proofcheck.report.formats import Draw, Files

_NOT_XML: Final = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def files(document: Document, figures: Draw) -> Files:  # noqa: ARG001
    """The text of `junit.xml`, a case for each lemma, solve and reference set; it has no figures."""
    return {"junit.xml": render(document)}


def render(document: Document) -> str:
    """The XML document: one `testsuite`, whose counts of tests and failures are those of its cases."""
    theory = document["theory"]["name"]
    suite = ET.Element("testsuite", name=drop_forbidden(theory), errors="0")
    for lemma in document["lemmas"]:
        _add_lemma(suite, theory, lemma)
    for solve in document["solves"]:
        _add_solve(suite, theory, solve)
    for item in document["reference_sets"]:
        _add_reference_set(suite, theory, item)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    ET.indent(suite)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(suite, encoding="unicode") + "\n"


def _add_lemma(suite: ET.Element, theory: str, lemma: LemmaEntry) -> None:
    verdict = lemma["verdict"]
    case = _add_case(suite, f"{theory}.{lemma['group'] or 'lemmas'}", f"{lemma['name']}: {lemma['title']}")
    _add_output(case, f"{verdict['grade']}: {verdict['reason']}")
    if not lemma["as_expected"]:
        expected = lemma["expected"] or "neither REFUTED nor BROKEN"
        found = [f"{item['checker']}: {item['outcome']} {item['detail']}" for item in lemma["evidence"]]
        repeat = [item["command"] for item in lemma["evidence"] if item["command"]][:1]
        _add_failure(case, f"{verdict['grade']}, expected {expected}", "\n".join([*found, *repeat]))


def _add_solve(suite: ET.Element, theory: str, solve: SolveEntry) -> None:
    certificate, confirmed = solve["certificate"], solve["recheck"]["confirmed"]
    outcome = f"{solve['status']}, {certificate['outcome']}, {'confirmed' if confirmed else 'not confirmed'}"
    case = _add_case(suite, f"{theory}.solves", f"{solve['name']}: {solve['title']}")
    _add_output(case, f"{outcome}: {solve['message']}")
    if not succeeded(solve):
        failed = [
            f"{claim['statement']}: {claim['detail']}" for claim in solve["recheck"]["claims"] if not claim["holds"]
        ]
        _add_failure(case, outcome, "\n".join([certificate["reason"], *failed]))


def _add_reference_set(suite: ET.Element, theory: str, item: ReferenceSetEntry) -> None:
    case = _add_case(suite, f"{theory}.reference data", item["name"])
    wrong = [value["name"] for value in item["values"] if not value["confirmed"]]
    _add_output(case, f"{len(item['values']) - len(wrong)} of {len(item['values'])} printed values confirmed")
    if not item["confirmed"]:
        _add_failure(case, f"not confirmed: {', '.join(wrong) or 'no minimiser is certified'}", item["reason"])


def _add_case(suite: ET.Element, group: str, name: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=drop_forbidden(group), name=drop_forbidden(name))


def _add_output(case: ET.Element, text: str) -> None:
    ET.SubElement(case, "system-out").text = drop_forbidden(text)


def _add_failure(case: ET.Element, message: str, text: str) -> None:
    ET.SubElement(case, "failure", message=drop_forbidden(message)).text = drop_forbidden(text)


def drop_forbidden(text: str) -> str:
    """Replace the characters that XML 1.0 cannot hold by `?`; messages of user code may contain any."""
    return _NOT_XML.sub("?", text)
