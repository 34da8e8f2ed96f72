"""The certificate file as the re-checker reads it: exact doubles, nothing believed.

Written without `solver`, whose file it reads. A file that is truncated, changed (digest, canonical form), of another
schema, or whose parts do not fit each other is refused with one message. There is one text for each content: the bytes
are those of canonical JSON, every double is written as its own `hex()`, every decimal as its own `str()`, and no key or
type is free, so that two certificates with the same content are the same file.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np

from proofcheck.arithmetic.functions import Array

MOST_DIGITS: Final = 1000
SCHEMA: Final = "attention-proofcheck/certificate/3"
MASKED_SCHEMA: Final = "attention-proofcheck/certificate/4"
DATA: Final = ("A1", "A2", "A3", "B")
PLACE: Final = ("X", "Y")
WEIGHTS: Final = ("wx", "wy", "lx", "ly")
_CLAIMS: Final = (
    "gradient_norm_upper",
    "curvature_lower",
    "hessian_lipschitz_upper",
    "ball_radius",
    "radius_upper",
    "objective_gap_upper",
)
BOUNDS: Final = (
    "gradient_upper",
    "residual_upper",
    "step_upper",
    "curvature_lower",
    "lipschitz_upper",
    "ball_radius",
    "radius_upper",
    "gap_upper",
    "metric_lower",
)
_RIDGES: Final = ("ridge_scores", "ridge_values")
_HYPOTHESES: Final = (*BOUNDS, *_RIDGES)
_REGION: Final = ("scores", "values", "curvature_lower")
_LABELS: Final = {
    "outcome": ("CERTIFIED", "INCONCLUSIVE"),
    "scope": ("LOCAL", "GLOBAL"),
    "theorem": ("C1+C2", "C1+C2+C3"),
    "reason": None,
}
_NORMS: Final = ("EUCLIDEAN", "NATURAL")
_SECTIONS: Final = ("claims", "hypotheses", "region", "enclosure", "weights", "data", "point", "step")
_T = TypeVar("_T")
_COMMON: Final = frozenset({"schema", "digest", *_SECTIONS, *_LABELS})
KEYS: Final = {SCHEMA: _COMMON, MASKED_SCHEMA: _COMMON | {"mask"}}
_DECIMAL: Final = re.compile(r"-?[0-9]{1,2000}(\.[0-9]{1,4000})?(E[+-]?[0-9]{1,4})?")
_ENCLOSED: Final = ("digits", "X", "Y", "radius", "objective", "objective_radius")


class CertificateFileError(ValueError):
    """A certificate file that cannot be read: truncated, changed, or not of the schema."""


@dataclass(frozen=True, kw_only=True)
class StoredEnclosure:
    """Decimals as text: the minimiser, its distance from them in the 2-norm, the minimum and its distance."""

    digits: int
    X: Array
    Y: Array
    radius: str
    objective: str
    objective_radius: str

    @property
    def places(self) -> int:
        """The most decimal places of an entry of X and Y: at most 14,000, by the form that is read."""
        return max(0, *(-int(Decimal(text).as_tuple().exponent) for text in (*self.X.ravel(), *self.Y.ravel())))


@dataclass(frozen=True, kw_only=True)
class Stored:
    """The content of a certificate file: exact doubles, and with a mask 1 for allowed keys, 0 for others (n x m)."""

    data: Mapping[str, Array]
    mask: Array | None
    weights: Mapping[str, float]
    point: Mapping[str, Array]
    step: Mapping[str, Array]
    claims: Mapping[str, float]
    norm: str
    hypotheses: Mapping[str, float]
    region: Mapping[str, float]
    labels: Mapping[str, str]
    enclosure: StoredEnclosure | None


def read(path: Path) -> Stored:
    """Read a certificate file. Raises CertificateFileError: unreadable, changed (digest), or not of the schema."""
    return decode(load(path, KEYS), path, decode_certificate)


def decode(
    document: dict[str, Any], path: Path, decoder: Callable[[dict[str, Any]], tuple[_T, Mapping[str, bool]]]
) -> _T:
    """What the decoder makes of a document, with what has to be true of it; raises CertificateFileError."""
    try:
        stored, consistent = decoder(document)
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, InvalidOperation) as error:
        if isinstance(error, CertificateFileError):
            raise
        raise CertificateFileError(f"{path}: not a certificate of schema {document['schema']}: {error!r}") from error
    for problem, fine in consistent.items():
        if not fine:
            raise CertificateFileError(f"{path}: inconsistent certificate: {problem}")
    return stored


def decode_certificate(document: dict[str, Any]) -> tuple[Stored, Mapping[str, bool]]:
    """The content of a certificate's document, and what has to be true of it."""
    stored = Stored(
        data=section(document["data"], DATA, array),
        mask=read_mask(document["mask"]) if document["schema"] == MASKED_SCHEMA else None,
        weights=section(document["weights"], WEIGHTS, double),
        point=section(document["point"], PLACE, array),
        step=section(document["step"], PLACE, array),
        claims=section(document["claims"], _CLAIMS, double),
        norm=label(document["hypotheses"].pop("norm")),
        hypotheses=section(document["hypotheses"], _HYPOTHESES, double),
        region=section(document["region"], _REGION, double),
        enclosure=_enclosure(document["enclosure"]),
        labels={name: label(document[name]) for name in _LABELS},
    )
    return stored, _consistency(stored)


def load(path: Path, keys: Mapping[str, frozenset[str]]) -> dict[str, Any]:
    """The document of a file, of one of the schemas of `keys`; raises CertificateFileError."""
    try:
        text = path.read_bytes().decode("ascii")  # as bytes: text mode would take CR LF for LF
        document = json.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        raise CertificateFileError(f"{path}: cannot be read as a certificate: {error}") from error
    check_document(document, text, path, keys)
    found: dict[str, Any] = document
    return found


def check_document(document: Any, text: str, path: Path, keys: Mapping[str, frozenset[str]]) -> None:
    """Keys, canonical form and digest; raises CertificateFileError."""
    if not isinstance(document, dict) or frozenset(document) != keys.get(str(document.get("schema"))):
        *others, last = keys
        raise CertificateFileError(f"{path}: not a certificate of schema {', '.join(others)} or {last}")
    if text != canonical(document) or document["digest"] != _digest(document):
        raise CertificateFileError(f"{path}: the digest does not match the content: the file was changed or damaged")


def canonical(document: Mapping[str, Any]) -> str:
    """The one text of a document."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True) + "\n"


def _digest(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical({k: v for k, v in document.items() if k != "digest"}).encode()).hexdigest()


def section(entry: Any, names: Sequence[str], decode: Callable[[Any], _T]) -> dict[str, _T]:
    """The named entries, decoded; raises ValueError for a key that is missing or that means nothing."""
    if set(entry) != set(names):
        raise ValueError(f"keys {sorted(entry)}: exactly {sorted(names)} are expected")
    return {name: decode(entry[name]) for name in names}


def label(value: Any) -> str:
    """A text; raises TypeError for anything else."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r}: text is expected")
    return value


def double(text: Any) -> float:
    """A double from its hex; raises ValueError for another text of it."""
    value = float.fromhex(text)
    if value.hex() != text:
        raise ValueError(f"{text!r}: a double is written as {value.hex()!r}")
    return value


def _decimal(text: Any) -> str:
    if not (isinstance(text, str) and _DECIMAL.fullmatch(text) and str(Decimal(text)) == text):
        raise ValueError("an enclosure holds something that is not a decimal number as Decimal prints it")
    return text


def _decode_array(entry: Any, decode: Callable[[Any], Any], dtype: Any) -> Array:
    """An array from its shape, two numbers, and its values in row-major order."""
    parts = section(entry, ("shape", "values"), list)
    if [type(size) for size in parts["shape"]] != [int, int] or min(parts["shape"]) < 0:
        raise ValueError(f"shape {parts['shape']!r}: two whole numbers are expected")
    return np.array([decode(text) for text in parts["values"]], dtype=dtype).reshape(parts["shape"])


def array(entry: Any) -> Array:
    """An array of doubles."""
    return _decode_array(entry, double, np.float64)


def read_mask(rows: Any) -> Array:
    """0 and 1, from one text a query; raises ValueError where not every query has a key and some query lacks one.

    Such a mask would leave a row without weights, or be a second way to write that there is none.
    """
    if not isinstance(rows, list) or not all(isinstance(row, str) and re.fullmatch("[01]+", row) for row in rows):
        raise ValueError("a mask is a list of texts of 0 and 1, one a query")
    mask = np.array([np.frombuffer(row.encode(), dtype=np.int8) for row in rows]) - np.int8(ord("0"))
    if not mask.any(axis=1).all() or mask.all():
        raise ValueError("a mask allows each query a key, and does not allow some query some key")
    return mask


def _enclosure(entry: Any) -> StoredEnclosure | None:
    if entry is None:
        return None
    digits = section(entry, _ENCLOSED, lambda value: value)["digits"]
    if type(digits) is not int or not 1 <= digits <= MOST_DIGITS:
        raise ValueError(f"digits={digits!r}: a whole number from 1 to {MOST_DIGITS} is expected")
    return StoredEnclosure(
        digits=digits,
        X=_decode_array(entry["X"], _decimal, object),
        Y=_decode_array(entry["Y"], _decimal, object),
        radius=_decimal(entry["radius"]),
        objective=_decimal(entry["objective"]),
        objective_radius=_decimal(entry["objective_radius"]),
    )


def _consistency(stored: Stored) -> Mapping[str, bool]:
    """Labels, shapes and finiteness: what the definitions need in order to mean what the certificate says."""
    (n, p), (m, q), (m3, r), (n4, k) = (stored.data[name].shape for name in DATA)
    arrays = (*stored.data.values(), *stored.point.values(), *stored.step.values())
    places = [stored.point, stored.step]
    if stored.enclosure is not None:
        places.append({"X": stored.enclosure.X, "Y": stored.enclosure.Y})
    return {
        "unknown label": stored.norm in _NORMS
        and all(known is None or stored.labels[name] in known for name, known in _LABELS.items()),
        "shapes": (m3, n4) == (m, n) and all((at["X"].shape, at["Y"].shape) == ((p, q), (r, k)) for at in places),
        "mask": stored.mask is None or stored.mask.shape == (n, m),
        "empty arrays": min(n, m, p, q, r, k) > 0,
        "numbers that are not finite": all(np.isfinite(array).all() for array in arrays),
        "weights": all(np.isfinite(w) and w >= 0 for w in stored.weights.values()),
        "ridges": all(np.isfinite(stored.hypotheses[name]) and stored.hypotheses[name] >= 0 for name in _RIDGES),
    }
