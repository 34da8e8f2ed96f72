"""Engine, theories, loading: order, premises, broken lemmas alone, the same result for any number of processes."""

import os
import textwrap
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from proofcheck.checkers import Settings
from proofcheck.engine import runner
from proofcheck.engine.runner import Interrupted, RunOptions, run, select_lemmas
from proofcheck.engine.tasks import perform
from proofcheck.lemmas import evidence
from proofcheck.lemmas.claims import Inequality, Space, TheoryError
from proofcheck.lemmas.evidence import Evidence, Grade, Outcome, derive_verdict
from proofcheck.lemmas.lemma import Lemma, Theory
from proofcheck.lemmas.loading import LoadError, load_theory
from proofcheck.report.document import Invocation, build_document
from proofcheck.report.formats import junit

HEADER = """
from proofcheck.lemmas.claims import *
from proofcheck.lemmas.lemma import *
from proofcheck.lemmas.evidence import Grade
S = Space(variables={"x": Variable()})
SAME = lambda x: x
def L(name, lhs, rhs, **more):
    return Lemma(name=name, title=name, statement="", claim=Inequality(lhs=lhs, rhs=rhs), space=S, **more)
"""


@pytest.fixture
def theory_file(tmp_path):
    def write(body):
        path = tmp_path / "mytheory.py"
        path.write_text(HEADER + textwrap.dedent(body))
        return str(path)

    return write


MIXED = """
def broken(x):
    raise RuntimeError("no value here")
T = Theory(name="mixed", title="Mixed", lemmas=(
    L("needs-false", lambda x: x - 1, lambda x: x, requires=("false",)),
    L("true", lambda x: x, lambda x: x),
    L("false", lambda x: x + 1, lambda x: x),
    L("false-expected", lambda x: x + 1, lambda x: x, expected=Grade.REFUTED),
    L("raises", broken, lambda x: x),
    L("nan", lambda x: float("nan"), lambda x: x),
    L("text", lambda x: "one", lambda x: x),
    L("huge", lambda x: x, lambda x: x + 10**400),
    L("division", lambda x: 1 / (x - x), lambda x: x),
))
"""


def test_each_lemma_gets_its_own_verdict(theory_file):
    results = {r.lemma.name: r for r in run(theory_file(MIXED), Settings())}
    grades = {name: r.verdict.grade.name for name, r in results.items()}
    assert grades == {
        "needs-false": "BROKEN",
        "true": "SUPPORTED",
        "false": "REFUTED",
        "false-expected": "REFUTED",
        "raises": "BROKEN",
        "nan": "BROKEN",
        "text": "BROKEN",
        "huge": "SUPPORTED",
        "division": "BROKEN",
    }
    assert "RuntimeError: no value here" in results["raises"].verdict.reason
    assert "premise false is REFUTED" in results["needs-false"].verdict.reason
    assert {name for name, r in results.items() if r.as_expected} == {
        *("true", "false-expected", "huge"),
    }


@pytest.mark.slow
def test_results_do_not_depend_on_the_number_of_processes(theory_file):
    path = theory_file(MIXED)
    alone, together = (run(path, Settings(seed=3), options=RunOptions(jobs=jobs)) for jobs in (1, 2))
    assert [r.verdict for r in alone] == [r.verdict for r in together]


def test_the_seed_changes_the_instances(theory_file):
    path = theory_file('T = Theory(name="t", title="t", lemmas=(L("a", lambda x: x, lambda x: x + 5),))')
    first, second = (run(path, Settings(seed=seed))[0].verdict.evidence[0].margins for seed in (0, 1))
    assert first != second


def test_selection_brings_premises_and_refuses_unknown_names(theory_file):
    theory = load_theory(theory_file(MIXED))
    assert [lemma.name for lemma in select_lemmas(theory, "needs*")] == ["false", "needs-false"]
    with pytest.raises(TheoryError, match="no lemma matches 'zzz'"):
        select_lemmas(theory, "zzz")


TWO = "X = (L('a', SAME, SAME),)\nT = Theory(name='t', title='', lemmas=X)"
CYCLE = (
    "T = Theory(name='t', title='t', lemmas=(L('a', SAME, SAME, requires=('b',)), L('b', SAME, SAME, requires=('a',))))"
)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("T = Theory(name='t', title='t', lemmas=(", "never closed"),
        ("raise ValueError('inside')", "ValueError: inside"),
        ("raise SystemExit(0)", "SystemExit"),
        ("x = 1", "0 Theory objects"),
        (f"{TWO}\nU = Theory(name='u', title='', lemmas=X)", "2 Theory objects"),
        ("a = L('a', SAME, SAME)\nT = Theory(name='t', title='t', lemmas=(a, a))", "appears 2 times"),
        ("T = Theory(name='t', title='t', lemmas=(L('a', SAME, SAME, requires=('b',)),))", "'a' requires 'b'"),
        (CYCLE, "cycle: a -> b -> a"),
        ("T = Theory(name='t', title='t', lemmas=(Lemma(name='a', title='', statement=''),))", "nothing to check"),
    ],
)
def test_broken_theory_files_give_one_clear_message(theory_file, body, message):
    with pytest.raises(LoadError, match=message):
        load_theory(theory_file(body))


def test_a_theory_may_have_two_names(theory_file):
    assert load_theory(theory_file(f"{TWO}\nALIAS = T")).name == "t"


def test_missing_files_and_modules(tmp_path):
    with pytest.raises(LoadError, match="no such file"):
        load_theory(str(tmp_path / "none.py"))
    with pytest.raises(LoadError, match="cannot be imported"):
        load_theory("no.such.module")


def test_an_import_of_a_file_beside_the_theory_is_told_the_path(theory_file):
    path = Path(theory_file("import beside_it"))
    with pytest.raises(LoadError) as far:
        load_theory(str(path))
    path.with_name("beside_it.py").write_text("")
    with pytest.raises(LoadError) as near:
        load_theory(str(path))
    remedy = f"beside_it lies beside it: set PYTHONPATH={path.parent}"
    assert (remedy in str(far.value), remedy in str(near.value)) == (False, True)


def test_an_interrupt_keeps_what_is_done(theory_file):
    def interrupt(name, _done, _total):
        if name == "true":
            raise KeyboardInterrupt

    with pytest.raises(Interrupted, match="2 of 9 lemmas") as stop:
        run(theory_file(MIXED), Settings(), on_progress=interrupt)
    assert [r.lemma.name for r in stop.value.results] == ["false", "needs-false"]


LATE = """
T = Theory(name="t", title="t", lemmas=(L("a", lambda x: x, lambda x: x), L("b", SAME, SAME, requires=("a",))))
"""


def test_an_interrupted_run_drops_lemmas_whose_premises_are_not_known(theory_file, monkeypatch):
    def premise_last(_reference, theory, tasks, _kept, settings, *_):
        yield from (perform(theory[task.lemma], task, settings) for task in tasks if task.lemma == "b")
        raise KeyboardInterrupt

    monkeypatch.setattr(runner, "_perform_tasks", premise_last)
    with pytest.raises(Interrupted) as stop:
        run(theory_file(LATE), Settings())
    assert stop.value.results == []


ENDS = """
import os
T = Theory(name="t", title="t", lemmas=(
    L("a", lambda x: x, lambda x: x), L("ends", lambda x: os._exit(3), SAME), L("z", lambda x: x, lambda x: x)))
"""


@pytest.mark.slow
def test_a_worker_that_ends_breaks_its_lemma_alone(theory_file):
    results = {r.lemma.name: r.verdict for r in run(theory_file(ENDS), Settings(), options=RunOptions(jobs=2))}
    assert {name: verdict.grade.name for name, verdict in results.items()} == {
        "a": "SUPPORTED",
        "ends": "BROKEN",
        "z": "SUPPORTED",
    }
    assert "worker process ended" in results["ends"].reason


UNSENDABLE = """
from flint import arb
def observe(rng, runs):
    yield Observation(label="o", lhs=arb(2), rhs=arb(1), data={"not text": arb(1)})
T = Theory(name="t", title="t", lemmas=(
    Lemma(name="ball", title="", statement="", rate=Rate(observe=observe, coverage="one")), L("a", SAME, SAME)))
"""


@pytest.mark.slow
def test_evidence_that_cannot_leave_its_process_breaks_its_lemma_alone(theory_file):
    results = run(theory_file(UNSENDABLE), Settings(), options=RunOptions(jobs=2))
    assert [r.verdict.grade.name for r in results] == ["BROKEN", "SUPPORTED"]
    assert "no result from the worker" in results[0].verdict.reason


def test_measurements_that_raise_break_their_lemma_alone(theory_file):
    body = "T = Theory(name='t', title='t', lemmas=(L('m', SAME, SAME, measures=lambda: 1 / 0), L('a', SAME, SAME)))"
    results = run(theory_file(body), Settings())
    assert [r.verdict.grade.name for r in results] == ["BROKEN", "SUPPORTED"]
    assert "ZeroDivisionError" in results[0].verdict.reason


def test_junit_stays_xml_whatever_a_lemma_says(theory_file):
    body = """
    def broken(x):
        raise RuntimeError("\\x00 <&> \\ud800")
    T = Theory(name="t", title="t", lemmas=(L("r", broken, SAME),))
    """
    path = theory_file(body)
    results = run(path, Settings())
    report = build_document(load_theory(path), results, Invocation(profile="ci", seed=0, command="\x01"))
    document = ET.fromstring(junit.render(report).partition("\n")[2])
    assert document.get("failures") == "1"
    assert "RuntimeError: ? <&> ?" in document.find("testcase/failure").text


def item(outcome, *premises):
    return Evidence(checker="c", outcome=outcome, coverage="here", detail="why", premises=premises)


@pytest.mark.parametrize(
    ("outcomes", "premises", "grade"),
    [
        ([], {}, Grade.UNDECIDED),
        ([Outcome.HOLDS], {}, Grade.SUPPORTED),
        ([Outcome.HOLDS, Outcome.PROVED], {}, Grade.PROVED),
        ([Outcome.CERTIFIED, Outcome.HOLDS], {}, Grade.CERTIFIED),
        ([Outcome.HOLDS, Outcome.FAILS], {}, Grade.REFUTED),
        ([Outcome.PROVED, Outcome.FAILS], {}, Grade.BROKEN),
        ([Outcome.PROVED, Outcome.ERROR], {}, Grade.BROKEN),
        ([Outcome.PROVED], {"p": Grade.REFUTED}, Grade.BROKEN),
        ([Outcome.PROVED], {"p": None}, Grade.BROKEN),
        ([Outcome.PROVED], {"p": Grade.UNDECIDED}, Grade.PROVED),
        ([Outcome.HOLDS, Outcome.ARGUED], {}, Grade.ARGUED),
        ([Outcome.ARGUED, Outcome.CERTIFIED], {}, Grade.CERTIFIED),
        ([Outcome.ARGUED, Outcome.FAILS], {}, Grade.REFUTED),
        ([Outcome.UNDECIDED], {}, Grade.UNDECIDED),
    ],
)
def test_the_verdict_table(outcomes, premises, grade):
    assert derive_verdict("L", [item(o) for o in outcomes], premises).grade is grade


def test_evidence_shows_no_more_than_the_weakest_of_its_premises():
    for own, grade in evidence.SHOWN.items():
        for premise in evidence.BY_STRENGTH:
            verdict = derive_verdict("L", [item(own, "p", "q")], {"p": premise, "q": Grade.PROVED})
            assert verdict.grade is max(grade, premise, key=evidence.BY_STRENGTH.index)
            lowered = verdict.grade not in (grade, Grade.UNDECIDED)
            assert ("rests on p" in verdict.reason) == lowered


def test_a_weak_premise_leaves_evidence_alone_that_does_not_rest_on_it():
    premises = {"p": Grade.UNDECIDED}
    assert derive_verdict("L", [item(Outcome.ARGUED, "p"), item(Outcome.HOLDS)], premises).grade is Grade.SUPPORTED
    assert derive_verdict("L", [item(Outcome.PROVED), item(Outcome.ARGUED, "p")], premises).grade is Grade.PROVED


def test_evidence_that_rests_on_an_unknown_premise_is_broken():
    assert derive_verdict("L", [item(Outcome.ARGUED, "p")], {}).grade is Grade.BROKEN


def test_misuse_is_refused_at_construction():
    with pytest.raises(TheoryError, match="claim and space go together"):
        Lemma(name="a", title="", statement="", space=None, claim=Inequality(lhs=abs, rhs=abs))
    same = Inequality(lhs=abs, rhs=abs)
    with pytest.raises(TheoryError, match="unknown lemma 'zz'"):
        Theory(name="t", title="t", lemmas=(Lemma(name="a", title="", claim=same, space=Space(variables={})),))["zz"]


WHERE = """
import os
def environment():
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "HYPOTHESIS_NO_PLUGINS")
    return {name: os.environ.get(name, "") for name in names}
T = Theory(name="t", title="t", lemmas=(L("w", SAME, SAME, measures=environment), L("a", SAME, SAME)))
"""


@pytest.mark.slow
def test_workers_have_one_blas_thread_and_no_plugins_and_leave_no_trace(theory_file):
    before = dict(os.environ)
    found = run(theory_file(WHERE), Settings(), options=RunOptions(jobs=2))[0].measures
    assert set(found.values()) == {"1"}
    assert dict(os.environ) == before
