"""Re-establish every claim of a saved certificate from the definitions, in ball arithmetic.

Trusted: this file, `eigenvalues`, the definitions and derivative formulas of `proofcheck.attention` (lemmas I3, I4
decide the formulas), and python-flint. Never `solver`. Stored conclusions are compared, not believed; numpy supplies
witnesses only (an eigenvalue estimate, a Cholesky factor), whose quality can lose a claim but never grant one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from flint import arb

from proofcheck.arithmetic import Array, balls, precision
from proofcheck.attention.derivatives import State, gradient, hessian, state
from proofcheck.attention.local_bounds import hessian_lipschitz
from proofcheck.attention.norms import Euclidean, Metric, Natural
from proofcheck.eigenvalues import exceeds

SCHEMA: Final = "attention-proofcheck/certificate/2"
PRECISION_BITS: Final = 128
LARGEST_DENSE_SIZE: Final = 1000
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
_HYPOTHESES: Final = (
    "gradient_upper",
    "curvature_lower",
    "lipschitz_upper",
    "ball_radius",
    "radius_upper",
    "gap_upper",
    "metric_lower",
)
_LABELS: Final = {"outcome": ("CERTIFIED", "INCONCLUSIVE"), "scope": ("LOCAL",), "theorem": ("C1+C2",), "reason": None}
_NORMS: Final = ("EUCLIDEAN", "NATURAL")
_KEYS: Final = {"schema", "claims", "hypotheses", "weights", "data", "point", "digest", *_LABELS}


class CertificateFileError(ValueError):
    """A certificate file that cannot be read: truncated, changed, or not of the schema."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One claim of the certificate, whether it was re-established, and the sizes on both sides."""

    name: str
    statement: str
    holds: bool
    detail: str


@dataclass(frozen=True, kw_only=True)
class Recheck:
    """All claims of one certificate; `confirmed` when every one of them was re-established."""

    claims: tuple[Claim, ...]

    @property
    def confirmed(self) -> bool:
        """Whether there is something claimed and all of it holds."""
        return bool(self.claims) and all(claim.holds for claim in self.claims)


@dataclass(frozen=True, kw_only=True)
class Stored:
    """The content of a certificate file: exact doubles."""

    data: Mapping[str, Array]
    weights: Mapping[str, float]
    point: Mapping[str, Array]
    claims: Mapping[str, float]
    norm: str
    hypotheses: Mapping[str, float]
    labels: Mapping[str, str]


def verify(path: str | Path) -> Recheck:
    """Re-establish the claims of the certificate at `path`. Raises CertificateFileError when it cannot be read."""
    return recheck(read(Path(path)))


def recheck(stored: Stored) -> Recheck:
    """Recompute gradient, curvature and Lipschitz bounds at 128 bits, then check the theorem on the stored numbers."""
    size = stored.point["X"].size + stored.point["Y"].size
    bounds = (*stored.claims.values(), *stored.hypotheses.values())
    if stored.labels["outcome"] != "CERTIFIED":
        return _refusal("outcome", f"the certificate is INCONCLUSIVE and claims nothing: {stored.labels['reason']}")
    if size > LARGEST_DENSE_SIZE:
        return _refusal("size", f"{size} unknowns; beyond {LARGEST_DENSE_SIZE} the dense Hessian is not re-checked")
    if not all(np.isfinite(value) and value > 0 for value in bounds):
        return _refusal("claims", "every stored bound must be a positive finite number")
    with precision(PRECISION_BITS):
        return Recheck(claims=tuple(_all_claims(stored)))


def _refusal(name: str, detail: str) -> Recheck:
    return Recheck(claims=(Claim(name=name, statement="can be re-checked", holds=False, detail=detail),))


def _all_claims(stored: Stored) -> Iterator[Claim]:
    """In the certificate's norm: hypotheses, theorem, its Euclidean consequences; then the Euclidean hypotheses."""
    arrays: dict[str, Any] = {name: balls(value) for name, value in {**stored.data, **stored.point}.items()}
    weights: dict[str, Any] = {name: arb(value) for name, value in stored.weights.items()}
    slope, curvature, at = gradient(**arrays, **weights), hessian(**arrays, **weights), state(**arrays)
    A1, A2, A3, values = arrays["A1"], arrays["A2"], arrays["A3"], stored.data["B"].shape[1]
    euclidean = Euclidean(A1, A2, A3, values)
    metric: Metric = euclidean if stored.norm == "EUCLIDEAN" else Natural(A1, A2, A3, values)
    h, c = stored.hypotheses, stored.claims
    yield from _hypotheses(metric, slope, curvature, at, h, ("gradient_upper", "curvature_lower", "lipschitz_upper"))
    yield _at_least("metric_lower", "||d||^2 / ||d||_2^2 in the norm used", metric.lower, h["metric_lower"])
    yield from _theorem(h)
    yield from _conclusions(h, c)
    names = ("gradient_norm_upper", "curvature_lower", "hessian_lipschitz_upper")
    yield from _hypotheses(euclidean, slope, curvature, at, c, names)


def _hypotheses(
    metric: Metric, slope: Any, curvature: Array, at: State, stored: Mapping[str, float], names: tuple[str, str, str]
) -> Iterator[Claim]:
    """Gradient, curvature and Lipschitz constant in one norm, each recomputed from the data."""
    g, mu, M = names
    kind = metric.name
    yield _at_most(g, f"||grad Phi(z)||, {kind}", metric.dual_norm(*slope), stored[g])
    yield Claim(
        name=mu,
        statement=f"Hess Phi(z) - {mu} is positive definite, {kind}",
        holds=exceeds(curvature - arb(stored[mu]) * metric.matrix, 0.0),
        detail=f"{mu} = {stored[mu]:.6g}",
    )
    lipschitz = hessian_lipschitz(at, metric.reach, arb(stored["ball_radius"]))
    yield _at_most(M, f"Lipschitz constant of the Hessian on the ball, {kind}", lipschitz, stored[M])


def _at_most(name: str, quantity: str, value: arb, bound: float) -> Claim:
    detail = f"recomputed {value.str(8)}, stored {bound:.8g}"
    return Claim(name=name, statement=f"{quantity} <= {name}", holds=bool(value <= arb(bound)), detail=detail)


def _at_least(name: str, quantity: str, value: arb, bound: float) -> Claim:
    detail = f"recomputed {value.str(8)}, stored {bound:.8g}"
    return Claim(name=name, statement=f"{quantity} >= {name}", holds=bool(value >= arb(bound)), detail=detail)


def _theorem(hypotheses: Mapping[str, float]) -> Iterator[Claim]:
    """C1 and C2 on the stored numbers, which are exact doubles: r lies where mu r - M r^2/2 > g and mu - M r > 0."""
    names = ("gradient_upper", "curvature_lower", "lipschitz_upper", "radius_upper")
    g, mu, M, r = (arb(hypotheses[name]) for name in names)
    h, slope = M * g / (mu * mu), mu - M * r
    yield _at_most("ball_radius", "radius_upper of the hypotheses", r, hypotheses["ball_radius"])
    holds = bool(mu * r - M * r * r / 2 > g)
    yield Claim(name="existence", statement="mu r - M r^2 / 2 > g", holds=holds, detail=f"h = M g / mu^2 = {h.str(5)}")
    yield Claim(name="uniqueness", statement="mu - M r > 0", holds=bool(slope > 0), detail=f"mu - M r = {slope.str(5)}")
    yield _at_most("gap_upper", "g^2 / (2 (mu - M r / 3))", g * g / (2 * (mu - M * r / 3)), hypotheses["gap_upper"])


def _conclusions(hypotheses: Mapping[str, float], claims: Mapping[str, float]) -> Iterator[Claim]:
    radius = arb(hypotheses["radius_upper"]) / arb(hypotheses["metric_lower"]).sqrt()
    yield _at_most("radius_upper", "||z - z*||_2", radius, claims["radius_upper"])
    gap = arb(hypotheses["gap_upper"])
    yield _at_most("objective_gap_upper", "Phi(z) - Phi(z*)", gap, claims["objective_gap_upper"])


def read(path: Path) -> Stored:
    """Read a certificate file. Raises CertificateFileError: unreadable, changed (digest), or not of the schema."""
    document = _document(path)
    try:
        stored = Stored(
            data={name: _array(document["data"][name]) for name in _DATA},
            weights={name: float.fromhex(document["weights"][name]) for name in _WEIGHTS},
            point={name: _array(document["point"][name]) for name in ("X", "Y")},
            claims={name: float.fromhex(document["claims"][name]) for name in _CLAIMS},
            norm=document["hypotheses"]["norm"],
            hypotheses={name: float.fromhex(document["hypotheses"][name]) for name in _HYPOTHESES},
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


def _check_consistent(path: Path, document: Mapping[str, Any], stored: Stored) -> None:
    """Keys, labels, shapes and finiteness: what the definitions need in order to mean what the certificate says."""
    (n, p), (m, q), (m3, r), (n4, k) = (stored.data[name].shape for name in _DATA)
    arrays = (*stored.data.values(), *stored.point.values())
    parts = {"claims": _CLAIMS, "weights": _WEIGHTS, "hypotheses": ("norm", *_HYPOTHESES)}
    consistent = {
        "unknown keys": all(set(document[part]) == set(names) for part, names in parts.items()),
        "unknown label": stored.norm in _NORMS
        and all(known is None or stored.labels[name] in known for name, known in _LABELS.items()),
        "shapes": (m3, n4) == (m, n) and stored.point["X"].shape == (p, q) and stored.point["Y"].shape == (r, k),
        "empty arrays": min(n, m, p, q, r, k) > 0,
        "numbers that are not finite": all(np.isfinite(array).all() for array in arrays),
        "weights": all(np.isfinite(w) and w >= 0 for w in stored.weights.values()),
    }
    for problem, fine in consistent.items():
        if not fine:
            raise CertificateFileError(f"{path}: inconsistent certificate: {problem}")
