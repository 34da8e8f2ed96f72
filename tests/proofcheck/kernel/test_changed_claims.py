"""A falsehood planted in a claim changes its statement, so that what was recorded about it is STALE."""

import pytest

from proofcheck.attention.theory import ATTENTION
from proofcheck.kernel.evidence import kernel_evidence
from proofcheck.kernel.record import Origin, shipped_record
from proofcheck.lemmas.evidence import Outcome
from proofcheck.lemmas.loading import DEFAULT, load_module
from proofcheck.mutants import equivalence
from proofcheck.mutants.locate import home_of
from proofcheck.mutants.mutate import mutants_of, planted
from proofcheck.statements import NotTraceableError, trace

RECORD = shipped_record()
LINKED = [] if RECORD is None else [found.lemma for found in RECORD.theorems if found.origin is Origin.CLAIM]
MOST = 12  # of a lemma's mutants, spread over all of them


def mutants(name):
    home = home_of(ATTENTION[name], load_module(DEFAULT))
    every = [] if home is None else mutants_of(ATTENTION[name], home)
    count = min(MOST, len(every))
    return [every[index * len(every) // count] for index in range(count)]


def planted_claims(name):
    """Mutants that could be planted; a changed source may raise anything."""
    for mutant in mutants(name):
        try:
            yield mutant, planted(mutant)
        except Exception:  # noqa: BLE001, S112
            continue


def digest(lemma):
    try:
        return trace(lemma).digest
    except NotTraceableError:
        return None


@pytest.mark.parametrize("name", sorted(set(LINKED)))
def test_a_changed_claim_makes_its_theorem_stale(name):
    original = ATTENTION[name]
    for mutant, changed in planted_claims(name):
        found = kernel_evidence(changed)
        if digest(changed) == digest(original):  # another form of the same statement, where it has values
            assert all(abs(change) < equivalence._SAME for change in equivalence._moves(changed, original)), (
                mutant.label
            )
        else:
            assert found.outcome is Outcome.STALE, mutant.label
            assert found.decided == 0
