"""The JSON Schemas that this package ships, and what is wrong with a document in one sentence.

`report.schema.json` describes `report.json`; `certificate.schema.json` describes certificate files and
`global.schema.json`, which refers to it, those of searches (they document the shape only: the files' reader also
compares the digest and demands the canonical text).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.exceptions import best_match
from referencing import Registry, Resource

REPORT: Final = "report"
CERTIFICATE: Final = "certificate"
GLOBAL: Final = "global"
_FOLDER: Final = Path(__file__).parent / "schemas"
_LONGEST: Final = 60  # characters of a value that a message quotes
_TYPES: Final = {
    "object": "an object",
    "array": "a list",
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "null",
}


@cache
def schema(name: str) -> dict[str, Any]:
    """The schema REPORT, CERTIFICATE or GLOBAL as JSON types, read once a process."""
    return dict(json.loads((_FOLDER / f"{name}.schema.json").read_text(encoding="utf-8")))


def find_violation(document: Any, name: str) -> str | None:
    """The place, the value there and the rule that it breaks; None for a document of the schema."""
    error = best_match(_validator(name).iter_errors(document))
    if error is None:
        return None
    return f"{format_path(error.absolute_path)}: {quote(error.instance)} {_describe_rule(error)}"


@cache
def _validator(name: str) -> Draft202012Validator:
    known = (Resource.from_contents(schema(other)) for other in (REPORT, CERTIFICATE, GLOBAL))
    return Draft202012Validator(schema(name), registry=[*known] @ Registry())


def format_path(path: Iterable[str | int]) -> str:
    """`lemmas[3].verdict.grade`; `document` for the whole of it."""
    parts = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(parts).removeprefix(".") or "document"


def quote(value: Any) -> str:
    """A value as JSON, cut after 60 characters: it is part of a message of one line."""
    text = json.dumps(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _describe_rule(error: ValidationError) -> str:
    phrase = _PHRASES.get(str(error.validator))
    return phrase(error) if phrase else f"breaks the rule {error.validator}: {quote(error.validator_value)}"


def _describe_types(error: ValidationError) -> str:
    types = [error.validator_value] if isinstance(error.validator_value, str) else error.validator_value
    return "must be " + " or ".join(_TYPES[kind] for kind in types)


def _describe_missing(error: ValidationError) -> str:
    return "lacks " + ", ".join(key for key in error.validator_value if key not in error.instance)


_PHRASES: Final[dict[str, Callable[[ValidationError], str]]] = {
    "type": _describe_types,
    "required": _describe_missing,
    "const": lambda error: f"must be {quote(error.validator_value)}",
    "enum": lambda error: "must be one of " + ", ".join(map(json.dumps, error.validator_value)),
    "minimum": lambda error: f"must be at least {error.validator_value}",
    "maximum": lambda error: f"must be at most {error.validator_value}",
    "minLength": lambda _: "must not be empty",
    "minItems": lambda _: "must not be empty",
    "pattern": lambda error: "must be " + error.schema.get("description", f"of the form {error.validator_value}"),
    "not": lambda error: "must not be one of " + ", ".join(map(json.dumps, error.validator_value["enum"])),
}
