"""Rigorous eigenvalue bounds: close where they can be, silent where nothing is shown."""

import numpy as np
import pytest
from flint import arb

from proofcheck.arithmetic.functions import balls, elementwise
from proofcheck.recheck.eigenvalues import exceeds, largest_eigenvalue_upper, smallest_eigenvalue_lower


def symmetric(eigenvalues, seed=0):
    Q, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(len(eigenvalues),) * 2))
    A = (Q * np.asarray(eigenvalues)) @ Q.T
    return (A + A.T) / 2


@pytest.mark.parametrize("seed", range(5))
def test_exceeds_decides_on_both_sides_of_the_smallest_eigenvalue(seed):
    A = symmetric([0.5, 1.0, 3.0, 1e4], seed)
    assert exceeds(balls(A), 0.499)
    assert not exceeds(balls(A), 0.5001)


def test_the_radius_of_the_entries_counts():
    """[1 +/- r] on the diagonal and [0 +/- r] beside it: eigenvalues reach 1 - n r."""
    A = balls(np.eye(3))
    wide = elementwise(A, lambda entry: entry + arb(0, 0.3))
    narrow = elementwise(A, lambda entry: entry + arb(0, 0.1))
    assert exceeds(narrow, 0.3)
    assert not exceeds(wide, 0.3)


@pytest.mark.parametrize("entries", [np.zeros((2, 2)), -np.eye(2), np.array([[1.0, 2.0], [2.0, 1.0]])])
def test_nothing_is_shown_for_matrices_that_are_not_positive_definite(entries):
    assert not exceeds(balls(entries), 0.0)
    assert smallest_eigenvalue_lower(balls(entries)) == 0


def test_nan_and_infinite_entries_show_nothing():
    for value in (arb("nan"), arb("inf"), arb(0, arb("inf"))):
        A = balls(np.eye(2))
        A[0, 0] = value
        assert not exceeds(A, 0.0)


def test_bad_scaling_is_no_obstacle():
    scale = np.diag([1e-9, 1.0, 1e9])
    assert exceeds(balls(scale @ symmetric([1.0, 2.0, 3.0]) @ scale), 0.0)


def test_extreme_eigenvalues_are_enclosed_closely():
    A = symmetric([0.5, 1.0, 3.0])
    assert 0.4999 < float(smallest_eigenvalue_lower(balls(A))) <= 0.5 + 1e-14
    assert 3 - 1e-14 <= float(largest_eigenvalue_upper(balls(A))) < 3.001
    assert largest_eigenvalue_upper(balls(np.zeros((2, 2)))) >= 0
