"""Mutants of a theory by its file: those of the module that it is; what has none is said."""

from pathlib import Path

import pytest

import proofcheck
from proofcheck import mutants
from proofcheck.checkers import Settings
from proofcheck.cli import app
from proofcheck.lemmas.loading import list_shipped_theories, name_module

ROOT = Path(proofcheck.__file__).parents[1]
LEMMAS = """
from proofcheck.theory import *
SQUARE = Lemma(name="square", title="", space=Space(variables={"x": Variable()}), claim=Inequality(
    lhs=lambda x: 2 * x - 1, rhs=lambda x: x * x))
"""
THEORY = """
from proofcheck.theory import Theory
from mine.lemmas import SQUARE
T = Theory(name="mine", title="", lemmas=(SQUARE,))
"""
LONE = (
    LEMMAS
    + """
def both(name):
    return Lemma(name=name, title="", space=SQUARE.space, claim=SQUARE.claim)
T = Theory(name="lone", title="", lemmas=(SQUARE, both("made")))
"""
)


@pytest.mark.parametrize("module", list_shipped_theories())
def test_the_file_of_a_shipped_theory_is_its_module(module):
    path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
    assert name_module(str(path)) == module


def test_the_file_of_a_shipped_theory_has_its_mutants():
    gallery = ROOT / "proofcheck" / "theories" / "gallery" / "theory.py"
    assert not mutants.find_unmutated([str(gallery)], ["motzkin"])


def test_other_references_stay():
    assert name_module("proofcheck.attention.theory") == "proofcheck.attention.theory"
    assert name_module("no/such/file.py") == "no/such/file.py"


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    for name, text in (("__init__", ""), ("lemmas", LEMMAS), ("theory", THEORY)):
        (folder / f"{name}.py").write_text(text)
    return folder


def test_the_file_of_a_package_that_is_importable_has_mutants(package, monkeypatch):
    monkeypatch.syspath_prepend(package.parent)
    found = mutants.run_campaign([str(package / "theory.py")], Settings(), per_lemma=1)
    assert [judgement.label.partition(":")[0] for judgement in found] == ["square"]


def test_a_file_alone_names_the_remedy(package, capsys):
    (package / "theory.py").write_text("from gathered import T\n")
    (package.parent / "gathered.py").write_text(LEMMAS + "T = Theory(name='g', title='', lemmas=(SQUARE,))\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(package.parent)
        patch.setattr("proofcheck.lemmas.loading.importlib.util.find_spec", lambda name: None)
        assert app.main(["mutants", str(package / "theory.py")]) == 2
    said = capsys.readouterr().err
    assert "no mutant of a lemma '*'" in said
    assert "set PYTHONPATH" in said


def test_the_score_says_which_lemmas_it_is_not_about(tmp_path, capsys):
    path = tmp_path / "lone.py"
    path.write_text(LONE)
    assert app.main(["mutants", str(path), "--per-lemma", "1"]) == 0
    assert "says nothing about what has no mutant: made" in capsys.readouterr().out
