"""Histograms of margins: bars count what falls into their bins, ticks and zero stand where the bins are."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

from proofcheck.report.figures.margin_histogram import HEIGHT, WIDTH, Histogram, build_histogram


def _lemma(margins: list[float]) -> dict[str, Any]:
    return {"name": "B4", "evidence": [{"margins": margins, "counterexample": None}]}


def _draw(margins: list[float]) -> Histogram:
    drawn = build_histogram(_lemma(margins))
    assert drawn is not None
    return drawn


def _bars(drawn: Histogram) -> list[tuple[float, float, float]]:
    """Left, right and height of each bar."""
    found = re.findall(r"M([\d.]+),[\d.]+v-([\d.]+)h([\d.]+)v", drawn.bars)
    return [(float(x), float(x) + float(width), float(height)) for x, height, width in found]


@pytest.mark.parametrize("margins", [[], [0.5] * 7, [0.0] * 100, [1e-9] * 50])
def test_few_margins_or_none_but_zero_have_no_histogram(margins: list[float]) -> None:
    assert build_histogram(_lemma(margins)) is None


def test_heights_are_in_the_proportion_of_the_counts() -> None:
    drawn = _draw([1e-4] * 30 + [0.5] * 10)
    (low, _, high), (left, _, small) = _bars(drawn)
    assert low < left
    assert high == pytest.approx(HEIGHT, abs=0.1)
    assert small == pytest.approx(HEIGHT / 3, abs=0.1)
    assert drawn.highest == 30
    assert "40 instances of B4" in drawn.caption
    assert "Smallest: 0.0001" in drawn.caption


@pytest.mark.parametrize("margin", [1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1.0])
def test_a_bar_stands_at_the_tick_of_its_margin(margin: float) -> None:
    drawn = _draw([margin] * 9)
    ((left, right, _),) = _bars(drawn)
    texts = {"0.1": 0.1, "1": 1.0, "10⁻⁵": 1e-5, "10⁻⁴": 1e-4, "10⁻³": 1e-3, "10⁻²": 1e-2}
    (at,) = [x for x, text in drawn.ticks if texts.get(text) == margin]
    assert left - 1 <= at <= right + 1


def test_ticks_of_the_powers_of_ten_are_equally_spaced() -> None:
    positions = [x for x, text in _draw([0.5] * 9).ticks if text != "0"]
    steps = [after - before for before, after in pairwise(positions)]
    assert len(steps) == 5
    assert steps == pytest.approx([steps[0]] * 5)


def test_false_claims_have_bars_left_of_zero_and_zero_is_in_the_middle() -> None:
    drawn = _draw([-0.5] * 5 + [0.5] * 5)
    (negative, _, _), (positive, _, _) = _bars(drawn)
    assert negative < drawn.zero < positive
    assert drawn.zero == pytest.approx(WIDTH / 2)
    positions = [x for x, _ in drawn.ticks]
    assert positions == sorted(positions)
    assert all(0 <= x <= WIDTH for x in positions)


def test_a_single_instance_among_thousands_stays_visible() -> None:
    bars = _bars(_draw([0.5] * 10_000 + [1e-3]))
    assert len(bars) == 2
    assert min(height for _, _, height in bars) >= 1
