"""What a certificate says: its bounds, the hypotheses they rest on, the point, and the file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from solver.archive import ArchiveError, as_path, replace_file
from solver.certificates.decimals import Enclosure
from solver.certificates.file import decode_certificate, encode_certificate, read_bytes
from solver.certificates.global_region import Region
from solver.certificates.newton_kantorovich import Hypotheses
from solver.certificates.norms import Norm
from solver.display.card import Card, ShownAsCard, downward, upward
from solver.problem import AttentionProblem
from solver.validation import frozen_copy
from solver.verified.ball import Floats

if TYPE_CHECKING:
    from solver.display.plots import Plot

CLAIMS: Final = (
    "gradient_norm_upper",
    "curvature_lower",
    "hessian_lipschitz_upper",
    "ball_radius",
    "radius_upper",
    "objective_gap_upper",
)


class Outcome(Enum):
    """Whether the theorem's hypotheses were established."""

    CERTIFIED = "a strict minimiser lies within the radius, the only stationary point of the theorem's ball"
    INCONCLUSIVE = "the hypotheses of the theorem were not established; nothing is claimed"


class Scope(Enum):
    """What the certified minimiser is."""

    LOCAL = "a strict local minimiser"
    GLOBAL = "the global minimiser"


@dataclass(frozen=True, kw_only=True, eq=False)
class Certificate(ShownAsCard):
    """What is proved about the point (X, Y) of `problem`, for Phi as in the problem; true when CERTIFIED.

    In the Euclidean norm of (vec X, vec Y), all rigorous: `gradient_norm_upper` and `curvature_lower` (smallest Hessian
    eigenvalue) at the point, `hessian_lipschitz_upper` on the ball of radius `ball_radius`, `radius_upper` (distance to
    the minimiser) and `objective_gap_upper` (Phi(point) - Phi(minimiser)). The last two are infinite when `outcome` is
    INCONCLUSIVE, and `reason` names the hypothesis that failed and by how much. `hypotheses` holds the norm in which
    the theorem was applied and its quantities there; the minimiser is the only stationary point in that norm's ball.
    `region` contains every global minimiser; `scope` is GLOBAL when Phi is convex on it. The point minus
    `step` is a Newton iterate: a witness. `enclosure` holds the minimiser to the digits asked for.
    """

    outcome: Outcome
    scope: Scope
    reason: str
    theorem: str
    gradient_norm_upper: float
    curvature_lower: float
    hessian_lipschitz_upper: float
    ball_radius: float
    radius_upper: float
    objective_gap_upper: float
    hypotheses: Hypotheses
    region: Region
    problem: AttentionProblem
    X: Floats
    Y: Floats
    step: tuple[Floats, Floats]
    enclosure: Enclosure | None = None

    def __post_init__(self) -> None:
        """Read-only copies of the arrays: what was certified cannot change."""
        for name, value in (("X", self.X), ("Y", self.Y)):
            object.__setattr__(self, name, frozen_copy(value))
        object.__setattr__(self, "step", tuple(map(frozen_copy, self.step)))

    def __bool__(self) -> bool:
        """Whether anything is certified: `if certify(problem, solution)` is False for INCONCLUSIVE."""
        return self.outcome is Outcome.CERTIFIED

    def __repr__(self) -> str:
        bounds = f"radius <= {upward(self.radius_upper)}, gap <= {upward(self.objective_gap_upper)}"
        return f"Certificate({self.outcome.name}, {self.scope.name}, {bounds})"

    def _card(self) -> Card:
        rows = (*self._bounds(), *self._basis())
        return Card(headline=f"Certificate: {self.headline}", sentence=self._sentence(), rows=rows)

    @property
    def headline(self) -> str:
        """The outcome and, when certified, what the minimiser is; a few words."""
        known = self.scope.value if self.outcome is Outcome.CERTIFIED else "nothing is claimed about a minimiser"
        return f"{self.outcome.name}: {known}"

    def _sentence(self) -> str:
        if self.outcome is Outcome.INCONCLUSIVE:
            return f"{self.reason}."
        return (
            f"The error is at most {upward(self.radius_upper)} in (X, Y), Euclidean norm. The minimiser is the only "
            "stationary point of the theorem's ball; Phi(X, Y) exceeds its value there by at most "
            f"{upward(self.objective_gap_upper)}."
        )

    def _bounds(self) -> list[tuple[str, str]]:
        return [
            ("distance to the minimiser", f"<= {upward(self.radius_upper)}"),
            ("objective gap", f"<= {upward(self.objective_gap_upper)}"),
            ("gradient norm", f"<= {upward(self.gradient_norm_upper)}"),
            ("smallest Hessian eigenvalue", f">= {downward(self.curvature_lower)}"),
            ("Hessian's Lipschitz constant", f"<= {upward(self.hessian_lipschitz_upper)}"),
        ]

    def _basis(self) -> list[tuple[str, str]]:
        rows = [("theorem", f"{self.theorem}, in the {self.hypotheses.norm.value}"), ("problem", repr(self.problem))]
        if self.enclosure is not None:
            rows.append(("minimiser", f"enclosed to {self.enclosure.digits} digits"))
        return [*rows, ("re-check", 'save("c.json"), then `proofcheck verify c.json`')]

    def plot(self) -> Plot:
        """The bounds by size in log scale, as a matplotlib figure. Raises ImportError when matplotlib is missing."""
        from solver.display.plots import bars  # the solver stands without matplotlib

        step = float(np.sqrt(sum(np.vdot(part, part) for part in self.step)))
        return bars(
            self.headline,
            "Euclidean norm; <= marks proved upper and >= proved lower bounds, rounded in that direction. The Newton "
            "step is an estimate of the distance. A bound that is infinite or not positive has no bar.",
            [
                (
                    "length",
                    [
                        ("Newton step", step, f"{step:.3g}" if step else "none"),
                        ("distance", self.radius_upper, "<= " + upward(self.radius_upper)),
                        ("ball of the\ntheorem", self.ball_radius, downward(self.ball_radius)),
                    ],
                ),
                (
                    "bound",
                    [
                        ("objective gap", self.objective_gap_upper, "<= " + upward(self.objective_gap_upper)),
                        ("gradient", self.gradient_norm_upper, "<= " + upward(self.gradient_norm_upper)),
                        ("curvature", self.curvature_lower, ">= " + downward(self.curvature_lower)),
                        (
                            "Hessian's\nLipschitz\nconstant",
                            self.hessian_lipschitz_upper,
                            "<= " + upward(self.hessian_lipschitz_upper),
                        ),
                    ],
                ),
            ],
        )

    def save(self, path: str | Path) -> None:
        """Write the certificate with its data as canonical JSON with hex floats; replaces `path` in one step.

        Raises ArchiveError where the folder does not exist and InputError where `path` is no name of a file.
        """
        replace_file(as_path(path), self.encode())

    def encode(self) -> bytes:
        """The bytes that `save` writes."""
        return encode_certificate(self.problem, {"point": (self.X, self.Y), "step": self.step}, self._content())

    def _content(self) -> dict[str, Any]:
        hypotheses = asdict(self.hypotheses) | {"norm": self.hypotheses.norm.name}
        del hypotheses["failure"]
        return {
            "outcome": self.outcome.name,
            "scope": self.scope.name,
            "reason": self.reason,
            "theorem": self.theorem,
            "claims": {name: getattr(self, name) for name in CLAIMS},
            "hypotheses": hypotheses,
            "region": asdict(self.region),
            "enclosure": self.enclosure,
        }

    @classmethod
    def load(cls, path: str | Path) -> Certificate:
        """Read a certificate; raises ArchiveError when the file is truncated, changed or not a certificate.

        Raises InputError where `path` is no name of a file.

        Reading does not re-establish anything: that is what `proofcheck verify` does.
        """
        return cls.decode(read_bytes(as_path(path)), path)

    @classmethod
    def decode(cls, data: bytes, name: object) -> Certificate:
        """What `encode` wrote; `name` is for messages. Raises ArchiveError as `load` does; InputError."""
        problem, points, content = decode_certificate(data, name)
        try:
            hypotheses = content["hypotheses"] | {"norm": Norm[content["hypotheses"]["norm"]]}
            found = cls(
                outcome=Outcome[content["outcome"]],
                scope=Scope[content["scope"]],
                reason=content["reason"],
                theorem=content["theorem"],
                hypotheses=Hypotheses(failure=content["reason"], **hypotheses),
                region=Region(**content["region"]),
                problem=problem,
                X=points["point"][0],
                Y=points["point"][1],
                step=points["step"],
                enclosure=content["enclosure"],
                **content["claims"],
            )
        except (KeyError, TypeError) as error:  # a key too many or too few, an unknown label
            raise ArchiveError(f"{name}: not a certificate: {error!r}; write it again") from error
        if found.encode() != data:
            raise ArchiveError(f"{name}: writing its content gives another file: it was changed; write it again")
        return found
