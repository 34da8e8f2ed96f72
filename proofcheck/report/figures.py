"""Figures of a report as SVG text that follows the page's colours: deterministic, without dates or network addresses.

Text and axes are drawn in a sentinel colour that becomes `currentColor`, so one drawing serves light, dark and print.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

from proofcheck.report.document import Document, graded
from proofcheck.report.numbers import downward, margins, slug, upward

COLOURS: Final = {  # at least 3:1 against white and against the dark page
    "PROVED": "#2a8f4f",
    "CERTIFIED": "#0f8a8a",
    "SUPPORTED": "#3d7edb",
    "REFUTED": "#dd4f3e",
    "UNDECIDED": "#a87a1c",
    "BROKEN": "#b055b0",
}
_INK: Final = "#010203"
_WIDTH: Final = 5.6  # inches; 400 points, legible on a telephone
_LINEAR: Final = 1e-6  # margins below this size are drawn around zero, logarithmically beyond
_MOST_POINTS: Final = 120
_FEWEST_MARGINS: Final = 8
_TICKS: Final = ((-1.0, "−1"), (-1e-3, "−10⁻³"), (0.0, "0"), (1e-6, "10⁻⁶"), (1e-4, "10⁻⁴"), (1e-2, "10⁻²"), (1.0, "1"))
_SUPERSCRIPTS: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_STYLE: Final[dict[Any, Any]] = {
    **dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), _INK),
    "svg.fonttype": "none",
    "text.parse_math": False,  # names may hold dollar signs
    "font.family": "sans-serif",
    "font.size": 10.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A drawing: `svg` to put into HTML, what it shows (`alt`), and a caption that can be understood alone."""

    name: str
    svg: str
    alt: str
    caption: str

    def file(self) -> str:
        """The same drawing as a file of its own, dark text on light and light text on dark displays."""
        style = "<style>svg{color:#1f2328}@media(prefers-color-scheme:dark){svg{color:#e6edf3}}</style>"
        spaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        opened, rest = self.svg.replace("<svg", f"<svg {spaces}", 1).split(">", 1)
        return f'<?xml version="1.0" encoding="utf-8"?>\n{opened}>{style}{rest}'


def report_figures(document: Document) -> dict[str, Figure]:
    """Every figure that the document has data for, by name: `verdicts`, `margins`, and per solve; pure in its input."""
    drawn = [_verdicts(document), _margins(document)]
    for solve in document["solves"]:
        drawn += [_convergence(solve), _distance(solve), _heat_maps(solve)]
    return {figure.name: figure for figure in drawn if figure is not None}


def histogram(lemma: Document) -> Figure | None:
    """Histogram of a lemma's relative margins; None where there are few or all are zero."""
    values = np.array(margins(lemma))
    if len(values) < _FEWEST_MARGINS or not np.any(np.abs(values) > _LINEAR):
        return None

    def draw(canvas: Canvas) -> None:
        axes = canvas.subplots()
        axes.hist(np.clip(values, -1.99, 1.99), bins=_edges(values), color=COLOURS[lemma["verdict"]["grade"]])
        _margin_axis(axes, values)
        axes.set_ylabel("instances")

    caption = (
        f"Relative margin (rhs − lhs) / max(|lhs|, |rhs|) of {len(values)} instances of {lemma['name']}, logarithmic "
        f"away from zero. At 0 the bound is attained; below it the claim is false. Smallest: {downward(values[0])}."
    )
    alt = f"Histogram of {len(values)} margins of {lemma['name']} from {downward(values[0])} to {upward(values[-1])}"
    return _figure(f"margins-{slug(lemma['name'])}", 2.0, draw, alt, caption)


def _figure(name: str, height: float, draw: Callable[[Canvas], None], alt: str, caption: str) -> Figure:
    with mpl.rc_context(_STYLE | {"svg.hashsalt": name}):
        canvas = Canvas(figsize=(_WIDTH, height), layout="constrained", facecolor="none")
        draw(canvas)
        for axes in canvas.axes:
            axes.set_facecolor("none")
        buffer = io.StringIO()
        empty = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        canvas.savefig(buffer, format="svg", metadata=empty)
    return Figure(name=name, svg=_embedded(buffer.getvalue(), name), alt=alt, caption=caption)


def _embedded(svg: str, name: str) -> str:
    """Without prologue and namespaces; identifiers made unique to the figure; a fluid size; ink as currentColor."""
    svg = re.sub(r' xmlns(:xlink)?="[^"]*"', "", svg[svg.index("<svg") :])
    svg = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", svg, count=1)
    svg = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", svg, count=1)
    svg = re.sub(r'\bid="', f'id="{name}.', svg)
    svg = re.sub(r'xlink:href="#', f'href="#{name}.', svg).replace("url(#", f"url(#{name}.")
    return svg.replace("xlink:href=", "href=").replace(_INK, "currentColor").strip()


def _verdicts(document: Document) -> Figure | None:
    present = graded(document)
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
    return _figure("verdicts", 1.2, draw, f"Bar of lemma verdicts: {counted}", caption)


def _margins(document: Document) -> Figure | None:
    rows = [(lemma, margins(lemma)) for lemma in document["lemmas"] if margins(lemma)]
    if not rows:
        return None

    def draw(canvas: Canvas) -> None:
        axes = canvas.subplots()
        for row, (lemma, values) in enumerate(rows):
            _strip(axes, row, values, COLOURS[lemma["verdict"]["grade"]])
        axes.set_yticks(range(len(rows)), [lemma["name"] for lemma, _ in rows])
        axes.set_ylim(len(rows) - 0.4, -0.6)
        _margin_axis(axes, np.array([value for _, values in rows for value in (values[0], values[-1])]))

    caption = (
        "Relative margin (rhs − lhs) / max(|lhs|, |rhs|) of the decided instances of each lemma, logarithmic away from "
        "zero; a tick marks the smallest, colours are verdicts. At 0 both sides are equal (identities, attained "
        "bounds); left of 0 the claim is false; far to the right it is loose."
    )
    alt = "Margins by lemma; smallest: " + ", ".join(f"{lemma['name']} {downward(v[0])}" for lemma, v in rows)
    return _figure("margins", 0.9 + 0.24 * len(rows), draw, alt, caption)


def _strip(axes: Axes, row: int, values: Sequence[float], colour: str) -> None:
    """Evenly spaced order statistics, both extremes among them, spread over the row by a low-discrepancy sequence."""
    chosen = np.unique(np.linspace(0, len(values) - 1, min(len(values), _MOST_POINTS)).round().astype(int))
    spread = row + 0.5 * ((np.arange(len(chosen)) * 0.6180339887) % 1 - 0.5)
    axes.plot(np.array(values)[chosen], spread, "o", ms=3, mew=0, alpha=0.45, color=colour)
    axes.plot(values[0], row, "|", ms=13, mew=2, color=colour)


def _margin_axis(axes: Axes, values: Any) -> None:
    axes.set_xscale("symlog", linthresh=_LINEAR, linscale=0.6)
    low = -3.0 if np.min(values) < -1e-2 else -1e-2 if np.min(values) < -_LINEAR else -_LINEAR
    axes.set_xlim(low, 2.0)
    ticks = [(at, text) for at, text in _TICKS if at >= low]
    axes.set_xticks([at for at, _ in ticks], [text for _, text in ticks])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.axvline(0.0, color=_INK, lw=0.8, ls=":")
    axes.set_xlabel("relative margin")


def _edges(values: Any) -> Any:
    positive = np.geomspace(_LINEAR, 2.0, 26)
    negative = -positive[::-1] if np.min(values) < -_LINEAR else np.array([-_LINEAR])
    return np.concatenate([negative, positive])


def _positive(pairs: Sequence[tuple[int, float | None]]) -> Iterator[tuple[int, float]]:
    return ((index, value) for index, value in pairs if value is not None and value > 0)


def _curve(axes: Axes, pairs: Sequence[tuple[int, float]], label: str, colour: str) -> None:
    axes.plot(*zip(*pairs, strict=True), "o-", ms=4, lw=1.4, label=label, color=colour)
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter(FuncFormatter(_power))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.set_xlabel("iteration")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(visible=True, axis="y", alpha=0.25)


def _power(value: float, _position: int | None) -> str:
    return "10" + str(round(np.log10(value))).translate(_SUPERSCRIPTS)


def _convergence(solve: Document) -> Figure | None:
    points = list(_positive([(entry["iteration"], entry["gradient_norm"]) for entry in solve["trace"]]))
    if not points:
        return None

    def draw(canvas: Canvas) -> None:
        axes = canvas.subplots()
        _curve(axes, points, "gradient norm", COLOURS["SUPPORTED"])
        axes.set_ylabel("gradient norm")

    caption = (
        f"{solve['title']}: Euclidean norm of the gradient after each of {solve['iterations']} iterations, "
        f"logarithmic. A curve that bends down is faster than linear convergence."
    )
    alt = f"Gradient norm from {upward(points[0][1])} to {upward(points[-1][1])} in {points[-1][0]} iterations"
    return _figure(f"convergence-{slug(solve['name'])}", 2.6, draw, alt, caption)


def _distance(solve: Document) -> Figure | None:
    points = list(_positive(list(enumerate((solve["reference"] or {}).get("contraction") or []))))
    if not points:
        return None
    radius = solve["certificate"]["radius_upper"]

    def draw(canvas: Canvas) -> None:
        axes = canvas.subplots()
        _curve(axes, points, "distance of the iterate", COLOURS["PROVED"])
        axes.set_ylabel("distance to the minimiser")
        if radius:
            axes.axhline(
                radius, color=COLOURS["REFUTED"], lw=1.4, ls="--", label="certified radius of the returned point"
            )
        axes.legend(frameon=False, fontsize=9)

    bound = f" The dashed line is the certified radius of the returned point, {upward(radius)}." if radius else ""
    caption = (
        f"{solve['title']}: Euclidean distance of each iterate from the minimiser, which is known to "
        f"{solve['reference']['digits']} digits, logarithmic.{bound}"
    )
    alt = f"Distance to the minimiser from {upward(points[0][1])} to {upward(points[-1][1])}"
    return _figure(f"distance-{slug(solve['name'])}", 2.6, draw, alt, caption)


def _heat_maps(solve: Document) -> Figure | None:
    maps = {label: np.array(values, dtype=float) for label, values in (solve["attention"] or {}).items() if values}
    if not maps:
        return None
    titles = {"before": "before: X = 0", "after": "after: solved", "target": "target"}

    def draw(canvas: Canvas) -> None:
        grid = canvas.subplots(1, len(maps), squeeze=False)[0]
        top = max(float(np.nanmax(values)) for values in maps.values())
        for axes, (label, values) in zip(grid, _ordered(maps, list(titles)), strict=True):
            image = axes.imshow(values, cmap="viridis", vmin=0.0, vmax=top, interpolation="nearest")
            axes.set_title(titles.get(label, label), fontsize=10)
            axes.set_xlabel("key position")
        grid[0].set_ylabel("query position")
        canvas.colorbar(image, ax=grid, shrink=0.8, label="attention weight")

    rows, columns = next(iter(maps.values())).shape
    caption = (
        f"{solve['title']}: the leading {rows} × {columns} entries of the softmax matrix on one common colour "
        "scale. Each row is a probability distribution over the keys, of which leading columns are shown."
    )
    alt = f"Heat maps of attention weights: {', '.join(titles.get(label, label) for label in maps)}"
    return _figure(f"attention-{slug(solve['name'])}", 2.6, draw, alt, caption)


def _ordered(maps: dict[str, Any], first: list[str]) -> list[tuple[str, Any]]:
    known = [label for label in first if label in maps]
    return [(label, maps[label]) for label in (*known, *(label for label in maps if label not in first))]
