"""Resuming: what is taken from the journal of an earlier run, what is decided again, and by which keys."""

import json
from dataclasses import replace

import pytest
from small_theories import BODY, count_calls, read_grades, to_plain

from proofcheck.checkers import CHECKERS, Settings
from proofcheck.cli import app
from proofcheck.engine.cache import JournalError
from proofcheck.engine.cache_keys import lemma_keys
from proofcheck.engine.runner import Interrupted, RunOptions, run
from proofcheck.lemmas.loading import load_theory

pytestmark = pytest.mark.slow  # each decides theories, some in processes


def test_a_second_run_takes_everything_from_the_journal(theory_file, tmp_path, monkeypatch):
    path, journal = theory_file(BODY), tmp_path / "j.jsonl"
    first = run(path, Settings(), options=RunOptions(journal=journal))
    counted = count_calls(monkeypatch)
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
    counted = count_calls(monkeypatch)
    run(theory_file(BODY.replace(old, new, 1)), Settings(), options=RunOptions(journal=journal))
    assert counted == again


def test_another_seed_or_profile_is_not_taken_from_the_journal(theory_file, tmp_path, monkeypatch):
    path, journal = theory_file(BODY), tmp_path / "j.jsonl"
    run(path, Settings(), options=RunOptions(journal=journal))
    counted = count_calls(monkeypatch)
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
    counted = count_calls(monkeypatch)
    resumed = run(path, Settings(), options=RunOptions(journal=journal))
    assert counted == ["b", "false"]
    assert to_plain(resumed) == to_plain(run(path, Settings()))
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
        assert set(read_grades(run(path, Settings(), options=RunOptions(journal=journal))).values()) == {"BROKEN"}
    assert read_grades(run(path, Settings(), options=RunOptions(journal=journal))) == {
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


def test_the_command_line_resumes_and_says_what_it_cannot(theory_file, tmp_path, monkeypatch, capsys):
    path, journal, result = theory_file(BODY), tmp_path / "j.jsonl", tmp_path / "r.json"
    arguments = ["run", path, "--select", "a", "--resume", str(journal), "--budget", "100", "--json", str(result)]
    assert app.main(arguments) == 0
    first = json.loads(result.read_text())
    counted = count_calls(monkeypatch)
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
