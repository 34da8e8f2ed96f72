"""The TypedDicts of the report document say what its JSON Schema says: keys, which of them must be there, and types."""

from __future__ import annotations

import copy
import types
from typing import Any, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

import pytest
import report_sample

from proofcheck.report.document import validate
from proofcheck.report.entries import (
    CertificateEntry,
    Document,
    EvidenceEntry,
    LemmaEntry,
    SolveEntry,
    StepEntry,
    TheoryEntry,
)
from proofcheck.report.formats import html
from proofcheck.report.schema import REPORT, schema
from solver.certificates.certificate import CLAIMS

FILLED = {
    Document: {"reference_sets"},
    TheoryEntry: {"problem", "notation"},
    LemmaEntry: {"source", "sharpness", "generated"},
}
FILLED |= {EvidenceEntry: {"proofs"}, StepEntry: {"tautology"}}
SCALARS = {str: "string", int: "integer", float: "number", bool: "boolean"}


def resolve(node: dict[str, Any]) -> dict[str, Any]:
    """The schema behind a reference or beside null."""
    while "$ref" in node:
        node = schema(REPORT)["$defs"][node["$ref"].rpartition("/")[2]]
    others = [other for other in node.get("oneOf", []) if other.get("type") != "null"]
    return resolve(others[0]) if others else node


def list_types(node: dict[str, Any]) -> set[str]:
    """JSON types that a schema allows; a value without a type is one of a list of texts."""
    if any(other.get("type") == "null" for other in node.get("oneOf", [])):
        return {*list_types(resolve(node)), "null"}
    node = resolve(node)
    if "type" in node:
        return {node["type"]} if isinstance(node["type"], str) else set(node["type"])
    return {"null" if value is None else "string" for value in node.get("enum", [node.get("const")])}


def find_differences(hint: Any, node: dict[str, Any], place: str) -> list[str]:
    """Where an annotation and a schema disagree."""
    if get_origin(hint) is NotRequired:
        return find_differences(get_args(hint)[0], node, place)
    if get_origin(hint) in (Union, types.UnionType):
        (inner,) = (part for part in get_args(hint) if part is not type(None))
        wrong = [] if "null" in list_types(node) else [f"{place}: None is not in the schema"]
        return wrong + find_differences(inner, without_null(node), place)
    found = list_types(node)
    if is_typeddict(hint):
        return [] if found != {"object"} else find_key_differences(hint, resolve(node), place)
    if get_origin(hint) is dict:
        parts = resolve(node).get("properties") or {"*": resolve(node)["additionalProperties"]}
        inner = get_args(hint)[1]
        return [line for key, part in parts.items() for line in find_differences(inner, part, f"{place}.{key}")]
    if get_origin(hint) is list:
        return find_differences(get_args(hint)[0], resolve(node)["items"], f"{place}[]")
    return [] if found == {SCALARS.get(hint)} else [f"{place}: {hint} but {found}"]


def without_null(node: dict[str, Any]) -> dict[str, Any]:
    node = resolve(node)
    return {**node, "type": next(iter(list_types(node) - {"null"}))}


def find_key_differences(hint: Any, node: dict[str, Any], place: str) -> list[str]:
    """Of keys, and of what is behind each."""
    hints, required = get_type_hints(hint, include_extras=True), set(node["required"]) | FILLED.get(hint, set())
    wrong = [f"{place}.{key}: only on one side" for key in hints.keys() ^ node["properties"].keys()]
    wrong += [f"{place}.{key}: required only on one side" for key in hint.__required_keys__ ^ required]
    both = hints.keys() & node["properties"].keys() - {"data"}  # exact numbers, nested as deep as one likes
    return wrong + [
        line for key in both for line in find_differences(hints[key], node["properties"][key], f"{place}.{key}")
    ]


def test_types_and_schema_agree() -> None:
    assert find_key_differences(Document, schema(REPORT), "document") == []


@pytest.mark.parametrize(
    ("owner", "key", "hint", "line"),
    [
        (StepEntry, "label", None, "steps[].label: only on one side"),
        (StepEntry, "more", str, "steps[].more: only on one side"),
        (StepEntry, "holds", str, "steps[].holds: <class 'str'> but {'boolean'}"),
        (SolveEntry, "name", str | None, "solves[].name: None is not in the schema"),
        (SolveEntry, "iterations", float, "solves[].iterations: <class 'float'> but {'integer'}"),
    ],
)
def test_a_disagreement_is_seen(monkeypatch: pytest.MonkeyPatch, owner: Any, key: str, hint: Any, line: str) -> None:
    hints = dict(owner.__annotations__)
    if hint is None:
        del hints[key]
    else:
        hints[key] = hint
    monkeypatch.setattr(owner, "__annotations__", hints)
    assert [found for found in find_key_differences(Document, schema(REPORT), "") if found.endswith(line)]


def test_every_claim_of_a_certificate_is_an_entry_of_the_report() -> None:
    assert [name for name in CLAIMS if name not in CertificateEntry.__annotations__] == []


def test_keys_that_early_documents_lack_are_filled() -> None:
    early: Any = copy.deepcopy(report_sample.document())
    del early["reference_sets"], early["theory"]["problem"], early["theory"]["notation"]
    for lemma in early["lemmas"]:
        del lemma["source"], lemma["sharpness"], lemma["generated"]
        for item in lemma["evidence"]:
            del item["proofs"]
            for step in item["steps"]:
                del step["tautology"]
    whole = validate(early)
    evidence = [item for lemma in whole["lemmas"] for item in lemma["evidence"]]
    steps = [step for item in evidence for step in item["steps"]]
    filled = {Document: [whole], TheoryEntry: [whole["theory"]], LemmaEntry: whole["lemmas"]}
    for hint, entries in {**filled, EvidenceEntry: evidence, StepEntry: steps}.items():
        assert entries
        assert all(hint.__required_keys__ <= set(entry) for entry in entries)
    assert "<article" in html.render(whole)
