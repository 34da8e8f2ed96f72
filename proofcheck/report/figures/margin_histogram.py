"""Histograms of a lemma's margins as plain numbers that the page draws: one path instead of a figure of 20 kB each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from proofcheck.report.entries import LemmaEntry
from proofcheck.report.quantities import margins
from proofcheck.typeset.numbers import downward, upward

WIDTH: Final = 440.0
HEIGHT: Final = 96.0  # of the bars, without axis
_LINEAR: Final = 1e-6  # margins below this size share the bin around zero; beyond it bins are logarithmic
_BINS: Final = 24  # on either side
_REACH: Final = 2.0  # largest size of a relative margin of sides of opposite sign
_FEWEST: Final = 8
_TICKS: Final = (
    *((-1.0, "−1"), (-1e-2, "−10⁻²"), (-1e-4, "−10⁻⁴")),
    *((0.0, "0"), (1e-5, "10⁻⁵"), (1e-4, "10⁻⁴"), (1e-3, "10⁻³"), (1e-2, "10⁻²"), (0.1, "0.1"), (1.0, "1")),
)


@dataclass(frozen=True, kw_only=True)
class Histogram:
    """`bars` as an SVG path of width WIDTH and height HEIGHT, axis `ticks` (x, text), `zero`: where margin 0 is."""

    bars: str
    ticks: tuple[tuple[float, str], ...]
    zero: float
    highest: int
    caption: str
    alt: str


def build_histogram(lemma: LemmaEntry) -> Histogram | None:
    """Histogram of a lemma's relative margins; None where there are few or all are zero."""
    values = np.array(margins(lemma))
    if len(values) < _FEWEST or not np.any(np.abs(values) > _LINEAR):
        return None
    edges = _place_edges(negative=bool(values[0] < -_LINEAR))
    counts, _ = np.histogram(np.clip(values, edges[0], edges[-1]), bins=edges)
    step = WIDTH / len(counts)
    smallest, largest = downward(values[0]), upward(values[-1])
    return Histogram(
        bars="".join(_draw_bar(i * step, step, count / counts.max()) for i, count in enumerate(counts) if count),
        ticks=tuple((_locate(at, edges) * WIDTH, text) for at, text in _TICKS if edges[0] <= at),
        zero=_locate(0.0, edges) * WIDTH,
        highest=int(counts.max()),
        caption=(
            f"Relative margin (rhs − lhs) / max(|lhs|, |rhs|) of {len(values)} instances of {lemma['name']}, "
            f"logarithmic away from zero; the highest bar counts {int(counts.max())}. At 0 the bound is "
            f"attained; left of it the claim is false. Smallest: {smallest}."
        ),
        alt=f"Histogram of {len(values)} margins of {lemma['name']} from {smallest} to {largest}",
    )


def _place_edges(*, negative: bool) -> NDArray[np.float64]:
    """Ascending: one bin around zero, logarithmic ones to the right of it and, for a false claim, to the left."""
    positive = np.geomspace(_LINEAR, _REACH, _BINS + 1)
    left = -positive[::-1] if negative else np.array([-_LINEAR])
    return np.concatenate([left, positive])


def _locate(value: float, edges: NDArray[np.float64]) -> float:
    """Where a margin lies on the axis, 0 to 1; linear within its bin, in the logarithm outside the one around zero."""
    index = int(np.clip(np.searchsorted(edges, value, side="right") - 1, 0, len(edges) - 2))
    low, high = edges[index], edges[index + 1]
    around_zero = low < 0 < high
    within = (value - low) / (high - low) if around_zero else math.log(value / low) / math.log(high / low)
    return float((index + within) / (len(edges) - 1))


def _draw_bar(x: float, width: float, share: float) -> str:
    """A bar from the axis up; one that is not empty stays visible."""
    height = max(share * HEIGHT, 1.5)
    return f"M{x + 0.5:.1f},{HEIGHT:g}v{-height:.1f}h{width - 1:.1f}v{height:.1f}z"
