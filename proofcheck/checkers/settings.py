"""How hard the checkers try: profiles, seed, sizes of the samples."""

from __future__ import annotations

import glob
import shlex
import zlib
from dataclasses import dataclass
from enum import Enum

import numpy as np


class Profile(Enum):
    """How much work a run does; the value says it."""

    CI = "a few hundred instances a lemma; hypothesis derandomised"
    THOROUGH = "ten thousand instances a lemma; hypothesis seeded"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Profile and seed of a run, and the command, without options, that runs the theory."""

    profile: Profile = Profile.CI
    seed: int = 0
    command: str = "proofcheck run"

    @property
    def instances(self) -> int:
        """Sampled instances of the rigorous checker."""
        return 200 if self.profile is Profile.CI else 10_000

    @property
    def examples(self) -> int:
        """Examples of the property checker."""
        return 100 if self.profile is Profile.CI else 2_000

    @property
    def runs(self) -> int:
        """Random instances of the rate checker."""
        return 12 if self.profile is Profile.CI else 500

    def generator(self, lemma: str, checker: str) -> np.random.Generator:
        """Independent of the order in which lemmas run and of the number of processes."""
        return np.random.default_rng([self.seed, zlib.crc32(lemma.encode()), zlib.crc32(checker.encode())])

    def command_for(self, lemma: str) -> str:
        """The shell command that repeats the evidence of one lemma."""
        pattern = shlex.quote(glob.escape(lemma))
        return f"{self.command} --select {pattern} --profile {self.profile.name.lower()} --seed {self.seed}"
