"""Methods that share our oracle, so that only the method differs: ours, and scipy's."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.optimize
from cases import Case

from solver import solve
from solver.oracle.evaluation import evaluate

Outcome = dict[str, Any]


class DoneError(Exception):
    """Raised inside an objective as soon as the target is met or the time is up."""


class Recorder:
    """Phi as a function of one vector; keeps the best gradient norm and stops at the target or the limit."""

    def __init__(self, case: Case, limit: float) -> None:
        self._case, self._limit = case, limit
        self.begin, self.cpu = time.perf_counter(), time.process_time()
        self.gradient_norm, self.objective, self.evaluations, self.products = np.inf, np.inf, 0, 0
        self._z: np.ndarray | None = None

    def at(self, z: np.ndarray) -> Any:
        if self._z is None or not np.array_equal(z, self._z):
            self._z, self._at = z.copy(), evaluate(self._case.problem, *self.split(z))
            self.evaluations += 1
            self._watch()
        return self._at

    def split(self, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        X, Y = self._case.X0, self._case.Y0
        return z[: X.size].reshape(X.shape), z[X.size :].reshape(Y.shape)

    def _watch(self) -> None:
        if self._at.gradient_norm < self.gradient_norm:
            self.gradient_norm, self.objective = self._at.gradient_norm, self._at.objective
        if self.gradient_norm <= self._case.target or time.perf_counter() - self.begin > self._limit:
            raise DoneError

    def value(self, z: np.ndarray) -> tuple[float, np.ndarray]:
        at = self.at(z)
        return at.objective, join_blocks(at.gradient)

    def second_order(self, name: str) -> dict[str, Any]:
        """What scipy's method of that name takes of the Hessian: nothing, its products or the dense matrix."""
        if name == "trust-exact":
            return {"hess": lambda z: self.at(z).hessian()}
        return {"hessp": self.product} if name.startswith("trust") else {}

    def product(self, z: np.ndarray, d: np.ndarray) -> np.ndarray:
        self.products += 1
        return join_blocks(self.at(z).hvp(*self.split(d)))


def join_blocks(pair: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    return np.concatenate([part.ravel() for part in pair])


def ours(case: Case, limit: float, restarts: int = 0) -> Outcome:
    begin, cpu = time.perf_counter(), time.process_time()
    solution = solve(
        case.problem,
        case.X0,
        case.Y0,
        tol=case.target / (1 + case.problem.evaluate(case.X0, case.Y0).gradient_norm),
        max_iterations=10_000,
        callback=lambda _: time.perf_counter() - begin > limit,
        restarts=restarts,
    )
    return {
        "seconds": time.perf_counter() - begin,
        "cpu_seconds": time.process_time() - cpu,
        "reached": bool(solution.gradient_norm <= case.target * (1 + 1e-6)),
        "objective": solution.objective,
        "gradient_norm": solution.gradient_norm,
        "iterations": solution.iterations,
        "step": solution.step.name,
        "status": solution.status.name,
    }


def scipy_method(name: str, **options: Any) -> Callable[[Case, float], Outcome]:
    def run(case: Case, limit: float) -> Outcome:
        recorder = Recorder(case, limit)
        message = "target reached or time up"
        try:
            found = scipy.optimize.minimize(
                recorder.value, case.start, jac=True, method=name, options=options, **recorder.second_order(name)
            )
            message = str(found.message)
        except DoneError:
            pass
        return outcome_of(recorder, case, message)

    return run


def outcome_of(recorder: Recorder, case: Case, message: str) -> Outcome:
    """Time and work since the recorder was made, and the best gradient norm that it saw."""
    return {
        "seconds": time.perf_counter() - recorder.begin,
        "cpu_seconds": time.process_time() - recorder.cpu,
        "reached": bool(recorder.gradient_norm <= case.target),
        "objective": recorder.objective,
        "gradient_norm": recorder.gradient_norm,
        "iterations": recorder.evaluations,
        "products": recorder.products,
        "status": message,
    }


def best_of(method: Callable[[Case, float], Outcome], case: Case, limit: float) -> Outcome:
    """The fastest of a few runs where one is short, of one run otherwise."""
    outcomes = [method(case, limit)]
    while outcomes[0]["seconds"] < QUICK and len(outcomes) < REPEATS:
        outcomes.append(method(case, limit))
    return min(outcomes, key=lambda outcome: float(outcome["seconds"]))


QUICK, REPEATS = 0.5, 3  # seconds, runs; as for the peers
