"""The solves of the report: a random instance and a real attention layer, solved, certified, re-checked, refined."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np

from proofcheck.arithmetic.conversion import ball
from proofcheck.arithmetic.functions import Array, balls, norm, precision
from proofcheck.attention.common.reference_minimiser import ExactProblem, RefinementError, exact_problem, minimiser
from proofcheck.kernel import foundations
from proofcheck.model.definitions import objective, scores, softmax
from proofcheck.nist_strd import confirm_all
from proofcheck.recheck.verification import verify
from solver import AttentionProblem, Certificate, Outcome, Solution, certify, iterate, solve
from solver.certificates.certificate import CLAIMS
from solver.certificates.newton_kantorovich import Hypotheses
from solver.instances import random_instance, real_layer

_DIGITS: Final = 50
_REFERENCE_BITS: Final = 256
_HEAT_MAP_SIZE: Final = 24

Progress = Callable[[str], None]


def showcase(directory: Path, *, seed: int, small: bool, on_progress: Progress) -> list[dict[str, Any]]:
    """Solve and certify both instances; certificates are written to `directory`. `small` shortens the real layer."""
    sizes = (16, 16, 3, 3, 3, 2) if small else (64, 48, 6, 5, 4, 3)
    cases = (
        ("random", "A random instance", random_instance(*sizes, seed=seed), f"solver.instances, seed {seed}"),
        ("real-layer", "A real attention layer", _layer(small=small), _LAYER_SOURCE),
    )
    return [_case(directory, *case, on_progress) for case in cases]


def reference_sets(*, on_progress: Progress) -> list[dict[str, Any]]:
    """The 27 NIST data sets, certified by `certify_least_squares` and compared with their printed values."""
    found = []
    for confirmation in confirm_all():
        on_progress(f"reference data: {confirmation.name}")
        found.append(confirmation.record())
    return found


_LAYER_SOURCE: Final = (
    "all-MiniLM-L6-v2 (Apache-2.0), layer 2, head 0, on the first 512 word pieces of CPython's licence text; "
    "A1 = A2 = A3 = leading principal components of the hidden states and a column of ones, B = the head's output"
)


def _layer(*, small: bool) -> AttentionProblem:
    problem = real_layer()
    if not small:
        return problem
    A, B, rows = np.delete(problem.A1, slice(4, -1), axis=1), problem.B[:, :3], slice(0, 128)
    weights = {name: getattr(problem, name) for name in ("wx", "wy", "lx", "ly")}
    return AttentionProblem(A[rows], A[rows], A[rows], B[rows], **weights)


def _case(
    directory: Path, name: str, title: str, problem: AttentionProblem, source: str, on_progress: Progress
) -> dict[str, Any]:
    on_progress(f"{title}: solving")
    solution = solve(problem)
    on_progress(f"{title}: certifying")
    certificate = certify(problem, solution.X, solution.Y)
    path = directory / f"{name}.cert.json"
    certificate.save(path)
    on_progress(f"{title}: re-checking the certificate in ball arithmetic")
    check = verify(path)
    on_progress(f"{title}: refining the minimiser to {_DIGITS} digits")
    return {
        "name": name,
        "title": title,
        "description": f"{problem.size} unknowns; {solution.step.name} greedy step: {solution.step.reason}",
        "source": source,
        "shapes": {key: getattr(problem, key) for key in ("n", "m", "p", "q", "r", "k")},
        "weights": {key: getattr(problem, key) for key in ("wx", "wy", "lx", "ly")},
        **_describe_solution(solution),
        "certificate": _certificate(certificate, path.name),
        "recheck": {"confirmed": check.confirmed, "claims": [asdict(claim) for claim in check.claims]},
        "reference": _reference(problem, solution, certificate),
        "attention": _heat_maps(problem, solution),
    }


def _describe_solution(solution: Solution) -> dict[str, Any]:
    return {
        "status": solution.status.name,
        "message": solution.status.value,
        "step": solution.step.name,
        "iterations": solution.iterations,
        "objective": solution.objective,
        "loss": solution.loss,
        "gradient_norm": solution.gradient_norm,
        "trace": [asdict(record) for record in solution.trace],
    }


def _certificate(certificate: Certificate, file: str) -> dict[str, Any]:
    bounds = {name: getattr(certificate, name) for name in CLAIMS}
    labels = {"outcome": certificate.outcome.name, "scope": certificate.scope.name}
    decimals = certificate.enclosure is not None
    behind = foundations(
        scope=labels["scope"],
        norm=certificate.hypotheses.norm.name,
        decimals=decimals,
        masked=certificate.problem.mask is not None,
    )
    more = {"reason": certificate.reason, "theorem": certificate.theorem, "file": file}
    return labels | more | bounds | {"theorems": [asdict(theorem) for theorem in behind]}


def _reference(problem: AttentionProblem, solution: Solution, certificate: Certificate) -> dict[str, Any] | None:
    """True distance, gap and contraction against the verified minimiser; None when none is verified."""
    with precision(_REFERENCE_BITS):
        exact = exact_problem(problem)
        try:
            best = minimiser(exact, _vector(solution.X, solution.Y), _DIGITS)
        except RefinementError:
            return None
        error = norm(balls(_vector(solution.X, solution.Y)) - best)
        iterates = _iterates(problem, best)
        gap = _objective(exact, balls(_vector(solution.X, solution.Y))) - _objective(exact, best)
        return {
            "digits": _DIGITS,
            "error_lower": float(error.lower()),
            "error_upper": float(error.upper()),
            "ratio": float((certificate.radius_upper / error).upper()),
            "gap_lower": float(gap.lower()),
            "gap_upper": float(gap.upper()),
            "contraction": [float(norm(balls(_vector(*point)) - best).mid()) for point in iterates],
            "certified": _certified_radii(problem, iterates, best),
        }


def _iterates(problem: AttentionProblem, best: Array) -> list[tuple[Array, Array]]:
    """(X, Y) along the solver's iterates, up to the one that agrees with the minimiser to rounding."""
    target = np.array([float(entry) for entry in best])
    out = []
    for step in iterate(problem):
        out.append((step.X, step.Y))
        distance = np.linalg.norm(_vector(step.X, step.Y) - target)
        if distance <= 1e-14 * (1 + np.linalg.norm(target)) or len(out) > 500:
            break
    return out


def _certified_radii(
    problem: AttentionProblem, iterates: list[tuple[Array, Array]], best: Array
) -> list[dict[str, Any]]:
    """Certified radius beside true error, from the first of the last iterates that have a certificate."""
    out: list[dict[str, Any]] = []
    for iteration in reversed(range(len(iterates))):
        certificate = certify(problem, *iterates[iteration])
        if certificate.outcome is not Outcome.CERTIFIED:
            break
        error = norm(balls(_vector(*iterates[iteration])) - best)
        entry = {"iteration": iteration, "radius_upper": certificate.radius_upper, "error_upper": float(error.upper())}
        out.insert(0, entry | {"next_upper": _next_upper(certificate.hypotheses)})
    return out


def _next_upper(known: Hypotheses) -> float | None:
    """Euclidean distance within which R1 proves an exact Newton step from the certified point to end, if it does.

    R1 in the certificate's norm: r+ <= M r^2 / (2 (ell - M r)) for M r < ell, where z* is within r, M is the Hessian's
    Lipschitz constant on a ball that holds both points, and mu - M r at the point is an ell at z*.
    """
    mu, M, r = ball(known.curvature_lower), ball(known.lipschitz_upper), ball(known.radius_upper)
    slack = mu - 2 * M * r
    if not slack > 0:
        return None
    return float((M * r * r / (2 * slack) / ball(known.metric_lower).sqrt()).upper())


def _objective(exact: ExactProblem, z: Array) -> Any:
    return objective(**exact.arrays, **exact.split(z), **exact.weights)


def _vector(X: Array, Y: Array) -> Array:
    return np.concatenate([X.ravel(), Y.ravel()])


def _heat_maps(problem: AttentionProblem, solution: Solution) -> dict[str, Any]:
    """Leading rows and columns of the softmax matrix at the start X = 0 and at the solution."""
    part = slice(0, _HEAT_MAP_SIZE)
    maps = {}
    for label, X in (("before", np.zeros_like(solution.X)), ("after", solution.X)):
        maps[label] = softmax(scores(problem.A1, problem.A2, X), problem.mask)[part, part].tolist()
    return maps
