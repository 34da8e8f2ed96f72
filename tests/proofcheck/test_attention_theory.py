"""The catalogue as a whole: its verdicts, and that every derivation notices a change in any of its formulas."""

import pytest

from proofcheck.attention.theory import ATTENTION
from proofcheck.evidence import Grade

SECTIONS = {
    "I": ("I1", "I2", "I3", "I4", "I5", "I6"),
    "B": ("B1", "B2", "B3", "B4", "B5", "B6", "B7"),
    "S": ("S1", "S2", "S3", "S4", "S5"),
    "R": ("R1", "R2", "R3", "R4", "R5", "R6", "R7"),
    "C": ("C1", "C2", "C3"),
}
REFUTED = {"B1-queries", "R2", "S3-convex", "C4-naive"}


@pytest.mark.parametrize("name", [name for names in SECTIONS.values() for name in names])
def test_every_claim_of_the_theory_is_a_lemma(name):
    assert ATTENTION[name].statement


def test_only_these_lemmas_are_expected_to_be_false_and_each_names_what_holds():
    false = {lemma.name for lemma in ATTENTION.lemmas if lemma.expected is Grade.REFUTED}
    assert false == REFUTED
    assert all(ATTENTION[name].holds_instead in {lemma.name for lemma in ATTENTION.lemmas} for name in false)


def test_a_derivation_never_rests_on_a_premise_that_is_not_a_lemma():
    names = {lemma.name for lemma in ATTENTION.lemmas}
    assert all(premise in names for lemma in ATTENTION.lemmas for premise in lemma.requires)


def test_derivations_are_short_enough_to_read():
    for lemma in ATTENTION.lemmas:
        if lemma.derivation is not None:
            assert 1 <= len(list(lemma.derivation.steps())) <= 24, lemma.name
