"""How hard the checkers try: profiles, seed, sizes of the samples."""

from __future__ import annotations

import glob
import shlex
import zlib
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

import numpy as np

_Value = TypeVar("_Value")


class Profile(Enum):
    """How much work a run does; the value says it."""

    CI = "some two hundred instances a lemma; hypothesis derandomised"
    THOROUGH = "ten thousand decided instances or runs a lemma; hypothesis seeded"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Profile and seed of a run, and the command, without options, that runs the theory.

    `part` (i, of): this piece of the checker's work. Parts differ in their random numbers and together do it all.
    """

    profile: Profile = Profile.CI
    seed: int = 0
    command: str = "proofcheck run"
    part: tuple[int, int] = (0, 1)

    def choose(self, *, ci: _Value, thorough: _Value) -> _Value:
        """The value that belongs to the profile."""
        return ci if self.profile is Profile.CI else thorough

    def share(self, *, ci: int, thorough: int) -> int:
        """This part's share of a number of instances, examples or runs; the shares of all parts add up to it."""
        index, count = self.part
        total = self.choose(ci=ci, thorough=thorough)
        return total * (index + 1) // count - total * index // count

    def generator(self, lemma: str, checker: str) -> np.random.Generator:
        """Independent of the order in which lemmas run and of the number of processes."""
        names = (zlib.crc32(lemma.encode()), zlib.crc32(checker.encode()))
        return np.random.default_rng([self.seed, *names, *self.part[:1]])

    def command_for(self, lemma: str) -> str:
        """The shell command that repeats the evidence of one lemma."""
        pattern = shlex.quote(glob.escape(lemma))
        return f"{self.command} --select {pattern} --profile {self.profile.name.lower()} --seed {self.seed}"
