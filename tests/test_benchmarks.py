"""The benchmark's parts at the smallest size: every method stops at the same target, the report counts misses."""

import sys
from pathlib import Path

import pytest


@pytest.fixture
def bench(monkeypatch):
    """The modules of tests/benchmarks, importable by their plain names and forgotten afterwards."""
    monkeypatch.syspath_prepend(Path(__file__).with_name("benchmarks"))
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if "benchmarks" in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


@pytest.mark.usefixtures("bench")
def test_methods_reach_the_target_from_the_same_start():
    from cases import grid
    from methods import METHODS

    case = next(iter(grid(64)))
    outcomes = {name: method(case, 20.0) for name, method in METHODS.items()}
    assert outcomes["ours"]["reached"]
    assert outcomes["trust-krylov, our oracle"]["reached"]
    assert outcomes["ours"]["gradient_norm"] <= case.target * (1 + 1e-6)
    assert outcomes["ours"]["objective"] == pytest.approx(outcomes["trust-krylov, our oracle"]["objective"], rel=1e-9)


@pytest.mark.usefixtures("bench")
def test_the_report_states_ratios_and_misses():
    from report import markdown

    def outcome(seconds, *, reached):
        return {"seconds": seconds, "cpu_seconds": seconds / 2, "reached": reached, "objective": 1.0}

    cells = [
        {"case": "a", "methods": {"ours": outcome(1.0, reached=True), "peer": outcome(4.0, reached=True)}},
        {"case": "b", "methods": {"ours": outcome(1.0, reached=True), "peer": outcome(25.0, reached=False)}},
    ]
    text = markdown({"machine": {"cores": 2}, "grid": cells})
    assert "peer: slower than ours by 10 (10 in processor time; geometric means over 2 cells, 1 of them" in text
    assert "25* (1)" in text


@pytest.mark.usefixtures("bench")
def test_operation_counts_are_those_of_the_products():
    from scaling import operations

    assert operations(2000, 1000, 16) == pytest.approx(operations(1000, 2000, 16))
    assert operations(10**6, 10**6, 1) / operations(10**6, 10**6, 2) == pytest.approx(31 / 42, rel=1e-3)
