"""Each counterexample to a printed lemma, recomputed with fractions or plain numpy, without proofcheck."""

from fractions import Fraction
from math import e

import numpy as np
import pytest

HALF = Fraction(1, 2)


def test_fine_grained_gradient_e3_the_slope_grows_with_the_columns():
    n, d, t = 2, 28, Fraction(2)  # rows (1, 0) of A, t = exp(lambda)
    p = t / (1 + t)
    slope = n * d * 2 * p * (p * (1 - p))  # each entry of softmax(lambda A) V is p, with p' = p (1 - p)
    assert slope == Fraction(448, 27)
    assert slope > 8 * n
    assert n * d * Fraction(8, 27) == slope  # what holds instead is attained
    step = 1e-6
    f = [n * d * (x / (1 + x)) ** 2 for x in 2 * np.exp([-step, step])]
    assert (f[1] - f[0]) / (2 * step) == pytest.approx(float(slope))


def test_fine_grained_gradient_e3_seven_fails_for_negative_lambda():
    t, row = HALF, (1, 0)
    b = sum(t ** (j + k) for j in row for k in row)
    assert b == Fraction(9, 4)
    assert b > 4 * t**2 == 1


def test_fine_grained_gradient_e3_eight_and_ten_need_entries_from_one_on():
    t, row = Fraction(2), (1, 0)
    b = sum(t ** (j + k) for j in row for k in row)
    slope = sum((j + k) * t ** (j + k) for j in row for k in row)
    assert (b, slope) == (9, 12)
    assert not 2 * b <= slope


def test_fine_grained_gradient_e3_nine_lacks_the_columns():
    t, columns = Fraction(1), 2
    a = columns * t**2  # n = 1, every entry of V is one
    assert a > t**2


def test_multi_layer_gradient_c18_has_the_wrong_dimension():
    X, V = np.array([[1, 1]]), np.array([[1, 0], [1, 0]])
    assert np.abs(X @ V).max() == 2 > X.shape[0] * np.abs(X).max() * np.abs(V).max()


X, W, V = np.eye(2), np.array([[0.0, 1], [0, 0]]), np.array([[1.0, 0], [0, 0]])


def output(tokens):
    u = np.exp(tokens @ W @ tokens.T)
    return u / u.sum(axis=1, keepdims=True) @ tokens @ V


def slope(row, column, step=1e-5):
    move = np.zeros((2, 2))
    move[row, column] = step
    return ((output(X + move) - output(X - move)) / (2 * step))[0, 0]


F = np.array([[1, e], [(1 + e) / 2, (1 + e) / 2]]) / (1 + e)


def test_multi_layer_gradient_d1_own_row():
    true = F[0, 0] - F[0, 0] * F[0, 1]
    assert slope(0, 0) == pytest.approx(true, abs=1e-9)
    h, s, own, every = X @ V, F @ X @ V, W[0] @ X[0], X @ W[:, 0]
    printed = (
        -s[0, 0] * F[0, 0] * own
        - s[0, 0] * F[0] @ every
        + F[0, 0] * h[0, 0] * own
        + (F[0] * every) @ h[:, 0]
        + F[0, 0] * V[0, 0]
    )
    assert printed == pytest.approx(F[0, 0])
    assert abs(printed - true) > 0.19


def test_multi_layer_gradient_d1_other_row():
    true = -F[0, 0] * F[0, 1]
    assert slope(1, 1) == pytest.approx(true, abs=1e-9)
    h, s, own = X @ V, F @ X @ V, W[1] @ X[0]
    printed = F[1, 0] * (-s[0, 0] * own + h[1, 0] * own + V[1, 0])
    assert printed == 0
    half_mended = F[1, 0] * (h[1, 0] - s[0, 0]) * (W.T @ X[0])[1]  # W transposed alone is not enough
    assert abs(half_mended - true) > 0.05
    assert F[0, 1] * (h[1, 0] - s[0, 0]) * (W.T @ X[0])[1] == pytest.approx(true)
