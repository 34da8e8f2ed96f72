"""How figures are drawn: SVG text that follows the page's colours, deterministic, without dates or network addresses.

Text and axes are drawn in a sentinel colour that becomes `currentColor`, so one drawing serves light, dark and print.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import NullLocator

COLOURS: Final = {  # at least 3:1 against white and against the dark page
    "PROVED": "#2a8f4f",
    "FORMAL": "#6a8a1f",
    "CERTIFIED": "#0f8a8a",
    "ARGUED": "#6f74d8",
    "SUPPORTED": "#3d7edb",
    "REFUTED": "#dd4f3e",
    "UNDECIDED": "#a87a1c",
    "BROKEN": "#b055b0",
}
INK: Final = "#010203"
LINEAR: Final = 1e-6  # margins below this size are drawn around zero, logarithmically beyond
_TICKS: Final = ((-1.0, "−1"), (-1e-3, "−10⁻³"), (0.0, "0"), (1e-6, "10⁻⁶"), (1e-4, "10⁻⁴"), (1e-2, "10⁻²"), (1.0, "1"))
_WIDTH: Final = 5.6  # inches; 400 points, legible on a telephone
_STYLE: Final[dict[Any, Any]] = {
    **dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), INK),
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


def draw_figure(name: str, height: float, draw: Callable[[Canvas], None], alt: str, caption: str) -> Figure:
    """The figure that `draw` puts on a canvas of `height` inches."""
    with mpl.rc_context(_STYLE | {"svg.hashsalt": name}):
        canvas = Canvas(figsize=(_WIDTH, height), layout="constrained", facecolor="none")
        draw(canvas)
        for axes in canvas.axes:
            axes.set_facecolor("none")
        buffer = io.StringIO()
        empty = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        canvas.savefig(buffer, format="svg", metadata=empty)
    return Figure(name=name, svg=_embed(buffer.getvalue(), name), alt=alt, caption=caption)


def _embed(svg: str, name: str) -> str:
    """Without prologue and namespaces; identifiers made unique to the figure; a fluid size; ink as currentColor."""
    svg = re.sub(r' xmlns(:xlink)?="[^"]*"', "", svg[svg.index("<svg") :])
    svg = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", svg, count=1)
    svg = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", svg, count=1)
    svg = re.sub(r'\bid="', f'id="{name}.', svg)
    svg = re.sub(r'xlink:href="#', f'href="#{name}.', svg).replace("url(#", f"url(#{name}.")
    return svg.replace("xlink:href=", "href=").replace(INK, "currentColor").strip()


def set_margin_axis(axes: Axes, smallest: float) -> None:
    """A horizontal axis of relative margins, which lie in [-2, 2]; left of 0 as far as `smallest` asks for."""
    axes.set_xscale("symlog", linthresh=LINEAR, linscale=0.6)
    low = -2.5 if smallest < -1e-2 else -1e-2 if smallest < -LINEAR else -LINEAR
    axes.set_xlim(low, 2.5)
    ticks = [(at, text) for at, text in _TICKS if at >= low]
    axes.set_xticks([at for at, _ in ticks], [text for _, text in ticks])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.axvline(0.0, color=INK, lw=0.8, ls=":")
    axes.set_xlabel("relative margin")
