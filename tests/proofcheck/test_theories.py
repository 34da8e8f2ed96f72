"""The shipped theories come out as they declare, at an eighth of the ci profile; their formulas are what they say."""

import importlib
import pkgutil

import numpy as np
import pytest

import proofcheck.attention
import proofcheck.theories
from proofcheck.checkers import Settings, checkers_of
from proofcheck.checkers.instances.membership import violation
from proofcheck.lemmas.evidence import Grade, Outcome, derive_verdict
from proofcheck.lemmas.lemma import Theory
from proofcheck.lemmas.loading import DEFAULT, list_shipped_theories, load_theory
from proofcheck.theories import elementary_functions as elementary
from proofcheck.theories import first_order_rates as rates
from proofcheck.theories import quadratics, softmax_loss
from proofcheck.theories import softmax_regression as softmax

LIGHT = Settings(part=(0, 8))
THEORIES = (softmax.THEORY, rates.THEORY, elementary.THEORY)
LEMMAS = {f"{theory.name}: {lemma.name}": lemma for theory in THEORIES for lemma in theory.lemmas}


@pytest.mark.slow
@pytest.mark.parametrize("name", LEMMAS)
def test_lemmas_come_out_as_declared(name):
    lemma = LEMMAS[name]
    found = [checker.check(lemma, LIGHT) for checker in checkers_of(lemma)]
    grade = derive_verdict(lemma.name, found, dict.fromkeys(lemma.requires, Grade.PROVED)).grade
    shown = {Outcome.PROVED: Grade.PROVED, Outcome.CERTIFIED: Grade.CERTIFIED, Outcome.ARGUED: Grade.ARGUED}
    strongest = next((shown[o] for o in shown if o in {item.outcome for item in found}), Grade.SUPPORTED)
    assert grade is (lemma.expected or strongest)


def test_one_rate_is_planted_wrong_and_names_what_holds():
    planted = [lemma for lemma in rates.THEORY.lemmas if lemma.expected is Grade.REFUTED]
    assert [lemma.holds_instead for lemma in planted] == ["heavy-ball"]


@pytest.mark.parametrize("theory", THEORIES)
def test_a_shipped_theory_loads_as_a_module(theory):
    assert load_theory(f"proofcheck.theories.{theory.name.replace('-', '_')}").name == theory.name


def test_the_quadratic_has_the_eigenvalues_it_promises():
    rng = np.random.default_rng(0)
    s, inner, v = np.array(3.5), rng.uniform(size=5), rng.normal(size=5)
    eigenvalues = np.linalg.eigvalsh(quadratics.quadratic(s, inner, v))
    assert np.allclose(eigenvalues[[0, -1]], [1, 12.25])
    assert np.allclose(np.sort(1 + inner[2:] * 11.25), eigenvalues[1:-1])


def test_the_gradient_and_hessian_are_those_of_finite_differences():
    rng = np.random.default_rng(0)
    A, x, b, h = rng.normal(size=(4, 3)), rng.normal(size=3), rng.uniform(size=4), 1e-5
    slope = [(softmax_loss.loss(A, x + h * e, b) - softmax_loss.loss(A, x - h * e, b)) / (2 * h) for e in np.eye(3)]
    assert np.allclose(softmax_loss.gradient(A, x, b), slope, atol=1e-8)
    bend = [
        (softmax_loss.gradient(A, x + h * e, b) - softmax_loss.gradient(A, x - h * e, b)) / (2 * h) for e in np.eye(3)
    ]
    assert np.allclose(softmax_loss.hessian(A, x, b), bend, atol=1e-8)


def import_theories():
    """Every module of the theories that has one at top level, imported."""
    folders = (proofcheck.theories, proofcheck.attention)
    names = [m.name for folder in folders for m in pkgutil.walk_packages(folder.__path__, f"{folder.__name__}.")]
    found = {name: [v for v in vars(importlib.import_module(name)).values() if isinstance(v, Theory)] for name in names}
    return [name for name, theories in found.items() if theories]


def test_every_theory_is_found_in_the_sources():
    assert sorted(list_shipped_theories()) == sorted(import_theories())
    assert list_shipped_theories()[0] == DEFAULT


@pytest.mark.slow
@pytest.mark.parametrize("reference", list_shipped_theories())
def test_a_step_uses_only_what_its_lemma_requires(reference):
    """Construction does not evaluate the steps, which takes seconds for a theory: the checker does, and this test."""
    for lemma in load_theory(reference).lemmas:
        for step in lemma.derivation.steps() if lemma.derivation else ():
            assert set(step.uses) <= set(lemma.requires), (lemma.name, step.label)


@pytest.mark.parametrize("reference", list_shipped_theories())
def test_given_instances_lie_in_their_spaces(reference):
    """A counterexample outside its space would refute nothing, an extremal case outside it would show nothing."""
    for lemma in load_theory(reference).lemmas:
        given = [lemma.witness()] if lemma.witness else []
        for instance in [*given, *(lemma.extremes() if lemma.extremes else ())]:
            assert violation(lemma.space, instance) == "", lemma.name
