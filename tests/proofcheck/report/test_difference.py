"""What counts as a change and what as a regression between two reports."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
import report_sample

from proofcheck.report.difference import compare_documents

Edit = Callable[[Any], None]


def _lemma(document: Any, name: str) -> Any:
    return next(lemma for lemma in document["lemmas"] if lemma["name"] == name)


def changes(edit: Edit, *, tolerance: float = 0.1, backwards: bool = False) -> list[tuple[str, str, bool]]:
    old = report_sample.document()
    new = copy.deepcopy(old)
    edit(new)
    pair = (new, old) if backwards else (old, new)
    found = compare_documents(*pair, tolerance=tolerance)
    return [(change.subject, change.aspect, change.regression) for change in found.changes]


def grade(name: str, value: str) -> Edit:
    return lambda document: _lemma(document, name)["verdict"].update(grade=value)


def evidence(name: str, **fields: Any) -> Edit:
    return lambda document: _lemma(document, name)["evidence"][0].update(fields)


def remove(kind: str) -> Edit:
    return lambda document: document[kind].pop(0)


def test_a_report_does_not_differ_from_itself() -> None:
    assert changes(lambda _: None) == []


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (grade("I3", "CERTIFIED"), ("I3", "verdict", True)),
        (grade("I3", "SUPPORTED"), ("I3", "verdict", True)),
        (grade("B4", "CERTIFIED"), ("B4", "verdict", False)),
        (grade("B4", "UNDECIDED"), ("B4", "verdict", True)),
        (grade("B4", "REFUTED"), ("B4", "verdict", True)),
        (grade("S5", "BROKEN"), ("S5", "verdict", True)),
        (grade("R2", "UNDECIDED"), ("R2", "verdict", False)),  # what R2 lost shows in `as expected`
        (lambda d: _lemma(d, "R2").update(as_expected=False), ("R2", "as expected", True)),
        (lambda d: _lemma(d, "S6 | odd name").update(as_expected=True), ("S6 | odd name", "as expected", False)),
        (lambda d: _lemma(d, "B4").update(statement="x"), ("B4", "statement", False)),
        (lambda d: _lemma(d, "B4").update(space="x in [0, 0]"), ("B4", "space", False)),
        (lambda d: _lemma(d, "B4").update(requires=["I3"]), ("B4", "requires", False)),
        (evidence("I3", partial=True, coverage="n <= 1"), ("I3", "covers", True)),
        (evidence("R3", drawn="x on [-1, 1]"), ("R3", "covers", True)),
        (evidence("B4", decided=181), ("B4", "decided", False)),
        (evidence("B4", decided=179), ("B4", "decided", True)),
        (evidence("B4", decided=400), ("B4", "decided", False)),
        (evidence("B4", margin_lower=1e-5), ("B4", "margin", True)),
        (evidence("B4", margin_lower=None), ("B4", "margin", True)),
        (evidence("B4", margin_lower=0.5), ("B4", "margin", False)),
        (evidence("R2", counterexample=None), ("R2", "counterexample", True)),
        (remove("lemmas"), ("I3", "removed", True)),
        (remove("solves"), ("random", "removed", True)),
        (lambda d: d["solves"][0]["recheck"].update(confirmed=False), ("random", "outcome", True)),
        (lambda d: d["solves"][0]["certificate"].update(radius_upper=1e-3), ("random", "radius_upper", False)),
        (lambda d: d["run"].update(seed=1), ("run", "seed", False)),
        (lambda d: d["run"].update(profile="thorough"), ("run", "profile", False)),
    ],
)
def test_changes_and_regressions(edit: Edit, expected: tuple[str, str, bool]) -> None:
    assert expected in changes(edit)


@pytest.mark.parametrize("edit", [evidence("B4", decided=199), evidence("R3", margin_lower=-1e-12)])
def test_noise_is_no_regression(edit: Edit) -> None:
    assert not any(regression for _, _, regression in changes(edit))


def test_the_tolerance_is_a_share_of_the_old_number() -> None:
    fewer = evidence("B4", decided=120)
    assert ("B4", "decided", True) in changes(fewer, tolerance=0.39)
    assert ("B4", "decided", False) in changes(fewer, tolerance=0.41)
    assert ("B4", "decided", False) in changes(fewer, tolerance=0.1, backwards=True)


def test_additions_are_told_and_no_regressions() -> None:
    assert changes(remove("lemmas"), backwards=True)[-1] == ("I3", "added", False)
    assert changes(remove("solves"), backwards=True) == [("random", "added", False)]


def test_a_solve_that_is_no_longer_global_is_a_regression() -> None:
    old, new = report_sample.document(), report_sample.document()
    old["solves"][0]["certificate"]["scope"] = "GLOBAL"
    assert [change.aspect for change in compare_documents(old, new).regressions] == ["scope"]


def test_the_difference_as_json() -> None:
    old, new = report_sample.document(), report_sample.document()
    _lemma(new, "B4")["verdict"]["grade"] = "REFUTED"
    told = compare_documents(old, new).document()
    change = {"kind": "lemma", "subject": "B4", "aspect": "verdict", "old": "ARGUED", "new": "REFUTED"}
    assert told == {"tolerance": 0.1, "regressions": 1, "changes": [change | {"regression": True}]}


@pytest.mark.parametrize(
    ("before", "after", "listed"),
    [("a", "b", True), ("a", "", True), ("", "b", True), ("", "", False), ("a", "a", False), (None, "b", False)],
)
def test_a_claim_that_is_no_longer_traced_is_listed(before: str | None, after: str, listed: bool) -> None:
    old = report_sample.document()
    new = copy.deepcopy(old)
    for document, digest in ((old, before), (new, after)):
        traced = {"coverage": "", "digest": digest, "lines": [], "blocked": "" if digest else "a loop"}
        _lemma(document, "B4")["generated"] = None if digest is None else traced
    found = [(change.aspect, change.old, change.new) for change in compare_documents(old, new).changes]
    expected = ("meaning of the claim", before or "not traced", after or "not traced")
    assert found == ([expected] if listed else [])


def test_a_proof_that_covers_more_is_no_regression() -> None:
    assert changes(evidence("I3", partial=True, coverage="n <= 1"), backwards=True) == [("I3", "covers", False)]
