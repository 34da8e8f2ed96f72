"""What the cost lemmas count: the solver's evaluations and steps, run once on arrays that count.

The functions of a `Case` prepare a run and return it; it alone is counted. What is computed once a problem (the Gram
matrices, their eigenbases) or once a point (F A2 of a Hessian-vector product) is counted where it is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from flint import arb

from proofcheck.arithmetic.functions import Array
from proofcheck.attention.costs.instrumented import SolverTally, counting, instrument_solver
from proofcheck.lemmas.claims import Observation, Rate
from solver import AttentionProblem
from solver.minimise.coordinates import DiagonalProblem, coordinates
from solver.minimise.steps.exact import ExactStep
from solver.minimise.steps.kronecker import KroneckerApproximation
from solver.minimise.steps.projected import ProjectedStep
from solver.minimise.steps.protocols import Setup
from solver.minimise.steps.sketched import SketchedApproximation
from solver.oracle.data import centring2, grams, summing3
from solver.oracle.evaluation import Evaluation, evaluate
from solver.oracle.shares import whole
from solver.oracle.variable_projection import project

_LARGEST = 6
_FAR = 1e9  # a trust region that never binds: one factorisation a step
Sizes = dict[str, int]
P = TypeVar("P", bound=AttentionProblem)


@dataclass(frozen=True, kw_only=True)
class CountedCase:
    """A random problem in the solver's coordinates, all arrays counting, and an evaluation at a random point."""

    given: AttentionProblem
    problem: DiagonalProblem
    point: tuple[Array, Array]
    direction: tuple[Array, Array]

    def evaluation(self) -> Evaluation:
        """Loss and gradient at (X, Y) and the means of A2, which are known before what is counted."""
        at = evaluate(self.problem, *self.point)
        _make_known(at)
        return at


def _make_known(at: Evaluation) -> None:
    at.states.total(lambda state: state.mean2)
    at.gradient  # noqa: B018 - kept with the evaluation


def _setup(c: CountedCase) -> Setup:
    return Setup(reason="counted", seed=1, shares=whole(c.problem))


def case(sizes: Sizes, rng: np.random.Generator) -> CountedCase:
    """Data of full rank with a convex Phi, so that no factorisation is shifted."""
    n, m, p, q, r, k = (sizes[name] for name in "nmpqrk")
    shapes = ((n, p), (m, q), (m, r), (n, k), (p, q), (r, k), (p, q), (r, k))
    A1, A2, A3, B, X, Y, dX, dY = (counting(rng.normal(size=shape) / 4) for shape in shapes)
    weights = {"wx": 4.0, "wy": 4.0, "lx": 8.0, "ly": 8.0}
    given = _counted_problem(AttentionProblem(A1, A2, A3, B, **weights))
    problem = _counted_problem(coordinates(AttentionProblem(A1, A2, A3, B, **weights)).problem)
    for table in (grams, centring2, summing3):  # made once a problem, before what is counted
        table(problem)
    problem.spectrum  # noqa: B018 - so is this
    return CountedCase(given=given, problem=problem, point=(X, Y), direction=(dX, dY))


def _counted_problem(problem: P) -> P:
    """The same problem, its read-only data replaced by arrays that count."""
    content = vars(problem)
    content.update({name: counting(content[name]) for name in ("A1", "A2", "A3", "B")})
    if "singular" in content:
        content["singular"] = tuple(map(counting, content["singular"]))
    return problem


def loss_and_gradient(c: CountedCase) -> Callable[[], Any]:
    """Loss and gradient at a new point."""

    def run() -> Any:
        at = evaluate(c.problem, *c.point)
        return at.loss, at.gradient

    return run


def hessian_product(c: CountedCase) -> Callable[[], Any]:
    """A Hessian-vector product at an evaluated point."""
    at = c.evaluation()
    return lambda: at.hvp(*c.direction)


def hessian(c: CountedCase) -> Callable[[], Any]:
    """The structured Hessian at an evaluated point."""
    at = c.evaluation()
    return at.hessian


def exact_step(c: CountedCase) -> Callable[[], Any]:
    """An exact step, prepared and proposed."""
    step, at = ExactStep(c.problem, _setup(c)), c.evaluation()
    return lambda: step.prepare(at).propose(_FAR)


def projected_step(c: CountedCase) -> Callable[[], Any]:
    """A projected step, prepared and proposed."""
    step, at = ProjectedStep(c.problem, _setup(c)), project(c.problem, c.point[0])
    _make_known(at)
    return lambda: step.prepare(at).propose(_FAR)


def kronecker_approximation(c: CountedCase) -> Callable[[], Any]:
    """The Kronecker approximation, prepared and applied once."""
    at = c.evaluation()

    def run() -> Any:
        approximation = KroneckerApproximation(c.problem, at)
        return approximation.expand(approximation.whiten(c.direction[0]))

    return run


def eigenbases(c: CountedCase) -> Callable[[], Any]:
    """The solver's coordinates, the data's triangular factors and their decompositions included."""
    return lambda: coordinates(c.given)


def sketch(kind: str) -> Callable[[CountedCase], Callable[[], Any]]:
    """A sketched approximation, prepared and applied once; `kind` as in `solver.minimise.steps.sketched`."""

    def prepare(c: CountedCase) -> Callable[[], Any]:
        at = c.evaluation()

        def run() -> Any:
            approximation = SketchedApproximation(c.problem, at, kind, 1)
            return approximation.expand(approximation.whiten(c.direction[0]))

        return run

    return prepare


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What runs, its closed form, and what is listed beside it: eigenvalue and singular value decompositions (sizes),
    triangular factors (shapes) and Fourier transforms (length, columns)."""

    prepare: Callable[[CountedCase], Callable[[], Any]]
    formula: Callable[..., int]
    eigen: Callable[..., list[int]] = lambda **_: []
    triangular: Callable[..., list[tuple[int, int]]] = lambda **_: []
    transforms: Callable[..., list[tuple[int, int]]] = lambda **_: []


def count(subject: Subject, sizes: Sizes, rng: np.random.Generator) -> SolverTally:
    """The tally of one run at these sizes; preparation is not counted."""
    with instrument_solver():
        ready = subject.prepare(case(sizes, rng))
    with instrument_solver() as tally:
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
            expected = (subject.eigen(**sizes), subject.triangular(**sizes), subject.transforms(**sizes))
            others = int((tally.eigen, tally.triangular, tally.transforms) != expected)
            yield Observation(label="other decompositions", lhs=arb(others), rhs=arb(0), data=dict(sizes))

    return Rate(
        observe=observe,
        coverage=f"the solver's own code, multiplications counted; random sizes p, q, r, k <= {_LARGEST} <= n, m",
    )
