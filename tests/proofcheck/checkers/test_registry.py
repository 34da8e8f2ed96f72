"""A new checker is a file and a line: one record in the registry and every part of the suite uses it."""

from dataclasses import replace

import pytest

from proofcheck import mutants
from proofcheck.checkers import CHECKERS, Checker, Method, Profile, Settings, checkers_of
from proofcheck.engine.runner import run
from proofcheck.engine.tasks import balance, plan_tasks
from proofcheck.lemmas.claims import Inequality, Space, Variable
from proofcheck.lemmas.evidence import Evidence, Grade, Outcome
from proofcheck.lemmas.lemma import Lemma, Theory
from proofcheck.mutants.judge import MutantOutcome, judge

CLAIM = Inequality(lhs=lambda x: x, rhs=lambda x: x)
LEMMA = Lemma(name="L", title="", statement="", claim=CLAIM, space=Space(variables={"x": Variable()}))
THEORY = Theory(name="t", title="t", lemmas=(LEMMA,))
DECIDES_ANY_CLAIM = ("rigorous", "property", "adversary")


def certify(lemma, settings):
    share = settings.share(ci=5, thorough=30)
    return Evidence(checker="new", outcome=Outcome.CERTIFIED, coverage=f"{share} guesses", decided=share)


NEW = Checker(
    name="new",
    reads="claim",
    method=Method.SEARCH,
    applies=lambda lemma: lemma.name == "L",
    check=certify,
    parts=3,
    weight=99,
)


@pytest.fixture
def registered(monkeypatch):
    monkeypatch.setitem(CHECKERS, NEW.name, NEW)


def test_a_registered_checker_takes_part_in_a_run(registered):
    found = run(THEORY, Settings())[0].verdict
    assert found.grade is Grade.CERTIFIED
    assert [item.checker for item in found.evidence][-1] == "new"


def test_its_parts_are_tasks_that_are_ordered_and_merged(registered):
    thorough = Settings(profile=Profile.THOROUGH)
    listed = [task for task in balance(plan_tasks([LEMMA], thorough)) if task.checker == "new"]
    assert [task.part for task in listed] == [0, 1, 2]
    assert balance(plan_tasks([LEMMA], thorough))[0] == listed[0]


def test_it_attacks_mutants(tmp_path, monkeypatch):
    path = tmp_path / "planted.py"
    path.write_text(
        "from proofcheck.theory import *\n"
        "S = Space(variables={'x': Variable()})\n"
        "T = Theory(name='t', title='t', lemmas=(Lemma(name='L', title='', statement='', space=S,\n"
        "    claim=Inequality(lhs=lambda x: 2 * x, rhs=lambda x: 2 * x)),))\n"
    )
    module = mutants.load_module(str(path))
    original = mutants.theory_of(module)["L"]
    mutant = next(iter(mutants.list_mutants(original, module)))
    for name, checker in CHECKERS.items():
        monkeypatch.setitem(CHECKERS, name, replace(checker, applies=lambda lemma: False))
    refuting = replace(NEW, method=Method.INSTANCES, check=lambda lemma, settings: 1 / 0)
    monkeypatch.setitem(CHECKERS, "new", refuting)
    assert judge(mutant, original, Settings()).outcome is MutantOutcome.UNUSABLE  # it was asked


def test_a_checker_is_asked_only_for_lemmas_it_applies_to(registered):
    other = replace(LEMMA, name="other")
    assert "new" in [checker.name for checker in checkers_of(LEMMA)]
    assert "new" not in [checker.name for checker in checkers_of(other)]


@pytest.mark.parametrize("name", CHECKERS)
def test_each_record_says_what_it_reads_and_applies_accordingly(name):
    checker = CHECKERS[name]
    assert checker.name == name
    assert checker.applies(LEMMA) is (name in DECIDES_ANY_CLAIM)


@pytest.mark.parametrize(
    ("change", "message"), [({"reads": "statment"}, "Lemma has no such field"), ({"parts": 0}, "at least one part")]
)
def test_a_record_that_makes_no_sense_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        replace(NEW, **change)


@pytest.mark.parametrize("name", CHECKERS)
def test_a_checker_that_does_not_apply_refuses_the_lemma(name):
    checker = CHECKERS[name]
    if not checker.applies(LEMMA):
        with pytest.raises(ValueError, match=r"lacks what the checker decides|no theorem about it"):
            checker.check(LEMMA, Settings())
