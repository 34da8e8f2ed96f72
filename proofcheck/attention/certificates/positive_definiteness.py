"""Lemmas C4-residual, C4-cholesky, C4-naive: what shows in float64 that a matrix is positive definite.

Eigenvalue bounds are inequalities over exact data; pivots of the matrices that Cholesky accepts are computed exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from math import sqrt
from typing import Any, Final

import numpy as np
import sympy
from flint import arb

from proofcheck.arithmetic.functions import Array, elementwise, identity, matmul, maximum
from proofcheck.attention.certificates.floating_point import GROUP, REFERENCE, TINY, fraction_ball, gamma
from proofcheck.attention.common import natural_coordinates
from proofcheck.lemmas.claims import Derivation, Observation, Rate, Space, Step, Variable
from proofcheck.lemmas.evidence import Grade
from proofcheck.lemmas.lemma import Lemma


def _residual_sides(A: Array, R: Array, sigma: Array, x: Array) -> tuple[Any, Any]:
    """(sigma - || |A - sigma I - R^T R| ||_inf) |x|^2 and x^T A x, for the symmetric part of A."""
    symmetric = (A + A.T) / 2
    defect = symmetric - matmul(R.T, R) - identity(A.shape[0]) * sigma.item()
    width = maximum(elementwise(defect, abs).sum(axis=1))
    return (sigma.item() - width) * (x * x).sum(), (x * matmul(symmetric, x[:, None])[:, 0]).sum()


def _residual_steps() -> Iterator[Step]:
    """x^T A x - sigma |x|^2 = |R x|^2 + x^T E x, entry by entry; an off-diagonal pair stands for all."""
    e = sympy.Symbol("e", nonnegative=True)
    x, y = sympy.symbols("x_i x_j", real=True)
    for sign in (1, -1):
        yield Step(
            label=f"|E_ij| (x_i^2 + x_j^2) >= 2 E_ij x_i x_j, sign {sign:+d}",
            lhs=e * (x**2 + y**2),
            rhs=2 * sign * e * x * y,
            terms=(e * (x - sign * y) ** 2,),
            reason="e = |E_ij|; summed over pairs and the diagonal: |x^T E x| <= sum_i x_i^2 sum_j |E_ij|",
        )


RESIDUAL = Lemma(
    name="C4-residual",
    title="Eigenvalue bound from any factor",
    group=GROUP,
    statement=r"\lambda_{\min}(A) \ge \sigma - \big\|\,|A - \sigma I - R^\top R|\,\big\|_\infty\quad\text{for "
    r"every } R",
    hypotheses="A symmetric. R need not be triangular, exact, or related to A: a guess is a witness.",
    claim=natural_coordinates.inequality(_residual_sides),
    space=Space(
        sizes={"n": (1, 4), "l": (1, 4)},
        variables={
            "A": Variable(shape=("n", "n"), unbounded=True),
            "R": Variable(shape=("l", "n"), unbounded=True),
            "sigma": Variable(low=-4, high=4, unbounded=True),
            "x": Variable(shape=("n",), unbounded=True),
        },
    ),
    extremes=lambda: [
        natural_coordinates.instance(A=[[2, 0], [0, 1]], R=[[1, 0], [0, 0]], sigma=1, x=[0, 1]),
        natural_coordinates.instance(A=[[1, 1], [1, 1]], R=[[0, 0]], sigma=1, x=[1, -1]),
    ],
    derivation=Derivation(steps=_residual_steps, coverage="every size"),
    remarks="The claim, for every x, is that of the smallest eigenvalue: the infimum of x^T A x / |x|^2.",
    reference="Horn and Johnson, Matrix Analysis, 2nd ed. (2013), theorems 4.3.1 (Weyl) and 6.1.1 (Gershgorin)",
)


def textbook_cholesky(A: Array) -> bool:
    """Whether the textbook algorithm runs to its end in float64."""
    n, R = len(A), [[0.0] * len(A) for _ in A]
    for j in range(n):
        for i in range(j):
            total = float(A[i, j])
            for k in range(i):
                total -= R[k][i] * R[k][j]
            R[i][j] = total / R[i][i]
        pivot = float(A[j, j])
        for k in range(j):
            pivot -= R[k][j] * R[k][j]
        if not pivot > 0:
            return False
        R[j][j] = sqrt(pivot)
    return True


def smallest_pivot(A: Array) -> Fraction:
    """The smallest pivot of exact elimination: all are positive if and only if A is positive definite."""
    rows = [[Fraction(v) for v in row] for row in A.tolist()]
    smallest = rows[0][0]
    for j in range(len(rows)):
        pivot = rows[j][j]
        smallest = min(smallest, pivot)
        if pivot <= 0:
            return smallest
        for i in range(j + 1, len(rows)):
            factor = rows[i][j] / pivot
            rows[i] = [a - factor * b for a, b in zip(rows[i], rows[j], strict=True)]
    return smallest


def _nearly_singular(rng: np.random.Generator) -> Array:
    """A Gram matrix of rank n - 1 up to rounding, shifted by a few roundings up or down."""
    n = int(rng.integers(2, 6))
    G = rng.normal(size=(n - 1, n))
    A = G.T @ G
    A = (A + A.T) / 2
    shift = float(rng.integers(-6, 7)) * 2.0**-53 * float(np.trace(A))
    shifted: Array = A + shift * np.eye(n)
    return shifted


def rump_shift(A: Array) -> Fraction:
    """c = ((n+1) u / (1 - (n+1) u)) tr A + 4 eta n (2 (n+1) + max a_ii), exactly."""
    n, diagonal = len(A), [Fraction(v) for v in A.diagonal().tolist()]
    return gamma(n + 1) * sum(diagonal, Fraction(0)) + 4 * TINY * n * (2 * (n + 1) + max(diagonal))


def _shift_down(A: Array) -> Array:
    """A - c I in float64 with every diagonal entry at most the exact one: a larger c, which the theorem allows."""
    c, lowered = rump_shift(A), A.copy()
    for i, value in enumerate(A.diagonal().tolist()):
        entry = float(Fraction(value) - c)
        lowered[i, i] = entry if Fraction(entry) <= Fraction(value) - c else np.nextafter(entry, -np.inf)
    return lowered


_DETERMINANT_MINUS_ONE: Final = np.array([[1e8 + 1, 1e8], [1e8, 1e8 - 1]])


def observe_accepted(rng: np.random.Generator, runs: int, *, shifted: bool) -> Iterator[Observation]:
    """0 < the smallest exact pivot, for every matrix that the test accepts."""
    drawn = (_nearly_singular(rng) for _ in range(400 * runs))
    for A in drawn if shifted else chain([_DETERMINANT_MINUS_ONE], drawn):
        if textbook_cholesky(_shift_down(A) if shifted else A):
            data = {"A": [[v.hex() for v in row] for row in A.tolist()]}
            yield Observation(label="accepted", lhs=-fraction_ball(smallest_pivot(A)), rhs=arb(0), data=data)


CHOLESKY = Lemma(
    name="C4-cholesky",
    title="Shifted Cholesky proves positive definiteness",
    group=GROUP,
    statement=r"\text{Cholesky of } A - cI \text{ runs to its end} \;\Rightarrow\; A \succ 0,\quad "
    r"c \ge \gamma_{n+1}\,\mathrm{tr} A + 4\eta n\,(2(n+1) + \max_i a_{ii})",
    hypotheses="The textbook algorithm in float64; the diagonal of A - c I rounded down.",
    rate=Rate(
        observe=lambda rng, runs: observe_accepted(rng, runs, shifted=True),
        coverage="accepted matrices of size 2..5 within a few roundings of singular; pivots exact",
    ),
    reference=REFERENCE,
)

NAIVE = Lemma(
    name="C4-naive",
    title="Cholesky without a shift proves positive definiteness",
    group=GROUP,
    statement=r"\text{Cholesky of } A \text{ runs to its end in float64} \;\Rightarrow\; A \succ 0",
    rate=Rate(
        observe=lambda rng, runs: observe_accepted(rng, runs, shifted=False),
        coverage="matrices of size 2..5 within a few roundings of singular; pivots exact",
    ),
    expected=Grade.REFUTED,
    holds_instead="C4-cholesky",
    remarks="By hand: A = [[10^8 + 1, 10^8], [10^8, 10^8 - 1]] has determinant -1. In float64 R_12 = 10^8 / "
    "sqrt(10^8 + 1) "
    "rounds to a number whose square is below 10^8 - 1, so the last pivot comes out positive.",
    reference="new here: a counterexample",
)


POSITIVE_DEFINITENESS = (RESIDUAL, CHOLESKY, NAIVE)
