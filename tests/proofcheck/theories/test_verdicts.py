"""Lemmas of papers and of the gallery come out as they declare, at an eighth of the ci profile; theories are found."""

from pkgutil import walk_packages

import pytest

from proofcheck import theories
from proofcheck.checkers import Settings, checkers_of
from proofcheck.checkers.instances.membership import violation
from proofcheck.lemmas.evidence import Grade, derive_verdict
from proofcheck.lemmas.loading import DEFAULT, load_theory

LIGHT = Settings(part=(0, 8))
FOLDERS = ("proofcheck.theories.papers.", "proofcheck.theories.gallery.")
MODULES = [
    module.name
    for module in walk_packages(theories.__path__, "proofcheck.theories.")
    if module.name.startswith(FOLDERS) and module.name.endswith(".theory")
]
LEMMAS = {f"{name.split('.')[-2]}: {lemma.name}": lemma for name in MODULES for lemma in load_theory(name).lemmas}
PRINTED = {name: lemma for name, lemma in LEMMAS.items() if lemma.source is not None}


@pytest.mark.slow
@pytest.mark.parametrize("name", LEMMAS)
def test_a_lemma_comes_out_as_it_declares(name):
    lemma = LEMMAS[name]
    found = [checker.check(lemma, LIGHT) for checker in checkers_of(lemma)]
    grade = derive_verdict(lemma.name, found, dict.fromkeys(lemma.requires, Grade.PROVED)).grade
    if lemma.expected is None:
        assert grade in (Grade.PROVED, Grade.FORMAL, Grade.CERTIFIED, Grade.ARGUED, Grade.SUPPORTED)
    else:
        assert grade is lemma.expected


@pytest.mark.parametrize("name", LEMMAS)
def test_given_instances_lie_in_their_spaces(name):
    lemma = LEMMAS[name]
    given = [lemma.witness()] if lemma.witness else []
    for instance in [*given, *(lemma.extremes() if lemma.extremes else ())]:
        assert violation(lemma.space, instance) == ""


@pytest.mark.parametrize("name", LEMMAS)
def test_a_false_lemma_has_an_instance_to_read_and_says_what_holds(name):
    lemma = LEMMAS[name]
    if lemma.expected is Grade.REFUTED:
        assert lemma.holds_instead
        assert lemma.witness or lemma.rate
        assert lemma.remarks


@pytest.mark.parametrize("name", PRINTED)
def test_a_source_names_the_version_that_was_read(name):
    assert PRINTED[name].source.version
    assert PRINTED[name].source.number


def test_every_lemma_has_a_source_or_a_reference():
    every = LEMMAS | {lemma.name: lemma for lemma in load_theory(DEFAULT).lemmas}
    assert [name for name, lemma in every.items() if not (lemma.source or lemma.reference)] == []
