"""First-order methods on f(x) = (x - x*)^T H (x - x*) / 2 with eigenvalues of H in [1, s^2] and x* = 0.

H = Q diag(1, s^2, eigenvalues between) Q with the exact reflection Q = I - 2 v v^T / <v, v>: runs are exact rationals.
"""

from __future__ import annotations

from typing import Any

from proofcheck.theory import Array, identity, matmul, power


def square(x: Array) -> Any:
    """||x||^2, the squared Euclidean length of a vector."""
    return (x * x).sum()


def quadratic(s: Array, inner: Array, v: Array) -> Array:
    """H (n x n): eigenvalues 1, s^2, 1 + inner_3.. (s^2 - 1), turned by the reflection along e_1 + v^2; n >= 2."""
    width = s.item() * s.item() - 1
    unit = identity(inner.shape[0])
    eigenvalues = 1 + width * (inner * (1 - unit[0] - unit[1]) + unit[1])
    direction = v * v + unit[0]  # first entry at least 1: never zero
    Q = unit - 2 * direction[:, None] * direction[None, :] / square(direction)
    return matmul(Q * eigenvalues[None, :], Q)


def value(H: Array, x: Array) -> Any:
    """f(x) - f* = x^T H x / 2."""
    return (x * times(H, x)).sum() / 2


def times(H: Array, x: Array) -> Array:
    """H x (d), the gradient of f at x, since the minimiser is 0."""
    column: Array = matmul(H, x[:, None])[:, 0]
    return column


def gradient_descent(H: Array, x: Array, step: Any, count: int) -> list[Array]:
    """The iterates x_1 .. x_count of gradient descent from x, without x itself."""
    path = []
    for _ in range(count):
        x = x - step * times(H, x)
        path.append(x)
    return path


def heavy_ball(H: Array, x: Array, s: Any, count: int) -> list[Array]:
    """x_1 .. x_count with step 4/(s + 1)^2 and momentum q^2, from x_{-1} = x_0."""
    step, momentum = 4 / ((s + 1) * (s + 1)), power(ratio(s), 2)
    path, before = [], x
    for _ in range(count):
        x, before = x - step * times(H, x) + momentum * (x - before), x
        path.append(x)
    return path


def nesterov(H: Array, x: Array, s: Any, count: int) -> list[Array]:
    """x_1 .. x_count with step 1/L and momentum q, from y_0 = x_0."""
    path, y = [], x
    for _ in range(count):
        after = y - times(H, y) / (s * s)
        x, y = after, after + ratio(s) * (after - x)
        path.append(x)
    return path


def ratio(s: Any) -> Any:
    """q = (sqrt kappa - 1) / (sqrt kappa + 1)."""
    return (s - 1) / (s + 1)
