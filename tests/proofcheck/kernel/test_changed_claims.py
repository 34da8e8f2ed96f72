"""A falsehood planted in a claim changes its statement, so that what was recorded about it is STALE."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from proofcheck.attention.theory import ATTENTION
from proofcheck.engine.time_limit import BudgetExceededError, limit
from proofcheck.kernel.evidence import kernel_evidence
from proofcheck.kernel.record import Origin, shipped_record
from proofcheck.lemmas.evidence import Outcome
from proofcheck.lemmas.loading import DEFAULT, load_module
from proofcheck.mutants import equivalence
from proofcheck.mutants.locate import find_home
from proofcheck.mutants.mutate import list_mutants, plant
from proofcheck.statements import NotTraceableError, trace

RECORD = shipped_record()
LINKED = [] if RECORD is None else [found.lemma for found in RECORD.theorems if found.origin is Origin.CLAIM]
MOST = 4  # of a lemma's mutants, spread over all of them
SECONDS = 5  # for one mutant; as in the campaigns, what does not end is no claim
ROUNDED = 1e-12  # a mutant may turn an exact constant into the float 1 / 2, and its values into doubles


def mutants(name):
    home = find_home(ATTENTION[name], load_module(DEFAULT))
    every = [] if home is None else list_mutants(ATTENTION[name], home)
    count = min(MOST, len(every))
    return [every[index * len(every) // count] for index in range(count)]


def plant_claims(name):
    """Mutants that could be planted; a changed source may raise anything."""
    for mutant in mutants(name):
        try:
            yield mutant, plant(mutant)
        except Exception:  # noqa: BLE001, S112
            continue


def digest(lemma):
    try:
        return trace(lemma).digest
    except NotTraceableError:
        return None


def judge_one(name):
    """How many mutants were judged, and those whose evidence is not what it should be."""
    count, wrong = 0, []
    for mutant, changed in plant_claims(name):
        try:
            with limit(SECONDS):
                right = is_right(changed, ATTENTION[name])
        except BudgetExceededError:
            continue
        count += 1
        wrong += [] if right else [mutant.label]
    return count, wrong


def is_right(changed, original):
    if digest(changed) == digest(original):  # another form of the same statement
        return all(abs(change) < ROUNDED for change in equivalence._measure_changes(changed, original))
    found = kernel_evidence(changed)
    return (found.outcome, found.decided) == (Outcome.STALE, 0)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(LINKED)))
def test_a_changed_claim_makes_its_theorem_stale(name):
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as alone:  # what a mutant breaks stays there
        count, wrong = alone.submit(judge_one, name).result()
    assert wrong == []
    assert count > 0
