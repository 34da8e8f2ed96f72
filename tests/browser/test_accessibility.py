"""axe-core on the page, unfolded and laid out in full: no serious or critical finding in any look of it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_core_python.selenium import Axe
from selenium import webdriver
from showing import lay_out_everything, script, show

pytestmark = pytest.mark.slow

LOOKS = {"light": {}, "dark": {"scheme": "dark"}, "narrow": {"width": 380}}


def _findings(browser: webdriver.Chrome, context: Any = None) -> list[tuple[str, str, list[str]]]:
    browser.set_script_timeout(120)
    result = Axe().run(browser, context)  # type: ignore[no-untyped-call]
    assert len(result["passes"]) > 20
    return [
        (found["impact"], found["id"], [node["html"][:200] for node in found["nodes"][:3]])
        for found in result["violations"]
        if found["impact"] in ("serious", "critical")
    ]


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS)
def test_no_serious_accessibility_finding(browser: webdriver.Chrome, page: str, look: str) -> None:
    options: dict[str, Any] = LOOKS[look]
    show(browser, page, **options)
    lay_out_everything(browser)
    assert _findings(browser) == []


@pytest.mark.slow
def test_no_serious_accessibility_finding_in_the_report_of_the_theory(
    browser: webdriver.Chrome, attention_page: Path
) -> None:
    """Its lemmas, alike in form to those of the sample, are left out: they take axe minutes."""
    show(browser, attention_page.as_uri())
    assert _findings(browser, {"include": [["#overview"], ["#graph"], ["#sharpness"], ["#solves"]]}) == []


@pytest.mark.slow
def test_axe_finds_what_is_wrong(browser: webdriver.Chrome, page: str) -> None:
    show(browser, page)
    script(browser, "document.querySelector('.field').replaceWith(document.createElement('input'))")
    script(browser, "document.querySelector('.lead').style.color = '#dddddd'")
    assert {"color-contrast", "label"} <= {name for _, name, _ in _findings(browser)}


def test_headings_descend_one_level_at_a_time(browser: webdriver.Chrome, page: str) -> None:
    show(browser, page)
    levels = script(browser, "return [...document.querySelectorAll('h1,h2,h3,h4,h5')].map((h) => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
