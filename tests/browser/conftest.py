"""Pages of the report and a headless chromium that shows them.

Needs Debian's chromium and chromium-driver. Without them the tests are skipped on a desk and fail where CI is set.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import report_sample
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from proofcheck.report import load, write_report

sys.path.append(str(Path(__file__).parent))  # for showing.py

GENERATED = Path(__file__).parents[2] / "reports" / "attention" / "report.json"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the sample report: every grade, hostile text, two solves."""
    out = tmp_path_factory.mktemp("sample")
    write_report(report_sample.document(), out, ["html"])
    return (out / "index.html").as_uri()


@pytest.fixture(scope="session")
def attention_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the generated report of the attention theory."""
    out = tmp_path_factory.mktemp("attention")
    write_report(load(GENERATED), out, ["html"])
    return out / "index.html"


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = _executable("chromium")
    for flag in (*FLAGS.split(), f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service(_executable("chromedriver")))
    yield driver
    driver.quit()


def _executable(name: str) -> str:
    path = shutil.which(name)
    if path is None and "CI" in os.environ:
        pytest.fail(f"{name} is not installed; CI must run the browser tests: install chromium and chromium-driver")
    if path is None:
        pytest.skip(f"{name} is not installed; install chromium and chromium-driver to run the browser tests")
    return path
