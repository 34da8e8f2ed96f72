"""The schemas describe what is written, and refuse everything else with place, value and rule."""

from __future__ import annotations

import copy
import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import report_sample
from jsonschema import Draft202012Validator

from proofcheck.report import ReportError, dump, load
from proofcheck.report.document import validate
from proofcheck.report.schema import CERTIFICATE, GLOBAL, REPORT, find_violation, schema
from solver import SearchBudget, certify, certify_global, solve
from solver.instances import random_instance

COMMITTED = Path(__file__).parents[3] / "reports" / "attention"


@pytest.mark.parametrize("name", [REPORT, CERTIFICATE, GLOBAL])
def test_the_schemas_are_schemas(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))


def test_the_committed_report_is_of_the_schema() -> None:
    document = load(COMMITTED / "report.json")
    assert len(document["lemmas"]) > 60
    assert {solve["certificate"]["file"] for solve in document["solves"]} <= {p.name for p in COMMITTED.iterdir()}


def test_certificates_are_of_the_schema(tmp_path: Path) -> None:
    problem = random_instance(8, 6, 2, 2, 2, 2, seed=0)
    solution = solve(problem)
    for name, digits, tol in (("plain", None, 1e-8), ("digits", 20, 1e-8), ("inconclusive", None, 0.5)):
        point = solution if tol == 1e-8 else solve(problem, tol=tol)
        path = tmp_path / name
        certify(problem, point.X, point.Y, digits=digits).save(path)
        assert find_violation(json.loads(path.read_text()), CERTIFICATE) is None
    document = json.loads(path.read_text())
    document["claims"]["radius_upper"] = 0.5
    assert find_violation(document, CERTIFICATE) == "claims.radius_upper: 0.5 must be text"


SEARCHED = random_instance(5, 4, 1, 1, 2, 1, seed=2, wx=0.2, wy=0.2)
SEARCHES = {
    "open": (SEARCHED, 12),
    "no budget": (SEARCHED, 1),
    "masked": (dataclasses.replace(SEARCHED, mask=np.tri(5, 4, dtype=bool)), 12),
}


@pytest.fixture(scope="module")
def searches(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder, found = tmp_path_factory.mktemp("global"), {}
    for name, (problem, boxes) in SEARCHES.items():
        certify_global(problem, budget=SearchBudget(boxes=boxes)).save(folder / name)
        found[name] = json.loads((folder / name).read_text())
    return found


@pytest.mark.parametrize("name", SEARCHES)
def test_files_of_searches_are_of_the_schema(searches: dict[str, Any], name: str) -> None:
    document = searches[name]
    assert document["schema"].endswith("/2" if name == "masked" else "/1")
    assert find_violation(document, GLOBAL) is None
    assert find_violation(document, CERTIFICATE) is not None
    for key in document:
        assert find_violation({k: v for k, v in document.items() if k != key}, GLOBAL) is not None


SEARCH_CHANGES: list[tuple[tuple[Any, ...], Any, str]] = [
    (("schema",), "attention-proofcheck/global/2", "lacks mask"),
    (("mask",), ["1101"] * 5, 'schema: "attention-proofcheck/global/1" must be "attention-proofcheck/global/2"'),
    (("extra",), 1, "document: "),
    (("digest",), "0", "digest: "),
    (("outcome",), "TRUE", "outcome: "),
    (("reason",), None, "reason: null must be text"),
    (("lower",), 0.5, "lower: 0.5 must be text"),
    (("upper",), "1.0", "upper: "),
    (("open_share",), "0x1.8", "open_share: "),
    (("point", "X"), None, "point.X: null must be an object"),
    (("point", "Z"), {}, "point: "),
    (("minimisers",), {}, "minimisers: {} must be a list"),
    (("minimisers", 0, "claims", "radius_upper"), 1, "minimisers[0].claims.radius_upper: 1 must be text"),
    (("minimisers", 0, "schema"), "attention-proofcheck/global/1", "minimisers[0].schema: "),
    (("search", "tree"), "0v?", "search.tree: "),
    (("search", "tree"), "", "search.tree: "),
    (("search", "half_width"), 1, "search.half_width: 1 must be text"),
    (("search", "widths"), [[]], "search.widths[0]: [] must be an object"),
    (("search", "convex_radii"), [None], "search.convex_radii[0]: null must be text"),
    (("search", "L1", "shape"), [1], "search.L1.shape: "),
    (("search", "L3"), 1, "search: "),
    (("weights", "wz"), "0x0.0p+0", "weights: "),
    (("data", "A1", "values", 0), 1.0, "data.A1.values[0]: 1.0 must be text"),
]


@pytest.mark.parametrize(("place", "value", "message"), SEARCH_CHANGES)
def test_changed_files_of_searches_are_not(
    searches: dict[str, Any], place: tuple[Any, ...], value: Any, message: str
) -> None:
    document = parent = copy.deepcopy(searches["open"])
    for step in place[:-1]:
        parent = parent[step]
    parent[place[-1]] = value
    assert message in str(find_violation(document, GLOBAL))


def change(place: tuple[Any, ...], value: Any) -> Any:
    document = copy.deepcopy(report_sample.document())
    parent = document
    for step in place[:-1]:
        parent = parent[step]
    parent[place[-1]] = value
    return document


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (("schema",), "attention-proofcheck/report/2", 'schema: "attention-proofcheck/report/2" must be "att'),
        (("lemmas",), {}, "lemmas: {} must be a list"),
        (("lemmas", 2, "verdict", "grade"), "TRUE", 'lemmas[2].verdict.grade: "TRUE" must be one of "PROVED"'),
        (("lemmas", 0, "evidence", 0, "decided"), -1, "lemmas[0].evidence[0].decided: -1 must be at least 0"),
        (("lemmas", 0, "evidence", 0, "decided"), 1.5, "decided: 1.5 must be a whole number"),
        (("lemmas", 0, "evidence", 0, "tightness"), 10**400, "... must be at most 1.797"),
        (("lemmas", 0, "evidence", 0, "attempted"), 10**400, "... must be at most 9223372036854775807"),
        (("lemmas", 0, "name"), "", 'lemmas[0].name: "" must not be empty'),
        (("lemmas", 0, "as_expected"), None, "lemmas[0].as_expected: null must be true or false"),
        (("lemmas", 4, "evidence", 0, "counterexample", "lhs"), "1/0", 'lhs: "1/0" must be `p/q`, a decimal'),
        (("lemmas", 4, "evidence", 0, "counterexample", "lhs"), "x" * 99, f'lhs: "{"x" * 59}... must be `p/q`'),
        (("solves", 0, "certificate", "file"), "../../etc/passwd", "a name, never a path"),
        (("solves", 0, "certificate", "file"), "..", 'file: ".." must not be one of'),
        (("solves", 0, "attention", "before"), [], "solves[0].attention.before: [] must not be empty"),
        (("solves", 0, "attention", "after"), [[1, 0], [1]], "solves[0].attention.after: rows of different lengths"),
        (("counts", "PROVED"), 7, "counts.PROVED: 7 but 1 lemmas are PROVED"),
        (("counts", "MAYBE"), 0, '"MAYBE" must be one of'),
        (("instances_decided",), 1, "instances_decided: 1 but the evidence adds up to 1430"),
        (("as_expected",), True, "as_expected: True but lemmas, solves and reference sets say False"),
        (("lemmas", 1, "name"), "I3", "the name 'I3' appears 2 times"),
    ],
)
def test_a_broken_rule_is_named_with_place_and_value(place: tuple[Any, ...], value: Any, message: str) -> None:
    with pytest.raises(ReportError) as raised:
        validate(change(place, value))
    assert message in str(raised.value)
    assert len(str(raised.value)) < 400


def test_a_document_from_before_sharpness_is_completed_and_not_changed() -> None:
    old = report_sample.document()
    for lemma in old["lemmas"]:
        del lemma["sharpness"]
    assert all(lemma["sharpness"] == {"summary": "", "parts": []} for lemma in validate(old)["lemmas"])
    assert "sharpness" not in old["lemmas"][0]


def test_keys_of_later_versions_are_ignored() -> None:
    document = change(("lemmas", 0, "colour"), "blue")
    assert validate(document)["lemmas"][0]["colour"] == "blue"


@pytest.mark.parametrize(
    "text",
    ["", "{", "nul", "[" * 100_000, '{"a": 1e999}', '{"a": "\\ud800"}', '{"a": ' + "9" * 5000 + "}", '"text"', "\x00"],
)
def test_what_is_no_document_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "report.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReportError, match=r"report\.json") as raised:
        load(path)
    assert len(str(raised.value)) < 400


@pytest.mark.parametrize(
    ("written", "instead", "message"),
    [
        ('"objective": 3.25', '"objective": 1e999', "1e999 is not a JSON number"),
        ('"loss": 3.0', '"loss": -Infinity', "-Infinity is not a JSON number"),
        ('"title": "A hard instance"', '"title": "\\ud800"', "surrogates not allowed"),
    ],
)
def test_a_value_without_a_form_in_files_is_refused(tmp_path: Path, written: str, instead: str, message: str) -> None:
    text = dump(report_sample.document())
    assert written in text
    path = tmp_path / "report.json"
    path.write_text(text.replace(written, instead, 1), encoding="utf-8")
    with pytest.raises(ReportError, match=message):
        load(path)


def test_a_truncated_report_is_refused_wherever_it_ends(tmp_path: Path) -> None:
    whole = dump(report_sample.document()).encode()
    path = tmp_path / "report.json"
    for length in range(0, len(whole) - 1, len(whole) // 40):
        path.write_bytes(whole[:length])
        with pytest.raises(ReportError):
            load(path)


def test_text_without_utf8_form_never_reaches_a_report() -> None:
    assert report_sample.document(command="proofcheck \udcff")["run"]["command"] == "proofcheck ?"
