"""Theorems that Coq's kernel checked, from the recorded evidence: PROVED while every digest matches, STALE else."""

from __future__ import annotations

from dataclasses import replace

from proofcheck.checkers.checker import Checker, Method
from proofcheck.checkers.settings import Settings
from proofcheck.kernel import is_recorded, kernel_evidence
from proofcheck.kernel.evidence import NAME
from proofcheck.lemmas.evidence import Evidence
from proofcheck.lemmas.lemma import Lemma


def check(lemma: Lemma, settings: Settings) -> Evidence:
    """What was recorded about the lemma. Raises RecordError for a record that cannot be believed."""
    found = kernel_evidence(lemma)
    if lemma.kernel is None:
        return found
    return replace(found, command=settings.command.replace("proofcheck run", "proofcheck kernel", 1))


CHECKER = Checker(name=NAME, reads="statement", method=Method.PROOF, applies=is_recorded, check=check)
