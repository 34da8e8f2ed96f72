"""Tasks: parts that together do all the work, their order, their merging, and any executor to do them."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from small_theories import BODY

from proofcheck.checkers import CHECKERS, Profile, Settings, checkers_of, rigorous
from proofcheck.engine import tasks
from proofcheck.engine.dask import ClusterError, dask_executor
from proofcheck.engine.runner import RunOptions, run
from proofcheck.engine.tasks import MEASURES, STATEMENT, Task, merge_parts
from proofcheck.lemmas.claims import Inequality, Space, Variable
from proofcheck.lemmas.evidence import Evidence, Outcome
from proofcheck.lemmas.lemma import Lemma
from proofcheck.lemmas.loading import load_theory
from proofcheck.statements import statement
from proofcheck.statements.claims import traced_cases


def test_parts_together_do_all_the_work_and_differ():
    whole = Settings(profile=Profile.THOROUGH)
    parts = rigorous.CHECKER.shares(whole)
    assert sum(part.share(ci=160, thorough=10_007) for part in parts) == 10_007
    assert len({part.generator("L", "rigorous").integers(2**62) for part in parts}) == len(parts) == 20
    assert len(rigorous.CHECKER.shares(Settings())) == 1


def make_part(outcome, decided, **more):
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
    held = make_part(Outcome.HOLDS, 10, margin_lower=0.5, tightness=0.25)
    tied = make_part(Outcome.UNDECIDED, 0)
    failed = make_part(Outcome.FAILS, 3, margin_lower=-1.0)
    both = merge_parts([held, tied])
    assert (both.outcome, both.decided, both.attempted, both.margin_lower) == (Outcome.HOLDS, 10, 20, 0.5)
    assert both.coverage == "10 sampled instances"
    refuted = merge_parts([held, failed, held])
    assert (refuted.outcome, refuted.decided, refuted.margin_lower) == (Outcome.FAILS, 13, -1.0)
    assert merge_parts([tied, tied]).outcome is Outcome.UNDECIDED


def test_a_thorough_run_merges_its_parts(theory_file, monkeypatch):
    def counted(lemma, settings):
        return make_part(Outcome.HOLDS, settings.share(ci=160, thorough=10_000))

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


@pytest.mark.slow
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
        "dashboard_address": ":0",  # any free port: other tests have clusters, too
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


def perform_kernel_task(lemma, budget=None):
    (task,) = (task for task in tasks.list_lemma_tasks(lemma, Settings()) if task.checker == "kernel")
    return tasks.perform(lemma, task, Settings(), budget)


def test_kernel_evidence_and_the_statement_are_of_one_tracing(monkeypatch):
    lemma, seen = load_theory("proofcheck.attention.theory")["R1"], []
    assert STATEMENT not in {task.checker for task in tasks.list_lemma_tasks(lemma, Settings())}
    monkeypatch.setattr(statement, "traced_cases", lambda lemma: seen.append(lemma.name) or traced_cases(lemma))
    found = perform_kernel_task(lemma)
    assert seen == ["R1"]
    assert (found.evidence.outcome, found.generated.coverage) == (Outcome.PROVED, "M >= 0, r > 0")
    statement.trace(lemma)
    statement.trace(lemma)
    assert seen == ["R1"] * 3  # what was traced once does not outlive its task


def test_lemmas_made_and_dropped_on_the_way_are_traced_each():
    lemma = load_theory("proofcheck.attention.theory")["R1"]
    with statement.trace_once():
        titles = [statement.trace(replace(lemma, title=f"the {i}th")).title for i in range(50)]
    assert titles == [f"the {i}th" for i in range(50)]


def test_the_claim_is_stated_beside_evidence_that_could_not_be_read(monkeypatch):
    lemma = load_theory("proofcheck.attention.theory")["R1"]
    monkeypatch.setattr("proofcheck.checkers.kernel.kernel_evidence", lambda _lemma: 1 / 0)
    found = perform_kernel_task(lemma)
    assert (found.evidence.checker, found.evidence.outcome) == ("kernel", Outcome.ERROR)
    assert found.generated.coverage == "M >= 0, r > 0"


def test_evidence_is_kept_where_time_ends_the_tracing_and_not_for_resume(monkeypatch):
    def never(_lemma):
        while True:
            pass

    lemma = load_theory("proofcheck.attention.theory")["R1"]
    perform_kernel_task(lemma)  # has the record read
    monkeypatch.setattr("proofcheck.engine.generated.trace", never)
    found = perform_kernel_task(lemma, 0.5)
    assert (found.evidence.outcome, found.generated.blocked) == (Outcome.PROVED, "not traced within 0.5 s")
    assert found.failed


def test_measurements_and_the_statement_are_tasks_of_their_own(theory_file):
    lemmas = load_theory(theory_file(BODY)).lemmas
    listed = tasks.list_lemma_tasks(lemmas[0], Settings())
    assert listed[-1] == Task(lemma="a", checker=MEASURES)
    assert [task.checker for task in listed[:-1]] == [*(checker.name for checker in checkers_of(lemmas[0])), STATEMENT]
