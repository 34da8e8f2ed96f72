"""Which worker takes which task, and claims traced where tasks run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from proofcheck.checkers import Settings
from proofcheck.cli.app import main
from proofcheck.engine import generated
from proofcheck.engine.generated import trace_claim
from proofcheck.engine.runner import RunOptions, run
from proofcheck.engine.tasks import STATEMENT, Task
from proofcheck.engine.time_limit import BudgetExceededError
from proofcheck.engine.workers import Queue
from proofcheck.lemmas.claims import Inequality, Space, Variable
from proofcheck.lemmas.lemma import Lemma

BODY = """
from proofcheck.theory import *
S = Space(variables={"x": Variable()})
T = Theory(name="t", title="t", lemmas=(
    Lemma(name="plain", title="", claim=Inequality(lhs=lambda x: x, rhs=lambda x: x + 1), space=S),
    Lemma(name="blocked", title="", claim=Inequality(lhs=lambda x: x, rhs=lambda x: x + len(str(7))), space=S),
))
"""


def tasks(*names: str) -> list[Task]:
    return [Task(lemma=name[0], checker=name) for name in names]


def test_a_worker_keeps_to_the_lemmas_it_has_begun() -> None:
    queue = Queue(tasks("a1", "b1", "a2", "b2", "c1"))
    one, other = object(), object()
    taken = [queue.take(worker).checker for worker in (one, other, other, one, other)]
    assert taken == ["a1", "b1", "b2", "a2", "c1"]


def test_a_worker_takes_what_others_have_left() -> None:
    queue = Queue(tasks("a1", "b1", "a2", "a3"))
    one, other = object(), object()
    assert [queue.take(worker).checker for worker in (one, other, other, one)] == ["a1", "b1", "a2", "a3"]
    assert not queue.left


def test_workers_trace_claims_and_a_journal_keeps_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theory, journal = tmp_path / "mine.py", tmp_path / "journal"
    theory.write_text(BODY)
    found = run(str(theory), Settings(), options=RunOptions(jobs=2, journal=journal))
    plain = found[0].generated
    assert plain is not None
    assert (plain.lines[-1], plain.blocked) == (r"x \le x + 1", "")

    def refuse(_: Lemma) -> Any:
        raise AssertionError("traced again")

    monkeypatch.setattr(generated, "trace", refuse)
    again = run(str(theory), Settings(), options=RunOptions(journal=journal))
    assert [result.generated for result in again] == [result.generated for result in found]


SLOW = """
import multiprocessing
from proofcheck.theory import *
S = Space(variables={"x": Variable()})
T = Theory(name="t", title="t", lemmas=(
    Lemma(name="plain", title="", claim=Inequality(lhs=lambda x: x, rhs=lambda x: x + 1), space=S),))
if multiprocessing.parent_process() is not None:
    while True:
        pass
"""


def test_workers_that_are_not_needed_are_not_waited_for(tmp_path: Path) -> None:
    """All is in the journal; the workers load a theory that never ends to load there."""
    theory, journal = tmp_path / "mine.py", tmp_path / "journal"
    theory.write_text(SLOW)
    alone = run(str(theory), Settings(), options=RunOptions(journal=journal))
    again = run(str(theory), Settings(), options=RunOptions(jobs=3, journal=journal))
    assert [result.verdict for result in again] == [result.verdict for result in alone]


def test_a_claim_that_is_not_traced_says_what_blocks_it() -> None:
    claim = Inequality(lhs=lambda A: sum(row.sum() for row in A), rhs=lambda A: A.sum())
    space = Space(sizes={"n": (1, 2)}, variables={"A": Variable(shape=("n", 2))})
    found = trace_claim(Lemma(name="L", title="T", statement="x", claim=claim, space=space))
    assert found is not None
    assert found.lines == ()
    assert found.blocked.startswith("a loop over an axis of length n")


def test_a_claim_too_deep_to_be_traced_stops_nothing() -> None:
    def deep(x: Any) -> Any:
        for _ in range(600):
            x = x + x * x
        return x

    claim = Inequality(lhs=lambda x: 0 * x, rhs=deep)
    lemma = Lemma(name="deep", title="", statement="", claim=claim, space=Space(variables={"x": Variable()}))
    assert "too deeply" in str(trace_claim(lemma))


ENDLESS = """
from proofcheck.theory import *
def rhs(x):
    while True:
        x = x + 1
S = Space(variables={"x": Variable()})
T = Theory(name="t", title="t", lemmas=(
    Lemma(name="endless", title="", claim=Inequality(lhs=lambda x: x, rhs=rhs), space=S),))
"""


def test_a_claim_that_never_ends_is_traced_within_the_budget(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(ENDLESS)
    (found,) = run(str(path), Settings(), options=RunOptions(budget=0.2))
    assert found.generated is not None
    assert found.generated.blocked == "not traced within 0.2 s"
    assert STATEMENT not in {item.checker for item in found.verdict.evidence}


def test_a_journal_does_not_keep_what_time_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, journal = tmp_path / "mine.py", tmp_path / "journal"
    path.write_text(BODY)

    def end(_: Lemma) -> Any:
        raise BudgetExceededError

    with monkeypatch.context() as context:
        context.setattr(generated, "trace", end)
        (found, _) = run(str(path), Settings(), options=RunOptions(journal=journal))
    assert found.generated is not None
    assert found.generated.unfinished
    (again, _) = run(str(path), Settings(), options=RunOptions(journal=journal))
    assert again.generated is not None
    assert again.generated.lines


EDITED = """
from pathlib import Path
from proofcheck.theory import *
S = Space(variables={"x": Variable()})
def edit():
    Path(__file__).write_text("no theory any more")
    return {}
T = Theory(name="t", title="as it was", lemmas=(
    Lemma(name="plain", title="", claim=Inequality(lhs=lambda x: x, rhs=lambda x: x + 1), space=S, measures=edit),))
"""


def test_an_edit_during_a_run_loses_nothing(tmp_path: Path) -> None:
    path, written = tmp_path / "mine.py", tmp_path / "run.json"
    path.write_text(EDITED)
    assert main(["run", str(path), "--quiet", "--json", str(written)]) == 0
    assert json.loads(written.read_text())["theory"]["title"] == "as it was"
