"""The certificate file: canonical JSON, hex floats, one digest over everything.

Schema `attention-proofcheck/certificate/3`, of a problem with a mask `/4`, keys: schema, outcome, scope, reason,
theorem, claims {name: hex} and hypotheses {norm, name: hex} as in `solver.certificates.certificate`, region {name: hex}
as in `solver.certificates.global_region`, weights {wx, wy, lx, ly: hex}, data {A1, A2, A3, B}, point {X, Y} and step
{X, Y} (the Newton step of `solver.certificates.newton_step`) as {shape: [rows, columns], values: [hex, ...]}
(row-major), enclosure null or as in `solver.certificates.decimals` with decimals as text, digest: SHA-256 of the
canonical text without this key. Version 4 has one key more, mask: for each query a text of 0 and 1, one a key, 1 where
it is allowed, with a 0 somewhere; a reader that knows no masks refuses it, and files without one are what they were. A
file that writing its content would not reproduce byte by byte is refused, so that no character changes unnoticed and no
content has two spellings.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np

from solver.archive import ArchiveError
from solver.certificates.decimals import Enclosure, check_digits
from solver.problem import AttentionProblem
from solver.verified.ball import Floats

SCHEMA: Final = "attention-proofcheck/certificate/3"
MASKED_SCHEMA: Final = "attention-proofcheck/certificate/4"
_DATA: Final = ("A1", "A2", "A3", "B")
_WEIGHTS: Final = ("wx", "wy", "lx", "ly")
_POINTS: Final = ("point", "step")
_DECIMALS: Final = ("radius", "objective", "objective_radius")
_LABELS: Final = ("outcome", "scope", "reason", "theorem")
_SECTIONS: Final = ("claims", "hypotheses", "region", "enclosure", "weights", "data", "point", "step")
_COMMON: Final = frozenset({"schema", "digest", *_SECTIONS, *_LABELS})
_KEYS: Final = {SCHEMA: _COMMON, MASKED_SCHEMA: _COMMON | {"mask"}}


Pair: TypeAlias = tuple[Floats, Floats]


def encode_certificate(problem: AttentionProblem, points: Mapping[str, Pair], content: Mapping[str, Any]) -> bytes:
    """The file's bytes, one text for each content; `points` are the point and the Newton step."""
    return seal(
        {
            "schema": SCHEMA if problem.mask is None else MASKED_SCHEMA,
            **{name: _to_hex(value) for name, value in content.items() if name != "enclosure"},
            "enclosure": _decimals(content["enclosure"]),
            **encode_problem(problem),
            **{name: encode_point(*points[name]) for name in _POINTS},
        }
    )


def encode_problem(problem: AttentionProblem) -> dict[str, Any]:
    """Weights, data and, where there is one, the mask."""
    found: dict[str, Any] = {
        "weights": {name: getattr(problem, name).hex() for name in _WEIGHTS},
        "data": {name: encode_array(getattr(problem, name)) for name in _DATA},
    }
    if problem.mask is not None:
        found["mask"] = ["".join("01"[entry] for entry in row) for row in problem.mask.tolist()]
    return found


def decode_problem(document: Mapping[str, Any]) -> AttentionProblem:
    """What `encode_problem` was given."""
    arrays = {name: decode_array(document["data"][name]) for name in _DATA}
    weights = {name: float.fromhex(document["weights"][name]) for name in _WEIGHTS}
    mask = _decode_mask(document.get("mask"))
    return AttentionProblem(**arrays, **weights, mask=mask)  # type: ignore[arg-type]  # arrays and weights by name


def encode_point(X: Floats, Y: Floats) -> dict[str, Any]:
    """X and Y by their names."""
    return {"X": encode_array(X), "Y": encode_array(Y)}


def seal(document: Mapping[str, Any]) -> bytes:
    """The canonical text of a document with its digest."""
    return _canonical({**document, "digest": _digest(document)}).encode()


def unseal(data: bytes) -> Any:
    """The document of what `seal` wrote."""
    return json.loads(data)


def decode_certificate(data: bytes, name: object) -> tuple[AttentionProblem, dict[str, Pair], dict[str, Any]]:
    """Problem, points and the content that `encode_certificate` was given; `name` is for messages.

    Raises ArchiveError when the text is truncated, was changed or does not follow the schema.
    """
    document = open_sealed(data, name, _KEYS, "certificate", "Certificate.save")
    try:
        problem = decode_problem(document)
        points = {part: (decode_array(document[part]["X"]), decode_array(document[part]["Y"])) for part in _POINTS}
        content: dict[str, Any] = {name: _label(document[name]) for name in _LABELS}
        content["claims"] = {name: float.fromhex(text) for name, text in document["claims"].items()}
        content["enclosure"] = _enclosure(document["enclosure"])
        content["region"] = {name: float.fromhex(text) for name, text in document["region"].items()}
        content["hypotheses"] = {
            name: _label(text) if name == "norm" else float.fromhex(text)
            for name, text in document["hypotheses"].items()
        }
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, InvalidOperation) as error:
        raise ArchiveError(
            f"{name}: not a certificate of schema {document['schema']}: {error!r}; write it again"
        ) from error
    return problem, points, content


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises ArchiveError where it is missing or cannot be read."""
    try:
        return path.read_bytes()  # as bytes: text mode would take CR LF for LF
    except FileNotFoundError as error:
        raise ArchiveError(f"{path}: no such file") from error
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read as a certificate: {error}; write it again") from error


def open_sealed(
    data: bytes, name: object, keys: Mapping[str, frozenset[str]], what: str, writer: str
) -> dict[str, Any]:
    """The document whose canonical text this is, of one of the schemas of `keys`, which hold the keys of each.

    Raises ArchiveError for another text; `what` it should be and its `writer` are for the message.
    """
    try:
        text = data.decode("ascii")
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ArchiveError(f"{name}: cannot be read as a certificate: {error}; write it again") from error
    if not isinstance(document, dict) or frozenset(document) != keys.get(str(document.get("schema"))):
        plain, masked = keys
        raise ArchiveError(f"{name}: not a {what} of schema {plain} or, with a mask, {masked}; write it with {writer}")
    if text != _canonical(document) or document["digest"] != _digest(document):
        raise ArchiveError(f"{name}: the digest does not match the content: the file was changed or damaged")
    return document


def _decode_mask(rows: Any) -> Any:
    """Truth values; what is neither 0 nor 1, or one text for all rows, is not what is written again."""
    return None if rows is None else np.array([[entry == "1" for entry in row] for row in rows])


def _canonical(document: Mapping[str, Any]) -> str:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True) + "\n"


def _digest(document: Mapping[str, Any]) -> str:
    content = {key: value for key, value in document.items() if key != "digest"}
    return hashlib.sha256(_canonical(content).encode()).hexdigest()


def _to_hex(value: Any) -> Any:
    """Floats as hex text, one level deep; anything else as it is."""
    if isinstance(value, Mapping):
        return {name: _to_hex(entry) for name, entry in value.items()}
    return float(value).hex() if isinstance(value, float) else value


def _decimals(enclosure: Enclosure | None) -> dict[str, Any] | None:
    if enclosure is None:
        return None
    arrays = {
        name: {"shape": list(array.shape), "values": [str(value) for value in array.ravel()]}
        for name, array in (("X", enclosure.X), ("Y", enclosure.Y))
    }
    return {"digits": enclosure.digits, **arrays, **{name: str(getattr(enclosure, name)) for name in _DECIMALS}}


def _label(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r}: text is expected")
    return value


def _enclosure(entry: Mapping[str, Any] | None) -> Enclosure | None:
    if entry is None:
        return None
    check_digits(entry["digits"])
    arrays = {name: _decimal_array(entry[name]) for name in ("X", "Y")}
    return Enclosure(digits=entry["digits"], **arrays, **{name: Decimal(entry[name]) for name in _DECIMALS})


def _decimal_array(entry: Mapping[str, Any]) -> Any:
    rows, columns = entry["shape"]
    return np.array([Decimal(text) for text in entry["values"]], dtype=object).reshape(rows, columns)


def encode_array(array: Floats) -> dict[str, Any]:
    """Shape and values, row by row, as hex."""
    return {"shape": list(array.shape), "values": [value.hex() for value in array.ravel().tolist()]}


def decode_array(entry: Mapping[str, Any]) -> Floats:
    """What `encode_array` was given."""
    values = np.array([float.fromhex(text) for text in entry["values"]], dtype=np.float64)
    rows, columns = entry["shape"]
    return values.reshape(rows, columns)
