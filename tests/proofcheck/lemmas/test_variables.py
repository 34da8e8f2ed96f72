"""Variables that make no sense are refused at construction, with the remedy."""

import pytest

from proofcheck.lemmas.claims import TheoryError, Variable
from proofcheck.lemmas.structures import Structure

MISUSE = {
    "no member": ({"structure": "SIMPLEX", "shape": ("n",)}, "give one of Structure.SIMPLEX"),
    "a scalar": ({"structure": Structure.SIMPLEX}, "a scalar is none of"),
    "not square": ({"structure": Structure.ORTHOGONAL, "shape": ("n", "m")}, "are square"),
    "a vector for a matrix": ({"structure": Structure.SYMMETRIC, "shape": ("n",)}, "are square"),
    "integers on a sphere": (
        {"structure": Structure.SPHERE, "shape": ("n",), "denominator": 1},
        "not made of integers",
    ),
    "empty by an open end": ({"low": 1, "high": 1, "open_low": True}, "is empty"),
}


@pytest.mark.parametrize("case", MISUSE)
def test_variables_that_make_no_sense_are_refused(case):
    fields, message = MISUSE[case]
    with pytest.raises(TheoryError, match=message):
        Variable(**fields)
