"""Figures of a solve: convergence, distance to the minimiser against what is proved, attention before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator
from numpy.typing import NDArray

from proofcheck.lemmas.coverage import plural
from proofcheck.report.entries import ReferenceEntry, SolveEntry
from proofcheck.report.figures.drawing import COLOURS, Figure, draw_figure
from proofcheck.report.quantities import slug
from proofcheck.typeset.numbers import upward

_STATIONARY: Final = 1e-9  # of the largest gradient of the run
_SUPERSCRIPTS: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def draw_solve_figures(solve: SolveEntry) -> list[Figure]:
    """The figures that the solve has data for."""
    return [
        figure
        for figure in (_draw_convergence(solve), _draw_distance(solve), _draw_heat_maps(solve))
        if figure is not None
    ]


def _keep_positive(pairs: Sequence[tuple[int, float | None]]) -> Iterator[tuple[int, float]]:
    return ((index, value) for index, value in pairs if value is not None and value > 0)


def _draw_curve(axes: Axes, pairs: Sequence[tuple[int, float]], label: str, colour: str) -> None:
    axes.plot(*zip(*pairs, strict=True), "o-", ms=4, lw=1.4, label=label, color=colour)
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter(FuncFormatter(_format_power))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.set_xlabel("iteration")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(visible=True, axis="y", alpha=0.25)


def _format_power(value: float, _position: int | None) -> str:
    return "10" + str(round(np.log10(value))).translate(_SUPERSCRIPTS) if 0 < value < np.inf else ""


def _draw_convergence(solve: SolveEntry) -> Figure | None:
    points = list(_keep_positive([(entry["iteration"], entry["gradient_norm"]) for entry in solve["trace"]]))
    if not points:
        return None

    def draw(canvas: Canvas) -> None:
        axes = canvas.subplots()
        _draw_curve(axes, points, "gradient norm", COLOURS["SUPPORTED"])
        axes.set_ylabel("gradient norm")

    caption = (
        f"{solve['title']}: Euclidean norm of the gradient after each of {plural(solve['iterations'], 'iteration')}, "
        f"logarithmic. A curve that bends down is faster than linear convergence.{_describe_start(points)}"
    )
    alt = f"Gradient norm from {upward(points[0][1])} to {upward(points[-1][1])} in {points[-1][0]} iterations"
    return draw_figure(f"convergence-{slug(solve['name'])}", 2.6, draw, alt, caption)


def _describe_start(points: Sequence[tuple[int, float]]) -> str:
    """Why a curve may begin near zero: the start is stationary, and no minimiser, for the solver leaves it."""
    (index, first), largest = points[0], max(size for _, size in points)
    if index or first > _STATIONARY * largest:
        return ""
    return (
        f" The start X = 0 is a saddle: its gradient, {upward(first)}, is zero to rounding, and the first step leaves "
        "it along negative curvature, which is why the gradient grows before it falls."
    )


def _draw_distance(solve: SolveEntry) -> Figure | None:
    reference = solve["reference"]
    points = list(_keep_positive(list(enumerate(reference["contraction"])))) if reference else []
    if reference is None or not points:
        return None
    certified = _list_certified_radii(solve, reference)
    proved = list(
        _keep_positive([(entry["iteration"] + 1, entry["next_upper"]) for entry in reference.get("certified", ())])
    )
    rounding = min(distance for _, distance in points)
    marks = [
        (certified, "D", "certified radius", COLOURS["REFUTED"]),
        ([at for at in proved if at[1] >= rounding], "s", "proved by R1 from the iterate before", COLOURS["SUPPORTED"]),
    ]

    def draw(canvas: Canvas) -> None:
        axes = canvas.subplots()
        _draw_curve(axes, points, "true distance", COLOURS["PROVED"])
        for marked, marker, label, colour in marks:
            if marked:
                axes.plot(*zip(*marked, strict=True), marker, mfc="none", mew=1.4, ms=8, color=colour, label=label)
        axes.set_ylabel("distance to the minimiser")
        axes.legend(frameon=False, fontsize=9)

    alt = f"Distance to the minimiser from {upward(points[0][1])} to {upward(points[-1][1])}"
    caption = _describe_distance(solve["title"], reference["digits"], certified, proved)
    return draw_figure(f"distance-{slug(solve['name'])}", 2.8, draw, alt, caption)


def _list_certified_radii(solve: SolveEntry, reference: ReferenceEntry) -> list[tuple[int, float]]:
    """Certified radius by iteration: of every iterate that has a certificate, or of the returned point alone."""
    radii = [(entry["iteration"], entry["radius_upper"]) for entry in reference.get("certified", ())]
    return list(_keep_positive(radii or [(solve["iterations"], solve["certificate"]["radius_upper"])]))


def _describe_distance(
    title: str, digits: int, certified: Sequence[tuple[int, float]], proved: Sequence[tuple[int, float]]
) -> str:
    parts = [
        f"{title}: Euclidean distance of each iterate from the minimiser, which is known to {digits} digits, "
        "logarithmic."
    ]
    if certified:
        parts.append("Diamonds: the radius that a certificate proves, at the iterates that have one.")
    if proved:
        step, bound = proved[0]
        parts.append(
            "Squares: the proved rate, lemma R1, down to where rounding ends the descent; with the constants certified "
            f"at iterate {step - 1}, one exact Newton step from there ends within {upward(bound)}."
        )
    return " ".join(parts)


def _draw_heat_maps(solve: SolveEntry) -> Figure | None:
    maps = {label: np.array(values, dtype=float) for label, values in solve["attention"].items() if values}
    if not maps:
        return None
    titles = {"before": "before: X = 0", "after": "after: solved", "target": "target"}

    def draw(canvas: Canvas) -> None:
        grid = canvas.subplots(1, len(maps), squeeze=False)[0]
        top = max(float(np.nanmax(values)) for values in maps.values())
        for axes, (label, values) in zip(grid, _order_maps(maps, list(titles)), strict=True):
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
    return draw_figure(f"attention-{slug(solve['name'])}", 2.6, draw, alt, caption)


def _order_maps(maps: dict[str, NDArray[np.float64]], first: list[str]) -> list[tuple[str, NDArray[np.float64]]]:
    known = [label for label in first if label in maps]
    return [(label, maps[label]) for label in (*known, *(label for label in maps if label not in first))]
