"""The laid-out graph of the lemmas: every lemma one box, boxes apart, arrows from border to border."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

import pytest
import report_sample

from proofcheck.report.document import Document
from proofcheck.report.figures.lemma_graph import Graph, Node, lay_out_lemmas


def _lemma(name: str, requires: tuple[str, ...] = (), grade: str = "PROVED", instead: str | None = None) -> Document:
    return {"name": name, "requires": list(requires), "verdict": {"grade": grade}, "holds_instead": instead}


def _draw(*lemmas: Document) -> Graph:
    graph = lay_out_lemmas({"lemmas": list(lemmas)})
    assert graph is not None
    return graph


def _arrows(graph: Graph) -> list[tuple[str, str, bool]]:
    return [(edge.source, edge.target, edge.instead) for edge in graph.edges]


def _ends(path: str) -> tuple[tuple[float, float], tuple[float, float]]:
    points = [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", path)]
    return points[0], points[-1]


def _on_border(node: Node, point: tuple[float, float]) -> bool:
    x, y = point[0] - node.x, point[1] - node.y
    inside = -0.1 <= x <= node.width + 0.1 and -0.1 <= y <= node.height + 0.1
    return inside and min(abs(x), abs(x - node.width), abs(y), abs(y - node.height)) < 0.1


@pytest.fixture(scope="module")
def sample() -> Graph:
    return _draw(*report_sample.document()["lemmas"])


def test_every_lemma_is_one_box_inside_the_drawing_and_boxes_are_apart(sample: Graph) -> None:
    names = [node.lemma["name"] for node in sample.nodes]
    assert sorted(names) == sorted(lemma.name for lemma in report_sample.LEMMAS)
    for node in sample.nodes:
        assert 0 <= node.x < node.x + node.width <= sample.width
        assert 0 <= node.y < node.y + node.height <= sample.height
    for a, b in combinations(sample.nodes, 2):
        apart = a.x + a.width < b.x or b.x + b.width < a.x or a.y + a.height < b.y or b.y + b.height < a.y
        assert apart, (a.lemma["name"], b.lemma["name"])


def test_arrows_run_from_the_border_of_a_premise_to_the_border_of_what_needs_it(sample: Graph) -> None:
    boxes = {node.lemma["name"]: node for node in sample.nodes}
    assert set(_arrows(sample)) == {
        *((premise, lemma.name, False) for lemma in report_sample.LEMMAS for premise in lemma.requires),
        ("R2", "R3", True),
    }
    for edge in sample.edges:
        start, end = _ends(edge.path)
        assert _on_border(boxes[edge.source], start), edge
        assert _on_border(boxes[edge.target], end), edge
        if not edge.instead:
            assert start[0] < end[0]


def test_a_premise_that_another_implies_is_not_drawn_but_counted() -> None:
    graph = _draw(_lemma("a"), _lemma("b", ("a",)), _lemma("c", ("a", "b")))
    assert _arrows(graph) == [("a", "b", False), ("b", "c", False)]
    assert graph.implied == 1


def test_only_a_refuted_lemma_points_to_what_holds_instead() -> None:
    held = _draw(_lemma("a"), _lemma("b", grade="PROVED", instead="a"))
    assert _arrows(held) == []
    false = _draw(_lemma("a"), _lemma("b", grade="REFUTED", instead="a"), _lemma("c", grade="REFUTED", instead="gone"))
    assert _arrows(false) == [("b", "a", True)]


def test_premises_that_were_not_run_and_circles_of_a_foreign_document_do_no_harm() -> None:
    graph = _draw(_lemma("a", ("gone", "b")), _lemma("b", ("a",)))
    assert sorted(_arrows(graph)) == [("a", "b", False), ("b", "a", False)]


def test_a_long_name_is_shortened_and_a_report_without_lemmas_has_no_graph() -> None:
    (node,) = _draw(_lemma("n" * 80)).nodes
    assert len(node.label) < 30
    assert node.label.endswith("…")
    assert lay_out_lemmas({"lemmas": []}) is None


def test_the_layout_is_the_same_every_time(sample: Graph) -> None:
    again: Any = lay_out_lemmas(report_sample.document())
    assert again == sample
