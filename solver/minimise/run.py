"""One run of the loop: its state, its iterations, and a lossless checkpoint of it.

Everything here lives in the coordinates of `solver.minimise.coordinates`; iterates are handed out in those of the
problem.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np

from solver.archive import ArchiveError, check_folder, load_arrays, save_arrays
from solver.minimise import saddle
from solver.minimise.cluster import check_client, spread
from solver.minimise.coordinates import Coordinates, coordinates
from solver.minimise.solution import Iterate, TraceRecord
from solver.minimise.steps.protocols import GreedyStep, Model, Proposal
from solver.minimise.steps.selection import greedy_step
from solver.minimise.trust_region import Trial, TrustRegion, try_step
from solver.oracle.augmented import Floats
from solver.oracle.buffers import MEMORY, Workspace
from solver.oracle.evaluation import Evaluation, evaluate
from solver.oracle.shares import Share, Shares, whole
from solver.oracle.variable_projection import Projected, project
from solver.problem import AttentionProblem
from solver.validation import InputError, read_number, read_whole

_MAX_REJECTIONS: Final = 40  # the radius shrinks by 4 each time: 4^-40 is below rounding


@dataclass(frozen=True, kw_only=True)
class Options:
    """What `solve` may be asked for; raises InputError where an option makes no sense."""

    step: str = "auto"
    tol: float = 1e-8
    max_iterations: int = 1000
    seed: int = 0
    callback: Callable[[Iterate], Any] | None = None
    restarts: int = 0
    checkpoint: str | Path | None = None
    memory: int = MEMORY
    client: Any = None
    region: TrustRegion = field(default_factory=TrustRegion)

    def __post_init__(self) -> None:
        if not read_number("tol", self.tol, "a tolerance") >= 0:
            raise InputError(f"tol={self.tol}: a tolerance must be finite and >= 0")
        read_whole("max_iterations", self.max_iterations, 1, "a number of iterations")
        read_whole("seed", self.seed, 0, "a seed")
        read_whole("restarts", self.restarts, 0, "a number of further starts")
        read_whole("memory", self.memory, 0, "a number of bytes")
        if self.client is not None:
            check_client(self.client)
        if self.callback is not None and not callable(self.callback):
            raise InputError(f"callback={self.callback!r}: a function of one iterate is needed")
        if self.checkpoint is not None:
            if not isinstance(self.checkpoint, str | Path):
                raise InputError(f"checkpoint={self.checkpoint!r}: the name of a file is needed")
            check_folder(Path(self.checkpoint))

    def target(self, start_gradient_norm: float) -> float:
        """The gradient norm at which the run ends."""
        return self.tol * (1 + start_gradient_norm)

    def place(self, problem: AttentionProblem) -> Shares[Share]:
        """The rows of `problem`: on the client's workers, or all in this process."""
        if self.client is not None:
            return spread(self.client, problem, self.memory)
        return whole(problem, Workspace(self.memory))


class Run:
    """A point, a region and a kind of step; `iterations` moves them."""

    def __init__(self, problem: AttentionProblem, X0: Floats | None, Y0: Floats | None, options: Options) -> None:
        self._problem, self._options = problem, options
        with np.errstate(all="ignore"):
            self._frame: Coordinates = coordinates(problem)
            self._shares = options.place(self._frame.problem)
            self._given = X0, Y0
            start = self._evaluate_start(X0, Y0)
            _check_finite(start)
            self.kind: GreedyStep = greedy_step(
                self._frame.problem,
                start,
                options.step,
                seed=options.seed,
                shares=self._shares,
                target=options.target(start.gradient_norm),
            )
        self._first_radius = options.region.first * float(np.sqrt(problem.n * problem.m))
        self.radius, self.iteration = self._first_radius, 0
        self.trace: list[TraceRecord] = []
        self._ended = False
        self._origin, self._point = start, PreparedPoint(self.kind, start)

    def iterations(self) -> Iterator[Iterate]:
        """The start (the point of a loaded checkpoint), then every iteration, until none improves at rounding level."""
        yield self._iterate(None) if not self.trace else self._to_user_coordinates(self.trace[-1])
        if self.iteration == 0:
            self._point = self._first_point
        while not self._ended and len(self._point.tried) < _MAX_REJECTIONS:
            yield self._advance()

    @np.errstate(all="ignore")  # overflow is data here: a step that is rejected, whatever the caller raises
    def _advance(self) -> Iterate:
        point = self._point
        trial = try_step(self.kind, point.at, point.propose(self.radius), self.radius, self._options.region)
        self.radius, self.iteration = trial.radius, self.iteration + 1
        if trial.accepted:
            self.kind.update(point.model, trial.at)
            self._point = PreparedPoint(self.kind, trial.at)
        if trial.at_rounding_level and not trial.accepted:
            self._ended = not self.kind.tighten()
            if not self._ended:  # rounding shrank the region, not how far the model holds
                self._point, self.radius = PreparedPoint(self.kind, point.at), max(self.radius, self._first_radius)
        return self._iterate(trial)

    @property
    def current(self) -> Iterate:
        """The point reached, the best so far: Phi never rises beyond rounding."""
        return self._to_user_coordinates(self.trace[-1] if self.trace else self._record(self._point.at, None))

    @property
    def start_gradient_norm(self) -> float:
        """||grad Phi|| at the start."""
        return self.trace[0].gradient_norm if self.trace else self._origin.gradient_norm

    def _evaluate_start(self, X0: Floats | None, Y0: Floats | None) -> Evaluation:
        data = self._problem
        X, Y = self._frame.to_eigenbases(
            np.zeros((data.p, data.q)) if X0 is None else X0, np.zeros((data.r, data.k)) if Y0 is None else Y0
        )
        if Y0 is None:
            return project(self._frame.problem, X, self._shares)
        return evaluate(self._frame.problem, X, Y, self._shares)

    @cached_property
    def _start_point(self) -> PreparedPoint:
        """Models are prepared at evaluations of the step's own kind; the start is handed out before.

        Raises InputError where Phi overflows there: the best Y for given scores may, though a given Y does not.
        """
        with np.errstate(all="ignore"):
            point = PreparedPoint(self.kind, self.kind.start(self._origin))
            _check_finite(point.at)
        return point

    @cached_property
    def _first_point(self) -> PreparedPoint:
        """Where iterations begin: the start, or beside it where the default start is a saddle."""
        start, origin = self._start_point, self._origin
        by_default = all(part is None for part in self._given)
        with np.errstate(all="ignore"):
            if not (by_default and isinstance(origin, Projected) and saddle.stationary(origin)) or start.convex:
                return start
            found = saddle.leave(self._frame, origin, self.radius, self._shares)
            return start if found is None else PreparedPoint(self.kind, self.kind.start(found))

    def _iterate(self, trial: Trial | None) -> Iterate:
        self.trace.append(self._record(self._point.at, trial))
        return self._to_user_coordinates(self.trace[-1])

    def _to_user_coordinates(self, record: TraceRecord) -> Iterate:
        point = self._point
        if point.at is self._origin:
            return Iterate(point=self._given_point, record=record, convex=lambda: self._start_point.convex)
        frame, X, Y = self._frame, point.at.X, point.at.Y
        return Iterate(point=lambda: frame.from_eigenbases(X, Y), record=record, convex=lambda: point.convex)

    def _given_point(self) -> tuple[Floats, Floats]:
        (X0, Y0), (X, Y) = self._given, self._frame.from_eigenbases(self._origin.X, self._origin.Y)
        return X if X0 is None else X0, Y if Y0 is None else Y0

    def _record(self, at: Evaluation, trial: Trial | None) -> TraceRecord:
        proposal = trial.proposal if trial else None
        return TraceRecord(
            iteration=self.iteration,
            objective=at.objective,
            gradient_norm=at.gradient_norm,
            step_norm=proposal.norm if proposal else 0.0,
            radius=self.radius,
            shift=proposal.shift if proposal else 0.0,
            accepted=trial.accepted if trial else True,
            products=proposal.products if proposal else 0,
        )

    def save(self, path: Path) -> None:
        """Write everything that the next iteration depends on; replaces `path` in one step."""
        trace = np.array([[float(value) for value in asdict(record).values()] for record in self.trace])
        arrays = {
            "X": self._point.at.X,
            "Y": self._point.at.Y,
            "radius": self.radius,
            "trace": trace,
            "ended": self._ended,
        }
        arrays |= {"tried": np.array(self._point.tried), "identity": np.array(self._identity)}
        save_arrays(path, arrays | {f"state_{name}": value for name, value in self.kind.state().items()})

    def load(self, path: Path) -> None:
        """Go on where `save` stopped. Raises InputError for a checkpoint of another problem, start or kind."""
        states = {f"state_{name}" for name in self.kind.state()}
        arrays = load_arrays(path, frozenset({"X", "Y", "radius", "trace", "ended", "tried", "identity"} | states))
        if str(arrays["identity"]) != self._identity:
            raise InputError(
                f"checkpoint={path}: written by a run on another problem, start, step kind or seed; "
                "name a new file, or repeat the call that wrote this one"
            )
        try:
            self._restore(arrays, states)
        except (ValueError, TypeError, IndexError, OverflowError) as error:
            raise ArchiveError(f"{path}: not a checkpoint of this run: {error}; delete it and start again") from error

    @np.errstate(all="ignore")  # overflow is data here: a step that is rejected, whatever the caller raises
    def _restore(self, arrays: dict[str, Any], states: set[str]) -> None:
        self.trace = [_read_record(row) for row in arrays["trace"].tolist()]
        self.radius, self.iteration = float(arrays["radius"]), len(self.trace) - 1
        self._ended = bool(arrays["ended"])
        if self.iteration > 0:
            reached = self._evaluate_at(*self._frame.problem.validate_point(arrays["X"], arrays["Y"]))
            self._point = PreparedPoint(self.kind, self.kind.start(reached))
        self.kind.restore({name.removeprefix("state_"): arrays[name] for name in states})
        for radius in arrays["tried"].tolist():  # the path depends on the first radius it was made for
            self._point.propose(radius)

    def _evaluate_at(self, X: Floats, Y: Floats) -> Evaluation:
        if np.array_equal(X, self._origin.X) and np.array_equal(Y, self._origin.Y):
            return self._origin
        return evaluate(self._frame.problem, X, Y, self._shares)

    @cached_property
    def _identity(self) -> str:
        start = hashlib.sha256(self._origin.X.tobytes() + self._origin.Y.tobytes()).hexdigest()
        return f"{self._problem.digest} {start} {self._options.step} {self._options.seed}"


class PreparedPoint:
    """An evaluation and its model, prepared once and only when needed; `tried` holds the radii proposed for."""

    def __init__(self, kind: GreedyStep, at: Evaluation) -> None:
        self._kind, self.at = kind, at
        self.tried: list[float] = []

    @cached_property
    def model(self) -> Model:
        """Prepared when it is first asked for."""
        return self._kind.prepare(self.at)

    @property
    def convex(self) -> bool:
        """Whether the Hessian there is numerically positive definite."""
        with np.errstate(all="ignore"):
            return self.model.convex

    def propose(self, radius: float) -> Proposal:
        """The model's step within `radius`, which is remembered: the path depends on the first one."""
        self.tried.append(radius)
        return self.model.propose(radius)


def _check_finite(start: Evaluation) -> None:
    if not np.isfinite(start.objective + start.gradient_norm):
        raise InputError(
            f"Phi={start.objective} and ||grad Phi||={start.gradient_norm} at the start: float64 overflows at this "
            "scale of data, weights or start; scale A1, A2, A3 and B, or start nearer to zero"
        )


def _read_record(row: list[float]) -> TraceRecord:
    kinds = {field.name: field.type for field in fields(TraceRecord)}
    casts = {"int": int, "float": float, "bool": bool}
    values = zip(kinds.items(), row, strict=True)
    return TraceRecord(**{name: casts[str(kind)](value) for (name, kind), value in values})
