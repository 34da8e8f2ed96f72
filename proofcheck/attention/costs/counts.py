"""Lemmas R7: scalar multiplications of every evaluation and step of the solver, counted while its code runs.

The formulas of `solver.minimise.steps.costs`, by which the solver chooses its step, must equal the counts of the
`counted_runs` at every size. Matrix products are the textbook ones:
T_mat(a, b, c) = a b c.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log10
from typing import Any

import numpy as np

from proofcheck.arithmetic.functions import Array, as_array, sqrt
from proofcheck.attention.costs.counted_runs import (
    Subject,
    eigenbases,
    exact_step,
    hessian,
    hessian_product,
    kronecker_approximation,
    loss_and_gradient,
    observing,
    projected_step,
    sketch,
)
from proofcheck.lemmas.claims import Cost, Space, Variable
from proofcheck.lemmas.lemma import Lemma
from proofcheck.lemmas.structures import Structure
from solver.minimise.steps import costs as forms
from solver.minimise.steps.costs import SKETCH_ROWS, cholesky_count, triangular_count

_GROUP = "Rates"

SUBJECTS: Mapping[str, Subject] = {
    "R7": Subject(prepare=loss_and_gradient, formula=forms.gradient_count),
    "R7-product": Subject(prepare=hessian_product, formula=forms.product_count),
    "R7-hessian": Subject(prepare=hessian, formula=forms.hessian_count),
    "R7-exact": Subject(prepare=exact_step, formula=forms.exact_count),
    "R7-projected": Subject(prepare=projected_step, formula=forms.projected_count),
    "R7-kronecker": Subject(prepare=kronecker_approximation, formula=forms.kronecker_count),
    "R7-coordinates": Subject(
        prepare=eigenbases,
        formula=forms.coordinates_count,
        eigen=lambda p, q, r, **_: [p, q, r],
        triangular=lambda n, m, p, q, r, **_: [(n, p), (m, q), (m, r)],
    ),
    "R7-sketched": Subject(prepare=sketch("srht"), formula=forms.sketched_count, eigen=lambda p, q, **_: [p * q]),
    "R7-tensorsketch": Subject(
        prepare=sketch("tensorsketch"),
        formula=forms.tensorsketch_count,
        eigen=lambda p, q, **_: [p * q],
        transforms=lambda p, q, **_: [(SKETCH_ROWS * p * q, columns) for columns in (p, q, p * q)],
    ),
}


# The textbook algorithms that stand for LAPACK's, counted element by element


def cholesky(A: Array) -> Array:
    """Upper R with A = R^T R, textbook order."""
    R = np.zeros(A.shape, dtype=object)
    for j in range(len(A)):
        for i in range(j):
            R[i, j] = (A[i, j] - _inner(R[:i, i], R[:i, j])) / R[i, i]
        R[j, j] = sqrt(as_array(A[j, j] - _inner(R[:j, j], R[:j, j]))).item()
    return R


def forward(R: Array, right: Array) -> Array:
    """R^-T times the columns of `right`, by substitution."""
    solution = np.zeros(right.shape, dtype=object)
    for i in range(len(R)):
        for c in range(right.shape[1]):
            solution[i, c] = (right[i, c] - _inner(R[:i, i], solution[:i, c])) / R[i, i]
    return solution


def _inner(left: Array, right: Array) -> Any:
    return (left * right).sum() if len(left) else 0


def textbook_count(size: int, columns: int) -> int:
    """Cholesky and one triangular solve."""
    return cholesky_count(size) + triangular_count(size, columns)


# The paper's count and ours


def compare_counts() -> dict[str, str]:
    """log10 of multiplications: the source's bound with omega = 3 and 2.372, and what the solver does."""
    found = {}
    for n, d in ((64, 4), (1024, 64)):
        sizes = dict.fromkeys("nm", n) | dict.fromkeys("pqrk", d)
        products = n * n * d + n * d * d
        counts: dict[str, float] = {
            "source, T_mat(n,n,d) + T_mat(n,d,d) + d^(2 omega), omega = 3": products + d**6,
            "source, the same with omega = 2.372 in d^(2 omega) alone": products + float(d) ** (2 * 2.372),
            "solver, loss and gradient": forms.gradient_count(**sizes),
            "solver, Hessian-vector product": forms.product_count(**sizes),
            "solver, exact step": forms.exact_count(**sizes),
            "solver, projected step": forms.projected_count(**sizes),
            "solver, sketched step's approximation": forms.sketched_count(**sizes),
            "solver, Kronecker step's approximation": forms.kronecker_count(**sizes),
        }
        for name, value in counts.items():
            found[f"log10 of multiplications, (n, d) = ({n}, {d}): {name}"] = f"{log10(value):.2f}"
    return found


def _lemma(name: str, title: str, statement: str, **more: Any) -> Lemma:
    return Lemma(
        name=name,
        title=title,
        group=_GROUP,
        statement=statement,
        rate=observing(SUBJECTS[name]),
        reference="new here: counts of the code",
        **more,
    )


LAPACK = Lemma(
    name="R7-lapack",
    title="Cost of a factorisation and of a triangular solve",
    group=_GROUP,
    statement=r"\tfrac16 (N-1)N(N+1) \text{ and } \tfrac12 N(N-1) \text{ a right-hand side}",
    cost=Cost(
        compute=lambda A, right: forward(cholesky(A), right),
        space=Space(
            sizes={"size": (1, 6), "columns": (1, 3)},
            variables={
                "A": Variable(shape=("size", "size"), structure=Structure.DEFINITE),
                "right": Variable(shape=("size", "columns")),
            },
        ),
        formula=textbook_count,
    ),
    remarks="The textbook algorithms, every scalar operation counted; they stand for LAPACK's in the counts of R7.",
    reference="Golub and Van Loan, Matrix Computations, 4th ed. (2013), section 4.2, for Cholesky's factor",
)
GRADIENT = _lemma(
    "R7",
    "Cost of loss and gradient",
    r"nm\,(2q + r + k + 3) + 2npq + 2nrk + mrk + (m+n)q + n\,(r + 3k + 1) + 5pq + 4rk",
    measures=compare_counts,
    requires=("E1",),
    remarks="T_mat(n, n, d) and T_mat(n, d, d) products only, as the source's abstract has them. The solver's "
    "`evaluate`, `loss` and `gradient`.",
)
PRODUCT = _lemma(
    "R7-product",
    "Cost of a Hessian-vector product",
    r"nm\,(2q + 2w + 5) + 2npq + \text{terms of order } (n + m)rk,\quad w = \min(r, 2k)",
    requires=("I4-product", "E1"),
    remarks="At an evaluated point whose means F A2 are known; n m q more for the first product there. V = A3 Y enters "
    "through A3 or by itself, whichever is narrower.",
)
HESSIAN = _lemma(
    "R7-hessian",
    "Cost of the structured Hessian",
    r"nm\left(\tfrac12 q(q+1) + qr\right) + n\left(\tfrac14 p(p+1)q(q+1) + 2pqrk\right) + \text{lower terms}",
    requires=("I4", "E1"),
)
EXACT = _lemma(
    "R7-exact",
    "Cost of the exact step",
    r"\text{R7-hessian} + \tfrac16 (N-1)N(N+1) + N(N-1) + 3N^2 + 7N,\quad N = pq + rk",
    requires=("R7-hessian", "R7-lapack"),
    remarks="The d^(2 omega) term of the classical count, with omega = 3. One factorisation: the region does not bind.",
)
PROJECTED = _lemma(
    "R7-projected",
    "Cost of the projected step",
    r"\text{R7-hessian} + 5r^2 k N + rkN^2 + \tfrac16 (N-1)N(N+1) + N(N-1) + 3N^2 + 7N,\quad N = pq",
    requires=("R7-hessian", "R7-lapack"),
)
KRONECKER = _lemma(
    "R7-kronecker",
    "Cost of the Kronecker step's approximation",
    r"nm\,(k+3) + n(3k+5) + mk + 4pq",
    requires=("R5", "R7-coordinates"),
    remarks="Prepared and applied once; each further application is 2 pq. No term of order (pq)^3: d^(2 omega) "
    "disappears from the step. An inner iteration is one Hessian-vector product.",
)
COORDINATES = _lemma(
    "R7-coordinates",
    "Cost of the eigenbases, once a problem",
    r"np^2 + mq^2 + mr^2 \text{, triangular factors of } A_1, A_2, A_3 "
    r"\text{ and singular value decompositions of sizes } p, q, r",
    remarks="The factors (QR) and decompositions are LAPACK's, of order n p^2 + m q^2 + m r^2 and p^3 + q^3 + r^3; "
    "their multiplications are not counted.",
)
SKETCHED = _lemma(
    "R7-sketched",
    "Cost of the sketched step's approximation",
    r"np + mq + 2sN + sN^2 + \tfrac16 (N-1)N(N+1) + N(N-1) + \text{lower terms},\quad N = pq,\; s = 8N",
    requires=("R6", "R7-lapack"),
    remarks="TensorSRHT; the Walsh-Hadamard transform only adds. One eigenvalue decomposition of size pq measures the "
    "distortion and is not counted. The d^(2 omega) term is back.",
)
TENSORSKETCH = _lemma(
    "R7-tensorsketch",
    "Cost of the TensorSketch step's approximation",
    r"np + mq + 4(\tfrac s2 + 1)N + sN^2 + \tfrac16 (N-1)N(N+1) + N(N-1) + \text{lower terms}",
    requires=("R6", "R7-lapack"),
    remarks="A complex product counts as four. Three Fourier transforms of length s, with p, q and pq columns, and the "
    "eigenvalue decomposition of R7-sketched are not counted.",
)

COSTS = (LAPACK, GRADIENT, PRODUCT, HESSIAN, EXACT, PROJECTED, COORDINATES, KRONECKER, SKETCHED, TENSORSKETCH)
