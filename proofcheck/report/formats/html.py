"""The HTML report: one self-contained page, a pure function of the document."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from proofcheck.lemmas.coverage import plural
from proofcheck.lemmas.evidence import Grade
from proofcheck.report import phrases, quantities, sentences
from proofcheck.report.consistency import succeeded
from proofcheck.report.document import count_grades
from proofcheck.report.entries import Document
from proofcheck.report.figures.drawing import COLOURS, Figure
from proofcheck.report.figures.lemma_graph import lay_out_lemmas
from proofcheck.report.figures.margin_histogram import build_histogram
from proofcheck.report.figures.overview import draw_figures
from proofcheck.report.findings import collect_findings
from proofcheck.report.formats import Draw, Files
from proofcheck.typeset import numbers as digits
from proofcheck.typeset.mathml import LONGEST, to_mathml
from proofcheck.typeset.prose import typeset_prose

_TEMPLATES: Final = Path(__file__).parents[1] / "templates"
SYMBOLS: Final = {
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
    """The page. `figures` are those of `draw_figures`, drawn here when not given."""
    environment = make_environment()
    page = environment.get_template("page.html.j2")
    drawn = draw_figures(document) if figures is None else figures
    return page.render(
        report=document,
        figures=drawn,
        histograms={lemma["name"]: build_histogram(lemma) for lemma in document["lemmas"]},
        graph=lay_out_lemmas(document),
        findings=collect_findings(document),
        counts=count_grades(document),
        groups=quantities.group_lemmas(document),
        needed_by=_map_dependants(document),
        names={lemma["name"] for lemma in document["lemmas"]},
        grades={grade.name: grade.value for grade in Grade},
        symbols=SYMBOLS,
        colours=COLOURS,
        most_steps=MOST_STEPS,
        longest=LONGEST,
    )


def make_environment() -> Environment:
    """The templates of this package with the filters that they share."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        mathml=to_mathml,
        symbol=_typeset_symbol,
        slug=quantities.slug,
        nearest=digits.nearest,
        upward=digits.upward,
        downward=digits.downward,
        count_decided=quantities.count_decided,
        factor_left=quantities.factor_left,
        smallest_margin=quantities.smallest_margin,
        counterexample=phrases.counterexample_text,
        instance=phrases.instance_text,
        describe_error=phrases.describe_error,
        describe_sharpness=phrases.describe_sharpness,
        plural=plural,
        describe_certificate=sentences.describe_certificate,
        describe_theorems=sentences.describe_theorems,
        describe_kernel=sentences.describe_kernel,
        summarise=sentences.summarise,
        prose=typeset_prose,
        describe_outcome=sentences.describe_outcome,
        describe_reference_sets=sentences.describe_reference_sets,
        describe_source=sentences.describe_source,
        describe_statement=sentences.describe_statement,
        statement_lines=sentences.statement_lines,
        describe_weights=sentences.describe_weights,
        python_call=sentences.python_call,
        drawing=_embed_drawing,
        meter=_measure_bar,
    )
    environment.tests["succeeded"] = succeeded
    environment.globals["asset"] = _read_asset
    return environment


def _typeset_symbol(written: str) -> Markup:
    """An entry of the notation: a symbol as MathML, a word as escaped text."""
    return escape(written) if sentences.is_word(written) else to_mathml(written, display=False)


def _embed_drawing(figure: Figure) -> Markup:
    """Inline SVG, announced as one image.

    matplotlib escaped the text in it; the alternative text is escaped here.
    """
    label = Markup(' role="img" aria-label="{}"').format(figure.alt)
    return Markup("<svg") + label + Markup(figure.svg.removeprefix("<svg"))  # noqa: S704


def _measure_bar(factor: float) -> float:
    """Length of a bar in per cent: logarithmic, full from a factor of a million."""
    return round(min(math.log10(factor) / _WIDEST, 1.0) * 100 + 0.5, 1)


def _read_asset(name: str) -> Markup:
    """The text of a style sheet or script of this package, which is no input and so is not escaped."""
    return Markup((_TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704


def _map_dependants(document: Document) -> dict[str, list[str]]:
    lemmas = document["lemmas"]
    return {
        lemma["name"]: [other["name"] for other in lemmas if lemma["name"] in other["requires"]] for lemma in lemmas
    }
