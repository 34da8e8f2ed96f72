"""Figures over all lemmas of a report, and the list of all its figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from proofcheck.report.document import count_grades
from proofcheck.report.entries import Document, LemmaEntry
from proofcheck.report.figures.drawing import COLOURS, INK, Figure, draw_figure, set_margin_axis
from proofcheck.report.figures.solves import draw_solve_figures
from proofcheck.report.quantities import margins
from proofcheck.typeset.numbers import downward

_QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)


def draw_figures(document: Document) -> dict[str, Figure]:
    """Every figure that the document has data for, by name: `verdicts`, `margins`, and per solve; pure in its input."""
    figures = [_draw_verdicts(document), _draw_margins(document)]
    figures += [figure for solve in document["solves"] for figure in draw_solve_figures(solve)]
    return {figure.name: figure for figure in figures if figure is not None}


def _draw_verdicts(document: Document) -> Figure | None:
    present = count_grades(document)
    if not present:
        return None

    def draw(canvas: Canvas) -> None:
        axes = canvas.subplots()
        for (grade, count), left in zip(present, np.cumsum([0, *(c for _, c in present)]), strict=False):
            axes.barh(0, count, left=left, color=COLOURS[grade], edgecolor="none", height=0.7, label=f"{count} {grade}")
        axes.set_axis_off()
        canvas.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=9, handlelength=1.0)

    counted = ", ".join(f"{count} {grade}" for grade, count in present)
    caption = f"The {sum(document['counts'].values())} lemmas of this report by verdict: {counted}."
    return draw_figure("verdicts", 1.2, draw, f"Bar of lemma verdicts: {counted}", caption)


def _draw_margins(document: Document) -> Figure | None:
    rows = [(lemma, margins(lemma)) for lemma in document["lemmas"] if margins(lemma)]
    if not rows:
        return None

    def draw(canvas: Canvas) -> None:
        axes = canvas.subplots()
        _draw_strips(axes, rows)
        axes.set_yticks(range(len(rows)), [lemma["name"] for lemma, _ in rows])
        axes.set_ylim(len(rows) - 0.4, -0.6)
        set_margin_axis(axes, min(values[0] for _, values in rows))

    caption = (
        "Relative margin (rhs − lhs) / max(|lhs|, |rhs|) of the decided instances of each lemma, logarithmic away from "
        "zero: a line over the middle nine tenths, thick over the middle half, a dot at the median, a tick at the "
        "smallest; colours are verdicts. At 0 both sides are equal; left of it the claim is false."
    )
    alt = "Margins by lemma; smallest: " + ", ".join(f"{lemma['name']} {downward(v[0])}" for lemma, v in rows)
    return draw_figure("margins", 0.9 + 0.2 * len(rows), draw, alt, caption)


def _draw_strips(axes: Axes, rows: Sequence[tuple[LemmaEntry, list[float]]]) -> None:
    """One row a lemma: a line over nine tenths of its margins, thick over the middle half, a tick at the smallest."""
    colours = [COLOURS[lemma["verdict"]["grade"]] for lemma, _ in rows]
    at = range(len(rows))
    low, first, median, third, high = np.array([np.quantile(values, _QUANTILES) for _, values in rows]).T
    axes.hlines(at, low, high, colors=colours, linewidth=1.2)
    axes.hlines(at, first, third, colors=colours, linewidth=6, alpha=0.6)
    axes.scatter(median, at, s=9, c=INK, zorder=3)
    axes.scatter([values[0] for _, values in rows], at, s=90, marker="|", linewidths=2, c=colours, zorder=3)
