"""Finding a lemma in the page: the graph, the filter with its address, links to what the filter hides, the keyboard."""

from __future__ import annotations

from typing import Any

import pytest
import report_sample
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from showing import lay_out_everything, script, settled, show

pytestmark = pytest.mark.slow

VISIBLE = """
const seen = (selector) => [...document.querySelectorAll(selector)].filter((box) => box.offsetHeight).length;
return [seen('#lemma-table tbody tr'), seen('article.lemma'),
        document.querySelectorAll('#plan .node:not(.off)').length];
"""
ALL = [len(report_sample.LEMMAS)] * 3


def _count(browser: webdriver.Chrome) -> str:
    return browser.find_element("id", "filter-count").text


def _top(browser: webdriver.Chrome, name: str) -> Any:
    return script(browser, f"return document.getElementById('{name}').getBoundingClientRect().top")


def _press(browser: webdriver.Chrome, *keys: str) -> None:
    ActionChains(browser).send_keys(*keys).perform()


def test_a_click_in_the_graph_leads_to_the_lemma(browser: webdriver.Chrome, page: str) -> None:
    show(browser, page)
    for name in ("R2", "I4", "S6_20__7c__20_odd_20_name"):
        browser.find_element("css selector", f"#plan a[href='#lemma-{name}']").click()
        assert script(browser, "return location.hash") == f"#lemma-{name}"
        assert -1 <= _top(browser, f"lemma-{name}") <= 100


def test_the_graph_is_reached_and_followed_by_keyboard(browser: webdriver.Chrome, page: str) -> None:
    show(browser, page)
    node = browser.find_element("css selector", "#plan a[href='#lemma-B5']")
    script(browser, "arguments[0].focus()", node)
    assert script(browser, "return [...document.querySelectorAll('#plan .node.on')].map((n) => n.dataset.name)") == [
        "B4",
        "B5",
    ]
    assert "B5, FORMAL: Classical exponential form" in node.get_attribute("aria-label")
    _press(browser, Keys.ENTER)
    assert -1 <= _top(browser, "lemma-B5") <= 100


def test_arrows_stand_for_premises_and_for_corrections(browser: webdriver.Chrome, page: str) -> None:
    show(browser, page)
    arrows = script(
        browser,
        "return [...document.querySelectorAll('#plan .edge')]"
        ".map((e) => [e.dataset.from, e.dataset.to, e.classList.contains('instead')])",
    )
    assert ["I3", "I4", False] in arrows
    assert ["R2", "R3", True] in arrows


@pytest.mark.parametrize(("words", "expected"), [("form", 3), ("euclidean form", 1), ("FORM gradient", 1), ("zeta", 0)])
def test_search_hides_rows_and_lemmas_and_counts(
    browser: webdriver.Chrome, page: str, words: str, expected: int
) -> None:
    show(browser, page)
    assert script(browser, VISIBLE) == ALL
    browser.find_element("id", "filter-text").send_keys(words)
    assert script(browser, VISIBLE) == [expected] * 3
    assert _count(browser) == (f"{expected} of 8 lemmas" if expected else "No lemma matches.")
    assert browser.find_element("id", "filter-count").get_attribute("aria-live") == "polite"


def test_verdict_and_group_filter_by_keyboard_and_keep_the_address(browser: webdriver.Chrome, page: str) -> None:
    show(browser, page)
    script(browser, "document.querySelector('input[name=verdict]').focus()")
    _press(browser, Keys.ARROW_RIGHT)
    assert script(browser, "return document.activeElement.value") == "PROVED"
    assert script(browser, VISIBLE) == [1, 1, 1]
    assert script(browser, "return location.hash") == "#?verdict=PROVED"
    script(browser, "document.getElementById('filter-group').focus()")
    _press(browser, "Rates")
    assert script(browser, "return location.hash") == "#?group=Rates&verdict=PROVED"
    assert _count(browser) == "No lemma matches."
    assert script(browser, VISIBLE) == [0, 0, 0]
    browser.find_element("id", "filter-reset").click()
    assert script(browser, VISIBLE)[0] == len(report_sample.LEMMAS)


def test_an_address_with_a_filter_applies_it(browser: webdriver.Chrome, page: str) -> None:
    show(browser, page + "#?group=Rates&search=local+norm")
    assert script(browser, VISIBLE) == [1, 1, 1]
    assert browser.find_element("id", "filter-text").get_attribute("value") == "local norm"
    show(browser, page)
    browser.find_element("css selector", ".tile a[href='#?verdict=REFUTED']").click()
    settled(browser)
    assert script(browser, VISIBLE) == [1, 1, 1]


def test_a_link_to_a_lemma_that_the_filter_hides_shows_it(browser: webdriver.Chrome, page: str) -> None:
    show(browser, page + "#?verdict=PROVED")
    script(browser, "document.querySelector(\"#findings a[href='#lemma-R3']\").click()")
    settled(browser)
    assert script(browser, VISIBLE)[1:] == ALL[1:]
    assert -1 <= _top(browser, "lemma-R3") <= 100


def test_what_scrolls_can_be_reached_by_keyboard(browser: webdriver.Chrome, page: str) -> None:
    show(browser, page, width=380)
    lay_out_everything(browser)
    unreachable = script(
        browser,
        "return [...document.querySelectorAll('.scroll, pre')]"
        ".filter((box) => box.scrollWidth > box.clientWidth && box.tabIndex !== 0).length",
    )
    scrolling = script(browser, "return document.querySelectorAll('.scroll[tabindex=\"0\"]').length")
    assert unreachable == 0
    assert scrolling > 0


def test_the_first_key_skips_to_the_report(browser: webdriver.Chrome, page: str) -> None:
    show(browser, page)
    _press(browser, Keys.TAB)
    assert script(browser, "return document.activeElement.getBoundingClientRect().left") >= 0
    _press(browser, Keys.ENTER)
    assert script(browser, "return document.activeElement.id") == "main"
