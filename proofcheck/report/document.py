"""The report document: one plain JSON value from which every rendering is made.

Schema `attention-proofcheck/report/1`, written down in `schemas/report.schema.json`. Numbers that are not finite become
null, timings never enter, keys are sorted: the same run gives the same bytes. (`proofcheck run --json` adds one more
key, `timing`, for people.)
"""

from __future__ import annotations

import json
import math
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from enum import Enum
from importlib.metadata import version
from numbers import Integral, Real
from pathlib import Path
from typing import Any, Final, cast

import numpy as np

from proofcheck.engine.runner import Result
from proofcheck.lemmas.evidence import Evidence, Grade, Sharpness, sharpness_words
from proofcheck.lemmas.lemma import Theory
from proofcheck.report.consistency import find_disagreements, succeeded
from proofcheck.report.entries import Document, RunEntry
from proofcheck.report.schema import REPORT, find_violation

SCHEMA: Final = "attention-proofcheck/report/1"
_LIBRARIES: Final = ("numpy", "sympy", "python-flint", "mpmath", "hypothesis")
_LEMMA_TEXT: Final = ("name", "title", "group", "statement", "hypotheses", "holds_instead", "reference", "remarks")


class ReportError(ValueError):
    """A report document that cannot be rendered: the message names the place, the rule and the remedy."""


@dataclass(frozen=True, kw_only=True)
class Invocation:
    """What decided the results of a run besides the theory, and the shell command that repeats it."""

    profile: str
    seed: int
    command: str


def build_document(
    theory: Theory,
    results: Sequence[Result],
    invocation: Invocation,
    *,
    solves: Sequence[Mapping[str, Any]] = (),
    reference_sets: Sequence[Mapping[str, Any]] = (),
) -> Document:
    """The document of one run.

    `solves` are mappings of the schema's solve entries (arrays, numpy scalars and enums are converted), and
    `reference_sets` of its reference sets (`Confirmation.record`). `as_expected` asks that of every lemma, of every
    solve that it converged, was certified and was confirmed by the re-checker, of every reference set that its values
    are. Raises ReportError when a value has no JSON form or a solve lacks a key.
    """
    document = {
        "schema": SCHEMA,
        "theory": {name: getattr(theory, name) for name in ("name", "title", "reference", "problem", "notation")},
        "run": _record_run(invocation),
        "counts": {grade.name: sum(r.verdict.grade is grade for r in results) for grade in Grade},
        "instances_decided": sum(item.decided for result in results for item in result.verdict.evidence),
        "as_expected": all(r.as_expected for r in results)
        and all(map(succeeded, solves))
        and all(item["confirmed"] for item in reference_sets),
        "lemmas": [_record_lemma(result) for result in results],
        "solves": list(solves),
        "reference_sets": list(reference_sets),
    }
    return validate(to_json_types(document))


def _record_run(invocation: Invocation) -> RunEntry:
    versions = {name: version(name) for name in _LIBRARIES}
    return {
        "profile": invocation.profile,
        "seed": invocation.seed,
        "command": invocation.command,
        "python": platform.python_version(),
        "versions": versions,
    }


def _record_lemma(result: Result) -> dict[str, object]:
    lemma, verdict = result.lemma, result.verdict
    return {
        **{name: getattr(lemma, name) for name in _LEMMA_TEXT},
        "source": lemma.source and asdict(lemma.source),
        "requires": lemma.requires,
        "expected": lemma.expected.name if lemma.expected else None,
        "space": lemma.space.describe() if lemma.space else None,
        "generated": result.generated and asdict(result.generated),
        "measures": result.measures,
        "verdict": {"grade": verdict.grade.name, "message": verdict.grade.value, "reason": verdict.reason},
        "as_expected": result.as_expected,
        "internal": lemma.internal,
        "sharpness": {
            "summary": sharpness_words(verdict.sharpness, verdict.effort),
            "parts": [_record_sharpness(item) for item in verdict.sharpness],
        },
        "evidence": [_record_evidence(item) for item in verdict.evidence],
    }


def _record_sharpness(item: Sharpness) -> dict[str, object]:
    record = {field.name: getattr(item, field.name) for field in fields(item)}
    return record | {"label": item.label.name, "message": item.label.value, "factor_upper": item.factor_upper}


def _record_evidence(item: Evidence) -> dict[str, object]:
    record: dict[str, object] = {
        field.name: getattr(item, field.name) for field in fields(item) if field.name != "sharpness"
    }
    found = item.counterexample
    record["counterexample"] = {f.name: getattr(found, f.name) for f in fields(found)} if found else None
    for name in ("steps", "proofs"):
        record[name] = [{f.name: getattr(entry, f.name) for f in fields(entry)} for entry in getattr(item, name)]
    return record


def to_json_types(value: object) -> Any:
    """`value` in JSON types: enums by name, arrays as nested lists, numbers that are not finite as null, keys sorted.

    Raises ReportError for anything without a JSON form.
    """
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")  # lone surrogates have no place in a file
    if value is None:
        return value
    if isinstance(value, Mapping):
        return {to_json_types(str(key)): to_json_types(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, np.ndarray):
        return to_json_types(value.tolist())
    if isinstance(value, Sequence):
        return [to_json_types(entry) for entry in value]
    return _to_number(value)


def _to_number(value: object) -> bool | int | float | None:
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value) if math.isfinite(value) else None
    kind = type(value).__name__
    raise ReportError(f"report value {value!r} is a {kind}; give text, numbers, arrays, mappings or sequences")


def count_grades(document: Document) -> list[tuple[str, int]]:
    """The grades that occur and how often, strongest first."""
    return [(grade, document["counts"][grade]) for grade in Grade.__members__ if document["counts"].get(grade)]


def dump(document: Document) -> str:
    """Canonical text: sorted keys, indentation 1, a newline at the end."""
    return json.dumps(document, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def load(path: Path) -> Document:
    """Read and validate a saved document. Raises ReportError; OSError when the file cannot be read."""
    try:
        document = json.loads(
            path.read_text(encoding="utf-8"), parse_constant=_reject_constant, parse_float=_parse_finite
        )
        dump(document).encode("utf-8")
        return validate(document)
    except ReportError as error:
        raise ReportError(f"{path}: {error}") from None
    except (ValueError, RecursionError) as error:
        raise ReportError(f"{path}: not a report document ({error}); write it again with `proofcheck report`") from None


def _fill_defaults(document: Any) -> Document:
    """Keys that came after the first documents of this version: their absence means that nothing was measured.

    What a grade means is said as this version says it.
    """
    lemmas = [
        {
            "source": None,
            "sharpness": {"summary": "", "parts": []},
            **lemma,
            "verdict": {**lemma["verdict"], "message": Grade[lemma["verdict"]["grade"]].value},
            "generated": lemma.get("generated"),
            "evidence": [_fill_evidence(item) for item in lemma["evidence"]],
        }
        for lemma in document["lemmas"]
    ]
    theory = {"problem": "", "notation": [], **document["theory"]}
    return cast(Document, {"reference_sets": [], **document, "theory": theory, "lemmas": lemmas})


def _fill_evidence(item: Any) -> dict[str, Any]:
    steps = [{**step, "tautology": step.get("tautology", False)} for step in item["steps"]]
    return {**item, "steps": steps, "proofs": item.get("proofs", [])}


def _reject_constant(constant: str) -> float:
    raise ReportError(f"{constant} is not a JSON number; a report writes null instead")


def _parse_finite(text: str) -> float:
    return float(text) if math.isfinite(float(text)) else _reject_constant(text)


def validate(document: Any) -> Document:
    """The document when it follows `report.schema.json` and its parts agree; raises ReportError otherwise.

    Optional keys that are absent come with their defaults.
    """
    broken = find_violation(document, REPORT)
    if broken is not None:
        raise ReportError(f"{broken}; write the report again with this version ({SCHEMA})")
    for problem in find_disagreements(cast(Document, document)):
        raise ReportError(f"{problem}; the document was changed by hand or damaged: write the report again")
    return _fill_defaults(document)
