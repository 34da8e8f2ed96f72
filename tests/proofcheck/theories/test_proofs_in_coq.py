"""Lemmas proved in Coq beside their theory: records are those of the claims, the proofs and the library as they are."""

from dataclasses import replace
from pathlib import Path

import pytest

from proofcheck import theories
from proofcheck.kernel import kernel_evidence, read_record
from proofcheck.kernel.check import CLASSICAL
from proofcheck.kernel.prove import user_sources
from proofcheck.kernel.record import Origin
from proofcheck.kernel.sources import check_complete, theorems
from proofcheck.lemmas.evidence import Outcome
from proofcheck.lemmas.loading import load_theory
from proofcheck.statements import NotTraceableError, trace
from proofcheck.theory import Identity

PLACE = Path(theories.__file__).parent
FOLDERS = sorted(folder.parent for folder in PLACE.rglob("proofs") if folder.is_dir())
THEORIES = {folder.name: load_theory(str(folder / "theory.py")) for folder in FOLDERS}
PROVED = {
    f"{name}: {lemma.name}": lemma for name, theory in THEORIES.items() for lemma in theory.lemmas if lemma.kernel
}
BY_HAND = {"fine_grained_gradient: E.4", "fine_grained_gradient: E.4-sharp"}
"""About all functions, which no claim on arrays states: their claims are instances."""


def test_every_folder_of_proofs_belongs_to_lemmas_of_its_theory_and_holds_nothing_else():
    assert FOLDERS
    for folder in FOLDERS:
        named = {lemma.kernel for lemma in THEORIES[folder.name].lemmas if lemma.kernel}
        assert [(proof.record, proof.files) for proof in named] == [
            (folder / "kernel.json", tuple(sorted(folder.glob("*/*.v"))))
        ]


@pytest.mark.slow
@pytest.mark.parametrize("name", PROVED)
def test_the_record_is_that_of_the_claim_the_proofs_and_the_library(name):
    lemma = PROVED[name]
    found = kernel_evidence(lemma)
    linked = {proof.origin == Origin.CLAIM.value for proof in found.proofs}
    decided = Outcome.FAILS if lemma.expected else Outcome.PROVED
    assert (found.outcome, linked) == ((decided, {True}) if name not in BY_HAND else (Outcome.FORMAL, {False}))


@pytest.mark.parametrize("name", sorted(BY_HAND))
def test_only_what_no_claim_states_is_stated_by_hand(name):
    with pytest.raises(NotTraceableError):
        trace(PROVED[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", PROVED)
def test_another_claim_makes_it_stale(name):
    lemma = PROVED[name]
    if name in BY_HAND:
        assert kernel_evidence(replace(lemma, hypotheses="None.")).outcome is Outcome.STALE
        return
    claim = lemma.claim
    moved = replace(claim, rhs=lambda **data: claim.rhs(**data) + 1)
    assert kernel_evidence(replace(lemma, claim=moved)).outcome is Outcome.STALE
    if not isinstance(claim, Identity):
        other = replace(claim, strict=not claim.strict)
        assert kernel_evidence(replace(lemma, claim=other)).outcome is Outcome.STALE


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_proofs_are_complete_and_rest_on_the_axioms_of_the_reals_alone(folder):
    theory = THEORIES[folder.name]
    files = sorted(folder.glob("*/*.v"))
    sources = user_sources(theory, files)
    check_complete(sources)
    record = read_record(folder / "kernel.json")
    assert {entry.theorem for entry in record.theorems} == {theorem.name for theorem in theorems(sources)}
    assert {entry.lemma for entry in record.theorems} == {lemma.name for lemma in theory.lemmas if lemma.kernel}
    assert {name for entry in record.theorems for name in entry.assumptions} <= CLASSICAL
