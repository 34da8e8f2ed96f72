"""Figures of a solve and of a certificate. The only file of the solver that needs matplotlib; `plot` imports it."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from solver.display.card import downward, upward

try:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator
except ImportError as error:
    raise ImportError("plot() needs matplotlib, which is not installed; run `pip install matplotlib`") from error

if TYPE_CHECKING:
    from solver.certificates.certifier import Certificate
    from solver.minimise.solution import Solution

_WIDTH: Final = 7.0  # inches
_CAPTION: Final = 100  # characters a line
_COLOUR: Final = "#3d7edb"


class Plot(Figure):
    """A matplotlib figure that a notebook shows whichever backend is active; pyplot's state is left alone."""

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", dpi=110)
        return buffer.getvalue()


def _plot(height: float, title: str, caption: str) -> Plot:
    figure = Plot(figsize=(_WIDTH, height), layout="constrained")
    figure.suptitle(title, fontsize=11)
    figure.supxlabel(textwrap.fill(caption, _CAPTION), fontsize=8, x=0.01, ha="left")
    return figure


def convergence(solution: Solution) -> Plot:
    """Gradient norm, and the excess of Phi over its lowest value, after each iteration in log scale."""
    figure = _plot(
        3.0,
        f"{solution.status.name} in {solution.iterations} iterations of the {solution.step.name} step",
        "Left: Euclidean norm of the gradient of Phi after each iteration. Right: Phi minus its lowest value of the "
        f"run, {solution.objective:.8g}. Both logarithmic; the points at exactly 0 are left out.",
    )
    left, right = figure.subplots(1, 2)
    lowest = min([solution.objective, *(record.objective for record in solution.trace)])
    _curve(left, "gradient norm", [(r.iteration, r.gradient_norm) for r in solution.trace])
    _curve(right, "Phi - lowest Phi", [(r.iteration, r.objective - lowest) for r in solution.trace])
    return figure


def _curve(axes: Axes, label: str, points: Sequence[tuple[int, float]]) -> None:
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


def bounds(certificate: Certificate) -> Plot:
    """The certified bounds by size: lengths on one axis, gradient, gap, curvature and Lipschitz constant on another."""
    figure = _plot(
        2.9,
        certificate.headline,
        "Euclidean norm; <= marks proved upper and >= proved lower bounds, rounded in that direction. The Newton step "
        "is an estimate of the distance. A bound that is infinite or not positive has no bar.",
    )
    step = float(np.sqrt(sum(np.vdot(part, part) for part in certificate.step)))
    left, right = figure.subplots(1, 2)
    _sizes(
        left,
        "length",
        [
            ("Newton step", step, f"{step:.3g}" if step else "none"),
            ("distance", certificate.radius_upper, "<= " + upward(certificate.radius_upper)),
            ("ball of the\ntheorem", certificate.ball_radius, downward(certificate.ball_radius)),
        ],
    )
    _sizes(
        right,
        "bound",
        [
            ("objective gap", certificate.objective_gap_upper, "<= " + upward(certificate.objective_gap_upper)),
            ("gradient", certificate.gradient_norm_upper, "<= " + upward(certificate.gradient_norm_upper)),
            ("curvature", certificate.curvature_lower, ">= " + downward(certificate.curvature_lower)),
            (
                "Hessian's\nLipschitz\nconstant",
                certificate.hessian_lipschitz_upper,
                "<= " + upward(certificate.hessian_lipschitz_upper),
            ),
        ],
    )
    return figure


def _sizes(axes: Axes, label: str, rows: Sequence[tuple[str, float, str]]) -> None:
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
