"""The error bounds of the pass in slices, column by column: each covers its own column, and widens no other."""

from dataclasses import replace

import numpy as np
import pytest
from masked import masked, point

from solver import solve
from solver.certificates.rows.sliced_pass import _Pass, sum_rows
from solver.certificates.rows.sliced_tables import Tables, beside
from solver.instances import planted
from solver.verified.double_word import Wide, as_wide

FACTOR = 2.0**6


def uneven(order, size):
    """Columns of A2 and of V that differ in size, largest last or first, with a mask; scores ~ size."""
    problem = masked("random", 5)
    X, Y = point(problem, 5, size)
    scales = [FACTOR ** (j / 2) for j in range(max(problem.q, problem.k))]
    scale2, scale3 = np.array(scales[: problem.q][::order]), np.array(scales[: problem.k][::order])
    return replace(problem, A2=problem.A2 * scale2, B=problem.B * scale3), X / scale2, Y / size * scale3


def summed(problem, X, Y):
    """The pass, all weights in slices and in one word, and their sums."""
    tables = Tables(problem, X, Y)
    tables.prepare()
    found = _Pass(tables)
    E = found._weigh(slice(0, problem.n))
    return found, E, np.concatenate([sum(np.split(tile, 3, axis=1)) for tile in E.tiles], axis=1), found._sum(E)


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("size", [0.001, 0.25])
def test_sums_with_columns_are_bounded_each_by_its_own(order, size):
    """Errors of weights count rho sum_l E_l |x_l| + eta sum_l |x_l|; what else rounds is smaller here."""
    problem, X, Y = uneven(order, size)
    _, E, weights, sums = summed(problem, X, Y)
    keys, left_out = weights @ np.abs(problem.A2), 2.001 * E.rest * np.abs(problem.A2).sum(axis=0)
    assert (keys <= sums.keys.whole).all()
    assert (sums.keys.whole <= keys * (1 + 1e-12) + left_out).all()
    for values, radius in ((np.abs(problem.A3 @ Y), sums.values.rad), (np.ones((problem.m, 1)), sums.total.rad)):
        least = E.relative * (weights @ values) + E.absolute * values.sum(axis=0)
        assert (least * (1 - 1e-12) <= radius).all()
        assert (radius <= 1.01 * least).all()


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("size", [0.001, 0.25])
def test_slopes_count_what_weights_are_off_column_by_column(order, size):
    """P A2 is off by sum_l (rho E_l + eta) |L_l| |a_l|, were levels known and nothing rounded."""
    problem, X, Y = uneven(order, size)
    found, E, weights, sums = summed(problem, X, Y)
    C = sums.values / sums.total - problem.B
    slope = found._slopes(slice(0, problem.n), E, beside(C, as_wide(np.zeros((problem.n, 1)))), sums.keys)
    levels = np.abs(C.hi @ (problem.A3 @ Y).T)
    errors, keys = E.relative * weights + E.absolute, np.abs(problem.A2)
    assert ((errors * levels) @ keys <= slope.rad).all()


@pytest.mark.parametrize("order", [1, -1])
def test_slopes_count_what_residuals_are_off_column_by_column(order):
    """What C is off by, at most `off` in an entry, P A2 is off by as much as is attained and not far more."""
    problem, X, Y = uneven(order, 0.25)
    found, E, weights, sums = summed(problem, X, Y)
    C, off = sums.values / sums.total - problem.B, 1e-9
    left = beside(Wide(C.hi, C.lo, np.full_like(C.hi, off)), as_wide(np.zeros((problem.n, 1))))
    radius = found._slopes(slice(0, problem.n), E, left, sums.keys).rad
    V = problem.A3 @ Y
    attained = off * np.abs(np.einsum("jl,lc,lk->jck", weights, problem.A2, V)).sum(axis=2)
    longest = np.sqrt(2 * problem.k) * np.linalg.norm(V, axis=1).max()  # of a row [V_l, unit], unit <= max |V|
    assert (attained <= radius).all()
    assert (radius <= 1.01 * off * longest * (weights @ np.abs(problem.A2))).all()


def test_a_large_column_of_keys_widens_no_other_part_of_the_gradient():
    """At a minimiser, where a word's last bit is far below the radii; scores stay as they were, exactly."""
    problem, scale = planted(200, 100, 2, 2, 2, 2, seed=0, noise=0.1, wx=0.1, wy=0.1), np.array([1.0, FACTOR])
    X, Y = (found := solve(problem)).X, found.Y
    large = replace(problem, A2=problem.A2 * scale)
    plain, wide = (
        sum_rows(data, at, Y, lambda _share: None).gradient.rad for data, at in ((problem, X), (large, X / scale))
    )
    widths = [radii[: X.size].reshape(X.shape) for radii in (plain, wide)]
    assert (widths[1] <= 1.25 * widths[0] * scale).all()
