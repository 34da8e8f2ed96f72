"""The boxes of a search as data."""

from __future__ import annotations

from dataclasses import dataclass

from solver.validation import frozen_copy
from solver.verified.ball import Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class SearchRecord:
    """The boxes of a search, for who re-checks them: X = L1 U L2^T, root |u_i| <= half_width, halved as `tree` says.

    L1 is p x p, L2 q x q. Basin i is the box of half-widths widths[i] around U = L1^-1 X L2^-T of minimiser i, and Phi
    is strictly convex within convex_radii[i] of it in its certificate's norm. `solver.global_search.tree` tells the
    letters of `tree`.
    """

    L1: Floats
    L2: Floats
    half_width: float
    widths: tuple[Floats, ...]
    convex_radii: tuple[float, ...]
    tree: str

    def __post_init__(self) -> None:
        """Read-only copies of the arrays."""
        for name in ("L1", "L2"):
            object.__setattr__(self, name, frozen_copy(getattr(self, name)))
        object.__setattr__(self, "widths", tuple(map(frozen_copy, self.widths)))

    @property
    def boxes(self) -> int:
        """How many boxes there are, halved ones counted."""
        return len(self.tree)
