"""The page: complete, self-contained and safe."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from proofcheck.lemmas.evidence import Grade
from proofcheck.report import document, quantities
from proofcheck.report.figures.drawing import Figure
from proofcheck.report.figures.margin_histogram import build_histogram
from proofcheck.report.findings import collect_findings

VOID = {"meta", "link", "input", "br", "hr", "img", "use", "path", "image"}


class Page(HTMLParser):
    """Collects identifiers, links, elements and text outside scripts; checks that elements nest."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.elements: list[str] = []
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "xlink:href")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


@pytest.fixture(scope="module")
def page(source: str) -> Page:
    return Page(source)


def test_html_nests_and_its_identifiers_are_unique(page: Page) -> None:
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))


def test_html_needs_no_network(source: str, page: Page) -> None:
    files = {"report.json", "report.md", "random.cert.json", "hard.cert.json"}
    outside = [link for link in page.links if not link.startswith(("#", "data:")) and link not in files]
    assert outside == []
    assert not re.search(r"https?:|//[a-z]|@import|url\((?!#)", source)


def test_every_internal_link_leads_somewhere(page: Page) -> None:
    targets = {link[1:] for link in page.links if link.startswith("#") and not link.startswith("#?")}
    filters = {link for link in page.links if link.startswith("#?")}
    assert targets - set(page.ids) == set()
    assert filters == {f"#?verdict={grade.name}" for grade in Grade}


def test_every_lemma_and_solve_has_its_section(sample: document.Document, page: Page) -> None:
    wanted = [f"lemma-{quantities.slug(lemma['name'])}" for lemma in sample["lemmas"]]
    wanted += [f"solve-{solve['name']}" for solve in sample["solves"]]
    assert set(wanted) <= set(page.ids)


def test_text_of_the_theory_is_escaped(source: str, page: Page) -> None:
    assert page.elements.count("script") == 1
    assert source.count("&lt;script&gt;") >= 6
    assert not [name for name in page.attributes if name.startswith("on")]


def test_refuted_claims_stand_beside_what_holds(sample: document.Document, source: str) -> None:
    found = collect_findings(sample)
    assert [(item.lemma["name"], item.instead and item.instead["name"]) for item in found.refuted] == [("R2", "R3")]
    section = source[source.index('id="findings"') : source.index('id="sharpness"')]
    assert all(text in section for text in ("R2 is false", "e0 = 1/10", "slack = -240224/245025", "what holds instead"))


def test_a_certificate_that_claims_nothing_says_so(source: str) -> None:
    hard = source[source.index('id="solve-hard"') :]
    assert "Nothing is certified: h = 0.7 is not below 1/2" in hard
    assert "times</strong> as large" not in hard


def test_a_certificate_is_told_in_words_with_its_theorem_and_bounds(source: str, markdown_source: str) -> None:
    solved = source[source.index('id="solve-random"') : source.index('id="solve-hard"')]
    facts = (
        "theorem C1+C2",
        "strict local minimiser",
        "at most 3.01e-13",
        "at least 0.0199",
        "at most 41.3",
        "1.43 times",
    )
    for fact in (*facts, "k = 2, wx = 0.1, wy = 0.1, lx = 0, ly = 0"):
        assert fact in solved
        assert fact in markdown_source


def test_formulas_are_mathml_and_unknown_macros_are_shown_as_source(source: str) -> None:
    bodies = re.findall(r"<math.*?</math>", source, re.DOTALL)
    assert len(bodies) > 30
    assert not any("\\" in body for body in bodies)
    assert source.count('<code class="latex">') == 1


def test_figures_follow_the_page_and_explain_themselves(figures: dict[str, Figure]) -> None:
    kinds = ("convergence", "distance", "attention")
    assert set(figures) == {"verdicts", "margins", *(f"{k}-{s}" for k in kinds for s in ("random", "hard"))}
    for figure in figures.values():
        ET.fromstring(figure.file())
        assert "currentColor" in figure.svg
        assert "#010203" not in figure.svg
        assert "prefers-color-scheme:dark" in figure.file()
        assert len(figure.caption) > 60
        assert figure.alt


def test_a_histogram_needs_margins_that_differ_from_zero(sample: document.Document) -> None:
    drawn = {lemma["name"]: build_histogram(lemma) is not None for lemma in sample["lemmas"]}
    assert [name for name, there in drawn.items() if there] == ["B4", "B5", "R3"]
