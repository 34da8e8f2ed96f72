"""The catalogue as a whole: its verdicts, and that every derivation notices a change in any of its formulas."""

import re

import pytest

from proofcheck.attention.theory import ATTENTION
from proofcheck.checkers import Settings, symbolic
from proofcheck.lemmas.evidence import Grade, Outcome

CLAIMS = {
    "I1": ("I1",),
    "I2": ("I2",),
    "I3": ("I3", "I5-blocks"),
    "I4": ("I4", "I4-product", "I5-blocks"),
    "I5": ("I5", "I5-cumulants", "I5-objective"),
    "I6": ("I6", "I6-reduced", "I6-optimal"),
    "masks": ("I7", "I7-scale", "I7-gradient", "I7-hessian", "I7-product"),
    "B1": ("B1", "B1-queries", "B1-mean"),
    "B2": ("B2", "B2-jacobian", "B2-cauchy", "B2-covariance", "B2-one-sided", "B2-one-hot"),
    "B3": ("B3", "B3-third", "B3-skew", "B3-fourth", "B3-range", "B3-diagonal", "B3-polar"),
    "B4": ("B4", "B4-row"),
    "B5": ("B5",),
    "B6": ("B6", "B6-output", "B6-c", "B6-gradient", "B6-euclidean"),
    "B7": ("B7", "B7-sharp", "B7-one-hot", "B7-growth", "B7-local"),
    "S1": ("S1", "S1-upper"),
    "S2": ("S2", "S2-threshold", "S2-euclidean"),
    "S3": ("S3", "S3-sublevel", "S3-convex", "S3-balance", "S3-stationary", "S3-peak", "S3-weights", "S3-global"),
    "S4": ("S4",),
    "S5": ("S5",),
    "R1": ("R1", "R1-run"),
    "R2": ("R2",),
    "R3": ("R3", "R3-quadratic", "R3-run"),
    "R4": ("R4",),
    "R5": ("R5", "R7-kronecker", "R7-coordinates"),
    "R6": ("R6", "R6-moment", "R6-rows"),
    "R7": ("R7", "R7-product", "R7-hessian", "R7-lapack", "R7-exact", "R7-projected", "R7-sketched", "R7-tensorsketch"),
    "C1": ("C1", "C1-root", "C1-outward", "C1-unique", "C1-newton", "C-solver"),
    "C2": ("C2", "C2-form"),
    "C3": ("C3", "C3-gap"),
    "C4": ("C4-product", "C4-residual", "C4-cholesky", "C4-naive"),
    "the oracle": ("E1",),
}
REFUTED = {"B1-queries", "R2", "S3-convex", "C4-naive"}


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_claim_of_the_theory_has_its_lemmas(claim):
    assert all(ATTENTION[name].statement for name in CLAIMS[claim])


def test_every_lemma_belongs_to_a_claim_of_the_theory():
    assert {name for names in CLAIMS.values() for name in names} == {lemma.name for lemma in ATTENTION.lemmas}


@pytest.mark.slow
@pytest.mark.parametrize("name", [lemma.name for lemma in ATTENTION.lemmas if lemma.derivation])
def test_every_derivation_is_an_argument_each_step_of_which_shows_something(name):
    evidence = symbolic.check(ATTENTION[name], Settings())
    assert evidence.outcome is Outcome.ARGUED, evidence.detail
    assert [step.label for step in evidence.steps if step.tautology or not step.holds] == []


def test_only_these_lemmas_are_expected_to_be_false_and_each_names_what_holds():
    false = {lemma.name for lemma in ATTENTION.lemmas if lemma.expected is Grade.REFUTED}
    assert false == REFUTED
    assert all(ATTENTION[name].holds_instead in {lemma.name for lemma in ATTENTION.lemmas} for name in false)


def test_a_derivation_never_rests_on_a_premise_that_is_not_a_lemma():
    names = {lemma.name for lemma in ATTENTION.lemmas}
    assert all(premise in names for lemma in ATTENTION.lemmas for premise in lemma.requires)


@pytest.mark.slow
def test_derivations_are_short_enough_to_read_and_name_what_they_use():
    """A lemma that a reason cites is a premise that the step declares and the lemma requires."""
    names = "|".join(re.escape(lemma.name) for lemma in sorted(ATTENTION.lemmas, key=lambda x: -len(x.name)))
    cited = re.compile(rf"(?<![\w-])({names})(?![\w-])")
    for lemma in ATTENTION.lemmas:
        if lemma.derivation is not None:
            steps = list(lemma.derivation.steps())
            assert 1 <= len(steps) <= 24, lemma.name
            for step in steps:
                assert set(cited.findall(step.reason)) <= set(step.uses) <= set(lemma.requires), (lemma.name, step)


@pytest.mark.slow
def test_no_symbol_of_a_derivation_reads_as_the_name_of_a_lemma():
    names = {lemma.name for lemma in ATTENTION.lemmas}
    for lemma in (lemma for lemma in ATTENTION.lemmas if lemma.derivation is not None):
        for step in lemma.derivation.steps():
            symbols = set().union(*(part.free_symbols for part in (step.lhs, step.rhs, *(step.terms or ()))))
            assert {str(symbol).replace("_", "") for symbol in symbols} & names == set(), (lemma.name, step.label)
