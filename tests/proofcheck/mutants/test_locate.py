"""Where a claim is stated: in the call, in a function, or in a name that stands for the claim or for a side."""

import pytest

from proofcheck.lemmas.loading import load_module, theory_of
from proofcheck.mutants.locate import find_home
from proofcheck.mutants.mutate import list_mutants, plant

HEAD = """from typing import Final
from proofcheck.theory import *
SPACE = Space(sizes={"n": (1, 3)}, variables={"x": Variable(shape=("n",))})
SCALE = 7
"""
TAIL = """THEORY = Theory(name="t", title="T", lemmas=(Lemma(name="l", title="L", claim=CLAIM, space=SPACE),))
"""
FORMS = {
    "in the call": ("", "Inequality(lhs=lambda x: x.sum() - 3, rhs=lambda x: 9 * abs(x).sum())"),
    "a name": ("claim = Inequality(lhs=lambda x: x.sum() - 3, rhs=lambda x: 9 * abs(x).sum())\n", "claim"),
    "a name with a type": (
        "claim: Final = Inequality(lhs=lambda x: x.sum() - 3, rhs=lambda x: 9 * abs(x).sum())\n",
        "claim",
    ),
    "names of the sides": (
        "low = lambda x: x.sum() - 3\nhigh = lambda x: 9 * abs(x).sum()\n",
        "Inequality(lhs=low, rhs=high)",
    ),
    "functions": (
        "def low(x):\n    return x.sum() - 3\ndef high(x):\n    return 9 * abs(x).sum()\n",
        "Inequality(lhs=low, rhs=high)",
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_claim_is_found_however_it_is_written(form, tmp_path):
    before, claim = FORMS[form]
    path = tmp_path / "theory_forms.py"
    path.write_text(HEAD + before + TAIL.replace("CLAIM", claim))
    module = load_module(str(path))
    lemma = theory_of(module)["l"]
    assert find_home(lemma, module) is module
    mutants = list_mutants(lemma, module)
    changes = {mutant.change for mutant in mutants}
    assert "x.sum() - 3 -> x.sum() + 3" in changes
    assert any("9" in change for change in changes)
    assert not any("7" in change for change in changes), "a number that no side uses is no part of the claim"
    assert all(plant(mutant).name == "l" for mutant in mutants)
