"""At which sizes a claim is decided: the largest box from its least sizes on, grown one size at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product

from proofcheck.checkers.instances.sampling import Sizes
from proofcheck.lemmas.claims import Space

Box = dict[str, tuple[int, int]]


@dataclass(kw_only=True)
class Growth:
    """The box decided, None where not even the least sizes are; how many choices of sizes; what ended the growth."""

    box: Box | None
    decided: int
    attempted: int
    reasons: dict[str, str] = field(default_factory=dict)


def grow(space: Space, decide: Callable[[Sizes], str]) -> Growth:
    """The largest box within the space's ranges; `decide` says why not at some sizes, "" where decided.

    A size grows while all choices with its next value are decided; sizes that no variable has are left out.
    """
    ranges = used_sizes(space)
    found = Growth(box=None, decided=0, attempted=0)
    least = {name: (low, low) for name, (low, _) in ranges.items()}
    if not _decided(least, decide, found, "the least sizes"):
        return found
    found.box = least
    open_ = [name for name, (low, high) in ranges.items() if low < high]
    while open_:
        for name in list(open_):
            low, high = found.box[name]
            if not _decided(found.box | {name: (high + 1, high + 1)}, decide, found, f"{name} = {high + 1}"):
                open_.remove(name)
                continue
            found.box = found.box | {name: (low, high + 1)}
            if high + 1 == ranges[name][1]:
                open_.remove(name)
    return found


def used_sizes(space: Space) -> Box:
    """The ranges of the sizes that some variable has."""
    used = {size for variable in space.variables.values() for size in variable.shape}
    return {name: bounds for name, bounds in space.sizes.items() if name in used}


def _decided(box: Box, decide: Callable[[Sizes], str], found: Growth, words: str) -> bool:
    for sizes in choices(box):
        found.attempted += 1
        reason = decide(sizes)
        if reason:
            found.reasons[words] = reason
            return False
        found.decided += 1
    return True


def choices(box: Box) -> Iterator[Sizes]:
    """Every choice of sizes in a box."""
    for values in product(*(range(low, high + 1) for low, high in box.values())):
        yield dict(zip(box, values, strict=True))


def describe(box: Box) -> str:
    """`n, m <= 3, 2 <= k <= 4`; `one size` without any."""
    grouped: dict[tuple[int, int], list[str]] = {}
    for name, bounds in box.items():
        grouped.setdefault(bounds, []).append(name)
    return ", ".join(_words(", ".join(names), *bounds) for bounds, names in grouped.items())


def _words(names: str, low: int, high: int) -> str:
    if low == high:
        return f"{names} = {low}"
    return f"{names} <= {high}" if low == 1 else f"{low} <= {names} <= {high}"
