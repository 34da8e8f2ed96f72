"""Figures of a solve: convergence, distance to the minimiser against what is proved, attention before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

from proofcheck.report.document import Document
from proofcheck.report.drawing import COLOURS, Figure, draw_figure
from proofcheck.report.numbers import slug, upward

_SUPERSCRIPTS: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def solve_figures(solve: Document) -> list[Figure]:
    """The figures that the solve has data for."""
    return [figure for figure in (_convergence(solve), _distance(solve), _heat_maps(solve)) if figure is not None]


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
    return draw_figure(f"convergence-{slug(solve['name'])}", 2.6, draw, alt, caption)


def _distance(solve: Document) -> Figure | None:
    points = list(_positive(list(enumerate((solve["reference"] or {}).get("contraction") or []))))
    if not points:
        return None
    radius, promised = solve["certificate"]["radius_upper"], proved_steps(solve)

    def draw(canvas: Canvas) -> None:
        axes = canvas.subplots()
        _curve(axes, points, "true distance", COLOURS["PROVED"])
        axes.set_ylabel("distance to the minimiser")
        if radius:
            axes.axhline(radius, color=COLOURS["REFUTED"], lw=1.4, ls="--", label="certified radius")
        if promised:
            axes.plot(
                *zip(*promised, strict=True), "s", ms=8, mfc="none", color=COLOURS["SUPPORTED"], label="proved by R1"
            )
        axes.legend(frameon=False, fontsize=9)

    alt = f"Distance to the minimiser from {upward(points[0][1])} to {upward(points[-1][1])}"
    return draw_figure(f"distance-{slug(solve['name'])}", 2.8, draw, alt, _distance_caption(solve, promised))


def proved_steps(solve: Document) -> list[tuple[int, float]]:
    """What R1 proves of one exact Newton step, at iterates where the certificate verifies its hypotheses.

    R1 asks for a Hessian Lipschitz constant M on a ball that holds iterate and minimiser: the certified one, of radius
    `ball_radius` around the returned point, less the distance of the minimiser; and for M r < ell, where the smallest
    Hessian eigenvalue at the minimiser is at least ell = curvature_lower - M radius_upper. Then
    r+ <= M r^2 / (2 (ell - M r)).
    """
    known = solve["certificate"]
    needed = ("curvature_lower", "hessian_lipschitz_upper", "radius_upper", "ball_radius")
    if known["outcome"] != "CERTIFIED" or any(known[name] is None for name in needed):
        return []
    mu, lipschitz, radius, ball = (known[name] for name in needed)
    ell = mu - lipschitz * radius
    distances = enumerate((solve["reference"] or {}).get("contraction") or [])
    return [
        (t + 1, lipschitz * r * r / (2 * (ell - lipschitz * r)))
        for t, r in distances
        if r is not None and 0 < r <= ball - radius and lipschitz * r < ell
    ]


def _distance_caption(solve: Document, promised: Sequence[tuple[int, float]]) -> str:
    certificate = solve["certificate"]
    parts = [
        f"{solve['title']}: Euclidean distance of each iterate from the minimiser, which is known to "
        f"{solve['reference']['digits']} digits, logarithmic."
    ]
    if certificate["radius_upper"]:
        parts.append(f"Dashed: the certified radius of the returned point, {upward(certificate['radius_upper'])}.")
    if promised:
        step, bound = promised[0]
        parts.append(
            f"Squares: the proved rate R1, r+ ≤ M r² / (2 (ℓ − M r)), wherever the certificate verifies its "
            f"hypotheses; an exact Newton step from iterate {step - 1} is proved to end within {upward(bound)}."
        )
    elif certificate["outcome"] == "CERTIFIED":
        parts.append(
            "The proved rate R1 is not drawn: in the Euclidean norm its hypotheses are verified at no iterate."
        )
    return " ".join(parts)


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
    return draw_figure(f"attention-{slug(solve['name'])}", 2.6, draw, alt, caption)


def _ordered(maps: dict[str, Any], first: list[str]) -> list[tuple[str, Any]]:
    known = [label for label in first if label in maps]
    return [(label, maps[label]) for label in (*known, *(label for label in maps if label not in first))]
