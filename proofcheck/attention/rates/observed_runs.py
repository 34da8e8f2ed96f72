"""Runs that the rate lemmas observe: Newton steps on random attention instances, in ball arithmetic.

Steps are ball solves, so each observation is a rigorous inequality; the solver's own float64 iterates enter as exact
points, the rounding of its step measured and added on the right.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb

from proofcheck.arithmetic.conversion import solve_balls
from proofcheck.arithmetic.functions import Array, balls, elementwise, matmul, norm, precision
from proofcheck.attention.common.extremal_cubics import Cubic, cubics
from proofcheck.attention.common.good_instances import GoodInstance, good_instances
from proofcheck.lemmas.claims import Observation
from solver import Status, iterate, solve

_RUN_DIGITS = 220
_RUN_ERROR = 90  # stop a run below 10^-90; the next error, 10^-180, must still be resolved
_RUN_STEPS = 10
_LINEAR_STEPS = 6
_TABLE_BITS, _TABLE_SEED, _TABLE_STEPS = 1024, 5, 60


def exact_newton(rng: np.random.Generator, runs: int) -> Iterator[Observation]:
    """R1: exact steps from random starts, and the solver's own steps with their rounding measured."""
    for good in good_instances(rng, runs):
        start = _start(good, rng)
        yield _observe_exact(good, start, "exact step")
        for before, after in _solver_pairs(good, start):
            yield _observe_solver(good, before, after)


def newton_runs(rng: np.random.Generator, runs: int) -> Iterator[Observation]:
    """R1 along whole runs: exact steps until the error falls below 10^-90, every step against the bound.

    Before them, single steps on cubics that attain it.
    """
    for cubic in cubics(rng, runs):
        yield _observe_cubic(cubic, Fraction(0))
    for good in good_instances(rng, runs, _RUN_DIGITS):
        z = _start(good, rng)
        for number in range(1, _RUN_STEPS + 1):
            seen = _observe_exact(good, z, f"step {number}")
            yield seen
            if not seen.lhs > arb(10) ** -_RUN_ERROR:
                break
            step = solve_balls(good.exact.hessian(z), good.exact.gradient(z)[:, None])[:, 0]
            z = elementwise(z - step, lambda entry: entry.mid())


def approximate_runs(rng: np.random.Generator, runs: int) -> Iterator[Observation]:
    """R3 along whole runs with one e0: linear contraction in the norm of Hess(z_t), step after step; cubics first."""
    for cubic in cubics(rng, runs):
        yield _observe_cubic(cubic, Fraction(int(rng.integers(1, 13)), 64))
    for good in good_instances(rng, runs, _RUN_DIGITS):
        z, e0 = _start(good, rng), Fraction(int(rng.integers(1, 13)), 64)
        for number in range(1, _LINEAR_STEPS + 1):
            seen, z = _approximate_observation(good, z, e0, rng)
            yield replace(seen, label=f"step {number}, e0 = {e0}")


def _start(good: GoodInstance, rng: np.random.Generator) -> Array:
    direction = balls(rng.normal(size=len(good.minimiser)))
    return _move_within_basin(good, direction, norm(direction), rng)


def _energy_start(good: GoodInstance, rng: np.random.Generator) -> Array:
    """A start with rho_0 <= sqrt(ell) times the basin: delta <= 1/10, and no error leaves the ball of M."""
    direction = balls(rng.normal(size=len(good.minimiser)))
    energy = _local_norm(good.exact.hessian(good.minimiser), direction)
    return _move_within_basin(good, direction, energy / good.ell.sqrt(), rng)


def _move_within_basin(good: GoodInstance, direction: Array, length: arb, rng: np.random.Generator) -> Array:
    """z* plus the direction, of the given length, scaled to between 1/20 of the basin and all of it; exact."""
    share = good.basin * arb(float(rng.uniform(0.05, 1))) / length
    return elementwise(good.minimiser + direction * share, lambda entry: entry.mid())


def _quadratic_bound(good: GoodInstance | Cubic, r: arb) -> arb:
    return good.M * r * r / (2 * (good.ell - good.M * r))


def _linear_factor(good: GoodInstance | Cubic, r: arb, e0: Fraction) -> arb:
    return (arb(e0.numerator) / e0.denominator + good.M * r / (2 * (good.ell - good.M * r))) / _subtract_from_one(e0)


def _observe_cubic(cubic: Cubic, e0: Fraction) -> Observation:
    """A step with H~ = (1 - e0) H; in one dimension both sides have the same norm."""
    r, data = cubic.start, {"ell": cubic.ell.str(20), "a": cubic.a.str(20), "r": cubic.start.str(20), "e0": str(e0)}
    bound = _linear_factor(cubic, r, e0) * r if e0 else _quadratic_bound(cubic, r)
    return Observation(label="cubic", lhs=abs(cubic.after(_subtract_from_one(e0))), rhs=bound, data=data)


def _observe_exact(good: GoodInstance, z: Array, label: str) -> Observation:
    after = z - solve_balls(good.exact.hessian(z), good.exact.gradient(z)[:, None])[:, 0]
    bound = _quadratic_bound(good, norm(z - good.minimiser))
    return Observation(label=label, lhs=norm(after - good.minimiser), rhs=bound, data=_data(good, z))


def _observe_solver(good: GoodInstance, before: Array, after: Array) -> Observation:
    """after = before + d: its distance to the exact Newton point is ||H^-1 (H d + grad)||, measured in balls."""
    hessian = good.exact.hessian(before)
    step = after - before
    rounding = norm(solve_balls(hessian, matmul(hessian, step[:, None]) + good.exact.gradient(before)[:, None]))
    bound = _quadratic_bound(good, norm(before - good.minimiser)) + rounding
    return Observation(label="solver step", lhs=norm(after - good.minimiser), rhs=bound, data=_data(good, before))


def _solver_pairs(good: GoodInstance, start: Array) -> Iterator[tuple[Array, Array]]:
    """Consecutive accepted iterates of the solver inside the basin, as exact balls."""
    float_start = good.exact.split(np.array([float(entry) for entry in start]))
    previous: Array | None = None
    for iterate_ in iterate(good.problem, float_start["X"], float_start["Y"], step="exact"):
        z = balls(np.concatenate([iterate_.X.ravel(), iterate_.Y.ravel()]))
        if previous is not None and norm(previous - good.minimiser) < good.basin:
            yield previous, z
        if norm(z - good.minimiser) < arb(2) ** -40:
            return
        previous = z


def approximate_newton(rng: np.random.Generator, runs: int) -> Iterator[Observation]:
    """R3: steps with H~ = (1 - e0) H + 2 e0 H u u^T H / (u^T H u), whose spectrum relative to H is {1 - e0, 1 + e0}.

    Before them, steps on cubics that attain it.
    """
    for cubic in cubics(rng, runs):
        yield _observe_cubic(cubic, Fraction(int(rng.integers(0, 33)), 64))
    for good in good_instances(rng, runs):
        z, e0 = _start(good, rng), Fraction(int(rng.integers(0, 33)), 64)
        yield _approximate_observation(good, z, e0, rng)[0]


def _approximate_observation(
    good: GoodInstance, z: Array, e0: Fraction, rng: np.random.Generator
) -> tuple[Observation, Array]:
    """The contraction of one step from the exact point z, and the point after it, rounded to an exact one."""
    hessian = good.exact.hessian(z)
    after = z - _approximate_step(good, z, hessian, e0, rng)
    r = norm(z - good.minimiser)
    seen = Observation(
        label=f"e0 = {e0}",
        lhs=_local_norm(hessian, after - good.minimiser),
        rhs=_linear_factor(good, r, e0) * _local_norm(hessian, z - good.minimiser),
        data=_data(good, z),
    )
    return seen, elementwise(after, lambda entry: entry.mid())


def _approximate_step(good: GoodInstance, z: Array, hessian: Array, e0: Fraction, rng: np.random.Generator) -> Array:
    u = matmul(hessian, balls(rng.normal(size=(len(z), 1))))
    curvature = matmul(u.T, solve_balls(hessian, u)).item()
    weight = arb(e0.numerator) / e0.denominator
    approximate = hessian * _subtract_from_one(e0) + matmul(u, u.T) * (2 * weight / curvature)
    return solve_balls(approximate, good.exact.gradient(z)[:, None])[:, 0]


def iteration_counts(rng: np.random.Generator, runs: int) -> Iterator[Observation]:
    """R4: the error after T steps against eps, and the number of steps the solver takes against T."""
    eps = arb(10) ** -9
    for good in good_instances(rng, runs):
        z, e0 = _energy_start(good, rng), Fraction(int(rng.integers(1, 13)), 64)
        for weight in (e0, Fraction(0)):
            steps = _steps_needed(good, z, weight, eps)
            if steps is None:
                continue
            if weight == 0:
                yield _solver_count(good, z, steps, eps)
            else:
                end = _run(good, z, weight, steps, rng)
                data = {**_data(good, z), "T": steps, "e0": str(weight)}
                yield Observation(label=f"T = {steps}", lhs=norm(end - good.minimiser), rhs=eps, data=data)


def iteration_table() -> dict[str, str]:
    """T of R4 for falling eps, and the steps that exact and approximate runs take to it, on one instance."""
    with precision(_TABLE_BITS):
        good = next(good_instances(np.random.default_rng(_TABLE_SEED), 1, _RUN_DIGITS))
        z = _shorten_to_delta(good, _start(good, np.random.default_rng(_TABLE_SEED)))
        initial, found = norm(z - good.minimiser), {}
        for e0 in (Fraction(0), Fraction(1, 8)):
            run = _errors(good, z, e0)
            for digits in (3, 6, 12, 24):
                eps = initial * arb(10) ** -digits
                taken = next((t for t, error in enumerate(run) if error < eps), None)
                name = f"steps that take the error down by 10^{digits}, e0 = {e0}: on an instance, and T of the bound"
                found[name] = f"{taken}, {_steps_needed(good, z, e0, eps)}"
    return found


def _shorten_to_delta(good: GoodInstance, z: Array) -> Array:
    """The point on the segment from z* to z where delta of R4 is 1/20, or z itself when it is less there."""
    offset = z - good.minimiser
    delta = good.M * _local_norm(good.exact.hessian(good.minimiser), offset) / good.ell.sqrt() ** 3
    share = (1 / (20 * delta)).min(arb(1))
    return elementwise(good.minimiser + offset * share, lambda entry: entry.mid())


def _errors(good: GoodInstance, z: Array, e0: Fraction) -> list[arb]:
    """||z_t - z*|| along a run of approximate steps that takes it down by 10^25."""
    rng, errors = np.random.default_rng(_TABLE_SEED), [norm(z - good.minimiser)]
    while not errors[-1] < errors[0] * arb(10) ** -25 and len(errors) < _TABLE_STEPS:
        z = _run(good, z, e0, 1, rng)
        errors.append(norm(z - good.minimiser))
    return errors


def _steps_needed(good: GoodInstance, z: Array, e0: Fraction, eps: arb) -> int | None:
    """Smallest T of the lemma, or None when its hypotheses (theta < 1, delta <= 1/10) are not met."""
    initial = _local_norm(good.exact.hessian(good.minimiser), z - good.minimiser)
    delta = good.M * initial / good.ell.sqrt() ** 3
    if not delta <= arb(1) / 10:
        return None
    weight = arb(e0.numerator) / e0.denominator
    theta = ((1 + delta) / (1 - delta)).sqrt() * (weight + delta / (2 * (1 - delta))) / _subtract_from_one(e0)
    if not theta < 1:
        return None
    needed = (initial / (good.ell.sqrt() * eps)).log() / -theta.log()
    return max(0, math.ceil(float(needed.upper()) * (1 + 2.0**-50)))


def _run(good: GoodInstance, z: Array, e0: Fraction, steps: int, rng: np.random.Generator) -> Array:
    for _ in range(steps):
        step = _approximate_step(good, z, good.exact.hessian(z), e0, rng)
        z = elementwise(z - step, lambda entry: entry.mid())  # a point inside the ball: rounding far below eps
    return z


def _solver_count(good: GoodInstance, z: Array, steps: int, eps: arb) -> Observation:
    start = good.exact.split(np.array([float(entry) for entry in z]))
    solution = solve(good.problem, start["X"], start["Y"], step="exact", tol=0.0, max_iterations=max(steps, 1))
    end = balls(np.concatenate([solution.X.ravel(), solution.Y.ravel()]))
    data = {**_data(good, z), "T": steps, "iterations": solution.iterations, "status": Status(solution.status).name}
    return Observation(label=f"solve, T = {steps}", lhs=norm(end - good.minimiser), rhs=eps, data=data)


def _subtract_from_one(e0: Fraction) -> arb:
    return 1 - arb(e0.numerator) / e0.denominator


def _local_norm(hessian: Array, vector: Array) -> arb:
    energy: arb = matmul(matmul(vector[None, :], hessian), vector[:, None]).item()
    return energy.sqrt()


def _data(good: GoodInstance, z: Array) -> dict[str, Any]:
    return {"instance seed": good.seed, "z": [entry.str(20) for entry in z]}
