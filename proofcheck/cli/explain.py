"""A certificate file in plain words: what it claims, about which point, by which theorem, and what it does not claim.

Reading is not checking: the numbers are those of the file. `proofcheck verify` re-establishes them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from proofcheck.recheck.exact import Placed
from proofcheck.recheck.file import Stored
from proofcheck.typeset.numbers import downward, nearest, upward

_WEIGHTS: Final = ("wx", "wy", "lx", "ly")
_SCOPES: Final = {"LOCAL": "a strict local minimiser", "GLOBAL": "the global minimiser"}
_NORMS: Final = {
    "EUCLIDEAN": "the Euclidean norm of (vec X, vec Y)",
    "NATURAL": "the natural norm sqrt(||A1 dX A2^T||^2 + ||A3 dY||^2 + e ||dX||^2 + e' ||dY||^2)",
}
_LIMIT: Final = 0.5  # h of the theorem lies below
_RESTS: Final = (
    "the theorem, C1 and C2, and C3 for GLOBAL (proof: `solver/certificates/newton_kantorovich.py`; evidence: "
    "`proofcheck show C1`)",
    "the numbers above, which the solver computed in verified float64 (IEEE 754, round to nearest, matrix "
    "products that are sums of their own products)",
    "`proofcheck verify` needs none of that arithmetic: it recomputes every number in ball arithmetic from the "
    "definitions, and trusts these, their derivative formulas and bounds, and Arb",
)

_MASKED: Final = (
    "that row j is the row of a query with its allowed keys alone: the kernel's theorems about masks say so of the "
    "gradient, the Hessian, its constant and its least eigenvalue from bounds of rows; of the region of a GLOBAL "
    "one it is argued, not kernel-checked"
)


def explain_certificate(stored: Stored, path: Path) -> dict[str, Any]:
    """The parts of the explanation as JSON types; `path` is the file that `stored` was read from."""
    certified = stored.labels["outcome"] == "CERTIFIED"
    return {
        "file": path.name,
        "outcome": stored.labels["outcome"],
        "scope": stored.labels["scope"] if certified else None,
        "point": describe_place(stored),
        "proved": list(_list_proved(stored)) if certified else [],
        "theorem": stored.labels["theorem"],
        "norm": _NORMS[stored.norm],
        "hypotheses": list(_hypotheses(stored)),
        "rests_on": list(_list_foundations(stored)) if certified else [],
        "not_claimed": list(_list_not_claimed(stored)) if certified else [],
        "reason": stored.labels["reason"],
        "would_help": [] if certified else list(_list_remedies(stored)),
        "verify": f"proofcheck verify {path}",
    }


def _list_foundations(stored: Stored) -> Iterator[str]:
    yield from _RESTS
    if stored.mask is not None:
        yield _MASKED


def describe_place(stored: Placed) -> str:
    """What the file says of its point and its problem."""
    (n, p), (m, q), (_, r), (_, k) = (stored.data[name].shape for name in ("A1", "A2", "A3", "B"))
    weights = ", ".join(f"{name} = {nearest(stored.weights[name])}" for name in _WEIGHTS)
    return (
        f"The point (X, Y) that the file holds as exact doubles: X is {p} x {q}, Y is {r} x {k}, {p * q + r * k} "
        f"unknowns. The problem is in the file too: n = {n}, m = {m}, {weights}{_mask(stored)}."
    )


def _mask(stored: Placed) -> str:
    if stored.mask is None:
        return ""
    return f", and a mask: {int(stored.mask.sum())} of {stored.mask.size} pairs of a query and a key are allowed"


def _list_proved(stored: Stored) -> Iterator[str]:
    claims, h = stored.claims, stored.hypotheses
    yield (
        f"{_SCOPES[stored.labels['scope']].capitalize()} (X*, Y*) of Phi lies within Euclidean distance "
        f"{upward(claims['radius_upper'])} of the point."
    )
    yield f"Phi at the point exceeds Phi(X*, Y*) by at most {upward(claims['objective_gap_upper'])}."
    yield (
        f"Phi has no other stationary point within {downward(unique_within(h))} of the point, measured in "
        f"{_NORMS[stored.norm]}."
    )
    if stored.enclosure is not None:
        yield f"X*, Y* and Phi* are in the file as decimals, to {stored.enclosure.digits} digits."


def unique_within(h: Mapping[str, float]) -> float:
    """C1-unique on all of the ball where M holds, if mu - M rho > 0 there; else on the radius."""
    numbers = [h[name] for name in ("curvature_lower", "lipschitz_upper", "ball_radius")]
    if not all(map(math.isfinite, numbers)):
        return h["radius_upper"]
    mu, M, rho = map(Fraction, numbers)
    return h["ball_radius"] if mu > M * rho else h["radius_upper"]


def _hypotheses(stored: Stored) -> Iterator[dict[str, Any]]:
    """The theorem's quantities in its norm, rounded in the direction of what they bound, and whether each is met."""
    h = stored.hypotheses
    g, mu, M, rho, r = (
        h[name] for name in ("gradient_upper", "curvature_lower", "lipschitz_upper", "ball_radius", "radius_upper")
    )
    yield _entry("g", "the dual norm of grad Phi at the point is at most g", g, upward(g), math.isfinite(g))
    yield _entry("mu", "the Hessian there is at least mu > 0", mu, downward(mu), mu > 0)
    e = _newton_length(stored)
    if e is not None:
        meaning = "the Newton step H^-1 grad Phi is at most e long"
        yield _entry("e", meaning, round_up(e), upward(round_up(e)), met=True)
    finite = math.isfinite(M)
    yield _entry("M", "the Hessian is Lipschitz with constant at most M within rho", M, upward(M), finite)
    yield _entry("rho", "the radius of the ball on which M holds", rho, downward(rho), math.isfinite(rho))
    ratio = _ratio(stored)
    if ratio is not None:
        yield _entry("h", "h = M e / mu lies below 1/2", ratio, upward(ratio), ratio < _LIMIT)
    meaning = "r = 2 e / (1 + sqrt(1 - 2h)) is at most rho, and mu r - M r^2/2 > mu e"
    yield _entry("r", meaning, r, upward(r), _exists(stored))
    if stored.labels["scope"] == "GLOBAL":
        yield from _region(stored)


def _region(stored: Stored) -> Iterator[dict[str, Any]]:
    region = stored.region
    scores, values, lowest = (region[name] for name in ("scores", "values", "curvature_lower"))
    yield _entry("a", "every global minimiser has ||A1 X A2^T|| at most a", scores, upward(scores), met=True)
    yield _entry("b", "and ||A3 Y|| at most b", values, upward(values), met=True)
    yield _entry("c", "on that region the Hessian is at least c > 0", lowest, downward(lowest), lowest > 0)


def _entry(symbol: str, meaning: str, value: float, shown: str, met: bool) -> dict[str, Any]:  # noqa: FBT001
    stored = value if math.isfinite(value) else None
    return {"symbol": symbol, "meaning": meaning, "value": stored, "shown": shown, "met": met}


def _newton_length(stored: Stored) -> Fraction | None:
    """e = min(g / mu, ||w|| + ||grad - H w||_* / mu) from the stored doubles, exactly; None without curvature."""
    names = ("gradient_upper", "curvature_lower", "step_upper", "residual_upper")
    values = [stored.hypotheses[name] for name in names]
    if not (all(map(math.isfinite, values)) and values[1] > 0):
        return None
    g, mu, length, residual = map(Fraction, values)
    return min(g / mu, length + residual / mu)


def _ratio(stored: Stored) -> float | None:
    """h = M e / mu rounded up; None where it means nothing."""
    e, M = _newton_length(stored), stored.hypotheses["lipschitz_upper"]
    if e is None or not math.isfinite(M):
        return None
    return round_up(Fraction(M) * e / Fraction(stored.hypotheses["curvature_lower"]))


def _exists(stored: Stored) -> bool:
    """Whether the theorem's inequality holds for the stored doubles, exactly."""
    e = _newton_length(stored)
    values = [stored.hypotheses[name] for name in ("curvature_lower", "lipschitz_upper", "radius_upper", "ball_radius")]
    if e is None or not all(map(math.isfinite, values)):
        return False
    mu, M, r, rho = map(Fraction, values)
    return r <= rho and mu * r - M * r * r / 2 > mu * e and mu > M * r


def round_up(value: Fraction) -> float:
    """The least double that is not smaller; infinity beyond the doubles."""
    try:
        nearest_double = float(value)
    except OverflowError:
        return math.inf
    return nearest_double if Fraction(nearest_double) >= value else math.nextafter(nearest_double, math.inf)


def _list_not_claimed(stored: Stored) -> Iterator[str]:
    if stored.labels["scope"] == "LOCAL":
        yield "that no other minimiser is lower: a certificate of scope LOCAL says nothing about points far away"
    yield "that the data are right: they are taken as the exact doubles in the file"
    yield "how the point was found, or that a solver would find it again"
    yield "anything by this explanation: it reads the file and checks nothing"


def _list_remedies(stored: Stored) -> Iterator[str]:
    h, ratio = stored.hypotheses, _ratio(stored)
    if not math.isfinite(h["gradient_upper"]):
        yield "scale the data: scores, values or weights overflow, or the data are rank-deficient (then set lx, ly > 0)"
    elif not h["curvature_lower"] > 0:
        yield "solve to a smaller --tol: far from a minimiser the curvature need not be positive"
        yield "try other starts (--restarts 10): a saddle point has no positive curvature at all"
        yield "larger wx, wy, lx or ly add curvature; that is another problem, with another minimiser"
    elif ratio is not None:
        yield (
            f"solve more accurately (a smaller --tol): h = {upward(ratio)} has to fall below 1/2; it shrinks with the "
            "Newton step e, and M shrinks with the ball"
        )
        yield "if the solver stagnates before, the minimiser is too ill-conditioned here: larger wx, wy, lx or ly help"
    else:
        yield "scale the data: no finite Lipschitz constant of the Hessian was found around the point"
