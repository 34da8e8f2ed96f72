"""The loss of softmax regression L(x) = ||f(x) - b||^2, f(x) = exp(Ax) / <exp(Ax), 1>, and its derivatives.

A (m x d), b (m), x (d). Along a line x + t d write s = A d, E[g] = <f, g>, g~ = g - E[g], c = f - b.
From d/dt E[g] = E[g s~] and f' = f o s~:

    f'' = f o (s~^2 - Var s),    f''' = f o (s~^3 - 3 Var(s) s~ - E[s~^3]),
    L' = 2 <c, f'>,    L'' = 2 ||f'||^2 + 2 E[c~ s~^2],    L''' = 6 <f', f''> + 2 E[c~ (s~^3 - 3 Var(s) s~)].
"""

from __future__ import annotations

from typing import Any

from proofcheck.theory import Array, derivatives, exp, identity, matmul


def scores(A: Array, x: Array) -> Array:
    """s = A x (m), one score a row of A."""
    column: Array = matmul(A, x[:, None])[:, 0]
    return column


def prediction(A: Array, x: Array) -> Array:
    """f(x) = exp(Ax) / <exp(Ax), 1> (m)."""
    u: Array = exp(scores(A, x))
    f: Array = u / u.sum()
    return f


def loss(A: Array, x: Array, b: Array) -> Any:
    """L(x) = ||f(x) - b||^2, the paper's objective without its factor 1/2."""
    return square(prediction(A, x) - b)


def square(v: Array) -> Any:
    """||v||^2, the squared Euclidean length of a vector."""
    return (v * v).sum()


def derivative_along(A: Array, x: Array, b: Array, d: Array, order: int) -> Any:
    """d^order/dt^order L(x + t d) at t = 0, from the definition."""
    curve = derivatives(lambda z: loss(A, z["x"], b), {"x": x}, {"x": d}, order)
    return curve[order].item()


def gradient(A: Array, x: Array, b: Array) -> Array:
    """grad L = 2 A^T (f o c - <f, c> f)."""
    f = prediction(A, x)
    c = f - b
    weights = f * c - (f * c).sum() * f
    column: Array = 2 * matmul(A.T, weights[:, None])[:, 0]
    return column


def hessian(A: Array, x: Array, b: Array) -> Array:
    """Hess L = 2 A^T B A, B = J^2 + diag(e) - e f^T - f e^T + <f,c> (2 f f^T - diag f), J = diag f - f f^T, e = f o c.

    J^2 = diag(f^2) - f^2 f^T - f (f^2)^T + ||f||^2 f f^T has the same form, so B has it with g = f^2 + f c.
    """
    f = prediction(A, x)
    c = f - b
    g, mean = f * f + f * c, (f * c).sum()
    diagonal = g - mean * f
    outer = g[:, None] * f[None, :]
    B = -outer - outer.T + (square(f) + 2 * mean) * (f[:, None] * f[None, :])
    B = B + diagonal[:, None] * identity(f.shape[0])
    product: Array = 2 * matmul(matmul(A.T, B), A)
    return product


def on_simplex(b: Array) -> Array:
    """b / m with the missing mass added to its first entry: entries in [0, 1] whose sum is 1."""
    share = b / b.shape[0]
    moved: Array = share + identity(b.shape[0])[0] * (1 - share.sum())
    return moved
