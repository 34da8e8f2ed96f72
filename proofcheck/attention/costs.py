"""Lemmas R7: scalar multiplications of every evaluation and step of the solver, counted while its code runs.

`multiplications.instrumented` counts what the solver's functions do; the closed forms below must equal the count at
every size. Matrix products are the textbook ones: T_mat(a, b, c) = a b c. What is computed once a problem (the Gram
matrices, their eigenbases) or once a point (F A2 and F A3 of a Hessian-vector product) is counted where it is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import log10
from typing import Any

import numpy as np
from flint import arb

from proofcheck.arithmetic import Array, as_array, sqrt
from proofcheck.attention import closed_forms as forms
from proofcheck.attention.multiplications import (
    Tally,
    cholesky_count,
    counting,
    instrumented,
    triangular_count,
)
from proofcheck.counting import counted
from proofcheck.lemma import Cost, Lemma, Observation, Rate, Space, Variable
from solver import AttentionProblem
from solver.operators import DiagonalProblem, coordinates
from solver.oracle import Evaluation, evaluate
from solver.projection import project
from solver.steps.exact import ExactStep
from solver.steps.kronecker import KroneckerApproximation
from solver.steps.projected import ProjectedStep
from solver.steps.sketched import SKETCH_ROWS, SketchedApproximation

_GROUP = "Rates"
_LARGEST = 6
_FAR = 1e9  # a trust region that never binds: one factorisation a step
Sizes = dict[str, int]


@dataclass(frozen=True, kw_only=True)
class Case:
    """A random problem in the solver's coordinates, all arrays counting, and an evaluation at a random point."""

    given: AttentionProblem
    problem: DiagonalProblem
    point: tuple[Array, Array]
    direction: tuple[Array, Array]

    def evaluation(self) -> Evaluation:
        """Loss and gradient at (X, Y), the means of A2 and A3, as far as they are known before what is counted."""
        at = evaluate(self.problem, *self.point)
        for known in ("gradient", "mean2", "mean3"):
            getattr(at, known)
        return at


def case(sizes: Sizes, rng: np.random.Generator) -> Case:
    """Data of full rank with a convex Phi, so that no factorisation is shifted."""
    n, m, p, q, r, k = (sizes[name] for name in "nmpqrk")
    shapes = ((n, p), (m, q), (m, r), (n, k), (p, q), (r, k), (p, q), (r, k))
    A1, A2, A3, B, X, Y, dX, dY = (counting(rng.normal(size=shape) / 4) for shape in shapes)
    given = AttentionProblem(A1, A2, A3, B, wx=4.0, wy=4.0, lx=8.0, ly=8.0)
    _count_from_here(given)
    problem = coordinates(given).problem
    _count_from_here(problem)
    problem.spectrum = tuple(map(counting, problem.spectrum))
    problem.__dict__["grams"] = tuple(map(counting, problem.grams))
    problem.__dict__["centring2"] = counting(problem.centring2)
    return Case(given=given, problem=problem, point=(X, Y), direction=(dX, dY))


def _count_from_here(problem: AttentionProblem) -> None:
    for name in ("A1", "A2", "A3", "B"):
        setattr(problem, name, counting(getattr(problem, name)))


# What is counted: a function of a case that prepares and returns what then runs


def _gradient(c: Case) -> Callable[[], Any]:
    def run() -> Any:
        at = evaluate(c.problem, *c.point)
        return at.loss, at.gradient

    return run


def _product(c: Case) -> Callable[[], Any]:
    at = c.evaluation()
    return lambda: at.hvp(*c.direction)


def _hessian(c: Case) -> Callable[[], Any]:
    at = c.evaluation()
    return at.hessian


def _exact(c: Case) -> Callable[[], Any]:
    step, at = ExactStep(c.problem, ""), c.evaluation()
    return lambda: step.prepare(at).propose(_FAR)


def _projected(c: Case) -> Callable[[], Any]:
    step, at = ProjectedStep(c.problem, "", 2**30), project(c.problem, c.point[0])
    for known in ("gradient", "mean2"):
        getattr(at, known)
    return lambda: step.prepare(at).propose(_FAR)


def _kronecker(c: Case) -> Callable[[], Any]:
    at = c.evaluation()

    def run() -> Any:
        approximation = KroneckerApproximation(c.problem, at)
        return approximation.expand(approximation.whiten(c.direction[0]))

    return run


def _coordinates(c: Case) -> Callable[[], Any]:
    del c.given.__dict__["grams"]  # made once a problem: here
    return lambda: coordinates(c.given)


def _sketch(kind: str) -> Callable[[Case], Callable[[], Any]]:
    def prepare(c: Case) -> Callable[[], Any]:
        at = c.evaluation()

        def run() -> Any:
            approximation = SketchedApproximation(c.problem, at, kind, 1)
            return approximation.expand(approximation.whiten(c.direction[0]))

        return run

    return prepare


# Observations


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What runs, its closed form, the eigenvalue decompositions (sizes) and Fourier transforms (length, columns)."""

    prepare: Callable[[Case], Callable[[], Any]]
    formula: Callable[..., int]
    eigen: Callable[..., list[int]] = lambda **_: []
    transforms: Callable[..., list[tuple[int, int]]] = lambda **_: []


def count(subject: Subject, sizes: Sizes, rng: np.random.Generator) -> Tally:
    """The tally of one run at these sizes; preparation is not counted."""
    with instrumented():
        ready = subject.prepare(case(sizes, rng))
    with instrumented() as tally:
        ready()
    return tally


def observing(subject: Subject) -> Rate:
    """|count - formula| <= 0 at random sizes."""

    def observe(rng: np.random.Generator, runs: int) -> Iterator[Observation]:
        for _ in range(runs):
            sizes = {name: int(rng.integers(1, _LARGEST + 1)) for name in "pqrk"}
            sizes |= {name: int(rng.integers(_LARGEST, 2 * _LARGEST)) for name in "nm"}  # Gram matrices of full rank
            tally = count(subject, sizes, rng)
            gap = tally.multiplications - subject.formula(**sizes)
            yield Observation(label="count - formula", lhs=arb(abs(gap)), rhs=arb(0), data=dict(sizes))
            expected = (subject.eigen(**sizes), subject.transforms(**sizes))
            others = int((tally.eigen, tally.transforms) != expected)
            yield Observation(label="other decompositions", lhs=arb(others), rhs=arb(0), data=dict(sizes))

    return Rate(
        observe=observe,
        coverage=f"the solver's own code, multiplications counted; random sizes p, q, r, k <= {_LARGEST} <= n, m",
    )


SUBJECTS: Mapping[str, Subject] = {
    "R7": Subject(prepare=_gradient, formula=forms.gradient_count),
    "R7-product": Subject(prepare=_product, formula=forms.product_count),
    "R7-hessian": Subject(prepare=_hessian, formula=forms.hessian_count),
    "R7-exact": Subject(prepare=_exact, formula=forms.exact_count),
    "R7-projected": Subject(prepare=_projected, formula=forms.projected_count),
    "R7-kronecker": Subject(prepare=_kronecker, formula=forms.kronecker_count),
    "R7-coordinates": Subject(
        prepare=_coordinates, formula=forms.coordinates_count, eigen=lambda p, q, r, **_: [p, q, r]
    ),
    "R7-sketched": Subject(prepare=_sketch("srht"), formula=forms.sketched_count, eigen=lambda p, q, **_: [p * q]),
    "R7-tensorsketch": Subject(
        prepare=_sketch("tensorsketch"),
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


def _factor_and_solve(A: Array, right: Array) -> Array:
    """Positive definite whatever the entries of A: A^T A + I."""
    tally = A.flat[0].tally
    values = np.array([[float(entry) for entry in row] for row in A])
    return forward(cholesky(counted(values.T @ values + np.eye(len(A)), tally)), right)


def textbook_count(size: int, columns: int) -> int:
    """Cholesky and one triangular solve."""
    return cholesky_count(size) + triangular_count(size, columns)


# The paper's count and ours


def side_by_side() -> dict[str, str]:
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
    return Lemma(name=name, title=title, group=_GROUP, statement=statement, rate=observing(SUBJECTS[name]), **more)


LAPACK = Lemma(
    name="R7-lapack",
    title="Cost of a factorisation and of a triangular solve",
    group=_GROUP,
    statement=r"\tfrac16 (N-1)N(N+1) \text{ and } \tfrac12 N(N-1) \text{ a right-hand side}",
    cost=Cost(
        compute=lambda A, right: _factor_and_solve(A, right),
        space=Space(
            sizes={"size": (1, 6), "columns": (1, 3)},
            variables={"A": Variable(shape=("size", "size")), "right": Variable(shape=("size", "columns"))},
        ),
        formula=textbook_count,
    ),
    remarks="The textbook algorithms, every scalar operation counted; they stand for LAPACK's in the counts of R7.",
)
GRADIENT = _lemma(
    "R7",
    "Cost of loss and gradient",
    r"2npq + 2nmq + 3nmk + 2nm + 2mrk + (m+n)q + 6nk + 2n + 5pq + 4rk",
    measures=side_by_side,
    requires=("E1",),
    remarks="T_mat(n, n, d) and T_mat(n, d, d) products only, as the source's abstract has them. The solver's "
    "`evaluate`, `loss` and `gradient`.",
)
PRODUCT = _lemma(
    "R7-product",
    "Cost of a Hessian-vector product",
    r"nm\,(2q + 4k + 5) + 2npq + 2mrk + 2nrk + \text{terms linear in } n, m",
    requires=("I4-product", "E1"),
    remarks="At an evaluated point whose means F A2 and F A3 are known; n m (q + r) more for the first product there.",
)
HESSIAN = _lemma(
    "R7-hessian",
    "Cost of the structured Hessian",
    r"nm\left(\tfrac12 q(q+1) + qk + qr\right) + n\left(\tfrac14 p(p+1)q(q+1) + 2pqrk\right) + \text{lower terms}",
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
    r"2\,(np^2 + mq^2 + mr^2) \text{ and eigenvalue decompositions of sizes } p, q, r",
    remarks="The decompositions are LAPACK's, of order p^3 + q^3 + r^3; their multiplications are not counted.",
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
