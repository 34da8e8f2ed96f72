"""Multiplications of the solver's evaluations and steps as polynomials in the sizes.

`step="auto"` chooses by them, and the lemmas R7 decide that they equal the counts of the code while it runs. n queries,
m keys, A1 (n x p), A2 (m x q), A3 (m x r), B (n x k). Matrix products count T_mat(a, b, c) = a b c; LAPACK's
factorisations and triangular solves count as the textbook algorithms.
"""

from __future__ import annotations

from typing import Final

SKETCH_ROWS: Final = 8  # rows of a sketch a column of A1 (x) A2: distortion about sqrt(1/8) + 1/8, well below 1


def cholesky_count(size: int) -> int:
    """The textbook Cholesky factorisation."""
    return (size - 1) * size * (size + 1) // 6


def triangular_count(size: int, columns: int) -> int:
    """The textbook triangular solve with `columns` right-hand sides."""
    return columns * size * (size - 1) // 2


def evaluation_count(n: int, m: int, p: int, q: int, r: int, k: int) -> int:
    """U, F A3, V, O, C, P and P A2: four products of size n m."""
    values = n * m * (r + 1) + n * r + m * r * k + n * r * k
    slopes = 2 * n * k + n + n * m * (k + 1) + n * m + n * m * q
    return row_count(n, m, p, q) + n * m * q + values + slopes


def row_count(n: int, m: int, p: int, q: int) -> int:
    """A1 X and the lengths that say whether scores need a shift."""
    return n * p * q + m * q + n * q


def regulariser_count(p: int, q: int, r: int, k: int) -> int:
    """Gram matrices times (X, Y), diagonal in the solver's coordinates, and the ridge."""
    return 4 * p * q + 3 * r * k


def gradient_count(n: int, m: int, p: int, q: int, r: int, k: int) -> int:
    """2 T_mat(n, q, m) + T_mat(n, r, m) + T_mat(n, k, m) + ...: linear in n m, nothing beyond d^2 without it."""
    back = p * n * q + r * n * k + p * q + r * k
    return evaluation_count(n, m, p, q, r, k) + n * k + regulariser_count(p, q, r, k) + back


def product_count(n: int, m: int, p: int, q: int, r: int, k: int) -> int:
    """A Hessian-vector product at an evaluated point: 2 T_mat(n, q, m) + 2 T_mat(n, min(r, 2 k), m) + ...

    One of phi(X) = min_Y Phi(X, Y) takes 2 r^2 k more and terms linear in n: the same to leading order in n m.
    """
    around = n * p * q + n * q + n * r * k + p * n * q + n * r * k + p * q + r * k
    scores, passes = n * m * (q + 1), 3 * n * m
    widths = through_keys_count(n, m, r, k) if r <= 2 * k else through_values_count(n, m, r, k)
    return around + scores + passes + n * k + widths + n * m * q + regulariser_count(p, q, r, k)


def through_keys_count(n: int, m: int, r: int, k: int) -> int:
    """dF A3 and the thin factor's A3, with r x k matrices between them."""
    return n * m * r + n * r + 2 * n * r * k + 2 * n * r * k + n * r + n + n * m * (r + 1)


def through_values_count(n: int, m: int, r: int, k: int) -> int:
    """dF V, dF^T C and the thin factor's [V, 1, dV]."""
    return n * k + 2 * n * m * k + n * k + 2 * m * r * k + n * k + n + n * m * (2 * k + 1)


def hessian_count(n: int, m: int, p: int, q: int, r: int, k: int) -> int:
    """The dense Hessian: n m (q^2/2 + q r) + n (p^2 q^2/4 + 2 p q r k) + ..."""
    t1, t2 = p * (p + 1) // 2, q * (q + 1) // 2
    tables = m * (t2 + q * r)
    covariances = n * m * q * r + 2 * n * q * r + n * q * r * k
    xx = n * m * t2 + n * q * q * (k + 2) + n * t1 + n * t1 * t2 + 3 * t1 * t2
    xy = n * p * r + n * p * q * r * k + n * p * k + n * p * q * r * k + p * q * r * k
    values = n * r * r + 2 * r * r
    return tables + covariances + xx + xy + values


def exact_count(n: int, m: int, p: int, q: int, r: int, k: int) -> int:
    """The Hessian, its factorisation and one solve: N^3/6 with N = pq + rk is the d^(2 omega) term."""
    size = p * q + r * k
    return hessian_count(n, m, p, q, r, k) + model_count(size)


def model_count(size: int) -> int:
    """Scaling N^2 entries and g, Cholesky, one solve, and the decrease that the model predicts."""
    return cholesky_count(size) + 2 * triangular_count(size, 1) + 3 * size * size + 7 * size


def projected_count(n: int, m: int, p: int, q: int, r: int, k: int) -> int:
    """The Hessian, the Schur complement of the Y block, and the factorisation of pq unknowns."""
    size = p * q
    schur = 5 * r * r * k * size + size * r * k * size
    return hessian_count(n, m, p, q, r, k) + schur + model_count(size)


def curvature_count(n: int, m: int, k: int) -> int:
    """The loss's mean curvature, which weighs the approximation: n m (k + 3) beside thin terms."""
    return m * k + n * m * (k + 3) + n * (3 * k + 5)


def kronecker_count(n: int, m: int, p: int, q: int, r: int, k: int) -> int:  # noqa: ARG001 - one signature
    """The curvature, and 4 pq to scale and apply the inverse: nothing of order (pq)^3."""
    return curvature_count(n, m, k) + 4 * p * q


def coordinates_count(n: int, m: int, p: int, q: int, r: int, k: int) -> int:  # noqa: ARG001 - one signature
    """The data in the eigenbases of their Gram matrices, once a problem: T_mat(p, n, p) + T_mat(q, m, q) + ..."""
    return n * p * p + m * q * q + m * r * r


def sketched_count(n: int, m: int, p: int, q: int, r: int, k: int) -> int:
    """TensorSRHT with s = 8 pq rows: n p + m q signs, s pq products, s (pq)^2 for the Gram matrix, (pq)^3/6."""
    size, rows = p * q, SKETCH_ROWS * p * q
    return n * p + m * q + 2 * rows * size + _factored_count(n, m, p, q, r, k)


def tensorsketch_count(n: int, m: int, p: int, q: int, r: int, k: int) -> int:
    """TensorSketch: its products are complex, (s/2 + 1) pq of them, beside the transforms."""
    size, rows = p * q, SKETCH_ROWS * p * q
    return n * p + m * q + 4 * (rows // 2 + 1) * size + _factored_count(n, m, p, q, r, k)


def _factored_count(n: int, m: int, p: int, q: int, r: int, k: int) -> int:  # noqa: ARG001 - one signature
    size, rows = p * q, SKETCH_ROWS * p * q
    gram = rows * size * size + 2 * size + cholesky_count(size) + 2 * triangular_count(size, 1)
    return curvature_count(n, m, k) + size + gram
