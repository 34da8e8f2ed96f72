"""What the tests of refusals share: good files, and a folder whose files must stay."""

from __future__ import annotations

from pathlib import Path

import pytest
import report_sample
from precious_files import OUTPUTS, PRECIOUS

from proofcheck.report import dump
from solver import certify, solve
from solver.instances import random_instance


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A problem, its certificates and a report."""
    folder = tmp_path_factory.mktemp("made")
    problem = random_instance(6, 5, 2, 2, 2, 1, seed=0)
    problem.save(folder / "p.npz")
    for name, tol in (("c.json", 1e-8), ("inconclusive.json", 0.5)):
        solution = solve(problem, tol=tol)
        certify(problem, solution.X, solution.Y, digits=12 if tol == 1e-8 else None).save(folder / name)
    (folder / "report.json").write_text(dump(report_sample.document()), encoding="utf-8")
    return folder


@pytest.fixture
def here(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with one precious file a kind of output."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    for name in OUTPUTS:
        (tmp_path / name).write_text(PRECIOUS)
    return tmp_path
