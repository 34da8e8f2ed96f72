"""Certificates of inequalities: those of the catalogue hold, and nothing false follows from one that is wrong."""

import importlib
import textwrap
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from proofcheck.api import decide
from proofcheck.arithmetic.functions import as_array, power
from proofcheck.attention.theory import ATTENTION
from proofcheck.checkers import Settings, exact, rigorous
from proofcheck.lemmas.evidence import Grade, Outcome, derive_verdict
from proofcheck.mutants.locate import find_home
from proofcheck.mutants.mutate import list_mutants, plant
from proofcheck.theories import elementary_functions, softmax_regression

THEORIES = {
    "proofcheck.attention.theory": ATTENTION,
    "proofcheck.theories.softmax_regression": softmax_regression.THEORY,
    "proofcheck.theories.elementary_functions": elementary_functions.THEORY,
}
CERTIFIED = {
    lemma.name: (module, lemma)
    for module, theory in THEORIES.items()
    for lemma in theory.lemmas
    if lemma.certificate is not None
}
QUICK = Settings(part=(0, 16))
CONTRIBUTING = Path(__file__).parents[3] / "CONTRIBUTING.md"


def small(lemma):
    """At one choice of sizes: two rows and two keys, or three keys of one row; one of all else."""
    most = {"n": 2, "m": 2 if "n" in lemma.space.sizes else 3}
    sizes = {name: (most.get(name, low),) * 2 for name, (low, _) in lemma.space.sizes.items()}
    return replace(lemma, space=replace(lemma.space, sizes=sizes, large={}))


def outcome(lemma):
    return exact.CHECKER.check(lemma, Settings()).outcome


# the catalogue


def test_the_example_of_the_documentation_is_proved_at_its_sizes(tmp_path):
    path = tmp_path / "schwarz.py"
    text = CONTRIBUTING.read_text()
    example = textwrap.dedent(text[text.index("       CAUCHY_SCHWARZ") : text.index("2. A premise whose slack")])
    end = 'THEORY = Theory(name="t", title="t", lemmas=(CAUCHY_SCHWARZ,))'
    path.write_text(f"from proofcheck.theory import *\n\n{example}\n{end}\n")
    assert example.count("\n") <= 10
    report = decide(str(path))
    assert [(d.grade, d.entry["verdict"]["reason"]) for d in report] == [(Grade.PROVED, "n <= 4 (exact)")]


def test_enough_inequalities_have_one():
    assert len(CERTIFIED) >= 17


@pytest.mark.parametrize("name", CERTIFIED)
def test_every_certificate_of_the_catalogue_holds(name):
    _, lemma = CERTIFIED[name]
    evidence = exact.CHECKER.check(small(lemma), Settings())
    assert evidence.outcome is Outcome.PROVED, evidence.detail
    assert set(evidence.premises) <= set(lemma.requires)


def change_terms(change):
    """A certificate whose first entry with a term that does not vanish is changed there."""

    def of(certificate):
        def terms(rules, **z):
            listed = [list(own) for own in certificate.terms(rules, **z)]
            for own in listed:
                for index, term in enumerate(own):
                    if getattr(term, "poly", 1) != 0 and not term.ring.vanishes(term.poly):
                        own[index : index + 1] = change(term)
                        return listed
            return [[*own, power(next(iter(z.values())).flat[0], 2)] for own in listed]  # nothing but zeros

        return replace(certificate, terms=terms)

    return of


CHANGES = {
    "a term dropped": change_terms(lambda term: []),
    "a coefficient": change_terms(lambda term: [2 * term]),
    "a coefficient by one part in 2^60": change_terms(lambda term: [term * (2**60 + 1) / 2**60]),
    "a sign": change_terms(lambda term: [-term]),
    "a term squared": change_terms(lambda term: [term * term]),
    "the terms of one entry fewer": lambda c: replace(c, terms=lambda rules, **z: c.terms(rules, **z)[1:]),
    "no terms": lambda c: replace(c, terms=lambda rules, **z: [[] for _ in c.terms(rules, **z)]),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CERTIFIED)
@pytest.mark.parametrize("change", CHANGES)
def test_no_perturbed_certificate_does(name, change):
    lemma = small(CERTIFIED[name][1])
    assert outcome(replace(lemma, certificate=CHANGES[change](lemma.certificate))) is Outcome.UNDECIDED


SWAPS = {"the opposite": lambda a: -a, "the double": lambda a: 2 * a, "another": lambda a: a + 1}
STATING = {"B1", "B2", "B2-covariance", "B2-one-hot", "B2-one-sided", "S1", "curvature"}  # of `small` sizes


@pytest.mark.parametrize("name", CERTIFIED)
@pytest.mark.parametrize("swap", SWAPS)
def test_no_swapped_fact_does(name, swap):
    """Where a certificate states a fact, another one in its place is refused or does not add up."""
    lemma, stated = small(CERTIFIED[name][1]), []

    class Swapping:
        def __init__(self, rules):
            self.rules = rules

        def __getattr__(self, name):
            return getattr(self.rules, name)

        def fact(self, number):
            return stated.append(number) or self.rules.fact(SWAPS[swap](number))

    def terms(rules, **z):
        return lemma.certificate.terms(Swapping(rules), **z)

    found = outcome(replace(lemma, certificate=replace(lemma.certificate, terms=terms)))
    assert (found is Outcome.UNDECIDED) is bool(stated)
    assert stated or name not in STATING


@pytest.mark.parametrize("name", CERTIFIED)
def test_no_stronger_claim_follows(name):
    lemma = small(CERTIFIED[name][1])
    claim = lemma.claim
    stronger = (
        replace(claim, rhs=lambda **z: as_array(claim.rhs(**z)) - Fraction(1, 2**60)),
        replace(claim, rhs=claim.lhs),
        replace(claim, lhs=claim.rhs, rhs=claim.lhs),
    )
    assert [outcome(replace(lemma, claim=other)) for other in stronger] == [Outcome.UNDECIDED] * 3


@pytest.mark.slow
@pytest.mark.parametrize("name", CERTIFIED)
def test_mutants_that_are_false_are_not_proved(name):
    module, lemma = CERTIFIED[name]
    listed = list_mutants(lemma, find_home(lemma, importlib.import_module(module)))
    judged = 0
    for mutant in listed[:: max(1, len(listed) // 6)]:
        try:
            planted = small(plant(mutant))
            proved = outcome(planted) is Outcome.PROVED
            refuted = rigorous.check(planted, QUICK).outcome is Outcome.FAILS
        except Exception:  # noqa: S112, BLE001 - a changed source may raise anything
            continue
        assert not (proved and refuted), mutant.label
        judged += 1
    assert judged


def test_what_is_proved_at_all_sizes_contradicts_a_counterexample():
    whole = exact.CHECKER.check(small(CERTIFIED["B2"][1]), Settings())
    assert not whole.partial
    fails = replace(whole, outcome=Outcome.FAILS, checker="rigorous")
    assert derive_verdict("L", [whole, fails], {}).grade is Grade.BROKEN


def test_the_evidence_names_the_certificate():
    details = [exact.CHECKER.check(small(CERTIFIED[name][1]), Settings()).detail for name in ("B1-mean", "sqrt-heron")]
    assert details == [
        "the certificate mean in exact_terms.py, decided at 1 choice of sizes",
        "the certificate in elementary_functions.py, decided at 1 choice of sizes",
    ]
