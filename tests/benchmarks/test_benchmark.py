"""The benchmark goes on where it stopped, and its summary says what its table says."""

import json
import subprocess
import sys
from pathlib import Path

import certificates
import numpy as np
import pytest
import report
import wide
from cases import grid
from grid_summary import AUTODIFF, SAME_ORACLE, Cell, values_beside_peers, versus
from least_squares import Residuals
from ledger import Ledger
from methods import Recorder, ours
from same_oracle import METHODS
from scaling import iteration, operations

from proofcheck.attention.costs import counted_runs
from proofcheck.attention.costs.instrumented import instrument_solver
from solver import solve
from solver.instances import planted

ROOT = Path(__file__).parents[2]


def outcome(seconds, objective=1.0, *, reached=True):
    return {"seconds": seconds, "objective": objective, "reached": reached}


CELLS = [
    Cell("planted n=64 d=4", {"ours": outcome(1.0), "JAX": outcome(2.0), "trust-krylov, our oracle": outcome(3.0)}),
    Cell(
        "planted n=256 d=4",
        {
            "ours": outcome(1.0, 2.0),
            "JAX": outcome(4.0, 3.0),
            "PyTorch": outcome(32.0, 1.0, reached=False),
            "L-BFGS-B, our oracle": {"failed": "no answer"},
            "ours, 4 restarts": outcome(9.0, 1.5),
        },
    ),
    Cell(
        "real n=512 d=4",
        {
            "ours": outcome(0.5),
            "JAX": outcome(4.0, reached=False),
            "optimistix": outcome(1.5, reached=False),
            "PyTorch": {"failed": "died"},
        },
    ),
]


def test_ratios_take_the_best_that_reached_and_else_a_lower_bound():
    found = versus(AUTODIFF, CELLS)
    assert found.mean == pytest.approx((2 * 4 * 8) ** (1 / 3))
    assert (found.smallest, found.where) == (4.0, "planted n=256 d=4")
    assert (found.cells, found.missed) == (3, 1)
    scipy = versus(SAME_ORACLE, CELLS)
    assert (scipy.mean, scipy.smallest, scipy.cells) == (pytest.approx(3.0), None, 1)
    assert versus(SAME_ORACLE, CELLS[1:]) is None


def test_values_are_compared_only_with_those_that_reached_the_target():
    plain, restarted = values_beside_peers(CELLS)
    assert "median -1.7e-01" in plain
    assert "no worse in 2 of 2 cells" in plain
    assert "-5.0e-01 to -5.0e-01" in restarted


def test_a_ledger_measures_once_keeps_what_is_finished_and_sets_other_code_aside(tmp_path):
    path, calls = tmp_path / "bench.json", []

    def measure(value):
        calls.append(value)
        if value == "interrupted":
            raise KeyboardInterrupt
        return value

    ledger = Ledger(path, "a" * 64, {"cores": 2})
    ledger.once("one", lambda: measure(1))
    with pytest.raises(KeyboardInterrupt):
        ledger.once("two", lambda: measure("interrupted"))
    again = Ledger(path, "a" * 64, {"cores": 4})
    assert again.about["machine"] == {"cores": 2}
    assert [again.once("one", lambda: measure(5)), again.once("two", lambda: measure(2))] == [1, 2]
    assert calls == [1, "interrupted", 2]
    assert Ledger(path, "b" * 64, {}).measured == {}
    assert json.loads((tmp_path / "bench.aaaaaaaa.json").read_text())["measured"] == {"one": 1, "two": 2}


@pytest.mark.slow
def test_the_command_runs_to_its_end_and_again_without_measuring_anew(tmp_path):
    command = [sys.executable, str(ROOT / "tests/benchmarks/run.py"), "--out", str(tmp_path), "--largest", "64"]
    command += ["--parts", "grid", "--no-peers", "--limit", "1"]
    first = subprocess.run(command, capture_output=True, text=True, check=True)
    written = (tmp_path / "bench.json").read_bytes()
    cells = len(json.loads(written)["measured"])
    assert first.stderr.count(" s  grid/") == cells == 6 * (1 + len(METHODS)) + 2
    table = (tmp_path / "bench.md").read_text()
    assert "| planted n=64 d=4 w2=1 |" in table
    assert "Best scipy method with our oracle over ours" in table
    second = subprocess.run(command, capture_output=True, text=True, check=True)
    assert f"going on after {cells} measurements" in second.stderr
    assert " s  grid/" not in second.stderr
    assert (tmp_path / "bench.json").read_bytes() == written


# first-order steps may end at rounding level before the target
@pytest.mark.parametrize("name", [name for name in METHODS if not name.startswith("L-BFGS")])
def test_methods_reach_the_target_from_the_same_start(name):
    case = next(iter(grid(64)))
    found, peer = ours(case, 20.0), METHODS[name].run(case, 20.0)
    assert found["reached"]
    assert peer["reached"]
    assert found["gradient_norm"] <= case.target * (1 + 1e-6)
    assert found["objective"] == pytest.approx(peer["objective"], rel=1e-9)


def test_the_residuals_add_up_to_the_objective_and_their_jacobian_to_its_gradient():
    case = next(iter(grid(64)))
    residuals, at = Residuals(case, Recorder(case, 20.0)), case.problem.evaluate(case.X0, case.Y0)
    value, gradient = residuals.value(case.start), np.concatenate([part.ravel() for part in at.gradient])
    assert value @ value == pytest.approx(at.objective, rel=1e-12)
    assert 2 * residuals.jacobian(case.start).T @ value == pytest.approx(gradient, rel=1e-9, abs=1e-9)


def test_operation_counts_are_those_of_the_products():
    for n, m, d in ((60, 40, 12), (40, 60, 12), (200, 100, 30)):
        with instrument_solver() as tally:
            case = counted_runs.case({"n": n, "m": m} | dict.fromkeys("pqrk", d), np.random.default_rng(0))
            before = tally.multiplications
            iteration(case.problem, case.point[0])
        counted = tally.multiplications - before
        assert operations(n, m, d) - 20 * n * m == pytest.approx(counted, rel=0.03)


def test_certificates_are_counted_in_gradients_and_grow_like_the_scores(monkeypatch):
    monkeypatch.setattr(certificates, "_REPEATS", 1)
    row = certificates.measure(48, 2, 1.0)
    assert (row["outcome"], row["not re-established"]) == ("CERTIFIED", "")
    assert row["gradients"] == pytest.approx(row["certificate"] / row["gradient"])
    assert certificates.slope([{"n": n, "certificate": 3.0 * n * n} for n in (10, 20, 40)]) == pytest.approx(1.0)
    text = report.markdown({"machine": {}, "measured": {"certificates/n=48 d=2 w=1": row}})
    assert "| 48 | 2 | 1 |" in text
    assert "Slope" not in text


def test_a_head_is_summarised_by_medians_and_ranges_over_its_variants():
    case = {"layer": 0, "head": 2, "w": 0.1, "iterations": 7}
    fits = [
        case | {"seconds": seconds, "status": status, "products": products, "objective": value}
        for seconds, status, products, value in [
            (9.0, "CONVERGED", 3, 8.0),
            (1.0, "CONVERGED", 5, 6.0),
            (2.0, "STAGNATED", 4, 7.0),
        ]
    ]
    row = wide.summarise(fits)
    assert (row["seconds"], row["fastest"], row["slowest"]) == (2.0, 1.0, 9.0)
    assert (row["products"], row["lowest"], row["highest"], row["converged"]) == (4, 6.0, 8.0, "2 of 3")
    measured = {f"wide/layer=0 head=2 w=0.1/variant {i}": fit for i, fit in enumerate(fits)}
    text = report.markdown({"machine": {}, "measured": measured})
    assert "| 0 | 2 | 0.1 | 2 | 1 | 9 | 2 of 3 | 7 | 4 | 6 | 8 |" in text


def test_variants_of_a_head_change_the_fourth_digit_of_b_but_for_the_first(monkeypatch):
    plain, solved = planted(12, 10, 3, 3, 3, 2, seed=0, wx=1.0, wy=1.0), []
    monkeypatch.setattr(wide, "full_layer", lambda *_case, **_weights: plain)
    monkeypatch.setattr(wide, "solve", lambda problem, **how: solved.append(problem.B) or solve(problem, **how))
    rows = [wide.measure_fit(0, 2, 1.0, variant) for variant in (0, 1, 2, 1)]
    assert {row["status"] for row in rows} == {"CONVERGED"}
    np.testing.assert_array_equal(solved[0], plain.B)
    np.testing.assert_array_equal(solved[1], solved[3])
    for one, other in ((solved[0], solved[1]), (solved[1], solved[2])):
        change = np.abs(other / one - 1)
        assert 1e-5 < change.max() < 1e-3
