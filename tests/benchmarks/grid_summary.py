"""What the grid says as a whole: ratios to the best of each family of methods, and values beside the peers'."""

from dataclasses import dataclass
from typing import Any

import numpy as np

AUTODIFF, SAME_ORACLE = "autodiff peer", "scipy method with our oracle"


@dataclass(frozen=True)
class Cell:
    """A cell of the grid with the outcome of every method."""

    name: str
    methods: dict[str, dict[str, Any]]

    @property
    def n(self) -> int:
        return int(self.name.split("n=")[1].split()[0])

    def family(self, title: str) -> list[dict[str, Any]]:
        """Outcomes of the others, those that ran."""
        shared = title == SAME_ORACLE
        others = [name for name in self.methods if not name.startswith("ours") and ("our oracle" in name) == shared]
        return [self.methods[name] for name in others if "failed" not in self.methods[name]]

    def best(self, title: str) -> tuple[float, bool] | None:
        """Seconds of the fastest that reached the target, or the longest time in which none did, and which of both."""
        outcomes = self.family(title)
        reached = [outcome["seconds"] for outcome in outcomes if outcome["reached"]]
        if reached:
            return min(reached), True
        return (max(outcome["seconds"] for outcome in outcomes), False) if outcomes else None


@dataclass(frozen=True)
class Versus:
    """Geometric mean of the best's seconds over ours; the smallest such ratio at n >= 256 and its cell."""

    mean: float
    smallest: float | None
    where: str
    cells: int
    missed: int


def versus(title: str, cells: list[Cell]) -> Versus | None:
    """Cell by cell against the best of a family; None where none of it ran."""
    found = [(cell, *best) for cell in cells if (best := cell.best(title))]
    if not found:
        return None
    ratios = [seconds / cell.methods["ours"]["seconds"] for cell, seconds, _ in found]
    large = [(ratio, cell.name) for ratio, (cell, _, _) in zip(ratios, found, strict=True) if cell.n >= 256]
    smallest, where = min(large) if large else (None, "")
    return Versus(
        mean=float(np.exp(np.mean(np.log(ratios)))),
        smallest=smallest,
        where=where,
        cells=len(found),
        missed=sum(not reached for _, _, reached in found),
    )


def values_beside_peers(cells: list[Cell]) -> list[str]:
    """How our values compare with the lowest that any other method reached at the target."""
    lines = []
    for ours in ("ours", "ours, 4 restarts"):
        gaps = []
        for cell in cells:
            others = [o for title in (AUTODIFF, SAME_ORACLE) for o in cell.family(title) if o["reached"]]
            if ours in cell.methods and others:
                lowest = min(other["objective"] for other in others)
                gaps.append((cell.methods[ours]["objective"] - lowest) / abs(lowest))
        if gaps:
            level = sum(gap <= 1e-6 for gap in gaps)
            lines.append(
                f"Value of {ours} against the lowest that another method reached: median {np.median(gaps):+.1e} "
                f"relative, from {min(gaps):+.1e} to {max(gaps):+.1e}; no worse in {level} of {len(gaps)} cells."
            )
    return lines
