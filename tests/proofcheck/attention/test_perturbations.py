"""A sample of the campaign `perturbed_formulas`: changed formulas are noticed, unchanged ones are not."""

import importlib.util
import sys
from pathlib import Path

import pytest

PATH = Path(__file__).parents[2] / "campaigns" / "perturbed_formulas.py"


@pytest.fixture(scope="module")
def campaign():
    spec = importlib.util.spec_from_file_location("perturbed_formulas", PATH)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_every_subject_passes_its_check_unchanged(campaign):
    for subject in campaign.SUBJECTS[:4] + campaign.SUBJECTS[7:]:
        original = vars(subject.module)[subject.name]
        function = original.fget if isinstance(original, property) else original
        assert campaign.survives(subject, function), subject.name


@pytest.mark.slow
def test_a_change_of_any_step_is_noticed(campaign):
    results = list(campaign.perturbed_steps(1))
    assert len(results) > 100
    assert [label for label, noticed in results if not noticed] == []


@pytest.mark.slow
def test_a_change_of_any_formula_is_noticed(campaign):
    results = list(campaign.perturbed_functions(stride=6))
    assert len(results) > 30
    assert [label for label, noticed in results if not noticed] == []
