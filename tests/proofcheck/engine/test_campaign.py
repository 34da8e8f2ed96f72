"""Long runs: budgets, resuming, content keys, parts, executors, a Dask cluster that loses a worker."""

import json
import os
import signal
import textwrap
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from time import monotonic

import pytest

from proofcheck.checkers import CHECKERS, Profile, Settings, rigorous
from proofcheck.cli import app
from proofcheck.engine import tasks
from proofcheck.engine.cache import JournalError
from proofcheck.engine.cache_keys import lemma_keys
from proofcheck.engine.dask import ClusterError, dask_executor
from proofcheck.engine.runner import Interrupted, RunOptions, run
from proofcheck.engine.tasks import MEASURES, Task, merge_parts
from proofcheck.engine.time_limit import BudgetExceededError, limit
from proofcheck.lemmas.claims import Inequality, Space, Variable
from proofcheck.lemmas.evidence import Evidence, Outcome
from proofcheck.lemmas.lemma import Lemma
from proofcheck.lemmas.loading import load_theory

HEADER = """
import sympy
from proofcheck.theory import *
S = Space(variables={"x": Variable()})
SAME = lambda x: x
def L(name, lhs, rhs, **more):
    return Lemma(name=name, title=name, statement="", claim=Inequality(lhs=lhs, rhs=rhs), space=S, **more)
X = sympy.Symbol("x")
STEP = Step(label="square", lhs=(X + 1) ** 2, rhs=X**2 + 2 * X + 1)
QUICK = Lemma(name="a", title="", statement="", derivation=Derivation(steps=lambda: [STEP], coverage="1"))
"""
BODY = """
def helper(x):
    return x + 1
def other(x):
    return x + 2
T = Theory(name="t", title="t", lemmas=(
    L("a", lambda x: x, lambda x: helper(x), measures=lambda: {"number": "1"}),
    L("b", lambda x: x, lambda x: other(x)),
    L("false", lambda x: other(x), lambda x: helper(x)),
))
"""
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


@pytest.fixture
def theory_file(tmp_path):
    def write(body, name="mytheory.py"):
        path = tmp_path / name
        path.write_text(HEADER + textwrap.dedent(body))
        return str(path)

    return write


def grades(results):
    return {result.lemma.name: result.verdict.grade.name for result in results}


def plain(results):
    return json.loads(json.dumps([[r.verdict.grade.name, r.verdict.reason, str(r.measures)] for r in results]))


def test_a_lemma_that_never_ends_is_broken_alone(theory_file):
    results = run(theory_file(ENDLESS), Settings(), options=RunOptions(budget=0.5))
    assert grades(results) == {"endless": "BROKEN", "a": "ARGUED"}
    assert "exceeded its budget of 0.5 s" in results[0].verdict.reason


@pytest.mark.slow
def test_a_call_that_never_returns_ends_its_worker_and_nothing_else(theory_file):
    results = run(theory_file(STUCK), Settings(), options=RunOptions(budget=0.5, jobs=2))
    assert grades(results) == {"stuck": "BROKEN", "a": "ARGUED"}
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


def swallowing():
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
        stopped()
    assert capfd.readouterr().err == ""


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_budget_holds_in_a_thread_when_the_interpreter_drops_its_exception():
    with ThreadPoolExecutor(1) as pool:
        assert isinstance(pool.submit(stopped).exception(timeout=20), BudgetExceededError)


def stopped():
    with limit(0.1):
        swallowing()


def test_work_within_its_budget_is_not_disturbed():
    with limit(60):
        assert sum(range(1000)) == 499500
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def calls(monkeypatch):
    counted = []
    original = CHECKERS["rigorous"]

    def counting(lemma, settings):
        counted.append(lemma.name)
        return original.check(lemma, settings)

    monkeypatch.setitem(CHECKERS, "rigorous", replace(original, check=counting))
    return counted


def test_a_second_run_takes_everything_from_the_journal(theory_file, tmp_path, monkeypatch):
    path, journal = theory_file(BODY), tmp_path / "j.jsonl"
    first = run(path, Settings(), options=RunOptions(journal=journal))
    counted = calls(monkeypatch)
    second = run(path, Settings(), options=RunOptions(journal=journal))
    assert counted == []
    assert [r.verdict for r in first] == [r.verdict for r in second]
    assert [dict(r.measures) for r in first] == [dict(r.measures) for r in second]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("return x + 1", "return x + 1 + 0", ["a", "b", "false"]),
        ("def helper", "UNUSED = 1\ndef helper", ["a", "b", "false"]),
        ("", "", []),
    ],
)
def test_lemmas_are_decided_again_when_their_file_changed(theory_file, tmp_path, monkeypatch, old, new, again):
    journal = tmp_path / "j.jsonl"
    run(theory_file(BODY), Settings(), options=RunOptions(journal=journal))
    counted = calls(monkeypatch)
    run(theory_file(BODY.replace(old, new, 1)), Settings(), options=RunOptions(journal=journal))
    assert counted == again


def test_another_seed_or_profile_is_not_taken_from_the_journal(theory_file, tmp_path, monkeypatch):
    path, journal = theory_file(BODY), tmp_path / "j.jsonl"
    run(path, Settings(), options=RunOptions(journal=journal))
    counted = calls(monkeypatch)
    run(path, Settings(seed=1), select="b", options=RunOptions(journal=journal))
    assert counted == ["b"]


def test_an_interrupted_run_goes_on_where_it_stopped(theory_file, tmp_path, monkeypatch):
    path, journal = theory_file(BODY), tmp_path / "j.jsonl"

    def interrupt(_name, done, _total):
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        run(path, Settings(), on_progress=interrupt, options=RunOptions(journal=journal))
    with journal.open("a") as file:
        file.write('{"key": "cut sho')  # as a killed process would leave it
    counted = calls(monkeypatch)
    resumed = run(path, Settings(), options=RunOptions(journal=journal))
    assert counted == ["b", "false"]
    assert plain(resumed) == plain(run(path, Settings()))
    assert all(json.loads(line) for line in journal.read_text().splitlines())


def test_a_file_of_another_kind_is_refused_and_left_alone(theory_file, tmp_path):
    precious = tmp_path / "precious.txt"
    precious.write_text("precious")
    with pytest.raises(JournalError, match=r"precious\.txt: not a file of --resume"):
        run(theory_file(BODY), Settings(), options=RunOptions(journal=precious))
    assert precious.read_text() == "precious"


def test_failures_of_checkers_are_tried_again(theory_file, tmp_path, monkeypatch):
    path, journal = theory_file(BODY), tmp_path / "j.jsonl"

    def broken(_lemma, _settings):
        raise MemoryError("for now")

    with monkeypatch.context() as patch:
        patch.setitem(CHECKERS, "rigorous", replace(CHECKERS["rigorous"], check=broken))
        assert set(grades(run(path, Settings(), options=RunOptions(journal=journal))).values()) == {"BROKEN"}
    assert grades(run(path, Settings(), options=RunOptions(journal=journal))) == {
        "a": "SUPPORTED",
        "b": "SUPPORTED",
        "false": "REFUTED",
    }


def test_digests_follow_closures_defaults_and_methods(theory_file):
    body = """
    class Model:
        def value(self, x):
            return x + {0}
    def make(k):
        return lambda x: x + k
    T = Theory(name="t", title="t", lemmas=(
        L("closure", SAME, make({1})), L("default", SAME, lambda x, k={2}: x + k), L("method", SAME, Model().value),
        L("data", SAME, SAME, witness=lambda: {{"x": rationals({3})}})))
    """

    def digests(*numbers):
        lemmas = load_theory(theory_file(body.format(*numbers))).lemmas
        return {name: key.digest for name, key in lemma_keys(lemmas).items()}

    before = digests(1, 1, 1, 1)
    assert digests(1, 1, 1, 1) == before
    for position, name in enumerate(("method", "closure", "default", "data")):
        after = digests(*(2 if i == position else 1 for i in range(4)))
        assert before[name] != after[name]


def test_parts_together_do_all_the_work_and_differ():
    whole = Settings(profile=Profile.THOROUGH)
    parts = rigorous.CHECKER.shares(whole)
    assert sum(part.share(ci=160, thorough=10_007) for part in parts) == 10_007
    assert len({part.generator("L", "rigorous").integers(2**62) for part in parts}) == len(parts) == 20
    assert len(rigorous.CHECKER.shares(Settings())) == 1


def part(outcome, decided, **more):
    coverage = f"{decided} sampled instances"
    return Evidence(checker="rigorous", outcome=outcome, coverage=coverage, attempted=10, decided=decided, **more)


def test_instances_are_counted_before_longer_searches():
    lemmas = load_theory("proofcheck.theories.softmax_regression").lemmas
    listed = tasks.balance(tasks.plan_tasks(lemmas, Settings(profile=Profile.THOROUGH)))
    first = [task for task in listed if task.part == 0]
    assert listed[: len(first)] == first
    searches = [task.checker in ("property", "adversary") for task in listed[len(first) :]]
    assert searches == sorted(searches)
    assert any(searches)


def test_ties_and_excluded_instances_are_replaced_by_others():
    space = Space(variables={"x": Variable()})
    half = Inequality(lhs=lambda x: x, rhs=lambda x: x + 1, where=lambda x: x - x + x)  # half of the range
    never = Inequality(lhs=lambda x: x, rhs=lambda x: x, where=lambda x: -x * x - 1)
    found = [
        rigorous.check(Lemma(name="L", title="", statement="", claim=c, space=space), Settings()) for c in (half, never)
    ]
    assert [item.decided for item in found] == [160, 0]
    assert 160 < found[0].attempted < found[1].attempted


def test_parts_are_merged_up_to_the_first_failure():
    held = part(Outcome.HOLDS, 10, margin_lower=0.5, tightness=0.25)
    tied = part(Outcome.UNDECIDED, 0)
    failed = part(Outcome.FAILS, 3, margin_lower=-1.0)
    both = merge_parts([held, tied])
    assert (both.outcome, both.decided, both.attempted, both.margin_lower) == (Outcome.HOLDS, 10, 20, 0.5)
    assert both.coverage == "10 sampled instances"
    refuted = merge_parts([held, failed, held])
    assert (refuted.outcome, refuted.decided, refuted.margin_lower) == (Outcome.FAILS, 13, -1.0)
    assert merge_parts([tied, tied]).outcome is Outcome.UNDECIDED


def test_a_thorough_run_merges_its_parts(theory_file, monkeypatch):
    def counted(lemma, settings):
        return part(Outcome.HOLDS, settings.share(ci=160, thorough=10_000))

    for name, checker in CHECKERS.items():
        changes = {"check": counted} if name == "rigorous" else {"applies": lambda _lemma: False}
        monkeypatch.setitem(CHECKERS, name, replace(checker, **changes))
    found = run(theory_file(BODY), Settings(profile=Profile.THOROUGH), select="b")[0].verdict.evidence
    assert [item.decided for item in found] == [10_000]


def test_large_sizes_appear_in_the_thorough_profile_only(monkeypatch):
    space = Space(sizes={"n": (1, 3)}, variables={"x": Variable(shape=("n",))}, large={"n": 64})
    seen = []

    def lhs(x):
        seen.append(len(x))
        return x - x

    lemma = Lemma(name="L", title="", statement="", claim=Inequality(lhs=lhs, rhs=lhs), space=space)
    rigorous.check(lemma, Settings())
    assert max(seen) == 3
    rigorous.check(lemma, replace(Settings(profile=Profile.THOROUGH), part=(0, 10)))
    assert 40 < max(seen) <= 64


def test_any_executor_gives_the_same_results(theory_file):
    path = theory_file(BODY)
    with ThreadPoolExecutor(2) as pool:
        threads = run(path, Settings(), options=RunOptions(executor=pool))
    assert [r.verdict for r in threads] == [r.verdict for r in run(path, Settings())]


@pytest.mark.slow
def test_a_dask_cluster_that_loses_a_worker_loses_nothing(theory_file):
    distributed = pytest.importorskip("distributed")
    path = theory_file(BODY)
    options = {
        "n_workers": 2,
        "threads_per_worker": 1,
        "processes": True,
        "dashboard_address": None,
        "silence_logs": 50,
    }
    with distributed.LocalCluster(**options) as cluster, dask_executor(cluster.scheduler_address) as executor:
        processes = executor._client.run(os.getpid)
        killed = []

        def kill_once(_name, _done, _total):
            if not killed:
                killed.append(next(iter(processes.values())))
                os.kill(killed[0], signal.SIGKILL)

        found = run(path, Settings(), on_progress=kill_once, options=RunOptions(executor=executor))
    assert len(set(processes.values())) == 2
    assert killed
    assert [r.verdict for r in found] == [r.verdict for r in run(path, Settings())]


def test_a_cluster_that_does_not_answer_is_one_message(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("proofcheck.engine.dask._TIMEOUT", "0.5s")
    with (
        pytest.raises(ClusterError, match="no scheduler answers there"),
        dask_executor("tcp://127.0.0.1:9"),
    ):
        pass


def test_measurements_are_a_task_of_their_own(theory_file):
    lemmas = load_theory(theory_file(BODY)).lemmas
    listed = tasks.list_lemma_tasks(lemmas[0], Settings())
    assert listed[-1] == Task(lemma="a", checker=MEASURES)
    assert [task.checker for task in listed[:-1]] == ["rigorous", "property", "adversary"]


def test_the_command_line_resumes_and_says_what_it_cannot(theory_file, tmp_path, monkeypatch, capsys):
    path, journal, result = theory_file(BODY), tmp_path / "j.jsonl", tmp_path / "r.json"
    arguments = ["run", path, "--select", "a", "--resume", str(journal), "--budget", "100", "--json", str(result)]
    assert app.main(arguments) == 0
    first = json.loads(result.read_text())
    counted = calls(monkeypatch)
    assert app.main(arguments) == 0
    second = json.loads(result.read_text())
    assert counted == []
    assert first.pop("timing")["decided_per_second"] > 0
    assert {key: second[key] for key in first} == first
    capsys.readouterr()
    journal.write_text("precious")
    assert app.main(arguments) == 2
    assert journal.read_text() == "precious"
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(("budget", "message"), [("0", "more than 0"), ("nan", "finite number"), ("-1", "at least 0")])
def test_impossible_budgets_are_bad_usage(budget, message, capsys):
    with pytest.raises(SystemExit) as stop:
        app.main(["run", "--budget", budget])
    assert stop.value.code == 2
    assert message in capsys.readouterr().err
