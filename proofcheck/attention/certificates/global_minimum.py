"""Lemmas C3: a stationary point in the region of S3 is the global minimiser, and what its objective is worth.

The re-checker's `attention.convexity.region` gives the region and the curvature in it; both are attacked here: other
minimisers are looked for, and the bound on Phi(z) - min Phi is compared with verified minima.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy
from flint import arb

from proofcheck.arithmetic.functions import Array, balls, matmul, norm
from proofcheck.attention.common.reference_minimiser import ExactProblem, solve_precisely
from proofcheck.lemmas.claims import Derivation, Observation, Rate, Step
from proofcheck.lemmas.lemma import Lemma
from proofcheck.model.definitions import objective, scores
from proofcheck.recheck.global_region import region
from proofcheck.recheck.norms import Natural
from solver import AttentionProblem, solve
from solver.instances import random_instance

_GROUP = "Certificate"
_DIGITS = 40
_STARTS = 4
_POINTS = 4
Case = tuple[AttentionProblem, ExactProblem, Array, Any]
_COVERAGE = "random instances n, m <= 4, d <= 2 on which S3 shows convexity"


def global_instances(rng: np.random.Generator, count: int, *, tall: bool = False) -> Iterator[Case]:
    """Problems with a verified stationary point z* and the region of S3 for Phi_0 = Phi at a random point.

    `tall`: no factor has more columns than rows, without which there is no natural norm.
    """
    found = 0
    while found < count:
        seed = int(rng.integers(2**31))
        n, m, p, q, r, k = (int(size) for size in rng.integers(1, 5, 6) // 2 + 1)
        if tall:
            p, q, r = min(p, n), min(q, m), min(r, m)
        weight = float(2.0 ** rng.uniform(-1, 2))
        problem = random_instance(n, m, p, q, r, k, seed=seed, wx=weight, wy=weight, lx=0.125, ly=0.125)
        case = _verify_region(problem)
        if case is not None:
            found += 1
            yield problem, *case


def _verify_region(problem: AttentionProblem) -> tuple[ExactProblem, Array, Any] | None:
    known = solve_precisely(problem, _DIGITS)
    if known is None:
        return None
    exact, z, best = known
    found = region(exact.arrays, exact.weights, _value(exact, balls(z)))
    return (exact, best, found) if found.curvature_lower > 0 else None


def _value(exact: ExactProblem, z: Array) -> Any:
    return objective(**exact.arrays, **exact.split(z), **exact.weights)


def observe_other_points(rng: np.random.Generator, runs: int) -> Iterator[Observation]:
    """No point, and no solve from a random start, comes below Phi(z*); z* lies in the region."""
    for problem, exact, best, found in global_instances(rng, runs):
        least, data = _value(exact, best), {"digest": problem.digest}
        A1, A2, A3 = (exact.arrays[name] for name in ("A1", "A2", "A3"))
        parts = exact.split(best)
        S = scores(A1, A2, parts["X"])
        yield Observation(label="||S|| at z*", lhs=norm(S), rhs=found.scores, data=data)
        yield Observation(label="||V|| at z*", lhs=norm(matmul(A3, parts["Y"])), rhs=found.values, data=data)
        for _ in range(_STARTS):
            start = exact.split(rng.normal(size=len(best)) * 10.0 ** rng.uniform(-2, 1))
            end = solve(problem, start["X"], start["Y"], tol=1e-8)
            for label, X, Y in (("point", start["X"], start["Y"]), ("solve", end.X, end.Y)):
                z = balls(np.concatenate([X.ravel(), Y.ravel()]))
                yield Observation(label=label, lhs=least, rhs=_value(exact, z), data=data)


def gaps(rng: np.random.Generator, runs: int) -> Iterator[Observation]:
    """Phi(z) - Phi(z*) <= ||grad Phi(z)||_*^2 / (2 mu) at points of the region, with the dual natural norm."""
    for problem, exact, best, found in global_instances(rng, runs, tall=True):
        A1, A2, A3 = (exact.arrays[name] for name in ("A1", "A2", "A3"))
        metric = Natural(A1, A2, A3, problem.k, (arb(0), arb(0)))
        centre, least = np.array([float(v) for v in best]), _value(exact, best)
        for distance in 10.0 ** rng.uniform(-12, -1, _POINTS):
            z = balls(centre + rng.normal(size=len(best)) * distance)
            parts = exact.split(z)
            inside = norm(scores(A1, A2, parts["X"])) <= found.scores and norm(matmul(A3, parts["Y"])) <= found.values
            gradient = exact.split(exact.gradient(z))
            slope = metric.dual_norm(gradient["X"], gradient["Y"])
            if inside and slope.is_finite():  # a rank that is not shown to be full gives no natural norm
                bound = slope * slope / (2 * found.curvature_lower)
                yield Observation(label="gap", lhs=_value(exact, z) - least, rhs=bound, data={"digest": problem.digest})


def _gap_steps() -> Iterator[Step]:
    mu = sympy.Symbol("mu", positive=True)
    g, t, rest = sympy.symbols("g t D", nonnegative=True)
    yield Step(
        label="g^2/(2 mu) >= Phi(z) - Phi(z*)",
        lhs=g**2 / (2 * mu),
        rhs=g * t - mu * t**2 / 2 - rest,
        terms=((g - mu * t) ** 2 / (2 * mu), rest),
        reason="t = ||z* - z||_nat; S3-global from z to z*: Phi(z*) = Phi(z) + <grad, z* - z> + mu t^2/2 + D_1, "
        "<grad, z* - z> = -g t + D_2",
        uses=("S3-global",),
    )


C3 = Lemma(
    name="C3",
    title="The certified point is the global minimiser",
    group=_GROUP,
    statement=r"\mu > 0 \text{ on the region of S3} \;\Rightarrow\; \Phi(z^*) = \min\Phi",
    hypotheses="z* stationary with Phi(z*) <= Phi_0; wx, wy > 0 or ridge terms.",
    rate=Rate(observe=observe_other_points, coverage=_COVERAGE),
    requires=("S3-global", "S3-stationary", "S3-weights", "C1"),
    remarks="That Phi has a minimiser at all quotes the extreme value theorem; S3-stationary puts it into the region, "
    "where S3-global leaves no other. Observed: z* lies in the region, and neither random points nor solves from "
    "random starts come below it.",
    reference="Boyd and Vandenberghe, Convex Optimization (2004), section 4.2.2",
)

C3_GAP = Lemma(
    name="C3-gap",
    title="Distance of the objective from its global minimum",
    group=_GROUP,
    statement=r"\Phi(z) - \min\Phi \le \frac{\|\nabla\Phi(z)\|_{nat*}^2}{2\mu}",
    hypotheses="z in the region of S3 with curvature D^2 Phi >= mu ||.||_nat^2, mu > 0; natural dual norm.",
    rate=Rate(observe=gaps, coverage=_COVERAGE),
    derivation=Derivation(steps=_gap_steps, coverage="all sizes, from the strong convexity of S3-global"),
    requires=("C3", "S3-global"),
    remarks="Needs no Hessian at z; C2's g^2 / (2 (mu - M r/3)) with the local mu is sharper once z is close.",
    reference="Boyd and Vandenberghe, Convex Optimization (2004), section 9.1.2, inequality (9.9)",
)

GLOBAL = (C3, C3_GAP)
