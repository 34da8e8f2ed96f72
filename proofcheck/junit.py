"""JUnit XML of a run: one test case a lemma, a failure where the verdict is not as expected."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from proofcheck.engine import Result


def junit(theory: str, results: Sequence[Result]) -> bytes:
    """The document, encoded as UTF-8."""
    failures = sum(not result.as_expected for result in results)
    suite = ET.Element("testsuite", name=theory, tests=str(len(results)), failures=str(failures), errors="0")
    for result in results:
        name = f"{result.lemma.name}: {result.lemma.title}"
        case = ET.SubElement(suite, "testcase", classname=f"{theory}.{result.lemma.group or 'lemmas'}", name=name)
        ET.SubElement(case, "system-out").text = f"{result.verdict.grade.name}: {result.verdict.reason}"
        if not result.as_expected:
            expected = result.lemma.expected.name if result.lemma.expected else "neither REFUTED nor BROKEN"
            failure = ET.SubElement(case, "failure", message=f"{result.verdict.grade.name}, expected {expected}")
            failure.text = "\n".join(
                f"{item.checker}: {item.outcome.name} {item.detail}" for item in result.verdict.evidence
            )
    ET.indent(suite)
    return bytes(ET.tostring(suite, encoding="utf-8", xml_declaration=True))
