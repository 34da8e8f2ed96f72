"""What is said of a side without a value: the instance, which side, which entry, and what it is there."""

import numpy as np
import pytest

from proofcheck.arithmetic.conversion import rationals
from proofcheck.arithmetic.functions import as_array, exp, log, sqrt
from proofcheck.checkers import Settings
from proofcheck.engine.runner import derive_results, examine
from proofcheck.lemmas.claims import Inequality, Space, Variable
from proofcheck.lemmas.evidence import Grade
from proofcheck.lemmas.lemma import Lemma

LINE = Space(variables={"x": Variable(low=-1, high=2)})
ROW = Space(variables={"x": Variable(shape=(3,))})
PART = {
    "a root": (lambda x: sqrt(x), "lhs is the complex number (0.0 + 1.0j)"),
    "a logarithm": (lambda x: log(x), "lhs is the complex number (0.0 + 3.14159j)"),
    "a quotient": (lambda x: 1 / (x + 1), "lhs divides by zero"),
    "a quotient of exponentials": (lambda x: 1 / (exp(x) - exp(x)), "lhs divides by zero"),
    "an entry that is a root": (lambda x: as_array([x, x, sqrt(x)]), "entry 3 of 3 of lhs is the complex number"),
    "an entry that is a quotient": (lambda x: as_array([x, 1 / (1 + x), x]), "entry 2 of 3 of lhs divides by zero"),
}


def reason(claim, space, witness):
    lemma = Lemma(name="L", title="", claim=claim, space=space, witness=lambda: {"x": rationals(witness)})
    (found,) = derive_results([lemma], {"L": examine(lemma, Settings())})
    assert found.verdict.grade is Grade.BROKEN
    return found.verdict.reason


@pytest.mark.parametrize("name", PART)
@pytest.mark.parametrize("side", ["lhs", "rhs"])
def test_the_side_and_the_entry_are_named_with_the_instance(name, side):
    function, words = PART[name]
    sides = {"lhs": lambda x: 0 * x - 100, "rhs": lambda x: 0 * x + 100, side: function}
    said = reason(Inequality(**sides), LINE, -1)
    assert f"a side has no value: {words.replace('lhs', side)}" in said
    assert "at x = -1; restrict the space or exclude it by `where`" in said


def test_the_entry_of_an_array_is_that_of_the_array():
    said = reason(Inequality(lhs=lambda x: 0, rhs=lambda x: sqrt(x + 1)), ROW, np.array([1, -2, 0]))
    assert "entry 2 of 3 of rhs is the complex number" in said
    assert "x = ['1', '-2', '0']" in said


def test_lists_of_what_numpy_keeps_in_arrays_without_axes():
    """x is such an array, x + 1 is a scalar: numpy would make an entry of the array itself."""
    claim = Inequality(lhs=lambda x: as_array([x, x + 1]), rhs=lambda x: [x + 1, x + 2])
    lemma = Lemma(name="L", title="", claim=claim, space=LINE)
    (found,) = derive_results([lemma], {"L": examine(lemma, Settings())})
    assert found.verdict.grade is Grade.SUPPORTED
