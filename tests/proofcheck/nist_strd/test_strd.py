"""NIST StRD: every value of every data set is proved, and a wrong digit in a file is noticed."""

from importlib import resources

import pytest

from proofcheck.nist_strd import confirm, confirm_all
from proofcheck.nist_strd.dataset import DatasetError, load, parse
from proofcheck.nist_strd.models import MODELS


def text(name):
    return resources.files("proofcheck.nist_strd").joinpath(f"data/{name}.dat").read_text()


@pytest.mark.slow
def test_all_147_values_of_all_27_data_sets_are_confirmed():
    found = list(confirm_all())
    assert [item.name for item in found if not item.confirmed] == []
    assert len(found) == 27
    assert sum(len(item.values) for item in found) == 147


CHANGES = {
    "a parameter's last digit": ("2.0196866396E-01", "2.0196866397E-01", "b1"),
    "a corrupted parameter": ("2.0196866396E-01", "2.0296866396E-01", "b1"),
    "the sum of squares": ("4.9484847331E-04", "4.9484847332E-04", "sum of squares"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_wrong_printed_value_is_noticed(name):
    old, new, value = CHANGES[name]
    changed = text("Roszman1").replace(old, new)
    assert changed != text("Roszman1")
    found = confirm(parse("Roszman1", changed))
    assert [item.name for item in found.values if not item.confirmed] == [value]


def test_a_wrong_observation_is_noticed():
    found = confirm(parse("Misra1a", text("Misra1a").replace("10.07", "10.08")))
    assert not found.confirmed
    assert len([value for value in found.values if not value.confirmed]) == 3


MISRA = text("Misra1a")


@pytest.mark.parametrize(
    "broken",
    [
        *("", "Misra1a", MISRA[:1500], MISRA.replace("10.07", "ten")),
        *(
            MISRA.replace("b2 =", "b2x="),
            MISRA.replace("b2 =", "b3 ="),
            MISRA.replace("b1 =", "b2 ="),
            MISRA + "b1 = x",
        ),
        *(MISRA.rstrip() + " 3", MISRA.replace("10.07E0", "10.07E0 1"), MISRA.replace("2 Parameters", "3 Parameters")),
    ],
)
def test_files_of_another_kind_are_refused(broken):
    with pytest.raises(DatasetError, match="Misra1a"):
        parse("Misra1a", broken)


def test_unknown_names_are_refused_and_every_model_has_data():
    with pytest.raises(DatasetError, match="unknown"):
        load("nothing")
    for name in MODELS:
        data = load(name)
        assert len(data.y) == len(data.x[0]) > len(data.parameters)
