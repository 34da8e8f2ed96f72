"""The lower bound holds on its box, and says little less than the truth on a small one."""

import dataclasses

import numpy as np
import pytest

from solver.global_search.expansion import Place, expand
from solver.global_search.frame import make_frame
from solver.global_search.lower_bound import constant, least_values
from solver.global_search.moments import Sampler
from solver.instances import planted, random_instance
from solver.oracle.variable_projection import project
from solver.verified.ball import ball

SHAPES = ((9, 7, 1, 1, 2, 1), (12, 10, 1, 2, 2, 2), (12, 10, 2, 1, 3, 2), (10, 12, 2, 2, 2, 2), (3, 2, 2, 2, 2, 3))
LARGE = (0.3, 1.0, 8.0)


def make_problems():
    for seed, shape in enumerate(SHAPES):
        for make, weight in ((planted, 0.03), (random_instance, 0.3)):
            problem = make(*shape, seed=seed, wx=weight, wy=weight, lx=1e-3, ly=1e-3)
            yield problem
            mask = np.random.default_rng(seed).random((problem.n, problem.m)) < 0.6
            mask[:, 0] = True
            yield dataclasses.replace(problem, mask=mask)
    for seed, shape in enumerate(((2, 2, 1, 1, 2, 1), (3, 3, 1, 1, 2, 2), (3, 2, 1, 2, 2, 1), (4, 3, 2, 1, 3, 2))):
        yield stiff(random_instance(*shape, seed=seed, wx=1e-3, wy=3e-3))


def stiff(problem):
    """Targets that differ between queries, which the weights do at X = 0 not: near there Y answers strongly to X."""
    return dataclasses.replace(problem, B=10 * problem.A1[:, :1] * np.ones(problem.k))


PROBLEMS = list(make_problems())


def phi(problem, frame, u):
    at = project(problem, frame.to_scores(u))
    return at.objective


def corners_and_others(rng, widths, count):
    inside = rng.uniform(-1, 1, (count, len(widths))) * widths
    corners = rng.choice([-1.0, 1.0], (count, len(widths))) * widths
    return [*inside, *corners]


@pytest.mark.parametrize("problem", PROBLEMS, ids=repr)
def test_phi_is_nowhere_below_its_bound(problem):
    frame, rng = make_frame(problem), np.random.default_rng(0)
    sampler, d = Sampler(frame), frame.size
    for scale in LARGE:
        centres = rng.normal(size=(12, d)) * scale * rng.choice([0.0, 1e-3, 1.0, 1.0], (12, 1))
        widths = 10.0 ** rng.uniform(-4, 0, (12, d)) * scale
        found = expand(sampler, Place(u=ball(centres)), widths)
        least = least_values(found, widths)
        for i, (centre, width) in enumerate(zip(centres, widths, strict=True)):
            for H in corners_and_others(rng, width, 6):
                value = phi(problem, frame, centre + H)
                rounding = 1e-11 * (1 + value)
                quadratic = found.value.mid[i] + found.slope.mid[i] @ H + H @ found.form.mid[i] @ H
                assert value >= quadratic - found.rest[i] - rounding
                assert value >= least[i] - rounding


@pytest.mark.parametrize("problem", PROBLEMS, ids=repr)
def test_the_rest_shrinks_with_the_cube_of_a_box(problem):
    """Narrow as well as sound: a bound that misses more than third-order terms would give more boxes by far."""
    frame, rng = make_frame(problem), np.random.default_rng(1)
    sampler = Sampler(frame)
    centres = rng.normal(size=(6, frame.size))
    widths = np.full_like(centres, 1e-3)
    rests = [expand(sampler, Place(u=ball(centres)), widths * s).rest for s in (1.0, 0.25)]
    assert (rests[1] <= rests[0] / 40).all()


@pytest.mark.parametrize("problem", PROBLEMS, ids=repr)
def test_value_slope_and_form_are_those_of_phi(problem):
    frame, rng = make_frame(problem), np.random.default_rng(2)
    sampler, d = Sampler(frame), frame.size
    u = rng.normal(size=d) * 0.5
    found = expand(sampler, Place(u=ball(u[None])), np.full((1, d), 1e-3))
    at, step = project(problem, frame.to_scores(u)), rng.normal(size=d)
    assert constant(found).mid[0] == pytest.approx(at.objective, rel=1e-12)
    gradient = (frame.L1.T @ at.gradient[0] @ frame.L2).ravel()
    assert np.abs(gradient - found.slope.mid[0]).max() <= 1e-9 * (1 + np.abs(gradient).max())
    dX = frame.to_scores(step)
    curvature = np.vdot(dX, at.projected_hvp(dX)) / 2
    assert step @ found.form.mid[0] @ step == pytest.approx(curvature, rel=1e-8, abs=1e-8)


def test_a_frame_encloses_its_coordinates():
    problem = random_instance(12, 9, 2, 2, 3, 2, seed=3, wx=0.1, wy=0.1)
    frame, rng = make_frame(problem), np.random.default_rng(0)
    X, Y = rng.normal(size=(2, 2)), rng.normal(size=(3, 2))
    u, y = frame.from_scores(X), frame.to_values(Y)
    assert np.abs(frame.to_scores(u.mid) - X).max() <= 1e-14
    assert u.rad.max() <= 1e-13
    assert np.abs((frame.back @ y).mid - Y).max() <= 1e-12
    assert np.abs((frame.values @ y.mid).mid - problem.A3 @ Y).max() <= 1e-12
    regulariser = problem.wy**2 * np.sum((problem.A3 @ Y) ** 2)
    assert np.sum(y.mid**2) == pytest.approx(regulariser, rel=1e-12)


def test_a_regulariser_that_bounds_nothing_has_no_frame():
    problem = random_instance(8, 7, 2, 2, 2, 1, seed=0, wx=0.0, wy=1.0)
    assert make_frame(problem) is None
    assert make_frame(dataclasses.replace(problem, wx=1.0, wy=0.0)) is None
    assert make_frame(dataclasses.replace(problem, wx=1.0)) is not None
