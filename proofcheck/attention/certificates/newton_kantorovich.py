"""Lemmas C1 and C2: the a-posteriori certificate, as a theorem and as `solver.certify` computes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from flint import arb

from proofcheck.arithmetic.functions import Array, as_array, balls, elementwise, norm, power
from proofcheck.attention.certificates import newton_kantorovich_proofs
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.common.extremal_cubics import Start, random_starts
from proofcheck.attention.common.good_instances import GoodInstance, euclidean_lipschitz, good_instances
from proofcheck.lemmas.claims import Derivation, Observation, Rate, Space, Variable
from proofcheck.lemmas.lemma import Certificate, Lemma
from proofcheck.model.definitions import objective
from proofcheck.recheck.eigenvalues import exceeds
from solver import certify
from solver.certificates.certificate import Outcome

_GROUP = "Certificate"
_REFERENCE = "Kantorovich (1948); Rump, Acta Numerica 19 (2010), section 13"
_COVERAGE = "attention instances n, m <= 4, d <= 2; points moved off the minimiser by 1e-1 to 1e-16"


def _draw_near(good: GoodInstance, rng: np.random.Generator) -> Array:
    """A float64 point at a random distance 1e-1 .. 1e-16 from the minimiser."""
    centre = np.array([float(entry.mid()) for entry in good.minimiser])
    direction = rng.normal(size=centre.size)
    point: Array = centre + direction / np.linalg.norm(direction) * 10.0 ** rng.uniform(-16, -1)
    return point


def _constants(good: GoodInstance, z: Array) -> tuple[arb, arb, arb, arb] | None:
    """(g, mu, M, rho) in balls at z, with rho = 2 g / mu; None when no positive mu is shown."""
    g = norm(good.exact.gradient(z)).upper()
    hessian = good.exact.hessian(z)
    estimate = float(np.linalg.eigvalsh(np.array([[float(h.mid()) for h in row] for row in hessian]))[0])
    mu = estimate * (1 - 2.0**-20)
    if not (mu > 0 and exceeds(hessian, mu)):
        return None
    rho = (2 * g / mu).upper()
    return g, arb(mu), euclidean_lipschitz(good.exact, z, rho), rho


def _radius(g: arb, mu: arb, M: arb) -> arb | None:
    """r = 2 g / (mu (1 + sqrt(1 - 2 h))), or None unless h = M g / mu^2 < 1/2 is certain."""
    h = M * g / (mu * mu)
    if not h < arb(1) / 2:
        return None
    return 2 * g / (mu * (1 + (1 - 2 * h).sqrt()))


def _step_bound(w: Array, residual: Array, g: arb, mu: arb) -> arb:
    """e >= ||H^-1 grad|| from a step w, residual = grad - H w and g >= ||grad||."""
    bound: arb = (norm(w) + norm(residual) / mu).upper().min(g / mu)
    return bound


def _gap_bound(g: arb, mu: arb, M: arb, r: arb) -> arb:
    return g * g / (2 * (mu - M * r / 3))


def _objective(good: GoodInstance, z: Array) -> Any:
    return objective(**good.exact.arrays, **good.exact.split(z), **good.exact.weights)


def distances(rng: np.random.Generator, runs: int) -> Iterator[Observation]:
    """C1: the true distance to the verified minimiser against r, wherever the hypotheses hold; first on cubics."""
    for start in random_starts(rng, runs):
        radius = _radius(start.g, start.mu, start.M)
        if radius is not None:
            yield Observation(label="cubic", lhs=start.distance, rhs=radius, data=_cubic_data(start))
    for good in good_instances(rng, runs):
        z = balls(_draw_near(good, rng))
        constants = _constants(good, z)
        radius = None if constants is None else _radius(*constants[:3])
        if radius is not None:
            yield Observation(label="distance", lhs=norm(z - good.minimiser), rhs=radius, data=_data(good, z))


def newton_distances(rng: np.random.Generator, runs: int) -> Iterator[Observation]:
    """C1-newton: the same with e = ||w|| + ||grad - H w|| / mu for a float64 Newton step w, wherever M e / mu < 1/2.

    First on cubics, with seven eighths of the step.
    """
    for start in random_starts(rng, runs):
        g, mu = start.g, start.mu
        radius = _radius(mu * _step_bound(as_array([g / mu * 7 / 8]), as_array([g / 8]), g, mu), mu, start.M)
        if radius is not None:
            yield Observation(label="cubic", lhs=start.distance, rhs=radius, data=_cubic_data(start))
    for good in good_instances(rng, runs):
        z = balls(_draw_near(good, rng))
        constants = _constants(good, z)
        if constants is None:
            continue
        g, mu, _, _ = constants
        slope, hessian = good.exact.gradient(z), good.exact.hessian(z)
        H, b = (np.array(v.tolist(), dtype=float) for v in (elementwise(hessian, float), elementwise(slope, float)))
        w = balls(np.linalg.solve(H, b))
        e = _step_bound(w, slope - (hessian * w).sum(axis=1), g, mu)
        radius = _radius(mu * e, mu, euclidean_lipschitz(good.exact, z, (2 * e).upper()))
        if radius is not None:
            yield Observation(label="distance", lhs=norm(z - good.minimiser), rhs=radius, data=_data(good, z))


def gaps(rng: np.random.Generator, runs: int) -> Iterator[Observation]:
    """C2: the true gap against g^2 / (2 (mu - M r / 3)), and against zero from below; first on cubics."""
    for start in random_starts(rng, runs):
        radius = _radius(start.g, start.mu, start.M)
        if radius is not None:
            bound = _gap_bound(start.g, start.mu, start.M, radius)
            yield Observation(label="cubic", lhs=start.gap, rhs=bound, data=_cubic_data(start))
    for good in good_instances(rng, runs):
        z = balls(_draw_near(good, rng))
        constants = _constants(good, z)
        radius = None if constants is None else _radius(*constants[:3])
        if constants is None or radius is None:
            continue
        g, mu, M, _ = constants
        gap = _objective(good, z) - _objective(good, good.minimiser)
        yield Observation(label="gap", lhs=gap, rhs=_gap_bound(g, mu, M, radius), data=_data(good, z))
        yield Observation(label="gap is not negative", lhs=-gap, rhs=arb(0), data=_data(good, z))


def observe_certificates(rng: np.random.Generator, runs: int) -> Iterator[Observation]:
    """`solver.certify` in float64: its radius and gap against the true ones."""
    for good in good_instances(rng, runs):
        point = _draw_near(good, rng)
        z, parts = balls(point), good.exact.split(point)
        certificate = certify(good.problem, parts["X"], parts["Y"])
        if certificate.outcome is not Outcome.CERTIFIED:
            continue
        gap = _objective(good, z) - _objective(good, good.minimiser)
        radius, bound = arb(certificate.radius_upper), arb(certificate.objective_gap_upper)
        yield Observation(label="radius", lhs=norm(z - good.minimiser), rhs=radius, data=_data(good, z))
        yield Observation(label="gap", lhs=gap, rhs=bound, data=_data(good, z))


def _data(good: GoodInstance, z: Array) -> dict[str, object]:
    return {"instance seed": good.seed, "z": [float(v).hex() for v in elementwise(z, float)]}


def _cubic_data(start: Start) -> dict[str, object]:
    return {name: getattr(start, name).str(20) for name in ("g", "mu", "M")}


C1_ROOT = Lemma(
    name="C1-root",
    title="The certified radius is the smaller root",
    group=_GROUP,
    statement=r"r = \frac{2g}{\mu\,(1+\sqrt{1-2h})},\; h = \frac{M g}{\mu^2} < \tfrac12 \;\Rightarrow\; "
    r"\mu r - \tfrac{M}{2} r^2 = g,\quad \mu - M r = \mu\sqrt{1-2h} > 0",
    derivation=Derivation(
        steps=newton_kantorovich_proofs.root_steps, coverage="all g >= 0, mu > 0, M > 0 with h < 1/2"
    ),
    reference=_REFERENCE,
)


C1_OUTWARD = Lemma(
    name="C1-outward",
    title="On the certified sphere the gradient points outward",
    group=_GROUP,
    statement=r"\|w - z\| = r \;\Rightarrow\; \langle\nabla\Phi(w), w - z\rangle \ge r\left(\mu r - \tfrac M2 r^2 - "
    r"g\right) = 0",
    hypotheses="As in C1.",
    derivation=Derivation(
        steps=newton_kantorovich_proofs.outward_steps,
        coverage="every dimension; by the fundamental theorem of calculus",
    ),
    requires=("C1-root",),
    reference="new here, in the proof of C1",
)


C1_UNIQUE = Lemma(
    name="C1-unique",
    title="At most one stationary point, a strict minimiser",
    group=_GROUP,
    statement=r"\nabla\Phi(a) = \nabla\Phi(b) = 0,\ \|a - z\|, \|b - z\| \le r \;\Rightarrow\; a = b,\quad \Phi(w) - "
    r"\Phi(a) \ge \tfrac12(\mu - M r)\,\|w - a\|^2",
    hypotheses="As in C1; w in the ball.",
    derivation=Derivation(
        steps=newton_kantorovich_proofs.uniqueness_steps,
        coverage="every dimension; by the fundamental theorem of calculus",
    ),
    requires=("C1-root",),
    reference="new here, in the proof of C1",
)


C1 = Lemma(
    name="C1",
    title="One stationary point within the certified radius",
    group=_GROUP,
    statement=r"h = \frac{M g}{\mu^2} < \tfrac12,\; r \le \rho \;\Rightarrow\; \exists!\, z^*:\ \nabla\Phi(z^*) = 0,\ "
    r"\|z - z^*\| \le r",
    hypotheses="g >= ||grad Phi(z)||, mu <= lambda_min(Hess Phi(z)), Hess Phi is M-Lipschitz within rho of z.",
    rate=Rate(observe=distances, coverage=f"{_COVERAGE}; cubics, h up to 1/2"),
    requires=("C1-outward", "C1-unique"),
    reference=_REFERENCE,
    remarks="Existence quotes the extreme value theorem: Phi has a minimiser over the closed ball, and by C1-outward "
    "it is stationary even on the sphere. Uniqueness is C1-unique. The observed z* comes from a Krawczyk test, which "
    "shares no argument with C1.",
)

C1_NEWTON = Lemma(
    name="C1-newton",
    title="The certified radius from the Newton step",
    group=_GROUP,
    statement=r"e \ge \|H^{-1}\nabla\Phi(z)\|, h = \frac{M e}{\mu} < \tfrac12,\; r = \frac{2e}{1+\sqrt{1-2h}} \le \rho"
    r" \;\Rightarrow\; \exists!\, z^*:\ \nabla\Phi(z^*) = 0,\ \|z - z^*\| \le r",
    hypotheses="As in C1, with H = Hess Phi(z); e = ||w|| + ||grad Phi(z) - H w|| / mu for any w.",
    rate=Rate(observe=newton_distances, coverage=f"{_COVERAGE}; cubics, h up to 1/2"),
    requires=("C1-root",),
    reference=_REFERENCE,
    remarks="C1 is the case e = g / mu, which is larger by up to the condition number of H.",
)


C2 = Lemma(
    name="C2",
    title="Objective gap of a certified point",
    group=_GROUP,
    statement=r"0 \le \Phi(z) - \Phi(z^*) \le \max_{t \le r}\left(g t - \tfrac{\mu}{2} t^2 + \tfrac{M}{6} t^3\right)"
    r" \le \frac{g^2}{2\,(\mu - M r/3)}",
    hypotheses="As in C1.",
    rate=Rate(observe=gaps, coverage=f"{_COVERAGE}; cubics, h up to 1/2"),
    derivation=Derivation(
        steps=newton_kantorovich_proofs.taylor_steps, coverage="every dimension, for the z* of C1; by Taylor's formula"
    ),
    requires=("C1", "C1-unique", "C2-form"),
    reference=_REFERENCE,
    remarks="The sharpest form found; the middle term is attained by Phi'(x) = mu x - M x^2/2 - g in one dimension.",
)


def _gap_sides(g: Array, s: Array, M: Array, t: Array, d: Array) -> tuple[Any, Any]:
    slope, x, r = s.item(), t.item(), t.item() + d.item()
    mu = slope + M.item() * r / 3
    return g.item() * x - mu * x * x / 2 + M.item() * x * x * x / 6, g.item() * g.item() / (2 * slope)


def _gap_terms(rules: Any, g: Array, s: Array, M: Array, t: Array, d: Array) -> list[list[Any]]:  # noqa: ARG001 - none
    slope, x = s.item(), t.item()
    return [[power(g.item() - slope * x, 2) / (2 * slope), M.item() * d.item() * x * x / 6]]


C2_FORM = Lemma(
    name="C2-form",
    title="Closed form of the objective gap",
    group=_GROUP,
    statement=r"g t - \tfrac{\mu}{2} t^2 + \tfrac{M}{6} t^3 \le \frac{g^2}{2\,(\mu - M r/3)} \quad (0 \le t \le r)",
    hypotheses="mu > M r / 3. Claim: r = t + d, mu = M r/3 + s.",
    claim=natural_coordinates.inequality(_gap_sides),
    space=Space(
        variables={
            "s": Variable(low=0, high=4, open_low=True, unbounded="above"),
            **{name: Variable(low=0, unbounded="above") for name in ("g", "M", "t", "d")},
        }
    ),
    extremes=lambda: [natural_coordinates.instance(g=1, s=1, M=1, t=1, d=0)],
    certificate=Certificate(terms=_gap_terms),
    derivation=Derivation(
        steps=lambda: newton_kantorovich_proofs.gap_steps(_gap_sides),
        coverage="all g, M >= 0, mu > M r / 3, 0 <= t <= r",
    ),
    reference=_REFERENCE,
)

CERTIFY = Lemma(
    name="C-solver",
    title="solver.certify never claims too little",
    group=_GROUP,
    statement=r"\|z - z^*\| \le \mathtt{radius\_upper}, \qquad \Phi(z) - \Phi(z^*) \le \mathtt{objective\_gap\_upper}",
    hypotheses="The float64 certificate came out CERTIFIED.",
    rate=Rate(observe=observe_certificates, coverage=_COVERAGE),
    requires=("C1", "C1-newton", "C2", "C2-form"),
    internal=True,
    reference="Higham (2002); Rump (2010); Rump and Jeannerod (2014)",
)

CERTIFICATES = (C1_ROOT, C1_OUTWARD, C1_UNIQUE, C1, C1_NEWTON, C2, C2_FORM, CERTIFY)
