"""JUnit XML of a run: one test case a lemma, a failure where the verdict is not as expected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from proofcheck.engine import Result

_NOT_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def junit(theory: str, results: Sequence[Result]) -> bytes:
    """The document, encoded as UTF-8."""
    failures = sum(not result.as_expected for result in results)
    suite = ET.Element("testsuite", name=_text(theory), tests=str(len(results)), failures=str(failures), errors="0")
    for result in results:
        name = _text(f"{result.lemma.name}: {result.lemma.title}")
        group = _text(f"{theory}.{result.lemma.group or 'lemmas'}")
        case = ET.SubElement(suite, "testcase", classname=group, name=name)
        ET.SubElement(case, "system-out").text = _text(f"{result.verdict.grade.name}: {result.verdict.reason}")
        if not result.as_expected:
            expected = result.lemma.expected.name if result.lemma.expected else "neither REFUTED nor BROKEN"
            failure = ET.SubElement(case, "failure", message=f"{result.verdict.grade.name}, expected {expected}")
            found = (f"{item.checker}: {item.outcome.name} {item.detail}" for item in result.verdict.evidence)
            failure.text = _text("\n".join(found))
    ET.indent(suite)
    return bytes(ET.tostring(suite, encoding="utf-8", xml_declaration=True))


def _text(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold; messages of user code may contain any."""
    return _NOT_XML.sub("?", text)
