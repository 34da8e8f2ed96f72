"""A certificate in plain words: every number is a bound in the right direction, nothing is claimed that is not."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from proofcheck.cli.explain import unique_within
from proofcheck.cli.explain_search import explain
from proofcheck.recheck.file import read
from solver import AttentionProblem, certify, solve
from solver.instances import random_instance


def tell(tmp_path: Path, problem: AttentionProblem, *, digits: int | None = None, **options: Any) -> dict[str, Any]:
    solution = solve(problem, **options)
    certify(problem, solution.X, solution.Y, digits=digits).save(tmp_path / "c.json")
    return explain(tmp_path / "c.json")


def by_symbol(explained: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entry["symbol"]: entry for entry in explained["hypotheses"]}


def test_a_local_certificate(tmp_path: Path) -> None:
    explained = tell(tmp_path, random_instance(8, 6, 2, 2, 2, 2, seed=0), digits=15)
    stored = read(tmp_path / "c.json")
    assert (explained["outcome"], explained["scope"]) == ("CERTIFIED", "LOCAL")
    text = " ".join(explained["proved"])
    assert "strict local minimiser" in text
    assert "to 15 digits" in text
    assert any("no other minimiser is lower" in line for line in explained["not_claimed"])
    assert explained["would_help"] == []
    assert all(entry["met"] for entry in explained["hypotheses"])
    shown = float(explained["proved"][0].split("distance ")[1].split(" of")[0])
    assert stored.claims["radius_upper"] <= shown <= 1.01 * stored.claims["radius_upper"]
    unique = float(explained["proved"][2].split("within ")[1].split(" of")[0])
    assert shown < unique <= stored.hypotheses["ball_radius"]  # mu > M rho there


def test_uniqueness_is_told_where_phi_is_shown_to_be_convex() -> None:
    numbers = {"curvature_lower": 1.0, "ball_radius": 0.5, "radius_upper": 0.25}
    assert unique_within(numbers | {"lipschitz_upper": 2.0}) == 0.25  # mu = M rho
    assert unique_within(numbers | {"lipschitz_upper": 1.999}) == 0.5
    assert unique_within(numbers | {"lipschitz_upper": math.inf}) == 0.25


def test_every_number_is_rounded_in_the_direction_of_its_bound(tmp_path: Path) -> None:
    entries = by_symbol(tell(tmp_path, random_instance(8, 6, 2, 2, 2, 2, seed=1)))
    for symbol, entry in entries.items():
        value, shown = Fraction(entry["value"]), Fraction(entry["shown"])
        assert shown <= value if symbol in ("mu", "rho", "c") else shown >= value
        assert abs(shown - value) <= abs(value) / 90
    stored = {name: Fraction(value) for name, value in read(tmp_path / "c.json").hypotheses.items()}
    mu, M = stored["curvature_lower"], stored["lipschitz_upper"]
    e = min(stored["gradient_upper"] / mu, stored["step_upper"] + stored["residual_upper"] / mu)
    for symbol, exact in (("e", e), ("h", M * e / mu)):
        assert exact <= Fraction(entries[symbol]["value"]) <= exact * (1 + Fraction(1, 10**12))


@pytest.mark.parametrize("scale", [0.5, 1.01, 1e3])
def test_a_certificate_that_does_not_fit_the_theorem_is_told_as_such(
    tmp_path: Path, resealed: Callable[[Any], str], scale: float
) -> None:
    tell(tmp_path, random_instance(8, 6, 2, 2, 2, 2, seed=0))
    document = json.loads((tmp_path / "c.json").read_text())
    radius = float.fromhex(document["hypotheses"]["radius_upper"]) * scale
    document["hypotheses"]["radius_upper"] = radius.hex()
    (tmp_path / "c.json").write_text(resealed(document))
    assert by_symbol(explain(tmp_path / "c.json"))["r"]["met"] is (scale == 1.01)


def test_a_global_certificate_names_its_region(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    shapes = ((8, 2), (6, 2), (6, 2), (8, 2))
    explained = tell(tmp_path, AttentionProblem(*(rng.normal(size=s) for s in shapes), wx=3.0, wy=3.0, lx=1.0, ly=1.0))
    assert explained["scope"] == "GLOBAL"
    assert "The global minimiser" in explained["proved"][0]
    assert {"a", "b", "c"} <= set(by_symbol(explained))
    assert not any("no other minimiser is lower" in line for line in explained["not_claimed"])


@pytest.mark.parametrize(
    ("problem", "options", "unmet", "help_with"),
    [
        (random_instance(8, 6, 2, 2, 2, 2, seed=0), {"tol": 0.5}, {"h", "r"}, "solve more accurately"),
        (random_instance(8, 6, 2, 2, 2, 2, seed=3), {"max_iterations": 1}, None, "--tol"),
    ],
)
def test_an_inconclusive_certificate_says_why_and_what_would_help(
    tmp_path: Path, problem: AttentionProblem, options: dict[str, Any], unmet: set[str] | None, help_with: str
) -> None:
    explained = tell(tmp_path, problem, **options)
    assert explained["outcome"] == "INCONCLUSIVE"
    assert explained["scope"] is None
    assert explained["proved"] == explained["rests_on"] == explained["not_claimed"] == []
    assert explained["reason"]
    assert help_with in " ".join(explained["would_help"])
    found = {entry["symbol"] for entry in explained["hypotheses"] if not entry["met"]}
    assert found
    assert unmet is None or found == unmet


def test_no_curvature_is_told_as_such(tmp_path: Path) -> None:
    problem = random_instance(8, 6, 2, 2, 2, 2, seed=0)
    for seed in range(40):
        rng = np.random.default_rng(seed)
        certificate = certify(problem, 4 * rng.normal(size=(2, 2)), 4 * rng.normal(size=(2, 2)))
        if certificate.hypotheses.curvature_lower < 0:
            certificate.save(tmp_path / "c.json")
            explained = explain(tmp_path / "c.json")
            assert not by_symbol(explained)["mu"]["met"]
            assert "h" not in by_symbol(explained)
            assert "saddle point" in " ".join(explained["would_help"])
            return
    pytest.fail("no start without curvature was found")
