"""What a search for the global minimum establishes: bounds on min Phi, and which points can attain it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from solver.archive import ArchiveError, as_path, replace_file
from solver.certificates.certificate import Certificate
from solver.certificates.file import read_bytes
from solver.display.card import Card, ShownAsCard, downward, upward
from solver.global_search import file
from solver.global_search.record import SearchRecord
from solver.problem import AttentionProblem
from solver.validation import frozen_copy
from solver.verified.ball import Floats


class SearchOutcome(Enum):
    """Whether the search left anything open."""

    CERTIFIED = "every global minimiser is among the certified ones"
    INCONCLUSIVE = "the search was left open; its bounds on the minimum hold"


@dataclass(frozen=True, kw_only=True, eq=False)
class GlobalCertificate(ShownAsCard):
    """What is proved about the minimum of Phi over all X and Y: `lower` <= min Phi <= `upper`, always.

    CERTIFIED: every global minimiser is the certified minimiser of one of `minimisers`, each with its own bounds;
    `relation` tells two of them apart. INCONCLUSIVE: `reason` says what stopped the search, `open_share` which share
    of the volume searched is open; `minimisers` are then local ones. (X, Y) is the best point, Phi(X, Y) <= `upper`.
    """

    outcome: SearchOutcome
    reason: str
    lower: float
    upper: float
    open_share: float
    X: Floats
    Y: Floats
    minimisers: tuple[Certificate, ...]
    search: SearchRecord
    problem: AttentionProblem

    def __post_init__(self) -> None:
        """Read-only copies of the arrays."""
        for name in ("X", "Y"):
            object.__setattr__(self, name, frozen_copy(getattr(self, name)))

    def __bool__(self) -> bool:
        """Whether the global minimisers are certified."""
        return self.outcome is SearchOutcome.CERTIFIED

    def __repr__(self) -> str:
        found = f"{downward(self.lower)} <= min Phi <= {upward(self.upper)}, {len(self.minimisers)} minimisers"
        return f"GlobalCertificate({self.outcome.name}, {found}, {self.search.boxes:,} boxes)"

    @property
    def headline(self) -> str:
        """The outcome in a few words."""
        many = len(self.minimisers)
        known = "the global minimiser" if many == 1 else f"{many} points, the global minimisers among them"
        by = f"by search over {self.search.boxes:,} boxes"
        return f"CERTIFIED: GLOBAL, {known}, {by}" if self else f"INCONCLUSIVE: bounds on the minimum, {by}"

    def _card(self) -> Card:
        sentence = (
            "Every global minimiser of Phi is one of the certified minimisers below."
            if self
            else f"{self.reason}; {upward(100 * self.open_share)} % of the volume is open. The bounds hold."
        )
        rows = [("min Phi", f">= {self.lower!r}, <= {self.upper!r}")]
        rows += [
            (f"minimiser {i}", f"within {upward(c.radius_upper)} of its (X, Y), gap <= {upward(c.objective_gap_upper)}")
            for i, c in enumerate(self.minimisers)
        ]
        rows += [("rests on", "theorems, some of them ARGUED: `proofcheck explain g.json` lists them")]
        rows += [("problem", repr(self.problem)), ("re-check", 'save("g.json"), then `proofcheck verify g.json`')]
        return Card(headline=f"Global certificate: {self.headline}", sentence=sentence, rows=tuple(rows))

    def save(self, path: str | Path) -> None:
        """Write the search, its boxes and its minimisers' certificates as canonical JSON; replaces `path` in one step.

        Raises ArchiveError where the folder does not exist and InputError where `path` is no name of a file.
        """
        replace_file(as_path(path), file.encode(self.problem, vars(self)))

    @classmethod
    def load(cls, path: str | Path) -> GlobalCertificate:
        """Read a global certificate; raises ArchiveError when the file is truncated, changed or of another kind.

        Raises InputError where `path` is no name of a file. Reading re-establishes nothing: `proofcheck verify` does.
        """
        path = as_path(path)
        data = read_bytes(path)
        content = file.decode(data, path)
        try:
            found = cls(**(content | {"outcome": SearchOutcome[content["outcome"]]}))
        except (KeyError, TypeError) as error:
            raise ArchiveError(f"{path}: not a global certificate: {error!r}; write it again") from error
        if file.encode(found.problem, vars(found)) != data:
            raise ArchiveError(f"{path}: writing its content gives another file: it was changed; write it again")
        return found
