"""The HTML report: one self-contained page, a pure function of the document."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from proofcheck.lemmas.evidence import Grade
from proofcheck.report import quantities
from proofcheck.report.document import Document, graded, succeeded
from proofcheck.report.figures.drawing import COLOURS, Figure
from proofcheck.report.figures.lemma_graph import lemma_graph
from proofcheck.report.figures.margin_histogram import histogram
from proofcheck.report.figures.overview import report_figures
from proofcheck.report.findings import findings
from proofcheck.report.formats import Draw, Files
from proofcheck.report.sentences import (
    certificate_words,
    is_word,
    kernel_words,
    outcome_words,
    python_call,
    reference_words,
    source_words,
    statement_words,
    theorem_words,
    weights_words,
)
from proofcheck.typeset import numbers as digits
from proofcheck.typeset.mathml import LONGEST, to_mathml

_TEMPLATES: Final = Path(__file__).parents[1] / "templates"
_SYMBOLS: Final = {
    "PROVED": "∎",
    "FORMAL": "⊢",
    "CERTIFIED": "✓",
    "ARGUED": "∴",
    "SUPPORTED": "≈",
    "REFUTED": "✗",
    "UNDECIDED": "?",
    "BROKEN": "!",
}
_WIDEST: Final = 6.0  # powers of ten
MOST_STEPS: Final = 24  # derivation steps typeset per checker; all of them are in report.json


def files(document: Document, figures: Draw) -> Files:
    """`index.html`, one self-contained page."""
    return {"index.html": render(document, figures())}


def render(document: Document, figures: Mapping[str, Figure] | None = None) -> str:
    """The page. `figures` are those of `report_figures`, drawn here when not given."""
    environment = _environment()
    page = environment.get_template("page.html.j2")
    drawn = report_figures(document) if figures is None else figures
    return page.render(
        report=document,
        figures=drawn,
        histograms={lemma["name"]: histogram(lemma) for lemma in document["lemmas"]},
        graph=lemma_graph(document),
        findings=findings(document),
        counts=graded(document),
        groups=_groups(document),
        needed_by=_needed_by(document),
        names={lemma["name"] for lemma in document["lemmas"]},
        grades={grade.name: grade.value for grade in Grade},
        symbols=_SYMBOLS,
        colours=COLOURS,
        most_steps=MOST_STEPS,
        longest=LONGEST,
    )


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        mathml=to_mathml,
        symbol=_symbol,
        slug=quantities.slug,
        nearest=digits.nearest,
        upward=digits.upward,
        downward=digits.downward,
        decided=quantities.decided,
        factor_left=quantities.factor_left,
        smallest_margin=quantities.smallest_margin,
        counterexample=quantities.counterexample_text,
        instance=quantities.instance_text,
        certificate_words=certificate_words,
        theorem_words=theorem_words,
        kernel_words=kernel_words,
        outcome_words=outcome_words,
        reference_words=reference_words,
        source_words=source_words,
        statement_words=statement_words,
        weights_words=weights_words,
        python_call=python_call,
        drawing=_drawing,
        meter=_meter,
    )
    environment.tests["succeeded"] = succeeded
    environment.globals["asset"] = _asset
    return environment


def _symbol(written: str) -> Markup:
    """A symbol as mathematics, a word as it is."""
    return escape(written) if is_word(written) else to_mathml(written, display=False)


def _drawing(figure: Figure) -> Markup:
    """Inline SVG, announced as one image.

    matplotlib escaped the text in it; the alternative text is escaped here.
    """
    label = Markup(' role="img" aria-label="{}"').format(figure.alt)
    return Markup("<svg") + label + Markup(figure.svg.removeprefix("<svg"))  # noqa: S704


def _meter(factor: float) -> float:
    """Length of a bar in per cent: logarithmic, full from a factor of a million."""
    return round(min(math.log10(factor) / _WIDEST, 1.0) * 100 + 0.5, 1)


def _asset(name: str) -> Markup:
    """A style sheet or script of this package, put into the page as it stands."""
    return Markup((_TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704


def _groups(document: Document) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = {}
    for lemma in document["lemmas"]:
        groups.setdefault(lemma["group"] or "Lemmas", []).append(lemma)
    return groups


def _needed_by(document: Document) -> dict[str, list[str]]:
    lemmas = document["lemmas"]
    return {
        lemma["name"]: [other["name"] for other in lemmas if lemma["name"] in other["requires"]] for lemma in lemmas
    }
