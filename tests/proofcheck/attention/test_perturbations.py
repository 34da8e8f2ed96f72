"""A sample of the campaign `perturbed_formulas`: changed formulas are noticed, unchanged ones are not."""

import perturbed_formulas
import perturbed_functions
import perturbed_steps
import pytest


@pytest.mark.slow
def test_every_subject_passes_its_check_unchanged():
    for subject in perturbed_formulas.SUBJECTS[:4] + perturbed_formulas.SUBJECTS[7:]:
        original = vars(subject.module)[subject.name]
        function = original.fget if isinstance(original, property) else original
        assert perturbed_functions.survives(subject, function), subject.name


@pytest.mark.slow
def test_a_change_of_any_step_is_noticed():
    results = list(perturbed_steps.perturb_steps(1))
    assert len(results) > 100
    assert [label for label, noticed in results if not noticed] == []


@pytest.mark.slow
def test_a_change_of_any_formula_is_noticed():
    results = list(perturbed_formulas.perturb_functions(stride=6))
    assert len(results) > 30
    assert [label for label, noticed in results if not noticed] == []
