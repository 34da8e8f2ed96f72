"""The cubics are what they say: derivatives by Taylor arithmetic, and equality in the bounds up to one part in 10^5."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb

from proofcheck.arithmetic.directional import directional_derivatives
from proofcheck.arithmetic.functions import as_array, precision
from proofcheck.attention.certificates.newton_kantorovich import _gap_bound, _radius
from proofcheck.attention.common.extremal_cubics import cubics, random_starts
from proofcheck.attention.rates.observed_runs import _linear_factor, _quadratic_bound

RNG = np.random.default_rng(0)
SIXTH = arb(1) / 6


def slopes(function, point):
    """Value, first and second derivative in one variable."""
    with precision(256):
        along = directional_derivatives(lambda z: function(z["t"]), {"t": as_array(point)}, {"t": as_array(arb(1))}, 2)
    return [entry.item() for entry in along]


@pytest.mark.parametrize("cubic", list(cubics(RNG, 8)))
def test_a_step_on_a_cubic_is_newtons(cubic):
    _, slope, curvature = slopes(lambda t: cubic.ell * t * t / 2 - cubic.a * t * t * t * SIXTH, cubic.start)
    for share in (arb(1), arb(3) / 4):
        assert (cubic.start - slope / (share * curvature)).overlaps(cubic.after(share))
    assert cubic.a < cubic.M
    assert 0 < cubic.M * cubic.start < cubic.ell


@pytest.mark.parametrize("cubic", list(cubics(RNG, 8)))
def test_cubics_attain_the_bounds_of_newtons_step(cubic):
    exact, bound = abs(cubic.after(arb(1))), _quadratic_bound(cubic, cubic.start)
    assert bound * (1 - 2e-5) < exact < bound
    inexact, bound = abs(cubic.after(arb(3) / 4)), _linear_factor(cubic, cubic.start, Fraction(1, 4)) * cubic.start
    assert bound * (1 - 2e-5) < inexact < bound


@pytest.mark.parametrize("start", list(random_starts(RNG, 8)))
def test_the_minimiser_of_a_start_is_stationary_and_attains_the_radius(start):
    a = start.M / (1 + arb(2) ** -20)

    def phi(t):
        return start.mu * t * t / 2 - a * t * t * t * SIXTH - start.g * t

    value, slope, curvature = slopes(phi, start.distance)
    assert slope.contains(0)
    assert curvature > 0
    assert value.overlaps(-start.gap)
    _, slope, curvature = slopes(phi, arb(0))
    assert slope.overlaps(-start.g)
    assert curvature.overlaps(start.mu)
    radius = _radius(start.g, start.mu, start.M)
    assert radius * (1 - 1e-3) < start.distance < radius
    assert start.gap < _gap_bound(start.g, start.mu, start.M, radius)
