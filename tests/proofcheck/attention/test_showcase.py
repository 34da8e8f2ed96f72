"""The solves of the report: certified radii hold the true errors, and an exact Newton step ends where R1 proves it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from proofcheck.arithmetic.functions import precision
from proofcheck.attention.common.reference_minimiser import exact_problem, minimiser
from proofcheck.attention.report_solves import showcase
from solver import iterate
from solver.instances import random_instance
from solver.oracle.evaluation import evaluate


@pytest.fixture(scope="module")
def solves(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    folder: Path = tmp_path_factory.mktemp("showcase")
    return showcase(folder, seed=0, small=True, on_progress=lambda _: None)


def test_the_last_iterates_are_certified_and_their_radii_hold_the_true_error(solves: list[dict[str, Any]]) -> None:
    for solve in solves:
        certified = solve["reference"]["certified"]
        last = len(solve["reference"]["contraction"]) - 1
        assert [entry["iteration"] for entry in certified] == list(range(last - len(certified) + 1, last + 1))
        assert certified[0]["iteration"] <= solve["iterations"]
        assert all(0 < entry["error_upper"] <= entry["radius_upper"] < 1e-3 for entry in certified)
        for entry in certified:
            distance = solve["reference"]["contraction"][entry["iteration"]]
            assert entry["error_upper"] == pytest.approx(distance, rel=1e-9)


def test_an_exact_newton_step_ends_within_the_proved_distance(solves: list[dict[str, Any]]) -> None:
    problem = random_instance(16, 16, 3, 3, 3, 2, seed=0)
    entry = next(entry for entry in solves[0]["reference"]["certified"] if entry["next_upper"] is not None)
    assert entry["next_upper"] < entry["error_upper"] / 10
    point = next(step for step in iterate(problem) if step.record.iteration == entry["iteration"])
    z = np.concatenate([point.X.ravel(), point.Y.ravel()])
    with precision(256):
        best = np.array([float(value) for value in minimiser(exact_problem(problem), z, 50)])
    here = evaluate(problem, point.X, point.Y)
    slope = np.concatenate([part.ravel() for part in here.gradient])
    reached = float(np.linalg.norm(z - np.linalg.solve(here.hessian(), slope) - best))
    assert np.linalg.norm(z - best) == pytest.approx(entry["error_upper"], rel=1e-6)
    assert entry["next_upper"] / 1e5 < reached <= entry["next_upper"] + 1e-14
