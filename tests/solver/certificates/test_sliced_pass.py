"""The pass in slices: gradient, outputs and bounds of rows contain what Arb finds, narrowly, or the pass declines."""

from dataclasses import replace

import numpy as np
import pytest
from flint import arb
from masked import gathered, masked, point

from proofcheck.arithmetic.functions import balls, precision
from proofcheck.attention.common.reference_minimiser import exact_problem
from proofcheck.model.derivatives import gradient, hessian_product, state
from solver.certificates.enclosure import enclose
from solver.certificates.hessian_product import hessian_product as enclosed_product
from solver.certificates.rows import sliced_tables
from solver.certificates.rows.sliced_pass import sum_rows
from solver.certificates.rows.sliced_tables import ROWS
from solver.instances import ill_conditioned, planted, random_instance, saturated

WEIGHTS = {"wx": 0.5, "wy": 0.25, "lx": 0.125, "ly": 0.0625}


def _uneven():
    bare, columns = random_instance(9, 7, 3, 3, 3, 2, seed=9, **WEIGHTS), np.array([1.0, 2.0**-20, 1.0])
    return replace(bare, A2=bare.A2 * columns, A3=bare.A3 * columns)


CASES = {
    "random": lambda: random_instance(9, 7, 3, 2, 2, 3, seed=0, **WEIGHTS),
    "planted": lambda: planted(20, 30, 2, 3, 2, 1, seed=1, noise=0.1, wx=0.1, wy=0.1),
    "ill conditioned": lambda: ill_conditioned(12, 9, 3, 2, 2, 2, seed=2, wx=0.3, wy=0.2),
    "one key": lambda: random_instance(5, 1, 2, 2, 2, 2, seed=3, **WEIGHTS),
    "one query": lambda: random_instance(1, 6, 1, 1, 1, 1, seed=4, **WEIGHTS),
    "large values": lambda: replace(random_instance(6, 5, 2, 2, 2, 2, seed=5, **WEIGHTS), A3=np.full((5, 2), 1e40)),
    "small data": lambda: replace(random_instance(6, 5, 2, 2, 2, 2, seed=6, **WEIGHTS), A1=np.full((6, 2), 1e-40)),
    "uneven columns": _uneven,
    "no values": lambda: replace(random_instance(6, 5, 2, 2, 2, 2, seed=7, **WEIGHTS), A3=np.zeros((5, 2))),
}


@pytest.fixture(params=["tiles", "whole"])
def _small_tiles(request, monkeypatch):
    """Blocks of four rows and tiles of two or three keys: many additions on a few numbers."""
    if request.param == "tiles":
        monkeypatch.setattr(sliced_tables, "_KEYS", 3)
        for module in ("sliced_pass", "sliced_tables"):
            monkeypatch.setattr(f"solver.certificates.rows.{module}.ROWS", 4)


def exact_rows(problem, X, Y):
    """The state, and the gradient as one vector, at 256 bits."""
    exact = exact_problem(problem)
    place = {"X": balls(X), "Y": balls(Y)}
    slope = gradient(**exact.arrays, **place, **exact.weights)
    return state(**exact.arrays, **place), np.concatenate([part.ravel() for part in slope])


def contains(enclosure, values):
    pairs = zip(enclosure.mid.ravel().tolist(), enclosure.rad.ravel().tolist(), values.ravel().tolist(), strict=True)
    return all(abs(arb(mid) - value) <= rad for mid, rad, value in pairs)


@pytest.mark.usefixtures("_small_tiles")
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("scale", [0.01, 1.0, 10.0])
def test_gradient_and_outputs_contain_the_exact_ones(case, scale):
    problem = CASES[case]()
    X, Y = point(problem, 1, scale)
    found = sum_rows(problem, X, Y, lambda _share: None)
    with precision(256):
        at, slope = exact_rows(problem, X, Y)
        assert contains(found.gradient, slope)
        assert contains(found.O, at.O)
        assert contains(found.C, at.C)
        bounds = exact_bounds(at)
    values, residuals = (np.abs(part).max() for part in (problem.A3 @ Y, found.C.mid))
    values = values or 1.0  # what stands for the size of V where there is none
    sizes = {"fall": values * residuals, "spread": values**2, "distance": values**2}
    for name, truth in bounds.items():
        bound = getattr(found, name)
        assert (bound >= truth * (1 - 1e-14) - 1e-300).all()
        assert (bound <= truth + 1e-5 * sizes.get(name, 1.0) + 1e-140).all()


def exact_bounds(at):
    """The five bounds of `RowSums`, as floats to nearest."""
    F, O, C, V = (  # noqa: E741
        np.vectorize(lambda value: float(value.mid()))(part) for part in (at.F, at.O, at.C, at.V)
    )
    far = ((V[None] - O[:, None]) ** 2).sum(axis=2)
    return {
        "weight": F.max(axis=1),
        "weight_norm": np.sqrt((F * F).sum(axis=1)),
        "fall": ((C * O).sum(axis=1)[:, None] - C @ V.T).max(axis=1),
        "spread": (F * far).sum(axis=1),
        "distance": far.max(axis=1),
    }


@pytest.mark.usefixtures("_small_tiles")
@pytest.mark.parametrize("kind", ["random", "causal", "padding", "single", "one row"])
def test_masks_leave_the_allowed_keys_alone(kind):
    problem = masked(kind, 3)
    X, Y = point(problem, 3)
    with precision(256):
        assert contains(sum_rows(problem, X, Y, lambda _share: None).gradient, gathered(problem, X, Y)[1])


def test_the_gradient_has_more_bits_than_float64():
    """2^-53 of the terms would be what a plain enclosure leaves; the rest of a cancelling gradient is far below."""
    for case in ("random", "planted"):
        problem = CASES[case]()
        X, Y = point(problem, 1)
        found = sum_rows(problem, X, Y, lambda _share: None).gradient
        assert (found.rad <= 2.0**-52 * np.abs(found.mid) + 2.0**-62 * np.abs(found.mid).max()).all()


@pytest.mark.slow
def test_blocks_and_tiles_of_full_size_contain_the_exact_gradient():
    problem = planted(ROWS + 12, 300, 2, 2, 2, 2, seed=3, noise=0.1, wx=0.5, wy=0.5)
    X, Y = point(problem, 4)
    told = []
    found = sum_rows(problem, X, Y, told.append)
    with precision(192):
        at, slope = exact_rows(problem, X, Y)
        assert contains(found.gradient, slope)
        assert contains(found.O, at.O)
    assert told == [ROWS / (ROWS + 12), 1.0]


@pytest.mark.parametrize("change", [{"A1": 1e70}, {"A2": 1e-70}, {"A3": 1e-80}, {"B": 1e90}])
def test_scales_without_room_for_slices_are_declined_and_taken_plainly(change):
    bare = random_instance(6, 5, 2, 2, 2, 2, seed=8, **WEIGHTS)
    (name, factor), (X, Y) = next(iter(change.items())), point(bare, 2)
    problem = replace(bare, **{name: getattr(bare, name) * factor})
    X = X / factor if name in ("A1", "A2") else X
    assert sum_rows(problem, X, Y, lambda _share: None) is None
    with precision(512):
        assert contains(enclose(problem, X, Y).rows.gradient, exact_rows(problem, X, Y)[1])


def test_scores_beyond_the_table_are_declined():
    problem = saturated(6, 5, 2, 2, 2, 2, seed=1, scale=1.0, wx=0.1)
    X, Y = point(problem, 1, 800.0)
    assert np.abs(problem.A1 @ X @ problem.A2.T).max() > 700
    assert sum_rows(problem, X, Y, lambda _share: None) is None
    with precision(256):
        assert contains(enclose(problem, X, Y).rows.gradient, exact_rows(problem, X, Y)[1])


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("scale", [0.01, 1.0, 10.0, 1000.0])
def test_the_hessian_product_contains_the_exact_one(case, scale):
    problem = CASES[case]()
    (X, Y), (dX, dY) = point(problem, 1, scale), point(problem, 2, 1e-3)
    found = enclosed_product(enclose(problem, X, Y), dX, dY)
    with precision(256):
        exact = exact_problem(problem)
        place = {"X": balls(X), "Y": balls(Y), "dX": balls(dX), "dY": balls(dY)}
        moved = hessian_product(**exact.arrays, **place, **exact.weights)
        assert contains(found, np.concatenate([part.ravel() for part in moved]))
