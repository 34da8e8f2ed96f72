"""In which order sizes are tried: the largest box from the least sizes on, grown one size at a time.

Nothing here is trusted: the walk proposes a box and the reasons why it ends there. That every choice of sizes in the
box is decided is looked up by the checker, in what it has itself decided (`check.check`); a walk that stops too early
covers less.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from proofcheck.checkers.exact.sizes import Box, choices, used_sizes
from proofcheck.checkers.instances.sampling import Sizes
from proofcheck.lemmas.claims import Space


@dataclass(kw_only=True)
class Growth:
    """The box decided, None where not even the least sizes are; how many choices were tried; what ended the growth."""

    box: Box | None = None
    attempted: int = 0
    reasons: dict[str, str] = field(default_factory=dict)


def grow(space: Space, decide: Callable[[Sizes], str]) -> Growth:
    """The largest box within the space's ranges; `decide` says why not at some sizes, "" where decided.

    A size grows while all choices with its next value are decided; sizes that no variable has are left out.
    """
    ranges = used_sizes(space)
    found = Growth()
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


def _decided(box: Box, decide: Callable[[Sizes], str], found: Growth, words: str) -> bool:
    for sizes in choices(box):
        found.attempted += 1
        reason = decide(sizes)
        if reason:
            found.reasons[words] = reason
            return False
    return True
