"""The harness: every kind of change is made, false ones are refuted, true ones explained, misses called misses."""

import sys
import textwrap
from dataclasses import replace

import pytest

from proofcheck import mutants
from proofcheck.attention.derivatives import formulas
from proofcheck.checkers import CHECKERS, Settings
from proofcheck.cli import app
from proofcheck.lemmas.evidence import Evidence, Outcome
from proofcheck.lemmas.loading import list_shipped_theories, load_module, theory_of
from proofcheck.model import derivatives
from proofcheck.mutants.judge import MutantOutcome, judge
from proofcheck.mutants.known import known_mutants, look_up
from proofcheck.mutants.locate import find_home
from proofcheck.mutants.mutate import list_mutants, plant

SOURCE = """
from proofcheck.theory import *
S = Space(sizes={"m": (1, 3)}, variables={"x": Variable(shape=("m",)), "y": Variable(shape=("m",))})

def square(v):
    return (v * v).sum()

def largest(v):
    return maximum([abs(entry) for entry in v])

T = Theory(name="t", title="t", lemmas=(
    Lemma(name="young", title="", statement="", space=S, claim=Inequality(
        lhs=lambda x, y: 2 * (x * y).sum() - square(y), rhs=lambda x, y: square(x) + 0 * largest(y))),
    Lemma(name="power", title="", statement="", space=S, claim=Inequality(
        lhs=lambda x, y: power(x, 2)[0], rhs=lambda x, y: power(x[0], 2) + 16 * square(y),
        where=lambda x, y: as_array([x[0], y[0]]))),
    Lemma(name="declared", title="", statement="", space=S, expected=Grade.REFUTED, claim=Inequality(
        lhs=lambda x, y: square(x) + 1, rhs=lambda x, y: square(x))),
))
"""


@pytest.fixture
def theory_file(tmp_path):
    path = tmp_path / "planted.py"
    path.write_text(textwrap.dedent(SOURCE))
    return str(path)


@pytest.fixture
def young(theory_file):
    module = load_module(theory_file)
    lemma = theory_of(module)["young"]
    return {mutant.change: mutant for mutant in list_mutants(lemma, module)}, lemma


def judge_change(young, change):
    found, lemma = young
    return judge(found[change], lemma, Settings()).outcome


def test_every_kind_of_change_is_made(theory_file):
    module = load_module(theory_file)
    kinds = {mutant.kind for lemma in theory_of(module).lemmas for mutant in list_mutants(lemma, module)}
    assert kinds >= {"sign", "factor", "exponent", "index", "dropped term", "dropped factor", "swapped norm"}
    assert kinds >= {"swapped extremum", "dropped hypothesis", "direction"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("2 * (x * y).sum() -> 3 * (x * y).sum()", MutantOutcome.REFUTED),
        ("2 * (x * y).sum() - square(y) -> 2 * (x * y).sum()", MutantOutcome.REFUTED),
        ("2 * (x * y).sum() - square(y) -> 2 * (x * y).sum() + square(y)", MutantOutcome.REFUTED),
        ("0 * largest(y) -> largest(y)", MutantOutcome.IMPLIED),
        ("square(x) + 0 * largest(y) -> square(x) - 0 * largest(y)", MutantOutcome.EQUIVALENT),
        ("abs(entry) -> entry", MutantOutcome.EQUIVALENT),
    ],
)
def test_outcomes(young, change, expected):
    assert judge_change(young, change) is expected


def test_a_false_mutant_that_the_checkers_miss_is_a_survivor(young, monkeypatch):
    def asleep(_lemma, _settings):
        return Evidence(checker="c", outcome=Outcome.HOLDS, coverage="", attempted=1, decided=1, margin_lower=0.0)

    for name in CHECKERS:
        monkeypatch.setitem(CHECKERS, name, replace(CHECKERS[name], check=asleep))
    assert judge_change(young, "2 * (x * y).sum() -> 3 * (x * y).sum()") is MutantOutcome.SURVIVED


def test_what_keeps_a_margin_without_a_reason_is_not_taken_to_be_true(young, monkeypatch):
    def roomy(_lemma, _settings):
        return Evidence(checker="c", outcome=Outcome.HOLDS, coverage="", attempted=1, decided=1, margin_lower=0.5)

    for name in CHECKERS:
        monkeypatch.setitem(CHECKERS, name, replace(CHECKERS[name], check=roomy))
    assert judge_change(young, "2 * (x * y).sum() -> 3 * (x * y).sum()") is MutantOutcome.NOT_SHOWN


def test_the_maximum_norm_in_place_of_the_euclidean_one_is_refuted(young):
    found, lemma = young
    swapped = [mutant for mutant in found.values() if mutant.kind == "swapped norm"]
    assert [judge(mutant, lemma, Settings()).outcome for mutant in swapped] == [MutantOutcome.REFUTED]


def test_planting_leaves_no_trace(young):
    before, attribute = dict(sys.modules), formulas.derivatives
    home = find_home(formulas.I3, formulas)
    chosen = next(m for m in list_mutants(formulas.I3, home) if m.module.endswith("derivatives"))
    plant(chosen)
    plant(young[0]["2 * (x * y).sum() -> 3 * (x * y).sum()"])
    assert sys.modules == before
    assert formulas.derivatives is attribute is derivatives is sys.modules["proofcheck.model"].derivatives


def test_a_change_in_an_imported_file_reaches_the_lemma():
    home = find_home(formulas.I3, formulas)
    found = [m for m in list_mutants(formulas.I3, home) if m.function == "gradient" and m.kind == "dropped term"]
    judged = [judge(mutant, formulas.I3, Settings()).outcome for mutant in found]
    assert len(found) >= 4
    assert set(judged) == {MutantOutcome.REFUTED}


@pytest.mark.slow
def test_every_reason_belongs_to_a_mutant_that_exists():
    made, reasons = set(), set()
    for reference in list_shipped_theories():
        module = load_module(reference)
        known, undecided = known_mutants(module.__name__)
        assert not set(known) & set(undecided)
        reasons |= set(known) | set(undecided)
        for lemma in theory_of(module).lemmas:
            home = find_home(lemma, module)
            found = list_mutants(lemma, home) if home else ()
            made |= {(name, m.function, m.change) for m in found for name in (lemma.name, "*")}
    assert reasons - made == set()


@pytest.mark.slow
def test_judgements_are_resumed_until_a_source_changes(theory_file, tmp_path, monkeypatch):
    journal = tmp_path / "m.jsonl"
    first = mutants.run_campaign([theory_file], Settings(), per_lemma=3, journal=journal)
    monkeypatch.setattr(mutants, "judge", None)  # nothing is judged again
    assert mutants.run_campaign([theory_file], Settings(), per_lemma=3, journal=journal) == first
    with open(theory_file, "a") as file:
        file.write("\n")
    mutants._digest_sources.cache_clear()
    with pytest.raises(TypeError, match="not callable"):
        mutants.run_campaign([theory_file], Settings(), per_lemma=3, journal=journal)


@pytest.mark.slow
def test_the_command_prints_the_score(theory_file, capsys, tmp_path):
    assert app.main(["mutants", theory_file, "--per-lemma", "3", "--json", str(tmp_path / "m.json")]) in (0, 1)
    out = capsys.readouterr().out
    assert "score: " in out
    assert "declared" not in out
    assert (tmp_path / "m.json").exists()


def test_a_theory_file_explains_its_own_mutants(tmp_path):
    source = (
        textwrap.dedent(SOURCE)
        + '\nKNOWN_MUTANTS = {("L", "f", "a -> b"): "why"}\nOPEN_MUTANTS = {("*", "g", "a -> b"): "unknown"}\n'
    )
    path = tmp_path / "explained.py"
    path.write_text(source)
    known, undecided = known_mutants(load_module(str(path)).__name__)
    assert look_up(known, "L", "f", "a -> b") == "why"
    assert look_up(known, "M", "f", "a -> b") is None
    assert look_up(undecided, "M", "g", "a -> b") == "unknown"


def test_a_file_of_the_same_name_is_read_anew(theory_file, tmp_path_factory):
    other = tmp_path_factory.mktemp("other") / "planted.py"
    other.write_text(textwrap.dedent(SOURCE).replace("young", "old"))
    for path, name in ((str(other), "old"), (theory_file, "young")):
        module = load_module(path)
        assert list(list_mutants(theory_of(module)[name], module))


def test_a_selection_without_a_mutant_is_refused(theory_file, capsys):
    found = mutants.run_campaign([theory_file], Settings(), per_lemma=1, select=["y*"])
    assert [judgement.label.partition(":")[0] for judgement in found] == ["young"]
    for name in ("absent", "declared"):  # a false lemma cannot be made false
        assert app.main(["mutants", theory_file, "--select", name]) == 2
        assert f"no mutant of a lemma '{name}'" in capsys.readouterr().err
