"""Both sides compute the same lower bound of phi on a box, term by term, each with its own code."""

from dataclasses import replace

import numpy as np
import pytest
from flint import arb

from proofcheck.arithmetic.functions import balls, precision
from proofcheck.recheck import blocks
from proofcheck.recheck.box_bound import bound_box, least_value
from proofcheck.recheck.frame import Frame
from solver.global_search.expansion import Place, expand
from solver.global_search.frame import make_frame
from solver.global_search.lower_bound import least_values
from solver.global_search.moments import Sampler
from solver.instances import planted, random_instance
from solver.verified.ball import ball

PROBLEMS = (
    random_instance(5, 4, 1, 1, 2, 1, seed=2, wx=0.2, wy=0.2),
    replace(random_instance(4, 4, 1, 1, 1, 1, seed=2, wx=0.3, wy=0.3), mask=np.tri(4, dtype=bool)),
    random_instance(6, 5, 2, 2, 2, 2, seed=1, wx=0.1, wy=0.1, ly=0.1),
    planted(5, 6, 2, 1, 3, 2, seed=5, wx=0.01, wy=0.02, lx=0.1),
)


def exact_frame(problem, frame):
    data = {name: balls(getattr(problem, name)) for name in ("A1", "A2", "A3", "B")}
    if problem.mask is not None:
        data["mask"] = problem.mask.astype(int)
    weights = {name: arb(getattr(problem, name)) for name in ("wx", "wy", "lx", "ly")}
    return Frame(data, weights, balls(frame.L1), balls(frame.L2))


@pytest.mark.parametrize("problem", PROBLEMS, ids=repr)
def test_blocks_of_rows_give_the_same_bound(problem, monkeypatch):
    frame, rng = make_frame(problem), np.random.default_rng(1)
    centre, widths = balls(rng.normal(size=frame.size)), balls(10.0 ** rng.uniform(-2, 0, frame.size))
    with precision(128):
        whole = bound_box(exact_frame(problem, frame), centre, widths)
        for rows in (1, 3):
            monkeypatch.setattr(blocks, "BALLS", rows * problem.m)
            other = bound_box(exact_frame(problem, frame), centre, widths)
            for name in ("value", "rest", "defect", "thin_defect", "thin_shift", "room"):
                assert abs(getattr(other, name) - getattr(whole, name)) < arb(10) ** -20, name


@pytest.mark.parametrize("problem", PROBLEMS, ids=repr)
def test_every_term_is_the_same_on_both_sides(problem):
    frame, rng = make_frame(problem), np.random.default_rng(0)
    centres = rng.normal(size=(6, frame.size))
    widths = 10.0 ** rng.uniform(-2, 0, centres.shape)
    found = expand(Sampler(frame), Place(u=ball(centres)), widths)
    lowest = least_values(found, widths)
    with precision(128):
        twin = exact_frame(problem, frame)
        assert float(twin.modulus) == pytest.approx(frame.modulus, rel=0.01)
        for i, (centre, width) in enumerate(zip(centres, widths, strict=True)):
            other = bound_box(twin, balls(centre), balls(width))
            for name in ("rest", "thin_shift", "room"):
                assert float(getattr(other, name)) == pytest.approx(getattr(found, name)[i], rel=1e-6), name
            assert max(float(other.defect), float(other.thin_defect)) < 1e-9
            assert float(other.value) == pytest.approx(found.value.mid[i], rel=1e-12)
            assert [float(x) for x in other.slope] == pytest.approx(found.slope.mid[i], rel=1e-8, abs=1e-9)
            assert [float(x) for x in other.form.ravel()] == pytest.approx(found.form.mid[i].ravel(), abs=1e-8)
            least = float(least_value(other, balls(width)))
            assert least == pytest.approx(lowest[i], rel=1e-6, abs=1e-9)
            assert least >= lowest[i] - 1e-12 * abs(least)
