"""How hard the checkers try: profiles, seed, sizes of the samples."""

from __future__ import annotations

import glob
import shlex
import zlib
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

import numpy as np


class Profile(Enum):
    """How much work a run does; the value says it."""

    CI = "some two hundred instances a lemma; hypothesis derandomised"
    THOROUGH = "ten thousand decided instances or runs a lemma; hypothesis seeded"


_PARTS: Final[dict[Profile, dict[str, int]]] = {
    Profile.CI: {},
    Profile.THOROUGH: {"rigorous": 20, "property": 8, "rate": 20, "adversary": 12},
}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Profile and seed of a run, and the command, without options, that runs the theory.

    `part` (i, of): this piece of the checker's work. Parts differ in their random numbers and together do it all.
    """

    profile: Profile = Profile.CI
    seed: int = 0
    command: str = "proofcheck run"
    part: tuple[int, int] = (0, 1)

    @property
    def instances(self) -> int:
        """Instances that the rigorous checker decides."""
        return self._share(160, 10_000)

    @property
    def examples(self) -> int:
        """Examples of the property checker."""
        return self._share(50, 2_000)

    @property
    def runs(self) -> int:
        """Random instances of the rate checker."""
        return self._share(12, 10_000)

    @property
    def hunts(self) -> int:
        """Searches of the adversary, each at its own sizes."""
        return self._share(1, 60)

    @property
    def evaluations(self) -> int:
        """Float64 evaluations of one hunt, about."""
        return 300 if self.profile is Profile.CI else 4_000

    @property
    def large_share(self) -> float:
        """The fraction of instances drawn at large sizes, where a space has them."""
        return 0.0 if self.profile is Profile.CI else 1 / 64

    @property
    def boxes_factor(self) -> int:
        """How many times the boxes of a domain are examined."""
        return 1 if self.profile is Profile.CI else 50

    def parts(self, checker: str) -> tuple[Settings, ...]:
        """The pieces in which `checker` does its work; fixed by the profile, so that results never depend on jobs."""
        count = _PARTS[self.profile].get(checker, 1)
        return tuple(replace(self, part=(index, count)) for index in range(count))

    def _share(self, ci: int, thorough: int) -> int:
        index, count = self.part
        total = ci if self.profile is Profile.CI else thorough
        return total * (index + 1) // count - total * index // count

    def generator(self, lemma: str, checker: str) -> np.random.Generator:
        """Independent of the order in which lemmas run and of the number of processes."""
        names = (zlib.crc32(lemma.encode()), zlib.crc32(checker.encode()))
        return np.random.default_rng([self.seed, *names, *self.part[:1]])

    def command_for(self, lemma: str) -> str:
        """The shell command that repeats the evidence of one lemma."""
        pattern = shlex.quote(glob.escape(lemma))
        return f"{self.command} --select {pattern} --profile {self.profile.name.lower()} --seed {self.seed}"
