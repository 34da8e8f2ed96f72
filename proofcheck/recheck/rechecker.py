"""Re-establish every claim of a saved certificate from the definitions, in ball arithmetic.

Trusted: this file, `eigenvalues`, the definitions, derivative formulas and bounds of `proofcheck.attention` (lemmas I3,
I4, B7, S1 and S3 decide them), and python-flint. Never `solver`. Stored conclusions are compared, not believed; numpy
and the stored Newton step supply witnesses only, whose quality can lose a claim but never grant one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final, TypeAlias

import numpy as np
from flint import arb

from proofcheck.arithmetic.functions import Array, balls, elementwise, matmul, precision
from proofcheck.recheck import global_region
from proofcheck.recheck.blocks import Tell, has_small_hessian, products, quantities, states, value_and_gradient
from proofcheck.recheck.eigenvalues import exceeds
from proofcheck.recheck.exact import exact
from proofcheck.recheck.file import BOUNDS, Stored, StoredEnclosure
from proofcheck.recheck.hessian_lipschitz import RowSizes, hessian_lipschitz
from proofcheck.recheck.norms import Euclidean, Metric, Natural
from proofcheck.recheck.roots import length_upper, root_upper

PRECISION_BITS: Final = 128
LARGEST_SIZE: Final = 200_000
SHARPENINGS: Final = 4


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One claim of the certificate, whether it was re-established, and the sizes on both sides."""

    name: str
    statement: str
    holds: bool
    detail: str


OnProgress: TypeAlias = Callable[[str, float], object]
_ROWS = 0.9  # share of the work that rows are said to take
_ONE_PASS = 0.5  # of that without a Hessian: S1-moments take a second pass, where S1 shows nothing
_DECIMALS = 0.5  # share of what comes before the decimals, if there are some


@dataclass(frozen=True, kw_only=True)
class Recheck:
    """All claims of one certificate; `confirmed` when every one of them was re-established."""

    claims: tuple[Claim, ...]

    @property
    def confirmed(self) -> bool:
        """Whether there is something claimed and all of it holds."""
        return bool(self.claims) and all(claim.holds for claim in self.claims)


@dataclass(frozen=True, kw_only=True)
class Recomputed:
    """What the claims rest on, in ball arithmetic; `curvature` is the Hessian, or of a large one a bound."""

    rows: RowSizes
    objective: arb
    slope: tuple[Array, Array]
    residual: tuple[Array, Array]
    curvature: Array | arb


def recheck(stored: Stored, on_progress: OnProgress | None = None) -> Recheck:
    """Recompute every bound at 128 bits, then check the theorems on the stored numbers.

    `on_progress(stage, share)` is told what is being done and about what share of the work, 0 to 1, is done.
    """
    tell, before = on_progress or (lambda _stage, _share: None), 1.0 if stored.enclosure is None else _DECIMALS
    size = stored.point["X"].size + stored.point["Y"].size
    bounds = [*stored.claims.values(), *(stored.hypotheses[name] for name in BOUNDS)]
    if stored.labels["outcome"] != "CERTIFIED":
        return _refusal("outcome", f"the certificate is INCONCLUSIVE and claims nothing: {stored.labels['reason']}")
    if size > LARGEST_SIZE:
        return _refusal("size", f"{size} unknowns; beyond {LARGEST_SIZE} nothing is re-checked")
    if not all(np.isfinite(value) and value > 0 for value in bounds):
        return _refusal("claims", "every stored bound must be a positive finite number")
    with precision(PRECISION_BITS):
        claims = tuple(_all_claims(stored, lambda stage, share: tell(stage, before * share)))
    if stored.enclosure is None:
        return Recheck(claims=claims)
    with precision(PRECISION_BITS + 4 * max(stored.enclosure.digits, stored.enclosure.places)):
        decimals = _digits(stored, stored.enclosure, lambda share: tell("decimals", before + (1 - before) * share))
        return Recheck(claims=(*claims, *decimals))


def _refusal(name: str, detail: str) -> Recheck:
    return Recheck(claims=(Claim(name=name, statement="can be re-checked", holds=False, detail=detail),))


def _all_claims(stored: Stored, tell: OnProgress) -> Iterator[Claim]:
    """In the certificate's norm: hypotheses, theorem, its Euclidean consequences; then the Euclidean hypotheses."""
    data = exact(stored)[0]
    stage = "rows of the queries"
    tell(stage, 0.0)
    now = _recompute(stored, data, lambda share: tell(stage, _ROWS * share))
    tell("the theorem's hypotheses", _ROWS)
    A1, A2, A3, values = data["A1"], data["A2"], data["A3"], stored.data["B"].shape[1]
    euclidean, natural = Euclidean(A1, A2, A3, values), Natural(A1, A2, A3, values, _ridge(stored))
    metric: Metric = euclidean if stored.norm == "EUCLIDEAN" else natural
    h, c = stored.hypotheses, stored.claims
    yield from _hypotheses(metric, natural, now, h, ("gradient_upper", "curvature_lower", "lipschitz_upper"))
    yield claim_at_most(
        "residual_upper", "dual norm of grad - Hess step", metric.dual_norm(*now.residual), h["residual_upper"]
    )
    yield claim_at_most("step_upper", "length of the step in the norm used", _length(stored, data), h["step_upper"])
    yield claim_at_least("metric_lower", "||d||^2 / ||d||_2^2 in the norm used", metric.lower, h["metric_lower"])
    yield from _theorem(h)
    yield from _conclusions(stored, now)
    names = ("gradient_norm_upper", "curvature_lower", "hessian_lipschitz_upper")
    yield from _hypotheses(euclidean, natural, now, c, names)
    yield from _region(stored, data, now.objective)
    yield from _scope(stored)


def _ridge(stored: Stored) -> tuple[arb, arb]:
    return arb(stored.hypotheses["ridge_scores"]), arb(stored.hypotheses["ridge_values"])


def _recompute(stored: Stored, data: Mapping[str, Any], tell: Tell) -> Recomputed:
    _, point, weights = exact(stored)
    step = balls(stored.step["X"]), balls(stored.step["Y"])
    dense = has_small_hessian(data, sum(part.size for part in point.values()))
    share = 1.0 if dense else _ONE_PASS
    found = quantities(data, point, weights, step, dense=dense, tell=lambda done: tell(share * done))
    (gX, gY), (hX, hY) = found.gradient, found.product
    again = states(data, point, lambda done: tell(share + (1 - share) * done), widest=products(data))
    return Recomputed(
        rows=found.rows,
        objective=found.objective,
        slope=(gX, gY),
        residual=(gX - hX, gY - hY),
        curvature=global_region.curvature_lower(found.rows, again, data, weights, _ridge(stored))
        if found.hessian is None
        else found.hessian,
    )


def _hypotheses(
    metric: Metric, natural: Natural, now: Recomputed, stored: Mapping[str, float], names: tuple[str, str, str]
) -> Iterator[Claim]:
    """Gradient, curvature and Lipschitz constant in one norm, each recomputed from the data."""
    g, mu, M = names
    kind = metric.name
    yield claim_at_most(g, f"||grad Phi(z)||, {kind}", metric.dual_norm(*now.slope), stored[g])
    yield _curvature(metric, natural, now, mu, stored[mu])
    lipschitz = hessian_lipschitz(now.rows, metric.reach, arb(stored["ball_radius"]))
    yield claim_at_most(M, f"Lipschitz constant of the Hessian on the ball, {kind}", lipschitz, stored[M])


def _curvature(metric: Metric, natural: Natural, now: Recomputed, name: str, bound: float) -> Claim:
    """From the dense Hessian; beyond its size from S1 or S1-moments, which are in the natural norm."""
    statement = f"Hess Phi(z) - {name} is positive definite, {metric.name}"
    if isinstance(now.curvature, np.ndarray):
        holds = exceeds(now.curvature - arb(bound) * metric.matrix, 0.0)
        return Claim(name=name, statement=statement, holds=holds, detail=f"{name} = {_enclose_double(bound)}")
    factor = arb(1) if isinstance(metric, Natural) else natural.lower
    return claim_at_least(name, f"{statement}, by bounds of rows", now.curvature * factor, bound)


def claim_at_most(name: str, quantity: str, value: arb, bound: float) -> Claim:
    """That the recomputed quantity is at most the stored bound."""
    detail = f"recomputed {value.str(8)}, stored {_enclose_double(bound)}"
    return Claim(name=name, statement=f"{quantity} <= {name}", holds=bool(value <= arb(bound)), detail=detail)


def claim_at_least(name: str, quantity: str, value: arb, bound: float) -> Claim:
    """That the recomputed quantity is at least the stored bound."""
    detail = f"recomputed {value.str(8)}, stored {_enclose_double(bound)}"
    return Claim(name=name, statement=f"{quantity} >= {name}", holds=bool(value >= arb(bound)), detail=detail)


def _enclose_double(bound: float) -> str:
    """Eight digits of a double and how far they are from it: rounded to nearest they might not bound what it bounds."""
    return arb(bound).str(8) if isfinite(bound) else str(bound)


def _theorem(hypotheses: Mapping[str, float]) -> Iterator[Claim]:
    """C1 and C2 on the stored numbers, which are exact doubles, with ||H^-1 grad|| <= ||w|| + ||grad - H w||_* / mu.

    For e >= ||H^-1 grad Phi(z)|| with mu r - M r^2/2 > mu e, d -> -H^-1 (grad Phi(z + d) - H d) maps the ball of
    radius r into itself; mu - M r > 0 leaves one fixed point, a strict minimiser.
    """
    names = ("gradient_upper", "curvature_lower", "lipschitz_upper", "radius_upper", "step_upper", "residual_upper")
    g, mu, M, r, length, residual = (arb(hypotheses[name]) for name in names)
    needed, slope = g.min(mu * length + residual), mu - M * r
    yield claim_at_most("ball_radius", "radius_upper of the hypotheses", r, hypotheses["ball_radius"])
    holds, h = bool(mu * r - M * r * r / 2 > needed), M * needed / (mu * mu)
    statement = "mu r - M r^2 / 2 > mu ||H^-1 grad Phi(z)||"
    yield Claim(name="existence", statement=statement, holds=holds, detail=f"h = M ||H^-1 grad|| / mu = {h.str(5)}")
    yield Claim(name="uniqueness", statement="mu - M r > 0", holds=bool(slope > 0), detail=f"mu - M r = {slope.str(5)}")
    yield claim_at_most(
        "gap_upper", "g^2 / (2 (mu - M r / 3))", g * g / (2 * (mu - M * r / 3)), hypotheses["gap_upper"]
    )


def _conclusions(stored: Stored, now: Recomputed) -> Iterator[Claim]:
    """Distance and gap: the theorem's, or those of the Newton step w with residual rho = g - H w.

    z* - z = -H^-1 (g + e) with ||e||_* <= M r^2 / 2. Hence r shrinks to ||w|| + (||rho||_* + M r^2 / 2) / mu,

        ||z* - z||_2 <= ||w||_2 + (||rho||_* + M r^2 / 2) / (mu sqrt(metric_lower)),
        Phi(z) - Phi(z*) <= (<g, w> + ||g||_* ||rho||_* / mu) / 2 + M r^3 / 6.
    """
    names = ("gradient_upper", "residual_upper", "curvature_lower", "lipschitz_upper", "step_upper", "gap_upper")
    g, rho, mu, M, length, gap = (arb(stored.hypotheses[name]) for name in names)
    r = arb(stored.hypotheses["radius_upper"])
    for _ in range(SHARPENINGS):
        r = r.min(length + (rho + M * r * r / 2) / mu)
    root = arb(stored.hypotheses["metric_lower"]).sqrt()
    steps = np.concatenate([balls(stored.step[name]).ravel() for name in ("X", "Y")])
    slope = np.concatenate([part.ravel() for part in now.slope])
    distance = (r / root).min(length_upper(steps) + (rho + M * r * r / 2) / (mu * root))
    drop = gap.min(((slope * steps).sum() + g * rho / mu) / 2 + M * r * r * r / 6)
    yield claim_at_most("radius_upper", "||z - z*||_2", distance, stored.claims["radius_upper"])
    yield claim_at_most("objective_gap_upper", "Phi(z) - Phi(z*)", drop, stored.claims["objective_gap_upper"])


def _region(stored: Stored, data: Mapping[str, Any], value: arb) -> Iterator[Claim]:
    """The stored region contains every global minimiser and has the stored curvature; nothing said, nothing claimed."""
    region, weights = stored.region, exact(stored)[2]
    if region != {"scores": np.inf, "values": np.inf, "curvature_lower": -np.inf}:
        found, bounds = global_region.region(data, weights, value), (arb(region["scores"]), arb(region["values"]))
        yield claim_at_most(
            "region.scores", "||A1 X A2^T||_F of every global minimiser", found.scores, region["scores"]
        )
        yield claim_at_most("region.values", "||A3 Y||_F of every global minimiser", found.values, region["values"])
        curvature = global_region.regional_curvature(data, weights, *bounds)
        yield claim_at_least("region.curvature_lower", "curvature on the region", curvature, region["curvature_lower"])


def _scope(stored: Stored) -> Iterator[Claim]:
    """C3: GLOBAL needs strict convexity on the region."""
    scope, theorem, curvature = stored.labels["scope"], stored.labels["theorem"], stored.region["curvature_lower"]
    holds = (scope, theorem) in (("LOCAL", "C1+C2"), ("GLOBAL", "C1+C2+C3"))
    yield Claim(name="scope", statement="scope GLOBAL rests on C3", holds=holds, detail=f"{scope}, {theorem}")
    if scope == "GLOBAL":
        statement = "curvature on the region > 0"
        yield Claim(name="convex", statement=statement, holds=curvature > 0, detail=_enclose_double(curvature))


def _length(stored: Stored, data: Mapping[str, Any]) -> arb:
    return _natural_or_euclidean(stored, data, {name: balls(stored.step[name]) for name in ("X", "Y")})


def _natural_or_euclidean(stored: Stored, data: Mapping[str, Any], d: Mapping[str, Array]) -> arb:
    """The length of d in the certificate's norm."""
    parts = [(d["X"], arb(1)), (d["Y"], arb(1))]
    if stored.norm == "NATURAL":
        scores, values = matmul(matmul(data["A1"], d["X"]), data["A2"].T), matmul(data["A3"], d["Y"])
        parts = [(scores, arb(1)), (values, arb(1)), *zip((d["X"], d["Y"]), _ridge(stored), strict=True)]
    square: arb = sum((e * (part * part).sum() for part, e in parts), arb(0))
    return root_upper(square)


def _digits(stored: Stored, found: StoredEnclosure, tell: Tell) -> Iterator[Claim]:
    """The decimals y lie in the certificate's ball, where grad Phi is strongly monotone."""
    data, place, weights = exact(stored)
    y: dict[str, Any] = {"X": elementwise(found.X, arb), "Y": elementwise(found.Y, arb)}
    h, moved = stored.hypotheses, {name: y[name] - place[name] for name in ("X", "Y")}
    t = _natural_or_euclidean(stored, data, moved).max(arb(h["radius_upper"]))
    yield claim_at_most(
        "enclosure", "distance of the decimals from the point, in the theorem's norm", t, h["ball_radius"]
    )
    modulus = (arb(h["curvature_lower"]) - arb(h["lipschitz_upper"]) * t) * arb(h["metric_lower"])
    value, gradient = value_and_gradient(data, y, weights, tell)
    slope = length_upper(np.concatenate([part.ravel() for part in gradient]))
    distance = slope / modulus if modulus > 0 else arb("inf")
    error = abs(value - arb(found.objective)).max(abs(value - slope * distance - arb(found.objective)))
    largest = 1 + max(float(np.abs(part).max()) for part in stored.point.values())
    yield _decimal("enclosure.radius", "||(X, Y) - (X*, Y*)||_2", distance, arb(found.radius))
    yield _decimal("enclosure.objective_radius", "|objective - Phi*|", error, arb(found.objective_radius))
    yield _decimal("enclosure.digits", "radius / 10^-digits", arb(found.radius) * arb(10) ** found.digits, arb(largest))


def _decimal(name: str, quantity: str, value: arb, bound: arb) -> Claim:
    detail = f"recomputed {value.str(5, radius=False)}, stored {bound.str(5, radius=False)}"
    return Claim(name=name, statement=f"{quantity} <= {name}", holds=bool(value <= bound), detail=detail)
