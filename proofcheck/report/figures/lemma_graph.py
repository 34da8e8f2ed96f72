"""The dependency graph of the lemmas: laid out here, so that the page only draws it.

Premises stand left of what needs them. A premise that is already implied by another one is not drawn (transitive
reduction, by networkx); a refuted lemma points to what holds instead. The layered layout is graphlay's. Both libraries
are of the extra `report`: one picture is no reason for a dependency of the checks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from proofcheck.report.entries import Document, LemmaEntry

_HEIGHT: Final = 22.0
_CHARACTER: Final = 6.2  # width of a character at the font size of the style sheet, a wide font assumed
_PADDING: Final = 28.0
_LONGEST: Final = 24  # characters of a name that are drawn; the title has all
_BORDER: Final = 12.0
_CORNER: Final = 5.0
_OPTIONS: Final[dict[str, Any]] = {
    "effort": "thorough",
    "compaction": {"mode": "priority"},
    "routing": {"style": "orthogonal", "lane_gap": 3.0},
    "spacing": {
        "layer_gap": 26.0,
        "node_gap": 8.0,
        "dummy_gap": 6.0,
        "isolated_gap": 10.0,
        "isolated_max_columns": 8,
        "reroute_node_gap": 10.0,
        "stub": 5.0,
        "port_gap": 3.0,
        "port_stroke_clear": 3.0,
        "bundle_lane_gap": 3.0,
    },
}

Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Node:
    """A lemma as a box: top left corner, width and height in the units of the drawing."""

    lemma: LemmaEntry
    label: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, kw_only=True)
class Edge:
    """An arrow along an SVG path; `instead`: from a refuted lemma to what holds, not from a premise."""

    source: str
    target: str
    path: str
    instead: bool


@dataclass(frozen=True, kw_only=True)
class Graph:
    """The drawing: its size, boxes in the order of the document, arrows. `implied`: premises that are not drawn."""

    width: float
    height: float
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    implied: int


def lay_out_lemmas(document: Document) -> Graph | None:
    """Lay the lemmas out; None without lemmas or without graphlay. Premises that were not run are left out."""
    try:
        import graphlay
    except ModuleNotFoundError:
        return None
    lemmas = {lemma["name"]: lemma for lemma in document["lemmas"]}
    if not lemmas:
        return None
    premises, drawn = _reduce_premises(lemmas)
    instead = [
        (name, lemma["holds_instead"])
        for name, lemma in lemmas.items()
        if lemma["holds_instead"] in lemmas and lemma["verdict"]["grade"] == "REFUTED"
    ]
    request = graphlay.Graph()
    for name in lemmas:
        request.node(name, width=_PADDING + _CHARACTER * len(_shorten(name)), height=_HEIGHT)
    arrows = [*((source, target, False) for source, target in drawn), *((*pair, True) for pair in instead)]
    for source, target, _ in arrows:
        request.edge(source, target)
    return _scale_layout(graphlay.layout(request, options=_OPTIONS), lemmas, arrows, implied=premises - len(drawn))


def _reduce_premises(lemmas: dict[str, LemmaEntry]) -> tuple[int, list[tuple[str, str]]]:
    """How many premises there are, and those that no other premise implies, in the order of the document."""
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_nodes_from(lemmas)
    pairs = [(premise, name) for name, lemma in lemmas.items() for premise in lemma["requires"] if premise in lemmas]
    graph.add_edges_from(pairs)
    reduced = nx.transitive_reduction(graph) if nx.is_directed_acyclic_graph(graph) else graph
    return len(pairs), [pair for pair in pairs if reduced.has_edge(*pair)]


def _scale_layout(
    layout: Any, lemmas: dict[str, LemmaEntry], arrows: Sequence[tuple[str, str, bool]], *, implied: int
) -> Graph:
    left, top = layout.bounds["min"]["x"] - _BORDER, layout.bounds["min"]["y"] - _BORDER
    right, bottom = layout.bounds["max"]["x"] + _BORDER, layout.bounds["max"]["y"] + _BORDER
    nodes = []
    for name, (x, y) in layout.positions().items():
        width = _PADDING + _CHARACTER * len(_shorten(name))
        corner = {"x": x - left - width / 2, "y": y - top - _HEIGHT / 2}
        nodes.append(Node(lemma=lemmas[name], label=_shorten(name), width=width, height=_HEIGHT, **corner))
    lines = [[(point["x"] - left, point["y"] - top) for point in edge["points"]] for edge in layout.edges]
    edges = [
        Edge(source=source, target=target, path=_round_corners(line), instead=instead)
        for (source, target, instead), line in zip(arrows, lines, strict=True)
    ]
    return Graph(width=right - left, height=bottom - top, nodes=tuple(nodes), edges=tuple(edges), implied=implied)


def _shorten(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"


def _round_corners(line: Sequence[Point]) -> str:
    """An SVG path along `line` whose corners are rounded by quadratic curves."""
    path = [f"M{_format_point(line[0])}"]
    for (before, corner), (_, after) in pairwise(pairwise(line)):
        start, control, end = map(_format_point, (_end_curve(corner, before), corner, _end_curve(corner, after)))
        path.append(f"L{start}Q{control} {end}")
    return "".join([*path, f"L{_format_point(line[-1])}"])


def _end_curve(corner: Point, other: Point) -> Point:
    """The point on the way to `other` at which the corner's curve ends."""
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    share = min(_CORNER / length, 0.5) if (length := abs(dx) + abs(dy)) else 0.0
    return corner[0] + share * dx, corner[1] + share * dy


def _format_point(point: Point) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"
