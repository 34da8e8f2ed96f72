"""The HTML report in a real browser: loads fast, sets formulas, fits a telephone, prints, is dark or light."""

from __future__ import annotations

import re
from base64 import b64decode
from pathlib import Path

import pytest
import report_sample
from selenium import webdriver
from showing import UNFOLD, lay_out_everything, script, show

pytestmark = pytest.mark.slow

TOO_WIDE = """
const reach = document.documentElement.clientWidth;
const scrolls = (node) => node && (getComputedStyle(node).overflowX === 'auto' || scrolls(node.parentElement));
return [...document.querySelectorAll('body *')]
  .filter((node) => node.getBoundingClientRect().right > reach + 1 && !scrolls(node)).map((node) => node.outerHTML);
"""
LOOK = """
const of = (selector, name) => getComputedStyle(document.querySelector(selector))[name];
return [of('body', 'backgroundColor'), of('body', 'color'), of('figure.margins svg text', 'fill')];
"""


def test_the_page_loads_without_console_messages_or_requests(browser: webdriver.Chrome, page: str) -> None:
    show(browser, page)
    assert browser.get_log("browser") == []  # type: ignore[no-untyped-call]
    assert browser.title == "One-layer attention, a sample: lemma report"
    loaded = script(browser, "return performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert [name for name in loaded if not name.startswith("data:")] == []


@pytest.mark.slow
def test_the_report_of_the_theory_is_small_and_opens_fast(browser: webdriver.Chrome, attention_page: Path) -> None:
    assert attention_page.stat().st_size < 5e6
    show(browser, attention_page.as_uri())
    assert browser.get_log("browser") == []  # type: ignore[no-untyped-call]
    assert script(browser, "return document.querySelectorAll('article.lemma').length") >= 60
    assert 0 < script(browser, "return performance.getEntriesByType('navigation')[0].loadEventEnd") < 2000


def test_formulas_are_set_as_mathml(browser: webdriver.Chrome, page: str) -> None:
    show(browser, page)
    lay_out_everything(browser)
    sizes = script(
        browser,
        "return [...document.querySelectorAll('math')].map((m) => "
        "[m.getBoundingClientRect().width, m.getBoundingClientRect().height])",
    )
    assert len(sizes) > 30
    assert all(width > 5 and height > 5 for width, height in sizes)
    fraction = script(
        browser,
        "const f = document.querySelector('#lemma-R3 mfrac'); const [a, b] = f.children;"
        "return b.getBoundingClientRect().top - a.getBoundingClientRect().top",
    )
    assert fraction > 5


@pytest.mark.slow
@pytest.mark.parametrize("width", [380, 768, 1280])
def test_nothing_reaches_beyond_the_window(
    browser: webdriver.Chrome, page: str, attention_page: Path, width: int
) -> None:
    for address in (page, attention_page.as_uri()):
        show(browser, address, width=width)
        lay_out_everything(browser)
        root = "document.documentElement"
        assert script(browser, f"return {root}.scrollWidth - {root}.clientWidth") == 0
        assert script(browser, TOO_WIDE) == []


def test_the_dark_scheme_changes_page_text_and_figures(browser: webdriver.Chrome, page: str) -> None:
    show(browser, page)
    light = script(browser, LOOK)
    show(browser, page, scheme="dark")
    dark = script(browser, LOOK)
    assert all(before != after for before, after in zip(light, dark, strict=True))
    assert light[0] == "rgb(255, 255, 255)"
    assert dark[1] == dark[2]


def test_the_theme_button_overrules_the_system_and_is_remembered(browser: webdriver.Chrome, page: str) -> None:
    show(browser, page)
    light = script(browser, LOOK)
    button = browser.find_element("id", "theme")
    button.click()
    assert (button.text, script(browser, LOOK)) == ("Theme: light", light)
    button.click()
    dark = script(browser, LOOK)
    assert button.text == "Theme: dark"
    assert dark[0] != light[0]
    show(browser, page)
    assert script(browser, LOOK) == dark
    browser.find_element("id", "theme").click()
    assert script(browser, LOOK) == light


def test_print_has_the_notation_and_the_bar_and_no_controls(
    browser: webdriver.Chrome, page: str, attention_page: Path
) -> None:
    show(browser, page, width=794, media="print", scheme="dark")
    assert script(browser, LOOK)[0] == "rgb(255, 255, 255)"
    for control in ("header", "#filter", ".copy"):
        assert script(browser, f"return document.querySelector('{control}').offsetHeight") == 0
    shown = "return [...document.querySelectorAll('details:not([open])')].filter((box) => box.offsetHeight).length"
    assert script(browser, shown) == 0  # what is folded stays folded
    bar = "return getComputedStyle(document.querySelector('.share')).printColorAdjust"
    assert script(browser, bar) == "exact"  # else the bar of verdicts is white on paper
    show(browser, attention_page.as_uri(), width=794, media="print")
    assert script(browser, "return document.querySelector('.notation').offsetHeight") > 0  # but for the notation


@pytest.mark.slow
def test_the_report_of_the_theory_prints_on_fewer_than_sixty_pages(
    browser: webdriver.Chrome, attention_page: Path
) -> None:
    show(browser, attention_page.as_uri())
    paper = b64decode(browser.print_page())
    assert 10 < len(re.findall(rb"/Type\s*/Page\b", paper)) < 60


def test_the_graph_fits_the_window_or_is_shown_at_full_size(browser: webdriver.Chrome, attention_page: Path) -> None:
    show(browser, attention_page.as_uri(), width=1400)
    beyond = "const plan = document.querySelector('.plan'); return plan.scrollWidth - plan.clientWidth"
    assert script(browser, beyond) == 0
    browser.find_element("id", "zoom").click()
    assert script(browser, beyond) > 0


def test_brackets_stretch_around_a_fraction(browser: webdriver.Chrome, page: str) -> None:
    """Only a font with a table for mathematics has pieces to build a tall bracket of."""
    show(browser, page)
    lay_out_everything(browser)
    ratio = (
        "const row = [...document.querySelectorAll('#lemma-R2 mrow')].find((m) => m.querySelector(':scope > mfrac') "
        "&& m.querySelector(':scope > mo[stretchy=true], :scope > mo[fence=true]'));"
        "const [mo, frac] = [row.querySelector('mo'), row.querySelector('mfrac')];"
        "return mo.getBoundingClientRect().height / frac.getBoundingClientRect().height"
    )
    assert script(browser, ratio) > 0.9


def test_problem_notation_and_summary_come_before_the_verdicts(browser: webdriver.Chrome, attention_page: Path) -> None:
    show(browser, attention_page.as_uri())
    order = [
        script(browser, f"return document.querySelector('{selector}').getBoundingClientRect().top")
        for selector in ("h1", "#notation", ".summary", ".lead", ".tiles", "#findings")
    ]
    assert order == sorted(order)


def test_a_counterexample_is_shown_once_and_linked(browser: webdriver.Chrome, page: str) -> None:
    show(browser, page)
    lay_out_everything(browser)
    browser.find_element("css selector", "#lemma-R2 a[href='#counterexample-R2']").click()
    assert script(browser, "return document.querySelector(':target').textContent") == "Counterexample"
    texts = script(browser, "return [...document.querySelectorAll('pre')].map((block) => block.textContent)")
    assert sum("-240224/245025" in text for text in texts) == 1


@pytest.mark.slow
@pytest.mark.parametrize("paper", [688, 710])  # an A4 and a letter page between their margins, in pixels
def test_nothing_is_cut_off_on_paper(browser: webdriver.Chrome, page: str, attention_page: Path, paper: int) -> None:
    """Paper does not scroll: what reaches beyond its edge is lost, or the whole page is printed smaller to hold it."""
    for address in (page, attention_page.as_uri()):
        show(browser, address, width=paper, media="print")
        script(browser, "document.documentElement.style.scrollbarWidth = 'none'")  # a bar would take room
        script(browser, UNFOLD)
        assert script(browser, "return document.documentElement.clientWidth") == paper
        assert script(browser, TOO_WIDE) == []
    assert script(browser, "return document.querySelectorAll('.formula math[style]').length") > 0  # long ones: there


def test_every_counterexample_can_be_copied(browser: webdriver.Chrome, page: str) -> None:
    show(browser, page)
    lay_out_everything(browser)  # else the page may move under the pointer
    script(browser, "navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    block = browser.find_element("css selector", "#counterexample-R2 + .copyable")
    button = block.find_element("css selector", ".copy")
    button.click()
    assert button.text == "Copied"
    copied = script(browser, "return window.copied")
    assert copied == block.find_element("css selector", "pre").text
    assert copied.splitlines()[-1] == "slack = -240224/245025"


def test_without_a_clipboard_the_text_is_selected(browser: webdriver.Chrome, page: str) -> None:
    show(browser, page)
    script(browser, "navigator.clipboard.writeText = () => Promise.reject(new Error('denied'))")
    button = browser.find_element("css selector", "#findings .copy")
    button.click()
    assert button.text == "Selected"
    assert "e0 = 1/10" in script(browser, "return getSelection().toString()")


def test_every_lemma_is_one_box_of_the_graph(browser: webdriver.Chrome, page: str) -> None:
    show(browser, page)
    names = script(browser, "return [...document.querySelectorAll('#plan .node')].map((n) => n.getAttribute('href'))")
    assert len(names) == len(set(names)) == len(report_sample.LEMMAS)
