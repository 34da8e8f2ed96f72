"""Is what a certificate says true? Each statement is confronted with verified stationary points and exact values.

Independent of the certificates' theorem: references are Krawczyk-verified
(`proofcheck.attention.common.reference_minimiser`), bounds are attacked by Rayleigh quotients, sampled points and
other minimisers, all in ball arithmetic. A statement is contradicted only by an enclosure that excludes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import scipy.linalg
from flint import arb

from proofcheck.arithmetic.functions import balls, elementwise, norm, precision
from proofcheck.attention.common.reference_minimiser import RefinementError, exact_problem, minimiser
from proofcheck.model.definitions import objective, scores
from proofcheck.model.derivatives import kronecker
from proofcheck.recheck.eigenvalues import exceeds
from solver import AttentionProblem, Certificate, Outcome, Scope, solve
from solver.certificates.norms import Norm

BITS, DIGITS = 256, 50
STARTS = 3
Verdict = tuple[str, str]


def outcome(certificate: Certificate, judge: Judge) -> Verdict:
    """inconclusive, true, FALSE (with what is false), or unresolved: true as far as the references reach."""
    if certificate.outcome is Outcome.INCONCLUSIVE:
        return "inconclusive", ""
    with precision(BITS):
        verdicts = dict(judge.statements(certificate))
    contradicted = [name for name, holds in verdicts.items() if holds is False]
    if contradicted:
        return "FALSE", ", ".join(contradicted)
    open_ones = [name for name, holds in verdicts.items() if holds is None]
    return ("unresolved", ", ".join(open_ones)) if open_ones else ("true", "")


def is_decided(left: Any, right: Any) -> bool | None:
    """left <= right for balls: True, False or not resolved."""
    return True if left <= right else False if left > right else None


class Judge:
    """One problem with the verified stationary points and the other solutions found so far."""

    def __init__(self, problem: AttentionProblem, seed: int) -> None:
        self.problem, self.rng = problem, np.random.default_rng(seed)
        self.stationary: list[np.ndarray] = []
        self.others: list[np.ndarray] | None = None
        with precision(BITS):
            self.exact = exact_problem(problem)

    def statements(self, c: Certificate) -> Iterator[tuple[str, bool | None]]:
        """Each statement of a certificate with what is known about it."""
        z = np.concatenate([c.X.ravel(), c.Y.ravel()])
        best = self.nearest(z, c.radius_upper)
        if best is None:
            yield "minimiser", None
        else:
            off, drop = balls(z) - best, self.value(balls(z)) - self.value(best)
            yield "radius_upper", is_decided((off * off).sum(), arb(c.radius_upper) * arb(c.radius_upper))
            yield "objective_gap_upper", is_decided(drop, arb(c.objective_gap_upper))
            N = self.metric(c) if c.hypotheses.norm is Norm.NATURAL else balls(np.eye(len(z)))
            yield "hypotheses.radius_upper", is_decided(quadratic(N, off), arb(c.hypotheses.radius_upper) ** 2)
            yield "minimum", is_decided(arb(0), drop) and self.positive(best)
            yield from self.digits(c, best)
            yield "uniqueness", self.unique(c, z)
            yield from self.scope(c, best)
        with np.errstate(all="ignore"):
            yield from self.bounds(c, z)
            yield from self.region(c, z)

    def nearest(self, z: np.ndarray, radius: float) -> np.ndarray | None:
        """A known stationary point within the radius, else the verified one that Newton's method leads to."""
        for known in self.stationary:
            off = balls(z) - known
            if (off * off).sum() <= arb(radius) * arb(radius):
                return known
        try:
            found = minimiser(self.exact, z, DIGITS)
        except (RefinementError, ZeroDivisionError):
            return None
        self.stationary.append(found)
        return found

    def value(self, z: np.ndarray) -> arb:
        """Phi."""
        return objective(**self.exact.arrays, **self.exact.split(z), **self.exact.weights)

    def positive(self, best: np.ndarray) -> bool | None:
        """Whether the Hessian at a stationary point is positive definite."""
        H = self.exact.hessian(best)
        if exceeds(H, 0.0):
            return True
        return False if lowest(H, None) < 0 else None

    def digits(self, c: Certificate, best: np.ndarray) -> Iterator[tuple[str, bool | None]]:
        """The decimals against the reference."""
        if c.enclosure is not None:
            y = np.array([arb(str(v)) for v in (*c.enclosure.X.ravel(), *c.enclosure.Y.ravel())], dtype=object)
            yield "enclosure.radius", is_decided(norm(y - best), arb(str(c.enclosure.radius)))
            error = abs(self.value(best) - arb(str(c.enclosure.objective)))
            yield "enclosure.objective_radius", is_decided(error, arb(str(c.enclosure.objective_radius)))

    def unique(self, c: Certificate, z: np.ndarray) -> bool | None:
        """At most one known stationary point lies in the theorem's ball."""
        N = self.metric(c) if c.hypotheses.norm is Norm.NATURAL else balls(np.eye(len(z)))
        inside = [p for p in self.stationary if quadratic(N, balls(z) - p) <= arb(c.hypotheses.radius_upper) ** 2]
        distinct = [p for i, p in enumerate(inside) if all(apart(p, q) for q in inside[:i])]
        return len(distinct) <= 1

    def scope(self, c: Certificate, best: np.ndarray) -> Iterator[tuple[str, bool | None]]:
        """C3 is named where it is used; a global minimiser is not undercut by the solutions from other starts."""
        yield "theorem", (c.scope is Scope.GLOBAL) == ("C3" in c.theorem)
        if c.scope is Scope.GLOBAL:
            least = self.value(best)
            yield "scope", not any(self.value(balls(other)) < least for other in self.solutions())

    def solutions(self) -> list[np.ndarray]:
        """Solutions from random starts, computed once."""
        if self.others is None:
            starts = [self.exact.split(self.rng.normal(size=self.size) * 10.0**e) for e in range(-1, STARTS - 1)]
            ends = [solve(self.problem, start["X"], start["Y"], tol=1e-6, step="exact") for start in starts]
            self.others = [np.concatenate([end.X.ravel(), end.Y.ravel()]) for end in ends]
        return self.others

    @property
    def size(self) -> int:
        """Number of unknowns."""
        return self.problem.p * self.problem.q + self.problem.r * self.problem.k

    def metric(self, c: Certificate | None) -> np.ndarray:
        """N of the natural norm, with the certificate's ridge or without."""
        G1, G2, G3 = (balls(A).T @ balls(A) for A in (self.problem.A1, self.problem.A2, self.problem.A3))
        ex, ey = (c.hypotheses.ridge_scores, c.hypotheses.ridge_values) if c else (0.0, 0.0)
        first = kronecker(G1, G2) + arb(ex) * balls(np.eye(self.problem.p * self.problem.q))
        second = kronecker(G3 + arb(ey) * balls(np.eye(self.problem.r)), balls(np.eye(self.problem.k)))
        corner = balls(np.zeros((len(first), len(second))))
        return np.block([[first, corner], [corner.T, second]])

    def bounds(self, c: Certificate, z: np.ndarray) -> Iterator[tuple[str, bool | None]]:
        """Gradient, curvature, Lipschitz constant and metric at the point, in both norms."""
        g, H, h = self.exact.gradient(balls(z)), self.exact.hessian(balls(z)), c.hypotheses
        N, I = self.metric(c), balls(np.eye(len(z)))  # noqa: E741 - the identity
        yield "gradient_norm_upper", is_decided(norm(g), arb(c.gradient_norm_upper))
        yield "curvature_lower", not lowest(H, None) < arb(c.curvature_lower)
        yield "hessian_lipschitz_upper", self.lipschitz(z, H, I, c.ball_radius, c.hessian_lipschitz_upper)
        if h.norm is Norm.EUCLIDEAN:
            N = I
        yield "hypotheses.metric_lower", not lowest(N, None) < arb(h.metric_lower)
        yield "hypotheses.curvature_lower", not lowest(H, N) < arb(h.curvature_lower)
        yield "hypotheses.lipschitz_upper", self.lipschitz(z, H, N, h.ball_radius, h.lipschitz_upper)
        witness = balls(np.nan_to_num(np.linalg.lstsq(floats(N), floats(g), rcond=None)[0]))
        dual, length = (witness * g).sum(), quadratic(N, witness)
        yield "hypotheses.gradient_upper", not (length > 0 and dual > arb(h.gradient_upper) * length.sqrt())
        w = balls(np.concatenate([part.ravel() for part in c.step]))
        yield "hypotheses.step_upper", is_decided(quadratic(N, w), arb(h.step_upper) * arb(h.step_upper))
        rest = g - (H * w).sum(axis=1)
        witness = balls(np.nan_to_num(np.linalg.lstsq(floats(N), floats(rest), rcond=None)[0]))
        dual, length = (witness * rest).sum(), quadratic(N, witness)
        yield "hypotheses.residual_upper", not (length > 0 and dual > arb(h.residual_upper) * length.sqrt())

    def lipschitz(self, z: np.ndarray, H: np.ndarray, N: np.ndarray, radius: float, bound: float) -> bool:
        """|v^T (H(z + d) - H(z)) v| <= bound ||v||^2 ||d|| for a sampled d in the ball, v the worst direction."""
        if not np.isfinite(radius):
            return True
        d = balls(self.rng.normal(size=len(z)))
        length = quadratic(N, d).sqrt()
        if not length > 0:
            return True
        d = d * (arb(radius) * float(self.rng.uniform(0.01, 0.999)) / length.upper())
        change = self.exact.hessian(balls(z) + d) - H
        v = direction(change, N, largest=True)
        moved, allowed = abs(quadratic(change, v)), arb(bound) * quadratic(N, v) * quadratic(N, d).sqrt()
        return not moved > allowed

    def region(self, c: Certificate, z: np.ndarray) -> Iterator[tuple[str, bool | None]]:
        """Stationary points below the point lie in the region; curvature at a sampled point of it."""
        if not np.isfinite([c.region.scores, c.region.values]).all():
            return
        A1, A2, A3 = (self.exact.arrays[name] for name in ("A1", "A2", "A3"))
        here, low = self.value(balls(z)), [arb(c.region.scores), arb(c.region.values)]
        for known in self.stationary:
            if self.value(known) <= here:
                parts = self.exact.split(known)
                sizes = [norm(scores(A1, A2, parts["X"])), norm(A3 @ parts["Y"])]
                for name, size, bound in zip(("scores", "values"), sizes, low, strict=True):
                    yield f"region.{name}", is_decided(size, bound)
        X, Y = (self.rng.normal(size=part.shape) for part in (c.X, c.Y))
        sizes = [norm(scores(A1, A2, balls(X))), norm(A3 @ balls(Y))]
        if all(size > 0 for size in sizes):
            share = self.rng.uniform(0, 0.999, size=2)
            inside = [
                balls(v) * (b * float(s) / size.upper())
                for v, b, s, size in zip((X, Y), low, share, sizes, strict=True)
            ]
            H = self.exact.hessian(np.concatenate([part.ravel() for part in inside]))
            yield "region.curvature_lower", not lowest(H, self.metric(None)) < arb(c.region.curvature_lower)


def apart(p: np.ndarray, q: np.ndarray) -> bool:
    """Whether two balls are disjoint."""
    off = p - q
    return bool((off * off).sum() > 0)


def floats(values: np.ndarray) -> np.ndarray:
    """Midpoints in float64."""
    return np.nan_to_num(elementwise(values, lambda entry: float(entry.mid())).astype(np.float64))


def quadratic(matrix: np.ndarray, v: np.ndarray) -> arb:
    """v^T A v."""
    return (v * (matrix * v).sum(axis=1)).sum()


def direction(matrix: np.ndarray, metric: np.ndarray | None, *, largest: bool = False) -> np.ndarray:
    """The extreme eigenvector of a matrix relative to a metric, in float64: a witness."""
    A, N = floats(matrix), None if metric is None else floats(metric)
    try:
        values, vectors = scipy.linalg.eigh((A + A.T) / 2, None if N is None else (N + N.T) / 2)
    except (np.linalg.LinAlgError, ValueError):
        values, vectors = np.linalg.eigh((A + A.T) / 2)
    return balls(vectors[:, int(np.argmax(np.abs(values) if largest else -values))])


def lowest(matrix: np.ndarray, metric: np.ndarray | None) -> arb:
    """A Rayleigh quotient next to the smallest eigenvalue, enclosed: an upper bound of it."""
    v = direction(matrix, metric)
    length = quadratic(metric, v) if metric is not None else (v * v).sum()
    return quadratic(matrix, v) / length if length > 0 else arb("inf")
