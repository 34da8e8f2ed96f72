"""Which greedy step is taken: by its name, or by what the code costs and how the Hessian is conditioned."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import get_args

import numpy as np
import pytest

from proofcheck.attention.costs import instrumented
from proofcheck.attention.costs.counted_runs import Subject, count, hessian_product, projected_step
from solver import InputError, Status, solve
from solver.instances import planted, random_instance
from solver.minimise.coordinates import coordinates
from solver.minimise.steps import protocols, registry
from solver.minimise.steps.exact import ExactStep
from solver.minimise.steps.protocols import StepKind
from solver.minimise.steps.selection import dense_ratio, greedy_step, step_names
from solver.oracle.shares import whole
from solver.oracle.variable_projection import project


def count_ratio(problem):
    """From the code itself, its multiplications counted while it runs; sizes are those of the problem."""
    sizes = {name: getattr(problem, name) for name in "nmpqrk"}
    dense, product = (
        count(Subject(prepare=prepare, formula=lambda **_: 0), sizes, np.random.default_rng(0)).multiplications
        for prepare in (projected_step, hessian_product)
    )
    return dense / product


@pytest.mark.parametrize("sizes", [(9, 7, 3, 2, 4, 2), (12, 9, 2, 5, 3, 1), (8, 11, 4, 4, 2, 5)])
def test_auto_decides_on_the_multiplications_that_the_code_makes(sizes):
    problem = random_instance(*sizes, seed=0)
    assert dense_ratio(problem) == pytest.approx(count_ratio(problem), rel=1e-12)


def test_the_ratio_at_a_size_where_the_stale_count_chose_another_step():
    problem = random_instance(512, 512, 24, 24, 24, 32, seed=0)
    assert dense_ratio(problem) == pytest.approx(37.04, abs=0.005)  # 25.9 by the products of an older oracle


def test_a_new_step_is_a_file_and_a_line(monkeypatch):
    """A throw-away step: the exact one with half its length, registered under its name and found by it."""

    class HalfStep(ExactStep):
        name = "half"

        def prepare(self, at):
            whole = super().prepare(at)
            return SimpleNamespace(convex=whole.convex, propose=lambda radius: whole.propose(radius / 2))

    kind = StepKind(name="half", build=lambda problem, at, setup: HalfStep(problem, setup), dense_numbers=lambda *_: 1)
    problem = planted(20, 16, 3, 2, 3, 2, seed=0, noise=0.1)
    with pytest.raises(InputError, match="half"):
        solve(problem, step="half")
    monkeypatch.setitem(registry.STEPS, kind.name, kind)
    found = solve(problem, step="half")
    assert (found.status, found.step.name) == (Status.CONVERGED, "half")
    assert found.objective == pytest.approx(solve(problem, step="exact").objective, rel=1e-9)
    with pytest.raises(InputError, match=", ".join(("auto", *registry.STEPS))):
        solve(problem, step="third")


def test_the_names_in_the_signature_are_those_of_the_registry():
    assert get_args(registry.StepName) == step_names()


def test_every_step_is_in_the_docstring_of_solve_and_in_the_table_of_the_protocols():
    assert registry.STEPS.keys() <= set(re.findall(r"\w+", solve.__doc__))
    assert registry.STEPS.keys() <= set(re.findall(r"`(\w+)`", protocols.__doc__))


def test_auto_picks_by_cost_and_conditioning_and_says_why():
    strong, weak = (planted(60, 60, 4, 4, 4, 4, seed=0, wx=w, wy=w) for w in (1.0, 0.03))
    assert solve(strong).step.name == "kronecker"
    assert "strongly regularised" in solve(strong).step.reason
    choice = solve(weak).step
    assert choice.name == "projected"
    assert f"costs {dense_ratio(weak):.3g} Hessian-vector products" in choice.reason
    wide = coordinates(random_instance(40, 40, 30, 30, 30, 2, seed=0, wx=0.01, wy=0.01, lx=0.1, ly=0.1)).problem
    kind = greedy_step(wide, project(wide, np.zeros((30, 30))), "auto", seed=0, shares=whole(wide))
    assert kind.name == "kronecker"
    assert kind.error_bound is None


@pytest.mark.parametrize("step", [name for name, kind in registry.STEPS.items() if kind.dense_numbers(1, 1)])
def test_a_dense_step_that_cannot_fit_is_refused_with_the_remedy(step):
    problem = random_instance(4, 4, 300, 300, 4, 2, seed=0, lx=0.1, ly=0.1)
    with pytest.raises(InputError, match=rf"step='{step}'.*90008 unknowns.*kronecker"):
        solve(problem, step=step)


def test_every_module_that_evaluates_or_steps_is_counted():
    """Found in the folders, so that a module added tomorrow is counted, too."""
    root = Path(instrumented.__file__).parents[3] / "solver"
    folders = ("oracle", "minimise", "minimise/steps", "verified")
    expected = {path for folder in folders for path in (root / folder).glob("*.py") if path.stem != "__init__"}
    found = {Path(module.__file__) for module in instrumented.counted_modules()}
    assert expected <= found
