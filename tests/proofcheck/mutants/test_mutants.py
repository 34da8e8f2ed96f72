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
from proofcheck.mutants.equivalence import Entailment, compare
from proofcheck.mutants.judge import MutantOutcome, judge
from proofcheck.mutants.known import look_up
from proofcheck.mutants.locate import find_home
from proofcheck.mutants.mutate import list_mutants, plant
from proofcheck.mutants.proof import is_proved, prove_entailment
from proofcheck.theories.gallery.softmax import log_sum_exp
from proofcheck.theory import Inequality, Lemma, Space, TheoryError, Variable

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


def test_a_module_that_names_files_beside_it_is_changed_too():
    lemma = log_sum_exp.LEMMAS[0]
    changed = [m for m in list_mutants(lemma, log_sum_exp) if m.kind in ("sign", "direction")]
    assert {judge(mutant, lemma, Settings()).outcome for mutant in changed} == {MutantOutcome.REFUTED}


@pytest.mark.slow
def test_every_reason_belongs_to_a_mutant_that_exists():
    made, reasons = set(), set()
    for reference in list_shipped_theories():
        module = load_module(reference)
        reasons |= set(theory_of(module).known_mutants) | set(theory_of(module).open_mutants)
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


@pytest.mark.slow
def test_a_theory_explains_its_own_mutants():
    module = load_module("proofcheck.theories.starter")
    theory, change = theory_of(module), "2 * (x * y).sum() -> (x * y).sum()"
    mutant = next(x for x in list_mutants(theory["young"], module) if x.change == change)
    key = ("young", mutant.function, change)
    told = {
        "known": judge(mutant, theory["young"], Settings(), theory.known_mutants, {}),
        "open": judge(mutant, theory["young"], Settings(), {}, {("*", *key[1:]): "nobody knows"}),
        "neither": judge(mutant, theory["young"], Settings(), {("old", *key[1:]): "of another lemma"}, {}),
    }
    assert [x.outcome.name for x in told.values()] == ["EXPLAINED", "NOT_SHOWN", "NOT_SHOWN"]
    assert told["known"].reason == theory.known_mutants[key] == look_up(theory.known_mutants, *key)
    assert told["open"].reason.endswith("; nobody knows")
    assert not any(x.proved for x in told.values())


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({"known_mutants": {("young", "f"): "why"}}, r"known_mutants: \('young', 'f'\): 'why'; give \(lemma, function"),
        ({"open_mutants": {("young", "f", "a -> b"): 3}}, "give .lemma, function, change.: reason, all texts"),
        ({"known_mutants": {("yonug", "f", "a -> b"): "why"}}, "did you mean young"),
        ({table: {("*", "f", "a -> b"): "why"} for table in ("known_mutants", "open_mutants")}, "among both"),
    ],
)
def test_mutants_of_another_form_or_of_no_lemma_are_refused(theory_file, tables, message):
    with pytest.raises(TheoryError, match=message):
        replace(theory_of(load_module(theory_file)), **tables)


PROVABLE = """
from proofcheck.theory import *
S = Space(sizes={"m": (1, 3)}, variables={"x": Variable(shape=("m",)), "y": Variable(shape=("m",))})

def square(v):
    return (v * v).sum()

T = Theory(name="t", title="t", lemmas=(
    Lemma(name="sum", title="", statement="", space=S, claim=Inequality(
        lhs=lambda x, y: square(x) - 0 * square(y), rhs=lambda x, y: square(x) + exp(y[0]) + square(y))),
    Lemma(name="where", title="", statement="", space=S, claim=Inequality(
        lhs=lambda x, y: 0 * x[0], rhs=lambda x, y: x[0] * x[0] * x[0], where=lambda x, y: x[0] + 0 * y[0])),
    Lemma(name="twice", title="", statement="", space=S, claim=Identity(
        lhs=lambda x, y: square(x) + 0 * square(y), rhs=lambda x, y: square(x))),
))
"""


@pytest.fixture(scope="module")
def provable(tmp_path_factory):
    """Every mutant of three lemmas, judged, by lemma and change."""
    path = tmp_path_factory.mktemp("provable") / "provable.py"
    path.write_text(textwrap.dedent(PROVABLE))
    found = mutants.run_campaign([str(path)], Settings(), per_lemma=100)
    return {(x.label.partition(":")[0], x.label.rpartition(": ")[2]): x for x in found}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lemma", "change", "outcome", "proved"),
    [
        ("sum", "square(x) - 0 * square(y) -> square(x)", "EQUIVALENT", True),
        ("sum", "square(x) - 0 * square(y) -> square(x) + 0 * square(y)", "EQUIVALENT", True),
        ("sum", "square(x) + exp(y[0]) + square(y) -> square(x) + exp(y[0])", "EXPLAINED", True),
        ("twice", "square(x) + 0 * square(y) -> square(x)", "EQUIVALENT", True),
        ("twice", "(v * v).sum() -> maximum(v * v)", "EXPLAINED", True),
        ("where", "x[0] + 0 * y[0] -> x[0]", "EQUIVALENT", True),
    ],
)
def test_true_mutants_are_proved_by_the_exact_checker(provable, lemma, change, outcome, proved):
    judged = provable[lemma, change]
    assert (judged.outcome.name, judged.proved) == (outcome, proved)
    assert ("by the exact checker" in judged.reason) is proved


def test_labels_have_file_line_and_source_as_written(provable):
    judged = provable["sum", "square(x) - 0 * square(y) -> square(x)"]
    assert judged.label.startswith("sum: provable.py:10 T: ")
    assert judged.source.startswith("lhs=lambda x, y: square(x) - 0 * square(y), rhs=lambda x, y: square(x) + exp")
    assert not any("_theory_" in x.label or "__import__" in x.label for x in provable.values())


def test_a_false_mutant_is_never_called_proved(provable):
    false = [x for x in provable.values() if x.outcome is MutantOutcome.REFUTED]
    assert len(false) > 10
    assert not any(x.proved for x in false)


def test_equal_sides_under_another_hypothesis_are_not_called_equal():
    """A changed constant leaves the code of `where` as it was."""
    space = Space(variables={"x": Variable()})

    def lemma(where):
        claim = Inequality(lhs=lambda x: 0 * x, rhs=lambda x: 1 + x, where=where)
        return Lemma(name="L", title="", statement="", space=space, claim=claim)

    one, two = (lemma(lambda x: x + 1), lemma(lambda x: x + 2))
    assert compare(two, one) is None
    assert prove_entailment(two, one, Settings()) is None
    assert compare(one, one) is prove_entailment(one, one, Settings()) is Entailment.EQUIVALENT


def test_a_strict_mutant_does_not_follow_from_a_claim_that_is_not_strict():
    space = Space(variables={"x": Variable()})

    def lemma(strict):
        claim = Inequality(lhs=lambda x: x, rhs=lambda x: x, strict=strict)
        return Lemma(name="L", title="", statement="", space=space, claim=claim)

    assert prove_entailment(lemma(strict=True), lemma(strict=False), Settings()) is None
    assert prove_entailment(lemma(strict=False), lemma(strict=True), Settings()) is Entailment.EQUIVALENT
    assert not is_proved(lemma(strict=True), Settings())
    assert is_proved(lemma(strict=False), Settings())


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
