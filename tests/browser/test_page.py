"""The HTML report in a real browser: loads cleanly, sets formulas, fits a telephone, follows the dark scheme, filters.

Needs Debian's chromium and chromium-driver. Without them the tests are skipped on a desk and fail where CI is set.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
import report_sample
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from proofcheck.report import write_report

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
TOO_WIDE = """
const reach = document.documentElement.clientWidth;
const scrolls = (node) => node && (getComputedStyle(node).overflowX === 'auto' || scrolls(node.parentElement));
return [...document.querySelectorAll('body *')]
  .filter((node) => node.getBoundingClientRect().right > reach + 1 && !scrolls(node)).map((node) => node.outerHTML);
"""


def _executable(name: str) -> str:
    path = shutil.which(name)
    if path is None and "CI" in os.environ:
        pytest.fail(f"{name} is not installed; CI must run the browser tests: install chromium and chromium-driver")
    if path is None:
        pytest.skip(f"{name} is not installed; install chromium and chromium-driver to run the browser tests")
    return path


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("report")
    write_report(report_sample.document(), out)
    return (out / "index.html").as_uri()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = _executable("chromium")
    for flag in (*FLAGS.split(), f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service(_executable("chromedriver")))
    yield driver
    driver.quit()


def _show(browser: webdriver.Chrome, page: str, *, width: int = 1280, scheme: str = "light") -> None:
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    browser.get(page)


def _script(browser: webdriver.Chrome, script: str) -> Any:
    return browser.execute_script(script)


def test_the_page_loads_without_console_messages_or_requests(browser: webdriver.Chrome, page: str) -> None:
    _show(browser, page)
    assert browser.get_log("browser") == []  # type: ignore[no-untyped-call]
    assert browser.title == "One-layer attention, a sample: lemma report"
    loaded = _script(browser, "return performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert [name for name in loaded if not name.startswith("data:")] == []


def test_formulas_are_set_as_mathml(browser: webdriver.Chrome, page: str) -> None:
    _show(browser, page)
    _script(browser, "document.querySelectorAll('details').forEach((box) => { box.open = true; })")
    sizes = _script(
        browser,
        "return [...document.querySelectorAll('math')].map((m) => "
        "[m.getBoundingClientRect().width, m.getBoundingClientRect().height])",
    )
    assert len(sizes) > 30
    assert all(width > 5 and height > 5 for width, height in sizes)
    fraction = _script(
        browser,
        "const f = document.querySelector('#lemma-R3 mfrac'); const [a, b] = f.children;"
        "return b.getBoundingClientRect().top - a.getBoundingClientRect().top",
    )
    assert fraction > 5


@pytest.mark.parametrize("width", [380, 768, 1280])
def test_nothing_reaches_beyond_the_window(browser: webdriver.Chrome, page: str, width: int) -> None:
    _show(browser, page, width=width)
    _script(browser, "document.querySelectorAll('details').forEach((box) => { box.open = true; })")
    root = "document.documentElement"
    assert _script(browser, f"return {root}.scrollWidth - {root}.clientWidth") == 0
    assert _script(browser, TOO_WIDE) == []


def test_the_dark_scheme_changes_page_text_and_figures(browser: webdriver.Chrome, page: str) -> None:
    look = """
    const of = (selector, name) => getComputedStyle(document.querySelector(selector))[name];
    return [of('body', 'backgroundColor'), of('body', 'color'), of('figure.margins svg text', 'fill')];
    """
    _show(browser, page)
    light = _script(browser, look)
    _show(browser, page, scheme="dark")
    dark = _script(browser, look)
    assert all(before != after for before, after in zip(light, dark, strict=True))
    assert light[0] == "rgb(255, 255, 255)"
    assert dark[1] == dark[2]


def test_the_filter_hides_rows(browser: webdriver.Chrome, page: str) -> None:
    _show(browser, page)
    visible = "return [...document.querySelectorAll('#lemma-table tbody tr')].filter((r) => r.offsetHeight).length"
    assert _script(browser, visible) == len(report_sample.LEMMAS)
    _script(
        browser,
        "const box = document.getElementById('filter-grade'); box.value = 'REFUTED';"
        "box.dispatchEvent(new Event('change'))",
    )
    assert _script(browser, visible) == 1
    assert _script(browser, "return document.getElementById('filter-count').textContent") == "1 of 8"


def test_what_scrolls_can_be_reached_by_keyboard(browser: webdriver.Chrome, page: str) -> None:
    _show(browser, page, width=380)
    unreachable = _script(
        browser,
        "return [...document.querySelectorAll('.scroll, pre')]"
        ".filter((box) => box.scrollWidth > box.clientWidth && box.tabIndex !== 0).length",
    )
    scrolling = _script(browser, "return document.querySelectorAll('.scroll[tabindex=\"0\"]').length")
    assert unreachable == 0
    assert scrolling > 0


def test_links_lead_to_lemmas(browser: webdriver.Chrome, page: str) -> None:
    _show(browser, page)
    _script(browser, "document.querySelector('#findings a[href=\"#lemma-R3\"]').click()")
    top = _script(browser, "return document.getElementById('lemma-R3').getBoundingClientRect().top")
    assert -1 <= top <= 100


def test_print_shows_derivations_and_no_navigation(browser: webdriver.Chrome, page: str) -> None:
    _show(browser, page, width=794)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    _script(browser, "dispatchEvent(new Event('beforeprint'))")
    assert _script(browser, "return document.querySelector('nav').offsetHeight") == 0
    assert _script(browser, "return [...document.querySelectorAll('details')].every((box) => box.open)")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "screen"})
