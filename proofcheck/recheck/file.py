"""The certificate file as the re-checker reads it: exact doubles, nothing believed.

Written without `solver`, whose file it reads. A file that is truncated, changed (digest, canonical form), of another
schema, or whose parts do not fit each other is refused with one message.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from proofcheck.arithmetic.functions import Array

MOST_DIGITS: Final = 1000
SCHEMA: Final = "attention-proofcheck/certificate/3"
_DATA: Final = ("A1", "A2", "A3", "B")
_WEIGHTS: Final = ("wx", "wy", "lx", "ly")
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
_KEYS: Final = {"schema", "digest", *_SECTIONS, *_LABELS}
_DECIMAL: Final = re.compile(r"-?[0-9]{1,2000}(\.[0-9]{1,4000})?(E[+-]?[0-9]{1,4})?")


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


@dataclass(frozen=True, kw_only=True)
class Stored:
    """The content of a certificate file: exact doubles."""

    data: Mapping[str, Array]
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
    document = _document(path)
    try:
        stored = Stored(
            data={name: _array(document["data"][name]) for name in _DATA},
            weights={name: float.fromhex(document["weights"][name]) for name in _WEIGHTS},
            point={name: _array(document["point"][name]) for name in ("X", "Y")},
            step={name: _array(document["step"][name]) for name in ("X", "Y")},
            claims={name: float.fromhex(document["claims"][name]) for name in _CLAIMS},
            norm=document["hypotheses"]["norm"],
            hypotheses={name: float.fromhex(document["hypotheses"][name]) for name in _HYPOTHESES},
            region={name: float.fromhex(document["region"][name]) for name in _REGION},
            enclosure=_enclosure(document["enclosure"]),
            labels={name: str(document[name]) for name in _LABELS},
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise CertificateFileError(f"{path}: not a certificate of schema {SCHEMA}: {error!r}") from error
    _check_consistent(path, document, stored)
    return stored


def _document(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="ascii")
        document = json.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        raise CertificateFileError(f"{path}: cannot be read as a certificate: {error}") from error
    if not isinstance(document, dict) or document.get("schema") != SCHEMA or set(document) != _KEYS:
        raise CertificateFileError(f"{path}: not a certificate of schema {SCHEMA}")
    if text != _canonical(document) or document["digest"] != _digest(document):
        raise CertificateFileError(f"{path}: the digest does not match the content: the file was changed or damaged")
    return document


def _canonical(document: Mapping[str, Any]) -> str:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True) + "\n"


def _digest(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(_canonical({k: v for k, v in document.items() if k != "digest"}).encode()).hexdigest()


def _array(entry: Mapping[str, Any]) -> Array:
    values = np.array([float.fromhex(text) for text in entry["values"]], dtype=np.float64)
    rows, columns = entry["shape"]
    return values.reshape(rows, columns)


def _enclosure(entry: Any) -> StoredEnclosure | None:
    if entry is None:
        return None
    names = {"digits", "X", "Y", "radius", "objective", "objective_radius"}
    if set(entry) != names or entry["digits"] not in range(1, MOST_DIGITS + 1):
        raise ValueError(f"enclosure with keys {sorted(entry)} and digits={entry['digits']!r}")
    return StoredEnclosure(
        digits=entry["digits"],
        X=_texts(entry["X"]["values"], entry["X"]["shape"]),
        Y=_texts(entry["Y"]["values"], entry["Y"]["shape"]),
        radius=_text(entry["radius"]),
        objective=_text(entry["objective"]),
        objective_radius=_text(entry["objective_radius"]),
    )


def _text(value: Any) -> str:
    return str(_texts([value], [1, 1]).item())


def _texts(values: Any, shape: Any) -> Array:
    """Decimal numbers as text; anything else raises ValueError."""
    if not all(isinstance(text, str) and _DECIMAL.fullmatch(text) for text in values):
        raise ValueError("an enclosure holds something that is not a decimal number")
    rows, columns = shape
    return np.array(values, dtype=object).reshape(rows, columns)


def _check_consistent(path: Path, document: Mapping[str, Any], stored: Stored) -> None:
    """Keys, labels, shapes and finiteness: what the definitions need in order to mean what the certificate says."""
    (n, p), (m, q), (m3, r), (n4, k) = (stored.data[name].shape for name in _DATA)
    arrays = (*stored.data.values(), *stored.point.values(), *stored.step.values())
    parts = {"claims": _CLAIMS, "weights": _WEIGHTS, "hypotheses": ("norm", *_HYPOTHESES), "region": _REGION}
    places = [stored.point, stored.step]
    if stored.enclosure is not None:
        places.append({"X": stored.enclosure.X, "Y": stored.enclosure.Y})
    consistent = {
        "unknown keys": all(set(document[part]) == set(names) for part, names in parts.items()),
        "unknown label": stored.norm in _NORMS
        and all(known is None or stored.labels[name] in known for name, known in _LABELS.items()),
        "shapes": (m3, n4) == (m, n) and all((at["X"].shape, at["Y"].shape) == ((p, q), (r, k)) for at in places),
        "empty arrays": min(n, m, p, q, r, k) > 0,
        "numbers that are not finite": all(np.isfinite(array).all() for array in arrays),
        "weights": all(np.isfinite(w) and w >= 0 for w in stored.weights.values()),
        "ridges": all(np.isfinite(stored.hypotheses[name]) and stored.hypotheses[name] >= 0 for name in _RIDGES),
    }
    for problem, fine in consistent.items():
        if not fine:
            raise CertificateFileError(f"{path}: inconsistent certificate: {problem}")
