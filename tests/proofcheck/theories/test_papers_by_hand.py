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


def test_softmax_lipschitz_half_is_attained_with_two_equal_weights():
    f, h = (HALF, HALF), (1, -1)
    mean = sum(a * b for a, b in zip(f, h, strict=True))
    moved = [a * (b - mean) for a, b in zip(f, h, strict=True)]
    assert moved == [HALF, -HALF]
    for p in (2, 4, 6):
        assert sum(v**p for v in moved) == HALF**p * sum(b**p for b in h)


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


def test_heavy_hitters_d44_part_5_lost_a_sign():
    f = [HALF, HALF]  # A = (1, 0)^T, x = 0, b = 0
    dot = sum(v * v for v in f)
    first, second = f[0] * dot, f[0] * f[0]
    assert first + second == HALF
    assert second - first == 0
    value = [sum(v * v for v in (x / (1 + x), 1 / (1 + x))) / 2 for x in (Fraction(999, 1000), 1, Fraction(1001, 1000))]
    assert value[0] > value[1] < value[2]  # the derivative is zero at x = 0


def test_heavy_hitters_d47_part_1_needs_something_about_b():
    f, b, s = [Fraction(4, 5), Fraction(1, 5)], [0, 200], [1, -1]  # A = I, u = f / 1000
    mean = sum(p * v for p, v in zip(f, s, strict=True))
    first = [p * (v - mean) for p, v in zip(f, s, strict=True)]
    variance = sum(p * (v - mean) ** 2 for p, v in zip(f, s, strict=True))
    second = [p * ((v - mean) ** 2 - variance) for p, v in zip(f, s, strict=True)]
    loss = sum(v * v for v in first) + sum((p - q) * v for p, q, v in zip(f, b, second, strict=True))
    sparse = sum(f) / 1000
    length = sum(v * v for v in s)
    assert (first[0], second[0], length) == (Fraction(8, 25), Fraction(-48, 125), 2)
    assert loss + sparse + 20 * length < 0  # l ||d||^2 = (w^2 - 20) ||A d||^2 is on both sides
    step, logits = 1e-3, np.log(np.array([0.8, 0.2]))
    points = [logits + k * step * np.array(s) for k in (-1, 0, 1)]
    values = [0.5 * ((np.exp(z) / np.exp(z).sum() - b) ** 2).sum() for z in points]
    assert (values[0] - 2 * values[1] + values[2]) / step**2 == pytest.approx(float(loss), rel=1e-3)


def test_heavy_hitters_algorithm_4_steps_uphill_as_printed():
    gradient, hessian = 1, 601  # n = 1, a = b = 1: L = exp(x) + 300 x^2 at x = 0
    up, down = (np.exp(x) + 300 * x**2 for x in (gradient / hessian, -gradient / hessian))
    assert down < 1 < up
