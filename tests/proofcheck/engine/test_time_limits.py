"""Budgets: work that does not end is BROKEN alone, in processes and in threads."""

import signal
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest
from small_theories import read_grades

from proofcheck.checkers import Settings
from proofcheck.cli import app
from proofcheck.engine.runner import RunOptions, run
from proofcheck.engine.time_limit import BudgetExceededError, limit

ENDLESS = """
def endless(x):
    while True:
        pass
T = Theory(name="t", title="t", lemmas=(L("endless", endless, SAME), QUICK))
"""
STUCK = """
def stuck(x):
    sum(range(10**15))  # one call that never looks at signals
T = Theory(name="t", title="t", lemmas=(Lemma(name="stuck", title="", statement="",
    derivation=Derivation(steps=lambda: stuck(0), coverage="")), QUICK))
"""


def test_a_lemma_that_never_ends_is_broken_alone(theory_file):
    results = run(theory_file(ENDLESS), Settings(), options=RunOptions(budget=0.5))
    assert read_grades(results) == {"endless": "BROKEN", "a": "ARGUED"}
    assert "exceeded its budget of 0.5 s" in results[0].verdict.reason


@pytest.mark.slow
def test_a_call_that_never_returns_ends_its_worker_and_nothing_else(theory_file):
    results = run(theory_file(STUCK), Settings(), options=RunOptions(budget=0.5, jobs=2))
    assert read_grades(results) == {"stuck": "BROKEN", "a": "ARGUED"}
    assert "exceeded its budget of 0.5 s inside one call" in results[0].verdict.reason


def test_budgets_hold_in_threads_too(theory_file):
    def spin():
        with limit(0.2):
            while True:
                pass

    with ThreadPoolExecutor(1) as pool:
        with pytest.raises(BudgetExceededError):
            pool.submit(spin).result()
        assert pool.submit(sum, [1, 2]).result() == 3


def swallow():
    """Work that drops the first exception that should stop it, as a destructor or a gc callback does."""

    class Deaf:
        def __del__(self):
            stop = monotonic() + 0.3
            while monotonic() < stop:
                pass

    deaf = Deaf()
    del deaf
    while True:
        pass


def test_a_budget_holds_when_the_interpreter_drops_its_exception(capfd):
    with pytest.raises(BudgetExceededError):
        stop()
    assert capfd.readouterr().err == ""


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_budget_holds_in_a_thread_when_the_interpreter_drops_its_exception():
    with ThreadPoolExecutor(1) as pool:
        assert isinstance(pool.submit(stop).exception(timeout=20), BudgetExceededError)


def stop():
    with limit(0.1):
        swallow()


def test_work_within_its_budget_is_not_disturbed():
    with limit(60):
        assert sum(range(1000)) == 499500
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@pytest.mark.parametrize(("budget", "message"), [("0", "more than 0"), ("nan", "finite number"), ("-1", "at least 0")])
def test_impossible_budgets_are_bad_usage(budget, message, capsys):
    with pytest.raises(SystemExit) as stop:
        app.main(["run", "--budget", budget])
    assert stop.value.code == 2
    assert message in capsys.readouterr().err
