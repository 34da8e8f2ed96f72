"""Costs: counted operations against closed forms."""

import numpy as np
import pytest

from proofcheck.arithmetic.counting import Tally, as_counted, as_floats
from proofcheck.arithmetic.functions import exp, matmul
from proofcheck.checkers import Settings, cost
from proofcheck.lemmas.claims import Cost, Space, TheoryError, Variable
from proofcheck.lemmas.evidence import Outcome
from proofcheck.lemmas.lemma import Lemma

MATRICES = Space(
    sizes={"n": (1, 4), "m": (1, 3)},
    variables={"A": Variable(shape=("n", "m")), "x": Variable(shape=("m", 1))},
)


def check_with(compute, formula, **more):
    claimed = Cost(compute=compute, formula=formula, space=MATRICES, **more)
    return cost.check(Lemma(name="L", title="", statement="", cost=claimed), Settings())


@pytest.mark.parametrize(
    ("compute", "operation", "formula"),
    [
        (lambda A, x: matmul(A, x), "multiplications", lambda n, m: n * m),
        (lambda A, x: matmul(A, x), "additions", lambda n, m: n * (m - 1)),
        (lambda A, x: exp(A) / A.sum(), "divisions", lambda n, m: n * m),
        (lambda A, x: exp(A) / A.sum(), "functions", lambda n, m: n * m),
        (lambda A, x: 3 * A - A**3, "multiplications", lambda n, m: 3 * n * m),
    ],
)
def test_right_counts_hold_at_every_size(compute, operation, formula):
    found = check_with(compute, formula, operation=operation)
    assert (found.outcome, found.decided) == (Outcome.HOLDS, 12)


def test_a_wrong_formula_is_refuted_with_the_sizes():
    found = check_with(lambda A, x: matmul(A, x), lambda n, m: n * m if n < 4 else n * m + 1)
    assert found.outcome is Outcome.FAILS
    assert found.counterexample.data["n"] == 4
    assert int(found.counterexample.rhs) == int(found.counterexample.lhs) + 1


def test_values_are_those_of_float64():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 3, 3))
    tally = Tally()
    x, y = as_counted(a, tally), as_counted(b, tally)
    result = (exp(x) - 2 * y) / (x * x + 1) @ y
    assert np.allclose(as_floats(result), (np.exp(a) - 2 * b) / (a * a + 1) @ b, rtol=1e-15)


def test_an_operation_that_is_not_counted_is_refused():
    with pytest.raises(TheoryError, match="flops"):
        Cost(compute=abs, formula=abs, space=MATRICES, operation="flops")
