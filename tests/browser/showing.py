"""How the browser tests show a page and look at it."""

from __future__ import annotations

from typing import Any

from selenium import webdriver

UNFOLD = "document.querySelectorAll('details').forEach((box) => { box.open = true; })"
LAY_OUT = "document.querySelectorAll('.lemma').forEach((box) => { box.style.contentVisibility = 'visible'; })"


def show(browser: webdriver.Chrome, page: str, *, width: int = 1280, scheme: str = "light", media: str = "") -> None:
    """Load the page afresh in a window of that width, under that colour scheme."""
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})
    browser.get("about:blank")  # an address that differs in its fragment alone would not be loaded again
    browser.get(page)


def lay_out_everything(browser: webdriver.Chrome) -> None:
    """Unfold all details and lay out what is off screen; the page then updates what the keyboard reaches."""
    for step in (LAY_OUT, UNFOLD, "dispatchEvent(new Event('resize'))"):
        browser.execute_script(step)


def script(browser: webdriver.Chrome, source: str, *arguments: Any) -> Any:
    return browser.execute_script(source, *arguments)


def settled(browser: webdriver.Chrome) -> None:
    """Wait until the page has answered a changed address and drawn what came of it."""
    browser.execute_async_script("setTimeout(arguments[0], 500)")
