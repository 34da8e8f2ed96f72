"""The documentation in a real browser: no request, no console message, formulas set, fits a telephone, accessible."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_core_python.selenium import Axe
from selenium import webdriver
from showing import script, show

KINDS = (
    "index",
    "tutorials/check-your-inequality",
    "explanation/trust",
    "explanation/attention",
    "reference/theory",
    "gallery/index",
    "gallery/gradient_descent",
    "commands/index",
)
SOME = ("index", "reference/theory", "gallery/gradient_descent")
TOO_WIDE = """
const reach = document.documentElement.clientWidth;
const held = (node) => /auto|scroll|hidden/.test(getComputedStyle(node).overflowX);
const scrolls = (node) => node && (held(node) || scrolls(node.parentElement));
return [...document.querySelectorAll('article *')]
  .filter((node) => node.getBoundingClientRect().right > reach + 1 && !scrolls(node))
  .map((node) => node.outerHTML.slice(0, 200));
"""
pytestmark = pytest.mark.slow


@pytest.fixture
def docs(built_docs: tuple[Path, str]) -> Path:
    folder, message = built_docs
    assert message == ""
    return folder


def test_no_page_names_an_address_that_is_fetched(docs: Path) -> None:
    pages = list(docs.rglob("*.html"))
    assert len(pages) > 50
    for page in pages:
        text = page.read_text()
        for fetched in ('src="http', 'src="//', "url(http", "@import", '<link rel="stylesheet" href="http'):
            assert fetched not in text, f"{page.name}: {fetched}"


@pytest.mark.parametrize("name", KINDS)
def test_a_page_loads_without_console_messages_or_requests(browser: webdriver.Chrome, docs: Path, name: str) -> None:
    show(browser, (docs / f"{name}.html").as_uri())
    assert browser.get_log("browser") == []  # type: ignore[no-untyped-call]
    loaded = script(browser, "return performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert [address for address in loaded if not address.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize(
    ("name", "look"),
    [
        *((name, {}) for name in KINDS),
        *((name, look) for name in SOME for look in ({"scheme": "dark"}, {"width": 380})),
    ],
)
def test_no_serious_accessibility_finding(
    browser: webdriver.Chrome, docs: Path, name: str, look: dict[str, object]
) -> None:
    show(browser, (docs / f"{name}.html").as_uri(), **look)  # type: ignore[arg-type]
    browser.set_script_timeout(120)
    result = Axe().run(browser)  # type: ignore[no-untyped-call]
    assert len(result["passes"]) > 10
    serious = [found for found in result["violations"] if found["impact"] in ("serious", "critical")]
    assert [(found["id"], [node["html"][:200] for node in found["nodes"][:3]]) for found in serious] == []


@pytest.mark.parametrize("name", KINDS)
def test_nothing_reaches_beyond_a_narrow_window(browser: webdriver.Chrome, docs: Path, name: str) -> None:
    show(browser, (docs / f"{name}.html").as_uri(), width=380)
    assert script(browser, TOO_WIDE) == []


def test_formulas_are_set_as_mathml(browser: webdriver.Chrome, docs: Path) -> None:
    show(browser, (docs / "gallery" / "popoviciu.html").as_uri())
    sizes = script(
        browser, "return [...document.querySelectorAll('math')].map((m) => m.getBoundingClientRect().height)"
    )
    assert len(sizes) > 8
    assert min(sizes) > 5


def test_the_search_finds_a_name(browser: webdriver.Chrome, docs: Path) -> None:
    show(browser, (docs / "search.html").as_uri() + "?q=popoviciu")
    browser.implicitly_wait(20)
    try:
        assert "Popoviciu" in browser.find_element("css selector", "#search-results li").text
    finally:
        browser.implicitly_wait(0)
    assert browser.get_log("browser") == []  # type: ignore[no-untyped-call]
