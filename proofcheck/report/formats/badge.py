"""A one-line badge: the theory's name and how the run came out, as an SVG of a few hundred bytes."""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree as ET

from proofcheck.report.consistency import succeeded
from proofcheck.report.document import count_grades
from proofcheck.report.entries import Document
from proofcheck.report.formats import Draw, Files
from proofcheck.report.formats.junit import drop_forbidden

_HEIGHT: Final = 20
_CHARACTER: Final = 6.6  # width of an average letter; `textLength` then fits any font into the same room
_PADDING: Final = 6
_LABEL, _GOOD, _BAD = "#444c56", "#1a7f37", "#c3352b"  # white text on each has a contrast of at least 4.5


def files(document: Document, figures: Draw) -> Files:  # noqa: ARG001
    """The text of `badge.svg`; it has no figures."""
    return {"badge.svg": render(document)}


def render(document: Document) -> str:
    """The SVG: `attention | 82 lemmas as expected`, or how many are not."""
    label, message = drop_forbidden(document["theory"]["name"]) or "theory", _describe_outcome(document)
    widths = [_CHARACTER * len(text) + 2 * _PADDING for text in (label, message)]
    counted = ", ".join(f"{count} {grade}" for grade, count in count_grades(document)) or "no lemmas"
    total = f"{sum(widths):g}"
    root = ET.Element("svg", xmlns="http://www.w3.org/2000/svg", width=total, height=str(_HEIGHT), role="img")
    ET.SubElement(root, "title").text = f"{label}: {message} ({counted})"
    _add_part(root, 0.0, widths[0], _LABEL, label)
    _add_part(root, widths[0], widths[1], _GOOD if document["as_expected"] else _BAD, message)
    return ET.tostring(root, encoding="unicode") + "\n"


def _describe_outcome(document: Document) -> str:
    lemmas, solves, sets = document["lemmas"], document["solves"], document["reference_sets"]
    parts = [
        (len(lemmas), sum(not lemma["as_expected"] for lemma in lemmas), "lemmas"),
        (len(solves), sum(not succeeded(solve) for solve in solves), "solves"),
        (len(sets), sum(not item["confirmed"] for item in sets), "reference sets"),
    ]
    failed = [f"{wrong} of {total} {what}" for total, wrong, what in parts if wrong]
    return f"{' and '.join(failed)} not as expected" if failed else f"{len(lemmas)} lemmas as expected"


def _add_part(root: ET.Element, left: float, width: float, colour: str, text: str) -> None:
    ET.SubElement(root, "rect", x=f"{left:g}", width=f"{width:g}", height=str(_HEIGHT), fill=colour)
    place = {"x": f"{left + _PADDING:g}", "y": "14", "textLength": f"{width - 2 * _PADDING:g}"}
    style = {"fill": "#fff", "font-family": "Verdana, DejaVu Sans, sans-serif", "font-size": "11"}
    ET.SubElement(root, "text", {**place, **style, "lengthAdjust": "spacingAndGlyphs"}).text = text
