"""The global minimum: against descents from many starts, on ties, with budgets, from files."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest

from solver import (
    ArchiveError,
    AttentionProblem,
    GlobalCertificate,
    InputError,
    RankDeficientError,
    Relation,
    SearchBudget,
    SearchOutcome,
    certify_global,
    relation,
    solve,
)
from solver.global_search import search
from solver.instances import planted, random_instance

pytestmark = pytest.mark.slow  # searches
SMALL = random_instance(8, 7, 1, 2, 2, 1, seed=4, wx=0.1, wy=0.1)


def make_tie(seed=0, pairs=4):
    """Keys in pairs a, -a with one value each: X and -X give the same outputs."""
    rng = np.random.default_rng(seed)
    keys, values = rng.normal(size=(pairs, 1)), rng.normal(size=(pairs, 2))
    A2, A3 = np.concatenate([keys, -keys]), np.concatenate([values, values])
    return AttentionProblem(rng.normal(size=(7, 1)), A2, A3, 2 * rng.normal(size=(7, 1)), wx=0.05, wy=0.1)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("make", [planted, random_instance])
def test_no_descent_comes_below_the_certified_minimum(make, seed):
    shape = ((8, 7, 1, 1, 2, 1), (9, 8, 1, 2, 2, 2), (7, 9, 2, 1, 2, 1), (6, 6, 1, 1, 1, 1))[seed % 4]
    problem = make(*shape, seed=seed, wx=0.1, wy=0.05)
    found = certify_global(problem, starts=2, budget=SearchBudget(boxes=20_000))
    assert found.outcome is SearchOutcome.CERTIFIED
    assert found.lower <= found.upper <= found.lower + 1e-9 * (1 + found.upper)
    again = solve(problem, restarts=12, seed=99, tol=1e-10)
    assert again.objective >= found.lower - 1e-12
    nearest = min(np.hypot(np.linalg.norm(again.X - c.X), np.linalg.norm(again.Y - c.Y)) for c in found.minimisers)
    assert again.objective > found.upper + 1e-9 or nearest < 1e-4


def test_a_search_that_starts_at_no_minimiser_finds_it():
    """No starts, and the default one stays at a saddle or elsewhere: the boxes tell."""
    known = certify_global(SMALL, starts=8)
    alone = certify_global(SMALL, starts=0)
    assert known
    assert alone
    assert alone.upper == pytest.approx(known.upper, rel=1e-12)


def test_two_minimisers_of_one_value_are_both_certified_and_told_apart():
    problem = make_tie()
    found = certify_global(problem)
    assert found
    first, second = found.minimisers
    assert pytest.approx(-second.X, rel=1e-12) == first.X
    assert relation(first, second) is Relation.DISTINCT
    assert "2 points" in str(found)


def test_a_minimiser_at_zero_is_one():
    """Targets that do not depend on the query: the regulariser alone decides about X."""
    rng = np.random.default_rng(1)
    problem = AttentionProblem(
        rng.normal(size=(6, 1)), rng.normal(size=(5, 1)), rng.normal(size=(5, 2)), np.zeros((6, 1)), wx=0.1, wy=0.1
    )
    found = certify_global(problem)
    assert found
    assert np.abs(found.minimisers[0].X).max() <= 1e-12
    assert found.lower == 0.0


@pytest.mark.parametrize("mask", [None, "causal"])
def test_masks_and_ridge(mask):
    problem = random_instance(7, 7, 1, 1, 2, 1, seed=3, wx=0.0, wy=0.0, lx=0.2, ly=0.1)
    found = certify_global(dataclasses.replace(problem, mask=mask))
    assert found
    assert found.problem.mask is None if mask is None else found.problem.mask.sum() == 28


def test_a_spent_budget_leaves_true_bounds():
    whole = certify_global(SMALL)
    previous = 0.0
    for boxes in (1, 20, 80):
        found = certify_global(SMALL, budget=SearchBudget(boxes=boxes))
        assert not found
        assert found.outcome is SearchOutcome.INCONCLUSIVE
        assert previous <= found.lower <= whole.upper
        assert 0.0 < found.open_share <= 1.0
        assert "the budget of boxes is spent" in found.reason
        previous = found.lower
    assert "INCONCLUSIVE" in str(found)
    assert "% of the volume is open" in str(found)
    assert whole.lower >= previous


def test_seconds_end_a_search_and_an_interrupt_keeps_what_is_known(monkeypatch):
    found = certify_global(SMALL, budget=SearchBudget(seconds=1e-9))
    assert "seconds is spent" in found.reason
    look = search.Search._look

    def interrupted(self, taken):
        if self.looked > 40:
            raise KeyboardInterrupt
        return look(self, taken)

    monkeypatch.setattr(search.Search, "_look", interrupted)
    found = certify_global(SMALL)
    assert (found.outcome, found.reason) == (SearchOutcome.INCONCLUSIVE, "interrupted")
    assert 0 <= found.lower <= found.upper
    assert found.open_share > 0


def test_the_same_call_gives_the_same_certificate(tmp_path):
    for name in ("first", "second"):
        certify_global(SMALL, seed=3).save(tmp_path / name)
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


@pytest.mark.parametrize("budget", [None, SearchBudget(boxes=30)])
def test_a_certificate_comes_back_from_its_file(tmp_path, budget):
    found = certify_global(SMALL, budget=budget)
    found.save(tmp_path / "g.json")
    back = GlobalCertificate.load(tmp_path / "g.json")
    assert str(back) == str(found)
    back.save(tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "g.json").read_bytes()
    with pytest.raises(ValueError, match="read-only"):
        back.X[0, 0] = 1.0


def test_a_changed_file_is_refused(tmp_path):
    path = tmp_path / "g.json"
    certify_global(SMALL, budget=SearchBudget(boxes=5)).save(path)
    text = path.read_text()
    for changed in (text[:-10], text.replace('"tree":"', '"tree":"v'), text.replace("INCONCLUSIVE", "CERTIFIED"), "{}"):
        path.write_text(changed)
        with pytest.raises(ArchiveError):
            GlobalCertificate.load(path)


def test_progress_is_told_and_never_falls():
    told = []
    certify_global(SMALL, on_progress=lambda stage, share: told.append((stage, share)))
    assert all(0 <= before <= after <= 1 for (_, before), (_, after) in pairwise(told[1:]))
    assert told[0][0] == "looking for minimisers"
    assert "boxes" in told[-1][0]


@pytest.mark.parametrize(
    ("options", "message"),
    [({"starts": -1}, "starts"), ({"seed": 0.5}, "seed"), ({"X": np.zeros((1, 2))}, "Y=None")],
)
def test_bad_arguments_are_refused(options, message):
    with pytest.raises(InputError, match=message):
        certify_global(SMALL, **options)


def test_bad_budgets_and_problems_are_refused():
    for options in ({"boxes": 0}, {"boxes": 1.5}, {"seconds": 0}, {"seconds": "1"}):
        with pytest.raises(InputError, match=next(iter(options))):
            SearchBudget(**options)
    with pytest.raises(InputError, match="at most 10 are searched"):
        certify_global(random_instance(6, 6, 3, 4, 1, 1, seed=0, wx=1.0, wy=1.0))
    with pytest.raises(InputError, match="must be positive"):
        certify_global(dataclasses.replace(SMALL, wx=0.0))
    with pytest.raises(RankDeficientError):
        certify_global(AttentionProblem(np.ones((4, 2)), np.ones((3, 1)), np.ones((3, 1)), np.ones((4, 1))))
