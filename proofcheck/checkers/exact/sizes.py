"""Boxes of sizes: the choices in one, and its words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from proofcheck.checkers.instances.sampling import Sizes
from proofcheck.lemmas.claims import Space

Box = dict[str, tuple[int, int]]


def used_sizes(space: Space) -> Box:
    """The ranges of the sizes that some variable has."""
    used = {size for variable in space.variables.values() for size in variable.shape}
    return {name: bounds for name, bounds in space.sizes.items() if name in used}


def choices(box: Box) -> Iterator[Sizes]:
    """Every choice of sizes in a box."""
    for values in product(*(range(low, high + 1) for low, high in box.values())):
        yield dict(zip(box, values, strict=True))


def describe(box: Box) -> str:
    """`n, m <= 3, 2 <= k <= 4`; nothing without any."""
    grouped: dict[tuple[int, int], list[str]] = {}
    for name, bounds in box.items():
        grouped.setdefault(bounds, []).append(name)
    return ", ".join(_words(", ".join(names), *bounds) for bounds, names in grouped.items())


def _words(names: str, low: int, high: int) -> str:
    if low == high:
        return f"{names} = {low}"
    return f"{names} <= {high}" if low == 1 else f"{low} <= {names} <= {high}"
