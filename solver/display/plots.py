"""Figures of rows that are given: curves and bars. The only file of the solver that needs matplotlib."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np

try:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator
except ImportError as error:
    raise ImportError("plot() needs matplotlib, which is not installed; run `pip install matplotlib`") from error

Points: TypeAlias = Sequence[tuple[int, float]]  # (iteration, value)
Bars: TypeAlias = Sequence[tuple[str, float, str]]  # (name, size, the text at the bar's end)

_WIDTH: Final = 7.0  # inches
_CAPTION: Final = 100  # characters a line
_COLOUR: Final = "#3d7edb"


class Plot(Figure):
    """A matplotlib figure that a notebook shows whichever backend is active; pyplot's state is left alone.

    Twin of `proofcheck.report.figures.notebook.Plot`, as the packages share no code.
    """

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", dpi=110)
        return buffer.getvalue()


def _plot(height: float, title: str, caption: str) -> Plot:
    figure = Plot(figsize=(_WIDTH, height), layout="constrained")
    figure.suptitle(title, fontsize=11)
    figure.supxlabel(textwrap.fill(caption, _CAPTION), fontsize=8, x=0.01, ha="left")
    return figure


def curves(title: str, caption: str, panels: Sequence[tuple[str, Points]]) -> Plot:
    """Side by side, (label, points) each: positive values by iteration, in log scale."""
    figure = _plot(3.0, title, caption)
    for axes, (label, points) in zip(figure.subplots(1, len(panels), squeeze=False)[0], panels, strict=True):
        _curve(axes, label, points)
    return figure


def _curve(axes: Axes, label: str, points: Points) -> None:
    shown = [(iteration, value) for iteration, value in points if value > 0]
    axes.set_xlabel("iteration")
    axes.set_ylabel(label)
    if not shown:
        axes.text(0.5, 0.5, "no positive value", transform=axes.transAxes, ha="center", va="center")
        return
    axes.plot(*zip(*shown, strict=True), "o-", ms=3, lw=1.2, color=_COLOUR)
    axes.set_yscale("log")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(visible=True, axis="y", alpha=0.3)


def bars(title: str, caption: str, panels: Sequence[tuple[str, Bars]]) -> Plot:
    """Side by side, (label, rows) each: sizes as horizontal bars in log scale with a text at their ends."""
    figure = _plot(2.9, title, caption)
    for axes, (label, rows) in zip(figure.subplots(1, len(panels), squeeze=False)[0], panels, strict=True):
        _bars(axes, label, rows)
    return figure


def _bars(axes: Axes, label: str, rows: Bars) -> None:
    """Horizontal bars on a logarithmic axis that ends a decade and a half beyond the sizes, so that labels fit."""
    sizes = [np.log10(value) if 0 < value < np.inf else np.nan for _, value, _ in rows]
    known = [size for size in sizes if np.isfinite(size)] or [0.0]
    low, high = np.floor(min(known)) - 1.0, np.ceil(max(known)) + 1.0
    for row, (size, (_, value, bound)) in enumerate(zip(sizes, rows, strict=True)):
        end = size if np.isfinite(size) else low
        axes.barh(row, 10.0**end - 10.0**low, left=10.0**low, height=0.5, color=_COLOUR)
        text = bound if np.isfinite(value) else "no bound"
        axes.annotate(text, (10.0**end, row), xytext=(4, 0), textcoords="offset points", va="center", fontsize=9)
    axes.set_xscale("log")
    axes.set_xlim(10.0**low, 10.0 ** (high + 0.4 * (high - low)))
    axes.set_yticks(range(len(rows)), [name for name, _, _ in rows])
    axes.invert_yaxis()
    axes.set_xlabel(label)
    axes.spines[["top", "right"]].set_visible(False)
