"""Random attention instances that are (ell, M)-good, with their minimiser verified.

Each comes with a minimiser z* verified by Krawczyk's test, a verified ell <= lambda_min(Hess(z*)) and a rigorous M on a
ball around z*.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import arb

from proofcheck.arithmetic.functions import Array
from proofcheck.attention.common.reference_minimiser import ExactProblem, solve_precisely
from proofcheck.recheck.blocks import sizes
from proofcheck.recheck.eigenvalues import exceeds
from proofcheck.recheck.hessian_lipschitz import euclidean_reach, hessian_lipschitz
from solver import AttentionProblem
from solver.instances import random_instance

_DIGITS = 60
_BASIN = Fraction(1, 10)  # delta = M r / ell at the starts


@dataclass(frozen=True, kw_only=True)
class GoodInstance:
    """An (ell, M)-good problem: minimiser z*, ell, M on the ball of radius rho around z*, exact data."""

    problem: AttentionProblem
    exact: ExactProblem
    minimiser: Array
    ell: arb
    M: arb
    rho: arb
    seed: int

    @property
    def basin(self) -> arb:
        """Distance from z* that keeps M r <= ell / 10 and the ball of M."""
        return (self.ell * arb(_BASIN.numerator) / _BASIN.denominator / self.M).min(self.rho).lower()


def good_instances(rng: np.random.Generator, count: int, digits: int = _DIGITS) -> Iterator[GoodInstance]:
    """`count` random problems whose solution is a verified strict minimiser; others are skipped."""
    found = 0
    while found < count:
        instance = _good_instance(int(rng.integers(2**31)), digits)
        if instance is not None:
            found += 1
            yield instance


def _good_instance(seed: int, digits: int) -> GoodInstance | None:
    rng = np.random.default_rng(seed)
    n, m, p, q, r, k = (int(size) for size in (*rng.integers(1, 5, 2), *rng.integers(1, 3, 4)))
    problem = random_instance(n, m, p, q, r, k, seed=seed, wx=0.5, wy=0.5, lx=0.125, ly=0.125)
    known = solve_precisely(problem, digits)
    if known is None:
        return None
    exact, _, best = known
    hessian = exact.hessian(best)
    estimate = float(np.linalg.eigvalsh(np.array([[float(h.mid()) for h in row] for row in hessian]))[0])
    ell = estimate * (1 - 2.0**-20)
    if not (ell > 0 and exceeds(hessian, ell)):
        return None
    rho = arb(2) ** -6
    M = euclidean_lipschitz(exact, best, rho)
    return GoodInstance(problem=problem, exact=exact, minimiser=best, ell=arb(ell), M=M, rho=rho, seed=seed)


def euclidean_lipschitz(exact: ExactProblem, z: Array, rho: arb) -> arb:
    """M on the Euclidean ball of radius rho around z, an exact ball."""
    reach = euclidean_reach(*(exact.arrays[name] for name in ("A1", "A2", "A3")))
    return hessian_lipschitz(sizes(exact.arrays, exact.split(z)), reach, rho).upper()
