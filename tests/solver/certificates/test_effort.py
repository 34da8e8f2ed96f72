"""What a certificate takes: no Hessian for what a narrower gradient mends, no double words for what a Hessian does."""

from dataclasses import replace

import numpy as np
import pytest

from solver import certify, solve
from solver.certificates import certifier, enclosure
from solver.instances import random_instance
from solver.verified.ball import Ball


@pytest.fixture(scope="module")
def solved():
    """640 unknowns, a Hessian of which is formed only where nothing else serves; S1 shows curvature."""
    problem = random_instance(40, 30, 16, 20, 16, 20, seed=0, wx=3.0, wy=3.0)
    return problem, solve(problem, tol=1e-10)


@pytest.fixture
def calls(monkeypatch):
    """How often a Hessian and a gradient in double words are formed."""
    counts = dict.fromkeys(("hessian", "gradient"), 0)

    def counted(name, plain):
        def call(*arguments):
            counts[name] += 1
            return plain(*arguments)

        return call

    for name in counts:
        monkeypatch.setattr(certifier, name, counted(name, getattr(certifier, name)))
    return counts


def widen(monkeypatch, share):
    """The pass in slices with a gradient off by a share of each entry more."""
    plain = enclosure.sum_rows

    def wide(*arguments):
        sums = plain(*arguments)
        slope = sums.gradient
        return replace(sums, gradient=Ball(slope.mid, slope.rad + share * np.abs(slope.mid)))

    monkeypatch.setattr(enclosure, "sum_rows", wide)


def weaken(monkeypatch, factor):
    """A curvature without a Hessian that is smaller than it need be."""
    plain = certifier.global_region.curvature_lower
    monkeypatch.setattr(certifier.global_region, "curvature_lower", lambda *at: factor * plain(*at))


def radius_in_steps(solved):
    found = certify(*solved)
    return found.radius_upper / np.linalg.norm(np.concatenate([part.ravel() for part in found.step]))


@pytest.mark.parametrize(("share", "longest"), [(0.0, 1.01), (0.001, 1.1), (0.005, 1.4)])
def test_a_gradient_somewhat_wide_is_put_up_with(solved, calls, monkeypatch, share, longest):
    widen(monkeypatch, share)
    assert longest - 0.1 < radius_in_steps(solved) < longest
    assert calls == {"hessian": 0, "gradient": 0}


@pytest.mark.parametrize("share", [0.01, 0.2])
def test_a_gradient_too_wide_is_taken_in_double_words_and_no_hessian(solved, calls, monkeypatch, share):
    widen(monkeypatch, share)
    assert radius_in_steps(solved) < 1.01
    assert calls == {"hessian": 0, "gradient": 1}


def beside(solved):
    """The solution, moved by 1e-5: with a hundredth of the curvature the radius is 1.19 steps, whatever the width."""
    problem, found = solved
    rng = np.random.default_rng(0)
    return problem, *(part + 1e-5 * rng.normal(size=part.shape) for part in (found.X, found.Y))


@pytest.mark.parametrize("factor", [1e-2, 1e-5])
def test_a_curvature_too_weak_takes_a_hessian_and_no_double_words(solved, calls, monkeypatch, factor):
    weaken(monkeypatch, factor)
    assert radius_in_steps(beside(solved)) < 1.05
    assert calls == {"hessian": 1, "gradient": 0}


def test_where_both_are_to_blame_double_words_come_first_and_then_one_hessian(solved, calls, monkeypatch):
    widen(monkeypatch, 0.01)
    weaken(monkeypatch, 1e-2)
    assert radius_in_steps(beside(solved)) < 1.05
    assert calls == {"hessian": 1, "gradient": 1}
