"""The greedy steps there are: a new one is a file with a `StepKind`, its name and its entry here."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from solver.minimise.steps import exact, kronecker, projected, sketched

StepName: TypeAlias = Literal["auto", "exact", "projected", "kronecker", "sketched", "tensorsketch"]

STEPS: Final = {
    kind.name: kind for kind in (exact.KIND, projected.KIND, kronecker.KIND, sketched.SRHT, sketched.TENSORSKETCH)
}
