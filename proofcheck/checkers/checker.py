"""What a checker is: one record, which the checker's own file makes and `proofcheck.checkers` lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import Final, TypeVar

from proofcheck.checkers.settings import Profile, Settings
from proofcheck.lemmas.claims import Claim, Space
from proofcheck.lemmas.evidence import Evidence
from proofcheck.lemmas.lemma import Lemma

_ASK: Final = "the lemma lacks what the checker decides; ask `Checker.applies` before `check`"
_Part = TypeVar("_Part")


class Method(Enum):
    """How a checker comes to its evidence; the value says it."""

    PROOF = "verifies a proof that is given"
    INSTANCES = "decides instances one by one and counts them"
    SEARCH = "looks for the worst instance"
    REGION = "decides every point of a region"


@dataclass(frozen=True, kw_only=True)
class Checker:
    """A checker: what it is called, which lemmas it applies to, what it does and how its work is divided.

    name: what evidence, tasks and reports call it. reads: the field of a Lemma that states what it decides. applies:
    whether it has something to do for a lemma; `check` is called for those alone and always gives Evidence. parts:
    pieces of its work in the thorough profile, which run apart and together do it all. weight: how long a task takes
    compared with those of other checkers; the heaviest are handed out first.

    Raises ValueError for a field that Lemma does not have and for a number of parts below one.
    """

    name: str
    reads: str
    method: Method
    applies: Callable[[Lemma], bool]
    check: Callable[[Lemma, Settings], Evidence]
    parts: int = 1
    weight: int = 0

    def __post_init__(self) -> None:
        known = [entry.name for entry in fields(Lemma)]
        if self.reads not in known:
            raise ValueError(f"reads={self.reads!r}: Lemma has no such field; give one of {', '.join(known)}")
        if self.parts < 1:
            raise ValueError(f"parts={self.parts}: work has at least one part")

    def shares(self, settings: Settings) -> tuple[Settings, ...]:
        """The pieces of its work; fixed by the profile, so that results never depend on the number of processes."""
        count = 1 if settings.profile is Profile.CI else self.parts
        return tuple(replace(settings, part=(index, count)) for index in range(count))


def require_part(part: _Part | None) -> _Part:
    """A part of a lemma that a checker applies to. Raises ValueError when the lemma lacks it."""
    if part is None:
        raise ValueError(_ASK)
    return part


def claim_and_space(lemma: Lemma) -> tuple[Claim, Space]:
    """What a checker of instances decides, and where they come from. Raises ValueError when the lemma lacks it."""
    if lemma.claim is None:
        raise ValueError(_ASK)
    return lemma.claim, require_part(lemma.space)
