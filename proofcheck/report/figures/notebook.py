"""Verdicts and margins as matplotlib figures for notebooks: axes labelled, a caption that can be understood alone."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from proofcheck.lemmas.coverage import plural
from proofcheck.lemmas.evidence import Grade
from proofcheck.report.figures.drawing import COLOURS, LINEAR, set_margin_axis
from proofcheck.typeset.numbers import downward

_WIDTH: Final = 7.0  # inches
_LINE: Final = 0.15  # inches a line of the caption
_CAPTION: Final = 112  # characters a line
_BINS: Final = 26
_ATTAINED: Final = "At 0 both sides are equal; left of 0 the claim is false; far to the right it is loose."
_MARGIN: Final = "Relative margin (rhs - lhs) / max(|lhs|, |rhs|), logarithmic away from zero"


class Plot(Figure):
    """A matplotlib figure that a notebook shows whichever backend is active; pyplot's state is left alone.

    Twin of `solver.display.plots.Plot`: the two packages share no code.
    """

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", dpi=110)
        return buffer.getvalue()


def _start_plot(height: float, title: str, caption: str) -> Plot:
    text = textwrap.fill(caption, _CAPTION)
    figure = Plot(figsize=(_WIDTH, height + _LINE * text.count("\n")), layout="constrained")
    figure.suptitle(title, fontsize=11, parse_math=False)
    figure.supxlabel(text, fontsize=8, x=0.01, ha="left", parse_math=False)
    return figure


def plot_report(title: str, counts: Mapping[Grade, int], rows: Sequence[tuple[str, Grade, Sequence[float]]]) -> Plot:
    """Counts by verdict above the margins of every lemma that has some (name, verdict, margins in ascending order)."""
    counted = ", ".join(f"{count} {grade.name}" for grade, count in counts.items())
    caption = f"Above: {plural(sum(counts.values()), 'lemma')} by verdict ({counted})."
    if rows:
        caption += f" Below: {_MARGIN.lower()}, one dot an instance, a tick at the smallest. {_ATTAINED}"
    heights = [0.3 + 0.25 * len(counts), *([0.5 + 0.25 * len(rows)] if rows else [])]
    figure = _start_plot(sum(heights) + 0.9, title, caption)
    grid = figure.subplots(len(heights), 1, squeeze=False, height_ratios=heights)[:, 0]
    _draw_bars(grid[0], counts)
    if rows:
        _draw_strips(grid[1], rows)
    return figure


def _draw_bars(axes: Axes, counts: Mapping[Grade, int]) -> None:
    bars = axes.barh(range(len(counts)), list(counts.values()), color=[COLOURS[grade.name] for grade in counts])
    axes.bar_label(bars, padding=3)
    axes.set_yticks(range(len(counts)), [grade.name for grade in counts])
    axes.invert_yaxis()
    axes.set_xlabel("lemmas")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.margins(x=0.08)
    axes.spines[["top", "right"]].set_visible(False)


def _draw_strips(axes: Axes, rows: Sequence[tuple[str, Grade, Sequence[float]]]) -> None:
    for row, (_, grade, values) in enumerate(rows):
        spread = row + 0.5 * ((np.arange(len(values)) * 0.6180339887) % 1 - 0.5)  # a low-discrepancy sequence
        axes.plot(values, spread, "o", ms=3, mew=0, alpha=0.45, color=COLOURS[grade.name])
        axes.plot(values[0], row, "|", ms=13, mew=2, color=COLOURS[grade.name])
    axes.set_yticks(range(len(rows)), [name for name, _, _ in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    set_margin_axis(axes, min(values[0] for _, _, values in rows))
    axes.spines[["top", "right"]].set_visible(False)


def plot_margins(title: str, grade: Grade, values: Sequence[float]) -> Plot:
    """A histogram of one lemma's margins in ascending order."""
    caption = f"{_MARGIN}, of {len(values)} decided instances; smallest {downward(values[0])}. {_ATTAINED}"
    figure = _start_plot(2.8, title, caption)
    axes = figure.subplots()
    positive = np.geomspace(LINEAR, 2.0, _BINS)
    axes.hist(values, bins=[*-positive[::-1], *positive], color=COLOURS[grade.name])
    set_margin_axis(axes, values[0])
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_ylabel("instances")
    return figure
