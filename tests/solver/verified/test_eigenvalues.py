"""Eigenvalue and norm bounds against exact characteristic data."""

import mpmath
import numpy as np
import pytest
from flint import arb, arb_mat
from hypothesis import given
from hypothesis import strategies as st

from solver.verified import eigenvalues as spectrum
from solver.verified.ball import Ball, ball


def symmetric_with(eigenvalues, seed):
    rng = np.random.default_rng(seed)
    Q, _ = np.linalg.qr(rng.normal(size=(len(eigenvalues), len(eigenvalues))))
    A = (Q * np.asarray(eigenvalues)) @ Q.T
    return (A + A.T) / 2


def smallest_is_at_least(A, bound):
    """Rigorous: every leading minor of A - bound I is positive (Sylvester), by Arb determinants."""
    size = len(A)
    rows = [[arb(A[i, j]) - (arb(bound) if i == j else 0) for j in range(size)] for i in range(size)]
    return all(arb_mat([row[:k] for row in rows[:k]]).det() > 0 for k in range(1, len(rows) + 1))


@pytest.mark.parametrize("smallest", [1e-12, 1e-6, 1e-2, 1.0, -1e-6, -1.0])
@pytest.mark.parametrize("seed", range(5))
def test_lower_bound_is_below_and_close(smallest, seed):
    A = symmetric_with([smallest, 1.0, 2.0, 3.0, 5.0], seed)
    bound = spectrum.smallest_eigenvalue_lower(ball(A))
    true = np.linalg.eigvalsh(A)[0]
    assert bound <= true + 1e-14
    assert bound >= true - 0.01 * abs(true) - 1e-13


@pytest.mark.parametrize("seed", range(20))
def test_nearly_singular_matrices_are_never_called_positive_definite_wrongly(seed):
    """Matrices with smallest eigenvalue within rounding of zero, where a naive Cholesky errs."""
    A = symmetric_with([10.0 ** -(14 + seed % 4), 1.0, 1.0, 2.0], seed)
    bound = spectrum.smallest_eigenvalue_lower(ball(A))
    assert bound <= 0 or smallest_is_at_least(A, 0.0)


def test_the_radius_counts():
    A = np.diag([1.0, 2.0])
    bound = spectrum.smallest_eigenvalue_lower(Ball(A, np.full((2, 2), 0.25)))
    assert bound <= 0.5
    assert bound > 0.45


def test_infinite_or_indefinite_input_gives_no_positive_bound():
    assert spectrum.smallest_eigenvalue_lower(Ball(np.eye(2), np.full((2, 2), np.inf))) == -np.inf
    assert spectrum.smallest_eigenvalue_lower(ball(np.diag([-1.0, 1.0]))) < -0.99


@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 50), st.sampled_from([1e-150, 1e-3, 1.0, 1e150]))
def test_spectral_norm_upper_bounds_the_norm(rows, columns, seed, scale):
    A = scale * np.random.default_rng(seed).normal(size=(rows, columns))
    bound = spectrum.spectral_norm_upper(A)
    true = np.linalg.norm(A, 2)
    assert true * (1 - 1e-14) <= bound
    assert bound <= np.linalg.norm(A) * (1 + 1e-12)


def test_nonnegative_norm_dominates_every_sign_pattern():
    E = np.abs(np.random.default_rng(0).normal(size=(4, 4)))
    E = E + E.T
    bound = spectrum.nonnegative_norm_upper(E)
    signs = np.random.default_rng(1).choice([-1.0, 1.0], size=(200, 4, 4))
    patterns = np.triu(signs) + np.triu(signs, 1).transpose(0, 2, 1)
    assert all(np.linalg.norm(E * pattern, 2) <= bound for pattern in patterns)
    assert bound <= 1.05 * np.linalg.norm(E, 2)


@pytest.mark.parametrize("condition", [1e0, 1e8, 1e16, 1e24, 1e28])
@pytest.mark.parametrize("shape", [(1, 1), (5, 2), (9, 3), (40, 8)])
@pytest.mark.parametrize("scale", [1e-120, 1.0, 1e120])
def test_the_gram_matrix_is_bounded_below_where_its_own_rounding_hides_it(shape, condition, scale):
    """The squares of the singular values, against mpmath's at 80 digits."""
    A = np.random.default_rng(shape).normal(size=shape)
    if shape[1] > 1:
        A[:, -1] = A[:, 0] + A[:, -1] / np.sqrt(condition)
    A = A * scale
    with mpmath.workdps(80):
        exact = mpmath.matrix(A.tolist())
        least = min(mpmath.eigsy(exact.T * exact, eigvals_only=True))
        share = mpmath.mpf(spectrum.smallest_gram_eigenvalue_lower(spectrum.whiten(A))) / least
    assert (1 - 2.0**-7 if condition <= 1e24 else 0) < share <= 1


def test_matrices_without_full_column_rank_have_no_bound_above_zero():
    A = np.random.default_rng(0).normal(size=(6, 3))
    dependent = np.column_stack([A, A[:, 0] + A[:, 1]])
    for matrix in (A.T, 0 * A, dependent, np.full((3, 2), 2.0), np.full((2, 2), 1e-320)):
        with mpmath.workdps(80):
            exact = mpmath.matrix(matrix.tolist())
            least = min(mpmath.eigsy(exact.T * exact, eigvals_only=True))
        assert spectrum.smallest_gram_eigenvalue_lower(spectrum.whiten(matrix)) <= max(float(least), 0.0)
