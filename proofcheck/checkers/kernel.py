"""Theorems that Coq's kernel checked, from the recorded evidence: PROVED while every digest matches, STALE else."""

from __future__ import annotations

from proofcheck.checkers.checker import Checker, Method
from proofcheck.checkers.settings import Settings
from proofcheck.kernel import is_recorded, kernel_evidence
from proofcheck.kernel.evidence import NAME
from proofcheck.lemmas.evidence import Evidence
from proofcheck.lemmas.lemma import Lemma


def check(lemma: Lemma, settings: Settings) -> Evidence:  # noqa: ARG001 - nothing here is sampled
    """What was recorded about the lemma. Raises RecordError for a record that cannot be believed."""
    return kernel_evidence(lemma)


CHECKER = Checker(name=NAME, reads="statement", method=Method.PROOF, applies=is_recorded, check=check)
